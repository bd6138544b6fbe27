"""Numbers of two tellings: which exclude each other, which may, and which can both be right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.clash import clashes
from claims.cues import word_set
from claims.figure import Figure
from claims.figure_reading import read_figures
from claims.quantity import find_quantities
from tests.claims.build import claim

CERTAIN, UNSURE = True, False


def figures(text: str) -> tuple[Figure, ...]:
    return read_figures(replace(claim(text), quantities=find_quantities(text, 0, len(text))), text)


def found(left: str, right: str) -> list[tuple[str, str, bool]]:
    return [(a.span.of(left), b.span.of(right), sure) for a, b, sure in clashes(figures(left), figures(right))]


AGREE = [
    # bounds and roundings
    ("at least 12 people died", "14 people died"),
    ("about 3,000 hectares burned", "3,120 hectares burned"),
    ("nearly 3,000 homes", "2,950 homes"),
    ("37 miners", "about 40 miners"),
    ("241 runners", "some 246 runners"),
    ("close to 200 passengers", "187 passengers"),
    ("a profit of $1.2 billion", "a profit of 1,203 million dollars"),
    ("6.5 million euros", "almost seven million euros"),
    ("22,416.08", "22,416 points"),
    ("up to 45 euros a lorry", "40 euros a lorry"),
    ("the fee would not exceed 45 euros", "the fee would be 40 euros"),
    ("dozens of people were hurt", "46 people were hurt"),
    ("more than 40 people", "no fewer than 45 people"),
    ("growth of 5.4%", "growth of 5 percent"),
    # units, words for numbers, ranges
    ("$1.2 billion", "1,200 million dollars"),
    ("1.4 tonnes of cocaine", "1,400 kilograms of cocaine"),
    ("50 basis points", "half a percentage point"),
    ("three days", "72 hours"),
    ("five miles", "eight kilometres"),
    ("a dozen carriers", "12 carriers"),
    ("two dozen ships", "24 ships"),
    ("between 10 and 12 people", "11 people"),
    ("10 to 12 people", "11 people"),
    ("between 90 and 110 million euros", "around 100 million euros"),
    ("EUR 318 million", "318 million euros"),
    ("a mirror of A$31 million", "a mirror of $31 million"),
    ("4 million pounds", "£4 million"),
    ("eleven chances", "11 chances"),
    # shares
    ("more than half of voters", "52 percent of voters"),
    ("two thirds of the seats", "67 percent of the seats"),
    ("two fifths of its volume", "40% of its volume"),
    ("nearly eight in ten nurses", "78% of nurses"),
    ("a majority of members", "58% of members"),
    ("87 of the 154 deputies", "more than half of the deputies"),
    ("300 of its 2,000 workers", "15 percent of its workers"),
    ("four skiers were swept away, two of whom were found", "half of the four skiers were found"),
    # what follows from the other side's numbers
    ("204 passengers and 17 crew", "221 people"),
    ("a combined 36 years for the three brothers", "12 years each for the three brothers"),
    ("31 of the 44 stations are closed", "13 of the 44 stations are open"),
    ("about 1,100 of the town’s 1,400 residents had left", "some 300 people were still there"),
    ("240,000 won a month", "2.88 million won a year"),
    ("bids of 5.4 billion euros for the two billion on offer", "demand was 2.7 times the amount on offer"),
    ("orders rose from 200 to 400", "orders doubled"),
    ("profit rose 5% to $105 million", "profit was $105 million"),
    # numbers of other things
    ("12 were killed", "40 were injured"),
    ("12 people were killed and 40 injured", "12 people were killed"),
    ("killed 12 people", "the 40 wounded people were taken away"),
    ("3 soldiers", "$6 million"),
    ("in the 11th month", "in the 12th month"),
    ("since 2022", "since 2023"),
    ("it reached 100F", "it reached 37.8C"),
    ("a 34-year-old man", "a man aged 34"),
    ("four times a week", "four times every week"),
    ("three times the limit", "triple the limit"),
    ("they left at 3:30 p.m.", "they left at 4 p.m."),
    ("48 parts per billion", "48 micrograms per liter"),
]
CLASH = [
    ("12 people died", "40 people died", CERTAIN),
    ("12 were killed", "14 were killed", CERTAIN),
    ("214 runners were treated", "some 241 runners were treated", CERTAIN),
    ("raises of 24% over four years", "raises of 24% over three years", CERTAIN),
    ("12 people were killed and 40 injured", "12 people were killed and 50 injured", CERTAIN),
    ("12 dead and 40 wounded", "12 dead and 45 injured", CERTAIN),
    ("at least 9 workers were held", "five workers were held", CERTAIN),
    ("30 trucks", "as many as 20 trucks", CERTAIN),
    ("the three diplomats must leave", "five diplomats must leave", CERTAIN),
    ("its two plants would close", "its three plants would close", CERTAIN),
    ("one man was held", "two men were held", CERTAIN),
    ("hundreds of people were hurt", "52 people were hurt", CERTAIN),
    ("90 million yuan", "19 million yuan", CERTAIN),
    ("a new mirror would cost 31 million euros", "a new mirror would cost US$31 million", CERTAIN),
    ("between 90 and 110 million euros", "250 million euros", CERTAIN),
    ("1.4 tonnes of cocaine", "1.4 kilograms of cocaine", CERTAIN),
    ("50 basis points", "a quarter of a percentage point", CERTAIN),
    ("70 percent of children", "nearly half of the children", CERTAIN),
    ("net profit fell 14.2%", "net profit fell by 12.4 percent", CERTAIN),
    ("300 of its 2,000 workers stayed home", "a quarter of the workforce stayed home", CERTAIN),
    ("the budget would be cut by a fifth", "it would lose a quarter of its budget", CERTAIN),
    ("the turnout at 35,000", "53,000 people had turned out", CERTAIN),
    ("600,000 troops", "800,000 troops", CERTAIN),
    ("sales doubled", "sales tripled", CERTAIN),
    ("24 hours", "48 hours", CERTAIN),
    ("a 24-hour strike", "a 48-hour strike", CERTAIN),
    ("25 degrees", "35 degrees", CERTAIN),
    ("12 students were taken to a hospital", "21 pupils were taken to a hospital", CERTAIN),
    ("312 stolen bicycles", "213 stolen bikes", CERTAIN),
    ("$5 million", "$8 million", CERTAIN),
    ("a 19-year-old man was held", "a 17-year-old man was held", CERTAIN),
    ("it reached 38C", "it reached 41.5 degrees", CERTAIN),
    ("they won 3-1 at home", "they won 2-1 at home", CERTAIN),
    ("the court ruled 7-2", "the court ruled 6–3", CERTAIN),
    ("an earthquake of magnitude 6.1", "an earthquake of magnitude 6.4", CERTAIN),
    ("sales rose 5 percent", "sales rose by 8 percent", CERTAIN),
    ("one in five homes", "one in six homes", CERTAIN),
    ("a quarter of the town", "a third of the town", CERTAIN),
    ("it would take 10 to 12 years", "it would take 15 years", CERTAIN),
    ("up to 300 jobs", "at least 400 jobs", CERTAIN),
    ("twelve thousand people", "1,200 people", CERTAIN),
    ("two and a half years in prison", "three and a half years in prison", CERTAIN),
    ("the bridge is 2.4 kilometres long", "the bridge is 4.2 kilometres long", CERTAIN),
    ("more than a third of members", "less than a quarter of members", CERTAIN),
    ("police seized 200 litres of fuel", "police seized 2,000 litres of fuel", CERTAIN),
    ("dividends of 12 cents a share", "dividends of 15 cents a share", CERTAIN),
    ("four of the five crew died", "three of the five crew died", CERTAIN),
    ("it lost 3.5 points", "it lost 5.3 points", CERTAIN),
    ("a dozen trucks", "14 trucks", CERTAIN),
    ("half a million people", "300,000 people", CERTAIN),
    ("a couple of ships", "five ships", CERTAIN),
    ("the fine of 40,000 francs", "the fine of 14,000 francs", CERTAIN),
    ("17 crew were saved", "19 crew were saved", CERTAIN),
    ("“Forty-one”", "“Forty-four”", CERTAIN),
    ("a hundred people came", "two hundred people came", CERTAIN),
    ("both of its mills", "three of its mills", CERTAIN),
    ("its 14th win of the season with 80 points", "its 14th win of the season with 88 points", CERTAIN),
    ("the patient, 34, was taken away", "the patient, 43, was taken away", CERTAIN),
    ("a tenfold rise", "a fivefold rise", CERTAIN),
    ("three times as many fires as last year", "twice as many fires as last year", CERTAIN),
    ("8,000 men short", "18,000 men short", CERTAIN),
    ("the school has 40 pupils and 6 teachers", "the school has 60 pupils and 6 teachers", CERTAIN),
    # one side counts from a base that is not told
    ("an army of 600,000", "an army halved from 900,000", UNSURE),
    ("orders had risen by 30% since January", "orders had risen by 45%", UNSURE),
    # or holds at a moment that is not told, or at another one
    ("as of 8 p.m., nine passengers had been treated", "eleven passengers had been treated by Wednesday noon", UNSURE),
    ("in March it had owned 1,300 flats", "it had 1,150 flats", UNSURE),
    ("nine passengers had been treated by Tuesday", "eleven passengers had been treated by Tuesday", CERTAIN),
    ("12 people died at dawn", "14 people died", CERTAIN),
    ("it must pay 12 million euros by Friday", "it must pay 14 million euros", CERTAIN),
    ("35 percent", "double the duty", UNSURE),
    ("600,000 users deleted it", "deletions doubled", UNSURE),
    ("the river stood at 6.80 metres", "the river had fallen by a third from its peak of 9.60 metres", UNSURE),
    ("applications rose to 5,200", "applications rose by 30 percent", UNSURE),
    ("185 prisoners came home", "half as many prisoners as in the spring came home", UNSURE),
    ("a raise of R18 a day", "a raise of 6.5%", UNSURE),
    ("an order worth 4.1 trillion won", "an order worth some 450 billion yen", UNSURE),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), AGREE)
def test_numbers_that_can_both_be_right(left: str, right: str) -> None:
    assert found(left, right) == []
    assert found(right, left) == []


@pytest.mark.parametrize(("left", "right", "certain"), CLASH)
def test_numbers_that_cannot(left: str, right: str, *, certain: bool) -> None:
    assert [sure for _, _, sure in found(left, right)] == [certain]
    assert [sure for _, _, sure in found(right, left)] == [certain]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("12 killed and 40 injured", "14 killed and 50 injured", [("12", "14"), ("40", "50")]),
        ("12 killed and 40 injured", "50 injured and 14 killed", [("12", "14"), ("40", "50")]),
        (
            "revenue of $21.4 billion and a profit of $2.05 billion",
            "a profit of $2.5 billion on revenue of $24.1 billion",
            [("$21.4 billion", "$24.1 billion"), ("$2.05 billion", "$2.5 billion")],
        ),
        ("“40 accounts” and $1.2 million", "$1.2 million in 14 accounts", [("40 accounts", "14 accounts")]),
    ],
)
def test_numbers_are_paired_by_the_words_around_them(left: str, right: str, expected: list[tuple[str, str]]) -> None:
    assert [(a, b) for a, b, _ in found(left, right)] == expected


PIECES = st.sampled_from(
    sorted(
        word_set("12 40 people killed injured about at least $5 million 7% third doubled each of the 44 and , from to")
    )
)


@given(st.lists(PIECES, max_size=14), st.lists(PIECES, max_size=14))
def test_which_side_is_left_makes_no_difference(left: list[str], right: list[str]) -> None:
    ours, theirs = " ".join(left) or "-", " ".join(right) or "-"
    assert sorted((b, a, sure) for a, b, sure in found(ours, theirs)) == sorted(found(theirs, ours))


@given(st.lists(PIECES, max_size=20))
def test_a_telling_never_clashes_with_itself(pieces: list[str]) -> None:
    text = " ".join(pieces) or "-"
    assert found(text, text) == []
