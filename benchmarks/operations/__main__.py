"""The command line of the operations benchmark."""

from __future__ import annotations

import os
import platform
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from benchmarks.ingestion.pages import load_pages
from benchmarks.operations import articles as supply
from benchmarks.operations import runs, scale, usual
from benchmarks.operations.articles import MadeArticle
from benchmarks.operations.errors import DataMissing
from benchmarks.operations.floors import AT, below_floors
from benchmarks.operations.processes import CORES, environment
from benchmarks.operations.report import show
from benchmarks.operations.results import Results, as_json
from benchmarks.operations.templates import Template, load_templates
from benchmarks.operations.texts import RealEvent, load_events
from benchmarks.terminal import fail, machine, tell, told_plainly, write_json

EXIT_CODES = """\b
Exit codes:
  0  done
  1  could not be done, or with --check: a figure is below its floor
  2  wrong usage
  130  interrupted"""

COMPARED = 300  # articles that the usual parts read beside sayso

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Part(StrEnum):
    """Parts of the benchmark."""

    overhead = "overhead"
    report = "report"
    usual = "usual"
    scale = "scale"


WHERE_NONE_IS_NAMED = (Part.overhead, Part.report, Part.usual)  # scale takes hours


@dataclass(frozen=True, slots=True)
class Material:
    """What articles and pages are made from."""

    several: list[RealEvent]
    alone: list[RealEvent]
    templates: list[Template]

    def make(self, number: int) -> list[MadeArticle]:
        """Return the first so many articles."""
        return supply.make(self.several, self.alone, number)


@app.command(epilog=EXIT_CODES)
def benchmark(  # noqa: PLR0913, PLR0917 - each is an option
    data: Annotated[
        Path | None, typer.Option(envvar="SAYSO_DATA", help="Folder of research data: texts and pages are of there.")
    ] = None,
    only: Annotated[list[Part] | None, typer.Option(help="Measure this part alone; can be given repeatedly.")] = None,
    articles: Annotated[
        int | None,
        typer.Option(help="So many articles in each part, instead of 1,000, for usual 300, for scale 100,000.", min=1),
    ] = None,
    rounds: Annotated[int, typer.Option(help="Runs of each kind; the median counts.", min=1)] = 3,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures there, as JSON.")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Keep there what scale writes, and take up the rounds that are there.")
    ] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 if a figure is below its floor.")] = False,
) -> None:
    """How long whole runs take, and what memory: real processes over articles made of real texts, in real pages.

    overhead: what Prefect adds to `sayso run`, against --direct. report: `sayso run`, from HTML to report. usual:
    `sayso run --direct` beside newspaper4k, the Gender Gap Tracker's extractor and token_set_ratio over all pairs
    (make extractors peers). All three are measured where none is named.

    scale: articles in rounds of 2,000 at most, into one warehouse, matched after each. 100,000 take hours and some
    15 GB of disk; what fewer say of so many is reckoned, and says so.

    \b
    Examples:
      python -m benchmarks.operations --data ../shared/data
      python -m benchmarks.operations --data ../shared/data --only overhead --only report --check
      python -m benchmarks.operations --data ../shared/data --only scale --articles 4000
      python -m benchmarks.operations --data ../shared/data --only scale --folder /tmp/scale --json scale.json
    """
    with told_plainly():
        if data is None:
            fail("neither --data nor SAYSO_DATA names a folder of research data", 2)
        parts = only or WHERE_NONE_IS_NAMED
        results = Results(_about())
        with ExitStack() as stack:
            scratch = Path(stack.enter_context(TemporaryDirectory(prefix="sayso-operations-")))
            measure(results, load_material(data), parts, scratch, articles, rounds, folder)
        _hand_out(results, json_out, check=check)


def load_material(data: Path) -> Material:
    """Return what a folder of research data has. Raises DataMissing, NoTemplates or MalformedLine."""
    for path in (data, data / "pages" / "ground-truth.json", data / "pages" / "html"):
        if not path.exists():
            raise DataMissing(path)
    several, alone = load_events(data)
    first = max(several, key=lambda event: len(event.tellings[0].paragraphs)).tellings[0]
    probe = MadeArticle(0, 0, supply.OUTLETS[0], supply.BEGIN, first.title, first.paragraphs)
    return Material(several, alone, load_templates(load_pages(data), probe))


def measure(  # noqa: PLR0913, PLR0917 - what the command was given
    results: Results, material: Material, parts: Collection[Part], scratch: Path, articles: int | None, rounds: int,
    folder: Path | None,
) -> None:  # fmt: skip
    """Measure the parts into the results. Raises NotInstalled, OtherRounds, RunFailed, Unequal."""
    if {Part.overhead, Part.report} & set(parts):
        modes = (runs.PREFECT, runs.DIRECT) if Part.overhead in parts else (runs.PREFECT,)
        made = material.make(articles or AT)
        results.articles = len(made)
        runs.prepare(scratch / "runs", made, material.templates)
        results.runs = runs.measure(scratch / "runs", modes, rounds, tell)
    if Part.usual in parts:
        results.compared = _compare(material, articles or COMPARED, scratch / "usual", rounds)
    if Part.scale in parts:
        stream = supply.stream(material.several, material.alone)
        results.scale = scale.measure(
            folder or scratch / "scale", stream, material.templates, articles or scale.ARTICLES, tell
        )


def _compare(material: Material, articles: int, scratch: Path, rounds: int) -> usual.Compared:
    runs.prepare(scratch, material.make(articles), material.templates)
    ours = runs.measure(scratch, (runs.DIRECT,), rounds, tell)[runs.DIRECT]
    tell("the usual parts")
    env = environment(scratch / "out", None, scratch / "outlets.toml")
    return usual.Compared(usual.measure(scratch, scratch / "pages", env), ours)


def _hand_out(results: Results, json_out: Path | None, *, check: bool) -> None:
    failed = below_floors(results) if check else []
    results.notes += [f"below its floor: {one}" for one in failed]
    show(results)
    write_json(json_out, as_json(results))
    if failed:
        raise typer.Exit(1)


def _about() -> dict[str, str]:
    return {
        "sayso": version("sayso"),
        "machine": f"{machine()}, {CORES} cores, load {os.getloadavg()[0]:.1f} at the beginning",
        "Python": platform.python_version(),
        "Prefect": version("prefect"),
    }


if __name__ == "__main__":
    app()
