"""What sources/ hands on: outlets, pages, articles, and what was skipped on the way. All times are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Literal

OutletKind = Literal["wire", "newspaper", "broadcaster", "magazine", "website"]
ArticleKind = Literal["news", "live_blog", "gallery", "opinion", "press_release", "video"]
Completeness = Literal["complete", "truncated"]
Stage = Literal["poll", "fetch", "read", "extract", "attribute", "match", "report"]
Purpose = Literal["feed", "sitemap", "homepage", "robots", "article"]


def content_id(*parts: str | bytes) -> str:
    """Return 16 hexadecimal digits that depend on every part and on nothing else.

    Parts are kept apart by their lengths, so ("ab", "c") and ("a", "bc") differ. At 64 bits, a billion ids
    collide with a probability of about 3 %; a collision within one article is out of reach.
    """
    told: list[bytes] = []
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        told += (len(raw).to_bytes(8, "big"), raw)
    return blake2b(b"".join(told), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher of news. Wire agencies are outlets with kind "wire"."""

    id: str  # lower case, words joined by hyphens: "politico-eu"
    name: str
    kind: OutletKind
    country: str  # ISO 3166-1 alpha-2, upper case; "" where it has none
    language: str  # ISO 639-1, the main one
    aliases: tuple[str, ...] = ()  # how other outlets name it: "the European edition of Politico"
    domains: tuple[str, ...] = ()  # "politico.eu", without "www."
    feeds: tuple[str, ...] = ()
    synthetic: bool = False  # not a real outlet; every report says so
    stands_in_for: str | None = None  # the real outlet whose place a synthetic one takes


@dataclass(frozen=True, slots=True)
class PageNotes:
    """What a manifest says of a page; it outranks what the page says of itself."""

    title: str | None = None
    byline: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response lies in the archive."""

    file: str  # name within the archive's folder
    offset: int  # bytes from the file's beginning to the record's
    length: int  # bytes of the record, compressed as it lies there


@dataclass(frozen=True, slots=True)
class Page:
    """What one fetch of a URL (or one read of a file) returned, kept as it came."""

    id: str  # content_id(outlet, url, body)
    outlet_id: str
    url: str
    fetched_at: datetime
    media_type: str  # "text/html" or "text/plain"
    body: bytes  # empty where it is yet to be read from its place in the archive
    notes: PageNotes = PageNotes()
    place: Place | None = None  # in the archive; None for a file that was read from a folder


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One article that a feed, a sitemap or a list names, before it is fetched."""

    url: str  # absolute http(s) URL, as sources.urls.clean_url leaves it
    title: str = ""  # one line
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered to one request for a URL, redirects followed."""

    url: str  # what was asked for
    final_url: str  # what answered, after redirects
    status: int
    headers: tuple[tuple[str, str], ...]  # as they came, names in lower case
    body: bytes  # without transfer and content encoding
    fetched_at: datetime
    redirects: tuple[str, ...] = ()  # the URLs between the two, in order

    def header(self, name: str) -> str:
        """Return the first header of this name (lower case), "" where there is none."""
        return next((value for known, value in self.headers if known == name), "")


@dataclass(frozen=True, slots=True)
class Article:
    """One version of an article: the text under one canonical URL, as one page had it."""

    id: str  # content_id(outlet, canonical url in the spelling of sources.urls.article_url)
    version_id: str  # content_id(id, title, text)
    page_id: str
    outlet_id: str
    url: str
    title: str
    byline: str
    published: datetime | None
    modified: datetime | None
    language: str  # ISO 639-1; "" where it could not be told
    kind: ArticleKind
    completeness: Completeness
    synthetic: bool
    text: str
    extractor: str  # name and version of what extracted it
    section: str = ""  # as the page names it
    credit: str = ""  # the agencies that the text is credited to, by short names: "AP", "Reuters, AFP"


@dataclass(frozen=True, slots=True)
class Skipped:
    """One item that a stage could not process, and why. It is stored and counted, never lost."""

    key: str  # a file or URL, for people
    stage: Stage
    reason: str
    item_id: str = ""  # the page's or version's id, where it came that far
    maker: str = ""  # the extractor that could not do it; another one will be let try
