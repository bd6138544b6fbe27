"""Commands that follow one story through all outlets, and one claim through all of its tellings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from flows.options import Form
from flows.reporting import write_whole
from flows.settings import load_settings
from flows.story_report import load_story, write_story
from flows.tracing import load_trace
from reports.story_page import render_story
from reports.trace import render_trace
from warehouse import Snapshot

app = typer.Typer()

FormOption = Annotated[Form, typer.Option("--format", help="Form of the report.")]
OutOption = Annotated[Path | None, typer.Option(help="File to write [default: standard output].")]


@app.command()
def story(
    named: Annotated[str, typer.Argument(metavar="STORY", help="Story id, or words of its title.")],
    form: FormOption = Form.md,
    out: OutOption = None,
) -> None:
    """Show one story in all outlets: who carries what, who was first, who has it from whom, whose text it is.

    A story whose HTML is larger than a megabyte is written to FILE and numbered pages beside it, story.p2.html and so
    on; Markdown, JSON and standard output have it whole.

    \b
    Examples:
      sayso story "Europe blindsided"
      sayso story "Europe blindsided" --format html --out out/story.html
      sayso sql "SELECT story_id, title FROM stories"
    """
    with Snapshot.open(load_settings().snapshot) as snapshot:
        report = load_story(snapshot, named)
    if form == "html" and out is not None:
        typer.echo(f"Wrote {_told(write_story(report, out))}", err=True)
    else:
        _write(render_story(report, form), out)


@app.command()
def trace(
    asked: Annotated[str, typer.Argument(metavar="CLAIM", help="Id of a claim or claim group, or what is claimed.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Claims that are named as near to a text, at most.")] = 5,
    form: FormOption = Form.md,
    out: OutOption = None,
) -> None:
    """Follow one claim through every outlet, version and relay: each telling, what changed, who has it from whom.

    What is asked in your own words is looked for by meaning and rare words, and the nearest claim is traced; the answer
    says how sure that is. Where no claim is near, it says so.

    \b
    Examples:
      sayso trace "the Ukrainian army is limited to 600,000 troops"
      sayso trace "no negotiations on the plan" --limit 3 --format html --out out/trace.html
      sayso sql "SELECT group_id, claim FROM claims_told LIMIT 5"
    """
    with Snapshot.open(load_settings().snapshot) as snapshot:
        report = load_trace(snapshot, asked, limit)
    _write(render_trace(report, form), out)


def _told(pages: Sequence[Path]) -> str:
    if len(pages) == 1:
        return f"{pages[0]}"
    return f"{pages[0]}, and {len(pages) - 1:,} more pages beside it, the last one {pages[-1].name}"


def _write(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=not text.endswith("\n"))
    else:
        typer.echo(f"Wrote {write_whole(out, text)}", err=True)
