"""Copies a warehouse into a snapshot file that people open while the next run writes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.connect import CATALOG, NEW, attach
from warehouse.errors import WarehouseError


def publish(connection: DuckDBPyConnection, snapshot: Path) -> None:
    """Put a copy of all tables, views and comments in place of the snapshot, at once.

    Who has the old snapshot open keeps reading it. What a killed run left half-copied goes. Raises WarehouseError.
    """
    partial = snapshot.with_name(f".{snapshot.name}.partial")
    try:
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        for leftover in (partial, partial.with_name(f"{partial.name}.wal")):
            leftover.unlink(missing_ok=True)
        _copy(connection, partial)
        _flush(partial)
        partial.replace(snapshot)
        _flush(snapshot.parent)
    except (duckdb.Error, OSError) as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)  # half a copy would keep a full disk full
        raise WarehouseError(f"the snapshot {snapshot} could not be written, the last one stays: {error}") from error


def _copy(connection: DuckDBPyConnection, path: Path) -> None:
    attach(connection, path, "snapshot", NEW)
    try:
        connection.execute(f"COPY FROM DATABASE {CATALOG} TO snapshot")
    finally:
        connection.execute("DETACH snapshot")


def _flush(path: Path) -> None:
    """Have the operating system write the file, or the folder's list of files, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
