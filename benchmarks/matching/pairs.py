"""The project's gold pairs (tests/gold/pairs): two tellings, whether they are one claim, and what differs.

Each telling is read as extraction would read it: its spans come from the gold, and everything else (chain, quantities,
days, hedges, polarity) from the same code that an article goes through.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.gold import GOLD, place
from claims.extract import claim_of
from claims.types import Attribution, Claim, Span
from sources.registry import Registry, load_registry
from sources.types import Article

PAIRS = GOLD / "pairs"
PARTS = ("tune", "kept")


@dataclass(frozen=True, slots=True)
class GoldChange:
    """A difference that an editor sees, and where: a span of each article's text."""

    kind: str
    left: Span
    right: Span
    certain: bool


@dataclass(frozen=True, slots=True)
class GoldPair:
    """Two tellings with an editor's verdict."""

    id: str
    same: bool
    changes: tuple[GoldChange, ...]


@dataclass(frozen=True, slots=True)
class ReadPair:
    """A gold pair with both tellings read, and the articles' texts by version id."""

    gold: GoldPair
    left: Claim
    right: Claim
    texts: dict[str, str]


def load_records(part: str, folder: Path = PAIRS) -> list[dict[str, Any]]:
    """Return the pairs of a part, "tune" or "kept", as they stand in the file."""
    return list(json.loads((folder / f"{part}.json").read_text(encoding="utf-8")))


def read_pairs(records: Sequence[dict[str, Any]], registry: Registry | None = None) -> list[ReadPair]:
    """Read both tellings of each pair."""
    registry = registry or load_registry()
    return [_read(record, registry) for record in records]


def by_event(pairs: Sequence[ReadPair]) -> dict[str, list[ReadPair]]:
    """Return the pairs by the event that they are of, as their ids have it."""
    events: dict[str, list[ReadPair]] = {}
    for pair in pairs:
        events.setdefault(pair.gold.id.rpartition("-")[0], []).append(pair)
    return events


def _read(record: dict[str, Any], registry: Registry) -> ReadPair:
    left, right = (_claim(record, side, registry) for side in ("left", "right"))
    changes = tuple(
        GoldChange(
            kind=change["kind"],
            left=_span(record["left"]["text"], change["left"], left),
            right=_span(record["right"]["text"], change["right"], right),
            certain=change.get("certain", True),
        )
        for change in record["changes"]
    )
    texts = {claim.version_id: record[side]["text"] for side, claim in (("left", left), ("right", right))}
    return ReadPair(GoldPair(record["id"], record["same"], changes), left, right, texts)


def _span(text: str, piece: str | dict[str, Any] | None, claim: Claim) -> Span:
    """Return where a change lies: where nothing is named it is the whole claim."""
    return place(text, piece) or Span(claim.start, claim.end)


def _claim(record: dict[str, Any], side: str, registry: Registry) -> Claim:
    telling = record[side]
    text = telling["text"]
    content = sorted(span for piece in telling["content"] if (span := place(text, piece)))
    attribution = Attribution(tuple(content), place(text, telling["source"]), place(text, telling["cue"]))
    return claim_of(_article(f"{record['id']}-{side}", telling), attribution, registry)


def _article(key: str, telling: dict[str, Any]) -> Article:
    published = datetime.fromisoformat(telling["published"]).replace(hour=12, tzinfo=UTC)
    return Article(
        id=key, version_id=key, page_id=key, outlet_id=telling["outlet"], url=f"https://pairs.example/{key}", title="",
        byline="", published=published, modified=None, language="en", kind="news", completeness="complete",
        synthetic=True, text=telling["text"], extractor="gold",
    )  # fmt: skip
