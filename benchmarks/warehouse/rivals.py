"""Five marts in SQLite and PostgreSQL that hold the same rows, beside DuckDB's: same answers, how much later?

SQL of rivals/*.sql is the marts', by hand, in what both understand. Both get only the columns that the five marts need,
and no texts; what each article says now, which DuckDB finds out with every question, is worked out for them beforehand
(prelude.sql); every column that is joined has an index, and there are statistics. All of that is to their good.
PostgreSQL runs as a server of its own in a temporary folder, with memory for all of it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.csv
from duckdb import DuckDBPyConnection

from benchmarks.warehouse.errors import Unequal
from warehouse.connect import open_reader

FOLDER = Path(__file__).parent / "rivals"
DUCKDB, SQLITE, POSTGRESQL = "DuckDB", "SQLite", "PostgreSQL"
# Mart → the columns that are compared: those whose values all three can give alike.
MARTS = {
    "claims_by_outlet": "outlet_id, articles, claims, direct, indirect, mixed, anonymous, relayed",
    "relay_reliability": "outlet_id, relays, verified, reworded, altered, not_found, not_held",
    "wire_copy": "outlet_id, articles, copies, wire_copies, credited, partly",
    "speakers_by_reach": "speaker_id, speaker, claims, different_claims, direct, articles, outlets, stories",
    "number_conflicts": "left_claim_id, right_claim_id, story_id, group_id, unit, left_value, right_value, "
    "left_outlet_id, left_url, right_outlet_id, right_url",
}
_ORDER = {"speakers_by_reach": "speaker_id", "number_conflicts": "left_claim_id, right_claim_id"}
_TABLES = {
    "outlets": "outlet_id, name, kind, synthetic",
    "pages": "page_id, fetched_at",
    "page_extractions": "page_id, version_id",
    "articles": "article_id, outlet_id, url",
    "article_versions": "version_id, article_id, published, modified, synthetic",
    "claims": "claim_id, version_id, kind",
    "hops": "claim_id, position, role, source_type",
    "relay_checks": "claim_id, relay_id, verdict",
    "copies": "version_id, origin_id, whole, credited",
    "speakers": "speaker_id, name",
    "speaker_links": "claim_id, speaker_id, verdict",
    "group_claims": "group_id, position, claim_id",
    "claim_groups": "group_id, story_id",
    "changes": "group_id, position, kind, left_claim_id, right_claim_id, unit, left_value, right_value",
}
_INDEXED = {
    "outlets": ("outlet_id",), "pages": ("page_id",), "page_extractions": ("page_id", "version_id"),
    "articles": ("article_id",), "article_versions": ("version_id", "article_id"), "claims": ("claim_id", "version_id"),
    "hops": ("claim_id",), "relay_checks": ("claim_id",), "copies": ("version_id", "origin_id"),
    "speakers": ("speaker_id",), "speaker_links": ("claim_id", "speaker_id"), "group_claims": ("claim_id", "group_id"),
    "claim_groups": ("group_id",), "changes": ("kind", "left_claim_id", "right_claim_id"),
}  # fmt: skip
_POSTGRESQL = ("-c", "shared_buffers=2GB", "-c", "work_mem=512MB", "-c", "jit=off", "-c", "fsync=off",
               "-c", "max_parallel_workers_per_gather=2", "-c", "listen_addresses=")  # fmt: skip
_ROUNDS, _ENOUGH = 3, 30.0
_CHUNK = 100_000

Rows = list[tuple[Any, ...]]
Ask = Callable[[str], Rows]


@dataclass(frozen=True, slots=True)
class Compared:
    """Seconds that a mart's answer took each system, fetched whole into Python, the median of some rounds."""

    mart: str
    rows: int
    seconds: dict[str, float]


def measure(path: Path, tell: Callable[[str], None], *, postgresql: bool = True) -> list[Compared]:
    """Return how long the five marts take each system. Raises Unequal where their answers differ."""
    found: dict[str, Compared] = {}
    connection = open_reader(path)
    with TemporaryDirectory(prefix="sayso-rivals-") as folder:
        asks: dict[str, Ask] = {DUCKDB: lambda sql: connection.execute(sql).fetchall()}
        tell("loading SQLite")
        asks[SQLITE] = load_sqlite(connection, Path(folder) / "rival.sqlite")
        if postgresql:
            tell("loading PostgreSQL")
            with running_postgresql(Path(folder) / "pg") as ask:
                load_postgresql(connection, ask, Path(folder))
                found = _compare(asks | {POSTGRESQL: ask.rows}, tell)
        else:
            found = _compare(asks, tell)
    connection.close()
    return list(found.values())


def _compare(asks: dict[str, Ask], tell: Callable[[str], None]) -> dict[str, Compared]:
    found: dict[str, Compared] = {}
    for mart, columns in MARTS.items():
        own = f"SELECT {columns} FROM {mart} ORDER BY {_ORDER.get(mart, 'outlet_id')}"  # noqa: S608 - names of ours
        by_hand = (FOLDER / f"{mart}.sql").read_text(encoding="utf-8").strip().rstrip(";")
        seconds: dict[str, float] = {}
        wanted: Rows = []
        for system, ask in asks.items():
            tell(f"{mart}: {system}")
            answer, seconds[system] = _timed(ask, own if system == DUCKDB else by_hand)
            rows = [tuple(map(_plain, row)) for row in answer]
            wanted = wanted or rows
            if rows != wanted:
                raise Unequal(mart, system, len(rows), len(wanted))
        found[mart] = Compared(mart, len(wanted), seconds)
    return found


def _plain(value: object) -> str:
    """Return the value as PostgreSQL writes it."""
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def _timed(ask: Ask, sql: str) -> tuple[Rows, float]:
    taken: list[float] = []
    rows: Rows = []
    while len(taken) < _ROUNDS and sum(taken) < _ENOUGH:
        start = time.perf_counter()
        rows = ask(sql)
        taken.append(time.perf_counter() - start)
    return rows, median(taken)


def load_sqlite(connection: DuckDBPyConnection, path: Path) -> Ask:
    """Put the tables into an SQLite file; return what asks it."""
    rival = sqlite3.connect(path)
    rival.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000;")
    for table, columns in _TABLES.items():
        rival.execute(f"CREATE TABLE {table} ({columns})")
        marks = ", ".join("?" * len(columns.split(",")))
        # Times as text, which sorts as they do.
        found = connection.execute(f"SELECT {_as_text(connection, table, columns)} FROM {table}")  # noqa: S608 - names of ours
        while rows := found.fetchmany(_CHUNK):
            rival.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names of ours
    for statement in _indexes():
        rival.execute(statement)
    rival.executescript((FOLDER / "prelude.sql").read_text(encoding="utf-8") + "ANALYZE;")
    rival.commit()
    return lambda sql: rival.execute(sql).fetchall()


def _as_text(connection: DuckDBPyConnection, table: str, columns: str) -> str:
    described = connection.sql(f"SELECT {columns} FROM {table} LIMIT 0")  # noqa: S608 - names of ours
    pairs = zip(described.columns, described.types, strict=True)
    return ", ".join(f"{name}::VARCHAR" if str(type_) == "TIMESTAMP" else name for name, type_ in pairs)


def _indexes() -> Iterator[str]:
    for table, columns in _INDEXED.items():
        for column in columns:
            yield f"CREATE INDEX {table}_{column} ON {table} ({column})"


@dataclass(frozen=True, slots=True)
class Psql:
    """psql, as the user that the server runs as, connected to it."""

    command: Sequence[str]
    user: str | None

    def run(self, sql: str, stdin: Any = None) -> str:
        """Return what psql prints. Raises CalledProcessError."""
        done = subprocess.run(
            [*self.command, "-v", "ON_ERROR_STOP=1", "-q", "-A", "-t", "-c", sql],
            stdin=stdin, capture_output=True, encoding="utf-8", check=True, user=self.user, cwd="/",
        )  # fmt: skip
        return done.stdout

    def rows(self, sql: str) -> Rows:
        """Return the rows of a query, their values as text."""
        return [tuple(line.split("|")) for line in self.run(sql).splitlines()]


@contextmanager
def running_postgresql(folder: Path) -> Iterator[Psql]:
    """Run a server of its own in the folder. Root may not run one: it then runs as nobody."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb", path=os.pathsep.join([*map(str, programs[-1:]), os.environ.get("PATH", "")]))
    user = "nobody" if os.geteuid() == 0 else None
    if found is None:
        raise FileNotFoundError(2, "PostgreSQL is not installed here", "initdb")
    folder.parent.chmod(0o755)
    folder.mkdir()
    if user:
        shutil.chown(folder, user)
    bin_ = Path(found).parent
    data = folder / "data"
    subprocess.run(
        [bin_ / "initdb", "-D", data, "-U", "sayso", "-A", "trust", "-E", "UTF8", "--locale=C"],
        check=True, capture_output=True, user=user, cwd="/",
    )  # fmt: skip
    server = subprocess.Popen(
        [bin_ / "postgres", "-D", data, "-k", folder, *_POSTGRESQL], user=user, cwd="/",
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    psql = Psql(["psql", "-h", str(folder), "-U", "sayso", "-d", "postgres"], user)
    try:
        while subprocess.run([bin_ / "pg_isready", "-h", folder, "-q"], check=False).returncode:
            time.sleep(0.1)
        yield psql
    finally:
        server.terminate()
        server.wait()


def load_postgresql(connection: DuckDBPyConnection, psql: Psql, folder: Path) -> None:
    """Put the tables into PostgreSQL, by COPY."""
    types = {"BOOLEAN": "boolean", "DOUBLE": "double precision", "INTEGER": "integer", "TIMESTAMP": "timestamp"}
    for table, columns in _TABLES.items():
        described = connection.sql(f"SELECT {columns} FROM {table} LIMIT 0")  # noqa: S608 - names of ours
        pairs = zip(described.columns, described.types, strict=True)
        made = ", ".join(f"{name} {types.get(str(type_), 'text')}" for name, type_ in pairs)
        psql.run(f"CREATE TABLE {table} ({made})")
        file = folder / f"{table}.csv"
        reader = connection.sql(f"SELECT {columns} FROM {table}").to_arrow_reader(_CHUNK)  # noqa: S608 - names of ours
        options = pyarrow.csv.WriteOptions(include_header=False)
        with pyarrow.csv.CSVWriter(file, reader.schema, write_options=options) as out:
            for batch in reader:
                out.write_batch(batch)
        with file.open("rb") as rows:
            psql.run(f"COPY {table} FROM STDIN (FORMAT csv)", stdin=rows)
        file.unlink()
    for statement in _indexes():
        psql.run(statement)
    psql.run((FOLDER / "prelude.sql").read_text(encoding="utf-8"))
    psql.run("VACUUM ANALYZE")
