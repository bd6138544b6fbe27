"""Two tellings → what in them cannot both be right: speakers, numbers, days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import TypeVar

from rapidfuzz.distance import JaroWinkler

from claims.cues import word_set
from claims.tokens import STOP_WORDS, words
from claims.types import DateMention, Hop, Quantity

# Jaro-Winkler similarity of two words from which they are spellings of one name: Zelensky and Zelenskiy .98,
# Dmitry and Dmitri .93, Wadephul and Wadipol .85; Witkoff and Wolff .79, Trump and Truss .78.
SPELLING = 0.84
# How far "about" reaches, to either side: about 12 may be 13, but not 14.
ABOUT = 0.15

# What names a person's or a group's part, and not which one it is.
_TITLES = word_set(
    """
    a ambassador an analyst assistant attorney candidate captain ceo chair chairman chairwoman chancellor chief colonel
    commander commissioner congressman congresswoman defense deputy
    director dr envoy foreign former gen general gov governor head interior judge justice king lawmaker leader lord
    mayor minister mp mr mrs ms of official officials people person pope premier president prime prince prof professor
    queen rep representative sen senator secretary sir source sources special spokesman spokesperson spokeswoman the
    treasury uk us
    """
)

_FULL_NAME = 2  # words: given name and surname

Item = TypeVar("Item")


def same_speaker(left: Hop | None, right: Hop | None) -> bool | None:
    """Tell whether two hops are one and the same; None where that cannot be told.

    It cannot where either is missing, anonymous or unknown; nor where a person stands against a role, a group or a
    document, unless their names overlap. Spellings and longer or shorter forms of one name are the same.
    """
    if left is None or right is None or {left.source_type, right.source_type} & {"anonymous", "unknown"}:
        return None
    if same_name(left, right):
        return True
    if left.source_type != right.source_type or left.source_type == "role":
        return None
    if left.source_type == "named_person":
        return False
    left_words, right_words = _name_words(left), _name_words(right)
    return False if left_words and right_words and not set(left_words) & set(right_words) else None


def same_name(left: Hop, right: Hop) -> bool:
    """Tell whether two names are forms of one: every word of the shorter has its like, titles aside, in the longer.

    Of two persons, given name and surname are enough: what else stands before them may be a part or an office.
    """
    if words(left.name) == words(right.name):
        return True
    shorter, longer = sorted((_name_words(left), _name_words(right)), key=len)
    if {left.source_type, right.source_type} == {"named_person"} and len(shorter) > _FULL_NAME:
        shorter, longer = shorter[-_FULL_NAME:], longer[-_FULL_NAME:]
    return bool(shorter) and all(
        any(JaroWinkler.similarity(word, other) >= SPELLING for other in longer) for word in shorter
    )


def conflicting_quantities(
    left: Sequence[Quantity], right: Sequence[Quantity]
) -> tuple[tuple[Quantity, Quantity], ...]:
    """Return pairs of numbers of one unit that exclude each other; what agrees with the other side is set aside first.

    A bare number may be of any unit. What is left on both sides is paired in the order of the text.
    """
    left_over, right_over = _unmatched(left, right, _compatible), _unmatched(right, left, _compatible)
    return _paired(left_over, right_over, _same_unit)


def agreeing_quantities(left: Sequence[Quantity], right: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the left side's numbers that some number of the right side agrees with."""
    return tuple(quantity for quantity in left if any(_compatible(quantity, other) for other in right))


def conflicting_dates(
    left: Sequence[DateMention], right: Sequence[DateMention]
) -> tuple[tuple[DateMention, DateMention], ...]:
    """Return pairs of different days, in the order of the text, after setting aside the days that both sides name."""

    def same_day(a: DateMention, b: DateMention) -> bool:
        return a.day == b.day

    return _paired(_unmatched(left, right, same_day), _unmatched(right, left, same_day), lambda _a, _b: True)


def _name_words(hop: Hop) -> tuple[str, ...]:
    """Return the words that tell a source from others: of "European officials", the first alone."""
    told = tuple(word.removesuffix("'s") for word in words(hop.name))
    if hop.source_type != "named_person":
        return tuple(word for word in told if word not in _TITLES | STOP_WORDS)
    kept = [word for word in told[:-1] if len(word) > 1 and word not in _TITLES | STOP_WORDS]
    return (*kept, *(word for word in told[-1:] if word not in _TITLES))  # a surname may be any word: Theresa May


def _same_unit(left: Quantity, right: Quantity) -> bool:
    return left.unit == right.unit or "" in (left.unit, right.unit)


def _compatible(left: Quantity, right: Quantity) -> bool:
    (left_low, left_high), (right_low, right_high) = _range(left), _range(right)
    return _same_unit(left, right) and left_low <= right_high and right_low <= left_high


def _range(quantity: Quantity) -> tuple[float, float]:
    """Return the smallest and the largest value that the wording allows."""
    value, slack = quantity.value, abs(quantity.value) * ABOUT
    return {
        "exact": (value, value),
        "at_least": (value, inf),
        "at_most": (-inf, value),
        "about": (value - slack, value + slack),
    }[quantity.bound]


def _unmatched(items: Sequence[Item], others: Sequence[Item], agree: Callable[[Item, Item], bool]) -> list[Item]:
    return [item for item in items if not any(agree(item, other) for other in others)]


def _paired(
    left: Sequence[Item], right: Sequence[Item], comparable: Callable[[Item, Item], bool]
) -> tuple[tuple[Item, Item], ...]:
    free = list(right)
    pairs: list[tuple[Item, Item]] = []
    for item in left:
        other = next((candidate for candidate in free if comparable(item, candidate)), None)
        if other is not None:
            free.remove(other)
            pairs.append((item, other))
    return tuple(pairs)
