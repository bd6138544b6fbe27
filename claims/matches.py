"""Scored pairs of claims in columns: millions of them, without an object for each piece of evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.overlap import Scores
from claims.types import Feature, Match, Verdict


@dataclass(frozen=True, slots=True)
class Matches:
    """Matches, the n-th of each column one; as `claims.types.Match` has them."""

    ids: Sequence[str]
    left_ids: Sequence[str]
    right_ids: Sequence[str]
    scores: Scores
    verdicts: Sequence[Verdict]
    reasons: Sequence[str]
    names: tuple[str, ...]  # of the features
    values: Scores  # [matches, features]
    contributions: Scores  # [matches, features]
    matcher: str
    reviewed: bool = False

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Match]:
        rows = zip(self.scores.tolist(), self.values.tolist(), self.contributions.tolist(), strict=True)
        for number, (score, values, contributions) in enumerate(rows):
            yield Match(
                id=self.ids[number],
                left_id=self.left_ids[number],
                right_id=self.right_ids[number],
                score=score,
                verdict=self.verdicts[number],
                reason=self.reasons[number],
                features=tuple(map(Feature, self.names, values, contributions)),
                matcher=self.matcher,
                reviewed=self.reviewed,
            )
