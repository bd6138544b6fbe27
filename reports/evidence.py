"""Cuts a passage out of its article together with the words around it."""

from __future__ import annotations

from itertools import pairwise

from claims.types import Claim, Passage, Span
from reports.held import Held
from reports.types import Evidence, Segment, SegmentKind
from sources.types import Article

CONTEXT = 220  # code points shown on each side; cut between words

Part = tuple[SegmentKind, Span]


def claim_evidence(claim: Claim, held: Held) -> Evidence:
    """Return a claim in its article, with content, cue and sources told apart."""
    parts: list[Part] = [("content", span) for span in claim.fragments]
    if claim.cue_span:
        parts.append(("cue", claim.cue_span))
    parts += [("source", hop.span) for hop in claim.hops if hop.span]
    passage = Passage(claim.version_id, Span(claim.start, claim.end), claim.text, claim.id)
    return _cut(passage, parts, held.articles.get(claim.version_id))


def passage_evidence(passage: Passage, held: Held) -> Evidence:
    """Return a passage in its article, or alone where the article is not part of the diff."""
    return _cut(passage, [("content", passage.span)], held.articles.get(passage.version_id))


def _cut(passage: Passage, parts: list[Part], article: Article | None) -> Evidence:
    span = passage.span
    if article is None:
        alone = (Segment("content", passage.text),)
        return Evidence(passage.version_id, span.start, span.end, "", "", alone, cut_before=True, cut_after=True)
    window = _window(article.text, span)
    return Evidence(
        version_id=passage.version_id,
        start=span.start,
        end=span.end,
        title=article.title,
        url=article.url,
        segments=_segments(article.text, window, parts),
        cut_before=window.start > 0,
        cut_after=window.end < len(article.text),
    )


def _window(text: str, span: Span) -> Span:
    """Widen a span by CONTEXT on both sides, less what would cut a word in two."""
    start, end = max(0, span.start - CONTEXT), min(len(text), span.end + CONTEXT)
    while 0 < start < span.start and not text[start - 1].isspace():
        start += 1
    while span.end < end < len(text) and not text[end].isspace():
        end -= 1
    return Span(start, end)


def _segments(text: str, window: Span, parts: list[Part]) -> tuple[Segment, ...]:
    """Split a window where a part begins or ends; of parts that overlap, the first listed gives the kind."""
    edges = {window.start, window.end}
    edges |= {edge for _, part in parts for edge in (part.start, part.end) if window.start < edge < window.end}
    cuts = sorted(edges)
    return tuple(Segment(_kind_at(start, parts), text[start:end]) for start, end in pairwise(cuts))


def _kind_at(position: int, parts: list[Part]) -> SegmentKind:
    return next((kind for kind, part in parts if part.start <= position < part.end), "context")
