"""Spans of word pieces → spans of words: trimmed, joined, and closed where a quotation or a clause is left open."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.types import Attribution, Span

MARKS = "\"“”„«»‘’'`"
WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_OUTSIDE = " \t\n\r\xa0,;:–—-"
_CUT = re.compile(r",?\s(?:that|to|of|than|provided that|given that|as long as)\s", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"\s(?:is|was|are|were|be|has|have|had|the|an?|of|to|and|in|on|for|with|who|by|Mrs?\.?|Ms\.?|Dr\.?)$"
)
_SEAM = re.compile(r",?\s(?:(?:with|and|or|but|of|in|for|to|by|as)\s)?")
_SENTENCE_END = re.compile(r"[.!?][\"”’]?(?=\s|$)|\n")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sens?|Reps?|Gov|Gen|Lt|Col|Capt|Sgt|Maj|Adm|Hon|Rev|St|Jr|Sr|No|vs|Inc|Corp|Co|Ltd"
    r"|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z](?:\.[A-Z])*|\b[ap]\.m)$"
)
_LONGEST_REST = 200  # characters


def tidied(text: str, found: Attribution, quotes: Sequence[Span]) -> Attribution | None:
    """Return an attribution with clean spans, or None where nothing of its content is left.

    quotes are the quotations of the text, in order.
    """
    parts = (_closed(text, part, quotes) for part in found.content)
    clean = sorted(span for part in parts if (span := trimmed(text, part)) and WORD.search(text, span.start, span.end))
    content = tuple(_joined(text, clean))
    if not content:
        return None
    source = trimmed(text, found.source) if found.source else None
    cue = trimmed(text, found.cue) if found.cue else None
    return replace(found, content=content, source=source, cue=cue)


def trimmed(text: str, span: Span) -> Span | None:
    """Return a span without the white space, commas, colons and dashes around it, None where nothing is left."""
    start, end = span.start, span.end
    while start < end and text[start] in _OUTSIDE:
        start += 1
    while start < end and text[end - 1] in _OUTSIDE:
        end -= 1
    return Span(start, end) if start < end else None


def sentence_ends(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the marks, or line ends, with which sentences end in a stretch; the stop of "Mr." or "U.S." is none."""
    for stop in _SENTENCE_END.finditer(text, start, end):
        if stop[0][:1] != "." or not _ABBREVIATED.search(text, max(0, stop.start() - 8), stop.start()):
            yield Span(*stop.span())
    if end >= len(text):
        yield Span(len(text), len(text))


def completed(text: str, one: Attribution) -> Attribution:
    """Return an attribution whose last content goes on where it stops short of a clause: "…, provided | that …"."""
    last = one.content[-1]
    after = [part.start for part in (one.source, one.cue) if part and part.start >= last.end]
    short = _CUT.match(text, last.end) or _UNFINISHED.search(text, max(last.start, last.end - 8), last.end)
    if not short or text[last.end - 1] in MARKS or (after and min(after) - last.end < _LONGEST_REST):
        return one
    limit = min(len(text), last.end + _LONGEST_REST)
    stop = next(sentence_ends(text, last.end, limit), None)
    clause = text.find(";", last.end, stop.start) if stop else -1
    end = trimmed(text, Span(last.start, stop.start if clause < 0 else clause)) if stop else None
    return replace(one, content=(*one.content[:-1], end)) if end else one


def _closed(text: str, part: Span, quotes: Sequence[Span]) -> Span:
    """Return a content that begins or ends inside a quotation, a mark away from its end, with that mark."""
    start, end = part.start, part.end
    first = bisect_right(quotes, part.start, key=lambda quote: quote.end)
    for quote in quotes[first : bisect_left(quotes, part.end, key=lambda quote: quote.start)]:
        if not WORD.search(text, part.start, part.end):  # a mark alone stands for what it opens
            return quote
        if quote.start < start and not WORD.search(text, quote.start, start):
            start = quote.start
        if end < quote.end and not WORD.search(text, end, quote.end):
            end = quote.end
    return Span(start, end)


def _joined(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield spans in order, as one those that overlap or have a comma and a function word between them at most."""
    held: Span | None = None
    for span in spans:
        quoted = held and (text[held.end - 1] in MARKS or text[span.start] in MARKS)
        if held and (span.start <= held.end or (not quoted and _SEAM.fullmatch(text, held.end, span.start))):
            held = Span(held.start, max(held.end, span.end))
            continue
        if held:
            yield held
        held = span
    if held:
        yield held
