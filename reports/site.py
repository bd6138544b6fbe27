"""What a browsable site has beside the reports: indexes, a search, pages that lead to others; and those of reviewing.

The pages of stories, claims, outlets and speakers are the reports on them, in the frame of the site (`page.Frame`).
`sayso site` writes the pages to files and `sayso browse` serves them under the same relative addresses; what only a
server can do (search without a script, reviewing) stands in pages where `Frame.live` is true.

The address of a claim group is claims/<group id>.html, and claims/<claim id>.html leads to every claim.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from claims.worddiff import Piece
from reports.held import mark
from reports.page import SITE_STYLES, STYLES, Frame, PageHead, lay_out, site_file
from reports.safe import clean
from reports.types import OutletRef, Version

ASSETS = (*STYLES, "story.css", "profiles.css", *SITE_STYLES, "site.js")
PER_PAGE = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # pages show no time of making: they change only when what they say does


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


def leading_page(frame: Frame, claim_id: str, group_id: str, *, told_there: bool) -> str:
    """Return the page under a claim's own address, which leads to its group's; told_there: to its telling on that."""
    title = f"Claim {claim_id}"
    return _page("leading", frame, title, stand_ins=False, claim_id=claim_id, group_id=group_id, told_there=told_there)


def search_page(frame: Frame, asked: str = "", hits: Sequence[Hit] = ()) -> str:
    """Return the page to search on; a server has the answer in it, in a file the script gives it."""
    scripts = () if frame.live else ("search-index.js", "site.js")
    return _page("search", frame, "Search", stand_ins=False, scripts=scripts, asked=asked, hits=hits)


def review_page(  # noqa: PLR0913 - what a reviewer sees, piece by piece
    frame: Frame, pair: PairView | None, *, waiting: int, form_token: str, message: str = "", problem: str = ""
) -> str:
    """Return the page that asks for a verdict on a pair; None says that no pair waits."""
    stand_ins = pair is not None and (pair.left.outlet.stand_in or pair.right.outlet.stand_in)
    content = {"pair": pair, "waiting": waiting, "form_token": form_token, "message": message, "problem": problem}
    title = "Same claim, or different ones?"
    return _page("review", frame, title, stand_ins, kind="browse", scripts=("site.js",), **content)


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
    """Return the files that pages load from beside the start page, by name."""
    return {name: site_file(name) for name in ASSETS}


def _page(  # noqa: PLR0913 - what pages differ in
    name: str,
    frame: Frame,
    title: str,
    stand_ins: bool,  # noqa: FBT001
    *,
    kind: str = "site",
    scripts: Sequence[str] = (),
    **content: Any,
) -> str:
    head = PageHead(clean(title).strip() or "Untitled", _EPOCH, (), stand_ins)
    return lay_out(f"{kind}_{name}.html.j2", head, frame=frame, scripts=scripts, **content)
