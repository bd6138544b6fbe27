"""Commands for a shared warehouse: moving one there and back, publishing what other machines saved, tidying."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows import show
from flows.settings import Settings, SettingsError, load_settings
from warehouse import Lake, Warehouse
from warehouse.lake_moves import Moved, move_to_file, move_to_lake, tidy_lake

app = typer.Typer(no_args_is_help=True, help="The warehouse that several machines share, and a file: moving, tidying.")


@app.command("import")
def import_(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Warehouse file, else that of `out`.")] = None,
) -> None:
    """Move a warehouse file into the shared warehouse of the settings, which must be empty. The file stays.

    \b
    Examples:
      sayso lake import
      sayso lake import out/warehouse.duckdb
    """
    settings = load_settings()
    moved = move_to_lake(file or settings.out / "warehouse.duckdb", _lake(settings))
    _tell(moved, str(_lake(settings)))


@app.command()
def export(file: Annotated[Path, typer.Argument(metavar="FILE", help="A new warehouse file.")]) -> None:
    """Move the shared warehouse of the settings into a new file. The lake stays; nobody saves to it meanwhile.

    \b
    Examples:
      sayso lake export out/warehouse.duckdb
    """
    _tell(move_to_file(_lake(load_settings()), file), str(file))


@app.command()
def publish() -> None:
    """Bring this machine's snapshot to where the runs of all machines have got by now, without a run.

    \b
    Examples:
      sayso lake publish
    """
    settings = load_settings()
    with Warehouse.open(_lake(settings)) as warehouse:
        warehouse.publish(settings.snapshot)
    typer.echo(show.printable(f"Wrote {settings.snapshot}"))


@app.command()
def tidy(
    days: Annotated[int, typer.Option(min=0, help="States of so many days can still be read.")] = 30,
) -> None:
    """Merge small files, let old states of the shared warehouse go, and delete what only those needed.

    A snapshot that is older than that cannot be read afterwards, wherever it lies: publish it anew.

    \b
    Examples:
      sayso lake tidy
      sayso lake tidy --days 7
    """
    lake = _lake(load_settings())
    tidy_lake(lake, days)
    typer.echo(show.printable(f"Tidied {lake}"))


def _lake(settings: Settings) -> Lake:
    if isinstance(settings.warehouse, Lake):
        return settings.warehouse
    raise SettingsError(
        f"the setting `warehouse` names the file {settings.warehouse}: name a shared warehouse, such as "
        "SAYSO_WAREHOUSE='ducklake:postgres:dbname=sayso host=db.example user=sayso' with SAYSO_WAREHOUSE_DATA"
    )


def _tell(moved: Moved, where: str) -> None:
    typer.echo(show.printable(f"Moved {moved.rows:,} rows of {moved.tables} tables to {where}"))
