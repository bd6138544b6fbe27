"""Opens DuckDB files: the only place that knows how DuckDB is set up, and what its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.errors import WarehouseCorrupt, WarehouseError, WarehouseLocked
from warehouse.lake import Lake, attach, masked, open_lake, turn
from warehouse.lake_snapshot import SUFFIX, attach_snapshot

# The name under which an opened file is known to SQL, whatever the file is called.
CATALOG = "warehouse"
# New files are such that DuckDB 1.5 can read them, whichever version writes them.
NEW = "TYPE duckdb, STORAGE_VERSION 'v1.5.0'"
# DuckDB would draw its own progress bar on standard output, into what is printed there.
_SILENT = "SET enable_progress_bar = false"
# Rows of a row group in a file that is made as a whole, where DuckDB has twice as many: what has fewer is compressed at
# the end, in one thread, and read in one. Texts of articles are the most bytes, in far fewer rows than claims.
_ROWS = 61_440
# No extension is fetched from anywhere, and Python's variables are no tables.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}


def open_writer(place: Path | Lake) -> DuckDBPyConnection:
    """Open the file or the lake for writing, or make it.

    Raises WarehouseLocked, WarehouseCorrupt or WarehouseError; LakeError for a lake.
    """
    if isinstance(place, Lake):
        return _connect(partial(open_lake, place, name=CATALOG))
    path = place
    try:
        if not path.exists():
            _make(path)
    except OSError as error:
        raise WarehouseError(f"{path} could not be made: {error}") from error
    return _open(path, "TYPE duckdb")


def open_unlogged(path: Path) -> DuckDBPyConnection:
    """Make a file that is worth nothing before it is whole: only what CHECKPOINT has written is in it.

    Raises WarehouseLocked or WarehouseError.
    """
    _make(path)
    connection = _open(path, f"TYPE duckdb, RECOVERY_MODE no_wal_writes, ROW_GROUP_SIZE {_ROWS}")
    # Else a commit looks through all that is written, and compresses again what has not filled a row group.
    connection.execute("SET checkpoint_threshold = '1TB'")
    return connection


@contextmanager
def beside(connection: DuckDBPyConnection) -> Iterator[DuckDBPyConnection]:
    """Yield another connection to the same file, for another thread; it ends with the block."""
    with connection.cursor() as other:
        other.execute(_SILENT)
        other.execute(f"USE {CATALOG}")
        yield other


def open_reader(path: Path) -> DuckDBPyConnection:
    """Open the file read-only, with no way out of it. Raises WarehouseLocked, WarehouseCorrupt or WarehouseError.

    A process may have several readers of a file that was replaced meanwhile: each sees the file that it opened.
    """
    if path.suffix == SUFFIX:
        return _connect(partial(attach_snapshot, path=path, name=CATALOG), path)
    connection = _open(path, "TYPE duckdb, READ_ONLY")
    connection.execute("SET enable_external_access = false; SET lock_configuration = true")
    return connection


@contextmanager
def transaction(connection: DuckDBPyConnection) -> Iterator[None]:
    """Carry out all of the block's statements, or, where it raises, none. Raises WarehouseError where DuckDB fails.

    In a shared warehouse it waits first until no other machine saves.
    """
    try:
        with turn(connection):
            connection.execute("BEGIN")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise
    except duckdb.Error as error:
        raise WarehouseError(f"nothing of this was saved: {masked(str(error))}") from error


def records(
    connection: DuckDBPyConnection, sql: str, parameters: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a query, each by column name."""
    result = connection.execute(sql, None if parameters is None else dict(parameters))
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def chosen(connection: DuckDBPyConnection, sql: str, ids: Iterable[str]) -> list[tuple[Any, ...]]:
    """Return the rows of a query about `chosen`, which has the ids in its column `id`."""
    with_ids = "WITH chosen AS (SELECT unnest($ids::VARCHAR[]) AS id)"
    return connection.execute(f"{with_ids} {sql}", {"ids": list(ids)}).fetchall()


def remove_file(path: Path) -> None:
    """Delete a DuckDB file, if it is there, and what DuckDB has put beside it."""
    for leftover in (path, path.with_name(f"{path.name}.wal")):
        leftover.unlink(missing_ok=True)


def _roll_back(connection: DuckDBPyConnection) -> None:
    # A COMMIT that fails has rolled back already; what made it fail is what matters.
    with suppress(duckdb.TransactionException):
        connection.execute("ROLLBACK")


def _open(path: Path, options: str) -> DuckDBPyConnection:
    return _connect(partial(attach, path=path, name=CATALOG, options=options), path)


def _connect(attach_to: Callable[[DuckDBPyConnection], None], path: Path | None = None) -> DuckDBPyConnection:
    # The file is attached to a database in memory: DuckDB shares a database opened by its path with all of the
    # process, so that a reader who opens a replaced snapshot anew would be handed the old one.
    connection = duckdb.connect(":memory:", config=_CONFIG)
    try:
        connection.execute(_SILENT)
        attach_to(connection)
        connection.execute(f"USE {CATALOG}")
    except BaseException as error:
        connection.close()
        if path is not None and isinstance(error, duckdb.Error):
            raise _explain(path, str(error)) from error
        raise
    return connection


def _make(path: Path) -> None:
    """Make an empty DuckDB file. It gets its name when it is whole, and never takes that of another one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    blank = path.with_name(f".{path.name}.new")
    blank.unlink(missing_ok=True)
    _write_blank(blank)
    with suppress(FileExistsError):
        path.hardlink_to(blank)
    blank.unlink(missing_ok=True)


def _write_blank(path: Path) -> None:
    _open(path, NEW).close()


def _explain(path: Path, detail: str) -> WarehouseError:
    if "Unique file handle conflict" in detail:
        return WarehouseLocked(path, None)
    if "Could not set lock on file" in detail:
        holder = re.search(r"\(PID (\d+)\)", detail)
        return WarehouseLocked(path, int(holder[1]) if holder else None)
    if re.search(r"not a valid DuckDB database|[Cc]orrupt|checksum|version number|Serialization Error", detail):
        return WarehouseCorrupt(path, detail)
    return WarehouseError(f"{path} could not be opened: {detail}")
