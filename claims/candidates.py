"""Claims of one story → the pairs that are worth scoring: near in meaning, or with rare or quoted words in common.

A story is small enough to look at all vectors at once; what lies in different stories is found by keys alone, in the
warehouse (queries/candidates.sql), by the same rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from claims.encoder import Vectors
from claims.keys import Keys

# Cosine of two claims' vectors from which they are near. On 3,883 claims of real articles, all 770 pairs that are the
# same, and .998 of those that are the same or unsure, are among the pairs found; with .4 it is .999, of two and a half
# times as many to score; with .65, .984.
NEAR = 0.55
# Near claims that a claim is compared with, the nearest; how many of a story go beyond that is reported.
NEAREST = 400
# Claims that share a key, above which the key is no key: it finds too many to tell anything.
BUCKET = 50
SHARED = 2  # rare words in common
_BLOCK = 1024  # claims whose cosines are worked out at once

Pair = tuple[int, int]


def pairs_of_story(keys: Sequence[Keys], vectors: Vectors) -> tuple[list[Pair], int]:
    """Return the pairs worth scoring, as ascending numbers of claims, and how many near ones a cap left out.

    `vectors` are [claims, WIDTH]. Give each telling once: copies of it are pairs of their own.
    """
    near, left_out = _near(vectors)
    return sorted(near | set(_by_words(keys)) | set(_by_quotation(keys))), left_out


def _near(vectors: Vectors) -> tuple[set[Pair], int]:
    found: set[Pair] = set()
    left_out = 0
    for start in range(0, len(vectors), _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ vectors.T
        for row, values in enumerate(cosines):
            near, cut = _nearest(values, start + row)
            left_out += cut
            found.update((min(start + row, int(other)), max(start + row, int(other))) for other in near)
    return found, left_out


def _nearest(cosines: NDArray[np.float32], itself: int) -> tuple[NDArray[np.int64], int]:
    near = np.flatnonzero(cosines >= NEAR)
    near = near[near != itself]
    if len(near) <= NEAREST:
        return near, 0
    order = np.lexsort((near, -cosines[near]))
    return near[order[:NEAREST]], len(near) - NEAREST


def _by_words(keys: Sequence[Keys]) -> Iterator[Pair]:
    buckets: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(keys):
        for word in one.rare:
            buckets[word].append(number)
    shared: dict[Pair, int] = defaultdict(int)
    for members in buckets.values():
        if len(members) <= BUCKET:
            for pair in _pairs(members):
                shared[pair] += 1
    yield from (pair for pair, number in shared.items() if number >= SHARED)


def _by_quotation(keys: Sequence[Keys]) -> Iterator[Pair]:
    buckets: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(keys):
        for run in one.quoted:
            buckets[run].append(number)
    for members in buckets.values():
        if len(members) <= BUCKET:
            yield from _pairs(members)


def _pairs(members: Sequence[int]) -> Iterator[Pair]:
    for place, left in enumerate(members):
        for right in members[place + 1 :]:
            yield left, right
