"""A story on several pages, of a site and of `sayso story`: what they have, where their links lead."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from flows.library import Library
from flows.site import MANIFEST, NotASite, write_site
from flows.story_report import load_story, write_story
from reports.story_page import build_story_page, story_html, story_pages
from reports.story_parts import split_story
from reports.tracing_types import StoryPage
from tests.flows.test_site import Links, broken_links, files
from tests.reports.build_story import harbour_story
from warehouse import Snapshot

SMALL = 60_000  # bytes of a page: the larger of the seeds' stories has some four times as many
STORY = "Europe blindsided"


@contextmanager
def no_bar(_: int) -> Iterator[Callable[[str, int], object]]:
    yield lambda *_: None


def write(snapshot_file: Path, folder: Path, page_bytes: int) -> None:
    with Snapshot.open(snapshot_file) as snapshot:
        write_site(snapshot, folder, no_bar, page_bytes=page_bytes)


def by_number(paths: list[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: int(path.name.split(".")[-2].removeprefix("p")) if ".p" in path.name else 1)


@pytest.fixture(scope="module")
def snapshot_file(seeded: Path) -> Path:
    return seeded / "out/sayso.duckdb"


@pytest.fixture(scope="module")
def site(snapshot_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds' site with small pages; tests only read it."""
    folder = tmp_path_factory.mktemp("paged-site")
    write(snapshot_file, folder, SMALL)
    return folder


@pytest.fixture(scope="module")
def story_id(snapshot_file: Path) -> str:
    with Snapshot.open(snapshot_file) as snapshot:
        return load_story(snapshot, STORY).report.diffs[0].story.id


@pytest.fixture(scope="module")
def pages(site: Path, story_id: str) -> list[Path]:
    """The pages of the larger of the seeds' stories."""
    return by_number(list((site / "stories").glob(f"{story_id}*.html")))


@pytest.fixture(scope="module")
def harbour() -> StoryPage:
    return build_story_page(harbour_story())


def test_every_link_of_a_site_in_parts_leads_somewhere(site: Path) -> None:
    assert broken_links(site) == []


def test_every_anchor_of_the_one_page_is_on_exactly_one_part(snapshot_file: Path, pages: list[Path]) -> None:
    with Snapshot.open(snapshot_file) as snapshot:
        one = Links(story_html(build_story_page(load_story(snapshot, STORY))))
    assert len(pages) > 3
    found = [id_ for page in pages for id_ in Links(page.read_text("utf-8")).ids]
    for kind in ("group-", "claim-", "version-"):
        told = [id_ for id_ in one.ids if id_.startswith(kind)]
        assert len(told) > 3
        assert sorted(id_ for id_ in found if id_.startswith(kind)) == sorted(told)


def test_parts_are_as_small_as_they_are_to_be(pages: list[Path]) -> None:
    assert max(page.stat().st_size for page in pages) <= SMALL


def test_what_a_page_leaves_out_is_counted(pages: list[Path]) -> None:
    texts = [page.read_text("utf-8") for page in pages]
    total = int(re.findall(r"<li>(\d+) claims, \d+ of them told by several", texts[0])[0])
    with_claims = [text for text in texts if '<table class="matrix">' in text]
    assert len(with_claims) > 1
    for text in with_claims:
        here = len(re.findall(r'<tr>\s*<th scope="row"><a href="#group-', text))
        [elsewhere] = re.findall(r'<p class="more">(\d+) more claims? on pages?', text)
        assert here + int(elsewhere) == total
    listed = re.findall(r"claims? (\d+)(?: to (\d+))?", "".join(re.findall(r'<span class="tally">·.*', texts[0])))
    numbers = [number for low, high in listed for number in range(int(low), int(high or low) + 1)]
    assert numbers == list(range(1, total + 1))


@pytest.mark.slow
def test_a_site_with_large_pages_has_no_parts_and_takes_away_those_there_were(
    site: Path, snapshot_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    write(snapshot_file, folder, SMALL)
    assert files(folder) == files(site)
    write(snapshot_file, folder, 1_000_000)
    assert [path for path in folder.rglob("*.html") if ".p" in path.name] == []
    write(snapshot_file, tmp_path / "other", 1_000_000)
    assert files(folder) == files(tmp_path / "other")


def test_a_part_never_takes_the_place_of_somebody_elses_file(
    snapshot_file: Path, site: Path, story_id: str, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(site, folder)
    own = folder / f"stories/{story_id}.p2.html"
    manifest = json.loads((folder / MANIFEST).read_text())
    del manifest["files"][f"stories/{own.name}"]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    own.write_text("mine")
    with pytest.raises(NotASite, match=r"p2\.html is in the way"):
        write(snapshot_file, folder, SMALL)
    assert own.read_text() == "mine"


def test_parts_are_served_under_the_addresses_that_they_have_in_a_site(
    snapshot_file: Path, site: Path, story_id: str, pages: list[Path]
) -> None:
    with Snapshot.open(snapshot_file) as snapshot:
        library = Library(snapshot, page_bytes=SMALL)
        for page in pages:
            assert library.page(f"stories/{page.name}") == page.read_text("utf-8")
        for number in (0, 1, len(pages) + 1):
            assert library.page(f"stories/{story_id}.p{number}.html") is None
        assert library.page("stories/0000.p2.html") is None
        assert library.further("outlets.html") == []


def test_a_file_has_its_parts_beside_it_and_loses_those_of_a_larger_story(snapshot_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "a story? #1.html"
    with Snapshot.open(snapshot_file) as snapshot:
        report = load_story(snapshot, STORY)
    wrote = write_story(report, file, SMALL)
    assert by_number(list(tmp_path.iterdir())) == list(wrote)
    assert len(wrote) > 3
    assert broken_links(tmp_path) == []
    assert max(path.stat().st_size for path in wrote) <= SMALL
    assert write_story(report, file) == (file,)
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_text("utf-8") == story_html(build_story_page(report))


@pytest.mark.parametrize("most", [1, 5_000, 1_000_000])
def test_parts_hold_all_of_a_story_once(harbour: StoryPage, most: int) -> None:
    parts = split_story(harbour, most, "story", ".html")
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    views = [part.view for part in parts]
    assert sum((view.story.matrix for view in views), ()) == harbour.story.matrix
    assert sum((view.story.shared for view in views), ()) == harbour.story.shared
    assert sum((view.lineages for view in views), ()) == harbour.lineages
    assert sum((view.copies for view in views), ()) == harbour.copies
    entries = [(row.outlet, entry) for view in views for row in view.timeline for entry in row.entries]
    assert entries == [(row.outlet, entry) for row in harbour.timeline for entry in row.entries]
    checks = [check for view in views for check in view.story.relay_checks]
    assert sorted(check.claim_id for check in checks) == sorted(check.claim_id for check in harbour.story.relay_checks)


def test_a_story_without_anything_is_one_page(harbour: StoryPage) -> None:
    story = replace(harbour.story, matrix=(), shared=(), only=(), kinds=(), relay_checks=())
    empty = replace(harbour, story=story, timeline=(), lineages=(), copies=())
    assert story_pages(empty, "story", page_bytes=1_000) == (story_html(empty),)


@pytest.mark.slow
def test_parts_of_hostile_stories_lead_where_they_say_and_have_no_script(hostile: Path, tmp_path: Path) -> None:
    write(hostile / "out/sayso.duckdb", tmp_path / "site", 20_000)
    assert broken_links(tmp_path / "site") == []
    parts = list((tmp_path / "site/stories").glob("*.p*.html"))
    assert len(parts) > 1
    for part in parts:
        assert re.search(r"<(script|img|iframe|object|embed)\b", part.read_text("utf-8")) is None


@pytest.mark.slow
def test_one_goes_from_part_to_part_and_back(pages: list[Path], browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(pages[0].as_uri())
    for path in pages[1:]:
        page.get_by_role("link", name="Next").first.click()
        assert page.url == path.as_uri()
    assert page.get_by_role("link", name="Next").count() == 0
    page.get_by_role("link", name="Previous").first.click()
    assert page.url == pages[-2].as_uri()
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link").nth(1).click()
    assert page.url == pages[0].as_uri()
    page.get_by_role("navigation", name="Parts of the story").get_by_role("link", name="Page 2", exact=True).click()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.get_by_role("link", name="Version and archive record").first.click()
    anchor = page.url.partition("#")[2]
    assert anchor.startswith("version-")
    assert page.locator(f"#{anchor}").is_visible()
    context.close()


def test_the_database_has_the_claims_that_the_pages_have(snapshot_file: Path, story_id: str, pages: list[Path]) -> None:
    with duckdb.connect(str(snapshot_file), read_only=True) as connection:
        rows = connection.execute("SELECT group_id FROM claim_groups WHERE story_id = ?", [story_id]).fetchall()
    found = [id_ for page in pages for id_ in Links(page.read_text("utf-8")).ids if id_.startswith("group-")]
    assert sorted(found) == sorted(f"group-{group_id}" for (group_id,) in rows)
