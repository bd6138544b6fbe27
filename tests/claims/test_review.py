"""Reviews: they know claims by article and words, outrank the matcher, and outlive the claims' ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.review import SameTelling, apply_reviews, make_review, review_key, review_keys, reviewed_pairs
from claims.types import Claim, Match, Review
from sources.types import content_id
from tests.claims.build import DAY, article, claim

ALPHA = article("“We agreed,” he said. He said that talks go on. “We agreed,” she said.", outlet_id="alpha")
BETA = article("They agreed, he said. Talks will continue, he said.", outlet_id="beta")
ARTICLE_OF = {one.version_id: one.id for one in (ALPHA, BETA)}
AGREED = claim("“We agreed,”", within=ALPHA)
GO_ON = claim("talks go on", within=ALPHA)
THEY = claim("They agreed", within=BETA)
CONTINUE = claim("Talks will continue", within=BETA)
CLAIMS = (AGREED, GO_ON, THEY, CONTINUE)
KEYS = review_keys(CLAIMS, ARTICLE_OF)


def match(left: Claim, right: Claim, verdict: str = "unsure") -> Match:
    first, second = sorted((left.id, right.id))
    return Match(content_id(first, second), first, second, 0.5, verdict, "Alike.", (), "matcher 1")


def review(left: Claim, right: Claim, verdict: str, hours: int = 0) -> Review:
    return make_review((left, right), ARTICLE_OF, verdict, DAY + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("wording", "other", "alike"),
    [
        ("“We agreed,”", '"we agreed"', True),
        ("We agreed", "We  agreed.", True),
        ("that we agreed", "we agreed", True),
        ("and that we agreed", "we agreed", True),
        ("12,000 people’s homes", "12000 people's homes", True),
        ("The U.S. agreed", "the US agreed", True),
        ("We agreed", "We agree", False),
        ("We agreed", "We agreed today", False),
        ("We agreed", "agreed we", False),
        ("12 killed", "40 killed", False),
        ("ab c", "a bc", False),
        ("“…”", "“?”", False),  # no words at all
        ("that", "and", False),
    ],
)
def test_a_key_is_the_words_of_the_claim(wording: str, other: str, alike: bool) -> None:  # noqa: FBT001
    keys = {review_key(replace(AGREED, wording=one), ALPHA.id) for one in (wording, other)}
    assert len(keys) == (1 if alike else 2)


def test_a_key_does_not_depend_on_version_spans_or_extractor() -> None:
    later = replace(AGREED, id="other", version_id="later", start=99, end=111, fragments=(), extractor="better/2")
    assert review_key(later, ALPHA.id) == KEYS[AGREED.id]
    assert review_key(AGREED, BETA.id) != KEYS[AGREED.id]


def test_a_review_is_the_same_in_either_order() -> None:
    for left, right in permutations(CLAIMS, 2):
        made = review(left, right, "same")
        assert made == review(right, left, "same")
        assert made.left_key < made.right_key
        assert {made.left_wording, made.right_wording} == {left.wording, right.wording}
        assert made.id == review(left, right, "different", hours=5).id


def test_the_same_words_twice_in_an_article_are_no_pair() -> None:
    with pytest.raises(SameTelling, match=r"“We agreed,”.* in one article.*choose two claims that differ"):
        review(AGREED, replace(AGREED, id="again"), "same")


def test_a_review_outranks_the_matcher_and_leaves_its_score_and_reason() -> None:
    matches = (match(AGREED, THEY), match(AGREED, GO_ON, "same"), match(GO_ON, CONTINUE, "different"))
    reviews = [review(AGREED, THEY, "same"), review(AGREED, GO_ON, "different")]
    applied = apply_reviews(matches, KEYS, reviews)
    assert applied == (
        replace(matches[0], verdict="same", reviewed=True),
        replace(matches[1], verdict="different", reviewed=True),
        matches[2],
    )
    assert apply_reviews(applied, KEYS, reviews) == applied
    assert apply_reviews(matches, KEYS, []) == matches


def test_a_verdict_survives_another_extractor() -> None:
    reviews = [review(AGREED, THEY, "different")]
    again = [replace(AGREED, id="0", wording="We agreed", start=1), replace(THEY, id="1", wording="that they agreed")]
    keys = review_keys(again, ARTICLE_OF)
    [applied] = apply_reviews([match(*again, "same")], keys, reviews)
    assert (applied.verdict, applied.reviewed) == ("different", True)
    assert reviewed_pairs(keys, reviews) == (("0", "1"),)


def test_claims_that_are_gone_have_no_reviewed_pairs() -> None:
    reviews = [review(AGREED, THEY, "same")]
    assert reviewed_pairs({THEY.id: KEYS[THEY.id]}, reviews) == ()
    matches = (match(GO_ON, CONTINUE),)
    assert apply_reviews(matches, {}, reviews) == matches


def test_pairs_are_named_without_any_match_and_for_all_claims_of_one_key() -> None:
    twice = replace(AGREED, id="twice")
    keys = review_keys((*CLAIMS, twice), ARTICLE_OF)
    pairs = {tuple(sorted(pair)) for pair in ((AGREED.id, CONTINUE.id), ("twice", CONTINUE.id))}
    assert reviewed_pairs(keys, iter([review(CONTINUE, AGREED, "same")])) == tuple(sorted(pairs))


verdicts = st.sampled_from(["same", "different"])
pairs = st.sampled_from([(left, right) for left, right in permutations(CLAIMS, 2)])
reviews_ = st.lists(
    st.builds(lambda pair, verdict, hours: review(*pair, verdict, hours), pairs, verdicts, st.integers(0, 9)),
    max_size=9,
    unique_by=lambda made: (made.id, made.reviewed_at),
)


@given(reviews_, st.randoms())
def test_the_latest_of_contradicting_reviews_wins_in_whatever_order_they_come(made, random) -> None:
    matches = tuple(match(left, right) for left, right in permutations(CLAIMS, 2) if left.id < right.id)
    applied = apply_reviews(matches, KEYS, made)
    latest = {one.id: one.verdict for one in sorted(made, key=lambda one: one.reviewed_at)}
    by_id = {one.id: one for one in CLAIMS}
    for before, after in zip(matches, applied, strict=True):
        expected = latest.get(review(by_id[before.left_id], by_id[before.right_id], "same").id)
        assert (after.verdict, after.reviewed) == (expected or "unsure", expected is not None)
    shuffled = random.sample(made, len(made))
    assert apply_reviews(matches, KEYS, iter(shuffled)) == applied
    assert reviewed_pairs(KEYS, shuffled) == reviewed_pairs(KEYS, made)
    assert set(reviewed_pairs(KEYS, made)) == {(m.left_id, m.right_id) for m in applied if m.reviewed}
