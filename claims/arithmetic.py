"""Whether one side's number comes of the other side's: three times 12 years are 36, and 87 of 154 more than half."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from claims.figure import MULTIPLE, SHARE, Figure, is_time
from claims.scale import is_counted, is_currency

_MANY = 20


def follows(figure: Figure, others: Sequence[Figure], own: Sequence[Figure]) -> bool:
    """Tell whether a figure comes of the other side's numbers: as their sum, share, product or complement.

    Not asked of tellings with very many numbers: it takes time cubic in them, and among many some fit by chance.
    """
    if max(len(others), len(own)) > _MANY:
        return False
    if figure.change and figure.dimension == SHARE:
        return _follows_as_growth(figure, others)
    if figure.dimension == SHARE:
        return any(_near(100 * a.scaled / b.scaled, figure) for a, b in _parts_of_wholes(others))
    if figure.dimension == MULTIPLE:
        return any(_near(a.scaled / b.scaled, figure) for a, b in _parts_of_wholes(others))
    return (
        _is_sum(figure, others)
        or any(_is_sum(other, [one for one in own if one.span != figure.span], figure) for other in others)
        or _is_product(figure, others, own)
        or _is_complement(figure, others, own)
        or _is_part(figure, others, own)
    )


def _is_part(figure: Figure, others: Sequence[Figure], own: Sequence[Figure]) -> bool:
    """Tell whether a number and another of its side make the share or the multiple that the other side has."""
    pairs = [(a, b) for a, b in _parts_of_wholes(own) if a is figure or b is figure]
    return any(
        _near(a.scaled / b.scaled * (100 if share.dimension == SHARE else 1), share)
        for share in others
        if share.relative and not share.change
        for a, b in pairs
    )


def _follows_as_growth(figure: Figure, others: Sequence[Figure]) -> bool:
    """Tell whether a rise or fall by a share is the one from one number of the other side to another."""
    grown = (100 * abs(a.scaled - b.scaled) / b.scaled for a, b in _parts_of_wholes(others))
    doubled = _near(100.0, figure) and any(other.dimension == MULTIPLE and other.scaled == 2 for other in others)
    return doubled or any(_near(share, figure) for share in grown)


def _parts_of_wholes(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Yield all ordered pairs of numbers that count the same or anything, none of them zero or relative."""
    counted = [figure for figure in figures if figure.scaled and not figure.relative and not is_time(figure)]
    for a, b in combinations(counted, 2):
        if (
            a.dimension == b.dimension
            or all(not one.unit or is_counted(one.dimension) for one in (a, b))
            or (not (a.unit and b.unit) and is_currency(a.dimension or b.dimension))
        ):
            yield a, b
            yield b, a


def _near(value: float, figure: Figure) -> bool:
    """Tell whether a value worked out is what a figure says, within rounding."""
    slack = max(figure.grain / 2, abs(figure.scaled) * 0.01)
    if figure.dimension == SHARE and figure.unit != "%":
        slack = max(slack, 0.5)
    return figure.low - slack <= value <= figure.high + slack


def _is_sum(figure: Figure, others: Sequence[Figure], own: Figure | None = None) -> bool:
    """Tell whether a figure is the sum of two or three others of other things: 204 passengers and 17 crew, 221 people.

    Where `own` is given, it must be one of these.
    """
    parts = [
        one for one in others if one.scaled and not one.relative and (one.dimension != figure.dimension or not one.unit)
    ]
    parts = [one for one in [*parts, *([own] if own else [])] if is_counted(one.dimension) or one.unit == figure.unit]
    return any(
        abs(sum(part.scaled for part in group) - figure.scaled) <= max(0.5, figure.grain / 2)
        for size in (2, 3)
        for group in combinations(parts[:8], size)
        if own is None or own in group
    )


def _is_product(figure: Figure, others: Sequence[Figure], own: Sequence[Figure]) -> bool:
    """Tell whether so much for each of so many is what the other side has, or the other way round."""
    counts = [one.scaled for one in (*others, *own) if is_counted(one.dimension) and 1 < one.scaled <= 1000]
    for other in others:
        if other.dimension == figure.dimension and other.each != figure.each:
            each, whole = (other, figure) if other.each else (figure, other)
            if any(_near(each.scaled * count, whole) for count in counts):
                return True
    return False


def _is_complement(figure: Figure, others: Sequence[Figure], own: Sequence[Figure]) -> bool:
    """Tell whether two numbers are the two parts of a whole that both sides have: 31 of 44, and 13 of 44."""
    wholes = {one.scaled for one in own} & {one.scaled for one in others}
    if figure.dimension == SHARE:
        wholes.add(100.0)
    return any(
        figure.scaled + other.scaled in {*wholes, other.whole} for other in others if other.scaled not in wholes
    ) or any(figure.whole == figure.scaled + other.scaled for other in others)
