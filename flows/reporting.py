"""Snapshot → reports: loads what the warehouse holds of a story and hands it to reports/."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from claims.cover import coverage_diff
from claims.types import CoverageDiff
from flows.stages import VERSION
from reports import Report, render_html, render_json, render_markdown
from sources.errors import SaysoError
from sources.registry import Registry
from warehouse import Snapshot

RENDERERS: Mapping[str, Callable[[Report], str]] = {
    "html": render_html,
    "md": render_markdown,
    "json": render_json,
}
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class UnknownStory(SaysoError):
    """A story id that the snapshot does not have."""


def build_report(snapshot: Snapshot, *, outlets: Sequence[str] | None = None, story_id: str | None = None) -> Report:
    """Return the report over all stories that two or more of the outlets carry; with no outlets given, over all.

    A story that only one outlet carries has nothing to compare, and is left out, unless it is asked for by its id.
    Raises UnknownOutlet or UnknownStory.
    """
    registry = Registry(snapshot.load_outlets())
    for outlet_id in outlets or ():
        registry.get(outlet_id)
    diffs = [
        diff for diff in _diffs(snapshot, registry, outlets, story_id) if story_id is not None or len(diff.coverage) > 1
    ]
    title = " and ".join(registry.get(outlet_id).name for outlet_id in outlets) if outlets else "All outlets"
    return Report(
        title=title,
        # The run's time, not the reader's: the same snapshot gives the same bytes.
        made=snapshot.last_run_at() or NEVER,
        diffs=tuple(diffs),
        skipped=snapshot.load_skipped(),
        versions=(("sayso", VERSION), *snapshot.makers()),
    )


def _diffs(
    snapshot: Snapshot, registry: Registry, outlets: Sequence[str] | None, story_id: str | None
) -> list[CoverageDiff]:
    stories = snapshot.load_stories()
    if story_id is not None:
        stories = tuple(story for story in stories if story.id == story_id)
        if not stories:
            raise UnknownStory(f'no story has the id {story_id!r}; `sayso sql "FROM stories"` lists those there are')
    articles = snapshot.load_articles()
    claims = snapshot.load_claims()
    groups = snapshot.load_groups()
    checks = snapshot.load_relay_checks()
    diffs = []
    for story in stories:
        versions = set(story.version_ids)
        told = [claim for claim in claims if claim.version_id in versions]
        claim_ids = {claim.id for claim in told}
        diffs.append(
            coverage_diff(
                story,
                [article for article in articles if article.version_id in versions],
                told,
                [group for group in groups if group.story_id == story.id],
                [check for check in checks if check.claim_id in claim_ids],
                registry,
                outlets,
            )
        )
    return sorted(diffs, key=lambda diff: (-len(diff.coverage), diff.story.id))


def write_report(snapshot_file: Path, report_file: Path) -> tuple[Path, ...]:
    """Write the report over all outlets as HTML, Markdown and JSON side by side; return the files."""
    with Snapshot.open(snapshot_file) as snapshot:
        report = build_report(snapshot)
    return tuple(write_whole(report_file.with_suffix(f".{form}"), render(report)) for form, render in RENDERERS.items())


def write_whole(path: Path, text: str) -> Path:
    """Write the text so that a reader, or a killed process, never leaves half of it under that name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)
    return path
