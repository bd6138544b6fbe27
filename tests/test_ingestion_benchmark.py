"""The ingestion benchmark: its command line, what it writes, and how its figures come about."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from benchmarks.ingestion import floors, pages, quality, speed, systems
from benchmarks.ingestion.__main__ import Part, app
from benchmarks.ingestion.quality import Body, Kept
from benchmarks.ingestion.results import Results, as_json
from benchmarks.ingestion.shingles import Score, score, shingles
from benchmarks.ingestion.speed import Rate

FIRST = "The council said on Monday that the bridge would stay shut until the spring, after cracks had been found."
SECOND = "“We would rather be called slow than careless,” the head of works told reporters at the site on Monday."
DAY = "2025-11-18"
PAGE = (
    f'<html><head><title>Bridge shut</title><meta property="article:published_time" content="{DAY}T10:00:00Z"></head>'
    f"<body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
).encode()
LOST = b"<html><head><title>Page not found</title></head><body><p>Sorry.</p></body></html>"

Bench = Callable[..., Result]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Return a function that runs the command in this process, whatever research data the machine has."""
    monkeypatch.delenv("SAYSO_DATA", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of research data with two pages, one gzipped; the days are those that the first states."""
    html = tmp_path / "data" / "pages" / "html"
    html.mkdir(parents=True)
    (html / "bridge.html.gz").write_bytes(gzip.compress(PAGE))
    (html / "ferry.html").write_bytes(PAGE.replace(FIRST.encode(), b"The ferry stops until May, its captain said."))
    gold = {
        name: {"articleBody": f"{FIRST}\n\n{SECOND}", "url": f"https://quayside-post.example/{name}"}
        for name in ("bridge", "ferry")
    }
    (html.parent / "ground-truth.json").write_text(json.dumps(gold))
    days = tmp_path / "dates.json"
    days.write_text(json.dumps({"days": {"bridge": DAY}}))
    monkeypatch.setattr(quality, "load_days", lambda: pages.load_days(days))
    return tmp_path / "data"


def test_a_folder_of_pages_is_predicted(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "html"
    folder.mkdir()
    (folder / "a.html.gz").write_bytes(gzip.compress(PAGE))
    (folder / "b.html").write_bytes(PAGE)
    (folder / "lost.html").write_bytes(LOST)
    (folder / "notes.txt").write_text("No page.")
    done = bench("--predict", folder, tmp_path / "out.json")
    assert done.exit_code == 0
    assert "no text: file:lost is an error page" in done.stderr
    text = f"{FIRST}\n\n{SECOND}"
    assert json.loads((tmp_path / "out.json").read_text()) == {
        "a": {"articleBody": text},
        "b": {"articleBody": text},
        "lost": {"articleBody": ""},
    }


@pytest.mark.slow
def test_the_benchmark_measures_and_writes_its_figures(bench: Bench, data: Path, tmp_path: Path) -> None:
    done = bench("--data", data, "--json", tmp_path / "figures.json")
    assert done.exit_code == 0, done.output
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert 0.5 < figures["body"]["sayso"]["recall"] < 1
    assert figures["body"]["sayso"]["halves"][0]["f1"] == 1
    assert figures["dates"] == {"right": 1.0, "stated": 1, "wrong": []}
    assert figures["refused"] == []
    assert set(figures["speed"]) >= {"sayso", "trafilatura", "trafilatura fast"}
    for shown in ("F1", "pages a second", "day of publication", "became an article"):
        assert shown in done.stdout


def test_one_part_alone(bench: Bench, data: Path) -> None:
    done = bench("--data", data, "--only", "pages")
    assert "day of publication" in done.stdout
    assert "pages a second" not in done.stdout


def test_a_figure_below_its_floor_fails_the_check(bench: Bench, data: Path) -> None:
    done = bench("--data", data, "--only", "body", "--check")
    assert done.exit_code == 1
    assert "below its floor: body, F1" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "neither --data nor SAYSO_DATA"),
        (("--data", "nowhere"), 1, "nowhere is not there"),
        (("--predict", "nowhere", "out.json"), 1, "nowhere is not there"),
        (("--only", "weather"), 2, "weather"),
    ],
)
def test_what_cannot_be_done_is_told(bench: Bench, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = bench(*arguments)
    assert done.exit_code == code
    assert told in done.stderr


def test_a_folder_without_pages_is_told(bench: Bench, tmp_path: Path) -> None:
    done = bench("--predict", tmp_path, tmp_path / "out.json")
    assert done.exit_code == 1
    assert "holds no HTML page" in done.stderr


def test_help_says_what_there_is(bench: Bench) -> None:
    told = bench("--help").stdout
    for shown in (*Part, "--predict", "--check", "SAYSO_DATA", "Examples:", "Exit codes:"):
        assert shown in told


def test_shingles_are_runs_of_four_words() -> None:
    assert shingles("A b, c. D e") == {("A", "b", "c", "D"): 1, ("b", "c", "D", "e"): 1}
    assert shingles("A b") == {("A", "b"): 1}
    assert not shingles(" … ")


def counted_one_by_one(wanted: str, found: str) -> tuple[float, float]:
    """Score one page slowly: strike each shingle found off those wanted."""

    def runs(text: str) -> list[list[str]]:
        words = re.findall(r"\w+", text)
        return [words[i : i + 4] for i in range(len(words) - 3)] or ([words] if words else [])

    left, right, shared = runs(wanted), runs(found), 0
    for run in right:
        if run in left:
            left.remove(run)
            shared += 1
    return shared / len(right) if right else 0.0, shared / len(runs(wanted)) if runs(wanted) else 0.0


@given(st.text("ab ", max_size=40), st.text("ab ", max_size=40))
def test_scores_are_those_of_counting_one_by_one(wanted: str, found: str) -> None:
    got = score([(wanted, found)])
    assert (got.precision, got.recall) == pytest.approx(counted_one_by_one(wanted, found))


def test_a_page_without_a_text_counts_in_recall_alone() -> None:
    got = score([("a b c d", "a b c d"), ("a b c d", "")])
    assert (got.precision, got.recall) == (1.0, 0.5)
    assert got.f1 == pytest.approx(2 / 3)


def results(own: float, other: float) -> Results:
    halves = (Score(1, 1, 1), Score(1, 1, 1))
    body = {"sayso": Body(Score(1, 1, own), halves), "trafilatura": Body(Score(1, 1, other), halves)}
    rates = {"sayso": Rate(10, 2.0), systems.FAST: Rate(10, 1.0)}
    return Results({}, body, Kept(10, ("a: b",), 4, 3, ("c",)), rates)


def test_floors_stand_under_what_was_measured_alone(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    wanted = {
        "body": {"F1": 0.9, "above trafilatura": 0.02, "above newspaper4k": 0.5},
        "speed": {"× trafilatura fast": 0.8},
    }
    path.write_text(json.dumps({"reason": "", "floors": wanted | {"pages": {"kept": 1.0, "published": 0.7}}}))
    told = [str(one) for one in floors.below_floors(results(0.95, 0.94), path)]
    assert told == [
        "body, above trafilatura: 0.010, floor 0.020",
        "speed, × trafilatura fast: 0.500, floor 0.800",
        "pages, kept: 0.900, floor 1.000",
    ]
    assert [one.aspect for one in floors.below_floors(Results({}), path)] == []


def test_the_floors_are_those_of_figures_that_there_are() -> None:
    known = floors.shares(results(0.9, 0.8))
    assert set(floors.load_floors(floors.PATH)) == {*known, "store", "feeds", "memory"}
    assert as_json(results(0.9, 0.8))["speed"] == {"sayso": 5.0, systems.FAST: 10.0}


def test_the_days_are_days_and_say_nothing_else() -> None:
    days = pages.load_days()
    assert len(days) == 118
    assert all(
        re.fullmatch(r"[0-9a-f]{64}", name) and re.fullmatch(r"\d{4}-\d\d-\d\d", day) for name, day in days.items()
    )


def test_of_a_pages_times_the_shortest_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 5.0, 5.0, 7.0, 7.0, 10.0])
    monkeypatch.setattr(speed.time, "process_time", lambda: next(clock))
    page = pages.GoldPage("a", "https://quayside-post.example/a", PAGE, "")
    assert speed.measure({"own": lambda _url, _body: ""}, [page], rounds=3)["own"].per_second == 0.5
