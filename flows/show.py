"""What commands print: tables for people, CSV and JSON for programs, progress on standard error."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from flows.run import Outcome
from flows.stages import Step

# A spreadsheet runs a cell that starts with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
UNLIMITED_WIDTH = 1_000


def printable(text: str) -> str:
    """Return the text with whatever could steer a terminal or turn its direction replaced by a space."""
    return "".join(
        " " if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} and char != "\n" else char
        for char in text
    )


def stdout() -> Console:
    """Return a console on standard output; into a pipe or file it neither colours nor wraps."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = UNLIMITED_WIDTH
    return console


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None) -> None:
    """Print a table; numbers stand to the right."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for position, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[position], int | float | Decimal) for row in rows)
        table.add_column(Text(printable(column)), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(_cell(value))) for value in row))
    stdout().print(table)


def show_table(table: pa.Table) -> None:
    """Print a query's result and the number of its rows."""
    show_rows(table.column_names, _rows(table))
    stdout().print(f"{table.num_rows:,} row{'' if table.num_rows == 1 else 's'}")


def as_csv(table: pa.Table) -> str:
    """Return the table as CSV with a header; nested values are JSON.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in _rows(table):
        writer.writerow([_inert(value) for value in row])
    return out.getvalue()


def as_json(table: pa.Table) -> str:
    """Return the table as a JSON array of objects; times are ISO 8601, blobs hexadecimal."""
    return json.dumps(table.to_pylist(), default=_plain, ensure_ascii=False, indent=2)


def _rows(table: pa.Table) -> list[list[object]]:
    columns = [column.to_pylist() for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)] if columns else []


def _inert(value: object) -> str:
    text = _cell(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return json.dumps(value, default=_plain, ensure_ascii=False)
    return str(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, int | float) else str(value)


def show_outcome(outcome: Outcome) -> None:
    """Print what a run came to: the summary table, what was new, and the files it wrote."""
    show_rows(
        ("in the warehouse", "count"),
        [(name.replace("_", " "), number) for name, number in outcome.counts.items()],
        title="sayso",
    )
    console = stdout()
    if outcome.anything_new:
        fresh = ", ".join(f"{stage} {number:,}" for stage, number in outcome.fresh.items() if number)
        console.print(f"New in this run: {fresh}", markup=False)
    else:
        console.print("Nothing was new.")
    for path in outcome.wrote:
        console.print(f"Wrote {printable(str(path))}", markup=False, soft_wrap=True)


@contextmanager
def progress_bars() -> Iterator[Callable[[Step], int]]:
    """Give a function that carries out a step and shows its stage's progress on standard error."""
    bars: dict[str, TaskID] = {}
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:

        def execute(step: Step) -> int:
            bar = bars.get(step.stage)
            if bar is None:
                bar = bars[step.stage] = progress.add_task(printable(step.stage), total=step.total)
            fresh = step.do()
            progress.advance(bar, step.items)
            return fresh

        yield execute
