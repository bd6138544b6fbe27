"""What a feed, a sitemap or a list names → the articles to fetch: each once, its address clean, its date believable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sources.normalise import one_line
from sources.types import FeedItem, Skipped
from sources.urls import clean_url

_AHEAD = timedelta(days=1)  # clocks and zones are wrong by hours; what is further off is a mistake
# Of an article that changed its address two or three versions can stand in a feed; a GUID of more names none of them.
_SAME_GUID = 3
_LABEL = 120  # characters


@dataclass(frozen=True, slots=True)
class Named:
    """One article as it is named, before anything is checked."""

    urls: tuple[str, ...]  # as written, relative or not, the best first
    title: str = ""
    published: datetime | None = None
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The articles of one feed, sitemap or list, in its order, and what is odd about it."""

    items: tuple[FeedItem, ...]
    skipped: tuple[Skipped, ...]  # what has no usable link
    oddities: tuple[str, ...]  # for people: what was mended or left out without a loss


def gather(named: Iterable[Named], where: str, now: datetime) -> Gathered:
    """Return the articles, the first of those that share an address or GUID; `where` is the URL they are named at.

    A date more than a day ahead of `now` counts as none.
    """
    candidates = list(named)
    guids = Counter(one.guid for one in candidates if one.guid)
    items: list[FeedItem] = []
    skipped: list[Skipped] = []
    seen: set[str] = set()
    repeated = ahead = 0
    for number, one in enumerate(candidates, start=1):
        url = next(filter(None, (clean_url(url, where) for url in one.urls)), None)
        if url is None:
            skipped.append(_skipped(one, number, where))
            continue
        marks = {url, f"guid:{one.guid}"} if 0 < guids[one.guid] <= _SAME_GUID else {url}
        if marks & seen:
            repeated += 1
            continue
        seen |= marks
        published = believable(one.published, now)
        ahead += published is not one.published
        items.append(FeedItem(url, one_line(one.title), published))
    oddities = (
        f"{repeated} of {len(candidates)} repeat another's link or GUID" if repeated else "",
        f"{ahead} of {len(candidates)} are dated more than a day ahead: these dates are dropped" if ahead else "",
    )
    return Gathered(tuple(items), tuple(skipped), tuple(filter(None, oddities)))


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """Return the moment, None where it lies more than a day ahead of `now`."""
    return None if moment is None or moment - now > _AHEAD else moment


def _skipped(one: Named, number: int, where: str) -> Skipped:
    links = tuple(filter(None, map(one_line, one.urls)))
    label = one_line(one.guid) or one_line(one.title) or next(iter(links), "") or f"number {number}"
    reason = f"its link is {links[0][:_LABEL]!r}, which is no address on http:// or https://" if links else "no link"
    return Skipped(f"{where} item {label[:_LABEL]}", "poll", reason)
