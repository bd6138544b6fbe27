"""Pages on speakers and outlets: their figures, their forms, in a browser, and with hostile text."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import reports
from reports import digest as digests
from reports import outlet_page as outlets
from reports import speaker_page as speakers
from reports.digest import Digest, digest_to_html, digest_to_json, digest_to_markdown
from reports.outlet_charts import charts
from reports.outlet_page import OutletPage, outlet_to_html, outlet_to_json, outlet_to_markdown
from reports.schemas import schema_document
from reports.series import Point, chart, months_between, nice_top
from reports.speaker_page import SpeakerPage, speaker_to_html, speaker_to_json, speaker_to_markdown
from tests.reports.build_profiles import digest, outlet_page, speaker_page
from tests.reports.conftest import OpenPage
from tests.reports.hostile import STORABLE
from tests.reports.test_formats import MARKDOWN, REGENERATE, Text
from tests.reports.test_hostile_everything import assert_markdown_is_safe, assert_page_is_safe, steers
from tests.reports.test_html_page import LOWEST_CONTRAST

PHONE = {"width": 390, "height": 844}
PAGES: list[tuple[str, Callable[..., str], Callable[..., str], Callable[..., str], Callable[..., object]]] = [
    ("speaker", speaker_to_html, speaker_to_markdown, speaker_to_json, speaker_page),
    ("outlet", outlet_to_html, outlet_to_markdown, outlet_to_json, outlet_page),
    ("digest", digest_to_html, digest_to_markdown, digest_to_json, digest),
]
SCHEMAS = [
    ("speaker", SpeakerPage, speakers.SCHEMA),
    ("outlet", OutletPage, outlets.SCHEMA),
    ("digest", Digest, digests.SCHEMA),
]
each_page = pytest.mark.parametrize(("name", "html", "markdown", "as_json", "build"), PAGES, ids=[p[0] for p in PAGES])
ATTACKS = "".join(text for name, text in STORABLE if name not in {"long word", "blank"})
# A name is the page's title too, and keeps the marks that names are written with.
VISIBLE = "".join(char for char in ATTACKS if char not in steers(ATTACKS))


@pytest.mark.parametrize(("name", "record", "schema"), SCHEMAS, ids=[s[0] for s in SCHEMAS])
def test_the_schema_is_as_it_was(name: str, record: type, schema: str) -> None:
    text, path = schema_document(record, schema), Path(reports.__file__).parent / f"{name}.schema.json"
    if os.environ.get(REGENERATE):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), f"{path.name} changed. If it should, run {REGENERATE}=1 pytest"


@each_page
def test_json_follows_its_schema(
    name: str,
    html: Callable[..., str],
    markdown: Callable[..., str],
    as_json: Callable[..., str],
    build: Callable[..., object],
) -> None:
    schema = json.loads((Path(reports.__file__).parent / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    for text in ("", "</script>\x1b[31m\u202e"):
        document = json.loads(as_json(build(text)))
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(document)
        assert document["schema"] == f"sayso-{name}/1"


@each_page
def test_a_page_opens_in_a_browser_and_suits_everybody(
    name: str,
    html: Callable[..., str],
    markdown: Callable[..., str],
    as_json: Callable[..., str],
    build: Callable[..., object],
    open_page: OpenPage,
) -> None:
    text = html(build())
    assert text == html(build())
    for options in ({}, {"color_scheme": "dark"}, {"viewport": PHONE, "java_script_enabled": True}):
        opened = open_page(text, **options)
        page = opened.page
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        lowest, where = page.evaluate(LOWEST_CONTRAST)
        assert lowest >= 4.5, where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        opened.assert_quiet()
    levels = [int(tag[1]) for tag in page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => one.tagName)")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    for target in page.eval_on_selector_all("a[href^='#']", "all => all.map(one => one.getAttribute('href'))"):
        assert target[1:] in ids
    for names in page.eval_on_selector_all(
        "[aria-labelledby]", "all => all.map(one => one.getAttribute('aria-labelledby'))"
    ):
        assert set(names.split()) <= set(ids)


@each_page
def test_hostile_text_does_nothing(
    name: str,
    html: Callable[..., str],
    markdown: Callable[..., str],
    as_json: Callable[..., str],
    build: Callable[..., object],
    open_page: OpenPage,
) -> None:
    assert_page_is_safe(open_page, html(build(VISIBLE)))
    assert_markdown_is_safe(markdown(build(ATTACKS)))
    assert json.loads(as_json(build(ATTACKS)))


@each_page
def test_the_forms_say_the_same(
    name: str,
    html: Callable[..., str],
    markdown: Callable[..., str],
    as_json: Callable[..., str],
    build: Callable[..., object],
) -> None:
    page = build()
    shown = " ".join(Text(html(page)).text.split())
    told = " ".join(Text(MARKDOWN.render(markdown(page))).text.split())
    texts = [
        text for text in strings(json.loads(as_json(page)), {"wording", "sentence", "text", "weighed", "title"}) if text
    ]
    assert len(texts) > 5
    for text in texts:
        if name == "outlet" and text not in told:  # there the words of a pair stand in pieces
            continue
        assert text in shown, text
        assert text in told or name == "digest", text


def strings(value: object, keys: set[str]) -> list[str]:
    if isinstance(value, dict):
        own = [item for key, item in value.items() if key in keys and isinstance(item, str)]
        skipped = {"evidence", "pieces", "changes"}
        return own + [text for key, item in value.items() if key not in skipped for text in strings(item, keys)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item, keys)]
    return []


def test_a_speaker_s_variants_stand_side_by_side() -> None:
    page = speaker_page()
    assert (page.claims, page.articles, page.direct, page.indirect) == (3, 3, 3, 0)
    [story] = page.stories
    [said] = story.said
    assert said.reference.cited.outlet.name == "Coast Wire"
    assert said.reference.cited.archived == "sayso-1.warc.gz, byte 42"
    same, other = said.variants
    assert same.same_words_as is not None
    assert same.same_words_as.name == "Coast Wire"
    assert other.same_words_as is None
    assert [piece.right for piece in other.pieces if piece.kind == "added"] == ["all cables have"]
    assert [change.kind for change in other.changes] == ["quote_altered"]
    assert [quoted.source for quoted in said.otherwise] == ["a source"]
    assert [item.quoted.source for item in page.unsure] == ["a source"]
    first = page.outlets[0]
    assert (first.outlet.name, first.claims, first.cues[0].cue) == ("Coast Wire", 1, "said")
    assert page.has_stand_ins


def test_an_outlet_s_months_are_those_of_publication_in_utc() -> None:
    page = outlet_page(months=3)
    assert [month.month for month in page.months] == ["2024-11", "2024-12", "2025-01"]
    november, december, january = page.months
    assert (november.articles, december.articles, january.articles) == (1, 0, 2)
    assert december.median_claims is None
    assert december.sources[0].share is None
    assert page.undated is not None
    assert (page.undated.articles, page.undated.single_anonymous) == (1, 1)
    assert (page.total.articles, page.total.relays, page.total.relays_held, page.total.relays_good) == (4, 3, 2, 1)
    assert (january.withdrawn, january.unattributed, january.deleted) == (1, 1, 1)
    assert page.total.claims == sum(share.claims for share in page.total.sources)
    assert sum(share.share or 0 for share in page.total.sources) == pytest.approx(1)
    assert page.total.relay_reliability == 0.5


@pytest.mark.parametrize("zone", [0, 9])
def test_a_month_does_not_depend_on_the_zone_that_a_time_is_written_in(zone: int) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    moment = datetime(2025, 10, 31, 23, 30, tzinfo=UTC)
    where = ZoneInfo("Asia/Tokyo") if zone else UTC
    assert outlets._month(moment.astimezone(where)) == "2025-10"


def test_nothing_held_is_said_and_drawn_as_nothing() -> None:
    page = outlet_page()
    empty = replace(page, months=(), undated=None, lists=(), total=replace(page.total, articles=0, claims=0))
    assert charts(empty) == ()
    assert "No article of this outlet is held." in outlet_to_html(empty)
    assert "No article of this outlet is held." in outlet_to_markdown(empty)


def test_a_series_has_gaps_where_nothing_is_held() -> None:
    points = [Point("a", 0.5, "50 %"), Point("b", None, "none"), Point("c", 2.0, "200 %")]
    drawn = chart("x", "X", points, top=1, top_text="100 %")
    assert [bar.missing for bar in drawn.bars] == [False, True, False]
    assert [float(bar.height) for bar in drawn.bars] == [32, 0, 64]
    assert all(0 <= float(bar.x) <= drawn.width for bar in drawn.bars)
    assert drawn.described == "a: 50 %; b: none; c: 200 %"
    assert chart("x", "X", [], top=0, top_text="").bars == ()


@pytest.mark.parametrize(("values", "top"), [([], 1), ([1], 1), ([3], 5), ([11], 20), ([99], 100), ([501], 1000)])
def test_a_scale_ends_at_a_round_number(values: list[float], top: float) -> None:
    assert nice_top(values) == top


def test_months_run_over_the_year() -> None:
    assert months_between("2024-11", "2025-02") == ("2024-11", "2024-12", "2025-01", "2025-02")
    assert months_between("2024-11", "2024-11") == ("2024-11",)


def test_many_months_are_drawn_with_their_figures_in_a_table(open_page: OpenPage) -> None:
    page = open_page(outlet_to_html(outlet_page(months=26))).page
    assert page.locator("svg[role=img]").count() == 11
    assert page.locator("svg title").first.text_content() == "named persons, by month"
    page.get_by_text("All shares, by month").click()
    assert page.locator("table.ledger").first.locator("tbody tr").count() >= 26
    assert "November 2024: 60 %" in (page.locator("svg desc").first.text_content() or "")


def test_time_is_kept_whatever_the_order_of_articles() -> None:
    first = outlet_page()
    assert first == outlet_page()
    assert [item.label for item in first.lists] == ["January 2025", "November 2024", "Undated"]
