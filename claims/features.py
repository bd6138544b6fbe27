"""Readings → what speaks for and against their being one claim: features of pairs, each between 0 and 1.

Features are worked out for many pairs at once, which are given as numbers of readings in a table: of each pair the
left one and the right one. A feature depends on its two claims alone, so that a score stays the same whatever else a
story holds and whichever pairs are worked out together, and is the same whichever of the two comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from claims.conflict import agreeing_quantities, conflicting_dates, conflicting_quantities, same_speaker
from claims.encoder import Vectors
from claims.overlap import Numbers, Scores, count_shared, longest_streak, weigh_shared
from claims.reading import Reading
from claims.table import Table
from claims.types import Hop
from claims.wording import differ_in_negation

ENOUGH_WORDS = 3  # content words shared: less text is little evidence
LONG_RUN = 12  # words
SHORT_QUOTATION = 4  # words; fewer are borrowed words rather than a quotation
MOST_NUMBERS = 40  # of a claim that are compared, all with all
_WEIGHTY = 30.0  # rarity of a claim of six or so telling words
_NOTHING = 0.5  # where neither has any of what is compared
_BLOCK = 4096  # pairs whose vectors are gathered at once

Columns = dict[str, Scores]


class Pairs(NamedTuple):
    """Pairs of readings, as numbers in a table."""

    table: Table
    lefts: Numbers
    rights: Numbers

    def chosen(self, which: NDArray[np.bool_] | Numbers) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.table, self.lefts[which], self.rights[which])

    def part(self, start: int, end: int) -> Pairs:
        """Return the pairs from one place to another."""
        return Pairs(self.table, self.lefts[start:end], self.rights[start:end])

    def readings(self, which: NDArray[np.bool_] | Numbers) -> list[tuple[Reading, Reading]]:
        """Return the readings of some of the pairs."""
        readings = self.table.readings
        lefts, rights = self.lefts[which].tolist(), self.rights[which].tolist()
        return [(readings[left], readings[right]) for left, right in zip(lefts, rights, strict=True)]


def meaning(pairs: Pairs) -> Columns:
    """Return how near in meaning the claims are."""
    vectors, lengths = pairs.table.vectors
    return {"meaning": _cosines(vectors, lengths, pairs.lefts, pairs.rights)}


def word_features(pairs: Pairs) -> Columns:
    """Return what sets of words, numbers and names have in common."""
    table, lefts, rights = pairs
    sizes, lengths, weights = table.content.sizes, table.words.sizes, table.weights
    shared, rarity = weigh_shared(table.content, table.content, (table.rarity, None), lefts, rights)
    lighter = np.minimum(weights[lefts], weights[rights])
    shorter, longer = np.minimum(lengths[lefts], lengths[rights]), np.maximum(lengths[lefts], lengths[rights])
    ours, theirs = table.numbers.sizes[lefts], table.numbers.sizes[rights]
    numbers = count_shared(table.numbers, table.numbers, lefts, rights)
    return {
        "shared_words": 2 * shared / np.maximum(1, sizes[lefts] + sizes[rights]),
        "shared_rarity": np.minimum(1.0, 2 * rarity / np.maximum(1e-9, weights[lefts] + weights[rights])),
        "contained": np.minimum(1.0, rarity / np.maximum(1e-9, lighter)),
        "substance": np.minimum(shared / ENOUGH_WORDS, 1.0),
        "weight": np.minimum(lighter / _WEIGHTY, 1.0),
        "length": shorter / np.maximum(1, longer),
        "numbers_shared": _share(numbers, ours + theirs - numbers, _NOTHING),
        "numbers_missing": 1 - _share(numbers, np.minimum(ours, theirs), 1.0),
        **_names(pairs),
    }


def _names(pairs: Pairs) -> Columns:
    """Return how the names compare; a word that begins a sentence is a name where the other has it as one."""
    table, lefts, rights = pairs
    ours, theirs = table.names.sizes[lefts], table.names.sizes[rights]
    some = np.flatnonzero(ours + theirs)
    both, our_names, their_names = (np.zeros(len(lefts)) for _ in range(3))
    both[some] = count_shared(table.names, table.names, lefts[some], rights[some])
    our_names[some] = count_shared(table.capitals, table.names, rights[some], lefts[some])
    their_names[some] = count_shared(table.capitals, table.names, lefts[some], rights[some])
    fewer = np.minimum(ours, theirs)
    held = np.maximum(np.where(ours == fewer, our_names, 0), np.where(theirs == fewer, their_names, 0))
    return {
        "names_shared": _share(our_names + their_names - both, ours + theirs - both, _NOTHING),
        "names_missing": 1 - _share(held, fewer, 1.0),
    }


def chain_features(pairs: Pairs) -> Columns:
    """Return how the speakers compare, and the articles."""
    speakers, whose = pairs.table.speakers
    known = _of_each(whose[pairs.lefts], whose[pairs.rights], lambda a, b: _speakers(speakers, a, b))
    return {
        "context": _contexts(pairs),
        "same_speaker": (known > 0).astype(np.float64),
        "other_speaker": (known < 0).astype(np.float64),
    }


def _speakers(speakers: Sequence[Hop | None], lefts: Numbers, rights: Numbers) -> Scores:
    """Return 1 for speakers who are the same, -1 for others, and 0 where that cannot be told."""
    told = (same_speaker(speakers[left], speakers[right]) for left, right in zip(lefts, rights, strict=True))
    return np.array([0 if same is None else 1 if same else -1 for same in told], np.float64)


def _contexts(pairs: Pairs) -> Scores:
    """Return how near in meaning both articles are; where one is not known, as near as any."""
    vectors, lengths, whose = pairs.table.contexts
    ours, theirs = whose[pairs.lefts], whose[pairs.rights]
    known = (ours >= 0) & (theirs >= 0)
    found = np.ones(len(ours))
    found[known] = _of_each(ours[known], theirs[known], lambda a, b: _cosines(vectors, lengths, a, b))
    return found


def characters(pairs: Pairs) -> Columns:
    """Return how alike the character n-grams are."""
    grams, weights = pairs.table.grams
    _, alike = weigh_shared(grams, grams, (weights, weights), pairs.lefts, pairs.rights)
    return {"characters": np.minimum(1.0, alike)}


def ratios(pairs: Pairs) -> Columns:
    """Return how alike the words are: all characters in order, and all words in any order."""
    table = pairs.table
    return {
        "ratio": _scored(table.texts, pairs, fuzz.ratio),
        "token_sort": _scored(table.sorted_texts, pairs, fuzz.ratio),
    }


def set_ratio(pairs: Pairs) -> Columns:
    """Return how much of the words of one is in the other."""
    return {"token_set": _scored(pairs.table.texts, pairs, fuzz.token_set_ratio)}


def runs(pairs: Pairs) -> Columns:
    """Return the longest runs of words in common, and how quotations compare."""
    told = (longest_run(left.words, right.words) for left, right in pairs.readings(np.arange(len(pairs.lefts))))
    found = np.fromiter(told, np.float64, len(pairs.lefts))
    return {"run": np.minimum(found / LONG_RUN, 1.0), **_quotations(pairs)}


def _quotations(pairs: Pairs) -> Columns:
    fewer = np.minimum(pairs.table.quoted[pairs.lefts], pairs.table.quoted[pairs.rights])
    quoted, held = np.zeros(len(fewer)), np.zeros(len(fewer))
    some, both_quote = np.flatnonzero(fewer), fewer >= SHORT_QUOTATION
    quoted[some] = [longest_run(left.quoted, right.quoted) for left, right in pairs.readings(some)]
    held[both_quote] = [
        fuzz.token_set_ratio(" ".join(left.quoted), " ".join(right.quoted)) / 100
        for left, right in pairs.readings(both_quote)
    ]
    other = both_quote & (quoted < SHORT_QUOTATION - 1) & (held < _NOTHING)
    return {
        "quotation": np.minimum(quoted / LONG_RUN, 1.0),
        "quoted_alike": held,
        "other_quotation": other.astype(np.float64),
    }


def part_ratio(pairs: Pairs) -> Columns:
    """Return how much of the shorter claim is within the longer one: by words, which takes a fraction of the time."""
    return {"partial": _scored(pairs.table.split_texts, pairs, fuzz.partial_ratio)}


def contradictions(pairs: Pairs) -> Columns:
    """Return which numbers agree, and what cannot both be right: numbers, days, a claim and its negation."""
    table, lefts, rights = pairs
    size = len(lefts)
    conflict, agree, dates, negation = (np.zeros(size) for _ in range(4))
    numbered = np.flatnonzero(np.minimum(table.quantities[lefts], table.quantities[rights]))
    for at, (left, right) in zip(numbered, pairs.readings(numbered), strict=True):
        ours, theirs = left.quantities[:MOST_NUMBERS], right.quantities[:MOST_NUMBERS]
        conflict[at] = bool(conflicting_quantities(ours, theirs))
        agree[at] = not conflict[at] and bool(agreeing_quantities(ours, theirs))
    dated = np.flatnonzero(np.minimum(table.days[lefts], table.days[rights]))
    for at, (left, right) in zip(dated, pairs.readings(dated), strict=True):
        dates[at] = bool(conflicting_dates(left.days, right.days))
    negated = np.flatnonzero(table.negations[lefts] != table.negations[rights])
    for at, (left, right) in zip(negated, pairs.readings(negated), strict=True):
        negation[at] = differ_in_negation(*sorted((left.words, right.words)))
    return {"negation": negation, "numbers_agree": agree, "numbers_conflict": conflict, "dates_conflict": dates}


def limits(pairs: Pairs) -> Columns:
    """Return what some features come to at most, quick to work out where they are not."""
    table, lefts, rights = pairs
    fewer = np.minimum(table.quoted[lefts], table.quoted[rights])
    streak = np.minimum(longest_streak(table.words, table.words, lefts, rights), table.words.sizes[lefts])
    return {
        "run": np.minimum(streak / LONG_RUN, 1.0),
        "quotation": np.minimum(fewer / LONG_RUN, 1.0),
        "quoted_alike": (fewer >= SHORT_QUOTATION).astype(np.float64),
    }


Step = Callable[[Pairs], Columns]
# All features, the quickest to work out first: whoever needs not all pairs drops some after QUICK and each step more.
QUICK: tuple[Step, Step] = (meaning, word_features)
REST: tuple[Step, ...] = (chain_features, characters, ratios, set_ratio, runs, part_ratio, contradictions)


def all_features(pairs: Pairs) -> Columns:
    """Return all features of the pairs by name."""
    return {name: column for step in QUICK + REST for name, column in step(pairs).items()}


def longest_run(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Return the length in words of the longest run within a longest common subsequence."""
    one, other = sorted((left, right))  # of several longest subsequences, the same one whichever comes first
    return max((block.size for block in LCSseq.editops(one, other).as_matching_blocks()), default=0)


def _scored(texts: Sequence[Sequence[str]], pairs: Pairs, scorer: Callable[..., float]) -> Scores:
    """Return how alike pairs of texts are, in characters or in words, as rapidfuzz's scorer has it."""
    ours, theirs = ([texts[place] for place in side.tolist()] for side in (pairs.lefts, pairs.rights))
    return np.asarray(process.cpdist(ours, theirs, scorer=scorer, dtype=np.float64, workers=-1) / 100, np.float64)


def _cosines(vectors: Vectors, lengths: Scores, lefts: Numbers, rights: Numbers) -> Scores:
    """Return the cosines of pairs of directions; below 0 counts as 0."""
    products = np.zeros(len(lefts))
    for start in range(0, len(lefts), _BLOCK):
        some = slice(start, start + _BLOCK)
        products[some] = np.einsum("ij,ij->i", vectors[lefts[some]], vectors[rights[some]])
    return np.clip(np.round(products / (lengths[lefts] * lengths[rights]), 6), 0.0, 1.0)


def _of_each(lefts: Numbers, rights: Numbers, work_out: Callable[[Numbers, Numbers], Scores]) -> Scores:
    """Return what each pair of numbers comes to, worked out once for pairs that come up again and again."""
    if not len(lefts):
        return np.zeros(0)
    most = int(rights.max()) + 1
    codes, code_of = np.unique(lefts * most + rights, return_inverse=True)
    return work_out(*np.divmod(codes, most))[code_of]


def _share(some: Scores, of: Scores | Numbers, nothing: float) -> Scores:
    """Return some of all as shares of all, and `nothing` where there are none at all."""
    return np.where(of > 0, some / np.maximum(of, 1), nothing)
