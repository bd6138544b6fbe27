"""What tests of several packages share: paths, and a warehouse's rows."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"

Rows = dict[str, list[tuple[object, ...]]]
Sayso = Callable[..., subprocess.CompletedProcess[str]]


def warehouse_rows(path: Path) -> Rows:
    """Return every table's rows in order, save those of `runs` and `migrations`, which hold times of this clock."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
            ).fetchall()
            if name not in {"runs", "migrations"}
        ]
        return {table: connection.execute(f'SELECT * FROM "{table}" ORDER BY ALL').fetchall() for table in tables}
