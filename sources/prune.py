"""Takes out of a page, before its text is looked for, what is never an article's text, and mends what hides it.

The conventions are those of hand-made gold for news pages: the body goes without its headline and standfirst, links to
other articles, newsletters, share buttons and what pops up over a link; a post that is quoted in full belongs to it.
Each rule reads what an element is called and how much of its text is links, never its place on one outlet's pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from lxml import etree
from lxml.html import HtmlElement

from sources.normalise import one_line

_NEVER_TEXT = (
    *("aside", "audio", "button", "canvas", "dialog", "footer", "head", "iframe", "input", "map", "menu", "nav"),
    *("noscript", "object", "option", "picture", "script", "select", "style", "svg", "template", "textarea", "video"),
)
_BOXES = frozenset({"div", "dl", "figure", "ol", "p", "section", "span", "ul"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LINES = _HEADINGS | {"p"}
_LOOKED_AT = tuple(sorted(_BOXES | _LINES))
# What can be refused; told apart in C, since most elements of a page cannot.
_CANDIDATES = etree.XPath(
    "|".join(f"descendant::{tag}[@class or @id]" for tag in sorted(_BOXES))
    + "|descendant::p[@itemprop]|descendant::p[descendant::a]|descendant::a/descendant::p|"
    + "|".join(f"descendant::{tag}" for tag in sorted(_HEADINGS))
    + "|descendant::ul[li//a]|descendant::ol[li//a]"
)
_ANCHORS = etree.XPath(".//a[not(@href)][@name or @id]")  # marks of places; many are never closed
_LINKED = etree.XPath(".//a//text()")
# Words of a class or an id, cut at its hyphens and underscores: what such a box holds is no text of the article's.
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:"
    r"newsletters?(?:[\s_-](?:container|signup|sign-up|form|box|promo|widget|inline|cta))?(?=[\s_-]|$)"
    r"|related(?:[_-]?(?:articles?|posts?|stories|story|links?|content|topics|news|reads?|items?|list|coverage))"
    r"|(?:more|recommended|suggested|top|latest|popular|trending|featured)[_-]?(?:articles|posts|stories|news|reads)"
    r"|most[_-]?(?:read|popular|viewed|shared|commented)|read[_-]?(?:more|next|also)|recirc(?:ulation)?|you[_-]may"
    r"|(?:rollover|popover|tooltip|hovercard)[\w-]*[_-](?:block|body|box|card|content|inner|panel|text)"
    r"|player[_-]overlay"
    r"|promo[_-](?:item|box|unit|card)s?"
    r"|(?:author|writer|contributor)[_-]?(?:bio|box|info|card|about|profile)|about[_-]the[_-]author"
    r"|(?:social|share|sharing)[_-]?(?:bar|buttons?|tools|links|icons|list|widget)|addtoany|sharedaddy"
    r"|taboola|outbrain|advertisement|ad[_-](?:slot|label|unit|container|wrapper)|screen[_-]reader[_-]text"
    r"|(?:cookie|consent|gdpr)[_-]?(?:banner|notice|wall|bar|message|popup|overlay)"
    r")",
    re.IGNORECASE,
)
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:sub-?(?:head(?:line)?|title|line)|standfirst|stand-first|dek|deck|strapline)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"\W*(?:related|read(?: more| also| next| now)?|see(?: also| more)?|also(?: on| read| see)?|more(?: on| from)?"
    r"|watch"
    r"|listen|don['’]t miss|must[ -]read|recommended|lesen sie (?:auch|mehr)|mehr zum thema|à lire aussi|lire aussi"
    r"|l(?:ee|ea|eer) (?:también|más)|te puede interesar|leggi anche|lees ook|czytaj (?:też|także|więcej)|zobacz też"
    r"|leia (?:também|mais)|читайте также|читати також|читайте також|см\. также)\b[^:|]{0,30}(?:[:|>–—-]|$)",
    re.IGNORECASE,
)
_WRAPPERS = frozenset({"div", "figure", "section"})
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:article|story|post|entry)[_-]{0,2}(?:summary|lead|lede|intro)(?=[\s_-]|$)", re.IGNORECASE
)
_BODY = re.compile(r"(?:^|[\s_-])(?:article|story|post|entry)[_-]{0,2}(?:body|content|text)", re.IGNORECASE)
_MOST_SHARE = 0.3  # of the page's paragraphs; a box that holds more is the article, whatever it is called
_LINK_SHARE = 0.9  # of a line's characters in links: it leads to another article
_SOME_SHARE = 0.5  # the same of a line that begins as a pointer does
_LIST_SHARE = 0.75  # the same of a list, whose items may say a word beside the link
_LONGEST_LINE = 500  # characters; a heading that is longer was never closed
_MOST_CHILDREN = 6  # of what wraps one post
_FEW_WORDS = 4  # a linked name or title within a list is shorter


def prune(tree: HtmlElement, description: str) -> None:
    """Change a page's tree in place; what the page says of itself must have been read before.

    `description` is how the page sums itself up; a heading that repeats it is a standfirst.
    """
    etree.strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    body = tree.find("body")
    if body is None:
        return
    for anchor in _ANCHORS(body):
        anchor.drop_tag()
    _join_lead(body)
    _join_parts(body)
    _free_tweets(body)
    budget = _MOST_SHARE * sum(map(_length, body.iter("p")))
    for element in list(_refuse(body, description, budget)):
        element.drop_tree()


def _refuse(body: HtmlElement, description: str, budget: float) -> Iterator[HtmlElement]:
    """Yield the elements that are no part of the article, none of them within another."""
    within: set[HtmlElement] = set()
    for element in _CANDIDATES(body):
        if element not in within and _is_refuse(element, description, budget):
            within.update(element.iter(*_LOOKED_AT))
            yield element


def _length(element: HtmlElement) -> int:
    return sum(map(len, element.itertext()))


def _is_refuse(element: HtmlElement, description: str, budget: float) -> bool:
    tag = element.tag
    if tag in _BOXES:
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if name != " " and _is_named_so(name) and sum(map(_length, element.iter("p"))) <= budget:
            return True
    if tag in _LINES and (_is_standfirst(element, description) or _leads_away(element)):
        return not _is_longer(element, _LONGEST_LINE)
    return tag in ("ul", "ol") and _is_list_of_links(element)


@lru_cache(maxsize=8192)
def _is_named_so(name: str) -> bool:
    return _NAMES.search(name) is not None


def _is_standfirst(element: HtmlElement, description: str) -> bool:
    if element.get("itemprop") == "description" or _STANDFIRST.search(element.get("class", "")):
        return True
    return element.tag in _HEADINGS and bool(description) and _text(element) == description


def _text(element: HtmlElement) -> str:
    return one_line("".join(element.itertext()))


def _leads_away(element: HtmlElement) -> bool:
    """Tell whether a line is all link: to a related article, an app, a newsletter."""
    links = list(element.iter("a"))
    if not links:
        around = next(element.iterancestors("a"), None)
        return (
            around is not None and not _is_longer(around, _LONGEST_LINE) and len(_text(element).split()) >= _FEW_WORDS
        )
    if _is_longer(element, _LONGEST_LINE):
        return False
    text = _text(element)
    linked = sum(len(_text(link)) for link in links)
    if _LEAD_IN.match(text):
        return linked >= _SOME_SHARE * len(text)
    return linked >= _LINK_SHARE * len(text) and len(text.split()) >= _FEW_WORDS and not text.startswith("http")


def _is_longer(element: HtmlElement, length: int) -> bool:
    """Tell whether an element has more characters than so many, without looking at more."""
    return any(reached > length for reached in accumulate(map(len, element.itertext())))


def _is_list_of_links(element: HtmlElement) -> bool:
    """Tell whether a list of several items, with a link in each and no list in them, says little beside the links."""
    items = element.findall("li")
    if len(items) < 2 or any(next(item.iter("a"), None) is None for item in items):
        return False
    if next(element.iterdescendants("ul", "ol"), None) is not None:
        return False
    text = _text(element)
    if len(text.split()) < _FEW_WORDS * len(items):
        return False
    return len(one_line("".join(_LINKED(element)))) >= _LIST_SHARE * len(text)


def _join_parts(body: HtmlElement) -> None:
    """Join the parts that advertisements cut an article's text into; finders of the main text take one of them."""
    parts: dict[tuple[str, HtmlElement], list[HtmlElement]] = defaultdict(list)
    for element in body.iter("div", "section"):
        name = element.get("class", "")
        if name and _BODY.search(name) and element.find("p") is not None:
            parts[name, next(element.iterancestors("article", "main"), body)].append(element)
    for same in parts.values():
        known = set(same)
        if len(same) > 1 and not any(_holds_title(part) or _is_within(part, known) for part in same):
            for part in same[1:]:
                same[0].extend(list(part))


def _join_lead(body: HtmlElement) -> None:
    """Put the first paragraph into the text that it stands before, where it has a box of its own."""
    for element in list(body.iter("div", "p")):
        following = element.getnext()
        if following is None or not _LEAD.search(element.get("class", "")):
            continue
        if _BODY.search(following.get("class", "")) and _text(element) not in _text(following):
            lead = following.makeelement("p")
            lead.text = _text(element)
            following.insert(0, lead)


def _holds_title(part: HtmlElement) -> bool:
    return next(part.iter("h1", "article"), None) is not None


def _is_within(part: HtmlElement, parts: set[HtmlElement]) -> bool:
    return not parts.isdisjoint(part.iterancestors())


def _free_tweets(body: HtmlElement) -> None:
    """Take the names off what posts are wrapped in, by which they would be taken for widgets."""
    for quoted in body.iter("blockquote"):
        if "twitter-" in quoted.get("class", ""):
            for wrapper in _wrappers(quoted):
                wrapper.attrib.clear()
                wrapper.tag = "div"


def _wrappers(tweet: HtmlElement) -> Iterator[HtmlElement]:
    for ancestor in tweet.iterancestors():
        if (
            ancestor.tag not in _WRAPPERS
            or len(ancestor) > _MOST_CHILDREN
            or _length(ancestor) > 1.2 * _length(tweet) + 100
        ):
            return
        yield ancestor


def headline(tree: HtmlElement) -> str:
    """Return the page's h1 where there is one, "" else: where there are several, some are headings of the text."""
    headlines = [text for text in map(_text, tree.iter("h1")) if text]
    return headlines[0] if len(headlines) == 1 and len(headlines[0]) <= _LONGEST_LINE else ""
