"""Whatever is printed or written of a warehouse full of attacks runs nothing, loads nothing, and steers no terminal."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt

from reports.safe import clean
from tests.reports.conftest import OpenPage
from tests.reports.hostile import LONG, PAYLOADS, STORABLE, TEXTS
from tests.support import Sayso

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
SAFE_TARGET = re.compile(r"#|https?://[^/@]+(/|\?|$)|report-pages/p\d+\.(?:html|md)(?:#|$)")
NO_PART_OF_A_PAGE = "img, svg:not([role]), iframe, form, base, link, object, embed, noscript, math, audio, video"
# The payloads whose outlets are compared.
PAIRED = (0, 8, 15, 17, 24, 26, 29, 41, 44, 46)


def steers(text: str) -> set[str]:
    """What in a text could steer a terminal or turn its direction."""
    return {
        char
        for char in set(text)
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} and char != "\n"
    }


def ask(sayso: Sayso, folder: Path, *arguments: str) -> str:
    result = sayso(*arguments, cwd=folder)
    assert result.returncode == 0, result.stderr[:2_000]
    assert not steers(result.stdout), arguments
    assert not steers(result.stderr), arguments
    return result.stdout


@pytest.fixture(scope="module")
def reports(hostile: Path) -> Path:
    """Return the working directory with the report written."""
    from flows.report_files import write_report  # noqa: PLC0415  # importing it takes a second that others need not wait

    write_report(hostile / "out/sayso.duckdb", hostile / "out/report.html")
    return hostile


def assert_page_is_safe(open_page: OpenPage, html: str) -> None:
    """Open a page, everything in it that opens, and see that nothing of it runs, loads or links to anything else."""
    opened = open_page(html)
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(
        "document.querySelectorAll('main *').forEach(one => ['mouseover', 'focus', 'click'].forEach("
        "kind => one.closest('a, summary') || one.dispatchEvent(new Event(kind))))"
    )
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("document.scripts.length") <= 1
    assert page.locator(NO_PART_OF_A_PAGE).count() == 0
    attributes = "[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())"
    assert [name for name in set(page.evaluate(attributes)) if name.startswith("on")] == []
    targets = page.eval_on_selector_all("[href]", "links => links.map(link => link.getAttribute('href'))")
    assert [target for target in targets if not SAFE_TARGET.match(target)] == []
    assert not steers(page.evaluate("document.title"))
    opened.assert_quiet()


class Tags(HTMLParser):
    """Collects the tags and attributes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attributes}


def assert_markdown_is_safe(text: str) -> None:
    rendered = Tags(MARKDOWN.render(text))
    inline, blocks = (
        {"strong", "em", "code", "del", "ins", "mark", "a", "br"},
        {"p", "ul", "ol", "li", "hr", "blockquote"},
    )
    tables, heads = {"table", "thead", "tbody", "tr", "th", "td"}, {"h1", "h2", "h3", "h4", "h5"}
    assert rendered.tags <= inline | blocks | tables | heads
    assert {name for name, _ in rendered.attributes} <= {"href", "id", "style", "start"}
    assert [
        value for name, value in rendered.attributes if name == "id" and not re.fullmatch(r"[a-z0-9-]+", value)
    ] == []
    assert [v for name, v in rendered.attributes if name == "href" and not SAFE_TARGET.match(v)] == []
    assert {v for name, v in rendered.attributes if name == "style"} <= {"text-align:right", "text-align:left"}
    assert clean(text) == text


def assert_cells_are_inert(text: str) -> None:
    assert not steers(text.replace("\r\n", "\n"))
    csv.field_size_limit(10 * len(LONG))
    for row in csv.reader(io.StringIO(text, newline="")):
        assert [cell for cell in row if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == []


def test_the_report_is_a_safe_page(reports: Path, open_page: OpenPage) -> None:
    assert_page_is_safe(open_page, (reports / "out/report.html").read_text(encoding="utf-8"))


def test_the_report_is_safe_markdown(reports: Path) -> None:
    assert_markdown_is_safe((reports / "out/report.md").read_text(encoding="utf-8"))


def test_the_report_in_json_has_the_text_as_it_was(reports: Path) -> None:
    text = (reports / "out/report.json").read_text(encoding="utf-8")
    assert clean(text) == text
    assert {story["title"] for story in json.loads(text)["stories"]} == set(TEXTS)


def diff(sayso: Sayso, folder: Path, number: int, form: str) -> str:
    """Return the diff of one payload's outlets; a report keeps the invisible characters that names are written with."""
    result = sayso("diff", f"hostile-{number}-a", f"hostile-{number}-b", "--format", form, cwd=folder)
    assert (result.returncode, result.stderr) == (0, "")
    assert clean(result.stdout) == result.stdout
    return result.stdout


@pytest.mark.parametrize("number", PAIRED, ids=[STORABLE[number][0] for number in PAIRED])
def test_a_diff_is_safe_markdown(sayso: Sayso, hostile: Path, number: int) -> None:
    assert_markdown_is_safe(diff(sayso, hostile, number, "md"))


def test_a_diff_is_a_safe_page(sayso: Sayso, hostile: Path, open_page: OpenPage) -> None:
    assert_page_is_safe(open_page, diff(sayso, hostile, 0, "html"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("schema",),
        ("schema", "--json"),
        ("outlets", "find", "x"),
        ("review",),
        ("review", "--json", "--limit", "200"),
        ("review", "--export", "-"),
        ("sql", "FROM who_said_what"),
        ("sql", "FROM outlets"),
        ("sql", "FROM match_evidence"),
        ("sql", "FROM claims_told", "--json"),
        ("sql", 'SELECT title AS "[bold]\x1b[31m =1 :100:" FROM stories LIMIT 3'),
    ],
    ids=" ".join,
)
def test_a_terminal_is_told_nothing_but_text(sayso: Sayso, hostile: Path, arguments: tuple[str, ...]) -> None:
    ask(sayso, hostile, *arguments)


def test_markup_and_picture_codes_are_shown_as_they_are(sayso: Sayso, hostile: Path) -> None:
    shown = ask(sayso, hostile, "sql", "SELECT title FROM stories WHERE contains(title, '[bold')")
    assert "[bold red]x[/bold red] [link=https://evil.example/]y[/link] :warning: [/]" in shown


def test_json_has_the_text_as_it_was(sayso: Sayso, hostile: Path) -> None:
    rows = json.loads(ask(sayso, hostile, "sql", "SELECT title FROM stories", "--json"))
    assert {row["title"] for row in rows} == set(TEXTS)


@pytest.mark.parametrize("view", ["who_said_what", "outlets", "changes", "skipped"])
def test_csv_has_no_formula(sayso: Sayso, hostile: Path, view: str) -> None:
    assert_cells_are_inert(ask(sayso, hostile, "sql", f"FROM {view}", "--csv"))


@pytest.mark.parametrize("name", [name for name, text in STORABLE if text is not LONG])
def test_an_articles_versions_are_nothing_but_text(sayso: Sayso, hostile: Path, name: str) -> None:
    number = [known for known, _ in STORABLE].index(name)
    text = TEXTS[number]
    for form, url in (((), f"https://hostile.example/{number}?{text}"), (("--json",), text)):
        result = sayso("versions", *form, "--", url, cwd=hostile)
        assert result.returncode == 0, result.stderr
        assert not steers(result.stdout + result.stderr)


def test_errors_are_nothing_but_text(sayso: Sayso, hostile: Path) -> None:
    for name in ("terminal colour", "terminal title", "controls", "bidi overrides", "invisible", "console markup"):
        text = dict(PAYLOADS)[name].replace("\x00", "")
        result = sayso("schema", "--", text, cwd=hostile)
        assert result.returncode == 1
        assert not steers(result.stdout + result.stderr), name


def test_an_export_as_csv_has_no_formula(sayso: Sayso, hostile: Path, tmp_path: Path) -> None:
    ask(sayso, hostile, "export", str(tmp_path / "out"), "--format", "csv")
    files = list((tmp_path / "out").glob("*.csv"))
    assert len(files) > 50
    for file in files:
        assert_cells_are_inert(file.read_bytes().decode())


def test_an_export_has_the_text_as_it_was(sayso: Sayso, hostile: Path, tmp_path: Path) -> None:
    ask(sayso, hostile, "export", str(tmp_path / "p"), "--only", "stories")
    ask(sayso, hostile, "export", str(tmp_path / "j"), "--only", "stories", "--format", "jsonl")
    titles = pq.read_table(tmp_path / "p/stories.parquet").column("title").to_pylist()
    lines = (tmp_path / "j/stories.jsonl").read_text(encoding="utf-8")
    assert set(titles) == {json.loads(line)["title"] for line in lines.splitlines()} == set(TEXTS)
    assert not steers(lines)


def test_claims_as_linked_data_can_stand_in_a_page(
    sayso: Sayso, hostile: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    ask(sayso, hostile, "export", str(tmp_path / "out"), "--format", "jsonld")
    lines = (tmp_path / "out/claims.jsonl").read_text(encoding="utf-8").splitlines()
    graph = (tmp_path / "out/claims.jsonld").read_text(encoding="utf-8")
    scripts = [f'<script type="application/ld+json">{text}</script>' for text in (*lines, graph)]
    opened = open_page(f"<!doctype html><title>x</title>{''.join(scripts)}<p id=end>end</p>")
    assert opened.page.locator("#end").inner_text() == "end"
    assert opened.page.evaluate("document.scripts.length") == len(lines) + 1
    parsed = "[...document.scripts].map(script => JSON.parse(script.textContent)).length"
    assert opened.page.evaluate(parsed) == len(lines) + 1
    assert opened.page.evaluate("window.__pwned") is None
    opened.assert_quiet()
    urls = re.findall(r'"url":"([^"]*)"', graph)
    assert urls
    assert [url for url in urls if not SAFE_TARGET.match(url)] == []
