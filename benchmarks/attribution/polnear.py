"""PolNeAR's dev articles (Newell et al. 2018) through the scorer that stands beside the research data.

Neither is part of this project. The scorer counts per document (`doc_counts`) and sums up (`summarise`); how contents
and sources are compared stands in its head. Intervals are percentiles over documents drawn with replacement.
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from benchmarks.attribution.errors import DataMissing, ScorerMissing
from benchmarks.attribution.predict import Finder
from benchmarks.attribution.records import Record, read_records

Counts = dict[str, float]
Triple = tuple[float, float, float]  # precision, recall, F1

REPORTING = ("cue_class", frozenset({"reporting", "according"}))
SUBSETS = {"all": None, "reporting": REPORTING}
MEASURES = {
    "content overlap≥50 %": ("content", "overlap50"),
    "relation": ("relation", "source+content"),
    "content exact": ("content", "exact"),
}
DRAWS, SEED = 1_000, 13


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure on a subset of the attributions, 0 to 1; low to high is the 95 % interval of F1, by document."""

    measure: str
    subset: str
    precision: float
    recall: float
    f1: float
    low: float
    high: float


class Scorer(Protocol):
    """What is used of the scorer."""

    def doc_counts(self, g: Any, p: Any, text: str, only: Any = None) -> Counts:
        """Return the counts of one document, given gold and predicted attributions."""

    def summarise(self, cs: Sequence[Counts]) -> dict[str, dict[str, Any]]:
        """Return the figures of documents' counts."""


def load_scorer(data: Path) -> Scorer:
    """Load ../score/attribution.py beside the data. Raises ScorerMissing."""
    path = (data / ".." / "score" / "attribution.py").resolve()
    spec = importlib.util.spec_from_file_location("polnear_scorer", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise ScorerMissing(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Scorer", module)


def load_dev(data: Path) -> list[Record]:
    """Read the dev articles with their gold attributions. Raises DataMissing or MalformedLine."""
    path = data / "attribution" / "polnear_dev.jsonl"
    if not path.is_file():
        raise DataMissing(path if data.is_dir() else data)
    return [*read_records(path)]


def figures(scorer: Scorer, gold: Sequence[Record], finder: Finder) -> list[Figure]:
    """Return each measure on each subset for what a finder finds in the gold's texts."""
    found = {record.doc_id: finder(record.text) for record in gold}
    return [one for subset in SUBSETS for one in _subset_figures(scorer, gold, found, subset)]


def _subset_figures(scorer: Scorer, gold: Sequence[Record], found: Mapping[str, Any], subset: str) -> list[Figure]:
    counts = [
        scorer.doc_counts(record.fields["attributions"], found[record.doc_id], record.text, SUBSETS[subset])
        for record in gold
    ]
    triples = _triples(scorer, counts)
    draw = random.Random(SEED)  # noqa: S311 - a sample, no secret
    drawn = [_triples(scorer, draw.choices(counts, k=len(counts))) for _ in range(DRAWS)]
    return [
        Figure(measure, subset, *triples[measure], *_interval([one[measure][2] for one in drawn]))
        for measure in MEASURES
    ]


def _triples(scorer: Scorer, counts: Sequence[Counts]) -> dict[str, Triple]:
    summary = scorer.summarise(counts)
    return {measure: summary[group][name] for measure, (group, name) in MEASURES.items()}


def _interval(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[int(0.025 * (len(ordered) - 1))], ordered[int(0.975 * (len(ordered) - 1))]
