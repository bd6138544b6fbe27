"""Attributions inside the contents of others, and others that only wrap them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.nest import nested_in, unwrapped
from claims.tagger import load_tagger
from claims.types import Attribution
from tests.claims.build import at

Shown = tuple[str | None, str | None, list[str]]


def made(text: str, source: str, cue: str, *content: str, outer: Attribution | None = None) -> Attribution:
    """Return the attribution that these pieces of a text make."""
    return Attribution(tuple(at(text, piece) for piece in content), at(text, source), at(text, cue), outer)


def shown(text: str, one: Attribution) -> Shown:
    return one.source and one.source.of(text), one.cue and one.cue.of(text), [part.of(text) for part in one.content]


WRAPPED = [
    # an outlet, or another teller, after it
    ("Officials said it rained, Reuters reported.", "Reuters reported", "Officials said it rained"),
    ("Officials said it rained, Ann Lee told the court.", "Ann Lee told", "Officials said it rained"),
    ("But officials said it rained, Reuters reported.", "Reuters reported", "But officials said it rained"),
    ("It rained, officials said, Reuters reported.", "Reuters reported", "It rained, officials said"),
]


@pytest.mark.parametrize(("text", "teller", "content"), WRAPPED)
def test_what_wraps_another_is_left_out(text: str, teller: str, content: str) -> None:
    source, cue = teller.rsplit(" ", 1)
    wrapper = made(text, source, cue, content)
    who, what = ("officials", "It rained") if text.startswith("It") else ("fficials", "it rained")
    inner = made(text, who, "said", what, outer=wrapper)
    assert unwrapped(text, [wrapper], [inner]) == [replace(inner, outer=None)]


def test_one_who_tells_it_first_stays() -> None:
    """In "He said that officials said …" he is its source, and no station on the way of another's claim."""
    text = "He said that officials told him it rained."
    holder = made(text, "He", "said", "that officials told him it rained")
    inner = made(text, "officials", "told", "it rained", outer=holder)
    assert unwrapped(text, [holder], [inner]) == [holder, inner]


def test_one_who_says_more_than_what_he_wraps_stays() -> None:
    text = "Officials said it rained but the road stayed open all night for the whole town, Reuters reported."
    holder = made(text, "Reuters", "reported", text.split(", Reuters", maxsplit=1)[0])
    inner = made(text, "Officials", "said", "it rained", outer=holder)
    assert unwrapped(text, [holder], [inner]) == [holder, inner]


def test_one_whose_content_does_not_open_with_another_teller_stays() -> None:
    text = (
        "The whole town was wet and cold because, as officials said, it rained all through the night, Reuters reported."
    )
    holder = made(text, "Reuters", "reported", text.split(", Reuters", maxsplit=1)[0])
    inner = made(text, "officials", "said", "it rained all through the night", outer=holder)
    assert unwrapped(text, [holder], [inner]) == [holder, inner]


def test_what_somebody_thinks_inside_what_somebody_says_is_no_claim_of_his_own() -> None:
    text = "He said that officials believe that it rained."
    holder = made(text, "He", "said", "that officials believe that it rained")
    thought = made(text, "officials", "believe", "that it rained", outer=holder)
    assert unwrapped(text, [holder], [thought]) == [holder]


def test_but_what_an_outlet_has_somebody_think_is_his() -> None:
    text = "Officials believe that it rained, Reuters reported."
    holder = made(text, "Reuters", "reported", "Officials believe that it rained")
    thought = made(text, "Officials", "believe", "that it rained", outer=holder)
    assert unwrapped(text, [holder], [thought]) == [replace(thought, outer=None)]


def test_those_that_hold_nothing_stay_as_they_are() -> None:
    text = "“It rained,” Lee said. Ann denied that it rained."
    both = [made(text, "Lee", "said", "“It rained,”"), made(text, "Ann", "denied", "that it rained")]
    assert unwrapped(text, both, []) == both
    assert unwrapped(text, [], []) == []


INSIDE: list[tuple[str, tuple[str, str, str], list[Shown]]] = [
    (
        "Anna Keller told the council that engineers had warned that the bridge could collapse within a year.",
        ("Anna Keller", "told", "that engineers had warned that the bridge could collapse within a year"),
        [("engineers", "had warned", ["that the bridge could collapse within a year"])],
    ),
    (
        "The mayor said the police had told her that the bridge could collapse within a year.",
        ("The mayor", "said", "the police had told her that the bridge could collapse within a year"),
        [("the police", "had told", ["that the bridge could collapse within a year"])],
    ),
    (
        "The lawyer told the court that the minister had denied that his office had received any money.",
        ("The lawyer", "told", "that the minister had denied that his office had received any money"),
        [("the minister", "had denied", ["that his office had received any money"])],
    ),
    # inside marks as outside
    (
        "“The engineers told us that the bridge could collapse within a year,” said the mayor.",
        ("the mayor", "said", "“The engineers told us that the bridge could collapse within a year,”"),
        [("The engineers", "told", ["that the bridge could collapse within a year"])],
    ),
    # a relative clause that media fill
    (
        "He said that the plan that several reports mentioned was dead.",
        ("He", "said", "that the plan that several reports mentioned was dead"),
        [("several reports", "mentioned", ["the plan"])],
    ),
    # no words that report
    (
        "The mayor said that the bridge over the river would be closed until the end of May.",
        ("The mayor", "said", "that the bridge over the river would be closed until the end of May"),
        [],
    ),
    # too short to hold another
    ("Lee said he said so.", ("Lee", "said", "he said so"), []),
]


@pytest.mark.parametrize(("text", "holder", "expected"), INSIDE)
def test_nested_in(text: str, holder: tuple[str, str, str], expected: list[Shown]) -> None:
    outer = made(text, *holder)
    found = nested_in(text, [outer], load_tagger())
    assert [shown(text, one) for one in found] == expected
    assert all(one.outer == outer for one in found)


def test_three_deep() -> None:
    inner = "that engineers had warned that the bridge could collapse"
    text = f"Anna Keller told the council that the mayor had admitted {inner}."
    outer = made(text, "Anna Keller", "told", f"that the mayor had admitted {inner}")
    first, second = nested_in(text, [outer], load_tagger())
    assert shown(text, first) == ("the mayor", "had admitted", [inner])
    assert shown(text, second) == ("engineers", "had warned", ["that the bridge could collapse"])
    assert (first.outer, second.outer) == (outer, first)
    assert unwrapped(text, [outer], [first, second]) == [outer, first, second]


def test_the_same_words_elsewhere_change_nothing() -> None:
    """A content is read as a text of its own, so that what is nested in it does not depend on what stands around."""
    text, holder, expected = INSIDE[0]
    for before in ("", "“Reuters said that,” he said. ", "It rained. " * 100):
        whole = before + text
        outer = made(whole, *holder)
        assert [shown(whole, one) for one in nested_in(whole, [outer], load_tagger())] == expected
