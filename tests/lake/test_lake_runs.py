"""Whole runs on a lake: the rows are those of a file, whatever is killed, stopped or run twice at once."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from typer.main import get_command

from flows.cli_lake import app
from tests.lake.conftest import PASSWORD, Server, Shared, sayso, start_sayso
from tests.lake.rows import all_rows
from warehouse import Warehouse, WarehouseError
from warehouse.lake_moves import move_to_lake

Rows = dict[str, Counter[str]]
# What says when, by which run, and from which texts of views.
SAME = {"migrations", "runs", "derivations"}


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a warehouse file that has read the seeds."""
    folder = tmp_path_factory.mktemp("filed")
    done = sayso(folder, "run", "--direct", env={})
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def rows(filed: Path) -> Rows:
    return all_rows(filed / "out/warehouse.duckdb", SAME)


@pytest.fixture(scope="module")
def laked(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shared]:
    """Return a folder and the lake that a run there has read the seeds into."""
    folder = tmp_path_factory.mktemp("laked")
    shared = server.empty(folder)
    done = sayso(folder, "run", "--direct", env=shared.env)
    assert done.returncode == 0, done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    return folder, shared


def wait_for(shared: Shared, process: subprocess.Popen[str], states: int) -> None:
    """Return once so many transactions have been committed to the lake."""
    until = time.monotonic() + 120
    while shared.states() < states:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    stdout, stderr = process.communicate(timeout=240)
    return process.returncode, stdout, stderr


def test_a_run_gives_the_rows_that_it_gives_in_a_file(laked: tuple[Path, Shared], rows: Rows) -> None:
    assert all_rows(laked[1].lake, SAME) == rows
    with Warehouse.open(laked[1].lake) as warehouse:
        assert warehouse.audit() == ()


def test_reports_are_those_of_a_file(laked: tuple[Path, Shared], filed: Path) -> None:
    for name in ("report.json", "report.md"):
        assert (laked[0] / "out" / name).read_text() == (filed / "out" / name).read_text()


def test_a_run_that_is_killed_is_finished_by_the_next(shared: Shared, rows: Rows, tmp_path: Path) -> None:
    Warehouse.open(shared.lake).close()
    begin = shared.states()
    for after in (2, 4, 8):
        process = start_sayso(tmp_path / "killed", "run", "--direct", env=shared.env)
        wait_for(shared, process, begin + after)
        process.kill()
        process.communicate()
    done = sayso(tmp_path / "killed", "run", "--direct", env=shared.env)
    assert done.returncode == 0, done.stderr
    assert all_rows(shared.lake, SAME) == rows
    statuses = all_rows(shared.lake, set())["runs"]
    assert Counter(re.search(r"'(done|failed|running)'", row)[1] for row in statuses) == {"failed": 3, "done": 1}


def test_two_runs_at_once_do_things_once(shared: Shared, rows: Rows, tmp_path: Path) -> None:
    processes = [start_sayso(tmp_path / name, "run", "--direct", env=shared.env) for name in ("one", "two")]
    ended = [finish(process) for process in processes]
    assert [code for code, _, _ in ended] == [0, 0], ended
    assert all_rows(shared.lake, SAME) == rows
    new = Counter[str]()
    for _, stdout, _ in ended:
        for stage, number in re.findall(r"(extract|attribute|match|settle|link) (\d+)", stdout):
            new[stage] += int(number)
    assert new["extract"] == sum(rows["article_versions"].values())
    assert new["attribute"] == sum(rows["claims"].values())
    statuses = all_rows(shared.lake, set())["runs"]
    assert Counter(re.search(r"'(done|failed|running)'", row)[1] for row in statuses) == {"done": 2}


def test_a_catalogue_that_stops_ends_the_run_and_the_next_goes_on(
    shared: Shared, server: Server, rows: Rows, tmp_path: Path
) -> None:
    Warehouse.open(shared.lake).close()
    process = start_sayso(tmp_path / "stopped", "run", "--direct", env=shared.env)
    wait_for(shared, process, shared.states() + 3)
    server.stop()
    try:
        code, stdout, stderr = finish(process)
    finally:
        server.start()
    # Where the server goes away inside a transaction, DuckDB's own rollback may abort the process
    # (an exception thrown in C++ where none may be): no code of ours gets to say anything then.
    assert code in {1, -signal.SIGABRT}, stdout + stderr
    if code == 1:
        assert stderr.startswith("sayso: "), stderr
    else:
        assert "duckdb::Exception" in stderr, stderr
        assert "ROLLBACK" in stderr, stderr
    assert "Traceback" not in stderr
    assert PASSWORD not in stdout + stderr
    done = sayso(tmp_path / "stopped", "run", "--direct", env=shared.env)
    assert done.returncode == 0, done.stderr
    assert all_rows(shared.lake, SAME) == rows


def test_there_and_back_again(server: Server, filed: Path, rows: Rows, tmp_path: Path) -> None:
    there = server.empty(tmp_path)
    assert sayso(filed, "lake", "import", env=there.env).returncode == 0
    assert all_rows(there.lake, {"migrations"}) == all_rows(filed / "out/warehouse.duckdb", {"migrations"})
    back = tmp_path / "back.duckdb"
    done = sayso(tmp_path, "lake", "export", str(back), env=there.env)
    assert re.fullmatch(r"Moved [\d,]+ rows of \d+ tables to .*back\.duckdb\n", done.stdout), done.stderr
    assert all_rows(back, {"migrations"}) == all_rows(filed / "out/warehouse.duckdb", {"migrations"})
    # Nothing is new to either.
    assert "Nothing was new" in sayso(tmp_path / "went", "run", "--direct", env=there.env).stdout
    again = sayso(tmp_path, "lake", "export", str(back), env=there.env)
    assert (again.returncode, "exists already" in again.stderr) == (1, True)
    full = sayso(filed, "lake", "import", env=there.env)
    assert (full.returncode, "has rows already" in full.stderr) == (1, True)


def test_a_move_that_fails_leaves_the_lake_empty(shared: Shared, filed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.lake_moves._content", lambda _, table, __: (len(table), None))
    with pytest.raises(WarehouseError, match="arrived with other rows"):
        move_to_lake(filed / "out/warehouse.duckdb", shared.lake)
    assert not all_rows(shared.lake)["claims"]


def test_tidying_keeps_the_rows(laked: tuple[Path, Shared], rows: Rows) -> None:
    folder, shared = laked
    files = len(list(shared.data.rglob("*.parquet")))
    done = sayso(folder, "lake", "tidy", "--days", "0", env=shared.env)
    assert done.returncode == 0, done.stderr
    assert PASSWORD not in done.stdout
    assert len(list(shared.data.rglob("*.parquet"))) < files
    assert all_rows(shared.lake, SAME) == rows
    assert sayso(folder, "lake", "publish", env=shared.env).returncode == 0
    counted = sayso(folder, "sql", "SELECT count(*) AS n FROM claims", "--csv", env=shared.env)
    assert counted.stdout.split() == ["n", str(sum(rows["claims"].values()))]


OUTSIDE = (
    "FROM read_text('{secret}')",
    "FROM read_csv('{data}/../secret')",
    "FROM glob('{folder}/*')",
    "FROM postgres_query('locks', 'SELECT 1')",
    "FROM postgres_scan('dbname=postgres host={socket} user=sayso', 'public', 'ducklake_snapshot')",
    "FROM query('FROM read_text(''{secret}'')')",
    "ATTACH 'dbname=postgres host={socket} user=sayso' AS outside (TYPE postgres)",
    "ATTACH '{secret}' AS outside",
    "COPY (SELECT 1) TO '{data}/written.csv'",
    "INSERT INTO outlets SELECT * FROM outlets",
    "DELETE FROM claims",
    "SET enable_external_access = true",
    "LOAD postgres_scanner",
    "CALL ducklake_add_data_files('warehouse', 'outlets', '{secret}')",
    "FROM ducklake_add_data_files('warehouse', 'outlets', '{secret}')",
    "FROM ducklake_delete_orphaned_files('warehouse', cleanup_all => true)",
    "FROM ducklake_expire_snapshots('warehouse', older_than => now())",
)


@pytest.mark.parametrize("query", OUTSIDE)
def test_a_query_reaches_nothing_but_the_lake(laked: tuple[Path, Shared], query: str) -> None:
    folder, shared = laked
    secret = folder / "secret"
    secret.write_text("a,b\n1,geheim\n")
    (shared.data / "orphan.parquet").write_text("x")
    before = sorted(shared.data.rglob("*"))
    places = {"secret": secret, "data": shared.data, "folder": folder, "socket": shared.server.folder}
    done = sayso(folder, "sql", query.format(**places), env=shared.env)
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("sayso: ")
    assert "geheim" not in done.stdout
    assert sorted(shared.data.rglob("*")) == before


@pytest.mark.parametrize("query", ["FROM duckdb_databases()", "FROM duckdb_secrets()", "FROM duckdb_settings()"])
def test_no_query_shows_the_password(laked: tuple[Path, Shared], query: str) -> None:
    done = sayso(laked[0], "sql", query, "--json", env=laked[1].env)
    assert done.returncode == 0, done.stderr
    assert "secret'" not in done.stdout
    assert "user=sayso" not in done.stdout


def test_reading_needs_no_postgresql(laked: tuple[Path, Shared], server: Server) -> None:
    server.stop()
    try:
        done = sayso(laked[0], "sql", "SELECT count(*) > 0 AS some FROM who_said_what", "--csv", env=laked[1].env)
    finally:
        server.start()
    assert done.stdout.split() == ["some", "true"], done.stderr


WRONG = {
    "no database of that name": ("ducklake:postgres:dbname=nowhere host={socket} user=sayso password=geheim", "failed"),
    "nobody listens": ("ducklake:postgres:dbname=x host=127.0.0.1 port=1 password=geheim", "dbname=x host=127.0.0.1"),
    "no dbname": ("ducklake:postgres:host=x password=geheim", "dbname=NAME"),
    "a URL": ("ducklake:postgres:postgresql://u:geheim@h/db", "dbname=NAME"),
    "another catalogue": ("ducklake:sqlite:file.db", "'ducklake:sqlite:file.db'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_place_is_named_without_its_password(server: Server, tmp_path: Path, name: str) -> None:
    text, said = WRONG[name]
    env = {"SAYSO_WAREHOUSE": text.format(socket=server.folder), "SAYSO_WAREHOUSE_DATA": str(tmp_path / "data")}
    done = sayso(tmp_path, "run", "--direct", env=env)
    assert done.returncode == 1
    assert said in done.stderr
    assert "geheim" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_new_lake_needs_a_folder_and_keeps_to_it(shared: Shared, tmp_path: Path) -> None:
    env = {"SAYSO_WAREHOUSE": shared.text}
    done = sayso(tmp_path, "run", "--direct", env=env)
    assert (done.returncode, "`warehouse_data`" in done.stderr) == (1, True), done.stderr
    Warehouse.open(shared.lake).close()
    elsewhere = sayso(tmp_path, "run", "--direct", env={**env, "SAYSO_WAREHOUSE_DATA": str(tmp_path / "other")})
    assert (elsewhere.returncode, "`warehouse_data`" in elsewhere.stderr) == (1, True), elsewhere.stderr


EXAMPLES = [
    line.strip().removeprefix("sayso ")
    for command in get_command(app).commands.values()  # type: ignore[attr-defined]
    for line in (command.help or "").splitlines()
    if line.strip().startswith("sayso lake")
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work(server: Server, filed: Path, tmp_path: Path, example: str) -> None:
    (tmp_path / "out").mkdir()
    file = tmp_path / "out/warehouse.duckdb"
    shutil.copy(filed / "out/warehouse.duckdb", file)
    shared = server.empty(tmp_path)
    if not example.startswith("lake import"):
        move_to_lake(file, shared.lake)
        file.unlink()
    done = sayso(tmp_path, *example.split(), env=shared.env)
    assert done.returncode == 0, done.stderr


def test_every_command_has_an_example() -> None:
    assert {example.split()[1] for example in EXAMPLES} == set(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", ["import", "export out/x.duckdb", "publish", "tidy"])
def test_without_a_shared_warehouse_the_commands_say_so(tmp_path: Path, command: str) -> None:
    done = sayso(tmp_path, "lake", *command.split(), env={})
    assert (done.returncode, "name a shared warehouse" in done.stderr) == (1, True), done.stderr
