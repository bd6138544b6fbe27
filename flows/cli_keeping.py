"""Commands for what is kept: runs and their snapshots, audits, compaction, a warehouse out of an export."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows import listing, show
from flows.importing import import_whole
from flows.options import AsJson
from flows.settings import Settings, load_settings
from sources.errors import SaysoError
from warehouse import Lake, RunRecord, Warehouse, audits, load_runs
from warehouse.compact import Retention

app = typer.Typer()
SHOWN = 20  # ids of one audit, and runs


@app.command()
def runs(
    as_json: AsJson = False,
    every: Annotated[bool, typer.Option("--all", help="All runs, not the last twenty.")] = False,
) -> None:
    """List the runs, latest last: when, what the warehouse then held, what was wrong, and where its snapshot is.

    "held" can be asked with `sayso sql --at RUN`; "as RUN" means that nothing was new since that run. The setting
    `keep_snapshots` says how many are held.

    \b
    Examples:
      sayso runs
      sayso runs --all --json
    """
    found = load_runs(load_settings().snapshot)
    if not every:
        found = found[-SHOWN:]
    if as_json:
        listing.print_json([show.plain(asdict(run)) for run in found])
        return
    show.show_rows(
        ("run", "started", "ended", "status", "articles", "claims", "wrong", "snapshot"), [_row(run) for run in found]
    )


def _row(run: RunRecord) -> tuple[object, ...]:
    moments = (moment and f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (run.started_at, run.finished_at))
    held = "held" if run.held else "let go"
    own = run.published_in in (None, run.run_id)
    return (
        run.run_id,
        *moments,
        run.status,
        run.counts.get("articles"),
        run.counts.get("claims"),
        None if run.findings is None else sum(run.findings.values()),
        "" if run.published_in is None else held if own else f"{held}, as {run.published_in}",
    )


@app.command()
def audit(as_json: AsJson = False) -> None:
    """Look for what should not be in the warehouse: what points nowhere, is not its article's text, is held twice.

    Each run does so at its end. Exits with 1 where something is found.

    \b
    Examples:
      sayso audit
      sayso audit --json
    """
    with _open(load_settings()) as warehouse:
        found = warehouse.findings()
    known = {one.name: one for one in audits()}
    ids = {name: [one for one in found if one.audit == name] for name in known}
    if as_json:
        listing.print_json([
            {**{key: value for key, value in asdict(one).items() if key != "query"},
             "findings": [{"problem": each.problem, "id": each.item_id} for each in ids[name]]}
            for name, one in known.items()
        ])  # fmt: skip
    else:
        show.show_rows(("audit", "found"), [(name, len(ids[name])) for name in known])
        console = show.stdout()
        for name, each in ids.items():
            if each:
                one = known[name]
                console.print(f"\n{name}: {one.wrong}\n  Means: {one.means}\n  Do: {one.remedy}", soft_wrap=True)
                show.show_rows(("problem", "id"), [(it.problem, it.item_id) for it in each[:SHOWN]])
                if len(each) > SHOWN:
                    console.print(f"{len(each):,} in all: sayso audit --json")
    if found:
        raise typer.Exit(1)


@app.command()
def compact(as_json: AsJson = False) -> None:
    """Let go what the settings `keep_pages` and `keep_fetches` do not keep, and write the file anew without free space.

    \b
    Examples:
      sayso compact
      sayso compact --json
    """
    settings = load_settings()
    with _open(settings) as warehouse:
        done = warehouse.compact(Retention(settings.keep_pages, settings.keep_fetches), settings.clock())
    if as_json:
        listing.print_json(asdict(done))
        return
    show.show_rows(("what", "let go"), [("bodies of pages", done.bodies), ("requests", done.fetches)])
    typer.echo(
        f"{done.bytes_before:,} bytes before, {done.bytes_after:,} after: {show.one_line(str(settings.warehouse))}"
    )


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(metavar="IN", help="Folder that `sayso export --whole` wrote.")],
) -> None:
    """Make the warehouse out of an export of a whole one, by this sayso or an earlier one, and publish it.

    There must be no warehouse yet: set `out` to another folder, or move the old one away. The archive of servers'
    answers, `out/archive`, is no part of an export: copy it beside.

    \b
    Examples:
      sayso import out/whole
    """
    settings = load_settings()
    rows = import_whole(folder, settings)
    typer.echo(f"Read {rows:,} rows")
    for path in (settings.warehouse, settings.snapshot):
        typer.echo(f"Wrote {show.one_line(str(path))}")


class NoWarehouse(SaysoError):
    """There is none yet."""


def _open(settings: Settings) -> Warehouse:
    """Open the warehouse that there is. Raises NoWarehouse, or as Warehouse.open does."""
    if not isinstance(settings.warehouse, Lake) and not settings.warehouse.exists():
        raise NoWarehouse(f"there is no warehouse at {settings.warehouse}: run `sayso run` first, which makes one")
    return Warehouse.open(settings.warehouse)
