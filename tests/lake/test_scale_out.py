"""The same claims come of one process, of Dask and Ray, and of several workers of a Prefect work pool; any may die."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.lake.conftest import NOW, Shared, sayso, start_sayso
from tests.lake.rows import all_rows
from tests.support import ROOT, SEEDS, Rows, warehouse_rows
from warehouse import Warehouse

PATIENCE = 240.0  # seconds
# One page or article a batch.
SMALL = {"SAYSO_BATCH": "1"}
BIN = Path(sys.executable).parent


def wait(until: Callable[[], object], *processes: subprocess.Popen[Any]) -> None:
    """Return once it is so, or fail where a process ends before."""
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline
        assert all(process.poll() is None for process in processes)
        time.sleep(0.1)


def client_of(address: str) -> Any:
    from distributed import Client  # noqa: PLC0415  # there in the lake's environment alone, where these tests run

    return Client(address)


@contextmanager
def running(*command: str | Path, env: Mapping[str, str], said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command for as long as the block lasts; what it says goes to a file."""
    with said.open("wb") as out:
        process = subprocess.Popen(command, env={**os.environ, **env}, cwd=ROOT, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Return what names a Prefect server of the tests' own."""
    folder = tmp_path_factory.mktemp("prefect")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        "PREFECT_HOME": str(folder),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",  # only what a test starts runs
    }
    address = f"http://127.0.0.1:{port}/api"
    with running(BIN / "prefect", "server", "start", "--port", str(port), env=env, said=folder / "server.txt"):
        wait(lambda: answers(address))
        yield {**env, "PREFECT_API_URL": address}


def answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=10) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Return the rows that one process makes of the seeds."""
    folder = tmp_path_factory.mktemp("alone")
    done = sayso(folder, "ingest", "--direct", env={})
    assert done.returncode == 0, done.stderr
    return warehouse_rows(folder / "out/warehouse.duckdb")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Return the address of a Dask scheduler and its two workers."""
    file = tmp_path / "scheduler.json"
    flags = ("--scheduler-file", file, "--no-dashboard")
    with ExitStack() as stack:
        command = (BIN / "dask", "scheduler", *flags, "--host", "127.0.0.1", "--port", "0")
        scheduler = stack.enter_context(running(*command, env={}, said=tmp_path / "scheduler.txt"))
        wait(file.exists, scheduler)
        workers = []
        for name in ("one", "two"):
            command = (BIN / "dask", "worker", *flags, "--name", name, "--nthreads", "1", "--no-nanny")
            workers.append(stack.enter_context(running(*command, env={}, said=tmp_path / f"{name}.txt")))
        address = json.loads(file.read_text())["address"]
        with client_of(address) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        yield address, workers


def test_a_dask_worker_that_dies_in_mid_run_changes_nothing(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], prefect: Mapping[str, str], rows: Rows, tmp_path: Path
) -> None:
    address, (first, _) = cluster
    first.send_signal(signal.SIGSTOP)  # it is given work and does none of it
    process = start_sayso(tmp_path / "run", "ingest", env={**prefect, **SMALL, "SAYSO_RUNNER": f"dask:{address}"})
    with client_of(address) as client:
        [stopped] = [at for at, one in client.scheduler_info()["workers"].items() if one["name"] == "one"]
        wait(lambda: client.processing().get(stopped), process)
    first.kill()
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stdout + stderr
    assert warehouse_rows(tmp_path / "run/out/warehouse.duckdb") == rows
    # Workers tell the server of their batches in their own time.
    wait(lambda: set(re.findall(r'"state_type":"(\w+)"', ask(prefect, "task_runs/filter", {}))) == {"COMPLETED"})


def test_a_ray_worker_that_dies_in_mid_run_changes_nothing(rows: Rows, tmp_path: Path) -> None:
    # Prefect's server is one for this run alone, and Ray's cluster too.
    env = {**SMALL, "SAYSO_RUNNER": "ray", "SAYSO_PROCESSES": "2", "PREFECT_HOME": str(tmp_path / "home")}
    process = start_sayso(tmp_path / "run", "ingest", env=env)
    wait(lambda: ray_workers(process.pid), process)
    os.kill(ray_workers(process.pid)[0], signal.SIGKILL)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stdout + stderr
    assert warehouse_rows(tmp_path / "run/out/warehouse.duckdb") == rows


def ray_workers(run: int) -> list[int]:
    """Return the ids of the processes that have a batch of this run in hand."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, parents = (folder / "cmdline").read_bytes(), ancestors(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue
        if command.startswith(b"ray::") and not re.search(rb"IDLE|Agent", command) and run in parents:
            found.append(int(folder.name))
    return found


def ancestors(process: int) -> list[int]:
    parent = int((Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[1])
    return [parent, *ancestors(parent)] if parent > 1 else [parent]


@pytest.mark.parametrize(
    ("arguments", "runner", "message"),
    [
        pytest.param(["--direct"], "ray", "leave out --direct, or set SAYSO_RUNNER=local", id="no flow"),
        pytest.param([], "dask:tcp://127.0.0.1:9", "see to the cluster that `runner` names", id="no cluster"),
    ],
)
def test_a_runner_that_cannot_be_had_is_told_in_one_line(
    prefect: Mapping[str, str], tmp_path: Path, arguments: list[str], runner: str, message: str
) -> None:
    env = {**prefect, "SAYSO_RUNNER": runner, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    done = sayso(tmp_path, "ingest", *arguments, env=env)
    assert done.returncode == 1, done.stdout
    assert message in done.stderr.splitlines()[-1], done.stderr


def ask(prefect: Mapping[str, str], path: str, body: object) -> str:
    """Return what Prefect's server answers."""
    request = Request(
        f"{prefect['PREFECT_API_URL']}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urlopen(request, timeout=60) as answer:
        return bytes(answer.read()).decode()


def halves(folder: Path) -> list[Path]:
    """Return two folders that have every second page of the seeds each."""
    pages = sorted(path for path in (SEEDS / "us-peace-plan").iterdir() if path.suffix in {".html", ".txt"})
    head, *entries = (SEEDS / "us-peace-plan/manifest.toml").read_text().split("[[pages]]\n")
    made = []
    for half in (0, 1):
        made.append(folder / f"half{half}")
        made[-1].mkdir()
        names = {page.name for page in pages[half::2]}
        for name in names:
            shutil.copy(SEEDS / "us-peace-plan" / name, made[-1])
        mine = [entry for entry in entries if re.match(r'file = "(.*)"', entry)[1] in names]  # type: ignore[index]
        (made[-1] / "manifest.toml").write_text("[[pages]]\n".join([head, *mine]))
    return made


def test_two_workers_of_a_pool_ingest_half_each_into_one_lake(
    prefect: Mapping[str, str], shared: Shared, rows: Rows, tmp_path: Path
) -> None:
    def command(*arguments: str, env: Mapping[str, str]) -> None:
        command = [BIN / "prefect", "--no-prompt", *arguments]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **prefect, **env}, capture_output=True, check=False)
        assert done.returncode == 0, (done.stdout, done.stderr)

    Warehouse.open(shared.lake).close()
    command("work-pool", "create", "sayso", "--type", "process", env={})
    with ExitStack() as stack:
        for share, folder in zip(("", "-south"), halves(tmp_path), strict=True):
            home = tmp_path / f"home{share}"
            home.mkdir()
            (home / "sayso.toml").write_text(f"folders = ['{folder}']\nnow = {NOW}\n")
            named = {"SAYSO_SHARE": share} if share else {}
            command("deploy", "--all", env={"SAYSO_HOME": str(home), **named})
            queue = f"default{share}"
            start = (BIN / "prefect", "worker", "start", "--pool", "sayso", "--work-queue", queue)
            stack.enter_context(running(*start, env={**prefect, **shared.env}, said=tmp_path / f"worker{share}.txt"))
        for share in ("", "-south"):
            command("deployment", "run", f"ingest/sayso{share}", env={})
        wait(lambda: len(finished(prefect)) == 2)
    assert finished(prefect) == ["COMPLETED", "COMPLETED"], [path.read_text() for path in tmp_path.glob("worker*.txt")]
    laked = all_rows(shared.lake)
    for table in ("outlets", "pages", "articles", "article_versions", "claims", "skipped"):
        assert sum(laked[table].values()) == len(laked[table]) == len(rows[table]), table
    assert laked["claims"].keys() == set(map(repr, rows["claims"]))
    with Warehouse.open(shared.lake) as warehouse:
        assert warehouse.audit() == ()


def finished(prefect: Mapping[str, str]) -> list[str]:
    """Return the states of the ingestions that have ended."""
    found = json.loads(ask(prefect, "flow_runs/filter", {"flows": {"name": {"any_": ["ingest"]}}}))
    states = [run["state_type"] for run in found]
    return sorted(state for state in states if state in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})
