"""Tables on standard output, as all benchmarks print them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table

UNLIMITED_WIDTH = 1_000


def figures_table(title: str, *columns: str) -> Table:
    """Return an empty table; the first column stands to the left, figures to the right."""
    made = Table(title=title, title_justify="left", header_style="bold")
    for position, column in enumerate(columns):
        made.add_column(column, justify="right" if position else "left", overflow="fold")
    return made


def print_results(about: Mapping[str, str], tables: Iterable[Table], notes: Iterable[str]) -> None:
    """Print what was measured on standard output; into a pipe or file without colours, nor wrapped."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = UNLIMITED_WIDTH
    console.print(", ".join(f"{name} {value}" for name, value in about.items()), markup=False)
    for one in tables:
        console.print()
        console.print(one)
    for note in notes:
        console.print(f"\n{note}", markup=False)
