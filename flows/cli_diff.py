"""`sayso diff`: two outlets side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.options import Form
from flows.pair_files import write_pair
from flows.pairing import build_pair_report
from flows.reporting import NEVER
from flows.settings import load_settings
from flows.window import BadWindow, read_window
from reports.pair_forms import render_pair
from reports.pair_types import Window
from warehouse import Snapshot

app = typer.Typer()


@app.command()
def diff(  # noqa: PLR0913, PLR0917 - a parameter for each option
    left: Annotated[str, typer.Argument(metavar="OUTLET", help="Outlet id; its tellings are the reference.")],
    right: Annotated[str, typer.Argument(metavar="OUTLET", help="Outlet id to compare with it.")],
    story: Annotated[str | None, typer.Option(help="Only the story of this id.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="SPAN", help="Only articles of the time before the last run: 24h, 7d, 2w.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Only articles of this day (UTC) and later.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Only articles of this day (UTC) and earlier.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="Form of the report.")] = Form.md,
    out: Annotated[Path | None, typer.Option(help="File to write [default: standard output].")] = None,
) -> None:
    """Compare what two outlets carry: stories, shared claims and their changes, claims of one only, numbers, sources.

    Articles are taken by their date of publication; with --since, --from or --to, those without a date are left out
    and counted. A file above a megabyte of HTML is a front page, with numbered pages in a folder NAME-pages beside it;
    JSON is always one file.

    \b
    Examples:
      sayso diff unnamed-outlet wsj-stand-in
      sayso diff unnamed-outlet wsj-stand-in --format html --out out/diff.html
      sayso diff unnamed-outlet wsj-stand-in --from 2025-11-19 --to 2025-11-20
      sayso diff wsj-stand-in politico-eu-stand-in --since 2w --format json
    """
    if left == right:
        raise typer.BadParameter(f"{left} was given twice; name two outlets")
    given = [name for name, value in (("--since", since), ("--from", first), ("--to", last)) if value is not None]
    if story is not None and given:
        raise typer.BadParameter(
            f"--story and {given[0]} exclude each other: a story is shown with all of its articles"
        )
    with Snapshot.open(load_settings().snapshot) as snapshot:
        window = _window(snapshot, since, first, last)
        report = build_pair_report(snapshot, left, right, window, story_id=story)
    if out is None:
        text = render_pair(report, form)
        typer.echo(text, nl=not text.endswith("\n"))
    else:
        typer.echo(f"Wrote {write_pair(report, out, form)}", err=True)


def _window(snapshot: Snapshot, since: str | None, first: str | None, last: str | None) -> Window:
    try:
        # The run's time, not the reader's: the same snapshot gives the same bytes.
        return read_window(since, first, last, snapshot.last_run_at() or NEVER)
    except BadWindow as error:
        raise typer.BadParameter(str(error)) from error
