"""The page in a real browser: what it shows, that its filter works, and that everybody can use it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from reports import Report, render_html
from tests.reports.build_diff import empty_report, harbour_diff, harbour_report
from tests.reports.conftest import OpenPage

ONLY_SUMMARY = "2 claims: 2 only in Coast Wire"
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}

# The lowest contrast (WCAG 2.2, 1.4.3) between any text and the nearest opaque background, with the text it is for.
LOWEST_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const background = (element) => {
    const color = rgba(getComputedStyle(element).backgroundColor);
    return color[3] === 255 || !element.parentElement ? color : background(element.parentElement);
  };
  let lowest = [21, ""];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    if (!text || !element.checkVisibility() || element.tagName === "SCRIPT") continue;
    const [a, b] = [rgba(getComputedStyle(element).color), background(element)].map(luminance);
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (contrast < lowest[0]) lowest = [contrast, text];
  }
  return lowest;
}"""


def shown_claims(page: Page) -> list[str]:
    return [claim.locator(".number").inner_text() for claim in page.locator(".claim").all() if claim.is_visible()]


def open_folds(page: Page) -> None:
    page.eval_on_selector_all(".fold", "all => all.forEach(one => one.open = true)")


def two_stories() -> Report:
    """Return a report whose second story has but the first story's first claim."""
    report = harbour_report()
    diff = report.diffs[0]
    story = replace(diff.story, id="other", title="Another story")
    return replace(report, diffs=(diff, replace(diff, story=story, shared=diff.shared[:1], only=(), relay_checks=())))


def test_the_page_shows_the_story_and_loads_nothing(open_page: OpenPage) -> None:
    opened = open_page(render_html(harbour_report()))
    page = opened.page
    expect(page).to_have_title("How four outlets told the bridge closure")
    open_folds(page)
    shown = " ".join(page.locator("body").inner_text().split())
    for text in (
        "5 articles",
        "1 claim relayed from another outlet",
        "extractor cues/1",
        "number differs: 600,000 / 800,000 (EUR)",
        "attribution softer: said → suggested",
        "attribution stronger: said → confirmed",
        "quote altered",
        "relay differs: the Daily Ledger / no relay",
        "anonymity differs: inspectors (collective) / two inspectors (anonymous)",
        "inspectors (collective) ← the Daily Ledger ← Harbour Gazette",
        "two inspectors (anonymous: because the report has not been published) ← The Daily Ledger (stand-in)",
        "Harbour Gazette, according to the Daily Ledger",
        "reworded: it says so, in other words",
        "no article held",
        "Not in: Harbour Gazette, The Daily Ledger (stand-in). Can’t tell: Evening Star (text incomplete).",
        "live blog",
        "truncated",
        "not HTML: the file begins with 4 zero bytes",
    ):
        assert text in shown
    opened.assert_quiet()


def test_each_side_marks_its_own_words(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report())).page
    pair = page.locator(".pair").filter(has_text="until all cables have").first
    expect(pair.locator("del")).to_have_text(["before every cable has"])
    expect(pair.locator("ins")).to_have_text(["until all cables have"])
    assert "line-through" in pair.locator("del").evaluate("e => getComputedStyle(e).textDecorationLine")
    assert "underline" in pair.locator("ins").evaluate("e => getComputedStyle(e).textDecorationLine")


def test_the_matrix_says_who_carries_what_and_leads_to_the_claims(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report())).page
    page.get_by_text("6 claims, 4 outlets").click()
    rows = page.locator(".matrix tbody tr")
    expect(rows.nth(1).locator("th")).to_have_text("2 the port authority: The repairs will cost 600,000 euros")
    assert rows.nth(1).locator("td").all_inner_texts() == [
        "○ not carried",
        "● carried",
        "? text incomplete",
        "● carried",
    ]
    hrefs = page.eval_on_selector_all(".matrix a, .kinds a, .to-claim a", "l => l.map(a => a.getAttribute('href'))")
    assert hrefs
    for href in hrefs:
        assert page.locator(href).count() == 1, href


def test_every_showing_of_a_stand_in_says_so(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report())).page
    open_folds(page)
    text = page.locator("body").inner_text()
    assert text.count("The Daily Ledger") > 5
    assert text.count("The Daily Ledger") == text.count("The Daily Ledger (stand-in)")
    expect(page.locator(".notice")).to_be_visible()


def test_evidence_opens_by_keyboard_and_marks_the_passage(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report())).page
    evidence = page.locator(".claim .evidence").first
    expect(evidence.locator("mark")).not_to_be_visible()
    evidence.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(evidence.locator("mark")).to_have_text("“We will not reopen the bridge before every cable has been tested,”")
    expect(evidence.locator(".source")).to_have_text("Ana Ruiz")
    expect(evidence.locator(".cue")).to_have_text("said")
    link = evidence.locator("a")
    expect(link).to_have_attribute("href", "https://harbour-gazette.example/9/bridge")
    expect(link).to_have_attribute("rel", "noopener nofollow")


def test_the_filter_by_click(open_page: OpenPage) -> None:
    opened = open_page(render_html(harbour_report()))
    page = opened.page
    button = page.get_by_role("button", name="quote altered")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="all claims")).to_have_attribute("aria-pressed", "false")
    assert shown_claims(page) == ["1"]
    expect(page.get_by_role("status")).to_have_text("1 of 4 claims told by several outlets")
    page.get_by_role("button", name="number differs").click()
    assert shown_claims(page) == ["1", "2"]
    page.get_by_role("button", name="all claims").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert shown_claims(page) == ["1", "2", "3", "4"]
    opened.assert_quiet()


def test_the_filter_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report())).page
    page.get_by_role("button", name="relay differs").focus()
    page.keyboard.press("Space")
    assert shown_claims(page) == ["3"]
    page.keyboard.press("Enter")
    assert shown_claims(page) == ["1", "2", "3", "4"]


def test_a_link_to_a_claim_that_the_filter_hides_shows_it(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report())).page
    page.get_by_role("button", name="relay differs").click()
    page.locator(".kinds a").first.click()
    expect(page.locator(".claim").first).to_be_in_viewport()
    assert shown_claims(page) == ["1", "2", "3", "4"]


def test_without_script_everything_is_there_and_links_lead_to_each_kind(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report()), java_script_enabled=False).page
    expect(page.locator(".filter")).to_be_hidden()
    assert shown_claims(page) == ["1", "2", "3", "4"]
    page.locator("[data-kind=relay] a").click()
    expect(page.locator(".claim").nth(2)).to_be_in_viewport()


def test_wide_screens_line_up_the_tellings_and_phones_stack_them(open_page: OpenPage) -> None:
    html = render_html(harbour_report())
    for viewport, is_wide in ((WIDE, True), (PHONE, False)):
        page = open_page(html, viewport=viewport).page
        left, right = page.locator(".pair").first.locator(".telling").all()
        a, b = left.bounding_box(), right.bounding_box()
        assert a
        assert b
        assert (a["y"] == b["y"] and a["x"] < b["x"]) is is_wide
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_text_has_the_contrast_that_wcag_asks_for(open_page: OpenPage, scheme: str, media: str) -> None:
    page = open_page(render_html(harbour_report()), color_scheme=scheme).page
    page.emulate_media(media=media, color_scheme=scheme)  # type: ignore[arg-type]
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    contrast, text = page.evaluate(LOWEST_CONTRAST)
    assert contrast >= 4.5, text


def test_the_structure_serves_assistive_technology(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report())).page
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    assert page.locator("table").count() == page.locator("table > caption").count() == 4
    assert page.locator("th:not([scope])").count() == 0
    labels = page.eval_on_selector_all(
        "[aria-labelledby]", "all => all.map(one => one.getAttribute('aria-labelledby'))"
    )
    assert set(labels) <= set(ids)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_print_leaves_out_what_paper_cannot_do(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report())).page
    page.locator(".claim summary").first.click()
    page.emulate_media(media="print")
    expect(page.locator(".filter")).to_be_hidden()
    expect(page.locator(".claim .evidence").first).to_be_visible()
    expect(page.locator(".claim .evidence").nth(1)).to_be_hidden()
    for fold in page.locator(".fold").all():
        expect(fold.locator("summary").first).to_be_hidden()
        expect(fold.locator("> :nth-child(2)")).to_be_visible()


def test_several_stories_are_listed_at_the_top_and_lead_back_there(open_page: OpenPage) -> None:
    page = open_page(render_html(two_stories())).page
    expect(page.locator("nav a")).to_have_text([harbour_diff().story.title, "Another story"])
    expect(page.locator("nav .tally")).to_have_text(
        ["· 4 outlets, 4 shared claims, 12 changes", "· 4 outlets, 1 shared claim, 4 changes"]
    )
    page.get_by_role("link", name="Another story").click()
    back = page.locator("#story-other").get_by_role("link", name="Back to the list")
    expect(back).to_be_in_viewport()
    back.click()
    expect(page.locator("nav")).to_be_in_viewport()


def test_the_filter_leaves_only_stories_with_a_hit_and_of_these_what_several_outlets_tell(open_page: OpenPage) -> None:
    page = open_page(render_html(two_stories())).page
    first, other = page.locator(".story").all()
    page.get_by_role("button", name="number differs").click()
    expect(other).to_be_hidden()
    expect(first.get_by_role("heading", level=2)).to_be_visible()
    assert [part.get_attribute("class") for part in first.locator("> section").all() if part.is_visible()] == ["shared"]
    expect(page.get_by_role("status")).to_have_text("1 of 5 claims told by several outlets")
    page.get_by_role("button", name="quote altered").click()
    expect(other).to_be_visible()
    page.get_by_role("button", name="all claims").click()
    for part in page.locator(".story, .story > section").all():
        expect(part).to_be_visible()


def test_a_link_followed_twice_shows_a_story_that_the_filter_hides(open_page: OpenPage) -> None:
    page = open_page(render_html(two_stories())).page
    for _ in range(2):
        page.get_by_role("button", name="number differs").click()
        page.get_by_role("link", name="Another story").click()
        expect(page.get_by_role("heading", name="Another story")).to_be_in_viewport()


def test_long_lists_open_by_keyboard_and_for_a_link_into_them(open_page: OpenPage) -> None:
    page = open_page(render_html(harbour_report()), java_script_enabled=False).page
    matrix, only = page.locator(".coverage .fold"), page.locator(".only .fold")
    expect(only.locator("summary").first).to_have_text(ONLY_SUMMARY)
    expect(matrix.locator("table")).to_be_hidden()
    matrix.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(matrix.locator("table")).to_be_visible()
    expect(only.locator("ol").first).to_be_hidden()
    matrix.locator("tbody th a").last.click()
    expect(only.locator("li").last).to_be_in_viewport()


def test_a_story_with_nothing_in_common_says_so(open_page: OpenPage) -> None:
    diff = replace(harbour_diff(), shared=(), relay_checks=())
    text = open_page(render_html(replace(harbour_report(), diffs=(diff,)))).page.locator("main").inner_text()
    assert "No claim is told by more than one outlet." in text
    assert "No claim of these outlets came through another outlet." in text


def test_an_empty_report_says_so(open_page: OpenPage) -> None:
    opened = open_page(render_html(empty_report()))
    expect(opened.page.locator("main")).to_have_text(
        "sayso Who says so, and how does each outlet tell it? Nothing yet 21 November 2025, 06:30 UTC "
        "There is nothing to compare: no story told by two or more outlets was found."
    )
    expect(opened.page.locator(".filter")).to_have_count(0)
    opened.assert_quiet()


def test_a_story_of_two_hundred_claims_weighs_less_than_a_megabyte() -> None:
    diff = harbour_diff()
    large = replace(diff, shared=diff.shared * 15, only=diff.only * 40)
    assert sum(len(group.tellings) for group in (*large.shared, *large.only)) > 200
    assert len(render_html(replace(harbour_report(), diffs=(large,))).encode()) < 1_000_000
