"""A claim → the keys under which others find it: rare words, runs of quoted words, and its exact telling.

Two claims of different stories are looked at where they share two of their rarest words, or a run of quoted words;
keys depend on the claim alone, so that what was stored stays right whatever else is read later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from claims.idf import idf
from claims.quote import ANY_MARK, quoted_parts
from claims.tokens import shorten, stems, words
from claims.types import Claim
from sources.types import content_id

RAREST = 8  # words of a claim that others find it by
SUBSTANCE = 4  # content words below which a claim is compared within its story alone: "declined to comment"
# Winnowing (Schleimer, Wilkerson and Aiken 2003): of each _WINDOW runs of _RUN quoted words one is kept, so that two
# quotations with _RUN + _WINDOW - 1 words in a row in common share a key.
_RUN = 5
_WINDOW = 4
PERIOD = 30  # days
# Words of a claim that are compared, the first ones: some scorers take time quadratic in the length.
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Keys:
    """What a claim is found by."""

    claim_id: str
    telling: str  # equal for claims that nothing tells apart
    rare: tuple[int, ...]  # hashes of its rarest stems, rarest first; none where it says too little
    quoted: tuple[int, ...]  # hashes of runs of quoted words


@dataclass(frozen=True, slots=True)
class Told:
    """The folded words of a claim that are compared, the first ones."""

    wording: str  # names of three words and more cut to their initials
    words: tuple[str, ...]
    content: frozenset[str]  # stems of content words, without numbers
    quoted: tuple[str, ...]  # words inside quotation marks


def find_words(claim: Claim) -> Told:
    """Return the claim's words, for `find_keys` and `reading.read_claim`: they are half of the work of each."""
    wording = shorten(claim.wording)
    told = words(wording)[:LONGEST]
    return Told(wording, told, content_of(told), _quoted_words(claim.wording))


def content_of(told: Sequence[str]) -> frozenset[str]:
    """Return the stems of the content words, without numbers."""
    return frozenset(one for one in stems(told) if not one[0].isdigit())


def find_keys(claim: Claim, story_id: str, day: date | None = None, told: Told | None = None) -> Keys:
    """Return the keys of a claim in a story, whose article appeared on the day; its words are found if not given."""
    told = told or find_words(claim)
    content = sorted(told.content, key=lambda one: (-idf(one), one))
    slight = len(content) < SUBSTANCE
    return Keys(
        claim_id=claim.id,
        telling=telling(claim, told.words, told.quoted, story_id if slight else _period(day)),
        rare=() if slight else tuple(_number(one) for one in content[:RAREST]),
        quoted=winnow(told.quoted),
    )


def _quoted_words(wording: str) -> tuple[str, ...]:
    if ANY_MARK.isdisjoint(wording):
        return ()
    return tuple(word for part in quoted_parts(wording) for word in words(part))[:LONGEST]


def _period(day: date | None) -> str:
    """Return the stretch of days within which the same words are copies, and not a pair to be scored."""
    return str(day.toordinal() // PERIOD) if day else ""


def telling(claim: Claim, told: Sequence[str], quoted: Sequence[str], within: str) -> str:
    """Return the same id for claims that are compared with any third in the same way.

    They have the same words and the same speaker, numbers and days, within a story or a stretch of days.
    """
    speaker = claim.speaker
    return content_id(
        within,
        " ".join(told),
        " ".join(quoted),
        claim.polarity,
        f"{speaker.source_type} {speaker.name}" if speaker else "",
        " ".join(f"{one.value:g} {one.unit} {one.bound}" for one in claim.quantities),
        " ".join(str(one.day) for one in claim.dates),
    )


def winnow(told: Sequence[str]) -> tuple[int, ...]:
    """Return hashes of some of the runs of the words, ascending: of shared runs of some length, at least one."""
    runs = [_number(" ".join(told[at : at + _RUN])) for at in range(len(told) - _RUN + 1)]
    return tuple(sorted({min(runs[at : at + _WINDOW]) for at in range(max(0, len(runs) - _WINDOW) + 1) if runs}))


@lru_cache(maxsize=262_144)
def _number(text: str) -> int:
    """Return 63 bits of a hash of the text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
