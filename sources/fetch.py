"""URL → response: the one door to the network. What it may reach, how long and how much is bounded here.

Nothing is kept between requests but connections: no cookies, no authentication. Proxies of the environment are not
used: through one, nobody could tell which address a request goes to.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from types import TracebackType
from typing import Protocol

import httpcore
import httpx

from sources.addresses import refuse_target
from sources.connect import CheckedBackend, Outside, Watch
from sources.errors import (
    BadAnswer,
    FetchError,
    HalfBody,
    RedirectLoop,
    RefusedAddress,
    SaysoError,
    TooLarge,
    TooSlow,
    Unreachable,
)
from sources.inflate import ACCEPTED, Body
from sources.types import Purpose, Response

AGENT = "sayso"  # what robots.txt knows us as
LARGEST = 20_000_000  # bytes, sent and unpacked; a page of news has some 500,000
_IDLE = 4.0  # seconds that a connection is kept for the next request; servers close theirs from 5 s on

_HTML = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_XML = "application/xml, text/xml;q=0.9, */*;q=0.5"
_ACCEPT: dict[Purpose, str] = {
    "feed": f"application/rss+xml, application/atom+xml, {_XML}",
    "sitemap": _XML,
    "homepage": _HTML,
    "article": _HTML,
    "robots": "text/plain, */*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One URL to be asked for, with what the last response said of itself ("" where there was none)."""

    url: str
    purpose: Purpose = "article"
    etag: str = ""
    last_modified: str = ""
    largest: int = LARGEST  # bytes; of robots.txt the beginning is kept, any other response is refused
    accept: str = ""  # "": what goes with the purpose


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a request may take, in seconds, and how often it may be sent elsewhere."""

    connect: float = 10.0  # to connect, for each address, and again for TLS
    read: float = 20.0  # between two pieces of an answer
    total: float = 60.0  # from connecting to the body's end, each redirect anew; DNS is bounded by the system alone
    redirects: int = 10


class Gate(Protocol):
    """What a crawl decides of each single request, redirects included."""

    def turn(self, url: str) -> AbstractContextManager[None]:
        """Wait until the URL may be asked for; held until its answer is there. Raises FetchError where it may not."""

    def stopped(self) -> bool:
        """Tell whether to give up what is under way; asked twice a second."""


class _Open:
    """A gate that lets everything through at once."""

    def turn(self, url: str) -> AbstractContextManager[None]:  # noqa: ARG002 - as Gate has it
        return nullcontext()

    def stopped(self) -> bool:
        return False


OPEN: Gate = _Open()


class Fetcher:
    """Asks for URLs. Threads may share one; use it as a context manager, so that its connections get closed.

    `contact` is a URL or mail address under which a webmaster finds whoever runs this. `allow_private` lets requests go
    to any address and port, for servers of one's own. `tls` is a context with other than the usual certificates.
    """

    def __init__(
        self,
        contact: str = "",
        *,
        allow_private: bool = False,
        limits: Limits = Limits(),
        tls: ssl.SSLContext | None = None,
        outside: Outside = Outside(),  # noqa: B008 - frozen
    ) -> None:
        self.outside = outside
        self._agent = user_agent(contact)
        self._allow_private = allow_private
        self._limits = limits
        self._watch = Watch(outside.monotonic)
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or httpx.create_ssl_context(trust_env=False),
            http2=True,
            keepalive_expiry=_IDLE,
            network_backend=CheckedBackend(outside, self._watch, allow_private=allow_private),
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._pool.close()

    def get(
        self, url: str, *, etag: str = "", last_modified: str = "", largest: int = LARGEST, accept: str = ""
    ) -> Response:
        """Return what a URL answers with, at once; see `fetch`."""
        return self.fetch(Request(url, "article", etag, last_modified, largest, accept))

    def fetch(self, request: Request, gate: Gate = OPEN) -> Response:
        """Return what a URL answers with, redirects followed; its status may be any.

        A status of 304 comes only where the request has an etag or a date. Each redirect is checked as the URL itself
        and passes the gate. Raises a FetchError that names the URL.
        """
        url, seen = self.checked(request.url), list[str]()
        while True:
            with gate.turn(url):
                answer = self._ask(url, request, gate)
            seen.append(url)
            target = _target(url, answer)
            if target is None:
                break
            if target in seen or len(seen) > self._limits.redirects:
                what = "to itself" if target in seen else f"more than {self._limits.redirects} times"
                raise RedirectLoop(f"{request.url} redirects {what}; the last is {target[:300]}")
            url = self._followed(url, target)
        return Response(
            url=request.url,
            final_url=url if len(seen) > 1 else request.url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            fetched_at=self.outside.now(),
            redirects=tuple(seen[1:-1]),
        )

    def checked(self, url: str) -> str:
        """Return a URL as it is asked for: host in ASCII, no user, no fragment.

        Raises RefusedAddress for one that is not fetched, as far as can be told before DNS.
        """
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, ValueError) as error:
            raise RefusedAddress(f"{url[:300]!r} is no URL: {error}") from error
        host = parsed.raw_host.decode("ascii").removesuffix(".")
        reason = refuse_target(parsed.scheme, host, parsed.port, allow_private=self._allow_private)
        if reason:
            raise RefusedAddress(f"{url[:300]} is not fetched: {reason}")
        return str(parsed.copy_with(host=host, userinfo=b"", fragment=None))

    def _followed(self, url: str, target: str) -> str:
        try:
            return self.checked(target)
        except RefusedAddress as error:
            raise RefusedAddress(f"{url} redirects to what is not fetched: {error}") from error

    def _ask(self, url: str, request: Request, gate: Gate) -> _Answer:
        parsed = httpx.URL(url)
        limits = {"connect": self._limits.connect, "pool": self._limits.total}
        limits |= {"read": self._limits.read, "write": self._limits.read}
        self._watch.begin(self._limits.total, gate.stopped)
        head_came = False
        try:
            with self._pool.stream(
                "GET",
                httpcore.URL(scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path),
                headers=self._headers(parsed, request),
                extensions={"timeout": limits},
            ) as response:
                head_came = True
                answer = _head(response)
                if answer.status == 304 and not (request.etag or request.last_modified):
                    raise BadAnswer("it says 304, not modified, though it was asked unconditionally")
                if _target(url, answer) is not None:
                    return answer  # its body is a note for people, at best
                return _Answer(answer.status, answer.headers, _read(response.iter_stream(), answer, request))
        except FetchError as error:
            raise type(error)(f"{url}: {error}", error.kind) from error
        except _EXPECTED as error:
            raise _translated(error, url, head_came=head_came) from error
        finally:
            self._watch.end()

    def _headers(self, url: httpx.URL, request: Request) -> list[tuple[bytes, bytes]]:
        headers = [
            ("Host", url.netloc.decode("ascii")),
            ("User-Agent", self._agent),
            ("Accept", request.accept or _ACCEPT[request.purpose]),
            ("Accept-Encoding", ACCEPTED),
            ("If-None-Match", request.etag),
            ("If-Modified-Since", request.last_modified),
        ]
        # A server's own validators go back as they came, byte by byte.
        return [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers if value]


def user_agent(contact: str) -> str:
    """Return the name that sayso gives servers: "sayso/0.1.0 (+https://newsroom.example/bot)".

    Raises SaysoError if the contact is not one line of ASCII.
    """
    if not (contact.isascii() and contact.isprintable()):
        raise SaysoError(f"the contact is {contact!r}; a URL or a mail address in ASCII is what servers can be told")
    name = f"{AGENT}/{version('sayso')}"
    return f"{name} (+{contact})" if contact else name


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known == name), "")


def _head(response: httpcore.Response) -> _Answer:
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers)
    return _Answer(response.status, headers)


def _target(url: str, answer: _Answer) -> str | None:
    """Return where a redirect leads, None where the answer is none. Raises BadAnswer for what is no URL."""
    location = answer.header("location").strip()
    if answer.status not in {301, 302, 303, 307, 308} or not location:
        return None
    raw = location.encode("latin-1")
    try:
        joined = httpx.URL(url).join(raw.decode("utf-8") if _is_utf8(raw) else location)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadAnswer(f"it redirects to {location[:300]!r}, which is no URL") from error
    return str(joined.copy_with(fragment=None))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read(chunks: Iterable[bytes], answer: _Answer, request: Request) -> bytes:
    cut = request.purpose == "robots"
    said = answer.header("content-length")
    if not cut and said.isdecimal() and int(said[:20]) > request.largest:
        raise TooLarge(f"it has {said[:20]} bytes; {request.largest:,} at most are taken")
    body = Body(answer.header("content-encoding"), request.largest)
    for chunk in chunks:
        if not body.add(chunk):
            if cut:
                return body.so_far()
            raise TooLarge(f"it has more than {request.largest:,} bytes, the most that is taken")
    return body.end()


_EXPECTED = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


def _translated(error: Exception, url: str, *, head_came: bool) -> FetchError:
    why = str(error) or type(error).__name__
    if isinstance(error, (httpcore.ConnectTimeout, httpcore.ConnectError)):
        return Unreachable(f"{url}: no connection: {why}")
    if isinstance(error, httpcore.TimeoutException):
        return TooSlow(f"{url}: no more of it came in time: {why}")
    if head_came and isinstance(error, (httpcore.NetworkError, httpcore.RemoteProtocolError)):
        return HalfBody(f"{url}: it broke off: {why}")
    if isinstance(error, httpcore.NetworkError) or "without sending a response" in why:
        return Unreachable(f"{url}: the connection was closed before an answer: {why}")
    return BadAnswer(f"{url}: no HTTP as it should be: {why}")
