"""The command line: runs. Commands parse, hand on, and print; what they do lies in the modules they call."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, get_args

import typer

from flows import (
    cli_diff,
    cli_digest,
    cli_export,
    cli_keeping,
    cli_lake,
    cli_outlets,
    cli_profiles,
    cli_reading,
    cli_review,
    cli_serve,
    cli_site,
    cli_status,
    cli_story,
    show,
)
from flows.fetching import WEB, link_archive, read_list
from flows.logs import logging_to
from flows.options import EXIT_CODES, Direct, OutletOption, Strict
from flows.run import Outcome, Plan, run_plans
from flows.settings import VERSION, Settings, load_settings
from flows.stages import Wanted, plan_ingest, plan_match, plan_rederive
from sources.errors import SaysoError
from sources.types import Stage
from warehouse import Warehouse

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, epilog=EXIT_CODES)

What = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WHAT]...",
        help="Folders, files, WARC or WACZ files, URLs of articles "
        "[default: `folders` and the outlets to `follow` in sayso.toml].",
    ),
]
UrlList = Annotated[Path | None, typer.Option("--urls", help="File of URLs of articles, one a line.")]


AllFeeds = Annotated[
    bool, typer.Option("--all-feeds", help="Ask all followed feeds now, not only those that are due by their pace.")
]


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
def run(  # noqa: PLR0913, PLR0917 - each is an option
    what: What = None,
    urls: UrlList = None,
    outlet: OutletOption = None,
    direct: Direct = False,
    strict: Strict = False,
    all_feeds: AllFeeds = False,
) -> None:
    """Ingest, match, publish the snapshot and write the report.

    \b
    Examples:
      sayso run
      sayso run --direct
      sayso run --direct --all-feeds
      sayso run seeds/us-peace-plan --strict
    """
    settings, wanted = _wanted(what, urls, outlet, early=all_feeds)
    _run(settings, (partial(plan_ingest, wanted=wanted), plan_match), direct=direct, report=True, strict=strict)


@app.command()
def ingest(  # noqa: PLR0913, PLR0917 - each is an option
    what: What = None,
    urls: UrlList = None,
    outlet: OutletOption = None,
    direct: Direct = False,
    strict: Strict = False,
    all_feeds: AllFeeds = False,
) -> None:
    """Ask feeds, fetch and read articles and extract their claims; match nothing yet.

    Every answer of a server is kept in the archive (`sayso replay`). What is named is all that is ingested.

    \b
    Examples:
      sayso ingest --direct
      sayso ingest seeds/us-peace-plan --direct
      sayso ingest https://www.dw.com/en/peace-plan/a-74810001
      sayso ingest CC-NEWS-20251120000000-00001.warc.gz
    """
    settings, wanted = _wanted(what, urls, outlet, early=all_feeds)
    _run(settings, (partial(plan_ingest, wanted=wanted),), direct=direct, report=False, strict=strict)


@app.command()
def replay(
    out: Annotated[Path, typer.Option(help="Folder for the new warehouse.")] = Path("out/replayed"),
    direct: Direct = False,
    strict: Strict = False,
) -> None:
    """Make a warehouse anew from the archive, with no network: the same code and models give the same claims.

    Files that were read from folders are not in the archive; `sayso ingest FOLDER` adds them.

    \b
    Examples:
      sayso replay --direct
    """
    settings = load_settings()
    link_archive(settings.archive, out / "archive")
    again = settings.model_copy(update={"out": out, "warehouse": out / "warehouse.duckdb", "folders": ()})
    plans = (partial(plan_ingest, wanted=Wanted(follow=False)), plan_match)
    _run(again, plans, direct=direct, report=True, strict=strict)


@app.command()
def rederive(
    most: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Articles, at most [default: the setting `rederive`].")
    ] = None,
    direct: Direct = False,
) -> None:
    """Make the articles and claims anew that an earlier extractor or model has made, the latest first, then match.

    What is published stays as it is until all of these are done; reviewers' verdicts stay. `sayso status` says how many
    wait. The maintenance of `sayso serve` does the same each night.

    \b
    Examples:
      sayso rederive --direct
      sayso rederive --most 500 --direct
    """
    _run(load_settings(), (partial(plan_rederive, most=most), plan_match), direct=direct, report=True, strict=False)


@app.command()
def retry(
    keys: Annotated[list[str] | None, typer.Argument(metavar="[URL]...", help="Only these items.")] = None,
    stage: Annotated[Stage | None, typer.Option(help="Only items of this stage.")] = None,
) -> None:
    """Let the next run take up again what was skipped, and ask at once what it would wait with.

    \b
    Examples:
      sayso retry
      sayso retry --stage fetch
    """
    settings = load_settings()
    with Warehouse.open(settings.warehouse) as warehouse, warehouse.ingestion.saving():
        number = warehouse.ingestion.retry(settings.clock(), [stage] if stage else get_args(Stage), keys or ())
    typer.echo(f"{number:,} item{'' if number == 1 else 's'} will be tried again by the next `sayso run`.")


@app.command()
def match(direct: Direct = False) -> None:
    """Match the claims that the warehouse holds into stories, groups, changes and relay checks.

    \b
    Examples:
      sayso match --direct
    """
    _run(load_settings(), (plan_match,), direct=direct, report=False, strict=False)


def _wanted(
    what: list[str] | None, urls: Path | None, outlet_id: str | None, *, early: bool
) -> tuple[Settings, Wanted]:
    """Return the settings and what is to be ingested: what was named, or else what the settings say."""
    named = tuple(item for item in what or () if item.startswith(WEB))
    folders = [Path(item) for item in what or () if not item.startswith(WEB)]
    settings = load_settings(folders=folders or None)
    listed = read_list(urls, settings.clock()) if urls else ()
    if (named or listed) and not folders:
        settings = settings.model_copy(update={"folders": ()})
    return settings, Wanted((*named, *listed), outlet_id, follow=not (what or urls), early=early)


def _run(settings: Settings, plans: tuple[Plan, ...], *, direct: bool, report: bool, strict: bool) -> None:
    with show.progress_bars() as execute:
        outcome: Outcome
        if direct:
            with logging_to(settings.log):
                outcome = run_plans(settings, plans, execute, report=report)
        else:
            from flows.temporary_server import temporary_server  # noqa: PLC0415

            with temporary_server() as wait_for_it:
                from flows.flow import run_with_prefect  # noqa: PLC0415  # Prefect takes seconds to import

                wait_for_it()
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


for _more in (
    cli_reading.app,
    cli_review.app,
    cli_export.app,
    cli_diff.app,
    cli_site.app,
    cli_story.app,
    cli_profiles.app,
    cli_digest.app,
    cli_status.app,
    cli_keeping.app,
    cli_serve.app,
):
    app.add_typer(_more)
app.add_typer(cli_outlets.app, name="outlets")
app.add_typer(cli_lake.app, name="lake")


def main() -> None:
    """Run the command line; a SaysoError or an operating system's error becomes one line and exit code 1."""
    with _told_plainly():
        app()
