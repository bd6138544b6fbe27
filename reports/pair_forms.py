"""Writes a report on two outlets: one HTML page, Markdown or JSON, with the same content in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reports.as_json import json_document
from reports.as_markdown import lay_out_markdown
from reports.changes import number_in_figures
from reports.page import PageHead, lay_out
from reports.pair import build_pair, chart_of
from reports.pair_parts import whole_pair
from reports.pair_types import PairReport, PairView

SCHEMA = "sayso-diff/1"


def render_pair(report: PairReport, form: str) -> str:
    """Return the report as "html", "md" or "json"; equal reports give equal bytes. KeyError for another form."""
    return _WRITERS[form](build_pair(report))


def pair_to_html(view: PairView) -> str:
    """Return what the report says as one self-contained HTML page."""
    return lay_out(
        "pair.html.j2",
        PageHead(view.title, view.made, view.versions, view.has_stand_ins),
        styles=("pair.css",),
        scripts=("report.js", "pair.js") if view.stories else (),
        chart=chart_of(view),
        several=len(view.stories) > 1,
        kinds_shown={entry.kind for story in view.stories for entry in story.kinds},
        **_content(view),
    )


def pair_to_markdown(view: PairView) -> str:
    """Return what the report says as Markdown."""
    return lay_out_markdown("pair.md.j2", **_content(view))


def _content(view: PairView) -> dict[str, Any]:
    return {
        "pair": view,
        "sides": (view.left, view.right),
        "in_figures": number_in_figures,
        "parts": [whole_pair(story) for story in view.stories],
        "voices": view.voices,
        "cues": view.cues,
        "at": {},
    }


def pair_to_json(view: PairView) -> str:
    """Return what the report says as JSON, described by diff.schema.json."""
    return json_document(SCHEMA, view)


_WRITERS: Mapping[str, Callable[[PairView], str]] = {
    "html": pair_to_html,
    "md": pair_to_markdown,
    "json": pair_to_json,
}
