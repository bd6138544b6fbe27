"""A feed's bytes → the articles that it names: RSS 0.9 to 2.0, Atom and JSON Feed. Nothing is fetched.

feedparser reads the elements, and is given little: of each item only what names and dates it, as well-formed XML in
UTF-8 and without a DOCTYPE. It would fall back on a parser that takes hours over some megabytes of junk, spends most of
its time on descriptions that nobody asks for, and takes bytes for the name of a file to open.

RSS: https://www.rssboard.org/rss-specification and https://web.resource.org/rss/1.0/spec. Atom: RFC 4287. JSON Feed:
https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from time import struct_time
from xml.parsers import expat

import feedparser
from lxml import etree

from sources.decode import decode
from sources.errors import NotAFeed, UnreadablePage
from sources.gather import Gathered, Named, gather
from sources.mend import mend, root_name, whole
from sources.normalise import one_line
from sources.structured import parse_date
from sources.types import FeedItem, Skipped

LIMIT = 10_000  # items; of more the first are read, which in a feed are the newest

_ROOTS = ("rss", "rdf", "feed")
_INSTEAD = {
    "html": "an HTML page; give the address of the feed that it links to",
    "urlset": "a sitemap; read it as one",
    "sitemapindex": "a sitemap index; read it as one",
    "opml": "a list of feeds (OPML); give the address of one of them",
}
_ITEMS = frozenset({"item", "entry"})
_CONTAINERS = _ITEMS | {"rss", "rdf", "feed", "channel"}
_DATES = frozenset({"pubdate", "published", "issued", "created", "updated", "modified", "date"})
_READ = _DATES | {"title", "link", "guid", "id", "origlink"}
# What is read stands in the root element's namespace or in one of these. Media RSS is none of them: its titles and
# links are those of pictures.
_NAMESPACES = frozenset(
    {
        "",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/atom/ns#",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
        "http://purl.org/rss/1.0/",
        "http://rssnamespace.org/feedburner/ext/1.0",
        "http://www.pheedo.com/namespace/pheedo",
        "http://www.w3.org/2005/Atom",
    }
)
_ATTRIBUTES = frozenset({"about", "base", "href", "ispermalink", "mode", "rel", "type", "version"})
_FEWEST = 50  # elements that are read of one item; none has more by right
_LONGEST = 4096  # characters of an element's text
_LONGEST_DATE = 100
_ITEM_TAG = re.compile(r"<(?:(/)?(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s>/])[^<>]{0,1000}>)", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding")
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|br|cite|code|del|em|font|i|ins|mark|p|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
# How often it may be asked: RSS 2.0's ttl, in minutes, and RSS 1.0's module Syndication.
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,6})\s*</", re.IGNORECASE)
_PERIODS = {b"hourly": 1, b"daily": 24, b"weekly": 168, b"monthly": 720, b"yearly": 8760}  # hours
_HEAD = 65_536  # bytes of a feed within which these stand, before its items
# What feeds use without declaring it.
_PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """What one feed names, in its order."""

    kind: str  # "RSS 2.0", "Atom 1.0", "JSON Feed 1.1"
    title: str  # one line
    items: tuple[FeedItem, ...]
    skipped: tuple[Skipped, ...] = ()  # items without a usable link, and what is beyond LIMIT
    oddities: tuple[str, ...] = ()  # for people: what was mended, or left out without a loss


def parse_feed(body: bytes, url: str, *, now: datetime, media_type: str = "") -> Feed:
    """Return what the feed at `url` names; relative links are completed by `url` and xml:base.

    An item's address is FeedBurner's origLink, else its alternate link (a web page before others), else its GUID where
    that is a permalink. Its date is when it was published, else created, else updated; one that cannot be read, or lies
    more than a day after `now`, is None. `media_type` is the Content-Type header, for its charset.

    Raises NotAFeed for what is none: an empty body, HTML, a sitemap, JSON of another kind, what is no text.
    """
    if not body.strip():
        raise NotAFeed(f"{url} is empty; a feed begins with <rss, <rdf:RDF, <feed or {{")
    text = _text(body, url, media_type)
    bare = text.lstrip("\ufeff \t\r\n")
    return _json_feed(bare, url, now) if bare.startswith(("{", "[")) else _xml_feed(bare, url, now)


def asked_pause(body: bytes) -> timedelta:
    """Return how long a feed says that it need not be asked again: the longer of <ttl> and sy:updatePeriod; zero."""
    head = body[:_HEAD]
    ttl, period, frequency = _TTL.search(head), _PERIOD.search(head), _FREQUENCY.search(head)
    pause = timedelta(minutes=int(ttl[1])) if ttl else timedelta(0)
    if period:
        often = max(int(frequency[1]), 1) if frequency else 1
        pause = max(pause, timedelta(hours=_PERIODS[period[1].lower()]) / often)
    return pause


def _text(body: bytes, url: str, media_type: str) -> str:
    charset = _CHARSET.search(media_type)
    if charset and not _DECLARED.search(body[:1024]):
        body = f'<?xml version="1.0" encoding="{charset[1]}"?>'.encode() + body if _bare_start(body) else body
    try:
        return decode(body, url).removeprefix("\ufeff")
    except UnreadablePage as error:
        raise NotAFeed(str(error)) from error


def _bare_start(body: bytes) -> bool:
    """Tell whether a declaration can be put in front: not before a byte order mark, nor before JSON."""
    return body.lstrip()[:1] == b"<"


def _xml_feed(text: str, url: str, now: datetime) -> Feed:
    root = root_name(text)
    if root not in _ROOTS:
        kind = "html" if root in {"head", "body"} else root
        raise NotAFeed(f"{url} is {_INSTEAD.get(kind, 'neither RSS, Atom nor JSON Feed: no such element in it')}")
    mended = mend(text)
    kept = whole(mended, root, _ITEM_TAG)
    tree, mistakes = _tree(_with_prefixes(kept), url)
    count = _prune(tree)
    parsed = _parsed(tree, url)
    version, entries = _string(parsed.get("version")), parsed.get("entries")
    gathered = gather([_named(entry, version) for entry in entries] if isinstance(entries, list) else [], url, now)
    feed = _feed(_kind(version), _title(parsed.get("feed"), version), gathered, count, url)
    if len(kept) < len(mended):
        return _with_oddity(feed, "it breaks off: what stands behind its last whole item is left out")
    return _with_oddity(feed, f"its XML is broken and was mended: {mistakes}") if mistakes else feed


def _with_prefixes(xml: str) -> str:
    """Declare on the root element the prefixes that everybody knows and that the feed does not declare."""
    missing = "".join(f' xmlns:{name}="{uri}"' for name, uri in _PREFIXES.items() if f"xmlns:{name}=" not in xml)
    return re.sub(r"^<[^\s>/]+", lambda found: found[0] + missing, xml, count=1)


def _tree(xml: str, url: str) -> tuple[etree._Element, str]:
    """Return the tree, and the parser's first complaint, "" where it has none."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        tree = etree.fromstring(xml.encode(), parser)
    except etree.LxmlError as error:
        raise NotAFeed(f"{url} begins like a feed and is no XML ({error})") from error
    if not isinstance(tree, etree._Element):
        raise NotAFeed(f"{url} begins like a feed and is no XML: no element in it can be read")
    errors = [entry.message for entry in parser.error_log if entry.level >= etree.ErrorLevels.ERROR]
    return tree, one_line(errors[0]) if errors else ""


def _prune(tree: etree._Element) -> int:
    """Leave in the tree what names and dates the first LIMIT items; return how many items there are."""
    namespaces = _NAMESPACES | {_namespace(tree)}
    count = 0
    for container in [element for element in tree.iter() if _local(element) in _CONTAINERS]:
        others = 0
        for child in list(container):
            name = _local(child) if _namespace(child) in namespaces else ""
            if name in _ITEMS:
                count += 1
                keep = count <= LIMIT
            else:
                others += name in _READ
                keep = name in _CONTAINERS or (name in _READ and others <= _FEWEST and _flatten(child, name))
            if not keep:
                container.remove(child)
            child.tail = None
        container.text = None
    for element in tree.iter():
        seen: set[str] = set()
        for attribute in map(str, list(element.attrib)):
            if _name(attribute) not in _ATTRIBUTES or attribute in seen:  # the mending parser leaves one twice
                del element.attrib[attribute]
            seen.add(attribute)
    etree.cleanup_namespaces(tree)
    return count


def _local(element: etree._Element) -> str:
    return _name(element.tag) if isinstance(element.tag, str) else ""


def _name(tag: str) -> str:
    """Return a name without its namespace, in lower case; one whose prefix is declared nowhere has it still."""
    return tag.rpartition("}")[2].lower()


def _namespace(element: etree._Element) -> str:
    return element.tag.rpartition("}")[0].removeprefix("{") if isinstance(element.tag, str) else ""


def _flatten(element: etree._Element, name: str) -> bool:
    """Turn an element's content into plain text; say whether that can be what it is called.

    An empty link is none: feedparser would not look for a permalink beside it.
    """
    if len(element):
        flat = "".join(element.itertext())
        for child in list(element):
            element.remove(child)
        element.text = flat
        element.attrib.pop("type", None)
    text = (element.text or "").strip()
    if name == "link" and not text and "href" not in element.attrib:
        return False
    return len(text) <= (_LONGEST_DATE if name in _DATES else _LONGEST)


def _parsed(tree: etree._Element, url: str) -> Mapping[str, object]:
    xml = etree.tostring(tree, encoding="utf-8", xml_declaration=False)
    try:
        # What expat refuses, feedparser would hand to its other parser.
        expat.ParserCreate(namespace_separator=" ").Parse(xml, True)
        # The headers are not optional: without a charset feedparser reads as Latin-1, or as ASCII.
        headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
        parsed: Mapping[str, object] = feedparser.parse(
            io.BytesIO(xml), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # feedparser raises whatever an odd feed provokes in it
        raise NotAFeed(f"{url} begins like a feed and cannot be read as one ({error})") from error
    return parsed


def _named(entry: Mapping[str, object], version: str) -> Named:
    guid = _string(entry.get("id"))
    own_id = guid if version in {"rss090", "rss10"} else ""  # there it is rdf:about, which is the link
    original = (_string(value) for key, value in entry.items() if key.endswith("origlink"))
    return Named(
        urls=tuple(filter(None, (*original, *_links(entry), _string(entry.get("link")), own_id))),
        title=_title(entry, version),
        published=_date(entry),
        guid=guid,
    )


def _links(entry: Mapping[str, object]) -> Iterator[str]:
    """Yield where the item's alternate links lead, web pages first."""
    links = entry.get("links")
    found = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    alternate = [link for link in found if link.get("rel") == "alternate"]
    for link in sorted(alternate, key=lambda link: "html" not in _string(link.get("type"))):
        yield _string(link.get("href"))


def _date(entry: Mapping[str, object]) -> datetime | None:
    # Not entry.get(): asked for what is not there, feedparser's own answers for another key, and warns of it.
    for key in ("published_parsed", "created_parsed", "updated_parsed"):
        moment = dict(entry).get(key)
        if isinstance(moment, struct_time):
            read = datetime(*moment[:6], tzinfo=UTC)
            return parse_date(read.isoformat())  # None for the year 1 and the like
    return None


def _title(of: object, version: str) -> str:
    """Return a title as one line. In Atom "text" is text; in RSS nobody can tell, and it is HTML more often."""
    if not isinstance(of, dict):
        return ""
    title, detail = _string(of.get("title")), of.get("title_detail")
    plain = version.startswith("atom") and isinstance(detail, dict) and detail.get("type") == "text/plain"
    return one_line(title if plain else unescape(_MARKUP.sub("", title)))


def _kind(version: str) -> str:
    """Return feedparser's "rss091u" and "atom10" as people write them; "RSS" where it says nothing of the kind."""
    found = re.match(r"(rss|atom)(?:(\d)(\d+))?", version)
    name = "Atom" if found and found[1] == "atom" else "RSS"
    return f"{name} {found[2]}.{found[3]}" if found and found[2] else name


def _json_feed(text: str, url: str, now: datetime) -> Feed:
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"{url} is no JSON that can be read ({error}); JSON Feed, RSS and Atom are read") from error
    version = _string(data.get("version")) if isinstance(data, dict) else ""
    items = data.get("items") if isinstance(data, dict) else None
    if "jsonfeed.org/version/" not in version or not isinstance(items, list):
        raise NotAFeed(f"{url} is JSON and no JSON Feed: it takes a version such as 'https://jsonfeed.org/version/1.1'"
                       " and an array of items")  # fmt: skip
    gathered = gather(map(_named_in_json, items[:LIMIT]), url, now)
    kind = f"JSON Feed {one_line(version.rpartition('/')[2])[:10]}"
    return _feed(kind, one_line(_string(data.get("title"))), gathered, len(items), url)


def _named_in_json(item: object) -> Named:
    if not isinstance(item, dict):
        return Named(())
    own_id = _string(item.get("id"))
    links = (_string(item.get("url")), _string(item.get("external_url")), own_id if "://" in own_id else "")
    published = parse_date(item.get("date_published")) or parse_date(item.get("date_modified"))
    return Named(tuple(filter(None, links)), _string(item.get("title")), published, own_id)


def _feed(kind: str, title: str, gathered: Gathered, count: int, url: str) -> Feed:
    skipped = gathered.skipped
    if count > LIMIT:
        reason = f"{count} items; the first {LIMIT} are read, {count - LIMIT} are not"
        skipped = (*skipped, Skipped(url, "poll", reason))
    return Feed(kind, title, gathered.items, skipped, gathered.oddities)


def _with_oddity(feed: Feed, oddity: str) -> Feed:
    return replace(feed, oddities=(*feed.oddities, oddity))


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
