"""Claims and their matches → claim groups: one claim each, as told by several outlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from claims.linkage import average_linkage
from claims.match import representatives
from claims.score import SAME
from claims.types import Claim, ClaimGroup, Match
from sources.types import content_id

# What an unsure match counts for at most: two claims, or two groups, never join on such matches alone.
_UNSURE_AT_MOST = SAME - 0.05


def group_claims(story_id: str, claims: Sequence[Claim], matches: Sequence[Match]) -> tuple[ClaimGroup, ...]:
    """Put each claim into exactly one group; a claim told once is a group of one.

    Claims come earliest first: that order, in which groups and their claims are returned too, decides on ids and on
    ties between tellings equally central, never on who belongs together. Two groups join where the mean score over
    all their pairs is that of "same", pairs without a match counting as 0. Copies count as one telling there, but
    each for itself in the choice of the canonical telling, the one most like all others.
    """
    order = {claim_id: number for number, claim_id in enumerate(dict.fromkeys(claim.id for claim in claims))}
    first_of = _copies(claims, matches)
    strengths = {
        (match.left_id, match.right_id): _strength(match)
        for match in matches
        if first_of.get(match.left_id) == match.left_id and first_of.get(match.right_id) == match.right_id
    }
    tellings = sorted(set(first_of.values()))
    copies: dict[str, list[str]] = defaultdict(list)
    for claim_id in order:
        copies[first_of[claim_id]].append(claim_id)
    groups = [
        _group(story_id, [(telling, copies[telling]) for telling in cluster], strengths, order)
        for cluster in average_linkage(tellings, strengths, SAME)
    ]
    return tuple(sorted(groups, key=lambda group: order[group.claim_ids[0]]))


def _copies(claims: Sequence[Claim], matches: Sequence[Match]) -> dict[str, str]:
    """Return for each claim the one it is a copy of, or itself; a copy counts as one where the match says so."""
    same = {(match.left_id, match.right_id) for match in matches if match.verdict == "same"}
    return {
        claim_id: first if (min(claim_id, first), max(claim_id, first)) in same else claim_id
        for claim_id, first in representatives(claims).items()
    }


def _strength(match: Match) -> float:
    """Return what a match counts for, 0 to 1; the verdict, which a reviewer may have given, outranks the score."""
    if match.verdict == "same":
        return max(match.score, SAME)
    return min(match.score, _UNSURE_AT_MOST) if match.verdict == "unsure" else 0.0


def _group(
    story_id: str,
    tellings: Sequence[tuple[str, Sequence[str]]],
    strengths: Mapping[tuple[str, str], float],
    order: Mapping[str, int],
) -> ClaimGroup:
    claim_ids = sorted((claim_id for _, copies in tellings for claim_id in copies), key=order.__getitem__)
    likeness = {telling: float(len(copies) - 1) for telling, copies in tellings}
    for (left, left_copies), (right, right_copies) in combinations(tellings, 2):
        strength = strengths.get((left, right), strengths.get((right, left), 0.0))
        likeness[left] += strength * len(right_copies)
        likeness[right] += strength * len(left_copies)
    earliest = {telling: min(copies, key=order.__getitem__) for telling, copies in tellings}
    medoid = min(likeness, key=lambda telling: (-likeness[telling], order[earliest[telling]]))
    return ClaimGroup(content_id(claim_ids[0]), story_id, earliest[medoid], tuple(claim_ids))
