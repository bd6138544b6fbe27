"""Pairs of claims → matches: scored, with the evidence and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import inf

import numpy as np
from numpy.typing import NDArray

from claims.candidates import pairs_of_story
from claims.encoder import Vectors, load_encoder
from claims.features import QUICK, REST, Columns, Pairs, all_features, limits
from claims.keys import Keys, find_keys
from claims.matches import Matches
from claims.overlap import Numbers, Scores
from claims.reading import Reading, read_claim
from claims.reason import explain
from claims.score import Weights, load_weights
from claims.table import Table
from claims.types import Claim, Match, Verdict
from sources.types import content_id

MATCHER = "additive/3"  # the version of features, weights, candidates and changes; a change of any raises it

# Log-odds that meaning and words in common have to leave a pair with.
PROMISING = -2.6

_BATCH = 20_000  # pairs
_ROUNDING = 1e-9  # log-odds by which a sum may be off that is added up in another order
_VERDICTS: tuple[Verdict, ...] = ("different", "unsure", "same")

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
    [match] = score_readings([ordered(readings[left.id], readings[right.id])], all_of_them=True)
    return match


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
    keys = [keys_of[reading.claim_id] for reading in tellings]
    stacked = np.stack([reading.vector for reading in tellings]) if tellings else np.zeros((0, 0), np.float32)
    pairs, _ = pairs_of_story(keys, stacked)
    candidates = [ordered(tellings[left], tellings[right]) for left, right in pairs.tolist()]
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

    It is `score_pairs` for readings that are in no table.
    """
    supply = iter(pairs)
    while batch := list(islice(supply, _BATCH)):
        readings = list({id(one): one for pair in batch for one in pair}.values())
        places = {id(one): place for place, one in enumerate(readings)}
        numbers = np.array([[places[id(one)] for one in pair] for pair in batch], np.int64)
        yield from score_pairs(Pairs(Table(readings), numbers[:, 0], numbers[:, 1]), all_of_them=all_of_them)


def score_pairs(pairs: Pairs, *, all_of_them: bool = False, promising: bool = False) -> Matches:
    """Score the pairs, the one with the smaller id on the left; return those that are not different, or all of them.

    Features are worked out one after the other, the quickest first, and the rest for those pairs alone that could still
    be more than different. That spares most pairs most of the work, and never one that is the same or unsure.

    With `promising`, pairs that meaning and words in common leave with less than PROMISING are spared the rest as well.
    That loses something: on 149,274 pairs of real claims none of the 817 that are the same, .5 percent of those that
    are or may be.
    """
    weights = load_weights()
    pairs, known = (
        (pairs, all_features(pairs)) if all_of_them else _work_out(pairs, weights, PROMISING if promising else -inf)
    )
    values, adds = weights.weigh(known)
    scores = weights.probabilities(adds)
    verdicts = _verdicts(pairs, scores, weights)
    kept = np.flatnonzero(all_of_them | (verdicts > 0))
    return _matches(pairs.chosen(kept), values[kept], adds[kept], scores[kept], verdicts[kept])


def _work_out(pairs: Pairs, weights: Weights, promising: float) -> tuple[Pairs, Columns]:
    """Return all features of those pairs that could be more than different, and that leave QUICK with so much."""
    found = [step(pairs) for step in QUICK]
    log_odds = sum((_adds(columns, weights) for columns in found), np.full(len(pairs.lefts), weights.bias))
    pairs, log_odds, known = _chosen(log_odds >= promising, pairs, log_odds, found[0] | found[1])
    most = limits(pairs)
    for step in REST:
        possible = log_odds + _most_of_rest(known, most, weights) >= weights.least - _ROUNDING
        pairs, log_odds, known = _chosen(possible, pairs, log_odds, known)
        most = {name: column[possible] for name, column in most.items()}
        columns = step(pairs)
        known |= columns
        log_odds = log_odds + _adds(columns, weights)
    return pairs, known


def _chosen(which: NDArray[np.bool_], pairs: Pairs, log_odds: Scores, known: Columns) -> tuple[Pairs, Scores, Columns]:
    """Return some of the pairs, with what is known of them."""
    return pairs.chosen(which), log_odds[which], {name: column[which] for name, column in known.items()}


def _most_of_rest(known: Columns, most: Columns, weights: Weights) -> Scores | float:
    """Return the most that the features could add which are not known, some of which come to `most` at most."""
    rest = {name: curve for name, curve in weights.curves.items() if name not in known}
    return sum(curve.most_up_to(most[name]) if name in most else curve.best for name, curve in rest.items())


def _adds(columns: Columns, weights: Weights) -> Scores:
    """Return what features add."""
    return np.asarray(sum(weights.curves[name].adds_for_all(column) for name, column in columns.items()))


def ordered(left: Reading, right: Reading) -> ReadingPair:
    """Return two readings as a pair is scored: the one of the smaller id first."""
    return (left, right) if left.claim_id <= right.claim_id else (right, left)


def _verdicts(pairs: Pairs, scores: Scores, weights: Weights) -> Numbers:
    """Return the verdicts as numbers, at most unsure for two claims without a word that means anything: "no", "12"."""
    table, lefts, rights = pairs
    found = (scores >= weights.unsure).astype(np.int64) + (scores >= weights.same)
    told = np.minimum(table.words.sizes[lefts], table.words.sizes[rights]) > 0
    content = np.maximum(table.content.sizes[lefts], table.content.sizes[rights]) > 0
    return np.where(told, np.minimum(found, 1 + content), 0)


def _matches(pairs: Pairs, values: Scores, adds: Scores, scores: Scores, verdicts: Numbers) -> Matches:
    names = tuple(load_weights().curves)
    both = pairs.readings(np.arange(len(pairs.lefts)))
    said = zip(both, values.tolist(), adds.tolist(), strict=True)
    return Matches(
        ids=[content_id(left.claim_id, right.claim_id) for left, right in both],
        left_ids=[left.claim_id for left, _ in both],
        right_ids=[right.claim_id for _, right in both],
        scores=scores,
        verdicts=[_VERDICTS[verdict] for verdict in verdicts.tolist()],
        reasons=[
            explain(*pair, dict(zip(names, ours, strict=True)), dict(zip(names, its, strict=True)))
            for pair, ours, its in said
        ],
        names=names,
        values=values,
        contributions=adds,
        matcher=MATCHER,
    )
