"""Text → the numbers that are no quantities by themselves, and yet stand against one.

"The three diplomats" and "one man" name nothing new but contradict "five diplomats"; "doubled" counts from a base that
is not told; ages and results ("3-1") are compared with their like alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from math import inf

from claims.cues import word_set
from claims.figure import MULTIPLE, SHARE, Figure, figure_of
from claims.quantity import find_quantities
from claims.scale import dimension_of
from claims.tokens import STOP_WORDS
from claims.types import Span
from claims.unit import find_unit

_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_FACTORS = {
    "dou": 2.0, "twi": 2.0, "tri": 3.0, "tre": 3.0, "qua": 4.0, "hal": 0.5,
    "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0,
    "nine": 9.0, "ten": 10.0,
}  # fmt: skip
_MULTIPLE = re.compile(
    r"\b(?P<factor>(?:doubl|tripl|trebl|quadrupl)(?:ed|es|ing)|(?:doubl|tripl|trebl|quadrupl)e(?=\s*(?:[.,;:]|$)"
    r"|\s+(?:the|that|what|its|their|his|her|last|this|in|from|by|since|to|on|over|within)\b)|halv(?:ed?|es|ing)"
    r"|(?:twice|half)(?=\s+as\b|\s+(?:what|that)\b)|(?:two|three|four|five|six|seven|eight|nine|ten)-?fold)\b",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\b(?:more than|at least|over)\s+$", re.IGNORECASE)
_DEFINITE = re.compile(
    rf"\b(?:the|these|those|his|her|its|their|our)\s+(?P<number>{_NUMBERS}|\d{{1,3}}(?:,\d{{3}})*)(?=\s)", re.IGNORECASE
)
_ONE = re.compile(r"\b(?P<number>one|a\s+single)\s+(?=[a-z])", re.IGNORECASE)
_NOT_ONE = re.compile(r"(?:\b(?:no|some|any|every|each|the|this|that|only|at|number)\s+|\w['’]s\s+|-)$", re.IGNORECASE)
_SINGULAR = re.compile(r"(?P<noun>[a-z]+)(?=\s*(?:[.,;:]|$)|\s+(?:was|is|has|had|were|who|died|of|in|at|on|and|to)\b)")
_NO_NOUN = word_set("of in by at on to and or day week month year time other another thing that more way reason side")
_VAGUE = re.compile(
    r"\b(?P<first>tens|hundreds|thousands)?(?(first)\s+of\s+)(?P<second>dozens|hundreds|thousands|millions)\b(?=\s)",
    re.IGNORECASE,
)
_VAGUE_VALUES = {"tens": 10.0, "dozens": 20.0, "hundreds": 100.0, "thousands": 1000.0, "millions": 1e6}
_VAGUE_REACH = 20.0  # dozens are 20 to 400
_PAIR = re.compile(r"\b(?:a\s+(?:couple|pair)\s+of|both)(?=\s)", re.IGNORECASE)
_DEGREES = re.compile(r"(?<![\w.,])(?P<degrees>\d{1,4}(?:\.\d)?)\s?°?\s?(?P<scale>[CF])\b")
_AGE = re.compile(r"\b(?P<years>\d{1,3})[-\s]years?[-\s]olds?\b|\baged\s+(?P<aged>\d{1,3})\b", re.IGNORECASE)
# "Won 3-1", and neither a range ("10-12 people") nor a date ("17-18 November").
_RESULT = re.compile(
    r"(?<![\w.,:/$€£-])(?P<ours>\d{1,3})[-–](?P<theirs>\d{1,3})"
    r"(?![\w%:/-]|[.,]\d|\s+(?:[A-Z]|percent|per\s|million|billion|[a-z]+s\b))"
)
_MAJORITY = re.compile(r"\b(?:a|the)\s+majority\s+of\b", re.IGNORECASE)


def loose_figures(text: str, part: Span) -> Iterator[Figure]:
    """Yield them, those of one form after those of another."""
    yield from _multiples(text, part)
    yield from _definite(text, part)
    yield from _singular(text, part)
    yield from _vague(text, part)
    yield from _with_scales_of_their_own(text, part)


def _multiples(text: str, part: Span) -> Iterator[Figure]:
    """Yield "doubled", "halved", "twice as many", "a tenfold rise"."""
    for match in _MULTIPLE.finditer(text, part.start, part.end):
        factor = _FACTORS.get(match[0].lower().removesuffix("fold").rstrip("-"), 0.0) or _FACTORS[match[0][:3].lower()]
        high = inf if _MORE_THAN.search(text, max(0, match.start() - 12), match.start()) else factor
        yield Figure(Span(*match.span()), factor, MULTIPLE, MULTIPLE, factor, factor, high)


def _definite(text: str, part: Span) -> Iterator[Figure]:
    """Yield "the three diplomats", "its two plants"."""
    for match in _DEFINITE.finditer(text, part.start, part.end):
        for quantity in find_quantities(text, match.start("number"), part.end)[:1]:
            if quantity.span.start == match.start("number") and quantity.unit:
                yield replace(figure_of(quantity), weak=True)


def _singular(text: str, part: Span) -> Iterator[Figure]:
    """Yield "one man", "both mills", "a couple of ships"."""
    for match in _ONE.finditer(text, part.start, part.end):
        noun = _SINGULAR.match(text, match.end(), part.end)
        if noun and noun["noun"] not in _NO_NOUN | STOP_WORDS and not _NOT_ONE.search(text, part.start, match.start()):
            unit = {"person": "people"}.get(noun["noun"], noun["noun"])
            yield _weak(Span(match.start(), noun.end()), 1.0, unit)
    for match in _PAIR.finditer(text, part.start, part.end):
        unit, end, _ = find_unit(text, match.end(), part.end)
        if unit:
            yield _weak(Span(match.start(), max(end, match.end())), 2.0, unit)


def _vague(text: str, part: Span) -> Iterator[Figure]:
    """Yield "hundreds of people", "a majority of members"."""
    for match in _VAGUE.finditer(text, part.start, part.end):
        value = _VAGUE_VALUES[match["second"].lower()] * _VAGUE_VALUES.get((match["first"] or "").lower(), 1.0)
        unit, end, _ = find_unit(text, match.end(), part.end)
        yield replace(_weak(Span(match.start(), end), value, unit), high=value * _VAGUE_REACH)
    for match in _MAJORITY.finditer(text, part.start, part.end):
        yield Figure(Span(*match.span()), 50.0, "%", SHARE, 50.0, 50.0, 100.0)


def _with_scales_of_their_own(text: str, part: Span) -> Iterator[Figure]:
    """Yield temperatures, ages and results."""
    for match in _DEGREES.finditer(text, part.start, part.end):
        told = float(match["degrees"])
        value = told if match["scale"] == "C" else (told - 32) / 1.8
        yield replace(_weak(Span(*match.span()), told, "degree"), scaled=value, low=value - 0.5, high=value + 0.5)
    for match in _AGE.finditer(text, part.start, part.end):
        yield _weak(Span(*match.span()), float(match["years"] or match["aged"]), "age")
    for match in _RESULT.finditer(text, part.start, part.end):
        yield _weak(Span(*match.span()), float(match["ours"]) + float(match["theirs"]) / 1000, "result")


def _weak(span: Span, value: float, unit: str) -> Figure:
    dimension, _ = dimension_of(unit, value, "")
    return Figure(span, value, unit, dimension, value, value, value, weak=True)
