"""`sayso digest`: what changed and is worth an editor's eye, to read, to subscribe to, or sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

import typer

from flows import show
from flows.cli_profiles import Out, give
from flows.digest import build_digest_file
from flows.notify import send as send_text
from flows.settings import load_settings
from reports.digest import Digest, build_digest, digest_to_html, digest_to_json, digest_to_markdown
from reports.digest_feed import HOME, digest_to_rss, digest_to_text, summary_line
from reports.digest_ranking import default_weights, with_cap
from warehouse import Snapshot

app = typer.Typer()


class DigestForm(StrEnum):
    """Forms of a digest."""

    html = "html"
    md = "md"
    json = "json"
    rss = "rss"
    text = "text"


_WRITERS: Mapping[DigestForm, Callable[[Digest], str]] = MappingProxyType(
    {
        DigestForm.html: digest_to_html,
        DigestForm.md: digest_to_markdown,
        DigestForm.json: digest_to_json,
        DigestForm.text: digest_to_text,
    }
)


@app.command()
def digest(  # noqa: PLR0913, PLR0917 - each is an option
    since: Annotated[str, typer.Option(help="How far back from the last run: 24h, 7d, 2w.")] = "24h",
    form: Annotated[DigestForm, typer.Option("--format", help="Form of the digest.")] = DigestForm.md,
    out: Out = None,
    limit: Annotated[int, typer.Option(min=1, help="Findings at most.")] = 20,
    per_story: Annotated[int | None, typer.Option(min=1, help="Findings of one story at most [default: 5].")] = None,
    now: Annotated[str | None, typer.Option(help="Count back from this moment, ISO 8601 with zone.")] = None,
    link: Annotated[str, typer.Option(help="Page that the RSS feed is of.")] = HOME,
    send: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL", help="Send it as text to this address of Apprise: mailto://…, slack://…, json://…."
        ),
    ] = None,
) -> None:
    """Show what changed of late and is worth an editor's eye, the weightiest first, each with its reason.

    Altered quotations, conflicting numbers, withdrawn claims, relays that do not check out, anonymous sources. A
    finding is of the moment when the later of its texts was first fetched. reports/digest_weights.toml has the weights.

    \b
    Examples:
      sayso digest
      sayso digest --since 52w --format html --out out/digest.html
      sayso digest --since 7d --now 2025-11-21T09:00Z --format text
      sayso digest --since 7d --format rss --out out/digest.xml
    """
    weights = default_weights() if per_story is None else with_cap(default_weights(), per_story)
    with Snapshot.open(load_settings().snapshot) as snapshot:
        file = build_digest_file(snapshot, weights, since=since, limit=limit, now=_moment(now))
    made = build_digest(file)
    if not send or out is not None:
        text = digest_to_rss(made, link) if form == DigestForm.rss else _WRITERS[form](made)
        give(show.printable(text) if form == DigestForm.text and out is None else text, out)
    if send:
        _send(made, send)


def _send(made: Digest, urls: list[str]) -> None:
    if not made.items:
        typer.echo("Nothing was found, and nothing sent.", err=True)
        return
    send_text(summary_line(made), digest_to_text(made), urls)
    typer.echo(f"Sent to {len(urls)} address{'' if len(urls) == 1 else 'es'}.", err=True)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"--now takes a moment such as 2025-11-21T09:00Z; received {text!r}") from None
    if moment.tzinfo is None:
        raise typer.BadParameter(f"--now needs a zone: {text}Z is in UTC")
    return moment.astimezone(UTC)
