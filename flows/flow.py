"""A run as a Prefect flow: each step is a task of its own, and the summary an artifact.

Only this module and those of the scheduled runs import Prefect. Import it late: that takes seconds.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import cast
from uuid import UUID

# First, for it sets Prefect's defaults before anything imports it.
import flows.temporary_server  # isort: skip  # noqa: F401
from prefect import flow, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import TaskRun
from prefect.runtime import flow_run

from flows.logs import logging_to, warn
from flows.run import Execute, Outcome, Plan, run_plans
from flows.settings import Settings
from flows.show import one_line
from flows.spreading import BATCH
from flows.stages import STAGES, Step
from flows.status import OutletState, Status
from flows.watching import look
from sources.errors import SaysoError

RECORDING_SECONDS = 60.0
_PAGE = 200  # runs that the server lists at once, at most
ARTIFACT_KEY, PROGRESS_KEY, OUTLETS_KEY = "sayso-run", "sayso-progress", "sayso-outlets"

logger = logging.getLogger(__name__)

# What the flow does. It is no part of the flow, which goes with each of its tasks to workers elsewhere.
_UNDER_WAY: ContextVar[Callable[[], Outcome]] = ContextVar("under way")


class PrefectUnreachable(SaysoError):
    """The Prefect server that the environment names does not answer."""


def run_with_prefect(settings: Settings, plans: tuple[Plan, ...], execute: Execute, *, report: bool) -> Outcome:
    """Carry out the plans as a Prefect flow; `execute` is called inside each task.

    Raises what a step raises, and PrefectUnreachable.
    """
    _check_server()
    token = _UNDER_WAY.set(lambda: run_as_tasks(settings, plans, execute, report=report))
    try:
        return _sayso()
    finally:
        _UNDER_WAY.reset(token)


def _carry_out() -> Outcome:
    return _UNDER_WAY.get()()


@flow(name="sayso", validate_parameters=False, persist_result=False)
def _sayso() -> Outcome:
    return _carry_out()


def run_as_tasks(settings: Settings, plans: tuple[Plan, ...], execute: Execute, *, report: bool) -> Outcome:
    """Carry out the plans inside the flow that is running, each step as a task of it; raises what a step raises."""
    tasks = 0

    def execute_as_task(step: Step) -> int:
        nonlocal tasks
        tasks += 1
        run_step = task(name=step.stage, cache_policy=NO_CACHE, persist_result=False)(lambda: execute(step))
        return run_step()

    progress = _Progress()

    def execute_and_show(step: Step) -> int:
        progress.reach(step.stage)
        return execute_as_task(step)

    with logging_to(settings.log):
        outcome = run_plans(settings, plans, execute_and_show, report=report)
        progress.end()
        _show_outcome(settings, outcome)
    wait_until_recorded(str(flow_run.id), tasks)
    return outcome


class _Progress:
    """A run's progress as an artifact: one request for each stage that it reaches, not for each step."""

    def __init__(self) -> None:
        self._id: UUID | None = None
        self._reached = ""

    def reach(self, stage: str) -> None:
        """Show that the stage is under way."""
        name = stage.partition(" ")[0]  # "read seeds"
        if name != self._reached:
            self._reached = name
            self._show(100 * STAGES.index(name) / len(STAGES) if name in STAGES else None, stage)

    def end(self) -> None:
        """Show that all is done."""
        self._show(100.0, "done")

    def _show(self, percent: float | None, doing: str) -> None:
        if percent is None:
            return
        with _shown_at_best("progress"):
            if self._id is None:
                self._id = cast(UUID, create_progress_artifact(percent, key=PROGRESS_KEY, description=doing))
            else:
                update_progress_artifact(self._id, percent, description=doing)


def _show_outcome(settings: Settings, outcome: Outcome) -> None:
    """Write the artifacts of a run that has ended: the summary with the report's address, and the outlets."""
    with _shown_at_best("summary"):
        report = settings.report if settings.report in outcome.wrote else None
        create_markdown_artifact(
            summary_markdown(outcome, report), key=ARTIFACT_KEY, description="What the run came to"
        )
    with _shown_at_best("outlets"):
        rows = outlet_rows(look(settings))
        if rows:
            create_table_artifact(rows, key=OUTLETS_KEY, description="Outlets, and how they stand")


@contextmanager
def _shown_at_best(what: str) -> Iterator[None]:
    """Let a run go on where what it shows of itself cannot be written; the log says so."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever a server that is going away provokes in Prefect's client
        warn("artifact not written", artifact=what, error=repr(error))


def outlet_rows(status: Status) -> list[dict[str, object]]:
    """Return the outlets as rows of an artifact, those with an alert first, then by id."""
    return [
        {
            "outlet": one_line(outlet.name),
            "articles": outlet.articles,
            "claims": outlet.claims,
            "newest": f"{outlet.newest:%Y-%m-%d %H:%M}" if outlet.newest else "",
            "silent": outlet.silence.state if outlet.silence else "not followed",
        }
        for outlet in sorted(status.outlets, key=lambda one: (not _is_silent(one), one.id))
    ]


def _is_silent(outlet: OutletState) -> bool:
    return outlet.silence is not None and outlet.silence.state == "alert"


def _check_server() -> None:
    url = os.environ.get("PREFECT_API_URL")
    if url is None:
        return  # Prefect starts a server for as long as the run takes
    with get_client(sync_client=True) as client:
        if error := client.api_healthcheck():
            raise PrefectUnreachable(
                f"no Prefect server answers at PREFECT_API_URL={url} ({error!r}): start one, unset the variable, "
                "or run with --direct"
            )


def summary_markdown(outcome: Outcome, report: Path | None = None) -> str:
    """Return the run's summary as Markdown: what the warehouse holds, what was new, and where the report lies."""
    parts = ["## sayso run", _table("in the warehouse", outcome.counts), _table("new in this run", outcome.fresh)]
    if report:
        parts.append(f"[Report](<{report.absolute().as_uri()}>)")
    return "\n\n".join(parts)


def _table(title: str, numbers: Mapping[str, int]) -> str:
    rows = [f"| {name.replace('|', ' ')} | {number:,} |" for name, number in numbers.items()]
    return "\n".join([f"| {title} | |", "| --- | ---: |", *rows])


def wait_until_recorded(flow_run_id: str, tasks: int, seconds: float = RECORDING_SECONDS) -> bool:
    """Wait until the server has recorded the end of each of the flow run's so many steps; tell whether it has.

    Task runs reach the server's database as events, in batches; a server that lives only as long as this process
    loses those that are still on their way.
    """
    filter_ = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))  # type: ignore[list-item]  # it takes str
    deadline = time.monotonic() + seconds
    with get_client(sync_client=True) as client:
        while time.monotonic() < deadline:
            runs = _task_runs(client, filter_)
            if sum(run.state is not None and run.state.is_final() for run in runs) >= tasks:
                return True
            time.sleep(0.2)
    logger.warning("Prefect recorded only part of the run's %d tasks within %.0f s", tasks, seconds)
    return False


def _task_runs(client: SyncPrefectClient, filter_: FlowRunFilter) -> Iterator[TaskRun]:
    """Yield the flow run's steps, without the batches that workers elsewhere have done and told the server of."""
    seen = 0
    while page := client.read_task_runs(flow_run_filter=filter_, offset=seen, limit=_PAGE):
        yield from (run for run in page if not run.name.startswith(BATCH))
        seen += len(page)
