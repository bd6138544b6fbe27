"""The report that a run wrote on the seeds, opened in a browser."""

from __future__ import annotations

from pathlib import Path

from tests.reports.conftest import OpenPage


def test_the_seeds_report_shows_the_relays_and_their_checks(seeded: Path, open_page: OpenPage) -> None:
    opened = open_page((seeded / "out/report.html").read_text(encoding="utf-8"))
    shown = " ".join(opened.page.inner_text("body").split())
    assert "informed sources (anonymous) ← Politico Europe ← Unnamed outlet" in shown
    assert "European officials (collective) ← The Wall Street Journal ← Unnamed outlet" in shown
    assert "number differs: 600,000 / 800,000" in shown
    opened.assert_quiet()
