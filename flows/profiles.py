"""Snapshot → pages on a speaker, or on an outlet: finds whom a name means, and loads what is held of them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from rapidfuzz import fuzz, process

from claims.tokens import fold
from claims.types import Passage, Span
from flows.reporting import NEVER, Edition, edition_of
from reports.held import outlet_ref
from reports.outlet_page import ArticleFacts, OutletFile, OutletFinding
from reports.quoted import Evidential, evidential
from reports.speaker_page import Saying, SpeakerFile
from sources.errors import SaysoError
from sources.types import Outlet, content_id
from warehouse import Snapshot
from warehouse.rows import Row, aware

NAME_SHOWN = 80  # code points of a name in a message
LISTED = 20  # names in an error message
ALIKE = 70  # of 100: names this like what was asked for are proposed


class UnknownSpeaker(SaysoError):
    """A name or id that no speaker has."""


class SeveralSpeakers(SaysoError):
    """A name that several speakers have."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A speaker known across articles, or all that is said under one name by nobody known."""

    id: str
    name: str
    spellings: tuple[str, ...]
    roles: tuple[str, ...]
    claims: int
    known: bool


def build_speaker_file(snapshot: Snapshot, name: str) -> SpeakerFile:
    """Return what is held of the speaker of this name or id. Raises UnknownSpeaker or SeveralSpeakers."""
    speaker = find_speaker(name, candidates(snapshot.rows("speakers_by_name")))
    return load_speaker_files(snapshot, [speaker], edition_of(snapshot))[speaker.id]


def load_speaker_files(
    snapshot: Snapshot, speakers: Sequence[Candidate], edition: Edition
) -> Mapping[str, SpeakerFile]:
    """Return what is held of these speakers, by id; of them one at most is nobody known."""
    unknown = next((one for one in speakers if not one.known), None)
    rows = snapshot.rows(
        "claims_of_speakers",
        speaker_ids=[one.id for one in speakers if one.known],
        names=list(unknown.spellings) if unknown else [],
    )
    sayings: dict[str, list[Saying]] = defaultdict(list)
    for row in rows:
        sayings[row["speaker_id"] or (unknown.id if unknown else "")].append(_saying(row))
    told: dict[str, list[str]] = defaultdict(list)
    group_ids = {one.group_id for said in sayings.values() for one in said if one.sure and one.group_id}
    for row in snapshot.rows("tellings_of_groups", group_ids=sorted(group_ids)):
        told[row["group_id"]].append(row["claim_id"])
    claim_ids = {row["claim_id"] for row in rows}.union(*told.values())
    by = load_evidence(snapshot, claim_ids, outlets=edition.outlets)
    return {
        one.id: SpeakerFile(
            id=one.id,
            name=one.name,
            spellings=one.spellings,
            roles=one.roles,
            made=edition.made,
            versions=edition.versions,
            sayings=tuple(sayings[one.id]),
            others={
                key: tuple(told[key]) for key in sorted({said.group_id for said in sayings[one.id]}) if key in told
            },
            by=by,
        )
        for one in speakers
    }


def build_outlet_file(snapshot: Snapshot, outlet_id: str, edition: Edition | None = None) -> OutletFile:
    """Return what is held of the outlet. Raises UnknownOutlet."""
    edition = edition or edition_of(snapshot)
    outlet = edition.registry.get(outlet_id)
    articles = snapshot.rows("outlet_articles", outlet_id=outlet.id)
    findings = snapshot.rows("outlet_findings", outlet_id=outlet.id)
    claim_ids = {row[name] for row in findings for name in ("claim_id", "other_claim_id") if row[name]}
    found = {row["found_version_id"] for row in findings if row["found_version_id"]}
    by = load_evidence(snapshot, claim_ids, found, outlets=edition.outlets)
    archived = archive_places(snapshot, [row["version_id"] for row in articles])
    return OutletFile(
        outlet=outlet_ref(outlet),
        kind=outlet.kind,
        country=outlet.country,
        made=edition.made,
        versions=edition.versions,
        articles=tuple(map(_article, articles)),
        findings=tuple(map(_finding, findings)),
        by=Evidential(by.held, {**archived, **by.archived}),
    )


def candidates(rows: Iterable[Row]) -> tuple[Candidate, ...]:
    """Return all who can be asked for. Names that differ in case, accents or typography alone are one."""
    known, printed = [], defaultdict[str, list[Row]](list)
    for row in rows:
        if row["speaker_id"] is None:
            printed[_key(row["name"])].append(row)
        else:
            names = tuple(row["spellings"])
            known.append(Candidate(row["speaker_id"], row["name"], names, tuple(row["roles"]), row["claims"], True))
    for key, same in printed.items():
        names = tuple(row["name"] for row in same)  # most claims first
        known.append(
            Candidate(content_id("speaker", key), names[0], names, (), sum(row["claims"] for row in same), False)
        )
    return tuple(sorted(known, key=lambda one: (-one.claims, one.name, one.id)))


def find_speaker(asked: str, among: Sequence[Candidate]) -> Candidate:
    """Return the one speaker of this id, of this name or, where none has it, of a name with these words.

    Raises UnknownSpeaker or SeveralSpeakers, which name those that could be meant.
    """
    key = _key(asked)
    by_id = [one for one in among if one.id == asked.strip()]
    exact = [one for one in among if any(_key(name) == key for name in (one.name, *one.spellings))]
    words = key.split()
    partial = [one for one in among if words and any(_has(name, words) for name in (one.name, *one.spellings))]
    # A surname alone that some article leaves unlinked is hardly whom one asks for where known persons have it.
    if len(exact) == 1 and not exact[0].known and any(one.known for one in partial):
        exact = partial
    found = by_id or exact or partial
    if not found:
        # Cut, since comparing takes time as the product of the lengths.
        names = dict.fromkeys(_line(name) for one in among for name in (one.name, *one.spellings))
        near = process.extract(_line(asked), list(names), scorer=fuzz.WRatio, limit=3, score_cutoff=ALIKE)
        hint = "; did you mean " + " or ".join(repr(name) for name, _, _ in near) + "?" if near else ""
        raise UnknownSpeaker(
            f"nobody held is called {_line(asked)!r}{hint or '; '}"
            + ("" if hint else '`sayso sql "FROM speakers_quoted"` lists those known across articles')
        )
    if len(found) > 1:
        listed = "\n".join(f"  {one.id}  {_line(one.name)} ({_told(one)})" for one in found[:LISTED])
        more = f"\n  and {len(found) - LISTED} more" if len(found) > LISTED else ""
        raise SeveralSpeakers(f"{_line(asked)!r} may be any of these; name one in full, or by id:\n{listed}{more}")
    return found[0]


def load_evidence(
    snapshot: Snapshot,
    claim_ids: Collection[str],
    version_ids: Collection[str] = frozenset(),
    *,
    outlets: tuple[Outlet, ...],
) -> Evidential:
    """Return these claims and the article versions that they, and what else is named, stand in."""
    claims = snapshot.load_claims((), claim_ids=sorted(claim_ids)) if claim_ids else ()
    texts = sorted({claim.version_id for claim in claims} | set(version_ids))
    articles = snapshot.load_articles(texts) if texts else ()
    return evidential(claims, articles, outlets, archive_places(snapshot, texts))


def archive_places(snapshot: Snapshot, version_ids: Sequence[str]) -> Mapping[str, str]:
    """Return where in the archive the pages of these versions lie, for those that lie there."""
    rows = snapshot.rows("archive_places", version_ids=list(version_ids)) if version_ids else ()
    return {row["version_id"]: f"{row['archived_in']}, byte {row['archive_offset']}" for row in rows}


def _key(name: str) -> str:
    """Return the name without what is no difference: case, accents, typography, "the" in front."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return " ".join(fold(bare).split()).removeprefix("the ")


def _has(name: str, words: Sequence[str]) -> bool:
    """Tell whether each of the words begins a word of the name."""
    parts = _key(name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _told(one: Candidate) -> str:
    told = f"{one.claims} quotation{'' if one.claims == 1 else 's'}"
    return f"{_line(one.roles[0])}, {told}" if one.roles else told


def _line(text: str) -> str:
    """Return the text on one line that is not too long for a message."""
    return shorten(text, NAME_SHOWN, placeholder=" …") or text[:NAME_SHOWN]


def _saying(row: Row) -> Saying:
    return Saying(
        claim_id=row["claim_id"],
        sure=row["sure"],
        why=row["evidence"],
        story_id=row["story_id"] or "",
        story=row["story"] or "",
        group_id=row["group_id"] or "",
        seen=aware(row["published"]) or aware(row["fetched_at"]) or NEVER,
    )


def _article(row: Row) -> ArticleFacts:
    same = (
        *("article_id", "version_id", "title", "url", "complete", "versions", "copy", "wire", "shared", "first"),
        *("story_id", "story"),
    )
    return ArticleFacts(
        **{name: row[name] for name in same},
        published=aware(row["published"]),
        stand_in=row["synthetic"],
        sources={part["source"]: part["claims"] for part in row["sources"]},
    )


def _finding(row: Row) -> OutletFinding:
    return OutletFinding(
        kind=row["kind"],
        published=aware(row["published"]),
        title=row["title"],
        url=row["url"],
        claim_id=row["claim_id"],
        other_claim_id=row["other_claim_id"],
        other=row["other"] or "",
        outlets=row["outlets"] or 0,
        detail=row["detail"] or "",
        found=found_passage(row),
        at=aware(row["found_at"]),
    )


def found_passage(row: Row) -> Passage | None:
    """Return the passage that a relay's own text has, where one was found."""
    if row["found_version_id"] is None or row["found_start"] is None:
        return None
    span = Span(row["found_start"], row["found_end"])
    return Passage(row["found_version_id"], span, row["found_text"], row.get("found_claim_id"))
