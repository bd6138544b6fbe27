"""Readings side by side: what is compared of many claims, in columns, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property, lru_cache
from math import sqrt
from typing import TypeVar

import numpy as np

from claims.encoder import Vectors, directions
from claims.idf import idf
from claims.overlap import Bags, Numbers, Scores, bags_of, number, spread, starts_of
from claims.reading import Reading
from claims.tokens import stem
from claims.types import Hop
from claims.wording import count_negations

_GRAM = 4  # characters

Key = TypeVar("Key", bound=Hashable)


class Table:
    """Readings by their number, and columns of what is compared of them."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings

    @cached_property
    def ids(self) -> list[str]:
        """Return the claims' ids."""
        return [one.claim_id for one in self.readings]

    @cached_property
    def content(self) -> Bags:
        """Return the stems of content words."""
        stems = [sorted(one.content) for one in self.readings]
        return bags_of(stems, number(stems))

    @cached_property
    def rarity(self) -> Scores:
        """Return how rare each of the stems in `content` is."""
        return np.array([idf(stem) for one in self.readings for stem in sorted(one.content)], np.float64)

    @cached_property
    def weights(self) -> Scores:
        """Return how rare all stems of a claim are together."""
        return np.array([one.weight for one in self.readings])

    @cached_property
    def words(self) -> Bags:
        """Return all words, in the order of the text."""
        return bags_of([one.words for one in self.readings], self._numbers_of_words)

    @cached_property
    def numbers(self) -> Bags:
        """Return the values of quantities, and other words of digits."""
        values = [sorted(one.numbers) for one in self.readings]
        return bags_of(values, number(values))

    @cached_property
    def names(self) -> Bags:
        """Return the words with a capital inside a sentence."""
        return bags_of([sorted(one.names) for one in self.readings], self._numbers_of_capitals)

    @cached_property
    def capitals(self) -> Bags:
        """Return the words with a capital, those that begin a sentence among them; `names` has the same numbers."""
        return bags_of([sorted(one.capitals) for one in self.readings], self._numbers_of_capitals)

    @cached_property
    def texts(self) -> list[str]:
        """Return the folded words, numbers masked."""
        return [one.text for one in self.readings]

    @cached_property
    def sorted_texts(self) -> list[str]:
        """Return the same words in the order of the alphabet."""
        return [" ".join(sorted(told)) for told in self.split_texts]

    @cached_property
    def split_texts(self) -> list[list[str]]:
        """Return the same words one by one, in the order of the text."""
        return [one.text.split() for one in self.readings]

    @cached_property
    def vectors(self) -> tuple[Vectors, Scores]:
        """Return the directions of what the claims mean, in whole numbers, and their lengths."""
        return directions(np.stack([one.vector for one in self.readings]))

    @cached_property
    def contexts(self) -> tuple[Vectors, Scores, Numbers]:
        """Return directions and lengths of what articles mean, and which is each claim's; -1 where it is not known."""
        known = {id(one.context): one.context for one in self.readings if one.context is not None}
        places = {key: place for place, key in enumerate(known)}
        whose = np.array([places.get(id(one.context), -1) for one in self.readings], np.int64)
        return (*directions(np.stack(list(known.values()) or [self.readings[0].vector])), whose)

    @cached_property
    def speakers(self) -> tuple[list[Hop | None], Numbers]:
        """Return all speakers, each once, and which is each claim's."""
        return _distinct([one.speaker for one in self.readings], _who)

    @cached_property
    def quoted(self) -> Numbers:
        """Return how many words stand in quotation marks."""
        return self._sizes(lambda one: len(one.quoted))

    @cached_property
    def quantities(self) -> Numbers:
        """Return how many numbers the claims name."""
        return self._sizes(lambda one: len(one.quantities))

    @cached_property
    def days(self) -> Numbers:
        """Return how many days the claims' contents name."""
        return self._sizes(lambda one: len(one.days))

    @cached_property
    def negations(self) -> Numbers:
        """Return how many negations the claims have."""
        return self._sizes(lambda one: count_negations(one.words))

    @cached_property
    def grams(self) -> tuple[Bags, Scores]:
        """Return the claims' character n-grams, and how heavy each is: of each claim, a unit vector.

        A gram weighs as much as its words are rare.
        """
        by_word = [_grams_of(word) for word in self._numbers_of_words]
        numbers = number([grams for grams, _ in by_word])
        known = bags_of([grams for grams, _ in by_word], numbers)
        rarity = np.array([weight for grams, weight in by_word for _ in grams], np.float64)
        words, grams = spread(known.starts, self.words.items.astype(np.int64))
        claims = np.repeat(np.arange(len(self.readings)), self.words.sizes)[words]
        cells, cell_of = np.unique(claims * len(numbers) + known.items[grams], return_inverse=True)
        claims, items = np.divmod(cells, max(1, len(numbers)))
        weights = np.bincount(cell_of, rarity[grams], minlength=len(cells))
        lengths = np.sqrt(np.bincount(claims, weights**2, minlength=len(self.readings)))
        starts = starts_of(np.bincount(claims, minlength=len(self.readings)))
        return Bags(starts, items.astype(np.int32), len(numbers)), weights / np.maximum(lengths[claims], 1e-9)

    @cached_property
    def _numbers_of_words(self) -> dict[str, int]:
        return number(one.words for one in self.readings)

    @cached_property
    def _numbers_of_capitals(self) -> dict[str, int]:
        return number(one.capitals | one.names for one in self.readings)

    def _sizes(self, size: Callable[[Reading], int]) -> Numbers:
        return np.array([size(one) for one in self.readings], np.int64)


def _who(speaker: Hop | None) -> tuple[str, str] | None:
    """Return what of a speaker is compared."""
    return (speaker.source_type, speaker.name) if speaker else None


def _distinct(items: Sequence[Hop | None], key: Callable[[Hop | None], Hashable]) -> tuple[list[Hop | None], Numbers]:
    """Return the items, each once by its key, and the place of each among them."""
    places: dict[Hashable, int] = {}
    kept: list[Hop | None] = []
    whose = []
    for item in items:
        place = places.setdefault(key(item), len(kept))
        if place == len(kept):
            kept.append(item)
        whose.append(place)
    return kept, np.array(whose, np.int64)


@lru_cache(maxsize=65_536)
def _grams_of(word: str) -> tuple[tuple[str, ...], float]:
    """Return the n-grams of a word, and what each weighs."""
    padded = f" {word} "
    grams = {padded[at : at + _GRAM] for at in range(max(1, len(padded) - _GRAM + 1))}
    return tuple(sorted(grams)), idf(stem(word)) / sqrt(len(grams))
