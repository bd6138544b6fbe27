"""How near an extracted text is to the one wanted, in shingles of four words, as in the article-extraction-benchmark.

Scrapinghub, "Article extraction benchmark" (2019), https://github.com/scrapinghub/article-extraction-benchmark,
evaluate.py: words are runs of word characters, shingles count as often as they stand there, precision and recall are
means over pages, F1 is that of the two means. A page for which nothing was extracted counts in recall alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from statistics import mean
from typing import NamedTuple

WORDS = 4
_WORD = re.compile(r"\w+")


class Score(NamedTuple):
    """Precision, recall and F1, each 0 to 1."""

    precision: float
    recall: float
    f1: float


class Overlap(NamedTuple):
    """Shingles of one page."""

    shared: int
    found: int
    wanted: int


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words, or the one run of all where there are fewer."""
    words = _WORD.findall(text)
    runs = [tuple(words[start : start + WORDS]) for start in range(max(1, len(words) - WORDS + 1))]
    return Counter(filter(None, runs))


def overlap(wanted: str, found: str) -> Overlap:
    """Return how much of one text is in the other."""
    left, right = shingles(wanted), shingles(found)
    return Overlap((left & right).total(), right.total(), left.total())


def score(pairs: Iterable[tuple[str, str]]) -> Score:
    """Return the score over pages, each the text wanted and the one found."""
    overlaps = [overlap(wanted, found) for wanted, found in pairs]
    precision = mean([one.shared / one.found for one in overlaps if one.found] or [0.0])
    recall = mean([one.shared / one.wanted for one in overlaps if one.wanted] or [0.0])
    both = precision + recall
    return Score(precision, recall, 2 * precision * recall / both if both else 0.0)
