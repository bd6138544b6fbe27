"""A site's home page → its feeds, and a registry entry to start from. Nothing is fetched.

Feeds are linked as https://www.rssboard.org/rss-autodiscovery has it, or by an ordinary link, or not at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from unicodedata import normalize
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from sources.errors import UnreadablePage
from sources.gather import Named, gather
from sources.normalise import one_line
from sources.structured import describe, language_code, parse_html
from sources.types import FeedItem, Outlet, Skipped
from sources.urls import clean_url

FeedType = Literal["rss", "atom", "json", ""]
How = Literal["linked", "anchor", "guessed"]

_MOST = 50  # feeds of one page; a directory of feeds may list hundreds
_TYPES: dict[str, FeedType] = {
    "application/rss+xml": "rss",
    "application/rdf+xml": "rss",
    "application/x-rss+xml": "rss",
    "text/rss+xml": "rss",
    "application/atom+xml": "atom",
    "text/atom+xml": "atom",
    "application/feed+json": "json",
}
# Types that say no more than that it is XML, or nothing: what the address looks like decides. Not application/json,
# under which content systems link an article's record.
_OTHER_TYPES = frozenset({"", "application/xml", "text/xml"})
_LIKE_A_FEED = re.compile(
    r"/(?:rss|feeds?|atom)(?:/[^?]{0,200})?(?:\?|$)|\.(?:rss|atom|rdf)(?:\?|$)|(?:rss|feed|atom)[\w-]{0,40}\.(?:xml|json)"
    r"|[?&]feed=(?:rss2?|atom|rdf)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
_SCHEME = re.compile(r"^\s*feed:(?://)?(?:(https?)://)?", re.IGNORECASE)
_GUESSES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/all.rss", "/feed.json")
_ROBOTS_SITEMAP = re.compile(r"^[ \t\ufeff]*sitemap[ \t]*:[ \t]*(\S{1,2048})", re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"(?:^|\s)#.*$")
# Country domains that are taken for their sound, and those of no country.
_NO_COUNTRY = frozenset({"ai", "am", "co", "eu", "fm", "io", "la", "me", "su", "tv", "vc", "ws"})
_COUNTRIES = {"uk": "GB"}
_REGION = re.compile(r"[A-Za-z]{2,3}[-_]([A-Za-z]{2})(?![A-Za-z])")
_TITLE_PARTS = re.compile(r"\s+[|–—·•:-]\s+")
_HOST = re.compile(r"(?!www\.)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z]")
_WIDTH = 120


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """An address where a feed stands, or may stand."""

    url: str
    type: FeedType  # as the page says; "" where it does not
    title: str  # one line
    how: How  # "guessed" ones may not exist


def find_feeds(html: str, url: str) -> tuple[FoundFeed, ...]:
    """Return the feeds of the page at `url`: those that it declares, those that it has a link to, then usual addresses.

    Feeds of comments are left out, and so are links to other sites. At most 50, and the guesses.

    Raises UnreadablePage if the page holds no HTML element.
    """
    tree = parse_html(html, url)
    base = clean_url(next((element.get("href", "") for element in tree.iter("base")), ""), url) or url
    found = [*_linked(tree), *_anchors(tree, url, base)]
    feeds: dict[str, FoundFeed] = {}
    for feed in found:
        cleaned = clean_url(_SCHEME.sub(lambda match: f"{match[1] or 'https'}://", feed.url), base)
        if cleaned and not _COMMENTS.search(f"{feed.title} {urlsplit(cleaned).path}"):
            feeds.setdefault(cleaned, FoundFeed(cleaned, feed.type, feed.title, feed.how))
    guesses = filter(None, (clean_url(path, url) for path in _GUESSES))
    kept = tuple(feeds.values())[:_MOST]
    return (*kept, *(FoundFeed(guess, "", "", "guessed") for guess in guesses if guess not in feeds))


def sitemaps_of(robots_txt: str, url: str = "") -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt names, in its order; `url`, its own, completes relative ones."""
    cleaned = (clean_url(found, url) for found in _ROBOTS_SITEMAP.findall(robots_txt))
    return tuple(dict.fromkeys(filter(None, cleaned)))


def parse_url_list(text: str, where: str, *, now: datetime) -> tuple[tuple[FeedItem, ...], tuple[Skipped, ...]]:
    """Return the articles of a text with one URL a line, each once, and the lines that are none.

    What stands behind a "#" at a line's beginning or behind a blank is a comment. `where` names the file.
    """
    # As one line each, since within a URL urllib takes out the tab between two.
    lines = (one_line(_COMMENT.sub("", line)) for line in text.removeprefix("\ufeff").splitlines())
    gathered = gather((Named((line,)) for line in lines if line), where, now)
    return gathered.items, gathered.skipped


def propose_outlet(url: str, html: str, feeds: Iterable[str] = ()) -> Outlet:
    """Return what can be told of the outlet at `url` by its home page, for a person to correct.

    The kind is always "website", and the only alias the name where it has several words: one word could be an ordinary
    one. The country is the domain's, else that of the page's language ("en-GB"), else "".

    Raises UnreadablePage if the page holds no HTML element or `url` has no host that a registry entry can name.
    """
    domain = _domain(url)
    tree = parse_html(html, url)
    name = _site_name(tree, domain)
    return Outlet(
        id=_id(name) or _id(domain),
        name=name,
        kind="website",
        country=_country(domain, tree),
        language=describe(tree, url).language or "en",
        aliases=(name,) if len(name.split()) > 1 else (),
        domains=(domain,),
        feeds=tuple(dict.fromkeys(filter(None, map(clean_url, feeds)))),
    )


def registry_entry(outlet: Outlet) -> str:
    """Return the outlet as a table of the registry's form (sources/outlets.toml), without what is empty or false.

    Written to a file it is read back by sources.registry as the same outlet.
    """
    fields = [
        *((name, _quoted(getattr(outlet, name))) for name in ("id", "name", "kind", "country", "language")),
        *((name, _array(name, getattr(outlet, name))) for name in ("aliases", "domains", "feeds")),
        ("synthetic", "true" if outlet.synthetic else ""),
        ("stands_in_for", _quoted(outlet.stands_in_for) if outlet.stands_in_for else ""),
    ]
    return "\n".join(("[[outlets]]", *(f"{name} = {value}" for name, value in fields if value), ""))


def _linked(tree: HtmlElement) -> Iterator[FoundFeed]:
    for link in tree.iter("link"):
        relations = link.get("rel", "").lower().split()
        stated = link.get("type", "").partition(";")[0].strip().lower()
        href = link.get("href", "").strip()
        by_address = stated in _OTHER_TYPES and ("feed" in relations or _LIKE_A_FEED.search(href))
        if href and {"alternate", "feed"} & set(relations) and (stated in _TYPES or by_address):
            yield FoundFeed(href, _TYPES.get(stated, ""), one_line(link.get("title", "")), "linked")


def _anchors(tree: HtmlElement, url: str, base: str) -> Iterator[FoundFeed]:
    for anchor in tree.iter("a"):
        href = anchor.get("href", "").strip()
        if _SCHEME.match(href) or (_LIKE_A_FEED.search(href) and _of_one_owner(clean_url(href, base), url)):
            yield FoundFeed(href, "", one_line(anchor.get("title", "") or anchor.text_content()), "anchor")


def _of_one_owner(left: str | None, right: str) -> bool:
    """Tell whether both hosts end in the same two names ("feeds.post.example" and "www.post.example").

    Two under "co.uk" do too; a feed too many is tried in vain.
    """
    hosts = [(urlsplit(one or "").hostname or "").split(".")[-2:] for one in (left, clean_url(right))]
    return hosts[0] == hosts[1] != [""]


def _domain(url: str) -> str:
    host = (urlsplit(clean_url(url) or "").hostname or "").removeprefix("www.").rstrip(".")
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_host = ""
    if not _HOST.fullmatch(ascii_host):
        raise UnreadablePage(f"{url!r} is no address of a site; it takes one such as https://www.post.example/")
    return ascii_host


def _site_name(tree: HtmlElement, domain: str) -> str:
    """Return the site's name: as it states it, else the part of the page's title that its domain has, else that."""
    said = {
        (meta.get("property") or meta.get("name") or "").strip().lower(): one_line(meta.get("content", ""))
        for meta in tree.iter("meta")
    }
    title = next((one_line(element.text_content()) for element in tree.iter("title")), "")
    squeezed = domain.replace("-", "")
    named = (part for part in _TITLE_PARTS.split(title) if (_id(part).replace("-", "") or " ") in squeezed)
    return said.get("og:site_name") or said.get("application-name") or next(named, domain)


def _id(name: str) -> str:
    plain = normalize("NFKD", name.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def _country(domain: str, tree: HtmlElement) -> str:
    last = domain.rpartition(".")[2]
    if len(last) == 2 and last.isalpha() and last not in _NO_COUNTRY:
        return _COUNTRIES.get(last, last.upper())
    locales = (meta.get("content", "") for meta in tree.iter("meta") if meta.get("property") == "og:locale")
    regions = (_REGION.match(said) for said in (tree.get("lang", ""), *locales) if language_code(said))
    return next((region[1].upper() for region in regions if region), "")


def _quoted(text: str) -> str:
    # JSON's strings are TOML's basic strings, but for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _array(name: str, texts: tuple[str, ...]) -> str:
    if not texts:
        return ""
    quoted = list(map(_quoted, texts))
    line = f"[{', '.join(quoted)}]"
    if len(name) + len(" = ") + len(line) <= _WIDTH:
        return line
    return "[\n" + "".join(f"    {one},\n" for one in quoted) + "]"
