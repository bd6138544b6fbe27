"""Articles are looked at again in time, whatever the clocks of single rounds say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from sources.follow import RECHECKS, Address, FollowedFeed, Sighting, read_address
from sources.types import Response
from tests.warehouse.values import NOON
from warehouse import Warehouse

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = FollowedFeed("post", "https://post.example/feed")
FOUND = (0, 5, 20, 40)  # in which rounds articles are found
ROUNDS = 40 + 7 * 24 + 6


def looks(folder: Path, wrong: Mapping[int, timedelta], missed: range) -> dict[int, list[int]]:
    """Return in which hourly rounds each article was had, by the one it was found in; some clocks are wrong.

    In the rounds that are missed nobody asks for anything.
    """
    had: dict[int, list[int]] = {number: [] for number in FOUND}
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        desk = warehouse.ingestion
        with desk.saving():
            desk.save_feeds([FEED])
        for number in (number for number in range(ROUNDS) if number not in missed):
            now = NOON + number * HOUR + wrong.get(number, timedelta(0))
            if number in FOUND:
                new = Address("post", f"https://post.example/{number}", now, now)
                with desk.saving():
                    desk.add_addresses([new])
                    desk.save_sightings([Sighting(new.id, FEED.url, "", None, now)])
            due = desk.due_addresses(now, 100, ["post"])
            for one in due:
                had[int(one.url.rpartition("/")[2])].append(number)
            if due:
                with desk.saving():
                    desk.save_addresses(read_address(one, Response(one.url, one.url, 200, (), b"", now)) for one in due)
    return had


@pytest.mark.parametrize(
    ("wrong", "missed"),
    [
        pytest.param({}, range(0), id="right"),
        pytest.param({60: 30 * DAY}, range(0), id="ahead once"),
        pytest.param({60: 30 * DAY}, range(61, 64), id="ahead, and then off"),
        pytest.param(
            {50: 30 * DAY, 60: 2 * DAY, 90: 3 * HOUR, 120: 2 * DAY, 150: 30 * DAY}, range(0), id="ahead often"
        ),
        pytest.param({167: 30 * DAY}, range(0), id="ahead an hour before the last look"),
        pytest.param({60: -30 * DAY}, range(0), id="behind once"),
        pytest.param({50: -30 * DAY, 70: -6 * HOUR, 100: -30 * DAY}, range(0), id="behind often"),
        pytest.param({50: -30 * DAY, 60: 2 * DAY, 90: -6 * HOUR, 100: -30 * DAY, 150: 30 * DAY}, range(0), id="both"),
    ],
)
def test_no_wrong_clock_costs_a_look(tmp_path: Path, wrong: Mapping[int, timedelta], missed: range) -> None:
    for found, had in looks(tmp_path, wrong, missed).items():
        assert had[0] == found
        for wait in RECHECKS:
            due = found + wait // HOUR
            assert set(had) & set(range(due, due + 4)), (found, wait, had)
        assert len(had) <= 1 + len(RECHECKS) + 2 * len(wrong)


def test_a_clock_that_is_behind_asks_for_nothing_that_is_done_with(tmp_path: Path) -> None:
    had = looks(tmp_path, {7 * 24 + 10: -30 * DAY}, range(0))
    assert {found: numbers[-1] for found, numbers in had.items() if found < 10} == {0: 168, 5: 173}
