"""Claims and their matches → claim groups: one claim each, as told by several outlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from claims.linkage import average_linkage
from claims.score import load_weights
from claims.types import Claim, ClaimGroup, Match
from sources.types import content_id

# What an unsure match counts for at most, below that of "same": two claims never join on such matches alone.
_BELOW_SAME = 0.05
# What a reviewer's "different" counts for: it outweighs any number of matches, whatever the mean. "Same" makes a unit.
_REVIEWED_DIFFERENT = -1e12
# Strengths are added up as whole numbers of such parts, so that equal sums are equal in whichever order they are added.
_PARTS = 10**9

Strengths = dict[tuple[str, str], float]


def group_claims(
    claims: Sequence[Claim], matches: Sequence[Match], story_of: Mapping[str, str], tellings: Mapping[str, str]
) -> tuple[ClaimGroup, ...]:
    """Put each claim into exactly one group; a claim told once is a group of one.

    Claims come earliest first: that order, in which groups and their claims are returned too, decides on ids and on
    ties between tellings equally central, never on who belongs together. `story_of` has the story of each article
    version, `tellings` what is equal for claims that nothing tells apart (`claims.keys`). Two groups join where the
    mean score over all their pairs is that of "same", pairs without a match counting as 0; a reviewer's verdict
    outranks that. Copies count as one telling there, but each for itself in the choice of the canonical telling, the
    one most like all others. A group is in the story of its earliest telling.
    """
    by_id = {claim.id: claim for claim in claims}
    order = {claim_id: number for number, claim_id in enumerate(by_id)}
    known = [match for match in matches if match.left_id in order and match.right_id in order]
    unit_of = _units(list(order), known, tellings)
    copies: dict[str, list[str]] = defaultdict(list)
    for claim_id in order:
        copies[unit_of[claim_id]].append(claim_id)
    strengths = _strengths(known, unit_of)
    groups = [
        _group(
            [(unit, copies[unit]) for unit in cluster], strengths, order, lambda id_: story_of[by_id[id_].version_id]
        )
        for cluster in average_linkage(sorted(copies), strengths, load_weights().same)
    ]
    return tuple(sorted(groups, key=lambda group: order[group.claim_ids[0]]))


def _units(claim_ids: Sequence[str], matches: Sequence[Match], tellings: Mapping[str, str]) -> dict[str, str]:
    """Return for each claim the one that stands for it, its copies, and all that a reviewer has called the same.

    Copies have the same telling and are matched as the same. No unit holds two claims that a reviewer has told apart.
    """
    apart = {frozenset((it.left_id, it.right_id)) for it in matches if it.reviewed and it.verdict == "different"}
    members = {claim_id: {claim_id} for claim_id in claim_ids}
    parent = {claim_id: claim_id for claim_id in claim_ids}

    def root(claim_id: str) -> str:
        while parent[claim_id] != claim_id:
            parent[claim_id] = parent[parent[claim_id]]
            claim_id = parent[claim_id]
        return claim_id

    def is_copy(match: Match) -> bool:
        return match.verdict == "same" and tellings.get(match.left_id, "") == tellings.get(match.right_id, " ")

    said = sorted((it for it in matches if it.reviewed and it.verdict == "same"), key=_by_ids)
    for match in [*said, *sorted((it for it in matches if not it.reviewed and is_copy(it)), key=_by_ids)]:
        one, other = sorted((root(match.left_id), root(match.right_id)))
        held = members[one] | members[other]
        if one != other and not any(pair <= held for pair in apart):
            parent[other] = one
            members[one] |= members.pop(other)
    return {claim_id: root(claim_id) for claim_id in claim_ids}


def _by_ids(match: Match) -> tuple[str, str]:
    return match.left_id, match.right_id


def _strengths(matches: Iterable[Match], unit_of: Mapping[str, str]) -> Strengths:
    """Return what the matches between two units count for: the strongest, unless a reviewer has told them apart."""
    found: Strengths = {}
    for match in matches:
        left, right = sorted((unit_of[match.left_id], unit_of[match.right_id]))
        if left != right:
            strength, known = _strength(match), found.get((left, right), 0.0)
            found[left, right] = min(strength, known) if min(strength, known) < 0 else max(strength, known)
    return found


def _strength(match: Match) -> float:
    """Return what a match counts for: its score, 0 to 1, within the bounds of its verdict, or a reviewer's verdict."""
    same = load_weights().same
    if match.reviewed and match.verdict == "different":
        return _REVIEWED_DIFFERENT
    if match.verdict == "same":
        return max(match.score, same)
    return min(match.score, same - _BELOW_SAME) if match.verdict == "unsure" else 0.0


def _group(
    tellings: Sequence[tuple[str, Sequence[str]]],
    strengths: Mapping[tuple[str, str], float],
    order: Mapping[str, int],
    story_of: Callable[[str], str],
) -> ClaimGroup:
    claim_ids = sorted((claim_id for _, copies in tellings for claim_id in copies), key=order.__getitem__)
    likeness = {telling: _PARTS * (len(copies) - 1) for telling, copies in tellings}
    for (left, left_copies), (right, right_copies) in combinations(sorted(tellings), 2):
        strength = round(_PARTS * strengths.get((left, right), 0.0))
        likeness[left] += strength * len(right_copies)
        likeness[right] += strength * len(left_copies)
    earliest = {telling: min(copies, key=order.__getitem__) for telling, copies in tellings}
    medoid = min(likeness, key=lambda telling: (-likeness[telling], order[earliest[telling]]))
    first = claim_ids[0]
    return ClaimGroup(content_id(first), story_of(first), earliest[medoid], tuple(claim_ids))
