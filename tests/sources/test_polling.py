"""Two months of following outlets, in simulation: how late items are seen, and for how many requests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from sources.follow import FollowedFeed, read_feed, unchanged_feed
from sources.types import FeedItem, Response

START = datetime(2025, 1, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAYS, TICK = 60, 5  # a schedule that looks every five minutes which feeds are due
SHOWN = 30  # items of a feed
RATES = (4, 12, 25, 40, 60, 150)  # items a day


@dataclass(frozen=True)
class Followed:
    """What following an outlet came to."""

    delays: tuple[float, ...]  # minutes from an item's publication to the poll that saw it
    requests: int


def outlet(rate: float, random: Random) -> list[float]:
    """Return the minutes at which an outlet publishes: by day more than by night, less at weekends, and in bursts."""
    published, burst_until = [], -1.0
    for minute in range(0, DAYS * 1440, 5):
        by_day = 1.7 if 6 <= minute // 60 % 24 < 22 else 0.1
        expected = 5 * rate / 1440 * by_day * (0.6 if minute // 1440 % 7 >= 5 else 1.16)
        if minute < burst_until:
            expected *= 6
        elif random.random() < 5 / (10 * 1440):
            burst_until = minute + 180
        left = expected
        while left > 0 and random.random() < min(left, 1):
            published.append(minute + 5 * random.random())
            left -= 1
    return sorted(published)


def follow(published: list[float], url: str, every: int | None) -> Followed:
    """Ask the outlet's feed at a fixed time of minutes, or, where that is None, when sources.follow says."""
    feed, delays, seen, known, requests = FollowedFeed("post", url), list[float](), 0, 0, 0
    for minute in range(0, DAYS * 1440, every or TICK):
        now = START + minute * MINUTE
        if every is None and not feed.is_due(now):
            continue
        requests += 1
        while known < len(published) and published[known] <= minute:
            known += 1
        delays += [minute - moment for moment in published[seen:known]]
        if every is None:
            shown = range(max(0, known - SHOWN), known)
            items = [FeedItem(f"{url}/{n}", "", START + published[n] * MINUTE) for n in shown]
            fresh = known > seen or not requests > 1
            response = Response(url, url, 200 if fresh else 304, (), b"", now)
            feed = read_feed(feed, response, items) if fresh else unchanged_feed(feed, response)
        seen = known
    return Followed(tuple(delays), requests)


@pytest.fixture(scope="module")
def outlets() -> list[list[float]]:
    return [outlet(rate, Random(f"{rate}")) for rate in RATES]  # noqa: S311 - a simulation


def follow_all(outlets: list[list[float]], every: int | None) -> tuple[float, float]:
    """Return the mean minutes of delay of an item, and the requests a day and feed."""
    found = [follow(published, f"https://post.example/{n}", every) for n, published in enumerate(outlets)]
    delays = [delay for one in found for delay in one.delays]
    return math.fsum(delays) / len(delays), sum(one.requests for one in found) / DAYS / len(found)


def test_for_fewer_requests_than_twice_an_hour_items_are_seen_sooner(outlets: list[list[float]]) -> None:
    late, requests = follow_all(outlets, None)
    fixed_late, fixed_requests = follow_all(outlets, 30)
    assert requests < fixed_requests
    assert late < 0.92 * fixed_late


def test_items_are_seen_in_less_than_half_the_time_that_an_hourly_schedule_takes(outlets: list[list[float]]) -> None:
    late, requests = follow_all(outlets, None)
    hourly_late, hourly_requests = follow_all(outlets, 60)
    assert late < hourly_late / 2
    assert requests < 2 * hourly_requests


def test_who_publishes_much_is_asked_more_often(outlets: list[list[float]]) -> None:
    requests = [follow(published, f"https://post.example/{n}", None).requests for n, published in enumerate(outlets)]
    assert requests == sorted(requests)
    assert requests[-1] > 4 * requests[0]


def test_a_burst_is_followed_closely() -> None:
    slow = [float(minute) for minute in range(0, 10 * 1440, 240)]
    burst = [10 * 1440 + 6.0 * n for n in range(60)]
    delays = follow([*slow, *burst], "https://post.example/feed", None).delays
    before, later = delays[: len(slow)], delays[len(slow) + 10 :]
    assert sum(later) / len(later) < 12
    assert sum(before) / len(before) > 30
