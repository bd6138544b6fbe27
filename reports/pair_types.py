"""What a report on two outlets is made from, and the records that each of its forms shows.

As in reports/types.py, the records are the content: the JSON form is PairView and nothing else, and diff.schema.json
is made from it. "left" is the outlet named first, whose tellings are the reference; "right" is the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from claims.types import CoverageDiff, CueClass
from reports.types import (
    ArticleView,
    Comparison,
    Evidence,
    KindEntry,
    OutletRef,
    RelayView,
    Telling,
    Version,
)
from sources.types import Article, Outlet, OutletKind

Voice = Literal[
    "named_person", "role", "organisation", "collective", "anonymous", "document", "other_media", "nobody_named"
]
# Why the other outlet lacks a claim: it does not have it; its text is cut off; it has words of the quotation, but no
# claim with them; it has no article on the story.
Silence = Literal["absent", "incomplete", "words", "no_article"]


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which an article was published to be in the report: from `since` up to, not at, `before`."""

    since: datetime | None
    before: datetime | None
    label: str  # in words: "18 to 20 November 2025 (UTC)"


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """Where the answer that an article's text is from lies in the archive."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class HeldArticle:
    """An article as it is now, which of its versions that is, and where that lies in the archive."""

    article: Article
    version: int  # from 1
    versions: int
    archive: ArchiveRecord | None


@dataclass(frozen=True, slots=True)
class StoryAlone:
    """A story that one of the outlets covers, the other one not, within the window."""

    id: str
    title: str
    outlet_id: str
    articles: tuple[HeldArticle, ...]
    elsewhen: int  # articles of the other outlet on it that are outside the window, or without a date


@dataclass(frozen=True, slots=True)
class Left:
    """Articles of an outlet that the window leaves out."""

    outside: int
    undated: int


@dataclass(frozen=True, slots=True)
class PairReport:
    """Two outlets, what both of them carry, and what one of them does."""

    left: Outlet
    right: Outlet
    window: Window
    made: datetime
    versions: tuple[tuple[str, str], ...]
    articles: tuple[HeldArticle, ...]  # of both outlets, in the window
    left_out: Mapping[str, Left]  # by outlet id
    diffs: tuple[CoverageDiff, ...]
    alone: tuple[StoryAlone, ...]
    speakers: Mapping[str, tuple[str, str]]  # claim id → id and name of the person who says it, where that is sure


@dataclass(frozen=True, slots=True)
class PairArticle:
    """One article, the version that was read, and where that lies in the archive."""

    article: ArticleView
    version: int
    versions: int
    archive: ArchiveRecord | None


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the two outlets, and how much of it the report rests on."""

    outlet: OutletRef
    kind: OutletKind
    articles: int  # in the window
    complete: int  # of these
    truncated: int  # of these: behind a paywall, or cut off otherwise
    stand_ins: int  # of these: written to take a real article's place
    undated: int  # articles without a date; left out where the window has a beginning or an end
    outside: int  # articles outside the window
    claims: int  # in the stories that are laid out


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """A story that is laid out in the report, in one line."""

    id: str
    title: str
    first_published: datetime | None
    left_articles: int
    right_articles: int
    shared: int
    changes: int


@dataclass(frozen=True, slots=True)
class AloneEntry:
    """A story of one outlet alone."""

    id: str
    title: str
    articles: tuple[PairArticle, ...]
    elsewhen: int  # articles of the other outlet on it that are outside the window, or without a date


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A claim where it is counted: its number, with the story's before it where there are several."""

    label: str
    group_id: str
    claim_id: str


@dataclass(frozen=True, slots=True)
class Count:
    """Claims of one outlet: how many they are, which, and what part of all of its claims."""

    number: int
    share: float  # 0 to 1
    claims: tuple[ClaimLink, ...]


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """How often each outlet rests a claim on a source of one kind."""

    voice: Voice
    label: str
    left: Count
    right: Count


@dataclass(frozen=True, slots=True)
class CueUse:
    """A cue verb, and the claims that it introduces."""

    cue: str
    cue_class: CueClass
    claims: tuple[ClaimLink, ...]


@dataclass(frozen=True, slots=True)
class CueRow:
    """What one speaker does in each outlet: says, claims, admits."""

    speaker: str
    left: tuple[CueUse, ...]  # most frequent first
    right: tuple[CueUse, ...]
    differs: bool  # whether the cues of one are of other classes than those of the other


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as one outlet has it."""

    value: float
    text: str  # the passage that names it
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class QuantityConflict:
    """Two numbers that cannot both be right or, where that is not certain, may not be."""

    number: int  # the claim's
    group_id: str
    unit: str
    certain: bool
    left: Figure
    right: Figure


@dataclass(frozen=True, slots=True)
class PairClaim:
    """A claim that both outlets tell: the left one's earliest telling beside each of the right one's."""

    number: int
    group_id: str
    source: str  # the first in the reference's chain; "" where it names nobody but its publisher
    kinds: tuple[str, ...]  # of its changes, in the order of kinds
    weight: int  # of its changes, added up: the graver, the more
    reference: Telling
    comparisons: tuple[Comparison, ...]
    again: tuple[Telling, ...]  # the left one's further tellings


@dataclass(frozen=True, slots=True)
class PairOnly:
    """A claim that one of the outlets tells, and what is known of the other."""

    number: int
    group_id: str
    tellings: tuple[Telling, ...]
    silence: Silence
    silence_text: str


@dataclass(frozen=True, slots=True)
class PairStory:
    """One story. Claims are numbered as the left outlet has them, then those of one outlet only, left before right."""

    id: str
    title: str
    first_published: datetime | None
    last_published: datetime | None
    changes: int
    left_articles: tuple[PairArticle, ...]
    right_articles: tuple[PairArticle, ...]
    kinds: tuple[KindEntry, ...]
    shared: tuple[PairClaim, ...]
    quantities: tuple[QuantityConflict, ...]
    relay_checks: tuple[RelayView, ...]  # those in which one outlet is checked against the other
    relayed_elsewhere: int  # checks against third outlets, which are not shown
    only_left: tuple[PairOnly, ...]
    only_right: tuple[PairOnly, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """All that a report on two outlets says."""

    title: str
    made: datetime
    versions: tuple[Version, ...]
    has_stand_ins: bool
    window: Window
    left: SideView
    right: SideView
    both: tuple[StoryEntry, ...]
    only_left: tuple[AloneEntry, ...]
    only_right: tuple[AloneEntry, ...]
    voices: tuple[VoiceRow, ...]
    cues: tuple[CueRow, ...]
    stories: tuple[PairStory, ...]
