"""Report → text, in one format or in all."""

from __future__ import annotations

from reports.as_html import to_html
from reports.as_json import to_json
from reports.as_markdown import to_markdown
from reports.types import Report
from reports.view import build_view


def render_html(report: Report) -> str:
    """Return the report as one self-contained HTML page; equal reports give equal pages."""
    return to_html(build_view(report))


def render_markdown(report: Report) -> str:
    """Return the report as Markdown; equal reports give equal text."""
    return to_markdown(build_view(report))


def render_json(report: Report) -> str:
    """Return the report as JSON, described by report.schema.json; equal reports give equal bytes."""
    return to_json(build_view(report))


def render_all(report: Report) -> dict[str, str]:
    """Return the report in every format, by file ending; comparing the wordings, the slow part, is done once."""
    view = build_view(report)
    return {"html": to_html(view), "md": to_markdown(view), "json": to_json(view)}
