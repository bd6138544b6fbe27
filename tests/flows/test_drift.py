"""What the detectors make of simulated outlets: when they cry wolf, and how soon they see that something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from flows.drift import MEASURES, Measure, Sums, judge_drift, signed_root
from flows.rhythm import HISTORY, judge_silence, missing_items
from flows.status import FeedState, Ran, fresh_counts, judge_feed, judge_runs

START = datetime(2024, 1, 1, tzinfo=UTC)  # a Monday
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OUTLETS, YEAR, BEFORE = 60, 365, 60
RECENT = 150
MEASURE = {measure.detector: measure for measure in MEASURES}

Numbers = NDArray[np.float64]


def published(rate: float, days: int, random: np.random.Generator, batch: int = 1) -> Numbers:
    """Return seconds since START: by day more than by night, less at weekends, unevenly, some outlets in batches."""
    hours = np.arange(days * 24)
    by_day = np.where((hours % 24 >= 6) & (hours % 24 < 22), 1.4, 0.2) * np.where(hours // 24 % 7 >= 5, 0.6, 1.16)
    counts = random.poisson(rate / 24 * by_day * random.gamma(2, 0.5, len(hours)) / batch)
    times = np.repeat(hours, counts) * 3600.0 + random.random(counts.sum()) * 3600
    return np.sort(np.repeat(times, batch))


def rates(random: np.random.Generator) -> Numbers:
    return np.exp(random.normal(np.log(25), 1.2, OUTLETS))


@pytest.mark.slow
def test_no_more_than_one_outlet_a_month_is_called_silent_by_chance() -> None:
    random = np.random.default_rng(5)
    alarms = 0
    for number, rate in enumerate(rates(random)):
        times = published(rate, YEAR + BEFORE, random, batch=3 if number % 3 == 0 else 1)
        silent = False
        for day in range(BEFORE, YEAR + BEFORE):  # judged at another hour every day
            until = day * 86400.0 + day % 24 * 3600
            since = until - HISTORY.total_seconds()
            first, last = np.searchsorted(times, [since, until])
            missing, limit = missing_items(times[first:last], since, until, OUTLETS)
            alarms += missing > limit and not silent
            silent = missing > limit
    assert alarms <= 12


@pytest.mark.parametrize(("rate", "days"), [(1, 14), (4, 4), (12, 1.8), (50, 0.8), (150, 0.5)])
def test_an_outlet_that_stops_is_called_silent_the_sooner_the_more_it_publishes(rate: float, days: float) -> None:
    times = published(rate, 100, np.random.default_rng(1))
    stops = (90 * DAY + 12 * HOUR).total_seconds()
    until = stops + days * 86400
    since = until - HISTORY.total_seconds()
    missing, limit = missing_items(times[(times >= since) & (times < stops)], since, until, OUTLETS)
    assert missing > limit


@pytest.mark.parametrize(
    ("times", "until", "state"),
    [
        ([], 28 * DAY, "too little"),
        ([n * HOUR for n in range(240)], 10 * DAY, "too little"),
        ([n * DAY for n in range(15)], 15 * DAY, "too little"),
        ([n * DAY for n in range(42)], 42 * DAY, "well"),
        ([n * DAY for n in range(42)], 45 * DAY, "well"),
        ([n * DAY for n in range(42)], 60 * DAY, "alert"),
        ([n * HOUR for n in range(42 * 24)], 42 * DAY + 7 * HOUR, "unclear"),
        ([n * HOUR for n in range(42 * 24)], 44 * DAY, "alert"),
        # From nine to five on working days: the night and the weekend are no silence, a Monday without news is.
        ([n * HOUR for n in range(39 * 24) if n // 24 % 7 < 5 and 9 <= n % 24 < 17], 39 * DAY + 8 * HOUR, "well"),
        ([n * HOUR for n in range(40 * 24) if n // 24 % 7 < 5 and 9 <= n % 24 < 17], 42 * DAY + 9 * HOUR, "well"),
        ([n * HOUR for n in range(40 * 24) if n // 24 % 7 < 5 and 9 <= n % 24 < 17], 44 * DAY, "alert"),
    ],
)
def test_silence_is_judged_by_the_outlets_own_rhythm(times: list[timedelta], until: timedelta, state: str) -> None:
    verdict = judge_silence("post", [START + time for time in times], START, START + until, outlets=2)
    assert verdict.state == state, verdict.reason
    assert verdict.points == len(times)


@dataclass(frozen=True)
class Series:
    """Articles of an outlet, with running sums of what a measure is made of."""

    sums: tuple[Numbers, ...]

    @classmethod
    def of(cls, x: Numbers, n: Numbers) -> Series:
        return cls(tuple(np.concatenate([[0.0], np.cumsum(part)]) for part in (x, n, x * x, x * n, n * n)))

    def part(self, start: int, end: int) -> Sums:
        return Sums(end - start, *(float(part[end] - part[start]) for part in self.sums))


def claims(mean: float, articles: int, random: np.random.Generator) -> Numbers:
    """Return the claims of each article: some have many, some have none."""
    return random.poisson(mean * random.gamma(1.5, 1 / 1.5, articles)).astype(float)


def part_of(whole: Numbers, a: float, b: float, random: np.random.Generator) -> Numbers:
    """Return how many of each article's are such: a share that differs from article to article."""
    return random.binomial(whole.astype(int), random.beta(a, b, len(whole))).astype(float)


def stationary(articles: int, random: np.random.Generator) -> Iterator[tuple[Measure, Series]]:
    """Yield the measures of an outlet at which nothing changes."""
    told, matched, one = (
        claims(random.uniform(1, 8), articles, random),
        random.poisson(2 * random.gamma(0.5, 2, articles)).astype(float),
        np.ones(articles),
    )
    yield MEASURE["claims_per_article"], Series.of(told, one)
    yield MEASURE["unknown_speakers"], Series.of(part_of(told, 2, 6, random), told)
    yield MEASURE["unsure_matches"], Series.of(part_of(matched, 1, 3, random), matched)
    yield MEASURE["incomplete_texts"], Series.of((random.random(articles) < random.uniform(0, 0.3)) * 1.0, one)
    yield MEASURE["undated_articles"], Series.of((random.random(articles) < random.choice([0, 0.01, 0.2])) * 1.0, one)


def test_no_more_than_one_drift_a_month_is_seen_where_nothing_changes() -> None:
    random = np.random.default_rng(6)
    alarms = 0
    for rate in rates(random):
        for measure, series in stationary(int(rate * (YEAR + BEFORE)), random):
            standing = False
            for day in range(BEFORE, YEAR + BEFORE, 2):
                end = int(rate * day)
                begin = max(end - RECENT, int(rate * (day - 30)), 0)
                before = max(begin - 10 * RECENT, int(rate * (day - 120)), 0)
                state = judge_drift(
                    measure, "post", series.part(begin, end), series.part(before, begin), tests=5 * OUTLETS + 5
                ).state
                alarms += state == "alert" and not standing
                standing = state == "alert" or (standing and state != "well")
    assert alarms <= 12


def seen_after(measure: Measure, x: Numbers, n: Numbers, change: int) -> int | None:
    """Return how many articles after the change the alert comes."""
    series = Series.of(x, n)
    for end in range(change + 5, len(x), 5):
        begin = end - RECENT
        recent, before = series.part(begin, end), series.part(max(begin - 10 * RECENT, 0), begin)
        if judge_drift(measure, "post", recent, before, tests=5 * OUTLETS + 5).state == "alert":
            return end - change
    return None


@pytest.mark.parametrize("mean", [2, 4, 8])
def test_half_the_claims_are_seen_within_one_and_a_half_hundred_articles(mean: float) -> None:
    random = np.random.default_rng(7)
    for _ in range(10):
        x = np.concatenate([claims(mean, 1650, random), claims(mean / 2, 150, random)])
        found = seen_after(MEASURE["claims_per_article"], x, np.ones(1800), 1650)
        assert found is not None
        assert found > 10, "a handful of articles is no drift"


def test_twice_the_unknown_speakers_are_seen_within_a_hundred_articles() -> None:
    random = np.random.default_rng(8)
    told = claims(6, 1750, random)
    x = np.concatenate([part_of(told[:1650], 2, 6, random), part_of(told[1650:], 4, 4, random)])
    assert seen_after(MEASURE["unknown_speakers"], x, told, 1650) is not None


def shares(articles: int, such: int) -> Sums:
    return Sums(articles, such, articles, such, such, articles)


@pytest.mark.parametrize(
    ("recent", "before", "state"),
    [
        (shares(49, 49), shares(1500, 0), "too little"),
        (shares(150, 150), shares(149, 0), "too little"),
        (shares(150, 0), shares(1500, 0), "well"),
        (shares(150, 150), shares(1500, 1500), "well"),
        (shares(150, 3), shares(1500, 15), "well"),
        (shares(150, 12), shares(1500, 15), "unclear"),  # beyond chance, and less than a tenth
        (shares(150, 60), shares(1500, 150), "alert"),
        (shares(150, 150), shares(1500, 0), "alert"),
        (shares(150, 0), shares(1500, 1500), "alert"),
        (Sums(150, 0, 0, 0, 0, 0), shares(1500, 0), "too little"),  # nothing that could be such
    ],
)
def test_the_state_of_a_measure(recent: Sums, before: Sums, state: str) -> None:
    verdict = judge_drift(MEASURE["incomplete_texts"], "post", recent, before, tests=305)
    assert verdict.state == state, verdict.reason
    assert verdict.points == recent.articles + before.articles


def test_claims_that_come_together_count_for_less() -> None:
    alone = signed_root(shares(600, 300), shares(6000, 1800), share=True)
    # The same claims, but all of an article's six are of one kind.
    recent, before = Sums(100, 300, 600, 1800, 1800, 3600), Sums(1000, 1800, 6000, 10800, 10800, 36000)
    together = signed_root(recent, before, share=True)
    assert together == pytest.approx(alone / 6**0.5, rel=0.01)


def feed(failures: int, since: timedelta | None, requests: int = 9) -> FeedState:
    failing = None if since is None else START - since
    return FeedState("post", "https://post.example/feed", "", failures, "503", START, None, requests, failing)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (feed(0, None, 0), "too little"),
        (feed(0, None), "well"),
        (feed(1, 2 * HOUR), "unclear"),
        (feed(9, 23 * HOUR), "unclear"),
        (feed(2, 9 * DAY), "unclear"),
        (feed(3, 24 * HOUR), "alert"),
    ],
)
def test_a_feed_is_failing_after_a_day_and_some_requests(state: FeedState, expected: str) -> None:
    assert judge_feed(state, START).state == expected


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], "too little"),
        (["running"], "too little"),
        (["done", "failed"], "well"),
        (["running", "done"], "well"),
        (["failed", "done"], "alert"),
        (["running", "killed"], "alert"),
    ],
)
def test_the_last_run_that_has_ended_counts(statuses: list[str], expected: str) -> None:
    assert judge_runs([Ran(START, None, status, "1", {}) for status in statuses]).state == expected


def test_what_was_new_in_a_run() -> None:
    assert fresh_counts({"claims": 5, "pages": 3, "skipped": 1}, {"claims": 2, "pages": 3, "skipped": 2}) == {
        "claims": 3,
        "skipped": -1,
    }
