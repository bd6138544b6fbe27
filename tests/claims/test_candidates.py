from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.candidates import BUCKET, NEAR, NEAREST, SHARED, pairs_of_story
from claims.encoder import Vectors, directions
from claims.keys import Keys

Pair = tuple[int, int]

KEYS = st.lists(
    st.tuples(st.sets(st.integers(0, 6), max_size=4), st.sets(st.integers(100, 104), max_size=2)), max_size=12
)


def keys_of(told: list[tuple[set[int], set[int]]]) -> list[Keys]:
    return [
        Keys(f"{number:03}", f"{number:03}", tuple(rare), tuple(quoted)) for number, (rare, quoted) in enumerate(told)
    ]


def spread(count: int, seed: int = 0) -> Vectors:
    """Return unit vectors in a few dimensions, so that some are near one another and some are not."""
    vectors = np.random.default_rng(seed).normal(size=(count, 4))
    whole, lengths = directions(vectors.astype(np.float32))  # as they are stored
    return (whole / lengths[:, None]).astype(np.float32)


def apart(count: int) -> Vectors:
    """Return unit vectors of which no two are near."""
    return np.eye(count, dtype=np.float32)


def found_pairs(keys: list[Keys], vectors: Vectors) -> tuple[list[Pair], int]:
    pairs, left_out = pairs_of_story(keys, vectors)
    return [(left, right) for left, right in pairs.tolist()], left_out


def slow_pairs(keys: list[Keys], vectors: Vectors) -> list[Pair]:
    """Compare all with all; nothing is capped."""
    return [
        (left, right)
        for left, right in combinations(range(len(keys)), 2)
        if vectors[left] @ vectors[right] >= NEAR
        or len({*keys[left].rare} & {*keys[right].rare}) >= SHARED
        or {*keys[left].quoted} & {*keys[right].quoted}
    ]


@given(KEYS, st.integers(0, 99))
def test_pairs_are_those_of_the_slow_way(told: list[tuple[set[int], set[int]]], seed: int) -> None:
    keys, vectors = keys_of(told), spread(len(told), seed)
    assert found_pairs(keys, vectors) == (slow_pairs(keys, vectors), 0)


@given(KEYS, st.data())
def test_the_order_makes_no_difference(told: list[tuple[set[int], set[int]]], data: st.DataObject) -> None:
    keys, vectors = keys_of(told), spread(len(told))
    order = data.draw(st.permutations(range(len(told))))
    pairs, _ = found_pairs(keys, vectors)
    shuffled, _ = found_pairs([keys[number] for number in order], vectors[order])
    assert sorted(tuple(sorted((order[left], order[right]))) for left, right in shuffled) == pairs


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_make_no_pair(count: int) -> None:
    assert found_pairs(keys_of([({1, 2}, {100})] * count), apart(count)) == ([], 0)


@pytest.mark.parametrize(
    ("told", "pairs"),
    [
        ([({1, 2}, set()), ({1, 2}, set())], [(0, 1)]),
        ([({1, 2}, set()), ({1, 3}, set())], []),
        ([(set(), {100}), (set(), {100, 101})], [(0, 1)]),
        ([(set(), {100}), (set(), {101})], []),
        ([(set(), set()), (set(), set())], []),
    ],
)
def test_two_rare_words_or_one_run_of_quoted_words_in_common(
    told: list[tuple[set[int], set[int]]], pairs: list[Pair]
) -> None:
    assert found_pairs(keys_of(told), apart(len(told))) == (pairs, 0)


@pytest.mark.parametrize("told", [({1, 2}, set()), (set(), {100})])
@pytest.mark.parametrize(("count", "found"), [(BUCKET, BUCKET * (BUCKET - 1) // 2), (BUCKET + 1, 0)])
def test_what_more_than_a_bucket_have_is_no_key(told: tuple[set[int], set[int]], count: int, found: int) -> None:
    assert len(found_pairs(keys_of([told] * count), apart(count))[0]) == found


def test_of_many_near_ones_the_nearest_count_and_how_many_were_left_out_is_told() -> None:
    count = 3 * NEAREST
    angles = np.linspace(0, 0.5, count)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    pairs, left_out = found_pairs(keys_of([(set(), set())] * count), vectors)
    assert left_out == count * (count - 1 - NEAREST)
    assert len(pairs) <= count * NEAREST
    assert set(combinations(range(3), 2)) <= set(pairs)
    assert min(Counter(number for pair in pairs for number in pair).values()) >= NEAREST


def test_thousands_that_are_all_near_make_pairs_in_proportion() -> None:
    count = 3_000
    same = np.tile(spread(1), (count, 1))
    pairs, left_out = found_pairs(keys_of([({1, 2}, {100})] * count), same)
    assert len(pairs) <= count * NEAREST
    assert left_out > 0
