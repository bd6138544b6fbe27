"""Every kind of page in Chromium, by axe-core: nothing of any impact is found, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from flows.report_files import write_report
from reports import site
from reports.as_html import to_html
from reports.digest import digest_to_html
from reports.outlet_page import outlet_to_html
from reports.page import Frame
from reports.pair import build_pair
from reports.pair_forms import pair_to_html
from reports.pair_paged import pair_files
from reports.speaker_page import speaker_to_html
from reports.story_page import build_story_page, story_html, story_pages
from reports.trace import build_trace_page, trace_html
from reports.types import OutletRef, Version
from reports.view import build_view
from tests.flows.test_browse import TOKEN, serving
from tests.reports.build_diff import harbour_report
from tests.reports.build_pair import pair_report, two_pair_stories
from tests.reports.build_profiles import digest, outlet_page, speaker_page
from tests.reports.build_story import harbour_story, harbour_trace

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# Contrast is the one rule that the colour scheme bears on.
RUN = """async (rules) => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const { violations } = await axe.run({ resultTypes: ["violations"], ...rules });
  return violations.map(({ id, impact, nodes }) => [id, impact, nodes[0].html.slice(0, 200)]);
}"""
CONTRAST_ALONE = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

TODAY = datetime(2025, 11, 21, 6, 0, tzinfo=UTC)
BELOW = Frame("", crumbs=(("index.html", "Stories"), ("outlets.html", "Outlets")))
STORY = site.StoryLine("0" * 16, "Harbour bridge to stay shut", TODAY, TODAY, 3, 4, 9, 5, stand_in=True)
GAZETTE = OutletRef("gazette", "The Gazette (stand-in)", stand_in=True)
SPEAKER = site.SpeakerLine("1" * 16, "Ana Ruiz", ("Ana Ruiz", "A. Ruiz"), ("Mayor",), 2, 3, stand_in=False)
HIT = site.Hit("claim", "claims/0.html", "the bridge stays shut", "Ana Ruiz")

PAGES: dict[str, Callable[[], str]] = {
    "report": lambda: to_html(build_view(harbour_report())),
    "diff": lambda: pair_to_html(build_pair(two_pair_stories())),
    "front page of a diff": lambda: list(pair_files(build_pair(pair_report()), "diff.html", "html", 1))[-1][1],
    "page of a diff": lambda: list(pair_files(build_pair(pair_report()), "diff.html", "html", 1))[1][1],
    "list of a diff": lambda: list(pair_files(build_pair(pair_report()), "diff.html", "html", 1))[-2][1],
    "story": lambda: story_html(build_story_page(harbour_story())),
    "first page of a story": lambda: story_pages(build_story_page(harbour_story()), "story", page_bytes=1)[0],
    "further page of a story": lambda: story_pages(build_story_page(harbour_story()), "story", page_bytes=1)[1],
    "trace": lambda: trace_html(build_trace_page(harbour_trace())),
    "speaker": lambda: speaker_to_html(speaker_page()),
    "outlet": lambda: outlet_to_html(outlet_page()),
    "digest": lambda: digest_to_html(digest()),
    "story of a site": lambda: story_html(build_story_page(harbour_story()), BELOW),
    "claim of a site": lambda: trace_html(build_trace_page(harbour_trace()), BELOW),
    "outlet of a site": lambda: outlet_to_html(outlet_page(), BELOW),
    "speaker of a site": lambda: speaker_to_html(speaker_page(), BELOW),
    "index": lambda: site.index_page(Frame(), [STORY], site.Pager(2, 3, "index"), TODAY, [Version("sayso", "1")]),
    "outlets": lambda: site.outlets_page(BELOW, [site.OutletLine(GAZETTE, 1, 2, 3)]),
    "speakers": lambda: site.speakers_page(BELOW, [SPEAKER], site.Pager(1, 2, "speakers")),
    "search": lambda: site.search_page(replace(BELOW, live=True), "bridge", [HIT]),
    "problem": lambda: site.problem_page(BELOW, "There is no such page", "It may have gone."),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for pages, with the styles of a site in it."""
    made = tmp_path_factory.mktemp("pages")
    for name, text in site.assets().items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def findings(page: Page) -> list[Any]:
    """Return what axe-core finds on the page, everything that opens being open."""
    page.evaluate(AXE)
    page.emulate_media(color_scheme="light")
    found = list(page.evaluate(RUN, {}))
    page.emulate_media(color_scheme="dark")
    return found + list(page.evaluate(RUN, CONTRAST_ALONE))


@pytest.fixture(scope="module")
def context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1180, "height": 900})


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_found(kind: str, folder: Path, context: BrowserContext) -> None:
    file = folder / f"{kind.replace(' ', '-')}.html"
    file.write_text(PAGES[kind](), encoding="utf-8")
    page = context.new_page()
    page.goto(file.as_uri())
    assert findings(page) == []
    page.close()


def test_nothing_is_found_where_a_report_has_pages(seeded: Path, tmp_path: Path, context: BrowserContext) -> None:
    write_report(seeded / "out/sayso.duckdb", tmp_path / "report.html", page_bytes=100_000)
    page = context.new_page()
    for name in ("report.html", "report-pages/p2.html"):
        page.goto((tmp_path / name).as_uri())
        assert findings(page) == []
    page.close()


def test_a_page_that_is_wrong_is_found_out(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content("<title>x</title><main><h1>x</h1><p style='color:#999;background:#888'>grey<img src=x></p></main>")
    assert {rule for rule, _, _ in findings(page)} >= {"html-has-lang", "color-contrast", "image-alt"}
    page.close()


def test_nothing_is_found_where_pairs_are_judged(seeded: Path, context: BrowserContext) -> None:
    with serving(seeded) as server:
        page = context.new_page()
        page.goto(f"{server.url}/review.html")
        assert page.get_by_label("The token").count() == 1
        assert findings(page) == []
        page.goto(f"{server.url}/enter?token={TOKEN}")
        assert page.get_by_role("button", name="Same").count() == 1
        assert findings(page) == []
        page.close()
