"""Broken feeds, sitemaps and pages, ten thousand of them: each gives a result or a SaysoError, and in good time."""

from __future__ import annotations

import gzip
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.decode import decode
from sources.discover import find_feeds, propose_outlet
from sources.errors import SaysoError
from sources.extract import extract
from sources.feed import parse_feed
from sources.sitemap import parse_sitemap
from sources.types import FeedItem, Page
from tests.support import ROOT, SEEDS

pytestmark = pytest.mark.slow

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
URL = "http://post.example/here"
LIMIT = 5.0  # seconds of the processor, for one input
CHUNKS = 5

FEEDS = [
    b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Post</title>
<item><title>A plan &amp; its price</title><link>http://post.example/plan</link><guid isPermaLink="false">7</guid>
<pubDate>Thu, 20 Nov 2025 10:00:00 GMT</pubDate><description><![CDATA[<p>Officials <b>said</b> so.</p>]]></description>
</item><item><title>Caf\xc3\xa9</title><guid>http://post.example/cafe</guid><dc:date>2025-11-20</dc:date></item>
</channel></rss>""",
    b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://post.example/"><title>The Post</title>
<entry><id>tag:post.example,2025:1</id><title type="html">A &lt;b&gt;plan&lt;/b&gt;</title><link href="plan"/>
<link rel="enclosure" href="plan.mp3"/><updated>2025-11-20T10:00:00+02:00</updated></entry></feed>""",
    b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="http://post.example/"><title>The Post</title></channel>
<item rdf:about="http://post.example/plan"><title>A plan</title><link>http://post.example/plan</link></item></rdf:RDF>""",
    b"""{"version": "https://jsonfeed.org/version/1.1", "title": "The Post", "items": [
{"id": "1", "url": "http://post.example/plan", "title": "A plan", "date_published": "2025-11-20T10:00:00Z"},
{"id": "http://post.example/cafe", "content_text": "Officials said so."}]}""",
]  # fmt: skip
SITEMAPS = [
    b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>http://post.example/plan</loc><lastmod>2025-11-20T10:00:00Z</lastmod><news:news><news:publication>
<news:name>The Post</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2025-11-20</news:publication_date><news:title>A plan</news:title></news:news></url>
<url><loc> http://post.example/cafe?a=1&amp;b=2 </loc></url></urlset>""",
    b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://post.example/2025-11.xml.gz</loc><lastmod>2025-11-20</lastmod></sitemap>
<sitemap><loc>http://post.example/2025-10.xml.gz</loc></sitemap></sitemapindex>""",
    b"http://post.example/plan\nhttp://post.example/cafe\n",
    gzip.compress(b"<urlset><url><loc>http://post.example/plan</loc></url></urlset>"),
]
PAGES = [
    path.read_bytes() for folder in (SEEDS, ROOT / "tests/sources/pages") for path in sorted(folder.rglob("*.html"))
]

# What breaks parsers: pieces of markup, of encodings and of numbers, and bytes that are none of them.
TOKENS = [
    *(b"<", b">", b"&", b"'", b'"', b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\xe2\x80\xae"),
    *(b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml version='1.0' encoding='utf-16'?>", b"<?", b"?>", b"</", b"/>"),
    *(b"<!DOCTYPE x [<!ENTITY a 'a'>]>", b"&a;", b"&#0;", b"&#xD800;", b"&#99999999999;", b"&amp;", b"&nbsp;"),
    *(b"<item>", b"</item>", b"<link>", b"<title>", b"<entry>", b"<url>", b"<loc>", b"<channel>", b"<rss>", b"<html>"),
    *(b"<p>", b"</p>", b"<div>" * 300, b"<table><tr><td>", b"<script>", b"<style>", b"<article>", b"<a href='"),
    *(b"<meta charset='zip'>", b"<meta property='article:published_time' content='", b"<base href='http://[x'>"),
    *(b"http://[::1", b"http://" + b"a" * 3000, b"javascript:", b"//", b"http://post.example:99999/", b"feed:"),
    *(b"0000-00-00", b"9999-99-99T99:99:99Z", b"9" * 400, b"-1", b"1e999", b"NaN", b"{", b"[" * 500, b"\\ud800"),
    *(b'<script type="application/ld+json">{"@graph": [', b'{"@type": "NewsArticle", "datePublished": ', b"</script>"),
]  # fmt: skip


class Hung(BaseException):
    """An input that takes too long; no `except Exception` holds it up."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise Hung where the block takes more of the processor's time."""

    def ring(*_: object) -> None:
        raise Hung

    held = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, held)


def mutated(chance: random.Random, bases: list[bytes]) -> bytes:
    """Return one of the inputs with some mistakes in it."""
    body = bytearray(chance.choice(bases))
    for _ in range(chance.choice((1, 2, 4, 16))):
        at = chance.randint(0, len(body))
        end = min(len(body), at + int(chance.expovariate(1 / 40)))
        kind = chance.randrange(7)
        if kind == 0:
            body[at:end] = b""
        elif kind == 1:
            body[at:at] = chance.choice(TOKENS)
        elif kind == 2:
            body[at:end] = chance.choice(TOKENS)
        elif kind == 3:
            body[at:at] = body[at:end] * chance.choice((1, 3, 50))
        elif kind == 4 and body:
            body[at - 1] = chance.randrange(256)
        elif kind == 5:
            other = chance.choice(bases)
            begin = chance.randint(0, len(other))
            body[at:end] = other[begin : begin + 400]
        elif chance.random() < 0.3:
            del body[at:]
    return bytes(body)


def check_items(items: tuple[FeedItem, ...]) -> None:
    for item in items:
        assert item.url.startswith(("http://", "https://"))
        assert "\n" not in item.title
        assert item.published is None or item.published.tzinfo is not None


def read_as_feed(body: bytes) -> None:
    check_items(parse_feed(body, URL, now=NOW).items)


def read_as_sitemap(body: bytes) -> None:
    check_items(parse_sitemap(body, URL, now=NOW).items)


def read_as_page(body: bytes) -> None:
    article = extract(Page("page", "post", URL, NOW, "text/html", body))
    assert article.text.strip()
    article.text.encode()


def read_as_front_page(body: bytes) -> None:
    html = decode(body, URL)
    feeds = [feed.url for feed in find_feeds(html, URL)]
    assert propose_outlet(URL, html, feeds).id


READERS: dict[Callable[[bytes], None], list[bytes]] = {
    read_as_feed: FEEDS,
    read_as_sitemap: SITEMAPS,
    read_as_page: PAGES,
    read_as_front_page: PAGES,
}
MUTATED = {read_as_feed: 2400, read_as_sitemap: 1800, read_as_page: 1800, read_as_front_page: 1000}
MADE_UP = {read_as_feed: 1000, read_as_sitemap: 800, read_as_page: 600, read_as_front_page: 600}


def test_it_is_ten_thousand() -> None:
    assert sum(MUTATED.values()) + sum(MADE_UP.values()) == 10_000


def read(reader: Callable[[bytes], None], body: bytes) -> None:
    try:
        with within(LIMIT):
            reader(body)
    except SaysoError:
        pass
    except BaseException as error:
        error.add_note(f"the input was {body!r}")
        raise


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_a_broken_input_gives_a_result_or_a_reason(reader: Callable[[bytes], None], chunk: int) -> None:
    chance = random.Random(f"{reader.__name__} {chunk}")  # noqa: S311 - a seed is wanted
    for _ in range(MUTATED[reader] // CHUNKS):
        read(reader, mutated(chance, READERS[reader]))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_a_made_up_input_gives_a_result_or_a_reason(reader: Callable[[bytes], None]) -> None:
    begun = st.sampled_from([b"", *(base[:120] for base in READERS[reader])])
    pieces = st.lists(
        st.sampled_from(TOKENS) | st.binary(max_size=30) | st.text(max_size=30).map(str.encode), max_size=40
    )

    @settings(max_examples=MADE_UP[reader], derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(begun, pieces)
    def check(start: bytes, rest: list[bytes]) -> None:
        read(reader, start + b"".join(rest))

    check()
