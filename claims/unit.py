"""Text after a number → the unit that is counted."""

from __future__ import annotations

import re

from claims.cues import word_set

CURRENCIES = {
    "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "C$": "CAD", "CA$": "CAD", "A$": "AUD",
    "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "₹": "INR", "RS": "INR", "₽": "RUB",
    "₴": "UAH", "₩": "KRW", "₪": "ILS", "₺": "TRY",
}  # fmt: skip
_ISO = word_set("USD EUR GBP CHF JPY CNY RUB UAH INR PLN SEK NOK DKK CAD AUD NZD HKD KRW TRY")
CURRENCIES |= {code: code for code in _ISO} | {"R": "ZAR"}
_CODES = "|".join(sorted(_ISO))
# As it stands before a number, for a pattern that ignores case.
CURRENCY = rf"(?:US|NZ|HK|CA|AU|[CARS])?\$|[€£¥₹₽₴₩₪₺]|(?:{_CODES})\s?|Rs\.?\s?|(?-i:R)(?=\d)"

_NOUNS = {
    "people": "people", "children": "child", "lives": "life", "troops": "troop", "buses": "bus",
    "metres": "metre", "meters": "metre", "kilometers": "kilometre", "liters": "litre",
    # what stands in the singular after its number
    "aircraft": "aircraft", "personnel": "personnel", "police": "police", "series": "series",
    "dollars": "USD", "euro": "EUR", "euros": "EUR", "roubles": "RUB", "rubles": "RUB", "hryvnia": "UAH",
    "hryvnias": "UAH", "yuan": "CNY", "yen": "JPY", "rupees": "INR", "shekels": "ILS", "zloty": "PLN", "zlotys": "PLN",
    "baht": "THB", "rand": "ZAR", "won": "KRW", "pesos": "peso", "reais": "BRL",
    "feet": "foot", "inches": "inch", "tonnes": "tonne", "kilos": "kilogram", "kilograms": "kilogram",
}  # fmt: skip
_CROWNS = {"norwegian": "NOK", "swedish": "SEK", "danish": "DKK", "icelandic": "ISK", "czech": "CZK"}
_DOLLARS = {
    "australian": "AUD", "canadian": "CAD", "singapore": "SGD", "zealand": "NZD", "kong": "HKD", "taiwan": "TWD",
}  # fmt: skip
_ABBREVIATIONS = {"km": "kilometre", "kg": "kilogram", "cm": "centimetre", "mm": "millimetre", "mph": "mph"}
_ABBREVIATED = re.compile(rf"[\s-]?({'|'.join(_ABBREVIATIONS)})\b")
_CODE = re.compile(rf"\s({_CODES})\b")

_ASIDE = re.compile(
    r"\s+(?:out\s+)?of(?:\s+(?:all|these|those|the|its|their|his|her|our))*"
    r"(?:\s+(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?=\s))?"
    r"|\s(?:or|and)\s\d[\d,.]*(?=\s)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[\s-]([^\W\d_]+(?:['’-][^\W\d_]+)*)")
_JOINED = re.compile(r"[-‑]([^\W\d_]+)")
_NO_JOINED = word_set("strong odd plus plusses ish to in on")
_NOT_NOUNS = word_set("basis less across always towards this his its thus yes")  # end in s, and count nothing
# No noun phrase goes on over these: "40 were killed", "12 in two towns".
_STOPS = word_set(
    """
    a about after against amid an and are as at be because been before but by during for from had has have if in into is
    it may of on or over per plus said says she since so than that the their then there these they this those to under
    until was we were when where which while who whose will with would
    """
)
# "Of 40 candidates 12 won seats": the currency is counted in thousands.
_MANY = re.compile(r"(?:illion|thousand|,\d{3})$")
_LONGEST = 3  # words up to the noun: "120 Iranian-made Shahed drones"


def find_unit(text: str, at: int, limit: int) -> tuple[str, int, bool]:
    """Return the unit of a number that ends at `at`, where it ends, and whether a hyphen joins it: "28-point".

    The unit is a noun in the singular or an ISO 4217 code, "" where there is none. Of "12 of the 28 points" it stands
    further on, and then the number is all that is named: the end is `at`.
    """
    if joined := _JOINED.match(text, at, limit):
        word = joined[1].lower()
        known = _ABBREVIATIONS.get(word, word)
        return ("", at, True) if word in _NO_JOINED else (known, joined.end(), True)
    if short := _ABBREVIATED.match(text, at, limit):
        return _ABBREVIATIONS[short[1]], short.end(), False
    if code := _CODE.match(text, at, limit):
        return code[1], code.end(), False
    aside = _ASIDE.match(text, at, limit)
    noun = _noun(text, aside.end() if aside else at, limit)
    if noun is None:
        return "", at, False
    word, end = noun
    return word, at if aside else end, False


def _noun(text: str, at: int, limit: int) -> tuple[str, int] | None:
    """Return the counted noun in the singular, and where it ends: a plural within three words."""
    before = ""
    for _ in range(_LONGEST):
        word = _AFTER.match(text, at, limit)
        if word is None or not text[at].isspace():
            return None
        lower = word[1].lower()
        if lower in _STOPS or (lower == "won" and not _MANY.search(text, max(0, at - 8), at)):
            return None
        if unit := _unit_named(lower, before):
            return unit, word.end()
        before, at = lower, word.end()
    return None


def _unit_named(noun: str, before: str) -> str:
    """Return the unit that a plural names, "" where the word is none; `before` is the word before it."""
    if noun == "crowns" or noun in ("krona", "krone", "kroner", "kronor"):
        return _CROWNS.get(before, "crown")
    if noun == "dollars" and before in _DOLLARS:
        return _DOLLARS[before]
    if noun in _NOUNS:
        return _NOUNS[noun]
    if noun.endswith("men") and noun not in ("specimen", "regimen", "abdomen"):
        return noun[:-3] + "man"
    plural = noun.endswith("s") and not noun.endswith(("ss", "'s", "’s")) and noun not in _NOT_NOUNS
    return _singular(noun) if plural else ""


def _singular(plural: str) -> str:
    if plural.endswith("ies") and len(plural) > 4:
        return plural[:-3] + "y"
    return plural[:-2] if plural.endswith(("sses", "shes", "ches", "xes")) else plural[:-1]
