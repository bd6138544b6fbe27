"""The usual parts put together, beside sayso over the same pages: newspaper4k for the articles' texts, the Gender Gap
Tracker's extractor for their quotes, and rapidfuzz's token_set_ratio over all pairs of quotes.

`python -m benchmarks.operations.usual FOLDER` is that pipeline, and prints what each part took. Pairs are compared in
as many threads as there are cores. Loading its parts does not count for it, while sayso's time is that of its whole
process, snapshot and report among it. Pairs grow with the square of the articles: more articles would favour sayso.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from benchmarks.ingestion.systems import _newspaper, _quiet
from benchmarks.operations.errors import NotInstalled
from benchmarks.operations.processes import CORES, run
from benchmarks.operations.runs import Runs
from benchmarks.peers import gendergap

ALIKE = 70  # the ratio from which two quotes count as one claim
_ROWS = 500  # quotes that are compared with all later ones at once
_MISSING = "not installed: "


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of the pipeline took, of all processors together and on the wall."""

    seconds: float
    processor_seconds: float


@dataclass(frozen=True, slots=True)
class Usual:
    """What the pipeline did."""

    pages: int
    articles: int  # those of which a text was found
    quotes: int
    alike: int  # pairs of quotes
    parts: dict[str, Part]

    @property
    def seconds(self) -> float:
        """Return the seconds of its parts on the wall."""
        return sum(part.seconds for part in self.parts.values())

    @property
    def processor_seconds(self) -> float:
        """Return the processor seconds of its parts."""
        return sum(part.processor_seconds for part in self.parts.values())

    def at(self, pages: int) -> Part:
        """Return what it would take for so many pages, reckoned: pairs grow with their square."""
        grown = {name: (pages / self.pages) ** (2 if name == "pairs" else 1) for name in self.parts}
        return Part(
            sum(part.seconds * grown[name] for name, part in self.parts.items()),
            sum(part.processor_seconds * grown[name] for name, part in self.parts.items()),
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """Both over the same pages."""

    usual: Usual
    sayso: Runs

    @property
    def times(self) -> float:
        """Return how many times as fast sayso is on the wall."""
        return self.usual.seconds / self.sayso.seconds

    @property
    def processor_times(self) -> float:
        """Return the same for processor time."""
        return self.usual.processor_seconds / self.sayso.processor_seconds

    def times_at(self, pages: int) -> tuple[float, float]:
        """Return both for so many pages, reckoned as if sayso's whole process, its start too, grew with the pages."""
        usual, times = self.usual.at(pages), pages / self.usual.pages
        return (
            usual.seconds / (self.sayso.seconds * times),
            usual.processor_seconds / (self.sayso.processor_seconds * times),
        )


def measure(scratch: Path, pages: Path, env: Mapping[str, str]) -> Usual:
    """Return what a process of its own did with a folder of pages. Raises NotInstalled, RunFailed."""
    _, printed = run([sys.executable, "-m", "benchmarks.operations.usual", str(pages)], env, scratch)
    if printed.startswith(_MISSING):
        raise NotInstalled(printed.removeprefix(_MISSING).strip())
    found = json.loads(printed)
    parts = {name: Part(**part) for name, part in found.pop("parts").items()}
    return Usual(**found, parts=parts)


def read(folder: Path) -> Usual:
    """Take a folder of pages through the pipeline. Raises ModuleNotFoundError."""
    text_of, quotes_of = _quiet(_newspaper()), gendergap.load()
    parts: dict[str, Part] = {}
    paths = sorted(folder.iterdir())
    with _timing(parts, "text"):
        texts = [text for path in paths if (text := text_of(f"https://{path.stem}.example/", path.read_bytes()))]
    with _timing(parts, "quotes"):
        quotes = [
            " ".join(text[start:end] for start, end in quote["content"]) for text in texts for quote in quotes_of(text)
        ]
    with _timing(parts, "pairs"):
        alike = count_alike(quotes)
    return Usual(len(paths), len(texts), len(quotes), alike, parts)


def count_alike(quotes: Sequence[str]) -> int:
    """Return how many pairs of quotes are alike, each pair compared once."""
    found = 0
    for start in range(0, len(quotes), _ROWS):
        rows = quotes[start : start + _ROWS]
        ratios = process.cdist(
            rows, quotes[start:], scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, dtype="uint8", workers=CORES
        )
        own = ratios[:, : len(rows)] >= ALIKE
        found += int((ratios[:, len(rows) :] >= ALIKE).sum()) + (int(own.sum()) - int(own.diagonal().sum())) // 2
    return found


@contextmanager
def _timing(parts: dict[str, Part], name: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    parts[name] = Part(time.perf_counter() - wall, time.process_time() - processor)


if __name__ == "__main__":
    try:
        sys.stdout.write(json.dumps(asdict(read(Path(sys.argv[1])))))
    except ModuleNotFoundError as error:
        sys.stdout.write(f"{_MISSING}{error.name}")
