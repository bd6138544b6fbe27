"""A process with all that it starts, measured from outside: its time on the wall, its processor time, its memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.attribution.memory import ROOT
from benchmarks.matching.memory import resident, tree
from benchmarks.operations.errors import RunFailed

CORES = os.cpu_count() or 1
_LOOKS = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Took:
    """What a process took."""

    seconds: float  # on the wall, from its start to its end
    processor_seconds: float  # of it and of those that it started and waited for
    peak_bytes: int  # the most that was resident at one time, of all of them; what they share counts for each


def environment(out: Path, folder: Path | None, overlay: Path) -> dict[str, str]:
    """Return the environment of a process: this one's without settings of sayso or Prefect, and those of the run.

    Prefect's database lies in the run's folder; whoever runs the benchmark has none of its runs in theirs. So does what
    Python has compiled, which it may keep, as where sayso is installed: else each start would compile all of Prefect.
    """
    left_out = "SAYSO_", "PREFECT_", "PYTHONDONTWRITEBYTECODE"
    own = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    folders = {"SAYSO_FOLDERS": str(folder)} if folder else {}
    return own | folders | {
        "SAYSO_OUT": str(out), "SAYSO_OUTLETS": str(overlay), "SAYSO_THREADS": str(CORES),
        "PREFECT_HOME": str(out.parent / "prefect"), "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(out.parent / "compiled"),
    }  # fmt: skip


def run(command: Sequence[str], env: Mapping[str, str], cwd: Path) -> tuple[Took, str]:
    """Return what a command took, and what it printed. Raises RunFailed."""
    before, begun = _processor_seconds(), time.perf_counter()
    printed, told = cwd / "stdout.txt", cwd / "stderr.txt"
    with printed.open("wb") as stdout, told.open("wb") as stderr:
        process = subprocess.Popen(command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        peak = 0
        try:
            while process.poll() is None:
                peak = max(peak, sum(map(resident, tree(process.pid))))
                time.sleep(_LOOKS)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    seconds = time.perf_counter() - begun
    if process.returncode:
        last = told.read_text("utf-8", "replace").strip().rpartition("\n")[2]
        raise RunFailed(command, process.returncode, last)
    return Took(seconds, _processor_seconds() - before, peak), printed.read_text("utf-8", "replace")


def _processor_seconds() -> float:
    used = os.times()
    return used.children_user + used.children_system
