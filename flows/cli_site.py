"""Commands for reading in a browser: a site of files, and the same served, with reviewing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows import show
from flows.settings import load_settings
from flows.site import write_site
from warehouse import Snapshot

SHORTEST_TOKEN = 12

app = typer.Typer()


@app.command("site")
def site_(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for the site: new, empty, or one of sayso's.")],
) -> None:
    """Write a site of pages to browse: stories, claims, outlets, speakers, and a search. It needs no server.

    Open OUT/index.html. Every claim has the address claims/CLAIM_ID.html, every group of tellings claims/GROUP_ID.html.
    A later run into the same folder writes only what changed, and takes away only pages that sayso wrote.

    \b
    Examples:
      sayso site out/site
    """
    with Snapshot.open(load_settings().snapshot) as snapshot:
        result = write_site(snapshot, out, show.progress_bar)
    for name in result.kept:
        typer.echo(show.printable(f"Left {out / name}: it was changed since sayso wrote it."), err=True)
    typer.echo(
        show.printable(
            f"Wrote {out / 'index.html'}: {result.written:,} files written, {result.unchanged:,} unchanged, "
            f"{result.removed:,} removed"
        )
    )


@app.command()
def browse(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8765,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    names: Annotated[
        list[str] | None, typer.Option("--name", help="Another host name under which browsers may ask.")
    ] = None,
    review: Annotated[bool, typer.Option("--review", help="Let who has the printed address judge pairs.")] = False,
    token: Annotated[
        str | None,
        typer.Option(envvar="SAYSO_BROWSE_TOKEN", help="What reviewers must give, instead of a random token."),
    ] = None,
) -> None:
    """Serve the snapshot's pages to a browser on this machine, with a search; Ctrl-C ends it.

    Each new snapshot is shown at once. With --review or --token, whoever has the token can say of unsure pairs whether
    they are the same claim; the next `sayso match` applies it.

    \b
    Examples:
      sayso browse
      sayso browse --review --port 9000
    """
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise typer.BadParameter(f"a token takes at least {SHORTEST_TOKEN} characters", param_hint="--token")
    from flows.browse import serve  # noqa: PLC0415  # FastAPI takes most of a second to import

    serve(load_settings(), host, port, tuple(names or ()), review=review, token=token, say=typer.echo)
