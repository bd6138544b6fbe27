"""Settling a part at a time: what changed is settled anew, with all that rests on it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.flows.test_matching import (
    ALTERED,
    BRIDGE,
    CLUB,
    COPY,
    DEBATE,
    DONE,
    FERRY,
    FINAL,
    FINDINGS,
    STABBING,
    VOW,
    WIRE,
    at_once,
    derive,
    files,  # noqa: F401 - a fixture
    ingest,
    moved,
    one_by_one,
    piece,
    read_anew,
    rows,
)
from warehouse import Matching, Warehouse

ORIGIN = replace(piece("wire", STABBING, BRIDGE, hours=1), claims=())  # in its own voice
BETWEEN = replace(piece("gamma", STABBING + " It rained.", BRIDGE, hours=3, byline="Wire"), claims=())
LAST = piece("alpha", STABBING + " It rained.", BRIDGE, hours=5, byline="Gamma")


def test_what_no_match_leads_to_stays_as_it_was(
    files: Callable[[], Warehouse],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, more = (WIRE, COPY, ALTERED, CLUB), piece("beta", DEBATE, DONE.replace("spring", "May"), hours=6)
    parts = at_once(files(), held)
    saved: list[str] = []
    save_groups = Matching.save_groups

    def saving(desk: Matching, claim_ids: Sequence[str], *rest: Any) -> None:
        saved.extend(claim_ids)
        save_groups(desk, claim_ids, *rest)

    monkeypatch.setattr(Matching, "save_groups", saving)
    at_once(parts, [more])
    assert sorted(saved) == sorted((WIRE.claims[1].id, COPY.claims[1].id, more.claims[0].id))
    assert rows(parts, *FINDINGS) == rows(at_once(files(), [*held, more]), *FINDINGS)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_an_origin_that_comes_later_counts(files: Callable[[], Warehouse], order: Sequence[int]) -> None:  # noqa: F811
    pieces = (ORIGIN, BETWEEN, LAST)
    whole, parts = at_once(files(), pieces), one_by_one(files(), [pieces[number] for number in order])
    [(_, _, claim_id, from_claim, from_outlet, how)] = rows(whole, "takings")["takings"]
    assert (claim_id, from_claim, from_outlet, how) == (LAST.claims[0].id, None, "wire", "copy")
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)


@pytest.mark.parametrize("lost", [0, 1], ids=["origin", "between"])
def test_an_origin_that_is_no_more_counts_no_longer(files: Callable[[], Warehouse], lost: int) -> None:  # noqa: F811
    pieces = [ORIGIN, BETWEEN, LAST]
    parts, whole = at_once(files(), pieces), files()
    stray = moved(pieces[lost])
    pieces[lost] = replace(stray, article=replace(stray.article, language="de"))
    ingest(whole, pieces)
    for warehouse in (parts, whole):
        read_anew(warehouse, pieces, "test/2")
        derive(warehouse)
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)


def test_an_echo_that_comes_later_is_heard(files: Callable[[], Warehouse]) -> None:  # noqa: F811
    echo = replace(piece("beta", FERRY, VOW, hours=9), claims=())
    parts = one_by_one(files(), [WIRE, CLUB, echo])
    assert [outlet_id for _, outlet_id in rows(parts, "echoes")["echoes"]] == ["beta"]
    assert rows(parts, *FINDINGS) == rows(at_once(files(), [WIRE, CLUB, echo]), *FINDINGS)


def test_copies_of_an_earlier_schema_get_their_order(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    parts = [replace(piece(name, text, hours=1), claims=()) for name, text in (("wire", STABBING), ("beta", FINAL))]
    both = piece("alpha", f"{FINAL}\n\n{STABBING}", BRIDGE, hours=5)
    with Warehouse.open(path) as warehouse:
        at_once(warehouse, [*parts, both])
        before = rows(warehouse)
        assert len(before["copies"]) == 2
        warehouse._connection.execute("ALTER TABLE copies DROP COLUMN position")
        warehouse._connection.execute("ALTER TABLE stories DROP COLUMN changed")
        warehouse._connection.execute("DELETE FROM migrations WHERE number = 8")
    with Warehouse.open(path) as warehouse:
        assert rows(warehouse, "copies")["copies"] != before["copies"]
        derive(warehouse)
        assert rows(warehouse) == before
