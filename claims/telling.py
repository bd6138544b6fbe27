"""A claim → what of it is compared with other tellings, read once: quotations, numbers, words of meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.figure import Figure
from claims.figure_reading import number_span, read_figures
from claims.meaning import Told, Word, read_told
from claims.types import Claim, Passage, Span
from claims.voice import passage
from claims.wording import Quotation, QuotedSentence, borrowed, quotations, quoted_sentences

_SENTENCE_END = re.compile(r"[.!?][”\"’']?\s+(?=[“\"‘']?[A-Z])|\n+")


@dataclass(frozen=True, slots=True)
class Telling:
    """What of a claim is compared."""

    claim: Claim
    text: str  # of the article version
    quotations: tuple[Quotation, ...]
    borrowed: tuple[Quotation, ...]  # words in quotation marks that are too few for a quotation
    sentences: tuple[QuotedSentence, ...]
    figures: tuple[Figure, ...]
    told: Told
    own_words: frozenset[str]  # stems of meaning outside quotations

    @property
    def quoted_words(self) -> int:
        """Return how many words are quoted."""
        return sum(len(sentence.words) for sentence in self.sentences)

    def passage(self, span: Span | None) -> Passage:
        """Return a passage of the article version, the whole claim where the span is None."""
        return passage(self.claim, span, {self.claim.version_id: self.text})

    def around(self, words: Sequence[Word]) -> Passage:
        """Return the sentences in which words lie, the whole claim where there are none."""
        if not words:
            return self.passage(None)
        start, end = min(word.span.start for word in words), max(word.span.end for word in words)
        ends = [match.end() for match in _SENTENCE_END.finditer(self.text, self.claim.start, self.claim.end)]
        begins = max([self.claim.start, *(at for at in ends if at <= start)])
        stops = min([self.claim.end, *(len(self.text[:at].rstrip()) for at in ends if at >= end)])
        return self.passage(Span(begins, stops))


def read_telling(claim: Claim, texts: Mapping[str, str]) -> Telling:
    """Return what of the claim is compared; `texts` has its article version's text by version id."""
    return _read(claim, texts[claim.version_id])


@lru_cache(maxsize=64)  # a group's reference is compared with every other telling
def _read(claim: Claim, text: str) -> Telling:
    texts = {claim.version_id: text}
    quoted, figures = quotations(claim, texts), read_figures(claim, text)
    masked = [*(number_span(figure, text) for figure in figures), *(day.span for day in claim.dates), *claim.hedges]
    told = read_told(claim, text, [one.span for one in quoted], masked)
    return Telling(
        claim=claim,
        text=text,
        quotations=quoted,
        borrowed=borrowed(claim, texts),
        sentences=quoted_sentences(claim, texts),
        figures=figures,
        told=told,
        own_words=frozenset(word.stem for word in told.words if not word.quoted),
    )
