"""Sets of words of many claims → what pairs of claims have in common, for many pairs at once.

A pair costs one look-up for each word of one of its claims, in a table that has the words of the other in columns. What
a pair comes to is added up in one order, whatever else is worked out with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]

_CELLS = 500_000  # of the table that is held at once: a cache holds it
_LOOK_UPS = 100_000  # at once


@dataclass(frozen=True, slots=True)
class Bags:
    """The words of many claims, as numbers: those of claim n are items[starts[n]:starts[n + 1]]."""

    starts: Numbers  # [claims + 1]
    items: NDArray[np.int32]
    kinds: int  # words that there are at all

    @property
    def sizes(self) -> Numbers:
        """Return how many words each claim has."""
        return np.diff(self.starts)


def number(words: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return a number for each word: of two words, the smaller one for the one that sorts first."""
    return {word: at for at, word in enumerate(sorted(set(chain.from_iterable(words))))}


def bags_of(words: Sequence[Collection[str]], numbers: Mapping[str, int]) -> Bags:
    """Return the words of each claim in the order in which they are given."""
    items = [numbers[word] for told in words for word in told]
    return Bags(starts_of([len(told) for told in words]), np.array(items, np.int32), len(numbers))


def starts_of(sizes: Sequence[int] | Numbers) -> Numbers:
    """Return where each of some parts begins that lie one after the other, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)


def spread(starts: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Return for each item of the rows, one row after the other, its row's place among them, and its own place."""
    sizes = starts[rows + 1] - starts[rows]
    owners = np.repeat(np.arange(len(rows)), sizes)
    shift = starts[rows] - (np.cumsum(sizes) - sizes)
    return owners, np.arange(len(owners)) + np.repeat(shift, sizes)


def count_shared(ours: Bags, theirs: Bags, lefts: Numbers, rights: Numbers) -> Scores:
    """Return how many words of their claim our claim has, for each pair."""
    found = np.zeros(len(lefts))
    for pairs, owners, _, hits in _look_up(ours, theirs, lefts, rights):
        found[pairs] = np.bincount(owners[hits >= 0], minlength=len(pairs))
    return found


def weigh_shared(
    ours: Bags, theirs: Bags, weights: tuple[Scores, Scores | None], lefts: Numbers, rights: Numbers
) -> tuple[Scores, Scores]:
    """Return how many words our claim and theirs have in common, and the products of both weights of each, added up.

    Without weights of their own, their words weigh 1.
    """
    counts, found = np.zeros(len(lefts)), np.zeros(len(lefts))
    for pairs, owners, places, hits in _look_up(ours, theirs, lefts, rights):
        held = np.flatnonzero(hits >= 0)
        products = weights[0][hits[held]]
        if weights[1] is not None:
            products = products * weights[1][places[held]]
        counts[pairs] = np.bincount(owners[held], minlength=len(pairs))
        found[pairs] = np.bincount(owners[held], products, minlength=len(pairs))
    return counts, found


def longest_streak(ours: Bags, theirs: Bags, lefts: Numbers, rights: Numbers) -> Scores:
    """Return how many words of their claim in a row our claim has at most, in whichever order it has them."""
    found = np.zeros(len(lefts))
    for pairs, owners, _, hits in _look_up(ours, theirs, lefts, rights):
        if len(owners):
            places = np.arange(len(owners))
            begins = np.flatnonzero(np.diff(owners, prepend=-1))  # of each claim that has words at all
            broken = np.where(hits < 0, places, -1)  # where the streaks of all words before have ended
            broken[begins] = np.maximum(broken[begins], begins - 1)
            streaks = places - np.maximum.accumulate(broken)
            found[pairs[owners[begins]]] = np.maximum.reduceat(streaks, begins)
    return found


def _look_up(
    ours: Bags, theirs: Bags, lefts: Numbers, rights: Numbers
) -> Iterator[tuple[Numbers, Numbers, Numbers, NDArray[np.int32]]]:
    """Yield, for some pairs at a time, the pairs, and of each word of their claim: whose it is, its place, and ours.

    Whose it is counts from the first of these pairs; ours is its place among our words, below 0 where it is none.
    """
    order = np.argsort(lefts, kind="stable")
    ends = _cut(lefts[order], np.cumsum(theirs.sizes[rights[order]]), max(1, _CELLS // max(1, ours.kinds)))
    table = np.full((max(1, _CELLS // max(1, ours.kinds)), max(1, ours.kinds)), -1, np.int32)
    for start, end in pairwise(ends):
        pairs = order[start:end]
        firsts = np.diff(lefts[pairs], prepend=-1) != 0
        rows, row_of = lefts[pairs][firsts], np.cumsum(firsts) - 1
        whose, own = spread(ours.starts, rows)
        table[whose, ours.items[own]] = own
        owners, places = spread(theirs.starts, rights[pairs])
        yield pairs, owners, places, table[row_of[owners], theirs.items[places]]
        table[whose, ours.items[own]] = -1


def _cut(lefts: Numbers, look_ups: Numbers, rows: int) -> list[int]:
    """Return where to part pairs in the order of their left claims: so many of these at once, and so many look-ups."""
    turns = np.cumsum(np.diff(lefts, prepend=lefts[:1]) != 0)  # of each pair, how many left claims came before its own
    ends = [0]
    while ends[-1] < len(lefts):
        start = ends[-1]
        done = look_ups[start - 1] if start else 0
        end = min(
            np.searchsorted(turns, turns[start] + rows), np.searchsorted(look_ups, done + _LOOK_UPS, side="right")
        )
        ends.append(max(start + 1, int(end)))
    return ends
