"""The page on two outlets in a real browser: order, filter, keyboard, and that everybody can use it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from claims.types import CoverageDiff, OutletCoverage, QuantityChanged
from reports.bars import Bar, BarGroup, grouped_bars
from reports.pair_forms import render_pair
from reports.pair_types import ArchiveRecord, HeldArticle, PairReport, StoryAlone, Window
from reports.safe import clean
from reports.shares import percent
from tests.reports.build_diff import GAZETTE, LEDGER, passage_of
from tests.reports.build_pair import pair_report, two_pair_stories
from tests.reports.conftest import OpenPage
from tests.reports.test_html_hostile import PAYLOADS, hostile_report
from tests.reports.test_html_page import LOWEST_CONTRAST, PHONE, WIDE

HTML = render_pair(pair_report(), "html")


def shown_claims(page: Page) -> list[str | None]:
    """Return the numbers of the claims that are shown; inner_text has nothing of what is not laid out yet."""
    return [claim.locator(".number").text_content() for claim in page.locator(".claim:not([hidden])").all()]


def test_the_order_by_keyboard(open_page: OpenPage) -> None:
    opened = open_page(HTML)
    page = opened.page
    assert shown_claims(page) == ["1", "2", "3"]
    page.get_by_role("combobox", name="Order").focus()
    page.keyboard.press("ArrowDown")
    assert shown_claims(page) == ["2", "3", "1"]  # the graver first: 5, 5, 3
    expect(page.get_by_role("status")).to_have_text("Ordered by weight, gravest first")
    page.keyboard.press("ArrowDown")
    assert shown_claims(page) == ["1", "2", "3"]  # an altered quote, a number, another anonymity
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert shown_claims(page) == ["1", "2", "3"]
    opened.assert_quiet()


def test_filter_and_order_together(open_page: OpenPage) -> None:
    opened = open_page(HTML)
    page = opened.page
    page.get_by_role("combobox", name="Order").select_option("weight")
    page.get_by_role("button", name="number differs").press("Enter")
    page.get_by_role("button", name="quote altered").press("Space")
    assert shown_claims(page) == ["2", "1"]
    expect(page.locator(".only")).to_be_hidden()
    page.get_by_role("button", name="all claims").click()
    expect(page.locator(".only")).to_be_visible()
    assert shown_claims(page) == ["2", "3", "1"]
    opened.assert_quiet()


def test_without_script_all_is_there(open_page: OpenPage) -> None:
    page = open_page(HTML, java_script_enabled=False).page
    expect(page.locator(".filter")).to_be_hidden()
    assert shown_claims(page) == ["1", "2", "3"]
    page.locator(".only summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".only-list li").first).to_be_visible()


def test_columns_line_up_on_wide_screens_and_stack_on_phones(open_page: OpenPage) -> None:
    for viewport, is_wide in ((WIDE, True), (PHONE, False)):
        page = open_page(HTML, viewport=viewport).page
        for place in (".claim .pair > .telling", ".heads .columns > div"):
            a, b = (page.locator(place).nth(number).bounding_box() for number in (0, 1))
            assert a
            assert b
            assert (a["y"] == b["y"] and a["x"] < b["x"]) is is_wide
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_links_lead_somewhere_and_ids_are_unique(open_page: OpenPage) -> None:
    for report in (pair_report(), two_pair_stories()):
        page = open_page(render_pair(report, "html")).page
        ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
        # The second story of the two has the first one's articles.
        assert len(ids) == len(set(ids)) or len(report.diffs) > 1
        hrefs = page.eval_on_selector_all('a[href^="#"]', "all => all.map(one => one.getAttribute('href').slice(1))")
        assert hrefs
        assert set(hrefs) <= set(ids)


def test_evidence_leads_to_version_and_archive_record(open_page: OpenPage) -> None:
    page = open_page(HTML).page
    evidence = page.locator(".claim .evidence").first
    evidence.locator("summary").press("Enter")
    expect(evidence.locator("mark")).to_be_visible()
    expect(evidence.locator(".address")).to_have_attribute("href", "https://harbour-gazette.example/9/bridge")
    evidence.get_by_role("link", name="Version and archive record").click()
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    expect(target.locator(".record")).to_contain_text("archive 20251120-1.warc.gz at byte 1024")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_text_has_the_contrast_that_wcag_asks_for(open_page: OpenPage, scheme: str, media: str) -> None:
    page = open_page(HTML, color_scheme=scheme).page
    page.emulate_media(media=media, color_scheme=scheme)  # type: ignore[arg-type]
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    contrast, text = page.evaluate(LOWEST_CONTRAST)
    assert contrast >= 4.5, text


def test_the_structure_serves_assistive_technology(open_page: OpenPage) -> None:
    page = open_page(HTML).page
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.locator("table").count() == page.locator("table > caption").count()
    assert page.locator("th:not([scope])").count() == 0
    ids = set(page.eval_on_selector_all("[id]", "all => all.map(one => one.id)"))
    for labels in page.eval_on_selector_all("[aria-labelledby]", "a => a.map(e => e.getAttribute('aria-labelledby'))"):
        assert set(labels.split()) <= ids
    chart = page.get_by_role("img", name="Sources by kind")
    expect(chart).to_be_visible()
    shown = chart.locator("text").all_text_contents()
    assert {"named person", "50 % (2)", "A", "B", GAZETTE.name} <= set(shown)


def test_bars_differ_without_colour(open_page: OpenPage) -> None:
    page = open_page(HTML).page
    fills = [page.locator(f".series-{number}").first.evaluate("e => getComputedStyle(e).fill") for number in (1, 2)]
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert fills[0] != paper
    assert fills[1] == paper


def test_paper_has_what_a_fold_hides(open_page: OpenPage) -> None:
    page = open_page(HTML).page
    page.emulate_media(media="print")
    expect(page.locator(".filter")).to_be_hidden()
    expect(page.locator(".only-list li").first).to_be_visible()
    expect(page.locator(".chart-data table")).to_be_visible()


def test_nothing_in_common_is_said(open_page: OpenPage) -> None:
    nothing = replace(pair_report(), diffs=(), alone=(), articles=(), left_out={})
    opened = open_page(render_pair(nothing, "html"))
    expect(opened.page.get_by_text("No story is covered by both outlets in this window.")).to_be_visible()
    opened.assert_quiet()


def hostile_pair(payload: str) -> PairReport:
    """Return a report on two outlets with the payload wherever text comes from outside."""
    [diff] = hostile_report(payload).diffs
    coverage: tuple[OutletCoverage, ...] = tuple(
        replace(entry, outlet=replace(entry.outlet, id=outlet.id))
        for entry, outlet in zip(diff.coverage, (GAZETTE, LEDGER), strict=False)
    )
    held = [HeldArticle(entry.articles[0], 1, 1, ArchiveRecord(payload, 1, 1)) for entry in coverage]
    [found] = diff.shared
    tellings = tuple(
        replace(claim, outlet_id=outlet.id, hops=(replace(claim.hops[0], source_type="role"), *claim.hops[1:]))
        for claim, outlet in zip(found.tellings, (GAZETTE, LEDGER), strict=True)
    )
    shared = replace(found, tellings=tellings)
    left, right = map(passage_of, tellings)
    numbers = replace(shared, changes=(*shared.changes, QuantityChanged(left, right, 1, 2, payload)))
    paired: CoverageDiff = replace(diff, coverage=coverage, shared=(numbers,), only=())
    return PairReport(
        left=coverage[0].outlet,
        right=coverage[1].outlet,
        window=Window(None, None, payload),
        made=pair_report().made,
        versions=((payload, payload),),
        articles=tuple(held),
        left_out={},
        diffs=(paired,),
        alone=(StoryAlone("alone", payload, GAZETTE.id, (held[0],), 1),),
        speakers={claim.id: ("s", payload) for claim in shared.tellings},
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_shown_and_does_nothing(open_page: OpenPage, payload: str) -> None:
    opened = open_page(render_pair(hostile_pair(payload), "html"))
    page = opened.page
    page.set_default_timeout(2_000)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    shown = " ".join(clean(payload).split())
    for place in ("h1", ".story h2", ".heads cite", "blockquote", ".numbers", ".pair-window", ".cues", ".record"):
        assert shown in " ".join((page.locator(place).first.text_content() or "").split()), place
    assert page.evaluate("document.scripts.length") == 1
    assert page.locator("img, svg:not([role=img]), iframe, form, base, link, object, embed, noscript").count() == 0
    targets = page.eval_on_selector_all("a", "links => links.map(link => link.getAttribute('href'))")
    assert all(target.startswith("#") for target in targets)
    handlers = "[...document.querySelectorAll('*')].some(e => e.getAttributeNames().some(n => n.startsWith('on')))"
    assert page.evaluate(handlers) is False
    opened.assert_quiet()


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0 %"), (0.001, "under 1 %"), (0.006, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1, "100 %"), (None, "–")],
)
def test_shares_are_written_in_percent(share: float | None, written: str) -> None:
    assert percent(share) == written


def test_bars_are_escaped_and_as_long_as_their_values() -> None:
    chart = str(grouped_bars("x", "<b>", "&", ["<i>", "b"], [BarGroup("<u>", (Bar(1, "<s>"), Bar(0.5, "half")))]))
    assert "&lt;b&gt;" in chart
    assert not {"<b>", "<i>", "<u>", "<s>"} & set(chart.split(">"))
    assert "<s>" not in chart
    assert 'width="234.5"' in chart
    assert 'width="116.5"' in chart


def test_a_chart_of_nothing_is_no_error(open_page: OpenPage) -> None:
    assert "<svg" in grouped_bars("x", "t", "d", ["a", "b"], [BarGroup("g", (Bar(0, "0"), Bar(0, "0")))])
