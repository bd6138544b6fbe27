"""Articles without end, in the order of publication and the same ones each time: sixty outlets, two thousand a day.

How many articles an event has falls with the square of their number, as in benchmarks.matching.synthetic, where the
reasons stand. Half of the events that several tell go back to a real event of BASIL, with its three real articles; the
others, and those that one outlet tells, to a single real one. What an outlet makes of it is invented, with these
shares: a copy of the event's first article, cut at its end; or one of the real texts with paragraphs left out, some
moved, and in most of them some words and numbers changed once more.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count

from benchmarks.operations.texts import RealEvent, Telling
from benchmarks.operations.variations import Lexicon, Rewording, shortened
from benchmarks.warehouse.shapes import COPIED, LARGEST, SKEW

SEED = 8
OUTLETS = tuple(f"outlet-{number:02}" for number in range(60))
PER_DAY = 2_000
BEGIN = datetime(2025, 3, 1, tzinfo=UTC)
# All that follows is an assumption, but COPIED: shares of articles or paragraphs, 0 to 1.
SEVERAL = 0.5  # of events that several tell, those that go back to a real event with several articles
DROPPED, MOVED = 0.1, 0.05  # of the paragraphs of articles of an event that several tell
VERBATIM, CHANGED = 0.3, 0.1  # of articles, those whose words stay the event's; of the others' words, those changed
FIRST_HOURS, LAST_HOURS = 8.0, 72.0  # after an event's first article: how late others are in the mean, and at most

_SIZES = list(accumulate(size**-SKEW for size in range(1, LARGEST + 1)))


@dataclass(frozen=True, slots=True)
class MadeArticle:
    """An article to be put into a page."""

    number: int  # of this and of its event, each counted from 0 in the order in which they were made
    event: int
    outlet: str
    published: datetime
    title: str
    paragraphs: tuple[str, ...]

    @property
    def url(self) -> str:
        """Return its address, below its outlet's domain."""
        return f"https://{self.outlet}.example/{self.published:%Y/%m/%d}/story-{self.number}"


def make(several: Sequence[RealEvent], alone: Sequence[RealEvent], number: int, seed: int = SEED) -> list[MadeArticle]:
    """Return the first so many articles."""
    supply = stream(several, alone, seed)
    return [next(supply) for _ in range(number)]


def stream(several: Sequence[RealEvent], alone: Sequence[RealEvent], seed: int = SEED) -> Iterator[MadeArticle]:
    """Yield articles for ever, those published first coming first."""
    lexicon = Lexicon(
        text for event in (*several, *alone) for told in event.tellings for text in (told.title, *told.paragraphs)
    )
    waiting: list[tuple[datetime, int, MadeArticle]] = []
    numbers, begun = count(), BEGIN
    for event in count():
        chance = random.Random(f"{seed}/{event}")  # noqa: S311 - no secret
        size = chance.choices(range(1, LARGEST + 1), cum_weights=_SIZES)[0]
        base = chance.choice(several if size > 1 and chance.random() < SEVERAL else alone)
        for outlet, hours, told in _event(size, base, lexicon, chance):
            published = begun + timedelta(hours=hours)
            number = next(numbers)
            made = MadeArticle(number, event, outlet, published, told.title, told.paragraphs)
            heapq.heappush(waiting, (published, number, made))
        begun += timedelta(days=size / PER_DAY)
        while waiting and waiting[0][0] <= begun:
            yield heapq.heappop(waiting)[2]


def _event(size: int, base: RealEvent, lexicon: Lexicon, chance: random.Random) -> Iterator[tuple[str, float, Telling]]:
    """Yield outlet, hours after the first one, and article, so many of them."""
    rewording = Rewording(lexicon, chance)
    tellings = [rewording.told(telling) for telling in base.tellings]
    outlets = chance.sample(OUTLETS, len(OUTLETS))
    first = _told(tellings[0], lexicon, chance) if size > 1 else tellings[0]
    yield outlets[0], 0.0, first
    for place in range(1, size):
        copied = chance.random() < COPIED
        cut = first.paragraphs[: chance.randint(1, len(first.paragraphs))]
        told = Telling(first.title, cut) if copied else _told(chance.choice(tellings), lexicon, chance)
        yield outlets[place % len(outlets)], min(chance.expovariate(1 / FIRST_HOURS), LAST_HOURS), told


def _told(telling: Telling, lexicon: Lexicon, chance: random.Random) -> Telling:
    """Return an event's article as one more outlet would have it."""
    kept = Telling(telling.title, shortened(telling.paragraphs, chance, DROPPED, MOVED))
    return kept if chance.random() < VERBATIM else Rewording(lexicon, chance, CHANGED).told(kept)
