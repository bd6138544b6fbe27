"""One claim through every outlet, version and relay, in the order of time. As HTML, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claims.standing import Fate, StepKind
from claims.tokens import fold
from claims.types import Claim
from claims.worddiff import diff_words
from reports.as_json import json_document
from reports.as_markdown import lay_out_markdown
from reports.changes import describe_changes
from reports.charts import TOOLS, graphs_of
from reports.held import Held, hold_all
from reports.lineage import build_copy, build_lineage, source_record, summary_of
from reports.page import Frame, PageHead, lay_out
from reports.tracing_types import (
    CandidateGroup,
    CandidateView,
    StandingRecord,
    StepRecord,
    StepView,
    TracedClaim,
    TracedTelling,
    TracePage,
    TraceReport,
    TraceView,
    VersionRecord,
)
from reports.types import Version
from reports.view import relay_view, telling_view

SCHEMA = "sayso-trace/1"

STEP_TEXT: Mapping[StepKind, str] = {
    "kept": "unchanged",
    "moved": "moved within the article",
    "reworded": "reworded",
    "quote_altered": "quotation altered",
    "attribution_changed": "attributed otherwise",
    "attribution_removed": "still there, but nobody is said to say it any more",
    "joined": "joined to another claim",
    "content_removed": "withdrawn: the words are gone",
    "attribution_added": "was there before; now somebody is said to say it",
    "parted": "parted from another claim",
    "added": "added",
    "restored": "restored",
}
FATE_TEXT: Mapping[Fate, str] = {
    "stands": "stands in the newest version held",
    "unattributed": "attribution removed: the newest version has the words, but nobody is said to say them",
    "joined": "joined to another claim in the newest version",
    "withdrawn": "withdrawn: the newest version does not have it",
}
_SURENESS_TEXT = {
    "likely": "likely what was asked for",
    "doubtful": "may be about something else",
}
_UNTOLD: frozenset[StepKind] = frozenset({"kept"})


def render_trace(report: TraceReport, form: str) -> str:
    """Return the trace in one of reports.FORMS."""
    view = build_trace_page(report)
    return {"html": trace_html, "md": trace_markdown, "json": trace_json}[form](view)


def build_trace_page(report: TraceReport) -> TracePage:
    """Return all that the page says."""
    near = hold_all(report.candidate_articles, [one.claim for one in report.candidates], report.outlets)
    found = report.found
    traced = _traced(found, hold_all(found.articles, found.tellings, report.outlets)) if found else None
    candidates = tuple(_candidate(one, near, traced) for one in report.candidates)
    return TracePage(
        title=f"“{traced.summary}”" if traced else f"Nothing found for “{summary_of(report.asked)}”",
        made=report.made,
        versions=tuple(Version(name, version) for name, version in report.versions),
        has_stand_ins=_has_stand_ins(traced, candidates),
        asked=report.asked,
        how=report.how,
        answer=_answer(report, traced),
        searched=report.searched,
        candidates=candidates,
        traced=traced,
    )


def trace_html(view: TracePage, frame: Frame | None = None) -> str:
    """Return the page as HTML, alone or as one of a site."""
    head = PageHead(view.title, view.made, view.versions, view.has_stand_ins)
    traced = view.traced
    graphs = graphs_of([traced.lineage] if traced and traced.lineage else [])
    return lay_out(
        "trace.html.j2",
        head,
        frame=frame,
        styles=("story.css",),
        view=view,
        traced=traced,
        story=traced,
        graphs=graphs,
        **TOOLS,
    )


def trace_markdown(view: TracePage) -> str:
    """Return the page as Markdown."""
    return lay_out_markdown("trace.md.j2", view=view, traced=view.traced, **TOOLS)


def trace_json(view: TracePage) -> str:
    """Return the page as JSON, described by trace.schema.json."""
    return json_document(SCHEMA, view)


def _traced(found: TracedClaim, held: Held) -> TraceView:
    records = {record.version_id: record for record in found.records}
    tellings = tuple(_telling(number, claim, found, held, records) for number, claim in enumerate(found.tellings, 1))
    lineage = None
    if found.provenance and found.provenance.first_claim_id in held.claims:
        carried = [claim for claim in found.tellings if found.group and claim.id in found.group.claim_ids]
        chain = tellings[0].telling.chain
        source = next((hop.name for hop in chain if hop.role != "publisher"), "")
        lineage = build_lineage(found.provenance, carried, 0, source, held)
    return TraceView(
        group_id=found.group.id if found.group else "",
        story_id=found.story_id,
        story_title=found.story_title,
        summary=summary_of(_canonical(found).wording),
        tellings=tellings,
        lineage=lineage,
        silent=tuple(map(held.outlet, found.silent)),
        words=tuple(map(held.outlet, found.words)),
        unknown=tuple(map(held.outlet, found.unknown)),
        relay_checks=tuple(relay_view(check, held) for check in found.relay_checks),
        copies=tuple(build_copy(copy, held, records) for copy in found.copies),
    )


def _canonical(found: TracedClaim) -> Claim:
    wanted = found.group.canonical_id if found.group else ""
    return next((claim for claim in found.tellings if claim.id == wanted), found.tellings[0])


def _telling(
    position: int, claim: Claim, found: TracedClaim, held: Held, records: Mapping[str, VersionRecord]
) -> TracedTelling:
    first = found.tellings[0]
    standing = next((one for one in found.standings if claim.id in one.claim_ids), None)
    source = source_record(claim.version_id, held, records)
    fate = standing.fate if standing else "stands"
    return TracedTelling(
        position=position,
        telling=telling_view(claim, held),
        source=source,
        same_words=position > 1 and fold(claim.wording) == fold(first.wording),
        pieces=() if position == 1 else diff_words(first.wording, claim.wording),
        changes=describe_changes(tuple(one for one in found.changes if one.right.claim_id == claim.id), held),
        stands_in=_numbers(standing, records) if standing else (source.number,),
        gone=claim.id in found.gone and fate != "stands",
        fate=fate,
        fate_text=FATE_TEXT[fate],
        steps=tuple(_step(step, records) for step in (standing.steps if standing else ()) if step.kind not in _UNTOLD),
    )


def _step(step: StepRecord, records: Mapping[str, VersionRecord]) -> StepView:
    record = records.get(step.version_id)
    return StepView(
        version=step.version,
        kind=step.kind,
        text=STEP_TEXT[step.kind],
        before=step.before,
        after=step.after,
        fetched_at=record.fetched_at if record else None,
    )


def _numbers(standing: StandingRecord, records: Mapping[str, VersionRecord]) -> tuple[int, ...]:
    """Return the numbers of the article's versions that have the claim."""
    return tuple(sorted({records[key].number for key in standing.version_ids if key in records}))


def _candidate(one: CandidateGroup, held: Held, traced: TraceView | None) -> CandidateView:
    telling = telling_view(one.claim, held)
    return CandidateView(
        group_id=one.group_id,
        claim_id=one.claim.id,
        outlet=telling.outlet,
        wording=one.claim.wording,
        story_id=one.story_id,
        story_title=one.story_title,
        score=one.score,
        sureness=one.sureness,
        sureness_text=_SURENESS_TEXT[one.sureness],
        source=next((hop.name for hop in telling.chain if hop.role != "publisher"), ""),
        title=telling.evidence.title,
        url=telling.evidence.url,
        traced=traced is not None and traced.group_id == one.group_id,
    )


def _has_stand_ins(traced: TraceView | None, candidates: Sequence[CandidateView]) -> bool:
    refs = [one.outlet for one in candidates]
    if traced:
        refs += [one.telling.outlet for one in traced.tellings]
        refs += [*traced.silent, *traced.words, *traced.unknown]
        refs += [check.checked for check in traced.relay_checks if check.checked]
        refs += [ref for copy in traced.copies for ref in (copy.copy.outlet, copy.origin.outlet)]
    return any(ref.stand_in for ref in refs)


def _answer(report: TraceReport, traced: TraceView | None) -> str:
    """Return what was found, and how sure that is, in a sentence or two."""
    if traced is None:
        among = f"None of the {report.searched:,} claims held" if report.searched else "No claim is held that"
        return f"{among} comes near this text. Other words, or names and numbers from the claim, may find it."
    told = _told(traced)
    if report.how != "text":
        return told
    best = report.candidates[0]
    others = len(report.candidates) - 1
    also = "one more that may be meant is" if others == 1 else f"{others} more that may be meant are"
    more = f" {also.capitalize()} listed below." if others else ""
    if best.sureness == "likely":
        return f"The nearest claim is likely the one that was asked for (score {best.score:.2f}).{more} {told}"
    return f"The nearest claim may be about something else (score {best.score:.2f}): compare it first.{more} {told}"


def _told(traced: TraceView) -> str:
    standing = [one for one in traced.tellings if not one.gone]
    outlets = len({one.telling.outlet.id for one in standing})
    told = f"{_plural(len(standing), 'telling')} by {_plural(outlets, 'outlet')}"
    gone = [one for one in traced.tellings if one.gone]
    if not gone:
        return f"{told}."
    removed = sum(one.fate == "unattributed" for one in gone)
    withdrawn = len(gone) - removed
    parts = [f"{withdrawn} withdrawn"] if withdrawn else []
    parts += [f"{removed} with the attribution removed"] if removed else []
    return f"{told}; {' and '.join(parts)} since."


def _plural(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
