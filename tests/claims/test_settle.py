"""Attributions as PolNeAR marks them, made by hand, become such as claims are made of."""

from __future__ import annotations

import pytest

from claims.attribute import is_claim
from claims.settle import parted, settled
from claims.types import Attribution
from tests.claims.build import at

Shown = tuple[str | None, str | None, list[str]]


def made(text: str, source: str | None, cue: str | None, *content: str) -> Attribution:
    """Return the attribution that these pieces of a text make."""
    return Attribution(
        tuple(at(text, piece) for piece in content),
        at(text, source) if source else None,
        at(text, cue) if cue else None,
    )


def shown(text: str, one: Attribution) -> Shown:
    return one.source and one.source.of(text), one.cue and one.cue.of(text), [part.of(text) for part in one.content]


SETTLED: list[tuple[str, Shown, Shown]] = [
    # whom an outlet quotes
    (
        "Tass quoted him as saying that it rained.",
        ("Tass", "quoted", ["that it rained"]),
        ("him", "quoted", ["that it rained"]),
    ),
    (
        "Tass quoted him as saying that it rained.",
        ("Tass", "quoted", ["him as saying that it rained"]),
        ("him", "quoted", ["that it rained"]),
    ),
    (
        "“It rained,” Tass quoted the mayor of Weston as saying on Monday.",
        ("Tass", "quoted", ["“It rained,”"]),
        ("the mayor of Weston", "quoted", ["“It rained,”"]),
    ),
    (
        "The mayor was quoted by Tass as saying that it rained.",
        ("Tass", "was quoted by", ["The mayor", "that it rained"]),
        ("The mayor", "was quoted by", ["that it rained"]),
    ),
    (
        "The mayor was quoted as saying it rained, Tass reported.",
        ("The mayor", "was quoted", ["it rained"]),
        ("The mayor", "was quoted", ["it rained"]),
    ),
    (
        "Tass quoted a poem about the rain.",
        ("Tass", "quoted", ["a poem about the rain"]),
        ("Tass", "quoted", ["a poem about the rain"]),
    ),
    # whom a report cites
    (
        "A report citing two aides said that it rained.",
        ("A report", "said", ["two aides", "that it rained"]),
        ("A report", "said", ["that it rained"]),
    ),
    (
        "Tass reported, citing two aides, that it rained.",
        ("Tass", "reported, citing", ["two aides", "that it rained"]),
        ("two aides", "reported, citing", ["that it rained"]),
    ),
    # who is named at a content's end
    (
        "It rained a lot, the ministry said, according to Tass.",
        ("Tass", "according to", ["It rained a lot, the ministry"]),
        ("the ministry", "said", ["It rained a lot"]),
    ),
    (
        "It rained a lot, the governor, Ann Lee, was quoted as saying by Tass.",
        ("Tass", "was quoted as saying by", ["It rained a lot, the governor, Ann Lee"]),
        ("the governor, Ann Lee", "was quoted as saying by", ["It rained a lot"]),
    ),
    # the occasion is no part of the cue
    (
        "Lee said in a statement that it rained.",
        ("Lee", "said in a statement", ["that it rained"]),
        ("Lee", "said", ["that it rained"]),
    ),
    (
        "Lee said during the talks that it rained.",
        ("Lee", "said during the talks", ["that it rained"]),
        ("Lee", "said", ["that it rained"]),
    ),
    # what is refused or asked about is part of the content
    (
        "Lee refused to comment on whether it rained.",
        ("Lee", "refused to comment on", ["whether it rained"]),
        ("Lee", "refused", ["to comment on whether it rained"]),
    ),
    (
        "Lee declined to say whether it rained.",
        ("Lee", "declined to say", ["whether it rained"]),
        ("Lee", "declined", ["to say whether it rained"]),
    ),
    (
        "Lee asked about the rain in Weston.",
        ("Lee", "asked about", ["the rain in Weston"]),
        ("Lee", "asked", ["about the rain in Weston"]),
    ),
    (
        "Lee asked why it rained in Weston.",
        ("Lee", "asked why", ["it rained in Weston"]),
        ("Lee", "asked", ["why it rained in Weston"]),
    ),
    (
        "Lee wanted to leave.",
        ("Lee", "wanted", ["to leave"]),
        ("Lee", "wanted", ["to leave"]),
    ),
    # scraps
    (
        "Doubts grew over the plan in the last days of May after Europe asked why it rained.",
        ("Europe", "asked", ["the plan", "why it rained"]),
        ("Europe", "asked", ["why it rained"]),
    ),
    (
        "It rained, Lee said, and it poured.",
        ("Lee", "said", ["It rained", "and it poured"]),
        ("Lee", "said", ["It rained", "and it poured"]),
    ),
    # a quotation as a whole, and one that a clause goes on into
    (
        "Lee said that “it rained”.",
        ("Lee", "said", ["that “it rained”"]),
        ("Lee", "said", ["“it rained”"]),
    ),
    (
        "Lee said that it “rained”.",
        ("Lee", "said", ["that it “rained”"]),
        ("Lee", "said", ["that it “rained”"]),
    ),
    # where a content ends
    (
        "Lee said that it rained a lot, a day after Ann left.",
        ("Lee", "said", ["that it rained a lot, a day after Ann left"]),
        ("Lee", "said", ["that it rained a lot"]),
    ),
    (
        "Lee said that it rained a lot, amid fears of war.",
        ("Lee", "said", ["that it rained a lot, amid fears of war"]),
        ("Lee", "said", ["that it rained a lot"]),
    ),
    (
        "Lee said that it rained. Ann left and he stayed.",
        ("Lee", "said", ["that it rained. Ann left"]),
        ("Lee", "said", ["that it rained"]),
    ),
    # nothing to settle
    (
        "“It rained,” Lee said on Monday.",
        ("Lee", "said", ["“It rained,”"]),
        ("Lee", "said", ["“It rained,”"]),
    ),
    (
        "“It rained.”",
        (None, None, ["“It rained.”"]),
        (None, None, ["“It rained.”"]),
    ),
]


@pytest.mark.parametrize(("text", "marked", "expected"), SETTLED)
def test_settled(text: str, marked: Shown, expected: Shown) -> None:
    source, cue, content = marked
    found = settled(text, made(text, source, cue, *content))
    assert shown(text, found) == expected
    assert settled(text, found) == found


def test_a_quotation_that_opens_anew_in_a_later_paragraph_is_one_of_its_own() -> None:
    text = "“It rained,” Lee said. “It poured.”\n\n“It snowed.”\n\n“We left.”"
    one = made(text, "Lee", "said", "“It rained,”", "“It poured.”", "“It snowed.”", "“We left.”")
    assert [shown(text, part) for part in parted(text, [one])] == [
        ("Lee", "said", ["“It rained,”", "“It poured.”"]),
        ("Lee", None, ["“It snowed.”"]),
        ("Lee", None, ["“We left.”"]),
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“It rained,” Lee said. “It poured.”", ["“It rained,”", "“It poured.”"]),
        ("It rained, Lee said,\n\nand poured.", ["It rained", "and poured"]),
    ],
)
def test_other_contents_stay_together(text: str, content: list[str]) -> None:
    one = made(text, "Lee", "said", *content)
    assert list(parted(text, [one])) == [one]


CLAIMS: list[tuple[str, Shown, bool]] = [
    ("Lee said that it rained.", ("Lee", "said", ["that it rained"]), True),
    ("“It rained,” said Lee.", ("Lee", "said", ["“It rained,”"]), True),
    ("“It rained.”", (None, None, ["“It rained.”"]), True),
    ("Lee denied it all.", ("Lee", "denied", ["it all"]), True),
    ("Lee added that it rained.", ("Lee", "added", ["that it rained"]), True),
    ("Lee added it had rained today.", ("Lee", "added", ["it had rained today"]), True),
    ("It was reported that it rained.", (None, "was reported", ["that it rained"]), True),
    # of nobody, and of nothing
    ("It rained a lot.", (None, None, ["It rained a lot"]), False),
    ("It is feared that it rains.", (None, "is feared", ["that it rains"]), False),
    ("Lee said it.", ("Lee", "said", ["it"]), False),
    ("Lee added two seats.", ("Lee", "added", ["two seats"]), False),
    # no words of saying
    ("Lee yodelled a song.", ("Lee", "yodelled", ["a song"]), False),
    ("Lee yodelled that it rained.", ("Lee", "yodelled", ["that it rained"]), True),
    ("Lee yodelled “It rained”.", ("Lee", "yodelled", ["“It rained”"]), True),
]


@pytest.mark.parametrize(("text", "marked", "expected"), CLAIMS)
def test_what_is_a_claim(text: str, marked: Shown, expected: bool) -> None:  # noqa: FBT001
    source, cue, content = marked
    assert is_claim(text, made(text, source, cue, *content)) is expected
