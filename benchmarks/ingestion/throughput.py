"""How fast a WARC file of news pages becomes stored article versions, against trafilatura alone on the same bodies.

Both run in this process, one after the other, for several rounds; a second is one of processor time of all threads
together, and the shortest round of each counts. sayso's includes unpacking, its own archive, and DuckDB.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from benchmarks.ingestion.pages import FETCHED, GoldPage
from benchmarks.ingestion.systems import FAST, Extractor
from flows.settings import load_settings
from flows.stages import Wanted, plan_ingest
from sources.members import pack_member
from sources.types import Response
from sources.warc import Archived, write_record
from warehouse import Warehouse

ROUNDS = 3
COPIES = (
    3  # of each page, each with a word of its own, so that opening and closing files weigh as little as in a long run
)
TIMED = ("read", "extract")  # stages


@dataclass(frozen=True, slots=True)
class Throughput:
    """Pages per second of one core."""

    pages: int
    seconds: float
    reference_seconds: float

    @property
    def ratio(self) -> float:
        """Return sayso's speed as a multiple of trafilatura's."""
        return self.reference_seconds / self.seconds

    def __str__(self) -> str:
        rates = self.pages / self.seconds, self.pages / self.reference_seconds
        return (
            f"WARC → stored article versions: {rates[0]:.1f} pages/s and core, {FAST} alone {rates[1]:.1f}: "
            f"{self.ratio:.2f} times its speed, over {self.pages:,} pages"
        )


def measure(pages: Sequence[GoldPage], reference: Extractor, rounds: int = ROUNDS) -> Throughput:
    """Return how fast the pages are stored, and how fast the reference extracts them."""
    bodies = [(page.url, _marked(page.body, copy)) for copy in range(COPIES) for page in pages]
    with TemporaryDirectory() as folder:
        warc = Path(folder) / "pages.warc.gz"
        _write(warc, bodies)
        ours, theirs = [], []
        _store(warc, Path(folder) / "first")  # what is loaded once is not timed
        for number in range(rounds):
            theirs.append(_timed(lambda: [reference(url, body) for url, body in bodies]))
            ours.append(_store(warc, Path(folder) / str(number)))
    return Throughput(len(bodies), min(ours), min(theirs))


def _marked(body: bytes, copy: int) -> bytes:
    return body.replace(b"</body>", b"<p class=copy>Copy number %d of it.</p></body>" % copy)


def _write(path: Path, bodies: Sequence[tuple[str, bytes]]) -> None:
    with path.open("wb") as file:
        for number, (url, body) in enumerate(bodies):
            at = FETCHED + timedelta(seconds=number)
            answer = Response(_own(url, number), _own(url, number), 200, (("content-type", "text/html"),), body, at)
            file.write(pack_member(write_record(Archived(answer, "", "article"))))


def _own(url: str, number: int) -> str:
    """Return an address of the page's own host, so that no two copies are one article."""
    return f"https://{urlsplit(url).hostname or 'page.example'}/{number}/article"


def _store(warc: Path, out: Path) -> float:
    """Read the file into a new warehouse as an ingestion does; return the seconds of the timed stages."""
    settings = load_settings(folders=(warc,), out=out, follow=(), now=FETCHED)
    seconds = 0.0
    with Warehouse.open(settings.warehouse) as warehouse:
        for step in plan_ingest(warehouse, settings, Wanted(outlet_id="reuters", follow=False)):
            if not step.stage.startswith(TIMED):
                if step.stage == "attribute":
                    break
                step.do()
                continue
            seconds += _timed(step.do)
    return seconds


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
