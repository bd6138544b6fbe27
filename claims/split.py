"""Text → paragraphs → sentences of tokens. A quotation is one token, so that grammar sees past what is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from claims.cues import word_set
from claims.quote import paragraphs, quoted_spans
from claims.types import Span

# A longer sentence is a list or no prose at all; it is cut, which bounds the work that a sentence takes.
LONGEST_SENTENCE = 400

_ABBREVIATIONS = (
    "Mr Mrs Ms Mx Dr Prof Sen Rep Reps Sens Gov Gen Lt Col Capt Cmdr Sgt Maj Adm Pres Hon Rev Amb Jr Sr St Mt Ft "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Inc Corp Co Ltd Bros No vs etc Ave Blvd Wash Calif Ariz Fla Ill "
    "Mass Mich Minn Penn Pa Va Vt Wis Conn Colo Del Tenn Tex Ala Ga Ky La Md Me Mo Neb Nev Okla Ore"
)
_TOKEN = re.compile(
    rf"""
      (?P<word>
        (?:[^\W\d_]\.){{2,}}(?:[’'][^\W\d_]+)?                        # U.S., a.m., D.C.'s
      | (?:{_ABBREVIATIONS.replace(" ", "|")}|[A-Z])\.(?=\s+\S)         # Mr. , Nov. , J.
      | [$€£¥]?\d+(?:[.,:]\d+)*%?(?:[-‑]?[^\W\d_]+)*                   # $1,200.50, 12%, 28-point
      | \w+(?:[-‑&/’'.]\w+)*                                          # son-in-law, don't, Trump’s, sayso.example
      )
    | (?P<mark>\.\.\.|--|\S)
    """,
    re.VERBOSE,
)
# Words that start a sentence far more often than a name does: they tell "in the U.S. He" from "the U.S. Senate".
_STARTERS = word_set(
    "a after all an and as at before but by for he her his how if in it its many most no not on one our she since so "
    "some such that the their then there these they this those though to under we what when where while who with you"
)


class Token(NamedTuple):
    """A word, a mark or a whole quotation, and where it stands in the text."""

    start: int
    end: int
    text: str
    lower: str  # "" for a quotation
    kind: Literal["word", "mark", "quote"]


Sentence = list[Token]


def split_sentences(text: str) -> Iterator[list[Sentence]]:
    """Yield the paragraphs of a text as lists of sentences, in order.

    A sentence ends at a full stop, question or exclamation mark outside quotations and abbreviations, or after a
    quotation that ends in one, where what follows could begin another; a line that ends so ends the sentence too.
    """
    quotes = quoted_spans(text)
    first = 0
    for block in paragraphs(text):
        last = first
        while last < len(quotes) and quotes[last].start < block.end:
            last += 1
        yield _cut(text, list(_tokens(text, block, quotes[first:last])))
        first = last


def closing_mark(quote: Token) -> str:
    """Return the last character inside a quotation: "," of “We go,”; "" where it is all marks."""
    return quote.text.rstrip("\"”'’»“ ")[-1:]


def _tokens(text: str, block: Span, quotes: list[Span]) -> Iterator[Token]:
    at = block.start
    for quote in quotes:
        yield from _plain_tokens(text, at, quote.start)
        yield Token(quote.start, quote.end, quote.of(text), "", "quote")
        at = quote.end
    yield from _plain_tokens(text, at, block.end)


def _plain_tokens(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        if match["word"]:
            yield Token(match.start(), match.end(), word, word.lower().replace("’", "'"), "word")
        else:
            yield Token(match.start(), match.end(), word, word, "mark")


def _cut(text: str, tokens: list[Token]) -> list[Sentence]:
    sentences: list[Sentence] = []
    begun = 0
    for number, token in enumerate(tokens):
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        if following is None or number - begun >= LONGEST_SENTENCE or _ends(text, token, following):
            sentences.append(tokens[begun : number + 1])
            begun = number + 1
    return sentences


def _ends(text: str, token: Token, following: Token) -> bool:
    if following.start == token.end:
        return False
    new_line = "\n" in text[token.end : following.start]
    could_begin = following.kind == "quote" or not following.text[0].islower()
    if token.kind == "quote":
        inner = closing_mark(token)
        # "Is it so?" Smith asked: a question or an exclamation needs no comma before its cue.
        return following.kind != "mark" and could_begin and (inner in ".…" or (inner in "?!" and new_line))
    if token.kind == "mark":
        return token.text in ".?!…" and following.kind != "mark" and could_begin
    return token.text.endswith(".") and (new_line or (could_begin and following.lower in _STARTERS))
