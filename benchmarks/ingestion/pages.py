"""HTML pages in a folder, as they were saved or gzipped, and what a careful reader copied out of each as its text."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ingestion.errors import DataMissing, NoPages
from sources.types import Page, content_id

OUTLET = "benchmark"
FETCHED = datetime(2019, 11, 21, tzinfo=UTC)  # a day after the last of the benchmark's pages was
DATES = Path(__file__).parent / "dates.json"


@dataclass(frozen=True, slots=True)
class GoldPage:
    """One page of the article-extraction-benchmark."""

    name: str  # its file's, without the ending
    url: str
    body: bytes
    text: str  # the article's


def load_pages(data: Path) -> list[GoldPage]:
    """Return the pages under data/pages, by name. Raises DataMissing."""
    gold, folder = data / "pages" / "ground-truth.json", data / "pages" / "html"
    for path in (gold, folder):
        if not path.exists():
            raise DataMissing(path)
    known = json.loads(gold.read_text(encoding="utf-8"))
    return [
        GoldPage(name, known[name]["url"], body, known[name]["articleBody"])
        for name, body in read_folder(folder)
        if name in known
    ]


def read_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each .html and .html.gz of a folder, by name. Raises DataMissing, NoPages."""
    if not folder.is_dir():
        raise DataMissing(folder)
    paths = sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".htm", ".html.gz", ".htm.gz")))
    if not paths:
        raise NoPages(folder)
    for path in paths:
        raw = path.read_bytes()
        body = gzip.decompress(raw) if path.suffix == ".gz" else raw
        yield path.name.removesuffix(".gz").removesuffix(".html").removesuffix(".htm"), body


def page_of(url: str, body: bytes, fetched: datetime = FETCHED) -> Page:
    """Return the page that sayso would have fetched."""
    return Page(content_id(OUTLET, url, body), OUTLET, url, fetched, "text/html", body)


def load_days(path: Path = DATES) -> dict[str, str]:
    """Return name → the day on which the page says that it was published (ISO 8601), where it says so."""
    return dict(json.loads(path.read_text(encoding="utf-8"))["days"])
