"""Has what is found in articles changed? The last articles of an outlet against those before them.

Every measure is a ratio of two sums over articles: claims per article, claims of unknown speakers per claim. Claims of
one article are alike, so counts are divided by the design effect (J. N. K. Rao and A. J. Scott, "A simple method for
the analysis of clustered binary data", Biometrics 1992) before a likelihood-ratio test of two proportions, or of two
Poisson rates; its signed root is standard normal also where counts are small. An alert takes a difference that matters
besides one that is beyond chance, by Bonferroni's correction over all tests of a round.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from flows.verdict import Detector, State, Verdict

LEAST_RECENT, LEAST_BEFORE = 50, 150  # articles
ALPHA = 0.005  # of a false alarm in one round of tests; a year has hundreds, of windows that overlap

_UNCLEAR = 0.6  # of the limit: what has been an alert is one until it falls below
_SHARE, _RATE = 0.1, 1.5  # the least difference of shares, and the least factor between rates


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over some articles of x and n, of which x / n is the measure, and of their squares and product."""

    articles: int
    x: float
    n: float
    xx: float
    xn: float
    nn: float

    @property
    def ratio(self) -> float:
        """Return the measure, 0 where there is nothing to measure."""
        return self.x / self.n if self.n else 0.0

    @property
    def spread(self) -> float:
        """Return the sum of squares of what each article's x is off the measure."""
        return max(self.xx - 2 * self.ratio * self.xn + self.ratio**2 * self.nn, 0.0)


@dataclass(frozen=True, slots=True)
class Measure:
    """What one detector watches."""

    detector: Detector
    words: str  # what the measure is, for people
    share: bool = True  # whether x is part of n; else x is a count per n


MEASURES = (
    Measure("claims_per_article", "claims per article", share=False),
    Measure("unknown_speakers", "share of claims with an unknown speaker"),
    Measure("unsure_matches", "share of matches that are unsure"),
    Measure("incomplete_texts", "share of incomplete texts"),
    Measure("undated_articles", "share of articles without a date"),
)


def judge_drift(measure: Measure, subject: str, recent: Sums, before: Sums, *, tests: int) -> Verdict:
    """Return whether the measure has changed, in one of so many tests of a round."""
    enough = min(recent.articles, recent.n) >= LEAST_RECENT and min(before.articles, before.n) >= LEAST_BEFORE
    if not enough:
        reason = f"{recent.articles} articles against {before.articles}; {LEAST_RECENT} and {LEAST_BEFORE} are needed"
        return Verdict(measure.detector, subject, "too little", reason, recent.articles + before.articles)
    z, limit = signed_root(recent, before, share=measure.share), NormalDist().inv_cdf(1 - ALPHA / (2 * max(tests, 1)))
    state: State = "well"
    if abs(z) > _UNCLEAR * limit:
        state = "alert" if abs(z) > limit and _matters(measure, recent.ratio, before.ratio) else "unclear"
    reason = (
        f"{measure.words}: {recent.ratio:.2f} in the last {recent.articles} articles, {before.ratio:.2f} in the "
        f"{before.articles} before (z = {z:+.1f}, limit {limit:.1f})"
    )
    return Verdict(measure.detector, subject, state, reason, recent.articles + before.articles)


def signed_root(recent: Sums, before: Sums, *, share: bool) -> float:
    """Return the signed root of the likelihood ratio of two measures against one, with the design effect taken out."""
    pooled = (recent.x + before.x) / (recent.n + before.n)
    by_chance = sum(one.ratio * (1 - one.ratio if share else 1) * one.n for one in (recent, before))
    effect = max((recent.spread + before.spread) / by_chance, 1.0) if by_chance > 0 else 1.0
    gain = sum(_likelihood(one, one.ratio, share=share) - _likelihood(one, pooled, share=share)
               for one in (recent, before))  # fmt: skip
    return math.copysign(math.sqrt(max(2 * gain / effect, 0.0)), recent.ratio - before.ratio)


def _likelihood(sums: Sums, ratio: float, *, share: bool) -> float:
    """Return the logarithm of how likely the sums are by this ratio, up to what does not depend on it."""
    if not share:
        return _log(sums.x, ratio) - sums.n * ratio
    return _log(sums.x, ratio) + _log(sums.n - sums.x, 1 - ratio)


def _log(count: float, ratio: float) -> float:
    return count * math.log(ratio) if count > 0 else 0.0


def _matters(measure: Measure, recent: float, before: float) -> bool:
    if measure.share:
        return abs(recent - before) >= _SHARE
    low, high = sorted((recent, before))
    return high >= _RATE * low
