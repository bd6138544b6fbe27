"""Every mart's time and memory, each in a process of its own.

`python -m benchmarks.warehouse.marts PATH MART` is one of these processes. It opens the file as readers do, asks for
the whole mart once and then again, and twice over: its rows as Arrow batches, each thrown away when it has come
("fetched"); and all of its columns brought down to one number by SQL ("aggregated"), so that none can be left out.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from duckdb import DuckDBPyConnection

from benchmarks.attribution.memory import peak, run_worker
from warehouse.connect import open_reader

_ROUNDS, _ENOUGH = 3, 10.0  # times that each is asked for after the first one, unless so many seconds are over


@dataclass(frozen=True, slots=True)
class Mart:
    """What one mart took. Seconds are those of a clock on the wall, the median of some rounds."""

    name: str
    rows: int
    first_seconds: float  # fetched for the first time after the file was opened
    fetched_seconds: float
    aggregated_seconds: float
    processor_seconds: float  # of all threads, for fetching it once
    peak_bytes: int  # resident, of the whole process


def names(path: Path) -> list[str]:
    """Return the names of a file's marts, in their order: its views but those that marts are made of."""
    connection = open_reader(path)
    found = connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND database_name = current_database() "
        "AND NOT starts_with(view_name, 'stg_') ORDER BY view_name"
    ).fetchall()
    connection.close()
    return [name for (name,) in found]


def measure(path: Path, tell: Callable[[str], None], only: Sequence[str] = ()) -> list[Mart]:
    """Return what each mart of the file took, or each of those named. Raises WorkerFailed."""
    found = []
    for name in only or names(path):
        tell(f"mart {name}")
        found.append(Mart(**json.loads(run_worker("benchmarks.warehouse.marts", str(path), name))))
    return found


def run(path: Path, name: str) -> Mart:
    """Return what a mart takes in this process."""
    connection = open_reader(path)
    rows, first = _fetch(connection, f"FROM {name}")
    before = time.process_time()
    _fetch(connection, f"FROM {name}")
    processor = time.process_time() - before
    everything = f"SELECT count(*), bit_xor(hash({name})) FROM {name}"  # noqa: S608 - names of ours
    fetched = _again(lambda: _fetch(connection, f"FROM {name}")[1], first)
    aggregated = _again(lambda: _fetch(connection, everything)[1], 0.0)
    connection.close()
    return Mart(name, rows, first, fetched, aggregated, processor, peak())


def _fetch(connection: DuckDBPyConnection, sql: str) -> tuple[int, float]:
    start = time.perf_counter()
    rows = sum(batch.num_rows for batch in connection.sql(sql).to_arrow_reader(100_000))
    return rows, time.perf_counter() - start


def _again(work: Callable[[], float], spent: float) -> float:
    taken: list[float] = []
    while len(taken) < _ROUNDS and (not taken or spent + sum(taken) < _ENOUGH):
        taken.append(work())
    return median(taken)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(run(Path(sys.argv[1]), sys.argv[2]))))
