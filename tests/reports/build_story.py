"""Builds story and trace reports by hand, on the story of build_diff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from claims.types import Claim, CopiedPassage, Copy, CoverageDiff, Provenance, Span, Taking
from reports import Report
from reports.tracing_types import (
    CandidateGroup,
    StandingRecord,
    StepRecord,
    StoryReport,
    TracedClaim,
    TraceReport,
    VersionRecord,
)
from sources.types import Article
from tests.reports.build_diff import GAZETTE, MADE, STAR, harbour_report

FETCHED = datetime(2025, 11, 20, 12, 30, tzinfo=UTC)


def articles_of(diff: CoverageDiff) -> tuple[Article, ...]:
    return tuple(article for entry in diff.coverage for article in entry.articles)


def record_of(article: Article, *, number: int = 1, versions: int = 1, archived: bool = False) -> VersionRecord:
    place = ("2025-11-20.warc.gz", 4_096, 512) if archived else ("", None, None)
    return VersionRecord(article.version_id, article.id, number, versions, FETCHED, *place)


def story_of(report: Report) -> StoryReport:
    """Return the report with a provenance for each shared claim, and the last article copied from the first."""
    [diff] = report.diffs
    articles = articles_of(diff)
    first, *_, last = articles
    size = min(len(first.text), len(last.text), 40)
    passage = CopiedPassage(Span(0, size), Span(0, size), words=8, edits=1)
    return StoryReport(
        report=report,
        outlets=tuple(entry.outlet for entry in diff.coverage),
        provenance=tuple(provenance_of(group.group.id, group.tellings) for group in diff.shared),
        copies=(Copy(last.version_id, first.version_id, (passage,), 0.98, credited=False, whole=True),),
        records=tuple(record_of(article, archived=number == 0) for number, article in enumerate(articles)),
    )


def provenance_of(group_id: str, tellings: Iterable[Claim]) -> Provenance:
    """Return: the first telling names an outlet that is not held; the second relays the first; the others copy it."""
    first, *others = tellings
    takings = [Taking(first.id, None, "sea-radio", "relay")]
    takings += [
        Taking(claim.id, first.id, None, "relay" if number == 0 else "copy") for number, claim in enumerate(others)
    ]
    return Provenance(group_id, first.id, ("sea-radio",), tuple(takings))


def harbour_story() -> StoryReport:
    return story_of(harbour_report())


def trace_of(report: StoryReport, *, asked: str = "the bridge stays shut") -> TraceReport:
    """Return the trace of the first shared claim, its second telling withdrawn in the third of three versions."""
    [diff] = report.report.diffs
    shared = diff.shared[0]
    first, second, *_ = shared.tellings
    articles = articles_of(diff)
    [taken_back] = [article for article in articles if article.version_id == second.version_id]
    later = replace(taken_back, version_id="later", text="Nothing is left.")
    steps = (
        StepRecord(2, "middle", "quote_altered", before=f"before {second.wording}", after=second.wording),
        StepRecord(3, "later", "content_removed", before=second.wording, after=""),
    )
    records = [
        record_of(article, number=2, versions=3) if article is taken_back else record_of(article)
        for article in articles
    ]
    records += [replace(records[0], version_id="later", number=3, versions=3)]
    return TraceReport(
        made=MADE,
        versions=(("sayso", "0.1.0"),),
        asked=asked,
        how="text",
        outlets=report.outlets,
        candidates=(
            CandidateGroup(shared.group.id, first, diff.story.id, diff.story.title, 0.91, "likely"),
            CandidateGroup("another", second, diff.story.id, diff.story.title, 0.74, "doubtful"),
        ),
        candidate_articles=articles,
        searched=8,
        found=TracedClaim(
            group=replace(shared.group, claim_ids=tuple(one.id for one in shared.tellings if one is not second)),
            story_id=diff.story.id,
            story_title=diff.story.title,
            tellings=shared.tellings,
            gone=frozenset({second.id}),
            articles=(*articles, later),
            changes=shared.changes,
            provenance=report.provenance[0],
            copies=report.copies,
            relay_checks=tuple(check for check in diff.relay_checks if check.claim_id == first.id),
            standings=(StandingRecord((second.id,), (second.version_id,), "withdrawn", steps),),
            records=tuple(records),
            silent=(GAZETTE.id,),
            words=(),
            unknown=(STAR.id,),
        ),
    )


def harbour_trace() -> TraceReport:
    return trace_of(harbour_story())


def nothing_found() -> TraceReport:
    return replace(harbour_trace(), asked="soup", candidates=(), candidate_articles=(), found=None)
