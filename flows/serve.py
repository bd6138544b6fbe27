"""Keeps a Prefect server and the runner of the jobs going on this machine, whatever ends them.

Each is a process of its own, for the server must outlive a runner that a job has brought down, and the other way round.
"""

from __future__ import annotations

import ctypes
import fcntl
import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

from flows.schedule import wait_before_start
from flows.settings import Settings
from sources.errors import SaysoError

HOST, PORT = "127.0.0.1", 4200
LOOK_EVERY = 1.0  # seconds
STEADY_AFTER = 60.0  # seconds after which what runs counts as started well
DEAF_FOR = 90.0  # seconds without an answer after which a server that runs is started anew
MOST_PATIENCE = 10  # times as long, for one that has failed as often and has not come up yet
STOP_WITHIN = 20.0  # seconds that a process has to end in good order
_PR_SET_PDEATHSIG = 1

# What a server that nobody looks after needs: quiet, offline, and a history that does not grow for ever.
SERVER_ENVIRONMENT: Mapping[str, str] = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_TO_API_ENABLED": "true",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # After a suspension no more runs are late than these; the first does the work of all.
    "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "5",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",  # a month of runs
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "true",
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P3D",
    # SQLite is slow while a job has the machine for itself; giving up early would lose what was to be recorded.
    "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
    "PREFECT_SERVER_DATABASE_CONNECTION_TIMEOUT": "60",
    "PREFECT_RUNNER_POLL_FREQUENCY": "5",
}

logger = logging.getLogger(__name__)


class PortTaken(SaysoError):
    """The port that the server is to listen on belongs to another program."""


class AlreadyServing(SaysoError):
    """Another `sayso serve` looks after the same folder."""


@dataclass(slots=True)
class Watched:
    """A process that is to run for ever."""

    name: str
    command: Sequence[str]
    answers: Callable[[], bool] = lambda: True  # whether it does what it is there for
    # What is done before it is started anew after a failure; tells whether it begins from nothing.
    mend: Callable[[], bool] = lambda: False
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0  # in a row
    started_at: float = 0.0
    heard_at: float = field(default=0.0)


class Keeper:
    """Starts processes in order, each once those before it answer, and starts anew what ends or goes deaf."""

    def __init__(self, watched: Sequence[Watched], environment: Mapping[str, str], log: Path) -> None:
        self._watched, self._environment, self._log = watched, environment, log

    def keep(self, stop: Event) -> None:
        """Keep the processes running until `stop` is set, then end them, the last one first."""
        try:
            while not stop.is_set():
                self.look(time.monotonic())
                stop.wait(LOOK_EVERY)
        finally:
            for one in reversed(self._watched):
                _end(one)

    def look(self, now: float) -> None:
        """Look after each process once. `now` is of a clock that never goes back."""
        for one in self._watched:
            if one.process is not None and one.process.poll() is not None:
                self._mourn(one, now, f"ended with {one.process.returncode}")
            if one.process is None:
                if now >= one.started_at + _wait(one):
                    self._start(one, now)
                return  # what comes after it needs it
            if one.answers():
                one.heard_at = now
                if now - one.started_at > STEADY_AFTER:
                    one.failures = 0
            elif now - one.heard_at > _patience(one):
                _end(one)
                self._mourn(one, now, f"has not answered for {_patience(one):.0f} s")
                return
            elif one.heard_at == one.started_at:
                return  # not up yet

    def _start(self, one: Watched, now: float) -> None:
        if one.failures and one.mend():
            for later in self._watched[self._watched.index(one) + 1 :]:
                _end(later)  # what it has told this one is lost: it is started anew, and tells it again
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            one.process = subprocess.Popen(
                one.command,
                env={**os.environ, **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread only
            )
        one.started_at = one.heard_at = now
        logger.info("%s: started as process %d", one.name, one.process.pid)

    def _mourn(self, one: Watched, now: float, why: str) -> None:
        one.process, one.failures = None, one.failures + 1
        one.started_at = now
        logger.warning("%s: %s; started anew in %.0f s, its output is in %s", one.name, why, _wait(one), self._log)


def environment(settings: Settings, port: int) -> dict[str, str]:
    """Return what server and runner find in their environment; what the user has set there goes before it."""
    chosen = {name: os.environ.get(name, value) for name, value in SERVER_ENVIRONMENT.items()}
    home = os.environ.get("PREFECT_HOME", str((settings.out / "prefect").resolve()))
    return {**chosen, "PREFECT_HOME": home, "PREFECT_API_URL": f"http://{HOST}:{port}/api"}


def processes(host: str, port: int, home: Path) -> tuple[Watched, Watched]:
    """Return the server, whose database lies in `home`, and the runner, to be started in this order."""
    server = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
    runner = [sys.executable, "-m", "flows", "serve", "--runner"]
    return (
        Watched("server", server, lambda: is_healthy(port), lambda: set_aside_damaged(home / "prefect.db") is not None),
        Watched("runner", runner),
    )


def is_healthy(port: int) -> bool:
    """Tell whether a Prefect server answers on the port."""
    with suppress(URLError, OSError, ValueError), urlopen(f"http://{HOST}:{port}/api/health", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def set_aside_damaged(database: Path) -> Path | None:
    """Rename a SQLite file that is damaged; return its new path, None where it is whole. The server makes a new one.

    What is lost is Prefect's history of runs: the jobs are registered anew by the runner, and articles and claims are
    in the warehouse.
    """
    if not database.exists():
        return None
    try:
        with closing(sqlite3.connect(database, timeout=5)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return None  # locked or not readable: that is no damage
    except sqlite3.DatabaseError as error:
        found = (str(error),)
    if found == ("ok",):
        return None
    aside = database.with_name(f"{database.name}.damaged")
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            database.with_name(database.name + suffix).replace(aside.with_name(aside.name + suffix))
    logger.warning("%s is damaged (%s); it is kept as %s, and a new one made", database, found[0], aside)
    return aside


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold the file's lock, so that one `sayso serve` at a time looks after a folder. Raises AlreadyServing."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyServing(
                f"another `sayso serve` looks after {lock.parent}; end it first, or take another folder with `out`"
            ) from error
        yield


def check_port(host: str, port: int) -> None:
    """Raise PortTaken where something listens on the port already."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"port {port} of {host} cannot be listened on ({error.strerror}): end what listens there, or give "
                "another with --port"
            ) from error


def _wait(one: Watched) -> float:
    return wait_before_start(one.failures).total_seconds() if one.failures else 0.0


def _patience(one: Watched) -> float:
    """Return the seconds for which it may be deaf: more where it is still starting, on a machine that is slow today."""
    starting = one.heard_at == one.started_at
    return DEAF_FOR * (min(one.failures + 1, MOST_PATIENCE) if starting else 1)


def _end(one: Watched) -> None:
    process, one.process = one.process, None
    if process is not None:
        end_process(process)


def end_process(process: subprocess.Popen[bytes]) -> None:
    """Have a process end in good order, or after a while at once."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def die_with_parent() -> None:
    """Have the kernel end this process with the one that started it; a keeper that is killed leaves nobody behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
