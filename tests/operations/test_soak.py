"""Two simulated days of hourly rounds over sixty outlets with faults, and that the soak notices what goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sources.urls import article_url
from tests.flows.web import NOW
from tests.operations.soak import Held, Soak, doubled, healthy_until, is_flat, judge, look, lost, simulate
from tests.operations.soak_rounds import Outcome
from tests.operations.soak_world import DAY, HOUR, House, Told, build_houses

SEED = 143  # by which clocks are a month behind, and two days and a month ahead
MB = 10**6


@pytest.mark.slow
def test_two_days_of_faults_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    houses = build_houses(SEED, 60, 2.0, 1.0)
    soak = simulate(tmp_path, 2.0, houses, SEED)
    held = look(tmp_path)
    wrong = judge(soak, held)
    assert {name: those[:5] for name, those in wrong.items() if those} == {}
    assert soak.rounds == 49
    assert min(soak.killed, soak.jumps) > 0
    assert soak.faults > 100
    assert held.articles.total() > 100
    assert sum(texts.total() for texts in held.texts.values()) > held.articles.total()  # edits were seen


@pytest.fixture
def fine() -> tuple[Soak, Held]:
    """Return five days of three outlets that are always up, of which all was had and is held."""
    houses = [replace(house, down=()) for house in build_houses(SEED, 3, 5.0, 2.0)]
    soak, texts = Soak(5.0, houses, {}), {}
    for piece in (piece for house in houses for piece in house.pieces):
        first = max(piece.published, NOW)
        visits = [at for at in (first, first + HOUR, first + DAY) if not piece.deleted or at < piece.deleted]
        if visits:
            whole = dict.fromkeys((piece.text_at(at) for at in visits), True)
            soak.told[piece.url] = Told(whole, visits)
            texts[article_url(piece.url)] = Counter("\n\n".join(piece.paragraphs(which)) for which in whole)
    return soak, Held(Counter(texts.keys()), texts, ())


def test_what_is_all_there_is_right(fine: tuple[Soak, Held]) -> None:
    assert {name: those for name, those in judge(*fine).items() if those} == {}
    assert len(fine[1].articles) > 10


def forget(soak: Soak, held: Held) -> None:
    held.texts.clear()


def forget_a_text(soak: Soak, held: Held) -> None:
    next(texts for texts in held.texts.values() if len(texts) > 1).popitem()


def never_ask(soak: Soak, held: Held) -> None:
    url = soak.houses[0].pieces[0].url
    del soak.told[url], held.texts[article_url(url)]


def look_once(soak: Soak, held: Held) -> None:
    for told in soak.told.values():
        del told.visits[1:]


def hold_twice(soak: Soak, held: Held) -> None:
    held.articles[min(held.articles)] += 1


def hold_a_version_twice(soak: Soak, held: Held) -> None:
    texts = held.texts[min(held.texts)]
    texts[min(texts)] += 1


def invent(soak: Soak, held: Held) -> None:
    held.texts[min(held.texts)]["what nobody wrote"] += 1


@pytest.mark.parametrize(
    ("spoil", "kind", "told"),
    [
        (forget, "lost", "is not held"),
        (forget_a_text, "lost", "is not held"),
        (never_ask, "lost", "never held"),
        (look_once, "lost", "not looked at again"),
        (hold_twice, "doubled", "held 2 times"),
        (hold_a_version_twice, "doubled", "a version 2 times"),
        (invent, "doubled", "never told"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_goes_wrong_is_noticed(
    fine: tuple[Soak, Held], spoil: Callable[[Soak, Held], None], kind: str, told: str
) -> None:
    spoil(*fine)
    found = {"lost": lost, "doubled": doubled}[kind](*fine)
    assert found
    assert {told in one for one in found} == {True}


@pytest.mark.parametrize(
    ("down", "expected"),
    [
        pytest.param([], 36, id="always up"),
        pytest.param([(0, 20)], 56, id="down at first"),
        pytest.param([(30, 31), (40, 50)], 86, id="down again and again"),
        pytest.param([(36, 50)], 36, id="down just after"),
        pytest.param([(10, 90)], None, id="down too long"),
    ],
)
def test_a_house_is_given_a_day_and_a_half_of_health(down: list[tuple[int, int]], expected: int | None) -> None:
    house = House(0, 1.0, (), tuple((NOW + a * HOUR, NOW + b * HOUR) for a, b in down), True, False, True, False)
    assert healthy_until(house, NOW, NOW + 100 * HOUR) == (None if expected is None else NOW + expected * HOUR)


@pytest.mark.parametrize(
    ("sizes", "expected"), [((300, 310, 320), True), ((300, 310, 600), False), ((100, 310, 320), True)]
)
def test_memory_is_flat_where_the_last_day_needs_what_the_second_did(sizes: tuple[int, ...], expected: bool) -> None:  # noqa: FBT001
    soak = Soak(3.0, (), {})
    soak.memory = {day: [Outcome(resident=size * MB)] * 24 for day, size in enumerate(sizes, start=1)}
    assert is_flat(soak) is expected
