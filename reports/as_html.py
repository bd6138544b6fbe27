"""Lays a report out as one HTML page."""

from __future__ import annotations

from reports.page import PageHead, lay_out
from reports.parts import whole
from reports.types import ReportView


def to_html(view: ReportView) -> str:
    """Return what the report says as one self-contained HTML page."""
    head = PageHead(view.title, view.made, view.versions, view.has_stand_ins)
    return lay_out(
        "report.html.j2",
        head,
        scripts=("report.js",),
        report=view,
        parts=[whole(story) for story in view.stories],
        several=len(view.stories) > 1,
        kinds_shown={entry.kind for story in view.stories for entry in story.kinds},
    )
