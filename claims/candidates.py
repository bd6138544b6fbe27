"""Claims of one story → the pairs that are worth scoring: near in meaning, or with rare or quoted words in common.

A story is small enough to look at all vectors at once; what lies in different stories is found by keys alone, in the
warehouse (queries/candidates.sql), by the same rules.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from claims.encoder import Vectors, directions
from claims.keys import Keys

# Cosine of two claims' vectors from which they are near. On 3,883 claims of real articles, all 817 pairs that are the
# same, and .995 of those that are the same or unsure, are among the pairs found; with .4 it is .998, of twice as many
# to score; with .65, .973.
NEAR = 0.55
# Near claims that a claim is compared with, the nearest; how many of a story go beyond that is reported.
NEAREST = 400
# Claims that share a key, above which the key is no key: it finds too many to tell anything.
BUCKET = 50
SHARED = 2  # rare words in common
_CELLS = 4_000_000  # cosines that are worked out at once

Pairs = NDArray[np.int64]  # [pairs, 2], ascending


def pairs_of_story(keys: Sequence[Keys], vectors: Vectors) -> tuple[Pairs, int]:
    """Return the pairs worth scoring, as ascending numbers of claims, and how many near ones a cap left out.

    `vectors` are [claims, WIDTH]. Give each telling once: copies of it are pairs of their own.
    """
    near, left_out = _near(vectors)
    words, number = np.unique(_sharing([one.rare for one in keys], len(keys)), return_counts=True)
    quotations = _sharing([one.quoted for one in keys], len(keys))
    codes = np.sort(np.concatenate([near, words[number >= SHARED], quotations]))
    codes = codes[np.diff(codes, prepend=-1) != 0]  # np.unique takes ten times as long: it hashes before it sorts
    return np.stack(np.divmod(codes, max(1, len(keys))), axis=1), left_out


def _near(vectors: Vectors) -> tuple[NDArray[np.int64], int]:
    """Return the pairs that are near in meaning, each as the first number times that of claims, plus the second."""
    whole, lengths = directions(vectors) if len(vectors) else (vectors, np.zeros(0))
    roots = lengths.astype(np.float32)
    found, left_out, is_cut = [np.zeros(0, np.int64)], 0, np.zeros(len(vectors), np.bool_)
    step = max(1, _CELLS // max(1, len(vectors)))
    for start in range(0, len(vectors), step):
        block = slice(start, start + step)
        cosines = whole[block] @ whole.T / (roots[block, None] * roots)
        near = cosines >= NEAR
        near[np.arange(len(near)), np.arange(start, start + len(near))] = False
        for row in np.flatnonzero(np.count_nonzero(near, axis=1) > NEAREST):
            left_out += _cut(near[row], cosines[row])
            is_cut[start + row] = True
        rows, others = np.nonzero(near)
        rows += start
        new = (rows < others) | is_cut[others]  # an earlier one that was not cut has found the pair itself
        rows, others = rows[new], others[new]
        found.append(np.minimum(rows, others) * len(vectors) + np.maximum(rows, others))
    return np.concatenate(found), left_out


def _cut(near: NDArray[np.bool_], cosines: NDArray[np.float32]) -> int:
    """Keep of those that are near the nearest; return how many others there were."""
    places = np.flatnonzero(near)
    order = np.lexsort((places, -cosines[places]))
    near[places[order[NEAREST:]]] = False
    return len(places) - NEAREST


def _sharing(keys: Sequence[Sequence[int]], claims: int) -> NDArray[np.int64]:
    """Return the pairs of claims that share a key, once for each key that not too many claims have."""
    told = np.array([key for one in keys for key in one], np.int64)
    order = np.argsort(told, kind="stable")  # of claims that share a key, the smaller number comes first
    owners = np.repeat(np.arange(claims), [len(one) for one in keys])[order]
    begins = np.flatnonzero(np.diff(told[order], prepend=-1) != 0)
    sizes = np.diff(np.append(begins, len(told)))
    ends = np.repeat(begins + sizes, sizes)
    places = np.arange(len(told))
    others = np.where(np.repeat(sizes, sizes) <= BUCKET, ends - places - 1, 0)  # that come after it in its bucket
    first = np.repeat(places, others)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(others) - others, others)
    return np.asarray(owners[first] * claims + owners[second], np.int64)
