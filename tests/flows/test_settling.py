"""Settling a part at a time: what changed is settled anew, with all that rests on it, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from claims.review import make_review
from flows import settling
from tests.claims import build
from tests.claims.build import DAY
from tests.flows.test_matching import (
    ALTERED,
    BRIDGE,
    CLUB,
    COPY,
    CUP,
    DATED,
    DEBATE,
    DONE,
    FERRY,
    FINAL,
    FINDINGS,
    STABBING,
    STEPS,
    VOW,
    WIRE,
    Killed,
    Piece,
    at_once,
    derive,
    files,  # noqa: F401 - a fixture
    ingest,
    kill_at,
    moved,
    one_by_one,
    piece,
    read_anew,
    rows,
    watch_groups,
)
from warehouse import Warehouse

ORIGIN = replace(piece("wire", STABBING, BRIDGE, hours=1), claims=())  # in its own voice
BETWEEN = replace(piece("gamma", STABBING + " It rained.", BRIDGE, hours=3, byline="Wire"), claims=())
LAST = piece("alpha", STABBING + " It rained.", BRIDGE, hours=5, byline="Gamma")


def test_what_no_match_leads_to_stays_as_it_was(
    files: Callable[[], Warehouse],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, more = (WIRE, COPY, ALTERED, CLUB), piece("beta", DEBATE, DONE.replace("spring", "May"), hours=6)
    parts = at_once(files(), held)
    saved = watch_groups(monkeypatch)
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
        # A story that was changed and not settled yet: a group there may have lost the origin that it is said to have.
        warehouse._connection.execute("UPDATE stories SET stale = true")
        warehouse._connection.execute("UPDATE takings SET from_outlet_id = 'gone'")
        warehouse._connection.execute("ALTER TABLE copies DROP COLUMN position")
        warehouse._connection.execute("ALTER TABLE stories DROP COLUMN changed")
        warehouse._connection.execute("DELETE FROM migrations WHERE number = 8")
    with Warehouse.open(path) as warehouse:
        assert rows(warehouse, "copies")["copies"] != before["copies"]
        derive(warehouse)
        assert rows(warehouse) == before


RELAYING = piece("alpha", FINAL + " It rained.", BRIDGE, hours=205, relays=[build.relay("epsilon")])


@pytest.mark.parametrize("size", [1, 100_000])
def test_relay_checks_follow_claims_that_are_found_anew(
    files: Callable[[], Warehouse],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    size: int,
) -> None:
    """Also where a story that came before has led to them: with a size of 1 each story is settled by itself."""
    pieces = [CLUB, CUP, RELAYING]
    parts, whole = at_once(files(), pieces), files()
    assert len(rows(parts, "relay_checks")["relay_checks"]) == 1
    ingest(whole, pieces)
    for warehouse in (parts, whole):
        read_anew(warehouse, pieces, "test/2")
        with monkeypatch.context() as patch:
            patch.setattr(settling, "_SETTLED", size if warehouse is parts else 100_000)
            derive(warehouse)
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)


def test_relay_checks_follow_claims_that_are_no_more(files: Callable[[], Warehouse]) -> None:  # noqa: F811
    told = "“nobody will ever dig for mussels within the walls of the harbour”"
    relaying = piece("alpha", FERRY, told, hours=4, relays=[build.relay("wire")], title="Ferries")
    parts, whole = at_once(files(), [WIRE, relaying]), files()
    ingest(whole, [WIRE, relaying])
    for warehouse in (parts, whole):
        read_anew(warehouse, [replace(WIRE, claims=())], "test/2")
        derive(warehouse)
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)


@pytest.mark.parametrize(
    ("pieces", "number", "corrected"),
    [
        ((WIRE, COPY, CLUB), 1, {"byline": ""}),
        ((replace(WIRE, claims=()), ALTERED), 0, {"completeness": "truncated"}),
    ],
    ids=["byline", "cut off"],
)
def test_what_another_extractor_corrects_counts(
    files: Callable[[], Warehouse],  # noqa: F811
    pieces: Sequence[Piece],
    number: int,
    corrected: dict[str, str],
) -> None:
    one = pieces[number]
    again = [*pieces[:number], replace(one, article=replace(one.article, **corrected)), *pieces[number + 1 :]]
    parts, whole = at_once(files(), pieces), files()
    before = rows(parts, *FINDINGS)
    ingest(whole, again)
    for warehouse in (parts, whole):
        read_anew(warehouse, again, "test/2")
        derive(warehouse)
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS) != before


BASE = (*DATED, ORIGIN, BETWEEN, LAST, RELAYING)
ARTICLE_OF = {one.article.version_id: one.article.id for one in BASE}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_whatever_happens_nothing_would_come_out_otherwise_anew(
    files: Callable[[], Warehouse],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    """Articles come, claims are found anew, people judge pairs, runs are killed."""
    chance, warehouse = random.Random(seed), files()  # noqa: S311 - no secret
    monkeypatch.setattr(settling, "_SETTLED", chance.choice([1, 2, 100_000]))
    left, held = chance.sample(BASE, chance.randint(4, len(BASE))), list[Piece]()
    for step in range(12):
        match chance.choice(["come", "come", "found anew", "judged"]):
            case "come" if left:
                held.append(left.pop())
                ingest(warehouse, held[-1:])
            case "found anew" if held:
                one = chance.choice(held)
                claims = one.claims[: chance.randint(0, len(one.claims))]
                read_anew(warehouse, [replace(one, claims=claims)], f"test/{step + 2}")
            case "judged" if sum(bool(one.claims) for one in held) > 1:
                pair = chance.sample([one for one in held if one.claims], 2)
                verdict = chance.choice(["same", "different"])
                now = DAY + timedelta(days=9, minutes=step)
                warehouse.save_reviews([make_review(tuple(one.claims[0] for one in pair), ARTICLE_OF, verdict, now)])
        derive_or_be_killed(warehouse, chance, monkeypatch)
    derive(warehouse)
    found = rows(warehouse, *FINDINGS)
    warehouse._connection.execute("UPDATE derivations SET fingerprint = '' WHERE name = 'outlets'")
    derive(warehouse)
    assert rows(warehouse, *FINDINGS) == found


def derive_or_be_killed(warehouse: Warehouse, chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive, or, half the time, be killed before or after one of the steps."""
    owner, step = chance.choice(STEPS)
    after = chance.random() < 0.5
    with monkeypatch.context() as patch, suppress(Killed):
        if chance.random() < 0.5:
            kill_at(patch, owner, step, after=after)
        derive(warehouse)
