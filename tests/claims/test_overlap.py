import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import overlap
from claims.overlap import Bags, Numbers, bags_of, count_shared, longest_streak, number, weigh_shared

BAGS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), min_size=1, max_size=6)
PAIRS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=30)


def numbered(ours: list[list[str]], theirs: list[list[str]]) -> tuple[Bags, Bags]:
    numbers = number([*ours, *theirs])
    return bags_of(ours, numbers), bags_of(theirs, numbers)


def rows(pairs: list[tuple[int, int]], ours: int, theirs: int) -> tuple[Numbers, Numbers]:
    lefts = np.array([left % ours for left, _ in pairs], np.int64)
    return lefts, np.array([right % theirs for _, right in pairs], np.int64)


def streak(ours: list[str], theirs: list[str]) -> int:
    longest = length = 0
    for word in theirs:
        length = length + 1 if word in ours else 0
        longest = max(longest, length)
    return longest


@pytest.mark.parametrize("at_once", [1, 7, 1_000_000])
@given(BAGS, BAGS, PAIRS)
def test_many_pairs_come_to_what_each_comes_to_word_by_word(
    at_once: int, ours: list[list[str]], theirs: list[list[str]], pairs: list[tuple[int, int]]
) -> None:
    lefts, rights = rows(pairs, len(ours), len(theirs))
    both = list(zip(lefts.tolist(), rights.tolist(), strict=True))
    bags = numbered(ours, theirs)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(overlap, "_CELLS", at_once)
        patched.setattr(overlap, "_LOOK_UPS", at_once)
        counts, streaks = (work_out(*bags, lefts, rights).tolist() for work_out in (count_shared, longest_streak))
    assert counts == [sum(word in ours[left] for word in theirs[right]) for left, right in both]
    assert streaks == [streak(ours[left], theirs[right]) for left, right in both]


@given(BAGS, PAIRS)
def test_weights_of_what_is_shared_are_multiplied_and_added_up_in_either_order(
    told: list[list[str]], pairs: list[tuple[int, int]]
) -> None:
    sets = [sorted(set(words)) for words in told]
    lefts, rights = rows(pairs, len(sets), len(sets))
    bags, _ = numbered(sets, sets)
    weights = np.array([ord(word) / 7 for words in sets for word in words])
    counts, found = weigh_shared(bags, bags, (weights, weights), lefts, rights)
    assert found.tolist() == weigh_shared(bags, bags, (weights, weights), rights, lefts)[1].tolist()
    assert counts.tolist() == count_shared(bags, bags, lefts, rights).tolist()
    shared = [{*sets[left]} & {*sets[right]} for left, right in zip(lefts.tolist(), rights.tolist(), strict=True)]
    assert found == pytest.approx([sum((ord(word) / 7) ** 2 for word in words) for words in shared])
