"""Opens DuckDB files: the only place that knows how DuckDB is set up, and what its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.errors import WarehouseCorrupt, WarehouseError, WarehouseLocked

# The name under which an opened file is known to SQL, whatever the file is called.
CATALOG = "warehouse"
# New files are such that DuckDB 1.5 can read them, whichever version writes them.
NEW = "TYPE duckdb, STORAGE_VERSION 'v1.5.0'"
# No extension is fetched from anywhere, and Python's variables are no tables.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}


def open_writer(path: Path) -> DuckDBPyConnection:
    """Open the file for writing, or make it. Raises WarehouseLocked, WarehouseCorrupt or WarehouseError."""
    try:
        if not path.exists():
            _make(path)
    except OSError as error:
        raise WarehouseError(f"{path} could not be made: {error}") from error
    return _open(path, "TYPE duckdb")


def open_reader(path: Path) -> DuckDBPyConnection:
    """Open the file read-only, with no way out of it. Raises WarehouseLocked, WarehouseCorrupt or WarehouseError.

    A process may have several readers of a file that was replaced meanwhile: each sees the file that it opened.
    """
    connection = _open(path, "TYPE duckdb, READ_ONLY")
    connection.execute("SET enable_external_access = false; SET lock_configuration = true")
    return connection


@contextmanager
def transaction(connection: DuckDBPyConnection) -> Iterator[None]:
    """Carry out all of the block's statements, or, where it raises, none. Raises WarehouseError where DuckDB fails."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except duckdb.Error as error:
        _roll_back(connection)
        raise WarehouseError(f"nothing of this was saved: {error}") from error
    except BaseException:
        _roll_back(connection)
        raise


def attach(connection: DuckDBPyConnection, path: Path, name: str, options: str) -> None:
    """Attach the file under the name, a constant. ATTACH takes no parameters before DuckDB 2.0, hence the quoting."""
    literal = str(path.resolve()).replace("'", "''")
    connection.execute(f"ATTACH '{literal}' AS {name} ({options})")


def records(
    connection: DuckDBPyConnection, sql: str, parameters: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a query, each by column name."""
    result = connection.execute(sql, None if parameters is None else dict(parameters))
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _roll_back(connection: DuckDBPyConnection) -> None:
    # A COMMIT that fails has rolled back already; what made it fail is what matters.
    with suppress(duckdb.TransactionException):
        connection.execute("ROLLBACK")


def _open(path: Path, options: str) -> DuckDBPyConnection:
    # The file is attached to a database in memory: DuckDB shares a database opened by its path with all of the
    # process, so that a reader who opens a replaced snapshot anew would be handed the old one.
    connection = duckdb.connect(":memory:", config=_CONFIG)
    try:
        # DuckDB would draw its own progress bar on standard output, into what is printed there.
        connection.execute("SET enable_progress_bar = false")
        attach(connection, path, CATALOG, options)
        connection.execute(f"USE {CATALOG}")
    except duckdb.Error as error:
        connection.close()
        raise _explain(path, str(error)) from error
    return connection


def _make(path: Path) -> None:
    """Make an empty DuckDB file. It gets its name when it is whole, and never takes that of another one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    blank = path.with_name(f".{path.name}.new")
    blank.unlink(missing_ok=True)
    _open(blank, NEW).close()
    with suppress(FileExistsError):
        path.hardlink_to(blank)
    blank.unlink(missing_ok=True)


def _explain(path: Path, detail: str) -> WarehouseError:
    if "Unique file handle conflict" in detail:
        return WarehouseLocked(path, None)
    if "Could not set lock on file" in detail:
        holder = re.search(r"\(PID (\d+)\)", detail)
        return WarehouseLocked(path, int(holder[1]) if holder else None)
    if re.search(r"not a valid DuckDB database|[Cc]orrupt|checksum|version number|Serialization Error", detail):
        return WarehouseCorrupt(path, detail)
    return WarehouseError(f"{path} could not be opened: {detail}")
