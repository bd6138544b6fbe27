"""Answer of a server → what it gives and what it changes: a page, articles to ask for, a failure to come back from.

The same whether the answer has just come or is read from the archive, so that a replay gives what ingestion gave.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sources.errors import NotAFeed, NotASitemap, SaysoError
from sources.feed import parse_feed
from sources.follow import (
    GONE,
    NOT_MODIFIED,
    RECHECKS,
    Address,
    Failure,
    Fetch,
    FollowedFeed,
    Sighting,
    failed_address,
    failed_feed,
    read_address,
    read_feed,
    unchanged_feed,
)
from sources.pace import kind_of_status, retry_after
from sources.registry import Registry
from sources.sitemap import parse_sitemap
from sources.stream import page_of
from sources.types import FeedItem, Page, Place, Response, Skipped

RECENT = timedelta(days=7)  # of what a sitemap lists, some go back to an outlet's first day
MOST_CHILDREN = 20  # sitemaps of one index


@dataclass(frozen=True, slots=True)
class Received:
    """What one answer, or the lack of one, comes to."""

    fetch: Fetch
    feed: FollowedFeed | None = None  # as it is now
    children: tuple[FollowedFeed, ...] = ()  # sitemaps that a sitemap lists
    address: Address | None = None  # as it is now
    found: tuple[tuple[Address, Sighting], ...] = ()  # articles that a feed names
    page: Page | None = None
    skipped: tuple[Skipped, ...] = ()


def receive_feed(feed: FollowedFeed, response: Response, place: Place, registry: Registry) -> Received:
    """Return what an answer for a feed or sitemap gives."""
    fetch = Fetch(
        feed.outlet_id, feed.url, response.final_url, feed.purpose, response.fetched_at, response.status, place=place
    )
    if response.status == NOT_MODIFIED and feed.read_at is not None:
        return Received(fetch, unchanged_feed(feed, response))
    try:
        _refuse_status(response)
        items, children, skipped = items_of(response, feed.purpose)
    except SaysoError as error:
        return _feed_failed(feed, _failure(response, error), fetch)
    found = tuple(_found(item, feed, response.fetched_at, registry) for item in items)
    return Received(
        fetch,
        read_feed(feed, response, items),
        tuple(FollowedFeed(feed.outlet_id, url, "sitemap") for url in children),
        found=found,
        skipped=tuple(replace(item, item_id=feed.id) for item in skipped),
    )


def receive_article(
    address: Address,
    response: Response,
    place: Place,
    registry: Registry,
    rechecks: tuple[timedelta, ...] = RECHECKS,
) -> Received:
    """Return what an answer for an article gives: its page, where it is one."""
    fetch = Fetch(
        address.outlet_id, address.url, response.final_url, "article", response.fetched_at, response.status, place=place
    )
    if response.status == NOT_MODIFIED and address.first_fetched_at is not None:
        return Received(fetch, address=read_address(address, response, rechecks))
    try:
        _refuse_status(response)
        owner = registry.by_domain(response.final_url) or registry.get(address.outlet_id)
        page = replace(page_of(response, owner.id), place=place)
    except SaysoError as error:
        return _article_failed(address, _failure(response, error), fetch, rechecks)
    return Received(replace(fetch, page_id=page.id), address=read_address(address, response, rechecks), page=page)


def items_of(
    response: Response, purpose: Literal["feed", "sitemap"]
) -> tuple[tuple[FeedItem, ...], tuple[str, ...], tuple[Skipped, ...]]:
    """Return the items of a feed or sitemap, the sitemaps that it lists, and what of it cannot be used.

    A sitemap may stand among an outlet's feeds. Raises NotAFeed for what is neither, NotASitemap for a sitemap's child.
    """
    if purpose == "sitemap":
        return _sitemap(response)
    media_type = response.header("content-type")
    try:
        feed = parse_feed(response.body, response.final_url, now=response.fetched_at, media_type=media_type)
    except NotAFeed as error:
        try:
            return _sitemap(response)
        except NotASitemap:
            raise error from None
    return feed.items, (), feed.skipped


def lost_feed(feed: FollowedFeed, failure: Failure) -> Received:
    """Return what it comes to that a request for a feed gave no answer."""
    return _feed_failed(feed, failure, Fetch(feed.outlet_id, feed.url, "", feed.purpose, failure.at, failure.status))


def lost_article(address: Address, failure: Failure, rechecks: tuple[timedelta, ...] = RECHECKS) -> Received:
    """Return what it comes to that a request for an article gave no answer."""
    fetch = Fetch(address.outlet_id, address.url, "", "article", failure.at, failure.status)
    return _article_failed(address, failure, fetch, rechecks)


class _Refused(SaysoError):
    """An answer of a status that gives nothing to read."""


def _refuse_status(response: Response) -> None:
    if response.status != 200:
        raise _Refused(f"{response.final_url} answered with status {response.status}")


def _failure(response: Response, error: SaysoError) -> Failure:
    kind = "content" if response.status == 200 else kind_of_status(response.status)
    asked = retry_after(response.header("retry-after"), response.fetched_at)
    return Failure(kind, str(error), response.fetched_at, response.status, asked)


def _sitemap(response: Response) -> tuple[tuple[FeedItem, ...], tuple[str, ...], tuple[Skipped, ...]]:
    """Return a sitemap's recent items, the newest of the sitemaps that it lists, and what of it cannot be used."""
    since = response.fetched_at - RECENT
    sitemap = parse_sitemap(response.body, response.final_url, now=response.fetched_at, since=since)
    newest = sorted(sitemap.children, key=lambda child: child.modified or since, reverse=True)
    skipped = sitemap.skipped
    if len(newest) > MOST_CHILDREN:
        reason = f"it lists {len(newest):,} recent sitemaps; the {MOST_CHILDREN} newest are followed"
        skipped = (*skipped, Skipped(f"{response.final_url} (index)", "poll", reason))
    return sitemap.items, tuple(child.url for child in newest[:MOST_CHILDREN]), skipped


def _found(item: FeedItem, feed: FollowedFeed, now: datetime, registry: Registry) -> tuple[Address, Sighting]:
    """Return an item as an address of the outlet on whose site it lies, else of the feed's."""
    owner = registry.by_domain(item.url)
    address = Address(owner.id if owner else feed.outlet_id, item.url, now, next_at=now)
    return address, Sighting(address.id, feed.url, item.title, item.published, now)


def _feed_failed(feed: FollowedFeed, failure: Failure, fetch: Fetch) -> Received:
    return Received(
        replace(fetch, failure=failure.kind, reason=failure.reason),
        failed_feed(feed, failure),
        skipped=(Skipped(feed.url, "poll", failure.reason, feed.id),),
    )


def _article_failed(address: Address, failure: Failure, fetch: Fetch, rechecks: tuple[timedelta, ...]) -> Received:
    """Return a failed request as skipped, unless it tells that a page that had been there is deleted."""
    deleted = address.first_fetched_at is not None and failure.status in GONE
    return Received(
        replace(fetch, failure=failure.kind, reason=failure.reason),
        address=failed_address(address, failure, rechecks),
        skipped=() if deleted else (Skipped(address.url, "fetch", failure.reason, address.id),),
    )
