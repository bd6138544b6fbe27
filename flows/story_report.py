"""Snapshot → what the report on one story is made from; its pages → files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten

from claims.cover import coverage_diff
from claims.tokens import fold
from claims.types import Story
from flows.reporting import Edition, UnknownStory, UnwritableFile, edition_of, write_whole
from flows.story_files import StoryFile, load_story_files
from reports.paged import PAGE_BYTES
from reports.story_page import build_story_page, story_pages
from reports.story_parts import part_name
from reports.tracing_types import StoryReport
from reports.types import Report
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
    return story_report(load_story_files(snapshot, [story])[story.id], edition_of(snapshot))


def story_report(file: StoryFile, edition: Edition) -> StoryReport:
    """Return what the report on a story is made from."""
    here = frozenset(file.story.version_ids)
    told = [claim for claim in file.claims.values() if claim.version_id in here]
    groups = tuple(file.groups.values())
    diff = coverage_diff(file.story, file.own_articles(), told, groups, file.checks, edition.registry)
    return StoryReport(
        report=Report(title=file.story.title, made=edition.made, diffs=(diff,), skipped=(), versions=edition.versions),
        outlets=edition.outlets,
        provenance=tuple(file.provenance.values()),
        copies=tuple(copy for copy in file.copies if copy.version_id in here and copy.origin_id in here),
        records=tuple(one for key, one in file.records.items() if key in here),
    )


def write_story(report: StoryReport, file: Path, page_bytes: int = PAGE_BYTES) -> tuple[Path, ...]:
    """Write the story as HTML, in several pages where it is larger than so many bytes; return the files in order.

    The first page is the file, the others are beside it; such pages of a larger story that was there are taken away.
    Raises UnwritableFile.
    """
    pages = story_pages(build_story_page(report), file.stem, suffix=file.suffix, page_bytes=page_bytes)
    files = [file.with_name(part_name(file.stem, number, file.suffix)) for number in range(1, len(pages) + 1)]
    for path, text in reversed(list(zip(files, pages, strict=True))):  # the first one last: it leads to the others
        write_whole(path, text)
    further = len(pages) + 1
    while (gone := file.with_name(part_name(file.stem, further, file.suffix))).is_file():
        try:
            gone.unlink()
        except OSError as error:
            raise UnwritableFile(f"{gone} is of an earlier, larger story and stays: {error.strerror}") from error
        further += 1
    return tuple(files)


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
