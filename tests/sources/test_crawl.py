"""A round of requests: polite to each host, whatever the hosts do, and every request ends in an answer or a reason."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest

from sources.crawl import Outcome, fetch_all
from sources.fetch import Fetcher, Limits, Request
from sources.follow import Failure
from sources.robots import Robots
from sources.turns import Manners
from sources.types import Response
from tests.sources import server as web
from tests.sources.server import Answer, Server

DELAY = 0.05
HASTY = Manners(hosts=8, delay=DELAY)
BRIEF = Limits(read=1.0)  # so that a silent server costs a second


def crawl(
    server: Server,
    *urls: str,
    manners: Manners = HASTY,
    robots: dict[str, Robots] | None = None,
    away: dict[str, list[str]] | None = None,
) -> list[tuple[Request, Outcome]]:
    with Fetcher(outside=server.outside(away), limits=BRIEF) as fetcher:
        requests = [Request(f"http://{url}") for url in urls]
        return list(fetch_all(requests, fetcher, robots=robots, manners=manners))


def of(outcomes: list[tuple[Request, Outcome]]) -> dict[str, int | str]:
    """Return status or kind of failure by URL, without robots.txt."""
    return {
        request.url.removeprefix("http://"): outcome.status if isinstance(outcome, Response) else outcome.kind
        for request, outcome in outcomes
        if request.purpose != "robots"
    }


def least_gap(server: Server, host: str) -> float:
    times = server.times(host)
    assert len(times) > 1
    return min(after - before for before, after in pairwise(times))


def test_a_host_is_asked_in_order_with_pauses_and_many_hosts_at_once(server: Server) -> None:
    hosts = [f"h{number}.example" for number in range(12)]
    urls = [f"{host}/{number}" for number in range(4) for host in hosts]
    for url in urls:
        server.put(url, web.text(url))
    outcomes = crawl(server, *urls)
    assert of(outcomes) == dict.fromkeys(urls, 200)
    for host in hosts:
        assert server.paths(host) == ["/robots.txt", "/0", "/1", "/2", "/3"]
        assert least_gap(server, host) >= DELAY
        assert server.most_at_once[host] == 1


def test_redirects_from_many_hosts_do_not_crowd_the_one_they_lead_to(server: Server) -> None:
    sources = [f"h{number}.example/a" for number in range(8)]
    for number, url in enumerate(sources):
        server.put(url, web.redirect(f"http://north.example/{number}"))
        server.put(f"north.example/{number}", web.text("here"))
    server.put("north.example/own", web.text("own"))
    outcomes = crawl(server, *sources, "north.example/own", "north.example/own?2")
    assert of(outcomes) == {**dict.fromkeys(sources, 200), "north.example/own": 200, "north.example/own?2": 404}
    assert server.paths("north.example").count("/robots.txt") == 1
    assert server.paths("north.example")[0] == "/robots.txt"
    assert least_gap(server, "north.example") >= DELAY
    assert server.most_at_once["north.example"] == 1


def test_redirects_within_a_host_keep_its_pace(server: Server) -> None:
    for number in range(4):
        server.put(f"north.example/{number}", web.redirect(f"/{number + 1}"))
    crawl(server, "north.example/0")
    assert len(server.asked) == 6
    assert least_gap(server, "north.example") >= DELAY


def test_a_longer_crawl_delay_is_kept(server: Server) -> None:
    server.put("north.example/robots.txt", web.text("User-agent: sayso\nCrawl-delay: .2", "text/plain"))
    crawl(server, "north.example/a", "north.example/b")
    assert least_gap(server, "north.example") >= 0.2


def test_robots_txt_comes_first_and_is_handed_out(server: Server) -> None:
    server.put("north.example/robots.txt", web.text("User-agent: *\nDisallow: /no", "text/plain"))
    server.put("north.example/yes", web.redirect("/no/way"))
    known: dict[str, Robots] = {}
    outcomes = crawl(server, "north.example/no", "north.example/yes", "north.example/a", robots=known)
    first, answer = outcomes[0]
    assert (first.url, first.purpose) == ("http://north.example/robots.txt", "robots")
    assert isinstance(answer, Response)
    assert answer.body.startswith(b"User-agent")
    assert of(outcomes) == {"north.example/no": "robots", "north.example/yes": "robots", "north.example/a": 404}
    assert server.paths("north.example") == ["/robots.txt", "/yes", "/a"]
    server.asked.clear()
    crawl(server, "north.example/a", robots=known)
    assert server.paths("north.example") == ["/a"]  # what is known of robots.txt is still fresh
    stale = Robots(datetime.now(UTC) - timedelta(hours=25), "sayso")
    crawl(server, "north.example/no", robots={"http://north.example/robots.txt": stale})
    assert server.paths("north.example") == ["/a", "/robots.txt"]


@pytest.mark.parametrize(
    ("name", "answer", "kind"),
    [
        ("forbids all", web.text("User-agent: *\nDisallow: /", "text/plain"), "robots"),
        ("times out", web.silent(), "network"),
        ("is reset", web.reset(), "network"),
        ("has a 500", web.status(500), "server"),
        ("has a 503", web.status(503, retry_after="1"), "busy"),
        ("has a 403", web.status(403), 200),
        ("is a web page", web.text("<!doctype html><p>Not here"), 200),
        ("is in another charset", Answer(200, "User-agent: *\nDisallow: /ä".encode("utf-16")), 200),
        ("has 5 MB", Answer(200, b"User-agent: *\nDisallow: /b\n" + b"# long\n" * 700_000), 200),
        ("redirects to itself", web.redirect("/robots.txt"), 200),
        ("is a gzip bomb", web.bomb(50_000_000), 200),
    ],
)
def test_what_a_robots_txt_does_decides_for_its_host_alone(
    server: Server, name: str, answer: Answer, kind: str | int
) -> None:
    server.put("north.example/robots.txt", answer)
    server.put("north.example/a", web.text("a"))
    server.put("south.example/a", web.text("a"))
    assert of(crawl(server, "north.example/a", "south.example/a")) == {"north.example/a": kind, "south.example/a": 200}


def test_robots_txt_can_be_left_out(server: Server) -> None:
    server.put("north.example/robots.txt", web.text("User-agent: *\nDisallow: /", "text/plain"))
    server.put("north.example/a", web.text("a"))
    outcomes = crawl(server, "north.example/a", manners=Manners(delay=DELAY, robots=False))
    assert of(outcomes) == {"north.example/a": 200}
    assert server.paths("north.example") == ["/a"]


def test_a_host_that_does_not_answer_is_left_alone(server: Server) -> None:
    urls = [f"north.example/{number}" for number in range(9)]
    for url in urls[1:]:
        server.put(url, web.reset())
    outcomes = crawl(server, *urls)
    assert of(outcomes) == {urls[0]: 404, **dict.fromkeys(urls[1:], "network")}
    assert len(server.paths("north.example")) == 2 + 3
    last = outcomes[-1][1]
    assert isinstance(last, Failure)
    assert "no answer 3 times in a row" in last.reason


def test_one_answer_in_between_and_it_is_asked_on(server: Server) -> None:
    urls = [f"north.example/{number}" for number in range(9)]
    for number, url in enumerate(urls):
        server.put(url, web.text("a") if number % 3 == 2 else web.reset())
    crawl(server, *urls)
    assert len(server.paths("north.example")) == 10


def test_a_dead_host_costs_the_one_that_links_to_it_nothing(server: Server) -> None:
    urls = [f"north.example/{number}" for number in range(6)]
    for url in urls:
        server.put(url, web.redirect("http://dead.example/"))
    outcomes = crawl(server, *urls, "north.example/last", away={"dead.example": []})
    assert of(outcomes) == {**dict.fromkeys(urls, "network"), "north.example/last": 404}


def test_a_short_retry_after_is_waited_for(server: Server) -> None:
    server.put("north.example/a", web.status(429, retry_after="1"))
    server.put("north.example/b", web.text("b"))
    assert of(crawl(server, "north.example/a", "north.example/b")) == {"north.example/a": 429, "north.example/b": 200}
    assert server.times("north.example")[2] - server.times("north.example")[1] >= 0.9  # a date has whole seconds


def test_a_long_retry_after_is_left_for_later(server: Server) -> None:
    server.put("north.example/a", web.status(503, retry_after="3600"))
    outcomes = crawl(server, "north.example/a", "north.example/b", "south.example/c")
    assert of(outcomes) == {"north.example/a": 503, "north.example/b": "busy", "south.example/c": 404}
    [failure] = [outcome for _, outcome in outcomes if isinstance(outcome, Failure)]
    assert failure.retry_after is not None
    assert failure.retry_after - failure.at > timedelta(minutes=59)


def test_what_is_not_fetched_is_told_and_stops_nothing(server: Server) -> None:
    server.put("north.example/a", web.text("a"))
    urls = ["localhost/a", "10.0.0.1/", "north.example:22/", "[", "inside.example/", "north.example/a"]
    outcomes = of(crawl(server, *urls, away={"inside.example": ["192.168.0.1"]}))
    assert outcomes == {**dict.fromkeys(urls, "refused"), "north.example/a": 200}


def test_few_answers_wait_for_a_slow_reader(server: Server) -> None:
    urls = [Request(f"http://h{number}.example/") for number in range(40)]
    with Fetcher(outside=server.outside()) as fetcher:
        round_ = fetch_all(urls, fetcher, manners=Manners(hosts=2, delay=0, robots=False))
        next(round_)
        time.sleep(0.3)
        assert len(server.asked) <= 1 + 2 * 2 + 2  # one taken, two a thread put down, one a thread in hand
        assert len(list(round_)) == 39


def test_closing_ends_what_is_under_way(server: Server) -> None:
    urls = [Request(f"http://north.example/{number}") for number in range(50)]
    for number in range(8):
        server.put(f"h{number}.example/", web.silent())
        urls.append(Request(f"http://h{number}.example/"))
    known: dict[str, Robots] = {}
    begun = time.monotonic()
    with Fetcher(outside=server.outside()) as fetcher:
        round_ = fetch_all(urls, fetcher, robots=known, manners=Manners(hosts=8, delay=0.02))
        assert len(list(islice(round_, 3))) == 3
        round_.close()  # type: ignore[attr-defined]
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("fetch")]
    assert len(server.asked) < 50
    assert time.monotonic() - begun < 15  # of 20 s that a silent server would be waited for
    assert not any(rules.refusal for rules in known.values())  # what was given up is no failure of the host


def test_an_error_of_our_own_is_raised(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Robots:
        raise ZeroDivisionError

    monkeypatch.setattr("sources.crawl.parse_robots", broken)
    with pytest.raises(ZeroDivisionError):
        crawl(server, "north.example/a", "south.example/a")


def test_nothing_to_ask_for_is_no_round(server: Server) -> None:
    assert crawl(server) == []
