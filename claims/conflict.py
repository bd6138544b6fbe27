"""Two tellings → what in them cannot both be right: speakers, numbers, days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from rapidfuzz.distance import JaroWinkler

from claims.clash import agree, clashes
from claims.cues import word_set
from claims.figure import figure_of
from claims.meaning import plain
from claims.tokens import STOP_WORDS, words
from claims.types import DateMention, Hop, Quantity

# Jaro-Winkler similarity of two words from which they are spellings of one name: Zelensky and Zelenskiy .98,
# Dmitry and Dmitri .93, Wadephul and Wadipol .85; Witkoff and Wolff .79, Trump and Truss .78.
SPELLING = 0.84
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
    """Return pairs of numbers of one thing that exclude each other; what agrees with the other side is set aside first.

    What the words around the numbers say of them is not asked: `claims.clash` does. A bare number may be of any unit.
    """
    ours, theirs = [figure_of(one) for one in left], [figure_of(one) for one in right]
    told = {id(figure): one for figure, one in zip((*ours, *theirs), (*left, *right), strict=True)}
    return tuple((told[id(a)], told[id(b)]) for a, b, certain in clashes(ours, theirs) if certain)


def agreeing_quantities(left: Sequence[Quantity], right: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the left side's numbers that some number of the right side agrees with."""
    others = [figure_of(other) for other in right]
    return tuple(quantity for quantity in left if any(agree(figure_of(quantity), other) for other in others))


def conflicting_dates(
    left: Sequence[DateMention], right: Sequence[DateMention]
) -> tuple[tuple[DateMention, DateMention], ...]:
    """Return pairs of different days, in the order of the text, after setting aside the days that both sides name."""

    def same_day(a: DateMention, b: DateMention) -> bool:
        return a.day == b.day

    return _paired(_unmatched(left, right, same_day), _unmatched(right, left, same_day), lambda _a, _b: True)


def _name_words(hop: Hop) -> tuple[str, ...]:
    """Return the words that tell a source from others: of "European officials", the first alone."""
    told = tuple(plain(word).removesuffix("'s") for word in words(hop.name))
    if hop.source_type != "named_person":
        return tuple(word for word in told if word not in _TITLES | STOP_WORDS)
    kept = [word for word in told[:-1] if len(word) > 1 and word not in _TITLES | STOP_WORDS]
    return (*kept, *(word for word in told[-1:] if word not in _TITLES))  # a surname may be any word: Theresa May


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
