"""Free text → claims: what is found first, and that nothing but the texts decides on it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.encoder import WIDTH, load_encoder
from claims.retrieve import asked_stems, lay_out, rank, rank_shelf

CORPUS = (
    "The ferry to Skarholm will not sail before the spring",
    "Twelve people were hurt when a crane fell on the quay",
    "The minister denied that he had taken money from the dredging company",
    "A crane fell on the quay in Port Averly and nobody was hurt",
    "Prices of herring have doubled within a year",
)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("the Skarholm ferry is not running until spring", 0),
        ("OMG a dozen injured by a falling crane!! #CraneFall pic.twitter.com/Xy1 — Ann (@ann) January 2, 2020", 1),
        ("Did the minister accept a bribe?", 2),
        ("herring costs twice what it did", 4),
    ],
)
def test_the_text_that_says_it_comes_first(query: str, first: int) -> None:
    order = rank(query, CORPUS)
    assert order[0] == first
    assert sorted(order) == [*range(len(CORPUS))]


def test_a_rare_word_decides_between_texts_of_one_meaning() -> None:
    corpus = [f"The harbour master of {place} resigned" for place in ("Ostvik", "Averly", "Tarn Head", "Skarholm")]
    assert rank("who resigned in Averly", corpus)[0] == 1
    assert rank("#AverlyHarbour", corpus)[0] == 1


def test_equal_texts_keep_their_order_and_no_texts_give_none() -> None:
    assert rank("herring", ["herring", "cod", "herring", "herring"])[:3] == [0, 2, 3]
    assert rank("herring", []) == []


@pytest.mark.parametrize("query", ["", " ", "https://t.co/x", "#", "…", "Ὀδυσσεύς " * 900, "12", "\x00"])
def test_whatever_is_asked_all_texts_are_ranked(query: str) -> None:
    assert sorted(rank(query, CORPUS)) == [*range(len(CORPUS))]


def test_a_text_is_found_by_its_other_side_too() -> None:
    encoder = load_encoder()
    claims, headlines = ["He denies it", "It was a success"], ["Minister accused of bribery", "Herring season ends"]
    shelf = lay_out([claims, headlines], [encoder.encode(claims), encoder.encode(headlines)])
    assert rank_shelf("was the minister bribed", shelf, encoder) == [0, 1]
    assert rank_shelf("how the herring season went", shelf, encoder, most=1) == [1]


def test_texts_without_words_do_no_harm() -> None:
    assert rank("herring", ["", "…", "herring"])[0] == 2


def test_what_is_asked_loses_addresses_and_its_tags_are_taken_apart() -> None:
    assert asked_stems("#SaveOurFerry now, www.ferry.example/a @HarbourNews") == {"sav", "ferr", "harbor"}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("ab cd", max_size=8), min_size=1, max_size=6), st.text("ab cd", max_size=8), st.randoms())
def test_the_order_of_the_texts_decides_on_nothing_but_ties(texts: list[str], query: str, draw: object) -> None:
    """Scores go with the texts, whatever stands beside them in which order."""
    vectors = np.zeros((len(texts), WIDTH), np.float32)
    places = [*range(len(texts))]
    draw.shuffle(places)  # type: ignore[attr-defined]
    scores = lay_out([texts], [vectors]).scores(query, vectors[0])
    mixed = lay_out([[texts[at] for at in places]], [vectors]).scores(query, vectors[0])
    assert scores[places].tolist() == mixed.tolist()
