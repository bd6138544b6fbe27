"""Servers that fail, lie and play tricks: each fault has its row, and what does not fail comes through beside it."""

from __future__ import annotations

import gzip
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from flows.stages import Wanted
from sources.fetch import Limits
from sources.pace import FIRST_PACE
from tests.flows.web import FEED, HOUR, NOW, OUTLETS, SAID, STORY, World, article, feed
from tests.sources.server import (
    Answer,
    Server,
    bomb,
    dripping,
    half,
    raw,
    redirect,
    reset,
    silent,
    status,
    text,
)

pytestmark = pytest.mark.slow  # two rounds for each of some sixty faults

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HASTY = Limits(connect=2.0, read=0.6, total=2.0, redirects=4)
GOOD = article("Plan for peace", *SAID)
NOTHING = status(404)
MEGABYTE = bytes(1_000_000)


@dataclass(frozen=True)
class Fault:
    """An answer, and what is expected of it."""

    name: str  # also of the host
    answer: Answer
    kind: str  # of the failure, "" where it is none
    reason: str = ""
    wait: timedelta = timedelta(0)  # until it is asked for again
    robots: Answer = NOTHING
    url: str = ""  # where it is not one of the host's

    @property
    def host(self) -> str:
        return f"{self.name}.example"


FAULTS = [
    Fault("e500", status(500), "server", "500", 10 * MINUTE),
    Fault("e502", status(502), "server", "502", 10 * MINUTE),
    Fault("e503", status(503, retry_after="7200"), "busy", "503", 2 * HOUR),
    Fault("e429", status(429), "busy", "429", 15 * MINUTE),
    Fault("e401", status(401), "forbidden", "401", DAY),
    Fault("e404", status(404), "gone", "404", DAY),
    Fault("e410", status(410), "gone", "410", DAY),
    Fault("e204", status(204), "content", "204", HOUR),
    Fault("reset", reset(), "network", "before an answer", 5 * MINUTE),
    Fault("reset-within", reset(after=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), "network", "", 5 * MINUTE),
    Fault("half", half(GOOD.body[:300], len(GOOD.body)), "network", "broke off", 5 * MINUTE),
    Fault("silent", silent(), "network", "in time", 5 * MINUTE),
    Fault("dripping", dripping(), "network", "time", 5 * MINUTE),
    Fault("no-http", raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "content", "no HTTP", HOUR),
    Fault("length-of-words", raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nab"), "content", "no HTTP", HOUR),
    Fault("circle", redirect("http://circle.example/a"), "content", "redirects to itself", HOUR),
    Fault("to-this-machine", redirect("http://127.0.0.1/a"), "refused", "loopback", DAY),
    Fault("to-a-script", redirect("javascript:alert(1)"), "refused", "javascript", DAY),
    Fault("bomb", bomb(30_000_000), "content", "more than 20,000,000 bytes", HOUR),
    Fault("forty-megabytes", Answer(200, MEGABYTE * 40), "content", "40000000 bytes", HOUR),
    Fault("without-end", raw(b"HTTP/1.1 200 OK\r\n\r\n", *[MEGABYTE] * 21), "content", "more than 20,000,000", HOUR),
    Fault("no-gzip", text("plain", content_encoding="gzip"), "content", "gzip", HOUR),
    Fault("secret-coding", text("plain", content_encoding="secret"), "content", "secret", HOUR),
    Fault("unasked-304", status(304), "content", "304", HOUR),
    Fault("plain", text("A plan for peace.", "text/plain"), "content", "text/plain", HOUR),
    Fault("pdf", text("%PDF-1.7", "application/pdf"), "content", "application/pdf", HOUR),
    Fault("empty", text(""), "content", "empty", HOUR),
    Fault("typeless", Answer(200, b"\x00\x01"), "content", "unknown", HOUR),
    Fault("private", GOOD, "refused", "private", DAY, url="http://10.0.0.1/a"),
    Fault("mail", GOOD, "refused", "port 25", DAY, url="http://mail.example:25/a"),
    Fault("octal", GOOD, "refused", "0177.0.0.1", DAY, url="http://0177.0.0.1/a"),
    Fault("forbids", GOOD, "robots", "forbids", DAY, text("User-agent: *\nDisallow: /", "text/plain")),
    Fault("robots-silent", GOOD, "network", "robots.txt", 5 * MINUTE, silent()),
    Fault("robots-broken", GOOD, "server", "500", 10 * MINUTE, status(500)),
    Fault("robots-bomb", GOOD, "", robots=bomb(30_000_000)),
    Fault("robots-large", GOOD, "", robots=text("Disallow: /x\n" * 400_000, "text/plain")),
    Fault("robots-circle", GOOD, "", robots=redirect("http://robots-circle.example/robots.txt")),
    Fault("robots-page", GOOD, "", robots=text("<html>Disallow: /</html>")),
    Fault("redirects", redirect("http://elsewhere.example/plan"), ""),
    Fault("latin", Answer(200, GOOD.body.decode().encode("cp1252"), {"Content-Type": "text/html; charset=utf-8"}), ""),
    Fault("packed", text(gzip.compress(GOOD.body), content_encoding="gzip"), ""),
]  # fmt: skip


def url_of(fault: Fault) -> str:
    return fault.url or f"http://{fault.host}/a"


@pytest.fixture(scope="module")
def faulted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a world after one round in which every article but one has its fault."""
    with Server() as server:
        world = World(tmp_path_factory.mktemp("faulted"), server, limits=HASTY, more={"hosts": 8})
        world.put(FEED, feed(STORY, *map(url_of, FAULTS)))
        world.put(STORY, GOOD)
        world.put("http://elsewhere.example/plan", GOOD)
        for fault in FAULTS:
            server.answers[fault.host, "/robots.txt"] = fault.robots
            world.put(f"http://{fault.host}/a", fault.answer)
        world.run()
        yield world


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_an_article_that_fails_is_on_record_and_asked_for_again_in_time(faulted: World, fault: Fault) -> None:
    url = url_of(fault)
    [(kind, page)] = faulted.ask(
        f"SELECT failure, page_id IS NOT NULL FROM fetches WHERE purpose = 'article' AND url = '{url}'"
    )
    [(next_at, failures)] = faulted.ask(f"SELECT next_at, failures FROM addresses WHERE url = '{url}'")
    skipped = faulted.ask(f"SELECT stage, reason FROM skipped WHERE item_key = '{url}'")
    assert (kind, page, failures) == (fault.kind, not fault.kind, int(bool(fault.kind)))
    assert isinstance(next_at, datetime)
    wait = next_at - NOW.replace(tzinfo=None)
    if fault.kind:
        [(stage, reason)] = skipped
        assert stage == "fetch"
        assert fault.reason in str(reason)
        wait = next_at - NOW.replace(tzinfo=None)  # type: ignore[operator]
        assert fault.wait <= wait <= fault.wait * 1.1
    else:
        assert skipped == []


def test_the_other_articles_of_a_bad_round_come_through(faulted: World) -> None:
    fine = [fault for fault in FAULTS if not fault.kind]
    assert faulted.ask("SELECT count(*) FROM pages") == [(len(fine) + 1,)]
    assert faulted.ask(
        f"SELECT title FROM article_versions JOIN articles USING (article_id) WHERE url = '{STORY}'"
    ) == [("Plan for peace",)]
    assert faulted.ask("SELECT DISTINCT text FROM article_versions") == [("\n\n".join(SAID),)], "whatever the charset"
    assert faulted.ask("SELECT count(*) FROM fetches WHERE purpose = 'article'") == [(len(FAULTS) + 1,)]


def test_nothing_was_asked_of_what_may_not_be(faulted: World) -> None:
    asked = {(one.host, one.path) for one in faulted.server.asked}
    assert not {("forbids.example", "/a"), ("robots-silent.example", "/a"), ("robots-broken.example", "/a")} & asked
    assert not {host for host, _ in asked} & {"10.0.0.1", "127.0.0.1", "mail.example", "0177.0.0.1"}


FEED_FAULTS = [
    Fault("e500", status(500), "server", "500", 10 * MINUTE),
    Fault("e503", status(503, retry_after="7200"), "busy", "503", 2 * HOUR),
    Fault("e404", status(404), "gone", "404", DAY),
    Fault("reset", reset(), "network", "before an answer", 5 * MINUTE),
    Fault("half", half(feed(STORY).body[:90], 9999), "network", "broke off", 5 * MINUTE),
    Fault("silent", silent(), "network", "in time", 5 * MINUTE),
    Fault("dripping", dripping(), "network", "time", 5 * MINUTE),
    Fault("circle", redirect("http://circle.example/feed.xml"), "content", "redirects to itself", HOUR),
    Fault("bomb", bomb(30_000_000), "content", "more than 20,000,000 bytes", HOUR),
    Fault("unasked-304", status(304), "content", "304", HOUR),
    Fault("page", GOOD, "content", "an HTML page", HOUR),
    Fault("empty", text("", "application/rss+xml"), "content", "is empty", HOUR),
    Fault("json", text("{}", "application/json"), "content", "JSON", HOUR),
    Fault("pdf", text("%PDF-1.7", "application/pdf"), "content", "neither RSS", HOUR),
    Fault("laughs", text(
        "<!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {name} '{'&' + of + ';'}{'&' + of + ';'}'>"
        for of, name in zip("abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True))
        + "]><rss version='2.0'><channel><title>&z;</title></channel></rss>", "application/rss+xml"), ""),
    Fault("no-items", feed(), ""),
    Fault("forbids", feed(STORY), "robots", "forbids", DAY, text("User-agent: *\nDisallow: /", "text/plain")),
    Fault("latin", Answer(200, b"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><item>"
        b"<title>Le caf\xe9</title><link>http://elsewhere.example/cafe</link></item></channel></rss>"), ""),
]  # fmt: skip


def outlet(id_: str, *feeds: str) -> str:
    listed = ", ".join(f'"{url}"' for url in feeds)
    return (
        f'\n[[outlets]]\nid = "{id_}"\nname = "{id_}"\nkind = "website"\ncountry = "GB"\nlanguage = "en"\n'
        f'domains = ["{id_}.example"]\nfeeds = [{listed}]\n'
    )


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a world after one round in which every feed but one has its fault."""
    with Server() as server:
        world = World(tmp_path_factory.mktemp("polled"), server, limits=HASTY, more={"hosts": 8})
        world.follow = ("post", *(fault.name for fault in FEED_FAULTS))
        world.outlets = OUTLETS + "".join(outlet(fault.name, f"http://{fault.host}/feed.xml") for fault in FEED_FAULTS)
        world.put(FEED, feed(STORY))
        world.put(STORY, GOOD)
        for fault in FEED_FAULTS:
            server.answers[fault.host, "/robots.txt"] = fault.robots
            world.put(f"http://{fault.host}/feed.xml", fault.answer)
        world.run()
        yield world


@pytest.mark.parametrize("fault", FEED_FAULTS, ids=lambda fault: fault.name)
def test_a_feed_that_fails_is_on_record_and_asked_for_again_in_time(polled: World, fault: Fault) -> None:
    url = f"http://{fault.host}/feed.xml"
    [(kind, failures, next_at)] = polled.ask(f"SELECT failure, failures, next_at FROM feeds WHERE url = '{url}'")
    skipped = polled.ask(f"SELECT stage, reason FROM skipped WHERE item_key = '{url}'")
    assert (kind, failures) == (fault.kind, int(bool(fault.kind)))
    assert isinstance(next_at, datetime)
    wait = next_at - NOW.replace(tzinfo=None)
    if fault.kind:
        [(stage, reason)] = skipped
        assert stage == "poll"
        assert fault.reason in str(reason)
        assert fault.wait <= wait <= fault.wait * 1.1
    else:
        assert skipped == []
        assert FIRST_PACE * 0.9 <= wait <= FIRST_PACE


def test_the_other_feeds_of_a_bad_round_come_through(polled: World) -> None:
    assert polled.ask("SELECT url FROM articles") == [(STORY,)]
    assert polled.ask("SELECT title FROM sightings WHERE title <> 'Story'") == [("Le café",)]


def items(*xml: str) -> Answer:
    return text(
        f"<rss version='2.0'><channel>{''.join(f'<item>{one}</item>' for one in xml)}</channel></rss>", "text/xml"
    )


def test_an_odd_feed_gives_what_can_be_used_of_it(world: World) -> None:
    at = "http://post.example"
    world.put(
        FEED,
        items(
            f"<title>Ahead</title><link>{at}/ahead</link><pubDate>Sat, 20 Nov 2055 12:00:00 GMT</pubDate>",
            f"<title>One</title><link>{at}/one</link><guid>7</guid>",
            f"<title>One again</title><link>{at}/one-again</link><guid>7</guid>",
            "<title>Script</title><link>javascript:alert(1)</link>",
            "<title>Here</title><link>http://localhost/a</link>",
            f"<title>Bell &#7; and \x1b[31mred\u202e</title><link>{at}/bell</link>",
            f"<title>The feed</title><link>{FEED}</link>",
        ),
    )
    for path in ("ahead", "one", "bell"):
        world.put(f"{at}/{path}", article(path, *SAID))
    assert world.run()["fetch"] == 3
    named = dict(world.ask("SELECT url, published FROM sightings JOIN addresses USING (address_id)"))
    assert named == dict.fromkeys([f"{at}/ahead", f"{at}/one", f"{at}/bell", FEED])
    [(title,)] = world.ask("SELECT title FROM sightings WHERE title LIKE 'Bell%'")
    assert str(title).isprintable()
    told = dict(world.ask("SELECT item_key, reason FROM skipped"))
    assert {key.removeprefix(FEED) for key in map(str, told)} == {"", " item Script", " item Here"}
    assert "javascript:alert(1)" in str(told[f"{FEED} item Script"])
    assert "no HTML" in str(told[FEED]), "a feed that lists itself"
    before = world.rows["skipped"]
    world.run(later=MINUTE)
    assert world.rows["skipped"] == before


def test_what_a_feed_had_wrong_is_forgotten_once_it_is_right(world: World) -> None:
    world.put(FEED, items("<title>Script</title><link>javascript:alert(1)</link>"), feed(STORY))
    world.put(STORY, GOOD)
    world.run()
    assert world.ask("SELECT count(*) FROM skipped") == [(1,)]
    world.run(later=HOUR)
    assert world.ask("SELECT count(*) FROM skipped") == [(0,)]


def test_what_a_feed_has_wrong_stays_on_record_while_it_is_unchanged(world: World) -> None:
    script = items("<title>Script</title><link>javascript:alert(1)</link>")
    world.put(FEED, text(script.body, "text/xml", etag='"1"'), status(304), status(500), status(304))
    for kept in (["Script"], ["Script"], ["feed.xml"], []):
        world.run(later=HOUR)
        assert [str(key).split()[-1].rpartition("/")[2] for (key,) in world.ask("SELECT item_key FROM skipped")] == kept


def test_a_feed_of_fifty_thousand_items_is_taken_in_part(world: World) -> None:
    world.more = {"per_outlet": 5}
    urls = [f"http://post.example/{number}" for number in range(50_000)]
    world.put(FEED, feed(*urls))
    for url in urls[:10_000]:
        world.server.answers["post.example", url.removeprefix("http://post.example")] = status(404)
    before, peak = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    world.run()
    assert time.monotonic() - before < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 600_000  # kilobytes
    assert world.ask("SELECT count(*) FROM addresses") == [(10_000,)]
    assert len([url for url in world.asked if url.removeprefix("http://post.example/").isdecimal()]) == 5
    [(reason,)] = world.ask("SELECT reason FROM skipped WHERE stage = 'poll'")
    assert "50000 items" in str(reason)


def test_an_article_that_is_another_outlets_after_a_redirect_is_that_outlets(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, redirect("http://herald.example/plan"))
    world.put("http://herald.example/plan", GOOD)
    world.run()
    assert world.ask("SELECT outlet_id, url FROM articles") == [("herald", "http://herald.example/plan")]
    assert world.ask("SELECT outlet_id, url, final_url FROM fetches WHERE purpose = 'article'") == [
        ("post", STORY, "http://herald.example/plan")
    ]
    assert "http://herald.example/robots.txt" in world.asked


def test_a_feed_of_two_outlets_is_asked_for_once_and_is_each_ones(world: World) -> None:
    world.outlets += outlet("twin", FEED)
    world.follow = ("post", "twin")
    stranger = "http://stranger.example/plan"
    world.put(FEED, feed(STORY, stranger))
    for url in (STORY, stranger):
        world.put(url, GOOD)
    world.run()
    assert [world.asked.count(url) for url in (FEED, STORY, stranger)] == [1, 1, 1]
    assert world.ask("SELECT outlet_id, url FROM pages ORDER BY ALL") == [
        ("post", STORY), ("post", stranger), ("twin", stranger),
    ]  # fmt: skip
    assert world.ask("SELECT outlet_id, items FROM feeds ORDER BY ALL") == [("post", 2), ("twin", 2)]
    assert not any(world.run(later=MINUTE).values())


def test_an_article_that_is_new_each_time_has_as_many_versions_as_looks(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, *[article("Plan for peace", *SAID, f"It was read {number} times.") for number in range(99)])
    for later in (0, 1, 1, 23, 7 * 24, 30 * 24):
        world.run(later=later * HOUR)
    assert world.ask("SELECT count(*) FROM article_versions") == [(4,)]
    assert world.ask("SELECT next_at, checks FROM addresses") == [(None, 4)]


def test_an_article_that_says_unchanged_is_believed_and_stays(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID), status(304), status(304))
    world.server.put(
        "post.example/2025/11/20/plan", Answer(200, GOOD.body, {**GOOD.headers, "ETag": '"1"'}), status(304)
    )
    world.run()
    world.run(later=HOUR)
    [asked] = [asked for asked in world.server.asked if asked.path == "/2025/11/20/plan"]
    assert asked.headers["if-none-match"] == '"1"'
    assert world.ask("SELECT checks, status, failures, etag FROM addresses") == [(2, 304, 0, '"1"')]
    assert world.ask("SELECT count(*) FROM skipped") == [(0,)]


@pytest.mark.parametrize("jump", [-30 * DAY, 30 * DAY])
def test_a_clock_that_jumps_and_is_set_right_again_stops_nothing(world: World, jump: timedelta) -> None:
    urls = [f"{STORY}-{number}" for number in range(3)]
    world.put(FEED, feed(urls[0]), status(500), feed(*urls[:2]), feed(*urls))
    for url in urls:
        world.put(url, article(url[-1], *SAID))
    world.run()
    world.run(later=jump)
    world.run(later=-jump + HOUR)
    assert world.asked.count(FEED) == 1, "what a wrong clock has put off is not put off for a month"
    world.run(later=2 * DAY)
    assert world.ask("SELECT count(*) FROM articles") == [(3,)]
    assert world.ask("SELECT count(*) FROM skipped") == [(0,)]
    names = sorted(path.name for path in world.settings.archive.glob("*.warc.gz"))
    places = world.ask("SELECT archived_in, archive_offset FROM fetches")
    assert {file for file, _ in places} == set(names)


def test_what_a_wrong_clock_has_found_and_not_come_to_is_not_put_off(world: World) -> None:
    urls = [f"{STORY}-{number}" for number in range(2)]
    world.put(FEED, feed(*urls), status(304))
    for url in urls:
        world.put(url, article(url[-1], *SAID))
    world.more["per_outlet"] = 1
    assert world.run(later=30 * DAY)["fetch"] == 1
    assert world.run(later=-30 * DAY + HOUR)["fetch"] == 1
    assert world.ask("SELECT count(*) FROM articles") == [(2,)]


def test_robots_txt_of_a_wrong_clock_is_asked_for_again(world: World) -> None:
    forbids = text("User-agent: *\nDisallow: /", "text/plain")
    world.put("http://post.example/robots.txt", forbids, NOTHING)
    world.put(FEED, feed(STORY))
    world.put(STORY, GOOD)
    world.run(later=30 * DAY)
    assert world.run(later=-30 * DAY)["fetch"] == 1


def test_what_belongs_to_no_outlet_any_more_is_skipped_and_stops_nothing(world: World) -> None:
    world.outlets += outlet("leaving", "http://leaving.example/feed.xml")
    world.follow = ("post", "leaving")
    story = "http://leaving.example/plan"
    world.put(FEED, feed(STORY))
    world.put("http://leaving.example/feed.xml", feed(story))
    for url in (STORY, story):
        world.put(url, GOOD)
    world.run()
    world.settings.warehouse.unlink()  # as a replay has it, or a run that was killed before it saved
    world.outlets, world.follow = OUTLETS, ()
    assert world.run(Wanted(follow=False))["recover"] == 1
    [(reason,)] = world.ask(f"SELECT reason FROM skipped WHERE item_key = '{story}'")
    assert "leaving" in str(reason)


def test_an_archive_that_is_gone_costs_what_lay_in_it_alone(world: World) -> None:
    world.put(FEED, feed(STORY), feed(STORY, f"{STORY}-2"))
    world.put(STORY, GOOD)
    world.put(f"{STORY}-2", article("Second", *SAID))
    world.run()
    for file in world.settings.archive.glob("*.warc.gz"):
        file.write_bytes(b"")
    assert world.run(later=DAY / 2)["fetch"] == 1
    assert "http://post.example/robots.txt" in world.asked
