"""Words that weaken a statement, and their homonyms that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.cues import word_set
from claims.hedge import find_hedges

HEDGES = [
    ("the talks may fail", ["may"]),
    ("it might rain, and could well snow", ["might", "could"]),
    ("Perhaps they will probably agree", ["Perhaps", "probably"]),
    ("he reportedly left, allegedly by boat", ["reportedly", "allegedly"]),
    ("it will most likely pass", ["likely"]),
    ("they are unlikely to agree", ["unlikely"]),
    ("the ship appears to have sunk", ["appears to"]),
    ("it appears that she seemed unlikely to come", ["it appears", "seemed", "unlikely"]),
    ("he is believed to be alive", ["is believed to"]),
    ("they are now widely expected to win", ["are now widely expected to"]),
    ("she was said to have signed", ["was said to"]),
    ("he was reported to have fled", ["was reported to"]),
    ("it is possible that he lied", ["it is possible that"]),
    ("It’s widely believed that he lied", ["It’s widely believed that"]),
    ("in my view the plan fails, as far as I know", ["in my view", "as far as I know"]),
    ("“I think we don’t believe him”", ["I think", "we don’t believe"]),
    ("if confirmed, there is a chance of rain", ["if confirmed", "there is a chance"]),
    # months, nouns, abilities, descriptions, comparisons
    ("in May the plan passed", []),
    ("Russia's military might, the might of Rome", []),
    ("he could not come, couldn't see and could no longer stand", []),
    ("a likely candidate, the alleged attacker, an unlikely hero", []),
    ("women are more likely to vote, and twice as likely to strike", []),
    ("as soon as possible", []),
    ("he appeared in court and appeared to the crowd", []),
    ("said to the press, reported to the police", []),
    ("it would, should, can and will pass", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), HEDGES)
def test_hedges(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in find_hedges(text, 0, len(text))] == expected


def test_spans_are_offsets_into_the_whole_text() -> None:
    text = "It may rain. It might snow."
    start = text.index("It might")
    [hedge] = find_hedges(text, start, len(text))
    assert hedge.of(text) == "might"
    assert find_hedges(text, start, start + 2) == ()


PIECES = word_set("it is may could not likely I think appears to be said that 's")


@given(st.lists(st.sampled_from(sorted(PIECES))).map(" ".join))
def test_hedges_are_disjoint_and_in_order(text: str) -> None:
    edges = [edge for span in find_hedges(text, 0, len(text)) for edge in (span.start, span.end)]
    assert edges == sorted(edges)
