"""Article → claims: attributions with their chains, quantities, dates and cue classes."""

from __future__ import annotations

import re
from datetime import UTC

from claims.attribute import depth, find_attributions
from claims.chain import build_chain, open_scene
from claims.cues import polarity, read_cue
from claims.day import find_dates
from claims.errors import TextTooLong, UnsupportedLanguage
from claims.hedge import find_hedges
from claims.mention import find_mentions
from claims.quantity import find_quantities
from claims.quote import quoted_parts
from claims.tagger import load_tagger
from claims.types import Attribution, Claim, ClaimKind, Hop, Span
from sources.registry import Registry
from sources.types import Article, content_id

EXTRACTOR = "tagger/4"  # the model's version and that of the rules around it; a change of either raises it
LANGUAGES = ("en",)
LONGEST_TEXT = 2_000_000  # characters: ten novels' chapters, or a dump that is no article

_NEAR = 40  # characters between source and cue, or after the last word, in which a day still dates the cue
_WORD = re.compile(r"\w+")


def extract_claims(article: Article, registry: Registry) -> tuple[Claim, ...]:
    """Return the claims of an English article, in the order of their contents, one that holds others before those.

    Raises UnsupportedLanguage for other languages (an article whose language is unknown, "", is tried), TextTooLong,
    and ModelMissing or ModelAltered where the model's files are not as shipped.
    """
    if article.language not in ("", *LANGUAGES):
        raise UnsupportedLanguage(article.language, LANGUAGES)
    if len(article.text) > LONGEST_TEXT:
        raise TextTooLong(len(article.text), LONGEST_TEXT)
    scene = open_scene(article, registry)
    claims: dict[Attribution, Claim] = {}
    for attribution in sorted(find_attributions(article.text, load_tagger()), key=_told_at):
        outer = claims[attribution.outer] if attribution.outer else None
        hops = build_chain(article, attribution, registry, scene, outer.hops if outer else ())
        claims[attribution] = _claim(article, attribution, hops, outer)
    return tuple(sorted(claims.values(), key=lambda claim: (claim.start, claim.nested_in is not None, claim.end)))


def claim_of(article: Article, attribution: Attribution, registry: Registry) -> Claim:
    """Return what one attribution of an article comes to, however it was found: one of the gold, say.

    It is read by itself: who spoke in others before it is not known.
    """
    scene = open_scene(article, registry)
    return _claim(article, attribution, build_chain(article, attribution, registry, scene), None)


def _told_at(attribution: Attribution) -> tuple[int, int, int]:
    """Return where an attribution names its source; those that it holds come right after it."""
    whole = attribution
    while whole.outer:
        whole = whole.outer
    begins = (whole.source or whole.content[0]).start
    return begins, depth(attribution), attribution.content[0].start


def _claim(article: Article, attribution: Attribution, hops: tuple[Hop, ...], outer: Claim | None) -> Claim:
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
        hops=hops,
        quantities=tuple(one for part in fragments for one in find_quantities(text, part.start, part.end)),
        dates=find_dates(text, named.start, named.end, published),
        extractor=EXTRACTOR,
        hedges=tuple(one for part in fragments for one in find_hedges(text, part.start, part.end)),
        mentions=tuple(one for part in fragments for one in find_mentions(text, part.start, part.end)),
        nested_in=outer.id if outer else None,
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
