"""What `sayso serve` keeps running, tried with small programs in place of Prefect's."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest

from flows.serve import (
    DEAF_FOR,
    HOST,
    STEADY_AFTER,
    AlreadyServing,
    Keeper,
    PortTaken,
    Watched,
    alone,
    check_port,
    environment,
    set_aside_damaged,
)
from flows.settings import Settings

SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")
ENDS = (sys.executable, "-c", "raise SystemExit(7)")


@pytest.fixture
def keep(tmp_path: Path) -> Iterator[Callable[..., Keeper]]:
    made: list[Watched] = []

    def build(*watched: Watched) -> Keeper:
        made.extend(watched)
        return Keeper(watched, {}, tmp_path / "serve.log")

    yield build
    for one in made:
        if one.process is not None:
            one.process.kill()
            one.process.wait()


def pid(watched: Watched) -> int:
    assert watched.process is not None
    return watched.process.pid


def test_the_second_is_started_once_the_first_answers(keep: Callable[..., Keeper]) -> None:
    up = Event()
    first, second = Watched("first", SLEEPS, up.is_set), Watched("second", SLEEPS)
    keeper = keep(first, second)
    keeper.look(1_000.0)
    keeper.look(1_001.0)
    assert first.process is not None
    assert second.process is None
    up.set()
    keeper.look(1_002.0)
    keeper.look(1_003.0)
    assert second.process is not None


def test_what_comes_after_one_that_begins_from_nothing_is_started_anew(keep: Callable[..., Keeper]) -> None:
    first, second = Watched("first", SLEEPS, mend=lambda: True), Watched("second", SLEEPS)
    keeper = keep(first, second)
    keeper.look(1_000.0)
    keeper.look(1_001.0)
    assert first.process is not None
    before = pid(second)
    first.process.kill()
    first.process.wait()
    for second_later in range(5):
        keeper.look(1_002.0 + second_later)
    assert pid(second) != before


def test_what_ends_is_started_anew_after_waits_that_double(keep: Callable[..., Keeper]) -> None:
    only = Watched("only", ENDS)
    keeper, now, starts = keep(only), 1_000.0, []
    while now < 1_040.0:
        before = only.process
        keeper.look(now)
        if only.process is not None and only.process is not before:
            starts.append(now)
            only.process.wait()
        now += 0.5
    assert [later - earlier for earlier, later in pairwise(starts)] == [1.5, 2.5, 4.5, 8.5, 16.5]


def test_what_has_run_well_for_a_while_is_started_anew_at_once_again(keep: Callable[..., Keeper]) -> None:
    only = Watched("only", SLEEPS, failures=5)
    keeper = keep(only)
    keeper.look(1_000.0)
    keeper.look(1_000.0 + STEADY_AFTER + 1)
    assert only.failures == 0


def test_a_server_that_runs_and_does_not_answer_is_started_anew(keep: Callable[..., Keeper]) -> None:
    answers = Event()
    answers.set()
    server, runner = Watched("server", SLEEPS, answers.is_set), Watched("runner", SLEEPS)
    keeper = keep(server, runner)
    for now in (1_000.0, 1_001.0, 1_002.0):
        keeper.look(now)
    deaf, spared = pid(server), pid(runner)
    answers.clear()
    keeper.look(1_010.0)
    assert pid(server) == deaf  # a moment's silence is none
    keeper.look(1_002.0 + DEAF_FOR + 1)
    keeper.look(1_002.0 + DEAF_FOR + 3)
    assert pid(server) != deaf
    assert pid(runner) == spared


def test_a_server_that_is_slow_to_come_up_is_given_longer_each_time(keep: Callable[..., Keeper]) -> None:
    server = Watched("server", SLEEPS, lambda: False)
    keeper, now, started = keep(server), 1_000.0, []
    while now < 1_000 + 6 * DEAF_FOR + 10:
        keeper.look(now)
        if not started or server.started_at != started[-1]:
            started.append(server.started_at)
        now += 0.5
    waits = [later - earlier for earlier, later in pairwise(started)]
    assert waits == pytest.approx([DEAF_FOR, 1, 2 * DEAF_FOR, 2, 3 * DEAF_FOR, 4], abs=1)


def test_all_end_in_good_order_when_asked_to(keep: Callable[..., Keeper]) -> None:
    watched = (Watched("first", SLEEPS), Watched("second", SLEEPS))
    keeper, stop = keep(*watched), Event()
    thread = Thread(target=keeper.keep, args=(stop,))
    thread.start()
    while not all(one.process for one in watched):
        time.sleep(0.02)
    processes = [one.process for one in watched]
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    assert [process and process.returncode for process in processes] == [-signal.SIGTERM] * 2


KEEPER = """
import sys, time
from pathlib import Path
from flows.serve import Keeper, Watched
one = Watched("one", [sys.executable, "-c", "import time; time.sleep(600)"])
Keeper([one], {}, Path("log.txt")).look(time.monotonic())
print(one.process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not end a process with its parent")
def test_a_keeper_that_is_killed_leaves_nobody_behind(tmp_path: Path) -> None:
    command = (sys.executable, "-c", KEEPER)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        child = int(keeper.stdout.readline())
        keeper.kill()
    deadline = time.monotonic() + 30
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(child)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE runs (name TEXT)")
        connection.executemany("INSERT INTO runs VALUES (?)", [("x" * 200,)] * 1_000)


def test_a_whole_database_is_left_alone(tmp_path: Path) -> None:
    database(tmp_path / "prefect.db")
    assert set_aside_damaged(tmp_path / "prefect.db") is None
    assert set_aside_damaged(tmp_path / "none.db") is None


@pytest.mark.parametrize("damage", [b"no database at all", None], ids=["another file", "overwritten pages"])
def test_a_damaged_database_is_set_aside_and_kept(tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "prefect.db"
    database(path)
    whole = path.read_bytes()
    path.write_bytes(damage or whole[:4_096] + b"\xff" * 8_192 + whole[12_288:])
    harmed = path.read_bytes()
    aside = set_aside_damaged(path)
    assert aside is not None
    assert aside.read_bytes() == harmed
    assert not path.exists()


def test_one_at_a_time_looks_after_a_folder(tmp_path: Path) -> None:
    with (
        alone(tmp_path / "out/serve.lock"),
        pytest.raises(AlreadyServing, match="another `sayso serve`"),
        alone(tmp_path / "out/serve.lock"),
    ):
        pytest.fail("both have the lock")
    with alone(tmp_path / "out/serve.lock"):
        pass


def test_a_port_that_is_taken_is_told_by_its_number() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} of 127.0.0.1"):
            check_port(HOST, port)
    check_port(HOST, port)


def test_what_the_user_has_set_goes_before_what_is_set_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    found = environment(Settings(out=tmp_path), 4300)
    assert found["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert found["PREFECT_API_URL"] == "http://127.0.0.1:4300/api"
    assert found["PREFECT_HOME"] == str(tmp_path / "prefect")
