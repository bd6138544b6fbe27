"""Writes days and moments in words, whatever the locale."""

from __future__ import annotations

from datetime import UTC, date, datetime

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_in_words(day: date) -> str:
    """Return "20 November 2025"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_in_words(month: str) -> str:
    """Return "November 2025" for "2025-11"."""
    year, number = month.split("-")
    return f"{_MONTHS[int(number) - 1]} {int(year)}"


def moment_in_words(moment: datetime) -> str:
    """Return "20 November 2025, 21:05 UTC"; the day alone at midnight, which is how a bare date is kept."""
    utc = moment.astimezone(UTC)
    is_bare = (utc.hour, utc.minute, utc.second) == (0, 0, 0)
    return day_in_words(utc) if is_bare else f"{day_in_words(utc)}, {utc:%H:%M} UTC"


def moment_in_iso(moment: datetime) -> str:
    """Return "2025-11-20T21:05:00Z"."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
