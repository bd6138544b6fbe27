"""Outlets that publish, edit, withdraw, fail and lie: what the soak's server answers at a moment, and what it has told.

All is drawn from a seed, the name of what is asked for, and the round: the order of requests changes nothing.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.utils import format_datetime

from sources.types import content_id
from tests.flows.web import NOW, article
from tests.sources.server import Answer, Asked, Server, half, reset, status, text

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LISTED = 3 * DAY  # how long a feed names an article
# Who acts, on what, to do what with it, what it is about, and what is said: an event has one of these, and a town and a
# speaker of its own. Did all outlets tell of one thing for ever, it would be one story, in which each claim is matched
# with every other that was ever made: what that takes grows with its square.
MATTERS = (
    ("coast guard", "trawlers", "inspected off", "fishing quotas", "Our nets have come up empty since the spring"),
    ("defence ministry", "recruits", "trained in", "the length of service", "Barracks are no place for a short visit"),
    ("central bank", "banknotes", "withdrawn from", "forged notes", "Shopkeepers turn every fifty to the light by now"),
    ("health agency", "patients", "vaccinated in", "an outbreak of measles", "One cough in a classroom is enough"),
    ("port authority", "containers", "unloaded in", "a strike of crane drivers", "Bananas are rotting on the quay"),
    ("railway union", "signalmen", "hired in", "night trains", "The timetable was drawn by somebody who never slept"),
    ("energy regulator", "turbines", "put up near", "subsidies for wind power", "The grid cannot carry another gale"),
    ("electoral commission", "ballots", "recounted in", "a disputed mayoral vote", "Every envelope was opened twice"),
    ("water board", "wells", "drilled around", "a drought", "The reservoir shows its church tower again"),
    ("forestry office", "hectares of spruce", "felled above", "bark beetles", "You can hear them chewing at dusk"),
    ("school inspectorate", "teachers", "sent to", "overcrowded classes", "Children sit on the radiators"),
    ("museum trust", "paintings", "returned to", "looted art", "This portrait hung over my grandmother's piano"),
    ("airline pilots' guild", "flights", "cancelled from", "rest between shifts", "Coffee does not replace a bed"),
    ("prison service", "inmates", "moved to", "crumbling cells", "Rain comes through the roof onto the bunks"),
    ("veterinary service", "hens", "culled around", "bird flu", "My barn has never been so quiet"),
    ("housing association", "flats", "built in", "soaring rents", "The queue for a viewing went round the block"),
    ("telecoms watchdog", "masts", "switched on in", "dead spots", "We drive up the hill to send a message"),
    ("mountain rescue", "hikers", "brought down to", "closed trails", "Sandals are not what you wear on a glacier"),
    ("tax office", "returns", "audited in", "offshore accounts", "A letterbox is not a company"),
    ("postal workers", "parcels", "held back in", "a sorting machine", "It swallows whatever is not square"),
    ("bishops' conference", "chapels", "sold in", "empty pews", "We heat it for eleven people and a dog"),
    ("road agency", "bridges", "closed near", "rusting cables", "One lorry too many and it sings"),
    ("wine growers", "vines", "replanted around", "late frost", "The buds were black by breakfast"),
    ("ice hockey league", "supporters", "banned from", "flares in the stands", "Nobody sees the puck through smoke"),
)
EVENTS = 6  # a day
SYLLABLES = (
    ("Bren", "Kal", "Tor", "Wes", "Mar", "Ost", "Lin", "Dun", "Har", "Vel", "Gra", "Sto", "Pel", "Rus", "Nor", "Ash"),
    ("a", "e", "i", "o", "ing", "er", "en", "ar"),
    ("ford", "stad", "mouth", "wick", "dale", "burg", "holm", "ton", "by", "vik", "haven", "minster", "ness", "field"),
)


def draw(*names: object) -> random.Random:
    """Return the chance that belongs to these names."""
    return random.Random(" ".join(map(str, names)))  # noqa: S311 - a seed is wanted


@dataclass(frozen=True, slots=True)
class Event:
    """What several outlets tell of on a day."""

    town: str
    speaker: str
    number: int
    body: str
    things: str
    done: str
    subject: str
    quote: str


def event_of(day: date, number: int) -> Event:
    """Return the event of this number of the day. Days that are near have other matters, all have other names."""
    chance = draw(day, number)
    town, first, last = ("".join(map(chance.choice, SYLLABLES)) for _ in range(3))
    matter = MATTERS[(day.toordinal() * EVENTS + number) % len(MATTERS)]
    return Event(town, f"{first} {last}", chance.randint(20, 90_000), *matter)


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
        event = self._event
        return f"What the {event.town} {event.body} says of {event.subject}"

    @property
    def _event(self) -> Event:
        """Return what it tells of, which is what other outlets tell of too."""
        return event_of(self.published.date(), self.number % EVENTS)

    def text_at(self, now: datetime) -> int:
        return next(which for since, which in reversed(self.editions) if since <= now)

    def paragraphs(self, which: int) -> tuple[str, ...]:
        event, own = self._event, draw(self.host, self.number, which)
        return (
            f"The {event.town} {event.body} said on {self.published:%A} that {event.number + which:,} {event.things} "
            f"would be {event.done} {event.town}.",
            f"The plan follows weeks of talks on {event.subject}, officials in {event.town} said, and leaves open who "
            f"would pay for the {own.randint(2, 900)} million euros that it costs.",
            f"“{event.quote},” {event.speaker}, who speaks for the {event.body}, told reporters in {event.town}.",
            f"By then {own.randint(1_000, 999_999):,} people had signed the {event.town} petition, "
            f"number {self.number}-{which}.",
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
    named_at: datetime | None = None  # when a feed first named it
    right_clock: bool = True  # those of the rounds of that and of the first of them


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
        self._name(listed)
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

    def _name(self, pieces: Sequence[Piece]) -> None:
        for told in (self.told[piece.url] for piece in pieces):
            if told.named_at is None:
                told.named_at, told.right_clock = self.now, self.right_clock

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
