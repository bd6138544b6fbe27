"""Followed outlets → feeds → addresses → pages: what a run asks servers for, and what it does with their answers.

Every answer is archived before it is looked at, and saved with what it gives in one transaction. What a killed run had
archived and not yet saved is taken up from the archive by the next one (`recover`), so that nothing is asked for twice.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from flows.batches import in_batches
from flows.receiving import Arrival, receive
from flows.settings import Settings
from sources.archive import Archive, ArchiveReader
from sources.connect import Outside
from sources.crawl import fetch_all
from sources.discover import parse_url_list
from sources.errors import ArchiveError, RegistryError, UnknownOutlet, UnreadablePage
from sources.fetch import AGENT, Fetcher, Request
from sources.follow import ASKED_FOR, Address, Failure, FollowedFeed, Sighting, was_cut_off
from sources.registry import Registry
from sources.robots import Robots, parse_robots
from sources.stream import SUFFIXES, of_outlets, read_responses
from sources.turns import Host, Manners, is_cut_off
from sources.types import Outlet, Page, Place, Response, Skipped
from sources.warc import Archived
from warehouse import Warehouse

WEB = ("http://", "https://")
EVERYONE = "*"  # in the setting `follow`
NOBODY = ""  # whose robots.txt is: a host's, and no outlet's
SITEMAPS_DEEP = 3  # an index, the indexes and sitemaps that it lists, and what those list
SAVED_AT_ONCE = 20  # answers of servers; what a kill leaves to recover
TAKEN_AT_ONCE, TAKEN_BYTES = 200, 50_000_000  # answers that lie on the disk already, and their bodies

Item = TypeVar("Item")


class Asking:
    """Asks servers, with the archive and the warehouse of one run. `outside` is the world as sources.connect has it."""

    def __init__(
        self, warehouse: Warehouse, registry: Registry, settings: Settings, archive: Archive, outside: Outside
    ) -> None:
        self._warehouse = warehouse
        self._registry = registry
        self._settings = settings
        self._archive = archive
        self._outside = outside
        self._hosts: dict[str, Host] = {}  # as this run has found them
        self._robots: dict[str, Robots] | None = None  # None: yet to be looked up

    def recover(self) -> int:
        """Save what an earlier run had archived and not yet saved; return how many pages are new."""
        return replay(self._warehouse, self._registry, self._settings, self._archive)

    def followed(self, ids: Sequence[str]) -> tuple[Outlet, ...]:
        """Return the outlets of these ids, or for * all that have feeds. Raises UnknownOutlet; RegistryError."""
        return followed_outlets(ids, self._registry)

    def ask_for(self, urls: Sequence[str], outlet_id: str | None) -> int:
        """Note articles that a person asks for; return how many of them are new. Raises UnknownOutlet.

        An article's outlet is the one on whose domain it lies, else the one named.
        """
        now, desk = self._outside.now(), self._warehouse.ingestion
        addresses = [Address(self._owner(url, outlet_id), url, now, now) for url in urls]
        held = desk.load_addresses(address.id for address in addresses)
        with desk.saving():
            desk.save_addresses(replace(held.get(address.id, address), next_at=now) for address in addresses)
            desk.save_sightings(Sighting(address.id, ASKED_FOR, "", None, now) for address in addresses)
        return len(addresses) - len(held)

    def due(self, followed: Sequence[Outlet]) -> tuple[Address, ...]:
        """Return the articles to ask for now: of these outlets, and what a person has asked for."""
        ids = [outlet.id for outlet in followed]
        now, settings = self._outside.now(), self._settings
        return self._warehouse.ingestion.due_addresses(now, settings.per_outlet, ids, len(settings.rechecks))

    def poll(self, followed: Sequence[Outlet], *, early: bool = False) -> int:
        """Ask those of the outlets' feeds that are due what is new, or all of them; return how many addresses are.

        All are, too, where the last rounds reached nobody: the first round with network again catches up.
        """
        desk = self._warehouse.ingestion
        with desk.saving():
            desk.add_feeds(FollowedFeed(outlet.id, url) for outlet in followed for url in outlet.feeds)
        now, added = self._outside.now(), 0
        listed = {outlet.id: outlet.feeds for outlet in followed}
        asked: set[str] = set()
        cut_off = was_cut_off([feed for feed in desk.load_feeds().values() if feed.outlet_id in listed])
        for _ in range(SITEMAPS_DEEP):
            due = [
                feed
                for id_, feed in desk.load_feeds().items()
                # A feed that the registry no longer has is let go; sitemaps come from the indexes that it has.
                if feed.url in listed.get(feed.outlet_id, ())
                or (feed.outlet_id in listed and feed.purpose == "sitemap")
                if feed.is_due(now, early=early or cut_off) or (cut_off and feed.failure == "network")
                if id_ not in asked
            ]
            asked.update(feed.id for feed in due)
            added += self._ask((_feed_request(feed, now), feed.outlet_id) for feed in due)[0]
        return added

    def read_archive(self, path: Path, outlet_id: str | None) -> int:
        """Take in the articles of a WARC or WACZ file; return how many pages are new. Raises UnknownOutlet.

        Pages of no known outlet are those of the one named, or else left out, and counted.
        """
        if outlet_id is not None:
            self._registry.get(outlet_id)
        responses = of_outlets(read_responses(path), self._registry, outlet_id)
        return take_in(self._warehouse, self._registry, self._settings, self._archive, responses)

    def fetch(self, addresses: Iterable[Address]) -> int:
        """Ask for these articles; return how many pages are new.

        Where the feeds have shown that this machine reaches nobody, none is asked for, and none counts as failing.
        """
        if is_cut_off(self._hosts.values()):
            return 0
        return self._ask((_article_request(address), address.outlet_id) for address in addresses)[1]

    def _ask(self, wanted: Iterable[tuple[Request, str]]) -> tuple[int, int]:
        """Ask for all of these, each for an outlet; return how many addresses and how many pages are new.

        What several outlets want is asked for once, and is then each one's.
        """
        settings = self._settings
        outlets: dict[Request, list[str]] = {}
        for request, outlet_id in wanted:
            outlets.setdefault(request, []).append(outlet_id)
        if self._robots is None:
            self._robots = self._known_robots() if settings.robots else {}
        manners = Manners(hosts=settings.hosts, delay=settings.delay, robots=settings.robots)
        added = fresh = 0
        with Fetcher(settings.contact, allow_private=settings.private, outside=self._outside) as fetcher:
            answers = fetch_all(outlets, fetcher, robots=self._robots, hosts=self._hosts, manners=manners)
            for batch in in_batches(answers, SAVED_AT_ONCE):
                arrivals = [
                    self._arrival(request, answer, outlet_id)
                    for request, answer in batch
                    for outlet_id in outlets.get(request, [NOBODY])
                ]
                self._archive.sync()
                gains = receive(self._warehouse, self._registry, arrivals, settings.rechecks)
                added, fresh = added + gains.addresses, fresh + gains.pages
        return added, fresh

    def _owner(self, url: str, outlet_id: str | None) -> str:
        owner = self._registry.by_domain(url)
        if owner is not None:
            return owner.id
        if outlet_id is None:
            raise UnknownOutlet(f"{url} is of no known outlet; name one with --outlet, or `sayso outlets add {url}`")
        return self._registry.get(outlet_id).id

    def _arrival(self, request: Request, answer: Response | Failure, outlet_id: str) -> Arrival:
        kept = (
            answer
            if isinstance(answer, Failure)
            else (answer, self._archive.append(answer, outlet_id, request.purpose))
        )
        return Arrival(outlet_id, request.url, request.purpose, kept)

    def _known_robots(self) -> dict[str, Robots]:
        """Return what robots.txt files said not long ago, by URL: no host is asked for it at every run."""
        now, known = self._outside.now(), {}
        for url, place in self._warehouse.ingestion.last_robots().items():
            with suppress(ArchiveError):  # lost or damaged: it is asked for again
                rules = parse_robots(self._archive.read(place).response, AGENT)
                if rules.is_fresh(now):
                    known[url] = rules
        return known


def replay(warehouse: Warehouse, registry: Registry, settings: Settings, archive: ArchiveReader) -> int:
    """Save what the archive holds beyond what the warehouse knows of it; return how many pages are new."""
    fresh = 0
    last = warehouse.ingestion.last_place(archive.names() if warehouse.is_shared else None)
    for batch in _from_disk(archive.walk(last), _size_archived):
        arrivals = [_from_archive(*item) for item in batch if not isinstance(item, Skipped)]
        damaged = [item for item in batch if isinstance(item, Skipped)]
        fresh += receive(warehouse, registry, arrivals, settings.rechecks, damaged).pages
    return fresh


def take_in(
    warehouse: Warehouse,
    registry: Registry,
    settings: Settings,
    archive: Archive,
    responses: Iterable[tuple[Response, str] | Skipped],
) -> int:
    """Archive and save articles' responses that came otherwise, each with its outlet; return how many pages are new."""
    fresh = 0
    for batch in _from_disk(responses, _size_taken):
        arrivals = [
            Arrival(outlet_id, response.url, "article", (response, archive.append(response, outlet_id, "article")))
            for response, outlet_id in (item for item in batch if not isinstance(item, Skipped))
        ]
        archive.sync()
        lost = [item for item in batch if isinstance(item, Skipped)]
        fresh += receive(warehouse, registry, arrivals, settings.rechecks, lost).pages
    return fresh


def link_archive(source: Path, folder: Path) -> None:
    """Put the archive's files into another folder too, without a second copy where the file system can do that.

    Raises ArchiveError where there is no archive, or the folder has one already.
    """
    files = sorted(source.glob("*.warc.gz"))
    if not files:
        raise ArchiveError(f"{source} holds no archive: nothing has been fetched yet")
    if any(folder.glob("*.warc.gz")):
        raise ArchiveError(f"{folder} has an archive already; name a new folder with --out, or remove it")
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        try:
            (folder / file.name).hardlink_to(file)
        except OSError:  # another file system, or one without links
            shutil.copyfile(file, folder / file.name)


def read_list(path: Path, now: datetime) -> tuple[str, ...]:
    """Return the URLs of a file, one a line. Raises UnreadablePage where it cannot be read or a line is no URL."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadablePage(f"{path} cannot be read: {error}") from error
    items, skipped = parse_url_list(text, str(path), now=now)
    if skipped:
        raise UnreadablePage(f"{skipped[0].key}: {skipped[0].reason}")
    return tuple(item.url for item in items)


def followed_outlets(ids: Sequence[str], registry: Registry) -> tuple[Outlet, ...]:
    """Return the outlets of these ids, or for * all that have feeds. Raises RegistryError for others."""
    if EVERYONE in ids:
        return tuple(outlet for outlet in registry.outlets if outlet.feeds)
    outlets = tuple(registry.get(id_) for id_ in dict.fromkeys(ids))
    for outlet in outlets:
        if not outlet.feeds:
            raise RegistryError(
                f"{outlet.id} is to be followed and has no feeds in the registry; `sayso outlets add URL` finds them, "
                "or take it out of `follow`"
            )
    return outlets


def is_archive(path: Path) -> bool:
    """Tell whether the name is that of a WARC or WACZ file."""
    return path.name.lower().endswith(SUFFIXES)


def with_body(archive: ArchiveReader, page: Page) -> Page:
    """Return the page with its body, from the archive where it lies there. Raises ArchiveError."""
    return page if page.place is None else replace(page, body=archive.read(page.place).response.body)


def _from_disk(items: Iterable[Item], body: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Yield batches of many items, or of few that are large: memory stays the same however large a file is."""
    batch: list[Item] = []
    held = 0
    for item in items:
        batch.append(item)
        held += body(item)
        if len(batch) >= TAKEN_AT_ONCE or held > TAKEN_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _size_archived(item: tuple[Place, Archived] | Skipped) -> int:
    return 0 if isinstance(item, Skipped) else len(item[1].response.body)


def _size_taken(item: tuple[Response, str] | Skipped) -> int:
    return 0 if isinstance(item, Skipped) else len(item[0].body)


def _from_archive(place: Place, archived: Archived) -> Arrival:
    response = archived.response
    return Arrival(archived.outlet_id, response.url, archived.purpose, (response, place))


def _feed_request(feed: FollowedFeed, now: datetime) -> Request:
    if not feed.trusts(now):
        return Request(feed.url, feed.purpose)
    return Request(feed.url, feed.purpose, feed.etag, feed.last_modified)


def _article_request(address: Address) -> Request:
    return Request(address.url, "article", address.etag, address.last_modified)
