"""`sayso diff`: windows, stories and forms on the seeds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.window import BadWindow, covers, read_window
from tests.support import Sayso

NOW = datetime(2025, 11, 21, 6, 0, tzinfo=UTC)
PAIR = ("unnamed-outlet", "wsj-stand-in")


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2025, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "first", "last", "begin", "end", "label"),
    [
        (None, None, None, None, None, "all articles held"),
        ("24h", None, None, at(20, 6), None, "since 20 November 2025, 06:00 UTC, 24 hours before the last run"),
        (" 1D ", None, None, at(20, 6), None, "since 20 November 2025, 06:00 UTC, 1 day before the last run"),
        ("2w", None, None, at(7, 6), None, "since 7 November 2025, 06:00 UTC, 2 weeks before the last run"),
        (None, "2025-11-18", "2025-11-20", at(18), at(21), "18 November 2025 to 20 November 2025 (UTC)"),
        (None, "2025-11-20", "2025-11-20", at(20), at(21), "20 November 2025 (UTC)"),
        (None, "2025-11-20", None, at(20), None, "from 20 November 2025 on (UTC)"),
        (None, None, "2025-11-20", None, at(21), "up to 20 November 2025 (UTC)"),
        (None, None, "9999-12-31", None, None, "up to 31 December 9999 (UTC)"),
    ],
)
def test_windows(
    since: str | None,
    first: str | None,
    last: str | None,
    begin: datetime | None,
    end: datetime | None,
    label: str,
) -> None:
    window = read_window(since, first, last, NOW)
    assert (window.since, window.before, window.label) == (begin, end, label)


@pytest.mark.parametrize(
    ("since", "first", "last", "message"),
    [
        ("yesterday", None, None, "24h, 7d or 2w"),
        ("", None, None, "24h, 7d or 2w"),
        ("0d", None, None, "24h, 7d or 2w"),
        ("-7d", None, None, "24h, 7d or 2w"),
        ("7", None, None, "24h, 7d or 2w"),
        ("٧d", None, None, "24h, 7d or 2w"),
        ("100000h", None, None, "24h, 7d or 2w, up to 99999"),
        ("7d", "2025-11-18", None, "exclude each other"),
        (None, "18.11.2025", None, "YYYY-MM-DD"),
        (None, "20251118", None, "YYYY-MM-DD"),
        (None, None, "2025-02-30", "--to '2025-02-30'"),
        (None, "2025-11-20", "2025-11-18", "swap the two"),
    ],
)
def test_what_makes_no_window_is_told_what_would(
    since: str | None, first: str | None, last: str | None, message: str
) -> None:
    with pytest.raises(BadWindow, match=message):
        read_window(since, first, last, NOW)


@pytest.mark.parametrize(
    ("published", "inside"),
    [
        (at(17, 23, 59), False),
        (at(18), True),
        (at(20, 23, 59), True),
        (at(21), False),
        (datetime.fromisoformat("2025-11-21T01:00:00+02:00"), True),
        (datetime.fromisoformat("2025-11-18T01:00:00+02:00"), False),
        (None, False),
    ],
)
def test_days_are_whole_and_in_utc(published: datetime | None, inside: bool) -> None:  # noqa: FBT001
    assert covers(read_window(None, "2025-11-18", "2025-11-20", NOW), published) is inside


@pytest.mark.parametrize(
    ("published", "inside"),
    [
        (at(20, 5, 59), False),
        (at(20, 6), True),
        (at(20), True),  # a bare date: any time of that day
        (at(19), False),
    ],
)
def test_a_bare_date_counts_with_its_whole_day(published: datetime, inside: bool) -> None:  # noqa: FBT001
    assert covers(read_window("24h", None, None, NOW), published) is inside


def test_without_a_window_articles_without_a_date_count() -> None:
    assert covers(read_window(None, None, None, NOW), None)


def diff(sayso: Sayso, seeded: Path, *arguments: str) -> dict[str, object]:
    result = sayso("diff", *PAIR, *arguments, "--format", "json", cwd=seeded)
    assert result.returncode == 0, result.stderr
    document: dict[str, object] = json.loads(result.stdout)
    return document


def test_a_window_leaves_out_and_tells_it(sayso: Sayso, seeded: Path) -> None:
    found = diff(sayso, seeded, "--from", "2025-11-20", "--to", "2025-11-20")
    assert found["stories"] == []
    assert [(entry["title"], entry["elsewhen"]) for entry in found["only_left"]] == [  # type: ignore[attr-defined]
        ("Europe blindsided by Witkoff’s Ukraine plan", 1)
    ]
    assert found["right"]["outside"] == 1  # type: ignore[index]
    whole = diff(sayso, seeded, "--from", "2025-11-19")
    assert len(whole["stories"]) == 1  # type: ignore[arg-type]


def test_a_story_is_laid_out_whoever_covers_it(sayso: Sayso, seeded: Path) -> None:
    listed = json.loads(sayso("sql", "SELECT story_id FROM stories ORDER BY title", "--json", cwd=seeded).stdout)
    for row in listed:
        found = diff(sayso, seeded, "--story", row["story_id"])
        assert [story["id"] for story in found["stories"]] == [row["story_id"]]  # type: ignore[attr-defined]


def test_the_other_way_round_is_the_same_from_the_other_side(sayso: Sayso, seeded: Path) -> None:
    ours = diff(sayso, seeded)
    theirs = json.loads(sayso("diff", *reversed(PAIR), "--format", "json", cwd=seeded).stdout)
    assert ours["left"] == theirs["right"]
    [a], [b] = ours["stories"], theirs["stories"]  # type: ignore[misc]
    assert {one["group_id"] for one in a["shared"]} == {one["group_id"] for one in b["shared"]}
    assert {one["group_id"] for one in a["only_left"]} == {one["group_id"] for one in b["only_right"]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since", "soon"], "24h, 7d or 2w"),
        (["--since", "7d", "--to", "2025-11-20"], "exclude"),
        (["--story", "x", "--since", "7d"], "--story and --since"),
    ],
)
def test_wrong_usage_says_what_would_work(sayso: Sayso, seeded: Path, arguments: list[str], message: str) -> None:
    result = sayso("diff", *PAIR, *arguments, cwd=seeded)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.replace("│", " ").split())
