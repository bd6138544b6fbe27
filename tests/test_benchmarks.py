"""The benchmarks: their command lines, what they write, and how figures, ratios and floors come about."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from benchmarks.attribution import memory, polnear, report, speed
from benchmarks.attribution.__main__ import app
from benchmarks.attribution.errors import WorkerFailed
from benchmarks.attribution.floors import below
from benchmarks.attribution.speed import Speed
from benchmarks.attribution.systems import GENDERGAP, GENDERGAP_BARE
from benchmarks.gold import article_of
from benchmarks.matching import __main__ as matching
from benchmarks.matching import floors as match_floors
from benchmarks.matching import measures, own, plots, recall, references, sentences, synthetic
from benchmarks.matching import memory as match_memory
from training.matching.examples import claim_of_text

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


# The matching benchmark.

PAIRS = [
    {"id": "one", "a": "The ferry sank on Monday.", "b": "On Monday the ferry sank."},
    {"id": "two", "a": "The ferry sank on Monday.", "b": "Herring prices doubled within a year."},
    {"id": "three", "a": "", "b": "…"},
]
ARTICLES = [
    {"id": "a", "title": "Ferry sinks off Skarholm", "text": "The Skarholm ferry sank off the island on Monday."},
    {"id": "b", "title": "Skarholm ferry sinks", "text": "A ferry sank off Skarholm on Monday, its owner said."},
    {"id": "c", "title": "Herring", "text": "Prices of herring have doubled within a year.", "date": "2025-01-02"},
]


@pytest.fixture
def match_bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Return a function that runs the command in this process, whatever research data the machine has."""
    monkeypatch.delenv("SAYSO_DATA", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(matching.app, [str(argument) for argument in arguments])


def records_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_matching_help_has_examples_forms_and_exit_codes(match_bench: Bench) -> None:
    result = match_bench("--help")
    assert result.exit_code == 0
    for shown in ("--predict", "--only", "--check", "--plots", "SAYSO_DATA", "Examples:", "ranked", "Exit codes:"):
        assert shown in result.stdout


def test_pairs_are_predicted_in_the_scorers_form(match_bench: Bench, tmp_path: Path) -> None:
    result = match_bench("--predict", "pairs", written(tmp_path / "in.jsonl", *PAIRS), tmp_path / "out.jsonl")
    assert result.exit_code == 0, result.stderr
    assert "3 predictions" in result.stderr
    found = records_of(tmp_path / "out.jsonl")
    assert [record["id"] for record in found] == ["one", "two", "three"]
    assert all(record.keys() == {"id", "score"} and 0 <= record["score"] <= 1 for record in found)
    assert found[0]["score"] > 2 * found[1]["score"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_quotations_of_two_outlets_are_claims_and_other_pairs_are_sentences() -> None:
    quoted = [{**record, "outlet_a": "nyt", "outlet_b": "fox"} for record in PAIRS]
    both = sentences.scores([PAIRS[0], quoted[1], quoted[0], PAIRS[1]])
    assert both[[2, 1]].tolist() == sentences.probabilities(quoted[:2]).tolist()
    assert both[[0, 3]].tolist() == sentences.likeness(PAIRS[:2]).tolist()
    assert both[0] != both[2]


def test_retrieval_is_predicted_in_the_scorers_form(match_bench: Bench, tmp_path: Path) -> None:
    corpus = written(tmp_path / "corpus.jsonl", *({**record, "title": None} for record in ARTICLES))
    asked = [{"id": "q1", "query": "what herring costs", "qrels": ["c"]}, {"id": "q2", "query": ""}]
    queries = written(tmp_path / "queries.jsonl", *asked)
    result = match_bench("--predict", "retrieve", corpus, queries, tmp_path / "out.jsonl")
    assert result.exit_code == 0, result.stderr
    found = records_of(tmp_path / "out.jsonl")
    assert [record["id"] for record in found] == ["q1", "q2"]
    assert all(sorted(record["ranked"]) == ["a", "b", "c"] for record in found)
    assert found[0]["ranked"][0] == "c"


def test_clusters_are_predicted_in_the_scorers_form(match_bench: Bench, tmp_path: Path) -> None:
    result = match_bench("--predict", "clusters", written(tmp_path / "in.jsonl", *ARTICLES), tmp_path / "out.jsonl")
    assert result.exit_code == 0, result.stderr
    found = {record["id"]: record["cluster"] for record in records_of(tmp_path / "out.jsonl")}
    assert [*found] == ["a", "b", "c"]
    assert found["a"] == found["b"] != found["c"]


@pytest.mark.parametrize("form", ["pairs", "clusters"])
def test_no_records_are_no_predictions(match_bench: Bench, tmp_path: Path, form: str) -> None:
    assert match_bench("--predict", form, written(tmp_path / "in.jsonl"), tmp_path / "out.jsonl").exit_code == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "this is not JSON"),
        (b'{"id": "a", "a": "\xff"}', "byte 19 is not UTF-8"),
        (["a"], "this is no object"),
        ({"id": "a", "a": "b"}, "b is null"),
        ({"id": 7, "a": "b", "b": ""}, "id is 7"),
    ],
)
def test_a_line_that_is_no_pair_is_named(match_bench: Bench, tmp_path: Path, line: object, told: str) -> None:
    result = match_bench("--predict", "pairs", written(tmp_path / "in.jsonl", PAIRS[0], line), tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert f"in.jsonl, line 2: {told}" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize("form", ["pairs", "clusters"])
def test_what_is_to_be_predicted_must_be_there(match_bench: Bench, tmp_path: Path, form: str) -> None:
    result = match_bench("--predict", form, tmp_path / "none.jsonl", tmp_path / "out.jsonl")
    assert (result.exit_code, "none.jsonl: No such file" in result.stderr) == (1, True)
    source = written(tmp_path / "in.jsonl", PAIRS[0])
    result = match_bench("--predict", form, source, source)
    assert (result.exit_code, "name another" in result.stderr) == (2, True)
    result = match_bench("--predict", form, source)
    assert (result.exit_code, "takes 1 file(s) to read and one to write" in result.stderr) == (2, True)
    result = match_bench(source)
    assert (result.exit_code, "without --predict" in result.stderr) == (2, True)


def test_missing_matching_data_are_named(match_bench: Bench, tmp_path: Path) -> None:
    result = match_bench("--data", tmp_path / "nowhere")
    assert (result.exit_code, "nowhere is not there; name the folder" in result.stderr) == (1, True)
    for part, file in (("pairs", "stsnews.dev.pairs.jsonl"), ("recall", "basil.dev.clusters.jsonl")):
        result = match_bench("--data", tmp_path, "--only", part)
        assert (result.exit_code, f"{file} is not there" in result.stderr) == (1, True)
    result = match_bench("--only", "quotes")
    assert (result.exit_code, "not measured: quotes" in result.stdout) == (0, True)


@pytest.fixture(scope="module")
def a_few() -> own.PartFigures:
    return own.measure("tune", most=12)


def test_without_data_the_gold_pairs_are_measured(
    match_bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, a_few: own.PartFigures
) -> None:
    monkeypatch.setattr("benchmarks.matching.__main__.own.measure", lambda _: a_few)
    result = match_bench("--only", "gold", "--json", tmp_path / "out.json")
    assert result.exit_code == 0, result.stderr
    for shown in ("average precision", "calibration error", "noise", "changes F1", "quantity recall", "Reliability"):
        assert shown in result.stdout
    gold = json.loads((tmp_path / "out.json").read_text("utf-8"))["gold"]["tune"]
    assert gold["pairs"] == 12
    assert gold["changes"]["kinds"]["f1"] > 0.8
    assert sum(one["pairs"] for one in gold["scored"]["bins"]) == gold["scored"]["pairs"] > 12


@pytest.mark.parametrize(("floor", "code"), [(0.0, 0), (1.01, 1)])
def test_matching_check_fails_below_a_floor(
    match_bench: Bench, monkeypatch: pytest.MonkeyPatch, a_few: own.PartFigures, floor: float, code: int
) -> None:
    monkeypatch.setattr("benchmarks.matching.__main__.own.measure", lambda _: a_few)
    floors = {"gold, kept": {"changes F1": floor}, "stories": {"basil.dev": 1.0}}
    monkeypatch.setattr("benchmarks.matching.floors.load_floors", lambda _: floors)
    result = match_bench("--check", "--only", "gold")
    assert result.exit_code == code
    assert ("below its floor: gold, kept, changes F1" in result.stdout) == bool(code)


def test_each_floor_stands_under_a_figure_and_says_why(a_few: own.PartFigures) -> None:
    floors = json.loads(match_floors.PATH.read_text("utf-8"))
    assert floors["reason"]
    assert floors["floors"].keys() == {"pairs", "retrieve", "stories", "quotes", "recall", "gold, tune", "gold, kept"}
    assert floors["floors"]["gold, kept"].keys() <= own.figures(a_few).keys()


def test_average_precision_takes_ties_together() -> None:
    assert measures.average_precision([1, 0, 1], [3, 2, 1]) == pytest.approx((1 + 2 / 3) / 2)
    assert measures.average_precision([1, 0], [1, 1]) == 0.5
    assert measures.best_f1([1, 0, 1], [3, 2, 1]) == pytest.approx(0.8)


def test_retrieval_counts_the_first_five_and_leaves_out_queries_without_an_answer() -> None:
    found = measures.retrieval([["x"], [], ["y"]], [["a", "x"], ["x"], ["a", "b", "c", "d", "e", "y"]])
    assert found == (0.25, 0.0, 1.0)


def test_calibration_error_is_the_mean_distance_by_bin_and_never_quite_nothing() -> None:
    said = np.array([0.05, 0.05, 0.95, 0.95])
    assert measures.calibration_error([0, 0, 1, 1], said) == pytest.approx(0.05)
    assert measures.calibration_error([1, 1, 0, 0], said) == pytest.approx(0.95)
    assert 0.05 < measures.noise_floor(np.full(20, 0.5)) < 0.15
    assert measures.noise_floor(np.array([0.0, 1.0])) == 0


def test_plots_name_what_is_missing(match_bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def none(_: str) -> NoReturn:
        raise ModuleNotFoundError

    monkeypatch.setattr("benchmarks.matching.plots.import_module", none)
    result = match_bench("--only", "quotes", "--plots", tmp_path)
    assert (result.exit_code, "plotting needs matplotlib" in result.stdout) == (0, True)


def test_references_that_are_not_installed_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> NoReturn:
        raise ModuleNotFoundError("No module named 'datasketch'")

    monkeypatch.setattr("benchmarks.matching.references.load_minhash", none)
    monkeypatch.setattr("benchmarks.matching.references.load_minilm", none)
    found, notes = references.load_references()
    assert [*found] == [references.TOKEN_SET, references.TFIDF, references.ENCODER]
    assert all("make peers" in note for note in notes)
    for scorer in found.values():
        near, far = scorer(["the ferry sank"] * 2, ["The ferry sank!", "herring prices"])
        assert near > far


def test_synthetic_claims_are_the_same_each_time_and_their_articles_text() -> None:
    made = list(synthetic.make(300))
    assert [story.claims for story in made] == [story.claims for story in synthetic.make(300)]
    assert 300 <= sum(len(story.claims) for story in made) < 310
    for story in made:
        texts = {article.version_id: article.text for article in story.articles}
        assert all(claim.text == texts[claim.version_id][claim.start : claim.end] for claim in story.claims)
        assert len(story.vectors) == len(story.claims)
        assert np.linalg.norm(story.vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_quotations_that_stories_share_are_found_by_a_plain_loop() -> None:
    told = "“nobody at all was hurt when the old ferry sank off Skarholm”"
    wordings = [told, f"he saw that {told}", "“nobody at all was hurt”", told]
    claims = [replace(claim_of_text(wording), id=str(number)) for number, wording in enumerate(wordings)]
    found = recall.sharing_quotations(claims, {"0": "one", "1": "two", "2": "two", "3": "one"})
    assert found == {("0", "1"), ("1", "3")}


def test_scale_is_measured_in_processes_of_its_own(match_bench: Bench, tmp_path: Path) -> None:
    result = match_bench("--only", "scale", "--claims", 120, "--json", tmp_path / "out.json")
    assert result.exit_code == 0, result.stderr
    [found] = json.loads((tmp_path / "out.json").read_text("utf-8"))["scale"]
    assert found["claims"] >= 120
    assert found["pairs"] > found["matches"] > 0 < found["groups"]
    assert found["new_article_seconds"] > 0 < found["bar_seconds"]
    assert 0 < found["reference_seconds"] < 60
    assert {"score, or wait for it", "group", "candidates across stories"} <= found["phases"].keys()
    assert "Where the time goes" in result.stdout
    [read] = plots.read_scale([tmp_path / "out.json", tmp_path / "out.json"])
    assert (read.claims, read.bar_seconds) == (found["claims"], found["bar_seconds"])


def test_memory_is_that_of_a_process_and_of_all_that_it_has_started() -> None:
    held = "import sys; held = bytearray(80_000_000); print(flush=True); sys.stdin.read()"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}])"
    # Other tests of this process may have left processes of their own running (a browser): they count beforehand.
    before = sum(match_memory.resident(process) for process in match_memory.tree(os.getpid()))
    with (
        match_memory.watching() as found,
        subprocess.Popen([sys.executable, "-c", nested], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child,
    ):
        assert child.stdin
        assert child.stdout
        child.stdout.readline()
        ours = match_memory.tree(os.getpid())
        nest = match_memory.tree(child.pid)
        held_bytes = match_memory.resident(nest[-1])
        deadline = time.monotonic() + 30
        while found.peak < before + 80_000_000 and time.monotonic() < deadline:
            time.sleep(0.01)
        child.stdin.close()
    assert ours[0] == os.getpid()
    assert set(nest) <= set(ours)
    assert (nest[0], len(nest)) == (child.pid, 2)
    assert held_bytes > 80_000_000
    assert found.peak > before + 80_000_000
    assert match_memory.resident(child.pid) == 0
