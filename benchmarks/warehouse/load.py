"""Arrow tables → a warehouse file, all tables of a batch in one transaction, timed.

As `sayso import` does: the tables get their keys when they are full.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from benchmarks.attribution.memory import peak, run_worker
from benchmarks.warehouse.batch import Tables
from benchmarks.warehouse.synthetic import make
from claims.encoder import load_encoder
from claims.match import MATCHER
from flows.comparing import COMPARER
from flows.settings import Settings
from flows.stages import link_fingerprint, open_registry
from sources.types import content_id
from warehouse import Warehouse
from warehouse.connect import open_writer, transaction
from warehouse.fill import add_keys, make_tables
from warehouse.matching import MATCHING, OUTLETS
from warehouse.migrate import newest
from warehouse.save import SPEAKERS, save_fingerprint
from warehouse.sql import migrations, query

# Claims in one transaction. Of a table that gets fewer than a row group of DuckDB's (122,880) at once, the rows go
# through the write-ahead log, and are written twice.
BATCH = 250_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading took. Making the tables is not part of it."""

    claims: int
    rows: int  # of all tables
    seconds: float  # on the wall, the last checkpoint included
    processor_seconds: float  # of all threads
    making_seconds: float
    file_bytes: int
    peak_bytes: int  # resident, of the process that made the tables and loaded them

    @property
    def per_second(self) -> float:
        """Return claims a second."""
        return self.claims / self.seconds


def load(path: Path, batches: Iterable[Tables]) -> Loaded:
    """Make a warehouse of the tables; return what it took."""
    connection = open_writer(path)
    with transaction(connection):
        make_tables(connection, newest(), keys=False)
        done = [(number, name, datetime.now(UTC).replace(tzinfo=None)) for number, name, _ in migrations()]
        connection.executemany("INSERT INTO migrations VALUES (?, ?, ?)", done)
    claims = rows = 0
    seconds = processor = 0.0
    begun = time.perf_counter()
    for tables in batches:
        start, before = time.perf_counter(), time.process_time()
        with transaction(connection):
            insert(connection, tables)
        seconds += time.perf_counter() - start
        processor += time.process_time() - before
        claims += tables["claims"].num_rows
        rows += sum(table.num_rows for table in tables.values())
    start, before = time.perf_counter(), time.process_time()
    add_keys(connection, newest())
    connection.execute("CHECKPOINT")
    connection.close()
    seconds += time.perf_counter() - start
    processor += time.process_time() - before
    making = time.perf_counter() - begun - seconds
    return Loaded(claims, rows, seconds, processor, making, path.stat().st_size, peak())


def insert(connection: DuckDBPyConnection, tables: Tables) -> None:
    """Insert the rows of each table."""
    for name, table in tables.items():
        connection.register("incoming", table)
        connection.execute(f"INSERT INTO {name} BY NAME FROM incoming")
        connection.unregister("incoming")


def load_in_worker(path: Path, claims: int) -> Loaded:
    """Have a process of its own make a warehouse of so many claims, unless it is there. Raises WorkerFailed."""
    told = path.with_suffix(".loaded.json")
    if not (path.exists() and told.exists()):
        path.unlink(missing_ok=True)
        told.write_text(run_worker("benchmarks.warehouse.load", str(path), str(claims)), encoding="utf-8")
    return Loaded(**json.loads(told.read_text(encoding="utf-8")))


def count_faults(path: Path) -> tuple[int, str]:
    """Return how many things are wrong in a warehouse, and the first of them."""
    with Warehouse.open(path) as warehouse:
        found = warehouse.audit()
    return len(found), str(found[0]) if found else ""


def settle(path: Path, settings: Settings) -> None:
    """Have a run find nothing to do in a warehouse: record that all has been compared, linked and matched."""
    with Warehouse.open(path) as warehouse:
        outlets = content_id(*sorted(map(repr, open_registry(settings, warehouse).outlets)))
        speakers = link_fingerprint(warehouse)
    connection = open_writer(path)
    with transaction(connection):
        due = query("articles_to_compare").rstrip().rstrip(";")
        connection.execute(f"CREATE TEMP TABLE due AS {due}", {"maker": COMPARER})
        connection.execute(
            "UPDATE comparisons SET fingerprint = due.fingerprint FROM due "
            "WHERE due.article_id = comparisons.article_id"
        )
        matching = content_id(MATCHER, load_encoder().name)
        for name, fingerprint in ((MATCHING, matching), (OUTLETS, outlets), (SPEAKERS, speakers)):
            save_fingerprint(connection, name, fingerprint)
    connection.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(load(Path(sys.argv[1]), make(int(sys.argv[2]), batch=BATCH)))))
