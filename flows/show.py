"""What commands print: tables for people, CSV and JSON for programs, progress on standard error."""

from __future__ import annotations

import csv
import io
import json
import math
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
SKIPPED_SHOWN = 3


def printable(text: str) -> str:
    """Return the text with whatever could steer a terminal or turn its direction replaced by a space."""
    return "".join(" " if _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} and char != "\n"


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
        table.add_row(*(Text(printable(_listed(value))) for value in row))
    stdout().print(table)


def show_table(table: pa.Table) -> None:
    """Print a query's result and the number of its rows."""
    show_rows(table.column_names, _rows(table))
    stdout().print(f"{table.num_rows:,} row{'' if table.num_rows == 1 else 's'}")


def as_csv(table: pa.Table) -> str:
    """Return the table as CSV with a header; nested values are JSON, control characters spaces.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in [table.column_names, *_rows(table)]:
        writer.writerow([_inert(value) for value in row])
    return out.getvalue()


def as_json(table: pa.Table) -> str:
    r"""Return the table as a JSON array of objects; times are ISO 8601, blobs hexadecimal, NaN and infinities text.

    Columns of one name are told apart by a number: a, a_2. Control characters stand as \uXXXX.
    """
    names: list[str] = []
    for name in table.column_names:
        earlier = names.count(name)
        names.append(f"{name}_{earlier + 1}" if earlier else name)
    records = [dict(zip(names, map(_plain, row), strict=True)) for row in _rows(table)]
    return escape_controls(json.dumps(records, ensure_ascii=False, indent=2))


def escape_controls(text: str) -> str:
    r"""Return JSON with what could steer a terminal or turn its direction as \uXXXX."""
    return "".join(f"\\u{ord(char):04x}" if _steers(char) else char for char in text)


def _rows(table: pa.Table) -> list[list[object]]:
    columns = [_values(column) for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)] if columns else []


def _values(column: pa.ChunkedArray) -> list[object]:
    try:
        values: list[object] = column.to_pylist()
    except (OverflowError, ValueError):  # a time beyond Python's years, or finer than its microseconds
        values = column.cast(pa.string()).to_pylist()
    return values


def _inert(value: object) -> str:
    text = "".join(" " if _steers(char) else char for char in _cell(value))
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text


def _listed(value: object) -> str:
    """Return the value as people read it: a list of texts without brackets and quotation marks."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return _cell(value)


def _cell(value: object) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool | list | dict):
        return json.dumps(plain, ensure_ascii=False)
    return str(plain)


def _plain(value: object) -> object:
    """Return the value as JSON has it."""
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        # pyarrow gives a map as a list of pairs.
        pairs = value and all(isinstance(item, tuple) for item in value)
        return {str(name): _plain(item) for name, item in value} if pairs else [_plain(item) for item in value]
    if isinstance(value, float | Decimal):
        return _number(value)
    if value is None or isinstance(value, bool | int):
        return value
    return value.hex() if isinstance(value, bytes) else _text(value)


def _number(value: float | Decimal) -> object:
    if not math.isfinite(value):
        return str(value)
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else float(value)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def show_outcome(outcome: Outcome) -> None:
    """Print what a run came to: the summary table, what was new, what is skipped, and the files it wrote."""
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
    for item in outcome.skipped[:SKIPPED_SHOWN]:
        told = item.reason if item.reason.startswith(item.key) else f"{item.key}: {item.reason}"
        console.print(f"Skipped {printable(told)}", markup=False, soft_wrap=True)
    if len(outcome.skipped) > SKIPPED_SHOWN:
        console.print(f'Skipped {len(outcome.skipped):,} in all: sayso sql "FROM skipped"', markup=False)
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
