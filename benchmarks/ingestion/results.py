"""What a run of the ingestion benchmark measured; what it did not is empty."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.ingestion.feed_round import Round
from benchmarks.ingestion.memory import Streamed
from benchmarks.ingestion.quality import Body, Kept
from benchmarks.ingestion.speed import Rate
from benchmarks.ingestion.throughput import Throughput


@dataclass(slots=True)
class Results:
    """Figures by part of the benchmark."""

    about: dict[str, str]  # versions, machine
    body: dict[str, Body] = field(default_factory=dict)  # by system
    kept: Kept | None = None
    speed: dict[str, Rate] = field(default_factory=dict)  # by system
    stored: Throughput | None = None
    round: Round | None = None
    streamed: Streamed | None = None
    notes: list[str] = field(default_factory=list)


def as_json(results: Results) -> dict[str, Any]:
    """Return the results as JSON values, with the figures that are worked out from others."""
    kept = results.kept
    return {
        "about": results.about,
        "body": {
            name: one.all._asdict() | {"halves": [half._asdict() for half in one.halves]}
            for name, one in results.body.items()
        },
        "dates": {"right": kept.share_right, "stated": kept.days, "wrong": list(kept.wrong)} if kept else None,
        "refused": list(kept.refused) if kept else None,
        "speed": {name: one.per_second for name, one in results.speed.items()},
        "store": results.stored and asdict(results.stored) | {"ratio": results.stored.ratio},
        "feeds": results.round and asdict(results.round),
        "memory": results.streamed and asdict(results.streamed),
        "notes": results.notes,
    }
