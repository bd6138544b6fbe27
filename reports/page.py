"""Lays records out as one HTML page that needs nothing from outside.

A page's own styles and script are named by their hashes in its Content-Security-Policy; nothing else may load or run,
whatever slips through. A page of a site has them in files beside the start page, once for all pages, and its policy
admits the site's own files alone. Every expression in a template is cleaned (`safe.clean`), then escaped.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from reports.changes import KIND_LABELS
from reports.held import STAND_IN
from reports.moments import day_in_words, moment_in_words
from reports.safe import clean, safe_href
from reports.shares import percent
from reports.types import OutletRef, Version

STYLES = ("report.css",)  # what every page has; a page's own come after it
SITE_STYLES = ("site.css",)  # what pages of a site have at last
_STAND_IN_TAG = Markup(' <span class="stand-in">(stand-in)</span>')
FRAMED_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self'"


@dataclass(frozen=True, slots=True)
class PageHead:
    """What stands at the head of every page."""

    title: str
    made: datetime
    versions: tuple[Version, ...]
    has_stand_ins: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The site that a page is one of, as seen from the page."""

    root: str = ""  # from the page to the start page's folder: "" or "../"
    live: bool = False  # served, not a file
    review: bool = False  # whether verdicts can be given
    crumbs: tuple[tuple[str, str], ...] = ()  # (address, name) of the pages above this one

    def to(self, kind: str, id_: str) -> str:
        """Return the address of the page of a story, claim, outlet or speaker; kind is its folder, "stories"."""
        return f"{self.root}{kind}/{id_}.html"


def lay_out(
    template: str,
    head: PageHead,
    *,
    frame: Frame | None = None,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    **content: object,
) -> str:
    """Return the page that a template makes of the content, which it sees by these names, and the head as `page`.

    `template` extends page.html.j2. `styles` and `scripts` are files in templates/, besides what every page has; a page
    in a frame loads them from the site's folder, where `site_file` gives what belongs there.
    """
    around = _alone(styles, scripts) if frame is None else _framed(frame, styles, scripts)
    return _ENVIRONMENT.get_template(template).render(page=head, frame=frame, **around, **content).rstrip() + "\n"


def lay_out_piece(template: str, **content: object) -> str:
    """Return the piece of a page that a template makes of the content, to be put into a page as it is."""
    return _ENVIRONMENT.get_template(template).render(frame=None, **content)


def site_file(name: str) -> str:
    """Return the content of a stylesheet or script that pages in a frame load."""
    return _raw(name)


def _alone(styles: Sequence[str], scripts: Sequence[str]) -> dict[str, object]:
    css = "\n".join(map(_raw, (*STYLES, *styles)))
    script = "\n".join(map(_raw, scripts))
    policy = ["default-src 'none'", f"style-src '{_csp_hash(css)}'", "base-uri 'none'", "form-action 'none'"]
    if script:
        policy.insert(2, f"script-src '{_csp_hash(script)}'")
    return {
        "css": Markup(css),  # noqa: S704 - our own files
        "script": Markup(script),  # noqa: S704 - our own files
        "policy": Markup("; ".join(policy)),  # noqa: S704 - hashes
    }


def _framed(frame: Frame, styles: Sequence[str], scripts: Sequence[str]) -> dict[str, object]:
    return {
        "styles": [frame.root + name for name in (*STYLES, *styles, *SITE_STYLES)],
        "scripts": [frame.root + name for name in scripts],
        "policy": Markup(FRAMED_POLICY),  # noqa: S704 - a constant
    }


def _finalize(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache(4_096)
def _outlet_name(ref: OutletRef) -> Markup:
    """Return an outlet's name as every page has it; large reports have it by the million."""
    name = escape(clean(ref.name.removesuffix(STAND_IN) if ref.stand_in else ref.name))
    return Markup("<bdi>{}</bdi>{}").format(name, _STAND_IN_TAG if ref.stand_in else "")


def _outlet_names(refs: Sequence[OutletRef]) -> Markup:
    return Markup(", ").join(map(_outlet_name, refs))


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
_ENVIRONMENT.globals |= {"outlet_name": _outlet_name, "outlet_names": _outlet_names}
_ENVIRONMENT.globals |= {"kind_labels": KIND_LABELS, "stand_in_mark": STAND_IN, "percent": percent}
