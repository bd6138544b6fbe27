"""What one person or body is quoted on, by whom and how worded, as the records that every format shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.change import compare
from claims.tokens import fold
from claims.types import Claim, CueClass
from claims.worddiff import Piece, diff_words
from reports.as_json import json_document
from reports.as_markdown import lay_out_markdown
from reports.changes import describe_changes
from reports.page import Frame, PageHead, lay_out
from reports.quoted import Evidential, Quoted, has_stand_in, quote_claim
from reports.types import ChangeView, OutletRef, Version

SCHEMA = "sayso-speaker/1"
OTHERS_SHOWN = 8  # tellings of the same claim with another source, of one claim


@dataclass(frozen=True, slots=True)
class Saying:
    """One claim of the speaker, and where it belongs."""

    claim_id: str
    sure: bool  # that it is this speaker
    why: str  # that is thought, in one sentence
    story_id: str
    story: str
    group_id: str
    seen: datetime  # when its article was published or, where the page does not say, fetched


@dataclass(frozen=True, slots=True)
class SpeakerFile:
    """All that a page on a speaker is made from."""

    id: str
    name: str
    spellings: tuple[str, ...]
    roles: tuple[str, ...]
    made: datetime
    versions: tuple[tuple[str, str], ...]
    sayings: tuple[Saying, ...]  # earliest first
    others: Mapping[str, tuple[str, ...]]  # group id → all tellings' claim ids, the speaker's too
    by: Evidential


@dataclass(frozen=True, slots=True)
class CueUse:
    """A verb, or another cue, by which an outlet has the speaker speak."""

    cue: str  # its lemma; "" where there is none
    cue_class: CueClass
    claims: int


@dataclass(frozen=True, slots=True)
class OutletUse:
    """How one outlet quotes the speaker."""

    outlet: OutletRef
    claims: int
    articles: int
    direct: int
    mixed: int
    indirect: int
    cues: tuple[CueUse, ...]  # most frequent first
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Variant:
    """The same claim in another article, beside the first."""

    quoted: Quoted
    same_words_as: OutletRef | None
    pieces: tuple[Piece, ...]
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One claim of the speaker in all its wordings, the earliest first, and who tells it with another source."""

    number: int
    group_id: str
    reference: Quoted
    variants: tuple[Variant, ...]
    otherwise: tuple[Quoted, ...]
    otherwise_more: int


@dataclass(frozen=True, slots=True)
class SpeakerStory:
    """What the speaker is quoted on in one story."""

    id: str
    title: str
    first_seen: datetime
    last_seen: datetime
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Unsure:
    """A claim that may be the speaker's."""

    quoted: Quoted
    why: str


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """All that a page on a speaker says."""

    id: str
    name: str
    spellings: tuple[str, ...]
    roles: tuple[str, ...]
    made: datetime
    versions: tuple[Version, ...]
    has_stand_ins: bool
    claims: int
    articles: int
    direct: int
    mixed: int
    indirect: int
    first_seen: datetime | None
    last_seen: datetime | None
    outlets: tuple[OutletUse, ...]  # most claims first
    stories: tuple[SpeakerStory, ...]  # latest first
    unsure: tuple[Unsure, ...]


def build_speaker_page(file: SpeakerFile) -> SpeakerPage:
    """Return all that the page says. Pure: equal files give equal pages."""
    sure = [saying for saying in file.sayings if saying.sure]
    claims = [file.by.held.claims[saying.claim_id] for saying in sure]
    stories = _stories(sure, file)
    unsure = tuple(
        Unsure(quote_claim(file.by.held.claims[one.claim_id], file.by), one.why) for one in file.sayings if not one.sure
    )
    shown = [quoted for story in stories for quoted in _all_quoted(story)] + [one.quoted for one in unsure]
    return SpeakerPage(
        id=file.id,
        name=file.name,
        spellings=file.spellings,
        roles=file.roles,
        made=file.made,
        versions=tuple(Version(name, version) for name, version in file.versions),
        has_stand_ins=any(has_stand_in(quoted.cited, file.by) for quoted in shown),
        claims=len(claims),
        articles=len({claim.version_id for claim in claims}),
        **_kinds(claims),
        first_seen=min((saying.seen for saying in sure), default=None),
        last_seen=max((saying.seen for saying in sure), default=None),
        outlets=_outlets(sure, file.by),
        stories=stories,
        unsure=unsure,
    )


def speaker_to_html(page: SpeakerPage, frame: Frame | None = None) -> str:
    """Return what the page says as an HTML page, self-contained or one of a site."""
    head = PageHead(page.name, page.made, page.versions, page.has_stand_ins)
    return lay_out("speaker.html.j2", head, frame=frame, styles=("profiles.css",), speaker=page)


def speaker_to_markdown(page: SpeakerPage) -> str:
    """Return what the page says as Markdown."""
    return lay_out_markdown("speaker.md.j2", speaker=page)


def speaker_to_json(page: SpeakerPage) -> str:
    """Return what the page says as JSON, described by speaker.schema.json."""
    return json_document(SCHEMA, page)


def _all_quoted(story: SpeakerStory) -> list[Quoted]:
    return [
        quoted
        for said in story.said
        for quoted in (said.reference, *(variant.quoted for variant in said.variants), *said.otherwise)
    ]


def _kinds(claims: Sequence[Claim]) -> dict[str, int]:
    counts = Counter(claim.kind for claim in claims)
    return {kind: counts[kind] for kind in ("direct", "mixed", "indirect")}


def _outlets(sayings: Sequence[Saying], by: Evidential) -> tuple[OutletUse, ...]:
    told: dict[str, list[Saying]] = defaultdict(list)
    for saying in sayings:
        told[by.held.claims[saying.claim_id].outlet_id].append(saying)
    uses = [_outlet_use(outlet_id, own, by) for outlet_id, own in told.items()]
    return tuple(sorted(uses, key=lambda use: (-use.claims, use.outlet.name, use.outlet.id)))


def _outlet_use(outlet_id: str, sayings: Sequence[Saying], by: Evidential) -> OutletUse:
    claims = [by.held.claims[saying.claim_id] for saying in sayings]
    cues = Counter((claim.cue, claim.cue_class) for claim in claims)
    return OutletUse(
        outlet=by.held.outlet(outlet_id),
        claims=len(claims),
        articles=len({claim.version_id for claim in claims}),
        **_kinds(claims),
        cues=tuple(
            CueUse(cue, cue_class, number)
            for (cue, cue_class), number in sorted(cues.items(), key=lambda item: (-item[1], item[0]))
        ),
        first_seen=min(saying.seen for saying in sayings),
        last_seen=max(saying.seen for saying in sayings),
    )


def _stories(sayings: Sequence[Saying], file: SpeakerFile) -> tuple[SpeakerStory, ...]:
    by_story: dict[str, list[Saying]] = defaultdict(list)
    for saying in sayings:
        by_story[saying.story_id].append(saying)
    ordered = sorted(by_story.values(), key=lambda own: (max(one.seen for one in own), own[0].story_id), reverse=True)
    stories, number = [], 0
    for own in ordered:
        groups: dict[str, list[Saying]] = defaultdict(list)
        for saying in own:
            groups[saying.group_id or saying.claim_id].append(saying)
        said = []
        # What is printed most often first: that is where the wordings differ.
        for group_id, members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[1][0].seen, item[0])):
            number += 1
            said.append(_said(number, group_id, members, file))
        seen = [saying.seen for saying in own]
        stories.append(SpeakerStory(own[0].story_id, own[0].story, min(seen), max(seen), tuple(said)))
    return tuple(stories)


def _said(number: int, group_id: str, members: Sequence[Saying], file: SpeakerFile) -> Said:
    held = file.by.held
    reference, *rest = (held.claims[saying.claim_id] for saying in members)
    mine = {saying.claim_id for saying in file.sayings}
    otherwise = [held.claims[id_] for id_ in file.others.get(group_id, ()) if id_ not in mine]
    return Said(
        number=number,
        group_id=group_id,
        reference=quote_claim(reference, file.by),
        variants=tuple(_variant(claim, (reference, *rest), file.by) for claim in rest),
        otherwise=tuple(quote_claim(claim, file.by) for claim in otherwise[:OTHERS_SHOWN]),
        otherwise_more=max(0, len(otherwise) - OTHERS_SHOWN),
    )


def _variant(claim: Claim, tellings: Sequence[Claim], by: Evidential) -> Variant:
    reference, words = tellings[0], fold(claim.wording)
    first = next(other for other in tellings if fold(other.wording) == words)
    texts = {id_: by.held.articles[id_].text for id_ in (reference.version_id, claim.version_id)}
    return Variant(
        quoted=quote_claim(claim, by),
        same_words_as=by.held.outlet(first.outlet_id) if first is not claim else None,
        pieces=diff_words(reference.wording, claim.wording),
        changes=describe_changes(compare(reference, claim, texts), by.held),
    )
