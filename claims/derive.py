"""Articles and their claims → stories, matches, groups, changes, relay checks, speakers: all that follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from claims.change import compare
from claims.group import group_claims
from claims.match import match_claims
from claims.relay import check_relays
from claims.types import Change, Claim, ClaimGroup, Match, RelayCheck, Story
from sources.registry import Registry
from sources.types import Article


@dataclass(frozen=True, slots=True)
class StoryFindings:
    """What one story's claims come to."""

    story: Story
    matches: tuple[Match, ...]
    groups: tuple[ClaimGroup, ...]
    changes: tuple[Change, ...]  # between each group's canonical telling, left, and other outlets'
    relay_checks: tuple[RelayCheck, ...]


def derive_stories(
    stories: Sequence[Story], articles: Sequence[Article], claims: Sequence[Claim], registry: Registry
) -> Iterator[StoryFindings]:
    """Yield each story of the articles with what its claims come to, one at a time; the latest versions go in."""
    by_version = {article.version_id: article for article in articles}
    claims_of: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        claims_of[claim.version_id].append(claim)
    for story in stories:
        told = [claim for version_id in story.version_ids for claim in claims_of[version_id]]
        yield derive_story(story, [by_version[version_id] for version_id in story.version_ids], told, registry)


def derive_story(
    story: Story, articles: Sequence[Article], claims: Sequence[Claim], registry: Registry
) -> StoryFindings:
    """Match, group and compare the claims of one story, and check its relays."""
    matches = match_claims(claims)
    groups = group_claims(story.id, claims, matches)
    by_id = {claim.id: claim for claim in claims}
    texts = {article.version_id: article.text for article in articles}
    changes = [
        change
        for group in groups
        for other in group.claim_ids
        if by_id[other].outlet_id != by_id[group.canonical_id].outlet_id
        for change in compare(by_id[group.canonical_id], by_id[other], texts)
    ]
    return StoryFindings(story, matches, groups, tuple(changes), check_relays(claims, articles, registry))


def known_as(claim: Claim, names: Mapping[str, str]) -> Claim:
    """Return a claim whose speaker has the name that all articles agree on; names are those of `canonical_names`."""
    if claim.id not in names:
        return claim
    return replace(claim, hops=(replace(claim.hops[0], name=names[claim.id]), *claim.hops[1:]))
