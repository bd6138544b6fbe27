"""What a run costs that has nothing to do: `sayso run --direct` on a large warehouse, by step."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.attribution.memory import peak, run_worker
from flows.run import run_plans
from flows.settings import Settings, load_settings
from flows.stages import Step, plan_ingest, plan_match


@dataclass(frozen=True, slots=True)
class Rerun:
    """Seconds of a clock on the wall, from opening the warehouse to the end."""

    seconds: float
    report_seconds: float  # of these, the report's
    steps: dict[str, float]  # what each step took; "between" is what is done outside of steps
    peak_bytes: int
    fresh: int  # items that a step found to do: none


def settings(out: Path) -> Settings:
    """Return the settings of a run that reads an empty folder and writes into `out`, warehouse.duckdb too."""
    folder = out / "empty"
    folder.mkdir(parents=True, exist_ok=True)
    return load_settings(folders=[folder], out=out)


def measure(out: Path, *, report: bool) -> Rerun:
    """Return what a process of its own takes for a run over out/warehouse.duckdb. Raises WorkerFailed."""
    return Rerun(**json.loads(run_worker("benchmarks.warehouse.rerun", str(out), *(["report"] if report else []))))


def run(out: Path, *, report: bool) -> Rerun:
    """Carry out a run, timed."""
    steps: dict[str, float] = {}
    begun = time.perf_counter()
    outcome = run_plans(settings(out), (plan_ingest, plan_match), timed(steps), report=report)
    seconds = time.perf_counter() - begun
    steps["between"] = seconds - sum(steps.values())
    return Rerun(seconds, steps.get("report", 0.0), steps, peak(), sum(outcome.fresh.values()))


def timed(steps: dict[str, float]) -> Callable[[Step], int]:
    """Return what carries out a step, and adds its seconds to those of its stage."""

    def execute(step: Step) -> int:
        start = time.perf_counter()
        fresh = step.do()
        stage = "read" if step.stage.startswith("read ") else step.stage
        steps[stage] = steps.get(stage, 0.0) + time.perf_counter() - start
        return fresh

    return execute


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(run(Path(sys.argv[1]), report="report" in sys.argv[2:]))))
