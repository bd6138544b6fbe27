"""Warehouse is what runs write: a DuckDB file, or a lake that machines share. Snapshot is what people read."""

from warehouse.ask import ColumnInfo, MacroInfo, ParameterInfo, TableInfo
from warehouse.audit import Audit, Finding, Findings, audits
from warehouse.errors import (
    AuditFailed,
    LakeBusy,
    LakeError,
    NewerSchema,
    NoSnapshot,
    NoSnapshotAt,
    NotAWarehouse,
    OlderSchema,
    QueryFailed,
    QueryRefused,
    QueryStopped,
    WarehouseCorrupt,
    WarehouseError,
    WarehouseLocked,
)
from warehouse.lake import Lake
from warehouse.matching import Matching
from warehouse.snapshots import RunRecord, load_runs, snapshot_at
from warehouse.sql import Example, examples
from warehouse.store import Snapshot, Warehouse
from warehouse.vectors import StoredVectors

__all__ = [
    "Audit",
    "AuditFailed",
    "ColumnInfo",
    "Example",
    "Finding",
    "Findings",
    "Lake",
    "LakeBusy",
    "LakeError",
    "MacroInfo",
    "Matching",
    "NewerSchema",
    "NoSnapshot",
    "NoSnapshotAt",
    "NotAWarehouse",
    "OlderSchema",
    "ParameterInfo",
    "QueryFailed",
    "QueryRefused",
    "QueryStopped",
    "RunRecord",
    "Snapshot",
    "StoredVectors",
    "TableInfo",
    "Warehouse",
    "WarehouseCorrupt",
    "WarehouseError",
    "WarehouseLocked",
    "audits",
    "examples",
    "load_runs",
    "snapshot_at",
]
