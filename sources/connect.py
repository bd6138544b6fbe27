"""Host → connection to an address that was checked: how sources/fetch.py reaches the network."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpcore

from sources.addresses import refuse_address
from sources.errors import RefusedAddress, TooSlow, Unreachable

_MOST_ADDRESSES = 4  # of one host that are tried in turn
_GLANCE = 0.5  # seconds: how often a waiting request looks whether it is to stop


def resolve(host: str, port: int) -> list[str]:
    """Return a host's addresses, best first. Raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@dataclass(frozen=True, slots=True)
class Outside:
    """What a fetcher takes from the world; tests put their own."""

    resolve: Callable[[str, int], list[str]] = resolve  # host, port → addresses
    detour: Callable[[str, int], tuple[str, int]] = lambda address, port: (address, port)  # where to connect for it
    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def _never() -> bool:
    return False


class Watch(threading.local):
    """How long the request of this thread may go on.

    Over HTTP/2 threads share a connection, and whichever reads gives up all of its requests; a crawl has one at a time.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._deadline = float("inf")
        self._stopped = _never

    def begin(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Let this thread's request go on for so many seconds, or until `stopped` says so."""
        self._deadline = self._clock() + seconds
        self._stopped = stopped

    def end(self) -> None:
        """Let what follows in this thread take its time."""
        self._deadline = float("inf")
        self._stopped = _never

    def left(self, timeout: float | None) -> float:
        """Return the seconds that a step may take that has a timeout of its own. Raises TooSlow where none are left."""
        if self._stopped():
            raise Unreachable("stopped")
        left = self._deadline - self._clock()
        if left <= 0:
            raise TooSlow("the time for the whole request is over")
        return left if timeout is None else min(left, timeout)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to no others.

    A host is resolved once for a connection, all its addresses are checked, and one of those is connected to: DNS has
    no second say. Host header and TLS keep the name.
    """

    def __init__(self, outside: Outside, watch: Watch, *, allow_private: bool) -> None:
        self._outside = outside
        self._watch = watch
        self._allow_private = allow_private
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers.

        Raises RefusedAddress if one of them is not public, Unreachable if there are none, httpcore's errors else.
        """
        failure: Exception | None = None
        for address in self._addresses(host, port)[:_MOST_ADDRESSES]:
            to, at = self._outside.detour(address, port)
            try:
                stream = self._inner.connect_tcp(to, at, self._watch.left(timeout), local_address, socket_options or ())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._watch)
        raise failure or httpcore.ConnectError("the host has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = self._outside.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"no address is known of {host}: {error}") from error
        for address in addresses:
            reason = "" if self._allow_private else refuse_address(address)
            if reason:
                raise RefusedAddress(f"{host} is at {address}, {reason}")
        return addresses


class _Stream(httpcore.NetworkStream):
    """A connection that keeps to the time of the whole request, however it trickles."""

    def __init__(self, inner: httpcore.NetworkStream, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        waited = 0.0
        while True:
            glance = self._watch.left(_GLANCE if timeout is None else min(_GLANCE, timeout - waited))
            try:
                return self._inner.read(max_bytes, glance)
            except httpcore.ReadTimeout:
                waited += glance
                if timeout is not None and waited >= timeout:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._watch.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._watch.left(timeout)), self._watch)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
