"""The Prefect flow: each step of a run is a task of its own, and the summary an artifact.

The only module that imports Prefect. Import it late: that takes seconds.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
import time
from collections.abc import Mapping

# Prefect reads these when it is imported. Quiet and offline, unless whoever runs it has set otherwise.
for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what ends a run is raised, and told in one line
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "0.5",
}.items():
    os.environ.setdefault(_name, _value)


def _close_stderr() -> None:
    """Keep DuckDB's binding from listing, after Python's end, the objects that Prefect's threads still hold then.

    Registered before Prefect is imported, and so run after all that Prefect does at exit.
    """
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


atexit.register(_close_stderr)

from prefect import flow, task  # noqa: E402
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId  # noqa: E402
from prefect.runtime import flow_run  # noqa: E402

from flows.run import Execute, Outcome, Plan, run_plans  # noqa: E402
from flows.settings import Settings  # noqa: E402
from flows.stages import Step  # noqa: E402
from sources.errors import SaysoError  # noqa: E402

RECORDING_SECONDS = 60.0
ARTIFACT_KEY = "sayso-run"

logger = logging.getLogger(__name__)


class PrefectUnreachable(SaysoError):
    """The Prefect server that the environment names does not answer."""


def run_with_prefect(settings: Settings, plans: tuple[Plan, ...], execute: Execute, *, report: bool) -> Outcome:
    """Carry out the plans as a Prefect flow; `execute` is called inside each task.

    Raises what a step raises, and PrefectUnreachable.
    """
    _check_server()

    @flow(name="sayso", validate_parameters=False, persist_result=False)
    def sayso() -> Outcome:
        tasks = 0

        def execute_as_task(step: Step) -> int:
            nonlocal tasks
            tasks += 1
            run_step = task(name=step.stage, cache_policy=NO_CACHE, persist_result=False)(lambda: execute(step))
            return run_step()

        outcome = run_plans(settings, plans, execute_as_task, report=report)
        create_markdown_artifact(summary_markdown(outcome), key=ARTIFACT_KEY, description="What the run came to")
        wait_until_recorded(str(flow_run.id), tasks)
        return outcome

    return sayso()


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


def summary_markdown(outcome: Outcome) -> str:
    """Return the run's summary as Markdown: what the warehouse holds, and what was new."""
    return "\n\n".join(
        ["## sayso run", _table("in the warehouse", outcome.counts), _table("new in this run", outcome.fresh)]
    )


def _table(title: str, numbers: Mapping[str, int]) -> str:
    rows = [f"| {name.replace('|', ' ')} | {number:,} |" for name, number in numbers.items()]
    return "\n".join([f"| {title} | |", "| --- | ---: |", *rows])


def wait_until_recorded(flow_run_id: str, tasks: int, seconds: float = RECORDING_SECONDS) -> bool:
    """Wait until the server has recorded the end of each of the flow run's tasks; tell whether it has.

    Task runs reach the server's database as events, in batches; a server that lives only as long as this process
    loses those that are still on their way.
    """
    filter_ = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))  # type: ignore[list-item]  # it takes str
    deadline = time.monotonic() + seconds
    with get_client(sync_client=True) as client:
        while time.monotonic() < deadline:
            runs = client.read_task_runs(flow_run_filter=filter_)
            if sum(run.state is not None and run.state.is_final() for run in runs) >= tasks:
                return True
            time.sleep(0.2)
    logger.warning("Prefect recorded only part of the run's %d tasks within %.0f s", tasks, seconds)
    return False
