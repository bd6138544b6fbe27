"""Brings a file's schema up to the newest migration, and its views up to date."""

from __future__ import annotations

from pathlib import Path

from duckdb import DuckDBPyConnection

from sources.types import content_id
from warehouse import sql
from warehouse.connect import transaction
from warehouse.errors import NewerSchema, NotAWarehouse, OlderSchema

_VIEWS = "views"  # what the table derivations calls them


def migrate(connection: DuckDBPyConnection, path: Path) -> None:
    """Apply the migrations that the file lacks, each in a transaction of its own, and put this code's views up.

    Raises NotAWarehouse or NewerSchema, and then leaves the file as it is.
    """
    found = schema_number(connection, path)
    if found > newest():
        raise NewerSchema(path, found, newest())
    for number, name, text in sql.migrations():
        if number > found:
            with transaction(connection):
                connection.execute(text)
                connection.execute(
                    "INSERT INTO migrations VALUES (?, ?, make_timestamp(epoch_us(now())))", [number, name]
                )
    _put_up_views(connection)


def _put_up_views(connection: DuckDBPyConnection) -> None:
    """Put all views up, unless those of the file are of these very texts: that takes longer than opening it."""
    texts = sql.views()
    fingerprint = content_id(*texts)
    if connection.execute("FROM derivations WHERE name = ? AND fingerprint = ?", [_VIEWS, fingerprint]).fetchall():
        return
    with transaction(connection):
        for text in texts:
            connection.execute(text)
        connection.execute("DELETE FROM derivations WHERE name = ?", [_VIEWS])
        connection.execute("INSERT INTO derivations VALUES (?, ?)", [_VIEWS, fingerprint])


def check_readable(connection: DuckDBPyConnection, path: Path) -> None:
    """Raise NotAWarehouse, NewerSchema or OlderSchema unless the file has the schema that this code reads."""
    found = schema_number(connection, path)
    if found > newest():
        raise NewerSchema(path, found, newest())
    if found < newest():
        raise OlderSchema(path, found, newest())


def schema_number(connection: DuckDBPyConnection, path: Path) -> int:
    """Return the number of the newest migration applied, 0 for an empty file. Raises NotAWarehouse."""
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY table_name"
        ).fetchall()
    ]
    if not tables:
        return 0
    if "migrations" not in tables:
        raise NotAWarehouse(path, tables[0])
    [(number,)] = connection.execute("SELECT max(number) FROM migrations").fetchall()
    return int(number)


def newest() -> int:
    """Return the number of the newest migration that this code has."""
    return max(number for number, _, _ in sql.migrations())
