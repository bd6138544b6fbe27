"""Snapshot → what the report on one story is made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from textwrap import shorten

from claims.tokens import fold
from claims.types import Story
from flows.reporting import UnknownStory, build_report
from reports.tracing_types import StoryReport, VersionRecord
from sources.errors import SaysoError
from warehouse import Snapshot

_LISTED = 20  # stories that a message names
_LONGEST = 100  # characters of a title in it


class AmbiguousStory(SaysoError):
    """Words that several stories have in their titles."""


def load_story(snapshot: Snapshot, named: str) -> StoryReport:
    """Return what is held of the story of this id or, if one alone has them, with these words in its title.

    Raises UnknownStory or AmbiguousStory.
    """
    story = find_story(snapshot.load_stories(), named)
    here = frozenset(story.version_ids)
    groups = {group.id for group in snapshot.load_groups() if group.story_id == story.id}
    return StoryReport(
        report=build_report(snapshot, story_id=story.id),
        outlets=snapshot.load_outlets(),
        provenance=tuple(one for one in snapshot.load_provenance() if one.group_id in groups),
        copies=tuple(copy for copy in snapshot.load_copies() if copy.version_id in here and copy.origin_id in here),
        records=load_records(snapshot, here),
    )


def find_story(stories: Sequence[Story], named: str) -> Story:
    """Return the story of this id, of this title, or whose title alone has all of these words."""
    wanted = fold(named).split()
    if by_id := [story for story in stories if story.id == named.strip()]:
        return by_id[0]
    exact = [story for story in stories if fold(story.title).split() == wanted]
    found = exact or [story for story in stories if wanted and all(word in fold(story.title) for word in wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownStory(
            f"no story has the id {named!r}, or these words in its title; "
            '`sayso sql "FROM stories"` lists those there are'
        )
    listed = "\n".join(f"  {story.id}  {shorten(story.title, _LONGEST, placeholder=' …')}" for story in found[:_LISTED])
    more = f"\n  and {len(found) - _LISTED:,} more" if len(found) > _LISTED else ""
    raise AmbiguousStory(f"{len(found):,} stories have {named!r} in their titles; name one by its id:\n{listed}{more}")


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
