"""Lays records out as one HTML page that needs nothing from outside.

A page's own styles and script are named by their hashes in its Content-Security-Policy; nothing else may load or run,
whatever slips through. Every expression in a template is cleaned (`safe.clean`), then escaped.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.changes import KIND_LABELS
from reports.held import STAND_IN
from reports.moments import day_in_words, moment_in_words
from reports.safe import clean, safe_href
from reports.types import Version

STYLES = ("report.css",)  # what every page has; a page's own come after it


@dataclass(frozen=True, slots=True)
class PageHead:
    """What stands at the head of every page."""

    title: str
    made: datetime
    versions: tuple[Version, ...]
    has_stand_ins: bool


def lay_out(
    template: str, head: PageHead, *, styles: Sequence[str] = (), scripts: Sequence[str] = (), **content: object
) -> str:
    """Return the page that a template makes of the content, which it sees by these names, and the head as `page`.

    `template` extends page.html.j2. `styles` and `scripts` are files in templates/, besides what every page has.
    """
    css = "\n".join(map(_raw, (*STYLES, *styles)))
    script = "\n".join(map(_raw, scripts))
    policy = ["default-src 'none'", f"style-src '{_csp_hash(css)}'", "base-uri 'none'", "form-action 'none'"]
    if script:
        policy.insert(2, f"script-src '{_csp_hash(script)}'")
    return (
        _ENVIRONMENT.get_template(template)
        .render(
            page=head,
            css=Markup(css),  # noqa: S704 - our own files
            script=Markup(script),  # noqa: S704 - our own files
            policy=Markup("; ".join(policy)),  # noqa: S704 - hashes
            **content,
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
