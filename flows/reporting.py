"""Snapshot → reports: loads what the warehouse holds of a story and hands it to reports/."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from claims.cover import coverage_diff
from claims.types import Claim, ClaimGroup, CoverageDiff, RelayCheck, Story
from flows.settings import VERSION
from reports import Report
from sources.errors import SaysoError
from sources.registry import Registry
from sources.types import Article, Outlet
from warehouse import Snapshot

TITLE = "All outlets"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Edition:
    """What all reports on one snapshot have in common."""

    made: datetime  # when the last run ended; not the reader's time: the same snapshot gives the same bytes
    versions: tuple[tuple[str, str], ...]  # of what made its content
    outlets: tuple[Outlet, ...]
    registry: Registry


class UnknownStory(SaysoError):
    """A story id that the snapshot does not have."""


class UnwritableFile(SaysoError):
    """A report that could not be written where it should go."""


def edition_of(snapshot: Snapshot) -> Edition:
    """Return what all reports on the snapshot have in common."""
    outlets = snapshot.load_outlets()
    versions = (("sayso", VERSION), *snapshot.makers())
    return Edition(snapshot.last_run_at() or NEVER, versions, outlets, registry_of(outlets))


def build_report(snapshot: Snapshot, *, story_id: str | None = None) -> Report:
    """Return the report over all stories that two or more outlets carry.

    A story that only one outlet carries has nothing to compare, and is left out, unless it is asked for by its id.
    Raises UnknownStory.
    """
    edition = edition_of(snapshot)
    return Report(
        title=TITLE,
        made=edition.made,
        diffs=tuple(_diffs(snapshot, edition.registry, story_id)),
        skipped=snapshot.load_skipped(),
        versions=edition.versions,
    )


def stories_of_several(snapshot: Snapshot) -> list[tuple[Story, int]]:
    """Return the stories that two or more outlets carry, with the claims of each, those that most carry first."""
    stories = {story.id: story for story in snapshot.load_stories()}
    return [(stories[row["story_id"]], row["claims"]) for row in snapshot.rows("report_stories")]


def registry_of(outlets: Sequence[Outlet]) -> Registry:
    """Return the outlets as a registry to look ids up in, whatever names and domains they had in earlier runs."""

    def key(outlet: Outlet) -> str:
        return outlet.name.casefold().removeprefix("the ")

    names = Counter(map(key, outlets))
    return Registry(
        tuple(
            replace(
                outlet,
                aliases=(),
                domains=(),
                name=outlet.name if names[key(outlet)] == 1 else f"{outlet.name} [{outlet.id}]",
            )
            for outlet in outlets
        )
    )


def _diffs(snapshot: Snapshot, registry: Registry, story_id: str | None) -> list[CoverageDiff]:
    if story_id is None:
        stories = [story for story, _ in stories_of_several(snapshot)]
    else:
        stories = [story for story in snapshot.load_stories() if story.id == story_id]
        if not stories:
            raise UnknownStory(f'no story has the id {story_id!r}; `sayso sql "FROM stories"` lists those there are')
    version_ids = [version_id for story in stories for version_id in story.version_ids]
    articles = {article.version_id: article for article in snapshot.load_articles(version_ids)}
    told = [(story, [articles[version_id] for version_id in story.version_ids]) for story in stories]
    return coverage_diffs(snapshot, told, registry)


def coverage_diffs(
    snapshot: Snapshot,
    stories: Sequence[tuple[Story, Sequence[Article]]],
    registry: Registry,
    outlet_ids: Sequence[str] | None = None,
) -> list[CoverageDiff]:
    """Return the coverage diffs of stories, each with those of its articles that count, in their order."""
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in snapshot.load_claims(article.version_id for _, articles in stories for article in articles):
        claims[claim.version_id].append(claim)
    groups: dict[str, list[ClaimGroup]] = defaultdict(list)
    for group in snapshot.load_groups([story.id for story, _ in stories]):
        groups[group.story_id].append(group)
    checks: dict[str, list[RelayCheck]] = defaultdict(list)
    for check in snapshot.load_relay_checks([claim.id for told in claims.values() for claim in told]):
        checks[check.claim_id].append(check)
    diffs = []
    for story, articles in stories:
        told = [claim for article in articles for claim in claims[article.version_id]]
        checked = [check for claim in told for check in checks[claim.id]]
        diffs.append(coverage_diff(story, articles, told, groups[story.id], checked, registry, outlet_ids))
    return diffs


def write_whole(path: Path, text: str) -> Path:
    """Write the text so that nobody ever finds half of it under that name. Raises UnwritableFile."""
    with whole_file(path) as file:
        file.write(text.encode())
    return path


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which gets its name when it is whole. Raises UnwritableFile."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise UnwritableFile(
            f"{path} could not be written: {error.strerror}; make room there, or name another"
        ) from error
