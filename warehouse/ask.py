"""Answers questions of people in SQL, and describes the tables that they can ask."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import duckdb
import pyarrow
from duckdb import DuckDBPyConnection, StatementType

from warehouse.connect import records
from warehouse.errors import QueryFailed, QueryRefused
from warehouse.sql import query

# SELECT stands for FROM, WITH, VALUES, DESCRIBE, SHOW and SUMMARIZE too; a PIVOT over unnamed values counts as several.
_READS = (StatementType.SELECT, StatementType.EXPLAIN, StatementType.MULTI)


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """A column of a table or view."""

    name: str
    type: str  # as DuckDB writes it: "VARCHAR[]"
    comment: str


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table or view with its columns in their order."""

    name: str
    kind: Literal["table", "view"]
    comment: str
    columns: tuple[ColumnInfo, ...]


def ask(connection: DuckDBPyConnection, question: str) -> pyarrow.Table:
    """Return the answer to one query. The connection must be a reader's: what a query may reach is decided there.

    Raises QueryRefused for a query that would write or reach outside the snapshot, QueryFailed for any other that
    DuckDB cannot answer.
    """
    try:
        statements = connection.extract_statements(question)
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error
    if len(statements) != 1:
        raise QueryRefused(f"{len(statements)} statements were given; give one query")
    [statement] = statements
    if statement.type not in _READS:
        raise QueryRefused(
            f"{statement.type.name} is not answered, the snapshot is only read: "
            "ask with SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN"
        )
    try:
        return connection.sql(statement).to_arrow_table()
    except duckdb.PermissionException as error:
        raise QueryRefused(f"a query can reach nothing but the snapshot's tables and views: {error}") from error
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error


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
