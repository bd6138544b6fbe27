"""Text → the quantities that it names. Numbers that belong to a date, a time, a name or an age are no quantities."""

from __future__ import annotations

import re
from bisect import bisect_right
from math import isfinite

from claims.cues import word_set
from claims.day import day_spans
from claims.scale import PERIODS
from claims.types import Bound, Quantity, Span
from claims.unit import CURRENCIES, CURRENCY, find_unit

_UNITS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORD_VALUES = {
    "zero": 0.0,
    "one": 1.0,
    **{word: float(value) for value, word in enumerate(_UNITS.split(), start=2)},
    **{word: float(value) for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)},
}
_SCALES = {
    "hundred": 1e2, "dozen": 12.0, "thousand": 1e3, "lakh": 1e5, "million": 1e6, "crore": 1e7, "billion": 1e9,
    "trillion": 1e12, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12,
}  # fmt: skip
_PARTS = {
    "half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fourth": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6, "seventh": 1 / 7,
    "eighth": 1 / 8, "ninth": 1 / 9, "tenth": 1 / 10,
}  # fmt: skip
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4}

_ONES = "|".join(["one", *_UNITS.split()])
_WORD = rf"(?:(?:{_TENS.replace(' ', '|')})(?:-(?:{_ONES}))?|{_ONES}|zero)"
_LARGE = r"(?:hundred|dozen|thousand|lakh|million|crore|billion|trillion)\b"
_POINT = r"\s(?:percentage\s)?point\b"
_FEW = "one|two|three|four|five|six|seven|eight|nine"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# "One in three voters", "nine out of ten", and not "two in three days".
_RATIO = rf"""
    (?:one\s+(?:in|out\s+of)\s+(?:every\s+)?(?:{_FEW}|ten|10|100)
      |(?:{_FEW}|[1-9])\s+(?:in|out\s+of)\s+(?:every\s+)?(?:four|five|ten|10|100))
    (?![\w-]|[.,]\d|\s+(?:\w+\s+)?(?:seconds|minutes|hours|days|nights|weeks|months|years)\b)
"""
_COUNT = rf"""
    (?: (?P<digits>{_DIGITS})(?P<vulgar>[½¼¾])?
      | (?P<words>{_WORD}\s+hundred\s+(?:and\s+)?{_WORD}(?![\w]|[\s-]hundred)
          | an?\s+hundred\s+and\s+{_WORD}(?!\w)
          | {_WORD}(?!\w)
          | an?(?=\s+{_LARGE}))
    )
    (?P<plus>\s+and\s+an?\s+(?:half|quarter)\b)?
"""
_SUFFIXES = rf"""
    (?P<scale>(?:\s?-?{_LARGE})+|\s?(?:mn|bn|tn)\b|[km]\b)?
    (?P<percent>\s?%|[\s-]per\s?cent(?!age)\b|\s?pct\b)?
"""
_NUMBER = re.compile(
    rf"""
    (?<![\w.,:/-])(?<!\d–)(?P<currency>{CURRENCY})?
    (?: (?P<ratio>{_RATIO})
      | (?P<portion>(?:(?:an?|one)[ -])?(?:half|quarter)(?:[ -]an?|\s+of\s+an?)?)(?=[\s-]{_LARGE}|{_POINT})
      | (?P<fraction>(?:(?:an?|{_FEW})[ -])?(?:{"|".join(_PARTS)})s?(?![\w-]))
      | {_COUNT}
    )
    {_SUFFIXES}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UPPER = re.compile(
    rf"(?P<join>[-–]|\s(?:to|or|and)\s)(?P<currency>{CURRENCY})?{_COUNT}{_SUFFIXES}", re.VERBOSE | re.IGNORECASE
)

# What follows a number that counts nothing: 11th, 3:30, 7 pm, 9/11, 20-year-old.
_NO_QUANTITY = re.compile(
    r"(?:st|nd|rd|th|s)\b|[:.]\d\d|\s?(?:[ap]\.?m\b|o['’]clock)|/\d|['’]s\b|-?fold\b|[\s-]years?[\s-]olds?\b"
    r"|(?-i:[A-Z])",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"(?:\b(?:the|these|those|his|her|its|their|our|both)|\w['’]s)\s+$", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:(?:Annex|Apollo|Article|Boeing|Category|Chapter|Channel|Division|Flight|Highway|Level|Page|Phase|Platform"
    r"|Protocol|Reactor|Resolution|Room|Route|Rule|Section|Title|Unit)s?|(?i:age|aged|group\s+of)|No\.|Nos\.)\s+$"
)
_AGE_BEFORE = re.compile(r"(?:\bwho\s+(?:is|was|turned|turns)|\b[A-Z][\w’'-]+,)\s+$")
_AGE_AFTER = re.compile(r"\s*(?:[,.;)]|$)")
_OLDEST = 120
_LONGEST = 12  # characters; longer numbers are keys of something
_ZERO_BEFORE = re.compile(r"\b(?:at|below|from|to)\s+$", re.IGNORECASE)

_OF_POINT = re.compile(_POINT)
_OF = re.compile(r"\s+of\b", re.IGNORECASE)
_SHARE_BEFORE = re.compile(
    r"\b(?:about|almost|another|around|by|just|least|nearly|only|over|roughly|some|than|under)\s+$", re.IGNORECASE
)
_SHARE_AFTER = re.compile(
    r"\s*(?:[.,;:!?)”\"]|$)|\s+(?:after|and|as|but|by|during|fewer|from|higher|in|larger|less|lower|more|of|since"
    r"|smaller|this|to|when|within)\b",
    re.IGNORECASE,
)
_HALF_AFTER = re.compile(r"\s+(?:of|the|its|their|his|her|our|my|all|these|those)\b", re.IGNORECASE)
_NO_HALF_BEFORE = re.compile(
    r"\b(?:bottom|each|first|former|last|latter|lower|other|second|that|the|this|top|upper)\s+$", re.IGNORECASE
)

_MORE = (
    "at least|more than|over|no fewer than|no less than|not less than|upwards? of|exceeding|above|a minimum of"
    "|as few as|as little as"
)
_LESS = (
    "up to|at most|less than|fewer than|under|below|no more than|not more than|not exceeding|not exceed|a maximum of"
    "|as many as|as much as"
)
_ABOUT = "about|around|roughly|some|approximately|nearly|almost|an estimated|close to|just over|just under|just shy of"
_BOUND_BEFORE = re.compile(
    rf"\b(?:(?P<about>{_ABOUT})|(?P<at_most>{_LESS})|(?P<at_least>{_MORE}))\s+(?P<the>the\s+)?$", re.IGNORECASE
)
_BOUND_AFTER = re.compile(
    r"\s+or\s+(?:(?P<at_least>more)|(?P<at_most>less|fewer)|(?P<about>so))\b|(?P<plus>\+)|(?P<odd>-odd\b)",
    re.IGNORECASE,
)
# Words that are a preposition of another sense in "talks over 12 hostages", "under the 28-point plan".
_PREPOSITIONS = word_set("about around over under above below some")
_TOPIC_BEFORE = re.compile(
    r"\b(?:add(?:s|ed|ing)?\s+up\s+to|(?:agreements?|anger|clash(?:es)?|concerns?|control|deals?|debates?|disputes?|fears|fights?|negotiations"
    r"|outrage|power|protests?|questions|rows?|sanctions|talks|tensions)\s+over)\s+$",
    re.IGNORECASE,
)
# "24% over four years": the time that an amount is spread over, to which no bound belongs.
_SPREAD_BEFORE = re.compile(
    r"(?:\d|%|\b(?:per\s?cent|million|billion|trillion|euros|dollars|pounds|jobs|posts|homes|people|points))\s+over\s+$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_LOOK_BACK = 32  # characters; the longest bound with what it depends on


def find_quantities(text: str, start: int, end: int) -> tuple[Quantity, ...]:
    """Return the quantities of text[start:end], in order; spans are offsets into the text.

    Values are in the unit itself ("$100 billion" is 1e11 "USD"); a unit is the counted noun in the singular, "%", an
    ISO 4217 code, or "" for a bare number. Both ends of a range are quantities, and bounds where it is written with a
    hyphen, "or" or "between". A part of a whole ("two-thirds", "one in five") is below 1 and has no unit. "One", "the
    two countries", "dozens", ages and results ("3-1") count nothing and are left out.
    """
    dates, taken = day_spans(text, start, end), start
    found: list[Quantity] = []
    for match in _NUMBER.finditer(text, start, end):
        if match.start() >= taken and not _lies_in(match.start(), dates):
            quantities, taken = _measured(text, match, start, end)
            found += [one for one in quantities if isfinite(one.value)]  # hundreds of digits are no number
    return tuple(found)


def _lies_in(at: int, spans: list[Span]) -> bool:
    """Tell whether one of the spans, ordered and disjoint, holds a position."""
    number = bisect_right(spans, at, key=lambda span: span.start)
    return number > 0 and at < spans[number - 1].end


def _measured(text: str, match: re.Match[str], start: int, limit: int) -> tuple[list[Quantity], int]:
    """Return the quantities that a number begins, and where to look on."""
    before = text[max(start, match.start() - _LOOK_BACK) : match.start()]
    if match["ratio"] or match["fraction"]:
        return _share(text, match, before, limit), match.end()
    upper = _UPPER.match(text, match.end(), limit)
    if upper and _are_ends(match, upper, before):
        return _range(text, match, upper, before, limit)
    one = _quantity(text, match, before, limit)
    return [one] if one else [], match.end()


def _share(text: str, match: re.Match[str], before: str, limit: int) -> list[Quantity]:
    """Return the part of a whole that "a third of", "two-thirds", "by half" or "one in five" is, if it is one."""
    if match["ratio"]:
        first, *_, last = match["ratio"].split()
        value, end = _number(first) / _number(last), match.end("ratio")
        told = value < 1
    else:
        *count, part = re.split(r"[ -]", match["fraction"].lower())
        told = _is_share(text, match, before, limit)
        value = _PARTS[part.removesuffix("s")] * (_WORD_VALUES.get(count[0], 1.0) if count else 1.0)
        end = match.end("fraction")
    bound = _bound(before, joined=False) or "exact"
    return [Quantity(Span(match.start(), end), text[match.start() : end], value, "", bound)] if told else []


def _is_share(text: str, match: re.Match[str], before: str, limit: int) -> bool:
    """Tell a part of a whole from an ordinal: "a third of", "by a third", "two-thirds", not "a third source"."""
    words, end = match["fraction"].lower(), match.end("fraction")
    if words == "half":
        plain = _HALF_AFTER.match(text, end, limit) or _SHARE_AFTER.match(text, end, limit)
        if not plain or _NO_HALF_BEFORE.search(before):
            return False
        return _HALF_AFTER.match(text, end, limit) is not None or _SHARE_BEFORE.search(before) is not None
    if not re.search("[ -]", words):
        return False
    if words.endswith("s") and "-" in words:
        return True
    known = _SHARE_BEFORE.search(before) is not None or words.endswith("thirds")
    return _OF.match(text, end, limit) is not None or (known and _SHARE_AFTER.match(text, end, limit) is not None)


def _are_ends(match: re.Match[str], upper: re.Match[str], before: str) -> bool:
    """Tell the ends of a range from two amounts: "5 and 10", "$5 million or €4 million", "5% or 10 people"."""
    if upper["join"].strip().lower() == "and" and not _BETWEEN.search(before):
        return False
    currencies = {end["currency"] for end in (match, upper) if end["currency"]}
    return len(currencies) < 2 and not (match["percent"] and not upper["percent"])


def _range(
    text: str, match: re.Match[str], upper: re.Match[str], before: str, limit: int
) -> tuple[list[Quantity], int]:
    """Return both ends of "10 to 15 countries", "20-25 percent", "$10-15 billion"; what one end lacks the other has."""
    low, high = _value(match), _value(upper)
    if upper["scale"] and not match["scale"] and low < 1000:
        low *= _scale(upper)
    word, noun_end, joined = find_unit(text, upper.end(), limit)
    currency, percent = match["currency"] or upper["currency"], match["percent"] or upper["percent"]
    unit = CURRENCIES.get((currency or "").strip(" .").upper(), "") or ("%" if percent else word)
    join = upper["join"].strip().lower()
    result = join in "-–" and (low >= high or not (unit or upper["scale"]))
    if result or (_both_years(match, upper) and not (currency or percent)):
        return [], upper.end()  # 3-1, 2025-26, 2007 to 2013
    if not (unit or upper["scale"]) and (_NO_QUANTITY.match(text, upper.end(), limit) or _LABEL.search(before)):
        return [], upper.end()
    bound = _bound(before, joined=joined) or "exact"
    # "To" is left alone: from 10 to 15 may be a rise.
    ends: tuple[Bound, Bound] = (bound, bound) if join == "to" else ("at_least", "at_most")
    end = upper.end() if currency or percent else max(noun_end, upper.end())
    upper_start = upper.end("join")
    return [
        Quantity(Span(match.start(), match.end()), match[0], low, unit, ends[0]),
        Quantity(Span(upper_start, end), text[upper_start:end], high, unit, ends[1]),
    ], upper.end()


def _both_years(match: re.Match[str], upper: re.Match[str]) -> bool:
    return all(re.fullmatch(r"(?:1[89]|20)\d\d", one["digits"] or "") for one in (match, upper))


def _quantity(text: str, match: re.Match[str], before: str, limit: int) -> Quantity | None:
    unit, end, joined = _unit(text, match, limit)
    bare = not (match["currency"] or match["scale"] or match["percent"] or match["portion"])
    if bare and not _counts(text, match, before, unit, limit):
        return None
    after = _BOUND_AFTER.match(text, match.end(), limit) or _BOUND_AFTER.match(text, end, limit)
    spread = unit in PERIODS and _SPREAD_BEFORE.search(before)
    bound = (None if spread else _bound(before, joined=joined)) or _bound_named(after) or "exact"
    return Quantity(Span(match.start(), end), text[match.start() : end], _value(match), unit, bound)


def _counts(text: str, match: re.Match[str], before: str, unit: str, limit: int) -> bool:
    """Tell whether a number without currency, scale or percent sign counts something."""
    if _NO_QUANTITY.match(text, match.end(), limit) or _LABEL.search(before):
        return False
    if match["words"]:
        if match["words"].lower() == "zero":
            return bool(unit) or _ZERO_BEFORE.search(before) is not None
        return bool(match["plus"]) or (match["words"].lower() != "one" and not _NOT_BEFORE.search(before))
    if _looks_like_year(match, unit, before) or len(match["digits"]) > _LONGEST:
        return False
    return bool(unit) or not _is_age(text, match, before, limit)


def _looks_like_year(match: re.Match[str], unit: str, before: str) -> bool:
    if not re.fullmatch(r"(?:1[89]|20)\d\d", match["digits"] or ""):
        return False
    return not unit or re.search(r"\b(?:in|since|by|until|from|of|the|early|late|mid)[\s-]+$", before) is not None


def _is_age(text: str, match: re.Match[str], before: str, limit: int) -> bool:
    """Tell an age: "who is 71", "Edda Marlow, 71,"."""
    close = _AGE_BEFORE.search(before) and _AGE_AFTER.match(text, match.end(), limit)
    return bool(close) and float(_value(match)) <= _OLDEST


def _unit(text: str, match: re.Match[str], limit: int) -> tuple[str, int, bool]:
    """Return the unit, where it ends, and whether a hyphen joins it: of "12 of the 28 points" it stands further on."""
    if match["percent"]:
        return "%", match.end(), False
    if match["portion"] and (point := _OF_POINT.match(text, match.end(), limit)):  # half a percentage point
        return "point", point.end(), False
    if match["currency"]:
        return CURRENCIES[match["currency"].strip(" .").upper()], match.end(), False
    bound = _BOUND_AFTER.match(text, match.end(), limit)  # "200 or more ships"
    if bound is None:
        return find_unit(text, match.end(), limit)
    unit, end, joined = find_unit(text, bound.end(), limit)
    return unit, match.end() if end == bound.end() else end, joined


def _bound(before: str, *, joined: bool) -> Bound | None:
    """Return the bound that stands before a number; a preposition of another sense is none."""
    found = _BOUND_BEFORE.search(before)
    if found and (joined or found["the"]) and found[0].split()[0].lower() in _PREPOSITIONS:
        return None
    return None if _TOPIC_BEFORE.search(before) else _bound_named(found)


def _bound_named(match: re.Match[str] | None) -> Bound | None:
    if match is None:
        return None
    groups = match.groupdict()
    if groups.get("plus"):
        return "at_least"
    bounds: tuple[Bound, ...] = ("about", "at_most", "at_least")
    return "about" if groups.get("odd") else next((bound for bound in bounds if groups.get(bound)), None)


def _value(match: re.Match[str]) -> float:
    groups = match.groupdict()
    if groups.get("portion"):
        value = _PARTS["half" if "half" in groups["portion"].lower() else "quarter"]
    else:
        value = _number(match["digits"] or match["words"]) + _VULGAR.get(match["vulgar"] or "", 0.0)
        if match["plus"]:
            value += _PARTS[match["plus"].lower().split()[-1]]
    return value * _scale(match)


def _number(words: str) -> float:
    """Return the value of digits or of number words below a thousand: "1,200", "twenty-five", "a hundred and ten"."""
    if words[0].isdigit():
        return float(words.replace(",", ""))
    value = 0.0
    for word in re.findall("[a-z]+", words.lower()):
        value = (
            value * 100 if word == "hundred" else value + (1.0 if word in ("a", "an") else _WORD_VALUES.get(word, 0))
        )
    return value


def _scale(match: re.Match[str]) -> float:
    scale = 1.0
    for word in re.findall("[a-z]+", (match["scale"] or "").lower()):
        scale *= _SCALES[word]
    return scale
