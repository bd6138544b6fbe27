"""The gold pairs: their form, and that the changes found between two tellings stay above the floors."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from benchmarks.attribution.floors import below, load_floors
from benchmarks.gold import place
from benchmarks.matching import changes as change_benchmark
from benchmarks.matching.changes import figures, report, score
from benchmarks.matching.pairs import PARTS, ReadPair, load_records, read_pairs
from claims.change import compare
from claims.types import Change
from sources.registry import load_registry

RECORDS = {part: load_records(part) for part in PARTS}
ALL = [record for records in RECORDS.values() for record in records]
EACH = pytest.mark.parametrize("record", ALL, ids=[record["id"] for record in ALL])
REGISTRY = load_registry()
FLOORS = Path(change_benchmark.__file__).parent / "change_floors.json"

KEYS = {"id", "left", "right", "same", "changes", "why"}
SIDE_KEYS = {"outlet", "published", "text", "source", "cue", "content"}
KINDS = {change.kind for change in get_args(Change)}


@pytest.fixture(scope="module")
def pairs() -> dict[str, list[ReadPair]]:
    return {part: read_pairs(records, REGISTRY) for part, records in RECORDS.items()}


def pieces(record: dict[str, Any], side: str) -> list[str | dict[str, Any]]:
    """Return all that a pair quotes of one side's text."""
    telling = record[side]
    quoted = [telling["source"], telling["cue"], *telling["content"], *(one[side] for one in record["changes"])]
    return [piece for piece in quoted if piece is not None]


def test_a_third_of_two_hundred_pairs_or_more_is_kept_apart() -> None:
    assert len(ALL) >= 200
    assert 3 * len(RECORDS["kept"]) >= len(ALL)


def test_an_id_stands_once_in_both_parts() -> None:
    assert [key for key, times in Counter(record["id"] for record in ALL).items() if times > 1] == []


def test_no_text_of_one_part_stands_in_the_other() -> None:
    texts = [{record[side]["text"] for record in RECORDS[part] for side in ("left", "right")} for part in PARTS]
    assert texts[0] & texts[1] == set()


@EACH
def test_a_pair_has_its_fields(record: dict[str, Any]) -> None:
    assert record.keys() == KEYS
    assert all(record[side].keys() == SIDE_KEYS and record[side]["content"] for side in ("left", "right"))
    assert record["same"] or not record["changes"]
    known = {outlet.id for outlet in REGISTRY.outlets}
    for side in ("left", "right"):
        date.fromisoformat(record[side]["published"])
        assert record[side]["outlet"] in known
    for change in record["changes"]:
        assert change["kind"] in KINDS
        assert change.keys() - {"certain"} == {"kind", "left", "right"}
        assert ("certain" in change) is (change["kind"] == "quantity")


@EACH
def test_what_a_pair_quotes_stands_in_it(record: dict[str, Any]) -> None:
    for side in ("left", "right"):
        text = record[side]["text"]
        for piece in pieces(record, side):
            place(text, piece)  # raises ValueError where the text does not have it
            if isinstance(piece, str):
                assert text.count(piece) == 1, f"{piece!r} occurs {text.count(piece)} times: say which"


@pytest.mark.parametrize("part", PARTS)
def test_figures_are_at_their_floors_or_above(pairs: dict[str, list[ReadPair]], part: str) -> None:
    floors = {part: load_floors(FLOORS)[part]}
    scores = score(pairs[part])
    shares = {part: figures(scores)}
    assert shares[part].keys() == floors[part].keys()
    assert [str(one) for one in below(shares, floors)] == [], "\n".join(report(scores))


def test_which_side_is_left_makes_no_difference(pairs: dict[str, list[ReadPair]]) -> None:
    """The same changes are found from both sides, with the passages exchanged."""
    for pair in (pair for part in PARTS for pair in pairs[part] if pair.gold.same):
        there = compare(pair.left, pair.right, pair.texts)
        back = compare(pair.right, pair.left, pair.texts)
        assert sorted((one.kind, one.left.span, one.right.span) for one in there) == sorted(
            (one.kind, one.right.span, one.left.span) for one in back
        )


def test_a_telling_differs_in_nothing_from_itself(pairs: dict[str, list[ReadPair]]) -> None:
    for pair in (pair for part in PARTS for pair in pairs[part]):
        assert compare(pair.left, pair.left, pair.texts) == ()


def test_the_floors_say_why() -> None:
    assert json.loads(FLOORS.read_text(encoding="utf-8"))["reason"]
