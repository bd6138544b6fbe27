"""All rows of a warehouse, for comparing two."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from duckdb import DuckDBPyConnection

from warehouse import Lake
from warehouse.connect import open_writer

# What says when and by which run: two runs differ in it.
APART = {"migrations", "runs"}


def all_rows(place: Path | Lake, apart: set[str] = APART) -> dict[str, Counter[str]]:
    """Return table → its rows and how often each is there."""
    connection = open_writer(place)
    try:
        return rows_of(connection, apart)
    finally:
        connection.close()


def rows_of(connection: DuckDBPyConnection, apart: set[str] = APART) -> dict[str, Counter[str]]:
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY ALL"
    ).fetchall()
    return {
        table: Counter(map(repr, connection.execute(f"FROM {table}").fetchall()))
        for (table,) in tables
        if table not in apart
    }
