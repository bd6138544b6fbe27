"""Coverage diffs as something to read: one HTML page, Markdown, or JSON, with the same content in each."""

from reports.render import FORMS, render, render_all, render_html, render_json, render_markdown
from reports.types import Report

__all__ = ["FORMS", "Report", "render", "render_all", "render_html", "render_json", "render_markdown"]
