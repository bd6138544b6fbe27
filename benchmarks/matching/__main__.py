"""The command line of the matching benchmark."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.matching import own, quotes, recall, retrieval, scale, sentences, speed, stories
from benchmarks.matching.errors import DataMissing, NotInstalled
from benchmarks.matching.floors import below_floors
from benchmarks.matching.pairs import PARTS
from benchmarks.matching.plots import plot
from benchmarks.matching.predict import FORMS, predict
from benchmarks.matching.references import load_references
from benchmarks.matching.report import show
from benchmarks.matching.results import Results, as_json
from benchmarks.terminal import fail, machine, tell, told_plainly, write_json
from claims.encoder import load_encoder
from claims.extract import EXTRACTOR
from claims.match import MATCHER

EXIT_CODES = """\b
Exit codes:
  0  done
  1  could not be done, or with --check: a figure is below its floor
  2  wrong usage, or a line is no record
  130  interrupted"""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Part(StrEnum):
    """Parts of the benchmark."""

    pairs = "pairs"
    retrieve = "retrieve"
    stories = "stories"
    gold = "gold"
    quotes = "quotes"
    recall = "recall"
    speed = "speed"
    scale = "scale"


class Form(StrEnum):
    """What can be predicted."""

    pairs = "pairs"
    retrieve = "retrieve"
    clusters = "clusters"


NEED_DATA = (Part.pairs, Part.retrieve, Part.stories, Part.quotes, Part.recall)
CHECKED = (Part.gold, *NEED_DATA)
USUAL = (Part.gold, *NEED_DATA, Part.speed)  # all but scale, which takes minutes


@app.command(epilog=EXIT_CODES)
def benchmark(  # noqa: PLR0913, PLR0917 - the command's options
    files: Annotated[
        list[Path] | None, typer.Argument(help="With --predict: what to read, and last, to write.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(envvar="SAYSO_DATA", help="Folder of research data; some parts need none.")
    ] = None,
    only: Annotated[list[Part] | None, typer.Option(help="Measure this part alone; can be given repeatedly.")] = None,
    claims: Annotated[
        list[int] | None, typer.Option(min=1, help="With --only scale: so many claims; can be given repeatedly.")
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, help="With --only scale: so many processes that score.", show_default="one a core")
    ] = scale.PROCESSES,
    json_out: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write all figures as JSON.")] = None,
    plots: Annotated[Path | None, typer.Option(metavar="DIR", help="Write plots there; needs matplotlib.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Fail where a figure is below its floor; speed and scale have none.")
    ] = False,
    to_predict: Annotated[
        Form | None, typer.Option("--predict", help="Write predictions for the files given; measure nothing.")
    ] = None,
) -> None:
    """Measure how well and how fast sayso matches claims and puts articles into stories, beside other ways to do it.

    Gold pairs (tests/gold/pairs), speed and scale need no data; the rest needs the folder of research data. Scale is
    measured where --only names it: it makes claims up, 10,000 and 100,000 unless --claims says otherwise.

    \b
    --predict pairs IN OUT                {id, a, b} → {id, score}; with outlet_a and outlet_b: quotations
    --predict retrieve CORPUS QUERIES OUT {id, text, title?}, {id, query} → {id, ranked: [id, …]}
    --predict clusters ARTICLES OUT       {id, title, text, date?, outlet?} → {id, cluster}

    \b
    Examples:
      python -m benchmarks.matching
      python -m benchmarks.matching --data ../shared/data --json figures.json --plots out
      python -m benchmarks.matching --only gold --only speed
      python -m benchmarks.matching --check
      python -m benchmarks.matching --only scale --claims 1000000
      python -m benchmarks.matching --predict pairs pairs.jsonl scores.jsonl
    """
    with told_plainly():
        if to_predict:
            _predict(to_predict, files or [])
        elif files:
            fail(f"{files[0]} is given without --predict", 2)
        else:
            parts = only or [*(CHECKED if check else USUAL)]
            results = _measure(data, parts, claims or scale.SIZES, processes)
            _hand_out(results, json_out, plots, check=check)


def _measure(data: Path | None, parts: Sequence[Part], sizes: Sequence[int], processes: int) -> Results:
    results = Results(_about())
    if not data and (missing := [part for part in parts if part in NEED_DATA]):
        told = ", ".join(missing)
        results.notes.append(f"not measured: {told}; neither --data nor SAYSO_DATA names a folder of research data")
    if data and not data.is_dir():
        raise DataMissing(data)
    if Part.speed in parts:
        tell("speed")
        results.speed = speed.measure()
    if Part.gold in parts:
        for part in PARTS:
            tell(f"own gold: {part}")
            results.gold[part] = own.measure(part)
    if data:
        _measure_data(results, data, parts)
    if Part.scale in parts:
        results.scale = scale.measure(sizes, processes, tell)
    return results


def _measure_data(results: Results, data: Path, parts: Sequence[Part]) -> None:
    references, notes = load_references() if {Part.pairs, Part.quotes} & set(parts) else ({}, [])
    results.notes += notes
    if Part.pairs in parts:
        results.pairs, notes = sentences.measure(data, references, tell)
        results.notes += notes
    if Part.quotes in parts:
        tell("quotations")
        results.quotes, results.altered = quotes.measure(data, references)
    if Part.retrieve in parts:
        results.retrieve, notes = retrieval.measure(data, tell)
        results.notes += notes
    if Part.stories in parts:
        tell("stories")
        results.stories = stories.measure(data)
    if Part.recall in parts:
        results.recall = recall.measure(data, tell)


def _hand_out(results: Results, json_out: Path | None, plots: Path | None, *, check: bool) -> None:
    failed = below_floors(results) if check else []
    results.notes += [f"below its floor: {one}" for one in failed]
    if plots:
        try:
            results.notes += [f"plotted: {path}" for path in plot(results, plots)]
        except NotInstalled as error:
            results.notes.append(str(error))
    show(results)
    write_json(json_out, as_json(results))
    if failed:
        raise typer.Exit(1)


def _predict(form: Form, files: Sequence[Path]) -> None:
    if len(files) != FORMS[form] + 1:
        fail(f"--predict {form} takes {FORMS[form]} file(s) to read and one to write; {len(files)} given", 2)
    *sources, target = files
    for source in sources:
        if target.exists() and source.exists() and target.samefile(source):
            fail(f"{target} is a file to read; name another to write", 2)
    tell(f"{predict(form, sources, target):,} predictions → {target}")


def _about() -> dict[str, str]:
    return {
        "matcher": MATCHER,
        "encoder": load_encoder().name,
        "extractor": EXTRACTOR,
        "machine": machine(),
        "Python": platform.python_version(),
        "duckdb": version("duckdb"),
        "rapidfuzz": version("rapidfuzz"),
    }


if __name__ == "__main__":
    app()
