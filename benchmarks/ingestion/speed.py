"""Pages per second on one core: from bytes to the article's text, and for sayso to all that is known of the article.

A second is one of processor time of all threads together. The systems take turns page by page, so that what else the
machine does falls on all of them; of the rounds, each page's shortest time counts.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.ingestion.pages import GoldPage
from benchmarks.ingestion.systems import FAST, Extractor

ROUNDS = 3
REFERENCE = FAST


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast one system is."""

    pages: int
    seconds: float  # of processor time

    @property
    def per_second(self) -> float:
        """Return pages per second."""
        return self.pages / self.seconds


def measure(systems: Mapping[str, Extractor], pages: Sequence[GoldPage], rounds: int = ROUNDS) -> dict[str, Rate]:
    """Return system → its rate over the pages; each reads the first of them once before its time is taken."""
    for system in systems.values():
        system(pages[0].url, pages[0].body)
    total = dict.fromkeys(systems, 0.0)
    for page in pages:
        for name, shortest in _shortest(systems, page, rounds).items():
            total[name] += shortest
    return {name: Rate(len(pages), seconds) for name, seconds in total.items()}


def _shortest(systems: Mapping[str, Extractor], page: GoldPage, rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(rounds):
        for name, system in systems.items():
            start = time.process_time()
            system(page.url, page.body)
            taken[name].append(time.process_time() - start)
    return {name: min(seconds) for name, seconds in taken.items()}
