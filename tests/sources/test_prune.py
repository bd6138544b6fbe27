"""What of a page is no part of its article's text, and what is though it looks otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from sources.boilerplate import without_boilerplate
from sources.extract import extract
from sources.prune import prune
from sources.types import Page, content_id

NOW = datetime(2025, 11, 20, 20, tzinfo=UTC)
URL = "https://quayside-post.example/news/bridge-shut"
FIRST = (
    "The council said on Monday that the bridge would stay shut until the spring, after engineers had found cracks "
    "in two of its bearings and a third that may have to be changed."
)
SECOND = (
    "“We would rather be called slow than careless,” the head of works told reporters at the site, where a crane "
    "had already been put up. She said that the work would cost £2 million."
)
THIRD = "Shopkeepers on the north bank said that takings had fallen by a third since January, when the ferry stopped."


def paragraphs(body: str, head: str = "") -> list[str]:
    raw = f"<html><head>{head}</head><body>{body}</body></html>".encode()
    return extract(Page(content_id("post", URL, raw), "post", URL, NOW, "text/html", raw)).text.split("\n\n")


@pytest.mark.parametrize(
    "extra",
    [
        '<div class="newsletter-signup"><p>The best of the harbour each morning, with our editor’s notes.</p></div>',
        '<div class="related-articles"><p>Harbour fees to rise again next year, the port says.</p></div>',
        '<div class="author-bio"><p>Ada Stone has written about the harbour for twenty years.</p></div>',
        '<p><a href="/a">Harbour fees to rise again next year</a></p>',
        '<p><strong><a href="/a">HARBOUR FEES TO RISE AGAIN NEXT YEAR</a></strong></p>',
        '<p>Related: <a href="/a">Harbour fees to rise again</a></p>',
        '<p>Read more: <a href="/a">Fees rise</a></p>',
        '<p>Lesen Sie auch: <a href="/a">Gebühren steigen</a></p>',
        '<ul><li><a href="/a">Harbour fees to rise again</a></li><li><a href="/b">Ferry stops until May</a></li></ul>',
        '<a href="/a"><h3>Harbour fees to rise again next year</h3></a>',
        "<p>Advertisement</p>",
        "<p>Story continues below advertisement</p>",
        "<p>Share this article</p>",
        "<p>Sign up for our newsletter to get the news of the harbour every day.</p>",
        "<button>Load more comments from readers of this article</button>",
    ],
)
def test_what_stands_between_paragraphs_goes(extra: str) -> None:
    assert paragraphs(f"<article><p>{FIRST}</p>{extra}<p>{SECOND}</p></article>") == [FIRST, SECOND]


@pytest.mark.parametrize(
    "extra",
    [
        f'<p>{THIRD} <a href="/a">The ferry</a> runs again in May.</p>',
        '<p><a href="/a">Read</a> by thousands, the report was praised on Monday by the council’s own engineers.</p>',
        "<p>Related work in the town of Aldby has been put off, the council’s engineers said on the same day.</p>",
        "<ul><li>Buses use the lower bridge until the spring.</li><li>Walkers can take the ferry.</li></ul>",
        "<p>“Subscribe to nothing that you have not read,” the mayor said of the report on Monday.</p>",
        f'<p><a name="ferry">{THIRD} The ferry runs again in May.</a></p>',
        "<h2>Detours</h2><p>Buses use the lower bridge until spring, the council’s transport office said.</p>",
    ],
)
def test_what_is_told_stays(extra: str) -> None:
    got = " ".join(paragraphs(f"<article><p>{FIRST}</p>{extra}<p>{SECOND}</p></article>"))
    plain = paragraphs(f"<article>{extra}<p>{SECOND}</p><p>{THIRD}</p></article>")
    assert all(line in got for line in plain[:-2])
    assert got.startswith(FIRST)
    assert got.endswith(SECOND)
    assert len(got) > len(FIRST) + len(SECOND) + 40


def test_a_box_that_holds_most_of_the_text_stays_whatever_it_is_called() -> None:
    body = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
    assert paragraphs(f'<div class="read-more newsletter">{body}</div>') == [FIRST, SECOND, THIRD]


def test_a_text_within_an_anchor_that_was_never_closed_stays() -> None:
    assert paragraphs(f'<article><a name="top"><p>{FIRST}</p><p>{SECOND}</p></article>') == [FIRST, SECOND]


def test_a_post_that_is_quoted_stays_though_it_is_wrapped_as_a_widget() -> None:
    post = '<blockquote class="twitter-tweet"><p>The bridge is shut. Sorry!</p></blockquote>'
    widget = f'<div class="social-media-embed">{post}</div>'
    got = paragraphs(f"<article><p>{FIRST}</p>{widget}<p>{SECOND}</p></article>")
    assert got == [FIRST, "The bridge is shut. Sorry!", SECOND]


def test_a_text_cut_in_parts_by_advertisements_is_joined() -> None:
    parts = [
        f'<div class="article__body"><p>{line}</p><p>{line[:60]} – so she said.</p></div>'
        for line in (FIRST, SECOND, THIRD)
    ]
    body = '<div class="ad">Advertisement</div>'.join(parts)
    got = " ".join(paragraphs(f"<article>{body}</article>"))
    assert [line for line in (FIRST, SECOND, THIRD) if line not in got] == []


def test_articles_that_follow_each_other_are_not_joined() -> None:
    one = f'<article><div class="entry-content"><p>{FIRST}</p></div></article>'
    tree = document_fromstring(f"<html><body>{one}{one}</body></html>")
    prune(tree, "")
    assert [len(part) for part in tree.iter("div")] == [1, 1]


def test_the_standfirst_and_the_headline_go() -> None:
    body = f"<article><h1>Bridge shut</h1><h2>Cracks in two bearings</h2><p>{FIRST}</p><p>{SECOND}</p></article>"
    head = '<meta property="og:title" content="The bridge"><meta name="description" content="Cracks in two bearings">'
    assert paragraphs(body, head) == [FIRST, SECOND]
    titled = f'<article><p class="article-subhead">Cracks in two bearings</p><p>{FIRST}</p><p>{SECOND}</p></article>'
    assert paragraphs(titled) == [FIRST, SECOND]


TEXT = [FIRST, SECOND, THIRD, FIRST, SECOND]


@pytest.mark.parametrize(
    "notes",
    [
        ["(Reporting by Ada Stone; Editing by Ben Reed)"],
        ["Additional reporting by Ada Stone"],
        ["Northwire writers Ada Stone and Ben Reed contributed to this report."],
        ["Follow Ada Stone on Twitter @adastone"],
        ["Copyright 2025 Quayside Post. All rights reserved."],
        ["Have a tip? Write to tips@quayside-post.example."],
        ["Ada Stone is a reporter for Quayside Post."],
        ["More stories", "Harbour fees to rise again", "Ferry stops"],
        ["You may also like", "Harbour fees to rise again"],
        ["___", "ada.stone@quayside-post.example"],
    ],
)
def test_notes_at_the_end_go(notes: list[str]) -> None:
    assert without_boilerplate([*TEXT, *notes], set()) == TEXT
    assert without_boilerplate([*notes, *TEXT, *TEXT], set())[: len(notes)] == [
        note for note in notes if "reading" not in note
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Correction: an earlier version of this article gave a wrong sum.",
        "The mayor was a reporter for the Post before she stood for office, and still writes for it, she said.",
        "The mayor is a writer for the Post, and Ben Reed is said to be one too.",
        "He said that subscribers had fallen by a tenth, and that the paper would follow its readers to Facebook.",
        "Reporting by the council’s own auditors found that the cracks were seen in May.",
    ],
)
def test_the_last_paragraphs_of_an_article_stay(line: str) -> None:
    assert without_boilerplate([*TEXT, line], set()) == [*TEXT, line]


@pytest.mark.parametrize(
    "line", ["Bridge shut", "3 min read", "Lesezeit: 3 Minuten", "Published: 20 November 2025, 10:00"]
)
def test_lines_above_the_text_go(line: str) -> None:
    assert without_boilerplate([line, *TEXT], {"Bridge shut"}) == TEXT


def test_a_text_of_nothing_else_is_not_emptied() -> None:
    assert without_boilerplate(["Follow us on Facebook and Twitter"], set()) == ["Follow us on Facebook and Twitter"]
