"""Units → the dimension that they measure, and how many of its base unit they are: tonnes and kilograms are mass."""

from __future__ import annotations

import re

from claims.cues import word_set

TIME = "duration"
PERIODS = {
    "second": 1 / 3600, "minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "fortnight": 336.0, "month": 730.5,
    "quarter": 2191.5, "year": 8766.0, "decade": 87660.0,
}  # fmt: skip
_SCALES: dict[str, dict[str, float]] = {
    TIME: PERIODS,
    "mass": {
        "microgram": 1e-9, "milligram": 1e-6, "gram": 1e-3, "gramme": 1e-3, "kilogram": 1.0, "kilogramme": 1.0,
        "kilo": 1.0, "tonne": 1e3, "ton": 1e3, "ounce": 0.02835, "stone": 6.35, "lb": 0.4536, "kilotonne": 1e6,
    },
    "length": {
        "millimetre": 1e-3, "millimeter": 1e-3, "centimetre": 1e-2, "centimeter": 1e-2, "metre": 1.0, "meter": 1.0,
        "kilometre": 1e3, "kilometer": 1e3, "mile": 1609.34, "yard": 0.9144, "foot": 0.3048, "feet": 0.3048,
        "inch": 0.0254,
    },
    "area": {"hectare": 1.0, "acre": 0.4047},
    "volume": {"millilitre": 1e-3, "litre": 1.0, "liter": 1.0, "barrel": 158.99, "gallon": 3.785},
    "energy": {"kilowatt": 1e3, "megawatt": 1e6, "gigawatt": 1e9, "watt": 1.0},
    "speed": {"mph": 1.609, "kph": 1.0},
    "part": {"part": 1.0},  # per billion
    "point": {"point": 1.0, "basis point": 0.01},
}  # fmt: skip
_DIMENSIONS = {unit: (dimension, factor) for dimension, units in _SCALES.items() for unit, factor in units.items()}
CURRENCY = re.compile(r"[A-Z]{3}")

# Nouns under which anybody may be counted.
ANYBODY = word_set("people person man life victim casualty other soul fatality death")
# One thing under two names.
_SAME_NOUN = {
    "bike": "bicycle", "lorry": "truck", "staff": "employee", "staffer": "employee", "worker": "employee",
    "kid": "child", "pupil": "student", "flat": "apartment", "home": "house", "plane": "aircraft",
    "airplane": "aircraft", "troop": "soldier", "policeman": "officer", "cop": "officer", "post": "job",
    "position": "job", "deputy": "lawmaker", "legislator": "lawmaker", "mp": "lawmaker", "vehicle": "car",
    "ballot": "vote", "fireman": "firefighter", "physician": "doctor",
}  # fmt: skip


def dimension_of(unit: str, value: float, text: str) -> tuple[str, float]:
    """Return the dimension of a quantity's unit and the factor to the dimension's base unit.

    Parts of a whole ("a third", "one in five", "6 in 10") and percents are both shares, in percent. Of a counted noun,
    the dimension is the noun. A pound is more often money than weight.
    """
    if unit == "%":
        return "share", 1.0
    if not unit and (0 < value < 1 or (value == 1 and not text[:1].isdigit())) and not text.startswith((".", "0")):
        return "share", 100.0
    if unit == "point" and "basis" in text.lower():
        return "point", 0.01
    return {"pound": ("GBP", 1.0)}.get(unit) or _DIMENSIONS.get(unit) or (_SAME_NOUN.get(unit, unit), 1.0)


def is_currency(dimension: str) -> bool:
    """Tell whether a dimension is a currency's code."""
    return CURRENCY.fullmatch(dimension) is not None


def is_counted(dimension: str) -> bool:
    """Tell whether things are counted, or nothing is said of what: neither a measure nor money nor a share."""
    return dimension not in _SCALES and not is_currency(dimension) and dimension not in {"share", "multiple", "time"}
