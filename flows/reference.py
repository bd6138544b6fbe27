"""What a snapshot can be asked → its reference as Markdown and a picture, with examples and their answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.reporting import write_whole
from flows.show import one_line, plain, rows_of
from reports.entities import Entity, IdColumn, draw_entities
from warehouse import ColumnInfo, Example, MacroInfo, Snapshot, TableInfo, examples

_LONGEST = 100  # characters of a cell
# Ids that are called by what they are to their row, not by whose they are.
_CALLED_OTHERWISE = {
    "relay_id": "outlet_id",
    "checked_id": "outlet_id",
    "origin_id": "version_id",
    "nested_in": "claim_id",
}
_STAGING = "stg_"
_SCHEMA_HEAD = """# Schema

What `out/sayso.duckdb` holds; `sayso schema --out docs` wrote this page. Marts answer questions, and so do macros,
which are given something: [marts.md](marts.md) has an example of each. Tables hold what they answer from; staging views
are internal and may change. Ids are text, times are UTC, spans count code points.

![Tables and how their ids refer to one another](schema.svg)

In the picture, a table stands to the right of the one that it belongs to, with those of its columns that hold ids, and
where they lead; `+5` are five columns more.
"""
_MARTS_HEAD = """# Questions and their answers

Each mart and macro with an example, and what it answers over the seeds; `sayso schema --out docs` wrote this page, and
`sayso sql` asks such questions. [schema.md](schema.md) describes the columns. The seeds are stories of one day, read
from files: they have no edited or deleted articles and no feeds, so that a few answers are empty.

"""


@dataclass(frozen=True, slots=True)
class Answer:
    """An example with what its query answers."""

    example: Example
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def write_reference(snapshot: Snapshot, folder: Path) -> tuple[Path, ...]:
    """Write schema.md, schema.svg and marts.md into the folder, which is made; return their paths.

    Raises WriteFailed.
    """
    tables, macros = snapshot.schema(), snapshot.macros()
    answers = tuple(_answer(snapshot, example) for example in examples())
    texts = {
        "schema.md": schema_as_markdown(tables, macros),
        "schema.svg": draw_entities(entities_of(tables)),
        "marts.md": marts_as_markdown(tables, macros, answers),
    }
    return tuple(write_whole(folder / name, text) for name, text in texts.items())


def schema_as_markdown(tables: Sequence[TableInfo], macros: Sequence[MacroInfo]) -> str:
    """Return the reference of all tables, views and macros, with a table of contents."""
    views = [table for table in tables if table.kind == "view"]
    parts = {
        "Marts": [view for view in views if not view.name.startswith(_STAGING)],
        "Tables": [table for table in tables if table.kind == "table"],
        "Staging views": [view for view in views if view.name.startswith(_STAGING)],
    }
    lines = _SCHEMA_HEAD.splitlines()
    for title, chosen in parts.items():
        lines += ["", f"## {title}", "", *_contents((one.name, one.comment) for one in chosen)]
        if title == "Marts":
            lines += ["", "## Macros", "", *_contents((one.name, one.comment) for one in macros)]
    for one in parts["Marts"]:
        lines += _described(one.name, one.comment, one.columns)
    for macro in macros:
        lines += _described(macro.name, macro.comment, macro.columns, call=macro)
    for title in ("Tables", "Staging views"):
        for one in parts[title]:
            lines += _described(one.name, one.comment, one.columns)
    return "\n".join(lines) + "\n"


def marts_as_markdown(tables: Sequence[TableInfo], macros: Sequence[MacroInfo], answers: Sequence[Answer]) -> str:
    """Return each example as question, query and answer, under what the mart or macro is for."""
    told = {table.name: table.comment for table in tables} | {macro.name: macro.comment for macro in macros}
    lines = [
        *_MARTS_HEAD.splitlines(),
        "| question | ask |",
        "| --- | --- |",
        *(
            f"| {_cell(answer.example.question)} | [{answer.example.name}](#{answer.example.name}) |"
            for answer in answers
        ),
    ]
    for answer in answers:
        example = answer.example
        lines += [
            "",
            f"## {example.name}",
            "",
            _cell(told[example.name], longest=None),
            "",
            f"*{example.question}*",
            "",
        ]
        lines += ["```sql", example.query, "```", "", *_table(answer)]
    return "\n".join(lines) + "\n"


def entities_of(tables: Sequence[TableInfo]) -> tuple[Entity, ...]:
    """Return the tables, no views, with the columns that hold ids and the table that each refers to.

    An id is of the table that is called after it and has it first: version_id of article_versions. Another column
    refers to it that is called like it, with something before or in the plural: left_claim_id, version_ids.
    """
    held = [table for table in tables if table.kind == "table"]
    owners = _owners(held)
    return tuple(_entity(table, owners) for table in held)


def _owners(tables: Iterable[TableInfo]) -> dict[str, str]:
    """Return which table an id is of."""
    owners = {}
    for table in tables:
        first = table.columns[0].name
        last_word = table.name.split("_")[-1]
        if first.endswith("_id") and last_word in _plurals(first.removesuffix("_id")):
            owners[first] = table.name
    return owners


def _plurals(word: str) -> tuple[str, ...]:
    return (f"{word}s", f"{word}es", f"{word[:-1]}ies")


def _entity(table: TableInfo, owners: Mapping[str, str]) -> Entity:
    ids = []
    for place, column in enumerate(table.columns):
        owner = _refers_to(column.name, owners)
        if owner == table.name and place == 0:
            ids.append(IdColumn(column.name, None))
        elif owner is not None:
            ids.append(IdColumn(column.name, owner))
    return Entity(table.name, tuple(ids), len(table.columns) - len(ids))


def _refers_to(column: str, owners: Mapping[str, str]) -> str | None:
    name = re.sub(r"_ids$", "_id", _CALLED_OTHERWISE.get(column, column))
    fitting = [owned for owned in owners if name == owned or name.endswith(f"_{owned}")]
    return owners[max(fitting, key=len)] if fitting else None


def _answer(snapshot: Snapshot, example: Example) -> Answer:
    table = snapshot.query(example.query)
    return Answer(example, tuple(table.column_names), tuple(map(tuple, rows_of(table))))


def _contents(entries: Iterable[tuple[str, str]]) -> list[str]:
    return [
        "| name | what it holds |",
        "| --- | --- |",
        *(f"| [{n}](#{n}) | {_cell(c, longest=None)} |" for n, c in entries),
    ]


def _described(name: str, comment: str, columns: Sequence[ColumnInfo], call: MacroInfo | None = None) -> list[str]:
    lines = ["", f"### {name}", "", _cell(comment, longest=None), ""]
    if call is not None:
        lines += [f"`FROM {call.call}`", "", "| parameter | meaning |", "| --- | --- |"]
        lines += [
            f"| {one.name} | {'may be left out; ' if one.optional else ''}{_cell(one.comment, longest=None)} |"
            for one in call.parameters
        ]
        lines.append("")
    lines += ["| column | type | meaning |", "| --- | --- | --- |"]
    return lines + [
        f"| {c.name} | `{_cell(c.type, longest=None)}` | {_cell(c.comment, longest=None)} |" for c in columns
    ]


def _table(answer: Answer) -> list[str]:
    if not answer.rows:
        return ["No rows."]
    return [
        f"| {' | '.join(map(_cell, answer.columns))} |",
        f"| {' | '.join('---' for _ in answer.columns)} |",
        *(f"| {' | '.join(_cell(_shown(value)) for value in row)} |" for row in answer.rows),
    ]


def _shown(value: object) -> str:
    given = plain(value)
    if given is None:
        return ""
    if isinstance(given, list):
        return ", ".join(map(str, given))
    return str(given).lower() if isinstance(given, bool) else str(given)


def _cell(text: str, longest: int | None = _LONGEST) -> str:
    """Return the text as a cell of a Markdown table, in which nothing of it is markup."""
    line = " ".join(one_line(text).split())
    if longest is not None and len(line) > longest:
        line = line[: longest - 1].rstrip() + "…"
    return re.sub(r"([\\|<>*_\[\]#`])", r"\\\1", line) if longest is not None else re.sub(r"([|<>])", r"\\\1", line)
