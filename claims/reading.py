"""A claim → what of it is compared with others, worked out once for many pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

from claims.cues import word_set
from claims.encoder import Vectors
from claims.idf import idf
from claims.keys import Told, content_of, find_words
from claims.tokens import words
from claims.types import Claim, DateMention, Hop, Quantity

_LONGEST_WORD = 60  # characters of a word: a script without spaces, or a dump, is no endless word
_LONGEST_TEXT = 4_000  # characters
# A capital inside a sentence: not after a full stop, an opening mark, or at the beginning.
_CAPITAL = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][\w’'-]*\w")
_INSIDE = re.compile(r"[\w,;:’')]\s")
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

    claim_id: str
    speaker: Hop | None
    quantities: tuple[Quantity, ...]
    days: tuple[DateMention, ...]  # that the content names, not those that date its cue
    text: str  # folded words, numbers masked
    words: tuple[str, ...]
    content: frozenset[str]  # stems of content words, without numbers
    weight: float  # sum of the rarity of these stems
    numbers: frozenset[str]  # values of quantities, and other words of digits: years, scores
    names: frozenset[str]  # words with a capital inside a sentence
    capitals: frozenset[str]  # and at its beginning, where any word has one
    quoted: tuple[str, ...]  # words inside quotation marks
    vector: Vectors  # the meaning of the wording, [WIDTH]
    context: Vectors | None  # that of its article's beginning, where it is known


def read_claim(claim: Claim, vector: Vectors, context: Vectors | None = None, found: Told | None = None) -> Reading:
    """Return what of the claim is compared; the vector is that of its wording, the context that of its article.

    Its words are found if not given.
    """
    found = found or find_words(claim)
    told = tuple(word[:_LONGEST_WORD] for word in found.words)
    content = found.content if told == found.words else content_of(told)
    names, capitals = _capitals(found.wording)
    return Reading(
        claim_id=claim.id,
        speaker=claim.speaker,
        quantities=claim.quantities,
        days=_days_inside(claim),
        text=" ".join("#" if word[0].isdigit() else word for word in told)[:_LONGEST_TEXT],
        words=told,
        content=content,
        weight=fsum(map(idf, content)),
        numbers=_numbers(claim, told),
        names=names,
        capitals=capitals,
        quoted=found.quoted,
        vector=vector,
        context=context,
    )


def _days_inside(claim: Claim) -> tuple[DateMention, ...]:
    return tuple(day for day in claim.dates if any(part.start <= day.span.start < part.end for part in claim.fragments))


def _capitals(wording: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words with a capital inside a sentence, and all that have one."""
    found = list(_CAPITAL.finditer(wording))
    inside = [one for one in found if _INSIDE.match(wording, max(0, one.start() - 2), one.start())]
    names, capitals = (
        frozenset(word for one in some for word in _first_word(one[0])) - _CALENDAR for some in (inside, found)
    )
    return names, capitals


@lru_cache(maxsize=65_536)
def _first_word(capital: str) -> tuple[str, ...]:
    """Return the word that begins with a capital, folded: none where nothing of it is a word."""
    return words(capital)[:1]


def _numbers(claim: Claim, told: tuple[str, ...]) -> frozenset[str]:
    counted = {word for quantity in claim.quantities for word in words(quantity.text)}
    values = {f"{quantity.value:g}" for quantity in claim.quantities}
    return frozenset(values | {word for word in told if word[0].isdigit() and word not in counted})
