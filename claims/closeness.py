"""Articles → how close each is to others: TF-IDF cosine and embedding cosine, weighed and added up.

Nothing is approximated and nothing skipped: closeness of one article to twenty thousand takes a millisecond, with
embeddings multiplied in blocks, and words looked up in postings (word → articles that have it). The same two articles
are equally close to the last bit, whatever is compared beside them: embeddings are multiplied as whole numbers that
32-bit floats hold exactly, and words are added up heaviest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from claims.article_vector import ArticleVector
from claims.encoder import Vectors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_BLOCK = 128  # rows that are multiplied at once


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides which articles make a story. `python -m benchmarks.matching.stories --sweep` tunes it."""

    # A story is open for this long after its first article: an event and its aftermath, not a whole saga.
    window: timedelta = timedelta(days=4)
    # The part that words have in closeness, the rest being the embedding's.
    words: float = 0.4
    # Mean closeness to a story's articles from which a dated article joins it.
    join: float = 0.32
    # The same for articles without a date, less what crowding takes: nothing else keeps apart what is years apart.
    join_undated: float = 0.35
    # Part that is taken off for each side's closeness to its nearest neighbours.
    crowding: float = 0.25


DEFAULT = Setting()


@dataclass(frozen=True, slots=True)
class Query:
    """A row whose closeness to the columns [start, end) is wanted."""

    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """Articles side by side, n of them: their directions, and postings of the words that will be asked for."""

    size: int
    directions: Vectors  # [n, width], whole numbers from -127 to 127
    lengths: Floats  # [n], of the directions
    places: Ints  # word * n + article, ascending: one for each posting
    weights: Floats  # of the postings
    asked: dict[int, tuple[Ints, Floats]]  # row → numbers and weights of its words, heaviest first

    def compare(self, queries: Sequence[Query], share: float) -> Iterator[tuple[Query, Floats]]:
        """Yield for each query how close its row is to its columns, [end - start]: 1 where they say the same.

        share is the part that the words have in it, 0 to 1. Queries come in the order of their starts and ends, so
        that a block of them needs few more columns than each of them.
        """
        for first in range(0, len(queries), _BLOCK):
            yield from self._compare(queries[first : first + _BLOCK], share)

    def _compare(self, block: Sequence[Query], share: float) -> Iterator[tuple[Query, Floats]]:
        start, end = min(query.start for query in block), max(query.end for query in block)
        products = self.directions[[query.row for query in block]] @ self.directions[start:end].T
        for query, line in zip(block, products, strict=True):
            between = slice(query.start, query.end)
            cosine = line[query.start - start : query.end - start] / (self.lengths[query.row] * self.lengths[between])
            yield query, (1 - share) * cosine + share * self._words_in_common(query)

    def _words_in_common(self, query: Query) -> Floats:
        numbers, weights = self.asked[query.row]
        starts = np.searchsorted(self.places, numbers * self.size + query.start)
        ends = np.searchsorted(self.places, numbers * self.size + query.end)
        found = [slice(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        if not found:
            return np.zeros(query.end - query.start)
        products = np.concatenate(
            [self.weights[of] * weight for of, weight in zip(found, weights.tolist(), strict=True)]
        )
        columns = np.concatenate([self.places[of] for of in found]) % self.size - query.start
        return np.asarray(np.bincount(columns, products, minlength=query.end - query.start), np.float64)


def lay_out(articles: Sequence[ArticleVector], rows: Sequence[int]) -> Shelf:
    """Return the articles side by side, ready to be compared with the rows given."""
    size = len(articles)
    numbers = directions(articles)
    lengths = np.maximum(np.sqrt(np.einsum("nw,nw->n", numbers, numbers).astype(np.float64)), 1.0)
    words = {word: number for number, word in enumerate({word for row in rows for word in articles[row].terms})}
    places, weights = _postings(articles, words)
    asked = {row: _asked(articles[row], words) for row in rows}
    return Shelf(size, numbers, lengths, places, weights, asked)


def directions(articles: Sequence[ArticleVector]) -> Vectors:
    """Return the directions of articles' meaning in whole numbers from -127 to 127, [n, width].

    These are the numbers of `claims.encoder.pack`. No product of two directions is above 2**24, so that 32-bit floats
    add it up without rounding.
    """
    vectors = np.stack([article.vector for article in articles])
    vectors *= 127 / np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return np.asarray(np.round(vectors, out=vectors), np.float32)


def _postings(articles: Sequence[ArticleVector], words: Mapping[str, int]) -> tuple[Ints, Floats]:
    """Return the places of the words that are in the articles, ascending, and their weights."""
    all_terms = chain.from_iterable(article.terms for article in articles)
    all_weights = chain.from_iterable(article.weights for article in articles)
    numbers = np.fromiter(map(words.get, all_terms, repeat(-1)), np.int64)
    columns = np.repeat(np.arange(len(articles)), [len(article.terms) for article in articles])
    wanted = numbers >= 0
    places = numbers[wanted] * len(articles) + columns[wanted]
    order = np.argsort(places)
    return places[order], np.fromiter(all_weights, np.float64)[wanted][order]


def _asked(article: ArticleVector, words: Mapping[str, int]) -> tuple[Ints, Floats]:
    return np.array([words[word] for word in article.terms], np.int64), np.array(article.weights, np.float64)
