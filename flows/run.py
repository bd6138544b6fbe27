"""A run from end to end: the plan's steps in order, then the snapshot and the report, whoever executes the steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flows.logs import note, noted, warn
from flows.report_files import write_report
from flows.settings import VERSION, Settings
from flows.stages import Step
from reports import FORMS
from sources.types import Skipped
from warehouse import AuditFailed, Findings, Lake, Warehouse, WarehouseError, audits

Plan = Callable[[Warehouse, Settings], Iterator[Step]]
Execute = Callable[[Step], int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    counts: Mapping[str, int]  # what the warehouse holds now
    fresh: Mapping[str, int]  # stage → items that were new
    skipped: tuple[Skipped, ...]  # what could not be processed, in this run or before
    wrote: tuple[Path, ...]
    findings: Mapping[str, int]  # audit → how many things it found wrong

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
        note("run started", run=run_id, version=VERSION)
        known = {(item.stage, item.key, item.reason) for item in warehouse.load_skipped()}
        execute = noted(execute, run_id)
        finish = partial(warehouse.finish_run, run_id)
        try:
            for plan in plans:
                for step in plan(warehouse, settings):
                    fresh[step.stage] += execute(step)
            counts, skipped = warehouse.counts(), warehouse.load_skipped()
            finish(settings.clock(), "done", counts)
            found: list[Findings] = []
            execute(Step("audit", lambda: _audit(warehouse, run_id, found)))
            for item in skipped:
                if (item.stage, item.key, item.reason) not in known:
                    warn("item skipped", run=run_id, stage=item.stage, key=item.key, reason=item.reason)
            # Last, so that the snapshot knows of its own run.
            execute(Step("publish", lambda: _publish(warehouse, settings, run_id, found[0].state)))
        except BaseException:
            note("run failed", run=run_id)
            # What made the run fail matters more than that it is on record, and in the list of runs.
            with suppress(OSError, WarehouseError):
                finish(settings.clock(), "failed", warehouse.counts())
                warehouse.list_runs(settings.snapshot)
            raise
    wrote = [settings.snapshot] if isinstance(settings.warehouse, Lake) else [settings.warehouse, settings.snapshot]
    if report:
        execute(Step("report", lambda: len(_write_report(settings))))
        wrote += [settings.report.with_suffix(f".{form}") for form in FORMS]
    note("run done", run=run_id, new=dict(fresh), skipped=len(skipped))
    return Outcome(counts, dict(fresh), skipped, tuple(wrote), found[0].counts)


def _write_report(settings: Settings) -> tuple[Path, ...]:
    return write_report(settings.snapshot, settings.report, processes=settings.processes)


def _audit(warehouse: Warehouse, run_id: str, found: list[Findings]) -> int:
    """Carry out the audits into `found`. Raises AuditFailed where nothing may be published."""
    found.append(warehouse.look_after_a_run(run_id))
    fatal = {audit.name for audit in audits() if audit.fatal}
    wrong = {name: number for name, number in found[0].counts.items() if name in fatal}
    if wrong:
        raise AuditFailed(wrong)
    return 0


def _publish(warehouse: Warehouse, settings: Settings, run_id: str, state: str) -> int:
    warehouse.publish(settings.snapshot, run_id=run_id, keep=settings.keep_snapshots, state=state)
    return 0
