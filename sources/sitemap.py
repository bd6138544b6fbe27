"""A sitemap's bytes → the pages that it names, or the sitemaps below it. Nothing is fetched.

XML, plain or gzipped, and text with one URL a line, as https://www.sitemaps.org/protocol.html has them, with the dates
and titles of Google's news sitemaps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from typing import cast

from lxml import etree

from sources.decode import decode
from sources.errors import BadAnswer, HalfBody, NotASitemap, UnreadablePage
from sources.gather import Named, gather
from sources.inflate import Body
from sources.mend import mend, root_name, whole
from sources.normalise import one_line
from sources.structured import parse_date
from sources.types import FeedItem, Skipped
from sources.urls import clean_url

LIMIT = 50_000  # entries, as many as the protocol lets one sitemap have
LARGEST = 52_428_800  # bytes unpacked, likewise

_GZIP = b"\x1f\x8b"
_CHUNK = 16_384  # bytes; a gzip file of many small members takes time by the square of this
_Said = dict[str, str]  # the texts of one <url> or <sitemap> by their elements' names

_ROOTS = ("urlset", "sitemapindex")
_INSTEAD = {
    "html": "an HTML page; robots.txt has the address of the sitemap",
    **dict.fromkeys(("rss", "rdf", "feed"), "a feed; read it as one"),
}
_OF_ENTRIES = frozenset({"loc", "lastmod"})
_OF_NEWS = frozenset({"publication_date", "title"})
_ENTRIES = frozenset({"url", "sitemap"})
_ENTRY_TAG = re.compile(r"<(?:(/)?(?:[\w.-]{1,40}:)?(?:url|sitemap)(?=[\s>])[^<>]{0,1000}>)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")
_LONGEST = 4096  # characters of an element's text


@dataclass(frozen=True, slots=True)
class ChildSitemap:
    """A sitemap that an index names."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap names, in its order: pages, or sitemaps where it is an index."""

    items: tuple[FeedItem, ...] = ()  # published: news:publication_date, else lastmod
    children: tuple[ChildSitemap, ...] = ()
    skipped: tuple[Skipped, ...] = ()  # entries without a usable address, and what is beyond LIMIT
    oddities: tuple[str, ...] = ()  # for people: what was mended, or left out without a loss


@dataclass(frozen=True, slots=True)
class _Found:
    """What a sitemap says, as it says it."""

    root: str
    entries: list[_Said]  # at most LIMIT and one
    oddities: tuple[str, ...] = ()


def parse_sitemap(body: bytes, url: str, *, now: datetime, since: datetime | None = None) -> Sitemap:
    """Return what the sitemap at `url` names.

    With `since`, what is dated before it is left out; what has no date stays, since nothing says that it is old. A day
    counts as its end. A date more than a day after `now` is None.

    Raises NotASitemap for what is none: an empty body, HTML, a feed, what is no text or unpacks to over LARGEST bytes.
    """
    raw, breaks_off = _unpack(body, url) if body.startswith(_GZIP) else (body, False)
    try:
        text = decode(raw, url).removeprefix("\ufeff")
    except UnreadablePage as error:
        raise NotASitemap(str(error)) from error
    if not text.strip():
        raise NotASitemap(f"{url} is empty; a sitemap begins with <urlset or <sitemapindex, or has one URL a line")
    found = _xml_entries(text, url) if text.lstrip().startswith("<") else _text_entries(text, url)
    if breaks_off:
        found = replace(found, oddities=("its gzip stream breaks off", *found.oddities))
    return _sitemap(found, url, now, since)


def _unpack(body: bytes, url: str) -> tuple[bytes, bool]:
    """Return the unpacked bytes, and whether they break off. Raises NotASitemap where they are too many or no gzip."""
    unpacked = Body("gzip", LARGEST)
    try:
        for start in range(0, len(body), _CHUNK):
            if not unpacked.add(body[start : start + _CHUNK]):
                raise NotASitemap(f"{url} unpacks to more than {LARGEST} bytes, the most that a sitemap may have")
        return unpacked.end(), False
    except BadAnswer as error:
        raise NotASitemap(f"{url} begins like a gzip file and cannot be unpacked: it is {error}") from error
    except HalfBody:
        return unpacked.so_far(), True


def _xml_entries(text: str, url: str) -> _Found:
    root = root_name(text)
    if root not in _ROOTS:
        kind = "html" if root in {"head", "body"} else root
        raise NotASitemap(f"{url} is {_INSTEAD.get(kind, 'no sitemap: neither <urlset nor <sitemapindex is in it')}")
    mended = mend(text)
    kept = whole(mended, root, _ENTRY_TAG)
    breaks_off = "it breaks off: what stands behind its last whole entry is left out"
    return _Found(root, _entries(kept.encode(), url), (breaks_off,) if len(kept) < len(mended) else ())


def _entries(xml: bytes, url: str) -> list[_Said]:
    reader = _Reader()
    parser = etree.XMLParser(
        target=cast("etree.ParserTarget[None]", reader),
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for start in range(0, len(xml), _CHUNK):
            parser.feed(xml[start : start + _CHUNK])
            if len(reader.entries) > LIMIT:
                return reader.entries[: LIMIT + 1]
        parser.close()
    except etree.LxmlError as error:
        if not reader.entries:
            raise NotASitemap(f"{url} begins like a sitemap and is no XML ({error})") from error
    return reader.entries


class _Reader:
    """What libxml2 tells of a sitemap's elements, one by one: no tree of its 50 MB is ever built.

    Of the extensions only what a news sitemap has is read; pictures and videos have addresses and titles too.
    """

    def __init__(self) -> None:
        self.entries: list[_Said] = []
        self._open = ["", ""]  # the names of the elements around; there can be millions
        self._text: list[str] | None = None  # of the element that is being read
        self._room = 0  # characters that it may still have

    def start(self, tag: str, _: object) -> None:
        self._open.append(tag)
        if _local(tag) in _ENTRIES:
            self.entries.append({})
        self._text, self._room = ([], _LONGEST) if self._is_read() else (None, 0)

    def data(self, data: str) -> None:
        if self._text is not None and self._room > 0:
            self._text.append(data)
            self._room -= len(data)

    def end(self, tag: str) -> None:
        if self._text is not None and self._room >= 0:
            self.entries[-1].setdefault(_local(tag), "".join(self._text).strip())
        self._text = None
        self._open.pop()

    def close(self) -> None:
        """Do what the parser asks of its target at the end: nothing."""

    def _is_read(self) -> bool:
        around, above, this = self._open[-3:]
        if _local(above) == "news" and _local(around) in _ENTRIES:
            return _local(this) in _OF_NEWS
        return _local(above) in _ENTRIES and _space(this) == _space(above) and _local(this) in _OF_ENTRIES


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _space(tag: str) -> str:
    """Return a name's namespace; its prefix where that is declared nowhere."""
    return tag.rpartition("}")[0] or tag.rpartition(":")[0]


def _text_entries(text: str, url: str) -> _Found:
    """Return the lines of a text sitemap. Raises NotASitemap where the first is no web address."""
    # As one line, since within a URL urllib takes out the tab between two.
    lines = list(filter(None, map(one_line, text.splitlines())))
    if not lines or clean_url(lines[0]) is None:
        raise NotASitemap(f"{url} is neither XML nor a list of URLs: its first line is {''.join(lines[:1])[:80]!r}")
    # A line that is no address is no relative one either: it is skipped by what it says.
    return _Found("urlset", [{"loc" if clean_url(line) else "title": line} for line in lines[: LIMIT + 1]])


def _sitemap(found: _Found, url: str, now: datetime, since: datetime | None) -> Sitemap:
    wanted = [said for said in found.entries[:LIMIT] if since is None or (_latest(said) or since) >= since]
    gathered = gather(map(_named, wanted), url, now)
    skipped = gathered.skipped
    if len(found.entries) > LIMIT:
        skipped = (*skipped, Skipped(url, "poll", f"more than {LIMIT} entries; the first {LIMIT} are read"))
    oddities = (*found.oddities, *gathered.oddities)
    if found.root == "urlset":
        return Sitemap(items=gathered.items, skipped=skipped, oddities=oddities)
    children = tuple(ChildSitemap(item.url, item.published) for item in gathered.items)
    return Sitemap(children=children, skipped=skipped, oddities=oddities)


def _named(said: _Said) -> Named:
    loc = said.get("loc", "")
    published = parse_date(said.get("publication_date")) or parse_date(said.get("lastmod"))
    # A title that was escaped once too often is told by its entities.
    return Named((loc,) if loc else (), unescape(said.get("title", "")), published)


def _latest(said: _Said) -> datetime | None:
    """Return the last moment of what an entry is dated by."""
    return max(filter(None, map(_end, (said.get("publication_date", ""), said.get("lastmod", "")))), default=None)


def _end(date: str) -> datetime | None:
    """Return a date's last moment: a day lasts till its end, a time is its own."""
    moment = parse_date(date)
    return moment.replace(hour=23, minute=59, second=59) if moment and _DAY.fullmatch(date) else moment
