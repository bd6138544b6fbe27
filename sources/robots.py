"""robots.txt → what may be asked for, how fast, and where the sitemaps are (RFC 9309); the one door to protego."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from sources.errors import FailureKind, FetchError, RedirectLoop
from sources.pace import kind_of_status
from sources.urls import clean_url

if TYPE_CHECKING:
    from sources.types import Response

LARGEST = 512_000  # bytes that are read; RFC 9309 asks for 500 KiB at least
KEPT_FOR = timedelta(hours=24)  # RFC 9309, section 2.4
REFUSED_FOR = timedelta(minutes=5)  # where it could not be read: then it is asked for anew
_MOST_SITEMAPS = 1000

_AGENT_LINE = re.compile(r"[ \t]*user[- ]?agent(?:[ \t]*:|[ \t])[ \t]*(\*|[a-z_-]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Robots:
    """What one site lets a crawler do. `refusal` says why nothing may be asked for now, "" where rules decide."""

    fetched_at: datetime
    agent: str
    sitemaps: tuple[str, ...] = ()  # absolute URLs
    refusal: str = ""
    kind: FailureKind = "robots"  # of the refusal
    _rules: Protego | None = field(default=None, repr=False, compare=False)

    def allows(self, url: str) -> bool:
        """Tell whether the URL may be asked for. robots.txt itself always may."""
        if urlsplit(url).path == "/robots.txt":
            return True
        return not self.refusal and (self._rules is None or self._rules.can_fetch(url, self.agent))

    def delay(self) -> float | None:
        """Return the seconds between two requests that the site asks for, as it says; None where it says nothing."""
        if self._rules is None:
            return None
        rate = self._rules.request_rate(self.agent)
        asked = (self._rules.crawl_delay(self.agent), rate.seconds / rate.requests if rate else None)
        return max((delay for delay in asked if delay is not None), default=None)

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether it need not be fetched again yet. One from the future is of a clock that was wrong."""
        return timedelta(0) <= now - self.fetched_at < (REFUSED_FOR if self.refusal else KEPT_FOR)


def robots_url(url: str) -> str:
    """Return where the robots.txt that governs a URL lies. Each scheme, host and port has its own."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def parse_robots(response: Response, agent: str) -> Robots:
    """Return what a response to a request for robots.txt lets the agent (a product token, lower case) do.

    Status 2xx: what its first 500 KiB say, whole lines only. 4xx: everything. 429 and 5xx: nothing for now. A page of
    HTML, which many sites answer every URL with, says nothing.
    """
    kind = kind_of_status(response.status)
    if kind in {"busy", "server"}:
        refusal = f"{response.final_url} answered with status {response.status}; nothing of the site is asked for now"
        return Robots(response.fetched_at, agent, refusal=refusal, kind=kind)
    if not 200 <= response.status < 300:
        return Robots(response.fetched_at, agent)
    text = _text(response.body)
    if text.lstrip().startswith("<"):
        return Robots(response.fetched_at, agent)
    rules = Protego.parse("\n".join(_concerning(text, agent)))
    found = (clean_url(url, base=response.final_url) for url in rules.sitemaps)
    sitemaps = tuple(dict.fromkeys(url for url in found if url))[:_MOST_SITEMAPS]
    return Robots(response.fetched_at, agent, sitemaps, _rules=rules)


def missing_robots(error: FetchError, agent: str, now: datetime) -> Robots:
    """Return what may be asked for where robots.txt could not be fetched: nothing for now.

    Everything where it only redirects in a circle: that is as good as having none (RFC 9309, section 2.3.1.2).
    """
    if isinstance(error, RedirectLoop):
        return Robots(now, agent)
    return Robots(now, agent, refusal=f"robots.txt could not be read: {error}", kind=error.kind)


def _text(body: bytes) -> str:
    """Return the text, cut after the last whole line: half a path would forbid or allow more than was meant."""
    if len(body) >= LARGEST:
        body = body[:LARGEST].rpartition(b"\n")[0]
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _concerning(text: str, agent: str) -> list[str]:
    """Return the lines, those that name other agents as naming nobody.

    protego keeps every rule for every agent named above it: thousands of each would take hours and the memory. It also
    takes a name's beginning for the name; RFC 9309, section 2.2.1, compares the product token.
    """
    lines = []
    for line in text.splitlines():
        named = _AGENT_LINE.match(line)
        name = named[1].lower() if named else ""
        lines.append(f"User-agent: {name if name in {agent, '*'} else '-'}" if named else line)
    return lines
