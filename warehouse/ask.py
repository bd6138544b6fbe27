"""Answers questions of people in SQL, and describes the tables that they can ask."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import duckdb
import pyarrow
from duckdb import DuckDBPyConnection, StatementType

from warehouse.connect import records
from warehouse.errors import QueryFailed, QueryRefused, QueryStopped
from warehouse.sql import query

# SELECT stands for FROM, WITH, VALUES, DESCRIBE, SHOW and SUMMARIZE too; a PIVOT over unnamed values counts as several.
_READS = (StatementType.SELECT, StatementType.EXPLAIN, StatementType.MULTI)
BATCH = 100_000  # rows
LARGEST = 2**30  # bytes of an answer, which is held whole
_OPTIONAL = " (may be left out)"  # after a parameter's name in a macro's comment
_LOGGING = re.compile(r"\b(enable|disable)_logging\b|\btruncate_duckdb_logs\b", re.IGNORECASE)
_PRAGMA = "SELECT * FROM pragma_"


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """A column of a table or view."""

    name: str
    type: str  # as DuckDB writes it: "VARCHAR[]"
    comment: str


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """What a macro is given."""

    name: str
    comment: str
    optional: bool


@dataclass(frozen=True, slots=True)
class MacroInfo:
    """A table macro: what it is given, and the columns of what it gives, each in their order."""

    name: str
    comment: str
    parameters: tuple[ParameterInfo, ...]
    columns: tuple[ColumnInfo, ...]

    @property
    def call(self) -> str:
        """How it is asked: "coverage_diff(left_id, right_id, since := …)"."""
        given = (f"{one.name} := …" if one.optional else one.name for one in self.parameters)
        return f"{self.name}({', '.join(given)})"


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table or view with its columns in their order."""

    name: str
    kind: Literal["table", "view"]
    comment: str
    columns: tuple[ColumnInfo, ...]


def ask(
    connection: DuckDBPyConnection, question: str, *, seconds: float | None = None, most: int = LARGEST
) -> pyarrow.Table:
    """Return the answer to one query. The connection must be a reader's: what a query may reach is decided there.

    Raises QueryRefused for a query that would write or reach outside the snapshot, QueryStopped for one that takes
    longer than so many seconds or answers more than so many bytes, QueryFailed for any other that DuckDB cannot answer.
    """
    if _LOGGING.search(question) and duckdb.__version__ < "2":
        # DuckDB 1.5 turns it on, cannot open its file, and from then on answers nothing.
        raise QueryFailed("the configuration of a snapshot is locked, logging with it")
    try:
        statements = connection.extract_statements(question)
    except duckdb.PermissionException as error:  # IMPORT DATABASE, of which DuckDB 1.5 reads the files already here
        raise QueryRefused(f"a query can reach nothing but the snapshot's tables and views: {error}") from error
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error
    # For PIVOT, DuckDB 1.5 first makes a type of the values, of its own accord: that is a statement without a text.
    if not statements or any(one.query for one in statements[:-1]):
        raise QueryRefused(f"{len(statements)} statements were given; give one query")
    *made, statement = statements
    if statement.query.startswith(_PRAGMA) and _PRAGMA not in question:
        # What DuckDB 1.5 makes of it would be answered.
        raise QueryRefused("PRAGMA is not answered: ask with DESCRIBE or SHOW")
    if statement.type not in _READS:
        raise QueryRefused(
            f"{statement.type.name} is not answered, the snapshot is only read: "
            "ask with SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN"
        )
    try:
        with _stopped_after(connection, seconds):
            for one in made:
                connection.execute(one)
            return _collect(connection.sql(statement).to_arrow_reader(BATCH), most)
    except duckdb.PermissionException as error:
        raise QueryRefused(f"a query can reach nothing but the snapshot's tables and views: {error}") from error
    except (duckdb.Error, pyarrow.ArrowException, OSError) as error:  # as Arrow passes on what goes wrong on the way
        raise QueryFailed(str(error)) from error


def _collect(reader: pyarrow.RecordBatchReader, most: int) -> pyarrow.Table:
    """Return all batches as a table, which never holds more than so many bytes. Raises QueryStopped."""
    batches, size = [], 0
    for batch in reader:
        batches.append(batch)
        size += batch.nbytes
        if size > most:
            raise QueryStopped(
                f"the answer has more than {most:,} bytes: ask for fewer rows or columns (LIMIT 100), or write tables "
                "to files with `sayso export`"
            )
    return pyarrow.Table.from_batches(batches, reader.schema)


@contextmanager
def _stopped_after(connection: DuckDBPyConnection, seconds: float | None) -> Iterator[None]:
    """Interrupt what the connection does in the block after so many seconds. Raises QueryStopped then."""
    if seconds is None:
        yield
        return
    late = threading.Event()

    def stop() -> None:
        late.set()
        connection.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if late.is_set():
            raise QueryStopped(
                f"the query was stopped after {seconds:g} s: ask for less, or give it longer with --timeout"
            ) from error
        raise
    finally:
        timer.cancel()


def describe(connection: DuckDBPyConnection) -> tuple[TableInfo, ...]:
    """Return all tables, then all views, by name."""
    found = records(connection, query("schema"))
    return tuple(
        TableInfo(
            name,
            kind,
            comment or "",
            tuple(ColumnInfo(row["column_name"], row["column_type"], row["column_comment"] or "") for row in columns),
        )
        for (kind, name, comment), columns in groupby(found, lambda row: (row["kind"], row["name"], row["comment"]))
    )


def describe_macros(connection: DuckDBPyConnection) -> tuple[MacroInfo, ...]:
    """Return all table macros, by name.

    Only a macro as a whole has a comment: its first line tells of the macro, each other one of a parameter or column
    ("name: meaning"). A shared warehouse keeps none, and nothing is said there.
    """
    return tuple(_macro(connection, **found) for found in records(connection, query("macros")))


def _macro(connection: DuckDBPyConnection, name: str, parameters: list[str], comment: str | None) -> MacroInfo:
    first, *lines = (comment or "").split("\n")
    told = dict(line.split(": ", 1) for line in lines)
    nothing = ", ".join(f"{parameter} := NULL" for parameter in parameters)
    columns = records(connection, f"DESCRIBE FROM {name}({nothing})")
    return MacroInfo(
        name,
        first,
        tuple(
            ParameterInfo(one, told.get(one, told.get(f"{one}{_OPTIONAL}", "")), f"{one}{_OPTIONAL}" in told)
            for one in parameters
        ),
        tuple(ColumnInfo(one["column_name"], one["column_type"], told.get(one["column_name"], "")) for one in columns),
    )
