"""The command line of the reports' benchmark."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from benchmarks.attribution.memory import ROOT
from benchmarks.tables import figures_table, print_results
from benchmarks.terminal import machine, tell, told_plainly, write_json
from benchmarks.warehouse import rerun
from benchmarks.warehouse.batch import OUTLETS
from benchmarks.warehouse.load import load_in_worker, settle
from flows.settings import Settings
from warehouse import Warehouse

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Part(StrEnum):
    """What is measured."""

    report = "report"
    diff = "diff"
    site = "site"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took, and what it wrote."""

    seconds: float  # on the wall
    processor_seconds: float  # of all its processes
    peak_bytes: int  # resident, of its largest process
    files: int
    file_bytes: int
    largest_page: int  # bytes of the largest HTML file
    exit_code: int


@app.command()
def benchmark(
    claims: Annotated[int, typer.Option(help="So many claims.", min=1)] = 100_000,
    only: Annotated[list[Part] | None, typer.Option(help="Measure this alone; can be given repeatedly.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Keep the warehouse there, and take up one that is.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures there, as JSON.")] = None,
) -> None:
    """Time `sayso report`, `sayso diff` of two outlets and `sayso site` on synthetic claims.

    \b
    Examples:
      python -m benchmarks.reports
      python -m benchmarks.reports --claims 10000 --only site
    """
    with told_plainly(), TemporaryDirectory(prefix="sayso-reports-") as scratch:
        out = (folder or Path(scratch)).absolute() / str(claims)
        tell(f"{claims:,} claims: making, loading and publishing them")
        settings = _prepared(out, claims)
        found: dict[str, Taken] = {}
        for part in only or list(Part):
            tell(part)
            found[part] = _taken(part, out, settings)
        about = {"machine": f"{machine()}, {os.cpu_count()} cores", "load": f"{os.getloadavg()[0]:.1f}"}
        table = figures_table(
            f"{claims:,} claims", "", "s", "processor s", "memory, GB", "files", "MB", "largest page, kB", "exit code"
        )
        for name, one in found.items():
            table.add_row(
                name, f"{one.seconds:.1f}", f"{one.processor_seconds:.1f}", f"{one.peak_bytes / 1e9:.2f}",
                f"{one.files:,}", f"{one.file_bytes / 1e6:,.1f}", f"{one.largest_page / 1e3:,.0f}", f"{one.exit_code}",
            )  # fmt: skip
        print_results(about, [table], [])
        write_json(json_out, {"claims": claims, **{name: asdict(one) for name, one in found.items()}})


def _prepared(out: Path, claims: int) -> Settings:
    """Return the settings of a folder with a published warehouse of so many claims."""
    out.mkdir(parents=True, exist_ok=True)
    settings = rerun.settings(out)
    file = settings.warehouse
    if not isinstance(file, Path):
        raise TypeError(f"a file was expected, not {file!r}")
    load_in_worker(file, claims)
    if not settings.snapshot.exists():
        settle(file, settings)
        with Warehouse.open(file) as warehouse:
            warehouse.publish(settings.snapshot, state="made")
    return settings


def _taken(part: Part, out: Path, settings: Settings) -> Taken:
    written = out / part
    asked = {
        Part.report: ["report"],
        Part.diff: ["diff", *sorted(OUTLETS)[:2], "--format", "html", "--out", str(written / "diff.html")],
        Part.site: ["site", str(written)],
    }[part]
    start = time.perf_counter()
    environment = {**os.environ, "SAYSO_OUT": str(out), "SAYSO_FOLDERS": str(out / "empty"), "PYTHONPATH": str(ROOT)}
    command = subprocess.Popen([sys.executable, "-m", "flows", *asked], cwd=out, env=environment)
    _, status, used = os.wait4(command.pid, 0)  # of this command and the processes it waited for
    command.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    files = [
        path
        for path in (settings.report.parent.glob("report*/*") if part is Part.report else written.rglob("*"))
        if path.is_file()
    ]
    if part is Part.report:
        files += [settings.report.with_suffix(f".{form}") for form in ("html", "md", "json")]
    sizes = {path: path.stat().st_size for path in files if path.exists()}
    pages = [size for path, size in sizes.items() if path.suffix == ".html"]
    return Taken(
        seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, len(sizes), sum(sizes.values()),
        max(pages, default=0), command.returncode,
    )  # fmt: skip


if __name__ == "__main__":
    app()
