"""Turns a report into the records that every format shows. Pure: the same report gives the same records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from textwrap import shorten

from claims.tokens import fold
from claims.types import Claim, CoverageDiff, GroupDiff, Hop, OnlyIn, OutletCoverage, RelayCheck, RelayVerdict
from claims.worddiff import diff_words
from reports.changes import KIND_LABELS, describe_changes, source_type_in_words
from reports.evidence import claim_evidence, passage_evidence
from reports.held import Held, hold, mark, outlet_ref
from reports.types import (
    ArticleView,
    Cell,
    Comparison,
    Counts,
    HopView,
    KindEntry,
    MatrixRow,
    OnlyClaim,
    OnlyList,
    OutletRef,
    OutletView,
    Presence,
    RelayView,
    Report,
    ReportView,
    SharedClaim,
    SkippedView,
    StoryView,
    Telling,
    Version,
)
from sources.types import Article

SUMMARY_LENGTH = 140  # code points of a claim in the coverage matrix

VERDICT_TEXT: dict[RelayVerdict, str] = {
    "verified": "verified: it says so",
    "reworded": "reworded: it says so, in other words",
    "altered": "altered: it says something else",
    "not_found": "not in the articles held",
    "not_held": "no article held",
}


def build_view(report: Report) -> ReportView:
    """Return all that a report says, ready to be laid out."""
    stories = tuple(story_view(diff) for diff in report.diffs)
    return ReportView(
        title=report.title,
        made=report.made,
        versions=tuple(Version(name, version) for name, version in report.versions),
        has_stand_ins=any(has_stand_ins(story) for story in stories),
        stories=stories,
        skipped=tuple(SkippedView(item.key, item.stage, item.reason) for item in report.skipped),
    )


def has_stand_ins(story: StoryView) -> bool:
    """Tell whether an outlet or article of the story is no real one."""
    return any(
        entry.outlet.stand_in or any(article.stand_in for article in entry.articles) for entry in story.outlets
    ) or any(check.checked is not None and check.checked.stand_in for check in story.relay_checks)


def story_view(diff: CoverageDiff) -> StoryView:
    """Return all that a report says of a story."""
    held = hold(diff)
    silences = {entry.outlet.id: _silence(entry) for entry in diff.coverage}
    groups: tuple[GroupDiff | OnlyIn, ...] = (*diff.shared, *diff.only)
    shared = tuple(_shared(number, group, held) for number, group in enumerate(diff.shared, 1))
    only = [_only(number, group, held, silences) for number, group in enumerate(diff.only, len(shared) + 1)]
    days = [article.published for entry in diff.coverage for article in entry.articles if article.published]
    return StoryView(
        id=diff.story.id,
        title=diff.story.title,
        first_published=min(days, default=None),
        last_published=max(days, default=None),
        counts=_counts(diff, held, shared),
        outlets=tuple(_outlet(entry) for entry in diff.coverage),
        matrix=tuple(_matrix_row(number, group, held, silences) for number, group in enumerate(groups, 1)),
        kinds=_kinds(shared),
        shared=shared,
        relay_checks=tuple(relay_view(check, held) for check in diff.relay_checks),
        only=_only_lists(only),
    )


def _counts(diff: CoverageDiff, held: Held, shared: Sequence[SharedClaim]) -> Counts:
    return Counts(
        outlets=len(diff.coverage),
        articles=len(held.articles),
        claims=len(held.claims),
        groups=len(diff.shared) + len(diff.only),
        shared=len(shared),
        changes=sum(len(comparison.changes) for claim in shared for comparison in claim.comparisons),
        relayed=sum(1 for claim in held.claims.values() if claim.relays),
    )


def _outlet(entry: OutletCoverage) -> OutletView:
    return OutletView(outlet_ref(entry.outlet), entry.outlet.kind, tuple(map(article_view, entry.articles)))


def article_view(article: Article) -> ArticleView:
    """Return what a report says of an article."""
    return ArticleView(
        version_id=article.version_id,
        title=article.title,
        byline=article.byline,
        url=article.url,
        language=article.language,
        published=article.published,
        modified=article.modified,
        kind=article.kind,
        truncated=article.completeness == "truncated",
        stand_in=article.synthetic,
    )


def _matrix_row(number: int, group: GroupDiff | OnlyIn, held: Held, silences: Mapping[str, Presence]) -> MatrixRow:
    tellings = group.tellings
    canonical = next((claim for claim in tellings if claim.id == group.group.canonical_id), tellings[0])
    return MatrixRow(
        number=number,
        group_id=group.group.id,
        source=_source(_chain(canonical, held)),
        summary=shorten(canonical.wording, SUMMARY_LENGTH, placeholder=" …") or canonical.wording[:SUMMARY_LENGTH],
        cells=_cells(group, silences),
    )


def _cells(group: GroupDiff | OnlyIn, silences: Mapping[str, Presence]) -> tuple[Cell, ...]:
    told: dict[str, tuple[str, ...]] = {}
    for claim in group.tellings:
        told[claim.outlet_id] = (*told.get(claim.outlet_id, ()), claim.id)
    return tuple(
        Cell(outlet_id, "carried", told[outlet_id]) if outlet_id in told
        else Cell(outlet_id, _absence(outlet_id, silence, group), ())
        for outlet_id, silence in silences.items()
    )  # fmt: skip


def _silence(entry: OutletCoverage) -> Presence:
    """Return what it means, as far as the outlet's articles go, that the outlet does not carry a claim."""
    if not entry.articles:
        return "not_held"
    return "absent" if entry.complete else "unknown"


def _absence(outlet_id: str, silence: Presence, group: GroupDiff | OnlyIn) -> Presence:
    has_words = silence == "absent" and isinstance(group, OnlyIn) and outlet_id in group.unknown_for
    return "words" if has_words else silence


def _shared(number: int, group: GroupDiff, held: Held) -> SharedClaim:
    reference, *others = group.tellings
    comparisons = tuple(_comparison(claim, group, held) for claim in others)
    found = {change.kind for comparison in comparisons for change in comparison.changes}
    telling = telling_view(reference, held)
    return SharedClaim(
        number=number,
        group_id=group.group.id,
        outlets=_refs(dict.fromkeys(claim.outlet_id for claim in group.tellings), held),
        source=_source(telling.chain),
        kinds=tuple(kind for kind in KIND_LABELS if kind in found),
        reference=telling,
        comparisons=comparisons,
    )


def _comparison(claim: Claim, group: GroupDiff, held: Held) -> Comparison:
    reference = group.tellings[0]
    changes = tuple(change for change in group.changes if change.right.claim_id == claim.id)
    words = fold(claim.wording)
    first = next(other for other in group.tellings if fold(other.wording) == words)
    return Comparison(
        telling=telling_view(claim, held),
        same_words_as=held.outlet(first.outlet_id) if first is not claim else None,
        pieces=diff_words(reference.wording, claim.wording),
        changes=describe_changes(changes, held),
    )


def _source(chain: Iterable[HopView]) -> str:
    """Return who is first in the chain, or "" where it names nobody but its publisher."""
    return next((hop.name for hop in chain if hop.role != "publisher"), "")


def _only(number: int, group: OnlyIn, held: Held, silences: Mapping[str, Presence]) -> OnlyClaim:
    silence = {
        outlet_id: _absence(outlet_id, silences.get(outlet_id, "unknown"), group) for outlet_id in group.unknown_for
    }

    def those(presence: Presence) -> tuple[OutletRef, ...]:
        return _refs((name for name in group.unknown_for if silence[name] == presence), held)

    return OnlyClaim(
        number=number,
        group_id=group.group.id,
        tellings=tuple(telling_view(claim, held) for claim in group.tellings),
        absent_from=_refs(group.absent_from, held),
        words_in=those("words"),
        unknown_for=those("unknown"),
        not_held=those("not_held"),
    )


def _only_lists(claims: Sequence[OnlyClaim]) -> tuple[OnlyList, ...]:
    return tuple(
        OnlyList(outlet, tuple(members))
        for outlet, members in groupby(claims, key=lambda claim: claim.tellings[0].outlet)
    )


def telling_view(claim: Claim, held: Held) -> Telling:
    """Return what a report says of one telling."""
    article = held.articles.get(claim.version_id)
    return Telling(
        claim_id=claim.id,
        outlet=held.outlet(claim.outlet_id),
        kind=claim.kind,
        wording=claim.wording,
        cue=held.cue_of(claim),
        language=article.language if article else "",
        chain=_chain(claim, held),
        evidence=claim_evidence(claim, held),
    )


def _chain(claim: Claim, held: Held) -> tuple[HopView, ...]:
    return tuple(_hop(hop, held) for hop in claim.hops)


def _hop(hop: Hop, held: Held) -> HopView:
    outlet = held.outlet(hop.outlet_id) if hop.outlet_id else None
    return HopView(
        role=hop.role,
        name=outlet.name if outlet else hop.name,
        source_type=source_type_in_words(hop),
        anonymity=hop.anonymity or "",
        outlet=outlet,
    )


def relay_view(check: RelayCheck, held: Held) -> RelayView:
    """Return what a report says of a relay check."""
    claim = held.claims[check.claim_id]
    found = check.found
    telling = telling_view(claim, held)
    return RelayView(
        claim_id=claim.id,
        teller=telling.outlet,
        wording=claim.wording,
        language=telling.language,
        relay=held.outlet(check.relay_id),
        checked=_checked(check, held),
        verdict=check.verdict,
        verdict_text=VERDICT_TEXT[check.verdict],
        pieces=diff_words(found.text, claim.wording) if found else (),
        told=telling.evidence,
        found=passage_evidence(found, held) if found else None,
    )


def _checked(check: RelayCheck, held: Held) -> OutletRef | None:
    """Return the outlet looked into. Another one than the relay is its stand-in, covered by this diff or not."""
    if check.checked_id is None or check.checked_id == check.relay_id or check.checked_id in held.outlets:
        return None if check.checked_id is None else held.outlet(check.checked_id)
    return OutletRef(check.checked_id, mark(held.outlet(check.relay_id).name), stand_in=True)


def _kinds(shared: Sequence[SharedClaim]) -> tuple[KindEntry, ...]:
    entries = (
        KindEntry(kind, label, tuple(claim.number for claim in shared if kind in claim.kinds))
        for kind, label in KIND_LABELS.items()
    )
    return tuple(entry for entry in entries if entry.claims)


def _refs(outlet_ids: Iterable[str], held: Held) -> tuple[OutletRef, ...]:
    return tuple(held.outlet(outlet_id) for outlet_id in outlet_ids)
