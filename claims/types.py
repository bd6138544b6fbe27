"""What claims/ hands on. Spans are code-point offsets into an article version's text, end-exclusive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from sources.types import Article, Outlet

ClaimKind = Literal["direct", "indirect", "mixed"]
CueClass = Literal[
    "neutral", "assertive", "factive", "distancing", "denial", "refusal", "question", "request", "belief", "none"
]
HopRole = Literal["speaker", "relay", "publisher"]
SourceType = Literal["named_person", "role", "organisation", "collective", "anonymous", "document", "outlet", "unknown"]
Bound = Literal["exact", "at_least", "at_most", "about"]
Polarity = Literal["affirmed", "negated"]
Verdict = Literal["same", "unsure", "different"]
MentionKind = Literal["place", "organisation"]
TakingKind = Literal["relay", "copy", "repeat"]  # names an outlet; copies its text; tells again what it has told
RelayVerdict = Literal["verified", "reworded", "altered", "not_found", "not_held"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """text[start:end], in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part of the text that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source, cue and content of one attribution (Pareti 2015), as found in a text; content is never empty."""

    content: tuple[Span, ...]  # in the order of the text; quotation marks lie inside
    source: Span | None = None
    cue: Span | None = None
    outer: Attribution | None = None  # the one whose content holds this one
    sureness: float = 1.0  # the mean probability of its content's pieces, 0 to 1; 1 where no model found it


@dataclass(frozen=True, slots=True)
class Hop:
    """One station of a claim's chain. A chain runs from the speaker (first) over relays to the publisher (last)."""

    role: HopRole
    source_type: SourceType
    name: str
    span: Span | None = None  # where the article names it; a publisher has none
    outlet_id: str | None = None  # the registry's outlet, where the hop is one
    anonymity: str | None = None  # why the hop goes unnamed, in the article's words


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that a claim names."""

    span: Span
    text: str
    value: float
    unit: str  # "point", "people", "USD", "%"; "" for a bare number
    bound: Bound


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date that an attribution names, resolved against the day of publication."""

    span: Span
    text: str
    day: date


@dataclass(frozen=True, slots=True)
class Mention:
    """A place or an organisation that a claim names."""

    span: Span
    text: str
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Claim:
    """The content of one attribution in one article version, with its chain. text == article.text[start:end]."""

    id: str  # content_id(version id, spans of content, cue and source)
    version_id: str
    outlet_id: str
    text: str  # from the first fragment's start to the last one's end
    start: int
    end: int
    fragments: tuple[Span, ...]
    wording: str  # the fragments alone, joined by a space
    kind: ClaimKind
    cue: str  # the cue's lemma: "say", "according to"; "" where there is none
    cue_span: Span | None
    cue_class: CueClass
    polarity: Polarity
    hops: tuple[Hop, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    extractor: str
    hedges: tuple[Span, ...] = ()  # words that weaken it: "may", "appears to", "reportedly"
    mentions: tuple[Mention, ...] = ()
    nested_in: str | None = None  # the claim whose content holds this one

    @property
    def speaker(self) -> Hop | None:
        """Return the speaker's hop, or None where the claim rests on a relay or on nobody named."""
        return self.hops[0] if self.hops and self.hops[0].role == "speaker" else None

    @property
    def relays(self) -> tuple[Hop, ...]:
        """Return the outlets between the speaker and the publisher, in order."""
        return tuple(hop for hop in self.hops if hop.role == "relay")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person who speaks in several articles, however they spell the name."""

    id: str  # content_id(name, first role or "")
    name: str  # the spelling that most articles have
    spellings: tuple[str, ...]  # all, most frequent first
    roles: tuple[str, ...]  # "German Foreign Minister", most frequent first


@dataclass(frozen=True, slots=True)
class SpeakerLink:
    """Who the speaker of a claim is, across articles, and why that is thought."""

    claim_id: str
    speaker_id: str
    verdict: Literal["same", "unsure"]
    score: float  # 0 to 1
    evidence: str  # one sentence


@dataclass(frozen=True, slots=True)
class Feature:
    """One piece of evidence for a match; the contributions and the bias add up to the score's log-odds."""

    name: str
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Match:
    """A scored pair of claims, left_id < right_id, with its evidence."""

    id: str  # content_id(left id, right id)
    left_id: str
    right_id: str
    score: float  # 0 to 1
    verdict: Verdict
    reason: str  # one sentence
    features: tuple[Feature, ...]
    matcher: str  # name and version of what scored it
    reviewed: bool = False  # the verdict is a reviewer's, and outranks the score


@dataclass(frozen=True, slots=True)
class Story:
    """A cluster of article versions on one event."""

    id: str  # content_id(id of its earliest article)
    title: str  # the earliest article's
    version_ids: tuple[str, ...]  # earliest first
    first_published: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """The same claim as told by several outlets, or several times by one. Claims told once are groups of one."""

    id: str  # content_id(id of its earliest claim)
    story_id: str
    canonical_id: str  # the medoid: the claim most like all others
    claim_ids: tuple[str, ...]  # earliest first


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article version, as evidence."""

    version_id: str
    span: Span
    text: str
    claim_id: str | None = None


@dataclass(frozen=True, slots=True)
class WordingChanged:
    """The words differ, outside quotation marks."""

    kind: ClassVar[str] = "wording"
    left: Passage
    right: Passage


@dataclass(frozen=True, slots=True)
class QuoteAltered:
    """Words inside quotation marks differ."""

    kind: ClassVar[str] = "quote_altered"
    left: Passage
    right: Passage


@dataclass(frozen=True, slots=True)
class QuoteCut:
    """One side quotes a sentence of which the other quotes a part; nothing within the part differs."""

    kind: ClassVar[str] = "quote_cut"
    left: Passage
    right: Passage


@dataclass(frozen=True, slots=True)
class QuoteMerged:
    """One running quotation on one side, and on the other two that are apart, with other words between them."""

    kind: ClassVar[str] = "quote_merged"
    left: Passage
    right: Passage


@dataclass(frozen=True, slots=True)
class QuoteParaphrased:
    """A quotation on one side, a paraphrase on the other."""

    kind: ClassVar[str] = "quote_paraphrased"
    left: Passage
    right: Passage


@dataclass(frozen=True, slots=True)
class SpeakerChanged:
    """Another speaker, or none."""

    kind: ClassVar[str] = "speaker"
    left: Passage
    right: Passage


@dataclass(frozen=True, slots=True)
class CueChanged:
    """The cue is stronger or weaker: "said" on one side, "admitted" or "claimed" on the other."""

    kind: ClassVar[str] = "cue"
    left: Passage
    right: Passage
    left_class: CueClass
    right_class: CueClass


@dataclass(frozen=True, slots=True)
class AnonymityChanged:
    """A named source on one side, an unnamed one on the other."""

    kind: ClassVar[str] = "anonymity"
    left: Passage
    right: Passage


@dataclass(frozen=True, slots=True)
class QuantityChanged:
    """Two numbers of one unit that cannot both be right or, where that is not certain, may not be."""

    kind: ClassVar[str] = "quantity"
    left: Passage
    right: Passage
    left_value: float
    right_value: float
    unit: str
    certain: bool = True  # False where one side counts from another base: "600,000" and "halved from 900,000"


@dataclass(frozen=True, slots=True)
class DateChanged:
    """Two dates that cannot both be right."""

    kind: ClassVar[str] = "date"
    left: Passage
    right: Passage
    left_day: date
    right_day: date


@dataclass(frozen=True, slots=True)
class PolarityChanged:
    """Affirmed on one side, negated on the other."""

    kind: ClassVar[str] = "polarity"
    left: Passage
    right: Passage


@dataclass(frozen=True, slots=True)
class HedgeChanged:
    """One side weakens what the other states: "may", "reportedly"."""

    kind: ClassVar[str] = "hedge"
    left: Passage
    right: Passage


@dataclass(frozen=True, slots=True)
class RelayChanged:
    """The claim came through other outlets."""

    kind: ClassVar[str] = "relay"
    left: Passage
    right: Passage
    left_relays: tuple[str, ...]  # outlet ids, or the names of outlets outside the registry
    right_relays: tuple[str, ...]


Change = (
    WordingChanged
    | QuoteAltered
    | QuoteCut
    | QuoteMerged
    | QuoteParaphrased
    | SpeakerChanged
    | CueChanged
    | AnonymityChanged
    | QuantityChanged
    | DateChanged
    | PolarityChanged
    | HedgeChanged
    | RelayChanged
)


@dataclass(frozen=True, slots=True)
class RelayCheck:
    """X says "according to Y": what does Y itself say?"""

    claim_id: str
    relay_id: str  # the outlet named
    checked_id: str | None  # the outlet looked into: the relay, or what stands in for it; None where none is held
    verdict: RelayVerdict
    found: Passage | None  # the passage in the relay's own text


@dataclass(frozen=True, slots=True)
class CopiedPassage:
    """Words that two article versions have in common, but for a few edits."""

    span: Span  # in the copy
    origin_span: Span  # in the text that it was taken from
    words: int  # of the copy
    edits: int  # words put in, left out or replaced on the way


@dataclass(frozen=True, slots=True)
class Copy:
    """An article version that is, wholly or in part, the text of an earlier one of another outlet."""

    version_id: str
    origin_id: str  # the version that it was taken from
    passages: tuple[CopiedPassage, ...]  # in the order of the copy
    share: float  # of the copy's words, those that lie in the passages, 0 to 1
    credited: bool  # the copy names the outlet of the origin
    whole: bool  # wire copy or near-copy, rather than an article of its own with passages of another

    @property
    def edited(self) -> float:
        """Return the share of the passages' words that were changed, 0 to 1."""
        return sum(part.edits for part in self.passages) / max(1, sum(part.words for part in self.passages))


@dataclass(frozen=True, slots=True)
class Taking:
    """One telling of a claim that was taken from another, or from an outlet of which no such telling is held."""

    claim_id: str
    from_claim_id: str | None
    from_outlet_id: str | None  # the outlet, or the name of one outside the registry; None where a claim is known
    how: TakingKind


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a claim group comes from: who took it from whom, who had it first, and how many had it by themselves."""

    group_id: str
    first_claim_id: str  # the likely first carrier's telling
    origins: tuple[str, ...]  # one outlet, or name of a relay, for each independent source, earliest first
    takings: tuple[Taking, ...]  # by claim

    @property
    def independent_sources(self) -> int:
        """Return how many origins the group has once relays, wire copy and near-copies are collapsed."""
        return len(self.origins)


@dataclass(frozen=True, slots=True)
class Review:
    """A person's verdict on whether two claims are one. It knows them by their words, and so outlives their ids."""

    id: str  # content_id of both keys, the smaller first
    left_key: str  # claims.review.review_key
    right_key: str
    left_wording: str
    right_wording: str
    verdict: Literal["same", "different"]
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class OutletCoverage:
    """One outlet's articles on a story, latest version of each, earliest article first."""

    outlet: Outlet
    articles: tuple[Article, ...]

    @property
    def complete(self) -> bool:
        """Tell whether every article was read whole: only then does a missing claim mean an omission."""
        return all(article.completeness == "complete" for article in self.articles)


@dataclass(frozen=True, slots=True)
class GroupDiff:
    """A claim group that several outlets carry: its tellings, the reference first, and what changed from that.

    The reference is the canonical telling, or, where two outlets are compared, the first outlet's.
    """

    group: ClaimGroup
    tellings: tuple[Claim, ...]
    changes: tuple[Change, ...]  # left is always the reference


@dataclass(frozen=True, slots=True)
class OnlyIn:
    """A claim group that one outlet alone carries."""

    group: ClaimGroup
    tellings: tuple[Claim, ...]  # all of one outlet
    absent_from: tuple[str, ...]  # outlet ids whose text is complete and does not have it
    # outlet ids whose text was incomplete, or has words of the quotation all the same: not counted as an omission
    unknown_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageDiff:
    """Two or more outlets over one story."""

    story: Story
    coverage: tuple[OutletCoverage, ...]  # by outlet id
    shared: tuple[GroupDiff, ...]  # most outlets first
    only: tuple[OnlyIn, ...]  # by outlet, then in the order of the text
    relay_checks: tuple[RelayCheck, ...]  # for claims of these outlets
