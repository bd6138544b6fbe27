"""Answers of servers → the warehouse: what each one gives is decided in sources/receive.py, and saved here together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sources.follow import NOT_MODIFIED, Address, Failure, Fetch, FollowedFeed, address_id
from sources.receive import Received, lost_article, lost_feed, receive_article, receive_feed
from sources.registry import Registry
from sources.types import Place, Purpose, Response, Skipped, content_id
from warehouse import Warehouse
from warehouse.ingestion import Ingestion


@dataclass(frozen=True, slots=True)
class Arrival:
    """An answer and its place in the archive, or the failure to get one."""

    outlet_id: str
    url: str  # that was asked for
    purpose: Purpose
    answer: tuple[Response, Place] | Failure

    @property
    def id(self) -> str:
        """Return the id of the address or feed that was asked for."""
        name = address_id if self.purpose == "article" else content_id
        return name(self.outlet_id, self.url)


@dataclass(frozen=True, slots=True)
class Gains:
    """How much of what arrived was new."""

    addresses: int = 0
    pages: int = 0


def receive(
    warehouse: Warehouse,
    registry: Registry,
    arrivals: Sequence[Arrival],
    rechecks: tuple[timedelta, ...],
    lost: Sequence[Skipped] = (),
) -> Gains:
    """Save what the arrivals give, in one transaction: pages, addresses, how feeds and addresses stand, what failed.

    They count in their order: an article may have been named by a feed that arrived just before it. `lost` is what
    could not even be read as an answer.
    """
    desk = warehouse.ingestion
    known = _Known(desk, arrivals)
    received = [known.take(_receive(arrival, known, registry, rechecks)) for arrival in arrivals]
    with desk.saving():
        desk.save_feeds(known.feeds.values())
        desk.add_feeds(child for one in received for child in one.children)
        desk.save_addresses(known.addresses.values())
        found = [pair for one in received for pair in one.found]
        added = desk.add_addresses(address for address, _ in found)
        desk.save_sightings(sighting for _, sighting in found)
        pages = [one.page for one in received if one.page]
        fresh = desk.save_pages([registry.get(outlet) for outlet in {page.outlet_id for page in pages}], pages)
        desk.save_fetches(one.fetch for one in received)
        desk.save_skipped(known.settled(received), [*lost, *(item for one in received for item in one.skipped)])
    return Gains(added, fresh)


class _Known:
    """How the feeds and addresses of some arrivals stand, changing as one after the other is taken."""

    def __init__(self, desk: Ingestion, arrivals: Sequence[Arrival]) -> None:
        self.addresses = desk.load_addresses(arrival.id for arrival in arrivals if arrival.purpose == "article")
        self.feeds = desk.load_feeds(arrival.id for arrival in arrivals if arrival.purpose in {"feed", "sitemap"})
        self._failing = {feed.id for feed in self.feeds.values() if feed.failures}

    def take(self, received: Received) -> Received:
        """Let later arrivals see what this one has changed; return it."""
        if received.feed:
            self.feeds[received.feed.id] = received.feed
        if received.address:
            self.addresses[received.address.id] = received.address
        return received

    def settled(self, received: Sequence[Received]) -> set[str]:
        """Return the ids of the feeds and addresses of which what was skipped before counts no more.

        What a feed lists and cannot be used is still listed where the feed says that it has not changed.
        """
        unchanged = {one.feed.id for one in received if one.feed and one.fetch.status == NOT_MODIFIED}
        return {*self.feeds, *self.addresses} - (unchanged - self._failing)


def _receive(arrival: Arrival, known: _Known, registry: Registry, rechecks: tuple[timedelta, ...]) -> Received:
    answer = arrival.answer
    if arrival.purpose == "article":
        at = answer.at if isinstance(answer, Failure) else answer[0].fetched_at
        address = known.addresses.get(arrival.id) or Address(arrival.outlet_id, arrival.url, at, at)
        if isinstance(answer, Failure):
            return lost_article(address, answer, rechecks)
        return receive_article(address, *answer, registry, rechecks)
    if arrival.purpose in {"feed", "sitemap"}:
        feed = known.feeds.get(arrival.id) or FollowedFeed(arrival.outlet_id, arrival.url, arrival.purpose)
        if isinstance(answer, Failure):
            return lost_feed(feed, answer)
        return receive_feed(feed, *answer, registry)
    return Received(_noted(arrival))


def _noted(arrival: Arrival) -> Fetch:
    """Return the record of an answer that changes nothing: a robots.txt, a front page."""
    answer = arrival.answer
    if isinstance(answer, Failure):
        return Fetch(
            arrival.outlet_id, arrival.url, "", arrival.purpose, answer.at, answer.status, answer.kind, answer.reason
        )
    response, place = answer
    return Fetch(
        arrival.outlet_id, arrival.url, response.final_url, arrival.purpose, response.fetched_at, response.status,
        place=place,
    )  # fmt: skip
