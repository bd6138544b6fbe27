"""Figures: how well scores rank, retrieve, and mean what they say, reckoned as ../shared/score/matching.py does.

Average precision takes ties together; retrieval counts queries with something relevant. Expected calibration error
(Naeini, Cooper and Hauskrecht 2015) is over equally wide bins of the probability.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINS = 10
DRAWS, SEED = 2_000, 13

Floats = NDArray[np.float64]


class Bin(NamedTuple):
    """A tenth of the probabilities: how many pairs are in it, what they say on average, and how many are the same."""

    pairs: int
    said: float
    true: float


class Retrieval(NamedTuple):
    """Figures of retrieval, each 0 to 1."""

    map5: float
    first: float  # share of queries whose first one is relevant
    recall20: float


def average_precision(labels: Sequence[int], scores: ArrayLike) -> float:
    """Return the area under precision over recall, 0 to 1; pairs of equal score come in together."""
    truth, score = np.asarray(labels, np.float64), np.asarray(scores, np.float64)
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.diff(score[order], append=-np.inf))
    hits = np.cumsum(truth[order])[ends]
    precision = hits / (ends + 1)
    return float(np.sum(precision * np.diff(hits, prepend=0.0)) / max(1.0, truth.sum()))


def accuracy(labels: Sequence[int], said: Sequence[bool]) -> float:
    """Return the share of pairs whose verdict is right."""
    return float(np.mean(np.asarray(labels, bool) == np.asarray(said, bool)))


def best_f1(labels: Sequence[int], scores: ArrayLike) -> float:
    """Return F1 at the threshold that is best on these very pairs."""
    truth, score = np.asarray(labels, np.float64), np.asarray(scores, np.float64)
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.diff(score[order], append=-np.inf))
    return float(np.max(2 * np.cumsum(truth[order])[ends] / (ends + 1 + truth.sum())))


def retrieval(relevant: Sequence[Collection[str]], ranked: Sequence[Sequence[str]]) -> Retrieval:
    """Return the figures of rankings, best first, of which each has its query's relevant ids beside it."""
    rows = [_one_query(set(wanted), found) for wanted, found in zip(relevant, ranked, strict=True) if wanted]
    return Retrieval(*(float(value) for value in np.mean(rows, axis=0)))


def _one_query(wanted: set[str], found: Sequence[str]) -> tuple[float, float, float]:
    hits, precision = 0, 0.0
    for place, id_ in enumerate(found[:5], 1):
        if id_ in wanted:
            hits += 1
            precision += hits / place
    first = float(bool(found) and found[0] in wanted)
    return precision / min(5, len(wanted)), first, len(wanted & set(found[:20])) / len(wanted)


def reliability(labels: Sequence[int], probabilities: ArrayLike, bins: int = BINS) -> list[Bin]:
    """Return what each bin of probabilities comes to; an empty one has 0 pairs."""
    truth, said = np.asarray(labels, np.float64), np.asarray(probabilities, np.float64)
    place = np.minimum((said * bins).astype(int), bins - 1)
    return [
        Bin(number, *(float(values[place == which].mean()) if number else 0.0 for values in (said, truth)))
        for which in range(bins)
        for number in [int(np.sum(place == which))]
    ]


def calibration_error(labels: Sequence[int], probabilities: ArrayLike, bins: int = BINS) -> float:
    """Return the mean distance between what probabilities say and what is so, by bin, weighted by pairs."""
    found = reliability(labels, probabilities, bins)
    return sum(one.pairs * abs(one.said - one.true) for one in found) / max(1, sum(one.pairs for one in found))


def noise_floor(probabilities: ArrayLike, bins: int = BINS) -> float:
    """Return the calibration error to be expected of a perfectly calibrated model that says these probabilities.

    So few pairs never come out at 0: labels are drawn by the probabilities, over and over, and the mean is returned.
    """
    said = np.asarray(probabilities, np.float64)
    drawn = np.random.default_rng(SEED).random((DRAWS, len(said))) < said
    place = np.minimum((said * bins).astype(int), bins - 1)
    member = np.eye(bins)[place]
    off = np.abs((drawn - said) @ member)
    return float(off.sum(axis=1).mean() / max(1, len(said)))
