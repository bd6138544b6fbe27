"""Audits: each finds the very fault that is planted for it, and nothing in a warehouse that is as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from claims.match import MATCHER
from flows.matching import WINDOW_DAYS
from tests.warehouse import values
from tests.warehouse.test_warehouse_history import FIRST, SECOND, VERSIONS, compare, fill
from warehouse import Warehouse, audits, load_runs
from warehouse.audit import DAYS, KEPT

NOON = datetime(2025, 11, 20, 12, tzinfo=UTC)
SMALL = values.small()
QUOTE, COSTS, ECHO, LIKED = SMALL.claims
[STORY], [MATCH] = SMALL.stories, SMALL.matches
SHARED, ALONE, _ = SMALL.groups
PAGE = SMALL.pages[0].id
VERSION = QUOTE.version_id
OTHER = ECHO.version_id

# Audit, what is done to a good warehouse, what is wrong then, and with what.
PLANTED = [
    ("addresses_that_point_nowhere", "INSERT INTO sightings VALUES ('lost', 'feed', '', NULL, now(), now())",
     "sighting without address", "lost"),
    ("articles_that_point_nowhere", "DELETE FROM outlets WHERE outlet_id = 'wire'", "page without outlet", PAGE),
    ("articles_that_point_nowhere", f"DELETE FROM pages WHERE page_id = '{PAGE}'", "version without page", VERSION),
    ("changes_that_are_not_the_text", "UPDATE changes SET left_text = '27'", "change that is not the text", SHARED.id),
    ("changes_that_are_not_the_text", "UPDATE relay_checks SET found_start = 0", "relay check that is not the text",
     ECHO.id),
    ("claims_that_are_not_the_text", f"UPDATE claims SET text = 'No.' WHERE claim_id = '{QUOTE.id}'",
     "claim that is not the text", QUOTE.id),
    ("claims_that_are_not_the_text", f"UPDATE claims SET fragments = [] WHERE claim_id = '{QUOTE.id}'",
     "claim with a fragment outside it", QUOTE.id),
    ("claims_that_point_nowhere", f"DELETE FROM claims WHERE claim_id = '{QUOTE.id}'", "hop without claim", QUOTE.id),
    ("claims_that_point_nowhere", f"DELETE FROM hops WHERE claim_id = '{QUOTE.id}'", "claim without hop", QUOTE.id),
    ("claims_that_point_nowhere", f"UPDATE claims SET outlet_id = 'mail' WHERE claim_id = '{QUOTE.id}'",
     "claim of another outlet than its article", QUOTE.id),
    ("content_twice", "INSERT INTO articles SELECT 'zzz', outlet_id, url FROM articles WHERE outlet_id = 'wire'",
     "article twice under two ids", SMALL.articles[0].id),
    ("content_twice", f"INSERT INTO article_versions SELECT * REPLACE ('zzz' AS version_id) FROM article_versions "
     f"WHERE version_id = '{VERSION}'", "version twice under two ids", VERSION),
    ("content_twice", f"INSERT INTO claims SELECT * REPLACE ('zzz' AS claim_id) FROM claims "
     f"WHERE claim_id = '{QUOTE.id}'; "
     f"INSERT INTO hops SELECT * REPLACE ('zzz' AS claim_id) FROM hops WHERE claim_id = '{QUOTE.id}'",
     "claim twice under two ids", QUOTE.id),
    ("content_twice", "INSERT INTO matches SELECT * REPLACE ('zzz' AS match_id) FROM matches",
     "pair of claims twice under two ids", MATCH.id),
    ("copies_that_cannot_be", "UPDATE copies SET origin_id = version_id", "copy of itself", OTHER),
    ("copies_that_cannot_be", "UPDATE copied_passages SET span_end = 10000", "passage outside its copy", OTHER),
    ("edits_that_are_not_the_text", "UPDATE edits SET new_text = 'never'", "edit that is not the text",
     SECOND.version_id),
    ("groups_that_cannot_be", f"UPDATE group_claims SET claim_id = '{QUOTE.id}' WHERE claim_id = '{ECHO.id}'",
     "telling in two claim groups", QUOTE.id),
    ("groups_that_cannot_be", f"INSERT INTO echoes VALUES ('{SHARED.id}', '{QUOTE.outlet_id}')",
     "echo of an outlet that tells the claim", SHARED.id),
    ("groups_that_cannot_be", "UPDATE group_claims SET position = position + 1", "claim group not numbered from 0",
     SHARED.id),
    ("groups_that_cannot_be", f"UPDATE claim_groups SET story_id = 'lost' WHERE group_id = '{SHARED.id}'",
     "claim group in another story than its first telling", SHARED.id),
    ("groups_that_cannot_be", f"UPDATE article_versions SET published = published + INTERVAL 31 DAY "
     f"WHERE version_id = '{OTHER}'; DELETE FROM story_versions WHERE version_id = '{OTHER}'",
     "claim group across days that nothing joins", SHARED.id),
    ("groups_that_point_nowhere", f"DELETE FROM group_claims WHERE group_id = '{ALONE.id}'",
     "claim group without telling", ALONE.id),
    ("groups_that_point_nowhere", "INSERT INTO echoes VALUES ('lost', 'wire')", "echo without claim group", "lost"),
    ("groups_that_point_nowhere", "UPDATE changes SET right_claim_id = 'lost'",
     "change of a claim outside its claim group", SHARED.id),
    ("hops_out_of_order", f"UPDATE hops SET position = 7 WHERE claim_id = '{QUOTE.id}' AND role = 'publisher'",
     "chain not numbered from 0", QUOTE.id),
    ("hops_out_of_order", f"UPDATE hops SET role = 'speaker' WHERE claim_id = '{ECHO.id}' AND role = 'relay'",
     "chain with a speaker in its midst", ECHO.id),
    ("hops_out_of_order", f"UPDATE hops SET role = 'publisher' WHERE claim_id = '{ECHO.id}' AND role = 'relay'",
     "chain with a publisher before its end", ECHO.id),
    ("ids_twice", "INSERT INTO match_evidence FROM match_evidence", "evidence twice", MATCH.id),
    ("matches_that_cannot_be", "UPDATE matches SET score = 1.5", "match with a score beyond 0 to 1", MATCH.id),
    ("matches_that_cannot_be", f"UPDATE matches SET score = 0.01, matcher = '{MATCHER}'",
     "match below its threshold without review", MATCH.id),
    ("matches_that_cannot_be", "UPDATE matches SET right_claim_id = left_claim_id",
     "match of unordered claims", MATCH.id),
    ("newest_versions_that_are_not", f"DELETE FROM newest_versions WHERE version_id = '{VERSION}'",
     "newest version that is another", SMALL.articles[0].id),
    ("newest_versions_that_are_not", f"UPDATE pages SET fetched_at = now() WHERE page_id = '{PAGE}'",
     "newest version that is another", SMALL.articles[0].id),
    ("origins_that_cannot_be", f"UPDATE provenance SET origins = [] WHERE group_id = '{SHARED.id}'",
     "origins miscounted", SHARED.id),
    ("parts_that_are_not_the_text", "UPDATE quantities SET text = '27 points'",
     "number that is not the text", QUOTE.id),
    ("parts_that_are_not_the_text", "UPDATE quantities SET span_end = span_start", "number that ends before it begins",
     QUOTE.id),
    ("parts_that_are_not_the_text", "UPDATE mentions SET span_end = 10000", "mention outside its text", COSTS.id),
    ("places_that_are_missing", f"UPDATE pages SET body = ''::BLOB WHERE page_id = '{PAGE}'",
     "page without body and place", PAGE),
    ("places_that_are_missing", f"UPDATE pages SET archive_offset = 1 WHERE page_id = '{PAGE}'", "half a place", PAGE),
    ("places_that_are_missing", "INSERT INTO dropped_bodies VALUES ('lost', now())", "dropped body of no page", "lost"),
    ("quantities_that_cannot_be", "UPDATE quantities SET value = 'nan'", "number that is none", QUOTE.id),
    ("quantities_that_cannot_be", "UPDATE quantities SET bound = 'at_least'; INSERT INTO quantities "
     "SELECT * REPLACE (position + 1 AS position, value - 1 AS value, 'at_most' AS bound) FROM quantities",
     "bounds reversed", QUOTE.id),
    ("runs_that_never_finished", "INSERT INTO runs (run_id, started_at, status, sayso_version, counts) "
     "VALUES ('killed', now(), 'running', '1', MAP {})", "run that never finished", "killed"),
    ("speakers_that_point_nowhere", "DELETE FROM speaker_links", "speaker without link", SMALL.speakers[0].id),
    ("standings_that_point_nowhere", f"DELETE FROM article_versions WHERE version_id = '{SECOND.version_id}'",
     "standing without version", None),
    ("stories_that_point_nowhere", "DELETE FROM story_versions", "story of nothing", STORY.id),
    ("stories_that_point_nowhere", f"INSERT INTO story_versions VALUES ('another', 0, '{VERSION}')",
     "version in two stories", VERSION),
    ("stories_that_point_nowhere", "UPDATE story_versions SET position = 9 WHERE position = 2",
     "story not numbered from 0", STORY.id),
    ("tellings_that_nothing_joins", "UPDATE matches SET verdict = 'different'",
     "telling that no match joins to its claim group", ECHO.id),
    ("versions_out_of_order", "UPDATE edits SET (from_version_id, to_version_id) = (to_version_id, from_version_id)",
     "edit against the order of versions", FIRST.version_id),
    ("versions_out_of_order", "UPDATE standing_steps SET version = version + 5",
     "step out of the order of versions", None),
    ("versions_out_of_order", "UPDATE standings SET version_ids = list_reverse(version_ids)",
     "standing against the order of versions", None),
]  # fmt: skip


OF_VERSIONS = ("edits_that_are_not_the_text", "standings_that_point_nowhere", "versions_out_of_order")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse of all that there is, in which a test leaves nothing behind."""
    with Warehouse.open(tmp_path_factory.mktemp("audits") / "warehouse.duckdb") as opened:
        values.fill(opened, SMALL)
        yield opened


@pytest.fixture(scope="module")
def versioned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse of an article of several versions, in which a test leaves nothing behind."""
    with Warehouse.open(tmp_path_factory.mktemp("versioned") / "warehouse.duckdb") as opened:
        fill(opened, VERSIONS)
        compare(opened)
        yield opened


def test_nothing_is_wrong_with_what_is_as_it_should_be(good, versioned):
    assert (good.findings(), versioned.findings()) == ((), ())


@pytest.mark.parametrize(
    ("audit", "statements", "problem", "item_id"), PLANTED, ids=[f"{n} {one[2]}" for n, one in enumerate(PLANTED)]
)
def test_a_planted_fault_is_found(good, versioned, audit, statements, problem, item_id):
    warehouse = versioned if audit in OF_VERSIONS else good
    warehouse._connection.execute("BEGIN")
    try:
        warehouse._connection.execute(statements)
        found = warehouse.findings([one for one in audits() if one.name == audit])
    finally:
        warehouse._connection.execute("ROLLBACK")
    assert any(one.problem == problem and item_id in (one.item_id, None) for one in found), found


def test_every_audit_has_a_fault_planted_for_it_and_a_head():
    assert {one.name for one in audits()} == {audit for audit, *_ in PLANTED}
    for one in audits():
        assert one.wrong.endswith(".")
        assert one.means.endswith(".")
        assert one.remedy.endswith(".")
    assert [one.name for one in audits() if one.fatal] == ["claims_that_are_not_the_text", "ids_twice"]


def test_the_days_are_those_of_matching():
    assert DAYS == WINDOW_DAYS


def test_a_run_stores_what_is_found_and_looks_again_only_where_something_has_changed(tmp_path):
    path = tmp_path / "sayso.duckdb"
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, SMALL)
        warehouse._connection.execute(
            f"INSERT INTO sightings SELECT 'lost' || i, 'feed', '', NULL, now(), now() FROM range({KEPT + 5}) AS t(i)"
        )
        for _ in range(2):
            run_id = warehouse.start_run(NOON, "1")
            warehouse.finish_run(run_id, NOON, "done", {})
            found = warehouse.look_after_a_run(run_id)
            assert found.counts == {"addresses_that_point_nowhere": KEPT + 5}
            warehouse.publish(path, run_id=run_id)
        stored = warehouse._connection.execute("SELECT count(*), min(item_id) FROM audit_findings").fetchall()
        assert stored == [(KEPT, "lost0")]
        warehouse._connection.execute("DELETE FROM sightings")
        assert warehouse.look_after_a_run(run_id).counts == {}
        assert warehouse._connection.execute("FROM audit_findings").fetchall() == []
    assert [run.findings for run in load_runs(path)] == [{"addresses_that_point_nowhere": KEPT + 5}] * 2


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=30)], ids=["right", "ahead"])
def test_a_run_that_was_killed_is_found_until_another_begins_whatever_its_clock_said(tmp_path, ahead):
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.start_run(NOON + ahead, "1")
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        assert [one.audit for one in warehouse.findings()] == ["runs_that_never_finished"]
        run_id = warehouse.start_run(NOON, "1")
        warehouse.finish_run(run_id, NOON, "done", {})
        assert warehouse.findings() == ()
