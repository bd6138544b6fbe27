"""Which agencies an article says that it was taken from or made with: syndicated copies of one text name the same.

Read are bylines, a dateline ("KYIV (Reuters) –"), the notes at a text's end ("The Associated Press contributed to this
report"), and what the page declares: schema.org's sourceOrganization, copyrightHolder, creditText, meta elements. A
photograph's credit is none, nor is an agency's name on its own site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

# What it is called for short → how it is written, and its own site.
_AGENCIES: dict[str, tuple[str, str]] = {
    "AP": (r"(?:The )?Associated Press|AP(?! Photo)(?: News)?", "apnews.com"),
    "Reuters": (r"(?:Thomson )?Reuters", "reuters.com"),
    "AFP": (r"Agence France[- ]Presse|AFP", "afp.com"),
    "dpa": (r"Deutsche Presse-Agentur|dpa(?:-AFX)?", "dpa.com"),
    "PA Media": (r"Press Association|PA Media|PA(?= Media| news agency)", "pa.media"),
    "Bloomberg": (r"Bloomberg(?: News)?", "bloomberg.com"),
    "UPI": (r"United Press International|UPI", "upi.com"),
    "EFE": (r"Agencia EFE|EFE", "efe.com"),
    "Europa Press": (r"Europa Press", "europapress.es"),
    "ANSA": (r"ANSA", "ansa.it"),
    "Adnkronos": (r"Adnkronos", "adnkronos.com"),
    "APA": (r"Austria Presse Agentur|APA", "apa.at"),
    "SDA": (r"Keystone-SDA|SDA", "keystone-sda.ch"),
    "ANP": (r"ANP", "anp.nl"),
    "Belga": (r"Belga", "belganewsagency.eu"),
    "PAP": (r"Polska Agencja Prasowa|PAP", "pap.pl"),
    "ČTK": (r"ČTK|CTK", "ctk.cz"),
    "TASS": (r"TASS|ТАСС", "tass.com"),
    "RIA Novosti": (r"RIA Novosti|РИА Новости", "ria.ru"),
    "Interfax": (r"Interfax|Интерфакс", "interfax.ru"),
    "Ukrinform": (r"Ukrinform|Укрінформ|Укринформ", "ukrinform.net"),
    "Interfax-Ukraine": (r"Interfax-Ukraine|Інтерфакс-Україна", "interfax.com.ua"),
    "Xinhua": (r"Xinhua", "news.cn"),
    "Kyodo": (r"Kyodo(?: News)?", "kyodonews.net"),
    "Yonhap": (r"Yonhap", "yna.co.kr"),
    "Anadolu": (r"Anadolu(?: Agency)?", "aa.com.tr"),
    "PTI": (r"Press Trust of India|PTI", "ptinews.com"),
    "ANI": (r"Asian News International|ANI", "aninews.in"),
    "IANS": (r"IANS", "ians.in"),
    "AAP": (r"Australian Associated Press|AAP", "aap.com.au"),
    "The Canadian Press": (r"(?:The )?Canadian Press|La Presse canadienne", "thecanadianpress.com"),
}
_WORDS = {name: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])") for name, (words, _) in _AGENCIES.items()}
_ANY = "|".join(words for words, _ in _AGENCIES.values())
_DATELINE = re.compile(rf"[^!?\n]{{0,80}}?\(((?:(?:{_ANY})(?:[/,-]| and | - )?)+)\)(?:\s*[–—:-]|\s)")
_DATELINE_BARE = re.compile(rf"[A-ZÀ-ÞА-Я][^!?()]{{1,60}}?[,.]?\s({_ANY})\s?[–—-]{{1,2}}\s")
_NOTE = re.compile(
    r"\bcontribut|\bwith (?:reporting|files|material|information)\b|\breporting (?:by|for)\b|^\W*(?:source|quelle"
    r"|fuente|fonte)s?\b"
    r"|©|\bcopyright\b|\bmit material\b|^\W*\(?(?:avec|con|met|mit|with|from|z) |^[\W_]*[\w /,.-]{2,40}[\W_]*$"
    r"|\b(?:this|the) (?:article|story|report) (?:was|is) (?:originally |first )?(?:published|produced|provided|from)",
    re.IGNORECASE,
)
_PHOTO = re.compile(r"\b(?:photos?|images?|pictures?|getty|file|foto|bild|picture alliance)\b", re.IGNORECASE)
_FIRST, _LAST = 2, 6  # paragraphs that may hold a dateline, a note
_LONGEST_NOTE = 400  # characters


def credit(paragraphs: Sequence[str], bylines: Iterable[str], declared: Iterable[str], url: str) -> str:
    """Return the agencies that are credited, by their short names in the order of the table, joined by ", ".

    `paragraphs` are the article's with the notes at its end; `declared` is what structured data and meta elements name.
    """
    lines = [*bylines, *declared, *_datelines(paragraphs[:_FIRST]), *filter(_is_note, paragraphs[-_LAST:])]
    host = urlsplit(url).hostname or ""
    return ", ".join(
        name
        for name, words in _WORDS.items()
        if not _is_site(host, _AGENCIES[name][1]) and any(words.search(line) for line in lines)
    )


def _datelines(paragraphs: Iterable[str]) -> Iterable[str]:
    for paragraph in paragraphs:
        if found := _DATELINE.match(paragraph) or _DATELINE_BARE.match(paragraph):
            yield found[1]


def _is_note(paragraph: str) -> bool:
    return len(paragraph) <= _LONGEST_NOTE and bool(_NOTE.search(paragraph)) and not _PHOTO.search(paragraph)


def _is_site(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")
