"""Snapshot → the files of the report over all outlets: one in each form, or a front page with numbered pages.

A large report is never held whole. Stories are laid out some at a time, in several processes, and go to a file without
a name until it is known how many pages there are; then the pages are written, the front page last. What is written is
the same however many processes there are.
"""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO

from claims.types import Story
from flows.reporting import (
    TITLE,
    Edition,
    UnwritableFile,
    build_report,
    coverage_diffs,
    edition_of,
    stories_of_several,
    whole_file,
    write_whole,
)
from reports import paged, render_all
from reports.as_json import around_stories
from reports.page import PageHead
from reports.types import ReportView, SkippedView, Version
from reports.view import story_view
from sources.errors import SaysoError
from warehouse import Snapshot

TOGETHER = 2_000  # claims of stories that are laid out at once, about

_WHOLE = 1_000  # claims up to which a report may fit on one page: each takes over a thousand bytes there
_PAGE = re.compile(r"p([1-9][0-9]*)\.(html|md)")

Progress = Callable[[int], AbstractContextManager[Callable[[str, int], object]]]
Place = tuple[int, int]  # in a file: where it begins, and how many bytes


class ReportStopped(SaysoError):
    """A process that lays out stories ended before it was done, or the snapshot was replaced meanwhile."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What a process needs to know to lay stories out."""

    snapshot: Path
    mark: tuple[int, int]  # of the snapshot's file
    edition: Edition
    page_bytes: int


@dataclass(slots=True)
class _Found:
    """What is known of the stories laid out so far."""

    placed: list[tuple[paged.PartHead, int]] = field(default_factory=list)  # with the page
    bodies: list[tuple[Place, Place]] = field(default_factory=list)  # of each page: its HTML and Markdown in the spool
    kinds: Counter[str] = field(default_factory=Counter)
    gravest: list[paged.Grave] = field(default_factory=list)


def write_report(
    snapshot_file: Path,
    report_file: Path,
    *,
    processes: int = 1,
    page_bytes: int = paged.PAGE_BYTES,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the report over all outlets as HTML, Markdown and JSON side by side; return the files.

    Where the HTML would have more than `page_bytes` bytes, HTML and Markdown are a front page each, and what is
    returned ends with the folder that has the others; pages of an earlier report are taken away.
    Raises UnwritableFile, ReportStopped.
    """
    mark = _mark(snapshot_file)
    with Snapshot.open(snapshot_file) as snapshot:
        stories = stories_of_several(snapshot)
        if sum(claims for _, claims in stories) <= _WHOLE:
            texts = render_all(build_report(snapshot))
            if len(texts["html"].encode()) <= page_bytes:
                remove_pages(report_file, 0)
                return tuple(write_whole(report_file.with_suffix(f".{form}"), text) for form, text in texts.items())
        work = _Work(snapshot_file, mark, edition_of(snapshot), page_bytes)
        skipped = tuple(SkippedView(item.key, item.stage, item.reason) for item in snapshot.load_skipped())
    with _spool(report_file) as texts_spool, _spool(report_file) as lines:
        found = _Found()
        with (progress or _silent)(len(stories)) as advance, _each(work, stories, processes) as laid:
            noted = _noted(laid, found, lines, lambda: advance("report", 1))
            for page in paged.fill_pages(noted, page_bytes):
                _put(page, found, texts_spool)
        return _write_files(report_file, work, found, skipped, (texts_spool, lines))


def _noted(
    laid: Iterable[paged.LaidStory], found: _Found, lines: BinaryIO, told: Callable[[], object]
) -> Iterator[paged.LaidStory]:
    """Pass the stories on, and note what is known of each."""
    for story in laid:
        lines.write((",\n" if lines.tell() else "").encode() + story.json.encode())
        found.kinds.update(dict(story.kinds))
        found.gravest = paged.most_grave((*found.gravest, *story.gravest))
        told()
        yield story


def _put(page: Sequence[paged.LaidPart], found: _Found, spool: BinaryIO) -> None:
    found.placed += [(part.head, len(found.bodies) + 1) for part in page]
    html = _append(spool, "".join(part.html for part in page))
    found.bodies.append((html, _append(spool, "\n\n".join(part.markdown for part in page))))


def _write_files(
    report_file: Path,
    work: _Work,
    found: _Found,
    skipped: Sequence[SkippedView],
    spools: tuple[BinaryIO, BinaryIO],
) -> tuple[Path, ...]:
    edition, (texts, lines) = work.edition, spools
    of_skipped = list(paged.fill_skipped(skipped, work.page_bytes))
    last = len(found.bodies) + len(of_skipped)
    stand_ins = any(part.stand_ins for part, _ in found.placed)
    head = PageHead(TITLE, edition.made, tuple(Version(*item) for item in edition.versions), stand_ins)
    front = paged.contents(
        report_file.stem, head, found.placed, found.kinds, found.gravest, pages=last, skipped=len(skipped),
        skipped_on=len(found.bodies) + 1 if skipped else 0, page_bytes=work.page_bytes,
    )  # fmt: skip
    folder = report_file.with_name(front.folder)
    parts: dict[int, list[paged.PartHead]] = {}
    for part, number in found.placed:
        parts.setdefault(number, []).append(part)
    for number, (html, markdown) in enumerate(found.bodies, 1):
        page = paged.ReportPage(number, last, tuple(parts[number]))
        write_whole(folder / page.address(number), paged.page_html(front, page, _read(texts, html)))
        write_whole(folder / page.address(number, "md"), paged.page_markdown(front, page, _read(texts, markdown)))
    for number, items in enumerate(of_skipped, len(found.bodies) + 1):
        page = paged.ReportPage(number, last, (), tuple(items))
        write_whole(folder / page.address(number), paged.page_html(front, page, ""))
        write_whole(folder / page.address(number, "md"), paged.page_markdown(front, page, ""))
    view = ReportView(head.title, head.made, head.versions, stand_ins, (), tuple(skipped))
    with whole_file(report_file.with_suffix(".json")) as file:
        before, after = around_stories(view)
        file.write(before.encode())
        lines.seek(0)
        copyfileobj(lines, file)
        file.write(after.encode())
    write_whole(report_file.with_suffix(".md"), paged.front_markdown(front))
    write_whole(report_file.with_suffix(".html"), paged.front_html(front))
    remove_pages(report_file, last)
    return (*(report_file.with_suffix(f".{form}") for form in ("html", "md", "json")), folder)


def remove_pages(report_file: Path, last: int, forms: Collection[str] = ("html", "md")) -> None:
    """Remove the numbered pages after the last one, which an earlier report had, and the folder where none is left.

    Raises UnwritableFile.
    """
    folder = report_file.with_name(paged.folder_name(report_file.stem))
    try:
        for path in folder.iterdir() if folder.is_dir() else ():
            found = _PAGE.fullmatch(path.name)
            if found and int(found[1]) > last and found[2] in forms:
                path.unlink()
        if last == 0 and folder.is_dir():
            with suppress(OSError):  # something else is in it, and stays
                folder.rmdir()
    except OSError as error:
        raise UnwritableFile(f"{folder} has pages of an earlier report that stay: {error.strerror}") from error


@contextmanager
def _each(work: _Work, stories: Sequence[tuple[Story, int]], processes: int) -> Iterator[Iterator[paged.LaidStory]]:
    """Give the stories laid out, in their order. Raises ReportStopped."""
    lay_out, some = partial(_lay_out, work), list(_batches(stories))
    if processes == 1 or len(some) == 1:
        yield (story for batch in some for story in lay_out(batch))
        return
    # Nothing is forked: this process has threads, and a database open. What is laid out has no cycles to look for.
    with ProcessPoolExecutor(min(processes, len(some)), get_context("spawn"), initializer=gc.disable) as pool:
        try:
            yield (story for batch in pool.map(lay_out, some) for story in batch)
        except BrokenProcessPool as error:
            raise ReportStopped(
                f"a process that lays out stories was ended, perhaps for its memory; set `processes` below {processes}"
            ) from error


def _batches(stories: Sequence[tuple[Story, int]]) -> Iterator[list[Story]]:
    batch: list[Story] = []
    held = 0
    for story, claims in stories:
        batch.append(story)
        held += claims
        if held >= TOGETHER:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _lay_out(work: _Work, stories: Sequence[Story]) -> list[paged.LaidStory]:
    with Snapshot.open(work.snapshot) as snapshot:
        if _mark(work.snapshot) != work.mark:
            raise ReportStopped(f"{work.snapshot} was replaced while its report was written; write it again")
        version_ids = [version_id for story in stories for version_id in story.version_ids]
        articles = {article.version_id: article for article in snapshot.load_articles(version_ids)}
        told = [(story, [articles[version_id] for version_id in story.version_ids]) for story in stories]
        diffs = coverage_diffs(snapshot, told, work.edition.registry)
    return [paged.lay_out_story(story_view(diff), work.page_bytes) for diff in diffs]


def _mark(path: Path) -> tuple[int, int]:
    """Return what tells a snapshot's file from one that is put in its place; zeros where there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0  # opening it says what is wrong
    return found.st_ino, found.st_mtime_ns


@contextmanager
def _spool(report_file: Path) -> Iterator[BinaryIO]:
    try:
        report_file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=report_file.parent) as file:
            yield file
    except OSError as error:
        raise UnwritableFile(
            f"{report_file} could not be written: {error.strerror}; make room there, or name another"
        ) from error


def _append(spool: BinaryIO, text: str) -> Place:
    begin = spool.tell()
    return begin, spool.write(text.encode())


def _read(spool: BinaryIO, place: Place) -> str:
    spool.seek(place[0])
    return spool.read(place[1]).decode()


def _silent(_: int) -> AbstractContextManager[Callable[[str, int], object]]:
    return nullcontext(lambda _doing, _done: None)
