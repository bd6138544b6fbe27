"""Whom a text names, what it calls them, and whom a surname, a role or a pronoun means."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import claims.person_name
from claims.cast import Person, read_cast
from claims.person_name import first_name_genders, key, without_titles

SCENE = (
    "Anna Keller, the mayor of Weston, met the harbour master Peter Marsh on Monday. "
    "Keller praised him. Samira Haddad was late."
)

PERSONS = [
    ("Anna Keller, the mayor of Weston, arrived. Peter Marsh left.", "Anna Keller=female Peter Marsh=male"),
    ("The hydrologist Mireille Cassan spoke to Edda Marlow.", "Mireille Cassan=female Edda Marlow=female"),
    # titles, and what leads up to a name
    ("Mr. Tarek Osei met Ms. Lin Okafor.", "Tarek Osei=male Lin Okafor=female"),
    ("U.S. Secretary of State Marco Rubio met President Vladimir Putin.", "Marco Rubio=male Vladimir Putin=male"),
    ("Receiving French President Emmanuel Macron, he smiled.", "Emmanuel Macron=male"),
    ("Spokeswoman Qorxani Yvelt left.", "Qorxani Yvelt=female"),
    ("FBI Director James\xa0Comey left.", "James Comey=male"),
    ("FBI Director James\nComey left.", "James Comey=male"),
    ("Ursula von der Leyen met Kim Jong-un and Seán O’Neill.", "Ursula von der Leyen=female Seán O’Neill=male"),
    # without a known first name: as persons are spoken of
    ("“We go,” said Dilqora Yvelt, 34, a nurse.", "Dilqora Yvelt="),
    ("Dilqora Yvelt, who owns a shop, left.", "Dilqora Yvelt="),
    ("Yvelt was early. Dilqora Yvelt left.", "Dilqora Yvelt="),
    # called both: what stands nearest
    ("Qorxani Yvelt, a father and a businesswoman, left.", "Qorxani Yvelt=male"),
    ("Qorxani Yvelt, a businesswoman and a father, left.", "Qorxani Yvelt=female"),
    # one person, however named
    ("Anna Keller left. Keller smiled. Ms. Keller waved.", "Anna Keller=female"),
    ("Donald J. Trump left. Donald Trump smiled.", "Donald J. Trump=male"),
    ("Anna Keller left. Anna KELLER smiled.", "Anna Keller=female"),
    ("Zoë Müller left. Zoe Muller smiled.", "Zoë Müller=female"),
    # two of one surname
    ("Robert Trask and Melinda Trask left.", "Robert Trask=male Melinda Trask=female"),
    # a first name alone, where kin is spoken of or the name is known
    ("Samira Haddad left. Her brother Karim stayed.", "Samira Haddad=female Karim=male"),
    # neither bodies, nor places, nor outlets
    ("The Rose Garden was closed. Fox News said so. The White House declined.", ""),
    ("The Foreign Ministry and the Bank of England met in New York on Main Street.", ""),
    ("On Monday, German Chancellor Friedrich Merz left.", "Friedrich Merz=male"),
    ("nobody here", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), PERSONS)
def test_persons(text: str, expected: str) -> None:
    persons = read_cast(text).persons
    assert " ".join(f"{person.name}={person.gender}" for person in persons) == expected
    for person in persons:
        assert person.mentions == sorted(person.mentions)
        assert all(text[at].isupper() for at in person.mentions)


def test_a_name_that_an_outlet_has_is_no_person() -> None:
    text = "Charlie Hebdo said so. Anna Keller left."
    assert [person.name for person in read_cast(text, ((0, 13),)).persons] == ["Anna Keller"]


CALLINGS = [
    ("Anna Keller, the mayor of Weston, arrived.", "mayor weston"),
    ("Anna Keller (the mayor of Weston) arrived.", "mayor weston"),
    ("Anna Keller, 54, a nurse, arrived.", "nurse"),
    ("Anna Keller, who is a nurse, arrived.", "nurse"),
    ("The retired nurse Anna Keller arrived.", "nurse retired"),
    ("It was a nurse, Anna Keller.", "nurse"),
    ("Kremlin spokesman Anna Keller arrived.", "kremlin spokesperson"),
    ("Anna Keller arrived. It was the harbour master, Anna Keller.", "harbour master"),
    ("Anna Keller said the mayor left.", ""),
    ("Anna Keller, who left, smiled.", ""),
    ("Anna Keller, and the mayor, left.", ""),
]


@pytest.mark.parametrize(("text", "expected"), CALLINGS)
def test_callings(text: str, expected: str) -> None:
    (person,) = read_cast(text).persons
    assert " ".join(sorted(person.callings)) == expected


def name_of(person: Person | None) -> str | None:
    return person.name if person else None


TWO = "Robert Trask left. Melinda Trask smiled. Anna Feldhaus waved. Samira Haddad left. Her brother Karim stayed."


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Feldhaus", "Anna Feldhaus"),
        ("Feldhaus", "Anna Feldhaus"),
        ("FELDHAUS", "Anna Feldhaus"),
        ("Feldhäus", "Anna Feldhaus"),
        ("Feldhouse", "Anna Feldhaus"),  # misspelt
        ("Anna Feldhouse", "Anna Feldhaus"),
        ("Bruno Feldhouse", None),
        ("Anna", "Anna Feldhaus"),
        ("Karim", "Karim"),
        ("Samira", "Samira Haddad"),
        ("Robert Trask", "Robert Trask"),
        ("Melinda Trask", "Melinda Trask"),
        ("Trask", "Robert Trask"),  # named first
        ("Frask", None),  # another name, not another spelling
        ("Nobody", None),
        ("", None),
        (" ", None),
    ],
)
def test_whom_a_name_means(name: str, expected: str | None) -> None:
    assert name_of(read_cast(TWO).named(name)) == expected


def test_a_title_tells_two_of_one_surname_apart() -> None:
    cast = read_cast(TWO)
    assert name_of(cast.named("Trask", "female")) == "Melinda Trask"
    assert name_of(cast.named("Trask", "male")) == "Robert Trask"


PRONOUNS = [
    ("Anna Keller met Peter Marsh. *She left.", "Anna Keller"),
    ("Anna Keller met Peter Marsh. *He left.", "Peter Marsh"),
    ("Peter Marsh left. Rex Orban smiled. *He waved.", "Rex Orban"),
    ("Anna Keller left. *He waved.", None),
    ("*He waved. Peter Marsh left.", None),
    ("Dilqora Yvelt, 34, a nurse, left. *She waved.", "Dilqora Yvelt"),
    ("Dilqora Yvelt, 34, a nurse, met Anna Keller. *He waved.", "Dilqora Yvelt"),
    ("Peter Marsh left. " + "It rained. " * 200 + "*He waved.", None),
    ("Mr. Dilqora Yvelt left. *She waved.", None),
]


@pytest.mark.parametrize(("text", "expected"), PRONOUNS)
def test_whom_a_pronoun_means(text: str, expected: str | None) -> None:
    at = text.index("*")
    text = text.replace("*", "")
    assert name_of(read_cast(text).pronoun(text[at:].split()[0].lower(), at)) == expected


def test_who_was_just_speaking_goes_on() -> None:
    text = "Peter Marsh arrived. Rex Orban arrived. It rained. He waved."
    cast, at = read_cast(text), text.index("He")
    assert name_of(cast.pronoun("he", at)) == "Rex Orban"
    assert name_of(cast.pronoun("he", at, [(30, "Peter Marsh")])) == "Peter Marsh"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mayor", "Anna Keller"),
        ("mayor Weston", "Anna Keller"),
        ("harbour master", "Peter Marsh"),
        ("Harbour Master's", "Peter Marsh"),
        ("mayor harbour", None),
        ("pilot", None),
        ("", None),
    ],
)
def test_whom_a_role_means(words: str, expected: str | None) -> None:
    assert name_of(read_cast(SCENE).called(words.split(), len(SCENE))) == expected


def test_of_two_with_one_role_the_nearest_before_counts_or_else_the_first_after() -> None:
    text = "The mayor waved. The mayor Anna Keller left. The mayor Peter Marsh smiled. The mayor left."
    cast = read_cast(text)
    assert name_of(cast.called(["mayor"], len(text))) == "Peter Marsh"
    assert name_of(cast.called(["mayor"], text.index("The mayor Peter"))) == "Anna Keller"
    assert name_of(cast.called(["mayor"], 0)) == "Anna Keller"


def test_somebody_whom_only_an_attribution_names_is_introduced() -> None:
    text = "“We go,” said Rubenov. He left."
    cast = read_cast(text)
    assert cast.named("Rubenov") is None
    cast.introduce("Rubenov", text.index("Rubenov"))
    assert name_of(cast.named("Rubenov")) == name_of(cast.pronoun("he", text.index("He"))) == "Rubenov"
    cast.introduce("Rubenov", 0)
    assert len(cast.persons) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Secretary of State Marco Rubio", "Marco Rubio"),
        ("German Foreign Minister Johann Wadephul", "Johann Wadephul"),
        ("Texas Governor Ann Lee", "Ann Lee"),
        ("FBI Director James\xa0Comey", "James Comey"),
        ("Mr Lee", "Lee"),
        ("The President", ""),
        ("Officials", ""),
        ("Martin Luther King Jr", "Martin Luther King Jr"),
        ("Susan Rice", "Susan Rice"),
        ("", ""),
    ],
)
def test_names_without_titles(name: str, expected: str) -> None:
    assert without_titles(name) == expected


def test_no_first_name_is_of_both_genders() -> None:
    table = tomllib.loads((Path(claims.person_name.__file__).parent / "first_names.toml").read_text(encoding="utf-8"))
    female, male = ({key(name) for name in table[gender].split()} for gender in ("female", "male"))
    assert not female & male
    assert set(first_name_genders()) == female | male


PIECES = [
    "Anna",
    "Keller",
    "Peter",
    "Marsh",
    "Mr.",
    "the mayor",
    ",",
    ".",
    "she",
    "said",
    "of",
    "\xa0",
    "\n\n",
    "von",
    "İ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join) | st.text(max_size=80), st.integers(0, 100))
def test_any_text_has_a_cast(text: str, at: int) -> None:
    cast = read_cast(text)
    assert list(cast.sentences) == sorted(cast.sentences)
    for person in cast.persons:
        assert all(0 <= place < len(text) for place in person.mentions)
        assert cast.named(person.name) is not None
    assert cast.pronoun("she", at) in [None, *cast.persons]
    assert cast.sentence_start(at) <= at
