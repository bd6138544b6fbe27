"""Spans of word pieces become spans of words: trimmed, joined, closed and completed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.quote import quoted_spans
from claims.tidy import completed, tidied, trimmed
from claims.types import Attribution, Span
from tests.claims.build import at


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("the mayor", "the mayor"),
        (", the mayor,", "the mayor"),
        (" \xa0\n– the mayor — ", "the mayor"),
        ("the mayor: ", "the mayor"),
        ("“We go,” ", "“We go,”"),
        ("(the mayor)", "(the mayor)"),
        ("the mayor.", "the mayor."),
        (" , – ", None),
        ("", None),
    ],
)
def test_trimmed(piece: str, expected: str | None) -> None:
    text = f"x{piece}x"
    span = trimmed(text, Span(1, 1 + len(piece)))
    assert (span and span.of(text)) == expected


CONTENTS = [
    # what stands around the words
    ("Lee said that it rained, and left.", [" that it rained, "], ["that it rained"]),
    ("Lee said: “It rained.” He left.", [" “It rained.” "], ["“It rained.”"]),
    # a quotation, a mark away from its end, is closed
    ("Lee said: “It rained.” He left.", ["It rained"], ["“It rained.”"]),
    ("Lee said: “It rained.” He left.", ["“It rained."], ["“It rained.”"]),
    ("“It rained,” Lee said.", ["It rained,"], ["“It rained,”"]),
    ('"It rained," Lee said.', ["It rained,"], ['"It rained,"']),
    ("Lee said that it “rained a lot”.", ["that it “rained a lot"], ["that it “rained a lot”"]),
    # but what is far from its end is not
    ("Lee said: “It rained a lot.” He left.", ["It rained"], ["“It rained"]),
    ("Lee said: “It rained a lot.” He left.", ["rained a lot"], ["rained a lot.”"]),
    # a mark alone stands for what it opens
    ("“It rained,” Lee said.", ["“"], ["“It rained,”"]),
    # pieces that touch or overlap are one
    ("Lee said that it rained.", ["that it", "rained"], ["that it rained"]),
    ("Lee said that it rained.", ["that it", "it rained"], ["that it rained"]),
    ("Lee said that it rained.", ["rained", "that it"], ["that it rained"]),
    ("“It rained.\n\n“It poured,” Lee said.", ["“It rained.", "“It poured,”"], ["“It rained.", "“It poured,”"]),
    ("It rained, Lee said, and poured.", ["It rained, ", ", and poured"], ["It rained", "and poured"]),
    # pieces without a word are none
    ("It rained – Lee said.", ["It rained", " –"], ["It rained"]),
]


@pytest.mark.parametrize(("text", "pieces", "expected"), CONTENTS)
def test_contents(text: str, pieces: list[str], expected: list[str]) -> None:
    found = tidied(text, Attribution(tuple(at(text, piece) for piece in pieces)), quoted_spans(text))
    assert found is not None
    assert [part.of(text) for part in found.content] == expected


def test_source_and_cue_are_trimmed_too() -> None:
    text = "It rained, Lee, the mayor, said – on Monday."
    found = tidied(text, Attribution((at(text, "It rained,"),), at(text, " Lee, the mayor, "), at(text, "said –")), ())
    assert found == Attribution((at(text, "It rained"),), at(text, "Lee, the mayor"), at(text, "said"))


def test_a_source_of_marks_alone_is_none() -> None:
    text = "It rained, – said."
    found = tidied(text, Attribution((at(text, "It rained"),), at(text, ", – "), at(text, "said")), ())
    assert found == Attribution((at(text, "It rained"),), None, at(text, "said"))


@pytest.mark.parametrize("piece", ["…", " – ", ", ", "."])
def test_a_content_without_a_word_is_no_attribution(piece: str) -> None:
    text = f"Lee said{piece}"
    assert tidied(text, Attribution((at(text, piece),), at(text, "Lee")), ()) is None


COMPLETED = [
    ("Lee said it rains, provided that it snows. He left.", "it rains, provided", "it rains, provided that it snows"),
    ("Lee denied any knowledge of the plan; he left.", "any knowledge", "any knowledge of the plan"),
    ("Lee denied any knowledge of the plan\nHe left.", "any knowledge", "any knowledge of the plan"),
    # it ends with a clause, a sentence or a quotation
    ("Lee said it would rain. That was so.", "it would rain", "it would rain"),
    ("Lee said it would rain and he left.", "it would rain", "it would rain"),
    ("Lee spoke of “rain” to Ann.", "“rain”", "“rain”"),
    # its sentence has no end near by
    ("Lee denied any knowledge of " + "x" * 300 + ".", "any knowledge", "any knowledge"),
]


@pytest.mark.parametrize(("text", "content", "expected"), COMPLETED)
def test_completed(text: str, content: str, expected: str) -> None:
    found = completed(text, Attribution((at(text, content),), at(text, "Lee")))
    assert [part.of(text) for part in found.content] == [expected]


def test_what_goes_on_with_its_source_is_complete() -> None:
    text = "It would rain to the end, Lee said."
    one = Attribution((at(text, "It would rain"),), at(text, "Lee"), at(text, "said"))
    assert completed(text, one) == one


PIECES = ["word", "Lee", "said", ".", ",", "“", "”", '"', "'", "''", "\n\n", "–", "(", "that", "\u200b", "é", "’s"]


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map(" ".join),
    st.lists(st.tuples(st.integers(0, 150), st.integers(1, 40)), min_size=1, max_size=4),
)
def test_any_pieces_give_ordered_and_disjoint_spans_inside(text: str, places: list[tuple[int, int]]) -> None:
    spans = tuple(Span(min(start, len(text) - 1), min(start + length, len(text))) for start, length in places)
    given_ = Attribution(tuple(span for span in spans if span.start < span.end), spans[0], spans[-1])
    found = tidied(text, given_, quoted_spans(text))
    if found is None:
        return
    assert all(before.end < after.start for before, after in pairwise(found.content))
    for part in (*found.content, found.source, found.cue):
        assert part is None or (0 <= part.start < part.end <= len(text) and part.of(text).strip() == part.of(text))
    again = tidied(text, found, quoted_spans(text))
    assert again == found
