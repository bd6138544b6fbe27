from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.encoder import WIDTH
from claims.features import LONG_RUN, Pairs, all_features, limits, longest_run
from claims.reading import Reading, read_claim
from claims.score import load_weights
from claims.table import Table
from claims.types import Claim
from tests.claims.build import article, at, claim, mention, quantity

QUOTE = "“Nothing new can be added beyond what was discussed during the Alaska summit”"
WORD = st.sampled_from(
    ["plan", "Kremlin", "talks", "Dmytro", "Żółć", "12", "1,200", "not", "“no”", "“nothing can be", "习"]
)
WORDINGS = st.lists(WORD, max_size=9).map(" ".join) | st.text(max_size=20)
VECTORS = st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3)


def vector(values: list[float]) -> np.ndarray:
    """Return a unit vector that begins with the values."""
    whole = np.zeros(WIDTH, np.float32)
    whole[:3] = values
    length = float(np.linalg.norm(whole))
    return whole / length if length > 1e-3 else np.eye(1, WIDTH, dtype=np.float32)[0]


EAST, NORTH = vector([1, 0, 0]), vector([0, 1, 0])
READINGS = st.builds(
    lambda wording, speaker, meaning, context: read_claim(
        claim(wording, speaker=speaker), vector(meaning), None if context is None else vector(context)
    ),
    WORDINGS,
    st.sampled_from(["Dmitry Peskov", "Marco Rubio", None]),
    VECTORS,
    st.none() | VECTORS,
)


def paired(pairs: list[tuple[Reading, Reading]]) -> Pairs:
    """Return the pairs, with a table in which each reading stands once."""
    readings = list({id(one): one for pair in pairs for one in pair}.values())
    places = {id(one): place for place, one in enumerate(readings)}
    lefts, rights = (np.array([places[id(pair[side])] for pair in pairs]) for side in (0, 1))
    return Pairs(Table(readings), lefts, rights)


def features_of(left: Reading, right: Reading) -> dict[str, float]:
    return {name: float(column[0]) for name, column in all_features(paired([(left, right)])).items()}


def compared(left: Claim, right: Claim) -> dict[str, float]:
    return features_of(read_claim(left, EAST), read_claim(right, EAST))


@given(READINGS, READINGS)
def test_features_are_symmetric_and_lie_between_none_and_all(left: Reading, right: Reading) -> None:
    features = features_of(left, right)
    assert features == features_of(right, left)
    assert {name: value for name, value in features.items() if not 0 <= value <= 1} == {}


@settings(max_examples=30)
@given(st.lists(READINGS, min_size=1, max_size=5), st.data())
def test_many_pairs_at_once_have_the_features_of_each_alone(readings: list[Reading], data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(readings), st.sampled_from(readings)), min_size=1, max_size=9))
    columns = all_features(paired(pairs))
    for number, (left, right) in enumerate(pairs):
        assert {name: column[number] for name, column in columns.items()} == features_of(left, right)


@given(READINGS, READINGS)
def test_no_feature_is_more_than_its_limit(left: Reading, right: Reading) -> None:
    features = features_of(left, right)
    assert [name for name, most in limits(paired([(left, right)])).items() if features[name] > most[0]] == []


def test_each_feature_has_its_curves_and_each_curve_its_feature() -> None:
    features, weights = compared(claim("a"), claim("b")), load_weights()
    assert set(features) == set(weights.curves) == set(weights.sentences)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("the peace talks failed", "talks on peace failed", {"shared_words": 1, "contained": 1, "substance": 1}),
        ("the peace talks failed", "Mussel beds suffer", {"shared_words": 0, "contained": 0, "substance": 0, "run": 0}),
        ("the peace talks failed", "talks", {"shared_words": 0.5, "contained": 1, "length": 0.25}),
        ("", "", {"shared_words": 0, "contained": 0, "substance": 0, "weight": 0, "length": 0, "characters": 0}),
        ("", "talks", {"shared_words": 0, "contained": 0, "length": 0, "token_set": 0, "characters": 0}),
        ("12 died", "12 died", {"numbers_shared": 1, "numbers_missing": 0, "numbers_agree": 1, "numbers_conflict": 0}),
        ("12 died", "40 died", {"numbers_shared": 0, "numbers_missing": 1, "numbers_agree": 0, "numbers_conflict": 1}),
        ("12 died", "many died", {"numbers_shared": 0, "numbers_missing": 0, "numbers_agree": 0}),
        ("many died", "some died", {"numbers_shared": 0.5, "numbers_missing": 0}),
        ("1,200 men", "1200 men", {"numbers_shared": 1, "numbers_agree": 1, "token_sort": 1}),
        ("12 men", "40 men", {"token_sort": 1, "ratio": 1}),  # numbers are compared by themselves
        ("he saw Putin", "he saw Putin", {"names_shared": 1, "names_missing": 0}),
        ("he saw Putin", "he saw Macron", {"names_shared": 0, "names_missing": 1}),
        ("he saw Putin", "Putin was seen", {"names_shared": 1, "names_missing": 0}),
        ("he saw a man", "he saw a dog", {"names_shared": 0.5, "names_missing": 0}),
        ("on Monday", "on Friday", {"names_shared": 0.5, "names_missing": 0}),  # days have their own comparison
        ("he saw Łukasz", "he saw Łukasz", {"names_shared": 1}),
        ("he saw Ångström", "he saw Örjan", {"names_shared": 0}),
        ("the plan is dead", "the plan is not dead", {"negation": 1}),
        ("the plan is not dead", "the plan is not dead", {"negation": 0}),
        (QUOTE, QUOTE, {"quotation": 1, "quoted_alike": 1, "other_quotation": 0}),
        (QUOTE, QUOTE.strip("“”"), {"quotation": 0, "quoted_alike": 0, "other_quotation": 0, "run": 1}),
        (QUOTE, "“We will not accept a plan drawn up by others”", {"quotation": 0, "other_quotation": 1}),
        ("“No”", "“Yes”", {"quotation": 0, "other_quotation": 0}),
        ("“No”", "“No”", {"quotation": 1 / LONG_RUN, "quoted_alike": 0}),
    ],
)
def test_what_is_measured(left: str, right: str, expected: dict[str, float]) -> None:
    found = compared(claim(left), claim(right))
    assert {name: found[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("left", "right", "same", "other"),
    [
        (claim("a", speaker="Johan Wadipol"), claim("a", speaker="Johann Wadephul"), 1, 0),
        (claim("a", speaker="Dmitry Peskov"), claim("a", speaker="Peskov"), 1, 0),
        (claim("a", speaker="Łukasz Żółć"), claim("a", speaker="Lukasz Zolc"), 1, 0),
        (claim("a", speaker="Dmitry Peskov"), claim("a", speaker="Marco Rubio"), 0, 1),
        (claim("a", speaker="Dmitry Peskov"), claim("a", speaker=None), 0, 0),
        (claim("a", speaker="a source", source_type="anonymous"), claim("a", speaker="Marco Rubio"), 0, 0),
        (claim("a", speaker=None), claim("a", speaker=None), 0, 0),
    ],
)
def test_who_speaks(left: Claim, right: Claim, same: float, other: float) -> None:
    found = compared(left, right)
    assert (found["same_speaker"], found["other_speaker"]) == (same, other)


def test_days_that_date_the_cue_are_not_those_of_the_claim() -> None:
    home = article("Peskov said on Monday that talks would start on Friday.")
    monday, friday = mention("Monday", date(2025, 11, 24)), mention("Friday", date(2025, 11, 28))
    told = claim(
        "talks would start on Friday",
        within=home,
        dates=[replace(monday, span=at(home.text, "Monday")), replace(friday, span=at(home.text, "Friday"))],
    )
    assert [day.text for day in read_claim(told, EAST).days] == ["Friday"]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"), [(None, None, 1), (EAST, None, 1), (EAST, EAST, 1), (EAST, NORTH, 0)]
)
def test_articles_are_compared_where_both_are_known(
    ours: np.ndarray | None, theirs: np.ndarray | None, expected: float
) -> None:
    left, right = read_claim(claim("a"), EAST, ours), read_claim(claim("b"), EAST, theirs)
    assert features_of(left, right)["context"] == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("", "", 0), ("a b c", "", 0), ("a b c", "a b c", 3), ("a b x c d e", "a b y c d e", 3), ("a b", "b a", 1)],
)
def test_the_longest_run(left: str, right: str, expected: int) -> None:
    ours, theirs = tuple(left.split()), tuple(right.split())
    assert longest_run(ours, theirs) == longest_run(theirs, ours) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("the deal is dead", "He said the deal is dead for now", 1.0),
        ("the deal is dead", "He said the deals were deadly for now", 2 / 7),  # "the", at the end of three words
        ("12 were killed there", "Officials said 14 were killed there", 1.0),  # numbers have features of their own
        ("", "the deal is dead", 0.0),
    ],
)
def test_how_much_of_the_shorter_claim_is_within_the_longer_goes_by_words(
    left: str, right: str, expected: float
) -> None:
    assert compared(claim(left), claim(right))["partial"] == pytest.approx(expected)
    assert compared(claim(right), claim(left))["partial"] == pytest.approx(expected)


def test_bounds_that_allow_for_each_other_are_no_conflict() -> None:
    left = claim("at least 12 died", quantities=[quantity(12, bound="at_least")])
    assert compared(left, claim("14 died", quantities=[quantity(14)]))["numbers_conflict"] == 0
