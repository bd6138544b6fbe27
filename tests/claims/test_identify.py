"""Who a source is: its type, the name that the article gives it, and why it goes unnamed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.cast import read_cast
from claims.identify import identify
from claims.scene import Identity, Scene, mentions_in
from claims.second_mention import plain_name
from claims.types import SourceType, Span
from sources.registry import load_registry


def scene_of(text: str) -> Scene:
    """Return the scene of a text, without those who spoke."""
    return Scene(text, read_cast(text), load_registry().mentions(text))


def who(marked: str, *heard: tuple[str, SourceType]) -> Identity:
    """Return who the words in square brackets are, in a text in which others were heard before, where it names them."""
    begin, end = marked.index("["), marked.index("]") - 1
    scene = scene_of(marked.replace("[", "").replace("]", ""))
    for name, source_type in heard:
        scene.heard(scene.text.index(name), Identity(source_type, name))
    return identify(scene, Span(begin, end))


IDENTITIES: list[tuple[str, SourceType, str]] = [
    # names, with and without what stands around them
    ("[Dmitry Peskov] said it rained.", "named_person", "Dmitry Peskov"),
    ("[Kremlin spokesperson Dmitry Peskov] said it rained.", "named_person", "Dmitry Peskov"),
    ("[The hydrologist Mireille Cassan] said it rained.", "named_person", "Mireille Cassan"),
    ("It rained, said [the poet Facundo Irazábal].", "named_person", "Facundo Irazábal"),
    ("It rained, said [the brewer Anchor Ales].", "organisation", "Anchor Ales"),
    ("[Anna Keller, the mayor of Weston,] said it rained.", "named_person", "Anna Keller"),
    ("[Her manager, Bruno Astier,] said it rained.", "named_person", "Bruno Astier"),
    ("[Her brother Karim] said it rained.", "named_person", "Karim"),
    ("[Sen. Ann Lee of Delaware] said it rained.", "named_person", "Ann Lee"),
    ("[Gov. Lee of Delaware] said it rained.", "named_person", "Lee"),
    ("[Mrs. Trask] said it rained.", "named_person", "Trask"),
    # second mentions
    ("Dmitry Peskov arrived. [Peskov] said it rained.", "named_person", "Dmitry Peskov"),
    ("Anna Feldhaus arrived. [Ms. Feldhouse] said it rained.", "named_person", "Anna Feldhaus"),
    ("Dmitry Peskov arrived. [He] said it rained.", "named_person", "Dmitry Peskov"),
    ("Anna Keller met Peter Marsh. [She] said it rained.", "named_person", "Anna Keller"),
    ("The Kremlin spokesman Dmitry Peskov left. [The spokesman] said so.", "named_person", "Dmitry Peskov"),
    ("Robert Trask and Melinda Trask left. [Ms. Trask] said it rained.", "named_person", "Melinda Trask"),
    # bodies
    ("[The European Commission] said it rained.", "organisation", "the European Commission"),
    ("[Human Rights Watch] said it rained.", "organisation", "Human Rights Watch"),
    ("[Moscow] said it rained.", "organisation", "Moscow"),
    ("[Police] said it rained.", "organisation", "Police"),
    ("[The builder, Ostrander Systems,] said it rained.", "organisation", "Ostrander Systems"),
    ("[Pell & Varley, the biscuit maker,] said it rained.", "organisation", "Pell & Varley"),
    ("The Syrian transport ministry left. [The ministry] said it rained.", "organisation", "Syrian transport ministry"),
    ("Zeltra will close its plant in Weston. [The company] said it rained.", "organisation", "Zeltra"),
    ("Halden Freight will close. [Halden] said it rained.", "organisation", "Halden Freight"),
    ("[The ministry] said it rained.", "organisation", "the ministry"),
    # documents
    ("[The plan] calls for rain.", "document", "the plan"),
    ("[A new study] showed that it rained.", "document", "a new study"),
    ("The report was late. [It] said it rained.", "document", "the report"),
    ("The letter was late. [The letter] said it rained.", "document", "the letter"),
    ("The indictment took a year. In the end [it] said that it rained.", "document", "the indictment"),
    # roles, groups, and nobody
    ("[A spokesman] said it rained.", "role", "a spokesman"),
    ("[A fisherman] said it rained.", "role", "a fisherman"),
    ("[A spokesperson for the European Commission] said so.", "role", "a spokesperson for the European Commission"),
    ("[Two officials] said it rained.", "collective", "officials"),
    ("[Officials in three capitals] said it rained.", "collective", "Officials in three capitals"),
    ("[Doctors in Freetown] said it rained.", "collective", "Doctors in Freetown"),
    ("[Residents] said it rained.", "collective", "Residents"),
    ("Two American officials left. [They] said it rained.", "collective", "American officials"),
    ("Two American officials left. [The officials] said it rained.", "collective", "American officials"),
    ("[They] said it rained.", "collective", "They"),
    ("[It] said it rained.", "unknown", "It"),
    ("[She] said it rained.", "unknown", "She"),
    ("[—] said it rained.", "unknown", "—"),
    # unnamed
    ("[A senior official] said it rained.", "anonymous", "a senior official"),
    ("[One of them] said it rained.", "anonymous", "one of them"),
    ("[People familiar with the matter] said it rained.", "anonymous", "People familiar with the matter"),
    ("[Two people briefed on the talks] said it rained.", "anonymous", "two people briefed on the talks"),
    ("[Informed sources] said it rained.", "anonymous", "Informed sources"),
]


@pytest.mark.parametrize(("text", "source_type", "name"), IDENTITIES)
def test_identities(text: str, source_type: SourceType, name: str) -> None:
    assert who(text) == Identity(source_type, name)


HEARD: list[tuple[str, list[tuple[str, SourceType]], Identity]] = [
    ("The audit says so. Then [it] says more.", [("The audit", "document")], Identity("document", "The audit")),
    ("Zeltra says so. Then [it] says more.", [("Zeltra", "organisation")], Identity("organisation", "Zeltra")),
    (
        "Halden Freight says so in Weston. [The carrier] says more.",
        [("Halden Freight", "organisation")],
        Identity("organisation", "Halden Freight"),
    ),
    ("the plan is out. [The proposal] says more.", [("the plan", "document")], Identity("document", "the plan")),
    ("a study is out. [The report] says more.", [("a study", "document")], Identity("document", "a study")),
    ("an official left. Later [he] said more.", [("an official", "anonymous")], Identity("anonymous", "an official")),
    (
        "residents left. Later [they] said more.",
        [("residents", "collective")],
        Identity("collective", "residents"),
    ),
    ("Rubenov left. Later [Rubenov] said so.", [("Rubenov", "named_person")], Identity("named_person", "Rubenov")),
]


@pytest.mark.parametrize(("text", "heard", "expected"), HEARD)
def test_who_spoke_before_is_whom_a_second_mention_means(
    text: str, heard: list[tuple[str, SourceType]], expected: Identity
) -> None:
    assert who(text, *heard) == expected


ANONYMITY = [
    # in the phrase
    ("[A diplomat who asked not to be named] said it rained.", "a diplomat", "asked not to be named"),
    (
        "[An aide, who spoke on condition of anonymity,] said it rained.",
        "an aide",
        "spoke on condition of anonymity",
    ),
    # in an aside
    (
        "“It rained,” said [an aide], who spoke on condition of anonymity because of the talks.",
        "an aide",
        "spoke on condition of anonymity because of the talks",
    ),
    (
        "“It rained,” said [an aide], speaking on condition of anonymity.",
        "an aide",
        "speaking on condition of anonymity",
    ),
    (
        "“It rained,” said [a worker], who was not authorized to speak to the press.",
        "a worker",
        "not authorized to speak to the press",
    ),
    (
        "“It rained,” said [a diplomat], who was granted anonymity to speak freely.",
        "a diplomat",
        "granted anonymity to speak freely",
    ),
    # in the next sentence
    (
        "“It rained,” said [an aide]. The aide spoke on condition of anonymity to discuss the talks.",
        "an aide",
        "spoke on condition of anonymity to discuss the talks",
    ),
    ("“It rained,” said [two aides]. Both asked not to be named.", "two aides", "asked not to be named"),
]


@pytest.mark.parametrize(("text", "name", "reason"), ANONYMITY)
def test_why_a_source_goes_unnamed(text: str, name: str, reason: str) -> None:
    assert who(text) == Identity("anonymous", name, reason)


@pytest.mark.parametrize(
    "text",
    [
        "“It rained,” said [an aide]. The driver spoke on condition of anonymity.",
        "“It rained,” said [an aide]. Nobody asked not to be named.",
    ],
)
def test_what_is_said_of_others_is_no_reason(text: str) -> None:
    assert who(text) == Identity("anonymous", "an aide", None)


def test_a_name_is_a_name_whatever_is_told_beside_it() -> None:
    text = "“It rained,” said [Anna Keller], who had spoken for an aide who asked not to be named."
    assert (who(text).source_type, who(text).name) == ("named_person", "Anna Keller")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The plan", "the plan"),
        ("The\n  Kremlin", "the Kremlin"),
        ("FBI Director James\xa0Comey", "FBI Director James Comey"),
        ("Theodore", "Theodore"),
        ("A Labour man", "a Labour man"),
        ("", ""),
    ],
)
def test_plain_names(words: str, expected: str) -> None:
    assert plain_name(words) == expected


def test_outlets_in_a_stretch() -> None:
    scene = scene_of("Reuters said so. Axios said so, the Wall Street Journal said so.")
    text = scene.text
    found = mentions_in(scene, text.index("Axios"), len(text))
    assert [mention.outlet_id for mention in found] == ["axios", "wsj"]
    assert mentions_in(scene, 0, 3) == []
    assert mentions_in(scene, len(text), len(text)) == []


PIECES = [
    "Anna Keller", "the", "ministry", "of", "He", "it", "They", "officials", "an", "aide", ",", ".", "who", "said",
    "in", "asked not to be named", "The report", "sources", "Mr.", "“", "\n\n", "İ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map(" ".join), st.integers(0, 80), st.integers(1, 60))
@example("", 0, 1)
def test_any_words_have_an_identity(text: str, start: int, length: int) -> None:
    span = Span(min(start, len(text)), min(start + length, len(text)))
    scene = scene_of(text)
    found = identify(scene, span)
    assert found.name or not span.of(text).strip()
    assert "\n" not in found.name
    scene.heard(span.start, found)
    assert identify(scene, span)
