"""What becomes of the 120 pages: their text, the day of publication, and whether any is refused that is an article."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.ingestion.pages import GoldPage, load_days, page_of
from benchmarks.ingestion.shingles import Score, score
from benchmarks.ingestion.systems import Extractor
from sources.errors import UnreadablePage
from sources.extract import extract


@dataclass(frozen=True, slots=True)
class Body:
    """How near one system comes to the texts."""

    all: Score
    halves: tuple[Score, Score]  # every other page by name, from the first and from the second on


@dataclass(frozen=True, slots=True)
class Kept:
    """What sayso says of pages that are all articles, and of the days on which they were published."""

    pages: int
    refused: tuple[str, ...]  # why, a line each
    days: int  # pages that say when they were published
    right: int
    wrong: tuple[str, ...]  # page: day found, day stated

    @property
    def share_kept(self) -> float:
        """Return the share of pages that became an article."""
        return 1 - len(self.refused) / self.pages

    @property
    def share_right(self) -> float:
        """Return the share of stated days that were found."""
        return self.right / self.days if self.days else 0.0


def measure_bodies(
    systems: Mapping[str, Extractor], pages: Sequence[GoldPage], tell: Callable[[str], None]
) -> dict[str, Body]:
    """Return system → how near its texts come to those wanted."""
    found = {}
    for name, system in systems.items():
        tell(f"body: {name}")
        pairs = [(page.text, system(page.url, page.body)) for page in pages]
        found[name] = Body(score(pairs), (score(pairs[::2]), score(pairs[1::2])))
    return found


def measure_kept(pages: Sequence[GoldPage]) -> Kept:
    """Return which pages sayso refuses, and whether it finds the days."""
    days = load_days()
    refused, wrong, right = [], [], 0
    for page in pages:
        try:
            article = extract(page_of(page.url, page.body))
        except UnreadablePage as error:
            refused.append(str(error))
            continue
        if page.name in days:
            day = f"{article.published:%Y-%m-%d}" if article.published else "none"
            right += day == days[page.name]
            wrong += [f"{page.url}: {day}, stated {days[page.name]}"] if day != days[page.name] else []
    stated = sum(page.name in days for page in pages)
    return Kept(len(pages), tuple(refused), stated, right, tuple(wrong))
