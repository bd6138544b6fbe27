"""The snapshot of a shared warehouse: a copy of its catalogue, with which people read its Parquet files.

The copy is a DuckLake of its own whose catalogue is a DuckDB file. It shows the rows as they were when the last run
ended that it knows of. So reading needs no PostgreSQL, waits for nobody, and can be locked in as reading a DuckDB file
is: DuckDB may open what lies in the lake's own folder and nothing else, and knows no server.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.errors import NoSnapshot
from warehouse.lake import LOCKS, attach, literal, load_extension, turn

SUFFIX = ".ducklake"
_ENDED = "run ended "  # and its id: what the commit that ends a run says of itself
_COPY = "catalogue"
_TABLES = """
    SELECT table_name FROM duckdb_tables() WHERE database_name = $name AND starts_with(table_name, 'ducklake_')
"""
_FORGET = f"DELETE FROM {_COPY}.ducklake_files_scheduled_for_deletion"  # noqa: S608 - a constant
_DATA = f"SELECT value FROM {_COPY}.ducklake_metadata WHERE key = 'data_path'"  # noqa: S608 - a constant
_VERSION = f"""
    SELECT max(snapshot_id)
    FROM {_COPY}.ducklake_snapshot_changes SEMI JOIN {_COPY}.ducklake_snapshot USING (snapshot_id)
    WHERE starts_with(commit_message, $message)
"""  # noqa: S608 - a constant


def note_end(connection: DuckDBPyConnection, run_id: str) -> None:
    """Have the present transaction's commit say that it ends the run: that is what readers are shown."""
    connection.execute("CALL warehouse.set_commit_message('sayso', $message)", {"message": _ENDED + run_id})


def copy_catalogue(connection: DuckDBPyConnection, path: Path, options: str) -> None:
    """Copy the open lake's catalogue into a new DuckDB file, while nobody saves. Raises duckdb.Error, LakeBusy."""
    connection.execute("CALL pg_clear_cache()")
    attach(connection, path, _COPY, options)
    try:
        with turn(connection):
            tables = connection.execute(_TABLES, {"name": LOCKS}).fetchall()
            connection.execute("BEGIN")
            for (table,) in tables:
                connection.execute(f'CREATE TABLE {_COPY}."{table}" AS FROM {LOCKS}."{table}"')
            # Whoever reads could have DuckLake delete what is listed there.
            connection.execute(_FORGET)
            connection.execute("COMMIT")
    finally:
        with suppress(duckdb.TransactionException):  # where it was committed
            connection.execute("ROLLBACK")
        connection.execute(f"DETACH {_COPY}")


def attach_snapshot(connection: DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach the copied catalogue under the name, as of the end of the last run, and lock all else out.

    Raises NoSnapshot where no run has ended yet, duckdb.Error where the copy cannot be opened.
    """
    attach(connection, path, _COPY, "TYPE duckdb, READ_ONLY")
    [(data,)] = connection.execute(_DATA).fetchall()
    [(version,)] = connection.execute(_VERSION, {"message": _ENDED}).fetchall()
    connection.execute(f"DETACH {_COPY}")
    if version is None:
        raise NoSnapshot(path)
    if data.startswith("s3://"):
        load_extension(connection, "httpfs")
    load_extension(connection, "ducklake")
    place = literal(f"ducklake:{path.resolve()}")
    connection.execute(f"ATTACH {place} AS {name} (READ_ONLY, SNAPSHOT_VERSION {version})")
    connection.execute(f"SET allowed_directories = [{literal(data)}]")
    connection.execute("SET enable_external_access = false; SET lock_configuration = true")
