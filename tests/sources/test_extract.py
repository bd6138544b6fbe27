"""What becomes of a page: its text in one form, and what is known about it."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.errors import UnreadablePage
from sources.extract import extract
from sources.normalise import join_paragraphs, split_paragraphs
from sources.types import Article, Page, PageNotes, content_id
from sources.urls import clean_url, same_site

PAGES = Path(__file__).parent / "pages"
SEEDS = Path(__file__).parents[2] / "seeds" / "us-peace-plan"
SEED_PAGES = sorted(SEEDS.glob("*.html"))
NOW = datetime(2025, 11, 20, 20, tzinfo=UTC)
URL = "https://quayside-post.example/a"

BODY = (
    "<p>The council said on Monday that the bridge would stay shut until the spring, after engineers had found cracks "
    "in two of its bearings and a third that may have to be changed.</p>"
    "<p>“We would rather be called slow than careless,” the head of works told reporters at the site, where a crane "
    "had already been put up. She said that the work would cost £2 million.</p>"
)


def page(body: str | bytes, *, url: str = URL, media_type: str = "text/html", notes: PageNotes | None = None) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return Page(content_id("post", url, raw), "post", url, NOW, media_type, raw, notes or PageNotes())


def article(head: str = "", body: str = BODY, attributes: str = "") -> Article:
    return extract(page(f"<html {attributes}><head>{head}</head><body><article>{body}</article></body></html>"))


def ld(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("json-ld-graph", "https://www.quayside-post.example/news/bridge-shut?utm_source=feed"),
        ("markup-only", "https://talbote.example/lokales/wasserwerk#kommentare"),
        ("syndicated", "https://quayside-post.example/wire/strike-mill"),
    ],
)
def test_a_page_becomes_the_article_beside_it(name: str, url: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text())
    got = extract(page((PAGES / f"{name}.html").read_bytes(), url=url))
    assert {
        "url": got.url,
        "title": got.title,
        "byline": got.byline,
        "published": got.published and got.published.isoformat(),
        "modified": got.modified and got.modified.isoformat(),
        "language": got.language,
        "kind": got.kind,
        "completeness": got.completeness,
        "paragraphs": got.text.split("\n\n"),
    } == expected


def test_the_ids_follow_from_outlet_url_title_and_text() -> None:
    given_page = page(f"<html><body><h1>Bridge shut</h1>{BODY}</body></html>")
    got = extract(given_page)
    assert got.page_id == given_page.id
    assert got.id == content_id(given_page.outlet_id, URL)
    assert got.version_id == content_id(got.id, "Bridge shut", got.text)


# "was", "of", "had" and "is" stand in Dutch and in English.
DUTCH = (
    "De burgemeester zei maandag dat de brug was gesloten en dat de gemeente of de provincie had gewacht op geld "
    "dat er nog niet is. Het was volgens haar een kwestie van weken, en de schippers hadden al begrepen dat de sluis "
    "dicht was."
)
RUSSIAN = "Пресс-секретарь Кремля заявил в четверг, что переговоры о плане урегулирования сейчас не ведутся."
FRENCH = "Le ministre a déclaré jeudi : « Rien de nouveau à ajouter », après la réunion d’été à Genève."


@pytest.mark.parametrize(
    ("encoding", "declared", "text"),
    [
        ("utf-8", "utf-8", RUSSIAN),
        ("utf-8", None, FRENCH),
        ("utf-8-sig", None, FRENCH),
        ("utf-8", "iso-8859-1", FRENCH),
        ("utf-8", "koi8-r", RUSSIAN),
        ("utf-16", None, RUSSIAN),
        ("utf-16", "utf-8", FRENCH),
        ("utf-32", None, FRENCH),
        ("cp1252", "windows-1252", FRENCH),
        ("cp1252", "iso-8859-1", FRENCH),
        ("cp1252", "utf-8", FRENCH),
        ("cp1252", "zip", FRENCH),
        ("cp1252", None, FRENCH),
        ("cp1251", "windows-1251", RUSSIAN),
        ("cp1251", None, RUSSIAN),
        ("koi8-r", "KOI8-R", RUSSIAN),
        ("koi8-r", None, RUSSIAN),
        ("cp1250", "windows-1250", "Rzecznik powiedział w czwartek, że żadne rozmowy się nie toczą."),
        ("gb18030", "gb2312", "发言人周四表示，目前没有就该计划进行谈判。"),
        ("gb18030", None, "发言人周四表示，目前没有就该计划进行谈判。"),
        ("cp932", "shift_jis", "報道官は木曜日、交渉は行われていないと述べた。"),
    ],
)
@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_text_survives_its_encoding(encoding: str, declared: str | None, text: str, media_type: str) -> None:
    if media_type == "text/html":
        meta = f'<meta charset="{declared}">' if declared else ""
        body = f"<html><head>{meta}</head><body><article><p>{text}</p></article></body></html>"
    elif declared is None or encoding.startswith("utf"):
        body = text
    else:
        body = f'<meta charset="{declared}">\n\n{text}'  # a plain text that shows a tag is decoded no worse
    got = extract(page(body.encode(encoding), media_type=media_type))
    assert got.text.split("\n\n")[-1] == text


def test_a_few_broken_bytes_do_not_cost_the_rest_of_a_page() -> None:
    body = f"<p>{RUSSIAN}</p>".encode().replace("четверг".encode(), "четверг".encode() + b"\xff", 1)
    assert extract(page(b"<html><body>" + body)).text == RUSSIAN.replace("четверг", "четверг\ufffd")


@pytest.mark.parametrize(
    ("media_type", "body", "message"),
    [
        ("text/html", bytes(range(256)) * 20, "is not text"),
        ("text/plain", bytes(range(256)) * 20, "is not text"),
        ("text/plain", "Said in UTF-16".encode("utf-16-le"), "save it as UTF-8"),
        ("text/html", ("<p>" + "\ufffd said " * 50).encode(), "is not text"),
        ("text/html", b"<div>" * 10_000 + b"<p>He said so.</p>", "deeper than 256"),
        ("text/html", b"<html><body>" + b"<i>x</i>" * 60_000, "60002 HTML elements"),
        ("application/pdf", b"%PDF-1.7", "application/pdf"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(media_type: str, body: bytes, message: str) -> None:
    with pytest.raises(UnreadablePage, match=message) as caught:
        extract(page(body, media_type=media_type))
    assert URL in str(caught.value)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/plain", b"\xef\xbb\xbf \n\n\t"),
        ("text/plain", "\u200b\u202e\n".encode()),
        ("text/html", b""),
        ("text/html", b"<html><head><title>Only a title</title></head><body></body></html>"),
        ("text/html", b"<html><body><script>var said = 1;</script><!-- He said so. --></body></html>"),
        ("text/html", b"<html><body><article><p>Subscribe to continue reading</p></article></body></html>"),
    ],
)
def test_a_page_without_text_is_no_article(media_type: str, body: bytes) -> None:
    with pytest.raises(UnreadablePage, match=URL):
        extract(page(body, media_type=media_type))


@pytest.mark.parametrize(
    ("head", "published", "modified"),
    [
        (ld({"@type": "NewsArticle", "datePublished": "2024-03-04T23:30:00-05:00"}), "2024-03-05T04:30", None),
        (ld({"@type": "NewsArticle", "datePublished": "2024-03-04T10:00:00"}), "2024-03-04T10:00", None),
        (ld({"@type": "NewsArticle", "datePublished": "2024-03-04"}), "2024-03-04T00:00", None),
        (ld({"@type": "NewsArticle", "datePublished": "Mon, 04 Mar 2024 10:00:00 +0100"}), "2024-03-04T09:00", None),
        (ld({"@type": "NewsArticle", "datePublished": "0001-01-01T00:00:00Z"}), None, None),
        (ld({"@type": "NewsArticle", "datePublished": 1709546400, "dateModified": ["soon"]}), None, None),
        (ld({"@type": "VideoObject", "datePublished": "2019-01-01"}), None, None),
        (ld({"@type": "NewsArticle", "dateModified": "2024-03-05T01:00Z"}), None, "2024-03-05T01:00"),
        (
            '<meta property="article:published_time" content="2024-03-04T09:00:00Z">'
            '<meta property="article:modified_time" content="2024-03-04T10:00:00Z">',
            "2024-03-04T09:00",
            "2024-03-04T10:00",
        ),
        (
            '<meta property="article:published_time" content="2024-03-04T09:00:00Z">'
            + ld({"@type": "LiveBlogPosting", "datePublished": "2024-03-04T08:00:00Z"}),
            "2024-03-04T08:00",
            None,
        ),
        ('<meta name="dc.date" content="2024-03-04">', "2024-03-04T00:00", None),
    ],
)
def test_dates_become_utc(head: str, published: str | None, modified: str | None) -> None:
    got = article(head)
    shown = [moment and f"{moment:%Y-%m-%dT%H:%M}" for moment in (got.published, got.modified)]
    assert shown == [published, modified]
    assert all(moment.tzinfo is UTC for moment in (got.published, got.modified) if moment)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("", "news"),
        (ld({"@type": "NewsArticle"}), "news"),
        (ld({"@type": "NewsArticle", "articleSection": "Politics"}), "news"),
        (ld({"@type": "LiveBlogPosting"}), "live_blog"),
        (ld([{"@type": "NewsArticle"}, {"@type": "https://schema.org/LiveBlogPosting"}]), "live_blog"),
        (ld({"@type": "ImageGallery"}), "gallery"),
        (ld({"@type": ["schema:MediaGallery", "WebPage"]}), "gallery"),
        (ld({"@graph": [{"@type": "ImageGallery"}, {"@type": "NewsArticle"}]}), "news"),
        (ld({"@type": "WebPage", "mainEntity": {"@type": "OpinionNewsArticle"}}), "opinion"),
        (ld({"@type": "NewsArticle", "articleSection": ["World", "Op-Ed"]}), "opinion"),
        ('<meta property="article:section" content="Opinion">', "opinion"),
        (ld({"@type": "Article", "genre": "Press Release"}), "press_release"),
    ],
)
def test_kinds(head: str, kind: str) -> None:
    assert article(head).kind == kind


@pytest.mark.parametrize(
    ("head", "ending", "truncated"),
    [
        ("", "", False),
        (ld({"@type": "NewsArticle", "isAccessibleForFree": True}), "", False),
        (ld({"@type": "NewsArticle", "isAccessibleForFree": "True"}), "", False),
        (ld({"@type": "NewsArticle", "isAccessibleForFree": False}), "", True),
        (ld({"@type": "NewsArticle", "isAccessibleForFree": "false"}), "", True),
        (ld({"@type": "NewsArticle", "hasPart": [{"isAccessibleForFree": "False"}]}), "", True),
        (ld([{"@type": "NewsArticle"}, {"@type": "WebPage", "isAccessibleForFree": False}]), "", True),
        ("", "<p>Subscribe to continue reading</p><p>Already a subscriber? Log in</p>", True),
        ("", "<p>Please sign in or register to continue.</p>", True),
        ("", "<p>This article is for subscribers only.</p>", True),
        ("", "<p>Cet article est réservé aux abonnés.</p>", True),
        ("", "<p>Sign up to keep up with the news of the harbour.</p>", False),
        ("", "<p>Readers who subscribe to continue reading are rare, the publisher said.</p>", False),
    ],
)
def test_completeness_and_the_paywall_notice_that_is_no_text(head: str, ending: str, truncated: bool) -> None:  # noqa: FBT001
    got = article(head, BODY + ending)
    assert got.completeness == ("truncated" if truncated else "complete")
    if truncated:
        assert got.text == article().text


def test_a_paywall_notice_is_cut_off_the_end_of_a_paragraph() -> None:
    got = article(body=BODY + "<p>The mayor said that she … Subscribe now to keep reading.</p>")
    assert got.text.endswith("\n\nThe mayor said that she …")


@pytest.mark.parametrize(
    ("attributes", "body", "language"),
    [
        ('lang="fr"', BODY, "en"),
        ('lang="fr-CA"', "<p>Non, dit-il.</p>", "fr"),
        ("", "<p>No, he said.</p>", ""),
        ('lang="x-default"', "<p>No, he said.</p>", ""),
        ("", f"<p>{RUSSIAN} {RUSSIAN} {RUSSIAN}</p>", "ru"),
        ('lang="en"', f"<p>{RUSSIAN} {RUSSIAN} {RUSSIAN}</p>", "ru"),
        ('lang="en"', f"<p>{DUTCH}</p>", "nl"),
        ('lang="en"', BODY, "en"),
    ],
)
def test_a_long_text_tells_its_language_better_than_its_page(attributes: str, body: str, language: str) -> None:
    assert article(attributes=attributes, body=body).language == language


@pytest.mark.parametrize(
    ("head", "title", "byline"),
    [
        ("", "The council said on Monday that the bridge would stay shut until…", ""),
        ("<title>Bridge shut</title>", "Bridge shut", ""),
        ('<meta property="og:title" content="Bridge shut - Post"><meta property="og:site_name" content="Post">',
         "Bridge shut", ""),
        ('<meta property="og:title" content="Inside the Post"><meta property="og:site_name" content="Post">',
         "Inside the Post", ""),
        (ld({"@type": "NewsArticle", "headline": " Bridge\n shut ", "author": "By Ada Stone"}),
         "Bridge shut", "Ada Stone"),
        (ld({"@type": "NewsArticle", "headline": "A &amp; B", "author": {"name": ["Ada Stone", "Ben Reed"]}}),
         "A & B", "Ada Stone, Ben Reed"),
        (ld({"@type": "NewsArticle", "headline": "Shut\ud800\u202e", "author": ["https://post.example/ada", 7, None]}),
         "Shut", ""),
        (ld({"@type": "NewsArticle", "headline": "Bridge " * 200}), ("Bridge " * 200)[:499] + "…", ""),
    ],
)  # fmt: skip
def test_title_and_byline(head: str, title: str, byline: str) -> None:
    got = article(head)
    assert (got.title, got.byline) == (title, byline)


@pytest.mark.parametrize(
    "block",
    [
        "",
        "{",
        "null",
        "[1, [2, {}]]",
        '{"@type": 5, "author": {"name": {"name": "x"}}, "@graph": "none"}',
        '{"@type": ["NewsArticle"], "headline": [{}, "Bridge shut"], "hasPart": "y", "url": 3}',
        "[" * 100_000,
        "1" * 100_000,
        '{"headline": "' + "\\ud83d" * 10 + '"}',
    ],
)
def test_a_bad_json_ld_block_is_passed_over(block: str) -> None:
    good = ld({"@type": "NewsArticle", "headline": "Bridge shut"})
    got = article(f'<script type="application/ld+json">{block}</script>{good}')
    assert (got.title, got.text) == ("Bridge shut", article().text)


@pytest.mark.parametrize(
    ("url", "head", "expected"),
    [
        (URL, "", URL),
        (f"{URL}?utm_source=x#top", "", URL),
        (f"{URL}?id=1", f'<link rel="canonical" href="{URL}">', URL),
        (URL, '<link rel="shortlink canonical" href="/b?x&utm_medium=y&z=1">', "https://quayside-post.example/b?x&z=1"),
        (
            URL,
            '<link rel="canonical" href="https://www.quayside-post.example/b">',
            "https://www.quayside-post.example/b",
        ),
        (URL, '<link rel="canonical" href="https://quayside-post.example/">', URL),
        (URL, '<link rel="canonical" href="https://northwire.example/b">', URL),
        (URL, '<link rel="canonical" href="javascript:alert(1)">', URL),
        (URL, '<link rel="canonical" href="http://[::1">', URL),
        (URL, ld({"@type": "NewsArticle", "mainEntityOfPage": {"@id": f"{URL}b"}}), f"{URL}b"),
        ("file:folder/a.html", '<link rel="canonical" href="https://quayside-post.example/b">', "file:folder/a.html"),
    ],
)
def test_an_article_stands_under_its_own_sites_canonical_url(url: str, head: str, expected: str) -> None:
    body = f"<html><head>{head}</head><body>{BODY}</body></html>"
    assert extract(page(body, url=url)).url == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://User@Post.Example:443/A?b=1&&utm_campaign=x&c#d", "https://post.example/A?b=1&c"),
        ("http://post.example:8080", "http://post.example:8080/"),
        ("//post.example/a?cid=7&uid=8&12345", "https://post.example/a?cid=7&uid=8&12345"),
        (" https://post.example/a\n", "https://post.example/a"),
        ("ftp://post.example/a", None),
        ("/a", None),
        ("https://localhost/a", None),
        ("https://post.example/<b>", None),
        ("https://post.example:99999/", None),
        ("https://post.example/" + "a" * 3000, None),
    ],
)
def test_clean_urls(url: str, expected: str | None) -> None:
    assert clean_url(url) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("https://www.post.example/a", "https://m.post.example/b", True),
        ("https://post.example/a", "https://blog.post.example/b", False),
        ("file:a", "file:b", False),
    ],
)
def test_same_site(left: str, right: str, expected: bool) -> None:  # noqa: FBT001
    assert same_site(left, right) is expected


def test_notes_outrank_the_page() -> None:
    noted = PageNotes("Noted\n title", "Noted byline", NOW, NOW, "fr", synthetic=True)
    head = ld({"@type": "NewsArticle", "headline": "x", "author": "y", "datePublished": "2024-03-04"})
    got = extract(page(f"<html><head>{head}</head><body>{BODY}</body></html>", notes=noted))
    assert (got.title, got.byline, got.published, got.modified, got.language, got.synthetic) == (
        "Noted title", "Noted byline", NOW, NOW, "fr", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\r\n\r\n\r\n\r\nTwo.\r\n", ["One.", "Two."]),
        ("One,\nwrapped\n \t\nTwo.", ["One, wrapped", "Two."]),
        (f"{'One ' * 30}\nTwo.\nThree.", [f"{'One ' * 30}".strip(), "Two.", "Three."]),
        ("A\u00a0b\t c\u200b\u00ad\u202ed", ["A b cd"]),
        ("e\u0301te\u0301", ["été"]),
        ("می\u200cخواهد 👩\u200d🚀", ["می\u200cخواهد 👩\u200d🚀"]),
        ("“Quoted” — 'kept' … as: it; is?!", ["“Quoted” — 'kept' … as: it; is?!"]),
    ],
)
def test_plain_text_has_one_form(text: str, paragraphs: list[str]) -> None:
    assert list(split_paragraphs(text)) == paragraphs


@given(st.text())
def test_text_in_its_form_stays_as_it_is(text: str) -> None:
    once = join_paragraphs(split_paragraphs(text))
    assert join_paragraphs(once.split("\n\n")) == once


def test_the_seed_article_loses_no_word_and_no_mark() -> None:
    raw = (SEEDS / "peskov-28-point-plan.txt").read_bytes()
    got = extract(page(raw, media_type="text/plain"))
    assert got.text.split() == raw.decode().split()
    assert got.text.count("\n\n") == 12


def test_the_result_depends_on_the_page_alone() -> None:
    pages = [page(path.read_bytes()) for path in SEED_PAGES if path.name != "broken.html"]
    forwards = [extract(one) for one in pages]
    backwards = [extract(one) for one in reversed(pages)]
    assert forwards == backwards[::-1]


def check(raw: bytes, media_type: str) -> None:
    """Extract, and see that the page is refused properly or becomes an article of the form that is promised."""
    try:
        got = extract(page(raw, media_type=media_type))
    except UnreadablePage:
        return
    for line in (got.title, got.byline, *got.text.split("\n\n")):
        assert line == " ".join(line.split())
        assert not [char for char in line if unicodedata.category(char) in ("Cc", "Cs")]
    assert got.title
    assert got.text


@given(raw=st.binary(max_size=2000), media_type=st.sampled_from(["text/html", "text/plain"]))
def test_random_bytes_are_refused_or_read(raw: bytes, media_type: str) -> None:
    check(raw, media_type)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    path=st.sampled_from(SEED_PAGES),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 400), st.binary(max_size=20)), max_size=8),
)
def test_mangled_pages_are_refused_or_read(path: Path, edits: list[tuple[float, int, bytes]]) -> None:
    raw = path.read_bytes()
    for place, cut, put in edits:
        start = int(place * len(raw))
        raw = raw[:start] + put + raw[start + cut :]
    check(raw, "text/html")


MARKUP = st.recursive(
    st.text(max_size=20),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["p", "div", "article", "ul", "li", "table", "tr", "td", "blockquote", "h1", "a", "b", "pre"]),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=30,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(MARKUP)
def test_any_markup_is_refused_or_read(markup: str) -> None:
    check(f"<html><body>{markup}</body></html>".encode("utf-8", "replace"), "text/html")


ENTITIES = '<!DOCTYPE html [<!ENTITY a "said ">' + "".join(
    f'<!ENTITY {chr(i + 1)} "{f"&{chr(i)};" * 10}">' for i in range(ord("a"), ord("j"))
)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(f"{ENTITIES}]><html><body><p>&j;</p>{BODY}".encode(), id="entities that multiply"),
        pytest.param(b'<?xml version="1.0"?><!DOCTYPE r SYSTEM "file:///etc/passwd"><r>&r;</r>', id="an outer DTD"),
        pytest.param(b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>', id="an outer entity"),
        pytest.param(b"<p>" + b"He said so. " * 400_000, id="five megabytes on one line"),
        pytest.param(b"<p>" + b" " * 1_000_000 + b"</p>", id="a million blanks"),
        pytest.param(b"<" * 300_000, id="opened, never closed"),
        pytest.param(b"<ul><li>" * 120 + b"He said so.", id="lists in lists"),
        pytest.param(b'<script type="application/ld+json">{' + b" " * 1_000_000, id="blanks in JSON-LD"),
        pytest.param(b"<p>He said\x00 so\x00.</p>" * 20, id="null bytes"),
    ],
)
@pytest.mark.timeout(60)
def test_hostile_pages_are_refused_or_read_soon(raw: bytes) -> None:
    check(raw, "text/html")


def test_nothing_outside_the_page_is_read() -> None:
    raw = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x; he said</p></body></html>'
    assert "root:" not in extract(page(raw)).text
