"""What people say of pairs of claims: their verdicts outrank the matcher's, and outlive the ids of the claims.

A review knows each claim by its article and its words. So it still holds where another extractor finds the claim with
other spans, and where the article's text changes elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import dropwhile
from typing import Literal

from claims.cues import word_set
from claims.errors import ClaimsError
from claims.tokens import fold, words
from claims.types import Claim, Review
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
