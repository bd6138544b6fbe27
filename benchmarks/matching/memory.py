"""The resident memory of a process and all that it has started, together, as it is looked at ten times a second."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from benchmarks.attribution.memory import peak

_PROCESSES = Path("/proc")
_SECONDS = 0.1


@dataclass
class Memory:
    """The most bytes that were resident at one time."""

    peak: int = 0


@contextmanager
def watching() -> Iterator[Memory]:
    """Watch this process and its descendants while the block runs. Without /proc, this process alone."""
    found, ended = Memory(), Event()

    def watch() -> None:
        while not ended.wait(_SECONDS):
            found.peak = max(found.peak, sum(map(resident, tree(os.getpid()))))

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        ended.set()
        watcher.join()
        found.peak = max(found.peak, peak())


def tree(process: int) -> list[int]:
    """Return the ids of a process and of all that it has started and that run still."""
    found = [process]
    for one in found:  # grows meanwhile
        for thread in _PROCESSES.glob(f"{one}/task/*/children"):
            with suppress(OSError):  # it has ended meanwhile
                found += map(int, thread.read_text().split())
    return found


def resident(process: int) -> int:
    """Return the bytes of a process that are resident; 0 where it has ended."""
    with suppress(OSError):
        if found := re.search(r"^VmRSS:\s*(\d+) kB", (_PROCESSES / str(process) / "status").read_text(), re.MULTILINE):
            return int(found[1]) * 1024
    return 0
