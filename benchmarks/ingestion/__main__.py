"""The command line of the ingestion benchmark."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.ingestion import feed_round, memory, quality, speed, systems, throughput
from benchmarks.ingestion.errors import DataMissing
from benchmarks.ingestion.floors import below_floors
from benchmarks.ingestion.pages import GoldPage, load_pages
from benchmarks.ingestion.predict import predict
from benchmarks.ingestion.report import show
from benchmarks.ingestion.results import Results, as_json
from benchmarks.terminal import fail, machine, tell, told_plainly, write_json
from sources.extract import EXTRACTOR

EXIT_CODES = """\b
Exit codes:
  0  done
  1  could not be done, or with --check: a figure is below its floor
  2  wrong usage
  130  interrupted"""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Part(StrEnum):
    """Parts of the benchmark."""

    body = "body"
    pages = "pages"
    speed = "speed"
    store = "store"
    feeds = "feeds"
    memory = "memory"


NEED_DATA = (
    Part.body,
    Part.pages,
    Part.speed,
    Part.store,
)  # parts on archives and feeds that it makes itself need none


@app.command(epilog=EXIT_CODES)
def benchmark(
    data: Annotated[
        Path | None, typer.Option(envvar="SAYSO_DATA", help="Folder of research data: its pages/ are read.")
    ] = None,
    only: Annotated[list[Part] | None, typer.Option(help="Measure this part alone; can be given repeatedly.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures there, as JSON.")] = None,
    to_predict: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            "--predict", metavar="FOLDER OUT", help="Extract a folder of pages into OUT; nothing is measured."
        ),
    ] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 if a figure is below its floor.")] = False,
) -> None:
    """How well and how fast pages become articles, beside other extractors.

    body: the article's text against the article-extraction-benchmark's, in shingles of four words, for sayso,
    trafilatura, and with the dependency group extractors (make extractors) newspaper4k and news-please. pages: whether
    each page became an article, and the day of publication. speed: pages per second of one core.

    store: from a WARC file to stored article versions, beside trafilatura alone. feeds: a round over sixty feeds that
    have not changed, on a server of this machine. memory: what streaming a WARC file of a gigabyte takes. The last two
    need no data.

    --predict reads .html and .html.gz files and writes {name: {"articleBody": text}}.

    \b
    Examples:
      python -m benchmarks.ingestion --data ../shared/data
      python -m benchmarks.ingestion --data ../shared/data --only body --json figures.json
      python -m benchmarks.ingestion --data ../shared/data --check
      python -m benchmarks.ingestion --predict pages/html texts.json
    """
    with told_plainly():
        if to_predict:
            tell(f"{predict(*to_predict, tell):,} pages → {to_predict[1]}")
            return
        parts = only or list(Part)
        results = _measure(data, parts)
        _hand_out(results, json_out, check=check)


def _measure(data: Path | None, parts: Sequence[Part]) -> Results:
    results = Results(_about())
    pages: list[GoldPage] = []
    needed = [part for part in parts if part in NEED_DATA]
    if needed:
        if data is None:
            fail(f"{', '.join(needed)}: neither --data nor SAYSO_DATA names a folder of research data", 2)
        if not data.is_dir():
            raise DataMissing(data)
        pages = load_pages(data)
    known, notes = systems.load()
    if Part.body in parts:
        results.body = quality.measure_bodies(known, pages, tell)
    if Part.pages in parts:
        tell("pages")
        results.kept = quality.measure_kept(pages)
    if Part.speed in parts:
        tell("speed")
        results.speed = speed.measure(known, pages)
    _measure_runs(results, parts, pages, known)
    if {Part.body, Part.speed} & set(parts):
        results.notes += notes
    return results


def _measure_runs(
    results: Results, parts: Sequence[Part], pages: Sequence[GoldPage], known: Mapping[str, systems.Extractor]
) -> None:
    if Part.store in parts:
        tell("store")
        results.stored = throughput.measure(pages, known[systems.FAST])
    if Part.feeds in parts:
        tell("feeds")
        results.round = feed_round.measure()
    if Part.memory in parts:
        tell("memory")
        results.streamed = memory.measure()


def _hand_out(results: Results, json_out: Path | None, *, check: bool) -> None:
    failed = below_floors(results) if check else []
    results.notes += [f"below its floor: {one}" for one in failed]
    show(results)
    write_json(json_out, as_json(results))
    if failed:
        raise typer.Exit(1)


def _about() -> dict[str, str]:
    return {
        "extractor": EXTRACTOR,
        "machine": machine(),
        "Python": platform.python_version(),
        "trafilatura": version("trafilatura"),
    }


if __name__ == "__main__":
    app()
