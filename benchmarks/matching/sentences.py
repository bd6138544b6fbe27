"""Pairs of sentences, and of quotations: how well scores rank them.

MRPC is scored by five folds of the training that made the shipped weights, each pair by curves that had not seen it;
the dev parts of STS (news) and ECB+ by the shipped weights, which have seen neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.data import Record, research_records
from benchmarks.matching.errors import NotInstalled
from benchmarks.matching.measures import average_precision
from benchmarks.matching.references import PairScorer
from claims.encoder import load_encoder
from claims.score import Curve, load_weights
from training.matching.examples import Examples, examples_of, quotation_pairs, text_pairs

Floats = NDArray[np.float64]
Figures = dict[str, dict[str, float]]  # set → system → average precision

PAIR_STRINGS = ("id", "a", "b")
DEV = {"STS news": "stsnews.dev.pairs", "ECB+": "ecbplus.dev.pairs"}
TRAIN = {"mrpc": "mrpc.train.pairs", "stsnews": "stsnews.train.pairs", "ecbplus": "ecbplus.train.pairs"}
QUOTES = "basil_quotes.dev.silver"
THINNED = 3  # of ECB+'s training pairs, every third, as in training


def measure(data: Path, references: Mapping[str, PairScorer], tell: Callable[[str], None]) -> tuple[Figures, list[str]]:
    """Return average precision by set and system, and notes on what could not be measured."""
    figures: Figures = {}
    notes: list[str] = []
    for name, file in DEV.items():
        tell(f"pairs: {name}")
        records = research_records(data, file, PAIR_STRINGS)
        figures[name] = _of_set(records, likeness(records), references)
    tell("pairs: MRPC, five folds")
    records = research_records(data, TRAIN["mrpc"], PAIR_STRINGS)
    figures["MRPC"] = _of_set(records, None, references)
    try:
        figures["MRPC"] = {"sayso": average_precision(_labels(records), held_out(data)), **figures["MRPC"]}
    except NotInstalled as error:
        notes.append(f"MRPC was not measured for sayso: {error}")
    return figures, notes


def _of_set(records: Sequence[Record], ours: Floats | None, references: Mapping[str, PairScorer]) -> dict[str, float]:
    labels = _labels(records)
    lefts, rights = [str(it["a"]) for it in records], [str(it["b"]) for it in records]
    scores = {} if ours is None else {"sayso": ours}
    scores |= {name: scorer(lefts, rights) for name, scorer in references.items()}
    return {name: average_precision(labels, found) for name, found in scores.items()}


def likeness(records: Sequence[Record]) -> Floats:
    """Return how much the texts a and b of each record say the same, 0 to 1: sentences by nobody in particular."""
    return _scores(records, sentences=True)


def probabilities(records: Sequence[Record]) -> Floats:
    """Return the probability that the quotations a and b of each record are one claim, marks put around both."""
    return _scores(records, sentences=False)


def scores(records: Sequence[Record]) -> Floats:
    """Return a score for each record: of quotations of two outlets the probability, of sentences the likeness."""
    quoted = np.array([bool(it.get("outlet_a") and it.get("outlet_b")) for it in records], bool)
    found = np.zeros(len(records))
    for kind, reckon in ((True, probabilities), (False, likeness)):
        chosen = np.flatnonzero(quoted == kind)
        if len(chosen):
            found[chosen] = reckon([records[int(number)] for number in chosen])
    return found


def _scores(records: Sequence[Record], *, sentences: bool) -> Floats:
    weights = load_weights()
    pairs = text_pairs(records) if sentences else quotation_pairs(records)
    examples = examples_of("pairs", pairs, [0] * len(pairs), load_encoder())
    return log_odds(weights.sentences if sentences else weights.curves, examples, weights.bias)


def log_odds(curves: Mapping[str, Curve], examples: Examples, bias: float) -> Floats:
    """Return the logistic function of the bias plus what all features add, pair by pair (claims.score, by columns)."""
    added = [curves[name].adds_for_all(examples.features[:, at]) for at, name in enumerate(examples.names)]
    return np.asarray(1 / (1 + np.exp(-bias - np.sum(added, axis=0))))


def held_out(data: Path) -> Floats:
    """Return for each pair of MRPC the sum of what its features add, by curves that had not seen it.

    Raises NotInstalled where scikit-learn, which training needs, is not there.
    """
    try:
        fit: Any = import_module("training.matching.fit")
    except ModuleNotFoundError as error:
        raise NotInstalled("fitting five folds", "scikit-learn") from error
    sets = [_training_set(data, name) for name in TRAIN]
    return np.asarray(fit.held_out_sentences(sets, fit.Plan()))


def _training_set(data: Path, name: str) -> Examples:
    records = research_records(data, TRAIN[name], PAIR_STRINGS)[:: THINNED if name == "ecbplus" else 1]
    return examples_of(name, text_pairs(records), _labels(records), load_encoder())


def _labels(records: Iterable[Record]) -> list[int]:
    return [int(record["label"]) for record in records]
