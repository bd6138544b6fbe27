"""Snapshot → all that is held of some stories, by a handful of queries, however many stories they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TypeVar

from claims.types import Claim, ClaimGroup, Copy, Provenance, RelayCheck, Story
from reports.tracing_types import StandingRecord, StepRecord, VersionRecord
from sources.types import Article
from warehouse import Snapshot
from warehouse.rows import Row

GONE = frozenset({"unattributed", "withdrawn"})
MOST_GONE = 1_000  # claims that went from a story's articles that a traced one is compared with

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoryFile:
    """What is held of one story, of its claims' tellings in other stories too, and of what went from its articles.

    `articles` has all versions that a claim here stands in, `records` those that a standing names too. A claim whose
    article is in no story has a story of its own, with no id.
    """

    story: Story
    groups: Mapping[str, ClaimGroup]
    articles: Mapping[str, Article]  # by version
    claims: Mapping[str, Claim]
    provenance: Mapping[str, Provenance]  # by group
    copies: Sequence[Copy]
    checks: Sequence[RelayCheck]
    standings: Sequence[StandingRecord]  # of the claims of the story's articles
    gone: Sequence[Claim]  # the last tellings of those that these articles no longer have
    records: Mapping[str, VersionRecord]  # by version

    def own_articles(self) -> list[Article]:
        """Return the articles of the story, in its order."""
        return [self.articles[version_id] for version_id in self.story.version_ids]


def load_story_files(
    snapshot: Snapshot, stories: Sequence[Story], also: Mapping[str, Sequence[str]] | None = None
) -> dict[str, StoryFile]:
    """Return what is held of these stories, by id; `also` names further claims of them that no group has."""
    also = also or {}
    groups = snapshot.load_groups([story.id for story in stories])
    told = {claim_id for group in groups for claim_id in group.claim_ids}
    version_ids = {version_id for story in stories for version_id in story.version_ids}
    claims = {claim.id: claim for claim in snapshot.load_claims(version_ids)}
    claims |= _claims(snapshot, {*told, *(one for ids in also.values() for one in ids)} - claims.keys())
    records = {one.version_id: one for one in load_records(snapshot, version_ids)}
    standings = _by(_standings(snapshot, {one.article_id for one in records.values()}), lambda pair: pair[0])
    last = [one.claim_ids[-1] for found in standings.values() for _, one in found if one.fate in GONE]
    claims |= _claims(snapshot, set(last) - claims.keys())
    named = {key for found in standings.values() for _, one in found for key in _versions_of(one)}
    spoken_of = version_ids | {claim.version_id for claim in claims.values()}
    records |= {one.version_id: one for one in load_records(snapshot, (spoken_of | named) - records.keys())}
    shared = _Loaded(
        groups=_by(groups, lambda group: group.story_id),
        articles={article.version_id: article for article in snapshot.load_articles(sorted(spoken_of))},
        claims=claims,
        by_version=_by(claims.values(), lambda claim: claim.version_id),
        provenance={one.group_id: one for one in snapshot.load_provenance([group.id for group in groups])},
        copies=_by(snapshot.load_copies(sorted(spoken_of)), lambda copy: copy.version_id),
        checks=_by(snapshot.load_relay_checks(sorted(claims)), lambda check: check.claim_id),
        standings={key: [one for _, one in found] for key, found in standings.items()},
        records=records,
    )
    return {story.id: _file(story, also.get(story.id, ()), shared) for story in stories}


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What is held of all the stories that are loaded at once."""

    groups: Mapping[str, Sequence[ClaimGroup]]  # by story
    articles: Mapping[str, Article]
    claims: Mapping[str, Claim]
    by_version: Mapping[str, Sequence[Claim]]
    provenance: Mapping[str, Provenance]
    copies: Mapping[str, Sequence[Copy]]  # by the copy's version
    checks: Mapping[str, Sequence[RelayCheck]]  # by claim
    standings: Mapping[str, Sequence[StandingRecord]]  # by article
    records: Mapping[str, VersionRecord]


def _file(story: Story, also: Sequence[str], held: _Loaded) -> StoryFile:
    groups = {group.id: group for group in held.groups.get(story.id, ())}
    articles = dict.fromkeys(held.records[key].article_id for key in story.version_ids if key in held.records)
    standings = [one for key in articles for one in held.standings.get(key, ())]
    gone = [held.claims[one.claim_ids[-1]] for one in standings if one.fate in GONE][:MOST_GONE]
    own = [claim for version_id in story.version_ids for claim in held.by_version.get(version_id, ())]
    told = [held.claims[claim_id] for group in groups.values() for claim_id in group.claim_ids]
    claims = {claim.id: claim for claim in (*own, *told, *(held.claims[key] for key in also), *gone)}
    versions = dict.fromkeys((*story.version_ids, *(claim.version_id for claim in claims.values())))
    named = {*versions, *(key for one in standings for key in _versions_of(one))}
    return StoryFile(
        story=story,
        groups=groups,
        articles={key: held.articles[key] for key in versions},
        claims=claims,
        provenance={key: held.provenance[key] for key in groups if key in held.provenance},
        copies=[copy for key in versions for copy in held.copies.get(key, ())],
        checks=[check for key in sorted(claims) for check in held.checks.get(key, ())],
        standings=standings,
        gone=gone,
        records={key: held.records[key] for key in sorted(named) if key in held.records},
    )


def load_records(snapshot: Snapshot, version_ids: Iterable[str]) -> tuple[VersionRecord, ...]:
    """Return where these article versions come from, by id."""
    return tuple(
        VersionRecord(
            version_id=row["version_id"],
            article_id=row["article_id"],
            number=row["version"],
            versions=row["versions"],
            fetched_at=row["first_fetched_at"].replace(tzinfo=UTC),
            archived_in=row["archived_in"],
            archive_offset=row["archive_offset"] if row["archived_in"] else None,
            archive_length=row["archive_length"] if row["archived_in"] else None,
        )
        for row in snapshot.rows("version_records", version_ids=sorted(version_ids))
    )


def _standings(snapshot: Snapshot, article_ids: Iterable[str]) -> list[tuple[str, StandingRecord]]:
    """Return the standings of the articles' claims, each with its article's id."""
    rows = snapshot.rows("standings_of_articles", article_ids=sorted(article_ids))
    return [(row["article_id"], _standing(row)) for row in rows]


def _standing(row: Row) -> StandingRecord:
    return StandingRecord(
        claim_ids=tuple(row["claim_ids"]),
        version_ids=tuple(row["version_ids"]),
        fate=row["fate"],
        steps=tuple(StepRecord(**step) for step in row["steps"]),
    )


def _versions_of(standing: StandingRecord) -> set[str]:
    return {*standing.version_ids, *(step.version_id for step in standing.steps)}


def _claims(snapshot: Snapshot, claim_ids: Iterable[str]) -> dict[str, Claim]:
    return {claim.id: claim for claim in snapshot.load_claims((), claim_ids=sorted(claim_ids))}


def _by(items: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found
