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
    """Return every table's rows in order, save those that hold times of this clock, or what a run did at its end."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
            ).fetchall()
            if name not in {"runs", "migrations"}
        ]
        rows = {table: connection.execute(f'SELECT * FROM "{table}" ORDER BY ALL').fetchall() for table in tables}
    rows["derivations"] = [row for row in rows["derivations"] if row[0] not in {"audit", "snapshot"}]
    return rows
