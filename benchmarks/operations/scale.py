"""Up to a hundred thousand articles in one warehouse, in rounds as a schedule has them, and how time and memory grow.

A round is a process of its own (`python -m benchmarks.operations.scale WARC NOW`) with the plans of `sayso ingest` and
`sayso match`: it takes in a WARC file of the articles that have come since the last one, keeps the answers in the
archive, matches the new claims with all that is held, and publishes the snapshot. It writes no report. Making the
articles is not timed. What a round took stands in rounds.jsonl from its end on, and a benchmark that is started again
over the same folder goes on from there.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.operations.articles import MadeArticle
from benchmarks.operations.errors import OtherRounds
from benchmarks.operations.pages import FETCHED, write_outlets, write_warc
from benchmarks.operations.processes import environment, run
from benchmarks.operations.runs import count_rows
from benchmarks.operations.templates import Template
from benchmarks.warehouse.rerun import timed
from flows.run import run_plans
from flows.settings import Settings, load_settings
from flows.stages import Wanted, plan_ingest, plan_match

ARTICLES, ROUND = 100_000, 2_000
POINTS = 16  # rounds at least, where there are so many articles
_FITTED = 4  # rounds, the fewest that say how a figure grows


@dataclass(frozen=True, slots=True)
class Round:
    """What a round took, and what there was after it."""

    held: int  # articles that had been made, those of the round among them
    articles: int  # of the round
    seconds: float  # on the wall, from the process's start to its end
    processor_seconds: float
    peak_bytes: int
    file_bytes: int  # of the warehouse
    archive_bytes: int
    steps: dict[str, float]  # seconds of each stage; "between" is what is done outside of stages
    counts: dict[str, int]  # rows


@dataclass(frozen=True, slots=True)
class Scale:
    """The rounds in their order."""

    rounds: tuple[Round, ...]

    @property
    def seconds(self) -> float:
        """Return the seconds of all rounds on the wall."""
        return sum(one.seconds for one in self.rounds)

    @property
    def peak_bytes(self) -> int:
        """Return the most that any round held resident."""
        return max(one.peak_bytes for one in self.rounds)

    @property
    def articles(self) -> int:
        """Return how many articles there were in the end."""
        return self.rounds[-1].held

    def points(self) -> list[Scale]:
        """Return it as it was after a sixteenth of the articles, an eighth, … and in the end."""
        ends = [
            next(at for at, one in enumerate(self.rounds, 1) if one.held * 2**halves >= self.articles)
            for halves in (4, 3, 2, 1, 0)
        ]
        return [Scale(self.rounds[:end]) for end in dict.fromkeys(ends)]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What more articles would take, by the lines through what the rounds took.

    A round's seconds an article, its peak and the file are taken to grow in a straight line with the articles held. So
    it knows nothing of what sets in later only, and reckons too much where rounds are smaller than those of a long run,
    for what each costs by itself (a process's start, models, the audit, the snapshot) then counts for fewer articles.
    """

    articles: int
    seconds: float
    peak_bytes: float
    file_bytes: float


def reckon(found: Scale, articles: int = ARTICLES) -> Reckoned | None:
    """Return what so many articles would take; None after too few rounds, or where there were as many."""
    if len(found.rounds) < _FITTED or found.articles >= articles:
        return None
    held = [one.held for one in found.rounds]
    each, growth = _line([at.held - at.articles / 2 for at in found.rounds], [_each(one) for one in found.rounds])
    peak, file = (
        sum(part * more for part, more in zip(_line(held, values), (1, articles), strict=True))
        for values in ([one.peak_bytes for one in found.rounds], [one.file_bytes for one in found.rounds])
    )
    return Reckoned(articles, each * articles + growth * articles**2 / 2, peak, file)


def _each(one: Round) -> float:
    return one.seconds / one.articles


def _line(held: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Return where the best line through the values begins, and how it rises with each article: never falling."""
    rise, begin = np.polyfit(held, values, 1)
    return (float(begin), float(rise)) if rise > 0 else (float(np.mean(values)), 0.0)


def measure(
    folder: Path, supply: Iterator[MadeArticle], templates: Sequence[Template], articles: int,
    tell: Callable[[str], None],
) -> Scale:  # fmt: skip
    """Return what the rounds took that bring so many articles into folder/out. Raises OtherRounds, RunFailed."""
    size = max(1, min(ROUND, articles // POINTS))
    told = folder / "rounds.jsonl"
    rounds = load_rounds(told)
    if rounds and (rounds[0].articles != min(size, articles) or rounds[-1].held > articles):
        raise OtherRounds(folder, rounds[-1].held, articles)
    folder.mkdir(parents=True, exist_ok=True)
    write_outlets(folder / "outlets.toml")
    for start in range(0, articles, size):
        batch = list(islice(supply, min(size, articles - start)))
        if start < sum(one.articles for one in rounds):
            continue
        one = _carry_out(folder, batch, templates, start + len(batch))
        with told.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one)) + "\n")
        rounds.append(one)
        tell(progress(Scale(tuple(rounds))))
    return Scale(tuple(rounds))


def load_rounds(path: Path) -> list[Round]:
    """Return the rounds that a file tells of; none where there is no file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Round(**json.loads(line)) for line in lines]


def progress(found: Scale) -> str:
    """Return a line on how far it has come."""
    last = found.rounds[-1]
    return (
        f"{last.held:,} articles in {found.seconds:,.0f} s; the last {last.articles:,} in {last.seconds:,.0f} s, "
        f"peak {last.peak_bytes / 1e9:.2f} GB, file {last.file_bytes / 1e9:.2f} GB"
    )


def _carry_out(folder: Path, batch: Sequence[MadeArticle], templates: Sequence[Template], held: int) -> Round:
    out, warc = folder / "out", folder / "round.warc.gz"
    write_warc(warc, batch, templates)
    now = max(article.published for article in batch) + FETCHED + timedelta(minutes=1)
    command = [sys.executable, "-m", "benchmarks.operations.scale", str(warc), now.isoformat()]
    took, printed = run(command, environment(out, None, folder / "outlets.toml"), folder)
    warc.unlink()
    return Round(
        held, len(batch), took.seconds, took.processor_seconds, took.peak_bytes,
        (out / "warehouse.duckdb").stat().st_size,
        sum(path.stat().st_size for path in (out / "archive").rglob("*") if path.is_file()),
        json.loads(printed), count_rows(out / "sayso.duckdb"),
    )  # fmt: skip


def carry_out(settings: Settings) -> dict[str, float]:
    """Carry out a round; return the seconds of its stages."""
    steps: dict[str, float] = {}
    begun = time.perf_counter()
    ingest = partial(plan_ingest, wanted=Wanted(follow=False))
    run_plans(settings, (ingest, plan_match), timed(steps), report=False)
    steps["between"] = time.perf_counter() - begun - sum(steps.values())
    return steps


if __name__ == "__main__":
    steps = carry_out(load_settings(folders=(Path(sys.argv[1]),), follow=(), now=datetime.fromisoformat(sys.argv[2])))
    sys.stdout.write(json.dumps(steps))
