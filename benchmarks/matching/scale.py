"""How time and memory of matching grow with the number of claims, in a real warehouse on disk.

Each size has two processes of its own, so that one's memory is not another's: `build` fills a warehouse with synthetic
claims, vectors and stories, which is not measured; `match` finds candidates, scores them, and makes groups, and then
takes in one more article. Phases are times on the wall, each without what other phases within it took; what is scored
in other processes counts as the time for which this one waits for it. Memory is that of all of them together.

`python -m benchmarks.matching.scale build PATH CLAIMS` and `match PATH PROCESSES` are these processes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flows.matching
import flows.settling
from benchmarks.attribution.memory import run_worker
from benchmarks.matching import synthetic
from benchmarks.matching.memory import watching
from claims.encoder import load_encoder
from claims.scoring_pool import ScoringPool
from flows.matching import match, place
from flows.settling import settle
from sources.registry import Registry, load_registry
from sources.types import Outlet
from warehouse import Matching, StoredVectors, Warehouse

SIZES = (10_000, 100_000)  # 1,000,000 by --claims
PROCESSES = os.cpu_count() or 1
NEW_ARTICLES = 3  # taken in one by one; the median counts
_BATCH = 50_000  # claims in one save while building
SORTED_WORDS = 200_000  # by `reference`

# Where time goes: the phase's name, and what is timed for it.
_PHASES: dict[str, Sequence[tuple[Any, str]]] = {
    "read, and find keys": ((flows.matching, "_take_up"), (flows.matching, "read_claims")),
    "save keys": ((Matching, "save_keys"),),
    "copies": ((Matching, "take_copies"),),
    "candidates within stories": ((flows.matching, "_within_stories"), (flows.matching, "pairs_of_story")),
    "candidates across stories": ((Matching, "candidates"),),
    "load claims and articles": ((Warehouse, "load_claims"), (Warehouse, "load_articles"), (Matching, "articles_of")),
    "load vectors": (
        (StoredVectors, "load_claim_vectors"), (StoredVectors, "load_contexts"), (Matching, "load_story_keys"),
    ),
    "put batches together": ((flows.matching, "_batch"),),
    "score, or wait for it": ((ScoringPool, "score"),),
    "save matches": ((Matching, "save_matches"),),
    "load matches": ((Matching, "matches_among"), (Matching, "together"), (Matching, "stale_stories")),
    "group": ((flows.settling, "group_claims"),),
    "changes": ((flows.settling, "changes_of"),),
    "provenance": ((flows.settling, "trace_groups"), (flows.settling, "find_copies")),
    "relay checks": ((flows.settling, "check_relays"),),
    "save groups": ((Matching, "save_copies"), (Matching, "save_groups"), (Matching, "save_story_findings")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """What one size took. Seconds are those of a clock on the wall; memory is the most that was resident."""

    claims: int
    articles: int
    stories: int
    processes: int  # that scored
    pairs: int  # that were scored, or found not to be promising
    matches: int  # that are kept
    groups: int
    match_seconds: float  # candidates and scores
    settle_seconds: float  # groups, and what follows from them
    group_seconds: float  # of these, groups alone, with what they are loaded from and saved to
    processor_seconds: float  # of all threads and processes, for matching and settling
    load: float  # of the machine at the end: processes that ran or waited to run, a mean over five minutes
    reference_seconds: float  # of one and the same piece of work, as `reference` has it: before, between and after
    new_article_seconds: float  # one more article: placed, matched and settled
    peak_bytes: int
    file_bytes: int
    phases: dict[str, float]

    @property
    def bar_seconds(self) -> float:
        """Return the seconds of candidates, scores and groups."""
        return self.match_seconds + self.group_seconds


class Clock:
    """Times functions by name, each without those timed within it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.pairs = self.matches = 0
        self._inner: list[float] = []

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed; of one that yields, whenever it does."""

        def run(*arguments: Any, **options: Any) -> Any:
            with self._timing(name):
                found = function(*arguments, **options)
            return self._each(name, found) if isinstance(found, Iterator) else found

        return run

    def _each(self, name: str, items: Iterator[Any]) -> Iterator[Any]:
        """Yield the items; what it takes to come by each is timed."""
        while True:
            with self._timing(name):
                item = next(items, None)
            if item is None:
                return
            yield item

    @contextmanager
    def _timing(self, name: str) -> Iterator[None]:
        self._inner.append(0.0)
        start = time.perf_counter()
        try:
            yield
        finally:
            taken = time.perf_counter() - start
            self.seconds[name] += taken - self._inner.pop()
            if self._inner:
                self._inner[-1] += taken

    def counting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function; where it makes a batch its pairs are counted, where it saves matches these."""

        def run(*arguments: Any, **options: Any) -> Any:
            found = function(*arguments, **options)
            if name == "_batch":
                self.pairs += len(found)
            elif name == "save_matches":
                self.matches += len(arguments[1])
            return found

        return run

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time all phases while the block runs."""
        before = [(owner, name, getattr(owner, name)) for parts in _PHASES.values() for owner, name in parts]
        try:
            for phase, parts in _PHASES.items():
                for owner, name in parts:
                    function = getattr(owner, name)
                    setattr(owner, name, self.timed(phase, self.counting(name, function)))
            yield
        finally:
            for owner, name, function in before:
                setattr(owner, name, function)


def measure(
    sizes: Sequence[int], processes: int, tell: Callable[[str], None], folder: Path | None = None
) -> list[Scale]:
    """Return what each size took; warehouses lie in a folder that is deleted afterwards. Raises WorkerFailed."""
    with TemporaryDirectory(prefix="sayso-scale-", dir=folder) as name:
        return [_measure(Path(name) / f"{size}.duckdb", size, processes, tell) for size in sizes]


def _measure(path: Path, size: int, processes: int, tell: Callable[[str], None]) -> Scale:
    tell(f"scale: making {size:,} claims")
    _worker("build", str(path), str(size))
    tell(f"scale: matching {size:,} claims")
    found = Scale(**json.loads(_worker("match", str(path), str(processes))))
    path.unlink()
    return found


def _worker(*arguments: str) -> str:
    return run_worker("benchmarks.matching.scale", *arguments)


def build(path: Path, claims: int) -> None:
    """Fill a warehouse with so many claims, in stories, with their vectors."""
    with Warehouse.open(path) as warehouse:
        place(warehouse, _registry())  # stories that come later are then of this matcher
        held: list[synthetic.Made] = []
        for made in synthetic.make(claims):
            held.append(made)
            if sum(len(one.claims) for one in held) >= _BATCH:
                store(warehouse, held)
                held = []
        store(warehouse, held)


def store(warehouse: Warehouse, made: Sequence[synthetic.Made], *, in_stories: bool = True) -> None:
    """Store stories; without `in_stories` their articles wait to be placed."""
    if not made:
        return
    articles = [article for one in made for article in one.articles]
    warehouse.save_reading(_registry().outlets, [page for one in made for page in one.pages], [], below="scale")
    warehouse.save_extraction(articles, [], synthetic.EXTRACTOR)
    versions = [article.version_id for article in articles]
    warehouse.save_claims(versions, [claim for one in made for claim in one.claims], [], synthetic.EXTRACTOR)
    desk, encoder = warehouse.matching, load_encoder().name
    with desk.saving():
        for one in made:
            desk.vectors.save_claim_vectors([claim.id for claim in one.claims], one.vectors, encoder)
        desk.vectors.save_article_vectors([vector for one in made for vector in one.article_vectors], encoder)
        if in_stories:
            desk.save_stories([one.story for one in made], [])


def run(path: Path, processes: int) -> Scale:
    """Match all claims of a warehouse, then one article more, and return what it took."""
    registry, clock = _registry(), Clock()
    with Warehouse.open(path) as warehouse:
        before = _processor_seconds()
        speeds = [reference()]
        with clock.running(), watching() as memory:
            match_seconds = _seconds(lambda: match(warehouse, processes))
            speeds.append(reference())
            settle_seconds = _seconds(lambda: settle(warehouse, registry))
        speeds.append(reference())
        processor, load = _processor_seconds() - before - sum(speeds), os.getloadavg()[1]
        held = warehouse.counts()
        more = islice(synthetic.one_more(held["claims"]), NEW_ARTICLES)
        new = sorted(_take_in(warehouse, registry, made) for made in more)
    apart = sum(clock.seconds[name] for name in ("changes", "provenance", "relay checks"))
    return Scale(
        claims=held["claims"], articles=held["articles"], stories=held["stories"], processes=processes,
        pairs=clock.pairs, matches=clock.matches, groups=held["claim_groups"], match_seconds=match_seconds,
        settle_seconds=settle_seconds, group_seconds=settle_seconds - apart, processor_seconds=processor, load=load,
        reference_seconds=sum(speeds) / len(speeds), new_article_seconds=new[len(new) // 2], peak_bytes=memory.peak,
        file_bytes=path.stat().st_size, phases=dict(clock.seconds),
    )  # fmt: skip


def reference() -> float:
    """Return the seconds of one and the same piece of work: by it, figures of machines and moments can be compared.

    A machine that is one of many on its server may be half as fast an hour later.
    """
    words = (f"{number * 2_654_435_761 % 2**32:x}" for number in range(SORTED_WORDS))
    return _seconds(lambda: sorted(words, key=lambda word: (word[::-1], len(word))))


def _processor_seconds() -> float:
    """Return the processor's time for this process and those that it started and that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _take_in(warehouse: Warehouse, registry: Registry, made: synthetic.Made) -> float:
    """Return the seconds that one more article of a story takes, with ten claims, once it is extracted and encoded."""
    store(warehouse, [made], in_stories=False)

    def work() -> None:
        place(warehouse, registry)
        match(warehouse)
        settle(warehouse, registry)

    return _seconds(work)


def _registry() -> Registry:
    names = synthetic.OUTLETS
    return load_registry().with_outlets(
        Outlet(name, name.title(), "newspaper", "US", "en", synthetic=True) for name in names
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.stdout.write(json.dumps(asdict(run(Path(sys.argv[2]), int(sys.argv[3])))))
