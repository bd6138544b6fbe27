"""Free text → the texts that are most likely about the same, by meaning and rare words together.

The score is the cosine of the embeddings plus BM25 (Robertson and Zaragoza 2009) over word stems. A text may have
several sides, such as a claim and the headline above it: its meaning is that of the side that is nearest, its words are
those of all sides. What is asked may be a post from social media: addresses are no words, and "#SaveOurFerry" is three.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from claims.encoder import Encoder, Vectors, load_encoder
from claims.tokens import stems, words

# What a point of BM25 counts for beside a cosine; best of seven on CheckThat-2020's training queries, where half or
# twice as much costs .006 of mean average precision.
WORDS = 0.01
SATURATION, LENGTH = 1.2, 0.75  # k1 and b of BM25, as is usual
_LONGEST = 2_000  # characters of what is asked that count
_DIGITS = 5  # of a score: less is rounding, and equal texts keep their order
_ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/)\S+")
_TAG = re.compile(r"[#@](\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Texts to be found, n of them: the meaning of each side, and which texts have which stems, how tellingly."""

    size: int
    sides: tuple[Vectors, ...]  # [n, width] each
    postings: Mapping[str, tuple[NDArray[np.int64], Floats]]  # stem → numbers of texts, what it adds for each

    def scores(self, query: str, vector: Vectors, weight: float = WORDS) -> Floats:
        """Return the score of each text, [n], for what is asked and its vector; `weight` is a point of BM25's."""
        total = np.max([side @ vector for side in self.sides], axis=0).astype(np.float64)
        for stem in sorted(asked_stems(query)):
            if stem in self.postings:
                numbers, adds = self.postings[stem]
                total[numbers] += weight * adds
        return np.asarray(np.round(total, _DIGITS), np.float64)


def rank(query: str, corpus: Sequence[str], encoder: Encoder | None = None) -> list[int]:
    """Return the numbers of all texts, best first; equally good ones in their order."""
    encoder = encoder or load_encoder()
    return rank_shelf(query, lay_out([corpus], [encoder.encode(corpus)]), encoder)


def rank_shelf(query: str, shelf: Shelf, encoder: Encoder, most: int | None = None) -> list[int]:
    """Return the numbers of the shelf's texts, best first, `most` of them at most; equally good ones in their order."""
    if not shelf.size:
        return []
    [vector] = encoder.encode([query])
    order = np.argsort(-shelf.scores(query, vector), kind="stable")
    return [int(number) for number in order[:most]]


def lay_out(sides: Sequence[Sequence[str]], vectors: Sequence[Vectors]) -> Shelf:
    """Return texts ready to be asked for: each side of all of them, "" for a text that lacks it, and its vectors."""
    documents = [Counter(_stems(" ".join(parts))) for parts in zip(*sides, strict=True)]
    lengths = np.array([sum(document.values()) for document in documents], np.float64)
    mean = lengths.mean() if documents else 0.0
    holders: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, document in enumerate(documents):
        for stem, times in document.items():
            holders[stem].append((number, times))
    postings = {}
    for stem, found in holders.items():
        numbers, times = np.array(found, np.int64).T
        damped = times + SATURATION * (1 - LENGTH + LENGTH * lengths[numbers] / mean)
        postings[stem] = (numbers, _rarity(len(documents), len(found)) * times * (SATURATION + 1) / damped)
    return Shelf(len(documents), tuple(vectors), postings)


def asked_stems(query: str) -> frozenset[str]:
    """Return the stems of what is asked: without addresses, tags and handles taken apart where a capital begins.

    >>> sorted(asked_stems("Save it! #SaveOurFerry https://t.co/x1 @HarbourNews"))
    ['ferr', 'harbor', 'sav']
    """
    plain = _ADDRESS.sub(" ", query[:_LONGEST])
    return frozenset(_stems(_TAG.sub(lambda tag: f" {_HUMP.sub(' ', tag[1])} ", plain)))


def _stems(text: str) -> list[str]:
    return [stem for stem in stems(words(text)) if len(stem) > 1]


def _rarity(texts: int, holders: int) -> float:
    return log(1 + (texts - holders + 0.5) / (holders + 0.5))
