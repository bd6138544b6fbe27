"""Snapshots of runs: which are kept, which one was current when, and what readers and killed runs find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from sources.types import Outlet
from tests.warehouse import values
from tests.warehouse.processes import answer, line_of, running
from tests.warehouse.test_warehouse_publishing import READER
from warehouse import (
    NoSnapshot,
    NoSnapshotAt,
    OlderSchema,
    RunRecord,
    Snapshot,
    Warehouse,
    WarehouseError,
    load_runs,
    snapshot_at,
)
from warehouse.snapshots import choose, held_file

NOON = datetime(2025, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "warehouse.duckdb") as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out" / "sayso.duckdb"


def a_run(warehouse: Warehouse, path: Path, hours: int, *outlets: Outlet, keep: int = 3) -> tuple[str, bool]:
    """A run that brings these outlets in; return its id, and whether it copied anything."""
    run_id = warehouse.start_run(NOON + timedelta(hours=hours), "1")
    warehouse.save_reading(outlets, [], [], below="")
    warehouse.finish_run(run_id, NOON + timedelta(hours=hours, minutes=1), "done", warehouse.counts())
    found = warehouse.look_after_a_run(run_id)
    return run_id, warehouse.publish(path, run_id=run_id, keep=keep, state=found.state)


def outlets_at(path: Path, wanted: str) -> int:
    with Snapshot.open(snapshot_at(path, wanted)) as snapshot:
        return len(snapshot.load_outlets())


def test_the_last_snapshots_are_kept_and_the_newest_costs_nothing_twice(warehouse, path):
    outlets = values.small().outlets
    ids = [a_run(warehouse, path, hour, *outlets[:hour], keep=2)[0] for hour in range(4)]
    assert {file.name for file in held_file(path, "x").parent.iterdir()} == {
        "runs.json",
        f"{ids[2]}.duckdb",
        f"{ids[3]}.duckdb",
    }
    assert held_file(path, ids[3]).samefile(path)
    assert [run.held for run in load_runs(path)] == [False, False, True, True]
    assert [outlets_at(path, wanted) for wanted in ("last", "last-1", ids[2][:6])] == [3, 2, 2]
    a_run(warehouse, path, 5, keep=1)
    assert [run.held for run in load_runs(path)] == [False, False, False, True, True]


def test_what_has_not_changed_is_not_copied_again_and_its_run_is_known(warehouse, path):
    first, copied = a_run(warehouse, path, 0, *values.small().outlets)
    assert copied
    before = path.stat()
    second, copied = a_run(warehouse, path, 1, *values.small().outlets)
    assert not copied
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [(run.run_id, run.published_in, run.held) for run in load_runs(path)] == [
        (first, first, True),
        (second, first, True),
    ]
    assert snapshot_at(path, second) == held_file(path, first)


def test_a_change_of_any_table_is_published(warehouse, path):
    values.fill(warehouse, values.small())
    a_run(warehouse, path, 0)
    tables = [
        name
        for (name,) in warehouse._connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND estimated_size > 0 "
            "AND table_name NOT IN ('runs', 'migrations', 'derivations', 'audit_findings') ORDER BY table_name"
        ).fetchall()
    ]
    assert len(tables) > 15
    for hour, name in enumerate(tables, 1):
        warehouse._connection.execute(f'DELETE FROM "{name}" WHERE rowid = (SELECT min(rowid) FROM "{name}")')
        assert a_run(warehouse, path, hour)[1], name


def test_a_snapshot_that_was_deleted_or_spoilt_is_made_anew(warehouse, path):
    a_run(warehouse, path, 0)
    path.unlink()
    assert a_run(warehouse, path, 1)[1]
    path.unlink()
    path.write_bytes(b"no database")
    assert a_run(warehouse, path, 2)[1]
    with Snapshot.open(path) as snapshot:
        assert snapshot.load_outlets() == ()


def test_a_runs_snapshot_of_an_older_schema_is_refused_with_what_would_read_it(warehouse, path):
    run_id, _ = a_run(warehouse, path, 0)
    held = snapshot_at(path, run_id)
    with duckdb.connect(held) as connection:
        connection.execute("DELETE FROM migrations WHERE number > 1")
    with pytest.raises(OlderSchema, match=r"it is of an earlier run and stays .*without --at") as error:
        Snapshot.open(held)
    assert f"duckdb -readonly {held}" in str(error.value)
    assert "sayso run`" not in str(error.value)
    with pytest.raises(OlderSchema, match="publish it anew with `sayso run`"):
        Snapshot.open(path)


def test_a_reader_reads_on_in_a_snapshot_that_is_let_go(warehouse, path):
    outlets = values.small().outlets
    first, _ = a_run(warehouse, path, 0, *outlets[:1])
    with running(READER, held_file(path, first)) as reader:
        assert line_of(reader) == "1"
        a_run(warehouse, path, 1, *outlets, keep=1)
        assert not held_file(path, first).exists()
        assert answer(reader) == "1"
    with pytest.raises(NoSnapshotAt, match="is not held any more; held are"):
        snapshot_at(path, first)


def test_a_snapshot_deleted_under_a_reader_is_read_on(warehouse, path):
    a_run(warehouse, path, 0, *values.small().outlets)
    with running(READER, path) as reader:
        assert line_of(reader) == "3"
        path.unlink()
        assert answer(reader) == "3"
    with pytest.raises(NoSnapshot, match="run `sayso run` first"):
        Snapshot.open(path)


@pytest.mark.parametrize("name", ["hardlink_to", "replace", "unlink"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_while_publishing_loses_nothing(warehouse, path, monkeypatch, name, when):
    outlets = values.small().outlets
    first, _ = a_run(warehouse, path, 0, *outlets[:1])
    original = getattr(Path, name)

    class Killed(BaseException):
        pass

    def dying(self: Path, *arguments: object, **options: object) -> object:
        if when == "after":
            original(self, *arguments, **options)
        raise Killed

    monkeypatch.setattr(Path, name, dying)
    with pytest.raises(Killed):
        a_run(warehouse, path, 1, *outlets)
    monkeypatch.undo()
    with Snapshot.open(path) as snapshot:
        assert len(snapshot.load_outlets()) in (1, 3)
    assert outlets_at(path, first) == 1
    a_run(warehouse, path, 2, *outlets)
    assert outlets_at(path, "last") == 3
    assert outlets_at(path, first) == 1
    assert {file.suffix for file in path.parent.iterdir()} == {".duckdb", ""}


RUNS = tuple(
    RunRecord(
        run_id, NOON + timedelta(days=day), ended and NOON + timedelta(days=day, hours=1), status, "1", {}, None, where,
        held=True,
    )
    for day, (run_id, ended, status, where) in enumerate([
        ("aaaa000000000000", True, "done", "aaaa000000000000"),
        ("bbbb000000000000", True, "failed", None),
        ("aaaabbbb00000000", True, "done", "aaaa000000000000"),
        ("cccc000000000000", False, "running", None),
        ("dddd000000000000", True, "done", "dddd000000000000"),
    ])
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "run_id"),
    [
        ("last", "dddd000000000000"),
        ("last-0", "dddd000000000000"),
        ("last-1", "aaaabbbb00000000"),
        ("last-2", "aaaa000000000000"),
        ("dddd", "dddd000000000000"),
        ("AAAA0", "aaaa000000000000"),
        ("2025-11-20", "aaaa000000000000"),
        ("2025-11-21", "aaaa000000000000"),
        ("2025-11-22T12:59:59", "aaaa000000000000"),
        ("2025-11-22T13:00", "aaaabbbb00000000"),
        ("2025-11-22T13:59:59+01:00", "aaaa000000000000"),
        ("2099-01-01", "dddd000000000000"),
    ],
)
def test_a_run_is_chosen_by_its_id_its_place_or_a_time(wanted, run_id):
    assert choose(RUNS, wanted).run_id == run_id


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ("aaaa", "2 runs begin so: aaaa000000000000, aaaabbbb00000000"),
        ("bbbb", "no run that published"),
        ("last-3", "no run had published by then"),
        ("2025-11-19", "no run had published by then"),
        ("yesterday", "no last-N and no time"),
        ("", "no last-N and no time"),
        ("last--1", "no last-N and no time"),
        ("../../etc/passwd", "no last-N and no time"),
    ],
)
def test_what_is_none_is_told_with_those_held(wanted, why):
    with pytest.raises(NoSnapshotAt, match=why) as error:
        choose(RUNS, wanted)
    assert "dddd000000000000 (2025-11-24 13:00:00 UTC), aaaa000000000000" in str(error.value)


def test_a_list_of_runs_that_cannot_be_read_says_so(warehouse, path):
    with pytest.raises(NoSnapshot):
        load_runs(path)
    a_run(warehouse, path, 0)
    (path.parent / "snapshots" / "runs.json").write_text("{")
    with pytest.raises(WarehouseError, match=r"runs\.json could not be read; the next `sayso run` writes it anew"):
        load_runs(path)
    a_run(warehouse, path, 1)
    assert len(load_runs(path)) == 2


def test_a_run_of_a_clock_a_month_ahead_is_not_the_last_for_a_month(warehouse, path):
    outlets = values.small().outlets
    a_run(warehouse, path, 30 * 24, *outlets[:1], keep=1)
    right, _ = a_run(warehouse, path, 1, *outlets[:2], keep=1)
    assert [run.held for run in load_runs(path)] == [False, True]
    assert choose(load_runs(path), "last").run_id == right
    assert outlets_at(path, "last") == 2
    with Snapshot.open(path) as snapshot:
        assert snapshot.last_run_at() == NOON + timedelta(hours=1, minutes=1)
    assert a_run(warehouse, path, 2, keep=1)[1] is False
