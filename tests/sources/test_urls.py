from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sources.urls import article_url, clean_url

PLAIN = "https://post.example/2025/11/plan-1234"
ALPHANUMERIC = st.text(alphabet="abcXYZ0123456789-_", min_size=1, max_size=8)
# Names under which sites address articles, short and ambiguous ones among them.
ID_NAMES = (
    "id", "p", "pid", "nid", "cid", "uid", "sid", "aid", "articleId", "article_id", "story", "storyid", "idart", "art",
    "news", "n", "q", "key", "doc", "a", "item", "post", "page_id", "newsid", "ID", "x", "slug", "title", "m",
)  # fmt: skip
DECORATIONS = (
    "", "utm_source=feed", "amp=1", "print=1", "page=all", "outputType=amp", "m=1", "view=print", "PHPSESSID=5f3e",
    "fbclid=1", "lang=en", "ns_campaign=rss", "ref=rss", "amp;x=1", "%", "é=1",
)  # fmt: skip
HOSTS = ("post.example", "www.post.example", "m.post.example", "amp.post.co.uk", "m.co.uk", "zeitung-münchen.example")
PATHS = (
    "/", "/a", "/a/", "/a/amp", "/amp/a", "/a.amp.html", "/a/index.html", "//a", "/a/../b", "/a/print", "/é", "/%c3%a9",
    "/a;jsessionid=1A", "/amp/amp/amp", "/a/index.amp.html/amp/", "/c/s/post.example/a/amp",
)  # fmt: skip
MESSY_URLS = st.builds(
    lambda scheme, host, port, path, query: f"{scheme}{host}{port}{path}" + (f"?{'&'.join(query)}" if query else ""),
    st.sampled_from(("http://", "https://", "HTTPS://", "//")),
    st.sampled_from((*HOSTS, "google.com/amp/s", "post-example.cdn.ampproject.org", "[::ffff:1.2.3.4]", "..", ".a.")),
    st.sampled_from(("", ":80", ":443", ":8080")),
    st.lists(st.sampled_from(PATHS), max_size=3).map("".join),
    st.lists(st.sampled_from(DECORATIONS), max_size=4),
)


@pytest.mark.parametrize(
    "url",
    [
        # scheme, host, slash, fragment
        "http://post.example/2025/11/plan-1234",
        "https://www.post.example/2025/11/plan-1234/",
        "https://www2.post.example/2025/11/plan-1234",
        "https://POST.example.:443/2025/11/plan-1234#comments",
        "https://post.example//2025/11/plan-1234",
        "https://post.example/2025/10/../11/./plan-1234",
        # phones
        "https://m.post.example/2025/11/plan-1234",
        "https://mobile.post.example/2025/11/plan-1234",
        "https://mobil.post.example/2025/11/plan-1234",
        "https://www.m.post.example/2025/11/plan-1234",
        "https://post.example/2025/11/plan-1234?view=mobile",
        # AMP
        "https://amp.post.example/2025/11/plan-1234",
        "https://post.example/2025/11/plan-1234/amp",
        "https://post.example/2025/11/plan-1234/amp/",
        "https://post.example/2025/11/plan-1234/amp.html",
        "https://post.example/2025/11/plan-1234/amp/index.html",
        "https://post.example/2025/11/plan-1234.amp",
        "https://post.example/amp/2025/11/plan-1234",
        "https://post.example/2025/11/plan-1234?amp",
        "https://post.example/2025/11/plan-1234?amp=1",
        "https://post.example/2025/11/plan-1234?amp=true",
        "https://post.example/2025/11/plan-1234?outputType=amp",
        "https://post.example/2025/11/plan-1234?outputType=valid_amp",
        "https://post.example/2025/11/plan-1234?_amp=true&amp_js_v=0.1&usqp=mq331AQ",
        "https://www-post-example.cdn.ampproject.org/c/s/www.post.example/2025/11/plan-1234",
        "https://www-post-example.cdn.ampproject.org/v/s/www.post.example/2025/11/plan-1234/amp/?amp_js_v=0.1#aoh=1",
        "https://amp-post-example.cdn.ampproject.org/c/amp.post.example/2025/11/plan-1234",
        "https://cdn.ampproject.org/c/s/post.example/2025/11/plan-1234",
        "https://www.google.com/amp/s/www.post.example/2025/11/plan-1234",
        "https://www.google.co.uk/amp/s/amp.post.example/2025/11/plan-1234?amp=1",
        "http://google.de/amp/www.post.example/2025/11/plan-1234/amp/",
        "https://post-example.bing-amp.com/c/s/post.example/2025/11/plan-1234",
        # print, and the whole of a paged article
        "https://post.example/2025/11/plan-1234?print=1",
        "https://post.example/2025/11/plan-1234/?print=print",
        "https://post.example/2025/11/plan-1234?view=print",
        "https://post.example/2025/11/plan-1234/print",
        "https://post.example/2025/11/plan-1234/print/",
        "https://post.example/2025/11/plan-1234?page=all",
        "https://post.example/2025/11/plan-1234?pagewanted=all",
        "https://post.example/2025/11/plan-1234?singlepage=true",
        "https://post.example/2025/11/plan-1234/komplettansicht",
        # what servers and software leave behind
        "https://post.example/2025/11/plan-1234/index.html",
        "https://post.example/2025/11/plan-1234/index.php",
        "https://post.example/2025/11/plan-1234/default.aspx",
        "https://post.example/2025/11/plan-1234;jsessionid=1A2B3C.node1",
        "https://post.example/(S(lit3py55t21z5v55vlm25s55))/2025/11/plan-1234",
        "https://post.example/2025/11/plan-1234?PHPSESSID=5f3e&ASPSESSIONIDQQ=1",
        # who came from where
        "https://post.example/2025/11/plan-1234?utm_source=x&amp;utm_medium=y&CMP=share_btn_url",
        "https://post.example/2025/11/plan-1234?ns_mchannel=social&guccounter=1&ref=rss&utm%5Fterm=z",
        # escapes
        "https://post.example/2025/%31%31/plan%2d1234",
    ],
)
def test_spellings_of_one_article(url: str) -> None:
    assert article_url(url) == PLAIN


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://post.example/story.amp.html", "https://post.example/story.html"),
        ("https://post.example/index.amp.html", "https://post.example/"),
        ("https://www.post.example", "https://post.example/"),
        ("https://post.example/index.php?id=7", "https://post.example/?id=7"),
        ("https://post.example/a?id=7&utm_source=x&page=all", "https://post.example/a?id=7"),
        ("https://post.example/a?x=1&amp;id=2", "https://post.example/a?x=1&id=2"),
        ("https://blog.blogspot.com/2025/11/a.html?m=1", "https://blog.blogspot.com/2025/11/a.html"),
        # international hosts and escapes
        ("https://Zeitung-München.example/Über", "https://xn--zeitung-mnchen-osb.example/%C3%9Cber"),
        ("https://xn--zeitung-mnchen-osb.example/%c3%9cber", "https://xn--zeitung-mnchen-osb.example/%C3%9Cber"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://post.example/100%", "https://post.example/100%25"),
        ("https://post.example/a%2Fb?q=a%26b+c%20d", "https://post.example/a%2Fb?q=a%26b+c%20d"),
        # what may be another server, site or article stays
        ("http://post.example:8080/a", "http://post.example:8080/a"),
        ("https://edition.post.example/a", "https://edition.post.example/a"),
        ("https://blog.post.example/a", "https://blog.post.example/a"),
        ("https://m.example/a", "https://m.example/a"),
        ("https://m.co.uk/a", "https://m.co.uk/a"),
        ("https://amp.com.au/a", "https://amp.com.au/a"),
        ("https://www.m.co.uk/a", "https://m.co.uk/a"),
        ("https://post.example/amp", "https://post.example/amp"),
        ("https://post.example/print", "https://post.example/print"),
        ("https://post.example/print/1234", "https://post.example/print/1234"),
        ("https://post.example/ampere", "https://post.example/ampere"),
        ("https://post.example/a/blueprint", "https://post.example/a/blueprint"),
        ("https://post.example/a?amp=2", "https://post.example/a?amp=2"),
        ("https://post.example/a?print=1234", "https://post.example/a?print=1234"),
        ("https://post.example/a?page=2", "https://post.example/a?page=2"),
        ("https://post.example/a?view=1234", "https://post.example/a?view=1234"),
        ("https://post.example/a?m=1", "https://post.example/a?m=1"),
        ("https://post.example/a?cmp=1234", "https://post.example/a?cmp=1234"),
        (
            "https://post.example/a?cid=7&uid=8&sid=9&source=3&12345",
            "https://post.example/a?cid=7&uid=8&sid=9&source=3&12345",
        ),
        ("https://post.example/A", "https://post.example/A"),
        ("https://post.example/index.php/a", "https://post.example/index.php/a"),
        ("https://post.example/a//b", "https://post.example/a//b"),
        # no web address
        ("file:folder/a.html", "file:folder/a.html"),
        ("", ""),
        ("https://[::ffff:1.2.3.4]/a", "https://[::ffff:1.2.3.4]/a"),
        ("https://./", "https://./"),
    ],
)
def test_article_urls(url: str, expected: str) -> None:
    assert article_url(url) == expected


@given(MESSY_URLS | st.text() | st.text(alphabet="htps:/.?&=%amp;123é。％[]@"))
@example("https://post.example/%%34%31")
@example("https://post.example" + "/amp" * 200)
@example("https://post.example/" + "é" * 1000)
@example("https://a。b／c.example")
def test_the_plain_spelling_is_its_own_plain_spelling(url: str) -> None:
    plain = article_url(url)
    assert article_url(plain) == plain


@given(st.text(), st.text(max_size=20))
@example("https://[::1.2]:x/", "")
@example("//[", "//]")
def test_nothing_is_raised(url: str, base: str) -> None:
    article_url(url)
    clean_url(url, base)


@given(
    st.sampled_from(ID_NAMES),
    st.tuples(ALPHANUMERIC, ALPHANUMERIC).filter(lambda pair: pair[0] != pair[1]),
    st.sampled_from(HOSTS),
    st.sampled_from(PATHS),
    st.lists(st.sampled_from(DECORATIONS), max_size=3),
    st.lists(st.sampled_from(DECORATIONS), max_size=3),
)
def test_articles_that_differ_in_an_id_parameter_stay_apart(
    name: str, values: tuple[str, str], host: str, path: str, before: list[str], after: list[str]
) -> None:
    left, right = (
        article_url(f"https://{host}{path}?{'&'.join([*before, urlencode({name: value}), *after])}") for value in values
    )
    assert left != right


@given(st.tuples(ALPHANUMERIC, ALPHANUMERIC).filter(lambda pair: pair[0] != pair[1]), st.sampled_from(HOSTS))
def test_articles_that_differ_in_a_segment_stay_apart(values: tuple[str, str], host: str) -> None:
    left, right = (article_url(f"https://{host}/news/{value}-1") for value in values)
    assert left != right
