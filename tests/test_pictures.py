"""The documentation's pictures: those that it shows are those that `make screenshots` takes, and they are there."""

from __future__ import annotations

import re

from tests.screenshots import SHOTS
from tests.support import ROOT

PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LARGEST = 200_000  # bytes
# The first by `sayso schema --out docs`, which tests/flows/test_reference.py holds to the warehouse; the second by
# `python -m benchmarks.warehouse --plot`.
DRAWN = {"schema.svg", "warehouse-scale.svg", "matching-scale.svg"}


def test_what_is_shown_is_what_is_taken() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for _, target in PICTURE.findall(page.read_text(encoding="utf-8"))
    }
    assert shown == {ROOT / "docs" / name for name in (*SHOTS, *DRAWN)}


def test_each_picture_is_there_and_small_and_nothing_else_is() -> None:
    files = {path.name: path for path in (ROOT / "docs").glob("*.png")}
    assert files.keys() == SHOTS.keys()
    for path in files.values():
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) <= LARGEST, path.name


def test_each_picture_is_described() -> None:
    for page in PAGES:
        for words, target in PICTURE.findall(page.read_text(encoding="utf-8")):
            assert len(words.split()) >= 5, target
