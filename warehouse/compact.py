"""Lets go what need not be kept, and writes a warehouse's file anew without its free space."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.connect import CATALOG, NEW, remove_file, transaction
from warehouse.errors import WarehouseError
from warehouse.lake import attach, is_shared
from warehouse.publish import flush
from warehouse.rows import utc
from warehouse.sql import query

COPY = "compacted"
# DuckDB fills free space by itself; a file is written anew for so many bytes, and so much of it.
WORTH_BYTES, WORTH_SHARE = 64 << 20, 0.25


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days things are kept; 0 is for ever."""

    pages: float = 0  # the bytes of pages that were read from folders
    fetches: float = 0  # requests, but the last of each URL and those that gave a page


@dataclass(frozen=True, slots=True)
class Compacted:
    """What compacting came to."""

    bodies: int  # let go
    fetches: int
    bytes_before: int
    bytes_after: int


def compact(connection: DuckDBPyConnection, keep: Retention, now: datetime, *, if_it_pays: bool = False) -> Compacted:
    """Let go what is older than it is kept, then put a copy without free space in place of the file, at once.

    With `if_it_pays`, only where `pays` says so. The connection must be closed afterwards: it still has the old file,
    which nobody else can see any more. Killed before the copy is whole, the old file stays. Raises WarehouseError.
    """
    if is_shared(connection):
        raise WarehouseError("a shared warehouse is compacted by its own means: `sayso lake` has them")
    bodies, fetches = _let_go(connection, keep, now)
    [(place,)] = connection.execute(
        "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchall()
    path = Path(place)
    copy = path.with_name(f".{path.name}.{COPY}")
    try:
        connection.execute("CHECKPOINT")
        before = path.stat().st_size
        remove_file(copy)
        if if_it_pays and not pays(before, _free(connection)):
            return Compacted(bodies, fetches, before, before)
        attach(connection, copy, COPY, NEW)
        connection.execute(f"COPY FROM DATABASE {CATALOG} TO {COPY}")
        connection.execute(f"DETACH {COPY}")
        flush(copy)
        after = copy.stat().st_size
        copy.replace(path)
        flush(path.parent)
    except (duckdb.Error, OSError) as error:
        with suppress(duckdb.Error):
            connection.execute(f"DETACH DATABASE IF EXISTS {COPY}")
        with suppress(OSError):
            remove_file(copy)
        raise WarehouseError(f"{path} could not be compacted and stays as it is: {error}") from error
    return Compacted(bodies, fetches, before, after)


def pays(size: int, free: int) -> bool:
    """Tell whether a file of so many bytes, so many of them free, is worth writing anew."""
    return free >= max(WORTH_BYTES, WORTH_SHARE * size)


def _free(connection: DuckDBPyConnection) -> int:
    [(block, free)] = connection.execute(
        "SELECT block_size, free_blocks FROM pragma_database_size() WHERE database_name = current_database()"
    ).fetchall()
    return int(block) * int(free)


def _let_go(connection: DuckDBPyConnection, keep: Retention, now: datetime) -> tuple[int, int]:
    numbers = []
    with transaction(connection):
        for name, days in (("drop_bodies", keep.pages), ("drop_fetches", keep.fetches)):
            if not days:
                numbers.append(0)
                continue
            counting, *acting = query(name).split(";\n\n")
            parameters = {"before": utc(now - timedelta(days=days))}
            [(number,)] = connection.execute(counting, parameters).fetchall()
            numbers.append(int(number))
            for statement in acting:
                connection.execute(statement, {"now": utc(now)} if "$now" in statement else None)
    bodies, fetches = numbers
    return bodies, fetches
