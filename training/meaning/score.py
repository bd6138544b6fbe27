"""An exported model → its figures: how well the cosine of two vectors, alone, ranks pairs and finds checked claims."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.matching.measures import average_precision, retrieval
from claims.encoder import Encoder, load_encoder
from training.meaning.examples import read_records

PAIRS = {
    "STS news, dev: four of five points of likeness or more": "stsnews.dev.pairs.jsonl",
    "ECB+, dev: an event in common": "ecbplus.dev.pairs.jsonl",
    "MRPC, train part: a paraphrase": "mrpc.train.pairs.jsonl",
}
RETRIEVAL = "CheckThat! 2020, dev: the checked claim, among 10,375"
_READ = 20  # of a ranking
TOLD = "The storm killed 12 people in Ohio, Governor Mike DeWine said."
# Other tellings, by what they differ in: not all of it shows in a vector.
OTHERS = {
    "another wording": (TOLD, "Twelve lives were lost to the storm, according to Ohio's governor, Mike DeWine."),
    "another number": (TOLD, "The storm killed 40 people in Ohio, Governor Mike DeWine said."),
    "another name": (TOLD, "The storm killed 12 people in Iowa, Governor Kim Reynolds said."),
    "a negation": (TOLD, "The storm killed no people in Ohio, Governor Mike DeWine said."),
    "another claim": (TOLD, "The Senate will vote on the budget next week, its majority leader said."),
}


class Figures(NamedTuple):
    """All that the card says of a model; figures are 0 to 1."""

    ranking: dict[str, tuple[str, float]]  # by set: the measure, and its figure
    cosines: dict[str, float]  # of one claim and another telling, by what that one differs in


def score_model(folder: Path, data: Path) -> Figures:
    """Return the figures of the model in a folder, loaded as the product loads it."""
    load_encoder.cache_clear()
    encoder = load_encoder(folder)
    ranking = {name: ("average precision", _pairs(encoder, data / "matching" / file)) for name, file in PAIRS.items()}
    ranking[RETRIEVAL] = ("MAP@5", _retrieval(encoder, data / "matching"))
    return Figures(ranking, {name: _cosine(encoder, *pair) for name, pair in OTHERS.items()})


def _pairs(encoder: Encoder, path: Path) -> float:
    records = list(read_records(path))
    lefts, rights = (encoder.encode([record[side] for record in records]) for side in ("a", "b"))
    return average_precision([int(record["label"]) for record in records], np.einsum("ij,ij->i", lefts, rights))


def _retrieval(encoder: Encoder, folder: Path) -> float:
    corpus = list(read_records(folder / "ct20.corpus.jsonl"))
    queries = list(read_records(folder / "ct20.dev.queries.jsonl"))
    claims = encoder.encode([record["text"] for record in corpus])
    scores = encoder.encode([record["query"] for record in queries]) @ claims.T
    ranked = [[corpus[place]["id"] for place in row] for row in np.argsort(-scores, axis=1, kind="stable")[:, :_READ]]
    return retrieval([record["qrels"] for record in queries], ranked).map5


def _cosine(encoder: Encoder, left: str, right: str) -> float:
    one, other = encoder.encode([left, right])
    return float(one @ other)
