"""Numbers with their units and bounds; days, resolved against the day of publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.measure import find_dates, find_quantities

THURSDAY = date(2025, 11, 20)

QUANTITIES = [
    ("a 28-point plan", [("28-point", 28, "point", "exact")]),
    ("cap the army at 600,000 troops", [("600,000 troops", 600_000, "troop", "exact")]),
    ("$100 billion in frozen assets", [("$100 billion", 1e11, "USD", "exact")]),
    ("the work would cost £4.2 million", [("£4.2 million", 4.2e6, "GBP", "exact")]),
    ("about €5bn", [("€5bn", 5e9, "EUR", "about")]),
    ("300 million dollars", [("300 million dollars", 3e8, "USD", "exact")]),
    ("12 percent of voters", [("12 percent", 12, "%", "exact")]),
    ("nearly 12.5% and 3 per cent", [("12.5%", 12.5, "%", "about"), ("3 per cent", 3, "%", "exact")]),
    ("5 percentage points", [("5 percentage points", 5, "point", "exact")]),
    ("At least 12 of the 28 points", [("12", 12, "point", "at_least"), ("28 points", 28, "point", "exact")]),
    ("more than 40 people", [("40 people", 40, "people", "at_least")]),
    ("up to twelve Russian soldiers", [("twelve Russian soldiers", 12, "soldier", "at_most")]),
    ("fewer than 300 women", [("300 women", 300, "woman", "at_most")]),
    ("200 or more ships", [("200 or more ships", 200, "ship", "at_least")]),
    ("10 to 15 countries", [("10", 10, "country", "exact"), ("15 countries", 15, "country", "exact")]),
    ("twenty-five cities", [("twenty-five cities", 25, "city", "exact")]),
    ("two hundred thousand men", [("two hundred thousand men", 200_000, "man", "exact")]),
    ("a million refugees", [("a million refugees", 1e6, "refugee", "exact")]),
    ("a third of the budget", [("a third", 1 / 3, "", "exact")]),
    ("two-thirds of the seats", [("two-thirds", 2 / 3, "", "exact")]),
    ("within two years", [("two years", 2, "year", "exact")]),
    ("the price is 42", [("42", 42, "", "exact")]),
    ("2000 soldiers", [("2000 soldiers", 2000, "soldier", "exact")]),
    # no quantities: dates, years, times, ordinals, names, references
    ("on Nov. 17 and November 18, 2025", []),
    ("on 17 November 2025 and 2025-11-17", []),
    ("since 2022, in the 1990s and in 2014 elections", []),
    ("at 3:30 p.m., 16:40 and 7 pm", []),
    ("the 11th month", []),
    ("an F-16, Covid-19 and the G7", []),
    ("between the two countries", []),
    ("one of them", []),
    ("9" * 400, []),
    ("a third source", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), QUANTITIES)
def test_quantities(text: str, expected: list[tuple[str, float, str, str]]) -> None:
    found = find_quantities(text, 0, len(text))
    assert [(one.text, one.value, one.unit, one.bound) for one in found] == [
        (words, pytest.approx(value), unit, bound) for words, value, unit, bound in expected
    ]


DATES = [
    ("confirmed today (Thursday) that", [("today", "2025-11-20"), ("Thursday", "2025-11-20")]),
    ("told reporters yesterday", [("yesterday", "2025-11-19")]),
    ("on Wednesday and on Friday", [("Wednesday", "2025-11-19"), ("Friday", "2025-11-14")]),
    ("last Thursday", [("Thursday", "2025-11-13")]),
    ("next Monday", [("Monday", "2025-11-24")]),
    ("they will meet on Saturday", [("Saturday", "2025-11-22")]),
    ("before Nov. 17", [("Nov. 17", "2025-11-17")]),
    ("before November 18", [("November 18", "2025-11-18")]),
    ("on 17 November and the 3rd of May 2024", [("17 November", "2025-11-17"), ("3rd of May 2024", "2024-05-03")]),
    ("November 17, 2023, was", [("November 17, 2023", "2023-11-17")]),
    ("on 2025-11-01", [("2025-11-01", "2025-11-01")]),
    ("on December 24", [("December 24", "2024-12-24")]),
    ("it will open on December 24", [("December 24", "2025-12-24")]),
    # not a day, or none that exists
    ("last week, in May, in November 2024", []),
    ("on February 30", []),
    ("may 12 people march 3 times", []),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates(text: str, expected: list[tuple[str, str]]) -> None:
    found = find_dates(text, 0, len(text), THURSDAY)
    assert [(one.text, one.day.isoformat()) for one in found] == expected


def test_without_a_day_of_publication_only_full_dates_resolve() -> None:
    text = "today, Thursday, Nov. 17 and Nov. 18, 2024"
    assert [one.day for one in find_dates(text, 0, len(text), None)] == [date(2024, 11, 18)]


@pytest.mark.parametrize("edge", [date.min, date.max])
def test_the_calendar_has_ends(edge: date) -> None:
    text = "yesterday, tomorrow, last Monday, next Monday, Feb. 29"
    assert len(find_dates(text, 0, len(text), edge)) >= 4


def test_spans_are_offsets_into_the_whole_text() -> None:
    text = "On Monday 5 ships left. On Tuesday 7 ships came."
    start = text.index("On Tuesday")
    (ships,) = find_quantities(text, start, len(text))
    (tuesday,) = find_dates(text, start, len(text), THURSDAY)
    assert ships.span.of(text) == "7 ships"
    assert tuesday.span.of(text) == "Tuesday"


@given(st.text(alphabet="0123456789.,:%$-– antwohundredmillionNov./'", max_size=80) | st.text(max_size=60))
def test_any_text_can_be_measured(text: str) -> None:
    for quantity in find_quantities(text, 0, len(text)):
        assert quantity.text == quantity.span.of(text)
        assert quantity.value >= 0
    for mention in find_dates(text, 0, len(text), THURSDAY):
        assert mention.text == mention.span.of(text)
