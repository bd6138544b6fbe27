"""Take the documentation's screenshots anew: `make screenshots`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from flows.pairing import build_pair_report
from flows.run import run_plans
from flows.settings import Settings, load_settings
from flows.site import write_site
from flows.stages import plan_ingest, plan_match
from flows.story_report import load_story
from flows.tracing import load_trace
from flows.window import read_window
from reports.pair_forms import render_pair
from reports.story_page import render_story
from reports.trace import render_trace
from tests.flows.test_browse import TOKEN, serving
from tests.reports.conftest import CHROMIUM, QUIET
from tests.support import ROOT, SEEDS
from warehouse import Snapshot

WIDTH, HEIGHT = 1180, 900
NOW = datetime(2025, 11, 21, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a page, from the element on that is to stand at its top."""

    page: str  # a key of what `pages` returns
    at: str = ""  # "" is the top of the page
    prepare: Callable[[Page], object] = lambda _: None
    height: int = HEIGHT


def _filter(page: Page) -> None:
    page.get_by_role("button", name="number differs").click()


SHOTS = {
    "report.png": Shot("report", ".shared", _filter, 1180),
    "diff.png": Shot("diff", ".shared .claim"),
    "story.png": Shot("story"),
    "matrix.png": Shot("story", "#claims"),
    "trace.png": Shot("trace"),
    "outlet.png": Shot("outlet"),
    "site.png": Shot("site", height=640),
    "review.png": Shot("review", height=720),
}


def pages(settings: Settings, folder: Path) -> dict[str, str]:
    """Write each page that is photographed; return their addresses."""
    with Snapshot.open(settings.snapshot) as snapshot:
        write_site(snapshot, folder / "site", lambda _: nullcontext(lambda *_: None))
        window = read_window(None, None, None, NOW)
        pair = build_pair_report(snapshot, "meridian-press-agency-stand-in", "northern-herald-stand-in", window)
        texts = {
            "diff": render_pair(pair, "html"),
            "story": render_story(load_story(snapshot, "Europe blindsided"), "html"),
            "trace": render_trace(load_trace(snapshot, "the Ukrainian army is limited to 600,000 troops", 5), "html"),
        }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    files = {name: folder / f"{name}.html" for name in texts}
    files |= {
        "report": settings.report.absolute(),
        "outlet": folder / "site/outlets/northern-herald-stand-in.html",
        "site": folder / "site/index.html",
    }
    return {name: file.as_uri() for name, file in files.items()}


def shoot(browser: Browser, shot: Shot, address: str, file: Path) -> None:
    """Open the address and write the picture."""
    page = browser.new_page(viewport={"width": WIDTH, "height": shot.height})
    page.goto(address)
    shot.prepare(page)
    if shot.at:
        page.evaluate("at => { document.querySelector(at).scrollIntoView(); scrollBy(0, -20) }", shot.at)
    page.screenshot(path=file)
    page.close()


def main() -> None:
    """Run the seeds into a temporary folder and photograph what comes of them."""
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        settings = load_settings(folders=[SEEDS], out=folder / "out", now=NOW)
        run_plans(settings, (plan_ingest, plan_match), lambda step: step.do(), report=True)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        addresses = pages(settings, folder)
        with serving(folder) as server:
            addresses["review"] = f"{server.url}/enter?token={TOKEN}"
            for name, shot in SHOTS.items():
                shoot(browser, shot, addresses[shot.page], folder / name)
        browser.close()
        for name in SHOTS:
            shutil.move(folder / name, ROOT / "docs" / name)


if __name__ == "__main__":
    main()
