"""How many claims are encoded, pairs scored, and pairs compared in a second of one core, beside token_set_ratio.

On claims of the own gold's tuning part, and, to be encoded, on its sentences of some twenty words. A second is one of
processor time of all threads together; what is measured takes turns, pass by pass, and the median pass counts. Models
and weights are loaded before.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from rapidfuzz import fuzz, process

from benchmarks.attribution.speed import _one_core
from benchmarks.matching.pairs import ReadPair, load_records, read_pairs
from claims.change import compare
from claims.encoder import load_encoder
from claims.match import read_claims, score_readings
from claims.types import Claim

PASSES = 3
PAIRS, CLAIMS = 20_000, 200
SHORT, LONG = 16, 26  # words of the sentences that are encoded: some 20 in the mean
_SENTENCE = re.compile(r"(?<=[.?!”])\s+")
REFERENCE = "token_set_ratio"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second; `words` is how long the texts are in the mean."""

    per_second: float
    number: int
    words: float


def measure(pairs: int = PAIRS, claims: int = CLAIMS, passes: int = PASSES) -> dict[str, Rate]:
    """Return what is done → how many of it a second."""
    gold = read_pairs(load_records("tune"))
    told = list({claim.wording: claim for pair in gold for claim in (pair.left, pair.right)}.values())
    sentences = _sentences(text for pair in gold for text in pair.texts.values())[:claims]
    chosen = list(islice(combinations(told, 2), pairs))
    readings = read_claims(told)
    same = [pair for pair in gold if pair.gold.same]
    lefts, rights = [left.wording for left, _ in chosen], [right.wording for _, right in chosen]
    work: dict[str, tuple[Callable[[], object], int, float]] = {
        "claims encoded": (lambda: load_encoder().encode(sentences), len(sentences), _words(sentences)),
        "claims read": (lambda: _read(told), len(told), _words([it.wording for it in told])),
        "pairs scored": (
            lambda: list(score_readings((readings[left.id], readings[right.id]) for left, right in chosen)),
            len(chosen),
            _words(lefts),
        ),
        "pairs compared": (lambda: _compare(same), len(same), _words([pair.left.wording for pair in same])),
        REFERENCE: (
            lambda: process.cpdist(lefts, rights, scorer=fuzz.token_set_ratio),
            len(chosen),
            _words(lefts),
        ),
    }
    seconds: dict[str, list[float]] = {name: [] for name in work}
    with _one_core():
        for _ in range(passes):
            for name, (function, _, _) in work.items():
                start = time.process_time()
                function()
                seconds[name].append(time.process_time() - start)
    return {
        name: Rate(number / max(1e-9, statistics.median(seconds[name])), number, words)
        for name, (_, number, words) in work.items()
    }


def _sentences(texts: Iterable[str]) -> list[str]:
    found = dict.fromkeys(sentence for text in texts for sentence in _SENTENCE.split(text))
    return [sentence for sentence in found if SHORT <= len(sentence.split()) <= LONG]


def _read(claims: Sequence[Claim]) -> None:
    vectors = dict.fromkeys((claim.id for claim in claims), load_encoder().encode(["one"])[0])
    read_claims(claims, vectors)


def _compare(pairs: Sequence[ReadPair]) -> None:
    for pair in pairs:
        compare(pair.left, pair.right, pair.texts)


def _words(texts: Sequence[str]) -> float:
    return statistics.mean(len(text.split()) for text in texts)
