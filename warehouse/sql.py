"""Reads the package's .sql files: migrations, views and named queries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


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


def _folder(name: str) -> Iterator[tuple[str, str]]:
    for path in sorted(files("warehouse").joinpath(name).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".sql"):
            yield path.name.removesuffix(".sql"), path.read_text(encoding="utf-8")
