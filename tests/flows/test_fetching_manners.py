"""In a whole run no host is asked twice within its pause: not between feeds and articles, nor for robots.txt, nor by a
redirect, however many hosts are asked at the same time.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.flows.web import FEED, SAID, World, article, feed
from tests.sources.server import redirect, status, text

DELAY = 0.15
SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
HOSTS = [f"h{number}.example" for number in range(4)]


@pytest.fixture
def busy(world: World) -> World:
    """Return a world whose feeds name articles of many hosts, which send each other about."""
    world.follow = ("post", "herald")
    urls = [f"http://{host}/{number}" for number in range(3) for host in ("post.example", "herald.example", *HOSTS)]
    world.put(FEED, feed(*urls))
    for number, url in enumerate(urls):
        sent_on = redirect(f"http://{HOSTS[number % 4]}/end/{number}")
        world.put(f"http://{HOSTS[number % 4]}/end/{number}", article(f"End {number}", *SAID))
        world.put(url, sent_on if number % 3 == 0 else article(f"Story {number}", *SAID))
    at = "http://herald.example"
    world.put(
        f"{at}/news-sitemap.xml",
        text(
            f"<sitemapindex {SCHEMA}><sitemap><loc>{at}/s1.xml</loc></sitemap>"
            f"<sitemap><loc>{at}/s2.xml</loc></sitemap></sitemapindex>",
            "text/xml",
        ),
    )
    for name in ("s1", "s2"):
        world.put(f"{at}/{name}.xml", text(f"<urlset {SCHEMA}><url><loc>{at}/{name}</loc></url></urlset>", "text/xml"))
        world.put(f"{at}/{name}", article(name, *SAID))
    return world


def least_gap(world: World, host: str) -> float:
    times = world.server.times(host)
    assert len(times) > 3, host
    return min(after - before for before, after in pairwise(times))


@pytest.mark.parametrize("hosts", [1, 2, 32])
def test_no_host_is_asked_twice_within_its_pause(busy: World, hosts: int) -> None:
    busy.more = {"hosts": hosts, "delay": DELAY}
    assert busy.run()["fetch"] == 20
    for host in ("post.example", "herald.example", *HOSTS):
        assert least_gap(busy, host) >= DELAY, host
        assert busy.server.most_at_once[host] == 1, host
    assert len(busy.asked) == len(set(busy.asked))


def test_a_pause_that_robots_txt_asks_for_is_kept_from_feed_to_articles(busy: World) -> None:
    busy.put("http://post.example/robots.txt", text("User-agent: *\nCrawl-delay: 0.5", "text/plain"))
    busy.more = {"hosts": 8, "delay": 0.0}
    busy.run()
    times = busy.server.times("post.example")
    assert min(after - before for before, after in pairwise(times)) >= 0.5


def test_a_host_that_wants_to_be_left_alone_is_for_the_rest_of_the_run(busy: World) -> None:
    busy.follow = ("post",)
    busy.put(FEED, feed("http://post.example/0", "http://post.example/1"))
    busy.put("http://post.example/0", status(503, retry_after="3600"))
    busy.run()
    assert "http://post.example/1" not in busy.asked
    assert busy.ask("SELECT DISTINCT failure FROM fetches WHERE purpose = 'article'") == [("busy",)]
