"""Who wrote an article, whom it is credited to, and when it was published, by what a page says and shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from lxml.html import fromstring

from sources.byline import names, visible_byline
from sources.credit import credit
from sources.extract import extract
from sources.shown_date import date_in, shown_date
from sources.structured import parse_date
from sources.types import Page, content_id

URL = "https://quayside-post.example/news/bridge-shut"
FIRST = "The council said on Monday that the bridge would stay shut until the spring, after engineers had found cracks."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ada Stone", "Ada Stone"),
        ("By Ada Stone", "Ada Stone"),
        ("BY ADA STONE", "ADA STONE"),
        ("Written by: Ada Stone and Ben Reed", "Ada Stone, Ben Reed"),
        ("By Ada Stone, Political Editor", "Ada Stone"),
        ("Ada Stone | Senior Reporter | ada.stone@quayside-post.example", "Ada Stone"),
        ("Ada Stone in Aldby & Ben Reed at the harbour", "Ada Stone, Ben Reed at the harbour"),
        ("Von Clara Busch", "Clara Busch"),
        ("Clara Busch, Redakteurin", "Clara Busch"),
        ("Ursula von der Lenn", "Ursula von der Lenn"),
        ("Par Anne Roux et Luc Petit", "Anne Roux, Luc Petit"),
        ("Автор: Анна Петрова", "Анна Петрова"),
        ("Ada Stone, Jr.", "Ada Stone, Jr."),
        ("Ada Stone Associated Press", "Ada Stone"),
        ("The Associated Press", "The Associated Press"),
        ("Reuters", "Reuters"),
        ("Reuters Staff", ""),
        ("admin", ""),
        ("humans.txt", ""),
        ("https://quayside-post.example/ada @ada", ""),
        ("Updated 10:42, 20 November 2025", ""),
        ("", ""),
    ],
)
def test_names(line: str, expected: str) -> None:
    assert names([line]) == expected


def test_each_name_stands_once() -> None:
    assert names(["Ada Stone", "By Ada Stone and Ben Reed"]) == "Ada Stone, Ben Reed"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p class="byline">By Ada Stone, Editor</p>', "Ada Stone"),
        ('<a rel="author" href="/ada">Ada Stone</a>', "Ada Stone"),
        ('<div itemprop="author"><span itemprop="name">Ada Stone</span> 12 articles</div>', "Ada Stone"),
        ('<span class="author-name">Ada Stone</span><span class="author-name">Ben Reed</span>', "Ada Stone"),
        ('<p class="comment-form-author">Name</p>', ""),
        ('<div class="author">Ada Stone has written about the harbour and its people for years</div>', ""),
        ("<p>By Ada Stone</p>", ""),
    ],
)
def test_the_byline_that_a_page_shows(body: str, expected: str) -> None:
    assert visible_byline(fromstring(f"<html><body>{body}</body></html>")) == expected


@pytest.mark.parametrize(
    ("paragraphs", "bylines", "declared", "expected"),
    [
        ([FIRST], [], [], ""),
        (["ALDBY, Nov 20 (Reuters) - The bridge is shut."], [], [], "Reuters"),
        (["ALDBY, Calif. (AP) — The bridge is shut."], [], [], "AP"),
        (["Aldby (dpa/AFP) - Die Brücke ist zu."], [], [], "AFP, dpa"),
        (["ALDBY (Reuters) The bridge is shut."], [], [], "Reuters"),
        ([FIRST, "The Associated Press contributed to this report."], [], [], "AP"),
        ([FIRST, "With files from The Canadian Press"], [], [], "The Canadian Press"),
        ([FIRST, "(avec AFP)"], [], [], "AFP"),
        ([FIRST, "© Agence France-Presse"], [], [], "AFP"),
        ([FIRST, "Source: Reuters"], [], [], "Reuters"),
        ([FIRST], ["Ada Stone, Associated Press"], [], "AP"),
        ([FIRST], [], ["Thomson Reuters"], "Reuters"),
        ([FIRST, "He told Reuters that the bridge was shut, and the Associated Press that it was not."], [], [], ""),
        ([FIRST, "The bridge on Monday. (AP Photo/Ben Reed)"], [], [], ""),
        (["The minister (APA member since 2010) spoke."], [], [], ""),
        ([FIRST], ["Chap Stone"], ["Quayside Post"], ""),
    ],
)
def test_credit(paragraphs: list[str], bylines: list[str], declared: list[str], expected: str) -> None:
    assert credit(paragraphs, bylines, declared, URL) == expected


def test_an_agency_is_not_credited_on_its_own_site() -> None:
    assert credit(["ALDBY (Reuters) - The bridge is shut."], [], [], "https://www.reuters.com/world/a") == ""


def test_an_article_has_its_section_and_credit() -> None:
    data = {"@type": "NewsArticle", "articleSection": ["Harbour ", "News"], "sourceOrganization": {"name": "AFP"}}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    raw = f"<html><head>{head}</head><body><p>{FIRST}</p></body></html>".encode()
    got = extract(Page(content_id(raw), "post", URL, datetime(2025, 11, 20, tzinfo=UTC), "text/html", raw))
    assert (got.section, got.credit) == ("Harbour", "AFP")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published 10:02 AM EST Nov 19, 2019", "2019-11-19T15:02"),
        ("Published 11:11 PM EST Nov 19, 2019", "2019-11-20T04:11"),
        ("publiziert am 25. September 2018", "2018-09-25T00:00"),
        ("on Monday, November 18th, 2019 at 11:08 a.m.", "2019-11-18T00:00"),
        ("le 3 août 2024", "2024-08-03T00:00"),
        ("3 de mayo de 2024", "2024-05-03T00:00"),
        ("1 maja 2024, 10:00", "2024-05-01T00:00"),
        ("24 сентября 2018", "2018-09-24T00:00"),
        ("5 листопада 2024", "2024-11-05T00:00"),
        ("2018-08-25 15:24", "2018-08-25T00:00"),
        ("03.11.2024", "2024-11-03T00:00"),
        ("31 February 2024", None),
        ("room 12, 2024", None),
        ("a day ago", None),
    ],
)
def test_dates_in_words(line: str, expected: str | None) -> None:
    moment = date_in(line)
    assert (moment and f"{moment:%Y-%m-%dT%H:%M}") == expected


def test_a_date_in_words_in_a_field_for_machines() -> None:
    assert parse_date("November 19, 2019, 07:47 PM EST") == datetime(2019, 11, 20, 0, 47, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<span class="publish-date">20 November 2025</span>', datetime(2025, 11, 20, tzinfo=UTC)),
        ('<p class="meta">Updated 21 November 2025</p><p class="date">20 November 2025</p>',
         datetime(2025, 11, 20, tzinfo=UTC)),
        ("<p>On 20 November 2025 the bridge was shut.</p>", None),
        (f'<div class="metadata">{FIRST} {FIRST} 20 November 2025</div>', None),
    ],
)  # fmt: skip
def test_the_date_that_a_page_shows(body: str, expected: datetime | None) -> None:
    assert shown_date(fromstring(f"<html><body>{body}</body></html>")) == expected
