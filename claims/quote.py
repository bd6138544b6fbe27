"""Text → quotations. One pass over the marks of a text, linear in its length.

A quotation starts and ends in one paragraph (a blank line parts paragraphs). Of nested quotations the outermost counts.
A mark that no other mark closes opens a quotation up to the paragraph's end where it is the paragraph's first
character or where the next paragraph opens with a mark again, as quotations over several paragraphs do; elsewhere it
is a slip or an inch sign, and is dropped.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from claims.types import Span

# Two apostrophes or two backticks are how some wires set a double mark.
_DOUBLE = re.compile(r"''|``|[\"“”„«»]")
_SINGLE = re.compile(r"[‘’']")
# Which marks close which: a straight one also closes a curly one, where keyboards and software mix them.
_CLOSES = {"“": '”"', "„": "“”", "«": "»", '"': '"”', "''": "''", "``": "''``"}
_BLANK_LINE = re.compile(r"\n\s*\n")
_OPENING = re.compile(r"''|``|[\"“„«‘']")
MARKS = "\"“”„«»‘’'`"
ANY_MARK = frozenset(MARKS)
# Words that begin with an apostrophe: 'em, 'til, 'cause, rock 'n' roll, the '90s.
_ELISION = re.compile(r"(?:em|til|tis|twas|cause|n|bout|\d\d?s?)\b", re.IGNORECASE)


def paragraphs(text: str) -> Iterator[Span]:
    """Yield the paragraphs of a text: what lies between blank lines, without the white space around."""
    start = 0
    for end, following in [(gap.start(), gap.end()) for gap in _BLANK_LINE.finditer(text)] + [(len(text), len(text))]:
        if block := trimmed(text, start, end):
            yield block
        start = following


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return the span without the white space at its ends, or None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def quoted_spans(text: str) -> list[Span]:
    """Return the quotations of a text in order, disjoint, each with its marks.

    Straight, curly, low and angle marks; single marks only where they clearly quote and are no apostrophes.
    """
    spans: list[Span] = []
    blocks = list(paragraphs(text))
    for number, block in enumerate(blocks):
        following = blocks[number + 1].start if number + 1 < len(blocks) else len(text)
        runs_on = _OPENING.match(text, following) is not None
        doubles = list(_double_quotes(text, block, runs_on=runs_on))
        spans.extend(_outermost(doubles, list(_single_quotes(text, block))))
    return [span for span in spans if any(char.isalnum() for char in span.of(text))]


def quoted_parts(wording: str) -> tuple[str, ...]:
    """Return the words inside quotation marks, without the marks, in order."""
    return tuple(span.of(wording).strip(MARKS).strip() for span in quoted_spans(wording))


def _double_quotes(text: str, block: Span, *, runs_on: bool) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    for mark in _DOUBLE.finditer(text, block.start, block.end):
        if opened is not None and _closes(text, opened, mark):
            yield Span(opened.start(), mark.end())
            opened = None
        elif _opens(text, mark, block.end):
            if opened is not None and opened.start() == block.start:
                yield Span(opened.start(), opened.start() + len(text[opened.start() : mark.start()].rstrip()))
            opened = mark
    if opened is not None and (runs_on or opened.start() == block.start):
        yield Span(opened.start(), block.end)


def _closes(text: str, opened: re.Match[str], mark: re.Match[str]) -> bool:
    if mark[0] not in _CLOSES[opened[0]] or mark.start() == opened.end():
        return False
    return mark[0] in "“”»" or not _after_gap(text, mark) or not _before_word(text, mark)


def _opens(text: str, mark: re.Match[str], limit: int) -> bool:
    if mark[0] in "”»" or mark.end() >= limit:
        return False
    return mark[0] in "“„«" or (_before_word(text, mark) and not text[mark.start() - 1 : mark.start()].isdigit())


def _single_quotes(text: str, block: Span) -> Iterator[Span]:
    opened: int | None = None
    possible: int | None = None  # a mark that ends the quotation unless a likelier one comes: officials’ plan
    for mark in _SINGLE.finditer(text, block.start, block.end):
        at = mark.start()
        if mark[0] in "‘'" and _after_gap(text, mark) and text[at + 1 : at + 2].isalnum():
            if opened is not None and possible is not None:
                yield Span(opened, possible)
            opened, possible = (None if _ELISION.match(text, at + 1) else at), None
        elif opened is not None and mark[0] in "’'" and not text[at + 1 : at + 2].isalnum():
            if text[at - 1] == "s" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].islower():
                possible = possible or mark.end()
            else:
                yield Span(opened, mark.end())
                opened, possible = None, None
    if opened is not None and possible is not None:
        yield Span(opened, possible)


def _outermost(doubles: list[Span], singles: list[Span]) -> list[Span]:
    """Merge two ordered, disjoint lists: a single quotation stays where it holds every double one that it touches."""
    starts, ends = [span.start for span in doubles], [span.end for span in doubles]
    outer: list[Span] = []
    held: set[Span] = set()
    for single in singles:
        touched = doubles[bisect_right(ends, single.start) : bisect_left(starts, single.end)]
        if not touched or (single.start < touched[0].start and touched[-1].end < single.end):
            outer.append(single)
            held.update(touched)
    return sorted([span for span in doubles if span not in held] + outer)


def _after_gap(text: str, mark: re.Match[str]) -> bool:
    before = text[mark.start() - 1 : mark.start()]
    return not before or before.isspace() or before in "([{—–-/“"


def _before_word(text: str, mark: re.Match[str]) -> bool:
    after = text[mark.end() : mark.end() + 1]
    return bool(after) and not after.isspace()
