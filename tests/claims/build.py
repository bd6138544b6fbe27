"""Builders for the tests of this folder: articles and claims from the few things that a test is about."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from claims.quote import quoted_spans
from claims.types import Bound, Claim, ClaimKind, CueClass, DateMention, Hop, Polarity, Quantity, SourceType, Span
from sources.types import Article, Completeness, Outlet, content_id

DAY = datetime(2025, 11, 20, tzinfo=UTC)


def at(text: str, piece: str, nth: int = 1) -> Span:
    """Return where a text has a piece for the nth time."""
    start = -1
    for _ in range(nth):
        start = text.index(piece, start + 1)
    return Span(start, start + len(piece))


def outlet(outlet_id: str, *, stands_in_for: str | None = None) -> Outlet:
    return Outlet(
        id=outlet_id,
        name=outlet_id.title(),
        kind="newspaper",
        country="BE",
        language="en",
        synthetic=stands_in_for is not None,
        stands_in_for=stands_in_for,
    )


def article(
    text: str,
    *,
    outlet_id: str = "alpha",
    title: str = "",
    published: datetime | None = DAY,
    modified: datetime | None = None,
    language: str = "en",
    completeness: Completeness = "complete",
    url: str = "",
) -> Article:
    url = url or f"https://{outlet_id}.example/{content_id(title, text)}"
    article_id = content_id(url)
    return Article(
        id=article_id,
        version_id=content_id(article_id, title, text),
        page_id=content_id(url, text),
        outlet_id=outlet_id,
        url=url,
        title=title,
        byline="",
        published=published,
        modified=modified,
        language=language,
        kind="news",
        completeness=completeness,
        synthetic=False,
        text=text,
        extractor="test/1",
    )


def claim(
    wording: str,
    *,
    within: Article | None = None,
    outlet_id: str = "alpha",
    speaker: str | None = "Dmitry Peskov",
    source_type: SourceType = "named_person",
    relays: Sequence[Hop] = (),
    cue: str = "say",
    cue_class: CueClass = "neutral",
    polarity: Polarity = "affirmed",
    quantities: Sequence[Quantity] = (),
    dates: Sequence[DateMention] = (),
) -> Claim:
    """Return a claim with this wording; it lies in the article given, or in one whose text is the wording."""
    home = within or article(wording, outlet_id=outlet_id)
    start = home.text.index(wording)
    span = Span(start, start + len(wording))
    cue_start = home.text.find(cue) if cue else -1
    hops = (
        *([_speaker(speaker, source_type, home)] if speaker else []),
        *relays,
        Hop("publisher", "outlet", home.outlet_id, None, home.outlet_id),
    )
    return Claim(
        id=content_id(home.version_id, repr(span), repr(hops)),
        version_id=home.version_id,
        outlet_id=home.outlet_id,
        text=wording,
        start=span.start,
        end=span.end,
        fragments=(span,),
        wording=wording,
        kind=_kind(wording),
        cue=cue,
        cue_span=Span(cue_start, cue_start + len(cue)) if cue_start >= 0 else None,
        cue_class=cue_class,
        polarity=polarity,
        hops=hops,
        quantities=tuple(replace(q, span=_moved(q.span, start)) for q in quantities or numbers(wording)),
        dates=tuple(dates),
        extractor="test/1",
    )


def relay(outlet_id: str) -> Hop:
    return Hop("relay", "outlet", outlet_id, None, outlet_id)


def numbers(wording: str, unit: str = "") -> tuple[Quantity, ...]:
    """Return the digits of a wording as exact quantities, with spans into the wording."""
    return tuple(
        Quantity(Span(*found.span()), found[0], float(found[0].replace(",", "")), unit, "exact")
        for found in re.finditer(r"\d+(?:,\d{3})*(?:\.\d+)?", wording)
    )


def quantity(value: float, unit: str = "", bound: Bound = "exact") -> Quantity:
    return Quantity(Span(0, 1), str(value), value, unit, bound)


def mention(text: str, day: date, start: int = 0) -> DateMention:
    return DateMention(Span(start, start + len(text)), text, day)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _speaker(name: str, source_type: SourceType, home: Article) -> Hop:
    start = home.text.find(name)
    return Hop("speaker", source_type, name, Span(start, start + len(name)) if start >= 0 else None)


def _kind(wording: str) -> ClaimKind:
    spans = quoted_spans(wording)
    if not spans:
        return "indirect"
    return "direct" if (spans[0].start, spans[-1].end) == (0, len(wording)) else "mixed"
