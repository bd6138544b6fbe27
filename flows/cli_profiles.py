"""`sayso speaker` and `sayso outlet`: what one person is quoted on, and what one outlet's reporting rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.options import Form
from flows.profiles import build_outlet_file, build_speaker_file
from flows.reporting import write_whole
from flows.settings import load_settings
from reports.outlet_page import build_outlet_page, outlet_to_html, outlet_to_json, outlet_to_markdown
from reports.speaker_page import build_speaker_page, speaker_to_html, speaker_to_json, speaker_to_markdown
from warehouse import Snapshot

app = typer.Typer()

FormOption = Annotated[Form, typer.Option("--format", help="Form of the page.")]
Out = Annotated[Path | None, typer.Option(help="File to write [default: standard output].")]

_SPEAKER = {Form.html: speaker_to_html, Form.md: speaker_to_markdown, Form.json: speaker_to_json}
_OUTLET = {Form.html: outlet_to_html, Form.md: outlet_to_markdown, Form.json: outlet_to_json}


@app.command()
def speaker(
    name: Annotated[str, typer.Argument(help="Name, part of one, or id, of a person or body.")],
    form: FormOption = Form.md,
    out: Out = None,
) -> None:
    """Show what a person or body is quoted on, by whom, and how worded.

    Case and accents make no difference. Where a name may be several, the message lists them with their ids.

    \b
    Examples:
      sayso speaker "Dmitry Peskov"
      sayso speaker peskov --format html --out out/peskov.html
      sayso speaker "the Kremlin" --format json
    """
    with Snapshot.open(load_settings().snapshot) as snapshot:
        page = build_speaker_page(build_speaker_file(snapshot, name))
    give(_SPEAKER[form](page), out)


@app.command()
def outlet(
    outlet_id: Annotated[str, typer.Argument(metavar="OUTLET", help="Outlet id.")],
    form: FormOption = Form.md,
    out: Out = None,
) -> None:
    """Show what an outlet's reporting rests on, by month: its sources, relays, copies, alterations, withdrawals.

    \b
    Examples:
      sayso outlet northern-herald-stand-in
      sayso outlet northern-herald-stand-in --format html --out out/northern-herald.html
    """
    with Snapshot.open(load_settings().snapshot) as snapshot:
        page = build_outlet_page(build_outlet_file(snapshot, outlet_id))
    give(_OUTLET[form](page), out)


def give(text: str, out: Path | None) -> None:
    """Write the text to the file and say so, or print it."""
    if out is None:
        typer.echo(text, nl=not text.endswith("\n"))
    else:
        typer.echo(f"Wrote {write_whole(out, text)}", err=True)
