"""Page → article: the text and what is known about it. The one door to trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import py3langid
import trafilatura
from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import Document, Extractor

from sources.boilerplate import without_boilerplate
from sources.byline import visible_byline
from sources.completeness import before_notice, completeness_of, refuse_index, refuse_no_article
from sources.credit import credit
from sources.decode import decode, refuse_garbage
from sources.errors import EmptyArticle, UnreadablePage
from sources.kind import kind_of
from sources.normalise import join_paragraphs, one_line, split_paragraphs
from sources.prune import headline, prune
from sources.shown_date import shown_date
from sources.structured import SelfDescription, describe, parse_html, without_site
from sources.types import Article, ArticleKind, Completeness, Page, content_id
from sources.urls import article_url, clean_url, same_site

EXTRACTOR = f"trafilatura {trafilatura.__version__}/2"

# They log every page they find something odd in; what is odd enough to tell is raised here.
for _name in ("trafilatura", "htmldate", "charset_normalizer", "py3langid"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

# Time grows with the number of elements, in places with its square: 50,000 take some 10 s at worst; a long live blog
# has 20,000.
_MOST_ELEMENTS = 50_000
# With "txt" the body is left as a tree; "python" would render it, recursively.
_FASTER, _SLOWER = (Extractor(output_format="txt", comments=False, fast=fast) for fast in (True, False))
_LITTLE_TEXT = 250  # characters; trafilatura's own bound for a poor result
_LONG_ENOUGH = 200  # characters from which py3langid is more often right than what a page declares
_LANGUAGE_SAMPLE = 500  # characters
# A page that says it is in English, or nothing, and of whose words so many are these, need not be asked in which
# language it is.
_ENGLISH = frozenset(
    {"and", "are", "as", "at", "be", "been", "by", "for", "from", "had", "has", "have", "he", "his", "it", "its", "of"}
    | {"on", "said", "she", "that", "the", "they", "to", "was", "with"}
)
_ENGLISH_SHARE = 0.2
_ISO_639_1 = 2  # letters; py3langid names some languages by three: "zxx" is none
_TITLE_WORDS = 12
_LONGEST_LINE = 500  # characters of a title or byline; more is a page's mistake
# What a bug in trafilatura or htmldate can end in: neither has exceptions of its own.
_BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

_LINE_BREAK = "\u2028"  # stands for <br> while a block is put together
# A <br> ends a paragraph after the end of a sentence, or where another <br> follows; else it is a space.
_BREAKS = re.compile(rf"(?<=[.!?…:;\"”’»)])\s*{_LINE_BREAK}|{_LINE_BREAK}\s*{_LINE_BREAK}")
_BLOCKS = frozenset({"body", "cell", "code", "head", "item", "list", "p", "quote", "row", "table"})
# What a page in place of the page loads: services that check for robots.
_CHECKS_ROBOTS = (
    *("captcha-delivery.com", "challenges.cloudflare.com", "/cdn-cgi/challenge-platform/h/"),
    *("_Incapsula_Resource", "/_sec/cp_challenge"),
)
_BODY_TIMES = 1.3  # as long as the text that was found must the text for machines be, to be taken
_ALIKE = 0.6  # of the found text's paragraphs must begin as something in it does
_BEGINNING = 40  # characters
_TAGS = re.compile(r"<(?:/?(?:p|div|h[1-6]|li|ul|ol|blockquote)|br)\b[^>]{0,500}>", re.IGNORECASE)
_INLINE_TAGS = re.compile(r"</?[a-z][^>]{0,500}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the page's own bytes give, before notes and fallbacks."""

    url: str
    text: str
    title: str = ""
    byline: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    language: str = ""
    kind: ArticleKind = "news"
    completeness: Completeness = "complete"
    section: str = ""
    credit: str = ""


def extract(page: Page) -> Article:
    """Return the article that a page holds. The result depends on the page alone, not on what was read before it.

    The text has one form, for HTML and plain text alike (sources/normalise.py): paragraphs joined by a blank line. A
    plain text is kept whole; from HTML come the article's headings, paragraphs, list items and table cells, without
    the title, readers' comments and the notice that a paywall ends it with. What page.notes say outranks what the page
    says. The URL is the page's canonical one where that is on the page's own site. A title that is given nowhere is the
    text's first 12 words. Completeness is "truncated" where the page says that it is not free, or ends with a
    paywall's notice.

    Raises EmptyArticle where no text is found, UnreadablePage where the bytes are no text or no page that can be read.
    """
    if page.media_type == "text/html":
        draft = _from_html(page)
    elif page.media_type == "text/plain":
        draft = _Draft(url=page.url, text=join_paragraphs(split_paragraphs(decode(page.body, page.url))))
    else:
        raise UnreadablePage(f"{page.url} is of type {page.media_type}; text/html and text/plain can be read")
    if not draft.text:
        raise EmptyArticle(f"{page.url} holds no article text ({len(page.body)} bytes of {page.media_type})")
    refuse_garbage(draft.text, f"The text of {page.url}")
    return _article(page, draft)


def _article(page: Page, draft: _Draft) -> Article:
    notes = page.notes
    title = _cut(one_line(notes.title or "") or draft.title or _first_words(draft.text))
    article_id = content_id(page.outlet_id, article_url(draft.url))
    return Article(
        id=article_id,
        version_id=content_id(article_id, title, draft.text),
        page_id=page.id,
        outlet_id=page.outlet_id,
        url=draft.url,
        title=title,
        byline=_cut(one_line(notes.byline or "") or draft.byline),
        published=notes.published or draft.published,
        modified=notes.modified or draft.modified,
        language=notes.language or _language(draft.text, draft.language),
        kind=draft.kind,
        completeness=draft.completeness,
        synthetic=notes.synthetic,
        text=draft.text,
        extractor=EXTRACTOR,
        section=_cut(draft.section),
        credit=draft.credit,
    )


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"


def _first_words(text: str) -> str:
    words = text.split(maxsplit=_TITLE_WORDS)
    return " ".join(words[:_TITLE_WORDS]) + ("…" if len(words) > _TITLE_WORDS else "")


def _language(text: str, declared: str) -> str:
    """Return the text's language; the declared one where the text is too short, or in no language of ISO 639-1."""
    if len(text) < _LONG_ENOUGH:
        return declared
    sample = text[:_LANGUAGE_SAMPLE]
    if declared in ("", "en") and _is_plainly_english(sample):
        return "en"
    code, _ = py3langid.classify(sample)
    return str(code) if len(code) == _ISO_639_1 else declared


def _is_plainly_english(text: str) -> bool:
    words = text.lower().split()
    return sum(map(_ENGLISH.__contains__, words)) >= _ENGLISH_SHARE * len(words)


def _from_html(page: Page) -> _Draft:
    tree = parse_html(decode(page.body, page.url), page.url)
    elements = int(tree.xpath("count(//*)"))
    if elements > _MOST_ELEMENTS:
        raise UnreadablePage(f"{page.url} has {elements} HTML elements; pages of up to {_MOST_ELEMENTS} can be read")
    said = describe(tree, page.url if page.url.startswith("http") else "")
    shown = _shown(tree, page, said)
    prune(tree, said.description)
    before, cut = before_notice(_paragraphs(tree, page.url))
    title = _cut(said.title or shown.title)
    paragraphs = without_boilerplate(before, {title, shown.headline})
    _refuse(page, tree, said, shown, paragraphs)
    if fuller := _fuller(paragraphs, said.body):
        before, cut = before_notice(fuller)
        paragraphs = without_boilerplate(before, {title, shown.headline})
    url = _url(page.url, said)
    kind = kind_of(said.types, said.sections, url, title, sum(map(len, paragraphs)))
    return _Draft(
        url=url,
        text=join_paragraphs(paragraphs),
        title=title,
        byline=said.byline or shown.byline,
        published=said.published or shown.published,
        modified=said.modified,
        language=said.language,
        kind=kind,
        completeness=completeness_of(
            paragraphs,
            kind=kind,
            cut=cut,
            free=said.free,
            word_count=said.word_count,
            ended=said.ended is not None and said.ended <= page.fetched_at,
        ),
        section=said.sections[0] if said.sections else "",
        credit=credit(before, said.bylines or (shown.byline,), said.credits, page.url),
    )


def _refuse(page: Page, tree: HtmlElement, said: SelfDescription, shown: _Shown, paragraphs: Sequence[str]) -> None:
    """Raise the error that says what the page is, if it is no article."""
    refuse_index(page.url, page.url, sorted(said.types), has_article=said.is_article, is_website=said.is_website)
    titles = list(filter(None, dict.fromkeys((said.title, shown.headline, shown.window_title, shown.title))))
    text = paragraphs or [_cut(one_line(tree.text_content()))]
    refuse_no_article(page.url, titles, text, checks_robots=shown.checks_robots)


def _fuller(paragraphs: Sequence[str], body: str) -> list[str]:
    """Return the text that the page has for machines, in paragraphs, if it is the one found and goes on; else none."""
    found = sum(map(len, paragraphs))
    if len(body) < max(_LITTLE_TEXT, _BODY_TIMES * found):
        return []
    plain = unescape(_INLINE_TAGS.sub("", _TAGS.sub("\n\n", body)))
    whole = one_line(plain)
    alike = sum(len(one) for one in paragraphs if one[:_BEGINNING] in whole)
    if len(whole) < _BODY_TIMES * found or alike < _ALIKE * found:
        return []
    return list(split_paragraphs(plain))


def _url(url: str, said: SelfDescription) -> str:
    """Return the canonical URL, unless it is another site's: republished copies name the original's there."""
    stated = (known for known in (said.canonical, said.own_url) if known and same_site(known, article_url(url)))
    return next(stated, None) or clean_url(url) or url


def _paragraphs(tree: HtmlElement, where: str) -> list[str]:
    """Return the article's paragraphs; the slower way is tried where the faster one finds next to nothing."""
    found = _found(tree, where, fast=True)
    if sum(map(len, found)) < _LITTLE_TEXT:
        found = max(found, _found(tree, where, fast=False), key=lambda paragraphs: sum(map(len, paragraphs)))
    return found


def _found(tree: HtmlElement, where: str, *, fast: bool) -> list[str]:
    try:
        document = trafilatura.bare_extraction(tree, options=_FASTER if fast else _SLOWER)
    except _BUGS as bug:
        raise UnreadablePage(f"{where}: trafilatura failed on it ({type(bug).__name__}: {bug})") from bug
    return list(_rendered(document.body)) if isinstance(document, Document) else []


def _rendered(body: etree._Element) -> Iterator[str]:
    """Yield the text blocks of trafilatura's tree; inline elements leave no trace."""
    block: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield from _lines("".join(block))
            block.clear()
        if event == "end":
            block.append(_LINE_BREAK if element.tag == "lb" else "")
            block.append(element.tail or "")
        else:
            block.append(element.text or "")


def _lines(block: str) -> Iterator[str]:
    return filter(None, map(one_line, _BREAKS.split(block) if _LINE_BREAK in block else (block,)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page shows to its readers of itself, for want of better."""

    headline: str  # its one h1
    window_title: str
    title: str
    byline: str
    published: datetime | None
    checks_robots: bool  # whether it loads a script of a service that does


def _shown(tree: HtmlElement, page: Page, said: SelfDescription) -> _Shown:
    window_title = _cut(one_line(next((element.text_content() for element in tree.iter("title")), "")))
    scripts = [script.get("src", "") + (script.text or "")[:2000] for script in tree.iter("script", "iframe")]
    etree.strip_elements(tree, "script", "style", with_tail=False)  # read already, by structured.py, and safely
    first = headline(tree)
    return _Shown(
        headline=first,
        window_title=window_title,
        title=first or without_site(window_title),
        byline="" if said.byline else visible_byline(tree),
        published=None if said.published else shown_date(tree) or _date(tree, page),
        checks_robots=any(service in script for script in scripts for service in _CHECKS_ROBOTS),
    )


def _date(tree: HtmlElement, page: Page) -> datetime | None:
    """Return what htmldate makes of the dates in the page's text and markup."""
    try:
        day = find_date(tree, extensive_search=False, original_date=True, max_date=f"{page.fetched_at:%Y-%m-%d}")
    except _BUGS:  # a page without a date is better than no page
        return None
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
