"""Pages on one story and on one claim: the same content in three forms, in a real browser, hostile names and all."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import expect

import reports
from reports.safe import clean
from reports.schemas import schema_document
from reports.story_page import SCHEMA as STORY_SCHEMA
from reports.story_page import build_story_page, render_story
from reports.trace import SCHEMA as TRACE_SCHEMA
from reports.trace import build_trace_page, render_trace
from reports.tracing_types import StoryPage, TracePage
from tests.reports.build_diff import harbour_report
from tests.reports.build_story import harbour_story, harbour_trace, nothing_found, story_of, trace_of
from tests.reports.conftest import OpenPage
from tests.reports.test_formats import MARKDOWN, REGENERATE, Text
from tests.reports.test_html_hostile import PAYLOADS, hostile_report
from tests.reports.test_html_page import LOWEST_CONTRAST, PHONE

FOLDER = Path(reports.__file__).parent
PAGES = {
    "story": lambda form: render_story(harbour_story(), form),
    "trace": lambda form: render_trace(harbour_trace(), form),
}
# Tables and drawings that reach out of the page, save those in a region of their own.
OUTSIDE = """all => all.filter(
  one => one.getBoundingClientRect().right > innerWidth && !one.closest('.wide')).length"""
FITS = """all => all.map(node => {
  const box = node.querySelector('rect').getBBox();
  return [...node.querySelectorAll('text')].map(text => text.getBBox())
    .every(its => its.x >= box.x && its.x + its.width <= box.x + box.width);
})"""
OVERLAPS = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const all = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()]);
  return all.flatMap(([a, one], at) => all.slice(at + 1).filter(([, other]) =>
    one.x < other.x + other.width && other.x < one.x + one.width &&
    one.y + 2 < other.y + other.height && other.y + 2 < one.y + one.height).map(([b]) => [a, b]));
})"""
# All of them at once, and alone those that could end a drawing or an attribute in it.
HOSTILE = [" ".join(PAYLOADS), *(payload for payload in PAYLOADS if "svg" in payload or payload[0] in "\"'")]
SCHEMAS = {"story": (StoryPage, STORY_SCHEMA), "trace": (TracePage, TRACE_SCHEMA)}


def words(html: str) -> str:
    return " ".join(Text(html).text.split())


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_that_of_the_records(name: str) -> None:
    text, path = schema_document(*SCHEMAS[name]), FOLDER / f"{name}.schema.json"
    if os.environ.get(REGENERATE):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), f"{path.name} is outdated: run this with {REGENERATE}=1"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("story", PAGES["story"]("json")),
        ("trace", PAGES["trace"]("json")),
        ("trace", render_trace(nothing_found(), "json")),
        *(("story", render_story(story_of(hostile_report(payload)), "json")) for payload in PAYLOADS[:3]),
    ],
)
def test_json_follows_its_schema(name: str, text: str) -> None:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(json.loads(text))


def test_the_three_forms_of_a_story_say_the_same() -> None:
    view = build_story_page(harbour_story())
    html, markdown = words(PAGES["story"]("html")), words(MARKDOWN.render(PAGES["story"]("md")))
    sentences = [lineage.sentence for lineage in view.lineages] + [copy.sentence for copy in view.copies]
    sentences += [one.outlet.name for lineage in view.lineages for one in lineage.carriers]
    sentences += [taking.how_text for lineage in view.lineages for taking in lineage.takings]
    sentences += [entry.source.url for row in view.timeline for entry in row.entries]
    sentences += [row.summary for row in view.story.matrix]
    sentences += [telling.reference.wording for telling in view.story.shared]
    sentences += ["archive 2025-11-20.warc.gz at byte 4096", "1 edited"]
    for sentence in sentences:
        shown = " ".join(sentence.split())
        assert shown in html
        assert shown in markdown or shown in PAGES["story"]("md")


def test_the_three_forms_of_a_trace_say_the_same() -> None:
    view = build_trace_page(harbour_trace())
    assert view.traced
    html, markdown = words(PAGES["trace"]("html")), words(MARKDOWN.render(PAGES["trace"]("md")))
    sentences = [view.answer, view.asked, "8 claims searched", "Changes", view.traced.lineage.sentence]  # type: ignore[union-attr]
    for one in view.traced.tellings:
        sentences += [one.telling.wording, *(change.label for change in one.changes)]
        sentences += [step.text for step in one.steps]
        sentences += [one.fate_text] if one.gone else []
    sentences += [one.sureness_text for one in view.candidates] + [copy.sentence for copy in view.traced.copies]
    for sentence in sentences:
        shown = " ".join(sentence.split())
        assert shown in html or sentence == "Changes"
        assert shown in markdown or any(sentence == one.telling.wording for one in view.traced.tellings)


def test_what_was_taken_back_is_said() -> None:
    view = build_trace_page(harbour_trace())
    assert view.answer == (
        "The nearest claim is likely the one that was asked for (score 0.91). One more that may be meant is listed "
        "below. 3 tellings by 3 outlets; 1 withdrawn since."
    )
    gone = view.traced.tellings[1]  # type: ignore[union-attr]
    assert (gone.gone, gone.stands_in, gone.source.versions, gone.fate) == (True, (2,), 3, "withdrawn")
    assert [step.text for step in gone.steps] == ["quotation altered", "withdrawn: the words are gone"]


@pytest.mark.parametrize("form", ["html", "md"])
def test_nothing_found_is_an_answer(form: str) -> None:
    text = render_trace(nothing_found(), form)
    assert "None of the 8 claims held comes near this text." in (words(text) if form == "html" else text)


def test_the_first_and_the_sources_are_named() -> None:
    lineage = build_story_page(harbour_story()).lineages[0]
    assert lineage.sentence == (
        "Likely first told by Harbour Gazette, 20 November 2025, 09:00 UTC, which has it from sea-radio, where no such "
        "telling is held. 1 independent source: sea-radio."
    )
    assert [(one.outlet.name, one.role) for one in lineage.carriers] == [
        ("The Daily Ledger (stand-in)", "taken"),
        ("Coast Wire", "taken"),
        ("Harbour Gazette", "first"),
        ("Evening Star", "taken"),
        ("sea-radio", "named"),
    ]


def test_a_bare_date_is_no_proof_of_having_been_first() -> None:
    report = harbour_report()
    [diff] = report.diffs
    coverage = tuple(
        replace(
            entry,
            articles=tuple(replace(one, published=one.published.replace(hour=0)) for one in entry.articles),  # type: ignore[union-attr]
        )
        for entry in diff.coverage
    )
    view = build_story_page(story_of(replace(report, diffs=(replace(diff, coverage=coverage),))))
    assert "(the hour is not known: others of that day may have been earlier)" in view.lineages[0].sentence


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_quiet_and_fits_a_phone(open_page: OpenPage, name: str) -> None:
    opened = open_page(PAGES[name]("html"), viewport=PHONE)
    page = opened.page
    for fold in page.locator("details").all():
        fold.evaluate("one => { one.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    wide = page.eval_on_selector_all("svg, table", OUTSIDE)
    assert wide == 0
    opened.assert_quiet()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_that_wcag_asks_for(open_page: OpenPage, name: str, scheme: str) -> None:
    page = open_page(PAGES[name]("html"), color_scheme=scheme).page
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    contrast, text = page.evaluate(LOWEST_CONTRAST)
    assert contrast >= 4.5, text


@pytest.mark.parametrize("name", PAGES)
def test_the_structure_serves_assistive_technology(open_page: OpenPage, name: str) -> None:
    page = open_page(PAGES[name]("html")).page
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    named = page.eval_on_selector_all(
        "[aria-labelledby]", "all => all.flatMap(one => one.getAttribute('aria-labelledby').split(' '))"
    )
    targets = page.eval_on_selector_all("a[href^='#']", "all => all.map(one => one.getAttribute('href').slice(1))")
    assert {*named, *targets} <= set(ids)
    assert page.locator("svg").count() == page.locator("svg[role=img]:has(> title):has(> desc)").count() > 0
    assert page.locator("table").count() == page.locator("table > caption").count()
    assert page.locator(".wide:not([tabindex='0'])").count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_texts_in_a_drawing_fit_and_stay_apart(open_page: OpenPage, name: str) -> None:
    page = open_page(PAGES[name]("html")).page
    boxes = page.eval_on_selector_all(".graph .node", FITS)
    assert boxes
    assert all(boxes)
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_payload_is_shown_and_does_nothing(open_page: OpenPage, payload: str) -> None:
    story = story_of(hostile_report(payload))
    for html in (render_story(story, "html"), render_trace(trace_of(story, asked=payload), "html")):
        opened = open_page(html)
        page = opened.page
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        assert page.evaluate("document.scripts.length") == 0
        assert page.locator("img, iframe, form, base, link, object, embed, noscript, svg a, svg image").count() == 0
        shown = " ".join(clean(payload).split())
        assert shown in " ".join(page.locator("svg title").nth(1).evaluate("one => one.textContent").split()) or (
            shown in " ".join(page.locator("svg .node title").first.evaluate("one => one.textContent").split())
        )
        handlers = "[...document.querySelectorAll('*')].some(e => e.getAttributeNames().some(n => n.startsWith('on')))"
        assert page.evaluate(handlers) is False
        opened.assert_quiet()
    for markdown in (render_story(story, "md"), render_trace(trace_of(story, asked=payload), "md")):
        assert Text(MARKDOWN.render(markdown)).tags.isdisjoint({"script", "img", "svg", "iframe", "style", "form"})


def test_matrix_cells_lead_to_the_telling_even_where_it_is_folded(open_page: OpenPage) -> None:
    page = open_page(PAGES["story"]("html")).page
    page.locator(".matrix td.carried a").last.click()
    target = page.evaluate("location.hash")
    expect(page.locator(target)).to_be_in_viewport()


def test_equal_input_gives_equal_bytes() -> None:
    for render in PAGES.values():
        for form in ("html", "md", "json"):
            assert render(form) == render(form)
