from datetime import date

import pytest

from claims.conflict import conflicting_dates, conflicting_quantities, same_speaker
from claims.types import Bound, Hop, SourceType
from tests.claims.build import mention, quantity


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("named_person", "Dmitry Peskov"), ("named_person", "Peskov"), True),
        (("named_person", "Dmitry Peskov"), ("named_person", "Dmitriy Peskov"), True),
        (("named_person", "Johan Wadipol"), ("named_person", "Johann Wadephul"), True),
        (("named_person", "Volodymyr Zelensky"), ("named_person", "President Zelenskyy"), True),
        (("named_person", "Donald Trump"), ("named_person", "Eric Trump"), False),
        (("named_person", "Marco Rubio"), ("named_person", "Steve Witkoff"), False),
        (("named_person", "Deputy Attorney General Ann B. Roe"), ("named_person", "Ann Roe"), True),
        (("named_person", "Harbour Board Member Ann Roe"), ("named_person", "Council Member Ann Roe"), True),
        (("named_person", "Theresa May"), ("named_person", "Prime Minister May"), True),
        (("named_person", "After Trump"), ("named_person", "Donald J. Trump"), True),
        (("named_person", "Dmitry Peskov"), ("role", "the Kremlin spokesperson"), None),
        (("role", "the Kremlin spokesman"), ("role", "the Kremlin spokesperson"), True),
        (("role", "the secretary of state"), ("role", "the top diplomat"), None),
        (("collective", "European officials"), ("collective", "European and American officials"), True),
        (("collective", "European officials"), ("collective", "Ukrainian officials"), False),
        (("collective", "European officials"), ("collective", "the officials"), None),
        (("anonymous", "informed sources"), ("anonymous", "a senior diplomat"), None),
        (("document", "the plan"), ("collective", "American officials"), None),
        (("organisation", "The Kremlin"), ("organisation", "the White House"), False),
        (None, ("named_person", "Dmitry Peskov"), None),
    ],
)
def test_same_speaker(
    left: tuple[SourceType, str] | None, right: tuple[SourceType, str] | None, *, expected: bool | None
) -> None:
    ours, theirs = (Hop("speaker", *source) if source else None for source in (left, right))
    assert same_speaker(ours, theirs) is expected
    assert same_speaker(theirs, ours) is expected


@pytest.mark.parametrize(
    ("left", "right", "conflict"),
    [
        ((12, "exact"), (12, "exact"), False),
        ((12, "exact"), (40, "exact"), True),
        ((12, "at_least"), (14, "exact"), False),
        ((12, "at_least"), (11, "exact"), True),
        ((12, "at_most"), (14, "exact"), True),
        ((12, "at_most"), (14, "at_least"), True),
        ((12, "about"), (13, "exact"), False),
        ((12, "about"), (14, "exact"), True),
    ],
)
def test_bounds_allow_what_they_say(left: tuple[float, Bound], right: tuple[float, Bound], *, conflict: bool) -> None:
    ours, theirs = quantity(left[0], "people", left[1]), quantity(right[0], "people", right[1])
    assert bool(conflicting_quantities([ours], [theirs])) is conflict
    assert bool(conflicting_quantities([theirs], [ours])) is conflict


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ([(28, "point")], [(28, "point"), (19, "point")], []),
        ([(28, "point")], [(19, "point")], [(28, 19)]),
        ([(3, "soldier"), (5, "soldier")], [(3, "soldier"), (6, "soldier")], [(5, 6)]),
        ([(3, "soldier")], [(6, "USD")], []),
        ([(3, "")], [(6, "soldier")], [(3, 6)]),
        ([(3, "")], [(6, "USD")], []),
        ([], [(6, "USD")], []),
    ],
)
def test_numbers_that_agree_are_set_aside_first(
    left: list[tuple[float, str]], right: list[tuple[float, str]], expected: list[tuple[float, float]]
) -> None:
    pairs = conflicting_quantities([quantity(*item) for item in left], [quantity(*item) for item in right])
    assert [(ours.value, theirs.value) for ours, theirs in pairs] == expected


def test_dates_conflict_where_neither_side_has_the_other() -> None:
    monday, tuesday, friday = date(2025, 11, 17), date(2025, 11, 18), date(2025, 11, 21)
    left = [mention("Monday", monday), mention("Friday", friday)]
    assert conflicting_dates(left, [mention("Nov. 17", monday)]) == ()
    pairs = conflicting_dates(left, [mention("Tuesday", tuesday), mention("Friday", friday)])
    assert [(ours.day, theirs.day) for ours, theirs in pairs] == [(monday, tuesday)]
