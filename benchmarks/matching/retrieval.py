"""Tweets → the checked claims that they repeat: CheckThat-2020 task 2, by claims.retrieve and beside references.

The weight of words beside meaning was chosen on the training queries (`python -m benchmarks.matching.retrieval` prints
how); the dev queries were only looked at.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils

from benchmarks.matching.data import Record, research_records
from benchmarks.matching.measures import Retrieval, retrieval
from benchmarks.matching.references import (
    ENCODER,
    MINHASH,
    MINILM,
    PERMUTATIONS,
    TFIDF,
    TOKEN_SET,
    Floats,
    shingles,
    weigh_grams,
)
from benchmarks.peers import minilm
from claims.encoder import load_encoder
from claims.retrieve import Shelf, lay_out, rank_shelf

CORPUS, QUERIES, TRAIN = "ct20.corpus", "ct20.dev.queries", "ct20.train.queries"
CORPUS_STRINGS, QUERY_STRINGS = ("id", "text"), ("id", "query")
MOST = 100  # ids that a ranking has
_LSH_THRESHOLD = 0.05  # estimated Jaccard likeness from which LSH brings a text up

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
Ranker = Callable[[Sequence[str]], list[list[int]]]  # queries → numbers of texts, best first


@dataclass(frozen=True, slots=True)
class Corpus:
    """The texts that are looked for, each with a title, "" where it has none."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    titles: tuple[str, ...]


def corpus_of(records: Sequence[Record]) -> Corpus:
    """Return records {id, text, title?} as a corpus."""
    titles = tuple(str(it.get("title") or "") for it in records)
    return Corpus(tuple(it["id"] for it in records), tuple(it["text"] for it in records), titles)


def measure(data: Path, tell: Callable[[str], None]) -> tuple[dict[str, Retrieval], list[str]]:
    """Return the figures on the dev queries by system, and notes on what could not be measured."""
    corpus = corpus_of(research_records(data, CORPUS, CORPUS_STRINGS))
    queries = research_records(data, QUERIES, QUERY_STRINGS)
    tell(f"retrieval: laying out {len(corpus.ids):,} claims")
    rankers, notes = _rankers(corpus)
    figures = {}
    for name, ranker in rankers.items():
        tell(f"retrieval: {name}")
        ranked = ranker([query["query"] for query in queries])
        ids = [[corpus.ids[number] for number in numbers] for numbers in ranked]
        figures[name] = retrieval([query["qrels"] for query in queries], ids)
    return figures, notes


def shelf_of(corpus: Corpus) -> Shelf:
    """Return the corpus ready to be asked."""
    encode = load_encoder().encode
    return lay_out([corpus.texts, corpus.titles], [encode(corpus.texts), encode(corpus.titles)])


def ask(shelf: Shelf, queries: Sequence[str], most: int = MOST) -> list[list[int]]:
    """Return the numbers of the best texts for each query, best first."""
    encoder = load_encoder()
    return [rank_shelf(query, shelf, encoder, most) for query in queries]


def _rankers(corpus: Corpus) -> tuple[dict[str, Ranker], list[str]]:
    shelf, encoder = shelf_of(corpus), load_encoder()
    whole = [f"{text} {title}" for text, title in zip(corpus.texts, corpus.titles, strict=True)]
    rankers: dict[str, Ranker] = {
        "sayso": lambda queries: ask(shelf, queries),
        ENCODER: lambda queries: _nearest(shelf.sides[0], encoder.encode(queries)),
        TOKEN_SET: lambda queries: [_by_token_set(query, whole) for query in queries],
        TFIDF: lambda queries: _by_grams(queries, whole),
    }
    notes = []
    for name, load in {MINILM: _load_minilm, f"{MINHASH} LSH": _load_lsh}.items():
        try:
            rankers[name] = load(corpus, whole)
        except ModuleNotFoundError as error:
            notes.append(f"{name} was not measured on retrieval: {error}; make peers installs it")
    return rankers, notes


def _load_minilm(corpus: Corpus, _: Sequence[str]) -> Ranker:
    encode = minilm.load()
    return lambda queries: _nearest(encode(corpus.texts), encode(queries))


def _load_lsh(_: Corpus, whole: Sequence[str]) -> Ranker:
    """Return datasketch's LSH, what it brings up ranked by estimated likeness."""
    datasketch = import_module("datasketch")

    def sketch(text: str) -> object:
        found = datasketch.MinHash(num_perm=PERMUTATIONS)
        found.update_batch([shingle.encode() for shingle in shingles(text)])
        return found

    sketches = [sketch(text) for text in whole]
    index = datasketch.MinHashLSH(threshold=_LSH_THRESHOLD, num_perm=PERMUTATIONS)
    for number, one in enumerate(sketches):
        index.insert(number, one)

    def rank(query: str) -> list[int]:
        asked = sketch(query)
        return sorted(index.query(asked), key=lambda number: (-asked.jaccard(sketches[number]), number))[:MOST]  # type: ignore[attr-defined]

    return lambda queries: [rank(query) for query in queries]


def _nearest(texts: NDArray[np.float32], queries: NDArray[np.float32]) -> list[list[int]]:
    return [_best(np.round((texts @ query).astype(np.float64), 5)) for query in queries]


def _by_token_set(query: str, texts: Sequence[str]) -> list[int]:
    scores = process.cdist([query], texts, scorer=fuzz.token_set_ratio, processor=utils.default_process)[0]
    return _best(np.asarray(scores, np.float64))


def _by_grams(queries: Sequence[str], texts: Sequence[str]) -> list[list[int]]:
    """Rank by TF-IDF over character n-grams, with frequencies of texts and queries together."""
    vectors = weigh_grams([*texts, *queries])
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, vector in enumerate(vectors[: len(texts)]):
        for gram, weight in vector.items():
            postings.setdefault(gram, []).append((number, weight))
    columns = {gram: _columns(found) for gram, found in postings.items()}
    return [_best(_dots(vector, columns, len(texts))) for vector in vectors[len(texts) :]]


def _columns(found: Sequence[tuple[int, float]]) -> tuple[NDArray[np.int64], Floats]:
    return np.array([number for number, _ in found], np.int64), np.array([weight for _, weight in found])


def _dots(vector: Mapping[str, float], columns: Mapping[str, tuple[NDArray[np.int64], Floats]], size: int) -> Floats:
    total = np.zeros(size)
    for gram, weight in vector.items():
        if gram in columns:
            numbers, weights = columns[gram]
            total[numbers] += weight * weights
    return total


def _best(scores: Floats) -> list[int]:
    return [int(number) for number in np.argsort(-scores, kind="stable")[:MOST]]


def main() -> int:
    """Print what other weights of words give, on training and dev queries."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching.retrieval", description=__doc__)
    data = os.environ.get("SAYSO_DATA")
    parser.add_argument("--data", type=Path, default=data, required=data is None)
    options = parser.parse_args()
    corpus, encoder = corpus_of(research_records(options.data, CORPUS, CORPUS_STRINGS)), load_encoder()
    shelf = shelf_of(corpus)
    for name in (TRAIN, QUERIES):
        queries = research_records(options.data, name, QUERY_STRINGS)
        vectors = encoder.encode([query["query"] for query in queries])
        asked = list(zip([query["query"] for query in queries], vectors, strict=True))
        for weight in (0.0, 0.005, 0.0075, 0.01, 0.0125, 0.015, 0.02):
            ranked = [_best(shelf.scores(query, vector, weight)) for query, vector in asked]
            ids = [[corpus.ids[number] for number in numbers] for numbers in ranked]
            found = retrieval([query["qrels"] for query in queries], ids)
            sys.stdout.write(f"{name} words {weight:.4f} MAP@5 {found.map5:.4f} P@1 {found.first:.4f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
