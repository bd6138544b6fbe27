"""The DuckDB file: Warehouse is what runs write, Snapshot what people and reports read."""

from warehouse.ask import ColumnInfo, TableInfo
from warehouse.errors import (
    NewerSchema,
    NoSnapshot,
    NotAWarehouse,
    OlderSchema,
    QueryFailed,
    QueryRefused,
    WarehouseCorrupt,
    WarehouseError,
    WarehouseLocked,
)
from warehouse.matching import Matching
from warehouse.store import Snapshot, Warehouse

__all__ = [
    "ColumnInfo",
    "Matching",
    "NewerSchema",
    "NoSnapshot",
    "NotAWarehouse",
    "OlderSchema",
    "QueryFailed",
    "QueryRefused",
    "Snapshot",
    "TableInfo",
    "Warehouse",
    "WarehouseCorrupt",
    "WarehouseError",
    "WarehouseLocked",
]
