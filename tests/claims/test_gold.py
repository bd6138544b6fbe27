"""The project's own gold: its form, and that what is found in it stays above the floors."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, get_args

import pytest

from benchmarks.attribution.floors import below, load_floors
from benchmarks.gold import PARTS, figures, gold_registry, load_passages, place
from claims.types import Bound, ClaimKind, CueClass, HopRole, Polarity, SourceType

PASSAGES = {part: load_passages(part) for part in PARTS}
ALL = [passage for passages in PASSAGES.values() for passage in passages]
EACH = pytest.mark.parametrize("passage", ALL, ids=[passage["id"] for passage in ALL])
REGISTRY = gold_registry()

PASSAGE_KEYS = {"id", "shape", "published", "text", "attributions"}
ATTRIBUTION_KEYS = {
    "source", "cue", "content", "nested_in", "chain", "kind", "cue_class", "polarity", "quantities", "dates",
}  # fmt: skip
HOP_KEYS = {"role", "source_type", "name"}
HOP_KEYS_ALLOWED = HOP_KEYS | {"outlet", "anonymity"}


def hops(passage: dict[str, Any]) -> list[dict[str, Any]]:
    return [hop for one in passage["attributions"] for hop in one["chain"]]


def test_a_third_of_the_passages_or_more_is_kept_apart() -> None:
    assert len(ALL) >= 150
    assert 3 * len(PASSAGES["kept"]) >= len(ALL), {part: len(passages) for part, passages in PASSAGES.items()}


def test_an_id_or_a_text_stands_once_in_both_parts() -> None:
    for name in ("id", "text"):
        assert [value for value, times in Counter(passage[name] for passage in ALL).items() if times > 1] == []


@EACH
def test_a_passage_has_its_fields(passage: dict[str, Any]) -> None:
    assert passage.keys() == PASSAGE_KEYS
    assert all(one.keys() == ATTRIBUTION_KEYS for one in passage["attributions"])
    assert all(HOP_KEYS <= hop.keys() <= HOP_KEYS_ALLOWED for hop in hops(passage))
    for one in passage["attributions"]:
        assert all(quantity.keys() == {"text", "value", "unit", "bound"} for quantity in one["quantities"])
        assert all(day.keys() == {"text", "day"} for day in one["dates"])


@EACH
def test_what_a_passage_quotes_stands_in_it(passage: dict[str, Any]) -> None:
    text = passage["text"]
    for one in passage["attributions"]:
        assert one["content"]
        for quoted in (one["source"], one["cue"], *one["content"]):
            place(text, quoted)  # raises ValueError where the text does not have it
            if isinstance(quoted, str):
                assert text.count(quoted) == 1, f"{quoted!r} occurs {text.count(quoted)} times: say which"
        for mention in (*one["quantities"], *one["dates"]):
            assert mention["text"] in text
    assert all(hop["anonymity"] in text for hop in hops(passage) if "anonymity" in hop)


@EACH
def test_values_are_the_ones_that_claims_have(passage: dict[str, Any]) -> None:
    date.fromisoformat(passage["published"])
    for number, one in enumerate(passage["attributions"]):
        assert one["kind"] in get_args(ClaimKind)
        assert one["cue_class"] in get_args(CueClass)
        assert one["polarity"] in get_args(Polarity)
        assert one["nested_in"] in {None, *range(len(passage["attributions"]))} - {number}
        assert all(quantity["bound"] in get_args(Bound) for quantity in one["quantities"])
        assert all(date.fromisoformat(day["day"]) for day in one["dates"])
    for hop in hops(passage):
        assert hop["role"] in get_args(HopRole)
        assert hop["source_type"] in get_args(SourceType)
        assert hop["name"]


@EACH
def test_outlets_are_in_the_registry(passage: dict[str, Any]) -> None:
    known = {outlet.id for outlet in REGISTRY.outlets}
    assert {hop["outlet"] for hop in hops(passage) if "outlet" in hop} <= known


@pytest.mark.parametrize("part", PARTS)
def test_figures_are_at_their_floors_or_above(part: str) -> None:
    floors = {part: load_floors()[part]}
    shares = {part: figures(PASSAGES[part], REGISTRY)}
    assert shares[part].keys() == floors[part].keys()
    assert [str(one) for one in below(shares, floors)] == []
