"""Pairs of claims → matches: scored, with the evidence and the reason."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from claims.candidates import pairs_of_story
from claims.encoder import Vectors, load_encoder
from claims.features import nearness, order_features, pair_scores, text_scores, word_features
from claims.keys import Keys, find_keys
from claims.reading import Reading, read_claim
from claims.reason import explain
from claims.score import Weights, load_weights
from claims.types import Claim, Match, Verdict
from sources.types import content_id

MATCHER = "additive/1"  # the version of features, weights and candidates; a change of any raises it

# Log-odds that meaning and words in common have to leave a pair with.
PROMISING = -2.6

_BATCH = 20_000

ReadingPair = tuple[Reading, Reading]


def read_claims(
    claims: Sequence[Claim],
    vectors: Mapping[str, Vectors] | None = None,
    contexts: Mapping[str, Vectors] | None = None,
) -> dict[str, Reading]:
    """Return the claims' readings by id.

    Vectors, by claim id, are worked out where they are not given; contexts are the vectors of articles, by version id.
    """
    known = vectors if vectors is not None else encode_claims(claims)
    around = contexts or {}
    return {claim.id: read_claim(claim, known[claim.id], around.get(claim.version_id)) for claim in claims}


def encode_claims(claims: Sequence[Claim]) -> dict[str, Vectors]:
    """Return the vector of each claim's wording, by claim id."""
    return dict(zip((one.id for one in claims), load_encoder().encode([one.wording for one in claims]), strict=True))


def score_pair(left: Claim, right: Claim) -> Match:
    """Score two claims; the order in which they are given makes no difference.

    The score, 0 to 1, is the probability that they are one claim.
    """
    readings = read_claims([left, right])
    first, second = ordered(readings[left.id], readings[right.id])
    return _match(first, second, load_weights(), {**pair_scores(first, second), **word_features(first, second)})


def match_claims(
    claims: Sequence[Claim],
    story_id: str = "",
    vectors: Mapping[str, Vectors] | None = None,
    contexts: Mapping[str, Vectors] | None = None,
) -> tuple[Match, ...]:
    """Return the pairs of one story's claims that are or may be the same, by their ids; different ones are left out.

    Of claims that nothing tells apart one represents the others: each is matched to it alone, so that thousands of
    copies cost no more than one. Other pairs are scored where `pairs_of_story` finds them.
    """
    distinct = [claim for _, claim in sorted({claim.id: claim for claim in claims}.items())]
    readings = read_claims(distinct, vectors, contexts)
    keys_of = {claim.id: find_keys(claim, story_id) for claim in distinct}
    first_of = _first_of(keys_of.values())
    copies = [(readings[first], readings[other]) for other, first in first_of.items() if other != first]
    tellings = [readings[one] for one, first in first_of.items() if one == first]
    keys = [keys_of[reading.claim.id] for reading in tellings]
    stacked = np.stack([reading.vector for reading in tellings]) if tellings else np.zeros((0, 0), np.float32)
    pairs, _ = pairs_of_story(keys, stacked)
    candidates = [ordered(tellings[left], tellings[right]) for left, right in pairs]
    matches = score_readings([*copies, *candidates])
    return tuple(sorted(matches, key=lambda match: (match.left_id, match.right_id)))


def representatives(claims: Sequence[Claim], story_id: str = "") -> dict[str, str]:
    """Return for each claim's id the id of the claim that stands for all that nothing tells apart from it."""
    distinct = sorted({claim.id: claim for claim in claims}.items())
    return _first_of(find_keys(claim, story_id) for _, claim in distinct)


def _first_of(keys: Iterable[Keys]) -> dict[str, str]:
    """Return for each claim's id the first of those given that have its telling."""
    first_of: dict[str, str] = {}
    return {one.claim_id: first_of.setdefault(one.telling, one.claim_id) for one in keys}


def score_readings(pairs: Iterable[ReadingPair], *, all_of_them: bool = False) -> Iterator[Match]:
    """Score the pairs, the one with the smaller id on the left, and yield those that are not different, or all of them.

    Many at a time are first scored by what is quick to work out; the rest is worked out for those alone that could
    still be more than different. That spares most pairs most of the work, and never one that is the same or unsure.
    """
    weights, supply = load_weights(), iter(pairs)
    best_of_rest: float | None = None  # the most that all which is not known by then could add
    while batch := list(islice(supply, _BATCH)):
        columns = text_scores([left for left, _ in batch], [right for _, right in batch])
        for number in range(len(batch)) if all_of_them else np.flatnonzero(_possible(columns, weights)):
            left, right = batch[number]
            quick = {name: float(column[number]) for name, column in columns.items()}
            known = {**quick, **word_features(left, right)}
            if best_of_rest is None:
                best_of_rest = _best_without(known, weights)
            if all_of_them or weights.bias + best_of_rest + _adds(known, weights) >= weights.least:
                match = _match(left, right, weights, known)
                if all_of_them or match.verdict != "different":
                    yield match


def promising(left: Reading, right: Reading) -> bool:
    """Tell whether what is quickest to work out, meaning and words in common, leaves a pair a chance.

    Unlike what `score_readings` spares itself, this loses something: on 149,233 pairs of real claims none of the 770
    that are the same, .4 percent of those that may be, for a sixth of the pairs.
    """
    weights = load_weights()
    known = {"meaning": nearness(left, right), **word_features(left, right)}
    return weights.bias + _adds(known, weights) >= PROMISING


def _possible(columns: Mapping[str, NDArray[np.float64]], weights: Weights) -> NDArray[np.bool_]:
    """Tell for each pair whether it could be more than different if all that is not known yet spoke for it."""
    most = weights.bias + _best_without(columns, weights)
    log_odds = sum((weights.curves[name].adds_for_all(column) for name, column in columns.items()), start=most)
    return np.asarray(log_odds >= weights.least)


def _best_without(known: Container[str], weights: Weights) -> float:
    """Return the most that the features which are not known could add."""
    return sum(curve.best for name, curve in weights.curves.items() if name not in known)


def _adds(known: Mapping[str, float], weights: Weights) -> float:
    """Return what the features that are known add."""
    return sum(weights.curves[name].adds_for(value) for name, value in known.items())


def ordered(left: Reading, right: Reading) -> ReadingPair:
    """Return two readings as a pair is scored: the one of the smaller id first."""
    return (left, right) if left.claim.id <= right.claim.id else (right, left)


def _match(left: Reading, right: Reading, weights: Weights, known: Mapping[str, float]) -> Match:
    """Return the match of two readings, the one with the smaller id on the left."""
    features = weights.weigh({**known, **order_features(left, right)})
    score = weights.probability(features)
    return Match(
        id=content_id(left.claim.id, right.claim.id),
        left_id=left.claim.id,
        right_id=right.claim.id,
        score=score,
        verdict=_verdict(left, right, weights.verdict(score)),
        reason=explain(left, right, features),
        features=features,
        matcher=MATCHER,
    )


def _verdict(left: Reading, right: Reading, verdict: Verdict) -> Verdict:
    """Return the verdict, at most unsure for two claims without a word that means anything: "no", "12 and 40"."""
    if not (left.words and right.words):
        return "different"
    return "unsure" if verdict == "same" and not (left.content or right.content) else verdict
