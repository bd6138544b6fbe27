"""What it costs, and from how many articles on it pays, to have them read by Dask's workers on this machine.

`python -m benchmarks.spreading`, with sayso[dask] installed: `sayso ingest` over copies of the seeds' pages, each under
an address of its own, by one process with and without Prefect, and by two workers on Dask.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.table import Table

from benchmarks.attribution.memory import ROOT
from benchmarks.operations.processes import CORES, Took, environment, run
from benchmarks.tables import figures_table, print_results
from benchmarks.terminal import machine, tell, told_plainly

SIZES = (50, 500, 2000)
WORKERS = 2
SEEDS = ROOT / "seeds/us-peace-plan"
# mode → what follows `sayso ingest`, and the settings
MODES: Mapping[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "--direct": (("--direct",), {}),
    "runner = local": ((), {}),
    "runner = dask": ((), {"SAYSO_RUNNER": "dask", "SAYSO_PROCESSES": str(WORKERS)}),
}

_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')

app = typer.Typer(add_completion=False)


@app.command()
def benchmark(
    articles: Annotated[list[int] | None, typer.Option(help="How many; give it several times.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Runs of each kind, turn by turn; the median is shown.")] = 3,
) -> None:
    """Measure each mode on each number of articles."""
    with told_plainly():
        sizes = articles or SIZES
        rows = [(size, measure(size, rounds)) for size in sizes]
        about = {"processor": machine(), "cores": str(CORES), "Dask workers": str(WORKERS), "rounds": str(rounds)}
        print_results(about, [table(rows)], ["s: seconds on the wall; cpu: processor seconds of all processes"])


def measure(size: int, rounds: int) -> dict[str, list[Took]]:
    """Return what the rounds of each mode took over so many articles; one run before them is not counted."""
    found: dict[str, list[Took]] = {mode: [] for mode in MODES}
    with tempfile.TemporaryDirectory(prefix="sayso-spreading-") as scratch:
        folder = Path(scratch)
        write_copies(folder / "pages", size)
        _ingest(folder, folder / "warm", "runner = local")  # Prefect makes its database
        for number in range(rounds):
            for mode in MODES:
                found[mode].append(_ingest(folder, folder / f"{mode}{number}", mode))
                tell(f"{size:,} articles, {mode}: {found[mode][-1].seconds:.1f} s")
    return found


def write_copies(folder: Path, size: int) -> None:
    """Write so many HTML pages, turn by turn of the seeds' articles, each with an address of its own."""
    folder.mkdir()
    (folder / "manifest.toml").write_text((SEEDS / "manifest.toml").read_text("utf-8").partition("[[pages]]")[0])
    for number, page in enumerate(islice(cycle(_pages()), size)):
        address = _CANONICAL.search(page)
        (folder / f"{number:06}.html").write_text(
            page.replace(address[1], f"{address[1]}-{number}") if address else page
        )


def _pages() -> Iterator[str]:
    """Yield the seeds' pages that say which address is theirs."""
    for path in sorted(SEEDS.glob("*.html")):
        page = path.read_bytes().decode("utf-8", "replace")
        if _CANONICAL.search(page):
            yield page


def _ingest(folder: Path, out: Path, mode: str) -> Took:
    arguments, settings = MODES[mode]
    out.mkdir()
    env = environment(out / "out", folder / "pages", folder / "none.toml") | {"PREFECT_HOME": str(folder / "prefect")}
    env = {name: value for name, value in env.items() if name not in {"SAYSO_OUTLETS", "SAYSO_THREADS"}}
    return run((sys.executable, "-m", "flows", "ingest", *arguments), env | settings, out)[0]


def table(rows: Sequence[tuple[int, Mapping[str, Sequence[Took]]]]) -> Table:
    """Return the figures as a table: the median of the rounds."""
    made = figures_table("sayso ingest", "articles", *(f"{mode}, {unit}" for mode in MODES for unit in ("s", "cpu")))
    for size, found in rows:
        cells = [
            f"{median(values):.1f}"
            for mode in MODES
            for values in ([one.seconds for one in found[mode]], [one.processor_seconds for one in found[mode]])
        ]
        made.add_row(f"{size:,}", *cells)
    return made


if __name__ == "__main__":
    app()
