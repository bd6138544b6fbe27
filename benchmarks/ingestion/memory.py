"""The resident memory of reading a large archive: a fresh process that streams a WARC file of a gigabyte into pages.

`python -m benchmarks.ingestion.memory FILE` is that process; without a file it makes one in a temporary folder, reads
it in such a process and prints what that took.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.attribution.memory import peak, run_worker
from sources.members import pack_member
from sources.registry import Registry
from sources.stream import pages_of, read_responses
from sources.types import Outlet, Page, Response
from sources.warc import Archived, write_record

GIGABYTE = 1_000_000_000  # bytes of the file, as it lies on the disk
_PAGES = 200  # different ones, over and over
_WORDS = 30_000  # different ones; their pages pack about as well as those of news sites, to a quarter


@dataclass(frozen=True, slots=True)
class Streamed:
    """What reading one file took."""

    pages: int
    packed: int  # bytes of the file
    plain: int  # bytes of the pages' bodies
    seconds: float
    before: int  # peak resident bytes before the file was opened
    peak: int  # and when all of it was read

    def __str__(self) -> str:
        per_second = [round(size / 1e6 / self.seconds) for size in (self.packed, self.plain)]
        return (
            f"{self.pages:,} pages, {self.packed / 1e6:,.0f} MB packed and {self.plain / 1e6:,.0f} MB plain, "
            f"in {self.seconds:.1f} s: {per_second[0]} MB/s packed, {per_second[1]} MB/s plain; "
            f"peak {self.peak / 1e6:.0f} MB resident, {(self.peak - self.before) / 1e6:.0f} MB of it for reading"
        )


def measure(size: int = GIGABYTE) -> Streamed:
    """Make a file of so many bytes, and return what a process of its own took to read it. Raises WorkerFailed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "large.warc.gz"
        write_large(path, size)
        return measure_file(path)


def measure_file(path: Path) -> Streamed:
    """Return what a process of its own took to read a file. Raises WorkerFailed."""
    return Streamed(**json.loads(run_worker("benchmarks.ingestion.memory", str(path))))


def write_large(path: Path, size: int) -> None:
    """Write a WARC file of at least so many bytes, of generated pages."""
    members = [pack_member(write_record(Archived(page, "post", "article"))) for page in _generated()]
    with path.open("wb") as file:
        while file.tell() < size:
            file.writelines(members)


def _generated() -> Iterator[Response]:
    """Yield pages of 20 to 300 KB, always the same ones."""
    chance = random.Random(1)  # noqa: S311 - no secret
    words = ["".join(chance.choices("aeiounrstldmk", k=chance.randint(2, 10))) for _ in range(_WORDS)]
    weights = [1 / rank for rank in range(1, _WORDS + 1)]  # as words are spread in prose (Zipf)
    for number in range(_PAGES):
        prose = " ".join(chance.choices(words, weights, k=chance.randint(3_000, 45_000)))
        url = f"https://post.example/{number}"
        body = f"<!doctype html><html><title>{number}</title><p>{prose}</p></html>".encode()
        yield Response(url, url, 200, (("content-type", "text/html"),), body, datetime(2026, 11, 25, tzinfo=UTC))


def _read(path: Path) -> dict[str, float]:
    registry = Registry((Outlet("post", "The Post", "newspaper", "", "en", domains=("post.example",)),))
    before, begun = peak(), time.perf_counter()
    pages, plain = 0, 0
    for page in pages_of(read_responses(path), registry):
        if isinstance(page, Page):
            pages, plain = pages + 1, plain + len(page.body)
    seconds = time.perf_counter() - begun
    return {
        "pages": pages,
        "packed": path.stat().st_size,
        "plain": plain,
        "seconds": seconds,
        "before": before,
        "peak": peak(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_read(Path(sys.argv[1]))) if sys.argv[1:] else f"{measure()}\n")
