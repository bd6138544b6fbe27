"""Text → the quantities and days that it names. Numbers that belong to a date, a time or a name are no quantities."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from math import isfinite

from claims.cues import word_set
from claims.types import Bound, DateMention, Quantity, Span

_UNITS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORD_VALUES = {
    "one": 1.0,
    **{word: float(value) for value, word in enumerate(_UNITS.split(), start=2)},
    **{word: float(value) for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)},
}
_SCALES = {
    "hundred": 1e2, "dozen": 12.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12,
}  # fmt: skip
_FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5}
_CURRENCIES = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "C$": "CAD", "A$": "AUD"}
_CURRENCY_NOUNS = {
    "dollar": "USD", "euro": "EUR", "rouble": "RUB", "ruble": "RUB", "hryvnia": "UAH", "yuan": "CNY", "yen": "JPY",
}  # fmt: skip

_ONES = "|".join(["one", *_UNITS.split()])
_WORDS = rf"(?:{_TENS.replace(' ', '|')})(?:-(?:{_ONES}))?|{_ONES}"
_NUMBER = re.compile(
    rf"""
    (?<![\w.,:/-])(?P<currency>US\$|[CA]\$|[$€£¥])?
    (?: (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
      | (?P<fraction>(?:an?|one|two|three)[ -](?:half|thirds?|quarters?|fifths?))(?=\s+of\b)
      | (?P<words>(?:{_WORDS}|an?(?=\s+(?:hundred|dozen|thousand|million|billion|trillion)\b)))(?!\w)
    )
    (?P<scale>(?:\s?-?(?:hundred|dozen|thousand|million|billion|trillion)\b)+|(?:k|m|mn|bn|tn)\b)?
    (?P<percent>\s?%|[\s-]per\s?cent(?!age)\b)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NO_QUANTITY = re.compile(
    r"(?:st|nd|rd|th|s)\b|[:.]\d\d|\s?(?:[ap]\.?m\b|o['’]clock)|/\d|['’]s\b|(?-i:[A-Z])", re.IGNORECASE
)
_NOT_BEFORE = re.compile(r"(?:\b(?:the|these|those|his|her|its|their|our|both)|\w['’]s)\s+$", re.IGNORECASE)

_MORE = "at least|more than|over|no fewer than|no less than|not less than|upwards? of|exceeding|above|a minimum of"
_LESS = "up to|at most|less than|fewer than|under|below|no more than|not more than|a maximum of|as many as|as much as"
_ABOUT = "about|around|roughly|some|approximately|nearly|almost|an estimated|close to|just over|just under"
_BOUND_BEFORE = re.compile(
    rf"\b(?:(?P<about>{_ABOUT})|(?P<at_most>{_LESS})|(?P<at_least>{_MORE}))\s+(?:the\s+)?$", re.IGNORECASE
)
_BOUND_AFTER = re.compile(r"\s+or\s+(?:(?P<at_least>more)|(?P<at_most>less|fewer)|(?P<about>so))\b", re.IGNORECASE)

_RANGE = re.compile(r"\s?(?:to|or|and|[-–])\s?[$€£¥]?\d[\d,.]*(?:\s(?:million|billion))?", re.IGNORECASE)
_OF_ALL = re.compile(r"\s+of\s+(?:the|its|their|all)?\s*(?:\d[\d,.]*)?", re.IGNORECASE)
_AFTER = re.compile(r"[\s-]([^\W\d_]+(?:['’-][^\W\d_]+)*)")
_PLURALS = {"people": "people", "men": "man", "women": "woman", "children": "child", "lives": "life", "troops": "troop"}
_NO_UNITS = word_set("is was has as this his its does us thus says plus yes less across always towards")
# Units that stand in the singular after their number.
_UNCOUNTED = word_set("hryvnia yuan yen")


def find_quantities(text: str, start: int, end: int) -> tuple[Quantity, ...]:
    """Return the quantities of text[start:end], in order; spans are offsets into the text.

    Values are in the unit itself ("$100 billion" is 1e11 "USD"); a unit is the counted noun in the singular, "%", an
    ISO 4217 code, or "" for a bare number. "One" and "the two countries" count nothing and are left out.
    """
    dates = [span for span, _ in _calendar_dates(text, start, end)]
    numbers = (match for match in _NUMBER.finditer(text, start, end) if not _lies_in(match.start(), dates))
    return tuple(quantity for match in numbers if (quantity := _quantity(text, match, end)))


def _lies_in(at: int, spans: list[Span]) -> bool:
    """Tell whether one of the spans, ordered and disjoint, holds a position."""
    number = bisect_right(spans, at, key=lambda span: span.start)
    return number > 0 and at < spans[number - 1].end


def _quantity(text: str, match: re.Match[str], limit: int) -> Quantity | None:
    bare = not (match["currency"] or match["scale"] or match["percent"])
    before = text[max(0, match.start() - 24) : match.start()]
    if bare and (_NO_QUANTITY.match(text, match.end(), limit) or (match["words"] and not _counts(match, before))):
        return None
    unit, end = _unit(text, match, limit)
    if bare and _looks_like_year(match, unit, before):
        return None
    after = _BOUND_AFTER.match(text, match.end(), limit)
    bound = _bound(_BOUND_BEFORE.search(before)) or _bound(after) or "exact"
    value = _value(match)
    if not isfinite(value):  # hundreds of digits
        return None
    return Quantity(Span(match.start(), end), text[match.start() : end], value, unit, bound)


def _counts(match: re.Match[str], before: str) -> bool:
    return match["words"].lower() not in ("one", "a", "an") and not _NOT_BEFORE.search(before)


def _looks_like_year(match: re.Match[str], unit: str, before: str) -> bool:
    digits = match["digits"] or ""
    if not re.fullmatch(r"(?:1[89]|20)\d\d", digits):
        return False
    return not unit or re.search(r"\b(?:in|since|by|until|from|of|the|early|late|mid)[\s-]+$", before) is not None


def _bound(match: re.Match[str] | None) -> Bound | None:
    bounds: tuple[Bound, ...] = ("about", "at_most", "at_least")
    return next((bound for bound in bounds if match and match[bound]), None)


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        value = float(match["digits"].replace(",", ""))
    elif match["fraction"]:
        count, part = re.split(r"[ -]", match["fraction"].lower())
        value = _WORD_VALUES.get(count, 1.0) * _FRACTIONS[part.removesuffix("s")]
    else:
        value = sum(_WORD_VALUES.get(word, 1.0) for word in match["words"].lower().split("-"))
    for scale in re.findall(r"[a-z]+", (match["scale"] or "").lower()):
        value *= _SCALES[scale]
    return value


def _unit(text: str, match: re.Match[str], limit: int) -> tuple[str, int]:
    """Return the unit and where it ends: of "12 of the 28 points" and "10 to 15 people" the noun stands further on."""
    if match["percent"]:
        return "%", match.end()
    if match["currency"]:
        return _CURRENCIES[match["currency"].upper()], match.end()
    at = match.end()
    aside = _RANGE.match(text, at, limit) or _OF_ALL.match(text, at, limit)
    noun = _noun(text, aside.end() if aside else at, limit)
    if noun is None:
        return "", match.end()
    word, end = noun
    return _CURRENCY_NOUNS.get(word, word), match.end() if aside else end


def _noun(text: str, at: int, limit: int) -> tuple[str, int] | None:
    """Return the counted noun, in the singular: a plural within three words, or what a hyphen joins: "28-point"."""
    if text[at : at + 1] in "-‑" and (joined := re.compile(r"[-‑]([^\W\d_]+)").match(text, at, limit)):
        return joined[1].lower(), joined.end()
    for _ in range(3):
        word = _AFTER.match(text, at, limit)
        if word is None or not text[at].isspace():
            return None
        lower = word[1].lower()
        if lower in _PLURALS or lower in _UNCOUNTED:
            return _PLURALS.get(lower, lower), word.end()
        if lower.endswith("s") and not lower.endswith(("ss", "'s", "’s")) and lower not in _NO_UNITS:
            return _singular(lower), word.end()
        at = word.end()
    return None


def _singular(plural: str) -> str:
    if plural.endswith("ies") and len(plural) > 4:
        return plural[:-3] + "y"
    return plural[:-2] if plural.endswith(("sses", "shes", "ches", "xes")) else plural[:-1]


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun[e.]?|Jul[y.]?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
_CALENDAR = (
    re.compile(rf"\b{_MONTH}\s+{_DAY}(?![\d:,.]\d|\w){_YEAR}\b"),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?!\w){_YEAR}"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
)
_RELATIVE = re.compile(
    rf"\b(?:(?P<day>today|tonight|yesterday|tomorrow)|(?P<weekday>{'|'.join(_DAYS)}))\b", re.IGNORECASE
)
_SHIFTS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_AHEAD = re.compile(r"\b(?:next|coming|will)\b[^.;]*$", re.IGNORECASE)
_LAST = re.compile(r"\blast\s+$", re.IGNORECASE)


def find_dates(text: str, start: int, end: int, published: date | None) -> tuple[DateMention, ...]:
    """Return the days that text[start:end] names, in order, resolved against the day of publication.

    A weekday or a day without a year is the nearest one up to that day, or after it where "next" or "will" stands
    before; what cannot be resolved (no day of publication, February 30, "last week") is left out.
    """
    found = [
        DateMention(span, span.of(text), day)
        for span, match in _calendar_dates(text, start, end)
        if (day := _calendar_day(match, published, ahead=_points_ahead(text, start, span.start)))
    ]
    if published is not None:
        for match in _RELATIVE.finditer(text, start, end):
            day = _relative_day(match, published, text[max(start, match.start() - 60) : match.start()])
            found.append(DateMention(Span(match.start(), match.end()), match[0], day))
    return tuple(sorted(found, key=lambda mention: mention.span))


def _calendar_dates(text: str, start: int, end: int) -> Iterator[tuple[Span, re.Match[str]]]:
    taken = start
    matches = [match for pattern in _CALENDAR for match in pattern.finditer(text, start, end)]
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= taken:
            taken = match.end()
            yield Span(match.start(), match.end()), match


def _points_ahead(text: str, start: int, at: int) -> bool:
    return _AHEAD.search(text, max(start, at - 60), at) is not None


def _calendar_day(match: re.Match[str], published: date | None, *, ahead: bool) -> date | None:
    name = match["month"][:3].lower()
    month = int(name) if name.isdigit() else _MONTHS.index(name) + 1
    if match["year"]:
        return _day(int(match["year"]), month, int(match["day"]))
    if published is None:
        return None
    years = (published.year, published.year + 1) if ahead else (published.year, published.year - 1)
    days = [day for year in years if (day := _day(year, month, int(match["day"])))]
    return next((day for day in days if (day >= published if ahead else day <= published)), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # no such day
        return None


def _relative_day(match: re.Match[str], published: date, before: str) -> date:
    if match["day"]:
        return _shifted(published, _SHIFTS[match["day"].lower()])
    behind = (published.weekday() - _DAYS.index(match["weekday"].lower())) % 7
    if _AHEAD.search(before):
        return _shifted(published, 7 - behind)
    return _shifted(published, -(behind or 7) if _LAST.search(before) else -behind)


def _shifted(day: date, days: int) -> date:
    """Add days, staying within the calendar that Python has."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
