"""A sitemap becomes the pages or sitemaps that it names; what is none, or means harm, becomes an error that says so."""

from __future__ import annotations

import gzip
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import NotASitemap, SaysoError
from sources.sitemap import LARGEST, LIMIT, ChildSitemap, Sitemap, parse_sitemap
from sources.types import FeedItem, Skipped

NOW = datetime(2025, 11, 21, 12, tzinfo=UTC)
AT_TEN = datetime(2025, 11, 20, 10, tzinfo=UTC)
SITE = "https://quayside-post.example"
URL = f"{SITE}/sitemaps/news.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)

NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {NAMESPACES}>
<!-- <url><loc>https://quayside-post.example/commented-out</loc></url> -->
<url>
  <image:image><image:loc>https://i.example/1.jpg</image:loc><image:title>Picture</image:title></image:image>
  <loc> https://quayside-post.example/bridge?utm_source=news&amp;id=7 </loc>
  <lastmod>2025-11-20T15:00:00Z</lastmod>
  <news:news>
    <news:publication><news:name>Quayside Post</news:name><news:language>en</news:language></news:publication>
    <news:publication_date>2025-11-20T12:00:00+02:00</news:publication_date>
    <news:title><![CDATA[Bridge “shut”]]> &amp; closed</news:title>
  </news:news>
</url>
<url><loc>https://quayside-post.example/strike</loc><lastmod>2025-11-20</lastmod></url>
<url><loc>https://quayside-post.example/undated</loc></url>
</urlset>"""

INDEX = f"""<sitemapindex {NAMESPACES}>
<sitemap><loc>https://quayside-post.example/2025-11.xml.gz</loc><lastmod>2025-11-20T10:00:00Z</lastmod></sitemap>
<sitemap><loc>https://quayside-post.example/undated.xml</loc></sitemap>
<sitemap><loc>https://quayside-post.example/2024-01.xml</loc><lastmod>2024-01-31</lastmod></sitemap>
</sitemapindex>"""


def parse(body: str | bytes, since: datetime | None = None) -> Sitemap:
    return parse_sitemap(body.encode() if isinstance(body, str) else body, URL, now=NOW, since=since)


def urlset(*entries: str) -> str:
    return f"<urlset>{''.join(f'<url>{entry}</url>' for entry in entries)}</urlset>"


def urls(sitemap: Sitemap) -> list[str]:
    return [item.url.removeprefix(SITE) for item in sitemap.items]


PAGES = (
    FeedItem(f"{SITE}/bridge?id=7", "Bridge “shut” & closed", AT_TEN),
    FeedItem(f"{SITE}/strike", "", datetime(2025, 11, 20, tzinfo=UTC)),
    FeedItem(f"{SITE}/undated"),
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (NEWS.encode(), Sitemap(PAGES)),
        (gzip.compress(NEWS.encode(), mtime=0), Sitemap(PAGES)),
        (gzip.compress(NEWS.encode()[:200], mtime=0) + gzip.compress(NEWS.encode()[200:], mtime=0), Sitemap(PAGES)),
        (b"\xef\xbb\xbf" + NEWS.encode(), Sitemap(PAGES)),
        (NEWS.encode("utf-16"), Sitemap(PAGES)),
        (
            INDEX.encode(),
            Sitemap(
                children=(
                    ChildSitemap(f"{SITE}/2025-11.xml.gz", AT_TEN),
                    ChildSitemap(f"{SITE}/undated.xml"),
                    ChildSitemap(f"{SITE}/2024-01.xml", datetime(2024, 1, 31, tzinfo=UTC)),
                )
            ),
        ),
        (
            b"\n https://quayside-post.example/a\r\n\r\nno address\nhttps://quayside-post.example/b",
            Sitemap(
                (FeedItem(f"{SITE}/a"), FeedItem(f"{SITE}/b")),
                skipped=(Skipped(f"{URL} item no address", "poll", "no link"),),
            ),
        ),
        (b"<urlset/>", Sitemap()),
        (b"<sitemapindex></sitemapindex>", Sitemap()),
    ],
    ids=["news", "gzip", "two gzip members", "byte order mark", "UTF-16", "index", "text", "no pages", "no sitemaps"],
)
def test_a_sitemap_becomes_what_it_names(body: bytes, expected: Sitemap) -> None:
    assert parse(body) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, ["/bridge?id=7", "/strike", "/undated"]),
        (datetime(2025, 11, 20, 14, tzinfo=UTC), ["/bridge?id=7", "/strike", "/undated"]),  # changed, and of that day
        (datetime(2025, 11, 20, 15, 0, 1, tzinfo=UTC), ["/strike", "/undated"]),
        (datetime(2025, 11, 21, tzinfo=UTC), ["/undated"]),
    ],
)
def test_what_is_dated_before_since_is_left_out(since: datetime | None, expected: list[str]) -> None:
    assert urls(parse(NEWS, since)) == expected


def test_old_sitemaps_of_an_index_are_left_out() -> None:
    children = parse(INDEX, datetime(2025, 1, 1, tzinfo=UTC)).children
    assert [child.url for child in children] == [f"{SITE}/2025-11.xml.gz", f"{SITE}/undated.xml"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("<loc>https://quayside-post.example/a?x=1&y=2</loc>", ["/a?x=1&y=2"]),
        ("<loc>/a</loc>", ["/a"]),
        ("<loc><![CDATA[/a]]></loc>", ["/a"]),
        ("<loc>/a</loc><loc>/b</loc>", ["/a"]),
        ("<image:image><image:loc>/i.jpg</image:loc></image:image><loc>/a</loc>", ["/a"]),  # a prefix declared nowhere
        ("<xhtml:link rel='alternate' href='/de'/><loc>/a</loc>", ["/a"]),
        ("<loc>ftp://quayside-post.example/a</loc>", []),
        (f"<loc>/{'a' * 5000}</loc>", []),
        ("<lastmod>2025-11-20</lastmod>", []),
    ],
)
def test_an_entry_s_address(entry: str, expected: list[str]) -> None:
    sitemap = parse(urlset(entry))
    assert urls(sitemap) == expected
    assert len(sitemap.skipped) == (not expected)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-11-20T10:00Z", AT_TEN),
        ("2025-11-20T10:00:00.000+00:00", AT_TEN),
        ("Thu, 20 Nov 2025 10:00:00 GMT", AT_TEN),
        ("2025-11-22T11:00:00Z", NOW + timedelta(hours=23)),
        ("2025-11-23", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("soon", None),
    ],
)
def test_a_date_is_utc_or_none(date: str, expected: datetime | None) -> None:
    sitemap = parse(urlset(f"<loc>/a</loc><lastmod>{date}</lastmod>"), since=datetime(1999, 1, 1, tzinfo=UTC))
    assert [item.published for item in sitemap.items] == [expected]


def test_a_sitemap_that_breaks_off_keeps_its_whole_entries() -> None:
    body = urlset("<loc>/a</loc>", "<loc>/b/long-name</loc>")
    for length in range(body.index("</url>") + len("</url>"), len(body) - len("</url></urlset>") + 5):
        sitemap = parse(body[:length])
        assert urls(sitemap) == ["/a"], body[:length]
    packed = gzip.compress(NEWS.encode(), compresslevel=0)
    cut = parse(packed[: packed.index(b"</url>", packed.index(b"bridge")) + 30])
    assert cut.items == PAGES[:1]
    assert [oddity.partition(" breaks off")[1] for oddity in cut.oddities] == [" breaks off"] * 2


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"<html><body>Not found</body></html>", "is an HTML page"),
        (b"<!DOCTYPE html>\n<title>x</title>", "is an HTML page"),
        (b"<rss version='2.0'></rss>", "is a feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "is a feed"),
        (b"<note/>", "no sitemap"),
        (b"Not found", "its first line is 'Not found'"),
        (b"/etc/passwd", "its first line is '/etc/passwd'"),
        (b"\x1f\x8bnonsense", "cannot be unpacked"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "is not text"),
        (gzip.compress(bytes(range(256)) * 10, mtime=0), "is not text"),
        (gzip.compress(b"<urlset>" + b" " * LARGEST, mtime=0), "unpacks to more than 52428800 bytes"),
    ],
)
def test_what_is_no_sitemap_says_what_it_is(body: bytes, says: str) -> None:
    with pytest.raises(NotASitemap, match=re.escape(says)) as raised:
        parse(body)
    assert str(raised.value).startswith(URL)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_no_entity_is_expanded_or_loaded(target: str) -> None:
    bombs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE urlset SYSTEM "{target}" [<!ENTITY l0 "ha">{bombs}<!ENTITY x SYSTEM "{target}">]>'
    entry = "<url><loc>/a</loc><news:news><news:title>&l9; &x;</news:title></news:news></url>"
    assert [item.title for item in parse(f"{doctype}<urlset {NAMESPACES}>{entry}</urlset>").items] == ["&l9; &x;"]


@pytest.mark.parametrize(
    "junk",
    [
        "<x/>",
        "<url/>",
        "<url>",
        "<loc>",
        "<url><loc>",
        "</url>",
        "&",
        "<![CDATA[",
        "<!--",
        "<a b='c'/>",
        "<",
        "\n",
        "a\n",
    ],
)
def test_megabytes_of_one_thing_take_seconds(junk: str) -> None:
    many = junk * (2_000_000 // len(junk))
    began = time.process_time()
    for body in (many, f"<urlset>{many}", urlset(f"<loc>/a</loc>{many}")):
        try:
            parse(gzip.compress(body.encode(), compresslevel=1))
        except NotASitemap as error:
            assert str(error)  # noqa: PT017 - either outcome is right, no other is
    assert time.process_time() - began < 20


def test_many_small_gzip_members_take_seconds() -> None:
    began = time.process_time()
    with pytest.raises(NotASitemap, match="is empty"):
        parse(gzip.compress(b"", mtime=0) * 100_000)
    assert time.process_time() - began < 20


@pytest.mark.parametrize("form", ["xml", "text"])
def test_a_sitemap_is_read_to_the_limit(form: str) -> None:
    links = [f"{SITE}/{number}" for number in range(LIMIT + 1)]
    body = "\n".join(links) if form == "text" else urlset(*(f"<loc>{link}</loc>" for link in links))
    sitemap = parse(body)
    assert [item.url for item in sitemap.items] == links[:LIMIT]
    assert sitemap.skipped == (Skipped(URL, "poll", "more than 50000 entries; the first 50000 are read"),)


PIECES = [b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"</url>", b"<url>", b"\0", b"\xff", b"&#0;", b"<a:b/>",
          b'"', b"<?x", b"<!DOCTYPE", b"<loc>", b"</loc>"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    body = draw(st.sampled_from([NEWS.encode(), INDEX.encode(), gzip.compress(NEWS.encode()), f"{SITE}/a\n".encode()]))
    for _ in range(draw(st.integers(1, 4))):
        start, length = draw(st.integers(0, len(body))), draw(st.integers(0, 30))
        body = body[:start] + draw(st.sampled_from(PIECES) | st.binary(max_size=4)) + body[start + length :]
    return body


@given(mutated() | st.binary(max_size=300) | st.binary(max_size=200).map(lambda raw: b"<urlset><url><loc>" + raw))
@settings(max_examples=300)
def test_any_bytes_give_pages_or_say_that_they_are_none(body: bytes) -> None:
    try:
        sitemap = parse(body, since=AT_TEN)
    except SaysoError as error:
        assert isinstance(error, NotASitemap)  # noqa: PT017 - nothing else may be raised, and nothing need be
        return
    for item in sitemap.items:
        assert item.url.startswith(("http://", "https://"))
        assert item.published is None or item.published <= NOW + timedelta(days=1)
