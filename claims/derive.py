"""Articles and their claims → stories, matches, groups, changes, relay checks, provenance: all that follows from them.

These are the pure steps, over what is handed in at once; flows/matching.py and settling.py take them up
for what is new in a warehouse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from claims.article_vector import told_first
from claims.change import compare
from claims.cluster import publication_order
from claims.copied import find_copies
from claims.encoder import Vectors, load_encoder
from claims.group import group_claims
from claims.keys import find_keys
from claims.match import match_claims
from claims.provenance import trace_group
from claims.relay import check_relays
from claims.types import Change, Claim, ClaimGroup, Copy, Match, Provenance, RelayCheck, Story
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
    copies: tuple[Copy, ...]
    provenance: tuple[Provenance, ...]


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
    """Match, group, compare and trace the claims of one story, and check its relays. Loads the encoder."""
    matches = match_claims(claims, story.id, contexts=encode_articles(articles))
    tellings = {claim.id: find_keys(claim, story.id).telling for claim in claims}
    groups = group_claims(in_order(claims, articles), matches, dict.fromkeys(story.version_ids, story.id), tellings)
    copies = find_copies(articles, registry)
    return StoryFindings(
        story,
        matches,
        groups,
        changes_of(groups, claims, articles),
        check_relays(claims, articles, registry),
        copies,
        trace_groups(groups, claims, articles, copies, registry),
    )


def in_order(claims: Sequence[Claim], articles: Sequence[Article]) -> list[Claim]:
    """Return the claims as their articles appeared and as they stand in these."""
    places = {article.version_id: place for place, article in enumerate(sorted(articles, key=publication_order))}
    return sorted(claims, key=lambda claim: (places[claim.version_id], claim.start, claim.end, claim.id))


def encode_articles(articles: Sequence[Article]) -> dict[str, Vectors]:
    """Return the meaning of each article's title and beginning, by version id, as `claims.article_vector` has it."""
    vectors = load_encoder().encode([told_first(article) for article in articles])
    return dict(zip((article.version_id for article in articles), vectors, strict=True))


def changes_of(
    groups: Sequence[ClaimGroup],
    claims: Sequence[Claim],
    articles: Sequence[Article],
    known: Mapping[tuple[str, str], Sequence[Change]] = MappingProxyType({}),
) -> tuple[Change, ...]:
    """Return all changes between each group's canonical telling, left, and the tellings of other outlets.

    `known` has those of pairs that were compared before, by the ids of the canonical telling and of the other.
    """
    by_id = {claim.id: claim for claim in claims}
    texts = {article.version_id: article.text for article in articles}
    return tuple(
        change
        for group in groups
        for other in group.claim_ids
        if by_id[other].outlet_id != by_id[group.canonical_id].outlet_id
        for change in _between(by_id[group.canonical_id], by_id[other], texts, known)
    )


def _between(
    canonical: Claim, other: Claim, texts: Mapping[str, str], known: Mapping[tuple[str, str], Sequence[Change]]
) -> Sequence[Change]:
    found = known.get((canonical.id, other.id))
    return compare(canonical, other, texts) if found is None else found


def trace_groups(
    groups: Sequence[ClaimGroup],
    claims: Sequence[Claim],
    articles: Sequence[Article],
    copies: Sequence[Copy],
    registry: Registry,
) -> tuple[Provenance, ...]:
    """Return where each group's tellings come from."""
    by_id: Mapping[str, Claim] = {claim.id: claim for claim in claims}
    by_version = {article.version_id: article for article in articles}
    of_version: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies:
        of_version[copy.version_id].append(copy)
    return tuple(trace_group(group, by_id, by_version, of_version, registry) for group in groups)
