"""Whose turn it is: each host has one request at a time, a pause between two, and is left alone when it fails."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from sources.connect import Outside
from sources.errors import FetchError, Unreachable
from sources.follow import CUT_OFF_FROM, Failure
from sources.pace import DELAY, kind_of_status, pause, retry_after
from sources.types import Response


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are treated in a round."""

    hosts: int = 16  # asked at the same time, at most
    delay: float = DELAY  # seconds between two requests to one host, at least
    most_failures: int = 3  # in a row, without an answer or "too busy", after which a host is left alone
    patience: float = 60.0  # seconds of Retry-After that are waited for; a host that asks for more is left alone
    robots: bool = True  # whether robots.txt is asked for and obeyed


@dataclass(slots=True)
class Host:
    """How one host stands in this round; `Turns` changes it, under its lock."""

    delay: float
    busy: bool = False
    ready_at: float = 0.0  # by the monotonic clock
    failures: int = 0  # in a row
    answered: bool = False
    left_alone: Failure | None = None


def is_cut_off(hosts: Collection[Host]) -> bool:
    """Tell whether this machine reaches nobody: several of the hosts were asked in vain, and none has answered."""
    return sum(host.failures > 0 for host in hosts) >= CUT_OFF_FROM and not any(host.answered for host in hosts)


class Turns:
    """Hands out hosts for one request each; a gate for sources.fetch. Threads share one, and wait on `changed`.

    `hosts` holds how they stand from an earlier round, by name, and is added to.
    """

    def __init__(self, manners: Manners, outside: Outside, hosts: dict[str, Host] | None = None) -> None:
        self.changed = threading.Condition()
        self._manners = manners
        self._outside = outside
        self._hosts = {} if hosts is None else hosts
        self._stopped = False

    def host(self, url: str) -> Host:
        """Return the state of a URL's host. Hosts are told apart by name: not by port, nor by address."""
        with self.changed:
            return self._hosts.setdefault(urlsplit(url).hostname or "", Host(self._manners.delay))

    def stop(self) -> None:
        """Make whoever waits, or is waited for, give up."""
        with self.changed:
            self._stopped = True
            self.changed.notify_all()

    def stopped(self) -> bool:
        """Tell whether to give up what is under way."""
        return self._stopped

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Hold the URL's host for one request, as soon as it is ready.

        Raises Unreachable where the host is left alone, or all was stopped.
        """
        host = self.host(url)
        with self.changed:
            while not self._stopped and (wait := self._wait(host)) != 0:
                self.changed.wait(wait)
            if self._stopped:
                raise Unreachable(f"{url}: stopped")
            if host.left_alone:
                raise Unreachable(f"{url}: {host.left_alone.reason}", host.left_alone.kind)
            host.busy = True
        try:
            yield
        except FetchError as error:
            self._failed(host, error)
            raise
        finally:
            with self.changed:
                host.busy = False
                host.ready_at = max(host.ready_at, self._outside.monotonic() + host.delay)
                self.changed.notify_all()

    def slow_down(self, url: str, asked: float | None) -> None:
        """Keep a longer pause for the URL's host from now on, where it asks for one (seconds)."""
        host = self.host(url)
        with self.changed:
            longer = pause(self._manners.delay, asked) - host.delay
            if longer > 0:
                host.delay += longer
                host.ready_at += longer if host.ready_at else 0.0

    def heed(self, response: Response) -> None:
        """Take an answer for what it tells of its host: it is well, or too busy and wants to be left alone."""
        host = self.host(response.final_url)
        busy = kind_of_status(response.status) == "busy"
        until = retry_after(response.header("retry-after"), response.fetched_at) if busy else None
        wait = (until - response.fetched_at).total_seconds() if until else 0.0
        with self.changed:
            host.answered = True
            host.failures = host.failures + 1 if busy else 0
            if wait > self._manners.patience or host.failures >= self._manners.most_failures:
                asks = (
                    f"asks to be left alone for {wait:.0f} s"
                    if until
                    else f"was too busy {host.failures} times in a row"
                )
                reason = f"the host {asks}; no more is asked of it in this round"
                host.left_alone = Failure("busy", reason, response.fetched_at, retry_after=until)
            host.ready_at = max(host.ready_at, self._outside.monotonic() + wait)

    def left_alone(self, host: Host) -> Failure | None:
        """Return why nothing more is asked of a host in this round, as of now; None where it is asked."""
        with self.changed:
            return host.left_alone and replace(host.left_alone, at=self._outside.now())

    def _wait(self, host: Host) -> float | None:
        """Return the seconds until the host is ready, None where another request must end first."""
        if host.left_alone:
            return 0.0
        return None if host.busy else max(0.0, host.ready_at - self._outside.monotonic())

    def _failed(self, host: Host, error: FetchError) -> None:
        with self.changed:
            if error.kind != "network" or self._stopped:
                return
            host.failures += 1
            if host.failures >= self._manners.most_failures:
                reason = f"no answer {host.failures} times in a row; no more is asked of the host in this round"
                host.left_alone = Failure("network", reason, self._outside.now())
