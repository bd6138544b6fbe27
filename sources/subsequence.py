"""Two sequences → what they have in common, in order: a longest common subsequence, or nearly, in bounded memory."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import Indel

# Pairs of items up to which a longest common subsequence is looked for at once: it takes a bit of memory for each. Of
# more, what both have once parts them first (patience diff, Cohen 2003).
_LARGEST = 400_000_000
_DEEPEST = 8  # times that a sequence is parted; then what is left counts as changed


def in_common(old: Sequence[Hashable], new: Sequence[Hashable], depth: int = 0) -> list[tuple[int, int]]:
    """Return pairs of places with the same in both, ascending on both sides: a longest common subsequence, or nearly.

    Where there are too many pairs for that, what both sides have once parts them, and what is then still too much has
    nothing in common.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    ours, theirs = old[head : len(old) - tail], new[head : len(new) - tail]
    return [
        *((at, at) for at in range(head)),
        *((head + i, head + j) for i, j in _inside(ours, theirs, depth)),
        *((len(old) - at, len(new) - at) for at in range(tail, 0, -1)),
    ]


def _inside(old: Sequence[Hashable], new: Sequence[Hashable], depth: int) -> Iterator[tuple[int, int]]:
    if len(old) * len(new) <= _LARGEST:
        for block in Indel.editops(old, new).as_matching_blocks():
            yield from ((block.a + at, block.b + at) for at in range(block.size))
    elif depth < _DEEPEST and (anchors := _anchors(old, new)):
        for (i, j), (k, m) in pairwise([(-1, -1), *anchors, (len(old), len(new))]):
            inside = in_common(old[i + 1 : k], new[j + 1 : m], depth + 1)
            yield from ((i + 1 + a, j + 1 + b) for a, b in inside)
            if k < len(old):
                yield k, m


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the places of what both sides have exactly once, as many as ascend on both sides."""
    counts, others = Counter(old), Counter(new)
    places = {key: place for place, key in enumerate(new) if others[key] == 1 == counts[key]}
    return _ascending([(place, places[key]) for place, key in enumerate(old) if key in places])


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest run of pairs, ascending by their first, that ascends by their second too (Schensted 1961)."""
    ends: list[int] = []  # the least second with which a run of each length ends
    last: list[int] = []  # its pair's number
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [second], [number]
    run: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]
