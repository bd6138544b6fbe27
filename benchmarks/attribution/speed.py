"""Words per second on one core: whole articles, text to claims for sayso, text to attributions for its peers.

A second is one of processor time of all threads together, so that neither a second thread nor what else the machine
does counts. The systems take turns, pass by pass; the median pass counts. Models and the registry are loaded before.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from claims.extract import extract_claims
from sources.registry import Registry
from sources.types import Article

PASSES = 3


@dataclass(frozen=True, slots=True)
class Speed:
    """How long the passes of one system took over texts of so many words (runs of characters between spaces)."""

    words: int
    seconds: tuple[float, ...]  # of processor time, a pass each

    @property
    def per_second(self) -> float:
        """Return words per second of the median pass."""
        return self.words / statistics.median(self.seconds)


def reader(registry: Registry) -> Callable[[Article], object]:
    """Return what sayso does with an article."""
    return lambda article: extract_claims(article, registry)


def of_text(finder: Callable[[str], object]) -> Callable[[Article], object]:
    """Return what a finder does with an article."""
    return lambda article: finder(article.text)


def measure(
    systems: Mapping[str, Callable[[Article], object]], articles: Sequence[Article], passes: int = PASSES
) -> dict[str, Speed]:
    """Return system → its speed over the articles; each reads the first of them once before its time is taken."""
    words = sum(len(article.text.split()) for article in articles)
    seconds: dict[str, list[float]] = {name: [] for name in systems}
    with _one_core():
        for system in systems.values():
            system(articles[0])
        for _ in range(passes):
            for name, system in systems.items():
                seconds[name].append(_timed(system, articles))
    return {name: Speed(words, tuple(taken)) for name, taken in seconds.items()}


def _timed(system: Callable[[Article], object], articles: Sequence[Article]) -> float:
    start = time.process_time()
    for article in articles:
        system(article)
    return time.process_time() - start


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep this process on one core, where the system can do so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
