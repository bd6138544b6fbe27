"""When to ask again: the pause between two requests to one host, a feed's own pace, and the wait after failures.

Decisions alone. A feed's pace follows the square-root rule: where an item costs as much as it is seen late, and a
request costs a fixed price, the cheapest wait is the square root of twice the price over the rate of new items (J. Cho
and H. Garcia-Molina, "Effective page refresh policies for Web crawlers", ACM TODS 2003; K. C. Sia, J. Cho and H. Cho,
"Efficient monitoring algorithm for fast news alerts", IEEE TKDE 2007).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import get_args

from sources.errors import FailureKind

DELAY = 1.0  # seconds between the end of an answer and the next request to its host
LONGEST_DELAY = 60.0  # seconds; what a robots.txt asks for beyond it would mean never
LONGEST_RETRY_AFTER = timedelta(days=1)
KINDS: tuple[FailureKind, ...] = get_args(FailureKind)

SHORTEST_PACE, LONGEST_PACE = timedelta(minutes=5), timedelta(hours=6)
FIRST_PACE = timedelta(minutes=30)  # of a feed that tells nothing of its pace
# What a feed asks for at least counts up to this: most such values are a publishing system's default.
LONGEST_ASKED_PACE = timedelta(minutes=30)

_REQUEST = 20.0  # the price of a request: so many minutes that one item is seen late
_LATELY, _BEFORE = 4, 24  # items: how fast they come now, and how fast they do in the long run
_SLOWER, _FASTER = 1.2, 1.5  # where items have no dates, or the feed only says that it has not changed
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_JITTER = 0.1  # of the wait: on top of one after failures, off a feed's pace

_MINUTE, _HOUR, _DAY, _WEEK = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks"))


@dataclass(frozen=True, slots=True)
class _Wait:
    """How long to wait after the first failures, and how that grows with more of them in a row."""

    first: timedelta
    longest: timedelta
    steady: int = 1  # failures in a row for which the first wait holds; doubled with each one more

    def after(self, failures: int) -> timedelta:
        doublings = min(max(failures - self.steady, 0), 20)  # beyond that everything is at its longest
        return min(self.first * (1 << doublings), self.longest)


_WAITS: dict[FailureKind, _Wait] = {
    "network": _Wait(5 * _MINUTE, 6 * _HOUR),
    "server": _Wait(10 * _MINUTE, 6 * _HOUR),
    "busy": _Wait(15 * _MINUTE, 6 * _HOUR),
    "content": _Wait(_HOUR, _DAY, steady=3),
    "gone": _Wait(_DAY, _WEEK, steady=7),  # a feed that has moved is missed for a day, one that is dead costs 52 a year
    "forbidden": _Wait(_DAY, _DAY),
    "robots": _Wait(_DAY, _DAY),
    "refused": _Wait(_DAY, _WEEK, steady=3),
}


def pause(least: float, asked: float | None) -> float:
    """Return the seconds from the end of an answer to the next request to its host.

    `asked` is robots.txt's crawl delay; the longer of the two counts, up to LONGEST_DELAY for what is asked. Counted
    from the end, so that a host that answers slowly is asked less.
    """
    return max(least, min(asked or 0.0, LONGEST_DELAY))


def kind_of_status(status: int) -> FailureKind:
    """Return the kind of failure that a status is. A status that is none gave something else than expected."""
    if status in {404, 410}:
        return "gone"
    if status in {401, 403, 407, 451}:
        return "forbidden"
    if status in {429, 503}:
        return "busy"
    return "server" if status >= 500 else "content"


def retry_after(header: str, now: datetime) -> datetime | None:
    """Return the time that a Retry-After header names, a day from `now` at most; None where it names none to come.

    It is a number of seconds or an HTTP date (RFC 9110, section 10.2.3). Date and `now` are aware.
    """
    text = header.strip()
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=int(text)) if len(text) < 10 else LONGEST_RETRY_AFTER
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return now + min(wait, LONGEST_RETRY_AFTER) if wait > timedelta(0) else None


def next_try(failures: int, kind: FailureKind, retry_after: datetime | None, now: datetime, url: str) -> datetime:
    """Return when to ask for a URL again after so many failures in a row (1 for the first), the last of this kind.

    Not before what the server asked for. Up to a tenth comes on top, by the URL's hash, so that what failed together is
    not asked for together again and a test knows the time.
    """
    wait = _WAITS[kind].after(failures)
    if retry_after is not None:
        wait = max(wait, min(retry_after - now, LONGEST_RETRY_AFTER))
    return now + wait * (1 + _JITTER * _share(url))


def pace_of_items(published: Iterable[datetime], now: datetime) -> timedelta | None:
    """Return the wait that suits a feed with items of these times, all aware; None where fewer than two are known.

    The rate is the mean of two: of the last few items, which a burst raises at once, and of the last two dozen.
    """
    ages = sorted(max((now - moment).total_seconds() / 60, 1.0) for moment in published)[:_BEFORE]
    if len(ages) < 2:
        return None
    lately = ages[:_LATELY]
    rate = (len(lately) / max(lately[-1], 5.0) + len(ages) / max(ages[-1], 5.0)) / 2  # items a minute
    return timedelta(minutes=(2 * _REQUEST / rate) ** 0.5)


def pace_after(before: timedelta | None, url: str, *, changed: bool) -> timedelta:
    """Return the wait where no times tell: the last one by `next_poll`, shorter after a change, longer after none."""
    if before is None:
        return FIRST_PACE
    pace = before / (1 - _JITTER * _share(url))
    return pace / _FASTER if changed else pace * _SLOWER


def next_poll(pace: timedelta, asked: timedelta, now: datetime, url: str) -> datetime:
    """Return when to ask a feed again that has answered, within SHORTEST_PACE and LONGEST_PACE.

    `asked` is the shortest wait that the feed or its server asks for, zero for none; it counts up to
    LONGEST_ASKED_PACE. Up to a tenth comes off the pace, by the URL's hash, so that sixty feeds are not asked in the
    same second; and off, so that a schedule of that very pace finds the feed due.
    """
    wait = min(max(pace, SHORTEST_PACE), LONGEST_PACE) * (1 - _JITTER * _share(url))
    return now + max(wait, SHORTEST_PACE, min(asked, LONGEST_ASKED_PACE))


def max_age(cache_control: str) -> timedelta:
    """Return how long a Cache-Control header says that an answer holds (RFC 9111, section 5.2.2.1), else zero."""
    found = _MAX_AGE.search(cache_control)
    return timedelta(seconds=int(found[1])) if found else timedelta(0)


def _share(url: str) -> float:
    """Return a number of [0, 1) that is this URL's."""
    digest = blake2b(url.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32
