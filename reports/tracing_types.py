"""What reports on one story or one claim are made from, and the records that each of their forms shows.

As in reports/types.py, the records are the content: the JSON forms are StoryPage and TracePage and nothing else, and
story.schema.json and trace.schema.json are made from them. What is drawn is worked out from them by the HTML form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from claims.standing import Fate, StepKind
from claims.types import Change, Claim, ClaimGroup, Copy, Provenance, RelayCheck, TakingKind
from claims.worddiff import Piece
from reports.types import ChangeView, Evidence, OutletRef, RelayView, Report, StoryView, Telling, Version
from sources.types import Article, Outlet

CarrierRole = Literal["first", "origin", "taken", "named"]
Asked = Literal["claim", "group", "text"]
Sureness = Literal["likely", "doubtful"]


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """Where an article version comes from."""

    version_id: str
    article_id: str
    number: int  # among the article's versions, from 1
    versions: int
    fetched_at: datetime | None  # when a page with this text was first fetched
    archived_in: str  # the archive's file that holds the page; "" where none does
    archive_offset: int | None
    archive_length: int | None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What became of a claim from one version of its article to the next."""

    version: int
    version_id: str
    kind: StepKind
    before: str  # "" where it was not there
    after: str


@dataclass(frozen=True, slots=True)
class StandingRecord:
    """A claim through the versions of its article."""

    claim_ids: tuple[str, ...]  # its telling in each version that has it
    version_ids: tuple[str, ...]
    fate: Fate
    steps: tuple[StepRecord, ...]


@dataclass(frozen=True, slots=True)
class StoryReport:
    """One story, as reports.types.Report has it, and where its claims and articles come from."""

    report: Report  # with this story alone
    outlets: tuple[Outlet, ...]  # all that provenance may name
    provenance: tuple[Provenance, ...]
    copies: tuple[Copy, ...]
    records: tuple[VersionRecord, ...]


@dataclass(frozen=True, slots=True)
class CandidateGroup:
    """A claim that may be what was asked for."""

    group_id: str
    claim: Claim  # of the group, the nearest to what was asked
    story_id: str
    story_title: str
    score: float
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class TracedClaim:
    """One claim with all that is held of it."""

    group: ClaimGroup | None  # None for a claim that no current version has
    story_id: str
    story_title: str
    tellings: tuple[Claim, ...]  # earliest first; those that went, too
    gone: frozenset[str]  # ids of the tellings that their article no longer has
    articles: tuple[Article, ...]  # versions that are spoken of
    changes: tuple[Change, ...]  # left is the first telling
    provenance: Provenance | None
    copies: tuple[Copy, ...]
    relay_checks: tuple[RelayCheck, ...]
    standings: tuple[StandingRecord, ...]
    records: tuple[VersionRecord, ...]
    silent: tuple[str, ...]  # outlet ids: text read whole, and it does not have the claim
    words: tuple[str, ...]  # outlet ids: text read whole, and it has words of a quotation of it
    unknown: tuple[str, ...]  # outlet ids: text incomplete


@dataclass(frozen=True, slots=True)
class TraceReport:
    """What was asked, what may be meant, and the claim that was traced."""

    made: datetime
    versions: tuple[tuple[str, str], ...]
    asked: str
    how: Asked
    outlets: tuple[Outlet, ...]
    candidates: tuple[CandidateGroup, ...]  # best first
    candidate_articles: tuple[Article, ...]
    searched: int  # claims among which the text was looked for
    found: TracedClaim | None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """An article version where it is named: what it is, and where it was got."""

    version_id: str
    outlet: OutletRef
    title: str
    url: str
    published: datetime | None
    day_only: bool  # the day of publication is known, the hour is not
    number: int  # of the version, from 1
    versions: int  # that the article has
    fetched_at: datetime | None
    archived_in: str  # "" where the archive does not hold it
    archive_offset: int | None
    archive_length: int | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An article on the timeline."""

    source: SourceRecord
    claims: int  # that it has of those that several outlets tell
    first_with: tuple[int, ...]  # numbers of the claims that it is the likely first carrier of, among these


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """An outlet on the timeline; rows stand in the order of their first articles."""

    outlet: OutletRef
    entries: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """An outlet in a claim's provenance, once, however often it tells it."""

    outlet: OutletRef
    role: CarrierRole
    tellings: int  # 0 for one that is only named
    published: datetime | None  # of its first telling
    day_only: bool
    claim_id: str  # its first telling; "" where it has none


@dataclass(frozen=True, slots=True)
class TakingView:
    """One telling, and where it was taken from."""

    outlet: OutletRef
    claim_id: str
    source: OutletRef
    source_claim_id: str  # "" where no such telling of the source is held
    how: TakingKind
    how_text: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a claim comes from, in words and in parts."""

    group_id: str
    number: int  # of the claim in its story; 0 outside of one
    source: str
    summary: str
    sentence: str
    first: OutletRef
    first_claim_id: str
    independent_sources: int
    origins: tuple[OutletRef, ...]
    carriers: tuple[Carrier, ...]  # earliest first, those only named last
    takings: tuple[TakingView, ...]


@dataclass(frozen=True, slots=True)
class CopiedView:
    """A passage of a copy beside the same in the origin."""

    words: int
    edits: int
    copy: Evidence
    origin: Evidence
    pieces: tuple[Piece, ...]  # from the origin's words to the copy's


@dataclass(frozen=True, slots=True)
class CopyView:
    """An article that is, wholly or in part, the text of another one."""

    copy: SourceRecord
    origin: SourceRecord
    share: float
    edited: float
    credited: bool
    whole: bool
    sentence: str
    passages: tuple[CopiedView, ...]


@dataclass(frozen=True, slots=True)
class StoryPage:
    """All that a report on one story says."""

    title: str
    made: datetime
    versions: tuple[Version, ...]
    has_stand_ins: bool
    story: StoryView
    timeline: tuple[TimelineRow, ...]
    lineages: tuple[Lineage, ...]  # of the claims of several outlets, and of those that were taken from another
    copies: tuple[CopyView, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """What became of a claim in one version of its article."""

    version: int
    kind: StepKind
    text: str  # in words
    before: str
    after: str
    fetched_at: datetime | None


@dataclass(frozen=True, slots=True)
class TracedTelling:
    """One telling, in the order of time."""

    position: int  # from 1
    telling: Telling
    source: SourceRecord
    same_words: bool  # as the first telling, but for typography
    pieces: tuple[Piece, ...]  # from the first telling's words to these; none for the first
    changes: tuple[ChangeView, ...]  # against the first
    stands_in: tuple[int, ...]  # numbers of the article's versions that have it
    gone: bool  # its article no longer has it, or no longer says who said it
    fate: Fate
    fate_text: str
    steps: tuple[StepView, ...]  # without those at which nothing changed


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A claim that may be what was asked for."""

    group_id: str
    claim_id: str
    outlet: OutletRef
    wording: str
    story_id: str
    story_title: str
    score: float
    sureness: Sureness
    sureness_text: str
    source: str  # who is first in its chain
    title: str  # its article's
    url: str
    traced: bool


@dataclass(frozen=True, slots=True)
class TraceView:
    """A claim, traced."""

    group_id: str  # "" for a claim that no current version has
    story_id: str
    story_title: str
    summary: str
    tellings: tuple[TracedTelling, ...]
    lineage: Lineage | None
    silent: tuple[OutletRef, ...]
    words: tuple[OutletRef, ...]
    unknown: tuple[OutletRef, ...]
    relay_checks: tuple[RelayView, ...]
    copies: tuple[CopyView, ...]  # those with passages that hold a telling


@dataclass(frozen=True, slots=True)
class TracePage:
    """All that a trace says."""

    title: str
    made: datetime
    versions: tuple[Version, ...]
    has_stand_ins: bool
    asked: str
    how: Asked
    answer: str  # in one or two sentences
    searched: int  # claims among which the text was looked for; 0 for an id
    candidates: tuple[CandidateView, ...]
    traced: TraceView | None
