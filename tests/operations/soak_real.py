"""`sayso serve` for real, over a server that publishes all the time, and its processes killed at random."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.flows.web import article
from tests.operations.soak_world import Piece
from tests.operations.test_serving import Serving
from tests.sources.server import Answer, Asked, Server, status, text

SETTINGS = """
folders = ["none"]
outlets = ["outlets.toml"]
follow = ["house"]
private = true
delay = 0.1
recheck = [0.05, 0.2]
keep_snapshots = 1
[schedule]
ingest = "* * * * *"
match = "*/5 * * * *"
digest = "off"
maintenance = "*/7 * * * *"
"""
OUTLET = """
[[outlets]]
id = "house"
name = "House"
kind = "newspaper"
country = "GB"
language = "en"
domains = ["house.example"]
feeds = ["http://127.0.0.1:{port}/feed.xml"]
"""
EVERY = timedelta(seconds=20)  # an article
EDITED_AFTER = timedelta(minutes=2)
LISTED = 300  # articles, the newest
PAUSES = (5.0, 40.0)  # seconds between two kills
UP_WITHIN = 900.0  # seconds until a first ingest has ended well, on a busy machine
TRIES, PAUSE = 60, 5.0  # for a warehouse that a job without a runner still has open, and seconds between two


class Living(Server):
    """Serves a feed that grows by the clock, and articles that are edited once."""

    def __init__(self) -> None:
        super().__init__()
        self.began = datetime.now(UTC)
        self.told: dict[int, set[int]] = {}

    def piece(self, number: int) -> Piece:
        at = self.began + number * EVERY
        return Piece("127.0.0.1", number, at, ((at, 0), (at + EDITED_AFTER, 1)), None, lies=False)

    def url(self, number: int) -> str:
        return f"http://127.0.0.1:{self.port}/{number}"

    def published(self) -> int:
        return (datetime.now(UTC) - self.began) // EVERY + 1

    def receive(self, asked: Asked) -> Answer:
        super().receive(asked)
        name, published = asked.path.removeprefix("/"), self.published()
        if name == "feed.xml":
            items = "".join(
                f"<item><title>{number}</title><link>{self.url(number)}</link></item>"
                for number in range(max(0, published - LISTED), published)
            )
            return text(f"<rss version='2.0'><channel><title>House</title>{items}</channel></rss>", "text/xml")
        if not name.isdecimal() or int(name) >= published:
            return status(404)
        piece = self.piece(int(name))
        which = piece.text_at(datetime.now(UTC))
        self.told.setdefault(piece.number, set()).add(which)
        return article(piece.title, *piece.paragraphs(which), published=piece.published.isoformat())


@dataclass(slots=True)
class Kills:
    """What was killed, and how often."""

    keepers: int = 0
    servers: int = 0
    runners: int = 0
    jobs: int = 0
    completed: dict[str, int] = field(default_factory=dict)  # job → runs that ended well
    healed: bool = False  # whether one ended well after the last kill


def children(process: int) -> list[int]:
    """Return the processes that this one, or a descendant of it, has started."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parent = int(path.read_text("utf-8").rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(path.parent.name))
    found = parents.get(process, [])
    for child in found:  # grows while it is gone through
        found.extend(parents.get(child, []))
    return found


def kill_one(serving: Serving, chance: random.Random, kills: Kills) -> Serving:
    """Kill one process of those there are; return what serves from now on."""
    if serving.process.poll() is not None:
        return anew(serving)
    stop = chance.choice((signal.SIGKILL, signal.SIGTERM))
    servers, runners = serving.started("server"), serving.started("runner")
    jobs = children(runners[-1]) if runners else []
    which = chance.choices(("job", "runner", "server", "keeper"), (6, 2, 2, 1))[0]
    with suppress(ProcessLookupError):
        if which == "job" and jobs:
            os.kill(chance.choice(jobs), stop)
            kills.jobs += 1
        elif which == "runner" and runners:
            os.kill(runners[-1], stop)
            kills.runners += 1
        elif which == "server" and servers:
            os.kill(servers[-1], stop)
            kills.servers += 1
        elif which == "keeper":
            serving.process.send_signal(stop)
            serving.process.wait()
            kills.keepers += 1
            time.sleep(chance.uniform(0, 3))
            return anew(serving)
    return serving


def anew(serving: Serving) -> Serving:
    """Start what serves once more, as soon as what it left behind has let go of its port."""
    wait_until(lambda: is_free(serving.port))
    return Serving(serving.cwd, serving.port, SETTINGS)


def heals(serving: list[Serving]) -> bool:
    """Wait until one more ingest has ended well, nothing being killed any more; tell whether it has."""
    if serving[-1].process.poll() is not None:
        serving[-1] = anew(serving[-1])
    wait_until(lambda: serving[-1].completed("ingest") > 0, UP_WITHIN)
    before = serving[-1].completed("ingest")
    wait_until(lambda: serving[-1].completed("ingest") > before, UP_WITHIN)
    return serving[-1].completed("ingest") > before


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until(done: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.5)


@contextmanager
def served(folder: Path) -> Iterator[list[Serving]]:
    """Yield a list whose last item serves; it is ended in good order, as a user would."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving = [Serving(folder, port, SETTINGS)]
    try:
        yield serving
    finally:
        serving[-1].process.terminate()
        serving[-1].process.wait()


def run_for(
    folder: Path, minutes: float, seed: int, tell: Callable[[float], object] = lambda _: None
) -> tuple[Living, int, Kills]:
    """Serve and kill for so many minutes, then ingest once more.

    Returns the server with what it told, how many articles must be held, and what was killed.
    """
    chance, kills = random.Random(seed), Kills()  # noqa: S311 - a seed is wanted
    with Living() as living:
        (folder / "outlets.toml").write_text(OUTLET.format(port=living.port), "utf-8")
        (folder / "none").mkdir(exist_ok=True)
        with served(folder) as serving:
            wait_until(lambda: serving[-1].completed("ingest") > 0 or serving[-1].process.poll() is not None, UP_WITHIN)
            if not serving[-1].completed("ingest"):
                raise RuntimeError(f"sayso serve did not come up: {serving[-1].log.read_text('utf-8')[-2_000:]}")
            began = time.monotonic()
            while (passed := time.monotonic() - began) < minutes * 60:
                tell(passed / 60)
                time.sleep(chance.uniform(*PAUSES))
                serving[-1] = kill_one(serving[-1], chance, kills)
            kills.healed = heals(serving)
            kills.completed = {job: serving[-1].completed(job) for job in ("ingest", "match", "maintenance")}
        published = living.published()
        for _ in range(TRIES):
            command = [sys.executable, "-m", "flows", "run", "--direct", "--all-feeds"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                break
            time.sleep(PAUSE)
        else:
            raise RuntimeError(f"the last run could not be carried out: {done.stderr}")
    return living, published, kills
