"""Makes a warehouse out of the tables of another one: as of their schema first, then brought up to date.

Nothing reads the file before it is whole. So its tables get their keys when they are full (to look each row up as it
comes takes longer, and twice the space), nothing goes through a log, and several tables are written at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from warehouse import sql
from warehouse.connect import beside, open_unlogged, remove_file
from warehouse.errors import NewerSchema, WarehouseError
from warehouse.lake import without_keys
from warehouse.migrate import migrate, newest

Done = TypeVar("Done")


def make_from_parquet(path: Path, schema: int, tables: Mapping[str, Path]) -> int:
    """Make the file out of all tables of a warehouse of this schema, a Parquet file each; return how many rows.

    The file appears when it is whole. Raises NewerSchema, or WarehouseError where the file is there already, or the
    tables are not those of the schema.
    """
    if schema > newest():
        raise NewerSchema(path, schema, newest())
    _must_be_new(path)
    expected = _keys(schema).keys()
    if expected != tables.keys():
        raise WarehouseError(
            f"{path} could not be made: these are not the tables of a warehouse of schema {schema}: "
            f"missing are {sorted(expected - tables.keys())}, and unknown {sorted(tables.keys() - expected)}"
        )
    try:
        largest_first = sorted(tables, key=lambda name: (-tables[name].stat().st_size, name))
        with ExitStack() as stack:
            files = {name: stack.enter_context(pq.ParquetFile(tables[name])) for name in largest_first}
            return make_from_arrow(
                path,
                schema,
                {
                    name: pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())
                    for name, file in files.items()
                },
            )
    except (pa.ArrowException, OSError) as error:
        raise WarehouseError(f"{path} could not be made: {error}") from error


def make_from_arrow(
    path: Path, schema: int, tables: Mapping[str, pa.RecordBatchReader], threads: int | None = None
) -> int:
    """Make the file out of tables of a warehouse of this schema, best the largest first; return how many rows.

    So many tables are written at once, at most; None: as many as there are cores. The file appears when it is whole.
    Raises WarehouseError where it is there already.
    """
    _must_be_new(path)
    unfinished = path.with_name(f".{path.name}.imported")
    try:
        remove_file(unfinished)
        connection = open_unlogged(unfinished)
        try:
            rows = _fill(connection, schema, tables, threads or os.cpu_count() or 1)
            # The tables say which views the other warehouse had: this one has none yet.
            connection.execute("DELETE FROM derivations WHERE name = 'views'")
            migrate(connection, unfinished)
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
        path.hardlink_to(unfinished)  # never in place of another one
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise WarehouseError(f"{path} could not be made: {error}") from error
    finally:
        with suppress(OSError):
            remove_file(unfinished)
    return rows


def _must_be_new(path: Path) -> None:
    if path.exists():
        raise WarehouseError(f"{path} is there already and stays; choose another folder with the setting `out`")


def _fill(connection: DuckDBPyConnection, schema: int, tables: Mapping[str, pa.RecordBatchReader], threads: int) -> int:
    """Make the tables of the schema, fill these, give all their keys; return how many rows they have."""
    _make_tables(connection, schema, keys=False)
    keys = _keys(schema)
    rows = _in_threads(threads, (partial(_insert, connection, *table) for table in tables.items()))
    sizes = dict(zip(tables, rows, strict=True))
    with_keys = sorted((name for name, columns in keys.items() if columns), key=lambda name: -sizes.get(name, 0))
    _in_threads(threads, (partial(_add_key, connection, name, keys[name]) for name in with_keys))
    return sum(rows)


def _make_tables(connection: DuckDBPyConnection, schema: int, *, keys: bool) -> None:
    for number, _, text in sql.migrations():
        if number <= schema:
            connection.execute(text if keys else without_keys(text))


@cache
def _keys(schema: int) -> Mapping[str, list[str]]:
    """Return all tables of this schema, each with the columns of its key, none where it has none."""
    with duckdb.connect(":memory:") as model:
        _make_tables(model, schema, keys=True)
        return dict(model.execute(_KEYS).fetchall())


_KEYS = """
    SELECT t.table_name, coalesce(any_value(c.constraint_column_names), [])
    FROM duckdb_tables() AS t
    LEFT JOIN duckdb_constraints() AS c ON c.table_oid = t.table_oid AND c.constraint_type = 'PRIMARY KEY'
    GROUP BY t.table_name ORDER BY t.table_name
"""


def _insert(connection: DuckDBPyConnection, name: str, rows: pa.RecordBatchReader) -> int:
    with beside(connection) as other:
        other.register("brought", rows)
        [count] = other.execute(f'INSERT INTO "{name}" BY NAME FROM brought').fetchone() or (0,)
        other.unregister("brought")
        return int(count)


def _add_key(connection: DuckDBPyConnection, name: str, columns: Iterable[str]) -> None:
    """Raise duckdb.ConstraintException for a key that is there twice."""
    with beside(connection) as other:
        other.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(columns)})")


def _in_threads(threads: int, tasks: Iterable[Callable[[], Done]]) -> list[Done]:
    """Return what the tasks return, in order; where one fails, those that have not begun never do."""
    with ThreadPoolExecutor(threads) as pool:
        asked = [pool.submit(task) for task in tasks]
        try:
            return [one.result() for one in asked]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
