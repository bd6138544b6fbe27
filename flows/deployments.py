"""The scheduled jobs as Prefect flows, and their deployments: what `sayso serve` serves and prefect.yaml names.

Import it late: Prefect takes seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

# First, for it sets Prefect's defaults before anything imports it.
from flows.flow import run_as_tasks  # isort: skip
from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.runner import Runner
from prefect.runtime import deployment as this_deployment
from prefect.runtime import flow_run as this_run
from prefect.schedules import Cron, Schedule
from prefect.server.schemas.schedules import CronSchedule
from prefect.states import Completed, Crashed
from prefect.types import DateTime
from prefect.types.entrypoint import EntrypointType

from flows.jobs import PLANS, maintain, outcome_line, raise_alerts, tell_steps, when_free, write_digest
from flows.schedule import ABOUT, Job, Planned, is_overtaken, planned
from flows.settings import Settings, SettingsError, load_settings

# A second run of a job is not begun beside a first, and one that is late is not kept for later: the next is due soon.
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def _carry_out(job: Job) -> State[Any]:
    """Carry out a job of plans, unless a later run of it has done its work already."""
    if _overtaken():
        return Completed(name="Overtaken", message="a run that started after this one was due has done its work")
    plans, report = PLANS[job]
    settings = load_settings()
    try:
        outcome = when_free(lambda: run_as_tasks(settings, plans, tell_steps(), report=report))
    finally:
        raise_alerts(settings)
    line = outcome_line(outcome)
    get_run_logger().info(line)
    return Completed(message=line)


def _overtaken() -> bool:
    """Tell whether a run of the same deployment has started, and ended well, since this one was due."""
    id_, scheduled = this_deployment.id, this_run.scheduled_start_time
    if not id_ or not isinstance(scheduled, datetime):
        return False
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[id_])),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED])),
                start_time=FlowRunFilterStartTime(after_=DateTime.instance(scheduled)),
            ),
            sort=FlowRunSort.START_TIME_DESC,
            limit=1,
        )
    return is_overtaken(scheduled, runs[0].start_time if runs else None)


@flow(name="ingest", description=ABOUT["ingest"])
def ingest() -> State[Any]:
    """Ask the feeds that are due, fetch their articles, find the claims."""
    return _carry_out("ingest")


@flow(name="recheck", description=ABOUT["recheck"])
def recheck() -> State[Any]:
    """Look again at the articles that are due."""
    return _carry_out("recheck")


@flow(name="match", description=ABOUT["match"])
def match() -> State[Any]:
    """Match the claims, publish the snapshot, write the report."""
    return _carry_out("match")


@flow(name="report", description=ABOUT["report"])
def report() -> State[Any]:
    """Publish the snapshot and write the report."""
    return _carry_out("report")


@flow(name="digest", description=ABOUT["digest"])
def digest() -> State[Any]:
    """Write what changed in the last day, and send it where it is to go."""
    return Completed(message=f"{write_digest(load_settings())} findings")


@flow(name="maintenance", description=ABOUT["maintenance"])
def maintenance() -> State[Any]:
    """Bring what is old up to date, look for faults, and let go of what is not to be kept."""
    return Completed(message=maintain(load_settings()))


FLOWS: Mapping[Job, Flow[[], State[Any]]] = MappingProxyType(
    {
        "ingest": ingest,
        "recheck": recheck,
        "match": match,
        "report": report,
        "digest": digest,
        "maintenance": maintenance,
    }
)


async def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Return a deployment of each job; one that is off has no schedule. Raises SettingsError."""
    return [await _deployment(one) for one in planned(settings.schedule, settings.timezone)]


def check_schedule(settings: Settings) -> None:
    """Raise SettingsError for a cron line that is none."""
    for one in planned(settings.schedule, settings.timezone):
        if one.on:
            _schedule(one)


def next_runs(one: Planned, now: datetime, number: int) -> list[datetime]:
    """Return the next times at which a job is run, none for one that is off."""
    if not one.on:
        return []
    clock = CronSchedule(cron=one.cron, timezone=one.timezone)
    asked = clock.get_dates(n=number, start=DateTime.instance(now + timedelta(seconds=1)))
    with ThreadPoolExecutor(1) as thread:  # the caller's may have an event loop already
        return list(thread.submit(asyncio.run, asked).result())


def serve_jobs(settings: Settings) -> None:
    """Run the jobs when they are due, one at a time, until asked to stop (SIGTERM, Ctrl-C)."""
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    await _bury_dead_runs()
    # The DuckDB file has one writer, so that a second run could only fail.
    runner = Runner(name="sayso", limit=1, pause_on_shutdown=False)
    for one in await deployments(settings):
        await runner.aadd_deployment(one)
    await runner.start()


async def _bury_dead_runs() -> None:
    """Mark the runs that a killed runner has left as running as crashed: they would keep others of their job out."""
    states = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=states))):
            if run.deployment_id is not None:
                await client.set_flow_run_state(run.id, Crashed(message="its runner was gone"), force=True)


async def _deployment(one: Planned) -> RunnerDeployment:
    return await FLOWS[one.job].ato_deployment(
        name="sayso",
        schedule=_schedule(one) if one.on else None,
        concurrency_limit=ONE_AT_A_TIME,
        description=ABOUT[one.job],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _schedule(one: Planned) -> Schedule:
    try:
        return Cron(one.cron, timezone=one.timezone)
    except ValueError as error:
        raise SettingsError(
            f"schedule.{one.job} is no cron line: received {one.cron!r}; it takes five fields such as "
            f'"*/15 * * * *", or "off"'
        ) from error
