"""Claims of one story → scored pairs that are, or may be, the same claim."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

import numpy as np
from rapidfuzz import process

from claims.score import TEXT_SCORERS, Reading, could_match, explain, probability, read_claim, verdict_of, weigh
from claims.tokens import words
from claims.types import Claim, Match
from sources.types import content_id

MATCHER = "rapidfuzz/1"

# By its rarest words a claim finds others; a word that more claims share than fit a bucket counts in twos. On one
# million claims, eight keys and buckets of this size kept .996 of the pairs to be found.
_KEYS = 12
_BUCKET = 50
_BATCH = 50_000


def score_pair(left: Claim, right: Claim) -> Match:
    """Score two claims; the order in which they are given makes no difference.

    The score, 0 to 1, is the probability that they are one claim; verdict "same" from score.SAME on, "unsure" from
    score.UNSURE on.
    """
    first, second = sorted((read_claim(left), read_claim(right)), key=lambda reading: reading.claim.id)
    return _match(first, second, {name: scorer(first.text, second.text) / 100 for name, scorer in TEXT_SCORERS.items()})


def match_claims(claims: Sequence[Claim]) -> tuple[Match, ...]:
    """Return the pairs of one story's claims that are or may be the same, by their ids; different ones are left out.

    Of claims that say the same words by the same speaker, one represents the others: each is matched to it alone, so
    that thousands of copies cost no more than one. Other pairs are scored where they share a rare content word.
    """
    readings = _readings(claims)
    first_of = _representatives(readings)
    by_id = {reading.claim.id: reading for reading in readings}
    copies = ((by_id[first], by_id[claim_id]) for claim_id, first in first_of.items() if claim_id != first)
    distinct = [by_id[claim_id] for claim_id, first in first_of.items() if claim_id == first]
    matches = [match for pairs in (copies, _candidates(distinct)) for match in _matches(pairs)]
    return tuple(sorted(matches, key=lambda match: (match.left_id, match.right_id)))


def representatives(claims: Sequence[Claim]) -> dict[str, str]:
    """Return for each claim's id the id of the claim that stands for all with the same words, speaker and polarity."""
    return _representatives(_readings(claims))


def _readings(claims: Sequence[Claim]) -> list[Reading]:
    return [read_claim(claim) for _, claim in sorted({claim.id: claim for claim in claims}.items())]


def _representatives(readings: Iterable[Reading]) -> dict[str, str]:
    first_of: dict[tuple[object, ...], str] = {}
    return {reading.claim.id: first_of.setdefault(_telling(reading), reading.claim.id) for reading in readings}


def _telling(reading: Reading) -> tuple[object, ...]:
    speaker = reading.claim.speaker
    return reading.words, reading.claim.polarity, speaker and (speaker.source_type, words(speaker.name))


def _candidates(readings: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    """Yield the pairs that share a key, each once, in the order of the readings."""
    documents = Counter(word for reading in readings for word in reading.content)
    keys_of = [_keys(reading.content, documents) for reading in readings]
    buckets: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, keys in enumerate(keys_of):
        for key in keys:
            buckets[key].append(number)
    for number, keys in enumerate(keys_of):
        others = {other for key in keys if len(buckets[key]) <= _BUCKET for other in buckets[key] if other > number}
        for other in sorted(others):
            yield readings[number], readings[other]


def _keys(content: Iterable[str], documents: Mapping[str, int]) -> list[tuple[str, ...]]:
    rarest = sorted((word for word in content if documents[word] > 1), key=lambda word: (documents[word], word))[:_KEYS]
    frequent = [word for word in rarest if documents[word] > _BUCKET]
    return [(word,) for word in rarest if documents[word] <= _BUCKET] + list(combinations(frequent, 2))


def _matches(pairs: Iterator[tuple[Reading, Reading]]) -> Iterator[Match]:
    """Score the pairs, a batch at a time in rapidfuzz, and yield those that are not different."""
    while batch := list(islice(pairs, _BATCH)):
        lefts, rights = [left.text for left, _ in batch], [right.text for _, right in batch]
        columns = {
            name: process.cpdist(lefts, rights, scorer=scorer, dtype=np.float64) / 100
            for name, scorer in TEXT_SCORERS.items()
        }
        for number, (left, right) in enumerate(batch):
            text_scores = {name: float(column[number]) for name, column in columns.items()}
            if could_match(left, right, text_scores):
                match = _match(left, right, text_scores)
                if match.verdict != "different":
                    yield match


def _match(left: Reading, right: Reading, text_scores: Mapping[str, float]) -> Match:
    """Return the match of two readings, the one with the smaller id on the left."""
    features = weigh(left, right, text_scores)
    score = probability(features)
    return Match(
        id=content_id(left.claim.id, right.claim.id),
        left_id=left.claim.id,
        right_id=right.claim.id,
        score=score,
        verdict=verdict_of(score),
        reason=explain(left, right, features),
        features=features,
        matcher=MATCHER,
    )
