"""Batches of pairs → matches: what is read and compared together, in this process or another (`scoring_pool`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.features import Pairs
from claims.match import score_pairs
from claims.matches import Matches
from claims.overlap import Numbers
from claims.reading import Reading
from claims.table import Table

SCORED = 200_000  # pairs scored at once


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of claims to be scored, as numbers of readings; the smaller id is on the left."""

    readings: Sequence[Reading]
    lefts: Numbers
    rights: Numbers
    surely: bool = False  # score all pairs; otherwise those that are promising

    def __len__(self) -> int:
        return len(self.lefts)

    @property
    def pairs(self) -> Pairs:
        """Return the pairs with the readings of their claims."""
        return Pairs(Table(self.readings), self.lefts, self.rights)


def score_batch(batch: Batch) -> Iterator[Matches]:
    """Yield the matches of the pairs that are not different, some at a time; they depend on the batch alone."""
    if not len(batch):
        return
    pairs = batch.pairs
    for start in range(0, len(batch), SCORED):
        yield score_pairs(pairs.part(start, start + SCORED), promising=not batch.surely)
