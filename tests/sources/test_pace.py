"""When to ask again: the table of waits, what servers ask for, and the bounds of both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import FailureKind
from sources.pace import (
    KINDS,
    LONGEST_PACE,
    LONGEST_RETRY_AFTER,
    SHORTEST_PACE,
    kind_of_status,
    next_poll,
    next_try,
    pace_of_items,
    pause,
    retry_after,
)

NOW = datetime(2025, 11, 21, 9, tzinfo=UTC)
URL = "https://north.example/feed"
M, H, D = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

WAITS: dict[FailureKind, tuple[tuple[int, timedelta], ...]] = {
    "network": ((1, 5 * M), (2, 10 * M), (3, 20 * M), (7, 320 * M), (8, 6 * H), (99, 6 * H)),
    "server": ((1, 10 * M), (2, 20 * M), (9, 6 * H)),
    "busy": ((1, 15 * M), (3, H), (9, 6 * H)),
    "content": ((1, H), (3, H), (4, 2 * H), (99, D)),
    "gone": ((1, D), (7, D), (8, 2 * D), (10, 7 * D), (99, 7 * D)),
    "forbidden": ((1, D), (99, D)),
    "robots": ((1, D), (99, D)),
    "refused": ((1, D), (99, 7 * D)),
}


@pytest.mark.parametrize(("kind", "failures", "wait"), [(kind, *row) for kind, rows in WAITS.items() for row in rows])
def test_the_wait_grows_with_failures_by_its_kind(kind: FailureKind, failures: int, wait: timedelta) -> None:
    assert wait <= next_try(failures, kind, None, NOW, URL) - NOW <= wait * 1.1


def test_every_kind_has_its_waits() -> None:
    assert set(WAITS) == set(KINDS)


def test_what_failed_together_is_not_asked_for_together_again() -> None:
    times = {next_try(1, "network", None, NOW, f"https://north.example/{number}") for number in range(50)}
    assert len(times) == 50
    assert next_try(1, "network", None, NOW, URL) == next_try(1, "network", None, NOW, URL)


@given(
    st.integers(0, 10**6),
    st.sampled_from(KINDS),
    st.none() | st.timedeltas(-D, 400 * D),
    st.text(st.characters(), max_size=20),
)
def test_no_wait_is_shorter_than_asked_or_without_end(
    failures: int, kind: FailureKind, asked: timedelta | None, url: str
) -> None:
    wait = next_try(failures, kind, NOW + asked if asked else None, NOW, url) - NOW
    assert 5 * M <= wait <= 7.7 * D
    assert wait >= min(asked or timedelta(0), LONGEST_RETRY_AFTER)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Fri, 21 Nov 2025 09:10:00 GMT", 600),
        ("Friday, 21-Nov-25 09:10:00 GMT", 600),
        ("Fri, 21 Nov 2025 04:10:00 -0500", 600),
        ("Fri, 21 Nov 2025 09:10:00", 600),
        ("Fri, 21 Nov 2125 09:10:00 GMT", 86_400),
        ("86401", 86_400),
        ("9" * 5000, 86_400),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("²", None),
        ("Fri, 21 Nov 2025 08:59:59 GMT", None),
        ("Fri, 99 Nov 2025 09:10:00 GMT", None),
        ("Fri, 21 Nov 99999999999 09:10:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_a_day_at_most(header: str, wait: int | None) -> None:
    assert retry_after(header, NOW) == (None if wait is None else NOW + timedelta(seconds=wait))


@given(st.text(max_size=60))
def test_any_retry_after_can_be_read(header: str) -> None:
    moment = retry_after(header, NOW)
    assert moment is None or NOW < moment <= NOW + LONGEST_RETRY_AFTER


@pytest.mark.parametrize(
    ("least", "asked", "seconds"), [(1, None, 1), (1, 0.2, 1), (1, 10, 10), (1, 1e9, 60), (90, 70, 90), (0, 0, 0)]
)
def test_the_longer_pause_counts(least: float, asked: float | None, seconds: float) -> None:
    assert pause(least, asked) == seconds


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((404, "gone"), (410, "gone"), (401, "forbidden"), (403, "forbidden"), (451, "forbidden"), (429, "busy")),
        *((503, "busy"), (500, "server"), (502, "server"), (599, "server"), (400, "content"), (418, "content")),
        *((204, "content"), (300, "content")),
    ],
)
def test_a_status_is_a_kind_of_failure(status: int, kind: FailureKind) -> None:
    assert kind_of_status(status) == kind


@pytest.mark.parametrize(
    ("ages", "least", "most"),
    [
        ([M * n for n in range(1, 30)], M, 8 * M),  # one a minute
        ([15 * M * n for n in range(1, 30)], 20 * M, 30 * M),  # one a quarter of an hour
        ([H * n for n in range(1, 30)], 40 * M, H),
        ([D * n for n in range(1, 30)], 3 * H, 5 * H),
        ([7 * D * n for n in range(1, 30)], 8 * H, D),
        ([M, 2 * M, 3 * M, 4 * M, *(H * n for n in range(3, 30))], 8 * M, 15 * M),  # a burst
        ([8 * H + 15 * M * n for n in range(1, 30)], 30 * M, 75 * M),  # a night's rest
        ([-D, -H], M, 20 * M),  # of a clock that is ahead
    ],
)
def test_the_pace_follows_how_fast_items_come(ages: list[timedelta], least: timedelta, most: timedelta) -> None:
    pace = pace_of_items([NOW - age for age in ages], NOW)
    assert pace is not None
    assert least <= pace <= most


@pytest.mark.parametrize("ages", [[], [H]])
def test_fewer_than_two_dates_tell_no_pace(ages: list[timedelta]) -> None:
    assert pace_of_items([NOW - age for age in ages], NOW) is None


@given(st.timedeltas(timedelta(0), 99 * D), st.timedeltas(timedelta(0), 99 * D), st.text())
def test_a_poll_lies_within_bounds_whatever_is_asked_for(pace: timedelta, asked: timedelta, url: str) -> None:
    assert SHORTEST_PACE <= next_poll(pace, asked, NOW, url) - NOW <= LONGEST_PACE


def test_feeds_of_one_pace_are_spread_and_a_schedule_of_that_pace_finds_each_due() -> None:
    times = [next_poll(H, timedelta(0), NOW, f"https://north.example/{number}") for number in range(60)]
    assert len({moment.replace(microsecond=0) for moment in times}) > 50
    assert max(times) <= NOW + H
