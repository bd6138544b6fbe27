r"""Writes claims as linked data: schema.org's Claim, in JSON-LD.

A Claim (https://schema.org/Claim) says that something was claimed, by whom and where. It says nothing of whether that
is true, which would be a ClaimReview.

    Claim             a claim group; its text is the canonical telling's
      author          who says it: a Person, or an Organization; none where the source goes unnamed
      creditText      who says it, through whom, in words
      appearance      the articles that tell it, a NewsArticle each
        hasPart       the passages that do: a Quotation where the words are quoted, else a CreativeWork
      firstAppearance the article that likely had it first

Ids are URNs made of the ids that the warehouse and all reports have. Addresses that are no plain web addresses are
left out. Text is kept as the outlets wrote it; what could end a `<script>` element or a line, and control and
direction characters, stand as \uXXXX, so that every line may be put into a page as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from claims.types import ClaimKind, SourceType
from reports.held import mark
from reports.moments import moment_in_iso
from reports.safe import SURROGATE, UNSAFE, safe_href

CONTEXT = "https://schema.org"
STAND_IN_NOTE = "A stand-in, written for a test or a demonstration; no real article."

_PERSONS = frozenset({"named_person", "role"})
_ORGANISATIONS = frozenset({"organisation", "outlet"})
# What could end a script element or open a comment in it, and what ends a line in JavaScript.
_MARKUP = re.compile("[<>&\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Source:
    """Who says a claim, as an article has it."""

    name: str
    source_type: SourceType
    speaker_id: str | None = None  # the speaker across articles, where that is sure
    known_as: str | None = None  # that speaker's name, in the spelling that most articles have


@dataclass(frozen=True, slots=True)
class ToldArticle:
    """An article that tells a claim."""

    version_id: str
    outlet_id: str
    outlet: str
    outlet_stand_in: bool
    stand_in: bool  # the article or its outlet is no real one
    url: str
    title: str
    byline: str
    published: datetime | None
    modified: datetime | None
    language: str


@dataclass(frozen=True, slots=True)
class ToldPassage:
    """A claim in one article's words."""

    claim_id: str
    article: ToldArticle
    wording: str
    kind: ClaimKind
    source: Source | None
    relays: tuple[str, ...]  # names of the outlets between source and publisher
    canonical: bool
    first_told: bool


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """A claim group with its tellings, earliest first; there is at least one."""

    group_id: str
    tellings: tuple[ToldPassage, ...]


def claim_node(claim: ToldClaim) -> dict[str, Any]:
    """Return a claim as a node of JSON-LD, without a context."""
    canonical = next((telling for telling in claim.tellings if telling.canonical), claim.tellings[0])
    first = next((telling for telling in claim.tellings if telling.first_told), claim.tellings[0])
    return _known(
        {
            "@type": "Claim",
            "@id": _urn("claim", claim.group_id),
            "identifier": claim.group_id,
            "text": canonical.wording,
            "inLanguage": canonical.article.language,
            "author": _author(canonical.source),
            "creditText": _credit(canonical),
            "firstAppearance": _article(first.article),
            "appearance": [
                {**_article(article), "hasPart": [_passage(telling) for telling in tellings]}
                for article, tellings in groupby(
                    sorted(claim.tellings, key=_place(claim.tellings)), key=lambda telling: telling.article
                )
            ],
        }
    )


def claim_line(claim: ToldClaim) -> str:
    """Return a claim as one line, a document of JSON-LD by itself."""
    return _dumped({"@context": CONTEXT, **claim_node(claim)}) + "\n"


def claims_graph(claims: Iterable[ToldClaim]) -> Iterator[str]:
    """Yield one document of JSON-LD with all claims in its @graph, piece by piece, a claim a line."""
    yield f'{{"@context":"{CONTEXT}","@graph":['
    separator = "\n"
    for claim in claims:
        yield separator + _dumped(claim_node(claim))
        separator = ",\n"
    yield "\n]}\n"


def _place(tellings: tuple[ToldPassage, ...]) -> Any:
    """Return a sort key that brings an article's tellings together, where the first of them stands."""
    places: dict[str, int] = {}
    for telling in tellings:
        places.setdefault(telling.article.version_id, len(places))
    return lambda telling: places[telling.article.version_id]


def _article(article: ToldArticle) -> dict[str, Any]:
    return _known(
        {
            "@type": "NewsArticle",
            "@id": _urn("article-version", article.version_id),
            "url": safe_href(article.url),
            "headline": article.title,
            "datePublished": _moment(article.published),
            "dateModified": _moment(article.modified),
            "inLanguage": article.language,
            "creditText": article.byline,
            "disambiguatingDescription": STAND_IN_NOTE if article.stand_in else None,
            "publisher": {
                "@type": "Organization",
                "@id": _urn("outlet", article.outlet_id),
                "name": mark(article.outlet) if article.outlet_stand_in else article.outlet,
            },
        }
    )


def _passage(telling: ToldPassage) -> dict[str, Any]:
    return _known(
        {
            "@type": "CreativeWork" if telling.kind == "indirect" else "Quotation",
            "@id": _urn("telling", telling.claim_id),
            "text": telling.wording,
            "inLanguage": telling.article.language,
            "author": _author(telling.source),
            "creditText": _credit(telling),
        }
    )


def _author(source: Source | None) -> dict[str, Any] | None:
    """Return who says it where that is a person or an organisation; "two officials" and leaked papers are neither."""
    if source is None or not source.name or source.source_type not in _PERSONS | _ORGANISATIONS:
        return None
    return _known(
        {
            "@type": "Person" if source.source_type in _PERSONS else "Organization",
            "@id": source.speaker_id and _urn("speaker", source.speaker_id),
            "name": source.known_as or source.name,
        }
    )


def _credit(telling: ToldPassage) -> str | None:
    """Return "a German official, through Reuters and The Wire", None where the article names nobody."""
    source = telling.source.name if telling.source else ""
    relays = " and ".join(telling.relays)
    return ", ".join(part for part in (source, relays and f"through {relays}") if part) or None


def _known(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value not in (None, "")}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment_in_iso(moment)


def _urn(kind: str, id_: str) -> str:
    return f"urn:sayso:{kind}:{id_}"


def _dumped(node: Mapping[str, Any]) -> str:
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _MARKUP.sub(_escaped, SURROGATE.sub(_escaped, UNSAFE.sub(_escaped, text)))


def _escaped(char: re.Match[str]) -> str:
    return f"\\u{ord(char[0]):04x}"
