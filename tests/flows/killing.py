"""Ingests again and again, each time in a child of its own that may be told to kill itself: `python -m
tests.flows.killing PORT`, where a tests.sources.server.Server listens.

Each line read names a folder and when to die in it: never, at the n-th event (a number), or after seconds ("0.5s").
Each line written says how the child ended, how many events it came to (0 where it was killed), and how long it took.
Everything is imported before, and nothing is opened: a child costs what the ingestion costs.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import flows.fetching
import flows.stages
import sources.archive
import sources.fetch
import sources.registry
from sources.archive import Archive
from sources.connect import Outside
from tests.flows.web import World
from tests.sources.server import PUBLIC, Server
from warehouse import Warehouse
from warehouse.ingestion import Ingestion

NEVER = "never"


@dataclass
class Elsewhere:
    """A server in another process."""

    port: int
    asked: list[object] = field(default_factory=list)

    def outside(self) -> Outside:
        return Outside(lambda *_: [PUBLIC], lambda *_: ("127.0.0.1", self.port))


class Events:
    """Counts what happens, and kills the process when it comes to a number."""

    def __init__(self, fatal: int) -> None:
        self.count = 0
        self._fatal = fatal

    def happen(self, last_words: Callable[[], object] = lambda: None) -> None:
        self.count += 1
        if self.count == self._fatal:
            last_words()
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, owner: object, name: str) -> None:
        """Let something happen before and after each call of the function."""
        original = getattr(owner, name)

        def watched(*args: Any, **kwargs: Any) -> object:
            self.happen()
            result = original(*args, **kwargs)
            self.happen()
            return result

        setattr(owner, name, watched)


class TearingOs:
    """The module os, but that a fatal event leaves half of what is being written."""

    def __init__(self, events: Events) -> None:
        self._events = events

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def write(self, file: int, data: memoryview) -> int:
        self._events.happen(lambda: os.write(file, data[: len(data) // 2]))
        return os.write(file, data)


def watch_all(events: Events) -> None:
    sources.archive.os = TearingOs(events)  # type: ignore[attr-defined]
    for name in ("append", "sync", "_begin"):
        events.watch(Archive, name)
    for name in ("saving", "add_feeds", "add_addresses", "save_feeds", "save_addresses", "save_sightings", "save_pages",
                 "save_fetches", "save_skipped"):  # fmt: skip
        events.watch(Ingestion, name)
    for name in ("start_run", "finish_run", "save_extraction", "save_claims", "save_comparisons", "publish"):
        events.watch(Warehouse, name)
    for name in ("extract", "extract_claims"):
        events.watch(flows.stages, name)


def ingest(folder: Path, port: int, when: str) -> int:
    """Ingest the web of tests/flows/test_fetching_kills.py; return how many events there were."""
    events = Events(int(when) if when.isdecimal() else 0)
    watch_all(events)
    if when.endswith("s"):
        signal.setitimer(signal.ITIMER_REAL, float(when.removesuffix("s")))  # its signal ends the process at once
    flows.fetching.SAVED_AT_ONCE = 3
    world = World(folder, cast(Server, Elsewhere(port)), follow=("post", "herald"), more={"batch": 2, "hosts": 3})
    world.run()
    return events.count


def in_a_child(folder: Path, port: int, when: str) -> str:
    read, write = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(write, str(ingest(folder, port, when)).encode())
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(write)
    _, ended = os.waitpid(child, 0)
    told = os.read(read, 100).decode()
    os.close(read)
    return f"{os.waitstatus_to_exitcode(ended)} {told or 0} {time.monotonic() - began:.3f}"


def main() -> None:
    flows.stages.load_tagger()
    # What is the same each time and takes half of it: the packaged outlets, and the system's certificates.
    sources.registry._read_overlay = cache(sources.registry._read_overlay)
    sources.registry.load_registry()
    sources.fetch.httpx.create_ssl_context = cache(sources.fetch.httpx.create_ssl_context)
    sources.fetch.httpx.create_ssl_context(trust_env=False)
    for line in sys.stdin:
        folder, when = line.split()
        sys.stdout.write(f"{in_a_child(Path(folder), int(sys.argv[1]), when)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
