"""`sayso status`, `metrics` and `alert`: how the pipeline stands, for people, for Prometheus, and for who is called."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows import show
from flows.alerting import alert as raise_alerts
from flows.metrics import metrics_text
from flows.options import AsJson
from flows.reporting import write_whole
from flows.settings import load_settings
from flows.status import OutletState, Ran, Status
from flows.watching import look

app = typer.Typer()

ATTENTION = 4  # exit code
SHOWN = 10  # rows of a table; --json has all
_SIZES = ("bytes", "KB", "MB", "GB", "TB")


class _Code(StrEnum):
    """What `sayso status` ends with, in words."""

    well = "well"
    unknown = "cannot be told: nothing has run here yet"
    attention = "something needs attention"


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show what ran, what is silent, what was skipped, and how far behind all is.

    Silent is judged by how often an outlet publishes at such an hour and day. Exit code 0 says that all is well, 1 that
    it cannot be told, 4 that something needs attention.

    \b
    Examples:
      sayso status
      sayso status --json
    """
    found = look(load_settings())
    code = _Code.attention if found.alerts else _Code.well if found.runs else _Code.unknown
    if as_json:
        typer.echo(show.escape_controls(json.dumps({"state": code.name, **asdict(found)}, default=_plain, indent=2)))
    else:
        _show(found, code)
    if code != _Code.well:
        raise typer.Exit(ATTENTION if code == _Code.attention else 1)


@app.command()
def metrics(
    out: Annotated[
        Path | None, typer.Option(help="File to write, whole or not at all, for node_exporter's textfile collector.")
    ] = None,
) -> None:
    """Print how the pipeline stands in Prometheus' text format.

    \b
    Examples:
      sayso metrics
      sayso metrics --out out/sayso.prom
    """
    text = metrics_text(look(load_settings()))
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_whole(out, text)


@app.command()
def alert(
    send: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="Send to this address of Apprise too, besides those of the setting `alert`."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what is wrong: once when it begins, and once when it is over. To be run after each scheduled run.

    Outlets that have gone silent, feeds that fail for long, failed runs, and articles in which other things are found
    than before. What is new is printed, and sent to the addresses of the setting `alert`.

    \b
    Examples:
      sayso alert
      sayso alert --json
    """
    news = raise_alerts(load_settings(), send or ())
    if as_json:
        told = {
            "begun": [asdict(one) for one in news.begun],
            "over": dict(news.over),
            "standing": sorted(news.standing),
        }
        typer.echo(show.escape_controls(json.dumps(told, indent=2)))
    elif news.text:
        show.stdout().print(news.text, soft_wrap=True)


def _show(found: Status, code: _Code) -> None:
    console = show.stdout()
    console.print(f"sayso: {code}.")
    for verdict in found.alerts[: 2 * SHOWN]:
        console.print(f"  {show.one_line(verdict.key)}: {show.one_line(verdict.reason)}", soft_wrap=True)
    if len(found.alerts) > 2 * SHOWN:
        console.print(f"  … {len(found.alerts):,} in all: sayso status --json")
    if found.running is not None:
        console.print(f"The warehouse is being written{f' by process {found.running}' if found.running else ''}.")
    _show_runs(found)
    _show_outlets(found)
    _show_skipped(found)
    _show_behind(found)
    sizes = found.sizes
    console.print(
        f"Files: warehouse {_size(sizes.warehouse)}, snapshot {_size(sizes.snapshot)}"
        f"{f' of {_ago(found.snapshot_at, found.at)}' if found.snapshot_at else ''}, archive "
        f"{_size(sizes.archive)} in {sizes.archive_files:,} files; {_size(sizes.free)} free"
    )


def _show_runs(found: Status) -> None:
    if found.runs:
        columns = ("run", "status", "took", "what was new")
        show.show_rows(columns, [_run_row(run) for run in found.runs], title="Runs")


def _run_row(run: Ran) -> tuple[str, ...]:
    fresh = ", ".join(f"{name.replace('_', ' ')} {number:+,}" for name, number in run.fresh.items())
    return f"{run.started_at:%Y-%m-%d %H:%M}", run.status, _length(run.took), fresh or "nothing"


def _show_outlets(found: Status) -> None:
    """Show the outlets, those first that have been silent for longest; of those that are not followed, how many."""
    followed = [outlet for outlet in found.outlets if outlet.feeds]
    if not followed:
        return
    order = {"alert": 0, "unclear": 1}
    ranked = sorted(
        followed, key=lambda one: (order.get(_silence(one), 2), one.newest.timestamp() if one.newest else 0)
    )
    failing = {feed.outlet_id for feed in found.feeds if feed.state == "failing"}
    rows = [
        (
            outlet.id,
            outlet.articles,
            outlet.claims,
            _ago(outlet.newest, found.at),
            _silence(outlet),
            "some fail" if outlet.id in failing else "",
        )
        for outlet in ranked[:SHOWN]
    ]
    show.show_rows(("outlet", "articles", "claims", "newest", "silence", "feeds"), rows, title="Followed outlets")
    if len(followed) > SHOWN:
        show.stdout().print(f"{len(followed):,} outlets in all: sayso status --json")


def _silence(outlet: OutletState) -> str:
    return outlet.silence.state if outlet.silence else ""


def _show_skipped(found: Status) -> None:
    if found.skipped:
        rows = [
            (item.stage, item.items, _ago(item.newest, found.at), show.one_line(item.reason)) for item in found.skipped
        ]
        show.show_rows(("stage", "items", "newest", "reason"), rows[:SHOWN], title="Skipped")


def _show_behind(found: Status) -> None:
    if not found.behind:
        return
    waits = [
        (name.replace("_", " "), number)
        for name, number in asdict(found.behind).items()
        if isinstance(number, int) and number
    ]
    since = f" (the oldest is due since {_ago(found.behind.due_since, found.at)})" if found.behind.due_since else ""
    told = ", ".join(f"{name} {number:,}" for name, number in waits)
    show.stdout().print(f"Waiting: {told}{since}" if waits else "Nothing waits.", soft_wrap=True)


def _ago(moment: datetime | None, now: datetime) -> str:
    return "" if moment is None else f"{_length(abs(now - moment))} {'ago' if moment <= now else 'ahead'}"


def _length(time: timedelta | None) -> str:
    if time is None:
        return ""
    seconds = time.total_seconds()
    for least, unit, name in ((172_800, 86_400, "days"), (7200, 3600, "hours"), (120, 60, "minutes")):
        if seconds >= least:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"


def _size(number: int) -> str:
    amount, unit = float(number), 0
    while amount >= 1000 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_SIZES[unit]}"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(f"{type(value)} has no form in JSON")
