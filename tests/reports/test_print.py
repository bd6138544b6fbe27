"""Every kind of page on paper: it fits a sheet of A4, without what can only be clicked, in black on white."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from reports import site
from tests.reports.test_axe import PAGES

SHEET = {"width": 698, "height": 1002}  # A4 less margins of 12 mm, at 96 dots an inch
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
  && !one.closest("svg *") && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 150))"""
CONTROLS = """() => [...document.querySelectorAll("button, input, select, textarea")]
  .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 150))"""


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SHEET, color_scheme="dark")  # type: ignore[arg-type]
    page = context.new_page()
    page.emulate_media(media="print")
    yield page
    context.close()


@pytest.mark.parametrize("kind", PAGES)
def test_it_fits_a_sheet_of_paper(kind: str, sheet: Page, tmp_path: Path) -> None:
    for name, text in site.assets().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    file = tmp_path / "page.html"
    file.write_text(PAGES[kind](), encoding="utf-8")
    sheet.goto(file.as_uri())
    assert sheet.evaluate(TOO_WIDE) == []
    assert sheet.evaluate(CONTROLS) == []
    colours = sheet.evaluate("(one => [one.backgroundColor, one.color])(getComputedStyle(document.body))")
    assert colours[0] in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert sum(map(int, colours[1].removeprefix("rgb(").removesuffix(")").split(","))) < 150
    assert sheet.pdf(format="A4").startswith(b"%PDF-")
