"""Lays a report out as one HTML page that needs nothing from outside.

The page's own styles and script are named by their hashes in its Content-Security-Policy; nothing else may load or
run, whatever slips through. Every expression in a template is cleaned (`safe.clean`), then escaped.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.changes import KIND_LABELS
from reports.held import STAND_IN
from reports.moments import day_in_words, moment_in_words
from reports.safe import clean, safe_href
from reports.types import ReportView


def to_html(view: ReportView) -> str:
    """Return what the report says as one self-contained HTML page."""
    css, script = _raw("report.css"), _raw("report.js")
    return (
        _ENVIRONMENT.get_template("report.html.j2")
        .render(
            report=view,
            css=Markup(css),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            css_hash=_csp_hash(css),
            script_hash=_csp_hash(script),
        )
        .rstrip()
        + "\n"
    )


def _finalize(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _raw(name: str) -> str:
    source, _, _ = _LOADER.get_source(_ENVIRONMENT, name)
    return source


def _csp_hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


_LOADER = PackageLoader("reports")
_ENVIRONMENT = Environment(
    loader=_LOADER,
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_finalize,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {"day": day_in_words, "moment": moment_in_words, "href": safe_href}
_ENVIRONMENT.globals |= {"kind_labels": KIND_LABELS, "stand_in_mark": STAND_IN}
