"""A number as it is compared: in one scale for its dimension, as what it allows, with what it counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from claims.scale import TIME, dimension_of
from claims.types import Quantity, Span

# How far "about" reaches, to either side: about 12 may be 13, but not 14; about 241, in which every digit is told, 248.
ABOUT = 0.15
_ABOUT_EXACT, _EXACT_DIGITS = 0.03, 3
SHARE = "share"
MULTIPLE = "multiple"
RELATIVE = (SHARE, MULTIPLE)  # dimensions of what is counted from a base

_SCALES = {"million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12, "thousand": 1e3, "k": 1e3}
_DIGITS = re.compile(rf"\d+(?:,\d{{3}})*(?:\.(?P<decimals>\d+))?\s*-?(?P<scale>{'|'.join(_SCALES)})?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it allows (low to high, in the scale of its dimension), and what it is about."""

    span: Span
    value: float  # as told
    unit: str  # as told
    dimension: str  # "mass", "USD", "share", or the noun counted; "" for a bare number
    scaled: float  # in the dimension's base unit
    low: float
    high: float
    grain: float = 0.0  # the step to which it is told: 0.1e9 for "1.2 billion"; half of it is within rounding
    context: Mapping[str, float] = field(default_factory=dict)  # stems of its clause, the nearer the heavier
    fate: str = ""
    per: str = ""  # the period of a rate: "month"
    each: bool = False  # so much for each one
    weak: bool = False  # names no quantity by itself: "the three diplomats"
    change: bool = False  # a share by which something rose or fell
    base: bool = False  # what something rose or fell from
    moment: str = ""  # the words for when it holds, "wednesday noon"; empty where nothing says
    whole: float | None = None  # of "300 of its 2,000 workers", the second number

    @property
    def relative(self) -> bool:
        """Tell whether the number counts from a base."""
        return self.dimension in RELATIVE


def figure_of(quantity: Quantity) -> Figure:
    """Return a quantity by itself as a figure; what stands around it is not known."""
    dimension, factor = dimension_of(quantity.unit, quantity.value, quantity.text)
    value = quantity.value * factor
    about = ABOUT if _digits(quantity.value) < _EXACT_DIGITS else _ABOUT_EXACT
    low, high = {
        "exact": (value, value),
        "at_least": (value, inf),
        "at_most": (-inf, value),
        "about": (value * (1 - about), value * (1 + about)),
    }[quantity.bound]
    grain = _grain(quantity.text) * factor if quantity.bound == "exact" else 0.0
    return Figure(quantity.span, quantity.value, quantity.unit, dimension, value, low, high, grain)


def _digits(value: float) -> int:
    """Return how many digits of a number tell something: 2 of 1,200, 3 of 241."""
    return len(f"{abs(value):.6g}".partition("e")[0].replace(".", "").strip("0"))


def _grain(text: str) -> float:
    """Return the step to which a number is told: 0.1e9 for "1.2 billion", 1000 for "3,000", 1 for "12" and "40"."""
    match = _DIGITS.search(text)
    if match is None:
        return 0.0
    scale = _SCALES.get((match["scale"] or "").lower(), 1.0)
    if match["decimals"]:
        return float(scale / 10 ** len(match["decimals"]))
    digits = re.sub(r"\D", "", match[0])
    zeros = len(digits) - len(digits.rstrip("0"))
    return float(scale * 10**zeros) if scale > 1 or len(digits) > 3 else scale


def is_time(figure: Figure) -> bool:
    """Tell whether a figure counts hours, days or years, or how many times something was done."""
    return figure.dimension in (TIME, "time")
