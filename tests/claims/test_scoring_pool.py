import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import scoring_pool
from claims.encoder import Vectors
from claims.errors import ScoringStopped
from claims.match import encode_claims, read_claims
from claims.matches import Matches
from claims.scoring import Batch, score_batch
from claims.scoring_pool import ScoringPool
from claims.types import Claim
from tests.claims.build import article, claim

WORDINGS = (
    "“We will never accept a plan drawn up without us in the room”",
    "a plan drawn up without them would never be accepted",
    "12 people were killed in the strike",
    "40 people were killed in the strike on Kyiv",
    "Łukasz Żółć would meet Þórdís in Reykjavík",
    "the army would withdraw from Pokrovsk by “the first of May”",
)
CLAIMS = sorted(
    (claim(told, within=article(f"{n} {told}"), speaker=speaker)
     for n, told in enumerate(WORDINGS) for speaker in ("Dmitry Peskov", None)),
    key=lambda one: one.id,
)  # fmt: skip
PAIRS = [*combinations(range(len(CLAIMS)), 2)]


@pytest.fixture(scope="module")
def vectors() -> dict[str, Vectors]:
    return encode_claims(CLAIMS)


@pytest.fixture(scope="module")
def several() -> Iterator[ScoringPool]:
    """Return a pool whose processes score whatever it is handed."""
    with pytest.MonkeyPatch.context() as patched, ScoringPool(2) as pool:
        patched.setattr(scoring_pool, "FEW", -1)
        yield pool


def batch(
    vectors: dict[str, Vectors], pairs: Sequence[tuple[int, int]], *, surely: bool, claims: Sequence[Claim] = CLAIMS
) -> Batch:
    numbers = np.array(pairs, np.int64).reshape(-1, 2)
    contexts = {one.version_id: vectors[CLAIMS[0].id] for one in claims[::2]}
    readings = list(read_claims(claims, vectors, contexts).values())
    return Batch(readings, numbers[:, 0], numbers[:, 1], surely)


def told(found: Iterator[Matches]) -> list[tuple[object, ...]]:
    """Return all that matches say, bit by bit."""
    return [
        (list(one), one.scores.tobytes(), one.values.tobytes(), one.contributions.tobytes(), one.names) for one in found
    ]


BATCHES = st.lists(st.tuples(st.lists(st.sampled_from(PAIRS), unique=True), st.booleans()), max_size=12)


@settings(max_examples=30, deadline=None)
@given(chosen=BATCHES)
def test_several_processes_come_to_the_same_in_the_same_order(
    several: ScoringPool, vectors: dict[str, Vectors], chosen: list[tuple[list[tuple[int, int]], bool]]
) -> None:
    batches = [batch(vectors, pairs, surely=surely) for pairs, surely in chosen]
    alone = [matches for one in batches for matches in score_batch(one)]
    assert told(several.score(iter(batches))) == told(iter(alone))


def test_matches_that_are_compared_are_some(several: ScoringPool, vectors: dict[str, Vectors]) -> None:
    (found,) = several.score([batch(vectors, PAIRS, surely=False)])
    assert {"same", "unsure"} & set(found.verdicts)
    assert len(several.ids) == 2


@pytest.mark.parametrize(("processes", "few"), [(2, len(PAIRS)), (1, 0)])
def test_no_process_is_started_for_a_few_pairs_or_where_one_is_wanted(
    vectors: dict[str, Vectors], monkeypatch: pytest.MonkeyPatch, processes: int, few: int
) -> None:
    monkeypatch.setattr(scoring_pool, "FEW", few)
    with ScoringPool(processes) as pool:
        whole = [
            batch(vectors, PAIRS[:30], surely=True),
            batch(vectors, [], surely=True),
            batch(vectors, PAIRS[30:], surely=True),
        ]
        assert told(pool.score(whole)) == told(matches for one in whole for matches in score_batch(one))
        assert pool.ids == ()


def test_processes_are_started_once_pairs_are_many_and_end_with_the_block(
    vectors: dict[str, Vectors], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring_pool, "FEW", 40)
    with ScoringPool(2) as pool:
        whole = [
            batch(vectors, PAIRS[:30], surely=True),
            batch(vectors, [], surely=True),
            batch(vectors, PAIRS[30:], surely=True),
        ]
        assert told(pool.score(whole)) == told(matches for one in whole for matches in score_batch(one))
        assert len(ids := pool.ids) == 2
        assert all(map(runs, ids))
    assert not any(map(runs, ids))


def runs(process: int) -> bool:
    """Tell whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_process_that_is_killed_is_told_of(vectors: dict[str, Vectors], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring_pool, "FEW", -1)
    one = batch(vectors, PAIRS, surely=True)
    with ScoringPool(2) as pool:
        found = pool.score(one for _ in range(1_000))
        next(found)
        os.kill(pool.ids[0], signal.SIGKILL)
        with pytest.raises(ScoringStopped, match=r"signal 9 .* memory runs out.* `processes` below 2"):
            list(found)
        ids = pool.ids
    assert not any(map(runs, ids))


def test_a_process_that_fails_is_told_of(
    vectors: dict[str, Vectors], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scoring_pool, "FEW", -1)
    with ScoringPool(2) as pool, pytest.raises(ScoringStopped, match="exit code 1"):
        list(pool.score([batch(vectors, [(0, len(CLAIMS))], surely=True)]))
    assert "IndexError" in capfd.readouterr().err


STARTER = """
import sys, time
from claims import scoring_pool
from tests.claims import test_scoring_pool as tests
scoring_pool.FEW = -1
one = tests.batch(tests.encode_claims(tests.CLAIMS), tests.PAIRS * 40, surely=True)
with scoring_pool.ScoringPool(2) as pool:
    found = pool.score(one for _ in range(1_000_000))
    next(found)
    print(*pool.ids, flush=True)
    if sys.argv[1] == "waits":
        time.sleep(600)  # what was handed out is scored meanwhile: then the processes wait, too
    for _ in found:
        pass
"""


@pytest.mark.parametrize("state", ["waits", "scores"])
def test_a_starter_that_is_killed_leaves_nobody_behind(state: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, state], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as starter:
        assert starter.stdout
        ids = [int(word) for word in starter.stdout.readline().split()]
        assert len(ids) == 2
        assert all(map(runs, ids))
        starter.kill()
    deadline = time.monotonic() + 60
    while any(map(runs, ids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(runs, ids))
