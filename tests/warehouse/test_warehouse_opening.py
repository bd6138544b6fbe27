"""Opening: what a file may be, who may have it open, and what a killed writer leaves behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from claims.types import Feature
from tests.warehouse import values
from tests.warehouse.processes import line_of, running
from warehouse import (
    NewerSchema,
    NoSnapshot,
    NotAWarehouse,
    OlderSchema,
    Snapshot,
    Warehouse,
    WarehouseCorrupt,
    WarehouseError,
    WarehouseLocked,
    connect,
    store,
)
from warehouse.sql import migrations

NEWEST = migrations()[-1][0]  # schema

# Saves one outlet, then says so in the midst of saving another, and waits there until it is killed.
WRITER = """
import sys
from pathlib import Path
from tests.warehouse import values
from warehouse import Warehouse

outlet, second, _ = values.small().outlets

def pages():
    yield values.small().pages[0]
    print("in the midst", flush=True)
    sys.stdin.readline()

warehouse = Warehouse.open(Path(sys.argv[1]))
warehouse.save_reading([outlet], [], [], below="")
warehouse.save_reading([second], pages(), [], below="")
"""


@pytest.fixture(autouse=True)
def made_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "open_writer", connect.open_writer)  # in place of tests/conftest.py's


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def sql(path: Path, statement: str) -> None:
    with duckdb.connect(path) as connection:
        connection.execute(statement)


def test_a_new_file_is_made_with_its_folder_and_can_be_read_by_duckdb_1_5(tmp_path):
    path = tmp_path / "new" / "it's here" / "wäre.duckdb"
    for _ in range(2):
        with Warehouse.open(path) as warehouse:
            warehouse.publish(path.with_name("sayso.duckdb"))
    assert sorted(each.name for each in path.parent.iterdir()) == ["sayso.duckdb", "wäre.duckdb"]
    for file in path.parent.iterdir():
        with duckdb.connect(file, read_only=True) as connection:
            [(tags,)] = connection.execute(
                "SELECT tags FROM duckdb_databases() WHERE database_name = current_database()"
            ).fetchall()
        assert tags["storage_version"].startswith("v1.5")


def test_opened_again_it_has_what_was_saved(path):
    data = values.small()
    with Warehouse.open(path) as warehouse:
        values.fill(warehouse, data)
    with Warehouse.open(path) as warehouse:
        assert warehouse.load_outlets() == data.outlets
        assert warehouse.load_claims() == tuple(sorted(data.claims, key=lambda claim: (claim.version_id, claim.start)))


def test_views_of_other_code_are_put_up_anew_by_a_writer(path):
    Warehouse.open(path).close()
    sql(path, "CREATE OR REPLACE VIEW who_said_what AS SELECT 1 AS outdated")
    sql(path, "UPDATE derivations SET fingerprint = 'of other views' WHERE name = 'views'")
    with Warehouse.open(path) as warehouse:
        warehouse.publish(path.with_name("sayso.duckdb"))
    with Snapshot.open(path.with_name("sayso.duckdb")) as snapshot:
        assert "outdated" not in snapshot.query("FROM who_said_what").schema.names


@pytest.mark.parametrize("content", [b"", b"DUCK", b"not a database\n" * 3000], ids=["empty", "short", "text"])
@pytest.mark.parametrize("opener", [Warehouse, Snapshot])
def test_a_file_that_is_no_duckdb_file_is_left_alone(path, opener, content):
    path.write_bytes(content)
    with pytest.raises(WarehouseCorrupt, match=r"warehouse\.duckdb is not a DuckDB file that can be read here"):
        opener.open(path)
    assert path.read_bytes() == content


def test_a_file_with_a_flipped_bit_is_no_duckdb_file(path):
    Warehouse.open(path).close()
    content = bytearray(path.read_bytes())
    content[4096 + 100] ^= 1  # in the first of the headers
    content[8192 + 100] ^= 1  # in the second
    path.write_bytes(content)
    with pytest.raises(WarehouseCorrupt, match="move it away"):
        Warehouse.open(path)


@pytest.mark.parametrize("opener", [Warehouse, Snapshot])
def test_somebody_elses_duckdb_file_is_left_alone(path, opener):
    sql(path, "CREATE TABLE budget (year INTEGER)")
    with pytest.raises(NotAWarehouse, match="'budget'"):
        opener.open(path)
    with duckdb.connect(path) as connection:
        assert connection.execute("SHOW TABLES").fetchall() == [("budget",)]


def test_a_folder_is_not_a_warehouse(tmp_path):
    with pytest.raises(WarehouseError, match="could not be opened"):
        Warehouse.open(tmp_path)


def test_where_no_folder_can_be_made_no_warehouse_can(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WarehouseError, match="could not be made"):
        Warehouse.open(tmp_path / "file" / "out" / "warehouse.duckdb")


@pytest.mark.parametrize("opener", [Warehouse, Snapshot])
def test_a_newer_schema_is_refused_with_both_numbers(path, opener):
    Warehouse.open(path).close()
    sql(path, "INSERT INTO migrations VALUES (9999, 'from the future', TIMESTAMP '2099-01-01')")
    with pytest.raises(NewerSchema, match=rf"has schema 9999, this sayso knows schemas up to {NEWEST}\b") as refusal:
        opener.open(path)
    assert (refusal.value.found, refusal.value.known) == (9999, NEWEST)


def test_an_older_snapshot_is_refused(path):
    Warehouse.open(path).close()
    sql(path, "DELETE FROM migrations WHERE number > 1")
    with pytest.raises(OlderSchema, match=f"has schema 1, this sayso reads schema {NEWEST}: publish it anew"):
        Snapshot.open(path)


def made_by_the_first_migration(path: Path) -> None:
    """Make a warehouse as the first sayso had it, with one claim."""
    with duckdb.connect(path) as connection:
        [(_, name, text), *_] = migrations()
        connection.execute(text)
        connection.execute("INSERT INTO migrations VALUES (1, ?, TIMESTAMP '2025-11-20')", [name])
        connection.execute(
            "INSERT INTO pages VALUES ('p', 'post', 'https://post.example/old', TIMESTAMP '2025-11-20', 'text/plain', "
            "'We agree'::BLOB, NULL, NULL, NULL, NULL, NULL, false)"
        )
        connection.execute("INSERT INTO articles VALUES ('a', 'post', 'https://post.example/old')")
        connection.execute(
            "INSERT INTO article_versions VALUES ('v', 'a', 'p', 'Old', '', NULL, NULL, 'en', 'news', 'complete', "
            "false, 'We agree', 'extractor 1')"
        )
        connection.execute("INSERT INTO page_extractions VALUES ('p', 'v', 'extractor 1')")
        connection.execute("INSERT INTO version_attributions VALUES ('v', 'attributor 0')")
        connection.execute(
            "INSERT INTO claims VALUES ('c', 'v', 'post', 'We agree', 0, 8, [{'start': 0, 'end': 8}], 'We agree', "
            "'indirect', 'say', NULL, NULL, 'neutral', 'affirmed', 'attributor 0')"
        )
        connection.execute("INSERT INTO hops VALUES ('c', 0, 'speaker', 'role', 'officials', NULL, NULL, NULL, NULL)")
        connection.execute("INSERT INTO matches VALUES ('m', 'c', 'd', 0.9, 'same', 'Same words.', 'matcher 0')")
        connection.execute("INSERT INTO match_features VALUES ('m', 1, 'run', 0.5, 0.3), ('m', 0, 'meaning', 0.9, 1.5)")
        connection.execute(
            "INSERT INTO changes BY NAME SELECT 'g' AS group_id, 0 AS position, 'quantity' AS kind, "
            "'v' AS left_version_id, 'c' AS left_claim_id, 0 AS left_start, 1 AS left_end, '5' AS left_text, "
            "'w' AS right_version_id, 'd' AS right_claim_id, 0 AS right_start, 1 AS right_end, '6' AS right_text, "
            "5 AS left_value, 6 AS right_value, '' AS unit"
        )
        connection.execute("CREATE VIEW who_said_what AS SELECT claim_id FROM claims")


def test_a_warehouse_of_the_first_schema_keeps_what_it_has(path):
    made_by_the_first_migration(path)
    with Warehouse.open(path) as warehouse:
        [page] = warehouse.load_pages(["p"])
        assert (page.body, page.place) == (b"We agree", None)
        [article] = warehouse.load_articles()
        assert (article.text, article.section, article.credit) == ("We agree", "", "")
        [claim] = warehouse.load_claims(["v"])
        assert (claim.wording, len(claim.hops)) == ("We agree", 1)
        assert (claim.hedges, claim.mentions, claim.nested_in) == ((), (), None)
        [match] = warehouse.load_matches()
        assert (match.reviewed, match.features) == (False, (Feature("meaning", 0.9, 1.5), Feature("run", 0.5, 0.3)))
        assert [change.certain for change in warehouse.load_changes()] == [True]
        values.fill(warehouse, values.small())
        warehouse.publish(path.with_name("sayso.duckdb"))
    with Snapshot.open(path.with_name("sayso.duckdb")) as snapshot:
        assert snapshot.load_speakers() == values.small().speakers
        assert [row["number"] for row in snapshot.query("FROM migrations").to_pylist()] == list(range(1, NEWEST + 1))
        migrated = snapshot.schema()
    new = path.with_name("new.duckdb")
    Warehouse.open(new).close()
    with Snapshot.open(new) as snapshot:
        assert snapshot.schema() == migrated


def test_an_empty_database_becomes_a_warehouse(path):
    duckdb.connect(path).close()
    with Warehouse.open(path) as warehouse:
        assert warehouse.counts()["articles"] == 0


def test_no_snapshot_yet(tmp_path):
    with pytest.raises(NoSnapshot, match="run `sayso run` first"):
        Snapshot.open(tmp_path / "sayso.duckdb")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("opener", [Warehouse, Snapshot])
def test_while_another_process_writes_nobody_else_opens_the_file(path, opener):
    with running(WRITER, path) as writer:
        assert line_of(writer) == "in the midst"
        with pytest.raises(WarehouseLocked, match=f"is open in process {writer.pid} .* wait until it ends") as refusal:
            opener.open(path)
        assert refusal.value.process == writer.pid


def test_one_process_has_one_writer(path):
    with Warehouse.open(path), pytest.raises(WarehouseLocked, match="is open in this process"):
        Warehouse.open(path)
    Warehouse.open(path).close()


def test_a_writer_killed_in_the_midst_of_a_save_leaves_what_was_saved_before(path):
    outlet, _, _ = values.small().outlets
    with running(WRITER, path) as writer:
        assert line_of(writer) == "in the midst"
        writer.kill()
        writer.wait()
    with Warehouse.open(path) as warehouse:
        assert warehouse.load_outlets() == (outlet,)
        assert warehouse.pages_to_extract(values.EXTRACTOR) == []
        values.fill(warehouse, values.small())
        assert warehouse.audit() == ()


def test_a_save_that_duckdb_refuses_says_so_and_leaves_what_was_saved_before(path):
    data = values.small()
    with Warehouse.open(path) as warehouse:
        values.fill(warehouse, data)
        elsewhere = replace(data.claims[0], version_id=data.articles[1].version_id)
        with pytest.raises(WarehouseError, match=r"^nothing of this was saved: Constraint Error: Duplicate key"):
            warehouse.save_claims([elsewhere.version_id], [elsewhere], [], values.ATTRIBUTOR)
        assert set(warehouse.load_claims()) == set(data.claims)
        values.fill(warehouse, data)
        assert set(warehouse.load_claims()) == set(data.claims)


def test_a_save_that_fails_leaves_what_was_saved_before(path):
    data = values.small()

    def pages():
        yield data.pages[0]
        raise OSError("the disk is gone")

    with Warehouse.open(path) as warehouse:
        warehouse.save_reading(data.outlets[:1], [], [], below="")
        with pytest.raises(OSError, match="the disk is gone"):
            warehouse.save_reading(data.outlets[1:], pages(), [], below="")
        assert warehouse.load_outlets() == data.outlets[:1]
        assert warehouse.save_reading(data.outlets, data.pages, [], below="") == 3
