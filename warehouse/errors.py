"""The errors of the warehouse.

SaysoError
└── WarehouseError              the DuckDB file could not be opened, written or asked
    ├── WarehouseCorrupt        not a DuckDB file that this version can read
    ├── NotAWarehouse           a DuckDB file, but somebody else's
    ├── NewerSchema             written by a newer sayso
    ├── OlderSchema             a snapshot published by an older sayso
    ├── WarehouseLocked         another process, or this one, has the file open for writing
    ├── NoSnapshot              nothing has been published yet
    ├── QueryRefused            a query that would write, or reach outside the snapshot
    └── QueryFailed             a query that DuckDB could not answer
"""

from __future__ import annotations

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

    def __init__(self, path: Path, table: str) -> None:
        super().__init__(
            f"{path} is a DuckDB file without sayso's tables (it has {table!r}, say); it is left as it is: "
            "choose another folder with the setting `out`"
        )
        self.path = path
        self.table = table


class NewerSchema(WarehouseError):
    """Written by a newer sayso."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} has schema {found}, this sayso knows schemas up to {known}: "
            "use the newer sayso that wrote it, or another folder with the setting `out`"
        )
        self.path = path
        self.found = found
        self.known = known


class OlderSchema(WarehouseError):
    """A snapshot published by an older sayso."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} has schema {found}, this sayso reads schema {known}: publish it anew with `sayso run`"
        )
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


class QueryRefused(WarehouseError):
    """A query that would write, or reach outside the snapshot."""


class QueryFailed(WarehouseError):
    """A query that DuckDB could not answer."""
