"""Reviews: they know claims by article and words, outrank the matcher, and outlive the claims' ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from claims.review import SameTelling, make_review, review_key
from claims.types import Claim, Review
from tests.claims.build import DAY, article, claim

ALPHA = article("“We agreed,” he said. He said that talks go on. “We agreed,” she said.", outlet_id="alpha")
BETA = article("They agreed, he said. Talks will continue, he said.", outlet_id="beta")
ARTICLE_OF = {one.version_id: one.id for one in (ALPHA, BETA)}
AGREED = claim("“We agreed,”", within=ALPHA)
GO_ON = claim("talks go on", within=ALPHA)
THEY = claim("They agreed", within=BETA)
CONTINUE = claim("Talks will continue", within=BETA)
CLAIMS = (AGREED, GO_ON, THEY, CONTINUE)
KEYS = {claim.id: review_key(claim, ARTICLE_OF[claim.version_id]) for claim in CLAIMS}


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
