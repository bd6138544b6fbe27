"""Streams tables and views out of an open snapshot, some rows at a time: none is ever held whole.

A stream is one pending answer of the connection. Ask nothing else of it until the stream has ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow
from duckdb import DuckDBPyConnection

from warehouse.errors import QueryFailed
from warehouse.sql import query

BATCH = 8_192  # rows at a time
# Answered row by row in the order of its table. Sorting it, the largest of all, would take more memory than there is.
_IN_ORDER = frozenset({"match_features"})
# What large views are sorted by. By all of their columns, texts among them, it would take several times the memory.
_BY_KEY = {
    "claims_told": "group_id",
    "coverage_matrix": "story_id, group_id, outlet_id",
    "omissions": "story_id, group_id, outlet_id",
    "quote_variants": "group_id, quote",
    "speakers_quoted": "speaker_id, outlet_id",
    "who_said_what": "claim_id",
}


@dataclass(frozen=True, slots=True)
class Stream:
    """The rows of a table, view or query, on their way."""

    schema: pyarrow.Schema
    batches: Iterator[pyarrow.RecordBatch]


def stream(connection: DuckDBPyConnection, name: str, *, rows: int = BATCH) -> Stream:
    """Return all rows of a table or view, so many at a time; equal snapshots give them in the same order.

    Raises QueryFailed, at once or while the batches are taken.
    """
    order = "" if _has_order(connection, name) else f" ORDER BY {_BY_KEY.get(name, 'ALL')}"
    return stream_sql(connection, f"FROM {_quoted(name)}{order}", rows=rows)


def stream_query(connection: DuckDBPyConnection, name: str, *, rows: int = BATCH) -> Stream:
    """Return the rows of queries/<name>.sql, which takes no parameters, so many at a time. Raises as `stream` does."""
    return stream_sql(connection, query(name), rows=rows)


def stream_sql(connection: DuckDBPyConnection, sql: str, *, rows: int) -> Stream:
    """Return the answer to a query of our own, so many rows at a time. Raises as `stream` does."""
    try:
        # A relation's reader is handed batches as they are made; that of a cursor, from execute(), copies all of them.
        reader = connection.sql(sql).to_arrow_reader(rows)
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error
    return Stream(reader.schema, _batches(reader))


def _batches(reader: pyarrow.RecordBatchReader) -> Iterator[pyarrow.RecordBatch]:
    try:
        yield from reader
    except (duckdb.Error, pyarrow.ArrowException, OSError) as error:  # as Arrow passes on what goes wrong on the way
        raise QueryFailed(str(error)) from error


def _has_order(connection: DuckDBPyConnection, name: str) -> bool:
    """Tell whether the rows come in one order by themselves: those of a table do, and those of a view that sorts."""
    found = connection.execute(
        "SELECT sql FROM duckdb_views() WHERE database_name = current_database() AND view_name = $name", {"name": name}
    ).fetchall()  # to its end: a result that is left unfinished keeps the connection
    return not found or name in _IN_ORDER or "ORDER BY" in _outermost(found[0][0])


def _outermost(sql: str) -> str:
    """Return a statement without what stands in its parentheses."""
    depth, kept = 0, []
    for char in sql:
        depth += (char == "(") - (char == ")")
        if depth == 0:
            kept.append(char)
    return "".join(kept)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
