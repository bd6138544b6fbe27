"""Quotation marks: what is inside them, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.quote import paragraphs, quoted_parts, quoted_spans

CASES = [
    ("no marks at all", []),
    ('He said: "We go."', ['"We go."']),
    ("He said: “We go,” and “We stay.”", ["“We go,”", "“We stay.”"]),
    ("„Wir gehen“, sagte er. „Nein” auch.", ["„Wir gehen“", "„Nein”"]),
    ("« Nous partons », dit-il.", ["« Nous partons »"]),
    ("''We go,'' he said.", ["''We go,''"]),
    ("‘We won’t go,’ he said.", ["‘We won’t go,’"]),
    ("'We won't go,' he said.", ["'We won't go,'"]),
    # apostrophes, inches and elisions
    ("Trump’s son-in-law, the officials’ plan and the '90s", []),
    ("rock 'n' roll, tell 'em", []),
    ('a 6\'2" man and a 12" pipe', []),
    ("‘The officials’ plan is bad,’ he said.", ["‘The officials’ plan is bad,’"]),
    # nested: the outermost counts
    ("“He said ‘never’ to me,” she said.", ["“He said ‘never’ to me,”"]),
    ("‘He said “never” to me,’ she said.", ["‘He said “never” to me,’"]),
    ("He told “the ‘cold” truth’ then", ["“the ‘cold”"]),
    # over several paragraphs, every paragraph opens again and only the last one closes
    ("He said: “One.\n\n“Two.\n\n“Three.” Then he left.", ["“One.", "“Two.", "“Three.”"]),
    ('"One.\n\n"Two." he said', ['"One.', '"Two."']),
    # a paragraph that a paywall cut off
    ("“We will not", ["“We will not"]),
    # a stray mark
    ("He said: “We go.\n\nThen he left.", []),
    ('He was "here. Then "there" he went', ['"there"']),
    ("stray ” closing", []),
    ('""', []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_quotations_with_their_marks(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in quoted_spans(text)] == expected


def test_parts_are_the_words_without_marks() -> None:
    assert quoted_parts("that it was “impossible” and ''a first''") == ("impossible", "a first")
    assert quoted_parts("“One. “Two.”") == ("One.", "Two.")
    assert quoted_parts("nothing") == ()


def test_paragraphs_are_parted_by_blank_lines() -> None:
    text = "\n one\nstill one \n \n\n two\n"
    assert [span.of(text) for span in paragraphs(text)] == ["one\nstill one", "two"]


@given(st.text(alphabet="ab s.\n\"'“”‘’„«»`", max_size=80))
def test_spans_are_ordered_and_disjoint_and_stay_in_their_paragraph(text: str) -> None:
    end = 0
    for span in quoted_spans(text):
        assert end <= span.start < span.end <= len(text)
        assert "\n\n" not in span.of(text)
        end = span.end


@pytest.mark.parametrize("mark", ['"', "“", "”", "‘", "'", "''", '" a ', "‘a "])
def test_a_flood_of_marks_is_read_to_its_end(mark: str) -> None:
    text = mark * 50_000
    assert all(span.end <= len(text) for span in quoted_spans(text))
