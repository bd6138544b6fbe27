from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.keys import LONGEST, RAREST, find_keys, winnow
from claims.types import Claim
from tests.claims.build import article, claim, mention, quantity, relay

TOLD = "Moscow had received no official documents about the peace plan"
WORD = st.sampled_from(["plan", "peace", "talks", "troops", "army", "border", "treaty", "envoy", "summit", "Kremlin"])


@pytest.mark.parametrize(
    ("wording", "rare"),
    [
        ("", 0),
        ("No", 0),
        ("“No”", 0),
        ("12", 0),
        ("12 and 40 and 1,200 and 3.5 and 7:30", 0),
        ("declined to comment", 0),
        ("the talks had failed", 0),  # three words of substance
        ("the talks in Geneva had failed", 0),
        ("the peace talks in Geneva had failed", 4),
        ("talks talks talks talks talks talks", 0),
        ("dredgers, ferries, mussels, quays, tides, tugs, berths, buoys, locks and sluices", RAREST),
    ],
)
def test_a_claim_is_found_by_its_rarest_words_unless_it_says_too_little(wording: str, rare: int) -> None:
    keys = find_keys(claim(wording), "story")
    assert len(keys.rare) == len(set(keys.rare)) == rare


@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [
        ("peace talks in Geneva failed", "Geneva failed; peace talks", 4),
        ("peace talks in Geneva failed", "Peace talk in GENEVA fails", 4),
        ("labour talks in Geneva failed", "labor talks in Geneva failed", 4),
        ("peace talks in Geneva failed", "mussel beds at low tide suffered", 0),
    ],
)
def test_words_are_compared_as_stems(left: str, right: str, shared: int) -> None:
    ours, theirs = find_keys(claim(left), ""), find_keys(claim(right), "")
    assert len(set(ours.rare) & set(theirs.rare)) == shared


@pytest.mark.parametrize("wording", ["no quotation here", "“No”", "he called it “a very good plan”", ""])
def test_borrowed_words_are_no_quotation(wording: str) -> None:
    assert find_keys(claim(wording), "story").quoted == ()


@given(st.lists(WORD, max_size=12), st.lists(WORD, min_size=8, max_size=12), st.lists(WORD, max_size=12), st.data())
def test_quotations_that_share_eight_words_in_a_row_share_a_key(
    before: list[str], shared: list[str], after: list[str], data: st.DataObject
) -> None:
    others = data.draw(st.tuples(st.lists(WORD, max_size=12), st.lists(WORD, max_size=12)))
    assert set(winnow([*before, *shared, *after])) & set(winnow([*others[0], *shared, *others[1]]))


@pytest.mark.parametrize("number", range(5))
def test_fewer_words_than_a_run_have_no_key(number: int) -> None:
    assert winnow(["word"] * number) == ()


@pytest.mark.parametrize("number", [5, 6, 7, 8, 9, 500])
def test_a_word_again_and_again_has_one_key(number: int) -> None:
    assert len(winnow(["word"] * number)) == 1


def test_a_long_quotation_has_no_more_keys_than_words_that_are_looked_at() -> None:
    wording = "“" + " ".join(map("".join, product("bcdfgklmnprtvz", repeat=4))) + "”"
    keys = find_keys(claim(wording), "story")
    assert len(keys.rare) == RAREST
    assert len(keys.quoted) <= LONGEST


OTHERS = [
    pytest.param(replace(claim(TOLD), polarity="negated"), id="polarity"),
    pytest.param(claim(TOLD, speaker="Marco Rubio"), id="speaker"),
    pytest.param(claim(TOLD, speaker=None), id="no speaker"),
    pytest.param(claim(TOLD, source_type="role"), id="type of source"),
    pytest.param(claim(TOLD, quantities=[quantity(12)]), id="number"),
    pytest.param(claim(TOLD, dates=[mention("Monday", date(2025, 11, 24))]), id="day"),
    pytest.param(claim(TOLD + " yet"), id="word"),
]


@pytest.mark.parametrize("other", OTHERS)
def test_what_tells_two_claims_apart(other: Claim) -> None:
    assert find_keys(claim(TOLD), "").telling != find_keys(other, "").telling


@pytest.mark.parametrize(
    "other",
    [
        claim(TOLD.upper().replace("MOSCOW", "Moscow"), outlet_id="beta"),
        claim(TOLD, within=article(f"Elsewhere: {TOLD}.", outlet_id="gamma")),
        claim(TOLD + "."),
        claim(TOLD, relays=[relay("wsj")]),
        claim(TOLD, cue="insist", cue_class="strong"),
    ],
)
def test_what_does_not_tell_two_claims_apart(other: Claim) -> None:
    assert find_keys(claim(TOLD), "").telling == find_keys(other, "elsewhere").telling


def test_what_says_too_little_counts_within_its_story() -> None:
    slight = claim("declined to comment")
    assert find_keys(slight, "one").telling == find_keys(slight, "one").telling
    assert find_keys(slight, "one").telling != find_keys(slight, "other").telling
    assert find_keys(claim(TOLD), "one") == find_keys(claim(TOLD), "other")
