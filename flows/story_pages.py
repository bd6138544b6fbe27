"""Loads what the pages of stories and of their claims show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property

from claims.cover import coverage_diff
from claims.types import Claim, ClaimGroup, RelayCheck, Story
from flows.reporting import NEVER, registry_of
from reports import Report, site
from reports.types import OnlyClaim, SharedClaim, StoryView
from reports.view import build_view
from sources.registry import Registry
from sources.types import Article
from warehouse import Snapshot

Entry = SharedClaim | OnlyClaim


@dataclass(frozen=True, slots=True)
class StoryPages:
    """A story as its pages show it."""

    view: StoryView
    # By claim group. The view is the story's, and with more articles where a group has tellings in other stories too.
    claims: Mapping[str, tuple[StoryView, Entry]]
    told: frozenset[str]  # the claims that these show
    records: Mapping[str, site.Record]  # by version


@dataclass(frozen=True, slots=True)
class _Texts:
    """Articles by version, and the claims in each."""

    articles: dict[str, Article]
    claims: dict[str, list[Claim]]


class Loader:
    """Loads stories from one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def load(self, story_ids: Sequence[str]) -> dict[str, StoryPages]:
        """Return all that the pages of these stories show, by story."""
        stories = [self._stories[story_id] for story_id in story_ids]
        groups: dict[str, list[ClaimGroup]] = defaultdict(list)
        for row in self._snapshot.rows("site_groups", stories=list(story_ids)):
            group = ClaimGroup(row["group_id"], row["story_id"], row["canonical_claim_id"], tuple(row["claim_ids"]))
            groups[group.story_id].append(group)
        elsewhere: dict[str, list[str]] = defaultdict(list)  # by group
        for row in self._snapshot.rows("site_elsewhere", stories=list(story_ids)):
            elsewhere[row["group_id"]].append(row["version_id"])
        version_ids = {version_id for story in stories for version_id in story.version_ids}
        version_ids.update(version_id for others in elsewhere.values() for version_id in others)
        texts = self._texts(version_ids)
        records = {
            row["version_id"]: site.Record(
                row["fetched_at"].replace(tzinfo=UTC), row["archived_in"], row["archive_offset"]
            )
            for row in self._snapshot.rows("site_records", versions=sorted(version_ids))
        }
        loaded = {}
        for story in stories:
            view = self._view(story, groups[story.id], texts)
            claims = {entry.group_id: (view, entry) for entry in _entries(view)}
            for group in groups[story.id]:
                if others := elsewhere.get(group.id):
                    wider = replace(story, version_ids=(*story.version_ids, *others))
                    wide = self._view(wider, [group], texts)
                    claims |= {entry.group_id: (wide, entry) for entry in _entries(wide)}
            told = frozenset(claim_id for _, entry in claims.values() for claim_id in _told(entry))
            loaded[story.id] = StoryPages(view, claims, told, records)
        return loaded

    def _view(self, story: Story, groups: Sequence[ClaimGroup], texts: _Texts) -> StoryView:
        told = [claim for version_id in story.version_ids for claim in texts.claims[version_id]]
        grouped = {claim_id for group in groups for claim_id in group.claim_ids}
        diff = coverage_diff(
            story,
            [texts.articles[version_id] for version_id in story.version_ids],
            told,
            groups,
            [check for claim in told if claim.id in grouped for check in self._checks[claim.id]],
            self.registry,
        )
        [view] = build_view(Report("", NEVER, (diff,), (), ())).stories
        return view

    def _texts(self, version_ids: Iterable[str]) -> _Texts:
        wanted = sorted(version_ids)
        claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in self._snapshot.load_claims(wanted):
            claims[claim.version_id].append(claim)
        return _Texts({article.version_id: article for article in self._snapshot.load_articles(wanted)}, claims)

    @cached_property
    def registry(self) -> Registry:
        """Return the outlets."""
        return registry_of(self._snapshot.load_outlets())

    @cached_property
    def _stories(self) -> dict[str, Story]:
        return {story.id: story for story in self._snapshot.load_stories()}

    @cached_property
    def _checks(self) -> dict[str, list[RelayCheck]]:
        checks: dict[str, list[RelayCheck]] = defaultdict(list)
        for check in self._snapshot.load_relay_checks():
            checks[check.claim_id].append(check)
        return checks


def _entries(view: StoryView) -> list[Entry]:
    return [*view.shared, *(one for only in view.only for one in only.claims)]


def _told(entry: Entry) -> list[str]:
    if isinstance(entry, SharedClaim):
        return [entry.reference.claim_id, *(comparison.telling.claim_id for comparison in entry.comparisons)]
    return [telling.claim_id for telling in entry.tellings]
