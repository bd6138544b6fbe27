"""Makes a warehouse out of the tables of another one: as of their schema first, then brought up to date.

Its tables get their keys when they are full: to look each row up as it comes takes longer, and twice the space.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from warehouse import sql
from warehouse.connect import open_writer, transaction
from warehouse.errors import NewerSchema, WarehouseError
from warehouse.lake import without_keys
from warehouse.migrate import migrate, newest


def make_from_parquet(path: Path, schema: int, tables: Mapping[str, Path]) -> int:
    """Make the file out of all tables of a warehouse of this schema, a Parquet file each; return how many rows.

    The file appears when it is whole. Raises NewerSchema, or WarehouseError where the file is there already, or the
    tables are not those of the schema.
    """
    if schema > newest():
        raise NewerSchema(path, schema, newest())
    if path.exists():
        raise WarehouseError(f"{path} is there already and stays; choose another folder with the setting `out`")
    partial = path.with_name(f".{path.name}.imported")
    try:
        _remove(partial)
        connection = open_writer(partial)
        try:
            rows = _fill(connection, schema, tables)
            add_keys(connection, schema)
            # The tables say which views the other warehouse had: this one has none yet.
            connection.execute("DELETE FROM derivations WHERE name = 'views'")
            migrate(connection, partial)
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
        path.hardlink_to(partial)  # never in place of another one
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise WarehouseError(f"{path} could not be made: {error}") from error
    finally:
        with suppress(OSError):
            _remove(partial)
    return rows


def make_tables(connection: DuckDBPyConnection, schema: int, *, keys: bool) -> None:
    """Make the tables of this schema in an empty file, with their keys or without."""
    for number, _, text in sql.migrations():
        if number <= schema:
            connection.execute(text if keys else without_keys(text))


def add_keys(connection: DuckDBPyConnection, schema: int) -> None:
    """Give the tables of this schema, made without keys, theirs. Raises duckdb.ConstraintException for an id twice."""
    with duckdb.connect(":memory:") as model:
        make_tables(model, schema, keys=True)
        keys = model.execute(
            "SELECT table_name, constraint_column_names FROM duckdb_constraints() "
            "WHERE constraint_type = 'PRIMARY KEY' ORDER BY table_name"
        ).fetchall()
    for table, columns in keys:
        connection.execute(f"ALTER TABLE {table} ADD PRIMARY KEY ({', '.join(columns)})")


def _fill(connection: DuckDBPyConnection, schema: int, tables: Mapping[str, Path]) -> int:
    rows = 0
    with transaction(connection):
        make_tables(connection, schema, keys=False)
        made = {
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
            ).fetchall()
        }
        if made != set(tables):
            raise WarehouseError(
                f"these are not the tables of a warehouse of schema {schema}: "
                f"missing are {sorted(made - set(tables))}, and unknown {sorted(set(tables) - made)}"
            )
        for name in sorted(tables):
            with pq.ParquetFile(tables[name]) as file:
                reader = pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())
                connection.register("brought", reader)
                connection.execute(f'INSERT INTO "{name}" BY NAME FROM brought')
                connection.unregister("brought")
                rows += file.metadata.num_rows
    return rows


def _remove(partial: Path) -> None:
    for path in (partial, partial.with_name(f"{partial.name}.wal")):
        path.unlink(missing_ok=True)
