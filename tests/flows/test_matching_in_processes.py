"""Matching with several processes that score: what is saved is what one process saves, or nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress

import pytest

from claims import scoring_pool
from claims.errors import ScoringStopped
from claims.scoring_pool import ScoringPool
from flows import matching, settling
from tests.flows.test_matching import ALL, REGISTRY, check, files, ingest, rows  # noqa: F401 - a fixture
from warehouse import Matching, Warehouse


def begun(warehouse: Warehouse) -> Warehouse:
    ingest(warehouse, ALL)
    matching.encode(warehouse)
    matching.place(warehouse, REGISTRY)
    return warehouse


def test_several_processes_save_what_one_saves_and_one_that_is_killed_nothing(
    files: Callable[[], Warehouse],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone, several = begun(files()), begun(files())
    matching.match(alone)
    before = rows(several)
    monkeypatch.setattr(scoring_pool, "FEW", -1)
    monkeypatch.setattr(matching, "_COMPARED", 1)
    monkeypatch.setattr(matching, "_ACROSS", 1)
    pools: list[ScoringPool] = []

    class Known(ScoringPool):
        def __init__(self, processes: int) -> None:
            super().__init__(processes)
            pools.append(self)

    monkeypatch.setattr(matching, "ScoringPool", Known)
    with monkeypatch.context() as killing:
        save = Matching.save_matches

        def save_and_kill(desk: Matching, matches: object) -> None:
            save(desk, matches)  # type: ignore[arg-type]
            for worker in pools[-1].ids:
                with suppress(ProcessLookupError):  # killed after what was saved before
                    os.kill(worker, signal.SIGKILL)

        killing.setattr(Matching, "save_matches", save_and_kill)
        with pytest.raises(ScoringStopped):
            matching.match(several, processes=2)
    assert rows(several) == before
    assert matching.match(several, processes=2) == len(alone.load_claims())
    assert len(pools[-1].ids) == 2
    assert rows(several) == rows(alone)
    for warehouse in (alone, several):
        settling.settle(warehouse, REGISTRY)
        check(warehouse)
    assert rows(several) == rows(alone)
