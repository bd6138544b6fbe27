"""The attribution benchmark: its command line, what it writes, and how figures, ratios and floors come about."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from benchmarks.attribution import memory, polnear, report, speed
from benchmarks.attribution.__main__ import app
from benchmarks.attribution.errors import WorkerFailed
from benchmarks.attribution.floors import below
from benchmarks.attribution.speed import Speed
from benchmarks.attribution.systems import GENDERGAP, GENDERGAP_BARE
from benchmarks.gold import article_of

TEXTS = {
    "mill": "The mill will open again in May, its owner, Tove Arnesen, said on Monday.",
    "ferry": "“Nobody was hurt — nobody at all 🙂,” the captain told reporters.\n\nHe denied that he had slept.",
}
# A stand-in for the scorer beside the research data: a prediction is right where gold has it word for word.
SCORER = """
def doc_counts(g, p, text, only=None):
    kept = [one for one in g if not only or one[only[0]] in only[1]]
    contents = [one["content"] for one in kept]
    return {"G": len(kept), "P": len(p), "hit": sum(one["content"] in contents for one in p)}

def summarise(cs):
    t = {k: sum(c[k] for c in cs) for k in ("G", "P", "hit")}
    prf = (t["hit"] / max(1, t["P"]), t["hit"] / max(1, t["G"]), 2 * t["hit"] / max(1, t["P"] + t["G"]))
    return {"content": {"overlap50": prf, "exact": prf}, "relation": {"source+content": prf}}
"""

Bench = Callable[..., Result]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Return a function that runs the command in this process, whatever research data the machine has."""
    monkeypatch.delenv("SAYSO_DATA", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def written(path: Path, *lines: object) -> Path:
    """Write lines, those that are no bytes as JSON."""
    path.write_bytes(
        b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    )
    return path


def test_help_has_examples_and_exit_codes(bench: Bench) -> None:
    result = bench("--help")
    assert result.exit_code == 0
    for shown in ("--predict", "--peers", "--check", "SAYSO_DATA", "Examples:", "Exit codes:"):
        assert shown in result.stdout


def test_predict_writes_the_scorers_form(bench: Bench, tmp_path: Path) -> None:
    source = written(
        tmp_path / "in.jsonl", *({"doc_id": name, "text": text, "more": 1} for name, text in TEXTS.items())
    )
    result = bench("--predict", source, tmp_path / "out.jsonl")
    assert result.exit_code == 0, result.stderr
    assert "2 texts" in result.stderr
    assert result.stdout == ""
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [record["doc_id"] for record in records] == [*TEXTS]
    told = [
        {role: [TEXTS[record["doc_id"]][start:end] for start, end in one[role]] for role in one}
        for record in records
        for one in record["attributions"]
    ]
    assert all(one.keys() == {"source", "cue", "content"} and one["content"] for one in told)
    assert {"source": ["He"], "cue": ["denied"], "content": ["that he had slept"]} in told
    assert ["“Nobody was hurt — nobody at all 🙂,”"] in [one["content"] for one in told]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_predict_takes_blank_lines_and_texts_without_words(bench: Bench, tmp_path: Path) -> None:
    source = written(
        tmp_path / "in.jsonl", b"", {"doc_id": "empty", "text": ""}, b"  ", {"doc_id": "tab", "text": "\t"}
    )
    assert bench("--predict", source, tmp_path / "out.jsonl").exit_code == 0
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert records == [{"doc_id": "empty", "attributions": []}, {"doc_id": "tab", "attributions": []}]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "this is not JSON"),
        (b"[" * 200_000, "this is not JSON"),
        (b'{"doc_id": "a", "text": "\xff"}', "byte 26 is not UTF-8"),
        (["a", "b"], "this is an array"),
        (None, "this is null"),
        ({"doc_id": "a"}, "text is missing"),
        ({"doc_id": 7, "text": ""}, "doc_id is a number"),
        ({"doc_id": "a", "text": None}, "text is null"),
        ({"doc_id": "a", "text": "\ud800"}, "text holds half of a surrogate pair"),
    ],
)
def test_a_malformed_line_is_named(bench: Bench, tmp_path: Path, line: object, told: str) -> None:
    source = written(tmp_path / "in.jsonl", {"doc_id": "good", "text": "He said so."}, b"", line)
    result = bench("--predict", source, tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert f"in.jsonl, line 3: {told}" in result.stderr
    assert "each line is a JSON object" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_malformed_line_leaves_what_was_there(bench: Bench, tmp_path: Path) -> None:
    before = written(tmp_path / "out.jsonl", {"doc_id": "before"}).read_bytes()
    assert bench("--predict", written(tmp_path / "in.jsonl", 1), tmp_path / "out.jsonl").exit_code == 2
    assert (tmp_path / "out.jsonl").read_bytes() == before


def test_files_that_are_not_there_are_named(bench: Bench, tmp_path: Path) -> None:
    result = bench("--predict", tmp_path / "none.jsonl", tmp_path / "out.jsonl")
    assert (result.exit_code, "none.jsonl: No such file" in result.stderr) == (1, True)
    source = written(tmp_path / "in.jsonl", {"doc_id": "a", "text": ""})
    result = bench("--predict", source, tmp_path / "none" / "out.jsonl")
    assert (result.exit_code, "No such file" in result.stderr) == (1, True)
    result = bench("--predict", source, source)
    assert (result.exit_code, "name another" in result.stderr) == (2, True)


def test_a_missing_data_folder_or_scorer_is_named(bench: Bench, tmp_path: Path) -> None:
    result = bench("--data", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "nowhere is not there; name the folder of research data" in result.stderr
    (tmp_path / "data" / "attribution").mkdir(parents=True)
    result = bench("--data", tmp_path / "data")
    assert (result.exit_code, "polnear_dev.jsonl is not there" in result.stderr) == (1, True)
    written(tmp_path / "data" / "attribution" / "polnear_dev.jsonl")
    result = bench("--data", tmp_path / "data")
    assert result.exit_code == 1
    assert f"the scorer {tmp_path / 'score' / 'attribution.py'} is not there" in result.stderr


def test_dev_articles_go_through_the_scorer_beside_them(bench: Bench, tmp_path: Path) -> None:
    found = written(tmp_path / "texts.jsonl", *({"doc_id": name, "text": text} for name, text in TEXTS.items()))
    bench("--predict", found, tmp_path / "found.jsonl")
    gold = []
    for line in (tmp_path / "found.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        labelled = [{**one, "cue_class": "reporting"} for one in record["attributions"]]
        gold.append({**record, "text": TEXTS[record["doc_id"]], "date": "2016-09-12", "attributions": labelled})
    gold[0]["attributions"].append({"content": [[0, 8]], "cue_class": "other"})  # one that nobody finds
    for folder in ("data/attribution", "score"):
        (tmp_path / folder).mkdir(parents=True)
    written(tmp_path / "data" / "attribution" / "polnear_dev.jsonl", *gold)
    (tmp_path / "score" / "attribution.py").write_text(SCORER)
    result = bench("--data", tmp_path / "data", "--only", "polnear", "--json", tmp_path / "out.json")
    assert result.exit_code == 0, result.stderr
    figures = {
        (one["measure"], one["subset"]): one
        for one in json.loads((tmp_path / "out.json").read_text("utf-8"))["polnear"]["sayso"]
    }
    assert len(figures) == len(polnear.MEASURES) * len(polnear.SUBSETS)
    assert figures["relation", "reporting"]["f1"] == 1
    overall = figures["content overlap≥50 %", "all"]
    assert (overall["precision"], overall["recall"] < 1) == (1, True)
    assert overall["low"] <= overall["f1"] <= overall["high"]
    assert f"{overall['f1']:.3f}" in result.stdout


def test_without_data_the_own_gold_is_measured_and_polnear_named_as_missing(bench: Bench) -> None:
    result = bench("--only", "gold", "--only", "polnear")
    assert result.exit_code == 0, result.stderr
    assert all(aspect in result.stdout for aspect in ("chain", "speaker", "precision", "tune", "kept", "floor"))
    assert "PolNeAR was not measured" in result.stdout


@pytest.mark.parametrize(("floor", "code"), [(0.0, 0), (1.01, 1)])
def test_check_fails_below_a_floor(bench: Bench, monkeypatch: pytest.MonkeyPatch, floor: float, code: int) -> None:
    monkeypatch.setattr("benchmarks.attribution.__main__.load_floors", lambda: {"kept": {"chain": floor}})
    monkeypatch.setattr("benchmarks.attribution.__main__.figures", lambda *_: {"chain": 0.9})
    result = bench("--check")
    assert result.exit_code == code
    assert ("below its floor: kept, chain: 0.900, floor 1.010" in result.stdout) == bool(code)


def test_what_is_not_measured_is_below_its_floor() -> None:
    floors = {"tune": {"chain": 0.5, "dates": 0.5, "speaker": 0.5}}
    assert [one.aspect for one in below({"tune": {"chain": 0.5, "dates": 0.4}}, floors)] == ["dates", "speaker"]


def test_ratios_are_against_gendergaptracker_whole_and_without_ner() -> None:
    speeds = {"sayso": Speed(100, (1.0, 2.0, 9.0)), GENDERGAP: Speed(100, (10.0,)), GENDERGAP_BARE: Speed(100, (8.0,))}
    assert speeds["sayso"].per_second == 50
    assert report.ratios(speeds, "sayso") == {GENDERGAP: 5, GENDERGAP_BARE: 4}
    assert report.ratios({"sayso": speeds["sayso"]}, "sayso") == {}


def test_each_pass_reads_every_article_and_systems_take_turns() -> None:
    passages = [{"id": name, "published": "2025-03-12", "text": text} for name, text in TEXTS.items()]
    read: list[str] = []
    systems = {name: lambda article, name=name: read.append(f"{name} {article.id}") for name in "ab"}
    speeds = speed.measure(systems, [article_of(passage) for passage in passages], passes=2)
    assert read == ["a mill", "b mill", *(["a mill", "a ferry", "b mill", "b ferry"] * 2)]
    assert {one.words for one in speeds.values()} == {sum(len(text.split()) for text in TEXTS.values())}
    assert all(len(one.seconds) == 2 for one in speeds.values())


def test_the_long_article_is_as_long_as_any_that_is_read() -> None:
    assert memory.long_passage([{"text": "one"}, {"text": "two"}], 12)["text"] == "one\n\ntwo\n\non"


def test_a_worker_that_fails_is_told() -> None:
    with pytest.raises(WorkerFailed, match="exit code 1: KeyError"):
        memory.measure([{"id": "no text or day"}])
