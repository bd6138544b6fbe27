"""Ingestion from servers: what a run asks for, keeps, takes up again, and derives anew from its archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.run import run_plans
from flows.stages import Wanted, plan_ingest
from sources.archive import ArchiveReader
from sources.errors import RegistryError, UnknownOutlet
from sources.registry import load_registry
from tests.flows.web import FEED, HOUR, NOW, SAID, STORY, World, article, feed
from tests.sources.server import Answer, reset, status, text


def test_a_followed_outlets_feed_becomes_articles_and_claims(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID))
    fresh = world.run()
    assert (fresh["poll"], fresh["fetch"], fresh["extract"]) == (1, 1, 1)
    assert fresh["attribute"] >= 2
    assert world.ask("SELECT outlet_id, url, title FROM article_versions JOIN articles USING (article_id)") == [
        ("post", STORY, "Plan for peace")
    ]
    assert world.ask("SELECT purpose, status, failure FROM fetches ORDER BY ALL") == [
        ("article", 200, ""),
        ("feed", 200, ""),
        ("robots", 404, ""),
    ]
    assert world.ask("SELECT count(*) FROM skipped") == [(0,)]


def test_an_unchanged_round_fetches_no_body(world: World) -> None:
    world.put(FEED, feed(STORY, etag='"1"'), status(304))
    world.put(STORY, article("Plan for peace", *SAID))
    world.run()
    fresh = world.run(later=HOUR / 2)
    assert world.asked == [FEED]
    assert world.server.asked[0].headers["if-none-match"] == '"1"'
    assert not any(fresh.values())


def test_an_article_in_two_feeds_and_two_spellings_is_asked_for_once(world: World) -> None:
    world.put(FEED, feed(STORY, f"{STORY}?utm_source=rss", f"{STORY}/amp"))
    world.put(STORY, article("Plan for peace", *SAID))
    world.run()
    assert world.asked.count(STORY) == 1
    assert world.ask("SELECT count(*) FROM addresses") == [(1,)]


def test_edits_make_versions_and_the_claims_know_in_which_they_stand(world: World) -> None:
    world.put(FEED, feed(STORY))
    unsaid = SAID[0].replace("The defence ministry said on Thursday that ", "")
    world.put(
        STORY, article("Plan for peace", *SAID), article("Plan for peace", *SAID), article("A plan", unsaid, *SAID[1:])
    )
    world.run()
    assert "extract" not in world.run(later=HOUR), "the same page is nothing new"
    world.run(later=24 * HOUR)
    assert world.ask("SELECT version, title_changed FROM article_history ORDER BY version") == [(1, False), (2, True)]
    assert world.ask("SELECT count(*) > 0 FROM edits WHERE part = 'title'") == [(True,)]
    kinds = [kind for (kind,) in world.ask("SELECT kind FROM standing_steps ORDER BY ALL")]
    assert "kept" in kinds
    assert world.ask("SELECT version, what FROM claims_withdrawn") == [(2, "attribution removed")]


def test_a_deleted_article_is_noticed_and_keeps_its_claims(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID), status(410))
    world.run()
    claims = world.ask("SELECT count(*) FROM claims")
    world.run(later=HOUR)
    assert world.ask("SELECT url, title, status FROM deleted_articles") == [(STORY, "Plan for peace", 410)]
    assert world.ask("SELECT count(*) FROM claims") == claims
    assert world.ask("SELECT count(*) FROM skipped") == [(0,)]


def test_a_failure_is_on_record_waits_and_is_made_good(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, reset(), article("Plan for peace", *SAID))
    world.run()
    [(stage, key, _)] = world.ask("SELECT stage, item_key, reason FROM skipped")
    assert (stage, key) == ("fetch", STORY)
    assert world.run(later=timedelta(minutes=1)).get("fetch", 0) == 0, "not before its time"
    assert world.run(later=HOUR)["fetch"] == 1
    assert world.ask("SELECT count(*) FROM skipped") == [(0,)]


def test_a_failing_feed_backs_off_and_comes_back(world: World) -> None:
    world.put(FEED, status(503), feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID))
    world.run()
    assert world.ask("SELECT state, status, failures FROM feed_health") == [("failing", 503, 1)]
    world.run(later=timedelta(minutes=1))
    assert FEED not in world.asked
    assert world.run(later=HOUR)["fetch"] == 1
    assert world.ask("SELECT state, failures FROM feed_health") == [("working", 0)]


def test_a_feed_that_lies_about_being_unchanged_is_found_out(world: World) -> None:
    second = f"{STORY}-2"
    world.put(FEED, feed(STORY, etag='"1"'), status(304), feed(second, STORY, etag='"1"'), feed(second, STORY))
    for url in (STORY, second):
        world.put(url, article("Plan for peace", *SAID))
    world.run()
    world.run(later=HOUR)
    assert world.run(later=24 * HOUR)["poll"] == 1, "after a day it is asked for whole"
    assert world.ask("SELECT conditional FROM feeds") == [(False,)]
    world.run(later=HOUR)
    [asked] = [asked for asked in world.server.asked if asked.path == "/feed.xml"]
    assert "if-none-match" not in asked.headers


def test_a_news_sitemap_may_stand_among_the_feeds(world: World) -> None:
    story = "http://herald.example/plan"
    world.follow = ("herald",)
    listed = f"<url><loc>{story}</loc><lastmod>2025-11-20</lastmod></url>"
    old = "<url><loc>http://herald.example/old</loc><lastmod>2019-11-20</lastmod></url>"
    schema = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    world.put(
        "http://herald.example/news-sitemap.xml",
        text(
            f"<sitemapindex {schema}><sitemap><loc>http://herald.example/s1.xml</loc>"
            f"<lastmod>2025-11-20</lastmod></sitemap></sitemapindex>",
            "application/xml",
        ),
    )
    world.put("http://herald.example/s1.xml", text(f"<urlset {schema}>{listed}{old}</urlset>", "text/xml"))
    world.put(story, article("Plan for peace", *SAID))
    assert world.run()["fetch"] == 1
    assert "http://herald.example/old" not in world.asked


def test_an_article_on_another_known_site_is_that_outlets(world: World) -> None:
    story = "http://herald.example/plan"
    world.put(FEED, feed(story))
    world.put(story, article("Plan for peace", *SAID))
    world.run()
    assert world.ask("SELECT outlet_id FROM articles") == [("herald",)]


def test_urls_that_a_person_names_are_fetched_now_and_looked_at_again(world: World) -> None:
    world.put(STORY, article("Plan for peace", *SAID), article("Plan for peace", *SAID[:2]))
    assert world.run(Wanted((STORY,), follow=False))["fetch"] == 1
    world.follow = ()
    assert world.run(later=HOUR)["fetch"] == 1
    with pytest.raises(UnknownOutlet, match="--outlet"):
        world.run(Wanted(("http://stranger.example/plan",), follow=False))


def test_an_outlet_without_feeds_cannot_be_followed(world: World) -> None:
    world.follow = ("reuters-none",)
    with pytest.raises(UnknownOutlet):
        world.run()
    without = next(outlet.id for outlet in load_registry().outlets if not outlet.feeds)
    world.follow = (without,)
    with pytest.raises(RegistryError, match=without):
        world.run()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (text("%PDF-1.7", "application/pdf"), "application/pdf"),
        (text(""), "empty"),
        (status(404), "404"),
        (status(500), "500"),
        (status(403), "403"),
    ],
)
def test_what_is_no_page_is_skipped_with_its_reason(world: World, answer: Answer, reason: str) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, answer)
    world.run()
    [(told,)] = world.ask("SELECT reason FROM skipped")
    assert reason in str(told)


def test_robots_txt_is_obeyed_and_asked_for_once_a_day(world: World) -> None:
    world.put("http://post.example/robots.txt", text("User-agent: *\nDisallow: /2025/", "text/plain"))
    world.put(FEED, feed(STORY))
    world.run()
    assert STORY not in world.asked
    assert world.ask("SELECT failure FROM fetches WHERE purpose = 'article'") == [("robots",)]
    world.run(later=HOUR)
    assert "http://post.example/robots.txt" not in world.asked


def test_private_addresses_are_refused_unless_allowed(world: World) -> None:
    outside = replace(world.server.outside({"post.example": ["127.0.0.1"]}), now=lambda: NOW)
    plans = (lambda warehouse, settings: plan_ingest(warehouse, settings, Wanted(), outside),)
    run_plans(world.settings, plans, lambda step: step.do(), report=False)
    assert world.ask("SELECT failure FROM feeds") == [("refused",)]


def test_a_replay_gives_the_same_with_no_network(world: World, tmp_path: Path) -> None:
    world.put(FEED, feed(STORY, f"{STORY}-2"))
    world.put(STORY, article("Plan for peace", *SAID), article("A plan", *SAID[1:]))
    world.put(f"{STORY}-2", article("Second", *SAID[:2]))
    world.run()
    world.run(later=HOUR)
    expected = world.rows
    (tmp_path / "again").mkdir()
    again = World(tmp_path / "again", world.server, world.now, follow=())
    (again.settings.out).mkdir()
    (again.settings.archive).symlink_to(world.settings.archive)
    again.run(Wanted(follow=False))
    assert again.server.asked == []
    found = again.rows
    assert {table: found[table] for table in expected if table != "outlets"} == {
        table: rows for table, rows in expected.items() if table != "outlets"
    }


def test_what_was_archived_and_not_saved_is_not_asked_for_again(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID))
    world.run()
    expected = world.rows
    world.settings.warehouse.unlink()
    fresh = world.run()
    assert fresh["recover"] == 1
    assert STORY not in world.asked
    found = world.rows
    assert {t: found[t] for t in ("claims", "articles", "article_versions", "pages", "addresses")} == {
        t: expected[t] for t in ("claims", "articles", "article_versions", "pages", "addresses")
    }


def test_every_answer_is_in_the_archive(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID))
    world.run()
    archive = ArchiveReader(world.settings.archive)
    purposes = [item[1].purpose for item in archive.walk() if isinstance(item, tuple)]
    assert purposes == ["robots", "feed", "article"]


def test_at_most_so_many_articles_of_an_outlet_a_run_and_the_rest_later(world: World) -> None:
    urls = [f"{STORY}-{number}" for number in range(7)]
    world.more = {"per_outlet": 3}
    world.put(FEED, feed(*urls))
    for number, url in enumerate(urls):
        world.put(url, article(f"Story {number}", *SAID))
    counts = [world.run()["fetch"] for _ in range(3)]
    assert counts == [3, 3, 1]
    assert sorted(world.ask("SELECT DISTINCT url FROM addresses")) == sorted((url,) for url in urls)


def test_a_feed_is_asked_at_its_own_pace_and_before_that_only_when_it_is_wanted(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID))
    world.run()
    minute = timedelta(minutes=1)
    world.run(later=minute)
    assert FEED not in world.asked
    world.run(Wanted(early=True), later=minute)
    assert FEED in world.asked
    world.run(later=30 * minute)
    assert FEED not in world.asked, "nothing was new, so its pace is slower now"
    world.run(later=10 * minute)
    assert FEED in world.asked
