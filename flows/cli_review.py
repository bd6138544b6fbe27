"""`sayso review`: pairs of claims that the matcher is unsure of, judged by people."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows import listing, show
from flows.options import AsJson
from flows.reporting import write_whole
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
from flows.settings import Settings, load_settings
from warehouse import Warehouse

APPLIED = "The next `sayso match` applies what was decided."

app = typer.Typer()


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
