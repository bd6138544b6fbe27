"""The command line. Commands parse, hand on, and print; what they do lies in the modules they call."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from flows import listing, show
from flows.reporting import build_report, write_report, write_whole
from flows.review import (
    Pair,
    ReviewVerdict,
    json_lines,
    judge,
    judge_in_turn,
    judge_pair,
    pair_record,
    show_pair,
    waiting_pairs,
)
from flows.run import Outcome, Plan, run_plans
from flows.settings import Settings, load_settings
from flows.stages import VERSION, plan_ingest, plan_match
from reports import render
from sources.errors import SaysoError
from sources.registry import load_registry
from warehouse import Snapshot, Warehouse

EXIT_CODES = """\b
Exit codes:
  0  done; items that were skipped are counted in the summary
  1  could not be done: the message says what was received and what would work
  2  wrong usage
  3  done, but skipped items are on record, with --strict
  130  interrupted"""

APPLIED = "The next `sayso match` applies what was decided."

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, epilog=EXIT_CODES)

Folders = Annotated[list[Path] | None, typer.Argument(help="Folders to read [default: `folders` in sayso.toml].")]
OutletOption = Annotated[
    str | None, typer.Option("--outlet", help="Outlet id for files of no outlet that sayso knows.")
]
Direct = Annotated[bool, typer.Option("--direct", help="Run the same stages without Prefect.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 3 when skipped items are on record.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Form(StrEnum):
    """Forms of a report."""

    html = "html"
    md = "md"
    json = "json"


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer hands it over so
    if wanted:
        typer.echo(f"sayso {VERSION}")
        raise typer.Exit


@app.callback()
def sayso(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Who says so, and how does each outlet tell it?

    sayso reads news articles of many outlets, finds every attributed claim, matches the claims across outlets,
    keeps everything in a DuckDB file and writes reports of the differences.

    \b
    Examples:
      sayso run
      sayso diff wsj-stand-in politico-eu-stand-in
      sayso sql "FROM who_said_what LIMIT 5"
    """


@app.command()
def run(folders: Folders = None, outlet: OutletOption = None, direct: Direct = False, strict: Strict = False) -> None:
    """Ingest, match, publish the snapshot and write the report.

    \b
    Examples:
      sayso run
      sayso run --direct
      sayso run seeds/us-peace-plan --strict
    """
    settings = load_settings(folders=folders)
    _run(settings, (partial(plan_ingest, outlet_id=outlet), plan_match), direct=direct, report=True, strict=strict)


@app.command()
def ingest(
    folders: Folders = None,
    outlet: OutletOption = None,
    direct: Direct = False,
    strict: Strict = False,
) -> None:
    """Read folders of articles and extract their claims; match nothing yet.

    \b
    Examples:
      sayso ingest --direct
      sayso ingest seeds/us-peace-plan --direct
    """
    settings = load_settings(folders=folders)
    _run(settings, (partial(plan_ingest, outlet_id=outlet),), direct=direct, report=False, strict=strict)


@app.command()
def match(direct: Direct = False) -> None:
    """Match the claims that the warehouse holds into stories, groups, changes and relay checks.

    \b
    Examples:
      sayso match --direct
    """
    _run(load_settings(), (plan_match,), direct=direct, report=False, strict=False)


@app.command()
def review(
    decision: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID [ID] VERDICT", help="A match's id, or the ids of two claims, then `same` or `different`."
        ),
    ] = None,
    story: Annotated[str | None, typer.Option(help="Only pairs of the story of this id.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many pairs at most.")] = 100,
    as_json: AsJson = False,
    export: Annotated[
        Path | None, typer.Option(help="File for all verdicts as JSON Lines; - is standard output.")
    ] = None,
) -> None:
    """Judge pairs of claims that the matcher is unsure of: the same claim, or different ones?

    On a terminal it shows one pair after the other, those first on which most depends, and waits for a key. Elsewhere
    it shows them only. `sayso review ID same` (or different) settles one. The next `sayso match` applies the verdicts.

    \b
    Examples:
      sayso review
      sayso review --limit 5 --json
      sayso review --export out/reviews.jsonl
    """
    ids, verdict = _decision(decision or [])
    given = [name for name, value in (("a verdict", verdict), ("--json", as_json), ("--export", export)) if value]
    if len(given) > 1:
        raise typer.BadParameter(f"{given[0]} and {given[1]} exclude each other")
    settings = load_settings()
    with Warehouse.open(settings.warehouse) as warehouse:
        if verdict is not None:
            judged = judge(warehouse, ids, verdict, settings.clock())
            typer.echo(show.printable(f"{verdict}: {judged.left_wording!r} and {judged.right_wording!r}. {APPLIED}"))
        elif export is not None:
            _export(json_lines(warehouse.load_reviews()), export)
        elif as_json:
            listing.print_json([pair_record(pair) for pair in waiting_pairs(warehouse, limit, story)])
        else:
            _review(warehouse, waiting_pairs(warehouse, limit, story), settings)


@app.command()
def report() -> None:
    """Write the report over all stories as HTML, Markdown and JSON.

    \b
    Examples:
      sayso report
    """
    settings = load_settings()
    for path in write_report(settings.snapshot, settings.report):
        typer.echo(f"Wrote {path}")


@app.command()
def diff(
    left: Annotated[str, typer.Argument(metavar="OUTLET", help="Outlet id; its tellings are the reference.")],
    right: Annotated[str, typer.Argument(metavar="OUTLET", help="Outlet id to compare with it.")],
    story: Annotated[str | None, typer.Option(help="Only the story of this id.")] = None,
    form: Annotated[Form, typer.Option("--format", help="Form of the report.")] = Form.md,
    out: Annotated[Path | None, typer.Option(help="File to write [default: standard output].")] = None,
) -> None:
    """Compare what two outlets carry: shared claims with their changes, claims of one only, relay checks.

    \b
    Examples:
      sayso diff unnamed-outlet wsj-stand-in
      sayso diff unnamed-outlet wsj-stand-in --format html --out out/diff.html
      sayso outlets
    """
    if left == right:
        raise typer.BadParameter(f"{left} was given twice; name two outlets")
    with Snapshot.open(load_settings().snapshot) as snapshot:
        text = render(build_report(snapshot, outlets=(left, right), story_id=story), form)
    if out is None:
        typer.echo(text, nl=not text.endswith("\n"))
    else:
        typer.echo(f"Wrote {write_whole(out, text)}", err=True)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One query. It reads the snapshot; it cannot write or open files.")],
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Ask the snapshot in DuckDB's SQL; works while a run is writing.

    \b
    Examples:
      sayso sql "FROM who_said_what LIMIT 5"
      sayso sql "SELECT outlet_id, count(*) AS claims FROM claims GROUP BY ALL ORDER BY ALL" --csv
      sayso sql "FROM relay_reports" --json
    """
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    with Snapshot.open(load_settings().snapshot) as snapshot:
        table = snapshot.query(query)
    if as_json:
        print(show.as_json(table))
    elif as_csv:
        print(show.as_csv(table), end="")
    else:
        show.show_table(table)


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(help="A table or view [default: all of them, a line each].")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the tables and views of the snapshot, and their columns, with what each means.

    \b
    Examples:
      sayso schema
      sayso schema claims
      sayso schema --json
    """
    with Snapshot.open(load_settings().snapshot) as snapshot:
        tables = snapshot.schema()
    listing.show_schema(tables, name, as_json=as_json)


@app.command()
def outlets(
    search: Annotated[str, typer.Argument(help="Part of an id, name, alias or domain.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the outlets that sayso knows: the packaged registry with your overlay files.

    \b
    Examples:
      sayso outlets
      sayso outlets politico
      sayso outlets --json
    """
    listing.show_outlets(load_registry(*load_settings().outlets).outlets, search, as_json=as_json)


def _decision(words: list[str]) -> tuple[list[str], ReviewVerdict | None]:
    """Return the ids and the verdict that were given."""
    match words:
        case []:
            return [], None
        case [*ids, "same" | "different" as verdict] if len(ids) in {1, 2}:
            return ids, verdict
        case _:
            raise typer.BadParameter(
                f"received {' '.join(words)!r}; a match's id, or the ids of two claims, then same or different"
            )


def _review(warehouse: Warehouse, pairs: list[Pair], settings: Settings) -> None:
    """Ask for a verdict on each pair or, where nobody can press a key, show them."""
    console = show.stdout()
    if not pairs:
        console.print("No pair of claims waits for a verdict.")
    elif sys.stdin.isatty() and sys.stdout.isatty():
        saved = judge_in_turn(
            pairs,
            typer.getchar,
            lambda pair, verdict: judge_pair(warehouse, pair, verdict, settings.clock()),
            console,
        )
        console.print(f"{saved} verdict{'' if saved == 1 else 's'} saved. {APPLIED if saved else ''}".rstrip())
    else:
        for number, pair in enumerate(pairs, 1):
            show_pair(console, pair, f"{pair.match.id}  {number} of {len(pairs)}")
        console.print(
            "\nThis is no terminal: give verdicts with `sayso review ID same` or `sayso review ID different`."
        )


def _export(text: str, path: Path) -> None:
    if str(path) == "-":
        print(text, end="")
    else:
        typer.echo(f"Wrote {write_whole(path, text)}", err=True)


def _run(settings: Settings, plans: tuple[Plan, ...], *, direct: bool, report: bool, strict: bool) -> None:
    with show.progress_bars() as execute:
        outcome: Outcome
        if direct:
            outcome = run_plans(settings, plans, execute, report=report)
        else:
            from flows.flow import run_with_prefect  # noqa: PLC0415  # Prefect takes seconds to import

            outcome = run_with_prefect(settings, plans, execute, report=report)
    show.show_outcome(outcome)
    if strict and outcome.skipped:
        raise typer.Exit(3)


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except SaysoError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or 'a file'}: {error.strerror or error}")
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # how DuckDB passes on Ctrl-C
            raise
        sys.exit(130)


def _fail(message: str) -> None:
    print(f"sayso: {show.printable(message)}", file=sys.stderr)
    sys.exit(1)


def main() -> None:
    """Run the command line; a SaysoError or an operating system's error becomes one line and exit code 1."""
    with _told_plainly():
        app()
