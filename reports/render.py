"""Report → text, in one format or in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.as_html import to_html
from reports.as_json import to_json
from reports.as_markdown import to_markdown
from reports.types import Report, ReportView
from reports.view import build_view

# By file ending.
_WRITERS: Mapping[str, Callable[[ReportView], str]] = {"html": to_html, "md": to_markdown, "json": to_json}
FORMS = tuple(_WRITERS)


def render_html(report: Report) -> str:
    """Return the report as one self-contained HTML page; equal reports give equal pages."""
    return render(report, "html")


def render_markdown(report: Report) -> str:
    """Return the report as Markdown; equal reports give equal text."""
    return render(report, "md")


def render_json(report: Report) -> str:
    """Return the report as JSON, described by report.schema.json; equal reports give equal bytes."""
    return render(report, "json")


def render(report: Report, form: str) -> str:
    """Return the report in one of FORMS; KeyError is raised for another one."""
    return _WRITERS[form](build_view(report))


def render_all(report: Report) -> dict[str, str]:
    """Return the report in every one of FORMS; comparing the wordings, the slow part, is done once."""
    view = build_view(report)
    return {form: write(view) for form, write in _WRITERS.items()}
