"""Two readings → what speaks for and against their being one claim: features, each between 0 and 1.

A feature depends on its two claims alone, so that a score stays the same whatever else a story holds, and is the same
whichever of them comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from claims.conflict import agreeing_quantities, conflicting_dates, conflicting_quantities, same_speaker
from claims.idf import idf
from claims.reading import Reading
from claims.types import Claim, DateMention
from claims.wording import differ_in_negation

Scores = NDArray[np.float64]

# rapidfuzz, on folded words with numbers masked: the words of one in the other; all words in any order; the shorter
# within the longer; all characters in order.
TEXT_SCORERS = {
    "token_set": fuzz.token_set_ratio,
    "token_sort": fuzz.token_sort_ratio,
    "partial": fuzz.partial_ratio,
    "ratio": fuzz.ratio,
}
ENOUGH_WORDS = 3  # content words shared: less text is little evidence
LONG_RUN = 12  # words
SHORT_QUOTATION = 4  # words; fewer are borrowed words rather than a quotation
MOST_NUMBERS = 40  # of a claim that are compared, all with all
_WEIGHTY = 30.0  # rarity of a claim of six or so telling words
_NOTHING = 0.5  # where neither has any of what is compared


def text_scores(lefts: Sequence[Reading], rights: Sequence[Reading]) -> dict[str, Scores]:
    """Return what is quick to work out for many pairs at once: the rapidfuzz ratios, and the nearness of meaning."""
    ours, theirs = [one.text for one in lefts], [one.text for one in rights]
    columns = {
        name: process.cpdist(ours, theirs, scorer=scorer, dtype=np.float64) / 100
        for name, scorer in TEXT_SCORERS.items()
    }
    cosines = np.einsum("ij,ij->i", _stacked(lefts), _stacked(rights))
    # Rounded: in which order a sum is added up depends on how many pairs there are.
    return {**columns, "meaning": np.clip(np.round(cosines, 6), 0.0, 1.0)}


def nearness(left: Reading, right: Reading) -> float:
    """Return how near in meaning two claims are, as `text_scores` has it."""
    return min(1.0, max(0.0, round(float(left.vector @ right.vector), 6)))


def _stacked(readings: Sequence[Reading]) -> Scores:
    return np.stack([reading.vector for reading in readings]).astype(np.float64)


def word_features(left: Reading, right: Reading) -> dict[str, float]:
    """Return what sets of words, numbers and names have in common: quick, but pair by pair."""
    shared = left.content & right.content
    rarity = fsum(map(idf, shared))
    few, many = sorted((len(left.content), len(right.content)))
    shorter, longer = sorted((len(left.words), len(right.words)))
    lighter = min(left.weight, right.weight)
    return {
        "shared_words": 2 * len(shared) / max(1, few + many),
        "shared_rarity": 2 * rarity / max(1e-9, left.weight + right.weight),
        "contained": rarity / max(1e-9, lighter),
        "substance": min(len(shared) / ENOUGH_WORDS, 1.0),
        "weight": min(lighter / _WEIGHTY, 1.0),
        "length": shorter / max(1, longer),
        "numbers_shared": _shared(left.numbers, right.numbers),
        "numbers_missing": _missing(left.numbers, right.numbers),
        **_names(left, right),
    }


def order_features(left: Reading, right: Reading) -> dict[str, float]:
    """Return what takes longest to work out: runs of words, n-grams, quotations, what cannot both be right."""
    small, large = sorted((left.grams, right.grams), key=len)
    quoted = longest_run(left.quoted, right.quoted)
    fewer = min(len(left.quoted), len(right.quoted))
    both_quote = fewer >= SHORT_QUOTATION
    held = fuzz.token_set_ratio(" ".join(left.quoted), " ".join(right.quoted)) / 100 if both_quote else 0.0
    return {
        "characters": min(1.0, fsum(weight * large.get(gram, 0.0) for gram, weight in small.items())),
        "run": min(longest_run(left.words, right.words) / LONG_RUN, 1.0),
        "quotation": min(quoted / LONG_RUN, 1.0),
        "quoted_alike": held,
        "other_quotation": float(both_quote and quoted < SHORT_QUOTATION - 1 and held < _NOTHING),
        "context": _context(left, right),
        "negation": float(differ_in_negation(*sorted((left.words, right.words)))),
        **_evidence(left.claim, right.claim),
    }


def longest_run(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Return the length in words of the longest run within a longest common subsequence."""
    one, other = sorted((left, right))  # of several longest subsequences, the same one whichever comes first
    return max((block.size for block in LCSseq.editops(one, other).as_matching_blocks()), default=0)


def all_features(left: Reading, right: Reading, scores: Mapping[str, float]) -> dict[str, float]:
    """Return all features of a pair by name; the scores are those of `text_scores`."""
    return {**scores, **word_features(left, right), **order_features(left, right)}


def pair_scores(left: Reading, right: Reading) -> dict[str, float]:
    """Return the `text_scores` of one pair."""
    return {name: float(column[0]) for name, column in text_scores([left], [right]).items()}


def _evidence(left: Claim, right: Claim) -> dict[str, float]:
    ours, theirs = left.quantities[:MOST_NUMBERS], right.quantities[:MOST_NUMBERS]
    conflict = bool(conflicting_quantities(ours, theirs))
    agree = not conflict and bool(agreeing_quantities(ours, theirs))
    speakers = same_speaker(left.speaker, right.speaker)
    return {
        "numbers_agree": float(agree),
        "numbers_conflict": float(conflict),
        "dates_conflict": float(bool(conflicting_dates(days_inside(left), days_inside(right)))),
        "same_speaker": float(speakers is True),
        "other_speaker": float(speakers is False),
    }


def _context(left: Reading, right: Reading) -> float:
    """Return how near in meaning both articles are; where one is not known, as near as any."""
    if left.context is None or right.context is None:
        return 1.0
    return float(np.clip(np.round(left.context @ right.context, 6), 0.0, 1.0))


def days_inside(claim: Claim) -> list[DateMention]:
    """Return the days that the claim's content names, not those that date its cue."""
    return [day for day in claim.dates if any(part.start <= day.span.start < part.end for part in claim.fragments)]


def _names(left: Reading, right: Reading) -> dict[str, float]:
    """Return how the names compare; a word that begins a sentence is a name where the other has it as one."""
    either = left.names | right.names
    common = (left.names & right.capitals) | (right.names & left.capitals)
    fewer = min(len(left.names), len(right.names))
    held = max(
        len(one.names & other.capitals) for one, other in ((left, right), (right, left)) if len(one.names) == fewer
    )
    return {
        "names_shared": len(common) / len(either) if either else _NOTHING,
        "names_missing": 1 - held / fewer if fewer else 0.0,
    }


def _shared(left: frozenset[str], right: frozenset[str]) -> float:
    either = left | right
    return len(left & right) / len(either) if either else _NOTHING


def _missing(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the share of the smaller set that the other lacks, 0 where one of them is empty."""
    fewer = min(len(left), len(right))
    return 1 - len(left & right) / fewer if fewer else 0.0
