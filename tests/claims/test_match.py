from itertools import combinations
from math import isclose, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.match import match_claims, representatives, score_pair
from claims.score import BIAS, WEIGHTS
from claims.types import Claim, Match, Verdict
from tests.claims.build import article, claim

WORDS = ("plan", "Kremlin", "talks", "peace", "troops", "12", "40", "not", "the", "said", "“no”", "")
WORDINGS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
CLAIMS = st.lists(
    st.tuples(WORDINGS, st.sampled_from(["Dmitry Peskov", "Marco Rubio", None])), max_size=12, unique=True
).map(
    lambda told: [
        claim(wording, within=article(f"{n} {wording}"), speaker=speaker) for n, (wording, speaker) in enumerate(told)
    ]
)

LONG = "“Nothing new can be added beyond what was discussed during the Alaska summit”"


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (LONG, LONG, "same"),
        (LONG, LONG.strip("“”"), "same"),
        (LONG, LONG.replace("discussed", "agreed"), "same"),
        (LONG, "“what was discussed during the Alaska summit”", "same"),
        (LONG, "Nothing new could be added beyond what was discussed during the Alaska summit", "same"),
        ("12 people were killed in the strike", "40 people were killed in the strike", "same"),
        ("12 people were killed in the strike", "40 trees were felled by the storm", "different"),
        ("Kyiv had been shown the draft", "Kyiv had not been shown the draft", "same"),
        ("the plan would cap the army of Ukraine", "the army would march on Kyiv", "different"),
        ("", "", "different"),
        ("no", "no", "different"),
        ("“No”", "“No”", "different"),
        ("12", "12", "different"),
        ("12 and 40", "12 and 40", "different"),
        ("that it was", "that it was", "different"),
    ],
)
def test_verdicts(left: str, right: str, verdict: Verdict) -> None:
    assert score_pair(claim(left), claim(right, outlet_id="beta")).verdict == verdict


def test_a_number_may_differ_only_where_the_rest_agrees() -> None:
    reference = claim("12 people were killed in the strike")
    same = score_pair(reference, claim("12 people were killed in the strike", outlet_id="beta"))
    other_number = score_pair(reference, claim("40 people were killed in the strike", outlet_id="beta"))
    other_speaker = score_pair(
        reference, claim("40 people died when the strike hit", outlet_id="beta", speaker="Marco Rubio")
    )
    assert same.score > other_number.score > other_speaker.score
    assert other_speaker.verdict == "different"


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (
            claim("“a deal is finally within our reach this very week”", speaker="Dmitry Peskov"),
            claim("“a deal is really within our reach this very week”", speaker="Dmitriy Peskov", outlet_id="beta"),
            {"6 quoted words in a row", "speaker named otherwise"},
        ),
        (
            claim(LONG, speaker="Johan Wadipol"),
            claim(LONG, speaker="Johann Wadephul", outlet_id="beta"),
            {"same 13 words", "speaker spelled differently"},
        ),
        (
            claim("12 people were killed in the strike"),
            claim("40 people were killed in the strike", outlet_id="beta"),
            {"same speaker"},
        ),
    ],
)
def test_the_reason_names_the_strongest_evidence(left: Claim, right: Claim, reason: set[str]) -> None:
    assert reason <= set(score_pair(left, right).reason.split("; "))


def test_the_reason_names_the_one_word_that_differs() -> None:
    match = score_pair(claim("a deal is finally near, he said"), claim("a deal is really near, he said"))
    assert match.reason.split("; ")[-1] in {"'really' for 'finally'", "'finally' for 'really'"}


@given(WORDINGS, WORDINGS)
def test_the_score_is_symmetric_and_adds_up(left: str, right: str) -> None:
    ours, theirs = claim(left), claim(right, outlet_id="beta", speaker="Marco Rubio")
    match = score_pair(ours, theirs)
    assert match == score_pair(theirs, ours)
    assert match.left_id < match.right_id
    assert 0 < match.score < 1
    log_odds = BIAS + sum(feature.contribution for feature in match.features)
    assert isclose(log(match.score / (1 - match.score)), log_odds, rel_tol=1e-9, abs_tol=1e-9)
    assert [feature.name for feature in match.features] == list(WEIGHTS)
    assert all(0 <= feature.value <= 1 for feature in match.features)


def naive(claims: list[Claim]) -> set[Match]:
    pairs = (score_pair(left, right) for left, right in combinations(claims, 2))
    return {match for match in pairs if match.verdict != "different"}


@settings(deadline=None)
@given(CLAIMS, st.randoms())
def test_blocking_loses_only_copies_of_copies(claims: list[Claim], random: object) -> None:
    first_of = representatives(claims)
    expected = {
        match
        for match in naive(claims)
        if first_of[match.left_id] == match.left_id or first_of[match.right_id] == match.right_id
        if first_of[match.left_id] == first_of[match.right_id]
        or {first_of[match.left_id], first_of[match.right_id]} == {match.left_id, match.right_id}
    }
    assert set(match_claims(claims)) == expected


@settings(deadline=None)
@given(CLAIMS.flatmap(lambda claims: st.tuples(st.just(claims), st.permutations(claims))))
def test_the_order_of_the_claims_makes_no_difference(both: tuple[list[Claim], list[Claim]]) -> None:
    claims, shuffled = both
    matches = match_claims(claims)
    assert matches == match_claims(shuffled)
    assert list(matches) == sorted(matches, key=lambda match: (match.left_id, match.right_id))


def test_thousands_of_copies_are_linked_to_one() -> None:
    copies = [claim(LONG, within=article(f"{number} {LONG}")) for number in range(2000)]
    matches = match_claims(copies)
    assert len(matches) == len(copies) - 1
    first = min(copy.id for copy in copies)
    assert all(match.left_id == first and match.verdict == "same" for match in matches)


def test_a_word_that_every_claim_has_does_not_pair_all_with_all() -> None:
    claims = [claim(f"the plan names article{number} and minister{number}") for number in range(300)]
    assert match_claims(claims) == ()
