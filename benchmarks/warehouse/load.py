"""Arrow tables → a warehouse file, timed: made as `sayso import` makes one, which reads them from Parquet.

The tables are streams of Arrow in files of their own, of which ten million claims have more than memory holds.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from benchmarks.attribution.memory import peak, run_worker
from benchmarks.warehouse.batch import Tables
from benchmarks.warehouse.synthetic import make
from claims.encoder import load_encoder
from claims.match import MATCHER
from flows.comparing import COMPARER
from flows.linking import link_fingerprint
from flows.settings import Settings
from flows.stages import open_registry
from sources.types import content_id
from warehouse import Warehouse
from warehouse.connect import open_writer, transaction
from warehouse.fill import make_from_arrow
from warehouse.matching import MATCHING, OUTLETS
from warehouse.migrate import newest
from warehouse.save import SPEAKERS, save_fingerprint
from warehouse.sql import migrations, query


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading took. Making the tables is not part of it."""

    claims: int
    rows: int  # of all tables
    seconds: float  # on the wall, the checkpoint included
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
    begun = time.perf_counter()
    with TemporaryDirectory(prefix="sayso-tables-", dir=path.parent) as folder, ExitStack() as stack:
        claims = _write(Path(folder), batches)
        files = sorted(Path(folder).iterdir(), key=lambda file: (-file.stat().st_size, file.name))
        streams = {file.stem: pa.ipc.open_stream(stack.enter_context(pa.OSFile(str(file)))) for file in files}
        start, before = time.perf_counter(), time.process_time()
        rows = make_from_arrow(path, newest(), streams)
        seconds, processor = time.perf_counter() - start, time.process_time() - before
    return Loaded(claims, rows, seconds, processor, start - begun, path.stat().st_size, peak())


def _write(folder: Path, batches: Iterable[Tables]) -> int:
    """Write each table to a file, and what says that its schema is the newest; return how many claims there are."""
    claims = 0
    with ExitStack() as stack:
        writers: dict[str, pa.ipc.RecordBatchStreamWriter] = {}
        for tables in chain([{"migrations": _migrations()}], batches):
            for name, table in tables.items():
                if name not in writers:
                    sink = stack.enter_context(pa.OSFile(str(folder / f"{name}.arrows"), "wb"))
                    writers[name] = stack.enter_context(pa.ipc.new_stream(sink, table.schema))
                writers[name].write_table(table)
            claims += tables["claims"].num_rows if "claims" in tables else 0
    return claims


def _migrations() -> pa.Table:
    now = datetime.now(UTC).replace(tzinfo=None)
    done = migrations()
    columns = [[number for number, _, _ in done], [name for _, name, _ in done], [now] * len(done)]
    return pa.table(dict(zip(("number", "name", "applied_at"), columns, strict=True)))


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
    sys.stdout.write(json.dumps(asdict(load(Path(sys.argv[1]), make(int(sys.argv[2]))))))
