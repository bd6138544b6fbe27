"""Quotations of BASIL's dev events across outlets: whether they are of one utterance, and whether one is altered.

The labels came with the data and are silver, from one pass. "Altered" is what they call so; quotations that are cut,
that differ in typography, or that are adapted to the sentence around them are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.matching.changes import Tally, score_altered
from benchmarks.matching.data import Record, research_records
from benchmarks.matching.measures import average_precision
from benchmarks.matching.references import PairScorer
from benchmarks.matching.sentences import PAIR_STRINGS, QUOTES, probabilities

ALTERED = "altered"


def measure(data: Path, references: Mapping[str, PairScorer]) -> tuple[dict[str, float], Tally]:
    """Return average precision of "one utterance" by system, and how well alterations are found."""
    records = research_records(data, QUOTES, PAIR_STRINGS)
    labels = [int(record["same_utterance"]) for record in records]
    lefts, rights = [str(it["a"]) for it in records], [str(it["b"]) for it in records]
    ours = average_precision(labels, probabilities(records))
    others = {name: average_precision(labels, scorer(lefts, rights)) for name, scorer in references.items()}
    return {"sayso": ours, **others}, altered(records)


def altered(records: Sequence[Record]) -> Tally:
    """Return how well it is found which quotations of one utterance have other words than the other."""
    return score_altered(
        (str(record["a"]), str(record["b"]), record["change"] == ALTERED)
        for record in records
        if record["same_utterance"]
    )
