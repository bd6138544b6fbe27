"""A run from end to end: the plan's steps in order, then the snapshot and the report, whoever executes the steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flows.reporting import write_report
from flows.settings import Settings
from flows.stages import VERSION, Step
from reports import FORMS
from sources.types import Skipped
from warehouse import Warehouse

Plan = Callable[[Warehouse, Settings], Iterator[Step]]
Execute = Callable[[Step], int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    counts: Mapping[str, int]  # what the warehouse holds now
    fresh: Mapping[str, int]  # stage → items that were new
    skipped: tuple[Skipped, ...]  # what could not be processed, in this run or before
    wrote: tuple[Path, ...]

    @property
    def anything_new(self) -> bool:
        """Tell whether any stage found something that the warehouse did not have."""
        return any(self.fresh.values())


def run_plans(settings: Settings, plans: tuple[Plan, ...], execute: Execute, *, report: bool) -> Outcome:
    """Carry out the plans in order, publish the snapshot, and write the report where asked to.

    `execute` is handed one step at a time and returns what the step returned. Raises what a step raises; the run is
    then marked failed, and what its earlier steps saved stays.
    """
    fresh: Counter[str] = Counter()
    with Warehouse.open(settings.warehouse) as warehouse:
        run_id = warehouse.start_run(settings.clock(), VERSION)
        finish = partial(warehouse.finish_run, run_id)
        try:
            for plan in plans:
                for step in plan(warehouse, settings):
                    fresh[step.stage] += execute(step)
            counts, skipped = warehouse.counts(), warehouse.load_skipped()
            finish(settings.clock(), "done", counts)
            # Last, so that the snapshot knows of its own run.
            execute(Step("publish", lambda: _publish(warehouse, settings.snapshot)))
        except BaseException:
            finish(settings.clock(), "failed", warehouse.counts())
            raise
    wrote = [settings.warehouse, settings.snapshot]
    if report:
        execute(Step("report", lambda: len(write_report(settings.snapshot, settings.report))))
        wrote += [settings.report.with_suffix(f".{form}") for form in FORMS]
    return Outcome(counts, dict(fresh), skipped, tuple(wrote))


def _publish(warehouse: Warehouse, snapshot: Path) -> int:
    warehouse.publish(snapshot)
    return 0
