"""What changed in a window of time and is worth an editor's eye, as the records that every format shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from claims.types import Claim
from claims.worddiff import Piece, diff_words
from reports.as_json import json_document
from reports.as_markdown import lay_out_markdown
from reports.digest_ranking import LABELS, Finding, Ranked, Ranking
from reports.digest_words import Told, sentence
from reports.page import PageHead, lay_out
from reports.quoted import Cited, Evidential, cite_passage, quote_claim
from reports.types import OutletRef, Version

SCHEMA = "sayso-digest/1"
TITLE = "Digest"


@dataclass(frozen=True, slots=True)
class DigestFile:
    """All that a digest is made from."""

    made: datetime
    since: datetime
    until: datetime
    versions: tuple[tuple[str, str], ...]
    ranking: Ranking
    by: Evidential


@dataclass(frozen=True, slots=True)
class Side:
    """One of the passages that a finding rests on."""

    part: str  # "earlier", "later", "as told", "in its own text"
    source: str  # who says it, as printed; "" where nobody is named, or where it is no claim
    cue: str
    wording: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One finding, with its reason in a sentence and its evidence."""

    number: int
    id: str
    kind: str
    label: str
    sentence: str
    weighed: str
    score: float
    at: datetime  # when the later of the texts was first fetched, or the article found gone
    story_id: str
    story: str
    outlets: int
    sides: tuple[Side, ...]
    pieces: tuple[Piece, ...]  # from the first side's words to the second's, where there are two
    also: tuple[str, ...]  # what else the two tellings differ in
    later_version_id: str
    title: str  # the article to open: the one that has it later
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a digest says."""

    title: str
    made: datetime
    since: datetime
    until: datetime
    versions: tuple[Version, ...]
    has_stand_ins: bool
    items: tuple[DigestItem, ...]
    capped: int  # left out since their story has enough
    beyond: int  # left out since there are enough


def build_digest(file: DigestFile) -> Digest:
    """Return all that the digest says. Pure: equal files give equal digests."""
    items = tuple(_item(number, ranked, file.by) for number, ranked in enumerate(file.ranking.ranked, 1))
    return Digest(
        title=TITLE,
        made=file.made,
        since=file.since,
        until=file.until,
        versions=tuple(Version(name, version) for name, version in file.versions),
        has_stand_ins=any(side.cited.outlet.stand_in for item in items for side in item.sides)
        or any(file.by.held.outlet(ranked.finding.outlet_id).stand_in for ranked in file.ranking.ranked),
        items=items,
        capped=file.ranking.capped,
        beyond=file.ranking.beyond,
    )


def digest_to_html(digest: Digest) -> str:
    """Return the digest as one self-contained HTML page."""
    head = PageHead(digest.title, digest.made, digest.versions, digest.has_stand_ins)
    return lay_out("digest.html.j2", head, styles=("profiles.css",), digest=digest)


def digest_to_markdown(digest: Digest) -> str:
    """Return the digest as Markdown."""
    return lay_out_markdown("digest.md.j2", digest=digest)


def digest_to_json(digest: Digest) -> str:
    """Return the digest as JSON, described by digest.schema.json."""
    return json_document(SCHEMA, digest)


def _item(number: int, ranked: Ranked, by: Evidential) -> DigestItem:
    finding = ranked.finding
    left, right = (by.held.claims.get(id_) for id_ in (finding.left_claim_id, finding.right_claim_id))
    sides = _sides(finding, left, right, by)
    shown = sides[-1].cited if sides else None
    pieces = diff_words(sides[0].wording, sides[1].wording) if len(sides) == 2 else ()
    return DigestItem(
        number=number,
        id=finding.id,
        kind=finding.kind,
        label=LABELS[finding.kind],
        sentence=sentence(finding, _told(finding, left, right, by), pieces),
        weighed=ranked.weighed,
        score=ranked.score,
        at=finding.at,
        story_id=finding.story_id,
        story=finding.story,
        outlets=finding.outlets,
        sides=sides,
        pieces=pieces,
        also=ranked.also,
        later_version_id=finding.later_version_id,
        title=shown.title if shown else finding.title,
        url=shown.url if shown else finding.url,
    )


def _sides(finding: Finding, left: Claim | None, right: Claim | None, by: Evidential) -> tuple[Side, ...]:
    if finding.found is not None and left is not None:
        own = Side("in its own text", "", "", finding.found.text, cite_passage(finding.found, by))
        return (own, _side("as told", left, by))
    if left is not None and right is not None:
        return (_side("earlier", left, by), _side("later", right, by))
    return (_side("as told", left, by),) if left is not None else ()


def _side(part: str, claim: Claim, by: Evidential) -> Side:
    quoted = quote_claim(claim, by)
    return Side(part, quoted.source, quoted.cue, quoted.wording, quoted.cited)


def _told(finding: Finding, left: Claim | None, right: Claim | None, by: Evidential) -> Told:
    first = _outlet(left, by) or by.held.outlet(finding.outlet_id).name
    second = _outlet(right, by) or first
    return Told(first, second, _speaker(left), _speaker(right), _cue(left, by), _cue(right, by))


def _outlet(claim: Claim | None, by: Evidential) -> str:
    found: OutletRef | None = quote_claim(claim, by).cited.outlet if claim else None
    return found.name if found else ""


def _speaker(claim: Claim | None) -> str:
    return claim.speaker.name if claim and claim.speaker else ""


def _cue(claim: Claim | None, by: Evidential) -> str:
    return by.held.cue_of(claim) if claim else ""
