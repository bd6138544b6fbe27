"""Scores to spans: Viterbi against all sequences there are, and cues with their contents and sources."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from claims.decode import POINTER, TAGS, Found, Piece, Scores, Weights, best_tags, decode, read_tags

Role = tuple[int, int, int]
SOURCE, CUE, CONTENT = 1, 2, 3


def allowed(tags: tuple[int, ...]) -> bool:
    """Tell whether each I follows a B or an I of its role."""
    names = ["O", *(TAGS[tag] for tag in tags)]
    return all(not new.startswith("I") or old[2:] == new[2:] for old, new in pairwise(names))


def brute_force(emissions: NDArray[np.float32], parted: NDArray[np.bool_], outside: float) -> float:
    """Return the score of the best allowed sequence, found among all."""
    bonus = np.array([outside, 0, 0, 0, 0, 0, 0])
    return max(
        sum(float(emissions[at, tag]) + bonus[tag] for at, tag in enumerate(tags))
        for tags in product(range(len(TAGS)), repeat=len(emissions))
        if allowed(tags) and not any(parted[at] and tag for at, tag in enumerate(tags))
    )


# Sums of these are exact: of scores that differ by 1e-43, which is greater would depend on what else is added up.
SCORE = st.integers(-20 * 1024, 20 * 1024).map(lambda parts: parts / 1024)
ROW = st.lists(SCORE, min_size=len(TAGS), max_size=len(TAGS))
SHORT = st.lists(st.tuples(ROW, st.booleans()), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(SHORT, st.floats(-2, 2))
def test_the_best_tags_are_the_best_of_all_sequences(rows: list[tuple[list[float], bool]], outside: float) -> None:
    emissions = np.array([row for row, _ in rows], dtype=np.float32)
    parted = np.array([part for _, part in rows])
    tags = best_tags(emissions, parted, outside)
    assert allowed(tuple(tags))
    assert not any(tag for tag, part in zip(tags, parted, strict=True) if part)
    score = sum(float(emissions[at, tag]) + (outside if not tag else 0) for at, tag in enumerate(tags))
    assert score == pytest.approx(brute_force(emissions, parted, outside), abs=1e-3)


@settings(max_examples=3, deadline=None)
@given(st.lists(ROW, min_size=5, max_size=5))
def test_the_best_tags_of_five_pieces(rows: list[list[float]]) -> None:
    emissions, parted = np.array(rows, dtype=np.float32), np.zeros(5, dtype=np.bool_)
    score = sum(float(emissions[at, tag]) for at, tag in enumerate(best_tags(emissions, parted, 0.0)))
    assert score == pytest.approx(brute_force(emissions, parted, 0.0), abs=1e-3)


@given(st.lists(ROW, min_size=1, max_size=60), st.sets(st.integers(0, 59)))
def test_what_is_no_text_parts_what_is_decoded(rows: list[list[float]], cuts: set[int]) -> None:
    """Windows hold paragraphs one after another: each is decoded as if it were alone."""
    emissions = np.array(rows, dtype=np.float32)
    parted = np.array([at in cuts for at in range(len(rows))])
    expected = [0] * len(rows)
    edges = [-1, *(at for at in sorted(cuts) if at < len(rows)), len(rows)]
    for begin, end in pairwise(edges):
        if end > begin + 1:
            alone = emissions[begin + 1 : end]
            expected[begin + 1 : end] = best_tags(alone, np.zeros(len(alone), dtype=np.bool_), 0.5)
    assert best_tags(emissions, parted, 0.5) == expected


def test_scores_are_left_as_they_were() -> None:
    emissions = np.zeros((3, len(TAGS)), dtype=np.float32)
    best_tags(emissions, np.array([True, False, True]), 0.5)
    assert not emissions.any()


B_SOURCE, I_SOURCE, B_CUE, I_CUE, B_CONTENT, I_CONTENT = range(1, 7)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([], []),
        ([0, 0, 0], []),
        ([B_SOURCE], [(SOURCE, 0, 1)]),
        ([0, B_SOURCE, I_SOURCE, 0], [(SOURCE, 1, 3)]),
        ([B_SOURCE, I_SOURCE, B_CUE, B_CONTENT, I_CONTENT], [(SOURCE, 0, 2), (CUE, 2, 3), (CONTENT, 3, 5)]),
        ([B_CONTENT, B_CONTENT, I_CONTENT], [(CONTENT, 0, 1), (CONTENT, 1, 3)]),
        ([B_CONTENT, 0, B_CONTENT], [(CONTENT, 0, 1), (CONTENT, 2, 3)]),
        # an I that follows nothing of its role opens a span
        ([I_CUE, I_CUE], [(CUE, 0, 2)]),
        ([B_SOURCE, I_CUE], [(SOURCE, 0, 1), (CUE, 1, 2)]),
        ([B_CONTENT, 0, I_CONTENT], [(CONTENT, 0, 1), (CONTENT, 2, 3)]),
    ],
)
def test_read_tags(tags: list[int], expected: list[Role]) -> None:
    assert read_tags(tags) == expected


def scores(
    tags: str,
    *,
    to_cue: dict[Piece, int] | None = None,
    to_source: dict[int, Piece | None] | None = None,
) -> Scores:
    """Return scores of a window: a letter a piece (. nothing, s source, q cue, c content; capitals begin a span).

    `to_cue` has the cue, by its first piece, that a span's pieces point at, `to_source` the source that a cue, by its
    first piece, points at: surely, by a margin of 20 log odds.
    """
    emissions = np.zeros((len(tags), len(TAGS)), dtype=np.float32)
    for at, letter in enumerate(tags):
        emissions[at, ".SsQqCc".index(letter)] = 20
    queries, keys = (np.zeros((len(tags), 3 * POINTER), dtype=np.float32) for _ in range(2))
    strength = np.float32(20 * np.sqrt(POINTER))
    for part in range(3):
        for at in range(len(tags)):
            keys[at, part * POINTER + at] = 1  # one dimension for each piece: whoever asks for it gets it
    for (begin, end), cue in (to_cue or {}).items():
        queries[begin:end, cue] = strength
    for cue, source in (to_source or {}).items():
        first, last = (source[0], source[1] - 1) if source else (0, 0)
        queries[cue, POINTER + first] = queries[cue, 2 * POINTER + last] = strength
    return Scores(emissions, queries, keys)


def found(given: Scores, weights: Weights | None = None) -> list[Found]:
    """Return what is found in the scores, but how sure that is."""
    parted = np.zeros(len(given.tags), dtype=np.bool_)
    parted[[0, -1]] = True
    return [replace(one, sureness=0.0) for one in decode(given, parted, weights or Weights())]


def test_a_source_a_cue_and_a_content() -> None:
    given = scores(".SsQCcc.", to_cue={(1, 3): 3, (4, 7): 3}, to_source={3: (1, 3)})
    assert found(given) == [Found(((4, 7),), (3, 4), (1, 3))]


def test_two_contents_of_one_cue() -> None:
    given = scores(".CcSQCcc.", to_cue={(1, 3): 4, (5, 8): 4, (3, 4): 4}, to_source={4: (3, 4)})
    assert found(given) == [Found(((1, 3), (5, 8)), (4, 5), (3, 4))]


def test_each_content_goes_to_the_cue_that_it_points_at() -> None:
    given = scores(".SQCSQC.", to_cue={(1, 2): 2, (3, 4): 2, (4, 5): 5, (6, 7): 5}, to_source={2: (1, 2), 5: (4, 5)})
    assert found(given) == [Found(((3, 4),), (2, 3), (1, 2)), Found(((6, 7),), (5, 6), (4, 5))]
    crossed = scores(".SQCSQC.", to_cue={(1, 2): 5, (3, 4): 5, (4, 5): 2, (6, 7): 2}, to_source={2: (4, 5), 5: (1, 2)})
    assert found(crossed) == [Found(((3, 4),), (5, 6), (1, 2)), Found(((6, 7),), (2, 3), (4, 5))]


def test_two_cues_share_a_source() -> None:
    given = scores(".SQCQC.", to_cue={(1, 2): 2, (3, 4): 2, (5, 6): 4}, to_source={2: (1, 2), 4: (1, 2)})
    assert found(given) == [Found(((3, 4),), (2, 3), (1, 2)), Found(((5, 6),), (4, 5), (1, 2))]


def test_a_cue_that_points_at_no_piece_has_no_source() -> None:
    given = scores(".SQC.", to_cue={(1, 2): 2, (3, 4): 2}, to_source={2: None})
    assert found(given) == [Found(((3, 4),), (2, 3), None)]


def test_a_source_that_only_the_cue_points_at() -> None:
    given = scores("...QC.", to_cue={(4, 5): 3}, to_source={3: (1, 3)})
    assert found(given) == [Found(((4, 5),), (3, 4), (1, 3))]


def test_a_source_never_holds_what_is_no_text() -> None:
    given = scores("..QC.", to_cue={(3, 4): 2}, to_source={2: (1, 5)})
    assert all(one.source is None for one in found(given))


def test_what_the_source_and_the_cue_point_at_is_added_up() -> None:
    """The source points at the second cue, which itself wavers between no source and that one."""
    given = scores(".SQCQC.", to_cue={(1, 2): 4, (3, 4): 2, (5, 6): 4}, to_source={2: None})
    given.queries[4, POINTER] = given.queries[4, 2 * POINTER] = 10 * np.sqrt(POINTER)
    given.queries[4, POINTER + 1] = given.queries[4, 2 * POINTER + 1] = 9.5 * np.sqrt(POINTER)
    assert [one.source for one in found(given)] == [None, (1, 2)]
    assert [one.source for one in found(given, Weights(tagged=0.0))] == [None, None]


def test_contents_without_any_cue_stand_alone() -> None:
    assert found(scores(".C.Cc.")) == [Found(((1, 2),), None, None), Found(((3, 5),), None, None)]


def test_how_sure_a_content_is_and_what_is_not_sure_enough() -> None:
    given = scores(".SQCc.", to_cue={(1, 2): 2, (3, 5): 2}, to_source={2: (1, 2)})
    parted = np.array([True, False, False, False, False, True])
    (sure,) = decode(given, parted)
    assert sure.sureness == pytest.approx(1.0, abs=1e-6)
    given.tags[3:5] /= 10  # of 20 log odds against each of six others
    (unsure,) = decode(given, parted)
    assert unsure.sureness == pytest.approx((np.exp(2) + 1) / (np.exp(2) + 6), abs=1e-6)
    assert decode(given, parted, Weights(content=unsure.sureness + 0.01)) == []
    assert decode(given, parted, Weights(content=unsure.sureness - 0.01)) == [unsure]
    given.tags[2] /= 10
    assert decode(given, parted, Weights(cue=unsure.sureness + 0.01)) == []


@pytest.mark.parametrize("tags", ["..", ".SQ.", ".SsQq.SQ.", "......"])
def test_no_content_no_attribution(tags: str) -> None:
    assert found(scores(tags)) == []


def test_a_cue_without_a_content_is_none() -> None:
    given = scores(".QCQ.", to_cue={(2, 3): 1}, to_source={1: None, 3: None})
    assert found(given) == [Found(((2, 3),), (1, 2), None)]


@given(st.integers(0, 2**32 - 1), st.integers(2, 60))
def test_any_scores_give_spans_inside_the_window(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    tags, queries, keys = (
        (random.standard_normal((count, width)) * 3).astype(np.float32)
        for width in (len(TAGS), 3 * POINTER, 3 * POINTER)
    )
    parted = random.random(count) < 0.1
    parted[[0, -1]] = True
    contents: list[Piece] = []
    for one in decode(Scores(tags, queries, keys), parted):
        contents += one.content
        for begin, end in (*one.content, *(part for part in (one.cue, one.source) if part)):
            assert 0 < begin < end < count
            assert not parted[begin:end].any()
    assert all(before[1] <= after[0] for before, after in pairwise(sorted(contents)))
