"""A report on two outlets on several pages: what it has, where its links lead, and that one can go through it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from flows.pair_files import write_pair
from reports.pair import build_pair
from reports.pair_forms import pair_to_html, pair_to_json, pair_to_markdown
from reports.pair_parts import split_pair, tellings_of
from reports.pair_types import PairReport
from tests.reports.build_pair import pair_report, two_pair_stories
from tests.reports.test_html_hostile import PAYLOADS
from tests.reports.test_pair_page import hostile_pair
from tests.reports.test_report_pages import Links, assert_links_lead_to_something

SMALL = 1  # bytes of a page: 10,000 for what is in it, which is the least
NAME = "one & #2.html"  # as a user may call it


@pytest.fixture
def paged(tmp_path: Path) -> Path:
    """Return the front page of a report whose stories are in parts."""
    return write_pair(pair_report(), tmp_path / NAME, "html", page_bytes=SMALL)


def pages_of(front: Path) -> list[Path]:
    """Return the numbered pages, in order."""
    found = front.with_name(f"{front.stem}-pages").glob(f"p*{front.suffix}")
    return sorted(found, key=lambda path: int(path.stem[1:]))


def test_every_claim_is_on_one_page(paged: Path) -> None:
    one = Links(pair_to_html(build_pair(pair_report())))
    many = [Links(path.read_text("utf-8")) for path in (paged, *pages_of(paged))]
    assert len(many) > 4
    told = [id_ for id_ in one.ids if id_.startswith(("claim-", "group-"))]
    assert told
    assert [id_ for found in many for id_ in found.ids if id_.startswith(("claim-", "group-"))] == told


def test_every_link_leads_to_something(paged: Path) -> None:
    assert_links_lead_to_something((paged, *pages_of(paged)))


def test_markdown_has_the_same_claims(tmp_path: Path) -> None:
    front = write_pair(two_pair_stories(), tmp_path / "diff.md", "md", page_bytes=SMALL)
    texts = [path.read_text("utf-8") for path in pages_of(front)]
    whole = pair_to_markdown(build_pair(two_pair_stories()))
    assert len(texts) > 3
    assert sum(text.count('<a id="group-') for text in texts) == whole.count('<a id="group-') > 0
    assert "](diff-pages/p1.md#group-" in front.read_text("utf-8")


@pytest.mark.parametrize("report", [pair_report(), two_pair_stories()], ids=["one story", "two stories"])
def test_what_fits_is_one_page_and_json_always(report: PairReport, tmp_path: Path) -> None:
    view = build_pair(report)
    page = write_pair(report, tmp_path / "diff.html", "html")
    assert page.read_text("utf-8") == pair_to_html(view)
    document = write_pair(report, tmp_path / "diff.json", "json", page_bytes=SMALL)
    assert document.read_text("utf-8") == pair_to_json(view)
    assert json.loads(document.read_text("utf-8"))["schema"] == "sayso-diff/1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["diff.html", "diff.json"]


def test_a_smaller_report_takes_away_the_pages_of_a_larger_one_in_its_form(tmp_path: Path) -> None:
    html = write_pair(two_pair_stories(), tmp_path / "diff.html", "html", page_bytes=SMALL)
    markdown = write_pair(two_pair_stories(), tmp_path / "diff.md", "md", page_bytes=SMALL)
    assert len(pages_of(html)) == len(pages_of(markdown)) > 3
    write_pair(pair_report(), html, "html")
    assert pages_of(html) == []
    assert len(pages_of(markdown)) > 3
    write_pair(pair_report(), markdown, "md")
    assert not (tmp_path / "diff-pages").exists()


@pytest.mark.parametrize("most", [1, 3, 10, 10_000])
def test_parts_hold_all_of_a_story_once(most: int) -> None:
    [story] = build_pair(pair_report()).stories
    parts = split_pair(story, most, lambda _: 1)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    for name in ("shared", "quantities", "only_left", "only_right"):
        assert sum((getattr(part.story, name) for part in parts), ()) == getattr(story, name)
    assert sorted(one.claim_id for part in parts for one in part.story.relay_checks) == sorted(
        one.claim_id for one in story.relay_checks
    )
    for part in parts:
        listed = {one.article.version_id for one in (*part.story.left_articles, *part.story.right_articles)}
        for claim in (*part.story.shared, *part.story.only_left, *part.story.only_right):
            assert {telling.evidence.version_id for telling in tellings_of(claim)} <= listed
    numbers = [number for part in parts for entry in part.story.kinds for number in entry.claims]
    assert sorted(numbers) == sorted(number for entry in story.kinds for number in entry.claims)


@pytest.mark.slow
def test_one_goes_from_page_to_page_and_back(paged: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(paged.as_uri())
    last = len(pages_of(paged))
    for number in range(1, last + 1):
        page.get_by_role("link", name="Next").first.click()
        assert page.url.endswith(f"-pages/p{number}.html")
        assert f"page {number} of {last}" in page.inner_text("h1")
    assert page.get_by_role("link", name="Next").count() == 0
    page.get_by_role("link", name="Previous").first.click()
    assert page.url.endswith(f"-pages/p{last - 1}.html")
    page.get_by_role("link", name="Front page of the report").click()
    page.locator("section[aria-labelledby=gravest] li a").first.click()
    assert page.locator(f"#{page.url.partition('#')[2]}").is_visible()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_attacks_stay_text_on_every_page(payload: str, tmp_path: Path, browser: Browser) -> None:
    front = write_pair(hostile_pair(payload), tmp_path / "diff.html", "html", page_bytes=SMALL)
    dialogs: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
    for path in (front, *pages_of(front)):
        page.goto(path.as_uri())
        assert page.locator("script").count() <= 1, path
        assert page.locator("img, iframe, object, embed, form").count() == 0, path
    context.close()
    assert dialogs == []
