"""Take the documentation's screenshots anew: `make screenshots`."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from flows.run import run_plans
from flows.settings import load_settings
from flows.stages import plan_ingest, plan_match
from tests.reports.conftest import CHROMIUM, QUIET
from tests.support import ROOT, SEEDS


def main() -> None:
    """Run the seeds into a temporary folder and photograph the report."""
    with tempfile.TemporaryDirectory() as out, sync_playwright() as playwright:
        now = datetime(2025, 11, 21, 6, 0, tzinfo=UTC)
        settings = load_settings(folders=[SEEDS], out=Path(out), now=now)
        run_plans(settings, (plan_ingest, plan_match), lambda step: step.do(), report=True)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = chromium.new_page(viewport={"width": 1180, "height": 1180})
        page.goto(settings.report.absolute().as_uri())
        page.get_by_role("button", name="number differs").click()
        page.evaluate("document.querySelector('section.shared').scrollIntoView(); scrollBy(0, -90)")
        page.screenshot(path=ROOT / "docs/report.png")
        chromium.close()


main()
