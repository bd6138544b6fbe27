"""Brings a file's schema up to the newest migration, and its views up to date."""

from __future__ import annotations

import re
from pathlib import Path

from duckdb import DuckDBPyConnection

from sources.types import content_id
from warehouse import sql
from warehouse.connect import transaction
from warehouse.errors import NewerSchema, NotAWarehouse, OlderSchema
from warehouse.lake import Lake, is_shared, without_column_comments, without_compression, without_keys
from warehouse.snapshots import is_held

_VIEWS = "views"  # what the table derivations calls them
_MACRO_COMMENT = re.compile(r"^COMMENT ON MACRO .*", re.MULTILINE | re.DOTALL)  # the end of a macro's file


def migrate(connection: DuckDBPyConnection, path: Path | Lake) -> None:
    """Apply the migrations that the file lacks, each in a transaction of its own; put this code's views and macros up.

    Raises NotAWarehouse or NewerSchema, and then leaves the file as it is.
    """
    found = schema_number(connection, path)
    if found > newest():
        raise NewerSchema(path, found, newest())
    for number, name, text in sql.migrations():
        if number > found:
            with transaction(connection):
                if schema_number(connection, path) >= number:
                    continue  # another machine has done it meanwhile
                connection.execute(without_compression(without_keys(text)) if is_shared(connection) else text)
                connection.execute(
                    "INSERT INTO migrations VALUES (?, ?, make_timestamp(epoch_us(now())))", [number, name]
                )
    _put_up_views(connection)


def _put_up_views(connection: DuckDBPyConnection) -> None:
    """Put all views and macros up, unless those held are of these very texts: that takes longer than opening a file."""
    texts = (*sql.views(), *sql.macros())
    fingerprint = content_id(*texts)
    if connection.execute("FROM derivations WHERE name = ? AND fingerprint = ?", [_VIEWS, fingerprint]).fetchall():
        return
    shared = is_shared(connection)
    with transaction(connection):
        for text in texts:
            connection.execute(_as_shared(text) if shared else text)
        connection.execute("DELETE FROM derivations WHERE name = ?", [_VIEWS])
        connection.execute("INSERT INTO derivations VALUES (?, ?)", [_VIEWS, fingerprint])


def _as_shared(text: str) -> str:
    """Return the text of a view or macro as DuckLake takes it, which has comments on tables and views alone."""
    return _MACRO_COMMENT.sub("", without_column_comments(text))


def check_readable(connection: DuckDBPyConnection, path: Path | Lake) -> None:
    """Raise NotAWarehouse, NewerSchema or OlderSchema unless the file has the schema that this code reads."""
    found = schema_number(connection, path)
    if found > newest():
        raise NewerSchema(path, found, newest())
    if found < newest():
        raise OlderSchema(path, found, newest(), held=isinstance(path, Path) and is_held(path))


def schema_number(connection: DuckDBPyConnection, path: Path | Lake) -> int:
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
