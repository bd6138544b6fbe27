"""The pages of a browsable site: indexes, stories, claims, outlets, speakers, search; and those of reviewing.

One function a kind of page, each from records alone: the same records give the same bytes. Addresses are made here and
nowhere else. `sayso site` writes the pages to files and `sayso browse` serves them under the same relative addresses;
what only a server can do (search without a script, reviewing) stands in pages where `Frame.live` is true.

The address of a claim group is claims/<group id>.html, and claims/<claim id>.html leads to every claim.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from itertools import groupby
from typing import Any

from claims.worddiff import Piece
from reports.held import mark
from reports.page import PageHead, lay_out
from reports.safe import clean
from reports.types import (
    Evidence,
    OnlyClaim,
    OutletRef,
    RelayView,
    ReportView,
    SharedClaim,
    StoryView,
    Telling,
    Version,
)

PER_PAGE = 100
_SHOWN_TITLE = 90  # code points of a claim in the title of its page
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # pages show no time of making: they change only when what they say does


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has around its content."""

    root: str = ""  # from the page to the start page's folder: "" or "../"
    live: bool = False  # served, not a file
    review: bool = False  # whether verdicts can be given


@dataclass(frozen=True, slots=True)
class Pager:
    """One of several pages of a list."""

    number: int  # from 1
    last: int
    stem: str  # "index": its pages are index.html, index.p2.html, …

    def address(self, number: int) -> str:
        """Return the file name of another page of the list."""
        return f"{self.stem}.html" if number == 1 else f"{self.stem}.p{number}.html"


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list."""

    id: str
    title: str
    first_published: datetime | None
    last_published: datetime | None
    outlets: int
    articles: int
    claims: int
    changes: int
    stand_in: bool


@dataclass(frozen=True, slots=True)
class OutletLine:
    """An outlet in a list."""

    outlet: OutletRef
    stories: int
    articles: int
    claims: int


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """A speaker in a list."""

    id: str
    name: str
    spellings: tuple[str, ...]
    roles: tuple[str, ...]
    outlets: int
    claims: int
    stand_in: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A claim in the article that tells it; an article without claims has empty ids."""

    story_id: str  # "" where it is in none yet
    story: str
    version_id: str
    outlet: OutletRef
    title: str
    url: str
    published: datetime | None
    language: str
    claim_id: str
    wording: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Record:
    """Where the page is kept that an article version was read from."""

    fetched: datetime
    archived_in: str  # the archive's file; "" where it was read from a folder
    offset: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What a search found."""

    kind: str  # "claim", "story", "outlet", "speaker"
    href: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class PairSide:
    """One claim of a pair to judge, with what stands around it."""

    claim_id: str
    outlet: OutletRef
    speaker: str
    before: str
    after: str
    wording: str
    title: str
    url: str
    published: datetime | None
    language: str


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair of claims that the matcher is unsure of."""

    match_id: str
    score: float
    reason: str
    left: PairSide
    right: PairSide
    pieces: tuple[Piece, ...]
    features: tuple[tuple[str, float, float], ...]  # name, value, what it adds to the score


def outlet_ref(outlet_id: str, name: str, *, stand_in: bool) -> OutletRef:
    """Return the outlet under its name, marked where it is a stand-in."""
    return OutletRef(outlet_id, mark(name) if stand_in else name, stand_in)


def index_page(
    frame: Frame, stories: Sequence[StoryLine], pager: Pager, made: datetime, versions: Sequence[Version]
) -> str:
    """Return a page of the list of stories; the first one says when and by what all was made."""
    stand_ins = any(story.stand_in for story in stories)
    return _page("index", frame, "Stories", stand_ins, stories=stories, pager=pager, made=made, versions=versions)


def outlets_page(frame: Frame, outlets: Sequence[OutletLine]) -> str:
    """Return the list of outlets."""
    return _page("outlets", frame, "Outlets", any(line.outlet.stand_in for line in outlets), outlets=outlets)


def speakers_page(frame: Frame, speakers: Sequence[SpeakerLine], pager: Pager) -> str:
    """Return a page of the list of speakers."""
    stand_ins = any(line.stand_in for line in speakers)
    return _page("speakers", frame, "Speakers", stand_ins, speakers=speakers, pager=pager)


def story_page(frame: Frame, story: StoryView) -> str:
    """Return the page of a story: all that the report says of it, and the addresses of its claims."""
    stand_ins = any(entry.outlet.stand_in for entry in story.outlets)
    alone = ReportView(story.title, _EPOCH, (), stand_ins, (story,), ())
    return _page("story", frame, story.title, stand_ins, story=story, report=alone)


def claim_page(frame: Frame, story: StoryView, claim: SharedClaim | OnlyClaim, records: Mapping[str, Record]) -> str:
    """Return the page of a claim group: all tellings, how they differ, what each rests on. Records by version id."""
    shared = claim if isinstance(claim, SharedClaim) else None
    only = claim if isinstance(claim, OnlyClaim) else None
    tellings = _tellings(claim)
    ids = {telling.claim_id for telling in tellings}
    refs = [telling.outlet for telling in tellings]
    checks: tuple[RelayView, ...] = tuple(check for check in story.relay_checks if check.claim_id in ids)
    row = next(row for row in story.matrix if row.group_id == claim.group_id)
    named = {entry.outlet.id: entry.outlet for entry in story.outlets}
    silent = [(named[cell.outlet_id], cell.presence) for cell in row.cells if cell.presence != "carried"]
    return _page(
        "claim",
        frame,
        _short(tellings[0].wording),
        any(ref.stand_in for ref in (*refs, *named.values())),
        story=story,
        group_id=claim.group_id,
        source=row.source,
        shared=shared,
        only=only,
        tellings=tellings,
        checks=checks,
        silent=silent,
        records=records,
    )


def lone_claim_page(frame: Frame, told: Told, evidence: Evidence, *, newest: bool) -> str:
    """Return the page of a claim in no claim group: of an older version of its article, or not matched yet."""
    title = _short(told.wording)
    return _page("lone", frame, title, told.outlet.stand_in, told=told, passage=evidence, newest=newest)


def leading_page(frame: Frame, claim_id: str, group_id: str) -> str:
    """Return the page under a claim's own address, which leads to the claim on its group's page."""
    return _page("leading", frame, f"Claim {claim_id}", stand_ins=False, claim_id=claim_id, group_id=group_id)


def outlet_page(frame: Frame, line: OutletLine, told: Sequence[Told], pager: Pager) -> str:
    """Return a page of what an outlet carries."""
    return _page("outlet", frame, line.outlet.name, line.outlet.stand_in, line=line, told=_nested(told), pager=pager)


def speaker_page(frame: Frame, line: SpeakerLine, told: Sequence[Told], pager: Pager) -> str:
    """Return a page of what a speaker is quoted on."""
    stand_ins = any(one.outlet.stand_in for one in told)
    return _page("speaker", frame, line.name, stand_ins, line=line, told=_nested(told), pager=pager)


def search_page(frame: Frame, asked: str = "", hits: Sequence[Hit] = ()) -> str:
    """Return the page to search on; a server has the answer in it, in a file the script gives it."""
    return _page("search", frame, "Search", stand_ins=False, asked=asked, hits=hits)


def review_page(  # noqa: PLR0913 - what a reviewer sees, piece by piece
    frame: Frame, pair: PairView | None, *, waiting: int, form_token: str, message: str = "", problem: str = ""
) -> str:
    """Return the page that asks for a verdict on a pair; None says that no pair waits."""
    stand_ins = pair is not None and (pair.left.outlet.stand_in or pair.right.outlet.stand_in)
    content = {"pair": pair, "waiting": waiting, "form_token": form_token, "message": message, "problem": problem}
    return _page("review", frame, "Same claim, or different ones?", stand_ins, kind="browse", **content)


def enter_page(frame: Frame, problem: str = "") -> str:
    """Return the page that asks for the token without which nobody reviews."""
    return _page("enter", frame, "Reviewing needs the token", stand_ins=False, kind="browse", problem=problem)


def problem_page(frame: Frame, title: str, what: str) -> str:
    """Return a page that says what went wrong, and what would work."""
    return _page("problem", frame, title, stand_ins=False, kind="browse", what=what)


def search_index(hits: Sequence[Hit]) -> str:
    """Return the script that holds what the search page of a site looks through, without any request."""
    rows = [[hit.kind, hit.href, clean(hit.text), clean(hit.note)] for hit in hits]
    # ASCII alone: whatever the encoding that the file is taken for, and no line end that ends a statement.
    return f"window.saysoIndex = {json.dumps(rows, ensure_ascii=True, separators=(',', ':'))};\n".replace(
        "<", "\\u003c"
    )


def assets() -> dict[str, str]:
    """Return the files that all pages load from beside the start page, by name."""
    return {
        "site.css": "\n".join(map(_asset, ("report.css", "site.css"))),
        "site.js": "\n".join(map(_asset, ("report.js", "site.js"))),
    }


def _page(name: str, frame: Frame, title: str, stand_ins: bool, *, kind: str = "site", **content: Any) -> str:  # noqa: FBT001
    head = PageHead(clean(title).strip() or "Untitled", _EPOCH, (), stand_ins)
    return lay_out(f"{kind}_{name}.html.j2", head, frame=frame, **content)


def _nested(told: Sequence[Told]) -> list[list[list[Told]]]:
    """Return the claims by story, and in each by article, in the order in which they come."""
    return [
        [list(article) for _, article in groupby(story, key=lambda one: one.version_id)]
        for _, story in groupby(told, key=lambda one: one.story_id)
    ]


def _tellings(claim: SharedClaim | OnlyClaim) -> tuple[Telling, ...]:
    if isinstance(claim, SharedClaim):
        return (claim.reference, *(comparison.telling for comparison in claim.comparisons))
    return claim.tellings


def _short(text: str) -> str:
    words = " ".join(text.split())
    return (
        words if len(words) <= _SHOWN_TITLE else f"{words[:_SHOWN_TITLE].rpartition(' ')[0] or words[:_SHOWN_TITLE]} …"
    )


def _asset(name: str) -> str:
    return files("reports").joinpath("templates", name).read_text(encoding="utf-8")
