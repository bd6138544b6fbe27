"""Cuts long work into parts, and keeps its objects out of the interpreter's way."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")


def in_batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield the items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def by_size(sizes: Iterable[tuple[str, int]], most: int) -> Iterator[list[str]]:
    """Yield items, given with their sizes, as many at a time as have so much size together, at least one."""
    some: list[str] = []
    held = 0
    for item, size in sizes:
        if some and held + size > most:
            yield some
            some, held = [], 0
        some.append(item)
        held += size
    if some:
        yield some


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cycles of objects while the block runs: it makes none, and the search takes a sixth of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
