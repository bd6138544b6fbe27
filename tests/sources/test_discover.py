"""A home page gives its feeds and a registry entry that the registry reads back."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.discover import FoundFeed, find_feeds, parse_url_list, propose_outlet, registry_entry, sitemaps_of
from sources.errors import RegistryError, UnreadablePage
from sources.registry import load_registry, parse_outlets
from sources.types import FeedItem, Outlet, Skipped

NOW = datetime(2025, 11, 21, 12, tzinfo=UTC)
SITE = "https://www.quayside-post.example"
GUESSES = ["/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/all.rss", "/feed.json"]


def found(head: str = "", body: str = "") -> list[FoundFeed]:
    feeds = find_feeds(f"<html><head>{head}</head><body>{body}</body></html>", f"{SITE}/")
    return [feed for feed in feeds if feed.how != "guessed"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" title=" Top \n news" href="/top.xml?utm_source=page">',
            FoundFeed(f"{SITE}/top.xml", "rss", "Top news", "linked"),
        ),
        (
            '<LINK REL="Alternate home" TYPE="Application/Atom+XML; charset=utf-8" HREF="a">',
            FoundFeed(f"{SITE}/a", "atom", "", "linked"),
        ),
        ('<base href="/x/"><link rel=alternate type=application/feed+json href=j>',
         FoundFeed(f"{SITE}/x/j", "json", "", "linked")),
        ('<link rel="feed" href="/my/feed">', FoundFeed(f"{SITE}/my/feed", "", "", "linked")),
        ('<link rel="alternate" type="text/xml" href="/rss/top">', FoundFeed(f"{SITE}/rss/top", "", "", "linked")),
        ('<link rel="alternate" type="application/rss+xml" href="https://feeds.example/post">',
         FoundFeed("https://feeds.example/post", "rss", "", "linked")),
        ('<link rel="alternate" type="application/rss+xml" title="Post » Comments Feed" href="/comments/feed/">', None),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">', None),
        ('<link rel="alternate" hreflang="de" href="/de/">', None),
        ('<link rel="stylesheet" type="application/rss+xml" href="/x">', None),
        ('<link rel="alternate" type="application/rss+xml" href="">', None),
        ('<link rel="alternate" type="application/rss+xml" href="http://[">', None),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:x">', None),
        ('<base href="http://["><link rel="alternate" type="application/rss+xml" href="/a">',
         FoundFeed(f"{SITE}/a", "rss", "", "linked")),
    ],
)  # fmt: skip
def test_a_feed_that_a_page_declares(head: str, expected: FoundFeed | None) -> None:
    assert found(head) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/rss", f"{SITE}/rss"),
        ("/world/feed/", f"{SITE}/world/feed/"),
        ("/world.rss", f"{SITE}/world.rss"),
        ("/rss-world.xml", f"{SITE}/rss-world.xml"),
        ("/?feed=rss2", f"{SITE}/?feed=rss2"),
        ("https://feeds.quayside-post.example/rss/a", "https://feeds.quayside-post.example/rss/a"),
        ("feed:https://quayside-post.example/a", "https://quayside-post.example/a"),
        ("feed://quayside-post.example/a", "https://quayside-post.example/a"),
        ("https://other.example/rss", None),
        ("/feedback", None),
        ("/news/feeding-the-world", None),
        ("/atomic-energy", None),
        ("", None),
    ],
)
def test_a_link_that_looks_like_a_feed(href: str, expected: str | None) -> None:
    feeds = found(body=f'<a href="{href}">World <b>news</b></a>')
    assert feeds == ([FoundFeed(expected, "", "World news", "anchor")] if expected else [])


def test_feeds_come_once_declared_ones_first_and_guesses_last() -> None:
    html = '<a href="/rss">RSS</a><a href="/feed">Feed</a><link rel="alternate" type="application/rss+xml" href="/rss">'
    feeds = find_feeds(html, f"{SITE}/")
    assert [(feed.url.removeprefix(SITE), feed.how) for feed in feeds] == [
        ("/rss", "linked"),
        ("/feed", "anchor"),
        *((guess, "guessed") for guess in GUESSES if guess not in {"/rss", "/feed"}),
    ]


def test_a_directory_of_feeds_is_cut() -> None:
    assert len(found(body="".join(f'<a href="/rss/{number}">x</a>' for number in range(500)))) == 50


def test_a_page_without_elements_has_no_feeds() -> None:
    with pytest.raises(UnreadablePage):
        find_feeds("", f"{SITE}/")


@given(st.text(max_size=200), st.sampled_from([f"{SITE}/", "", "http://[", "x"]))
def test_any_page_gives_feeds_or_is_unreadable(html: str, url: str) -> None:
    try:
        feeds = find_feeds(f"<a href='/rss'>x</a><link rel=feed href='{html}'><base href='{html}'>", url)
    except UnreadablePage:
        return
    assert all(feed.url.startswith(("http://", "https://")) for feed in feeds)


# robots.txt and lists


def test_the_sitemaps_of_a_robots_txt() -> None:
    text = (
        "\ufeffSitemap: https://a.example/1.xml\r\nUser-agent: *\n  sitemap :/2.xml # news\n"
        "SITEMAP: https://a.example/1.xml\nSitemap:\nAllow: /sitemap: x\nSitemap: mailto:x\n"
    )
    assert sitemaps_of(text, "https://a.example/robots.txt") == ("https://a.example/1.xml", "https://a.example/2.xml")


def test_a_list_of_urls() -> None:
    text = (
        "\ufeff# what to read\n\nhttps://a.example/1  # the first\r\n  https://a.example/2#part\n"
        "https://a.example/1?utm_source=x\nwww.a.example/3\nhttps://a.example/4\thttps://a.example/5\n"
    )
    items, skipped = parse_url_list(text, "urls.txt", now=NOW)
    assert items == (FeedItem("https://a.example/1"), FeedItem("https://a.example/2"))
    assert [(one.key, one.stage) for one in skipped] == [
        ("urls.txt item www.a.example/3", "poll"),
        ("urls.txt item https://a.example/4 https://a.example/5", "poll"),
    ]
    assert all("no address on http:// or https://" in one.reason for one in skipped)
    assert isinstance(skipped[0], Skipped)


# A proposal

POST = Outlet("quayside-post", "Quayside Post", "website", "", "en", ("Quayside Post",), ("quayside-post.example",))


def named(name: str, outlet_id: str) -> Outlet:
    return replace(POST, id=outlet_id, name=name, aliases=())


@pytest.mark.parametrize(
    ("url", "head", "expected"),
    [
        (f"{SITE}/", '<meta property="og:site_name" content="Quayside  Post">', POST),
        (f"{SITE}/", "<title>Latest news – Quayside Post</title>", POST),
        (f"{SITE}/", "<title>Quayside Post | All the news</title>", POST),
        (f"{SITE}/", "<title>Home</title>", named("quayside-post.example", "quayside-post-example")),
        (f"{SITE}/", '<meta name="application-name" content="Tide">', named("Tide", "tide")),
        ("https://post.co.uk:8443/a", "<title>The Post</title>",
         Outlet("post-co-uk", "post.co.uk", "website", "GB", "en", (), ("post.co.uk",))),
        ("https://münchner-blatt.de/", '<meta property="og:site_name" content="Münchner Blatt">',
         Outlet("munchner-blatt", "Münchner Blatt", "website", "DE", "en", ("Münchner Blatt",),
                ("xn--mnchner-blatt-wob.de",))),
        (f"{SITE}/", '<meta property="og:site_name" content="新聞">',
         named("新聞", "quayside-post-example")),
        (f"{SITE}/", '<meta property="og:site_name" content="Quayside Post">'
         '<meta property="og:locale" content="fr_BE">',
         replace(POST, country="BE", language="fr")),
    ],
)  # fmt: skip
def test_what_a_home_page_says_of_its_outlet(url: str, head: str, expected: Outlet) -> None:
    assert propose_outlet(url, f"<html><head>{head}</head><body>x</body></html>") == expected


def test_a_language_s_region_and_the_feeds_are_taken_up() -> None:
    outlet = propose_outlet(
        SITE, '<html lang="en-GB"><body>x', [f"{SITE}/rss", "no address", f"{SITE}/rss?utm_source=x"]
    )
    assert (outlet.country, outlet.language, outlet.feeds) == ("GB", "en", (f"{SITE}/rss",))


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://a.example", "http://192.0.2.7/", "http://localhost/", "https://[::1]/"]
)
def test_what_no_registry_can_name_is_refused(url: str) -> None:
    with pytest.raises(UnreadablePage, match="is no address of a site"):
        propose_outlet(url, "<p>x")


def read_back(entry: str) -> tuple[Outlet, ...]:
    return parse_outlets(tomllib.loads(entry)["outlets"], "here")


@pytest.mark.parametrize("outlet", load_registry().outlets, ids=lambda outlet: outlet.id)
def test_every_outlet_of_the_registry_is_written_and_read_back(outlet: Outlet) -> None:
    assert read_back(registry_entry(outlet)) == (outlet,)
    assert all(len(line) <= 120 for line in registry_entry(outlet).splitlines())


def test_an_entry_is_written_like_those_of_the_registry(tmp_path: Path) -> None:
    outlet = replace(POST, feeds=(f"{SITE}/rss",), country="GB")
    assert registry_entry(outlet) == (
        '[[outlets]]\nid = "quayside-post"\nname = "Quayside Post"\nkind = "website"\ncountry = "GB"\nlanguage = "en"\n'
        'aliases = ["Quayside Post"]\ndomains = ["quayside-post.example"]\n'
        'feeds = ["https://www.quayside-post.example/rss"]\n'
    )
    overlay = tmp_path / "mine.toml"
    overlay.write_text(
        registry_entry(outlet) + "\n" + registry_entry(replace(POST, id="tide", name="T", aliases=(), domains=()))
    )
    assert load_registry(overlay).by_domain("quayside-post.example") == outlet


NAME = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(lambda name: name == name.strip())


@given(NAME, st.lists(NAME, max_size=4))
def test_any_name_is_read_back(name: str, aliases: list[str]) -> None:
    outlet = replace(POST, name=name, aliases=tuple(aliases), synthetic=True, stands_in_for="x")
    assert read_back(registry_entry(outlet)) == (outlet,)


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(["og:site_name", "og:locale"]))
def test_any_proposal_is_a_valid_entry(content: str, name: str) -> None:
    head = f'<meta property="{name}" content="{content}"><title>{content}</title>'
    outlet = propose_outlet(SITE, f"<html lang='{content[:6]}'><head>{head}</head><body>x</body></html>", [content])
    try:
        assert read_back(registry_entry(outlet)) == (outlet,)
    except RegistryError as error:
        raise AssertionError(str(error)) from error
