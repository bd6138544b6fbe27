"""What --since, --from and --to say → the window of time that a report looks at."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from reports.moments import day_in_words, moment_in_words
from reports.pair_types import Window
from sources.errors import SaysoError

EVER = Window(None, None, "all articles held")

# 99,999 weeks are some 1,900 years: no span reaches back before the calendar.
_SPAN = re.compile(r"([1-9]\d{0,4})\s*([hdw])", re.ASCII | re.IGNORECASE)
_UNITS = {"h": ("hour", timedelta(hours=1)), "d": ("day", timedelta(days=1)), "w": ("week", timedelta(weeks=1))}
_DAY = timedelta(days=1)


class BadWindow(SaysoError):
    """A span or days that make no window."""


def read_window(since: str | None, first: str | None, last: str | None, now: datetime) -> Window:
    """Return the window: a span back from `now`, or whole days in UTC, the last one included; or all time.

    Raises BadWindow, which says what would work.
    """
    if since is not None and (first is not None or last is not None):
        raise BadWindow("--since and --from or --to exclude each other: give --since 7d, or --from and --to with days")
    if since is not None:
        return _back(since, now)
    begin = None if first is None else _day("--from", first)
    end = None if last is None else _day("--to", last)
    if begin and end and begin > end:
        raise BadWindow(f"--from {begin} is after --to {end}: swap the two")
    if begin is None and end is None:
        return EVER
    return Window(_midnight(begin), _midnight(end and _after(end)), f"{_days(begin, end)} (UTC)")


def covers(window: Window, published: datetime | None) -> bool:
    """Tell whether an article that was published then is in the window.

    Midnight to the second is how a bare date is kept: such an article is in where any of its day is. One without a
    date is in a window that has neither beginning nor end.
    """
    if window.since is None and window.before is None:
        return True
    if published is None:
        return False
    moment = published.astimezone(UTC)
    bare = (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)
    latest = moment + _DAY - timedelta.resolution if bare else moment
    return (window.since is None or latest >= window.since) and (window.before is None or moment < window.before)


def _back(since: str, now: datetime) -> Window:
    match = _SPAN.fullmatch(since.strip())
    if match is None:
        raise BadWindow(
            f"--since takes a number with h, d or w, such as 24h, 7d or 2w, up to 99999; received {since!r}"
        )
    number = int(match[1])
    name, unit = _UNITS[match[2].lower()]
    begin = now - number * unit
    span = f"{number} {name}{'' if number == 1 else 's'}"
    return Window(begin, None, f"since {moment_in_words(begin)}, {span} before the last run")


def _day(option: str, text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError as error:
        raise BadWindow(f"{option} {text!r} is no day of the calendar ({error})") from None
    raise BadWindow(f"{option} takes a day as YYYY-MM-DD, such as 2025-11-20; received {text!r}")


def _after(day: date) -> date | None:
    return None if day == date.max else day + _DAY


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


def _days(first: date | None, last: date | None) -> str:
    if first is None:
        return f"up to {day_in_words(last)}" if last else ""
    if last is None:
        return f"from {day_in_words(first)} on"
    return day_in_words(first) if first == last else f"{day_in_words(first)} to {day_in_words(last)}"
