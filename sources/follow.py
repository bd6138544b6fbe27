"""What is known of a followed feed or an article's address → when to ask for it next, and what an answer changes.

Decisions alone: nothing here asks for anything, and the time comes from the answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from sources.errors import FailureKind
from sources.feed import asked_pause
from sources.pace import FIRST_PACE, LONGEST_PACE, max_age, next_poll, next_try, pace_after, pace_of_items
from sources.types import FeedItem, Place, Purpose, Response, content_id
from sources.urls import article_url

# When an article is looked at again, counted from its first page: most edits come within the hour and the day.
RECHECKS = (timedelta(hours=1), timedelta(hours=24), timedelta(days=7))
# A feed that has only said "not modified" for so long is asked for whole once, to see whether that is true.
DOUBT_AFTER = timedelta(hours=24)
# A sitemap that lists a day or month gone by changes no more; it is asked for once a week.
SETTLED_AFTER, SETTLED_FOR = timedelta(days=2), timedelta(days=7)
MOST_FAILURES = 8  # in a row, after which an address is given up until `sayso retry`
# The same where it is the host that fails, which says nothing of the article: some four days.
MOST_FAILURES_OF_HOST = 24
HOST_FAILS: frozenset[FailureKind] = frozenset({"network", "server", "busy"})
# So many hosts that do not answer, and none that has so long before them: it is this machine that is cut off.
CUT_OFF_FROM, CUT_OFF_AFTER = 3, timedelta(minutes=30)
ASKED_FOR = "asked for"  # where an address was "seen" that a person named
GONE = frozenset({404, 410})
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """A feed or sitemap that is followed, and how the last request for it went."""

    outlet_id: str
    url: str
    purpose: Literal["feed", "sitemap"] = "feed"
    next_at: datetime | None = None
    checked_at: datetime | None = None
    read_at: datetime | None = None  # when its content last came whole
    changed_at: datetime | None = None
    status: int = 0
    failures: int = 0  # in a row
    failure: str = ""  # kind of the last one
    etag: str = ""
    last_modified: str = ""
    digest: str = ""  # of the items
    conditional: bool = True  # False for one that has said "not modified" though it was
    items: int = 0
    newest: datetime | None = None

    @property
    def id(self) -> str:
        """Return the hash of outlet and URL."""
        return content_id(self.outlet_id, self.url)

    def is_due(self, now: datetime, *, early: bool = False) -> bool:
        """Tell whether it is to be asked for: once its time has come, or `early`, whatever its pace.

        Early or not, one that fails is left alone until its time, and so is a sitemap that has settled. What a clock
        that was ahead has put off is due.
        """
        if self.next_at is None or self.next_at <= now or (self.checked_at is not None and self.checked_at > now):
            return True
        wait = self.wait
        return early and wait is not None and wait <= LONGEST_PACE

    @property
    def wait(self) -> timedelta | None:
        """Return the wait after its last answer; None after a failure and before the first."""
        if self.failures or self.next_at is None or self.checked_at is None:
            return None
        return self.next_at - self.checked_at

    def trusts(self, now: datetime) -> bool:
        """Tell whether it is asked whether it has changed, or for its content whatever it says."""
        return self.conditional and self.read_at is not None and timedelta(0) <= now - self.read_at < DOUBT_AFTER


@dataclass(frozen=True, slots=True)
class Address:
    """An article's URL that something named, and how the last request for it went."""

    outlet_id: str
    url: str
    found_at: datetime
    next_at: datetime | None = None  # None where it is not asked for any more
    first_fetched_at: datetime | None = None
    checked_at: datetime | None = None
    checks: int = 0
    status: int = 0
    failures: int = 0  # in a row
    failure: str = ""  # kind of the last one
    etag: str = ""
    last_modified: str = ""
    gone_at: datetime | None = None

    @property
    def id(self) -> str:
        """Return the hash of outlet and URL in its one spelling: one article under several URLs is asked for once."""
        return address_id(self.outlet_id, self.url)


@dataclass(frozen=True, slots=True)
class Sighting:
    """An address that a feed, a sitemap or a person named."""

    address_id: str
    found_in: str
    title: str
    published: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that gave nothing to use."""

    kind: FailureKind
    reason: str  # for people
    at: datetime
    status: int = 0  # of the answer, 0 where none came
    retry_after: datetime | None = None  # what the server asked for


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request: the answer's place in the archive, or why there is none."""

    outlet_id: str  # "" for robots.txt, which is a host's
    url: str
    final_url: str
    purpose: Purpose
    fetched_at: datetime
    status: int
    failure: str = ""
    reason: str = ""
    page_id: str | None = None
    place: Place | None = None

    @property
    def id(self) -> str:
        """Return the hash of the answer's place, or of what was asked for and when."""
        if self.place is None:
            return content_id(self.url, self.fetched_at.isoformat())
        return content_id(self.place.file, str(self.place.offset))


def address_id(outlet_id: str, url: str) -> str:
    """Return the id of the address under which an article of the outlet is asked for."""
    return content_id(outlet_id, article_url(url))


def read_feed(feed: FollowedFeed, response: Response, items: Sequence[FeedItem]) -> FollowedFeed:
    """Return what is known of a feed after it has given its items.

    Where its validators (ETag, Last-Modified) are those of last time and its items are not, it is never asked
    conditionally again: it would say "not modified".
    """
    digest = _digest(items)
    etag, last_modified = response.header("etag"), response.header("last-modified")
    changed = digest != feed.digest
    same_validators = bool(etag or last_modified) and (etag, last_modified) == (feed.etag, feed.last_modified)
    published = [item.published for item in items if item.published]
    return replace(
        feed,
        next_at=_next_poll(feed, response, items, changed=changed),
        checked_at=response.fetched_at,
        read_at=response.fetched_at,
        changed_at=response.fetched_at if changed else feed.changed_at,
        status=response.status,
        failures=0,
        failure="",
        etag=etag,
        last_modified=last_modified,
        digest=digest,
        conditional=feed.conditional and not (feed.digest and changed and same_validators),
        items=len(items),
        newest=max(published, default=feed.newest),
    )


def unchanged_feed(feed: FollowedFeed, response: Response) -> FollowedFeed:
    """Return what is known of a feed after it has said that it has not changed."""
    pace, asked = pace_after(feed.wait, feed.url, changed=False), max_age(response.header("cache-control"))
    return replace(
        feed,
        next_at=next_poll(pace, asked, response.fetched_at, feed.url),
        checked_at=response.fetched_at,
        status=response.status,
        failures=0,
        failure="",
    )


def failed_feed(feed: FollowedFeed, failure: Failure) -> FollowedFeed:
    """Return what is known of a feed after a failure: it is asked again the later, the more there were."""
    failures = feed.failures + 1
    return replace(
        feed,
        next_at=next_try(failures, failure.kind, failure.retry_after, failure.at, feed.url),
        checked_at=failure.at,
        status=failure.status,
        failures=failures,
        failure=failure.kind,
    )


def was_cut_off(feeds: Collection[FollowedFeed]) -> bool:
    """Tell whether these feeds have failed because this machine reached nobody.

    Several hosts were then asked in vain, and long before them the last one answered: their failures are not theirs.
    """
    heard = max((feed.checked_at for feed in feeds if feed.checked_at and feed.status), default=None)
    silent = {
        urlsplit(feed.url).hostname
        for feed in feeds
        if feed.failure == "network" and feed.checked_at
        if heard is None or feed.checked_at - heard > CUT_OFF_AFTER
    }
    return len(silent) >= CUT_OFF_FROM


def read_address(address: Address, response: Response, rechecks: Sequence[timedelta] = RECHECKS) -> Address:
    """Return what is known of an address after it has given a page, or said that it has not changed."""
    first = _first(address, response.fetched_at)
    fresh = response.status != NOT_MODIFIED
    return replace(
        address,
        next_at=_next_check(first, response.fetched_at, rechecks),
        first_fetched_at=first,
        checked_at=response.fetched_at,
        checks=address.checks + 1,
        status=response.status,
        failures=0,
        failure="",
        etag=response.header("etag") if fresh else address.etag,
        last_modified=response.header("last-modified") if fresh else address.last_modified,
        gone_at=None,
    )


def failed_address(address: Address, failure: Failure, rechecks: Sequence[timedelta] = RECHECKS) -> Address:
    """Return what is known of an address after a failure.

    A page that had been there and is now answered with 404 or 410 is deleted; it is looked at again as it would have
    been, since some come back.
    """
    failures = address.failures + 1
    next_at: datetime | None
    if address.first_fetched_at is not None and failure.status in GONE:
        next_at = _next_check(_first(address, failure.at), failure.at, rechecks)
        gone_at: datetime | None = address.gone_at or failure.at
    else:
        given_up = failures >= (MOST_FAILURES_OF_HOST if failure.kind in HOST_FAILS else MOST_FAILURES)
        again = next_try(failures, failure.kind, failure.retry_after, failure.at, address.url)
        next_at = None if given_up else again
        gone_at = address.gone_at
    return replace(
        address,
        next_at=next_at,
        checked_at=failure.at,
        status=failure.status,
        failures=failures,
        failure=failure.kind,
        gone_at=gone_at,
    )


def _next_poll(feed: FollowedFeed, response: Response, items: Sequence[FeedItem], *, changed: bool) -> datetime:
    """Return when to ask again for a feed that has come whole: a sitemap of a time gone by is let rest.

    What names no article, as an index of sitemaps does not, tells nothing of its pace.
    """
    now = response.fetched_at
    settled = not changed and feed.changed_at is not None and now - feed.changed_at > SETTLED_AFTER
    if feed.purpose == "sitemap" and settled:
        return now + SETTLED_FOR
    dated = pace_of_items((item.published for item in items if item.published), now)
    pace = FIRST_PACE if not items else dated or pace_after(feed.wait, feed.url, changed=changed)
    asked = max(asked_pause(response.body), max_age(response.header("cache-control")))
    return next_poll(pace, asked, now, feed.url)


def _first(address: Address, now: datetime) -> datetime:
    """Return when the first page came, by clocks that may have been wrong: not after now, nor before it was found.

    So an article of a clock that was ahead counts as having come now, and one that a clock far behind has looked at
    once counts as having come when it was found.
    """
    first = min(address.first_fetched_at or now, now)
    return max(first, address.found_at) if address.found_at <= now else first


def _next_check(first: datetime, now: datetime, rechecks: Iterable[timedelta]) -> datetime | None:
    """Return the first time of the schedule that is still to come; those that were missed are not made up for."""
    return next((first + wait for wait in sorted(rechecks) if first + wait > now), None)


def _digest(items: Iterable[FeedItem]) -> str:
    return content_id(*(f"{item.url}\n{item.title}\n{item.published}" for item in items))
