"""The operations benchmark: the articles and pages that it makes, what it measures, and what it reckons."""

from __future__ import annotations

import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz
from typer.testing import CliRunner, Result

from benchmarks.attribution.floors import load_floors
from benchmarks.ingestion.pages import GoldPage
from benchmarks.operations import articles, floors, pages, processes, report, runs, scale, usual
from benchmarks.operations.__main__ import Part, app, load_material
from benchmarks.operations.articles import BEGIN, LARGEST, OUTLETS, PER_DAY, MadeArticle
from benchmarks.operations.errors import (
    DataMissing,
    MalformedLine,
    NoTemplates,
    NotInstalled,
    OtherRounds,
    RunFailed,
    Unequal,
)
from benchmarks.operations.processes import Took
from benchmarks.operations.results import Results, as_json
from benchmarks.operations.runs import DIRECT, PREFECT, Runs
from benchmarks.operations.scale import Round, Scale, reckon
from benchmarks.operations.templates import Template, gives_back, load_templates, make_template
from benchmarks.operations.texts import load_events, split_paragraphs
from benchmarks.operations.usual import Compared, Usual
from benchmarks.operations.variations import Lexicon, Rewording, shortened
from sources.read import read_folder
from sources.registry import load_registry
from sources.stream import read_responses
from sources.types import Response

STATED = (
    "The harbour office said on Monday that the ferry will stop in May. “Nobody will be stranded,” an official said.",
    "The island council denied that 140 jobs were at risk, and called the plan a careful step for the whole region.",
    "According to the regional newspaper, the operator had asked for 2,500 crowns a day since 2019 and was refused.",
    "Passengers warned that winter storms make the longer road dangerous. The ministry promised to publish a report.",
)
OWN = (
    "The museum announced that the northern wing closes for repairs, and its director spoke of water in the cellars.",
    "Visitors told reporters that they had seen buckets in the halls for weeks, while guards moved paintings upstairs.",
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Museum closes its wing</title>
<link rel="canonical" href="https://museum.example/wing"><meta property="article:published_time" content="2019-11-20">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Wing", "dateCreated": "2019-11-20"}}</script>
</head><body><nav><a href="/">Home</a> <a href="/art">Art</a></nav><main><article><h1>Museum <b>closes</b> its wing</h1>
<time datetime="2019-11-20">20 November</time><p>{OWN[0]}</p><p>{OWN[1]}</p></article></main>
<footer><p>All rights reserved.</p></footer></body></html>"""

MADE = 600
Bench = Callable[..., Result]


def seeded_random(seed: int) -> random.Random:
    """Return chance that comes out the same each time."""
    return random.Random(seed)  # noqa: S311 - no secret


def written(data: Path) -> Path:
    """Write a folder in the form of the research data."""
    events = [
        {"cluster": f"event-{event}", "title": f"Ferry {event} stops", "text": " ".join(STATED[outlet:])}
        for event in range(2)
        for outlet in range(2)
    ]
    alone = [{"title": f"Museum {number}", "text": "\n\n".join((*OWN, *STATED))} for number in range(3)]
    for name, records in (("stories/basil.dev.clusters", events), ("attribution/polnear_train", alone)):
        path = data / f"{name}.jsonl"
        path.parent.mkdir(parents=True)
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    (data / "pages" / "html").mkdir(parents=True)
    (data / "pages" / "html" / "museum.html").write_text(PAGE, encoding="utf-8")
    gold = {"museum": {"url": "https://museum.example/wing", "articleBody": "\n".join(OWN)}}
    (data / "pages" / "ground-truth.json").write_text(json.dumps(gold), encoding="utf-8")
    return data


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in the form of the research data."""
    return written(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def made(data: Path) -> list[MadeArticle]:
    """Return the first articles made of it."""
    return articles.make(*load_events(data), MADE)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Return a function that runs the command in this process, whatever research data the machine has."""
    monkeypatch.delenv("SAYSO_DATA", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


PROBE = MadeArticle(7, 3, OUTLETS[2], BEGIN, "Ferry “stops” & goes", STATED)
TEMPLATE = make_template(GoldPage("museum", "https://museum.example/wing", PAGE.encode(), "\n".join(OWN)))


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\n\n Two. Three.\n", ("One.", "Two. Three.")),
        ("One stops. Two “goes.” Three stays. Four?", ("One stops. Two “goes.”", "Three stays. Four?")),
        ("The U.S. and the E.U. talk. They part.", ("The U.S. and the E.U. talk. They part.",)),
        (" \n", ()),
    ],
    ids=["lines", "sentences", "abbreviations", "nothing"],
)
def test_texts_come_in_paragraphs(text: str, paragraphs: tuple[str, ...]) -> None:
    assert split_paragraphs(text) == paragraphs


def test_real_events_are_read(data: Path) -> None:
    several, alone = load_events(data)
    assert [len(event.tellings) for event in several] == [2, 2]
    assert [event.tellings[0].title for event in alone] == ["Museum 0", "Museum 1", "Museum 2"]
    assert len(several[0].tellings[0].paragraphs) == 3


def test_data_that_is_missing_or_malformed_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match=r"elsewhere is not there.*--data"):
        load_events(tmp_path / "elsewhere")
    broken = written(tmp_path)
    (broken / "stories" / "basil.dev.clusters.jsonl").write_text('{"title": "a"}\n')
    with pytest.raises(MalformedLine, match="line 1"):
        load_events(broken)


LEXICON = Lexicon([*STATED, *OWN, "In the north, Bergen and Oslo argue; Bergen, Oslo and Tromsø agree with Bergen."])


@pytest.mark.parametrize(
    "kept", ["said that the", "“", "According to", "Monday", "May", "2019", "2,500", "31", "denied"]
)
def test_what_attribution_needs_stays(kept: str) -> None:
    text = f"“Harbours,” {kept} 31 ferries denied."
    for seed in range(20):
        assert kept in Rewording(LEXICON, seeded_random(seed))(text)


def test_an_event_has_its_words_in_common_and_names_stay_names() -> None:
    told = Rewording(LEXICON, seeded_random(1))("The ferry 140 in Bergen. " * 30)
    assert len(set(told.strip().split(". "))) <= 2  # the last one has its full stop
    others = {Rewording(LEXICON, seeded_random(seed))("ferry 140 in Bergen") for seed in range(60)}
    assert {name for one in others if (name := one.split()[-1])} <= LEXICON.names
    assert len({one.split()[0] for one in others}) > 1
    assert all(re.fullmatch(r"\d{3}", one.split()[1]) for one in others)
    assert len({one.split()[1] for one in others}) > 20


@given(text=st.text(alphabet="abEF 0123456789.,“”'’\n\u00e9-", max_size=80), seed=st.integers(0, 99))
def test_only_words_and_numbers_change(text: str, seed: int) -> None:
    told = Rewording(LEXICON, seeded_random(seed))(text)
    assert re.sub(r"[\w'’.,]+", "", told) == re.sub(r"[\w'’.,]+", "", text)
    assert Rewording(LEXICON, seeded_random(seed), 0.0)(text) == text


@given(st.lists(st.text(max_size=3), min_size=1, max_size=12), st.integers(0, 99), st.floats(0, 1), st.floats(0, 1))
def test_paragraphs_go_and_move_behind_the_first(told: list[str], seed: int, dropped: float, moved: float) -> None:
    kept = shortened(told, seeded_random(seed), dropped, moved)
    assert kept[0] == told[0]
    assert not Counter(kept) - Counter(told)
    assert shortened(told, seeded_random(seed), 0.0, 0.0) == tuple(told)


def test_articles_are_the_same_each_time_and_in_order(data: Path, made: list[MadeArticle]) -> None:
    again = list(islice(articles.stream(*load_events(data)), MADE))
    assert again == made
    assert articles.make(*load_events(data), 9, seed=9) != made[:9]
    assert [one.published for one in made] == sorted(one.published for one in made)
    assert len({one.url for one in made}) == len(made)
    days = (made[-1].published - BEGIN) / timedelta(days=1)
    assert 0.5 * PER_DAY < len(made) / days < 2 * PER_DAY


def test_events_are_as_large_as_is_said(made: list[MadeArticle]) -> None:
    sizes = Counter(one.event for one in made)
    alone = sum(size == 1 for size in sizes.values()) / len(sizes)
    assert 0.5 < alone < 0.8  # some have yet to be told by others
    assert 20 < max(sizes.values()) <= LARGEST
    largest = [one for one in made if one.event == sizes.most_common(1)[0][0]]
    assert len({one.outlet for one in largest}) > 0.9 * min(len(largest), len(OUTLETS))  # not all had come yet
    assert len({one.paragraphs for one in largest}) > len(largest) // 3


def test_a_page_gives_back_what_is_put_into_it() -> None:
    assert TEMPLATE is not None
    assert gives_back(TEMPLATE, PROBE)
    page = TEMPLATE.fill(PROBE).decode()
    for gone in ("Museum", "museum.example", "2019", "NewsArticle", *OWN):
        assert gone not in page.replace("since 2019", "")
    for there in ("<nav>", "All rights reserved.", "<h1>Ferry “stops” &amp; goes</h1>", f"<p>{STATED[0]}</p>"):
        assert there in page


@pytest.mark.parametrize(
    ("page", "text"),
    [("<p>Short.</p>", "Short."), (f"<div>{OWN[0]}</div>", OWN[0]), (f"<p>{OWN[0]}</p>", OWN[1])],
    ids=["short", "without paragraphs", "of others"],
)
def test_a_page_without_its_paragraphs_is_no_template(page: str, text: str) -> None:
    whole = f"<html><head></head><body>{page}</body></html>".encode()
    assert make_template(GoldPage("a", "https://a.example/b", whole, text)) is None
    with pytest.raises(NoTemplates, match="none of 1 pages"):
        load_templates([GoldPage("a", "https://a.example/b", whole, text)], PROBE)


def test_a_page_that_keeps_text_of_its_own_is_no_template() -> None:
    assert TEMPLATE is not None
    more = "".join(f"<p>{told} {told}</p>" for told in OWN)
    assert not gives_back(replace(TEMPLATE, html=TEMPLATE.html.replace("</article>", f"{more}</article>")), PROBE)


def test_pages_are_read_from_a_folder_and_a_warc_file(made: list[MadeArticle], tmp_path: Path) -> None:
    assert TEMPLATE is not None
    some, templates = made[:5], [TEMPLATE, Template("other", TEMPLATE.html.replace("Home", "Front"))]
    pages.write_outlets(tmp_path / "outlets.toml")
    pages.write_folder(tmp_path / "pages", some, templates)
    pages.write_warc(tmp_path / "some.warc.gz", some, templates)
    reading = read_folder(tmp_path / "pages", load_registry(tmp_path / "outlets.toml"), now=BEGIN)
    assert reading.skipped == ()
    told = {(one.outlet, one.url) for one in some}
    assert {(page.outlet_id, page.url) for page in reading.pages} == told
    bodies = [one.body for one in read_responses(tmp_path / "some.warc.gz") if isinstance(one, Response)]
    assert bodies == [pages.html_of(one, templates) for one in some]


def test_a_process_is_measured_with_what_it_starts(tmp_path: Path) -> None:
    inner = "held = bytearray(80_000_000); held[::4096] = b'1' * len(held[::4096]); import time; time.sleep(0.6)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}], check=True); print('done')"
    took, printed = processes.run([sys.executable, "-c", outer], os.environ, tmp_path)
    assert printed == "done\n"
    assert took.peak_bytes > 80_000_000
    assert took.seconds > 0.6
    assert took.processor_seconds > 0


def test_a_process_that_fails_is_told_with_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="ended with exit code 3: no bread"):
        processes.run(
            [sys.executable, "-c", "import sys; print('no bread', file=sys.stderr); sys.exit(3)"], {}, tmp_path
        )


def test_runs_have_no_settings_of_whoever_starts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_FOLLOW", "*")
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    env = processes.environment(tmp_path / "out", tmp_path, tmp_path / "outlets.toml")
    assert {name for name in env if name.startswith(("SAYSO_", "PREFECT_"))} == {
        "SAYSO_OUT", "SAYSO_FOLDERS", "SAYSO_OUTLETS", "SAYSO_THREADS", "PREFECT_HOME",
    }  # fmt: skip


def test_runs_take_turns_and_must_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[tuple[str, str]] = []

    def once(_scratch: Path, folder: Path, mode: str) -> tuple[Took, dict[str, int]]:
        went.append((folder.name, mode))
        return Took(float(len(went)), 1.0, len(went)), {"claims": 5 if same or mode == PREFECT else 6}

    same = True
    monkeypatch.setattr(runs, "run_once", once)
    found = runs.measure(tmp_path, (PREFECT, DIRECT), 3, lambda _: None)
    assert went[:2] == [("one", PREFECT), ("one", DIRECT)]
    assert [mode for _, mode in went[2:]] == [PREFECT, DIRECT, DIRECT, PREFECT, PREFECT, DIRECT]
    assert (found[PREFECT].seconds, found[DIRECT].seconds, found[DIRECT].peak_bytes) == (6.0, 5.0, 8)
    same = False
    with pytest.raises(Unequal, match=r"'claims': 6"):
        runs.measure(tmp_path, (PREFECT, DIRECT), 1, lambda _: None)


@given(st.lists(st.text(alphabet="ab ", max_size=6), max_size=9), st.integers(1, 4))
def test_all_pairs_are_compared_once(quotes: list[str], rows: int) -> None:
    wanted = sum(fuzz.token_set_ratio(a, b) >= usual.ALIKE for a, b in combinations(quotes, 2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usual, "_ROWS", rows)
        patch.setattr(usual, "CORES", 1)
        assert usual.count_alike(quotes) == wanted


PARTS = {"text": {"seconds": 3.0, "processor_seconds": 3.0}, "pairs": {"seconds": 2.0, "processor_seconds": 4.0}}


def test_the_usual_parts_are_timed_or_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = json.dumps({"pages": 100, "articles": 99, "quotes": 500, "alike": 7, "parts": PARTS})
    monkeypatch.setattr(usual, "run", lambda *_: (Took(9.0, 9.0, 1), printed))
    found = usual.measure(tmp_path, tmp_path, {})
    assert (found.seconds, found.processor_seconds, found.at(1_000)) == (5.0, 7.0, usual.Part(230.0, 430.0))
    beside = Compared(found, Runs((Took(2.5, 7.0, 1),), {}))
    assert (beside.times, beside.processor_times) == (2.0, 1.0)
    assert beside.times_at(1_000) == (9.2, pytest.approx(430 / 70))
    monkeypatch.setattr(usual, "run", lambda *_: (Took(9.0, 9.0, 1), "not installed: spacy\n"))
    with pytest.raises(NotInstalled, match="spacy, which is not installed; make extractors peers"):
        usual.measure(tmp_path, tmp_path, {})


def rounds_of(number: int, size: int = 1_000) -> tuple[Round, ...]:
    """Return rounds whose seconds an article, memory and file grow in straight lines with the articles before."""
    return tuple(
        Round(
            held, size, size * (0.1 + 0.000_01 * (held - size / 2)), 9.0, 500 + held, 10 * held, 3 * held,
            {"attribute": 50.0, "between": 1.0}, {"claims": 11 * held},
        )
        for held in range(size, size * number + 1, size)
    )  # fmt: skip


def test_straight_lines_are_continued() -> None:
    found = reckon(Scale(rounds_of(8)))
    assert found is not None
    assert found.seconds == pytest.approx(Scale(rounds_of(100)).seconds)
    assert (found.peak_bytes, found.file_bytes) == (pytest.approx(100_500), pytest.approx(1_000_000))
    flat = tuple(replace(one, seconds=one.articles * (0.2 - 0.000_01 * one.held)) for one in rounds_of(4))
    shrinking = reckon(Scale(flat))
    assert shrinking is not None
    assert shrinking.seconds == pytest.approx(100_000 * 0.175)  # the mean: nothing is reckoned to become quicker
    assert reckon(Scale(rounds_of(3))) is None
    assert reckon(Scale(rounds_of(100))) is None


@pytest.mark.parametrize(
    ("number", "held"),
    [(16, [1_000, 2_000, 4_000, 8_000, 16_000]), (50, [4_000, 7_000, 13_000, 25_000, 50_000]), (1, [1_000])],
)
def test_growth_is_shown_at_halves(number: int, held: list[int]) -> None:
    assert [one.articles for one in Scale(rounds_of(number)).points()] == held


def test_rounds_go_on_where_they_were(tmp_path: Path, made: list[MadeArticle], monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[list[int]] = []

    def carry_out(_folder: Path, batch: list[MadeArticle], _templates: object, held: int) -> Round:
        if len(went) == 2:
            raise KeyboardInterrupt
        went.append([one.number for one in batch])
        return replace(rounds_of(1)[0], held=held, articles=len(batch))

    monkeypatch.setattr(scale, "_carry_out", carry_out)
    monkeypatch.setattr(scale, "ROUND", 4)
    monkeypatch.setattr(scale, "POINTS", 2)
    with pytest.raises(KeyboardInterrupt):
        scale.measure(tmp_path, iter(made), [], 11, lambda _: None)
    went.clear()
    found = scale.measure(tmp_path, iter(made), [], 11, lambda _: None)
    assert went == [[one.number for one in made[8:11]]]
    assert [(one.held, one.articles) for one in found.rounds] == [(4, 4), (8, 4), (11, 3)]
    with pytest.raises(OtherRounds, match="11 articles, not of 4"):
        scale.measure(tmp_path, iter(made), [], 4, lambda _: None)


RESULTS = Results(
    {"machine": "two cores"},
    1_000,
    {
        PREFECT: Runs((Took(90.0, 150.0, 900_000_000),), {"articles": 1_000, "claims": 11_000}),
        DIRECT: Runs((Took(60.0, 110.0, 700_000_000),), {"articles": 1_000, "claims": 11_000}),
    },
    Compared(
        Usual(100, 99, 500, 7, {"text": usual.Part(300.0, 300.0), "pairs": usual.Part(60.0, 140.0)}),
        Runs((Took(60.0, 110.0, 700_000_000),), {"articles": 1_000, "claims": 11_000}),
    ),
    Scale(rounds_of(100)),
)


def test_floors_stand_under_the_figures() -> None:
    assert floors.figures(RESULTS) == {
        "overhead": {"20 s ÷ overhead": pytest.approx(20 / 30)},
        "report": {"180 s ÷ run": 2.0},
        "usual": {"× the usual parts": 4.0},
        "scale": {"8 h ÷ rounds": pytest.approx(28_800 / 60_000), "8 GB ÷ peak": pytest.approx(8e9 / 100_500)},
    }
    told = [str(one) for one in floors.below_floors(RESULTS)]
    assert [one.split(":")[0] for one in told] == [
        "overhead, 20 s ÷ overhead", "usual, × the usual parts", "scale, 8 h ÷ rounds",
    ]  # fmt: skip
    few = replace(RESULTS, articles=999, scale=Scale(rounds_of(99)), compared=None)
    assert floors.figures(few) == {}
    assert set(load_floors(floors.PATH)) == {*Part}


def test_all_figures_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    report.show(replace(RESULTS, scale=Scale(rounds_of(16))))
    shown = capsys.readouterr().out
    for told in ("Prefect's overhead, s", "30.0", "usual: pairs", "100,000, reckoned", "A round's stages", "attribute"):
        assert told in shown
    values = as_json(RESULTS)
    assert (values["overhead_seconds"], values["scale_reckoned"]) == (30.0, None)
    assert len(json.loads(json.dumps(values))["scale"]["rounds"]) == 100


def test_help_says_what_there_is(bench: Bench) -> None:
    told = bench("--help").stdout
    for shown in (*Part, "--articles", "--folder", "--check", "SAYSO_DATA", "Examples:", "Exit codes:"):
        assert shown in told


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--only", "weather"), 2, "weather"),
        (("--articles", "0"), 2, "--articles"),
        ((), 2, "neither --data nor SAYSO_DATA"),
        (("--data", "nowhere"), 1, "nowhere is not there"),
    ],
    ids=["part", "number", "no data", "no folder"],
)
def test_wrong_usage_is_told(bench: Bench, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = bench(*arguments)
    assert (done.exit_code, told in done.stderr) == (code, True)


@pytest.mark.slow
@pytest.mark.timeout(900)  # four runs, two of them with Prefect
def test_a_few_articles_go_all_the_way(bench: Bench, data: Path, tmp_path: Path) -> None:
    done = bench("--data", data, "--only", "overhead", "--articles", 2, "--rounds", 1, "--json", tmp_path / "a.json")
    assert done.exit_code == 0, done.output
    figures = json.loads((tmp_path / "a.json").read_text())
    assert figures["runs"][PREFECT]["counts"] == figures["runs"][DIRECT]["counts"]
    assert figures["runs"][DIRECT]["counts"]["articles"] == 2
    assert figures["runs"][DIRECT]["counts"]["claims"] > 3


@pytest.mark.slow
def test_rounds_fill_one_warehouse(data: Path, tmp_path: Path) -> None:
    material = load_material(data)
    found = scale.measure(tmp_path, articles.stream(material.several, material.alone), material.templates, 3, print)
    assert [one.counts["articles"] for one in found.rounds] == [1, 2, 3]
    assert found.rounds[-1].counts["claims"] > found.rounds[0].counts["claims"] > 0
    assert found.rounds[-1].counts["skipped"] == 0
    assert {"attribute", "match", "publish", "between"} <= set(found.rounds[-1].steps)
    assert all(one.archive_bytes and one.file_bytes and one.peak_bytes > 100_000_000 for one in found.rounds)
    assert found.rounds[-1].seconds > sum(found.rounds[-1].steps.values())
