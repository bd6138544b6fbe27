"""A simulated month of hourly rounds over 60 outlets with faults: `python -m tests.operations.soak --days 30`; with
`--real --minutes 60`, `sayso serve` for an hour, its processes killed at random.

Nothing that could be had may be lost, nothing may be held twice, memory must be flat, and the audits find nothing. What
must be held comes from what was published and from what the server has told, never from the warehouse.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import duckdb
from rich.console import Console
from rich.progress import Progress

from benchmarks.tables import figures_table, print_results
from sources.follow import RECHECKS
from sources.urls import article_url
from tests.flows.web import NOW
from tests.operations.soak_real import Living, run_for
from tests.operations.soak_rounds import Order, Outcome, outlets_of
from tests.operations.soak_world import DAY, HOUR, LISTED, House, Piece, Press, Told, build_houses, draw
from tests.support import ROOT
from warehouse import Warehouse

Rows = list[tuple[str, str]]
Wrong = dict[str, list[str]]

PATIENCE = 36 * HOUR  # of health without a break, within which feeds that lie or have failed are asked whole again
JUMPS = (-30 * DAY, -6 * HOUR, 3 * HOUR, 2 * DAY, 30 * DAY)
MATCH_AT = 3  # o'clock
EVENTS = 500  # of a round, about; one that is to be killed is so at one of them
GROWTH, SLACK = 1.5, 100e6  # memory is flat where what rounds need has not grown beyond this


@dataclass(frozen=True, slots=True)
class Held:
    """What the warehouse has."""

    articles: Counter[str]  # by URL
    texts: dict[str, Counter[str]]  # URL → text of a version → how often
    findings: tuple[str, ...]  # of the audits


@dataclass(slots=True)
class Soak:
    """What went in, and what came of it."""

    days: float
    houses: Sequence[House]
    told: dict[str, Told]
    rounds: int = 0
    killed: int = 0
    jumps: int = 0
    behind: list[datetime] = field(default_factory=list)  # when the clock was set back, by a right one
    requests: int = 0
    faults: int = 0
    errors: list[str] = field(default_factory=list)
    memory: dict[int, list[Outcome]] = field(default_factory=dict)  # day, from 1 → its rounds

    @property
    def end(self) -> datetime:
        return NOW + timedelta(days=self.days)


class Rounds:
    """The process that carries out the rounds; `before` is what its command line begins with."""

    def __init__(self, folder: Path, port: int, houses: Sequence[House], before: Sequence[str] = ()) -> None:
        (folder / "houses.toml").write_text(outlets_of(list(houses)), "utf-8")
        module = [sys.executable, "-m", "tests.operations.soak_rounds"]
        command = [*before, *module, str(folder), str(port), str(len(houses))]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, order: Order) -> Outcome:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(asdict(order)), file=self._process.stdin, flush=True)
        return Outcome(**json.loads(self._process.stdout.readline()))

    def end(self) -> None:
        self._process.communicate()


@contextmanager
def rounds_of(folder: Path, port: int, houses: Sequence[House], before: Sequence[str] = ()) -> Iterator[Rounds]:
    """Yield what carries out an order; the process ends with the block."""
    rounds = Rounds(folder, port, houses, before)
    try:
        yield rounds
    finally:
        rounds.end()


def simulate(
    folder: Path, days: float, houses: Sequence[House], seed: int, tell: Callable[[int], object] = lambda _: None
) -> Soak:
    """Run an hourly round for so many days; `tell` is told how many are done."""
    with Press(houses, seed) as press, rounds_of(folder, press.port, houses) as carry_out:
        soak = Soak(days, houses, press.told)
        last = round(days * 24)
        for number in range(last + 1):
            chance = draw(seed, "round", number)
            press.now = NOW + number * HOUR
            jump = chance.choice(JUMPS) if number and chance.random() < 1 / 40 else timedelta(0)
            press.right_clock = not jump
            if jump < timedelta(0):
                soak.behind.append(press.now)
            kill = chance.randint(1, EVENTS) if number and chance.random() < 1 / 12 else 0
            if number == last:
                kill = 0  # that the last run was killed is a finding, and is to be one
            press.killed = bool(kill)
            press.asked.clear()
            match = press.now.hour == MATCH_AT and not kill
            outcome = carry_out(Order((press.now + jump).isoformat(), kill, match))
            soak.rounds, soak.killed, soak.jumps = number + 1, soak.killed + outcome.killed, soak.jumps + bool(jump)
            soak.memory.setdefault(number // 24 + 1, []).append(outcome)
            if outcome.error:
                soak.errors.append(f"{press.now:%d %b %H:%M}: {outcome.error}")
            tell(number + 1)
        soak.requests, soak.faults = press.requests, press.faults
    return soak


def look(folder: Path) -> Held:
    """Return what the warehouse holds, and what its audits find wrong with it."""
    path = folder / "out/warehouse.duckdb"
    with Warehouse.open(path) as warehouse:
        findings = tuple(f"{one.audit}: {one.problem} {one.item_id}" for one in warehouse.findings())
    texts: dict[str, Counter[str]] = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        articles = Counter(article_url(url) for (url,) in connection.execute("SELECT url FROM articles").fetchall())
        versions = connection.execute("SELECT url, text FROM article_versions JOIN articles USING (article_id)")
        for url, text in versions.fetchall():
            texts.setdefault(article_url(url), Counter())[text] += 1
    return Held(articles, texts, findings)


def healthy_until(house: House, start: datetime, end: datetime) -> datetime | None:
    """Return the end of the first PATIENCE from `start` in which the house is up all the time; None without one."""
    for down, up in sorted(house.down):
        if up > start:
            if down - start >= PATIENCE:
                break
            start = up
    return start + PATIENCE if end - start >= PATIENCE else None


def lost(soak: Soak, held: Held) -> list[str]:
    """Return what could have been had and was not: articles, texts that were told, re-checks."""
    found = []
    for house in soak.houses:
        for piece in house.pieces:
            told, texts = soak.told.get(piece.url, Told()), held.texts.get(article_url(piece.url), Counter())
            had = [f"{piece.url}: text {which} came and is not held" for which, whole in told.texts.items()
                   if whole and "\n\n".join(piece.paragraphs(which)) not in texts]  # fmt: skip
            found += had
            gone = min(soak.end, piece.deleted or soak.end)
            start = max(piece.published, NOW)
            if not texts and not had and healthy_until(house, start, min(gone, start + LISTED)):
                found.append(f"{piece.url}: never held, published {piece.published:%d %b %H:%M}")
            if told.visits and told.right_clock:
                found += _unchecked(house, piece, told, gone, soak.behind)
    return found


def _unchecked(
    house: House, piece: Piece, told: Told, gone: datetime, behind: Sequence[datetime] = ()
) -> Iterator[str]:
    """Yield the re-checks that did not come. After a clock far behind they count from when a feed named the article."""
    first, *later = told.visits
    for wait in RECHECKS:
        until = healthy_until(house, first + wait, gone)
        set_back = any(first < moment <= first + wait for moment in behind)
        since = (told.named_at or first if set_back else first) + wait
        if until and not any(since <= visit <= until for visit in later):
            yield f"{piece.url}: had at {first:%d %b %H:%M} and not looked at again after {wait}"


def doubled(soak: Soak, held: Held) -> list[str]:
    """Return what is held twice, or was never told."""
    pieces = {article_url(piece.url): piece for house in soak.houses for piece in house.pieces}
    found = [f"{url}: held {number} times" for url, number in held.articles.items() if number > 1]
    for url, texts in held.texts.items():
        piece = pieces.get(url)
        if piece is None:
            found.append(f"{url}: never published")
            continue
        possible = {"\n\n".join(piece.paragraphs(which)) for which in soak.told[piece.url].texts}
        found += [f"{url}: a version {number} times" for number in texts.values() if number > 1]
        found += [f"{url}: a text that was never told: {text[:200]!r}" for text in texts if text not in possible]
    return found


def is_flat(soak: Soak) -> bool:
    """Tell whether rounds need about as much memory on the last whole day as on the second one."""
    whole = [day for day, outcomes in sorted(soak.memory.items()) if len(outcomes) == 24]
    if len(whole) < 3:
        return True
    before, after = (_memory(soak, day)[0] for day in (whole[1], whole[-1]))
    return after <= before * GROWTH + SLACK


def _memory(soak: Soak, day: int) -> tuple[float, float]:
    """Return what rounds of a day leave in memory, in the median, and the most that one needed, in bytes."""
    outcomes = soak.memory[day]
    return median(outcome.resident for outcome in outcomes), max(outcome.peak for outcome in outcomes)


def delays(soak: Soak) -> list[timedelta]:
    """Return how long after its publication each article was first told, of those published while rounds ran."""
    pieces = (piece for house in soak.houses for piece in house.pieces if piece.published >= NOW)
    had = ((piece, soak.told[piece.url]) for piece in pieces if piece.url in soak.told)
    return sorted(told.visits[0] - piece.published for piece, told in had if told.visits)


def figures(soak: Soak, held: Held, wrong: Wrong) -> Iterator[tuple[str, str]]:
    published = sum(piece.published <= soak.end for house in soak.houses for piece in house.pieces)
    told = sum(len(one.texts) for one in soak.told.values())
    late = delays(soak)
    yield "rounds", f"{soak.rounds:,}, of them killed {soak.killed:,}, by a wrong clock {soak.jumps:,}"
    yield "requests", f"{soak.requests:,}, of them answered with a fault {soak.faults:,}"
    yield "articles published", f"{published:,}"
    yield "articles held", f"{held.articles.total():,}"
    yield "texts told, versions held", f"{told:,}, {sum(texts.total() for texts in held.texts.values()):,}"
    if late:
        yield "hours to an article, median", f"{late[len(late) // 2] / HOUR:.1f}"
        yield "hours to an article, 99th percentile", f"{late[len(late) * 99 // 100] / HOUR:.1f}"
    for name, those in wrong.items():
        yield name, f"{len(those):,}"
    last = max(soak.memory)
    for day in sorted({1, 10, 20, last} & soak.memory.keys()):
        after, peak = _memory(soak, day)
        yield f"memory on day {day}: after a round, most", f"{after / 1e6:,.0f} MB, {peak / 1e6:,.0f} MB"


def judge(soak: Soak, held: Held) -> Wrong:
    """Return all that is wrong, by kind."""
    flat = is_flat(soak)
    return {
        "lost": lost(soak, held),
        "doubled": doubled(soak, held),
        "rounds that failed": soak.errors,
        "audit findings": list(held.findings),
        "memory not flat": [] if flat else ["memory grows: see its lines"],
    }


def judge_real(living: Living, published: int, held: Held) -> Wrong:
    """Return all that is wrong after the real soak, by kind."""
    pieces = {article_url(living.url(number)): living.piece(number) for number in living.told}
    never = [living.url(number) for number in range(published) if not held.articles[article_url(living.url(number))]]
    twice = [f"{url}: held {number} times" for url, number in held.articles.items() if number > 1]
    for url, texts in held.texts.items():
        told = living.told[pieces[url].number]
        possible = {"\n\n".join(pieces[url].paragraphs(which)) for which in told}
        twice += [f"{url}: a version {number} times" for number in texts.values() if number > 1]
        twice += [f"{url}: a text that was never told" for text in texts if text not in possible]
    return {"lost": never, "doubled": twice, "audit findings": list(held.findings)}


def simulated(chosen: argparse.Namespace, folder: Path, progress: Progress) -> tuple[Rows, Wrong]:
    houses = build_houses(chosen.seed, chosen.outlets, chosen.days, chosen.a_day)
    task = progress.add_task("rounds", total=round(chosen.days * 24) + 1)
    soak = simulate(folder, chosen.days, houses, chosen.seed, lambda done: progress.update(task, completed=done))
    held = look(folder)
    wrong = judge(soak, held)
    return list(figures(soak, held, wrong)), wrong


def real(chosen: argparse.Namespace, folder: Path, progress: Progress) -> tuple[Rows, Wrong]:
    task = progress.add_task("minutes", total=chosen.minutes)
    living, published, kills = run_for(
        folder, chosen.minutes, chosen.seed, lambda done: progress.update(task, completed=done)
    )
    held = look(folder)
    wrong = judge_real(living, published, held)
    wrong["not healed"] = [] if kills.healed else ["no ingest ended well after the last kill"]
    rows = [
        ("killed: job, runner, server, keeper", f"{kills.jobs}, {kills.runners}, {kills.servers}, {kills.keepers}"),
        ("runs that ended well", ", ".join(f"{job} {number}" for job, number in kills.completed.items())),
        ("articles published, held", f"{published:,}, {held.articles.total():,}"),
        ("versions held", f"{sum(texts.total() for texts in held.texts.values()):,}"),
        *((name, f"{len(those):,}") for name, those in wrong.items()),
    ]
    return rows, wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the soak that is asked for; return 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.operations.soak", description=__doc__)
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--outlets", type=int, default=60)
    parser.add_argument("--a-day", type=float, default=2.5, help="articles of an outlet, in the mean")
    parser.add_argument("--real", action="store_true", help="`sayso serve` for real, its processes killed at random")
    parser.add_argument("--minutes", type=float, default=60, help="how long, with --real")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="kept; without it all goes into one that is deleted")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() if chosen.folder is None else nullcontext(chosen.folder) as name:
        folder = Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        with Progress(console=Console(stderr=True)) as progress:
            rows, wrong = (real if chosen.real else simulated)(chosen, folder, progress)
    table = figures_table("Operation", "what", "number")
    for row in rows:
        table.add_row(*row)
    how = (
        f"real {chosen.minutes} minutes" if chosen.real else f"simulated {chosen.days} days of {chosen.outlets} outlets"
    )
    notes = [f"{name}: {one}" for name, those in wrong.items() for one in those[:20]]
    print_results({"soak": how, "seed": str(chosen.seed)}, [table], notes)
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main())
