"""Lays a report out as one HTML page."""

from __future__ import annotations

from reports.page import PageHead, lay_out
from reports.types import ReportView


def to_html(view: ReportView) -> str:
    """Return what the report says as one self-contained HTML page."""
    head = PageHead(view.title, view.made, view.versions, view.has_stand_ins)
    return lay_out("report.html.j2", head, scripts=("report.js",), report=view)
