"""After an upgrade: what an older extractor and model have made is made anew in batches, under whole snapshots."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pytest

from flows.run import Outcome, run_plans
from flows.settings import Settings
from flows.stages import Step, plan_match, plan_rederive
from flows.watching import look
from tests.support import SEEDS, Rows, Sayso, warehouse_rows

# An older model that made the same articles, and missed the second claim of each that has several.
OLDER = """
UPDATE page_extractions SET extractor = 'older';
UPDATE article_versions SET extractor = 'older';
UPDATE version_attributions SET extractor = 'older';
DELETE FROM claims WHERE claim_id IN (
    SELECT claim_id FROM claims QUALIFY row_number() OVER (PARTITION BY version_id ORDER BY start_offset, claim_id) = 2
);
UPDATE claims SET extractor = 'older';
DELETE FROM hops WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM quantities WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM date_mentions WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM hedges WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM mentions WHERE claim_id NOT IN (SELECT claim_id FROM claims);
"""
# Each of them would be a half: claims that are in no group, stand in no text, or are two models' in one article.
HALVES = """
SELECT count(*) FROM claims AS c JOIN article_versions AS v USING (version_id)
WHERE c.claim_id NOT IN (SELECT claim_id FROM group_claims) OR v.text[c.start_offset + 1:c.end_offset] <> c.text
UNION ALL
SELECT count(*) FROM (SELECT version_id FROM claims GROUP BY version_id HAVING count(DISTINCT extractor) > 1)
"""


def sql(path: Path, text: str, *, read_only: bool = True) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=read_only) as connection:
        return connection.execute(text).fetchall()


@pytest.fixture
def out(tmp_path: Path, seeded: Path, sayso: Sayso) -> Path:
    """A warehouse of this sayso, with a verdict that tears a group apart."""
    shutil.copytree(seeded / "out", tmp_path / "out")
    [pair] = sql(
        tmp_path / "out/sayso.duckdb",
        "SELECT left_claim_id, right_claim_id FROM matches WHERE verdict = 'same' ORDER BY score DESC LIMIT 1",
    )
    assert sayso("review", *map(str, pair), "different").returncode == 0
    assert sayso("match", "--direct").returncode == 0
    return tmp_path / "out"


def settings(out: Path) -> Settings:
    return Settings(out=out, folders=(SEEDS,))


def rederive(out: Path, most: int, watch: Callable[[], object]) -> Outcome:
    """Make so many articles anew; `watch` is called before each step."""

    def execute(step: Step) -> int:
        watch()
        return step.do()

    return run_plans(settings(out), (partial(plan_rederive, most=most), plan_match), execute, report=False)


def waiting(out: Path) -> int:
    behind = look(settings(out)).behind
    assert behind is not None
    return behind.articles_to_rederive


# In matches one of several identical tellings stands for all, and which one depends on what was there first.
APART = {"claim_keys", "matches", "match_evidence"}


def results(out: Path) -> Rows:
    return {table: rows for table, rows in warehouse_rows(out / "warehouse.duckdb").items() if table not in APART}


@pytest.mark.slow
def test_two_batches_bring_a_warehouse_up_under_whole_snapshots(out: Path, sayso: Sayso) -> None:
    clean = results(out)
    reviews = sql(out / "warehouse.duckdb", "FROM reviews")
    sql(out / "warehouse.duckdb", OLDER, read_only=False)
    assert sayso("match", "--direct").returncode == 0
    snapshot = out / "sayso.duckdb"
    articles = waiting(out)
    assert articles > 6
    assert f"articles to rederive {articles}" in sayso("status").stdout
    assert json.loads(sayso("status", "--json").stdout)["behind"]["versions_to_attribute"] == 0
    assert sayso("ingest", "--direct").returncode == 0
    assert waiting(out) == articles, "what is new is not kept waiting by what is old"

    seen: list[int] = []
    for number, left in ((5, articles - 5), (100, 0)):
        before = snapshot.read_bytes()
        claims = len(sql(snapshot, "FROM claims"))

        def watch() -> None:
            assert snapshot.read_bytes() == before  # noqa: B023 - called at once
            seen.append(1)

        rederive(out, number, watch)
        assert waiting(out) == left
        assert len(sql(snapshot, "FROM claims")) > claims
        assert sql(snapshot, HALVES) == [(0,), (0,)]
        assert sql(snapshot, "FROM reviews") == reviews
        makers = {str(maker) for (maker,) in sql(snapshot, "SELECT DISTINCT extractor FROM version_attributions")}
        assert ("older" in makers, len(makers)) == (left > 0, 1 + (left > 0))
    assert len(seen) > 10
    assert results(out) == clean


@pytest.mark.slow
def test_by_hand_so_many_are_made_anew_and_then_nothing_waits(out: Path, sayso: Sayso) -> None:
    sql(out / "warehouse.duckdb", OLDER, read_only=False)
    assert sayso("match", "--direct").returncode == 0
    articles = waiting(out)
    assert sayso("rederive", "--most", "3", "--direct").returncode == 0
    assert waiting(out) == articles - 3
    assert f'sayso_waiting{{work="articles_to_rederive"}} {articles - 3}' in sayso("metrics").stdout
    assert sayso("rederive", "--direct").returncode == 0
    assert waiting(out) == 0
    assert "Nothing was new." in sayso("rederive", "--direct").stdout
