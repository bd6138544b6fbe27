"""What commands print: tables for people, CSV and JSON for programs, progress on standard error."""

from __future__ import annotations

import csv
import io
import json
import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
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

# A spreadsheet runs a cell that starts with one of these as a formula; the wide ones where East Asian input is on.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UNLIMITED_WIDTH = 1_000
SKIPPED_SHOWN = 3


class _Replaced(dict[int, str]):
    """For str.translate: what takes the place of each character that could steer a terminal or turn its direction."""

    def __init__(self, replace: Callable[[str], str]) -> None:
        super().__init__()
        self._replace = replace

    def __missing__(self, code: int) -> str:
        char = chr(code)
        steers = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} and char != "\n"
        self[code] = self._replace(char) if steers else char
        return self[code]


def _in_json(char: str) -> str:
    """Return a character as JSON escapes it: one beyond U+FFFF as two surrogates."""
    return json.dumps(char)[1:-1] if ord(char) > 0x7F else f"\\u{ord(char):04x}"


_SPACES = _Replaced(lambda _: " ")
_ESCAPES = _Replaced(_in_json)


def printable(text: str) -> str:
    """Return the text with whatever could steer a terminal or turn its direction replaced by a space."""
    return text if text.isprintable() else text.translate(_SPACES)


def one_line(text: str) -> str:
    """Return the printable text without line breaks, with which a name could forge a line of its own."""
    return printable(text).replace("\n", " ")


def stdout() -> Console:
    """Return a console on standard output; into a pipe or file it neither colours nor wraps.

    Square brackets and ":100:" are text to it, not markup and pictures.
    """
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = UNLIMITED_WIDTH
    return console


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None) -> None:
    """Print a table; numbers stand to the right."""
    heading = None if title is None else Text(printable(title), style="table.title")
    table = Table(title=heading, title_justify="left", header_style="bold")
    for position, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[position], int | float | Decimal) for row in rows)
        table.add_column(Text(printable(column)), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(_listed(value))) for value in row))
    stdout().print(table)


def show_table(table: pa.Table) -> None:
    """Print a query's result and the number of its rows."""
    show_rows(table.column_names, rows_of(table))
    stdout().print(f"{table.num_rows:,} row{'' if table.num_rows == 1 else 's'}")


def as_csv(table: pa.Table) -> str:
    """Return the table as CSV with a header; nested values are JSON, control characters spaces.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(map(csv_cells, [table.column_names, *rows_of(table)]))
    return out.getvalue()


def csv_cells(values: Iterable[object]) -> list[str]:
    """Return the values as cells of CSV that no spreadsheet runs, as `as_csv` has them."""
    return [_inert(value) for value in values]


def as_json(table: pa.Table) -> str:
    r"""Return the table as a JSON array of objects; times are ISO 8601, blobs hexadecimal, NaN and infinities text.

    Columns of one name are told apart by a number: a, a_2. Control characters stand as \uXXXX.
    """
    names: list[str] = []
    for name in table.column_names:
        earlier = names.count(name)
        names.append(f"{name}_{earlier + 1}" if earlier else name)
    records = [dict(zip(names, map(plain, row), strict=True)) for row in rows_of(table)]
    return escape_controls(json.dumps(records, ensure_ascii=False, indent=2))


def escape_controls(text: str) -> str:
    r"""Return JSON with what could steer a terminal or turn its direction as \uXXXX."""
    return text if text.isprintable() else text.translate(_ESCAPES)


def rows_of(table: pa.Table | pa.RecordBatch) -> list[list[object]]:
    """Return the rows as values of Python; times that Python does not have are text."""
    columns = [_values(column) for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)] if columns else []


def _values(column: pa.ChunkedArray | pa.Array) -> list[object]:
    try:
        values: list[object] = column.to_pylist()
    except (OverflowError, ValueError):  # a time beyond Python's years, or finer than its microseconds
        values = column.cast(pa.string()).to_pylist()
    return values


def _inert(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return printable(_cell(value))
    text = printable(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _listed(value: object) -> str:
    """Return the value as people read it: a list of texts without brackets and quotation marks."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return _cell(value)


def _cell(value: object) -> str:
    shown = plain(value)
    if shown is None:
        return ""
    if isinstance(shown, bool | list | dict):
        return json.dumps(shown, ensure_ascii=False)
    return str(shown)


def _leaf(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def plain(value: object, leaf: Callable[[object], str] = _leaf) -> object:
    """Return the value as JSON has it; `leaf` writes what JSON has no form for: bytes, times."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, dict):
        return {str(name): plain(item, leaf) for name, item in value.items()}
    if isinstance(value, list):
        # pyarrow gives a map as a list of pairs.
        pairs = value and all(isinstance(item, tuple) for item in value)
        if pairs:
            return {str(name): plain(item, leaf) for name, item in value}
        return [plain(item, leaf) for item in value]
    if isinstance(value, float | Decimal):
        return _number(value)
    return value if isinstance(value, bool | int) else leaf(value)


def _number(value: float | Decimal) -> object:
    if not math.isfinite(value):
        return str(value)
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else float(value)


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
        console.print(f"New in this run: {one_line(fresh)}")
    else:
        console.print("Nothing was new.")
    for item in outcome.skipped[:SKIPPED_SHOWN]:
        told = item.reason if item.reason.startswith(item.key) else f"{item.key}: {item.reason}"
        console.print(f"Skipped {one_line(told)}", soft_wrap=True)
    if len(outcome.skipped) > SKIPPED_SHOWN:
        console.print(f'Skipped {len(outcome.skipped):,} in all: sayso sql "FROM skipped"')
    if outcome.findings:
        told = ", ".join(f"{name} {number:,}" for name, number in outcome.findings.items())
        console.print(f"Wrong: {told}. `sayso audit` says what that means and what to do.", soft_wrap=True)
    for path in outcome.wrote:
        console.print(f"Wrote {one_line(str(path))}", soft_wrap=True)


@contextmanager
def progress_bars() -> Iterator[Callable[[Step], int]]:
    """Give a function that carries out a step and shows its stage's progress on standard error."""
    bars: dict[str, TaskID] = {}
    with _progress() as progress:

        def execute(step: Step) -> int:
            bar = bars.get(step.stage)
            if bar is None:
                bar = bars[step.stage] = progress.add_task(one_line(step.stage), total=step.total)
            fresh = step.do()
            progress.advance(bar, step.items)
            return fresh

        yield execute


@contextmanager
def progress_bar(total: int) -> Iterator[Callable[[str, int], None]]:
    """Give a function that shows on standard error what is being done, and that so many more of the total are done."""
    with _progress() as progress:
        bar = progress.add_task("", total=total)

        def tell(doing: str, done: int) -> None:
            progress.update(bar, description=one_line(doing), advance=done)

        yield tell


def _progress() -> Progress:
    # A description is text: a folder's name may hold square brackets.
    text = TextColumn("{task.description}", markup=False)
    console = Console(stderr=True)
    columns = (text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)
