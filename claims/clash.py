"""Two tellings' figures → which of them cannot both be right, and which cannot be told from one another's base."""

from __future__ import annotations

from collections.abc import Sequence

from claims.arithmetic import follows
from claims.figure import MULTIPLE, SHARE, Figure, is_time
from claims.scale import ANYBODY, PERIODS, TIME, is_counted, is_currency

# How far a rounded number may lie from the number, whatever its last digits are: 1.2 billion may be 1,203 million, but
# 1 million is not 1.4 million.
ROUNDED = 0.05
_ROUNDED_WHOLE = 0.025  # without a scale word: 600,000 may be 612,000
# How much two systems of units, or months and days, differ when a writer converts from one to the other.
_CONVERTED = 0.03
_CALENDAR = 0.1
_PART = 0.7  # percentage points
# At home, "$" is each of these.
_DOLLARS = frozenset({"AUD", "CAD", "HKD", "NZD", "SGD", "USD"})

# Share of the words around two numbers from which they are of one thing, under whatever names: bicycles, bikes.
_ALIKE = 0.5

Pair = tuple[Figure, Figure, bool]  # left, right, whether it is certain that both cannot be right


def clashes(left: Sequence[Figure], right: Sequence[Figure]) -> tuple[Pair, ...]:
    """Return pairs of figures of one thing that exclude each other or, where that is not certain, that may.

    What agrees with the other side, as it stands or as a sum, share or multiple of the numbers there, is set aside
    first. What is left is paired by what the words around it share, then in the order of the text.
    """
    ours = [figure for figure in left if not _agrees(figure, right) and not follows(figure, right, left)]
    theirs = [figure for figure in right if not _agrees(figure, left) and not follows(figure, left, right)]
    anything_agrees = len(ours) < len(left) and len(theirs) < len(right)
    ranked = sorted(
        (
            (-_likeness(a, b), abs(i - j), i, j)
            for i, a in enumerate(ours)
            for j, b in enumerate(theirs)
            if _comparable(a, b, strict=anything_agrees)
        ),
    )
    pairs: dict[int, int] = {}
    for _, _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return tuple((ours[i], theirs[j], _is_certain(ours[i], theirs[j])) for i, j in sorted(pairs.items()))


def agree(left: Figure, right: Figure) -> bool:
    """Tell whether two figures of one thing can both be right."""
    if not _same_scale(left, right) or _fates_differ(left, right):
        return False
    factor = _rate(left, right)
    if factor is None:
        return False
    low, high = left.low * factor, left.high * factor
    slack = _slack(left, right, factor)
    return low - slack <= right.high and right.low <= high + slack


def _agrees(figure: Figure, others: Sequence[Figure]) -> bool:
    return any(agree(figure, other) or _same_number(figure, other) for other in others)


def _same_number(left: Figure, right: Figure) -> bool:
    """Tell whether one number stands on both sides with units that say nothing of one another: parts, micrograms."""
    if left.value != right.value or left.dimension == right.dimension or left.relative or right.relative:
        return False
    return not _are_sums(left, right) or {left.dimension, right.dimension} <= _DOLLARS


def _are_sums(left: Figure, right: Figure) -> bool:
    """Tell whether both are sums of money, of whatever currency."""
    return is_currency(left.dimension) and is_currency(right.dimension)


def _same_scale(left: Figure, right: Figure) -> bool:
    """Tell whether two figures can be laid side by side at all."""
    if left.dimension == right.dimension:
        return True
    if {left.dimension, right.dimension} == {SHARE, MULTIPLE}:
        return False
    if is_counted(left.dimension) and is_counted(right.dimension):
        return True
    # A bare number may be of any unit that was left out.
    return "" in (left.unit, right.unit) and SHARE not in (left.dimension, right.dimension)


def _rate(left: Figure, right: Figure) -> float | None:
    """Return by what the left number is multiplied to be per the right one's period; None where that is unknown."""
    if left.per == right.per or not (left.per and right.per):
        return 1.0
    if left.per not in PERIODS or right.per not in PERIODS:
        return None
    return PERIODS[right.per] / PERIODS[left.per]


def _slack(left: Figure, right: Figure, factor: float) -> float:
    """Return how far apart two figures may lie for rounding and conversion alone."""
    size = max(abs(left.scaled * factor), abs(right.scaled))
    converted = _converted(left, right, factor) * size
    if left.dimension == SHARE and left.unit != right.unit:  # "two thirds" and 67 percent
        converted = max(converted, _PART)
    coarse, fine = sorted((left, right), key=lambda figure: -figure.grain)
    if not fine.grain or coarse.grain <= fine.grain * 1.01:
        return converted
    rounded = coarse.grain / 2
    if coarse.dimension != SHARE or coarse.grain > 1:
        rounded = min(rounded, size * (ROUNDED if coarse.value >= 1e6 or coarse.grain < 1 else _ROUNDED_WHOLE))
    return max(rounded, converted)


def _converted(left: Figure, right: Figure, factor: float) -> float:
    """Return the share by which two figures may differ because one was converted into the other's unit."""
    share = _CONVERTED if factor != 1.0 else 0.0
    if left.unit != right.unit and left.dimension == right.dimension and not is_counted(left.dimension):
        share = max(share, _CALENDAR if left.dimension == TIME else _CONVERTED)
    return 0.0 if left.dimension == SHARE or is_currency(left.dimension) else share


def _fates_differ(left: Figure, right: Figure) -> bool:
    return bool(left.fate and right.fate and left.fate != right.fate)


def _comparable(left: Figure, right: Figure, *, strict: bool) -> bool:
    """Tell whether two figures may be of one thing. Where other numbers agree, words must speak for it."""
    if _fates_differ(left, right) or (left.weak and right.weak and left.unit != right.unit) or left.base != right.base:
        return False
    likeness = _likeness(left, right)
    alike = likeness > 0 or not strict
    if left.relative and right.relative:
        return left.change == right.change or left.dimension != right.dimension or likeness > 0
    if left.relative != right.relative:
        unlike = is_time(left) or is_time(right) or left.weak or right.weak
        return _shares_whole(left, right) or (alike and not unlike)
    if _are_sums(left, right):
        return left.dimension == right.dimension or alike
    if left.dimension == right.dimension:
        return not (is_time(left) and left.unit != right.unit) and (bool(left.unit) or alike)
    return _are_counts_alike(left, right, likeness, strict=strict)


def _are_counts_alike(left: Figure, right: Figure, likeness: float, *, strict: bool) -> bool:
    """Tell whether counts of differently named things may be of one: 12 people and 14 victims, bicycles and bikes."""
    if not (is_counted(left.dimension) and is_counted(right.dimension)) or left.weak or right.weak:
        return False
    if {left.dimension, right.dimension} & (ANYBODY | {""}):
        return likeness > 0 or not strict
    return not strict and likeness >= _ALIKE


def _shares_whole(left: Figure, right: Figure) -> bool:
    """Tell whether one is a number of a whole, "300 of its 2,000", and the other a share of it."""
    return any(a.whole and b.dimension == SHARE and not b.change for a, b in ((left, right), (right, left)))


def _likeness(left: Figure, right: Figure) -> float:
    """Return how much of the words around two figures is the same, 0 to 1, a bit more where the units are."""
    shared = sum(min(weight, right.context.get(stem, 0.0)) for stem, weight in left.context.items())
    least = min(sum(left.context.values()), sum(right.context.values()))
    told = (shared / least if least else 0.0) + (0.5 if left.fate and left.fate == right.fate else 0.0)
    return told + (0.25 if left.unit and left.unit == right.unit else 0.0)


def _is_certain(left: Figure, right: Figure) -> bool:
    if left.relative != right.relative:
        return _shares_whole(left, right)
    if {left.dimension, right.dimension} == {SHARE, MULTIPLE} or left.moment != right.moment:
        return False
    if _are_sums(left, right) and left.dimension != right.dimension:
        return left.scaled == right.scaled  # nobody has converted it
    return not ((left.per or right.per) and _rate(left, right) is None) and bool(left.per) == bool(right.per)
