"""How long a snapshot takes to be published, and whether those who read the last one meanwhile have to wait.

`python -m benchmarks.warehouse.publishing SNAPSHOT` is such a reader, in a process of its own: it opens the snapshot
for each query, as commands do, until it is ended.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Thread

from benchmarks.attribution.memory import ROOT
from warehouse import Warehouse
from warehouse.connect import open_reader

_ROUNDS = 3
_ALONE = 3.0  # seconds of reading while nothing is published, to compare with
QUERY = "SELECT kind, count(*), max(length(wording)) FROM claims GROUP BY kind"


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing took, and a reader's queries. Seconds are those of a clock on the wall."""

    seconds: tuple[float, ...]  # of each round, the first without a reader
    file_bytes: int
    queries: int  # while snapshots were published
    median_query: float
    slowest_query: float
    alone_median_query: float  # while none was
    alone_slowest_query: float


def measure(path: Path, snapshot: Path) -> Published:
    """Publish a warehouse some times, as if it had changed each time."""
    with Warehouse.open(path) as warehouse:
        seconds = [_publish(warehouse, snapshot, "first")]
        with reading(snapshot) as taken:
            time.sleep(_ALONE)
            alone = list(taken)
            seconds += [_publish(warehouse, snapshot, str(number)) for number in range(_ROUNDS)]
            beside = taken[len(alone) :]
    return Published(
        tuple(seconds), snapshot.stat().st_size, len(beside), median(beside), max(beside), median(alone), max(alone)
    )


def _publish(warehouse: Warehouse, snapshot: Path, state: str) -> float:
    start = time.perf_counter()
    warehouse.publish(snapshot, state=state)
    return time.perf_counter() - start


@contextmanager
def reading(snapshot: Path) -> Iterator[list[float]]:
    """Have a process of its own ask the snapshot over and over; the list grows by the seconds of each query."""
    taken: list[float] = []
    reader = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.warehouse.publishing", str(snapshot)],
        stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT,
    )  # fmt: skip

    def listen() -> None:
        taken.extend(float(json.loads(line)) for line in reader.stdout or ())

    listener = Thread(target=listen)
    listener.start()
    try:
        while not taken and reader.poll() is None:
            time.sleep(0.01)
        yield taken
    finally:
        reader.terminate()
        reader.wait()
        listener.join()
        if reader.stdout:
            reader.stdout.close()


def read(snapshot: Path) -> None:
    """Ask the snapshot for ever, and print the seconds of each query."""
    while True:
        start = time.perf_counter()
        connection = open_reader(snapshot)
        connection.execute(QUERY).fetchall()
        connection.close()
        print(json.dumps(time.perf_counter() - start), flush=True)  # noqa: T201 - to the process that started this one


if __name__ == "__main__":
    read(Path(sys.argv[1]))
