"""Candidates against brute force, on claims of real articles: what would be matched, is it looked at?

Within a story every pair of tellings is scored; those that are the same or unsure must be among the candidates. Across
stories, in a DuckDB file, pairs that share eight quoted words in a row must be found by `Matching.candidates`, as a
plain loop over all quotations finds them; and pairs that are near in meaning are scored to see how many of those that
are the same, or may be, are found. Articles are taken for undated there, so that all stories are compared; claims that
say too little ("it declined to comment") are compared within their stories alone, and left out.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.matching.corpus import stored_corpus
from claims.candidates import BUCKET, pairs_of_story
from claims.encoder import Vectors
from claims.keys import find_keys
from claims.match import read_claims, representatives, score_readings
from claims.quote import quoted_parts
from claims.reading import Reading
from claims.tokens import words
from claims.types import Claim
from flows.matching import WINDOW_DAYS
from warehouse import Warehouse

RUN = 8  # quoted words in a row, from which sharing a key is certain (claims.keys)
NEAR = 0.6  # cosine from which pairs of different stories are scored

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of the pairs that matter are among the candidates."""

    wanted: int
    found: int
    candidates: int
    all_pairs: int

    @property
    def share(self) -> float:
        """Return recall, 1 where nothing is wanted."""
        return self.found / self.wanted if self.wanted else 1.0


@dataclass(frozen=True, slots=True)
class RecallFigures:
    """Recall within stories and across them."""

    claims: int
    stories: int
    same: Recall  # within stories, verdict "same"
    same_or_unsure: Recall
    quotations: Recall  # across stories, in the warehouse
    near_same: Recall  # across stories: of near pairs, those that are the same
    near_same_or_unsure: Recall


def measure(data: Path, tell: Callable[[str], None]) -> RecallFigures:
    """Return recall on the claims of BASIL's dev part and NewsWCL50. Raises DataMissing or MalformedLine."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.duckdb"
        shutil.copyfile(stored_corpus(data, tell), path)
        with Warehouse.open(path) as warehouse:
            return _measure(warehouse, tell)


def _measure(warehouse: Warehouse, tell: Callable[[str], None]) -> RecallFigures:
    desk = warehouse.matching
    story_of = dict(desk.claims_to_match()[0])
    claims = {claim.id: claim for claim in warehouse.load_claims(claim_ids=list(story_of))}
    vectors = desk.vectors.load_claim_vectors(list(claims))
    contexts = desk.vectors.load_contexts(sorted({claim.version_id for claim in claims.values()}))
    readings = read_claims(list(claims.values()), vectors, contexts)
    tell("recall: all pairs within stories")
    verdicts, candidates, pairs = within_stories(claims, readings, story_of)
    same = {pair for pair, verdict in verdicts.items() if verdict == "same"}
    tell("recall: pairs across stories")
    across = _across(warehouse, claims, story_of)
    near = _near_across(claims, readings, story_of)
    return RecallFigures(
        claims=len(claims),
        stories=len(set(story_of.values())),
        same=_recall(same, candidates, pairs),
        same_or_unsure=_recall(set(verdicts), candidates, pairs),
        quotations=_recall(sharing_quotations(claims.values(), story_of), across, _pairs_across(story_of)),
        near_same=_recall({pair for pair, it in near.items() if it == "same"}, across, _pairs_across(story_of)),
        near_same_or_unsure=_recall(set(near), across, _pairs_across(story_of)),
    )


def within_stories(
    claims: Mapping[str, Claim], readings: Mapping[str, Reading], story_of: Mapping[str, str]
) -> tuple[dict[Pair, str], set[Pair], int]:
    """Return the verdicts of all pairs that are not different, the candidates, and how many pairs there are."""
    verdicts: dict[Pair, str] = {}
    candidates: set[Pair] = set()
    number = 0
    for story, members in _by_story(story_of).items():
        first_of = representatives([claims[id_] for id_ in members], story)
        tellings = sorted(id_ for id_, first in first_of.items() if id_ == first)
        pairs = list(combinations(tellings, 2))
        number += len(pairs)
        matches = score_readings((readings[left], readings[right]) for left, right in pairs)
        verdicts |= {(match.left_id, match.right_id): match.verdict for match in matches}
        keys = [find_keys(claims[id_], story) for id_ in tellings]
        found, _ = pairs_of_story(keys, _stacked([readings[id_].vector for id_ in tellings]))
        candidates |= {(tellings[left], tellings[right]) for left, right in found.tolist()}
    return verdicts, candidates, number


def _across(warehouse: Warehouse, claims: Mapping[str, Claim], story_of: Mapping[str, str]) -> set[Pair]:
    """Return the candidates of different stories that a DuckDB file gives, all claims being new."""
    desk = warehouse.matching
    with desk.saving():
        keys = [find_keys(claim, story_of[claim.id]) for claim in claims.values()]
        desk.save_keys(keys, dict.fromkeys(claims), story_of, dict.fromkeys(claims, ""))
        return set(desk.candidates(list(claims), WINDOW_DAYS, BUCKET))


def sharing_quotations(claims: Iterable[Claim], story_of: Mapping[str, str]) -> set[Pair]:
    """Return the pairs of claims of different stories that share RUN quoted words in a row."""
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for claim in claims:
        told = [word for part in quoted_parts(claim.wording) for word in words(part)]
        for at in range(len(told) - RUN + 1):
            holders[tuple(told[at : at + RUN])].add(claim.id)
    pairs = {pair for ids in holders.values() for pair in combinations(sorted(ids), 2)}
    return {(left, right) for left, right in pairs if story_of[left] != story_of[right]}


def _near_across(
    claims: Mapping[str, Claim], readings: Mapping[str, Reading], story_of: Mapping[str, str]
) -> dict[Pair, str]:
    """Return the verdicts of the pairs of different stories that are near in meaning, and not different."""
    ids = [id_ for id_ in sorted(readings) if find_keys(claims[id_], "").rare]
    vectors = _stacked([readings[id_].vector for id_ in ids])
    stories = np.unique([story_of[id_] for id_ in ids], return_inverse=True)[1]
    near = np.triu(vectors @ vectors.T >= NEAR, 1) & (stories[:, None] != stories[None, :])
    pairs = ((readings[ids[left]], readings[ids[right]]) for left, right in zip(*np.nonzero(near), strict=True))
    return {(match.left_id, match.right_id): match.verdict for match in score_readings(pairs)}


def _by_story(story_of: Mapping[str, str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for claim_id, story in story_of.items():
        members[story].append(claim_id)
    return members


def _pairs_across(story_of: Mapping[str, str]) -> int:
    sizes = [len(members) for members in _by_story(story_of).values()]
    return (sum(sizes) ** 2 - sum(size * size for size in sizes)) // 2


def _recall(wanted: set[Pair], candidates: set[Pair], pairs: int) -> Recall:
    return Recall(len(wanted), len(wanted & candidates), len(candidates), pairs)


def _stacked(vectors: Sequence[Vectors]) -> Vectors:
    return np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)
