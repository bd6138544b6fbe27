"""`sayso export`: the snapshot's tables, views and claims as files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows import listing, show
from flows.export import Export, ExportForm, Wish, count_files, export
from flows.options import AsJson
from flows.settings import load_settings
from warehouse import Snapshot

app = typer.Typer()


@app.command("export")
def export_(  # noqa: PLR0913, PLR0917 - each is an option
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for the files; a new or an empty one.")],
    form: Annotated[
        ExportForm,
        typer.Option("--format", help="Form of the files; jsonld is the claims as linked data of schema.org."),
    ] = ExportForm.parquet,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this table or view; can be given several times.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the earlier export that OUT holds.")] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="All tables as Parquet, with checksums: a backup for `sayso import`.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the snapshot's tables and views into a folder, a file each, for other programs.

    Parquet has every column. JSON Lines has times in ISO 8601, UTC, bytes in base64 and nested values as JSON. CSV has
    cells as `sayso sql --csv` prints them, no formula among them, and leaves out columns of bytes; its times are UTC.
    JSON-LD has each claim with who says it and all articles that tell it, as Claim of schema.org: `claims.jsonl`, a
    claim a line, and `claims.jsonld`, one graph. `export.json` says what the files and their columns hold.

    \b
    Examples:
      sayso export out/tables
      sayso export out/csv --format csv --only claims_told --only relay_reports
      sayso export out/claims --format jsonld --json
      sayso export out/whole --whole
    """
    if only and form is ExportForm.jsonld:
        raise typer.BadParameter("--only names tables; --format jsonld has none, it writes all claims")
    if whole and (only or form is not ExportForm.parquet):
        raise typer.BadParameter("--whole is all tables as Parquet; it goes with neither --only nor another --format")
    wish = Wish(out, form, tuple(only or ()), replace, whole)
    with Snapshot.open(load_settings().snapshot) as snapshot, show.progress_bar(count_files(snapshot, wish)) as tell:
        done = export(snapshot, wish, tell)
    if as_json:
        listing.print_json({"folder": str(out), **asdict(done)})
    else:
        _show(done, out)


def _show(done: Export, out: Path) -> None:
    show.show_rows(
        ("file", "what", "rows", "bytes"),
        [(file.file, file.kind, file.rows, file.bytes) for file in done.files],
    )
    left_out = [f"{file.name}.{column}" for file in done.files for column in file.left_out]
    console = show.stdout()
    if left_out:
        console.print(f"Left out, being bytes: {', '.join(left_out)}", soft_wrap=True)
    console.print(f"Wrote {show.one_line(str(out))}", soft_wrap=True)
