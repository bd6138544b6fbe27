"""The project's gold pairs (tests/gold/pairs): is it one claim, do probabilities mean what they say, what changed.

Hand-made pairs are hard on purpose, and most of what matching sees is not. So probabilities are looked at on these, and
on all pairs of one event's claims that come to be scored, of which most are not the same ("strangers").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from benchmarks.matching import changes
from benchmarks.matching.measures import Bin, accuracy, average_precision, calibration_error, noise_floor, reliability
from benchmarks.matching.pairs import ReadPair, by_event, load_records, read_pairs
from benchmarks.matching.sentences import log_odds
from claims.candidates import pairs_of_story
from claims.encoder import Encoder, load_encoder
from claims.keys import find_keys
from claims.score import load_weights
from claims.types import Claim
from training.matching.examples import examples_of

ALIKE = 70  # token_set_ratio from which two claims of one event may be the same after all: nobody has looked

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far probabilities are from what is so, over all pairs of a kind."""

    pairs: int
    error: float  # expected calibration error, 10 bins
    noise: float  # what a perfectly calibrated model would show on so many pairs
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class PartFigures:
    """What a part of the gold comes to."""

    pairs: int
    average_precision: float
    accuracy: float
    token_set: float  # average precision of rapidfuzz's token_set_ratio
    hand_made: Calibration
    scored: Calibration  # all pairs that come to be scored, strangers too
    changes: changes.Scores


def measure(part: str, *, most: int | None = None) -> PartFigures:
    """Return the figures of a part, "tune" or "kept"; of its first pairs alone, where `most` is given."""
    pairs = read_pairs(load_records(part)[:most])
    labels = [int(pair.gold.same) for pair in pairs]
    told = [(pair.left, pair.right) for pair in pairs]
    encoder = load_encoder()
    proposed = candidates(pairs, encoder)
    others = [pair for pair in strangers(pairs) if _key(*pair) in proposed]
    found = _probabilities([*told, *others], pairs, encoder)
    truths = [*labels, *([0] * len(others))]
    scored = [at for at, pair in enumerate([*told, *others]) if _key(*pair) in proposed]
    hand_made, same = found[: len(told)], load_weights().same
    ratios = [fuzz.token_set_ratio(left.wording, right.wording) for left, right in told]
    return PartFigures(
        pairs=len(pairs),
        average_precision=average_precision(labels, hand_made),
        accuracy=accuracy(labels, [bool(one >= same) for one in hand_made]),
        token_set=average_precision(labels, ratios),
        hand_made=_calibration(labels, hand_made),
        scored=_calibration([truths[at] for at in scored], found[scored]),
        changes=changes.score(pairs),
    )


def candidates(pairs: Sequence[ReadPair], encoder: Encoder) -> set[frozenset[str]]:
    """Return the pairs of claims' ids that matching would score, were each event a story."""
    found: set[frozenset[str]] = set()
    for event, members in by_event(pairs).items():
        claims = list({claim.id: claim for pair in members for claim in (pair.left, pair.right)}.values())
        vectors = encoder.encode([claim.wording for claim in claims])
        numbers, _ = pairs_of_story([find_keys(claim, event) for claim in claims], vectors)
        found |= {_key(claims[left], claims[right]) for left, right in numbers.tolist()}
    return found


def strangers(pairs: Sequence[ReadPair]) -> Iterator[tuple[Claim, Claim]]:
    """Yield the pairs of claims of one event that no gold pair holds, less those alike enough to be the same."""
    for event in by_event(pairs).values():
        for one, other in combinations(event, 2):
            for left in (one.left, one.right):
                for right in (other.left, other.right):
                    if fuzz.token_set_ratio(left.wording, right.wording) < ALIKE:
                        yield left, right


def figures(found: PartFigures) -> dict[str, float]:
    """Return the figures that have floors, better where higher: what is off is taken from 1."""
    return {
        "average precision": found.average_precision,
        "accuracy": found.accuracy,
        "calibration, hand-made": 1 - found.hand_made.error,
        "calibration, scored": 1 - found.scored.error,
        **changes.figures(found.changes),
    }


def _key(left: Claim, right: Claim) -> frozenset[str]:
    return frozenset((left.id, right.id))


def _probabilities(told: Sequence[tuple[Claim, Claim]], pairs: Sequence[ReadPair], encoder: Encoder) -> Floats:
    texts = {id_: text for pair in pairs for id_, text in pair.texts.items()}
    weights = load_weights()
    return log_odds(weights.curves, examples_of("gold", told, [0] * len(told), encoder, texts), weights.bias)


def _calibration(labels: Sequence[int], found: Floats) -> Calibration:
    error, bins = calibration_error(labels, found), tuple(reliability(labels, found))
    return Calibration(len(labels), error, noise_floor(found), bins)
