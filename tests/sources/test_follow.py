"""When a feed or an article is asked for next, and what an answer changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sources.follow import (
    MOST_FAILURES,
    Address,
    Failure,
    FollowedFeed,
    failed_address,
    failed_feed,
    read_address,
    read_feed,
    unchanged_feed,
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
    assert read_feed(feed, answer(), ITEMS).is_due(NOW)


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
    found = read_address(address(first_fetched_at=first, checks=1), answer())
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


def test_an_address_that_keeps_failing_is_given_up() -> None:
    found = address()
    for number in range(1, MOST_FAILURES + 1):
        found = failed_address(found, Failure("network", "reset", NOW))
        assert (found.next_at is None) == (number == MOST_FAILURES)
    assert found.gone_at is None


def test_a_clock_that_was_set_back_does_not_make_an_article_be_asked_for_without_end() -> None:
    found = read_address(address(first_fetched_at=NOW + timedelta(days=400)), answer())
    assert found.next_at == NOW + timedelta(days=400) + HOUR
