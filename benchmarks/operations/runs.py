"""`sayso run` as people run it, from a folder of HTML to the report, with Prefect and without, turn by turn.

Each run has an empty folder to write into. Before the first one of each kind a run over a single page is not timed: it
has Prefect make its database, and the machine read the programs from the disk.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median

from benchmarks.operations.articles import MadeArticle
from benchmarks.operations.errors import Unequal
from benchmarks.operations.pages import write_folder, write_outlets
from benchmarks.operations.processes import Took, environment, run
from benchmarks.operations.templates import Template
from warehouse.connect import open_reader

PREFECT, DIRECT = "sayso run", "sayso run --direct"
_COMMANDS = {PREFECT: ("run",), DIRECT: ("run", "--direct")}
_COUNTED = {"articles": "articles", "claims": "claims", "matches": "matches", "claim groups": "claim_groups",
            "stories": "stories", "skipped": "skipped"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one kind over the same pages."""

    took: tuple[Took, ...]
    counts: dict[str, int]  # rows of the snapshot

    @property
    def seconds(self) -> float:
        """Return the median run's seconds on the wall."""
        return median(one.seconds for one in self.took)

    @property
    def processor_seconds(self) -> float:
        """Return the median run's processor seconds."""
        return median(one.processor_seconds for one in self.took)

    @property
    def peak_bytes(self) -> int:
        """Return the most that any run held resident."""
        return max(one.peak_bytes for one in self.took)


def prepare(scratch: Path, articles: Sequence[MadeArticle], templates: Sequence[Template]) -> None:
    """Write what runs read: the folder of pages, that of a single one, and the outlets."""
    write_folder(scratch / "pages", articles, templates)
    write_folder(scratch / "one", articles[:1], templates)
    write_outlets(scratch / "outlets.toml")


def measure(scratch: Path, modes: Sequence[str], rounds: int, tell: Callable[[str], None]) -> dict[str, Runs]:
    """Return mode → its runs over what was prepared there. Raises RunFailed, Unequal."""
    took: dict[str, list[Took]] = {mode: [] for mode in modes}
    counts: dict[str, dict[str, int]] = {}
    for mode in modes:
        run_once(scratch, scratch / "one", mode)
    # There and back again, so that a machine that slows down or warms up does so for both.
    for mode in chain.from_iterable(modes if number % 2 == 0 else reversed(modes) for number in range(rounds)):
        tell(mode)
        one, counts[mode] = run_once(scratch, scratch / "pages", mode)
        took[mode].append(one)
    if len({tuple(found.items()) for found in counts.values()}) > 1:
        raise Unequal(counts)
    return {mode: Runs(tuple(taken), counts[mode]) for mode, taken in took.items()}


def run_once(scratch: Path, pages: Path, mode: str) -> tuple[Took, dict[str, int]]:
    """Run over a folder of pages into an empty folder; return what that took, and the snapshot's rows."""
    out, overlay = scratch / "out", scratch / "outlets.toml"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "flows", *_COMMANDS[mode]]
    took, _ = run(command, environment(out, pages, overlay), scratch)
    return took, count_rows(out / "sayso.duckdb")


def count_rows(path: Path) -> dict[str, int]:
    """Return how many rows tables of a warehouse have."""
    connection = open_reader(path)
    try:
        return {
            name: int((connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,))[0])  # noqa: S608 - ours
            for name, table in _COUNTED.items()
        }
    finally:
        connection.close()
