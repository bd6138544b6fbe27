"""Writes a digest as an RSS 2.0 feed, and as plain text for mail and chat."""

from __future__ import annotations

import re
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from reports.digest import Digest, DigestItem
from reports.moments import moment_in_words
from reports.safe import clean, safe_href

HOME = "https://sayso.example/digest"  # RSS asks for a page that the feed is of; `--link` names the newsroom's own
MINUTES = "60"

# XML 1.0 has no place for these, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What addresses everybody in a chat: Slack's <!channel>, others' @everyone.
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_ANGLES = str.maketrans({"<": "‹", ">": "›"})


def digest_to_rss(digest: Digest, link: str = HOME) -> str:
    """Return the digest as an RSS 2.0 feed. A finding has the same guid in every feed that it is in."""
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", f"sayso: {digest.title}")
    _add(channel, "link", safe_href(link) or HOME)
    _add(channel, "description", _summary(digest))
    _add(channel, "language", "en")
    _add(channel, "lastBuildDate", format_datetime(digest.made, usegmt=True))
    _add(channel, "generator", "sayso")
    _add(channel, "ttl", MINUTES)
    for item in digest.items:
        _add_item(channel, item)
    ET.indent(rss)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(rss, encoding="unicode") + "\n"


def digest_to_text(digest: Digest) -> str:
    """Return the digest as plain text, in which nothing is markup to mail or chat, and nobody is mentioned."""
    lines = [f"sayso: {digest.title}", _summary(digest)]
    if digest.has_stand_ins:
        lines.append("Not all of this is real: what is marked (stand-in) takes a real outlet's place.")
    for item in digest.items:
        lines += ["", f"{item.number}. {item.label.upper()}: {item.sentence}"]
        if item.story:
            lines.append(f"   Story: {item.story}")
        for side in item.sides:
            said = f" ({side.source})" if side.source else ""
            lines += [
                f"   {side.part}, {side.cited.outlet.name}{said}: {side.wording}",
                f"     {_where(side.cited.url)}",
            ]
        if not item.sides:
            lines.append(f"   {_where(item.url)}")
        if item.also:
            lines.append(f"   Also: {', '.join(item.also)}")
        lines.append(f"   {item.weighed}")
    return "\n".join(map(_plain, lines)) + "\n"


def summary_line(digest: Digest) -> str:
    """Return a title for a message: how many findings there are, and since when."""
    number = len(digest.items)
    return f"sayso: {number} finding{'' if number == 1 else 's'} since {moment_in_words(digest.since)}"


def _summary(digest: Digest) -> str:
    number = len(digest.items)
    told = f"{number} finding{'' if number == 1 else 's'}" if number else "Nothing found"
    more = digest.capped + digest.beyond
    left = f", {more} more left out" if more else ""
    return f"{told} from {moment_in_words(digest.since)} to {moment_in_words(digest.until)}{left}."


def _add_item(channel: ET.Element, item: DigestItem) -> None:
    entry = ET.SubElement(channel, "item")
    # Readers differ in whether a title is text or HTML; without angles it is the same in both.
    _add(entry, "title", f"{item.label.capitalize()}: {item.sentence}".translate(_ANGLES))
    href = safe_href(item.url)
    if href:
        _add(entry, "link", href)
    _add(entry, "description", _described(item))
    _add(entry, "category", item.label)
    _add(entry, "pubDate", format_datetime(item.at, usegmt=True))
    guid = _add(entry, "guid", f"urn:sayso:finding:{item.id}")
    guid.set("isPermaLink", "false")


def _described(item: DigestItem) -> str:
    """Return the item as HTML, which is what a description is; everything in it is escaped."""
    parts = [f"<p>{_html(item.sentence)}</p>"]
    if item.story:
        parts.append(f"<p>Story: {_html(item.story)}</p>")
    for side in item.sides:
        href = safe_href(side.cited.url)
        title = _html(side.cited.title or side.cited.url)
        where = f'<a href="{_html(href)}">{title}</a>' if href else title
        said = f" ({_html(side.source)})" if side.source else ""
        parts.append(
            f"<p>{_html(side.part)}, {_html(side.cited.outlet.name)}{said}:</p>"
            f'<blockquote dir="auto">{_html(side.wording)}</blockquote><p>{where}</p>'
        )
    if item.also:
        parts.append(f"<p>Also: {_html(', '.join(item.also))}</p>")
    parts.append(f"<p>{_html(item.weighed)}</p>")
    return "".join(parts)


def _html(text: str) -> str:
    return escape(clean(text))


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = _NOT_XML.sub("\ufffd", clean(text))
    return element


def _plain(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return indent + _MENTION.sub("＠", " ".join(clean(line).split())).translate(_ANGLES)


def _where(url: str) -> str:
    return safe_href(url) or url
