"""Claims of two versions of an article → which of them are one claim, and which stand in another order.

Everything here is the same whichever version comes first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel, LCSseq

from claims.review import review_key
from claims.tokens import stems, words
from claims.types import Claim

# How alike two wordings are, 0 to 1, from which they are tellings of one claim: in one article, what else is told with
# half of the same words is told by somebody else.
_ALIKE, _ALIKE_OF_ONE = 0.6, 0.5
# A telling that has all of another's words, or nearly, tells it with more.
_HELD, _HELD_COUNTS, _FEWEST_HELD = 0.9, 0.75, 3

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Worded:
    """What of a claim is compared."""

    key: str
    words: tuple[str, ...]
    stems: Counter[str]
    speaker: tuple[str, ...]
    cue: str


def same_claims(left: Sequence[Claim], right: Sequence[Claim]) -> list[Pair]:
    """Return the places of claims that are one, in the left order; each claim is in one pair at most.

    The same words come together first, then what is most alike; of several that are as much alike those of one speaker
    and cue, then those that stand nearest to the same place.
    """
    ours, theirs = [_read(one) for one in left], [_read(one) for one in right]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for candidates in (_same, _alike):
        others = {j: one for j, one in enumerate(theirs) if j not in taken}
        found = candidates({i: one for i, one in enumerate(ours) if i not in pairs}, others)
        ranked = sorted(
            (-alike, ours[i].speaker != theirs[j].speaker, ours[i].cue != theirs[j].cue, abs(i - j), i + j, i, j)
            for alike, i, j in found
        )
        for *_, i, j in ranked:
            if i not in pairs and j not in taken:
                pairs[i] = j
                taken.add(j)
    return sorted(pairs.items())


def out_of_order(pairs: Sequence[Pair]) -> frozenset[Pair]:
    """Return the pairs that moved past others: again and again those that passed most, until the rest is in order.

    Of two that changed places with each other both moved.
    """
    first, second = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    passed = (np.subtract.outer(first, first) > 0) != (np.subtract.outer(second, second) > 0)
    counts = passed.sum(axis=0)
    moved = np.zeros(len(pairs), dtype=np.bool_)
    while counts.any():
        most = counts == counts.max()
        moved |= most
        counts = np.where(moved, 0, counts - passed[most].sum(axis=0))
    return frozenset(pair for pair, is_moved in zip(pairs, moved, strict=True) if is_moved)


def same_words(left: Claim, right: Claim) -> bool:
    """Tell whether two claims have the same words, but for typography and what joins them to their cue."""
    return review_key(left, "") == review_key(right, "")


def _read(claim: Claim) -> _Worded:
    told = words(claim.wording)
    speaker = words(claim.speaker.name) if claim.speaker else ()
    return _Worded(review_key(claim, ""), told, Counter(stems(told)), speaker, claim.cue)


def _same(ours: Mapping[int, _Worded], theirs: Mapping[int, _Worded]) -> Iterator[tuple[float, int, int]]:
    """Yield the pairs that have the same words."""
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for j, other in theirs.items():
        by_key[other.key].append(j)
    for i, one in ours.items():
        yield from ((1.0, i, j) for j in by_key.get(one.key, ()))


def _alike(ours: Mapping[int, _Worded], theirs: Mapping[int, _Worded]) -> Iterator[tuple[float, int, int]]:
    """Yield the pairs that are alike enough, each with how much."""
    by_stem: defaultdict[str, list[int]] = defaultdict(list)
    for j, other in theirs.items():
        for stem in other.stems:
            by_stem[stem].append(j)
    for i, one in ours.items():
        for j in {j for stem in one.stems for j in by_stem.get(stem, ())}:
            alike = _likeness(one, theirs[j])
            if alike >= (_ALIKE_OF_ONE if one.speaker == theirs[j].speaker else _ALIKE):
                yield alike, i, j


def _likeness(left: _Worded, right: _Worded) -> float:
    """Return how alike two wordings are, 0 to 1: their words in order, and their words of meaning in any."""
    shared = (left.stems & right.stems).total()
    both = left.stems.total() + right.stems.total()
    alike = (Indel.normalized_similarity(left.words, right.words) + 2 * shared / both) / 2
    held = min(left.stems.total(), right.stems.total())
    if held >= _FEWEST_HELD and shared >= _HELD * held:
        in_order = LCSseq.similarity(left.words, right.words) >= _HELD * min(len(left.words), len(right.words))
        return max(alike, _HELD_COUNTS) if in_order else alike
    return alike
