"""What a run of the matching benchmark measured; what it did not is empty."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from benchmarks.matching.changes import Tally
from benchmarks.matching.measures import Retrieval
from benchmarks.matching.own import PartFigures
from benchmarks.matching.recall import RecallFigures
from benchmarks.matching.scale import Scale
from benchmarks.matching.sentences import Figures
from benchmarks.matching.speed import Rate
from benchmarks.matching.stories import BCubed


@dataclass(slots=True)
class Results:
    """Figures by part of the benchmark."""

    about: dict[str, str]  # models, machine, versions
    pairs: Figures = field(default_factory=dict)  # average precision by set and system
    retrieve: dict[str, Retrieval] = field(default_factory=dict)  # by system
    stories: dict[str, dict[str, BCubed]] = field(default_factory=dict)  # by set and system
    gold: dict[str, PartFigures] = field(default_factory=dict)  # by part of the gold
    quotes: dict[str, float] = field(default_factory=dict)  # average precision by system
    altered: Tally | None = None
    recall: RecallFigures | None = None
    speed: dict[str, Rate] = field(default_factory=dict)
    scale: list[Scale] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def as_json(results: Results) -> dict[str, Any]:
    """Return the results as JSON values, with the figures that are worked out from others."""
    return {item.name: _plain(getattr(results, item.name)) for item in fields(results)}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        held = {item.name: _plain(getattr(value, item.name)) for item in fields(value) if item.name != "wrong"}
        worked_out = {
            name: getattr(value, name) for name in dir(type(value)) if isinstance(getattr(type(value), name), property)
        }
        return held | worked_out
    if hasattr(value, "_asdict"):
        return value._asdict()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
