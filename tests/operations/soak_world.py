"""Outlets that publish, edit, withdraw, fail and lie: what the soak's server answers at a moment, and what it has told.

All is drawn from a seed, the name of what is asked for, and the round: the order of requests changes nothing.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from sources.types import content_id
from tests.flows.web import NOW, article
from tests.sources.server import Answer, Asked, Server, half, reset, status, text

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LISTED = 3 * DAY  # how long a feed names an article
BODIES = (
    "defence ministry", "central bank", "health agency", "port authority", "railway union", "energy regulator",
    "coast guard", "electoral commission", "water board", "interior ministry",
)  # fmt: skip
THINGS = ("soldiers", "houses", "tickets", "engineers", "vessels", "ballots", "turbines", "patients", "permits")
DONE = ("moved to", "counted in", "withdrawn from", "paid for in", "trained in", "inspected in", "built in", "sent to")
PLACES = ("Lisbon", "Oslo", "Vilnius", "Turin", "Graz", "Porto", "Tampere", "Gdansk", "Leeds", "Ghent", "Bergen")
QUOTES = (
    "We were not really being heard",
    "Nobody should have to wait this long",
    "It is the largest effort of its kind",
    "The figures speak for themselves",
    "There is no reason to change course now",
)


def draw(*names: object) -> random.Random:
    """Return the chance that belongs to these names."""
    return random.Random(" ".join(map(str, names)))  # noqa: S311 - a seed is wanted


@dataclass(frozen=True, slots=True)
class Piece:
    """An article and its life. Its text is that of the last edition begun; an edit may go back to an earlier one."""

    host: str
    number: int
    published: datetime
    editions: tuple[tuple[datetime, int], ...]  # since when, and which text
    deleted: datetime | None
    lies: bool  # says "not modified" to whoever asks whether it is

    @property
    def path(self) -> str:
        return f"/{self.published:%Y/%m/%d}/{self.number}"

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.path}"

    @property
    def title(self) -> str:
        return f"What the {self._event[0]} says of {self._event[3]}"

    @property
    def _event(self) -> tuple[str, int, str, str, str]:
        """Return what it tells of, which is what other outlets tell of too: there are six events a day."""
        chance = draw(self.published.date(), self.number % 6)
        number = chance.randint(20, 90_000)
        return tuple(map(chance.choice, (BODIES, (number,), THINGS, PLACES, DONE)))  # type: ignore[return-value]

    def text_at(self, now: datetime) -> int:
        return next(which for since, which in reversed(self.editions) if since <= now)

    def paragraphs(self, which: int) -> tuple[str, ...]:
        body, number, things, place, done = self._event
        own = draw(self.host, self.number, which)
        return (
            f"The {body} said on {self.published:%A} that {number + which:,} {things} would be {done} {place}.",
            f"The decision comes after weeks of talks, officials in {own.choice(PLACES)} said, and leaves open who "
            f"would pay for the {own.randint(2, 900)} million euros that it costs.",
            f"“{own.choice(QUOTES)},” a spokesman for the {own.choice(BODIES)} told reporters in {own.choice(PLACES)}.",
            f"By then {own.randint(1_000, 999_999):,} people had signed the petition number {self.number}-{which}.",
        )


@dataclass(frozen=True, slots=True)
class House:
    """An outlet: what it publishes, how it serves that, and when it cannot be reached."""

    number: int
    a_day: float  # articles
    pieces: Sequence[Piece]  # by time
    down: tuple[tuple[datetime, datetime], ...]
    dated: bool  # whether its feeds say when
    tagged: bool  # has a third of its articles in a second feed, under URLs that say so
    validates: bool  # whether it answers "not modified"
    lies: bool  # and whether its feed does so whatever has changed

    @property
    def host(self) -> str:
        return host_of(self.number)

    @property
    def feeds(self) -> tuple[str, ...]:
        return ("/feed.xml", "/more.xml") if self.tagged else ("/feed.xml",)

    def is_down(self, now: datetime) -> bool:
        return any(start <= now < end for start, end in self.down)

    def listed(self, path: str, now: datetime) -> list[Piece]:
        return [
            piece
            for piece in self.pieces
            if piece.published <= now < piece.published + LISTED and not (piece.deleted and piece.deleted <= now)
            if path == "/feed.xml" or piece.number % 3 == 0
        ]


def host_of(number: int) -> str:
    return f"house{number:02}.example"


def build_houses(seed: int, number: int, days: float, a_day: float) -> list[House]:
    """Return so many outlets with what they publish in these days, `a_day` articles each in the mean."""
    return [_house(seed, one, days, a_day) for one in range(number)]


def _house(seed: int, number: int, days: float, mean: float) -> House:
    chance = draw(seed, "house", number)
    a_day = mean * (0.25, 0.5, 0.75, 1, 1.25, 2.25)[number % 6]
    end = NOW + timedelta(days=days)
    moment, pieces = NOW - DAY / 2, []
    while (moment := moment + timedelta(days=chance.expovariate(a_day))) < end:
        pieces.append(_piece(chance, host_of(number), len(pieces), moment.replace(microsecond=0)))
    down = []
    for day in range(int(days) + 1):
        start = NOW + timedelta(days=day, hours=chance.uniform(0, 24))
        if chance.random() < 0.15:
            down.append((start, start + chance.uniform(1, 6) * HOUR))
        if chance.random() < 0.01:  # no network at all for a day
            down.append((start, start + chance.uniform(24, 30) * HOUR))
    validates = number % 4 != 0
    return House(
        number, a_day, tuple(pieces), tuple(down), number % 5 != 0, number % 7 == 0, validates, number % 12 == 1
    )


def _piece(chance: random.Random, host: str, number: int, published: datetime) -> Piece:
    editions = [(published, 0)]
    for which in range(1, 4):
        if chance.random() > 0.25:
            break
        since = editions[-1][0] + timedelta(hours=chance.choice((0.5, 3, 20, 60)) * chance.uniform(0.5, 1.5))
        editions.append((since, 0 if chance.random() < 0.1 else which))
    deleted = published + timedelta(hours=chance.uniform(1, 200)) if chance.random() < 0.03 else None
    return Piece(host, number, published, tuple(editions), deleted, chance.random() < 0.03)


@dataclass(slots=True)
class Told:
    """What the server has told of an article, by its own, true clock."""

    texts: dict[int, bool] = field(default_factory=dict)  # text → whether a round has had it that was not killed
    visits: list[datetime] = field(default_factory=list)  # whole answers, "not modified" among them
    right_clock: bool = True  # that of the round of the first of them


class Press(Server):
    """Serves the houses at a moment that stands still within a round; `faulty` is the share of bad answers."""

    def __init__(self, houses: Sequence[House], seed: int, faulty: float = 0.025) -> None:
        super().__init__()
        self.now, self.killed, self.right_clock = NOW, False, True
        self.told: dict[str, Told] = defaultdict(Told)
        self.requests = self.faults = 0
        self._seed, self._faulty = seed, faulty
        self._houses = {house.host: house for house in houses}
        self._pieces = {piece.url: piece for house in houses for piece in house.pieces}

    def receive(self, asked: Asked) -> Answer:
        super().receive(asked)  # counts it
        house, path = self._houses[asked.host], asked.path.partition("?")[0]
        self.requests += 1
        fault = reset() if house.is_down(self.now) else self._fault(asked)
        if fault is not None:
            self.faults += 1
            return fault
        if path in house.feeds:
            return self._feed(house, path, asked)
        piece = self._pieces.get(f"http://{asked.host}{path}")
        return status(404) if piece is None else self._article(house, piece, asked)

    def _fault(self, asked: Asked) -> Answer | None:
        chance = draw(self._seed, self.now, asked.host, asked.path)
        if chance.random() >= self._faulty:
            return None
        faults = (
            status(500),
            reset(),
            half(b"<html><body><p>The defence", 4_000),
            status(503, retry_after="5400"),
            status(429),
        )
        return chance.choice(faults)

    def _feed(self, house: House, path: str, asked: Asked) -> Answer:
        listed = house.listed(path, self.now)
        etag = '"as ever"' if house.lies else f'"{content_id(*(piece.path for piece in listed))}"'
        if house.validates and asked.headers.get("if-none-match") == etag:
            self.faults += house.lies
            return status(304)
        from_here = "?utm_source=more&utm_medium=rss" if path == "/more.xml" else ""
        items = "".join(
            f"<item><title>{piece.title}</title><link>{piece.url}{from_here.replace('&', '&amp;')}</link>"
            + (f"<pubDate>{format_datetime(piece.published)}</pubDate>" if house.dated else "")
            + "</item>"
            for piece in reversed(listed)
        )
        headers = {"etag": etag} if house.validates else {}
        body = f"<rss version='2.0'><channel><title>{house.host}</title>{items}</channel></rss>"
        return text(body, "application/rss+xml", **headers)

    def _article(self, house: House, piece: Piece, asked: Asked) -> Answer:
        if piece.deleted and piece.deleted <= self.now:
            return status(410 if piece.number % 2 else 404)
        told, which = self.told[piece.url], piece.text_at(self.now)
        etag = f'"{0 if piece.lies else which}"'
        told.visits.append(self.now)
        told.right_clock = told.right_clock and (self.right_clock or len(told.visits) > 1)
        if house.validates and asked.headers.get("if-none-match") == etag:
            self.faults += piece.lies
            return status(304)
        told.texts[which] = told.texts.get(which, False) or not self.killed
        made = article(piece.title, *piece.paragraphs(which), published=piece.published.isoformat())
        return Answer(200, made.body, {**made.headers, **({"ETag": etag} if house.validates else {})})
