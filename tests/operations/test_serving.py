"""`sayso serve` for real: Prefect's server, its pages in Chromium, jobs by the clock, and what is killed comes back."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from tests.support import SEEDS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]

SETTINGS = """
folders = ["{seeds}"]
timezone = "Europe/Berlin"
[schedule]
ingest = "* * * * *"
match = "* * * * *"
digest = "off"
maintenance = "* * * * *"
"""
PATIENCE = 300.0  # seconds


class Serving:
    """A running `sayso serve`."""

    def __init__(self, cwd: Path, port: int, settings: str = SETTINGS) -> None:
        self.cwd, self.port = cwd, port
        (cwd / "sayso.toml").write_text(settings.format(seeds=SEEDS))
        env = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SAYSO_"))}
        command = [sys.executable, "-m", "flows", "serve", "--port", str(port)]
        self.log = cwd / "keeper.txt"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=cwd, env=env, stdout=log, stderr=log)

    def completed(self, job: str) -> int:
        """Return how many runs of the job have ended well."""
        wanted = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}, "flows": {"name": {"any_": [job]}}}
        body = json.dumps(wanted).encode()
        url = f"http://127.0.0.1:{self.port}/api/flow_runs/count"
        try:
            with urlopen(Request(url, body, {"Content-Type": "application/json"}), timeout=10) as answer:
                return int(json.load(answer))
        except OSError:
            return 0

    def started(self, name: str) -> list[int]:
        """Return the process ids that the keeper has told of, earliest first."""
        lines = [line for line in self.log.read_text().splitlines() if f" {name}: started as process " in line]
        return [int(line.rpartition(" ")[2]) for line in lines]

    def wait(self, done: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > deadline or self.process.poll() is not None:
                pytest.fail(f"{what}\n{self.log.read_text()}\n{(self.cwd / 'out/serve.log').read_text()[-4_000:]}")
            time.sleep(0.5)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Serving(tmp_path_factory.mktemp("serve"), port)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.wait()


def test_jobs_run_by_the_clock_and_the_pages_show_them(serving: Serving, browser: Browser) -> None:
    for job in ("ingest", "match", "maintenance"):
        serving.wait(lambda: serving.completed(job) > 0, f"{job} never ended well")  # noqa: B023 - called at once
    assert (serving.cwd / "out/sayso.duckdb").exists()
    assert (serving.cwd / "out/report.html").exists()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{serving.port}/deployments", wait_until="networkidle")
    page.get_by_text("maintenance").first.wait_for(timeout=60_000)
    page.goto(f"http://127.0.0.1:{serving.port}/runs", wait_until="networkidle")
    page.get_by_text("Completed").first.wait_for(timeout=60_000)
    page.close()


@pytest.mark.parametrize("name", ["server", "runner"])
def test_what_is_killed_comes_back_and_jobs_go_on(serving: Serving, name: str) -> None:
    serving.wait(lambda: bool(serving.started(name)), f"the {name} was never started")
    before, ended = serving.started(name), serving.completed("ingest")
    os.kill(before[-1], signal.SIGKILL)
    serving.wait(lambda: len(serving.started(name)) > len(before), f"the {name} was not started anew")
    serving.wait(lambda: serving.completed("ingest") > ended, "no job ended well afterwards")


def test_a_damaged_database_of_prefect_is_replaced_and_jobs_go_on(serving: Serving) -> None:
    serving.wait(lambda: bool(serving.started("server")), "the server was never started")
    before = serving.started("server")
    os.kill(before[-1], signal.SIGSTOP)  # so that it does not write what it has in memory
    database = serving.cwd / "out/prefect/prefect.db"
    database.write_bytes(b"\x00" * 8_192)
    os.kill(before[-1], signal.SIGKILL)
    serving.wait(lambda: database.with_name("prefect.db.damaged").exists(), "it was not set aside")
    serving.wait(lambda: serving.completed("ingest") > 0, "no job ended well with the new database")


def test_sigterm_ends_everything_in_good_order(serving: Serving) -> None:
    serving.wait(lambda: bool(serving.started("runner")), "the runner was never started")
    children = [serving.started("server")[-1], serving.started("runner")[-1]]
    serving.process.terminate()
    assert serving.process.wait(90) == 0
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
