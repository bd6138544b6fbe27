"""Marts on what is missing or was changed: what waits or fails, what was edited after publication, what was skipped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows.comparing import compare
from sources.follow import Address, FollowedFeed
from sources.types import Place, Skipped
from tests.warehouse import values
from tests.warehouse.week import ARTICLES, DATA, OUTLETS
from warehouse import Snapshot, Warehouse

NOON = datetime(2025, 11, 20, 12)  # noqa: DTZ001 - as the warehouse has it: in UTC, without saying so
HOUR = timedelta(hours=1)


def rows(snapshot: Snapshot, question: str) -> list[tuple]:
    return [tuple(row.values()) for row in snapshot.query(question).to_pylist()]


def test_freshness(tmp_path):
    place = Place("a.warc.gz", 0, 1)
    page = replace(values.page_of(OUTLETS["post"], "late", "Late\nIt came.", hours=3), body=b"", place=place)
    article = replace(ARTICLES["post"], id="late", version_id="late", page_id=page.id, url=page.url)
    feeds = [
        FollowedFeed("post", "https://post.example/feed", newest=values.NOON + 9 * HOUR),
        FollowedFeed("sun", "https://sun.example/feed", failure="refused"),
        FollowedFeed("new", "https://new.example/feed"),
    ]
    waiting = [
        Address("post", "https://post.example/1", values.NOON, next_at=values.NOON),
        Address("post", "https://post.example/2", values.NOON, next_at=None),  # not asked for any more
        Address("post", "https://post.example/3", values.NOON, next_at=values.NOON, first_fetched_at=values.NOON),
    ]
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, DATA)
        warehouse.save_reading(DATA.outlets, [page], [], below="")
        warehouse.save_extraction([article], [], values.EXTRACTOR)
        with warehouse.ingestion.saving():
            warehouse.ingestion.save_feeds(feeds)
            warehouse.ingestion.save_addresses(waiting)
        warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as opened:
        found = rows(opened, "SELECT * EXCLUDE (outlet, last_fetched_at, synthetic) FROM freshness ORDER BY outlet_id")
    assert found == [
        # outlet_id, articles, newest_published, minutes_to_fetch, feeds, failing_feeds, newest_in_feeds, waiting
        ("echo", 1, NOON + 3 * HOUR, None, 0, 0, None, 0),
        ("mail", 1, None, None, 0, 0, None, 0),
        ("new", 0, None, None, 1, 0, None, 0),
        ("post", 2, NOON + HOUR, 120.0, 1, 0, NOON + 9 * HOUR, 1),
        ("sun", 1, NOON + 4 * HOUR, None, 1, 1, None, 0),
        ("wire", 1, NOON, None, 0, 0, None, 0),
    ]


BEFORE = "The plan, said Mr Witkoff, has 28 points. “We will never leave,” she said. It rained in the town."


@pytest.mark.parametrize(
    ("after", "touched", "owned_up"),
    [
        (BEFORE.replace("28", "20"), ["figure"], False),
        (BEFORE.replace("28", "two dozen"), ["figure"], False),
        (BEFORE.replace("Witkoff", "Kushner"), ["name"], False),
        (BEFORE.replace("never", "not"), ["quotation"], False),
        (BEFORE.replace("town", "city"), None, False),
        (BEFORE.replace("It rained", "Rain fell"), None, False),  # a capital begins a sentence
        (BEFORE.replace("“", '"').replace("”", '"'), None, False),  # typography
        (BEFORE + "\n\nCorrection: The plan was misspelt.", ["notice"], True),
        (BEFORE.replace("28", "20") + "\n\nAn earlier version of this article was wrong.", ["figure"], True),
    ],
)
def test_edits_that_matter(tmp_path, after, touched, owned_up):
    outlet = OUTLETS["post"]
    pages = [values.page_of(outlet, "plan", f"Plan\n{text}", hours) for hours, text in enumerate((BEFORE, after))]
    versions = [values.article_of(page) for page in pages]
    claims = [
        values.claim_of(article, "“We will never leave,”", kind="direct")
        for article in versions
        if "“We will never leave,”" in article.text
    ]
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.save_reading([outlet], pages, [], below="")
        warehouse.save_extraction(versions, [], values.EXTRACTOR)
        warehouse.save_claims([one.version_id for one in versions], claims, [], values.ATTRIBUTOR)
        compare(warehouse)
        warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as opened:
        found = opened.query("FROM edits_that_matter ORDER BY position").to_pylist()
    assert [row["touched"] for row in found[:1]] == ([touched] if touched else [])
    assert all((row["owned_up"], row["version"], row["outlet_id"]) == (owned_up, 2, "post") for row in found)


def test_skipped_by_outlet(tmp_path):
    page, article = DATA.pages[0], ARTICLES["post"]
    feed = FollowedFeed("mail", "https://mail.example/feed", "feed")
    address = Address("sun", "https://sun.example/a", values.NOON)
    items = [
        Skipped("https://wire.example/1", "extract", "https://wire.example/1: 203 of its 1021 characters", page.id),
        Skipped("https://wire.example/2", "extract", "https://wire.example/2: 4 of its 1,000 characters", page.id),
        Skipped("https://wire.example/2", "attribute", "too long", article.version_id),
        Skipped(feed.url, "poll", "answered 404", feed.id),
        Skipped(address.url, "fetch", "answered 500", address.id),
        Skipped("a.html", "read", "is empty"),
    ]
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, DATA)
        warehouse.save_reading([], [], [item for item in items if item.stage == "read"], below="")
        warehouse.save_extraction([], [item for item in items if item.stage == "extract"], values.EXTRACTOR)
        warehouse.save_claims([], [], [item for item in items if item.stage == "attribute"], values.ATTRIBUTOR)
        desk = warehouse.ingestion
        with desk.saving():
            desk.save_feeds([feed])
            desk.save_addresses([address])
            desk.save_skipped([], [item for item in items if item.stage in {"poll", "fetch"}])
        warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as opened:
        found = rows(opened, "SELECT outlet_id, stage, reason, items, example FROM skipped_by_outlet")
    assert sorted(found, key=str) == sorted(
        [
            ("wire", "extract", "203 of its 1021 characters", 2, "https://wire.example/1"),
            ("post", "attribute", "too long", 1, "https://wire.example/2"),
            ("mail", "poll", "answered 404", 1, feed.url),
            ("sun", "fetch", "answered 500", 1, address.url),
            (None, "read", "is empty", 1, "a.html"),
        ],
        key=str,
    )
