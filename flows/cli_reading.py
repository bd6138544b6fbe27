"""Commands that read the snapshot: the report, SQL, the schema, the versions of an article."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows import listing, show
from flows.options import AsJson
from flows.reference import write_reference
from flows.report_files import write_report
from flows.settings import load_settings
from flows.versions import show_versions
from warehouse import Snapshot, snapshot_at

app = typer.Typer()


@app.command()
def report() -> None:
    """Write the report over all stories as HTML, Markdown and JSON.

    A report that would be larger than a megabyte is a front page that sums it up, and a folder report-pages of
    numbered pages beside it, each of a megabyte at most; the JSON stays one file, with a story on each line.

    \b
    Examples:
      sayso report
    """
    settings = load_settings()
    written = write_report(settings.snapshot, settings.report, processes=settings.processes, progress=show.progress_bar)
    for path in written:
        typer.echo(f"Wrote {path}")


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One query. It reads the snapshot; it cannot write or open files.")],
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    at: Annotated[
        str | None,
        typer.Option(metavar="RUN", help="Ask the snapshot of then: a run of `sayso runs`, last-1, or a time (UTC)."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.001, help="Seconds that the answer may take.")] = 300,
) -> None:
    """Ask the snapshot in DuckDB's SQL; works while a run is writing.

    \b
    Examples:
      sayso sql "FROM who_said_what LIMIT 5"
      sayso sql "SELECT outlet_id, count(*) AS claims FROM claims GROUP BY ALL ORDER BY ALL" --csv
      sayso sql "FROM relay_reports" --json
      sayso sql "SELECT count(*) AS claims FROM claims" --at last --timeout 10
    """
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    newest = load_settings().snapshot
    with Snapshot.open(snapshot_at(newest, at) if at else newest) as snapshot:
        table = snapshot.query(query, seconds=timeout)
    if as_json:
        print(show.as_json(table))
    elif as_csv:
        print(show.as_csv(table), end="")
    else:
        show.show_table(table)


@app.command()
def schema(
    name: Annotated[
        str | None, typer.Argument(help="A table, view or macro [default: all of them, a line each].")
    ] = None,
    as_json: AsJson = False,
    out: Annotated[
        Path | None, typer.Option(help="Write the reference there: schema.md, schema.svg, and marts.md with examples.")
    ] = None,
) -> None:
    """Show the tables, views and macros of the snapshot, and their columns, with what each means.

    \b
    Examples:
      sayso schema
      sayso schema claims
      sayso schema coverage_diff
      sayso schema --json
      sayso schema --out reference
    """
    if out is not None and (name is not None or as_json):
        raise typer.BadParameter("--out writes the reference of all; it goes with neither a name nor --json")
    with Snapshot.open(load_settings().snapshot) as snapshot:
        if out is None:
            listing.show_schema(snapshot.schema(), snapshot.macros(), name, as_json=as_json)
            return
        for path in write_reference(snapshot, out):
            typer.echo(f"Wrote {path}")


@app.command()
def versions(
    url: Annotated[str, typer.Argument(help="Article's URL.")],
    as_json: AsJson = False,
) -> None:
    """Show the versions of an article: what was edited from one to the next, and which claims changed or went.

    \b
    Examples:
      sayso versions https://unnamed-outlet.example/peskov-28-point-plan
    """
    with Snapshot.open(load_settings().snapshot) as snapshot:
        show_versions(snapshot, url, as_json=as_json)
