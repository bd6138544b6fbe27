"""Lists of what there is: the outlets of the registry, the tables and views of the snapshot."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence

from flows.show import escape_controls, show_rows
from sources.errors import SaysoError
from sources.types import Outlet
from warehouse import TableInfo


class UnknownTable(SaysoError):
    """A table or view that the snapshot does not have."""


def show_outlets(outlets: Iterable[Outlet], search: str, *, as_json: bool) -> None:
    """Print the outlets in which the search text occurs, whatever its case."""
    wanted = search.casefold()
    found = [outlet for outlet in outlets if wanted in " ".join(_names(outlet)).casefold()]
    if as_json:
        print_json([dataclasses.asdict(outlet) for outlet in found])
        return
    rows = [
        (o.id, o.name, o.kind, o.country, o.language, ", ".join(o.domains), ", ".join(o.aliases), len(o.feeds))
        for o in found
    ]
    show_rows(("id", "name", "kind", "country", "language", "domains", "aliases", "feeds"), rows)


def _names(outlet: Outlet) -> tuple[str, ...]:
    return (outlet.id, outlet.name, *outlet.aliases, *outlet.domains)


def show_schema(tables: Sequence[TableInfo], name: str | None, *, as_json: bool) -> None:
    """Print one table's or view's columns, or with no name a line for each table and view.

    Raises UnknownTable.
    """
    chosen = [table for table in tables if name in (None, table.name)]
    if not chosen:
        raise UnknownTable(f"no table or view is called {name!r}; there are " + ", ".join(t.name for t in tables))
    if as_json:
        print_json([dataclasses.asdict(table) for table in chosen])
    elif name is None:
        show_rows(
            ("name", "kind", "columns", "what it holds"),
            [(table.name, table.kind, len(table.columns), table.comment) for table in chosen],
        )
    else:
        [table] = chosen
        show_rows(
            ("column", "type", "meaning"),
            [(column.name, column.type, column.comment) for column in table.columns],
            title=f"{table.name} ({table.kind}): {table.comment}",
        )


def print_json(value: object) -> None:
    """Print the value as JSON."""
    print(escape_controls(json.dumps(value, ensure_ascii=False, indent=2)))
