"""A report on several pages: what it has, where its links lead, and that it reads well in a browser."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from playwright.sync_api import Browser, Page

from flows.report_files import write_report
from reports.paged import LaidPart, LaidStory, fill_pages
from reports.parts import split, whole
from reports.types import StoryView
from reports.view import build_view
from tests.reports.build_diff import harbour_report

SMALL = 100_000  # bytes of a page: the seeds' report has some four times as many
CODE_OF_SCHEMA = Path(__file__).parents[2] / "reports/report.schema.json"


@pytest.fixture(scope="module")
def paged(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the report on the seeds in pages of 100 kB."""
    folder = tmp_path_factory.mktemp("paged")
    write_report(seeded / "out/sayso.duckdb", folder / "report.html", page_bytes=SMALL)
    return folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    shown = context.new_page()
    shown.on("pageerror", lambda error: pytest.fail(str(error)))
    yield shown
    context.close()


class Links(HTMLParser):
    """The ids and the links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if held.get("id"):
            self.ids.append(str(held["id"]))
        if tag == "a" and held.get("href"):
            self.hrefs.append(str(held["href"]))


def pages_of(folder: Path, form: str = "html") -> list[Path]:
    numbered = sorted((folder / "report-pages").glob(f"p*.{form}"), key=lambda path: int(path.stem[1:]))
    return [folder / f"report.{form}", *numbered]


def assert_links_lead_to_something(pages: Sequence[Path]) -> None:
    """Each link within the pages leads to one of them, and to a place that it has; no page has an id twice."""
    found = {path: Links(path.read_text("utf-8")) for path in pages}
    for path, links in found.items():
        assert len(links.ids) == len(set(links.ids)), path
        for href in links.hrefs:
            if href.startswith("http"):
                continue
            address, _, anchor = href.partition("#")
            target = (path.parent / unquote(address)).resolve() if address else path
            assert target in found, (path, href)
            assert not anchor or anchor in found[target].ids, (path, href)


def test_pages_hold_what_the_one_page_holds(seeded: Path, paged: Path) -> None:
    one = Links((seeded / "out/report.html").read_text("utf-8"))
    many = [Links(path.read_text("utf-8")) for path in pages_of(paged)]
    assert len(many) > 3
    told = [id_ for id_ in one.ids if id_.startswith(("claim-", "group-"))]
    assert [id_ for found in many for id_ in found.ids if id_.startswith(("claim-", "group-"))] == told
    assert {href for found in many for href in found.hrefs if href.startswith("http")} == {
        href for href in one.hrefs if href.startswith("http")
    }


def test_every_link_leads_to_something(paged: Path) -> None:
    assert_links_lead_to_something(pages_of(paged))


def test_pages_are_no_larger_than_they_may_be(paged: Path) -> None:
    sizes = [path.stat().st_size for path in pages_of(paged)]
    assert max(sizes) <= SMALL


def test_markdown_has_the_same_pages(seeded: Path, paged: Path) -> None:
    texts = [path.read_text("utf-8") for path in pages_of(paged, "md")]
    assert len(texts) == len(pages_of(paged))
    told = re.findall('<a id="(group-[^"]+)">', (seeded / "out/report.md").read_text("utf-8"))
    assert [id_ for text in texts for id_ in re.findall('<a id="(group-[^"]+)">', text)] == told


def test_json_is_one_file_with_the_same_content(seeded: Path, paged: Path) -> None:
    document = json.loads((paged / "report.json").read_text("utf-8"))
    assert document == json.loads((seeded / "out/report.json").read_text("utf-8"))
    assert list(document) == list(json.loads((seeded / "out/report.json").read_text("utf-8")))
    jsonschema.validate(document, json.loads(CODE_OF_SCHEMA.read_text("utf-8")))


@pytest.mark.slow
def test_several_processes_write_the_same_bytes(
    seeded: Path, paged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.report_files.TOGETHER", 1)
    write_report(seeded / "out/sayso.duckdb", tmp_path / "report.html", page_bytes=SMALL, processes=2)
    for form in ("html", "md", "json"):
        assert (tmp_path / f"report.{form}").read_bytes() == (paged / f"report.{form}").read_bytes()
    assert {path.name: path.read_bytes() for path in (tmp_path / "report-pages").iterdir()} == {
        path.name: path.read_bytes() for path in (paged / "report-pages").iterdir()
    }


def test_a_smaller_report_takes_away_the_pages_of_a_larger_one(seeded: Path, paged: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(paged, out)
    kept = out / "report-pages/notes.html"
    kept.write_text("somebody's own")
    wrote = write_report(seeded / "out/sayso.duckdb", out / "report.html")
    assert wrote == tuple(out / f"report.{form}" for form in ("html", "md", "json"))
    assert list((out / "report-pages").iterdir()) == [kept]
    for path in wrote:
        assert path.read_bytes() == (seeded / "out" / path.name).read_bytes()


def test_one_goes_from_page_to_page_and_back(paged: Path, page: Page) -> None:
    page.goto((paged / "report.html").as_uri())
    last = len(pages_of(paged)) - 1
    page.get_by_role("link", name="Next").first.click()
    for number in range(1, last + 1):
        assert page.url.endswith(f"report-pages/p{number}.html")
        assert f"page {number} of {last}" in page.inner_text("h1")
        if number < last:
            page.get_by_role("link", name="Next").first.click()
    assert page.get_by_role("link", name="Next").count() == 0
    page.get_by_role("link", name="Previous").first.click()
    assert page.url.endswith(f"report-pages/p{last - 1}.html")
    page.get_by_role("link", name="Front page of the report").click()
    assert page.url.endswith("report.html")


def test_the_front_page_leads_to_the_gravest_claims_and_finds_stories(paged: Path, page: Page) -> None:
    page.goto((paged / "report.html").as_uri())
    first = page.locator("section[aria-labelledby=gravest] li a").first
    anchor = str(first.get_attribute("href")).partition("#")[2]
    stories = page.locator("#stories .stories > li")
    assert stories.count() >= 1
    page.get_by_label("Stories with these words in their titles").fill("no such words at all")
    assert page.locator("#find [role=status]").inner_text() == f"0 of {stories.count()} stories"
    assert stories.first.is_hidden()
    first.click()
    assert page.locator(f"#{anchor}").is_visible()


@pytest.fixture(scope="module")
def harbour() -> StoryView:
    return build_view(harbour_report()).stories[0]


@pytest.mark.parametrize("most", [1, 3, 10, 10_000])
def test_parts_hold_all_of_a_story_once(harbour: StoryView, most: int) -> None:
    parts = split(harbour, most, lambda _: 1)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert {part.last for part in parts} == {len(parts)}
    for name in ("matrix", "shared"):
        assert sum((getattr(part.story, name) for part in parts), ()) == getattr(harbour, name)
    told = [claim for part in parts for found in part.story.only for claim in found.claims]
    assert told == [claim for found in harbour.only for claim in found.claims]
    assert sorted(check.claim_id for part in parts for check in part.story.relay_checks) == sorted(
        check.claim_id for check in harbour.relay_checks
    )
    listed = [article for part in parts for entry in part.listed for article in entry.articles]
    assert listed == [article for entry in harbour.outlets for article in entry.articles]
    numbers = [number for part in parts for entry in part.story.kinds for number in entry.claims]
    assert sorted(numbers) == sorted(number for entry in harbour.kinds for number in entry.claims)


def test_a_story_that_fits_is_one_part_like_the_whole(harbour: StoryView) -> None:
    [part] = split(harbour, 10_000, lambda _: 1)
    assert (part.story.matrix, part.listed) == (harbour.matrix, whole(harbour).listed)


def laid(parts: int, size: int) -> LaidStory:
    from reports.paged import PartHead  # noqa: PLC0415
    from reports.types import Counts  # noqa: PLC0415

    heads = [
        PartHead(f"s{parts}", "", Counts(0, 0, 0, 0, 0, 0, 0), number, parts, "", (), stand_ins=False)
        for number in range(1, parts + 1)
    ]
    return LaidStory(tuple(LaidPart(head, "x" * size, "") for head in heads), "{}", (), ())


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        ([], []),
        ([laid(1, 100)], [1]),
        ([laid(1, 4_000)] * 5, [2, 2, 1]),
        ([laid(1, 100), laid(3, 100), laid(1, 100)], [2, 1, 2]),
        ([laid(1, 50_000), laid(1, 100)], [1, 1]),
    ],
    ids=["none", "one", "as many as fit", "a further part begins a page", "too large alone"],
)
def test_pages_are_filled_in_order(stories: list[LaidStory], expected: list[int]) -> None:
    assert [len(page) for page in fill_pages(stories, 10_000)] == expected


@pytest.mark.slow
def test_attacks_stay_text_on_every_page(hostile: Path, tmp_path: Path, page: Page) -> None:
    write_report(hostile / "out/sayso.duckdb", tmp_path / "report.html", page_bytes=20_000)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
    for path in pages_of(tmp_path):
        page.goto(path.as_uri())
        assert page.locator("script").count() == 1, path
        assert page.locator("img, iframe, object, embed, form").count() == 0, path
    assert dialogs == []
