"""A PostgreSQL of the tests' own, and warehouses in it. `make lake` runs these: DuckLake's environment is its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from tests.support import ROOT, SEEDS
from warehouse import Lake

PASSWORD = "it's \\ secret"
NOW = "2026-01-05T12:00:00Z"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.lake)


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, which Debian keeps out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    program = str(found[-1]) if found else shutil.which("initdb")
    assert program, "these tests need PostgreSQL: `make postgresql` installs it"
    return Path(program).resolve().parent


@dataclass
class Server:
    """A running PostgreSQL with databases to give away, reached by a socket in its folder."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(
            [programs() / program, *arguments], check=True, cwd=self.folder, capture_output=True, timeout=60, **user
        )  # type: ignore[call-overload]

    def make(self) -> None:
        (self.folder / "password").write_text(PASSWORD)
        if os.geteuid() == 0:
            for path in (self.folder, self.folder / "password"):
                shutil.chown(path, "nobody", "nogroup")
        self.run("initdb", "-D", "data", "-U", "sayso", "--auth=scram-sha-256", "--pwfile=password", "-N")

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        # Its output must not be a pipe of ours, which it would keep open.
        self.run("pg_ctl", "-D", "data", "-o", options, "-l", "log", "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")

    def sql(self, sql: str, database: str = "postgres") -> str:
        done = subprocess.run(
            [programs() / "psql", "-h", self.folder, "-U", "sayso", "-d", database, "-Atqc", sql],
            env={**os.environ, "PGPASSWORD": PASSWORD},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.strip()

    def empty(self, folder: Path) -> Shared:
        """Return a lake in a new database, with its Parquet files in this folder."""
        name = f"lake{next(self.numbers)}"
        self.sql(f"CREATE DATABASE {name}")
        return Shared(self, name, folder / name)


@dataclass(frozen=True)
class Shared:
    """A lake as the settings name it."""

    server: Server
    name: str
    data: Path

    @property
    def text(self) -> str:
        password = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
        return f"ducklake:postgres:dbname={self.name} host={self.server.folder} user=sayso password='{password}'"

    @property
    def lake(self) -> Lake:
        return Lake.parse(self.text, str(self.data))

    @property
    def env(self) -> dict[str, str]:
        return {"SAYSO_WAREHOUSE": self.text, "SAYSO_WAREHOUSE_DATA": str(self.data)}

    def states(self) -> int:
        """Return how many transactions have been committed to the lake."""
        found = self.server.sql("SELECT count(*) FROM pg_tables WHERE tablename = 'ducklake_snapshot'", self.name)
        return int(self.server.sql("SELECT max(snapshot_id) FROM ducklake_snapshot", self.name)) if found == "1" else 0


def start_sayso(cwd: Path, *arguments: str, env: Mapping[str, str]) -> subprocess.Popen[str]:
    cwd.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "flows", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SAYSO_FOLDERS": str(SEEDS), "SAYSO_NOW": NOW, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def sayso(cwd: Path, *arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    with start_sayso(cwd, *arguments, env=env) as process:
        stdout, stderr = process.communicate(timeout=240)
    return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return a PostgreSQL. Its folder has a short name, for the socket in it."""
    folder = Path(tempfile.mkdtemp(prefix="sayso-pg-"))
    server = Server(folder)
    try:
        server.make()
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def shared(server: Server, tmp_path: Path) -> Shared:
    """Return an empty lake."""
    return server.empty(tmp_path)
