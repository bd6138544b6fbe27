"""When a feed or an article is asked for next, and what an answer changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from sources.errors import FailureKind
from sources.follow import (
    MOST_FAILURES,
    MOST_FAILURES_OF_HOST,
    RECHECKS,
    Address,
    Failure,
    FollowedFeed,
    failed_address,
    failed_feed,
    read_address,
    read_feed,
    unchanged_feed,
    was_cut_off,
)
from sources.types import FeedItem, Response

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
URL = "https://post.example/feed.xml"
STORY = "https://post.example/2025/11/20/plan"
HOUR = timedelta(hours=1)
ITEMS = (FeedItem(STORY, "Plan", NOW - HOUR),)


def answer(status: int = 200, at: datetime = NOW, **headers: str) -> Response:
    listed = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(URL, URL, status, listed, b"", at)


def address(**values: object) -> Address:
    return replace(Address("post", STORY, NOW, NOW), **values)


def test_a_feed_that_was_read_is_asked_conditionally_for_a_day_and_then_whole() -> None:
    feed = read_feed(FollowedFeed("post", URL), answer(etag='"a"', last_modified="Thu"), ITEMS)
    assert (feed.etag, feed.last_modified, feed.items, feed.newest) == ('"a"', "Thu", 1, NOW - HOUR)
    assert feed.trusts(NOW + 23 * HOUR)
    later = unchanged_feed(feed, answer(304, NOW + 23 * HOUR))
    assert later.checked_at == NOW + 23 * HOUR
    assert not later.trusts(NOW + 24 * HOUR)


def test_a_feed_whose_items_change_under_the_same_validators_is_never_asked_conditionally_again() -> None:
    feed = read_feed(FollowedFeed("post", URL), answer(etag='"a"'), ITEMS)
    same = read_feed(feed, answer(etag='"a"', at=NOW + HOUR), ITEMS)
    assert same.conditional
    assert same.changed_at == NOW
    lied = read_feed(same, answer(etag='"a"', at=NOW + 2 * HOUR), [*ITEMS, FeedItem(STORY + "-2")])
    assert not lied.conditional
    assert lied.changed_at == NOW + 2 * HOUR
    assert not read_feed(lied, answer(etag='"b"', at=NOW + 3 * HOUR), ITEMS).conditional


@pytest.mark.parametrize("headers", [{"etag": '"b"'}, {}])
def test_a_feed_that_changes_with_its_validators_or_has_none_is_no_liar(headers: dict[str, str]) -> None:
    feed = read_feed(FollowedFeed("post", URL), answer(**({"etag": '"a"'} if headers else {})), ITEMS)
    assert read_feed(feed, answer(at=NOW + HOUR, **headers), ()).conditional


def test_a_failing_feed_waits_ever_longer_and_is_due_again_after_a_success() -> None:
    feed, waits = FollowedFeed("post", URL), []
    for _ in range(4):
        feed = failed_feed(feed, Failure("network", "reset", NOW))
        assert feed.next_at is not None
        waits.append(feed.next_at - NOW)
        assert not feed.is_due(NOW)
    assert waits == sorted(set(waits))
    assert feed.failures == 4
    well = read_feed(feed, answer(), ITEMS)
    assert (well.failures, well.is_due(NOW), well.is_due(NOW + HOUR)) == (0, False, True)


def test_a_feed_is_asked_early_but_not_while_it_fails_nor_a_sitemap_that_has_settled() -> None:
    well = read_feed(FollowedFeed("post", URL), answer(), ITEMS)
    assert not well.is_due(NOW)
    assert well.is_due(NOW, early=True)
    failing = failed_feed(well, Failure("busy", "503", NOW, 503))
    assert not failing.is_due(NOW, early=True)
    settled = FollowedFeed("post", URL, "sitemap", changed_at=NOW - timedelta(days=9))
    settled = read_feed(read_feed(settled, answer(at=NOW - timedelta(days=3)), ITEMS), answer(), ITEMS)
    assert settled.wait == timedelta(days=7)
    assert not settled.is_due(NOW, early=True)


@pytest.mark.parametrize(
    ("body", "headers", "least"),
    [
        (b"", {}, 4.5),
        (b"<rss><channel><ttl>20</ttl><item/></channel></rss>", {}, 20),
        (b"<rss><channel><ttl> 1440 </ttl></channel></rss>", {}, 30),
        (b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency> 4 </sy:updateFrequency>", {}, 15),
        (b"", {"cache_control": "public, max-age=900"}, 15),
        (b"<ttl>10</ttl>", {"cache_control": "s-maxage=3600, max-age=1500"}, 25),
        (b"", {"cache_control": "max-age=31536000"}, 30),
        (b"<ttl>soon</ttl>", {"cache_control": "no-cache, max-age=never"}, 4.5),
    ],
)
def test_what_a_feed_asks_for_is_the_least_wait_up_to_half_an_hour(
    body: bytes, headers: dict[str, str], least: float
) -> None:
    busy = [FeedItem(f"{STORY}-{number}", "", NOW - timedelta(minutes=number)) for number in range(30)]
    feed = read_feed(FollowedFeed("post", URL), replace(answer(**headers), body=body), busy)
    assert feed.wait is not None
    assert least <= feed.wait.total_seconds() / 60 <= max(least, 7)


def test_a_feed_without_dates_is_asked_sooner_after_a_change_and_later_after_none() -> None:
    feed, at, waits = FollowedFeed("post", URL), NOW, []
    for number in (1, 1, 1, 2, 3):
        feed = read_feed(feed, answer(at=at), [FeedItem(f"{STORY}-{number}")])
        assert feed.next_at is not None
        waits.append(feed.next_at - at)
        at = feed.next_at
    first, longer, longest, shorter, shortest = waits
    assert first < longer < longest > shorter > shortest
    assert unchanged_feed(feed, answer(304, at)).wait == pytest.approx(shortest * 1.2, rel=0.11)


def test_an_index_of_sitemaps_keeps_its_pace() -> None:
    feed, at = FollowedFeed("post", URL, "sitemap"), NOW
    for _ in range(5):
        feed = read_feed(feed, answer(at=at), ())
        assert feed.wait is not None
        assert feed.wait <= timedelta(minutes=30)
        at += feed.wait


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(0), HOUR),
        (2 * HOUR, 22 * HOUR),
        (timedelta(days=2), timedelta(days=5)),
        (timedelta(days=7), None),
        (timedelta(days=30), None),
    ],
)
def test_an_article_is_looked_at_again_after_an_hour_a_day_and_a_week(age: timedelta, wait: timedelta | None) -> None:
    first = None if not age else NOW - age
    found = read_address(address(found_at=first or NOW, first_fetched_at=first, checks=1), answer())
    assert found.next_at == (None if wait is None else NOW + wait)
    assert found.checks == 2


def test_a_page_that_is_unchanged_keeps_its_validators() -> None:
    first = read_address(address(), answer(etag='"a"'))
    again = read_address(first, answer(304, NOW + HOUR))
    assert (again.etag, again.checks, again.first_fetched_at) == ('"a"', 2, NOW)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_had_been_there_is_deleted_and_may_come_back(status: int) -> None:
    first = read_address(address(), answer())
    gone = failed_address(first, Failure("gone", "no such page", NOW + HOUR, status))
    assert gone.gone_at == NOW + HOUR
    assert gone.next_at == NOW + 24 * HOUR
    still = failed_address(gone, Failure("gone", "no such page", NOW + 24 * HOUR, status))
    assert still.gone_at == NOW + HOUR
    assert read_address(still, answer(at=NOW + 25 * HOUR)).gone_at is None


@pytest.mark.parametrize(
    ("kind", "most", "days"), [("content", MOST_FAILURES, 1), ("network", MOST_FAILURES_OF_HOST, 4)]
)
def test_an_address_that_keeps_failing_is_given_up_the_later_where_its_host_fails(
    kind: FailureKind, most: int, days: int
) -> None:
    found, at = address(), NOW
    for number in range(1, most + 1):
        at = found.next_at or at
        found = failed_address(found, Failure(kind, "no page", at))
        assert (found.next_at is None) == (number == most)
    assert found.gone_at is None
    assert at - NOW > timedelta(days=days)


def test_by_a_clock_that_was_behind_for_a_moment_an_article_is_looked_at_again_as_often_as_others() -> None:
    found = read_address(read_address(address(), answer()), answer(at=NOW - timedelta(days=30)))
    assert found.next_at is not None
    assert found.next_at < NOW
    looks = [NOW + HOUR]
    found = read_address(found, answer(at=looks[0]))
    while found.next_at:
        looks.append(found.next_at)
        found = read_address(found, answer(at=found.next_at))
    assert [look - NOW for look in looks] == list(RECHECKS)


def test_by_a_clock_that_was_ahead_an_article_is_looked_at_again_as_often_as_others() -> None:
    ahead = NOW + timedelta(days=400)
    found, looks = read_address(address(found_at=ahead, first_fetched_at=ahead), answer()), [NOW]
    assert found.first_fetched_at == NOW
    while found.next_at:
        looks.append(found.next_at)
        found = read_address(found, answer(at=found.next_at))
    assert [look - NOW for look in looks[1:]] == list(RECHECKS)


def asked_feed(host: str, minutes: int, failure: FailureKind | Literal[""] = "network") -> FollowedFeed:
    """Return a feed that was asked so many minutes ago."""
    checked, status = NOW - timedelta(minutes=minutes), 0 if failure == "network" else 200
    return FollowedFeed("post", f"http://{host}.example/feed", checked_at=checked, failure=failure, status=status)


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        pytest.param([], False, id="nobody"),
        pytest.param([asked_feed(host, 5) for host in "abc"], True, id="three and no other"),
        pytest.param([asked_feed(host, 5) for host in "aaa"], False, id="three of one host"),
        pytest.param([*(asked_feed(host, 5) for host in "abc"), asked_feed("d", 20, "")], False, id="one lately"),
        pytest.param([*(asked_feed(host, 5) for host in "abc"), asked_feed("d", 36, "")], True, id="one long before"),
        pytest.param([*(asked_feed(host, 65) for host in "abc"), asked_feed("d", 5, "")], False, id="one since"),
        pytest.param([*(asked_feed(host, 5) for host in "abc"), asked_feed("d", 5, "content")], False, id="a bad one"),
    ],
)
def test_a_machine_that_reaches_nobody_is_told_from_hosts_that_fail(feeds: list[FollowedFeed], expected: bool) -> None:  # noqa: FBT001
    assert was_cut_off(feeds) is expected
