"""Numbers with their units and bounds; days, resolved against the day of publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.day import find_dates
from claims.quantity import find_quantities

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
    (
        "two and a half years and 2½ years",
        [("two and a half years", 2.5, "year", "exact"), ("2½ years", 2.5, "year", "exact")],
    ),
    ("the price is 42", [("42", 42, "", "exact")]),
    ("2000 soldiers", [("2000 soldiers", 2000, "soldier", "exact")]),
    # scales, and numbers in words
    ("1.5m people and £2bn", [("1.5m people", 1.5e6, "people", "exact"), ("£2bn", 2e9, "GBP", "exact")]),
    ("€3.5 million, $1 bn", [("€3.5 million", 3.5e6, "EUR", "exact"), ("$1 bn", 1e9, "USD", "exact")]),
    ("three million", [("three million", 3e6, "", "exact")]),
    ("twenty-five thousand", [("twenty-five thousand", 25_000, "", "exact")]),
    ("one hundred and twenty people", [("one hundred and twenty people", 120, "people", "exact")]),
    ("two hundred and fifty thousand", [("two hundred and fifty thousand", 250_000, "", "exact")]),
    ("a quarter-million people", [("a quarter-million people", 250_000, "people", "exact")]),
    ("half a million refugees", [("half a million refugees", 500_000, "refugee", "exact")]),
    ("a dozen ships", [("a dozen ships", 12, "ship", "exact")]),
    ("zero casualties", [("zero casualties", 0, "casualty", "exact")]),
    ("fell to zero", [("zero", 0, "", "exact")]),
    # currencies and units
    ("NZ$15 million", [("NZ$15 million", 15e6, "NZD", "exact")]),
    ("EUR 5 million or $6 million", [("EUR 5 million", 5e6, "EUR", "exact"), ("$6 million", 6e6, "USD", "exact")]),
    ("5% or 10 people", [("5%", 5, "%", "exact"), ("10 people", 10, "people", "exact")]),
    ("100 million USD", [("100 million USD", 1e8, "USD", "exact")]),
    ("75 million Norwegian crowns", [("75 million Norwegian crowns", 75e6, "NOK", "exact")]),
    (
        "240,000 won, and of 40 candidates 12 won seats",
        [
            ("240,000 won", 240_000, "KRW", "exact"),
            ("40 candidates", 40, "candidate", "exact"),
            ("12", 12, "", "exact"),
        ],
    ),
    ("R18 a day", [("R18", 18, "ZAR", "exact")]),
    (
        "half a percentage point and a quarter of a point",
        [("half a percentage point", 0.5, "point", "exact"), ("a quarter of a point", 0.25, "point", "exact")],
    ),
    ("six feet", [("six feet", 6, "foot", "exact")]),
    ("would not exceed 45 euros", [("45 euros", 45, "EUR", "at_most")]),
    ("2.3 billion zlotys", [("2.3 billion zlotys", 2.3e9, "PLN", "exact")]),
    ("5 km, 5km and 5 kilometers", [(words, 5, "kilometre", "exact") for words in ("5 km", "5km", "5 kilometers")]),
    ("12 aircraft", [("12 aircraft", 12, "aircraft", "exact")]),
    ("30 policemen", [("30 policemen", 30, "policeman", "exact")]),
    ("25 basis points", [("25 basis points", 25, "point", "exact")]),
    ("a 25,000-strong force", [("25,000", 25_000, "", "exact")]),
    ("40 killed in strikes", [("40", 40, "", "exact")]),
    ("12 dead and dozens wounded", [("12", 12, "", "exact")]),
    ("12 out of 28 points", [("12", 12, "point", "exact"), ("28 points", 28, "point", "exact")]),
    ("seven of the nine judges", [("seven", 7, "judge", "exact")]),
    # parts of a whole
    ("half of the seats", [("half", 0.5, "", "exact")]),
    ("fewer than half the seats", [("half", 0.5, "", "at_most")]),
    ("the list would shrink by a third", [("a third", 1 / 3, "", "exact")]),
    ("Nearly two thirds of voters", [("two thirds", 2 / 3, "", "about")]),
    ("Three quarters of the mayors", [("Three quarters", 3 / 4, "", "exact")]),
    ("nine-tenths", [("nine-tenths", 0.9, "", "exact")]),
    ("one in three voters", [("one in three", 1 / 3, "", "exact")]),
    ("nearly 6 in 10 women", [("6 in 10", 0.6, "", "about")]),
    ("two in five days", [("two", 2, "", "exact"), ("five days", 5, "day", "exact")]),
    # ranges
    ("20-25 percent", [("20", 20, "%", "at_least"), ("25 percent", 25, "%", "at_most")]),
    ("between 10 and 15 people", [("10", 10, "people", "at_least"), ("15 people", 15, "people", "at_most")]),
    ("$10-15 billion", [("$10", 1e10, "USD", "at_least"), ("15 billion", 1.5e10, "USD", "at_most")]),
    ("$1.2bn–$1.5bn", [("$1.2bn", 1.2e9, "USD", "at_least"), ("$1.5bn", 1.5e9, "USD", "at_most")]),
    ("from 10 to 15 million", [("10", 1e7, "", "exact"), ("15 million", 1.5e7, "", "exact")]),
    # bounds
    ("more than 1,200", [("1,200", 1200, "", "at_least")]),
    ("up to 300 troops", [("300 troops", 300, "troop", "at_most")]),
    ("as many as 600,000 soldiers", [("600,000 soldiers", 600_000, "soldier", "at_most")]),
    ("as few as 10 people", [("10 people", 10, "people", "at_least")]),
    ("not exceeding 5%", [("5%", 5, "%", "at_most")]),
    ("100+ people", [("100+ people", 100, "people", "at_least")]),
    ("40 people or more", [("40 people", 40, "people", "at_least")]),
    ("raises of 24% over four years", [("24%", 24, "%", "exact"), ("four years", 4, "year", "exact")]),
    ("it lasted over four years", [("four years", 4, "year", "at_least")]),
    ("talks over 12 hostages", [("12 hostages", 12, "hostage", "exact")]),
    ("under the 28-point plan", [("28-point", 28, "point", "exact")]),
    # no quantities: dates, years, times, ordinals, names, references
    ("hundreds of people, dozens of drones, tens of millions", []),
    ("a tenfold rise, a 10-fold rise", []),
    ("won 3-1 in the 2025-26 season, from 2007 to 2013", []),
    ("a 65-year-old man, who was 71, aged 45", []),
    ("Edda Marlow, 71, said", []),
    ("under Article 5, Resolution 2803 and Route 66", []),
    ("two days ago, on 17-18 November and on Nov. 17-18", []),
    ("zero tolerance, the second half, half an hour, a quarter century", []),
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
    ("the vote is on Sunday", [("Sunday", "2025-11-23")]),
    ("the trial opens on Monday", [("Monday", "2025-11-24")]),
    ("the vote on Monday and the start on Tuesday", [("Monday", "2025-11-17"), ("Tuesday", "2025-11-18")]),
    ("the trial opened on Monday", [("Monday", "2025-11-17")]),
    ("he was there on Monday", [("Monday", "2025-11-17")]),
    ("it will open on December 24", [("December 24", "2025-12-24")]),
    ("the day before yesterday", [("the day before yesterday", "2025-11-18")]),
    ("two days ago", [("two days ago", "2025-11-18")]),
    ("two weeks from today", [("two weeks from today", "2025-12-04")]),
    ("10 days from now", [("10 days from now", "2025-11-30")]),
    ("a week from tomorrow", [("a week from tomorrow", "2025-11-28")]),
    ("last night and this morning", [("last night", "2025-11-19"), ("this morning", "2025-11-20")]),
    ("on Thursday morning and Monday night", [("Thursday", "2025-11-20"), ("Monday", "2025-11-17")]),
    ("this Friday, this Tuesday", [("Friday", "2025-11-21"), ("Tuesday", "2025-11-18")]),
    ("on Tuesday of last week", [("Tuesday of last week", "2025-11-11")]),
    ("on Tuesday next week", [("Tuesday next week", "2025-11-25")]),
    ("on the 17th, not on the 17th floor", [("17th", "2025-11-17")]),
    ("on the 25th", [("25th", "2025-10-25")]),
    ("they will meet on the 25th", [("25th", "2025-11-25")]),
    ("on Nov. 17-18", [("Nov. 17", "2025-11-17"), ("18", "2025-11-18")]),
    ("on 17 and 18 November 2024", [("17", "2024-11-17"), ("18 November 2024", "2024-11-18")]),
    ("a vote is set for Nov. 27", [("Nov. 27", "2025-11-27")]),
    ("the vote on Nov. 27", [("Nov. 27", "2025-11-27")]),  # and not the one a year ago
    ("by Nov. 17", [("Nov. 17", "2025-11-17")]),
    # whether a clause looks ahead
    ("a deal by Friday, closed until Saturday", [("Friday", "2025-11-21"), ("Saturday", "2025-11-22")]),
    ("that it would open on Friday", [("Friday", "2025-11-21")]),
    ("that it would open on Thursday", [("Thursday", "2025-11-20")]),
    ("that it would have opened on Friday", [("Friday", "2025-11-14")]),
    ("on Friday, he will fly home", [("Friday", "2025-11-21")]),
    ("said Tuesday that he will go", [("Tuesday", "2025-11-18")]),
    ("said on Tuesday the king will go", [("Tuesday", "2025-11-18")]),
    ("will go home, he said on Wednesday", [("Wednesday", "2025-11-19")]),
    ("killed by Monday's blast", [("Monday", "2025-11-17")]),
    # not a day, or none that exists
    ("Black Friday, Good Friday, the Sunday Times, every Monday, on Fridays", []),
    ("two years ago, the 17th century, 9/11, a week earlier", []),
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
