"""A full disk, a read-only folder, a process killed at any moment: the file and the snapshot stay whole."""

from __future__ import annotations

import ctypes
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, warehouse_rows
from tests.warehouse import values
from tests.warehouse.processes import line_of, running
from warehouse import Snapshot, Warehouse, load_runs, snapshot_at

ROUNDS = 8
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1

# Does what each line says in a child, killed after so many seconds; says how long that took, and how it ended.
KILLER = """
import os, signal, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tests.warehouse import values
from warehouse import Warehouse
from warehouse.compact import Retention

def publish(folder, number):
    now = datetime(2025, 11, 20, tzinfo=UTC) + timedelta(hours=number)
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        run_id = warehouse.start_run(now, "1")
        outlet = values.s.Outlet(f"new-{number}", f"New {number}", "newspaper", "GB", "en")
        warehouse.save_reading([outlet], [], [], below="")
        warehouse.finish_run(run_id, now, "done", warehouse.counts())
        warehouse.publish(folder / "sayso.duckdb", run_id=run_id, keep=2)

def compact(folder, number):
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        warehouse.compact(Retention(), datetime(2025, 11, 20, tzinfo=UTC))

print("ready", flush=True)
for line in sys.stdin:
    work, number, seconds = line.split()
    child, began = os.fork(), time.monotonic()
    if child == 0:
        globals()[work](Path(sys.argv[1]), int(number))
        os._exit(0)
    if seconds != "never":
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(time.monotonic() - began, ended, flush=True)
"""

# Says in a line why something could not be done, at a limit to the size of files that the process may write.
FAILING = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from warehouse import Warehouse, WarehouseError
from warehouse.compact import Retention

work, path, snapshot, limit = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
with Warehouse.open(path) as warehouse:
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        if work == "publish":
            warehouse.publish(snapshot)
        else:
            warehouse.compact(Retention(), datetime(2025, 11, 20, tzinfo=UTC))
    except WarehouseError as error:
        print(error)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A warehouse of some megabytes with its snapshot."""
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, values.small())
        warehouse._connection.execute("CREATE TABLE big AS SELECT md5(range::VARCHAR) AS a FROM range(100_000)")
        warehouse.publish(tmp_path / "sayso.duckdb")
    return tmp_path


def outlets(snapshot: Path) -> int:
    with Snapshot.open(snapshot) as opened:
        assert opened.query("SELECT count(DISTINCT a) AS n FROM big").to_pylist() == [{"n": 100_000}]
        return len(opened.load_outlets())


def ask(killer: subprocess.Popen[str], line: str) -> tuple[float, int]:
    assert killer.stdin is not None
    killer.stdin.write(f"{line}\n")
    killer.stdin.flush()
    seconds, code = line_of(killer).split()
    return float(seconds), int(code)


@pytest.mark.slow
def test_publishing_killed_at_random_moments_leaves_whole_snapshots(folder: Path) -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    snapshot = folder / "sayso.duckdb"
    with running(KILLER, folder) as killer:
        assert line_of(killer) == "ready"
        whole, code = ask(killer, "publish 0 never")
        assert (code, outlets(snapshot)) == (0, 4)
        killed = 0
        for number in range(1, ROUNDS + 1):
            before = outlets(snapshot)
            killed += ask(killer, f"publish {number} {whole * chance.random():.3f}")[1] != 0
            assert before <= outlets(snapshot) <= 3 + number + 1
            assert {outlets(snapshot_at(snapshot, run.run_id)) for run in load_runs(snapshot) if run.held} <= {
                *range(4, 3 + number + 2)
            }
        assert killed > ROUNDS / 2
        assert ask(killer, f"publish {ROUNDS + 1} never")[1] == 0
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        assert outlets(snapshot) == len(warehouse.load_outlets()) >= 5
        assert warehouse.audit() == ()
    assert not list(folder.glob(".*.partial"))


@pytest.mark.slow
def test_compacting_killed_at_random_moments_leaves_the_file_whole(folder: Path) -> None:
    chance = random.Random(2)  # noqa: S311 - no secret
    path = folder / "warehouse.duckdb"
    before, snapshot = warehouse_rows(path), (folder / "sayso.duckdb").read_bytes()
    with running(KILLER, folder) as killer:
        assert line_of(killer) == "ready"
        whole, code = ask(killer, "compact 0 never")
        assert (code, warehouse_rows(path)) == (0, before)
        killed = 0
        for number in range(1, ROUNDS + 1):
            killed += ask(killer, f"compact {number} {whole * chance.random():.3f}")[1] != 0
            assert warehouse_rows(path) == before
        assert killed > ROUNDS / 2
        assert ask(killer, f"compact {ROUNDS + 1} never")[1] == 0
    assert warehouse_rows(path) == before
    assert (folder / "sayso.duckdb").read_bytes() == snapshot
    assert not list(folder.glob(".*compacted*"))


def bound_by_permissions() -> None:
    """Let even root heed the permissions of files."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def failing(work: str, path: Path, snapshot: Path, limit: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-c", FAILING, work, path, snapshot, str(limit)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
        preexec_fn=bound_by_permissions,
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "says", "why"),
    [
        ("publish", "sayso.duckdb could not be written, the last one stays", "File too large"),
        ("compact", "warehouse.duckdb could not be compacted and stays as it is", "File too large"),
    ],
    ids=["publish", "compact"],
)
def test_a_full_disk_is_told_in_one_line_and_leaves_all_as_it_was(folder: Path, work: str, says: str, why: str) -> None:
    before, snapshot = warehouse_rows(folder / "warehouse.duckdb"), (folder / "sayso.duckdb").read_bytes()
    limit = (folder / "warehouse.duckdb").stat().st_size - 1 if work == "publish" else 2 << 20
    told = failing(work, folder / "warehouse.duckdb", folder / "sayso.duckdb", limit)
    assert says in told
    assert why in told
    assert told.count("\n") == 1
    assert (folder / "sayso.duckdb").read_bytes() == snapshot
    assert warehouse_rows(folder / "warehouse.duckdb") == before
    assert {path.name for path in folder.iterdir()} <= {"sayso.duckdb", "warehouse.duckdb", "warehouse.duckdb.wal"}
    assert failing(work, folder / "warehouse.duckdb", folder / "sayso.duckdb") == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "says"),
    [
        ("publish", "sayso.duckdb could not be written, the last one stays"),
        ("compact", "warehouse.duckdb could not be compacted and stays as it is"),
    ],
    ids=["publish", "compact"],
)
def test_a_read_only_folder_is_told_in_one_line_and_leaves_all_as_it_was(folder: Path, work: str, says: str) -> None:
    path, snapshot = folder / "warehouse.duckdb", folder / "published/sayso.duckdb"
    with Warehouse.open(path) as warehouse:
        warehouse.publish(snapshot)
    before, published = warehouse_rows(path), snapshot.read_bytes()
    locked = snapshot.parent if work == "publish" else folder
    locked.chmod(0o555)
    try:
        told = failing(work, path, snapshot)
    finally:
        locked.chmod(0o755)
    assert says in told
    assert "Permission denied" in told
    assert told.count("\n") == 1
    assert (warehouse_rows(path), snapshot.read_bytes()) == (before, published)
    assert [file.name for file in snapshot.parent.iterdir()] == ["sayso.duckdb"]
    assert failing(work, path, snapshot) == ""
