"""Real news pages with a place for another article: their menus, scripts and teasers stay, and so does their weight.

What a page says of its own article goes: its paragraphs, headline, dates, addresses, and whatever it has for machines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lxml.html import HtmlElement, tostring

from benchmarks.ingestion.pages import GoldPage, page_of
from benchmarks.operations.articles import MadeArticle
from benchmarks.operations.errors import NoTemplates
from claims.tokens import words
from sources.decode import decode
from sources.errors import SaysoError
from sources.extract import extract
from sources.structured import parse_html

GIVEN_BACK = 0.9  # of a probe's words in the text that is extracted, and of that text's words in the probe

_HEAD, _TITLE, _TEXT = "sayso-head-here", "sayso-title-here", "sayso-text-here"
_SHORT = 40  # characters: shorter paragraphs may stand anywhere in a page
_ABOUT = ("itemprop", "itemtype", "itemscope", "datetime", "pubdate")


@dataclass(frozen=True, slots=True)
class Template:
    """A page's HTML around head, headline and text of an article."""

    name: str
    html: str

    def fill(self, article: MadeArticle) -> bytes:
        """Return the page with an article in it, in UTF-8."""
        text = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in article.paragraphs)
        title, url, time = escape(article.title), escape(article.url), article.published.isoformat()
        head = (
            f'<meta charset="utf-8"><title>{title}</title><link rel="canonical" href="{url}">'
            f'<meta property="og:type" content="article"><meta property="og:url" content="{url}">'
            f'<meta property="og:title" content="{title}"><meta property="article:published_time" content="{time}">'
        )
        filled = self.html.replace(f"<p>{_TEXT}</p>", text).replace(f'<meta name="{_HEAD}">', head)
        return filled.replace(_TITLE, title).encode("utf-8", "replace")


def load_templates(pages: Sequence[GoldPage], probe: MadeArticle) -> list[Template]:
    """Return the pages that give back an article that is put into them. Raises NoTemplates."""
    made = [template for page in pages if (template := make_template(page)) and gives_back(template, probe)]
    if not made:
        raise NoTemplates(len(pages))
    return made


def make_template(page: GoldPage) -> Template | None:
    """Return a page with places for an article's; None where its own is in no paragraphs."""
    tree = parse_html(decode(page.body, page.url), page.url)
    own = _own_paragraphs(tree, page.text)
    head = tree.find("head")
    if not own or head is None:
        return None
    inside: dict[HtmlElement, int] = defaultdict(int)
    for paragraph in own:
        parent = paragraph.getparent()
        if parent is not None:
            inside[parent] += len(paragraph.text_content())
    container = max(inside, key=lambda element: inside[element])
    place = container.makeelement("p")
    place.text = _TEXT
    container.insert(next(at for at, child in enumerate(container) if child in own), place)
    for paragraph in own:
        paragraph.drop_tree()
    _forget(tree)
    head.insert(0, head.makeelement("meta", {"name": _HEAD}))
    return Template(page.name, tostring(tree, encoding="unicode", doctype="<!doctype html>"))


def gives_back(template: Template, probe: MadeArticle) -> bool:
    """Tell whether the article that is put into a page is what is extracted from it, whole and with its date."""
    try:
        found = extract(page_of(probe.url, template.fill(probe)))
    except SaysoError:
        return False
    wanted, got = (Counter(words(text)) for text in ("\n".join(probe.paragraphs), found.text))
    both = (wanted & got).total()
    whole = both >= GIVEN_BACK * max(wanted.total(), got.total())
    return whole and (found.published, found.kind, found.completeness, found.language) == (
        probe.published, "news", "complete", "en",
    )  # fmt: skip


def _own_paragraphs(tree: HtmlElement, text: str) -> list[HtmlElement]:
    plain = " ".join(text.split())
    return [
        paragraph
        for paragraph in tree.iter("p")
        if len(told := " ".join(paragraph.text_content().split())) >= _SHORT and told in plain
    ]


def _forget(tree: HtmlElement) -> None:
    """Take away what a page says of its own article, and put a place where its headline was."""
    for element in list(tree.iter("meta", "title", "link", "script", "time", "base")):
        data = element.tag == "script" and "json" in element.get("type", "")
        if data or element.tag not in {"script", "link"} or element.get("rel") in {"canonical", "amphtml", "alternate"}:
            element.drop_tree()
    for element in tree.iter():
        for name in _ABOUT:
            element.attrib.pop(name, None)
    for heading in list(tree.iter("h1"))[:1]:
        for child in list(heading):
            child.drop_tree()
        heading.text = _TITLE
