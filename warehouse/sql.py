"""Reads the package's .sql files: migrations, views, macros, audits and named queries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# In the head of a view or macro, after its question and grain: another question, and the query that asks it.
_EXAMPLE = re.compile(r"^-- Example: (?P<question>.+)\n(?P<lines>(?:--   .*\n)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A question that a view or macro answers."""

    name: str  # of the view or macro
    question: str
    query: str


@cache
def query(name: str) -> str:
    """Return the text of queries/<name>.sql."""
    return files("warehouse").joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")


@cache
def migrations() -> tuple[tuple[int, str, str], ...]:
    """Return (number, name, text) of each migration, in order; the file of number 1 is called 0001_<name>.sql."""
    return tuple((int(stem[:4]), stem[5:], text) for stem, text in _folder("migrations"))


@cache
def views() -> tuple[str, ...]:
    """Return the text of each view: staging first, since marts read it; marts do not read each other."""
    return tuple(text for _, text in sorted(_folder("views"), key=lambda view: (not view[0].startswith("stg_"), view)))


@cache
def macros() -> tuple[str, ...]:
    """Return the text of each table macro, which may read any view."""
    return tuple(text for _, text in _folder("macros"))


@cache
def examples() -> tuple[Example, ...]:
    """Return the example in the head of each mart, then of each macro, by name. Staging views have none."""
    return tuple(
        Example(name, found["question"], "\n".join(line[5:] for line in found["lines"].splitlines()))
        for folder in ("views", "macros")
        for name, text in _folder(folder)
        if (found := _EXAMPLE.search(text)) is not None
    )


@cache
def audits() -> tuple[tuple[str, str], ...]:
    """Return (name, text) of each audit, by name."""
    return tuple(_folder("audits"))


def _folder(name: str) -> Iterator[tuple[str, str]]:
    for path in sorted(files("warehouse").joinpath(name).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".sql"):
            yield path.name.removesuffix(".sql"), path.read_text(encoding="utf-8")
