"""Batches of pairs → matches: what is read and compared together, in this process or another (`scoring_pool`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from claims.encoder import Vectors
from claims.features import Pairs
from claims.match import read_claims, score_pairs
from claims.matches import Matches
from claims.overlap import Numbers
from claims.table import Table
from claims.types import Claim

SCORED = 200_000  # pairs scored at once


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of claims to be scored, as numbers of the claims; the smaller id is on the left."""

    claims: Sequence[Claim]
    vectors: Mapping[str, Vectors]  # by claim id
    contexts: Mapping[str, Vectors]  # of articles, by version id
    lefts: Numbers
    rights: Numbers
    surely: bool = False  # score all pairs; otherwise those that are promising

    def __len__(self) -> int:
        return len(self.lefts)

    @property
    def pairs(self) -> Pairs:
        """Return the pairs with the readings of their claims."""
        readings = read_claims(self.claims, self.vectors, self.contexts)
        return Pairs(Table(list(readings.values())), self.lefts, self.rights)


def score_batch(batch: Batch) -> Iterator[Matches]:
    """Yield the matches of the pairs that are not different, some at a time; they depend on the batch alone."""
    if not len(batch):
        return
    pairs = batch.pairs
    for start in range(0, len(batch), SCORED):
        yield score_pairs(pairs.part(start, start + SCORED), promising=not batch.surely)
