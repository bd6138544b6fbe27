"""What a report is made from, and the records that every format shows.

The records are the content of a report: the JSON format is these records and nothing else, and
report.schema.json describes them field by field. They hold text as the outlets wrote it; each format
makes it harmless in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from claims.types import ClaimKind, CoverageDiff, HopRole, RelayVerdict
from claims.worddiff import Piece
from sources.types import ArticleKind, OutletKind, Skipped

Presence = Literal["carried", "absent", "words", "unknown", "not_held"]
SegmentKind = Literal["context", "content", "cue", "source"]


@dataclass(frozen=True, slots=True)
class Report:
    """Stories to report on, what was skipped on the way, and what made them."""

    title: str
    made: datetime
    diffs: tuple[CoverageDiff, ...]
    skipped: tuple[Skipped, ...]
    versions: tuple[tuple[str, str], ...]  # ("sayso", "0.1.0"), ("matcher", "rapidfuzz/1")


@dataclass(frozen=True, slots=True)
class OutletRef:
    """An outlet where it is named. The name of a stand-in always ends in "(stand-in)"."""

    id: str
    name: str
    stand_in: bool


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article of an outlet."""

    version_id: str
    title: str
    byline: str
    url: str
    language: str
    published: datetime | None
    modified: datetime | None
    kind: ArticleKind
    truncated: bool
    stand_in: bool


@dataclass(frozen=True, slots=True)
class OutletView:
    """One outlet's part in a story."""

    outlet: OutletRef
    kind: OutletKind
    articles: tuple[ArticleView, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text of which every character plays the same part in the attribution."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with the words around it. Title and URL are empty where its article is not part of the report."""

    version_id: str
    start: int  # code points into the version's text, as everywhere
    end: int
    title: str
    url: str
    segments: tuple[Segment, ...]
    cut_before: bool  # whether the article goes on before the first segment
    cut_after: bool


@dataclass(frozen=True, slots=True)
class HopView:
    """One station of a chain."""

    role: HopRole
    name: str
    source_type: str  # in words: "named person"
    anonymity: str  # why the hop goes unnamed, in the article's words; else ""
    outlet: OutletRef | None


@dataclass(frozen=True, slots=True)
class Telling:
    """A claim as one outlet tells it."""

    claim_id: str
    outlet: OutletRef
    kind: ClaimKind
    wording: str
    cue: str  # as the article has it: "confirmed"; "" where there is none
    language: str
    chain: tuple[HopView, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change, in words; a side is empty where the wordings themselves say it."""

    kind: str
    label: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A telling beside the reference: the left of all pieces makes the reference, the right the telling."""

    telling: Telling
    same_words_as: OutletRef | None  # the first telling above, if any, with the same words but for typography
    pieces: tuple[Piece, ...]
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class SharedClaim:
    """A claim that several outlets tell."""

    number: int  # counts the claims of a story, from 1
    group_id: str
    outlets: tuple[OutletRef, ...]
    source: str  # the first in the reference's chain; "" where it names nobody but its publisher
    kinds: tuple[str, ...]  # of its changes
    reference: Telling
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class OnlyClaim:
    """A claim that one outlet alone tells, in one or several places, and what is known of the others."""

    number: int
    group_id: str
    tellings: tuple[Telling, ...]
    absent_from: tuple[OutletRef, ...]  # read whole
    words_in: tuple[
        OutletRef, ...
    ]  # read whole, and has words of the quotation: whether as this claim, a reader must say
    unknown_for: tuple[OutletRef, ...]  # text incomplete
    not_held: tuple[OutletRef, ...]  # no article on this story


@dataclass(frozen=True, slots=True)
class OnlyList:
    """All that one outlet alone tells."""

    outlet: OutletRef
    claims: tuple[OnlyClaim, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether an outlet carries a claim.

    "words": its text is whole and has words of the quotation; "unknown": it is incomplete; "not_held": there is none.
    """

    outlet_id: str
    presence: Presence
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One claim across all outlets of a story, in the order of its outlets."""

    number: int
    group_id: str
    source: str  # the first in the chain; "" where it names nobody but its publisher
    summary: str  # the claim's words, cut where they are many
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RelayView:
    """A claim told "according to" another outlet, beside what that outlet has."""

    claim_id: str
    teller: OutletRef
    wording: str
    language: str
    relay: OutletRef
    checked: OutletRef | None
    verdict: RelayVerdict
    verdict_text: str
    pieces: tuple[Piece, ...]  # from the relay's own words to the teller's; none where nothing was found
    told: Evidence
    found: Evidence | None


@dataclass(frozen=True, slots=True)
class KindEntry:
    """A kind of change and the numbers of the claims that show it."""

    kind: str
    label: str
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a story amounts to."""

    outlets: int
    articles: int
    claims: int
    groups: int
    shared: int  # groups told by several outlets
    changes: int
    relayed: int  # claims that came through another outlet


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story."""

    id: str
    title: str
    first_published: datetime | None
    last_published: datetime | None
    counts: Counts
    outlets: tuple[OutletView, ...]
    matrix: tuple[MatrixRow, ...]
    kinds: tuple[KindEntry, ...]
    shared: tuple[SharedClaim, ...]
    relay_checks: tuple[RelayView, ...]
    only: tuple[OnlyList, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A program or model that had a part in the report."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class SkippedView:
    """One item that could not be processed."""

    key: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """All that a report says."""

    title: str
    made: datetime
    versions: tuple[Version, ...]
    has_stand_ins: bool
    stories: tuple[StoryView, ...]
    skipped: tuple[SkippedView, ...]
