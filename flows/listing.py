"""Lists of what there is: the outlets of the registry, the tables, views and macros of the snapshot."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence

from flows.show import escape_controls, show_rows
from sources.errors import SaysoError
from sources.types import Outlet
from warehouse import MacroInfo, TableInfo


class UnknownTable(SaysoError):
    """A table, view or macro that the snapshot does not have."""


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


def show_schema(tables: Sequence[TableInfo], macros: Sequence[MacroInfo], name: str | None, *, as_json: bool) -> None:
    """Print what one table, view or macro has, or with no name a line for each.

    Raises UnknownTable.
    """
    everything: tuple[TableInfo | MacroInfo, ...] = (*tables, *macros)
    chosen = [one for one in everything if name in (None, one.name)]
    if not chosen:
        known = ", ".join(one.name for one in everything)
        raise UnknownTable(f"no table, view or macro is called {name!r}; there are {known}")
    if as_json:
        print_json([{**dataclasses.asdict(one), "kind": _kind(one)} for one in chosen])
    elif name is None:
        show_rows(
            ("name", "kind", "columns", "what it holds"),
            [(one.name, _kind(one), len(one.columns), one.comment) for one in chosen],
        )
    else:
        _show_one(chosen[0])


def _kind(one: TableInfo | MacroInfo) -> str:
    return "macro" if isinstance(one, MacroInfo) else one.kind


def _show_one(one: TableInfo | MacroInfo) -> None:
    title = f"{one.name} ({_kind(one)}): {one.comment}"
    if isinstance(one, MacroInfo):
        show_rows(
            ("given", "may be left out", "meaning"),
            [(given.name, "yes" if given.optional else "no", given.comment) for given in one.parameters],
            title=f"{title}\nFROM {one.call}",
        )
        title = "It gives:"
    show_rows(
        ("column", "type", "meaning"),
        [(column.name, column.type, column.comment) for column in one.columns],
        title=title,
    )


def print_json(value: object) -> None:
    """Print the value as JSON."""
    print(escape_controls(json.dumps(value, ensure_ascii=False, indent=2)))
