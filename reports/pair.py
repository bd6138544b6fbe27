"""Two outlets side by side: a report on them → the records of reports/pair_types.py. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from claims.types import Change, CoverageDiff, GroupDiff, OutletCoverage, Passage, QuantityChanged
from reports.bars import Bar, BarGroup, grouped_bars
from reports.changes import describe_change
from reports.evidence import passage_evidence
from reports.held import Held, hold, outlet_ref
from reports.pair_types import (
    AloneEntry,
    ClaimLink,
    Count,
    Figure,
    HeldArticle,
    PairArticle,
    PairClaim,
    PairOnly,
    PairReport,
    PairStory,
    PairView,
    QuantityConflict,
    SideView,
    Silence,
    StoryAlone,
    StoryEntry,
)
from reports.shares import percent
from reports.types import ChangeView, OnlyClaim, OutletRef, Report, SharedClaim, StoryView, Version
from reports.view import article_view, build_view
from reports.voices import Numbered, cue_rows, voice_rows
from sources.types import Outlet

# How grave a change is: 3 where what was said differs, 2 where who said it or how does, 1 where the words alone do.
WEIGHTS: Mapping[str, int] = {
    "quote_altered": 3,
    "quote_merged": 3,
    "quantity": 3,
    "date": 3,
    "polarity": 3,
    "speaker": 2,
    "anonymity": 2,
    "cue": 2,
    "hedge": 2,
    "relay": 2,
    "quote_cut": 1,
    "quote_paraphrased": 1,
    "wording": 1,
}
_UNCERTAIN = 1  # two numbers that may both be right

_SILENCE: Mapping[Silence, str] = {
    "absent": "{} does not have it; its text was read whole",
    "incomplete": "whether {} has it cannot be told: its text is incomplete",
    "words": "whether {} has it cannot be told: its text has words of this quotation, but no claim with them",
    "no_article": "{} has no article on this story",
}


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two outlets, and where their articles come from."""

    left: OutletRef
    right: OutletRef
    held: Mapping[str, HeldArticle]  # by version id


def build_pair(report: PairReport) -> PairView:
    """Return all that a report on two outlets says, ready to be laid out."""
    pair = _Pair(
        outlet_ref(report.left),
        outlet_ref(report.right),
        {one.article.version_id: one for one in report.articles},
    )
    ordered = [_ordered(diff, report.left.id) for diff in report.diffs]
    stories = tuple(_story(diff, pair, report.made) for diff in ordered)
    numbered = [
        one
        for place, (diff, story) in enumerate(zip(ordered, stories, strict=True), 1)
        for one in _numbered(diff, story, f"{place}." if len(stories) > 1 else "")
    ]
    sides = [_side(outlet, report, numbered) for outlet in (report.left, report.right)]
    alone = {outlet.id: _alone(report.alone, outlet.id) for outlet in (report.left, report.right)}
    return PairView(
        title=f"{pair.left.name} and {pair.right.name}",
        made=report.made,
        versions=tuple(Version(name, version) for name, version in report.versions),
        has_stand_ins=pair.left.stand_in or pair.right.stand_in or any(side.stand_ins for side in sides),
        window=report.window,
        left=sides[0],
        right=sides[1],
        both=tuple(_entry(story) for story in stories),
        only_left=alone[report.left.id],
        only_right=alone[report.right.id],
        voices=voice_rows(numbered, pair.left.id, pair.right.id),
        cues=cue_rows(numbered, pair.left.id, pair.right.id, report.speakers),
        stories=stories,
    )


def _ordered(diff: CoverageDiff, left_id: str) -> CoverageDiff:
    """Order the claims as the left outlet has them, and those of one outlet only left before right."""
    place = {article.version_id: number for entry in diff.coverage for number, article in enumerate(entry.articles)}

    def of_left(group: GroupDiff) -> tuple[int, int, int]:
        claim = group.tellings[0]
        return place.get(claim.version_id, 0), claim.start, claim.end

    return replace(
        diff,
        shared=tuple(sorted(diff.shared, key=of_left)),
        only=tuple(sorted(diff.only, key=lambda group: group.tellings[0].outlet_id != left_id)),
    )


def _story(diff: CoverageDiff, pair: _Pair, made: datetime) -> PairStory:
    held = hold(diff)
    between = tuple(
        check
        for check in diff.relay_checks
        if not {check.relay_id, check.checked_id}.isdisjoint(
            {pair.left.id, pair.right.id} - {held.claims[check.claim_id].outlet_id}
        )
    )
    shown = replace(diff, relay_checks=between)
    [view] = build_view(Report("", made, (shown,), (), ())).stories
    shared = tuple(_shared(group, claim, held, pair) for group, claim in zip(diff.shared, view.shared, strict=True))
    coverage = {entry.outlet.id: entry for entry in diff.coverage}
    only = [claim for found in view.only for claim in found.claims]
    return PairStory(
        id=view.id,
        title=view.title,
        first_published=view.first_published,
        last_published=view.last_published,
        changes=sum(len(one.changes) for claim in shared for one in claim.comparisons),
        left_articles=_articles(view, pair, pair.left.id),
        right_articles=_articles(view, pair, pair.right.id),
        kinds=view.kinds,
        shared=shared,
        quantities=tuple(
            conflict
            for group, claim in zip(diff.shared, shared, strict=True)
            for conflict in _quantities(group, claim.number, held)
        ),
        relay_checks=view.relay_checks,
        relayed_elsewhere=len(diff.relay_checks) - len(between),
        only_left=_only(only, pair.left, pair.right, coverage),
        only_right=_only(only, pair.right, pair.left, coverage),
    )


def _articles(view: StoryView, pair: _Pair, outlet_id: str) -> tuple[PairArticle, ...]:
    return tuple(
        _article(pair.held[article.version_id])
        for entry in view.outlets
        if entry.outlet.id == outlet_id
        for article in entry.articles
    )


def _article(held: HeldArticle) -> PairArticle:
    return PairArticle(article_view(held.article), held.version, held.versions, held.archive)


def _shared(group: GroupDiff, claim: SharedClaim, held: Held, pair: _Pair) -> PairClaim:
    of_right = tuple(one for one in claim.comparisons if one.telling.outlet.id == pair.right.id)
    return PairClaim(
        number=claim.number,
        group_id=claim.group_id,
        source=claim.source,
        kinds=claim.kinds,
        weight=_weight(group.changes, held),
        reference=claim.reference,
        comparisons=of_right,
        again=tuple(one.telling for one in claim.comparisons if one.telling.outlet.id != pair.right.id),
    )


def _weight(changes: Iterable[Change], held: Held) -> int:
    # Each change once that is shown once: by telling and by what is said of it.
    shown: dict[tuple[str | None, ChangeView], int] = {}
    for change in changes:
        unsure = isinstance(change, QuantityChanged) and not change.certain
        shown[change.right.claim_id, describe_change(change, held)] = _UNCERTAIN if unsure else WEIGHTS[change.kind]
    return sum(shown.values())


def _quantities(group: GroupDiff, number: int, held: Held) -> Iterator[QuantityConflict]:
    found = dict.fromkeys(change for change in group.changes if isinstance(change, QuantityChanged))
    for change in sorted(found, key=lambda change: not change.certain):
        yield QuantityConflict(
            number=number,
            group_id=group.group.id,
            unit=change.unit,
            certain=change.certain,
            left=_figure(change.left_value, change.left, held),
            right=_figure(change.right_value, change.right, held),
        )


def _figure(value: float, passage: Passage, held: Held) -> Figure:
    return Figure(value, passage.text, passage_evidence(passage, held))


def _only(
    claims: Iterable[OnlyClaim], teller: OutletRef, other: OutletRef, coverage: Mapping[str, OutletCoverage]
) -> tuple[PairOnly, ...]:
    entry = coverage.get(other.id)
    return tuple(
        PairOnly(claim.number, claim.group_id, claim.tellings, why, _SILENCE[why].format(other.name))
        for claim in claims
        if claim.tellings[0].outlet.id == teller.id
        for why in (_silence(claim, entry),)
    )


def _silence(claim: OnlyClaim, other: OutletCoverage | None) -> Silence:
    if other is None or not other.articles:
        return "no_article"
    if claim.absent_from:
        return "absent"
    return "words" if other.complete else "incomplete"


def _side(outlet: Outlet, report: PairReport, numbered: Sequence[Numbered]) -> SideView:
    held = [one.article for one in report.articles if one.article.outlet_id == outlet.id]
    left_out = report.left_out.get(outlet.id)
    return SideView(
        outlet=outlet_ref(outlet),
        kind=outlet.kind,
        articles=len(held),
        complete=sum(article.completeness == "complete" for article in held),
        truncated=sum(article.completeness == "truncated" for article in held),
        stand_ins=sum(article.synthetic for article in held),
        undated=sum(article.published is None for article in held) + (left_out.undated if left_out else 0),
        outside=left_out.outside if left_out else 0,
        claims=sum(one.claim.outlet_id == outlet.id for one in numbered),
    )


def _alone(alone: Iterable[StoryAlone], outlet_id: str) -> tuple[AloneEntry, ...]:
    return tuple(
        AloneEntry(story.id, story.title, tuple(map(_article, story.articles)), story.elsewhen)
        for story in alone
        if story.outlet_id == outlet_id
    )


def _entry(story: PairStory) -> StoryEntry:
    return StoryEntry(
        id=story.id,
        title=story.title,
        first_published=story.first_published,
        left_articles=len(story.left_articles),
        right_articles=len(story.right_articles),
        shared=len(story.shared),
        changes=story.changes,
    )


def _numbered(diff: CoverageDiff, story: PairStory, before: str) -> Iterator[Numbered]:
    """Yield the claims of a story, each with the link to where it is shown."""
    held = hold(diff)
    for claim in story.shared:
        for telling in (claim.reference, *claim.again, *(one.telling for one in claim.comparisons)):
            link = ClaimLink(f"{before}{claim.number}", claim.group_id, telling.claim_id)
            yield Numbered(held.claims[telling.claim_id], link)
    for only in (*story.only_left, *story.only_right):
        for telling in only.tellings:
            link = ClaimLink(f"{before}{only.number}", only.group_id, telling.claim_id)
            yield Numbered(held.claims[telling.claim_id], link)


def chart_of(view: PairView) -> Markup:
    """Return how each outlet attributes, as a chart."""
    return grouped_bars(
        "voices",
        "Sources by kind",
        "; ".join(
            f"{row.label}: {view.left.outlet.name} {_written(row.left)}, {view.right.outlet.name} {_written(row.right)}"
            for row in view.voices
        ),
        (view.left.outlet.name, view.right.outlet.name),
        [
            BarGroup(row.label, (Bar(row.left.share, _written(row.left)), Bar(row.right.share, _written(row.right))))
            for row in view.voices
        ],
    )


def _written(count: Count) -> str:
    return f"{percent(count.share)} ({count.number:,})"
