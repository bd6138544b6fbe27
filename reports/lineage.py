"""Where claims come from and which article is whose text, as records: what story and trace reports have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from textwrap import shorten

from claims.types import Claim, Copy, Passage, Provenance, Span, TakingKind
from claims.worddiff import diff_words
from reports.evidence import passage_evidence
from reports.graph import Drawing, Edge, Node, lay_out_graph
from reports.held import Held
from reports.moments import moment_in_words
from reports.shares import percent
from reports.tracing_types import (
    Carrier,
    CarrierRole,
    CopiedView,
    CopyView,
    Lineage,
    SourceRecord,
    TakingView,
    VersionRecord,
)
from reports.types import Evidence, OutletRef
from sources.types import Article

SUMMARY_LENGTH = 140  # code points of a claim where it is named

HOW_TEXT: Mapping[TakingKind, str] = {
    "relay": "names it as its source",
    "copy": "copies its text",
    "repeat": "tells again what it has told",
}
_HOW_NOTE: Mapping[TakingKind, str] = {"relay": "relayed", "copy": "copied", "repeat": "repeated"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def summary_of(wording: str) -> str:
    """Return the words of a claim, cut where they are many."""
    return shorten(wording, SUMMARY_LENGTH, placeholder=" …") or wording[:SUMMARY_LENGTH]


def is_day_only(at: datetime | None) -> bool:
    """Tell whether a time of publication is a bare date, which is kept as its midnight."""
    return at is not None and (at.astimezone(UTC).time() == datetime.min.time())


def source_record(version_id: str, held: Held, records: Mapping[str, VersionRecord]) -> SourceRecord:
    """Return what an article version is and where it was got; of one that is not held, what is known."""
    article, record = held.articles.get(version_id), records.get(version_id)
    return SourceRecord(
        version_id=version_id,
        outlet=held.outlet(article.outlet_id if article else "unknown"),
        title=article.title if article else "",
        url=article.url if article else "",
        published=article.published if article else None,
        day_only=is_day_only(article.published) if article else False,
        number=record.number if record else 1,
        versions=record.versions if record else 1,
        fetched_at=record.fetched_at if record else None,
        archived_in=record.archived_in if record else "",
        archive_offset=record.archive_offset if record else None,
        archive_length=record.archive_length if record else None,
    )


def build_lineage(provenance: Provenance, tellings: Sequence[Claim], number: int, source: str, held: Held) -> Lineage:
    """Return the provenance of a claim, told in these ways, in words and parts."""
    first = held.claims[provenance.first_claim_id]
    origins = tuple(held.outlet(name) for name in provenance.origins)
    takings = tuple(
        TakingView(
            outlet=held.outlet(held.claims[taking.claim_id].outlet_id),
            claim_id=taking.claim_id,
            source=_taken_from(taking.from_claim_id, taking.from_outlet_id, held),
            source_claim_id=taking.from_claim_id or "",
            how=taking.how,
            how_text=HOW_TEXT[taking.how],
        )
        for taking in provenance.takings
        if taking.claim_id in held.claims and (taking.from_claim_id is None or taking.from_claim_id in held.claims)
    )
    return Lineage(
        group_id=provenance.group_id,
        number=number,
        source=source,
        summary=summary_of(first.wording),
        sentence=_sentence(first, origins, takings, held),
        first=held.outlet(first.outlet_id),
        first_claim_id=first.id,
        independent_sources=provenance.independent_sources,
        origins=origins,
        carriers=_carriers(first, tellings, origins, takings, held),
        takings=takings,
    )


def _carriers(
    first: Claim,
    tellings: Iterable[Claim],
    origins: Sequence[OutletRef],
    takings: Iterable[TakingView],
    held: Held,
) -> tuple[Carrier, ...]:
    """Return the outlets that tell the claim, earliest first, then those that are only named."""
    told: dict[str, list[Claim]] = {}
    for claim in sorted(tellings, key=lambda claim: time_order(claim, held)):
        told.setdefault(claim.outlet_id, []).append(claim)
    own = {ref.id for ref in origins}
    carriers = []
    for outlet_id, claims in told.items():
        role: CarrierRole = "first" if outlet_id == first.outlet_id else "origin" if outlet_id in own else "taken"
        carriers.append(_carrier(held.outlet(outlet_id), claims, role, held))
    named = dict.fromkeys(taking.source for taking in takings if taking.source.id not in told)
    return (*carriers, *(Carrier(ref, "named", 0, None, day_only=False, claim_id="") for ref in named))


def time_order(claim: Claim, held: Held) -> tuple[bool, float, int, str]:
    """Return what puts tellings in the order of time, undated ones last."""
    article = held.articles.get(claim.version_id)
    at = article.published if article else None
    return at is None, at.timestamp() if at else 0.0, claim.start, claim.id


def _carrier(outlet: OutletRef, claims: Sequence[Claim], role: CarrierRole, held: Held) -> Carrier:
    article = held.articles.get(claims[0].version_id)
    at = article.published if article else None
    return Carrier(outlet, role, len(claims), at, is_day_only(at), claims[0].id)


def _taken_from(claim_id: str | None, outlet_id: str | None, held: Held) -> OutletRef:
    if claim_id is not None:
        return held.outlet(held.claims[claim_id].outlet_id)
    return held.outlet(outlet_id or "unknown")


def _sentence(first: Claim, origins: Sequence[OutletRef], takings: Sequence[TakingView], held: Held) -> str:
    """Return "First told by X, 20 November 2025, 10:12 UTC. 2 independent sources: X, Y."."""
    article = held.articles.get(first.version_id)
    when = f", {moment_in_words(article.published)}" if article and article.published else ", at a time not known"
    if article and is_day_only(article.published):
        when += " (the hour is not known: others of that day may have been earlier)"
    owed = dict.fromkeys(
        taking.source.name for taking in takings if taking.claim_id == first.id and not taking.source_claim_id
    )
    from_whom = f", which has it from {' and '.join(owed)}, where no such telling is held" if owed else ""
    number = len(origins)
    sources = f"{number} independent source{'' if number == 1 else 's'}: {', '.join(ref.name for ref in origins)}"
    return f"Likely first told by {held.outlet(first.outlet_id).name}{when}{from_whom}. {sources}."


def draw_lineage(lineage: Lineage) -> Drawing:
    """Return the graph of a claim's provenance, one box an outlet."""
    taken: dict[str, list[TakingKind]] = {}
    edges = []
    for taking in lineage.takings:
        if taking.outlet.id != taking.source.id:
            taken.setdefault(taking.outlet.id, []).append(taking.how)
            edges.append(Edge(taking.source.id, taking.outlet.id, taking.how))
    nodes = [
        Node(carrier.outlet.id, carrier.outlet.name, _note(carrier, taken.get(carrier.outlet.id, ())), carrier.role)
        for carrier in lineage.carriers
    ]
    return lay_out_graph(nodes, edges)


def _note(carrier: Carrier, how: Iterable[TakingKind]) -> str:
    if carrier.role == "named":
        return "named, no telling held"
    parts = [when_in_short(carrier.published, day_only=carrier.day_only)]
    parts += ["first"] if carrier.role == "first" else []
    parts += list(dict.fromkeys(_HOW_NOTE[kind] for kind in how))
    parts += ["independent"] if carrier.role == "origin" and len(parts) == 1 else []
    return " · ".join(parts)


def when_in_short(at: datetime | None, *, day_only: bool) -> str:
    """Return "20 Nov, 10:12", "20 Nov" or "no date"."""
    if at is None:
        return "no date"
    utc = at.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]}" + ("" if day_only else f", {utc:%H:%M}")


def build_copy(copy: Copy, held: Held, records: Mapping[str, VersionRecord]) -> CopyView:
    """Return which article copies which, how much of it, and the passages side by side."""
    ours, origin = held.articles.get(copy.version_id), held.articles.get(copy.origin_id)
    left, right = source_record(copy.origin_id, held, records), source_record(copy.version_id, held, records)
    return CopyView(
        copy=right,
        origin=left,
        share=copy.share,
        edited=copy.edited,
        credited=copy.credited,
        whole=copy.whole,
        sentence=_copy_sentence(copy, right, left),
        passages=tuple(
            CopiedView(
                words=part.words,
                edits=part.edits,
                copy=_passage(copy.version_id, part.span, ours, held),
                origin=_passage(copy.origin_id, part.origin_span, origin, held),
                pieces=diff_words(part.origin_span.of(origin.text), part.span.of(ours.text)) if ours and origin else (),
            )
            for part in copy.passages
        ),
    )


def _passage(version_id: str, span: Span, article: Article | None, held: Held) -> Evidence:
    return passage_evidence(Passage(version_id, span, span.of(article.text) if article else ""), held)


def _copy_sentence(copy: Copy, ours: SourceRecord, origin: SourceRecord) -> str:
    what = "is the text of" if copy.whole else "has passages of"
    edited = f", {percent(copy.edited)} of them edited" if copy.edited else ", word for word"
    credit = "names" if copy.credited else "does not name"
    taken = f"{ours.outlet.name} {what} {origin.outlet.name}: {percent(copy.share)} of its words{edited}."
    return f"{taken} The copy {credit} its origin."
