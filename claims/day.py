"""Text → the days that it names, resolved against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from claims.types import DateMention, Span

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun[e.]?|Jul[y.]?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_NUMBER = r"[0-3]?\d"
_ORDINAL = r"(?:st|nd|rd|th)"
_DAY = rf"(?P<day>{_NUMBER}){_ORDINAL}?"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
_CALENDAR = (
    re.compile(
        rf"\b{_MONTH}\s+{_DAY}(?:(?:\s?[-–]\s?|\s+and\s+(?={_NUMBER}\s*(?:[.,;:)]|$)))(?P<last>{_NUMBER}){_ORDINAL}?)?"
        rf"(?![\d:,.]\d|\w){_YEAR}\b"
    ),
    re.compile(
        rf"\b(?:(?P<first>{_NUMBER}){_ORDINAL}?(?:\s?[-–]\s?|\s+(?:and|to)\s+))?{_DAY}\s+(?:of\s+)?{_MONTH}(?!\w){_YEAR}"
    ),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
)

_SHIFTS = {
    "the day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "this morning": 0,
    "this afternoon": 0, "this evening": 0, "tomorrow": 1, "the day after tomorrow": 2,
}  # fmt: skip
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SHIFT = "|".join(sorted(_SHIFTS, key=len, reverse=True)).replace(" ", r"\s+")
_COUNT = rf"an?|{'|'.join(_COUNTS)}|\d{{1,3}}"
_DAYS_AGO = rf"\b(?P<count>{_COUNT})\s+days?\s+ago\b"
_RELATIVE = re.compile(
    rf"""
      \b(?P<ahead>{_COUNT})\s+(?P<by>days?|weeks?)\s+from\s+(?P<since>{_SHIFT}|now)\b
    | \b(?P<shift>{_SHIFT})\b
    | {_DAYS_AGO}
    | (?<=\bon[ ]the[ ])(?P<ordinal>{_NUMBER}){_ORDINAL}\b  # a day of the month, and not "the 17th floor"
      (?=\s*(?:[.,;:!?)"”]|$)|\s+(?:of\s+this\s+month|and|at|but|by|for|from|in|or|that|to|when|with)\b)
    | \b(?P<weekday>{"|".join(_DAYS)})\b(?P<week>\s+(?:of\s+)?(?:last|next)\s+week\b)?
      (?!\s+(?-i:Express|Herald|Mail|Mirror|Post|Telegraph|Times)\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AGO = re.compile(_DAYS_AGO, re.IGNORECASE)
# Days with names of their own, and days that come every week.
_NO_DAY = re.compile(
    r"\b(?:ash|black|bloody|cyber|each|easter|every|good|holy|mail\s+on|maundy|palm|super)\s+$", re.IGNORECASE
)
_LAST = re.compile(r"\b(?:last|past)\s+$", re.IGNORECASE)
_NEXT = re.compile(r"\b(?:next|coming)\s+$", re.IGNORECASE)
_THIS = re.compile(r"\bthis\s+$", re.IGNORECASE)

_BEHIND = 60  # characters before a day in which its clause may look ahead
_CLAUSE = re.compile(
    r"[.;:\"“”]|\b(?:said|says|told|tells|added|announced|claimed|confirmed|denied|reported|warned|wrote|after|since"
    r"|which|who)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:next|coming|upcoming|will|won['’]t|would(?!\s+have)|shall|(?:is|are|was|were|due|planned|expected)\s+to"
    r"|(?:due|set|scheduled|slated|planned|expected)\s+(?:for|on)|(?-i:by|until)\s+$)|['’]ll\b"
    # the present of what is arranged: "the vote is on Sunday", "the trial opens on Monday"
    r"|\b(?:is|are|arrives|begins|closes|ends|expires|kicks\s+off|meets|opens|resumes|starts|takes\s+place)"
    r"\s+(?:again\s+)?(?:on|from|this)\s+$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:^|[.;:\"“”])\s*(?:on|by|this)\s+$", re.IGNORECASE)
_THEN_AHEAD = re.compile(
    r"(?:\s+(?:morning|afternoon|evening|night))?,?\s+(?:(?!that\b)[\w’']+\s+){1,3}?(?:will|would(?!\s+have))\b"
)
_FAR = 335  # days; a date eleven months away has its year in the text


def find_dates(text: str, start: int, end: int, published: date | None) -> tuple[DateMention, ...]:
    """Return the days that text[start:end] names, in order, resolved against the day of publication.

    A weekday or a day without a year is the latest one up to that day, or the first one from it where its clause
    looks ahead ("will", "would", "due to", "next"); a day of a month that was eleven months ago is the coming one. Of
    "Nov. 17-18" both days are returned. What cannot be resolved (no day of publication, February 30, "last week") is
    left out.
    """
    found = [
        DateMention(span, span.of(text), day)
        for match in _calendar_matches(text, start, end)
        for span, number in _numbered_days(match)
        if (day := _calendar_day(match, number, published, ahead=_looks_ahead(text, start, match)))
    ]
    if published is not None:
        found += [
            DateMention(Span(match.start(), match.end()), match[0], day)
            for match in _RELATIVE.finditer(text, start, end)
            if (day := _relative_day(text, start, match, published))
        ]
    return tuple(sorted(found, key=lambda mention: mention.span))


def day_spans(text: str, start: int, end: int) -> list[Span]:
    """Return what names days by numbers in text[start:end], in order and disjoint: "Nov. 17-18", "two days ago"."""
    matches = [*_calendar_matches(text, start, end), *_AGO.finditer(text, start, end)]
    return sorted(Span(match.start(), match.end()) for match in matches)


def _calendar_matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    taken = start
    matches = [match for pattern in _CALENDAR for match in pattern.finditer(text, start, end)]
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= taken:
            taken = match.end()
            yield match


def _numbered_days(match: re.Match[str]) -> Iterator[tuple[Span, int]]:
    """Yield the one day of a calendar date, or both of "Nov. 17-18" and "17 and 18 November", with their spans."""
    groups = match.groupdict()
    if groups.get("last"):
        yield Span(match.start(), match.end("day")), int(match["day"])
        yield Span(match.start("last"), match.end()), int(match["last"])
        return
    if groups.get("first"):
        yield Span(match.start("first"), match.end("first")), int(match["first"])
    yield Span(match.start("day") if groups.get("first") else match.start(), match.end()), int(match["day"])


def _looks_ahead(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether the clause of a day is about what is to come: "will meet on", "by", "on Friday he will"."""
    before = text[max(start, match.start() - _BEHIND) : match.start()]
    clause = _CLAUSE.split(before)[-1]
    if _AHEAD.search(clause):
        return not text.startswith(("'s", "’s"), match.end()) or not clause.rstrip().endswith("by")
    then = _THEN_AHEAD.match(text, match.end()) if _OPENING.search(before) else None
    return then is not None and not _CLAUSE.search(then[0])


def _calendar_day(match: re.Match[str], number: int, published: date | None, *, ahead: bool) -> date | None:
    name = match["month"][:3].lower()
    month = int(name) if name.isdigit() else _MONTHS.index(name) + 1
    if match["year"]:
        return _day(int(match["year"]), month, number)
    if published is None:
        return None
    days = [day for year in (-1, 0, 1) if (day := _day(published.year + year, month, number))]
    return _chosen(days, published, ahead=ahead)


def _chosen(days: list[date], published: date, *, ahead: bool) -> date | None:
    """Return the first of the ordered days from publication on where `ahead`, else the latest up to it."""
    past = [day for day in days if day <= published]
    coming = [day for day in days if day >= published]
    first, second = (coming[:1], past[-1:]) if ahead else (past[-1:], coming[:1])
    if first and second and abs((first[0] - published).days) > _FAR:
        return second[0]
    return first[0] if first else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # no such day
        return None


def _relative_day(text: str, start: int, match: re.Match[str], published: date) -> date | None:
    if match["ahead"]:
        days = _counted(match["ahead"]) * (7 if match["by"].lower().startswith("week") else 1)
        return _shifted(published, days + _shift(match["since"]))
    if match["shift"]:
        return _shifted(published, _shift(match["shift"]))
    if match["count"]:
        return _shifted(published, -_counted(match["count"]))
    ahead = _looks_ahead(text, start, match)
    if match["ordinal"]:
        return _chosen(_days_of_months(int(match["ordinal"]), published), published, ahead=ahead)
    before = text[max(start, match.start() - _BEHIND) : match.start()]
    return (
        None if _NO_DAY.search(before) else _shifted(published, _weekday_shift(match, before, published, ahead=ahead))
    )


def _shift(words: str) -> int:
    """Return how many days after publication "tomorrow" and the like are; 0 for "now"."""
    return _SHIFTS.get(" ".join(words.lower().split()), 0)


def _counted(words: str) -> int:
    """Return the number of days that are counted: "two", "12", "a"."""
    count = words.lower()
    return int(count) if count.isdigit() else _COUNTS.index(count) + 1 if count in _COUNTS else 1


def _days_of_months(number: int, published: date) -> list[date]:
    """Return the day of this number of the month of publication and its neighbours, where there is one, in order."""
    months = [divmod(published.year * 12 + published.month - 1 + shift, 12) for shift in (-2, -1, 0, 1, 2)]
    return [day for year, month in months if (day := _day(year, month + 1, number))]


def _weekday_shift(match: re.Match[str], before: str, published: date, *, ahead: bool) -> int:
    """Return how many days after publication a weekday is."""
    weekday = _DAYS.index(match["weekday"].lower())
    if match["week"]:
        return weekday - published.weekday() + (7 if "next" in match["week"].lower() else -7)
    behind = (published.weekday() - weekday) % 7
    if _LAST.search(before):
        return -(behind or 7)
    if _NEXT.search(before):
        return 7 - behind
    if _THIS.search(before):
        return -behind if behind <= 3 else 7 - behind  # the nearest
    return -behind % 7 if ahead else -behind


def _shifted(day: date, days: int) -> date:
    """Add days, staying within the calendar that Python has."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
