"""Writes a report as Markdown (CommonMark with GitHub's tables).

Every expression in the template becomes Markdown text that no renderer takes for markup, HTML or a link.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.moments import day_in_words, moment_in_words
from reports.parts import whole
from reports.safe import clean, safe_href
from reports.shares import percent
from reports.types import ReportView

# Entities for <, > and &: not every renderer knows \<.
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_SPECIAL = re.compile(
    r"[\\`*_\[\]|~$<>&]"
    r"|:(?=//)|(?<=\bwww)\."  # would become links by themselves
    r"|^[#+=-]",  # would begin a heading, a list or a rule
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s|$)", re.ASCII)


def to_markdown(view: ReportView) -> str:
    """Return what the report says as Markdown."""
    return lay_out_markdown("report.md.j2", report=view, parts=[whole(story) for story in view.stories])


def lay_out_markdown(template: str, **content: object) -> str:
    """Return the Markdown that a template makes of the content, which it sees by these names."""
    text = _ENVIRONMENT.get_template(template).render(**content)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@lru_cache(4_096)  # names of outlets come by the million
def escape_markdown(text: str) -> str:
    """Return the text on one line, white space collapsed, so that rendering it as Markdown gives it back."""
    line = " ".join(clean(text).split())
    line = _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], "\\" + match[0]), line)
    return _LIST_NUMBER.sub(r"\1\\\2", line)


def link_target(url: str) -> str | None:
    """Return a web address as the target of a Markdown link, or None where it should not be a link."""
    href = safe_href(url)
    if href is None:
        return None
    return "<" + quote(href, safe="%/:?#[]@!$&'()*+,;=~-._").replace("&", "&amp;") + ">"


def escape_run(text: str) -> str:
    """Return a part of a line, escaped; unlike a whole line it keeps a space at either end."""
    head, tail = " " * text[:1].isspace(), " " * text[-1:].isspace()
    inner = escape_markdown(text)
    return head + inner + tail if inner else head


def _run(text: str) -> Markup:
    return Markup(escape_run(text))  # noqa: S704 - escaped here


def _finalize(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(escape_markdown(value))  # noqa: S704 - escaped here
    return value


def _target(url: str) -> Markup | None:
    target = link_target(url)
    return None if target is None else Markup(target)  # noqa: S704 - percent-encoded


_ENVIRONMENT = Environment(
    loader=PackageLoader("reports"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_finalize,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {"day": day_in_words, "moment": moment_in_words, "run": _run, "target": _target}
_ENVIRONMENT.globals["percent"] = percent
