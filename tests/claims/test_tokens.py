import pytest

from claims.tokens import fold, stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. “28-point plan”", ["the", "us", "28", "point", "plan"]),
        ("It’s Labour's centre", ["it's", "labor's", "center"]),
        ("1,200 or 3.5 or 7:30", ["1200", "or", "3.5", "or", "7:30"]),
        ("analysed, organisation, travelled, defence", ["analyzed", "organization", "traveled", "defense"]),
        ("four hours of flour", ["four", "hours", "of", "flour"]),
        ("ﬁnally – NAÏVE", ["finally", "naïve"]),
        ("“” — … !", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert list(words(text)) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("‘Don’t’", "'don't'"),
        ("“plan”", '"PLAN"'),
        ("a – b", "a - b"),
    ],
)
def test_typography_is_folded_away(left: str, right: str) -> None:
    assert fold(left) == fold(right)


def test_stems_are_content_words_cut_short() -> None:
    assert stems(words("The Kremlin's talks were talked about by the talking parties; 12 remained")) == (
        "kremlin",
        "talk",
        "talk",
        "talk",
        "part",
        "12",
        "remain",
    )
