"""Puts copies of a warehouse where people read them while the next run writes, and keeps the last ones of earlier runs.

`sayso.duckdb` is the newest snapshot. The last ones lie in `snapshots/` beside it, each under its run's id: links to
files, so that the newest costs nothing twice. A warehouse that has not changed is not copied again: its run is then
one of several that the last snapshot belongs to. `snapshots/runs.json` says which (`warehouse.snapshots`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from sources.types import content_id
from warehouse.connect import NEW, open_reader, remove_file, transaction
from warehouse.errors import WarehouseError
from warehouse.fingerprint import SNAPSHOT, fingerprint, load_fingerprint
from warehouse.lake import is_shared
from warehouse.lake_snapshot import copy_catalogue, note_end
from warehouse.save import save_fingerprint
from warehouse.snapshots import held_file, held_files, list_runs, published_runs

# Copies a file and has it written to the disk. It does so in a process of its own: were the warehouse's file opened
# and closed in this one, POSIX would take that for the end of DuckDB's lock on it.
_COPY = """
import os, shutil, sys
try:
    shutil.copyfile(sys.argv[1], sys.argv[2])
    file = os.open(sys.argv[2], os.O_RDONLY)
    os.fsync(file)
    os.close(file)
except OSError as error:
    sys.exit(error.strerror or str(error))
"""


def publish(
    connection: DuckDBPyConnection, snapshot: Path, *, run_id: str = "", keep: int = 1, state: str = ""
) -> bool:
    """Put a copy of the warehouse in place of the snapshot, at once; return False where the snapshot is that already.

    Without a run it is always copied. With the id of the run that ends here, the last `keep` snapshots of runs are
    kept, this one among them. `state` is the warehouse's fingerprint, where it is known. Who has an old snapshot
    open keeps reading it, whatever is removed. What a killed run left half-copied goes. Raises WarehouseError.
    """
    state = content_id(state or fingerprint(connection), _findings(connection))
    try:
        # The files that a copy of a lake's catalogue names may have been tidied away since.
        holder = _holder(snapshot, state) if run_id and not is_shared(connection) else None
        with transaction(connection):
            save_fingerprint(connection, SNAPSHOT, state)
            connection.execute(
                "UPDATE runs SET published_in = $holder WHERE run_id = $run_id",
                {"holder": run_id if holder is None else holder, "run_id": run_id},
            )
            if is_shared(connection):
                note_end(connection, run_id)
        if holder is None:
            _put_copy(connection, snapshot, held_file(snapshot, run_id) if run_id else None)
        if run_id:
            list_runs(connection, snapshot)
            _prune(snapshot, published_runs(connection)[-keep:])
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(f"the snapshot {snapshot} could not be written, the last one stays: {error}") from error
    return holder is None


def _findings(connection: DuckDBPyConnection) -> str:
    """Return what the last audit found as one text: a snapshot is another one when that has changed."""
    return repr(connection.execute("FROM audit_findings ORDER BY ALL").fetchall())


def _holder(snapshot: Path, state: str) -> str | None:
    """Return the run whose snapshot this is, if it is in this state; None if it is not, or was published by no run.

    A snapshot that cannot be read is replaced, whatever it is.
    """
    if not snapshot.exists():
        return None
    try:
        connection = open_reader(snapshot)
    except WarehouseError:
        return None
    try:
        if load_fingerprint(connection, SNAPSHOT) != state:
            return None
        run_ids = published_runs(connection)
    except duckdb.Error:  # somebody else's, or of an older schema
        return None
    finally:
        connection.close()
    # Its own run is the last one, unless it was published outside of a run.
    held = held_file(snapshot, run_ids[-1]) if run_ids else None
    return run_ids[-1] if held and held.exists() and held.samefile(snapshot) else None


def _put_copy(connection: DuckDBPyConnection, snapshot: Path, held: Path | None) -> None:
    """Copy the warehouse's file beside the snapshot, then put it in its place, and under its run's name if any."""
    partial = snapshot.with_name(f".{snapshot.name}.partial")
    try:
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        remove_file(partial)
        copy_file(connection, partial)
        if held:
            held.parent.mkdir(exist_ok=True)
            held.unlink(missing_ok=True)
            held.hardlink_to(partial)
            flush(held.parent)
        partial.replace(snapshot)
        flush(snapshot.parent)
    except BaseException:
        for path in filter(None, (partial, held)):
            with suppress(OSError):
                path.unlink(missing_ok=True)  # half a copy would keep a full disk full
        raise


def copy_file(connection: DuckDBPyConnection, path: Path) -> None:
    """Copy the open warehouse's file as it is, all of it written to the disk. Raises OSError, or DuckDB's error.

    Of a shared warehouse its catalogue is copied. A file is copied byte by byte: a million claims take a few seconds,
    which DuckDB, making all indexes anew, takes twenty for.
    """
    if is_shared(connection):
        copy_catalogue(connection, path, NEW)
        flush(path)
        return
    connection.execute("CHECKPOINT")  # all that is still in the log beside the file
    [(source,)] = connection.execute(
        "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchall()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _COPY, source, str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise OSError(f"{path} could not be written: {done.stderr.strip() or f'ended by {done.returncode}'}")


def flush(path: Path) -> None:
    """Have the operating system write the file, or the folder's list of files, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prune(snapshot: Path, kept: Iterable[str]) -> None:
    """Remove the snapshots of all runs but these. Who has one open reads on: its file goes when nobody has it open."""
    names = set(kept)
    for path in held_files(snapshot):
        if path.stem not in names:
            path.unlink(missing_ok=True)
