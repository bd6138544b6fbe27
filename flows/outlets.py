"""Feeds and front pages of outlets → what works, and what could be added to the registry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flows import show
from flows.fetching import followed_outlets
from flows.listing import print_json
from flows.reporting import write_whole
from flows.settings import Settings
from sources.connect import Outside
from sources.crawl import fetch_all
from sources.decode import decode
from sources.discover import find_feeds, propose_outlet, registry_entry
from sources.errors import RegistryError, SaysoError
from sources.fetch import Fetcher, Request
from sources.follow import Failure
from sources.receive import items_of
from sources.registry import Registry, load_registry
from sources.robots import Robots
from sources.turns import Host, Manners
from sources.types import Outlet, Response


@dataclass(frozen=True, slots=True)
class Check:
    """How one feed answers."""

    outlet_id: str
    url: str
    status: int  # 0 where nothing answered
    items: int  # articles, or the sitemaps that an index lists
    newest: datetime | None
    failure: str  # what went wrong, "" where nothing did


def check_feeds(ids: Sequence[str], registry: Registry, settings: Settings, outside: Outside) -> list[Check]:
    """Ask the feeds of these outlets, or for * of all, and return how they answer: those that fail first.

    Raises UnknownOutlet; RegistryError for an outlet without feeds.
    """
    outlets: dict[Request, list[str]] = {}
    for outlet in followed_outlets(ids, registry):
        for url in outlet.feeds:
            outlets.setdefault(Request(url, "feed"), []).append(outlet.id)
    checks = [
        _check(outlet_id, request.url, answer)
        for request, answer in _Asking(settings, outside).answers(outlets)
        for outlet_id in outlets[request]
    ]
    return sorted(checks, key=lambda check: (not check.failure, check.outlet_id, check.url))


def show_checks(checks: Sequence[Check], now: datetime, *, as_json: bool) -> None:
    """Print how feeds answer, as a table or as JSON."""
    if as_json:
        print_json([{**asdict(check), "newest": check.newest and check.newest.isoformat()} for check in checks])
        return
    columns = ("outlet", "feed", "status", "items", "newest item", "silent for", "what is wrong")
    rows = [
        (
            check.outlet_id, check.url, check.status, check.items,
            f"{check.newest:%Y-%m-%d %H:%M}" if check.newest else "", _silence(check.newest, now), check.failure,
        )
        for check in checks
    ]  # fmt: skip
    show.show_rows(columns, rows)
    failing = sum(bool(check.failure) for check in checks)
    show.stdout().print(f"{len(checks):,} feeds, {failing:,} of them failing")


def add_outlet(url: str, registry: Registry, settings: Settings, outside: Outside, to: Path | None) -> str:
    """Return the entry of the registry that an outlet's front page suggests, with those of its feeds that work.

    It is added to the overlay file where one is named. Raises SaysoError where the page does not answer, and
    RegistryError where the outlet is known already or the overlay cannot be read.
    """
    if to is not None and to.exists():
        registry = load_registry(*settings.outlets, to)
    _refuse_known(url, registry.by_domain(url))
    asking = _Asking(settings, outside)
    [(_, page)] = asking.answers([Request(url, "homepage")])
    if isinstance(page, Failure):
        raise SaysoError(page.reason)
    if page.status != 200:
        raise SaysoError(f"{url} answered with status {page.status}; name the outlet's front page")
    html = decode(page.body, page.final_url)
    requests = [Request(found.url, "feed") for found in find_feeds(html, page.final_url)]
    answers = dict(asking.answers(requests))
    outlet = propose_outlet(page.final_url, html, _working([(request.url, answers[request]) for request in requests]))
    _refuse_known(page.final_url, registry.by_domain(page.final_url) or registry.by_name(outlet.id))
    registry.with_outlets([outlet], str(to or "the proposed entry"))
    entry = registry_entry(outlet)
    if to is not None:
        held = to.read_text(encoding="utf-8") if to.exists() else ""
        write_whole(to, f"{held.rstrip()}\n\n{entry}".lstrip())
    return entry


def _working(answers: Iterable[tuple[str, Response | Failure]]) -> list[str]:
    """Return the feeds that work, the first of those that lead to one place."""
    working: dict[str, str] = {}
    for url, answer in answers:
        if isinstance(answer, Response) and not _check("", url, answer).failure:
            working.setdefault(answer.final_url, url)
    return list(working.values())


def _refuse_known(url: str, known: Outlet | None) -> None:
    if known is not None:
        raise RegistryError(f"{url} is known already, as {known.id}: `sayso outlets find {known.id}` shows it")


class _Asking:
    """Asks servers in rounds that are polite together."""

    def __init__(self, settings: Settings, outside: Outside) -> None:
        self._settings = settings
        self._outside = outside
        self._robots: dict[str, Robots] = {}
        self._hosts: dict[str, Host] = {}

    def answers(self, requests: Iterable[Request]) -> list[tuple[Request, Response | Failure]]:
        """Return the requests with their answers, as they came."""
        settings = self._settings
        manners = Manners(hosts=settings.hosts, delay=settings.delay, robots=settings.robots)
        with Fetcher(settings.contact, allow_private=settings.private, outside=self._outside) as fetcher:
            answers = fetch_all(requests, fetcher, robots=self._robots, hosts=self._hosts, manners=manners)
            return [(request, answer) for request, answer in answers if request.purpose != "robots"]


def _check(outlet_id: str, url: str, answer: Response | Failure) -> Check:
    if isinstance(answer, Failure):
        return Check(outlet_id, url, answer.status, 0, None, answer.reason)
    if answer.status != 200:
        return Check(outlet_id, url, answer.status, 0, None, f"answered with status {answer.status}")
    try:
        items, children, _ = items_of(answer, "feed")
    except SaysoError as error:
        return Check(outlet_id, url, answer.status, 0, None, str(error))
    published = [item.published for item in items if item.published]
    return Check(outlet_id, url, answer.status, len(items) + len(children), max(published, default=None), "")


def _silence(newest: datetime | None, now: datetime) -> str:
    """Return how long ago the newest item is, in hours or, from two days on, in days."""
    if newest is None:
        return ""
    hours = max(0, int((now - newest).total_seconds() // 3600))
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"
