"""A report that is too large for one page: a front page that sums it up, and numbered pages with the stories. Pure.

A story is laid out by itself (`lay_out_story`), wherever that is done; what pages say of it is then known without it.
Pages are filled in the order of the stories. A part of a story after its first one begins a page, so that a page has
one part of a story at most, and links within a part stay on its page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeVar

from markupsafe import Markup

from reports.as_json import json_line, json_size
from reports.as_markdown import lay_out_markdown
from reports.changes import KIND_LABELS
from reports.page import PageHead, lay_out, lay_out_piece
from reports.pair import WEIGHTS
from reports.parts import StoryPart, split, whole
from reports.types import Counts, SharedClaim, SkippedView, StoryView, Version
from reports.view import has_stand_ins

Part = TypeVar("Part")

PAGE_BYTES = 1_000_000
GRAVEST = 20  # claims that the front page names

_FRAME = 40_000  # bytes of a page besides its stories: styles, script, head, legend
_LEAST = 10_000  # bytes for stories, however small pages are to be
SHRINK = (0.85, 0.6, 0.4, 0.2)  # of what a part may weigh in JSON; HTML has a tenth more bytes, or by its text twice
LINE = 400  # bytes of an entry besides its text


@dataclass(frozen=True, slots=True)
class PartHead:
    """What pages say of a part of a story."""

    story_id: str
    title: str
    counts: Counts
    number: int
    last: int
    claims: str  # "1 to 40"
    kinds: tuple[str, ...]  # of change, in this part
    stand_ins: bool


@dataclass(frozen=True, slots=True)
class LaidPart:
    """A part of a story, laid out."""

    head: PartHead
    html: str
    markdown: str

    @property
    def size(self) -> int:
        """Return its bytes in HTML, the larger of the two."""
        return len(self.html.encode())


@dataclass(frozen=True, slots=True)
class Grave:
    """A claim whose tellings differ."""

    weight: int  # of its changes together (pair.WEIGHTS)
    story_id: str
    story_title: str
    part: int
    group_id: str
    source: str
    summary: str
    kinds: tuple[str, ...]
    outlets: int


@dataclass(frozen=True, slots=True)
class LaidStory:
    """A story laid out in every form, and what the front page says of it."""

    parts: tuple[LaidPart, ...]
    json: str  # on one line
    kinds: tuple[tuple[str, int], ...]  # kind of change, and how many claims show it
    gravest: tuple[Grave, ...]  # gravest first


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One of the numbered pages: parts of stories, or what was skipped."""

    number: int  # from 1
    last: int
    parts: tuple[PartHead, ...]
    skipped: tuple[SkippedView, ...] = ()

    def address(self, number: int, form: str = "html") -> str:
        """Return the file name of another of the pages."""
        return page_name(number, form)


@dataclass(frozen=True, slots=True)
class Contents:
    """What the front page lists. Places are numbers of pages."""

    name: str  # its file name without ending
    title: str
    made: datetime
    versions: tuple[Version, ...]
    totals: Counts
    stories: int
    kinds: tuple[tuple[str, int], ...]  # label, and how many claims show it
    gravest: tuple[tuple[Grave, int], ...]
    listed: tuple[tuple[PartHead, int], ...]  # the first part of each story
    unlisted: int  # stories after these
    pages: int
    stand_ins: bool
    skipped: int
    skipped_on: int  # first page; 0 where nothing was skipped

    @property
    def folder(self) -> str:
        """Return the folder beside the front page that has the numbered ones."""
        return folder_name(self.name)


def folder_name(name: str) -> str:
    """Return the folder of the numbered pages of a report whose front page has this name."""
    return f"{name}-pages"


def page_name(number: int, form: str = "html") -> str:
    """Return the file name of a numbered page, within its folder."""
    return f"p{number}.{form}"


def room_for_stories(page_bytes: int) -> int:
    """Return how many bytes of a page stories may take."""
    return max(_LEAST, page_bytes - _FRAME)


def lay_out_story(story: StoryView, page_bytes: int) -> LaidStory:
    """Return the story laid out, in parts where it is larger than a page."""
    text = json_line(story)

    def cut(most: int) -> list[StoryPart]:
        return [whole(story)] if len(text) <= most else split(story, most, json_size)

    parts, laid = cut_to_fit(cut, _lay_out, room_for_stories(page_bytes))
    return LaidStory(laid, text, tuple((one.kind, len(one.claims)) for one in story.kinds), _gravest(story, parts))


def cut_to_fit(
    cut: Callable[[int], list[Part]], lay_out_part: Callable[[Part], LaidPart], room: int
) -> tuple[list[Part], tuple[LaidPart, ...]]:
    """Return the parts of a story, and each laid out, of about `room` bytes at most.

    `cut` gives the parts that weigh at most so much as JSON, of which HTML makes about as many bytes; where it makes
    more, they are cut smaller, as often as SHRINK says.
    """
    for share in SHRINK:
        parts = cut(int(room * share))
        laid = tuple(map(lay_out_part, parts))
        if all(part.size <= room for part in laid):
            break
    return parts, laid


def fill_pages(stories: Iterable[LaidStory], page_bytes: int) -> Iterator[list[LaidPart]]:
    """Yield the parts of each page. One part is on a page, however large it is."""
    room = room_for_stories(page_bytes)
    page: list[LaidPart] = []
    held = 0
    for story in stories:
        for part in story.parts:
            if page and (part.head.number > 1 or held + part.size > room):
                yield page
                page, held = [], 0
            page.append(part)
            held += part.size
    if page:
        yield page


def fill_skipped(skipped: Sequence[SkippedView], page_bytes: int) -> Iterator[list[SkippedView]]:
    """Yield what was skipped, as much as fits on a page at a time."""
    room = room_for_stories(page_bytes)
    page: list[SkippedView] = []
    held = 0
    for item in skipped:
        size = LINE + 2 * len(json_line(item).encode())
        if page and held + size > room:
            yield page
            page, held = [], 0
        page.append(item)
        held += size
    if page:
        yield page


def contents(  # noqa: PLR0913 - what is known of a report
    name: str,
    head: PageHead,
    placed: Sequence[tuple[PartHead, int]],
    kinds: Counter[str],
    gravest: Sequence[Grave],
    *,
    pages: int,
    skipped: int,
    skipped_on: int,
    page_bytes: int,
) -> Contents:
    """Return what the front page says. `placed`: each part of each story and its page, in order."""
    page_of = {(head.story_id, head.number): page for head, page in placed}
    first = [(head, page) for head, page in placed if head.number == 1]
    listed = those_listed(first, page_bytes)
    counted = {field.name: sum(getattr(head.counts, field.name) for head, _ in first) for field in fields(Counts)}
    return Contents(
        name=name,
        title=head.title,
        made=head.made,
        versions=head.versions,
        totals=Counts(**counted),
        stories=len(first),
        kinds=tuple((label, kinds[kind]) for kind, label in KIND_LABELS.items() if kinds[kind]),
        gravest=tuple((one, page_of[one.story_id, one.part]) for one in most_grave(gravest)),
        listed=listed,
        unlisted=len(first) - len(listed),
        pages=pages,
        stand_ins=head.has_stand_ins,
        skipped=skipped,
        skipped_on=skipped_on,
    )


def those_listed(first: Sequence[tuple[PartHead, int]], page_bytes: int) -> tuple[tuple[PartHead, int], ...]:
    """Return as many stories, one at least, as a front page can list."""
    room = room_for_stories(page_bytes)
    listed: list[tuple[PartHead, int]] = []
    for part, page in first:
        room -= LINE + 4 * len(part.title)
        if listed and room < 0:
            break
        listed.append((part, page))
    return tuple(listed)


def most_grave(claims: Iterable[Grave]) -> list[Grave]:
    """Return the gravest, GRAVEST at most; of equally grave ones those of earlier stories."""
    return sorted(claims, key=lambda one: -one.weight)[:GRAVEST]


def front_html(front: Contents) -> str:
    """Return the front page."""
    head = PageHead(front.title, front.made, front.versions, front.stand_ins)
    pager = ReportPage(0, front.pages, ())
    return lay_out(
        "report_front.html.j2", head, styles=("report_pages.css",), scripts=("report_front.js",),
        front=front, pager=pager, folder=front.folder,
    )  # fmt: skip


def front_markdown(front: Contents) -> str:
    """Return the front page as Markdown."""
    pager = ReportPage(0, front.pages, ())
    return lay_out_markdown(
        "report_front.md.j2", front=front, pager=pager, folder=front.folder, kind_labels=KIND_LABELS
    )


def page_html(front: Contents, page: ReportPage, body: str) -> str:
    """Return a numbered page around its stories laid out."""
    title = f"{front.title}, page {page.number} of {page.last}"
    head = PageHead(title, front.made, front.versions, any(part.stand_ins for part in page.parts))
    return lay_out(
        "report_page.html.j2", head, styles=("report_pages.css",), scripts=("report.js",), front=front,
        pager=page, report=page, kinds_shown={kind for part in page.parts for kind in part.kinds},
        body=Markup(body),  # noqa: S704 - laid out, and escaped, by lay_out_story
    )  # fmt: skip


def page_markdown(front: Contents, page: ReportPage, body: str) -> str:
    """Return a numbered page likewise as Markdown."""
    stand_ins = any(part.stand_ins for part in page.parts)
    laid = Markup(body)  # noqa: S704 - likewise
    return lay_out_markdown("report_page.md.j2", front=front, pager=page, body=laid, stand_ins=stand_ins)


def _lay_out(part: StoryPart) -> LaidPart:
    story = part.story
    head = PartHead(
        story.id, story.title, story.counts, part.number, part.last, part.claims,
        tuple(entry.kind for entry in story.kinds), has_stand_ins(story),
    )  # fmt: skip
    html = lay_out_piece("story.html.j2", story=story, part=part, several=True)
    return LaidPart(head, html, lay_out_markdown("story.md.j2", story=story, part=part))


def _gravest(story: StoryView, parts: Sequence[StoryPart]) -> tuple[Grave, ...]:
    part_of = {claim.number: part.number for part in parts for claim in part.story.shared}
    found = [
        Grave(
            _weight(claim), story.id, story.title, part_of[claim.number], claim.group_id,
            claim.source, row.summary, claim.kinds, len(claim.outlets),
        )
        for claim, row in zip(story.shared, story.matrix, strict=False)
        if claim.kinds
    ]  # fmt: skip
    return tuple(most_grave(found))


def _weight(claim: SharedClaim) -> int:
    return sum(WEIGHTS[change.kind] for comparison in claim.comparisons for change in comparison.changes)
