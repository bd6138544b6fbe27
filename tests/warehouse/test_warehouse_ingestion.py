"""Ingestion's side of the warehouse: feeds, addresses, where they were named, and every answer of a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.follow import ASKED_FOR, Address, Fetch, FollowedFeed, Sighting
from sources.types import Page, Place, Skipped
from tests.warehouse import values
from tests.warehouse.values import NOON
from warehouse import Snapshot, Warehouse, WarehouseError

quick = settings(max_examples=20, deadline=None)
HOUR = timedelta(hours=1)
FEED = FollowedFeed("post", "https://post.example/feed")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "warehouse.duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse for all examples: ids are unlikely to come twice."""
    with Warehouse.open(tmp_path_factory.mktemp("ingestion") / "warehouse.duckdb") as opened:
        yield opened


def rows(warehouse: Warehouse, folder: Path, question: str) -> list[dict]:
    """What the snapshot answers."""
    warehouse.publish(folder / "rows.duckdb")
    with Snapshot.open(folder / "rows.duckdb") as snapshot:
        return snapshot.query(question).to_pylist()


def naive(moment: datetime | None) -> datetime | None:
    """The moment as columns have it: in UTC, without saying so."""
    return moment and moment.astimezone(UTC).replace(tzinfo=None)


def address(name: str, outlet: str = "post", **others: object) -> Address:
    return replace(Address(outlet, f"https://{outlet}.example/{name}", NOON, next_at=NOON), **others)


def sighting(address: Address, found_in: str = FEED.url, hours: int = 0, title: str = "A title") -> Sighting:
    return Sighting(address.id, found_in, title, None, NOON + hours * HOUR)


def fetch(url: str = "https://post.example/plan", hours: int = 0, **others: object) -> Fetch:
    return replace(Fetch("post", url, url, "article", NOON + hours * HOUR, 200), **others)


def save(warehouse: Warehouse, *named: tuple[Address, str]) -> None:
    """Save addresses, each with the feed that names it."""
    desk = warehouse.ingestion
    with desk.saving():
        desk.save_addresses(one for one, _ in named)
        desk.save_sightings(sighting(one, found_in) for one, found_in in named)


def due(warehouse: Warehouse, *outlets: str, most: int = 100, hours: int = 0) -> list[str]:
    """The last part of the URLs that are due."""
    found = warehouse.ingestion.due_addresses(NOON + hours * HOUR, most, outlets)
    return [one.url.rpartition("/")[2] for one in found]


def test_what_a_clock_that_was_ahead_has_put_off_or_taken_for_the_last_look_is_due(warehouse):
    ahead, before = NOON + 99 * HOUR, NOON - HOUR
    chosen = {
        "put-off": address("put-off", next_at=ahead, checked_at=ahead, checks=1),
        "too-early": address("too-early", next_at=None, checked_at=ahead, checks=3),
        "often": address("often", next_at=None, checked_at=ahead, checks=9, first_fetched_at=before),
        "done": address("done", next_at=None, checked_at=ahead, checks=4, first_fetched_at=ahead),
        "given-up": address("given-up", next_at=None, checked_at=ahead, failures=8),
        "found-ahead": address("found-ahead", found_at=ahead, next_at=ahead),
        "never": address("never", found_at=ahead, next_at=None),
        "waits": address("waits", next_at=ahead, checked_at=before, checks=1),
        "ended": address("ended", next_at=None, checked_at=before, checks=3),
    }
    save(warehouse, *((one, FEED.url) for one in chosen.values()))
    with warehouse.ingestion.saving():
        warehouse.ingestion.save_feeds([FEED])
    assert sorted(due(warehouse, "post")) == ["found-ahead", "often", "put-off", "too-early"]


# Round trips


@quick
@given(st.lists(values.feeds, max_size=5, unique_by=lambda feed: feed.id))
def test_feeds(shared, feeds):
    desk = shared.ingestion
    with desk.saving():
        desk.save_feeds(feeds)
    assert desk.load_feeds(feed.id for feed in feeds) == {feed.id: feed for feed in feeds}
    assert desk.load_feeds().items() >= {feed.id: feed for feed in feeds}.items()
    assert desk.load_feeds([]) == {}


@quick
@given(st.lists(values.addresses, max_size=5, unique_by=lambda address: address.id))
def test_addresses(shared, addresses):
    desk = shared.ingestion
    with desk.saving():
        desk.save_addresses(addresses)
    assert desk.load_addresses([*(one.id for one in addresses), "none"]) == {one.id: one for one in addresses}


@quick
@given(st.lists(values.sightings, max_size=5, unique_by=lambda one: (one.address_id, one.found_in)))
def test_sightings(shared, sightings):
    with shared.ingestion.saving():
        shared.ingestion.save_sightings(sightings)
    for one in sightings:
        [row] = shared._connection.execute(
            "FROM sightings WHERE address_id = ? AND found_in = ?", [one.address_id, one.found_in]
        ).fetchall()
        seen_at = naive(one.seen_at)
        assert row == (one.address_id, one.found_in, one.title, naive(one.published), seen_at, seen_at)


@quick
@given(st.lists(values.fetches, max_size=5, unique_by=lambda one: one.id))
def test_fetches(shared, fetches):
    with shared.ingestion.saving():
        shared.ingestion.save_fetches(fetches)
    for one in fetches:
        [row] = shared._connection.execute("FROM fetches WHERE fetch_id = ?", [one.id]).fetchall()
        place = (one.place.file, one.place.offset, one.place.length) if one.place else (None, None, None)
        answer = (one.url, one.final_url, one.purpose, naive(one.fetched_at), one.status, one.failure, one.reason)
        assert row == (one.id, one.outlet_id, *answer, one.page_id, *place)


def test_times_without_zone_are_refused_and_nothing_is_saved(warehouse):
    desk = warehouse.ingestion
    with pytest.raises(ValueError, match="times need a zone"), desk.saving():  # noqa: PT012
        desk.save_feeds([FEED])
        desk.save_addresses([address("a", found_at=datetime(2025, 11, 20))])  # noqa: DTZ001
    assert desk.load_feeds() == {}
    with pytest.raises(ValueError, match="times need a zone"):
        desk.due_addresses(datetime(2025, 11, 20), 1, [])  # noqa: DTZ001


# Saving and adding


def test_saving_replaces_what_is_held_and_of_two_the_last_counts(warehouse):
    desk = warehouse.ingestion
    first, second = replace(FEED, etag="1"), replace(FEED, etag="2", next_at=NOON)
    one, other = address("a", checks=1), address("a", checks=2)
    with desk.saving():
        desk.save_feeds([first])
        desk.save_addresses([one])
        desk.save_feeds([first, second])
        desk.save_addresses([one, other])
    assert desk.load_feeds() == {FEED.id: second}
    assert desk.load_addresses([one.id]) == {one.id: other}
    with desk.saving():
        desk.save_feeds([first])
        desk.save_addresses([])
    assert desk.load_feeds() == {FEED.id: first}
    assert desk.load_addresses([one.id]) == {one.id: other}


def test_adding_keeps_what_is_held_and_tells_how_many_are_new(warehouse):
    desk = warehouse.ingestion
    held, later = address("a", checks=3), address("a", found_at=NOON + HOUR)
    fresh, again = address("b"), address("b", checks=9)
    with desk.saving():
        assert desk.add_feeds([FEED, replace(FEED, etag="2")]) == 1
        assert desk.add_feeds([replace(FEED, etag="3"), FollowedFeed("post", "https://post.example/more")]) == 1
        assert desk.add_addresses([held]) == 1
        assert desk.add_addresses([later, fresh, again]) == 1
        assert desk.add_feeds([]) == desk.add_addresses([]) == 0
    assert desk.load_feeds([FEED.id]) == {FEED.id: FEED}
    assert desk.load_addresses([held.id, fresh.id]) == {held.id: held, fresh.id: fresh}


def test_one_article_under_several_urls_is_one_address(warehouse):
    desk = warehouse.ingestion
    plain, printed = address("plan"), address("plan/?utm_source=feed")
    with desk.saving():
        assert desk.add_addresses([plain, printed]) == 1
    assert desk.load_addresses([printed.id]) == {plain.id: plain}


def test_the_same_url_of_two_outlets_is_two_addresses(warehouse):
    desk = warehouse.ingestion
    with desk.saving():
        assert desk.add_addresses([Address(outlet, "https://a.example/b", NOON) for outlet in ("post", "mail")]) == 2


def test_a_block_that_raises_saves_nothing(warehouse, tmp_path):
    desk = warehouse.ingestion
    small = values.small()
    one = address("a")
    skipped = Skipped(one.url, "fetch", "it timed out", one.id)
    with desk.saving():
        desk.save_skipped([], [skipped])
    with pytest.raises(OSError, match="the disk is gone"), desk.saving():  # noqa: PT012
        desk.save_feeds([FEED])
        desk.add_feeds([FollowedFeed("post", "https://post.example/more")])
        desk.save_addresses([one])
        desk.save_sightings([sighting(one)])
        desk.save_pages(small.outlets, small.pages)
        desk.save_fetches([fetch()])
        desk.save_skipped([one.id], [])
        desk.retry(NOON, ["fetch"])
        raise OSError("the disk is gone")
    assert (desk.load_feeds(), desk.load_addresses([one.id]), warehouse.load_outlets()) == ({}, {}, ())
    for table in ("sightings", "pages", "fetches"):
        assert rows(warehouse, tmp_path, f"FROM {table}") == []
    assert warehouse.load_skipped() == (skipped,)
    with desk.saving():
        assert desk.add_addresses([one]) == 1


def test_a_block_that_duckdb_refuses_saves_nothing(warehouse):
    desk = warehouse.ingestion
    with pytest.raises(WarehouseError, match="nothing of this was saved"), desk.saving():  # noqa: PT012
        desk.save_feeds([FEED])
        warehouse._connection.execute("INSERT INTO feeds FROM feeds")
    assert desk.load_feeds() == {}


def test_sightings_keep_the_first_time_and_title_and_the_last_time(warehouse, tmp_path):
    desk, one = warehouse.ingestion, address("a")
    save(warehouse, (one, FEED.url))
    with desk.saving():
        desk.save_sightings([sighting(one, hours=3, title="Later"), sighting(one, hours=2, title="Between")])
        desk.save_sightings([sighting(one, hours=1), sighting(one, "https://post.example/map", hours=5)])
    assert rows(warehouse, tmp_path, "SELECT * EXCLUDE (address_id) FROM sightings ORDER BY first_seen") == [
        {
            "found_in": found_in,
            "title": "A title",
            "published": None,
            "first_seen": naive(NOON + first * HOUR),
            "last_seen": naive(NOON + last * HOUR),
        }
        for found_in, first, last in ((FEED.url, 0, 3), ("https://post.example/map", 5, 5))
    ]


def test_several_new_sightings_of_one_place_are_one_with_the_last_time(warehouse, tmp_path):
    one = address("a")
    with warehouse.ingestion.saving():
        warehouse.ingestion.save_sightings([sighting(one, hours=2, title="First"), sighting(one, hours=1)])
    [row] = rows(warehouse, tmp_path, "FROM sightings")
    assert (row["title"], row["first_seen"], row["last_seen"]) == (
        "First",
        naive(NOON + 2 * HOUR),
        naive(NOON + 2 * HOUR),
    )


def test_pages_of_a_server_are_saved_with_their_outlets(warehouse):
    small = values.small()
    page = replace(small.pages[0], place=Place("sayso-20251120-0001.warc.gz", 0, 9))
    with warehouse.ingestion.saving():
        assert warehouse.ingestion.save_pages(small.outlets[2:], [page]) == 1
        assert warehouse.ingestion.save_pages(small.outlets[2:], [page]) == 0
    assert warehouse.load_outlets() == small.outlets[2:]
    assert warehouse.load_pages([page.id]) == [replace(page, body=b"")]
    assert warehouse.audit() == ()


# What is due


def test_due_are_first_those_never_fetched_then_those_due_longest(warehouse):
    seen = NOON - 9 * HOUR
    named = [
        address("again-soon", found_at=seen, first_fetched_at=seen, next_at=NOON - 1 * HOUR),
        address("again-long-due", found_at=seen, first_fetched_at=seen, next_at=NOON - 5 * HOUR),
        address("new", found_at=seen, next_at=NOON),
        address("new-long-due", found_at=seen, next_at=NOON - 2 * HOUR),
        address("later", found_at=seen, next_at=NOON + HOUR),
        address("given-up", found_at=seen, next_at=None),
    ]
    warehouse.ingestion.save_feeds([FEED])
    save(warehouse, *((one, FEED.url) for one in named))
    assert due(warehouse, "post") == ["new-long-due", "new", "again-long-due", "again-soon"]
    assert due(warehouse, "post", hours=1)[1:3] == ["new", "later"]
    assert due(warehouse, "post", hours=-6) == []
    [first, *_] = warehouse.ingestion.due_addresses(NOON, 100, ["post"])
    assert first == named[3]


def test_due_are_at_most_so_many_of_one_outlet(warehouse):
    mail = FollowedFeed("mail", "https://mail.example/feed")
    posts = [address(f"p{hours}", next_at=NOON - hours * HOUR) for hours in range(4)]
    mails = [address("m", "mail", first_fetched_at=NOON)]
    warehouse.ingestion.save_feeds([FEED, mail])
    save(warehouse, *((one, FEED.url) for one in posts), *((one, mail.url) for one in mails))
    assert due(warehouse, "post", "mail", most=2) == ["p3", "p2", "m"]
    assert due(warehouse, "post", "mail", most=0) == []


def test_due_is_what_feeds_of_followed_outlets_named_and_what_a_person_asked_for(warehouse):
    mail = FollowedFeed("mail", "https://mail.example/feed")
    of_both, elsewhere = address("both"), address("elsewhere", "wire")
    named = [
        (address("post"), FEED.url),
        (address("mail", "mail"), mail.url),
        (of_both, FEED.url),
        (of_both, mail.url),
        (elsewhere, mail.url),  # what a feed names of another outlet is asked for too
        (address("asked", "mail"), ASKED_FOR),
        (address("unknown"), "https://post.example/a-feed-that-is-none"),
    ]
    warehouse.ingestion.save_feeds([FEED, mail])
    save(warehouse, *named)
    assert sorted(due(warehouse, "post")) == ["asked", "both", "post"]
    assert sorted(due(warehouse, "mail")) == ["asked", "both", "elsewhere", "mail"]
    assert due(warehouse) == ["asked"]
    assert len(due(warehouse, "post", "mail")) == 5


# The archive


def test_the_last_place_is_that_of_the_last_file_and_its_last_record(warehouse):
    desk = warehouse.ingestion
    assert desk.last_place() is None
    places = [
        Place("sayso-20251120-0009.warc.gz", 999, 1),
        Place("sayso-20251120-0010.warc.gz", 5, 1),
        Place("sayso-20251120-0010.warc.gz", 10, 2),
        Place("sayso-20251119-0011.warc.gz", 9_000, 1),
    ]
    with desk.saving():
        desk.save_fetches([fetch(hours=hour, place=place) for hour, place in enumerate(places)])
        desk.save_fetches([fetch(hours=20, status=0, failure="timeout", reason="it timed out")])
    assert desk.last_place() == places[2]


def test_a_fetch_saved_again_is_one_and_two_failures_at_different_times_are_two(warehouse, tmp_path):
    place = Place("sayso-20251120-0001.warc.gz", 0, 9)
    lost = {"status": 0, "failure": "timeout", "final_url": ""}
    with warehouse.ingestion.saving():
        warehouse.ingestion.save_fetches([fetch(place=place), fetch(**lost), fetch(hours=1, **lost)])
        warehouse.ingestion.save_fetches([fetch(place=place, page_id="page"), fetch(**lost)])
    found = rows(warehouse, tmp_path, "SELECT failure, page_id FROM fetches ORDER BY ALL")
    assert [tuple(row.values()) for row in found] == [("", "page"), ("timeout", None), ("timeout", None)]


def test_the_last_robots_are_where_each_host_answered_last(warehouse):
    desk = warehouse.ingestion
    ours, theirs, lost = (f"https://{host}.example/robots.txt" for host in ("post", "mail", "gone"))
    numbers = count()

    def robots(url: str, hours: int, *, answered: bool = True) -> Fetch:
        place = Place("sayso-20251120-0001.warc.gz", next(numbers), 1) if answered else None
        return fetch(url, hours, outlet_id="", purpose="robots", place=place)

    kept = [robots(ours, 2), robots(ours, 1), robots(theirs, 0)]
    # A host that could not be asked the last time is asked again, whatever it said before.
    failed = [robots(lost, 0), robots(lost, 1, answered=False)]
    article = fetch(ours, 9, place=Place("sayso-20251120-0001.warc.gz", 99, 1))
    with desk.saving():
        desk.save_fetches([*kept, *failed, article])
    assert desk.last_robots() == {ours: kept[0].place, theirs: kept[2].place}


# What is skipped


def test_what_is_settled_is_skipped_no_more_unless_it_is_skipped_again(warehouse):
    desk, one, other = warehouse.ingestion, address("a"), address("b")
    failures = [
        Skipped(FEED.url, "poll", "it is no feed", FEED.id),
        Skipped(f"{FEED.url} (item 3)", "poll", "it has no URL", FEED.id),
        Skipped(one.url, "fetch", "it timed out", one.id),
        Skipped(other.url, "fetch", "it timed out", other.id),
        Skipped(one.url, "extract", "no text", one.id, "extractor 1"),
    ]
    with desk.saving():
        desk.save_skipped([], failures)
    assert set(warehouse.load_skipped()) == set(failures)
    again = replace(failures[2], reason="it timed out again")
    with desk.saving():
        desk.save_skipped([FEED.id, one.id], [again])
    assert set(warehouse.load_skipped()) == {again, failures[3], failures[4]}
    with desk.saving():
        desk.save_skipped([], [])
    assert len(warehouse.load_skipped()) == 3


def held_back(warehouse: Warehouse) -> tuple[FollowedFeed, Address]:
    """Save a feed and an address that failed, with a page and a file that could not be read."""
    desk = warehouse.ingestion
    feed = replace(FEED, next_at=NOON + 9 * HOUR, failures=3, failure="timeout")
    one = address("a", next_at=None, failures=8, failure="timeout")
    with desk.saving():
        desk.save_feeds([feed])
        desk.save_addresses([one, address("b", next_at=None, failures=8)])
        desk.save_sightings([sighting(one), sighting(address("b"))])
        desk.save_skipped(
            [],
            [
                Skipped(feed.url, "poll", "it timed out", feed.id),
                Skipped(one.url, "fetch", "it timed out", one.id),
                Skipped(one.url, "extract", "no text", "page", "extractor 1"),
                Skipped("in/a.html", "read", "it is empty"),
            ],
        )
    return feed, one


def test_retry_by_stage_makes_what_had_failed_due(warehouse):
    feed, one = held_back(warehouse)
    desk = warehouse.ingestion
    with desk.saving():
        assert desk.retry(NOON, ["poll", "fetch"]) == 2
    assert desk.load_feeds() == {feed.id: replace(feed, next_at=None, failures=0)}
    assert desk.load_addresses([one.id]) == {one.id: replace(one, next_at=NOON, failures=0)}
    assert due(warehouse, "post") == ["a"]  # "b" was given up and is not among the skipped
    assert {item.stage for item in warehouse.load_skipped()} == {"extract", "read"}
    with desk.saving():
        assert desk.retry(NOON, ["poll", "fetch"]) == 0


def test_retry_by_key_leaves_the_others(warehouse):
    feed, one = held_back(warehouse)
    desk = warehouse.ingestion
    stages = ["poll", "fetch", "extract"]
    with desk.saving():
        assert desk.retry(NOON, stages, ["https://post.example/none"]) == 0
        assert desk.retry(NOON, stages, [one.url]) == 2
    assert desk.load_feeds() == {feed.id: feed}
    assert [item.stage for item in warehouse.load_skipped()] == ["poll", "read"]
    with desk.saving():
        assert desk.retry(NOON, [], [feed.url]) == 0


def test_a_page_that_is_retried_is_extracted_again(warehouse):
    small = values.small()
    page = small.pages[0]
    warehouse.save_reading(small.outlets, [page], [], below="")
    warehouse.save_extraction(
        [], [Skipped(page.url, "extract", "no text", page.id, values.EXTRACTOR)], values.EXTRACTOR
    )
    assert warehouse.pages_to_extract(values.EXTRACTOR) == []
    with warehouse.ingestion.saving():
        assert warehouse.ingestion.retry(NOON, ["extract"]) == 1
    assert warehouse.pages_to_extract(values.EXTRACTOR) == [page.id]


# What is wrong


def planted(warehouse: Warehouse, *statements: str) -> tuple[tuple[str, str], ...]:
    """What the audit finds after these statements."""
    for statement in statements:
        warehouse._connection.execute(statement)
    return warehouse.audit()


def test_the_audit_finds_nothing_wrong_with_what_ingestion_saves(warehouse):
    small = values.small()
    place = Place("sayso-20251120-0001.warc.gz", 0, 9)
    page = replace(small.pages[0], place=place)
    desk = warehouse.ingestion
    asked = address("asked")
    with desk.saving():
        desk.save_feeds([FEED])  # of an outlet of which there is no page yet
        desk.save_addresses([asked, address("from-an-archive", checked_at=NOON)])
        desk.save_sightings([sighting(asked, ASKED_FOR)])
        desk.save_pages(small.outlets, [page])
        desk.save_fetches([fetch(page_id=page.id, place=place), fetch(status=0, failure="timeout")])
    assert warehouse.audit() == ()


def test_the_audit_finds_what_is_wrong_with_ingestion(warehouse):
    desk, one = warehouse.ingestion, address("a")
    small = values.small()
    empty = Page("empty", "wire", "https://wire.example/empty", NOON, "text/html", b"")
    lost = fetch(page_id="lost")
    half = fetch("https://post.example/half", place=Place("sayso-20251120-0001.warc.gz", 0, 9))
    with desk.saving():
        desk.save_pages(small.outlets, [small.pages[0], empty])
        desk.save_fetches([lost, half])
        desk.save_addresses([address("nobody-named-it")])
        desk.save_sightings([sighting(one)])
    assert warehouse.audit() == (
        ("address without sighting or answer", address("nobody-named-it").id),
        ("fetch without page", lost.id),
        ("page without body and place", "empty"),
        ("sighting without address", one.id),
    )
    found = planted(
        warehouse,
        "DELETE FROM addresses",
        "DELETE FROM pages WHERE page_id = 'empty'",
        "DELETE FROM fetches WHERE page_id = 'lost'",
        "UPDATE fetches SET archive_length = NULL",
        "UPDATE pages SET archive_offset = 0",
        "UPDATE sightings SET last_seen = first_seen - INTERVAL 1 DAY",
    )
    assert found == (
        *sorted(("half a place", id_) for id_ in (half.id, small.pages[0].id)),
        ("sighting that ends before it begins", one.id),
        ("sighting without address", one.id),
    )
