"""Page → article: the text and what is known about it. The one door to trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import py3langid
import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document

from sources.decode import decode, refuse_garbage
from sources.errors import EmptyArticle, UnreadablePage
from sources.normalise import join_paragraphs, one_line, split_paragraphs
from sources.structured import SelfDescription, describe, parse_html
from sources.types import Article, ArticleKind, Completeness, Page, content_id
from sources.urls import clean_url, same_site

EXTRACTOR = f"trafilatura {trafilatura.__version__}/1"

# They log every page they find something odd in; what is odd enough to tell is raised here.
for _name in ("trafilatura", "htmldate", "charset_normalizer", "py3langid"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

# Time grows with the number of elements, in places with its square: 50,000 take some 10 s at worst; a long live blog
# has 20,000.
_MOST_ELEMENTS = 50_000
_LITTLE_TEXT = 250  # characters; trafilatura's own bound for a poor result
_LONG_ENOUGH = 200  # characters from which py3langid is more often right than what a page declares
_LANGUAGE_SAMPLE = 4000  # characters
_ISO_639_1 = 2  # letters; py3langid names some languages by three: "zxx" is none
_TITLE_WORDS = 12
_LONGEST_LINE = 500  # characters of a title or byline; more is a page's mistake
# What a bug in trafilatura or htmldate can end in: neither has exceptions of its own.
_BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

_LINE_BREAK = "\u2028"  # stands for <br> while a block is put together
# A <br> ends a paragraph after the end of a sentence, or where another <br> follows; else it is a space.
_BREAKS = re.compile(rf"(?<=[.!?…:;\"”’»)])\s*{_LINE_BREAK}|{_LINE_BREAK}\s*{_LINE_BREAK}")
_BLOCKS = frozenset({"body", "cell", "code", "head", "item", "list", "p", "quote", "row", "table"})

_PAYWALL_WITHIN = 6  # the last paragraphs: a notice and what stands around it
_PAYWALL = re.compile(
    r"(?:^|(?<=[.!?…”\"’)]\s))(?:"
    r"(?:please )?(?:subscribe|sign in|log ?in|register|sign up)(?: now| today)?,?"
    r"(?: or (?:subscribe|sign in|log ?in|register))? (?:to|and) (?:continue"
    r"|keep reading|read (?:on|more|this|the (?:full|rest))|unlock|get (?:full|unlimited) access)"
    r"|to (?:continue|keep) reading|(?:continue|keep) reading (?:with|by)|want to (?:read more|keep reading)"
    r"|(?:this|the full|the rest of this) (?:article|story|content|piece) is (?:only |exclusively )?"
    r"(?:available |reserved )?(?:only |exclusively )?(?:for|to) (?:our )?(?:paying |registered )?(?:subscriber|member)"
    r"|already (?:a|have an?) (?:subscri\w+|member\w*|account)\?|you have reached your (?:article )?limit"
    r"|(?:pour|abonnez-vous pour) (?:continuer|lire la suite)"
    r"|(?:cet article|la suite) est réservée? (?:à nos|aux) abonnés"
    r"|jetzt (?:weiterlesen|abonnieren)|weiterlesen mit|(?:suscríb[ae]te|inicia sesión) para (?:seguir|continuar)"
    r").*",
    re.IGNORECASE | re.DOTALL,
)


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
    article_id = content_id(page.outlet_id, draft.url)
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
    code, _ = py3langid.classify(text[:_LANGUAGE_SAMPLE])
    return str(code) if len(code) == _ISO_639_1 else declared


def _from_html(page: Page) -> _Draft:
    tree = parse_html(decode(page.body, page.url), page.url)
    elements = sum(1 for _ in tree.iter())
    if elements > _MOST_ELEMENTS:
        raise UnreadablePage(f"{page.url} has {elements} HTML elements; pages of up to {_MOST_ELEMENTS} can be read")
    said = describe(tree, page.url if page.url.startswith("http") else "")
    found = _paragraphs(tree, page.url)
    guessed = _guess(tree, page) if not (said.title and said.byline and said.published) else _Guess()
    title = said.title or guessed.title
    paragraphs, cut = _before_paywall([one for one in found if one != title])
    return _Draft(
        url=_url(page.url, said),
        text=join_paragraphs(paragraphs),
        title=title,
        byline=said.byline or guessed.byline,
        published=said.published or guessed.published,
        modified=said.modified,
        language=said.language,
        kind=said.kind,
        completeness="truncated" if cut or not said.free else "complete",
    )


def _url(url: str, said: SelfDescription) -> str:
    """Return the canonical URL, unless it is another site's: republished copies name the original's there."""
    stated = (known for known in (said.canonical, said.own_url) if known and same_site(known, url))
    return next(stated, None) or clean_url(url) or url


def _paragraphs(tree: HtmlElement, where: str) -> list[str]:
    """Return the article's paragraphs; the slower way is tried where the faster one finds next to nothing."""
    found = _found(tree, where, fast=True)
    if sum(map(len, found)) < _LITTLE_TEXT:
        found = max(found, _found(tree, where, fast=False), key=lambda paragraphs: sum(map(len, paragraphs)))
    return found


def _found(tree: HtmlElement, where: str, *, fast: bool) -> list[str]:
    try:
        # With "txt" the body is left as a tree; "python" would render it, recursively.
        document = trafilatura.bare_extraction(tree, fast=fast, include_comments=False, output_format="txt")
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
    return filter(None, map(one_line, _BREAKS.split(block)))


def _before_paywall(paragraphs: Sequence[str]) -> tuple[list[str], bool]:
    """Return the paragraphs before a paywall's notice, and whether there is one among the last of them."""
    for index in range(max(0, len(paragraphs) - _PAYWALL_WITHIN), len(paragraphs)):
        if notice := _PAYWALL.search(paragraphs[index]):
            return [*paragraphs[:index], paragraphs[index][: notice.start()]], True
    return list(paragraphs), False


@dataclass(frozen=True, slots=True)
class _Guess:
    title: str = ""
    byline: str = ""
    published: datetime | None = None


def _guess(tree: HtmlElement, page: Page) -> _Guess:
    """Return what trafilatura and htmldate make of headings, bylines and dates in the page's text and markup."""
    for script in list(tree.iter("script")):
        script.drop_tree()  # read already, by structured.py, and safely
    dates = {"original_date": True, "extensive_search": False, "max_date": f"{page.fetched_at:%Y-%m-%d}"}
    try:
        known = extract_metadata(tree, None, dates, False)
    except _BUGS:  # a page without a byline is better than no page
        return _Guess()
    day = datetime.fromisoformat(known.date).replace(tzinfo=UTC) if known.date else None
    names = (known.author or "").split(";")
    return _Guess(one_line(known.title or ""), ", ".join(filter(None, map(one_line, names))), day)
