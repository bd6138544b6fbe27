"""HTML → what the page says about itself, in JSON-LD, in meta and link elements and in <time>.

Terms are schema.org's (https://schema.org/NewsArticle) and OpenGraph's (https://ogp.me). A JSON-LD block that cannot
be read is passed over; values of the wrong type count as not given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from sources.byline import names
from sources.errors import UnreadablePage
from sources.kind import GALLERY_TYPES, LIVE_TYPES
from sources.normalise import one_line
from sources.shown_date import date_in
from sources.urls import clean_url

Node = dict[str, object]

_ARTICLE_TYPES = frozenset(
    {"advertisercontentarticle", "analysisnewsarticle", "article", "askpublicnewsarticle", "backgroundnewsarticle"}
    | {"blogposting", "newsarticle", "opinionnewsarticle", "report", "reportagenewsarticle", "reviewnewsarticle"}
)
_OPENINGS = ("<!--", "/*<![CDATA[*/", "//<![CDATA[", "<![CDATA[")
_CLOSINGS = (";", "-->", "/*]]>*/", "//]]>", "]]>")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2})(?![A-Za-z])")
_HALF_DAY = re.compile(r"\d ?[ap]\.?m\b", re.IGNORECASE)  # what parsedate_to_datetime overlooks
_LONGEST_DATE = 60  # characters of a date in words
# lxml reads these, and refuses to move them about: as they are, and as references ("&#12;", "&#xFFFE;").
_CONTROLS = bytes([*range(0x09), 0x0B, *range(0x0E, 0x20)])
_SPACED = bytes(0x20 if code == 0x0C else code for code in range(0x100))
_UNWRITABLE = frozenset([*_CONTROLS, 0xFFFE, 0xFFFF])
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));?")
# One class for all elements: which one it is would else be looked up in Python each time that one is touched.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
_EARLIEST_YEAR = 1900  # earlier years are a content system's "none": 0001-01-01 and the like

_PUBLISHED_META = ("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
                   "dc.date.issued", "dcterms.issued", "sailthru.date", "pubdate", "publishdate")  # fmt: skip
_MODIFIED_META = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod")
_SECTION_META = ("article:section", "section", "parsely-section", "og:section", "dc.subject.section")
_CREDIT_META = (
    "dc.source",
    "source",
    "syndication-source",
    "news_source",
    "article:source",
    "credit",
    "copyright",
)
_TIMES = (
    ".//time[@itemprop='datePublished'][@datetime]",
    ".//time[@pubdate][@datetime]",
    ".//article//time[@datetime]",
    ".//main//time[@datetime]",
)


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """What a page says about itself; "" or None where it says nothing."""

    canonical: str | None  # rel=canonical: where the original stands, which may be another outlet's page
    own_url: str | None  # og:url, or JSON-LD's url or mainEntityOfPage: where this page stands
    title: str
    byline: str  # names joined by ", "
    published: datetime | None  # UTC
    modified: datetime | None  # UTC
    language: str  # ISO 639-1
    types: frozenset[str]  # schema.org's, in lower case: the article's, or all of the page where there is none
    sections: tuple[str, ...]
    description: str  # how the page sums itself up
    free: bool  # False where the page says that it is not accessible for free, whole or in part
    is_article: bool  # whether it says so
    is_website: bool  # whether its og:type says so
    body: str  # the article's text, where the page has it for machines, with markup
    word_count: int | None
    ended: datetime | None  # UTC; when a live blog's coverage ended
    bylines: tuple[str, ...]  # as they are given
    credits: tuple[str, ...]  # whom the page names as its text's origin


def parse_html(text: str, where: str) -> HtmlElement:
    """Return the document's tree, without comments and processing instructions; nothing outside it is ever loaded.

    Raises UnreadablePage, naming `where`, for what holds no element or nests tags deeper than libxml2 follows (256).
    """
    parser = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True, no_network=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = document_fromstring(_writable(text), parser=parser)
    except etree.LxmlError as error:
        raise UnreadablePage(f"{where} holds no HTML element ({error}); plain text must be named .txt") from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise UnreadablePage(f"{where} nests its tags deeper than 256 levels, so that its end cannot be read")
    return tree


def _writable(text: str) -> bytes:
    """Return the text in UTF-8 without what lxml refuses to write; a form feed parts words, and becomes a space."""
    kept = text.replace("\ufffe", "").replace("\uffff", "").encode("utf-8", "replace")
    return _REFERENCE.sub(_writable_reference, kept.translate(_SPACED, _CONTROLS))


def _writable_reference(reference: re.Match[bytes]) -> bytes:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if code == 0x0C:
        return b" "
    return b"" if code in _UNWRITABLE else reference[0]


def describe(tree: HtmlElement, base: str = "") -> SelfDescription:
    """Return what a page says about itself; `base` is the URL it came from, to complete relative ones."""
    meta = _meta(tree)
    nodes = tuple(_nodes(tree))
    article = _main(nodes)
    canonical, own_url = _urls(tree, meta, article, base)
    bylines = (_names(article.get("author")), [meta.get("author", "")], [meta.get("article:author", "")])
    return SelfDescription(
        canonical=canonical,
        own_url=own_url,
        title=_title(article, meta),
        byline=next(filter(None, map(names, bylines)), ""),
        published=_first_date(
            [article.get("datePublished")],
            map(meta.get, _PUBLISHED_META),
            (node.get("datePublished") for node in nodes if "webpage" in _types(node)),
            _times(tree),
        ),
        modified=_first_date([article.get("dateModified")], map(meta.get, _MODIFIED_META)),
        language=_language(tree, meta, article),
        types=_types(article) or frozenset(name for node in nodes for name in _types(node)),
        sections=tuple(_sections(article, meta)),
        description=_plain(meta.get("og:description", "") or meta.get("description", "")),
        free=all(map(_is_free, (article, *(node for node in nodes if "webpage" in _types(node))))),
        is_article=bool(article) or meta.get("og:type", "").lower() in ("article", "news", "blog"),
        is_website=meta.get("og:type", "").lower() in ("", "website"),
        body=max(_strings(article.get("articleBody")), key=len, default=""),
        word_count=_count(article.get("wordCount")),
        ended=_first_date([article.get("coverageEndTime")]),
        bylines=tuple(line for lines in bylines for line in lines if line),
        credits=tuple(_credits(article, meta)),
    )


def parse_date(value: object) -> datetime | None:
    """Return an ISO 8601, RFC 5322 or written date as UTC; without a zone it counts as UTC, without a time as 00:00."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    parsers = (datetime.fromisoformat,) if _HALF_DAY.search(text) else (datetime.fromisoformat, parsedate_to_datetime)
    for parse in parsers:
        try:
            moment = parse(text)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return moment if moment.year >= _EARLIEST_YEAR else None
    return date_in(text) if len(text) <= _LONGEST_DATE else None


def language_code(tag: str) -> str:
    """Return the ISO 639-1 code that a language tag begins with ("en-GB" → "en"); "" where there is none."""
    found = _LANGUAGE.match(tag)
    return found[1].lower() if found else ""


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Return the meta elements by name (lower case), the first of each name."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content", "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := element.get(attribute)):
                found.setdefault(name.strip().lower(), content)
    return found


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    """Yield the JSON-LD objects that describe the page: those at the top, in a list, a @graph or as mainEntity."""
    waiting = [data for script in tree.iter("script") if "ld+json" in script.get("type", "").lower()
               for data in _json_ld(script.text or "")]  # fmt: skip
    for item in waiting:  # grows while it is walked
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            yield item
            waiting.extend(item[key] for key in ("@graph", "mainEntity") if key in item)


def _json_ld(text: str) -> Iterator[object]:
    """Yield the block's data, read as it stands or else with the mistakes mended that the web is full of."""
    bare = text.strip()
    for opening in _OPENINGS:
        bare = bare.removeprefix(opening).lstrip()
    for closing in _CLOSINGS:
        bare = bare.removesuffix(closing).rstrip()
    for attempt in (bare, _TRAILING_COMMA.sub("", bare), unescape(bare)):
        try:
            yield json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return


def _main(nodes: Iterable[Node]) -> Node:
    """Return the object that describes the article, an empty one where there is none."""
    candidates = list(nodes)
    for wanted in (LIVE_TYPES, _ARTICLE_TYPES, GALLERY_TYPES):
        for node in candidates:
            if wanted & _types(node):
                return node
    return {}


def _types(node: Node) -> frozenset[str]:
    """Return an object's types in lower case, without the vocabulary in front ("schema:", "https://schema.org/")."""
    return frozenset(re.split(r"[/#:]", name)[-1].lower() for name in _strings(node.get("@type")))


def _strings(value: object) -> list[str]:
    """Return the strings of a value that is one or a list of them."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _urls(tree: HtmlElement, meta: dict[str, str], article: Node, base: str) -> tuple[str | None, str | None]:
    links = (link.get("href", "") for link in tree.iter("link") if "canonical" in link.get("rel", "").lower().split())
    page = article.get("mainEntityOfPage")
    said = [meta.get("og:url", ""), *_strings(article.get("url")), *_strings(page)]
    if isinstance(page, dict):
        said += _strings(page.get("@id")) + _strings(page.get("url"))
    own_url = _first_article_url(said, base)
    return _first_article_url(links, base or own_url or ""), own_url


def _first_article_url(urls: Iterable[str], base: str) -> str | None:
    """Return the first URL that can be an article's; some sites name their front page on every page."""
    cleaned = filter(None, (clean_url(url, base) for url in urls if url))
    return next((url for url in cleaned if not url.endswith("/") or url.count("/") > 3), None)


def _title(article: Node, meta: dict[str, str]) -> str:
    """Return the headline; a title written for sharing goes without the site's name at its end."""
    headline = next(filter(None, map(_plain, _strings(article.get("headline")))), "")
    title, site = _plain(meta.get("og:title", "")), _plain(meta.get("og:site_name", ""))
    named = re.fullmatch(rf"(.+) [|–—·•:-] {re.escape(site)}", title)
    title = "" if title == site else title  # some name the site alone on every page
    return headline or (named[1] if named else title)


def without_site(title: str) -> str:
    """Return a window's title without the site's name at its end: what follows a "|" or a dash, if it is short."""
    found = re.fullmatch(r"(.{12,}?)\s+(?:[|•·»]\s+[^|]{2,60}|[–—-]\s+(?:[^\s|]+\s?){1,4})", title)
    return found[1] if found else title


def _plain(value: str) -> str:
    return one_line(unescape(value))


def _names(value: object) -> list[str]:
    """Return the names of persons and organisations, each given as an object or by its name alone."""
    values = value if isinstance(value, list) else [value]
    said = [name for one in values for name in _strings(one.get("name") if isinstance(one, dict) else one)]
    return [_plain(name) for name in said if not name.lower().startswith(("http:", "https:"))]


def _sections(article: Node, meta: dict[str, str]) -> Iterator[str]:
    said = [*_strings(article.get("articleSection")), *_strings(article.get("genre"))]
    yield from filter(None, map(_plain, [*said, *(meta.get(name, "") for name in _SECTION_META)]))


def _credits(article: Node, meta: dict[str, str]) -> Iterator[str]:
    for term in ("sourceOrganization", "copyrightHolder", "creditText", "provider"):
        yield from _names(article.get(term))
    yield from filter(None, (meta.get(name, "") for name in _CREDIT_META))


def _count(value: object) -> int | None:
    digits = str(value) if isinstance(value, int | str) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 8 else None


def _times(tree: HtmlElement) -> Iterator[str]:
    for path in _TIMES:
        for element in tree.iterfind(path):
            yield element.get("datetime", "")
    alone = {element.get("datetime", "") for element in tree.iter("time") if element.get("datetime")}
    yield from alone if len(alone) == 1 else ()


def _first_date(*groups: Iterable[object]) -> datetime | None:
    return next(filter(None, (parse_date(value) for group in groups for value in group)), None)


def _language(tree: HtmlElement, meta: dict[str, str], article: Node) -> str:
    stated = article.get("inLanguage")
    if isinstance(stated, dict):
        stated = stated.get("alternateName")
    said = [tree.get("lang", ""), *_strings(stated), meta.get("content-language", ""), meta.get("og:locale", "")]
    return next(filter(None, map(language_code, said)), "")


def _is_free(node: Node) -> bool:
    parts = node.get("hasPart")
    stated = [node, *(parts if isinstance(parts, list) else [parts])]
    return not any(
        str(part.get("isAccessibleForFree", True)).lower() == "false" for part in stated if isinstance(part, dict)
    )
