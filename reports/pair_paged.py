"""A report on two outlets that is too large for one page: a front page that sums it up, and numbered pages. Pure.

The pages have the stories of both outlets first, in parts where they are long; then the stories of either one alone;
then who says what and with which verbs, with links to the pages that have the claims.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from textwrap import shorten
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from reports import paged
from reports.as_json import json_size
from reports.as_markdown import lay_out_markdown
from reports.changes import KIND_LABELS, number_in_figures
from reports.page import PageHead, lay_out, lay_out_piece
from reports.paged import Grave, LaidPart, LaidStory, PartHead, ReportPage
from reports.pair import chart_of
from reports.pair_parts import PairPart, split_pair, whole_pair
from reports.pair_types import CueRow, PairStory, PairView, QuantityConflict, VoiceRow
from reports.parts import cuts
from reports.types import Counts, RelayView

_NAMED = 20  # conflicts of numbers, and relay checks, that the front page names
_LINK = 120  # bytes of a link to a claim
_LENGTH = 240  # characters of a claim's text on the front page
_STYLES = ("pair.css", "report_pages.css")


@dataclass(frozen=True, slots=True)
class Found:
    """Something of a story that the front page names."""

    item: QuantityConflict | RelayView
    story_title: str
    page: int


@dataclass(frozen=True, slots=True)
class PairList:
    """A page of a list: what it is of, and which part."""

    key: str
    template: str
    title: str
    begin: int  # of its first entry, from 1
    end: int
    total: int
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PairContents:
    """What the front page sums up and lists. Places are numbers of pages."""

    file_name: str  # of the front page, as in a URL
    folder: str  # likewise
    folder_name: str
    pages: int
    shared: int
    changes: int
    only_left: int  # claims
    only_right: int
    kinds: tuple[tuple[str, int], ...]  # label, and how many claims show it
    gravest: tuple[tuple[Grave, int], ...]
    quantities: tuple[Found, ...]
    unnamed_quantities: int
    relay_checks: tuple[Found, ...]
    unnamed_checks: int
    listed: tuple[tuple[PartHead, int], ...]  # the first part of each story of both
    unlisted: int
    lists: Mapping[str, int]  # key of a list → its first page


def pair_files(view: PairView, file_name: str, form: str, page_bytes: int) -> Iterator[tuple[str, str]]:
    """Yield each file's address from the front page's folder, and its text: the pages, and the front page at last.

    `form` is "html" or "md"; the pages of both have the same content. `file_name` is the front page's.
    """
    parts: dict[tuple[str, int], PairPart] = {}
    pages = list(paged.fill_pages(_laid(view, page_bytes, parts), page_bytes))
    placed = [(part.head, number) for number, page in enumerate(pages, 1) for part in page]
    at = {
        claim_id: paged.page_name(number, form)
        for head, number in placed
        for claim_id in parts[head.story_id, head.number].claim_ids
    }
    lists = list(_lists(view, at, paged.room_for_stories(page_bytes)))
    front = _contents(view, file_name, placed, parts, len(pages), lists, page_bytes)
    last = len(pages) + len(lists)
    for number, found in enumerate(pages, 1):
        page = ReportPage(number, last, tuple(part.head for part in found))
        body = "".join(part.html for part in found) if form == "html" else "\n\n".join(part.markdown for part in found)
        yield _address(front, page, form), _page(view, front, page, None, body, form)
    for number, one in enumerate(lists, len(pages) + 1):
        page = ReportPage(number, last, ())
        yield _address(front, page, form), _page(view, front, page, one, _list(view, one, form), form)
    yield file_name, _front(view, front, ReportPage(0, last, ()), form)


def _laid(view: PairView, page_bytes: int, parts: dict[tuple[str, int], PairPart]) -> Iterator[LaidStory]:
    """Yield the stories laid out, and note their parts."""
    room = paged.room_for_stories(page_bytes)
    for story in view.stories:
        cut, laid = paged.cut_to_fit(partial(_cut, story), partial(_lay_out, view), room)
        parts.update({(story.id, part.number): part for part in cut})
        yield LaidStory(laid, "", (), ())


def _cut(story: PairStory, most: int) -> list[PairPart]:
    return [whole_pair(story)] if json_size(story) <= most else split_pair(story, most, json_size)


def _lay_out(view: PairView, part: PairPart) -> LaidPart:
    content = {"pair": view, "part": part, "story": part.story, "in_figures": number_in_figures}
    html = lay_out_piece("pair_story.html.j2", several=True, **content)
    return LaidPart(_head(part), html, lay_out_markdown("pair_story.md.j2", **content))


def _head(part: PairPart) -> PartHead:
    story = part.whole
    whole = whole_pair(story)
    counts = Counts(
        outlets=bool(story.left_articles) + bool(story.right_articles),
        articles=len(story.left_articles) + len(story.right_articles),
        claims=len(whole.claim_ids),
        groups=whole.all_claims,
        shared=len(story.shared),
        changes=story.changes,
        relayed=len(story.relay_checks) + story.relayed_elsewhere,
    )
    kinds = tuple(entry.kind for entry in part.story.kinds)
    return PartHead(story.id, story.title, counts, part.number, part.last, part.claims, kinds, stand_ins=False)


def _lists(view: PairView, at: Mapping[str, str], room: int) -> Iterator[PairList]:
    """Yield the pages after those with stories of both outlets."""
    for key, side, other, entries in (
        ("only_left", view.left, view.right, view.only_left),
        ("only_right", view.right, view.left, view.only_right),
    ):
        for begin, end in cuts([json_size(entry) * 3 // 2 for entry in entries], room) if entries else ():
            content = {"entries": entries[begin:end], "other": other}
            title = f"Stories only in {side.outlet.name}"
            yield PairList(key, "pair_alone", title, begin + 1, end, len(entries), content)
    voices = [piece for row in view.voices for piece in _pieces(row, room // (4 * _LINK))]
    for begin, end in cuts([_weight_of_voice(row) for row in voices], room) if voices else ():
        content = {"voices": voices[begin:end], "at": at}
        yield PairList("voices", "pair_voice_table", "How each outlet attributes", begin + 1, end, len(voices), content)
    for begin, end in cuts([_weight_of_cue(row) for row in view.cues], room) if view.cues else ():
        content = {"cues": view.cues[begin:end], "at": at}
        yield PairList(
            "cues", "pair_cue_table", "Verbs that the same speaker is given", begin + 1, end, len(view.cues), content
        )


def _pieces(row: VoiceRow, most: int) -> Iterator[VoiceRow]:
    """Yield the row, again and again with so many of its claims at most, its figures always the whole row's."""
    for begin in range(0, max(row.left.number, row.right.number, 1), max(1, most)):
        yield replace(
            row,
            left=replace(row.left, claims=row.left.claims[begin : begin + max(1, most)]),
            right=replace(row.right, claims=row.right.claims[begin : begin + max(1, most)]),
        )


def _weight_of_voice(row: VoiceRow) -> int:
    return paged.LINE + _LINK * (len(row.left.claims) + len(row.right.claims))


def _weight_of_cue(row: CueRow) -> int:
    uses = (*row.left, *row.right)
    return 2 * paged.LINE + 2 * len(row.speaker) + sum(paged.LINE // 2 + _LINK * len(use.claims) for use in uses)


def _contents(  # noqa: PLR0913, PLR0917 - what is known of a report
    view: PairView,
    file_name: str,
    placed: Sequence[tuple[PartHead, int]],
    parts: Mapping[tuple[str, int], PairPart],
    story_pages: int,
    lists: Sequence[PairList],
    page_bytes: int,
) -> PairContents:
    first = [(head, page) for head, page in placed if head.number == 1]
    kinds = Counter(
        kind for story in view.stories for entry in story.kinds for kind in [entry.kind] * len(entry.claims)
    )
    told = [(parts[head.story_id, head.number], page) for head, page in placed]
    page_of = {(head.story_id, head.number): page for head, page in placed}
    quantities = [Found(one, part.story.title, page) for part, page in told for one in part.story.quantities]
    checks = [Found(one, part.story.title, page) for part, page in told for one in part.story.relay_checks]
    listed = paged.those_listed(first, page_bytes)
    folder = paged.folder_name(PurePath(file_name).stem)
    return PairContents(
        file_name=_quoted(file_name),
        folder=_quoted(folder),
        folder_name=folder,
        pages=story_pages + len(lists),
        shared=sum(len(story.shared) for story in view.stories),
        changes=sum(story.changes for story in view.stories),
        only_left=sum(len(story.only_left) for story in view.stories),
        only_right=sum(len(story.only_right) for story in view.stories),
        kinds=tuple((label, kinds[kind]) for kind, label in KIND_LABELS.items() if kinds[kind]),
        gravest=tuple(
            (one, page_of[one.story_id, one.part])
            for one in paged.most_grave(grave for part, _ in told for grave in _graves(part))
        ),
        quantities=tuple(sorted(quantities, key=_unsure)[:_NAMED]),
        unnamed_quantities=max(0, len(quantities) - _NAMED),
        relay_checks=tuple(checks[:_NAMED]),
        unnamed_checks=max(0, len(checks) - _NAMED),
        listed=listed,
        unlisted=len(first) - len(listed),
        lists={one.key: number for number, one in reversed(list(enumerate(lists, story_pages + 1))) if one.begin == 1},
    )


def _graves(part: PairPart) -> Iterator[Grave]:
    for claim in part.story.shared:
        if claim.weight:
            words = claim.reference.wording
            text = shorten(words, _LENGTH, placeholder=" …") or words[:_LENGTH]
            story: PairStory = part.story
            yield Grave(
                claim.weight, story.id, story.title, part.number, claim.group_id, claim.source, text, claim.kinds, 2
            )


def _unsure(found: Found) -> bool:
    return isinstance(found.item, QuantityConflict) and not found.item.certain


def _front(view: PairView, front: PairContents, pager: ReportPage, form: str) -> str:
    # The claims of each row are on pages of their own.
    voices = [
        replace(row, left=replace(row.left, claims=()), right=replace(row.right, claims=())) for row in view.voices
    ]
    content: dict[str, Any] = {
        "pair": view, "front": front, "pager": pager, "sides": (view.left, view.right), "voices": voices, "at": {},
        "folder": front.folder, "in_figures": number_in_figures,
    }  # fmt: skip
    if form == "md":
        return lay_out_markdown("pair_front.md.j2", **content, kind_labels=KIND_LABELS)
    head = PageHead(view.title, view.made, view.versions, view.has_stand_ins)
    return lay_out(
        "pair_front.html.j2", head, styles=_STYLES, scripts=("report_front.js",), chart=chart_of(view), **content
    )


def _list(view: PairView, one: PairList, form: str) -> str:
    content = {"pair": view, "sides": (view.left, view.right), **one.content}
    if form == "md":
        return lay_out_markdown(f"{one.template}.md.j2", **content)
    return lay_out_piece(f"{one.template}.html.j2", **content)


def _page(  # noqa: PLR0913, PLR0917 - what a page is made of
    view: PairView, front: PairContents, page: ReportPage, shown: PairList | None, body: str, form: str
) -> str:
    laid = Markup(body)  # noqa: S704 - laid out, and escaped, by _lay_out and _list
    content: dict[str, Any] = {"pair": view, "front": front, "pager": page, "shown": shown, "body": laid}
    if form == "md":
        return lay_out_markdown("pair_page.md.j2", **content)
    head = PageHead(f"{view.title}, page {page.number} of {page.last}", view.made, view.versions, view.has_stand_ins)
    return lay_out(
        "pair_page.html.j2", head, styles=_STYLES, scripts=("report.js", "pair.js") if page.parts else (),
        kinds_shown={kind for part in page.parts for kind in part.kinds}, **content,
    )  # fmt: skip


def _address(front: PairContents, page: ReportPage, form: str) -> str:
    return f"{front.folder_name}/{page.address(page.number, form)}"


def _quoted(name: str) -> str:
    return quote(os.fsencode(name))
