from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.match import score_pair
from claims.types import Claim
from tests.claims.build import claim, mention, quantity

QUOTE = "“a deal is finally within our reach this very week”"
LONG = "“Nothing new can be added beyond what was discussed during the Alaska summit”"
WORD = st.sampled_from(["plan", "Kremlin", "talks", "12", "40", "not", "“no”", "Żółć"])
WORDS = st.lists(WORD, max_size=6).map(" ".join)


def reasons(left: Claim, right: Claim) -> list[str]:
    return score_pair(left, right).reason.split("; ")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (claim(LONG), claim(LONG, outlet_id="beta"), {"same 13 words", "same speaker"}),
        (claim("no"), claim("No", outlet_id="beta"), {"same 1 word", "little text to go by"}),
        (
            claim(QUOTE, speaker="Dmitry Peskov"),
            claim(QUOTE.replace("finally", "really"), speaker="Peskov", outlet_id="beta"),
            {"6 quoted words in a row", "speaker named otherwise"},
        ),
        (
            claim(QUOTE),
            claim(f"{QUOTE}, which he welcomed", outlet_id="beta"),
            {"same 10-word quotation"},
        ),
        (
            claim(LONG, speaker="Johan Wadipol"),
            claim(LONG, speaker="Johann Wadephul", outlet_id="beta"),
            {"same 13 words", "speaker spelled differently"},
        ),
        (claim(LONG), claim(LONG, speaker="Marco Rubio", outlet_id="beta"), {"same 13 words", "another speaker"}),
        (claim("the plan was dead"), claim("the dredger was rusty", outlet_id="beta"), {"0 of 2 content words shared"}),
        (
            claim("they want 12", quantities=[quantity(12, "plane")]),
            claim("sales are at 40", quantities=[quantity(40, "plane")], outlet_id="beta"),
            {"12 against 40"},
        ),
        (
            claim("it starts Monday", dates=[mention("Monday", date(2025, 11, 24))]),
            claim("it ends Friday", dates=[mention("Friday", date(2025, 11, 28))], outlet_id="beta"),
            {"Friday against Monday"},
        ),
        (
            claim("Kyiv had been shown the draft"),
            claim("Kyiv had not been shown the draft", outlet_id="beta"),
            {"negated on one side only"},
        ),
    ],
)
def test_the_reason_names_the_evidence(left: Claim, right: Claim, expected: set[str]) -> None:
    # Which side is named first depends on the ids alone.
    assert expected <= {" against ".join(sorted(phrase.split(" against "))) for phrase in reasons(left, right)}


@pytest.mark.parametrize(
    ("left", "right", "last"),
    [
        ("a deal is finally near", "a deal is really near", {"'really' for 'finally'", "'finally' for 'really'"}),
        ("12 people were killed", "40 people were killed", {"'12' for '40'", "'40' for '12'"}),
        ("he met Żółć in Kyiv", "he met Łukasz in Kyiv", {"'żółć' for 'łukasz'", "'łukasz' for 'żółć'"}),
    ],
)
def test_the_one_word_that_differs_comes_last(left: str, right: str, last: set[str]) -> None:
    assert reasons(claim(left), claim(right, outlet_id="beta"))[-1] in last


@pytest.mark.parametrize(
    ("left", "right"),
    [("a deal is near", "a deal is very near"), ("a deal is near", "a deal was close"), ("", ""), ("", "plan")],
)
def test_no_one_word_is_named_where_more_or_less_differs(left: str, right: str) -> None:
    assert not any("' for '" in reason for reason in reasons(claim(left), claim(right, outlet_id="beta")))


@settings(max_examples=25)
@given(WORDS, WORDS)
def test_every_pair_has_a_reason_of_a_few_phrases(left: str, right: str) -> None:
    found = reasons(claim(left), claim(right, outlet_id="beta"))
    assert 1 <= len(found) <= 4
    assert all(found)
    assert len(found) == len(set(found))
