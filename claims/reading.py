"""A claim → what of it is compared with others, worked out once for many pairs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import fsum, sqrt

from claims.cues import word_set
from claims.encoder import Vectors
from claims.idf import idf
from claims.keys import LONGEST, quoted_words
from claims.tokens import shorten, stem, stems, words
from claims.types import Claim

_LONGEST_WORD = 60  # characters of a word: a script without spaces, or a dump, is no endless word
_LONGEST_TEXT = 4_000  # characters
_GRAM = 4  # characters
# A capital inside a sentence: not after a full stop, an opening mark, or at the beginning.
_CAPITAL = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][\w’'-]*\w")
_NAME = re.compile(r"(?<=[\w,;:’')]\s)" + _CAPITAL.pattern)
# Days have a comparison of their own.
_CALENDAR = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun january february
    march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov
    dec
    """
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a claim is compared. Equal readings of two claims are compared in the same way with any third."""

    claim: Claim = field(repr=False)
    text: str  # folded words, numbers masked
    words: tuple[str, ...]
    content: frozenset[str]  # stems of content words, without numbers
    weight: float  # sum of the rarity of these stems
    grams: Mapping[str, float]  # a unit vector of character n-grams, each as heavy as its word is rare
    numbers: frozenset[str]  # values of quantities, and other words of digits: years, scores
    names: frozenset[str]  # words with a capital inside a sentence
    capitals: frozenset[str]  # and at its beginning, where any word has one
    quoted: tuple[str, ...]  # words inside quotation marks
    vector: Vectors  # the meaning of the wording, [WIDTH]
    context: Vectors | None  # that of its article's beginning, where it is known


def read_claim(claim: Claim, vector: Vectors, context: Vectors | None = None) -> Reading:
    """Return what of the claim is compared; the vector is that of its wording, the context that of its article."""
    wording = shorten(claim.wording)
    told = tuple(word[:_LONGEST_WORD] for word in words(wording)[:LONGEST])
    content = frozenset(one for one in stems(told) if not one[0].isdigit())
    return Reading(
        claim=claim,
        text=" ".join("#" if word[0].isdigit() else word for word in told)[:_LONGEST_TEXT],
        words=told,
        content=content,
        weight=fsum(map(idf, content)),
        grams=_grams(told),
        numbers=_numbers(claim, told),
        names=_capitals(_NAME, wording),
        capitals=_capitals(_CAPITAL, wording),
        quoted=quoted_words(claim.wording),
        vector=vector,
        context=context,
    )


def _capitals(pattern: re.Pattern[str], wording: str) -> frozenset[str]:
    return frozenset(word for found in pattern.finditer(wording) for word in words(found[0])[:1]) - _CALENDAR


def _numbers(claim: Claim, told: tuple[str, ...]) -> frozenset[str]:
    counted = {word for quantity in claim.quantities for word in words(quantity.text)}
    values = {f"{quantity.value:g}" for quantity in claim.quantities}
    return frozenset(values | {word for word in told if word[0].isdigit() and word not in counted})


def _grams(told: tuple[str, ...]) -> dict[str, float]:
    total: dict[str, float] = {}
    for word in told:
        for gram, weight in _grams_of(word):
            total[gram] = total.get(gram, 0.0) + weight
    length = sqrt(sum(weight * weight for weight in total.values())) or 1.0
    return {gram: weight / length for gram, weight in total.items()}


@lru_cache(maxsize=65_536)
def _grams_of(word: str) -> tuple[tuple[str, float], ...]:
    padded = f" {word} "
    grams = {padded[at : at + _GRAM] for at in range(max(1, len(padded) - _GRAM + 1))}
    weight = idf(stem(word)) / sqrt(len(grams))
    return tuple((gram, weight) for gram in sorted(grams))
