"""A run killed anywhere is finished by the next one: the warehouse is then as after one clean run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import SEEDS, Sayso, warehouse_rows

# Kills its own process, with SIGKILL, at the n-th call of the method: before it, or after it has returned.
KILLER = """
import os, signal, sys
method, count, when = sys.argv.pop(1), int(sys.argv.pop(1)), sys.argv.pop(1)
{setup}
original = getattr(owner, method)
calls = 0
def killing(*args, **kwargs):
    global calls
    calls += 1
    if calls == count and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = original(*args, **kwargs)
    if calls == count and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(owner, method, killing)
from flows.cli import main
main()
"""
WAREHOUSE = "from warehouse import Warehouse as owner"
MATCHING = "from warehouse import Matching as owner"
VECTORS = "from warehouse import StoredVectors as owner"
REPORT = "import flows.reporting as owner"
REPLACE = "from pathlib import Path as owner"

# Before a save is after the one before it, so "after" is told apart where nothing of the warehouse's follows.
POINTS = [
    (WAREHOUSE, "start_run", 1, "after"),
    (WAREHOUSE, "save_reading", 1, "before"),
    (WAREHOUSE, "save_reading", 1, "after"),
    (WAREHOUSE, "save_extraction", 3, "before"),
    (WAREHOUSE, "save_extraction", 3, "after"),
    (WAREHOUSE, "save_claims", 1, "before"),
    (WAREHOUSE, "save_claims", 3, "after"),
    (VECTORS, "save_claim_vectors", 1, "before"),
    (MATCHING, "save_stories", 1, "before"),
    (MATCHING, "save_keys", 1, "after"),
    (MATCHING, "save_matches", 1, "after"),
    (MATCHING, "save_groups", 1, "before"),
    (MATCHING, "save_story_findings", 1, "after"),
    (WAREHOUSE, "save_speakers", 1, "before"),
    (WAREHOUSE, "finish_run", 1, "after"),
    (REPLACE, "replace", 1, "before"),  # the snapshot is written, and not yet in its place
    (WAREHOUSE, "publish", 1, "after"),
    (REPORT, "write_whole", 2, "before"),
    (REPORT, "write_whole", 3, "after"),
]


def killed_run(cwd: Path, setup: str, method: str, count: int, when: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", KILLER.format(setup=setup), method, str(count), when, "run", "--direct"],
        cwd=cwd,
        env={**os.environ, "SAYSO_FOLDERS": str(SEEDS), "SAYSO_BATCH": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    ).returncode


# Every eighth point is tried at each change, the others by `make slow`: a point takes some seven seconds.
@pytest.mark.parametrize(
    ("setup", "method", "count", "when"),
    [
        pytest.param(*point, id=f"{point[3]}-{point[1]}-{point[2]}", marks=() if number % 8 == 0 else pytest.mark.slow)
        for number, point in enumerate(POINTS)
    ],
)
def test_a_killed_run_is_finished_by_the_next(
    sayso: Sayso, tmp_path: Path, seeded: Path, setup: str, method: str, count: int, when: str
) -> None:
    assert killed_run(tmp_path, setup, method, count, when) == -signal.SIGKILL
    finished = sayso("run", "--direct")
    assert finished.returncode == 0, finished.stderr
    assert warehouse_rows(tmp_path / "out/warehouse.duckdb") == warehouse_rows(seeded / "out/warehouse.duckdb")
    assert warehouse_rows(tmp_path / "out/sayso.duckdb") == warehouse_rows(seeded / "out/sayso.duckdb")
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {"warehouse.duckdb", "sayso.duckdb", "snapshots", "report.html", "report.md", "report.json"}
