"""What people say of pairs of claims: their verdicts outrank the matcher's, and outlive the ids of the claims.

A review knows each claim by its article and its words. So it still holds where another extractor finds the claim with
other spans, and where the article's text changes elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import dropwhile, product
from typing import Literal

from claims.cues import word_set
from claims.errors import ClaimsError
from claims.tokens import fold, words
from claims.types import Claim, Match, Review
from sources.types import content_id

# What joins a content to its cue belongs to it for one extractor and not for another: (said) that, and that.
_JOINTS = word_set("and but that")


class SameTelling(ClaimsError):
    """Two claims that a review cannot tell apart: one article has the same words twice."""

    def __init__(self, wording: str) -> None:
        super().__init__(
            f"both claims are the words {wording!r} in one article, so that a verdict on them cannot be kept; "
            "choose two claims that differ in words or articles"
        )
        self.wording = wording


def review_key(claim: Claim, article_id: str) -> str:
    """Return what a review knows the claim by: its article, whichever version, and its folded words."""
    told = list(dropwhile(_JOINTS.__contains__, words(claim.wording)))
    return content_id(article_id, *(told or [fold(claim.wording)]))


def review_keys(claims: Iterable[Claim], article_of: Mapping[str, str]) -> dict[str, str]:
    """Return the key of each claim by its id; article_of: version id → article id."""
    return {claim.id: review_key(claim, article_of[claim.version_id]) for claim in claims}


def review_id(key: str, other: str) -> str:
    """Return the id of a review of two keys, in whichever order they are given."""
    return content_id(*sorted((key, other)))


def make_review(
    claims: tuple[Claim, Claim],
    article_of: Mapping[str, str],
    verdict: Literal["same", "different"],
    reviewed_at: datetime,
) -> Review:
    """Return the review of two claims, in whichever order they are given. Raises SameTelling."""
    (left_key, left), (right_key, right) = sorted(
        (review_key(claim, article_of[claim.version_id]), claim.wording) for claim in claims
    )
    if left_key == right_key:
        raise SameTelling(left)
    return Review(review_id(left_key, right_key), left_key, right_key, left, right, verdict, reviewed_at)


def apply_reviews(matches: Sequence[Match], keys: Mapping[str, str], reviews: Iterable[Review]) -> tuple[Match, ...]:
    """Return the matches, in their order, with the verdicts that reviews have on them; keys: claim id → review key.

    Of several reviews of one pair the latest counts. Matches without a review stay as they are.
    """
    held = sorted(reviews, key=_age)
    verdicts = {review.id: review.verdict for review in held}
    reviewed = {key for review in held for key in (review.left_key, review.right_key)}

    def judged(match: Match) -> Match:
        left, right = keys.get(match.left_id), keys.get(match.right_id)
        if left not in reviewed or right not in reviewed:
            return match
        verdict = verdicts.get(review_id(left, right))
        return match if verdict is None else replace(match, verdict=verdict, reviewed=True)

    return tuple(map(judged, matches))


def reviewed_pairs(keys: Mapping[str, str], reviews: Iterable[Review]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of claims that reviews are about, the smaller id first, in order, each once.

    Where an article has the words of a key twice, each such claim makes a pair. These pairs are to be scored whether
    or not they were candidates: what a person accepted joins, however little the two have in common.
    """
    held = list(reviews)
    wanted = {key for review in held for key in (review.left_key, review.right_key)}
    claims_of: dict[str, list[str]] = defaultdict(list)
    for claim_id, key in keys.items():
        if key in wanted:
            claims_of[key].append(claim_id)
    pairs = (pair for review in held for pair in product(claims_of[review.left_key], claims_of[review.right_key]))
    return tuple(sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}))


def _age(review: Review) -> tuple[datetime, str]:
    # Of two verdicts of one moment the same one wins, in whatever order they come: "same", the later word.
    return review.reviewed_at, review.verdict
