"""What goes wrong around a run, and what the next one makes of it: no network, a full disk, a stop, a locked warehouse.

Prefect's server and database are lost in test_serving.py, runs are killed in tests/flows/test_kill.py and
test_fetching_kills.py, clocks are wrong and servers fail in tests/flows/test_fetching_faults.py.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from flows.jobs import LOCKED_PAUSE, when_free
from sources.urls import article_url
from tests.flows.test_kill import KILLER, WAREHOUSE
from tests.flows.web import NOW, SAID, article
from tests.operations.soak import look, rounds_of
from tests.operations.soak_rounds import Order
from tests.operations.soak_world import HOUR, Press, build_houses
from tests.support import ROOT, SEEDS, Sayso, warehouse_rows
from warehouse import Warehouse

pytestmark = pytest.mark.slow

WITHOUT_NETWORK = ("unshare", "--map-root-user", "--net")
DELAY = 0.1  # seconds


def test_the_first_round_after_a_day_without_network_catches_up_and_hammers_nobody(tmp_path: Path) -> None:
    houses = [replace(house, down=(), lies=False) for house in build_houses(7, 5, 2.0, 5.0)]
    with Press(houses, 7, faulty=0.0) as press:
        with rounds_of(tmp_path, press.port, houses) as carry_out:
            for hour in range(3):
                press.now = NOW + hour * HOUR
                assert carry_out(Order(press.now.isoformat())).error == ""
        before = press.requests
        with rounds_of(tmp_path, press.port, houses, WITHOUT_NETWORK) as carry_out:
            outcomes = [carry_out(Order((NOW + hour * HOUR).isoformat())) for hour in range(3, 27, 4)]
        assert [outcome.error for outcome in outcomes] == [""] * 6
        assert press.requests == before
        with duckdb.connect(str(tmp_path / "out/sayso.duckdb"), read_only=True) as connection:
            assert connection.execute("SELECT DISTINCT failure FROM feeds").fetchall() == [("network",)]
            [(most,)] = connection.execute("SELECT max(failures) FROM addresses").fetchall()
        assert most <= 1, "what this machine cannot reach is no failure of the article's"
        press.now = NOW + 27 * HOUR
        press.asked.clear()
        with rounds_of(tmp_path, press.port, houses) as carry_out:
            assert carry_out(Order(press.now.isoformat(), delay=DELAY)).error == ""
        asked = Counter((one.host, one.path) for one in press.asked)
        assert max(asked.values()) == 1
        assert {(house.host, path) for house in houses for path in house.feeds} <= asked.keys()
        for house in houses:
            times = press.times(house.host)
            assert min(later - earlier for earlier, later in pairwise(times)) >= DELAY
            assert press.most_at_once[house.host] == 1
    listed = {article_url(piece.url) for house in houses for piece in house.listed("/feed.xml", press.now)}
    assert listed <= look(tmp_path).articles.keys()


# A disk of its own, of which little is left: a run, then one with room again.
ON_A_FULL_DISK = """
set -e
mount -t tmpfs -o size=128m none out
cp -r {whole}/out/. out
sayso() {{ {python} -m flows "$@"; }}
free=$(($(stat -f -c '%a * %S' out) / 1024 - {left}))
dd if=/dev/zero of=out/filler bs=1k count=$free 2> /dev/null
set +e
sayso run --direct more > first.txt 2>&1
echo $? > first.code
set -e
cmp {whole}/out/sayso.duckdb out/sayso.duckdb
cmp {whole}/out/report.html out/report.html
rm out/filler
sayso run --direct more
cp out/warehouse.duckdb after.duckdb
"""


@pytest.mark.parametrize("left", [0, 1_000], ids=["nothing left", "a megabyte left"])
def test_a_disk_that_is_full_in_mid_run_leaves_what_was_there_and_the_next_run_goes_on(
    tmp_path: Path, seeded: Path, left: int
) -> None:
    for folder in ("out", "more"):
        (tmp_path / folder).mkdir()
    page = article("A plan for the army", *SAID).body.decode()
    canonical = "<link rel=canonical href='https://www.bbc.co.uk/news/plan-1'></head>"
    (tmp_path / "more/new.html").write_text(page.replace("</head>", canonical), "utf-8")
    script = ON_A_FULL_DISK.format(whole=seeded, python=sys.executable, left=left)
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = (tmp_path / "first.txt").read_text("utf-8").splitlines()
    assert (tmp_path / "first.code").read_text("utf-8") == "1\n"
    assert told[-1].startswith("sayso: ")
    assert "No space left on device" in told[-1]
    assert not [line for line in told if "Traceback" in line]
    with Warehouse.open(tmp_path / "after.duckdb") as warehouse:
        assert warehouse.findings() == ()
    before, after = (warehouse_rows(path) for path in (seeded / "out/warehouse.duckdb", tmp_path / "after.duckdb"))
    assert len(after["article_versions"]) == len(before["article_versions"]) + 1


def test_a_run_that_is_asked_to_stop_in_the_middle_is_finished_by_the_next(
    sayso: Sayso, tmp_path: Path, seeded: Path
) -> None:
    stopping = KILLER.format(setup=WAREHOUSE).replace("SIGKILL", "SIGTERM")
    command = [sys.executable, "-c", stopping, "save_claims", "4", "after", "run", "--direct"]
    env = {**os.environ, "SAYSO_FOLDERS": str(SEEDS), "SAYSO_BATCH": "1"}
    stopped = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=False)
    assert stopped.returncode == -signal.SIGTERM
    assert not (tmp_path / "out/sayso.duckdb").exists()
    assert sayso("run", "--direct").returncode == 0
    assert warehouse_rows(tmp_path / "out/warehouse.duckdb") == warehouse_rows(seeded / "out/warehouse.duckdb")


HOLDER = """
import sys
from pathlib import Path
from warehouse import Warehouse
with Warehouse.open(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_job_waits_for_whoever_has_the_warehouse_open_and_then_does_its_work(tmp_path: Path) -> None:
    path, waits = tmp_path / "warehouse.duckdb", []
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"

        def wait(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 2:
                holder.kill()
                holder.wait()

        def work() -> dict[str, int]:
            with Warehouse.open(path) as warehouse:
                return warehouse.counts()

        assert when_free(work, wait)["articles"] == 0
    assert waits == [LOCKED_PAUSE] * 2
