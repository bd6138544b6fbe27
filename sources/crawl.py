"""Requests → answers: many hosts at the same time, each one after the other, unhurriedly, and as its robots.txt allows.

Whatever the number of threads, a host never has two requests at once, and `Manners.delay` or its own crawl delay lies
between the end of an answer and the next request to it. Redirects count as requests to the host that they lead to.
"""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from sources.errors import FetchError, RefusedAddress, RobotsForbid
from sources.fetch import AGENT, Fetcher, Request
from sources.follow import Failure
from sources.robots import LARGEST, Robots, missing_robots, parse_robots, robots_url
from sources.turns import Host, Manners, Turns
from sources.types import Response

Outcome = Response | Failure

_MANNERS = Manners()


def fetch_all(
    requests: Iterable[Request],
    fetcher: Fetcher,
    *,
    robots: dict[str, Robots] | None = None,
    hosts: dict[str, Host] | None = None,
    manners: Manners = _MANNERS,
) -> Iterator[tuple[Request, Outcome]]:
    """Yield each request with its answer, or with why there is none, as they come.

    A host's requests go out in their order. Its robots.txt is asked for before them and yielded too, under a request
    of that purpose. `robots` holds what is known of them, by URL: what is fresh is used, what is fetched is added.
    `hosts` holds how hosts stand, by name, so that the rounds of one run are polite together. A host that does not
    answer several times in a row, or asks for too long a wait, is left alone: the rest of its requests fails with that
    reason.

    The requests are read at once; of their answers twice as many as there are threads are kept at most. Closing the
    iterator gives up what is under way and waits until the threads have ended: half a second, or as long as a
    connection or DNS takes to fail.
    """
    turns = Turns(manners, fetcher.outside, hosts)
    crawl = _Crawl(requests, fetcher, {} if robots is None else robots, turns, manners)
    with ThreadPoolExecutor(crawl.threads, thread_name_prefix="fetch") as pool:
        try:
            for _ in range(crawl.threads):
                pool.submit(crawl.work)
            yield from crawl.results()
        finally:
            turns.stop()


@dataclass(slots=True)
class _Queue:
    """What is to be asked of one host."""

    host: Host
    pending: deque[Request] = field(default_factory=deque)

    def ready_at(self) -> float:
        """Return when to take it up, by the monotonic clock: at once where the host is not asked any more."""
        return 0.0 if self.host.left_alone else self.host.ready_at


class _Crawl:
    """The state that the threads of one round share, and what each of them does.

    A queue that is not empty lies in the heap or in the hands of one thread. A redirect takes the turn of another host
    without holding one, so nobody waits in a circle.
    """

    def __init__(
        self, requests: Iterable[Request], fetcher: Fetcher, robots: dict[str, Robots], turns: Turns, manners: Manners
    ) -> None:
        self.turns = turns
        self._fetcher = fetcher
        self._robots = robots
        self._obeys = manners.robots
        self._changed = self.turns.changed
        self._asking: dict[str, threading.Lock] = {}  # by URL of the robots.txt
        self._results: deque[tuple[Request, Outcome]] = deque()
        self._in_hand = self._ended = 0
        self._bug: BaseException | None = None
        queues: dict[int, _Queue] = {}
        for request in requests:
            host = self.turns.host(self._checked(request.url) or "")
            queues.setdefault(id(host), _Queue(host)).pending.append(request)
        self._queues = list(queues.values())
        self._heap = [(0.0, number) for number in range(len(self._queues))]
        self.threads = max(1, min(manners.hosts, len(self._queues)))

    def work(self) -> None:
        """Take queues whose host is ready, one request each time, until nothing is left."""
        try:
            while (number := self._take()) is not None:
                try:
                    self._serve(self._queues[number])
                finally:
                    self._put_back(number)
        except BaseException as error:  # noqa: BLE001 - raised where the results are read
            self._bug = error
        finally:
            with self._changed:
                self._ended += 1
                self._changed.notify_all()

    def results(self) -> Iterator[tuple[Request, Outcome]]:
        """Yield what the threads put down until all have ended."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._results or self._bug or self._ended == self.threads)
                if self._bug:
                    raise self._bug
                if not self._results:
                    return
                result = self._results.popleft()
                self._changed.notify_all()
            yield result

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Hold the URL's host for one request, where its robots.txt allows that (as sources.fetch.Gate has it)."""
        rules = self._rules(url)
        if rules is not None and not rules.allows(url):
            raise RobotsForbid(f"{url}: {rules.refusal or f'{robots_url(url)} forbids it'}", rules.kind)
        with self.turns.turn(url):
            yield

    def stopped(self) -> bool:
        """Tell whether the round is over (as sources.fetch.Gate has it)."""
        return self.turns.stopped()

    def _take(self) -> int | None:
        """Wait for a queue whose host is ready and take it out of the heap; None when nothing is left to do."""
        with self._changed:
            while not self.stopped() and (self._heap or self._in_hand):
                if not self._heap:
                    self._changed.wait()
                    continue
                noted, number = self._heap[0]
                ready_at = self._queues[number].ready_at()
                if ready_at > noted:  # a redirect to the host, or the host itself, has put it off since
                    heapq.heapreplace(self._heap, (ready_at, number))
                elif (wait := ready_at - self._fetcher.outside.monotonic()) > 0:
                    self._changed.wait(wait)
                else:
                    heapq.heappop(self._heap)
                    self._in_hand += 1
                    return number
            return None

    def _put_back(self, number: int) -> None:
        queue = self._queues[number]
        with self._changed:
            self._in_hand -= 1
            if queue.pending:
                heapq.heappush(self._heap, (queue.ready_at(), number))
            self._changed.notify_all()

    def _serve(self, queue: _Queue) -> None:
        """Ask for the queue's next URL, or for the robots.txt that it needs first."""
        request, left_alone = queue.pending[0], self.turns.left_alone(queue.host)
        url = self._checked(request.url)
        if url and self._obeys and not left_alone and self._known(robots_url(url)) is None:
            self._rules(url)  # and back into the heap: no thread waits out the pause after it
            return
        queue.pending.popleft()
        self._put(request, left_alone or self._fetch(request))

    def _fetch(self, request: Request) -> Outcome:
        try:
            response = self._fetcher.fetch(request, self)
        except FetchError as error:
            return self._failure(error)
        self.turns.heed(response)
        return response

    def _failure(self, error: FetchError) -> Failure:
        return Failure(error.kind, str(error), self._fetcher.outside.now())

    def _checked(self, url: str) -> str | None:
        try:
            return self._fetcher.checked(url)
        except RefusedAddress:
            return None  # the request for it will say why

    def _rules(self, url: str) -> Robots | None:
        """Return what governs a URL, asked for where it is not known; None where nothing does."""
        if not self._obeys:
            return None
        place = robots_url(url)
        with self._changed:
            lock = self._asking.setdefault(place, threading.Lock())
        with lock:
            rules = self._known(place)
            if rules is None:
                rules = self._ask(place)
        self.turns.slow_down(url, rules.delay())
        return rules

    def _known(self, place: str) -> Robots | None:
        rules = self._robots.get(place)
        return rules if rules is not None and rules.is_fresh(self._fetcher.outside.now()) else None

    def _ask(self, place: str) -> Robots:
        request = Request(place, "robots", largest=LARGEST)
        try:
            response = self._fetcher.fetch(request, self.turns)
        except FetchError as error:
            rules = missing_robots(error, AGENT, self._fetcher.outside.now())
            outcome: Outcome = self._failure(error)
        else:
            rules, outcome = parse_robots(response, AGENT), response
            self.turns.heed(response)
        if not self.stopped():
            self._robots[place] = rules
        self._put(request, outcome)
        return rules

    def _put(self, request: Request, outcome: Outcome) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self.stopped() or len(self._results) < 2 * self.threads)
            self._results.append((request, outcome))
            self._changed.notify_all()
