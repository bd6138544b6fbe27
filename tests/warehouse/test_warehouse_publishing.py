"""Publishing: people read the last snapshot while the next one is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse import values
from tests.warehouse.processes import answer, line_of, running
from warehouse import Snapshot, Warehouse, WarehouseError

# Opens the snapshot once, and counts its outlets whenever it is given a line.
READER = """
import sys
from pathlib import Path
from warehouse import Snapshot

with Snapshot.open(Path(sys.argv[1])) as snapshot:
    print(len(snapshot.load_outlets()), flush=True)
    for line in sys.stdin:
        print(len(snapshot.load_outlets()), flush=True)
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "warehouse.duckdb") as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "published" / "sayso.duckdb"


def test_a_snapshot_has_everything(warehouse, path):
    data = values.small()
    values.fill(warehouse, data)
    warehouse.publish(path)
    with Snapshot.open(path) as snapshot:
        assert snapshot.load_outlets() == data.outlets
        assert set(snapshot.load_articles()) == set(data.articles)
        assert set(snapshot.load_claims()) == set(data.claims)
        assert snapshot.load_stories() == data.stories
        assert set(snapshot.load_groups()) == set(data.groups)
        assert snapshot.load_changes() == data.changes
        assert snapshot.load_relay_checks() == data.relay_checks
        assert snapshot.load_speakers() == data.speakers
        assert set(snapshot.load_speaker_links()) == set(data.speaker_links)
        assert snapshot.load_matches() == data.matches
        assert snapshot.load_copies() == data.copies
        assert set(snapshot.load_provenance()) == set(data.provenance)
        assert snapshot.load_reviews() == data.reviews
        assert snapshot.load_skipped() == ()


def test_a_reader_in_another_process_keeps_its_snapshot_and_a_new_one_sees_the_new(warehouse, path):
    outlets = values.small().outlets
    warehouse.save_reading(outlets[:1], [], [], below="")
    warehouse.publish(path)
    with running(READER, path) as early:
        assert line_of(early) == "1"
        warehouse.save_reading(outlets, [], [], below="")
        assert answer(early) == "1"
        warehouse.publish(path)
        assert answer(early) == "1"
        with running(READER, path) as late:
            assert line_of(late) == "3"


def test_a_reader_in_the_same_process_keeps_its_snapshot_and_a_new_one_sees_the_new(warehouse, path):
    outlets = values.small().outlets
    warehouse.publish(path)
    with Snapshot.open(path) as early:
        assert early.load_outlets() == ()
        warehouse.save_reading(outlets, [], [], below="")
        warehouse.publish(path)
        with Snapshot.open(path) as late, Snapshot.open(path) as later:
            assert (early.load_outlets(), late.load_outlets(), later.load_outlets()) == ((), outlets, outlets)


def test_a_snapshot_can_be_read_while_the_warehouse_is_written(warehouse, path):
    warehouse.publish(path)
    with running(READER, path) as reader:
        assert line_of(reader) == "0"
        warehouse.save_reading(values.small().outlets, [], [], below="")
        assert answer(reader) == "0"


def test_what_a_killed_run_left_half_copied_is_removed(warehouse, path):
    path.parent.mkdir()
    for leftover in (".sayso.duckdb.partial", ".sayso.duckdb.partial.wal"):
        (path.parent / leftover).write_bytes(b"half a copy")
    warehouse.publish(path)
    warehouse.publish(path)
    assert [each.name for each in path.parent.iterdir()] == ["sayso.duckdb"]


def test_a_snapshot_that_cannot_be_written_leaves_the_last_one(warehouse, path):
    warehouse.publish(path)
    warehouse.save_reading(values.small().outlets[:1], [], [], below="")
    (path.parent / ".sayso.duckdb.partial").mkdir()
    with pytest.raises(WarehouseError, match=r"sayso\.duckdb could not be written"):
        warehouse.publish(path)
    with Snapshot.open(path) as snapshot:
        assert snapshot.load_outlets() == ()
    warehouse.save_reading(values.small().outlets, [], [], below="")
    assert warehouse.load_outlets() == values.small().outlets


def test_the_comments_survive(warehouse, path, tmp_path):
    warehouse.publish(path)
    with Snapshot.open(path) as snapshot:
        published = snapshot.schema()
    warehouse.close()
    with Snapshot.open(tmp_path / "warehouse.duckdb") as original:
        assert original.schema() == published
    assert {table.name for table in published if table.kind == "view"} >= {"who_said_what", "stg_latest_versions"}
