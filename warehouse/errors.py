"""The errors of the warehouse.

SaysoError
└── WarehouseError              the DuckDB file could not be opened, written or asked
    ├── WarehouseCorrupt        not a DuckDB file that this version can read
    ├── NotAWarehouse           a DuckDB file, but somebody else's
    ├── NewerSchema             written by a newer sayso
    ├── OlderSchema             a snapshot published by an older sayso
    ├── WarehouseLocked         another process, or this one, has the file open for writing
    ├── NoSnapshot              nothing has been published yet
    ├── NoSnapshotAt            no snapshot of that run or time is held
    ├── AuditFailed             something is so wrong that nothing is published
    ├── LakeError               the shared warehouse could not be opened, written or asked
    │   └── LakeBusy            other machines save, for too long
    ├── QueryRefused            a query that would write, or reach outside the snapshot
    └── QueryFailed             a query that DuckDB could not answer
        └── QueryStopped        a query that took too long, or whose answer is too large
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sources.errors import SaysoError


class WarehouseError(SaysoError):
    """The DuckDB file could not be opened, written or asked."""


class WarehouseCorrupt(WarehouseError):
    """Not a DuckDB file that this version can read."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(
            f"{path} is not a DuckDB file that can be read here; move it away and run `sayso run`, "
            f"which makes a new one from the pages. DuckDB says: {detail}"
        )
        self.path = path


class NotAWarehouse(WarehouseError):
    """A DuckDB file, but somebody else's."""

    def __init__(self, path: object, table: str) -> None:
        super().__init__(
            f"{path} is a DuckDB file without sayso's tables (it has {table!r}, say); it is left as it is: "
            "choose another folder with the setting `out`"
        )
        self.path = path
        self.table = table


class NewerSchema(WarehouseError):
    """Written by a newer sayso."""

    def __init__(self, path: object, found: int, known: int) -> None:
        super().__init__(
            f"{path} has schema {found}, this sayso knows schemas up to {known}: "
            "use the newer sayso that wrote it, or another folder with the setting `out`"
        )
        self.path = path
        self.found = found
        self.known = known


class OlderSchema(WarehouseError):
    """A snapshot published by an older sayso."""

    def __init__(self, path: object, found: int, known: int, *, held: bool = False) -> None:
        remedy = (
            "it is of an earlier run and stays as it is: ask it with the sayso that wrote it (`sayso runs --json` has "
            f"its version) or with DuckDB itself (duckdb -readonly {path}), or ask the newest snapshot, without --at"
            if held
            else "publish it anew with `sayso run`"
        )
        super().__init__(f"{path} has schema {found}, this sayso reads schema {known}: {remedy}")
        self.path = path
        self.found = found
        self.known = known


class WarehouseLocked(WarehouseError):
    """Another process, or this one, has the file open for writing."""

    def __init__(self, path: Path, process: int | None) -> None:
        holder = f"process {process}" if process is not None else "this process, a second time,"
        super().__init__(
            f"{path} is open in {holder} and has one writer at a time: wait until it ends, then try again; "
            "`sayso sql` and the reports read the published snapshot meanwhile"
        )
        self.path = path
        self.process = process


class NoSnapshot(WarehouseError):
    """Nothing has been published yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no snapshot at {path}: run `sayso run` first, which publishes one")
        self.path = path


class LakeError(WarehouseError):
    """The shared warehouse could not be opened, written or asked."""


class LakeBusy(LakeError):
    """Other machines save, for too long."""

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(
            f"other machines have kept the shared warehouse busy ({name}) for {seconds:,.0f} s: run it again later; "
            "in PostgreSQL, pg_locks (locktype advisory) and pg_stat_activity say who does"
        )


class NoSnapshotAt(WarehouseError):
    """No snapshot of that run or time is held."""

    def __init__(self, wanted: str, why: str, held: tuple[str, ...]) -> None:
        super().__init__(
            f"there is no snapshot at {wanted!r}: {why}; held are {', '.join(held) or 'none'}. Name a run, last-1 or "
            "a time (`sayso runs` lists them); the setting `keep_snapshots` says how many are held"
        )
        self.wanted = wanted
        self.held = held


class AuditFailed(WarehouseError):
    """Something is so wrong that nothing is published."""

    def __init__(self, wrong: Mapping[str, int]) -> None:
        told = ", ".join(f"{name} ({number:,})" for name, number in wrong.items())
        super().__init__(
            f"nothing was published, the last snapshot stays: the audit found {told}; "
            "`sayso audit` says what that means and what to do"
        )
        self.wrong = wrong


class QueryRefused(WarehouseError):
    """A query that would write, or reach outside the snapshot."""


class QueryFailed(WarehouseError):
    """A query that DuckDB could not answer."""


class QueryStopped(QueryFailed):
    """A query that took too long, or whose answer is too large."""
