from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.worddiff import Piece, diff_words

WORDINGS = st.text(alphabet="ab ’'\n.é", max_size=30) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", []),
        ("same words", "same words", [("equal", "same words")]),
        ("", "new", [("added", "new")]),
        ("old", "", [("removed", "old")]),
        (
            "12 people were killed",
            "40 people were killed",
            [("removed", "12"), ("added", "40"), ("equal", " people were killed")],
        ),
        (
            "the quick brown fox ran",
            "the slow red fox ran",
            [("equal", "the "), ("removed", "quick brown"), ("added", "slow red"), ("equal", " fox ran")],
        ),
        ("a very long war", "a war", [("equal", "a "), ("removed", "very long "), ("equal", "war")]),
        ("It’s over", "It’s not over", [("equal", "It’s "), ("added", "not "), ("equal", "over")]),
        ("done.", "done!", [("equal", "done"), ("removed", "."), ("added", "!")]),
    ],
)
def test_pieces(left: str, right: str, expected: list[tuple[str, str]]) -> None:
    assert [(piece.kind, piece.left or piece.right) for piece in diff_words(left, right)] == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Trump's “plan”", 'Trump’s "plan"'),
        ("The plan – all of it", "the plan - all of it"),
        ("one\n\ntwo", "one two"),
    ],
)
def test_typography_case_and_white_space_are_no_change_and_each_side_keeps_its_own(left: str, right: str) -> None:
    assert diff_words(left, right) == (Piece("equal", left, right),)


def test_a_number_changes_as_a_whole() -> None:
    assert diff_words("600,000 troops", "800,000 troops") == (
        Piece("removed", "600,000", ""),
        Piece("added", "", "800,000"),
        Piece("equal", " troops", " troops"),
    )


@given(WORDINGS, WORDINGS)
def test_both_wordings_can_be_put_together_again(left: str, right: str) -> None:
    pieces = diff_words(left, right)
    assert "".join(piece.left for piece in pieces) == left
    assert "".join(piece.right for piece in pieces) == right


@given(WORDINGS, WORDINGS)
def test_pieces_are_never_empty_and_neighbours_differ_in_kind(left: str, right: str) -> None:
    pieces = diff_words(left, right)
    assert all(bool(piece.left) == (piece.kind != "added") for piece in pieces)
    assert all(bool(piece.right) == (piece.kind != "removed") for piece in pieces)
    assert all(first.kind != second.kind for first, second in pairwise(pieces))


@given(WORDINGS)
def test_a_wording_against_itself_is_one_equal_piece(wording: str) -> None:
    assert diff_words(wording, wording) == ((Piece("equal", wording, wording),) if wording else ())


def test_very_long_wordings_are_compared_up_to_the_first_word_that_differs() -> None:
    left, right = "same " + "old words " * 8_000, "same " + "new words " * 8_000
    assert diff_words(left, right) == (
        Piece("equal", "same ", "same "),
        Piece("removed", left.removeprefix("same ").rstrip(), ""),
        Piece("added", "", right.removeprefix("same ").rstrip()),
        Piece("equal", " ", " "),
    )
