"""The command line of the warehouse benchmark."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Collection, Sequence
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from benchmarks.terminal import machine, tell, told_plainly, write_json
from benchmarks.warehouse import marts, publishing, rerun, rivals
from benchmarks.warehouse.errors import Unsound
from benchmarks.warehouse.floors import below_floors
from benchmarks.warehouse.load import count_faults, load_in_worker, settle
from benchmarks.warehouse.plots import draw
from benchmarks.warehouse.report import show
from benchmarks.warehouse.results import Results, Size, as_json

EXIT_CODES = """\b
Exit codes:
  0  done
  1  could not be done, or with --check: a figure at a million claims is below its floor
  2  wrong usage
  130  interrupted"""

SIZES = (10_000, 100_000, 1_000_000)  # 10,000,000 by --claims

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Part(StrEnum):
    """Parts of the benchmark."""

    load = "load"
    marts = "marts"
    publish = "publish"
    rerun = "rerun"
    rivals = "rivals"


@app.command(epilog=EXIT_CODES)
def benchmark(  # noqa: PLR0913, PLR0917 - each is an option
    claims: Annotated[list[int] | None, typer.Option(help="So many claims; can be given repeatedly.", min=1)] = None,
    only: Annotated[list[Part] | None, typer.Option(help="Measure this part alone; can be given repeatedly.")] = None,
    mart: Annotated[list[str] | None, typer.Option(help="Measure this mart alone; can be given repeatedly.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures there, as JSON.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Write a picture of how figures grow there, as SVG.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Keep the warehouses there, and take up those that are.")] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 if a figure is below its floor.")] = False,
) -> None:
    """How the warehouse bears up under ten thousand to ten million synthetic claims.

    load: Arrow tables to a warehouse, all tables, and that the audit finds nothing in it. marts: each of them, its time
    and memory. publish: a snapshot, and what a reader of the last one notices of it. rerun: a run that has nothing to
    do, by step. rivals: five marts in SQLite and PostgreSQL with the same rows and answers.

    Without --only all are measured, at each size. A million claims take 7 GB of disk while that goes on, ten million
    ten times that, or 21 GB for load and marts alone.

    \b
    Examples:
      python -m benchmarks.warehouse
      python -m benchmarks.warehouse --claims 100000 --only load --only marts
      python -m benchmarks.warehouse --check --json figures.json
      python -m benchmarks.warehouse --claims 10000 --claims 10000000 --plot growth.svg
    """
    with told_plainly():
        results = Results(_about())
        with TemporaryDirectory(prefix="sayso-warehouse-") as scratch:
            for size in claims or SIZES:
                results.sizes[size] = measure(
                    folder or Path(scratch), size, only or list(Part), mart or [], results.notes
                )
        _hand_out(results, json_out, plot, check=check)


def measure(folder: Path, size: int, parts: Collection[Part], only: Sequence[str], notes: list[str]) -> Size:
    """Return what a warehouse of so many claims took; its files go unless they were there before."""
    out = folder / str(size)
    tell(f"{size:,} claims: making and loading them")
    out.mkdir(parents=True, exist_ok=True)
    settings = rerun.settings(out)
    warehouse = settings.warehouse
    if not isinstance(warehouse, Path):
        raise TypeError(f"a file was expected, not {warehouse!r}")
    loaded = load_in_worker(warehouse, size)
    faults, first = count_faults(warehouse)
    if faults:
        raise Unsound(faults, first)
    settle(warehouse, settings)
    found = Size(loaded)
    if Part.publish in parts:
        tell("publish")
        found.published = publishing.measure(warehouse, settings.snapshot)
    if Part.marts in parts:
        found.marts = marts.measure(warehouse, tell, only)
    if Part.rerun in parts:
        tell("rerun")
        rerun.measure(out, report=False)  # the first one brings statistics and the like up to date
        found.rerun = rerun.measure(out, report=False)
    if Part.rivals in parts:
        there = shutil.which("psql") is not None
        if not there:
            notes.append("PostgreSQL was not measured: there is no psql here")
        found.rivals = rivals.measure(warehouse, tell, postgresql=there)
    return found


def _hand_out(results: Results, json_out: Path | None, plot: Path | None, *, check: bool) -> None:
    failed = below_floors(results) if check else []
    results.notes += [f"below its floor: {one}" for one in failed]
    show(results)
    write_json(json_out, as_json(results))
    if plot:
        plot.write_text(draw(results), encoding="utf-8")
    if failed:
        raise typer.Exit(1)


def _about() -> dict[str, str]:
    return {
        "duckdb": version("duckdb"),
        "machine": f"{machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning",
        "Python": platform.python_version(),
    }


if __name__ == "__main__":
    app()
