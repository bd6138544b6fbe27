"""The command line of the attribution benchmark."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.attribution import memory, polnear, predict, speed
from benchmarks.attribution.floors import Shares, below, load_floors
from benchmarks.attribution.records import Record
from benchmarks.attribution.report import Results, as_json, progress, show
from benchmarks.attribution.systems import GENDERGAP_BARE, load_peers
from benchmarks.gold import PARTS, article_of, figures, gold_registry, load_passages
from benchmarks.terminal import fail, machine, tell, told_plainly, write_json
from claims.extract import EXTRACTOR
from claims.tagger import load_tagger

EXIT_CODES = """\b
Exit codes:
  0  done
  1  could not be done, or with --check: a figure is below its floor
  2  wrong usage, or with --predict: a line is no record
  130  interrupted"""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Part(StrEnum):
    """Parts of the benchmark."""

    polnear = "polnear"
    gold = "gold"
    speed = "speed"
    memory = "memory"


@app.command(epilog=EXIT_CODES)
def benchmark(  # noqa: PLR0913, PLR0917 - the command's options
    data: Annotated[
        Path | None, typer.Option(envvar="SAYSO_DATA", help="Folder of research data; own gold alone without it.")
    ] = None,
    peers: Annotated[
        bool, typer.Option("--peers", help="Measure the peers in the same run, those that are installed.")
    ] = False,
    only: Annotated[list[Part] | None, typer.Option(help="Measure this part alone; can be given repeatedly.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write all figures as JSON.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Measure the own gold alone, and fail where it is below a floor.")
    ] = False,
    to_predict: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--predict", metavar="IN.jsonl OUT.jsonl", help="Write what is found in texts; measure nothing."),
    ] = None,
) -> None:
    """Measure how well, how fast and in how much memory sayso finds attributions.

    On PolNeAR's dev articles, where the folder of research data is there with its scorer beside it (../score/
    attribution.py), and on the project's own gold (tests/gold). --predict reads records {doc_id, text, …} and writes
    {doc_id, attributions: [{source, cue, content: [[start, end], …]}]}, outermost attributions alone.

    \b
    Examples:
      python -m benchmarks.attribution
      python -m benchmarks.attribution --data ../shared/data --peers --json figures.json
      python -m benchmarks.attribution --only gold --only memory
      python -m benchmarks.attribution --check
      python -m benchmarks.attribution --predict texts.jsonl attributions.jsonl
    """
    with told_plainly():
        if to_predict:
            _predict(*to_predict)
        elif check:
            _check(json_out)
        else:
            _measure(data, [*(only or Part)], peers=peers, json_out=json_out)


def _measure(data: Path | None, parts: Sequence[Part], *, peers: bool, json_out: Path | None) -> None:
    """Measure the parts in an order in which none disturbs another's figures, and show them."""
    results = Results(_about())
    dev = polnear.load_dev(data) if data else []
    scorer = polnear.load_scorer(data) if data else None
    passages = [_passage(one) for one in dev] or [one for part in PARTS for one in load_passages(part)]
    if not data and Part.polnear in parts:
        results.notes.append("PolNeAR was not measured: neither --data nor SAYSO_DATA names a folder of research data")
    if Part.memory in parts:
        tell("memory: a worker reads the texts, then one of 2 MB")
        results.memory = memory.measure(passages)
    if Part.gold in parts:
        tell("own gold")
        results.gold, results.floors = _gold(), load_floors()
    finders, missing = load_peers() if peers else ({}, [])
    results.notes += missing
    if Part.polnear in parts and scorer:
        systems = {"sayso": predict.load(), **{k: v for k, v in finders.items() if k != GENDERGAP_BARE}}
        for name, finder in systems.items():
            tell(f"PolNeAR dev: {name}")
            results.polnear[name] = polnear.figures(scorer, dev, finder)
    if Part.speed in parts:
        tell(f"speed: {speed.PASSES} passes over the texts")
        results.speed_on = f"{len(passages)} {'articles of PolNeAR dev' if dev else 'own passages'}"
        results.speed = _speed(passages, finders)
    show(results)
    write_json(json_out, as_json(results))


def _speed(passages: Sequence[dict[str, Any]], finders: Mapping[str, predict.Finder]) -> dict[str, speed.Speed]:
    readers = {name: speed.of_text(finder) for name, finder in finders.items()}
    return speed.measure({"sayso": speed.reader(gold_registry()), **readers}, [*map(article_of, passages)])


def _gold() -> dict[str, Shares]:
    registry = gold_registry()
    return {part: figures(load_passages(part), registry) for part in PARTS}


def _check(json_out: Path | None) -> None:
    results = Results(_about(), gold=_gold(), floors=load_floors())
    failed = below(results.gold, results.floors)
    results.notes = [f"below its floor: {one}" for one in failed]
    show(results)
    write_json(json_out, as_json(results))
    if failed:
        raise typer.Exit(1)


def _predict(source: Path, target: Path) -> None:
    if target.exists() and source.exists() and target.samefile(source):
        fail(f"{target} is the file to read; name another to write", 2)
    texts = attributions = 0
    columns = TextColumn("sayso:"), BarColumn(), DownloadColumn(), TimeElapsedColumn()
    with Progress(*columns, console=progress(), transient=True) as bar:
        task = bar.add_task("", total=source.stat().st_size or None)
        for record, found in predict.predict(source, target, predict.load()):
            texts += 1
            attributions += len(found)
            bar.advance(task, record.size)
    tell(f"{texts:,} texts, {attributions:,} attributions → {target}")


def _passage(record: Record) -> dict[str, Any]:
    """Return a record of PolNeAR as a passage of the own gold, as far as it is read."""
    return {"id": record.doc_id, "published": record.fields["date"], "text": record.text}


def _about() -> dict[str, str]:
    return {
        "extractor": EXTRACTOR,
        "model": load_tagger().name,
        "machine": machine(),
        "Python": platform.python_version(),
        "onnxruntime": version("onnxruntime"),
    }


if __name__ == "__main__":
    app()
