"""Article → claims: attributions with their chains, quantities, dates and cue classes."""

from __future__ import annotations

import re
from datetime import UTC

from claims.attribute import find_attributions
from claims.chain import build_chain
from claims.cues import polarity, read_cue
from claims.errors import UnsupportedLanguage
from claims.measure import find_dates, find_quantities
from claims.quote import quoted_parts
from claims.types import Attribution, Claim, ClaimKind, Span
from sources.registry import Registry
from sources.types import Article, content_id

EXTRACTOR = "cues/1"
LANGUAGES = ("en",)

_NEAR = 40  # characters between source and cue, or after the last word, in which a day still dates the cue
_WORD = re.compile(r"\w+")


def extract_claims(article: Article, registry: Registry) -> tuple[Claim, ...]:
    """Return the claims of an English article, in the order of their contents.

    Raises UnsupportedLanguage for other languages; an article whose language is unknown ("") is tried.
    """
    if article.language not in ("", *LANGUAGES):
        raise UnsupportedLanguage(article.language, LANGUAGES)
    return tuple(_claim(article, attribution, registry) for attribution in find_attributions(article.text))


def _claim(article: Article, attribution: Attribution, registry: Registry) -> Claim:
    text, fragments = article.text, attribution.content
    start, end = fragments[0].start, fragments[-1].end
    wording = " ".join(fragment.of(text) for fragment in fragments)
    cue, cue_class, negated = read_cue(attribution.cue.of(text) if attribution.cue else "")
    published = article.published.astimezone(UTC).date() if article.published else None
    named = _dated(text, attribution)
    return Claim(
        id=content_id(article.version_id, _spans(fragments), _spans((attribution.cue,)), _spans((attribution.source,))),
        version_id=article.version_id,
        outlet_id=article.outlet_id,
        text=text[start:end],
        start=start,
        end=end,
        fragments=fragments,
        wording=wording,
        kind=claim_kind(wording),
        cue=cue,
        cue_span=attribution.cue,
        cue_class=cue_class,
        polarity=polarity(wording, negated_cue=negated and cue_class != "refusal"),
        hops=build_chain(article, attribution, registry),
        quantities=tuple(one for part in fragments for one in find_quantities(text, part.start, part.end)),
        dates=find_dates(text, named.start, named.end, published),
        extractor=EXTRACTOR,
    )


def claim_kind(wording: str) -> ClaimKind:
    """Return direct where every word stands in quotation marks, mixed where some do, indirect where none does."""
    quoted = sum(len(_WORD.findall(part)) for part in quoted_parts(wording))
    if not quoted:
        return "indirect"
    return "direct" if quoted >= len(_WORD.findall(wording)) else "mixed"


def _dated(text: str, attribution: Attribution) -> Span:
    """Return what the days of a claim are looked for in: its content and cue, and what is close around them."""
    parts = sorted([*attribution.content, *([attribution.cue] if attribution.cue else [])])
    start, end = parts[0].start, parts[-1].end
    source = attribution.source
    if source and source.end <= start <= source.end + _NEAR:
        start = source.start
    if source and source.start >= start:
        end = max(end, source.end)
    tail = re.compile(r"[^.,;:\n\"“”]*").match(text, end, min(len(text), end + _NEAR))
    return Span(start, tail.end() if tail else end)


def _spans(spans: tuple[Span | None, ...]) -> str:
    return " ".join(f"{span.start}-{span.end}" for span in spans if span)
