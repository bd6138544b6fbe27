"""Options that several commands have, and how a command ends."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

EXIT_CODES = """\b
Exit codes:
  0  done; items that were skipped are counted in the summary
  1  could not be done: the message says what was received and what would work
  2  wrong usage
  3  done, but skipped items are on record, with --strict
  4  something needs attention, of `sayso status`
  130  interrupted"""

OutletOption = Annotated[
    str | None, typer.Option("--outlet", help="Outlet id for files and URLs of no outlet that sayso knows.")
]
Direct = Annotated[bool, typer.Option("--direct", help="Run the same stages without Prefect.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 3 when skipped items are on record.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Form(StrEnum):
    """Forms of a report."""

    html = "html"
    md = "md"
    json = "json"
