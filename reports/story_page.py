"""All outlets over one story: who carries what, who was first, who took it from whom. As HTML, Markdown and JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from claims.types import Claim, CoverageDiff, GroupDiff, OnlyIn
from reports.as_json import json_document, json_size
from reports.as_markdown import lay_out_markdown
from reports.charts import TOOLS, chart_of_timeline, graphs_of
from reports.held import Held, hold, hold_all
from reports.lineage import build_copy, build_lineage, source_record
from reports.page import Frame, PageHead, lay_out
from reports.paged import PAGE_BYTES
from reports.story_parts import StoryPart, split_story, whole_story
from reports.tracing_types import (
    Lineage,
    StoryPage,
    StoryReport,
    TimelineEntry,
    TimelineRow,
    VersionRecord,
)
from reports.types import StoryView
from reports.view import build_view
from sources.types import Article

SCHEMA = "sayso-story/1"

_AROUND = 40_000  # bytes of a page besides its items: styles, head, what other pages have
_LEAST = 2_000  # bytes of items, however small pages are to be
_SURELY_LARGER = 4  # times as many bytes of JSON as a page may have are more HTML than that
_TRIES, _CAUTION = 4, 0.95


def render_story(report: StoryReport, form: str) -> str:
    """Return what is known of a story in one of reports.FORMS."""
    view = build_story_page(report)
    return {"html": story_html, "md": story_markdown, "json": story_json}[form](view)


def build_story_page(report: StoryReport) -> StoryPage:
    """Return all that the page says; the report has one story."""
    whole = build_view(report.report)
    [story], [diff] = whole.stories, report.report.diffs
    held = hold(diff)
    held = hold_all(held.articles.values(), tuple(held.claims.values()), report.outlets)
    records = {record.version_id: record for record in report.records}
    lineages = tuple(_lineages(report, diff, story, held))
    here = set(held.articles)
    copies = [copy for copy in report.copies if copy.version_id in here and copy.origin_id in here]
    return StoryPage(
        title=story.title,
        made=whole.made,
        versions=whole.versions,
        has_stand_ins=whole.has_stand_ins,
        story=story,
        timeline=_timeline(diff, lineages, held, records),
        lineages=lineages,
        copies=tuple(
            build_copy(copy, held, records)
            for copy in sorted(copies, key=lambda copy: (-copy.share, copy.version_id, copy.origin_id))
        ),
    )


def story_html(view: StoryPage, frame: Frame | None = None) -> str:
    """Return the page as HTML, alone or as one of a site, however large it is."""
    return _part_html(whole_story(view), frame)


def story_pages(
    view: StoryPage, stem: str, *, suffix: str = ".html", frame: Frame | None = None, page_bytes: int = PAGE_BYTES
) -> tuple[str, ...]:
    """Return the page as HTML, in several pages where it has more than `page_bytes` bytes.

    stem, suffix: of the first page's file name; `story_parts.part_name` names the others. A page with one article,
    claim or copy alone may be larger.
    """
    if json_size(view) <= _SURELY_LARGER * page_bytes:
        whole = story_html(view, frame)
        if len(whole.encode()) <= page_bytes:
            return (whole,)
    most = max(_LEAST, page_bytes - _AROUND)
    for _ in range(_TRIES):
        parts = split_story(view, most, stem, suffix)
        pages = tuple(_part_html(part, frame) for part in parts)
        largest = max(len(page.encode()) for page in pages)
        if largest <= page_bytes or most == _LEAST:
            break
        # How many bytes of HTML one of JSON makes differs from story to story: this one's is known now.
        most = max(_LEAST, int(most * _CAUTION * page_bytes / largest))
    return pages


def _part_html(part: StoryPart, frame: Frame | None) -> str:
    view = part.view
    title = view.title
    styles: tuple[str, ...] = ("story.css",)
    if part.number > 1:
        title = f"{title.strip() or 'Untitled story'}, page {part.number} of {part.last}"
    if part.last > 1 and frame is None:
        styles = (*styles, "report_pages.css")
    if part.number > 1 and frame is not None:
        frame = replace(frame, crumbs=(*frame.crumbs, (part.address(1), view.title)))
    head = PageHead(title, view.made, view.versions, view.has_stand_ins)
    return lay_out(
        "story_page.html.j2",
        head,
        frame=frame,
        styles=styles,
        view=view,
        story=view.story,
        part=part,
        chart=chart_of_timeline(view.timeline),
        graphs=graphs_of(view.lineages),
        **TOOLS,
    )


def story_markdown(view: StoryPage) -> str:
    """Return the page as Markdown."""
    return lay_out_markdown("story_page.md.j2", view=view, story=view.story, **TOOLS)


def story_json(view: StoryPage) -> str:
    """Return the page as JSON, described by story.schema.json."""
    return json_document(SCHEMA, view)


def _lineages(report: StoryReport, diff: CoverageDiff, story: StoryView, held: Held) -> Iterable[Lineage]:
    """Yield the provenance of claims of several outlets, and of those that came from another one, in their order."""
    known = {one.group_id: one for one in report.provenance}
    rows = {row.group_id: row for row in story.matrix}
    parts: tuple[GroupDiff | OnlyIn, ...] = (*diff.shared, *diff.only)
    for part in parts:
        provenance = known.get(part.group.id)
        if provenance is None or provenance.first_claim_id not in held.claims:
            continue
        row = rows[part.group.id]
        lineage = build_lineage(provenance, part.tellings, row.number, row.source, held)
        if len(lineage.carriers) > 1:
            # The claim has one summary on the page, that of its row.
            yield replace(lineage, summary=row.summary)


def _timeline(
    diff: CoverageDiff, lineages: Sequence[Lineage], held: Held, records: Mapping[str, VersionRecord]
) -> tuple[TimelineRow, ...]:
    shared = [part.tellings for part in diff.shared]
    counts = _claims_by_version(shared)
    firsts: dict[str, list[int]] = defaultdict(list)
    numbers = {part.group.id for part in diff.shared}
    for lineage in lineages:
        if lineage.group_id in numbers:
            firsts[held.claims[lineage.first_claim_id].version_id].append(lineage.number)
    rows = [
        (
            [_time(article) for article in entry.articles],
            TimelineRow(
                held.outlet(entry.outlet.id),
                tuple(
                    TimelineEntry(
                        source=source_record(article.version_id, held, records),
                        claims=counts.get(article.version_id, 0),
                        first_with=tuple(firsts.get(article.version_id, ())),
                    )
                    for article in sorted(entry.articles, key=_time)
                ),
            ),
        )
        for entry in diff.coverage
        if entry.articles
    ]
    return tuple(row for _, row in sorted(rows, key=lambda pair: (min(pair[0]), pair[1].outlet.id)))


def _claims_by_version(groups: Iterable[Sequence[Claim]]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for tellings in groups:
        for version_id in {claim.version_id for claim in tellings}:
            counts[version_id] += 1
    return counts


def _time(article: Article) -> tuple[bool, float, str]:
    at = article.published
    return at is None, at.timestamp() if at else 0.0, article.version_id
