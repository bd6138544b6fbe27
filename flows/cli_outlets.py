"""`sayso outlets`: the outlets that sayso knows, new ones, and whether their feeds work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows import listing
from flows.options import AsJson, Strict
from flows.outlets import add_outlet, check_feeds, show_checks
from flows.settings import load_settings
from sources.connect import Outside
from sources.registry import load_registry

app = typer.Typer(invoke_without_command=True)


@app.callback()
def outlets(context: typer.Context, as_json: AsJson = False) -> None:
    """List the outlets that sayso knows, add some, check their feeds.

    They are the packaged registry with your overlay files.

    \b
    Examples:
      sayso outlets
      sayso outlets --json
    """
    if context.invoked_subcommand is None:
        listing.show_outlets(load_registry(*load_settings().outlets).outlets, "", as_json=as_json)


@app.command()
def find(
    search: Annotated[str, typer.Argument(metavar="TEXT", help="Part of an id, name, alias or domain.")],
    as_json: AsJson = False,
) -> None:
    """List those outlets in which a text occurs.

    \b
    Examples:
      sayso outlets find politico
      sayso outlets find .de --json
    """
    listing.show_outlets(load_registry(*load_settings().outlets).outlets, search, as_json=as_json)


@app.command()
def check(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[OUTLET]...", help="Outlet ids [default: all].")] = None,
    as_json: AsJson = False,
    strict: Strict = False,
) -> None:
    """Ask every feed of the registry, or those of some outlets, whether it works, and for how long it has been silent.

    Nothing is stored. Those that fail come first.

    \b
    Examples:
      sayso outlets check bbc guardian
      sayso outlets check --json
    """
    settings = load_settings()
    registry = load_registry(*settings.outlets)
    checks = check_feeds(ids or ["*"], registry, settings, Outside(now=settings.clock))
    show_checks(checks, settings.clock(), as_json=as_json)
    if strict and any(check.failure for check in checks):
        raise typer.Exit(3)


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the outlet's front page.")],
    to: Annotated[Path | None, typer.Option(help="Overlay file to add the entry to [default: only print it].")] = None,
) -> None:
    """Look at an outlet's front page, find its feeds, and propose its entry for the registry.

    \b
    Examples:
      sayso outlets add https://post.example
      sayso outlets add https://post.example --to outlets.toml
    """
    settings = load_settings()
    entry = add_outlet(url, load_registry(*settings.outlets), settings, Outside(now=settings.clock), to)
    typer.echo(entry, nl=False)
    if to is not None:
        typer.echo(f"Wrote {to}; look it over, and name it in `outlets` in sayso.toml", err=True)
