"""`sayso serve`: the jobs on their schedule, on this machine, for as long as it runs."""

from __future__ import annotations

import json
import logging
import signal
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from flows import show
from flows.options import AsJson
from flows.schedule import ABOUT, planned
from flows.serve import HOST, PORT, Keeper, alone, check_port, environment, processes
from flows.settings import Settings, load_settings

app = typer.Typer()


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of Prefect's server and its pages.")] = PORT,
    host: Annotated[str, typer.Option(help="Address that it listens on; anything but loopback lets others in.")] = HOST,
    show_schedule: Annotated[bool, typer.Option("--show", help="Print the schedule and its next times.")] = False,
    as_json: AsJson = False,
    runner: Annotated[bool, typer.Option("--runner", hidden=True)] = False,
) -> None:
    """Run everything on its schedule, and keep it running: a Prefect server with its pages, and the jobs.

    Jobs, cron lines and time zone are `schedule` and `timezone` in sayso.toml. What ends is started anew; Ctrl-C or
    SIGTERM ends all in good order. One job runs at a time, and one that comes late is not made up for more than once.

    \b
    Examples:
      sayso serve --show
      sayso serve --port 4300
    """
    from flows.deployments import check_schedule, serve_jobs  # noqa: PLC0415  # Prefect takes seconds to import

    settings = load_settings()
    check_schedule(settings)  # before anything is started
    if show_schedule or as_json:
        _show(settings, as_json=as_json)
    elif runner:
        serve_jobs(settings)
    else:
        _serve(settings, host, port)


def _serve(settings: Settings, host: str, port: int) -> None:
    _log_here()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    around = environment(settings, port)
    with alone(settings.out / "serve.lock"):
        check_port(host, port)
        typer.echo(f"Runs and schedule: http://{host}:{port}  (Ctrl-C ends it)", err=True)
        keeper = Keeper(processes(host, port, Path(around["PREFECT_HOME"])), around, settings.out / "serve.log")
        keeper.keep(stop)


def _log_here() -> None:
    """Have the keeper's messages on standard error, one line each; Prefect has set up logging in its own way."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    keeper = logging.getLogger("flows.serve")
    keeper.addHandler(handler)
    keeper.setLevel(logging.INFO)
    keeper.propagate = False


def _show(settings: Settings, *, as_json: bool) -> None:
    from flows.deployments import next_runs  # noqa: PLC0415  # Prefect takes seconds to import

    now = settings.now or datetime.now(UTC)
    zone = ZoneInfo(settings.timezone)
    rows = [
        (one.job, one.cron, [moment.astimezone(zone).isoformat() for moment in next_runs(one, now, 2)], ABOUT[one.job])
        for one in planned(settings.schedule, settings.timezone)
    ]
    columns = ("job", "cron", "next", "does")
    if as_json:
        jobs = [dict(zip(columns, row, strict=True)) for row in rows]
        typer.echo(json.dumps({"timezone": settings.timezone, "jobs": jobs}, indent=2))
        return
    table = [(job, cron, next(iter(moments), ""), does) for job, cron, moments, does in rows]
    show.show_rows(columns, table, title=f"Jobs, in {settings.timezone}")
