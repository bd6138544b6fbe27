"""What matching is measured beside, as scores of pairs of texts: plain string ratios, TF-IDF, MinHash, embeddings.

Each takes two columns of texts of one length and returns a score for each pair, 0 to 1. Those that need a package of
the dependency group `peers` are left out where it is not installed, with a note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils

from benchmarks.peers import minilm
from claims.encoder import load_encoder

Floats = NDArray[np.float64]
PairScorer = Callable[[Sequence[str], Sequence[str]], Floats]
Vector = dict[str, float]

TOKEN_SET, TFIDF, ENCODER, MINHASH, MINILM = (
    "token_set_ratio", "TF-IDF char 3–5", "encoder cosine", "MinHash", "MiniLM cosine",
)  # fmt: skip
SHORTEST, LONGEST = 3, 5  # characters of an n-gram
PERMUTATIONS = 128


def load_references() -> tuple[dict[str, PairScorer], list[str]]:
    """Return name → scorer of the references that can be run here, and a line on each that cannot."""
    found: dict[str, PairScorer] = {TOKEN_SET: token_set, TFIDF: tfidf, ENCODER: encoder_cosine}
    notes = []
    for name, load in {MINHASH: load_minhash, MINILM: load_minilm}.items():
        try:
            found[name] = load()
        except ModuleNotFoundError as error:
            notes.append(f"{name} was not measured: {error}; make peers installs it")
    return found, notes


def token_set(lefts: Sequence[str], rights: Sequence[str]) -> Floats:
    """Return rapidfuzz's token_set_ratio, 0 to 1."""
    return fuzzy(lefts, rights) / 100


def fuzzy(lefts: Sequence[str], rights: Sequence[str]) -> Floats:
    """Return rapidfuzz's token_set_ratio of lower-cased texts without punctuation, 0 to 100."""
    scorer, clean = fuzz.token_set_ratio, utils.default_process
    return np.asarray(process.cpdist(lefts, rights, scorer=scorer, processor=clean, dtype=np.float64))


def tfidf(lefts: Sequence[str], rights: Sequence[str]) -> Floats:
    """Return cosines of TF-IDF vectors of character n-grams within words, by the frequencies of these very texts."""
    texts = list(dict.fromkeys([*lefts, *rights]))
    vectors = dict(zip(texts, weigh_grams(texts), strict=True))
    return np.array([_dot(vectors[left], vectors[right]) for left, right in zip(lefts, rights, strict=True)])


def weigh_grams(texts: Sequence[str]) -> list[Vector]:
    """Return the unit TF-IDF vector of each text, with sublinear frequencies and smooth rarity."""
    counts = [Counter(char_grams(text)) for text in texts]
    documents = Counter(gram for count in counts for gram in count)
    rarity = {gram: log((1 + len(texts)) / (1 + number)) + 1 for gram, number in documents.items()}
    return [_unit({gram: (1 + log(times)) * rarity[gram] for gram, times in count.items()}) for count in counts]


def char_grams(text: str) -> list[str]:
    """Return the n-grams of each word with a space on either side, as scikit-learn's char_wb has them."""
    padded = [f" {word} " for word in text.lower().split()]
    return [
        word[at : at + size]
        for word in padded
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(max(1, len(word) - size + 1))
    ]


def encoder_cosine(lefts: Sequence[str], rights: Sequence[str]) -> Floats:
    """Return the cosine of sayso's encoder alone."""
    return _cosines(load_encoder().encode, lefts, rights)


def load_minilm() -> PairScorer:
    """Return the cosine of all-MiniLM-L6-v2 as it was published. Raises ModuleNotFoundError."""
    encode = minilm.load()
    return lambda lefts, rights: _cosines(encode, lefts, rights)


def load_minhash() -> PairScorer:
    """Return datasketch's estimate of the Jaccard likeness of texts' words and pairs of them. Raises as above."""
    minhash = import_module("datasketch").MinHash

    def score(lefts: Sequence[str], rights: Sequence[str]) -> Floats:
        sketches = {}
        for text in {*lefts, *rights}:
            sketches[text] = minhash(num_perm=PERMUTATIONS)
            sketches[text].update_batch([shingle.encode() for shingle in shingles(text)])
        return np.array([sketches[left].jaccard(sketches[right]) for left, right in zip(lefts, rights, strict=True)])

    return score


def shingles(text: str) -> set[str]:
    """Return a text's words and pairs of neighbouring words, lower-cased."""
    told = utils.default_process(text).split()
    return {*told, *map(" ".join, pairwise(told))}


def _cosines(encode: Callable[[Sequence[str]], NDArray[np.float32]], *columns: Sequence[str]) -> Floats:
    texts = list(dict.fromkeys(text for column in columns for text in column))
    place = {text: number for number, text in enumerate(texts)}
    vectors = encode(texts)
    lefts, rights = (vectors[[place[text] for text in column]] for column in columns)
    return np.asarray(np.einsum("ij,ij->i", lefts, rights), np.float64)


def _unit(vector: Vector) -> Vector:
    length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {gram: weight / length for gram, weight in vector.items()}


def _dot(left: Vector, right: Vector) -> float:
    small, large = sorted((left, right), key=len)
    return sum(weight * large.get(gram, 0.0) for gram, weight in small.items())
