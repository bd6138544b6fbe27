"""Bylines → names. What stands around a name goes: "By", a job title, an office, an e-mail address, a handle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from sources.normalise import one_line

_LONGEST_LINE = 500  # characters of a byline that is read
_LONGEST = 120  # characters of a byline on the page; more is a biography
_ADDRESS = re.compile(r"[(<]?(?:mailto:)?\S+@\S+\.\w+[)>]?|https?://\S+|www\.\S+|(?<![\w.])@\w+")
_BY = re.compile(
    r"^\W*(?:(?:(?:written|reported|posted|published|story|words|text|article|analysis|opinion|review"
    r"|report(?:ing)?)\s+)?by"
    r"|von|przez|autor(?:en|a|es|e)?|authors?|texte?|автор|текст|(?-i:par|Par|por|Por|da|di|door|Door|av|Av|af|Af))"
    r"(?:\s*:\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[,;|/•·]|\s&\s|\s(?:and|und|et|en|och|og|и|та|і)\s|\s[–—-]\s)\s*")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|esq)\.?", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:editors?|reporters?|correspondents?|writers?|journalists?|columnists?|producers?|presenters?|bureau|chief"
    r"|staff"
    r"|contributors?|contributing|analysts?|photographers?|head of|director|freelance\w*|newsroom|desk|team|intern"
    r"|redakteur\w*|korrespondent\w*|redaktion|chefredakt\w*|journaliste|rédact\w+|correspondante?|envoyée? spéciale?"
    r"|periodista|redactor\w*|corresponsal\w*|giornalista|inviat[oa]|corrispondente|redacteur|verslaggever"
    r"|dziennikarz\w*"
    r"|redaktor|korespondent\w*|корреспондент\w*|редактор\w*|обозреватель|журналист\w*|кореспондент\w*|оглядач)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\s+(?:in|at|for|from)\s+(?:the\s+)?[A-ZÀ-Þ].*$")
_OUTER = re.compile(r"^(?:last )?(?:updated|published|posted|modified)\b|\d{2}:\d{2}|\b(?:19|20)\d{2}\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:web ?)?(?:admin|administrator|webmaster|guest|gast|invité|гость|anonymous|unknown|none|null"
    r"|undefined|user|editorial)"
    r"|[\w-]+\.(?:\w{2,4})",  # a site's or a file's name
    re.IGNORECASE,
)
_AGENCY_AFTER = re.compile(r"(\S+ .*\S) (?:The )?(?:Associated Press|Reuters|AFP|AP)")  # "Ada Stone Associated Press"
_MOST_WORDS = 5  # of a name on the page
_MARKED = etree.XPath("(descendant::*/@itemprop|descendant::*/@rel)[. = 'author']/parent::*[not(self::link)]")
_CLASSED = ("a", "address", "div", "p", "span")
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:by-?line(?:[_-]{0,2}(?:author|name|link))?s?|authors?(?:[_-]{0,2}(?:name|link)s?)?|writer"
    r"|contributor)"
    r"(?=[\s]|$)",
    re.IGNORECASE,
)


def names(said: Iterable[str]) -> str:
    """Return the names that bylines give, joined by ", ", each once, in the order in which they stand."""
    found: list[str] = []
    for line in said:
        parts = _BETWEEN.split(_BY.sub("", _ADDRESS.sub(" ", one_line(line)[:_LONGEST_LINE]), count=1))
        for part in parts:
            name = _name(part)
            if found and _SUFFIX.fullmatch(name):
                found[-1] = f"{found[-1]}, {name}"
            elif name and name not in found:
                found.append(name)
    return ", ".join(found)


def _name(part: str) -> str:
    name = one_line(_WHERE.sub("", _BY.sub("", part))).strip(" .:-–—()[]") if part else ""
    if found := _AGENCY_AFTER.fullmatch(name):
        name = found[1]
    name = f"{name}." if re.search(r"\b(?:Jr|Sr)$", name) else name
    nobody = _TITLE.search(name) or _OUTER.search(name) or _NOBODY.fullmatch(name)
    return "" if nobody or not re.search(r"[^\W\d_]{2}", name) else name


def visible_byline(tree: HtmlElement) -> str:
    """Return the names that the page shows as its authors', "" where it marks none."""
    marked = _MARKED(tree)
    within = [name for element in marked for name in element.iterfind(".//*[@itemprop='name']")]
    if found := names(_shown(within)) or names(_shown(marked)):
        return found
    named = (element for element in tree.iter(*_CLASSED) if _is_byline(element.get("class", "")))
    return next(filter(None, (names(_shown([element])) for element in named)), "")


@lru_cache(maxsize=8192)
def _is_byline(name: str) -> bool:
    return _NAMED.search(name) is not None and "comment" not in name.lower()


def _shown(elements: Iterable[HtmlElement]) -> list[str]:
    lines = [element.get("content") or " ".join(element.itertext()) for element in elements]
    return [line for line in map(one_line, lines) if len(line) <= _LONGEST and _are_names(line)][:5]


def _are_names(line: str) -> bool:
    return all(len(name.split()) <= _MOST_WORDS for name in names([line]).split(", "))
