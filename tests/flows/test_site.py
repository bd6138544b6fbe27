"""`sayso site`: what it writes, that every link leads somewhere, and what it leaves alone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from flows.reporting import NEVER, build_report
from flows.site import MANIFEST, NotASite, Written, write_site
from reports import site
from reports.page import Frame
from reports.safe import clean
from reports.view import build_view
from tests.reports.hostile import make_hostile
from tests.reports.test_html_page import LOWEST_CONTRAST
from tests.support import Sayso
from warehouse import Snapshot

# Controls whose name is empty.
NAMELESS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden])")].filter(
  (c) => !((c.labels?.length ? c.labels[0].textContent : c.textContent) || c.ariaLabel || "").trim()
).map((c) => c.outerHTML)"""


@contextmanager
def no_bar(total: int) -> Iterator[Callable[[str, int], object]]:
    yield lambda *_: None


def write(snapshot_file: Path, folder: Path) -> Written:
    with Snapshot.open(snapshot_file) as snapshot:
        return write_site(snapshot, folder, no_bar)


@pytest.fixture(scope="module")
def written(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the seeds; tests only read it."""
    folder = tmp_path_factory.mktemp("site")
    write(seeded / "out/sayso.duckdb", folder)
    return folder


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cwd = make_hostile(tmp_path_factory.mktemp("hostile"))
    folder = tmp_path_factory.mktemp("site")
    write(cwd / "out/sayso.duckdb", folder)
    return folder


class Links(HTMLParser):
    """The ids and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            elif name in {"href", "src", "action"}:
                self.links.append(value or "")
            elif name == "content" and value and value.startswith("0; url="):
                self.links.append(value.removeprefix("0; url="))


def broken_links(folder: Path) -> list[tuple[str, str]]:
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    broken = []
    for path, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), path
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in {"http", "https"}:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if parts.scheme or not target.is_file() or (parts.fragment and parts.fragment not in pages[target].ids):
                broken.append((str(path.relative_to(folder)), link))
    return broken


def ids(snapshot_file: Path, sql: str) -> set[str]:
    with duckdb.connect(str(snapshot_file), read_only=True) as connection:
        return {row[0] for row in connection.execute(sql).fetchall()}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def open_in(browser: Browser, url: str, **options: object) -> tuple[Page, list[str], list[str]]:
    """Return the page, what it logs and what it asks for."""
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    logged: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: logged.append(message.text))
    page.on("pageerror", lambda error: logged.append(str(error)))
    page.on("dialog", lambda dialog: (logged.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(url)
    return page, logged, requested


def test_every_relative_link_leads_somewhere(written: Path) -> None:
    assert broken_links(written) == []


def test_every_claim_group_story_outlet_and_speaker_has_its_page(written: Path, seeded: Path) -> None:
    snapshot = seeded / "out/sayso.duckdb"
    for sql, folder in (
        ("SELECT claim_id FROM claims", "claims"),
        ("SELECT group_id FROM claim_groups", "claims"),
        ("SELECT story_id FROM stories", "stories"),
        ("SELECT outlet_id FROM articles", "outlets"),
        ("SELECT speaker_id FROM speakers", "speakers"),
    ):
        assert ids(snapshot, sql) <= {path.stem for path in (written / folder).iterdir()}


def test_a_claims_address_leads_to_its_telling_with_evidence(written: Path, seeded: Path) -> None:
    snapshot = seeded / "out/sayso.duckdb"
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        members = connection.execute("SELECT claim_id, group_id FROM group_claims").fetchall()
    for claim_id, group_id in members:
        leading = (written / f"claims/{claim_id}.html").read_text()
        assert f'href="{group_id}.html#claim-{claim_id}"' in leading
        page = (written / f"claims/{group_id}.html").read_text()
        assert f'id="claim-{claim_id}"' in page
        assert page.count('class="evidence"') >= 1


def test_the_index_counts_as_the_report_does(written: Path, seeded: Path) -> None:
    text = (written / "index.html").read_text()
    with Snapshot.open(seeded / "out/sayso.duckdb") as snapshot:
        stories = build_view(build_report(snapshot)).stories
    assert len(stories) == 2
    for story in stories:
        row = re.search(rf"stories/{story.id}\.html.*?</tr>", text)
        assert row is not None
        numbers = [int(number) for number in re.findall(r'class="count">(\d+)<', row[0])]
        counts = story.counts
        assert numbers == [counts.outlets, counts.articles, counts.groups, counts.changes]


def test_a_second_run_writes_nothing_and_the_same_bytes_come_out_elsewhere(
    written: Path, seeded: Path, tmp_path: Path
) -> None:
    before = {path: path.stat().st_mtime_ns for path in written.rglob("*")}
    result = write(seeded / "out/sayso.duckdb", written)
    assert (result.written, result.removed, result.unchanged) == (0, 0, len(files(written)) - 1)
    pages = {path: time for path, time in before.items() if path.suffix in {".html", ".js", ".css"}}
    assert {path: path.stat().st_mtime_ns for path in pages} == pages
    write(seeded / "out/sayso.duckdb", tmp_path / "other")
    assert files(tmp_path / "other") == files(written)


def test_what_is_gone_goes_and_what_others_wrote_stays(written: Path, seeded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(written, folder)
    manifest = json.loads((folder / MANIFEST).read_text())
    gone, edited, cut_off = (folder / f"claims/{name}.html" for name in ("aaaa", "bbbb", "cccc"))
    for path in (gone, edited, cut_off):
        path.write_text("old")
        manifest["files"][f"claims/{path.name}"] = site_digest("old")
    manifest["files"]["claims/cccc.html"] = ""  # a run was killed before it knew
    edited.write_text("changed by an editor")
    (folder / MANIFEST).write_text(json.dumps(manifest))
    (folder / "notes.txt").write_text("mine")
    (folder / "claims/dddd.html").write_text("mine too")
    result = write(seeded / "out/sayso.duckdb", folder)
    assert result == Written(0, result.unchanged, 2, ("claims/bbbb.html",))
    assert not gone.exists()
    assert not cut_off.exists()
    assert edited.read_text() == "changed by an editor"
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "claims/dddd.html").read_text() == "mine too"


def site_digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_a_page_that_was_lost_or_changed_is_written_again(written: Path, seeded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(written, folder)
    (folder / "index.html").write_text("broken")
    (folder / "outlets.html").unlink()
    assert write(seeded / "out/sayso.duckdb", folder).written == 2
    assert files(folder) == files(written)


def test_a_folder_with_other_things_is_refused_and_left_alone(sayso: Sayso, seeded: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("do not lose")
    result = sayso("site", str(tmp_path), cwd=seeded)
    assert result.returncode == 1
    assert "is not empty and no site that sayso wrote (it has 'thesis.txt', say)" in result.stderr
    assert files(tmp_path) == {"thesis.txt": b"do not lose"}


def test_nobody_elses_page_is_overwritten(written: Path, seeded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(written, folder)
    manifest = json.loads((folder / MANIFEST).read_text())
    del manifest["files"]["index.html"]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(NotASite, match="sayso did not write it"):
        write(seeded / "out/sayso.duckdb", folder)


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "{}",
        '{"schema": "sayso-site/1", "files": {"../../victim.html": ""}}',
        '{"schema": "sayso-site/1", "files": {"/etc/passwd": ""}}',
        '{"schema": "sayso-site/1", "files": {"claims/../../x.html": ""}}',
        '{"schema": "sayso-site/1", "files": {"index.html": 7}}',
        '{"schema": "sayso-site/9", "files": {}}',
        "\ufffe\x00",
    ],
)
def test_a_manifest_that_sayso_did_not_write_is_refused(seeded: Path, tmp_path: Path, manifest: str) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / MANIFEST).write_text(manifest)
    with pytest.raises(NotASite):
        write(seeded / "out/sayso.duckdb", folder)
    assert [path.name for path in folder.iterdir()] == [MANIFEST]


def test_a_file_in_place_of_the_folder_is_one_line(sayso: Sayso, seeded: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = sayso("site", str(tmp_path / "file"), cwd=seeded)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1


def test_without_a_snapshot_it_says_what_to_do(sayso: Sayso) -> None:
    result = sayso("site", "site")
    assert result.returncode == 1
    assert "run `sayso run` first" in result.stderr


def test_searching_from_a_file_leads_to_the_evidence(written: Path, browser: Browser) -> None:
    page, logged, requested = open_in(browser, (written / "index.html").as_uri())
    page.get_by_role("searchbox", name="Search the claims").fill("600,000")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("result")
    page.locator("#results a").first.click()
    expect(page.locator("main .order > li").first).to_be_visible()
    page.locator("summary").first.click()
    expect(page.locator(".passage mark").first).to_be_visible()
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link").nth(1).click()
    expect(page.get_by_role("heading", name="Who carried it first")).to_be_visible()
    page.get_by_role("link", name="Politico Europe (stand-in)").first.click()
    expect(page.get_by_role("heading", name="Whom its claims rest on")).to_be_visible()
    assert logged == []
    assert all(url.startswith(written.as_uri()) for url in requested)


@pytest.mark.parametrize(
    ("asked", "least"), [("kremlni", 1), ("KREMLIN", 1), ("“dredge", 1), ("zzzzzz", 0), ("", 0), ("%&<b>\\", 0)]
)
def test_the_search_forgives(written: Path, browser: Browser, asked: str, least: int) -> None:
    page, logged, _ = open_in(browser, (written / "search.html").as_uri())
    page.locator("#site-q").fill(asked)
    page.keyboard.press("Enter")
    found = page.locator("#results li").count()
    assert found >= least
    if not least and asked != "%&<b>\\":
        assert found == 0
    assert logged == []


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_pages_are_accessible(written: Path, browser: Browser, scheme: str, width: int) -> None:
    biggest = max((written / "claims").iterdir(), key=lambda path: path.stat().st_size)
    story, outlet, speaker = (
        next(iter(sorted((written / name).iterdir()))) for name in ("stories", "outlets", "speakers")
    )
    start = [written / name for name in ("index.html", "outlets.html", "speakers.html", "search.html")]
    for file in (*start, biggest, story, outlet, speaker):
        page, logged, _ = open_in(browser, file.as_uri(), color_scheme=scheme, viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), file
        levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), (file, levels)
        contrast, text = page.evaluate(LOWEST_CONTRAST)
        assert contrast >= 4.5, (file, text)
        assert page.evaluate(NAMELESS) == []
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        assert logged == []
        page.context.close()


@pytest.mark.slow
def test_hostile_texts_stay_text(hostile_site: Path, browser: Browser) -> None:
    assert broken_links(hostile_site) == []
    sample = [
        hostile_site / "index.html",
        hostile_site / "outlets.html",
        hostile_site / "speakers.html",
        *(min((hostile_site / folder).iterdir()) for folder in ("stories", "outlets")),
        max((hostile_site / "claims").iterdir(), key=lambda path: path.stat().st_size),
    ]
    for file in sample:
        page, logged, requested = open_in(browser, file.as_uri())
        assert page.locator("main img, main iframe, main base, main object, main embed, main script").count() == 0
        assert logged == []
        assert all(url.startswith(hostile_site.as_uri()) for url in requested)
        page.context.close()
    page, logged, requested = open_in(browser, (hostile_site / "search.html").as_uri())
    for asked in ("script", "onerror", "alert", "a", "</script>"):
        page.locator("#site-q").fill(asked)
        page.keyboard.press("Enter")
        assert page.locator("#results img, #results script, #results svg, #results iframe").count() == 0
    assert logged == []
    assert all(url.startswith(hostile_site.as_uri()) for url in requested)


PAYLOADS = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\u2028\u2029';alert(1)//",
    "\\u003c${alert(1)}",
    "user\u202egnp.exe",
    "\ud800",
    "]]><!--",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_index_of_the_search_holds_any_text(payload: str) -> None:
    script = site.search_index([site.Hit("claim", "claims/x.html", payload, payload)])
    assert script.isascii()
    assert "<" not in script
    rows = json.loads(script.removeprefix("window.saysoIndex = ").removesuffix(";\n"))
    assert rows == [["claim", "claims/x.html", clean(payload), clean(payload)]]


def test_long_lists_have_several_pages() -> None:
    lines = [site.StoryLine(f"{n:016x}", f"Story {n}", None, None, 2, 2, 3, 1, stand_in=False) for n in range(100)]
    first = site.index_page(Frame(), lines, site.Pager(1, 9, "index"), NEVER, ())
    assert 'href="index.p2.html"' in first
    assert 'href="index.p9.html"' in first
    assert 'rel="prev"' not in first
    last = site.index_page(Frame(), lines, site.Pager(9, 9, "index"), NEVER, ())
    assert 'href="index.p8.html"' in last
    assert 'href="index.html"' in last
    assert "As of" not in last


def test_a_group_with_a_telling_in_another_story_shows_it(seeded: Path, tmp_path: Path) -> None:
    """Matching joins claims across stories; the group's page has all its tellings, and the other claim leads there."""
    snapshot = tmp_path / "sayso.duckdb"
    shutil.copy(seeded / "out/sayso.duckdb", snapshot)
    with duckdb.connect(str(snapshot)) as connection:
        stories = connection.execute("SELECT story_id FROM stories ORDER BY ALL").fetchall()
        (group_id, *_), (_, lost, moved) = (
            connection.execute(
                "SELECT group_id, any_value(group_id), any_value(claim_id) FROM group_claims JOIN claim_groups "
                "USING (group_id) WHERE story_id = ? GROUP BY group_id HAVING count(*) = 1 ORDER BY group_id LIMIT 1",
                story,
            ).fetchone()
            for story in stories
        )
        connection.execute("DELETE FROM claim_groups WHERE group_id = ?", [lost])
        connection.execute("UPDATE group_claims SET group_id = ?, position = 1 WHERE group_id = ?", [group_id, lost])
    write(snapshot, tmp_path / "site")
    assert f'id="claim-{moved}"' in (tmp_path / f"site/claims/{group_id}.html").read_text()
    assert broken_links(tmp_path / "site") == []
