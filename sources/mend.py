"""Text that means to be XML → text that an XML parser takes: what is wrong with feeds and sitemaps, mended.

What stands before the root element is dropped, a DOCTYPE among it. So no entity is ever declared, expanded or loaded,
whatever a body holds: a billion laughs are the six characters "&lol9;".
"""

from __future__ import annotations

import re
import sys
from html.entities import html5
from xml.sax.saxutils import escape

_ROOT = re.compile(
    r"<(?:[\w.-]{1,40}:)?(rss|rdf|feed|urlset|sitemapindex|opml|html|head|body)(?=[\s>/])|<!doctype\s+(html)\b",
    re.IGNORECASE,
)
_ROOT_WITHIN = 65_536  # characters; before it stand a prolog, comments, and what a server printed by mistake
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?:(amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});|([A-Za-z]\w{1,31};)?)")
_MOST_AMPERSANDS = 1_000_000  # 20 for each of 50,000 URLs; more are junk, and would take gigabytes one by one
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


def root_name(text: str) -> str:
    """Return the root element's name in lower case, without its prefix: "rss", "urlset", "html"; "" for another."""
    found = _ROOT.search(text.lstrip()[:_ROOT_WITHIN])
    return (found[1] or found[2]).lower() if found else ""


def mend(text: str) -> str:
    """Return the text from its root element on, with ampersands escaped and without control characters.

    HTML's named characters ("&nbsp;") become what they stand for; other names stay as text. "" where there is no root.
    """
    bare = text.lstrip()
    found = _ROOT.search(bare[:_ROOT_WITHIN])
    if found is None:
        return ""
    first, *others = _NOT_XML.sub("", bare[found.start() :]).split(_CDATA)
    return _escape(first) + "".join(map(_section, others))


def whole(text: str, root: str, item: re.Pattern[str]) -> str:
    """Return a text that breaks off cut behind its last whole item; one that ends with its root element as it is.

    `item` matches the tags of items, its first group where they are end tags. Half a link is a link to something else.
    """
    first = last = 0
    for mark in item.finditer(text):
        first = first or mark.start()
        last = mark.end() if mark[1] else last
    end = re.compile(rf"</(?:[\w.-]{{1,40}}:)?{re.escape(root)}\s*>", re.IGNORECASE)
    return text if end.search(text, last) else text[: last or first or len(text)]


def _section(part: str) -> str:
    inside, end, after = part.partition(_CDATA_END)
    return f"{_CDATA}{inside}{end}{_escape(after)}" if end else escape(inside)


def _escape(text: str) -> str:
    if text.count("&") > _MOST_AMPERSANDS:
        return text.replace("&", "&amp;")
    return _AMPERSAND.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    kept, name = found[1], found[2] or ""
    if kept:
        return "" if kept.startswith("#") and _is_not_xml(kept[1:]) else found[0]
    return escape(html5[name]) if name in html5 else f"&amp;{name}"


def _is_not_xml(reference: str) -> bool:
    number = int(reference[1:], 16) if reference[0] in "xX" else int(reference)
    return number > sys.maxunicode or _NOT_XML.fullmatch(chr(number)) is not None
