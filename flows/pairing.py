"""Snapshot → the report on two outlets: what both carry in a window of time, and what one of them does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from claims.types import CoverageDiff, Story
from flows.reporting import UnknownStory, coverage_diffs, edition_of
from flows.window import covers
from reports.pair_types import ArchiveRecord, HeldArticle, Left, PairReport, StoryAlone, Window
from sources.registry import Registry
from sources.types import Article, Outlet
from warehouse import Snapshot
from warehouse.rows import Row


@dataclass(frozen=True, slots=True)
class _Found:
    """The articles of the two outlets: in the window by story, and those left out."""

    inside: Mapping[str, Sequence[HeldArticle]]  # by story id
    outside: Mapping[str, Sequence[HeldArticle]]


def build_pair_report(
    snapshot: Snapshot, left_id: str, right_id: str, window: Window, *, story_id: str | None = None
) -> PairReport:
    """Return the report on two outlets, over the stories of which they published articles in the window.

    A story that is asked for by its id is laid out whichever of the two covers it. Raises UnknownOutlet or
    UnknownStory.
    """
    edition = edition_of(snapshot)
    left, right = edition.registry.get(left_id), edition.registry.get(right_id)
    stories = {story.id: story for story in snapshot.load_stories()}
    if story_id is not None and story_id not in stories:
        raise UnknownStory(f'no story has the id {story_id!r}; `sayso sql "FROM stories"` lists those there are')
    found = _find(snapshot, (left_id, right_id), window, story_id)
    both = [
        story
        for key, story in stories.items()
        if key == story_id or {one.article.outlet_id for one in found.inside.get(key, ())} == {left_id, right_id}
    ]
    diffs = _diffs(snapshot, both, found, (left_id, right_id), edition.registry)
    told = {claim.id for diff in diffs for group in diff.shared for claim in group.tellings}
    told |= {claim.id for diff in diffs for group in diff.only for claim in group.tellings}
    return PairReport(
        left=left,
        right=right,
        window=window,
        made=edition.made,
        versions=edition.versions,
        articles=tuple(one for held in found.inside.values() for one in held),
        left_out={outlet.id: _left_out(outlet, found) for outlet in (left, right)},
        diffs=tuple(diffs),
        alone=tuple(_alone(stories, {story.id for story in both}, found)),
        speakers=_speakers(snapshot, told),
    )


def _find(snapshot: Snapshot, outlet_ids: Sequence[str], window: Window, story_id: str | None) -> _Found:
    rows = [
        row
        for row in snapshot.rows("pair_articles", outlet_ids=list(outlet_ids))
        if story_id is None or row["story_id"] == story_id
    ]
    articles = {article.version_id: article for article in snapshot.load_articles(row["version_id"] for row in rows)}
    inside: dict[str, list[HeldArticle]] = defaultdict(list)
    outside: dict[str, list[HeldArticle]] = defaultdict(list)
    for row in rows:
        article = articles[row["version_id"]]
        (inside if covers(window, article.published) else outside)[row["story_id"]].append(_held(article, row))
    return _Found(dict(inside), dict(outside))


def _held(article: Article, row: Row) -> HeldArticle:
    file = row["archived_in"]
    archive = ArchiveRecord(file, row["archive_offset"], row["archive_length"]) if file else None
    return HeldArticle(article, row["version"], row["versions"], archive)


def _diffs(
    snapshot: Snapshot, stories: Sequence[Story], found: _Found, outlet_ids: Sequence[str], registry: Registry
) -> list[CoverageDiff]:
    told = [(story, [one.article for one in found.inside.get(story.id, ())]) for story in stories]
    diffs = coverage_diffs(snapshot, told, registry, outlet_ids)
    return sorted(diffs, key=lambda diff: (-len(diff.shared), diff.story.id))


def _left_out(outlet: Outlet, found: _Found) -> Left:
    of_outlet = [one.article for held in found.outside.values() for one in held if one.article.outlet_id == outlet.id]
    undated = sum(article.published is None for article in of_outlet)
    return Left(outside=len(of_outlet) - undated, undated=undated)


def _alone(stories: Mapping[str, Story], both: Collection[str], found: _Found) -> Iterable[StoryAlone]:
    for key, held in found.inside.items():
        if key not in both:
            outlet_id = held[0].article.outlet_id
            others = [one for one in found.outside.get(key, ()) if one.article.outlet_id != outlet_id]
            yield StoryAlone(key, stories[key].title, outlet_id, tuple(held), len(others))


def _speakers(snapshot: Snapshot, told: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return who makes the claims, by claim, where that is sure."""
    return {
        row["claim_id"]: (row["speaker_id"], row["name"])
        for row in snapshot.rows("speakers_of_claims", claim_ids=sorted(told))
    }
