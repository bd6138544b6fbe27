"""Markdown and JSON: golden files, escaping, the schema, and the same bytes every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

import reports
from reports import Report, render_all, render_html, render_json, render_markdown
from reports.as_markdown import escape_markdown, link_target
from reports.safe import clean
from tests.reports.build_diff import empty_report, harbour_report
from tests.reports.test_html_hostile import PAYLOADS, hostile_report
from tests.support import ROOT

GOLDEN = Path(__file__).parent / "golden"
REGENERATE = "SAYSO_REGENERATE_GOLDEN"
SCHEMA = json.loads((Path(reports.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Text(HTMLParser):
    """Collects the text and the tags of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


@pytest.mark.parametrize(
    ("name", "render"), [("report.md", render_markdown), ("report.json", render_json)], ids=["markdown", "json"]
)
def test_the_format_is_as_it_was(name: str, render: Callable[[Report], str]) -> None:
    text = render(harbour_report())
    path = GOLDEN / name
    if os.environ.get(REGENERATE):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), (
        f"{name} changed. If it should, run {REGENERATE}=1 pytest tests/reports/test_formats.py and look at the diff."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, “quoted” – text.", "plain, “quoted” – text."),
        ("a | b", r"a \| b"),
        ("`code`", r"\`code\`"),
        ("*bold* _it_ ~~no~~", r"\*bold\* \_it\_ \~\~no\~\~"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("![x](y)", r"!\[x\](y)"),
        ("<script>", "&lt;script&gt;"),
        ("&lt;", "&amp;lt;"),
        ("# heading", r"\# heading"),
        ("> quote", "&gt; quote"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("12. item", r"12\. item"),
        ("12) item", r"12\) item"),
        ("12.5 percent", "12.5 percent"),
        ("two\n\n# lines", "two # lines"),
        ("\\", r"\\"),
        ("$x$", r"\$x\$"),
        ("https://evil.example www.evil.example", r"https\://evil.example www\.evil.example"),
        ("a\u202eb\x00", "ab"),
        ("", ""),
    ],
)
def test_markdown_escapes(text: str, expected: str) -> None:
    assert escape_markdown(text) == expected


@given(st.text(alphabet="a1 \n\t.)(#*_`~|<>&;[]!-+=\\:/$\"'\u202e\x00é", max_size=40) | st.text(max_size=40))
def test_rendering_escaped_markdown_gives_the_text_back(text: str) -> None:
    shown = " ".join(clean(text).split())
    rendered = Text(MARKDOWN.render(f"- {escape_markdown(text)}"))
    assert rendered.text.strip() == shown
    assert rendered.tags <= {"ul", "li"}


@given(st.text(alphabet="a|\\`<>&[]*_ ", max_size=20))
def test_a_table_cell_holds_any_text(text: str) -> None:
    html = MARKDOWN.render(f"| a | b |\n| --- | --- |\n| {escape_markdown(text)} | end |\n")
    rendered = Text(html)
    assert rendered.text.split() == ["a", "b", *text.split(), "end"]
    assert rendered.tags == {"table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/b?c=1&d=2", "<https://a.example/b?c=1&amp;d=2>"),
        ("https://a.example/(b)|<c>`", "<https://a.example/(b)%7C%3Cc%3E%60>"),
        ("https://a.example/%20", "<https://a.example/%20>"),
        ("javascript:alert(1)", None),
        ("file:a.txt", None),
    ],
)
def test_markdown_link_targets(url: str, expected: str | None) -> None:
    assert link_target(url) == expected


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_text_in_markdown(payload: str) -> None:
    html = MARKDOWN.render(render_markdown(hostile_report(payload)))
    inline, blocks = {"strong", "del", "ins", "mark", "a"}, {"h1", "h2", "h3", "h4", "p", "ul", "li"}
    table = {"table", "thead", "tbody", "tr", "th", "td"}
    rendered = Text(html)
    assert rendered.tags <= inline | blocks | table
    assert " ".join(clean(payload).split()) in " ".join(rendered.text.split())
    assert "javascript:" not in "".join(part.split('"')[0] for part in html.split('href="')[1:])


@pytest.mark.parametrize("report", [harbour_report(), empty_report(), *map(hostile_report, PAYLOADS)])
def test_json_follows_its_schema(report: Report) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        json.loads(render_json(report))
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_json_keeps_the_text_and_shows_no_control_character(payload: str) -> None:
    text = render_json(hostile_report(payload))
    assert json.loads(text)["title"] == payload
    assert clean(text) == text
    text.encode()


def test_the_formats_hold_the_same_claims_and_changes() -> None:
    report = harbour_report()
    stories = json.loads(render_json(report))["stories"]
    html = " ".join(Text(render_html(report)).text.split())
    markdown = " ".join(Text(MARKDOWN.render(render_markdown(report))).text.split())
    for story in stories:
        tellings = [claim["reference"] for claim in story["shared"]]
        comparisons = [comparison for claim in story["shared"] for comparison in claim["comparisons"]]
        only = [telling for entry in story["only"] for claim in entry["claims"] for telling in claim["tellings"]]
        for telling in (*tellings, *only):
            assert telling["wording"] in html
            assert telling["wording"] in markdown
        for comparison in comparisons:
            assert comparison["telling"]["wording"] in html
            for change in comparison["changes"]:
                assert change["label"] in html
                assert change["label"] in markdown


def test_all_formats_at_once_are_the_formats_one_by_one() -> None:
    report = harbour_report()
    assert render_all(report) == {
        "html": render_html(report),
        "md": render_markdown(report),
        "json": render_json(report),
    }


def test_equal_reports_give_equal_bytes_in_every_process() -> None:
    script = (
        "import sys; from reports import *; from tests.reports.build_diff import harbour_report as r;"
        "sys.stdout.buffer.write((render_html(r()) + render_markdown(r()) + render_json(r())).encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(outputs) == 1


def test_an_empty_report_says_so() -> None:
    assert "There is nothing to compare" in render_markdown(empty_report())
    assert json.loads(render_json(empty_report()))["stories"] == []
