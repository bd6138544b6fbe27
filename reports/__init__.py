"""Coverage diffs as something to read: one HTML page, Markdown, or JSON, with the same content in each."""

from reports.as_html import render_html
from reports.as_json import render_json
from reports.as_markdown import render_markdown
from reports.types import Report

__all__ = ["Report", "render_html", "render_json", "render_markdown"]
