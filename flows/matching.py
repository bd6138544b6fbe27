"""Matching, a part at a time: what is new is encoded, placed in stories, and matched.

Each save is one transaction, and each step takes up what the warehouse says is left to do: a run killed anywhere is
finished by the next one, and a new article costs what it touches, not what is held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import TypeVar

import numpy as np

from claims.article_vector import prepare
from claims.candidates import BUCKET, NEAREST, pairs_of_story
from claims.cluster import WINDOW, cluster_stories, needed_since, needed_until
from claims.encoder import Encoder, load_encoder
from claims.keys import Keys, find_keys, find_words
from claims.match import MATCHER, read_claims, score_pairs
from claims.overlap import Numbers
from claims.reading import Reading, read_claim
from claims.review import review_key
from claims.scoring import Batch
from claims.scoring_pool import ScoringPool
from flows.batches import by_size, in_batches, uncollected
from sources.registry import Registry
from sources.types import Skipped, content_id
from warehouse import Matching, Warehouse

# Days apart within which claims of different stories are compared.
WINDOW_DAYS = 30
_ENCODED = 2_000  # claims in one save
_ENCODED_AT_ONCE = 50  # of these, claims that a thread encodes before it is given others
_TAKEN_UP = 5_000  # claims that are read at once
_AT_ONCE = 20  # times as many are matched in one save
_COMPARED = 5_000  # claims, of whole stories, that are compared at once
_ACROSS = 50_000  # pairs of different stories that are read and compared at once

Item = TypeVar("Item")


def encode(warehouse: Warehouse, threads: int = 1) -> int:
    """Encode the claims and articles that the encoder has not encoded, in some threads at once; return how many."""
    encoder, desk = load_encoder(), warehouse.matching
    versions = desk.vectors.versions_to_encode(encoder.name)
    with ThreadPoolExecutor(max_workers=threads) as pool:  # the network computes outside the interpreter's lock
        for batch in in_batches(versions, _ENCODED // 10):
            vectors = list(pool.map(partial(prepare, encoder=encoder), warehouse.load_articles(batch)))
            with desk.saving():
                desk.vectors.save_article_vectors(vectors, encoder.name)
        return len(versions) + _encode_claims(desk, encoder, pool)


def _encode_claims(desk: Matching, encoder: Encoder, pool: ThreadPoolExecutor) -> int:
    number = 0
    while found := desk.vectors.claims_to_encode(encoder.name, _ENCODED):
        known = {wording: vector for _, wording, vector in found if vector is not None}
        new = list(dict.fromkeys(wording for _, wording, _ in found if wording not in known))
        encoded = pool.map(encoder.encode, in_batches(new, _ENCODED_AT_ONCE))
        known |= zip(new, chain.from_iterable(encoded), strict=True)
        with desk.saving():
            vectors = np.stack([known[wording] for _, wording, _ in found])
            desk.vectors.save_claim_vectors([id_ for id_, _, _ in found], vectors, encoder.name)
        number += len(found)
    return number


def place(warehouse: Warehouse, registry: Registry) -> int:
    """Put articles into stories; return how many are new.

    What another matcher has derived is taken back first; where the registry has changed, all is settled anew.
    """
    desk = warehouse.matching
    maker = content_id(MATCHER, load_encoder().name)
    outlets = content_id(*sorted(map(repr, registry.outlets)))
    with desk.saving():
        desk.begin(maker, outlets)
        desk.forget_superseded()
    new = [vector for vector, _ in desk.vectors.load_article_vectors(desk.versions_to_place())]
    if new:
        undated = any(vector.day is None for vector in new)
        since, until = needed_since(new), needed_until(new)
        newest = desk.newest_day() if undated else None
        if newest:  # what has no date is compared with what is newest
            since, until = min(since or newest, newest - WINDOW), max(until or newest, newest)
        near = desk.placed_near(since, until, [vector.article_id for vector in new], undated=undated)
        clustering = cluster_stories(new, desk.vectors.load_article_vectors(near))
        with desk.saving():
            desk.save_stories(clustering.stories, clustering.gone)
    return len(new)


def match(warehouse: Warehouse, processes: int = 1) -> int:
    """Match the claims that are new or in other stories than before; return how many.

    Where there are very many pairs they are scored in so many processes. Raises ScoringStopped.
    """
    desk = warehouse.matching
    with desk.saving():
        waiting, gone = desk.claims_to_match()
        if gone:
            desk.unmatch(gone)
            waiting, _ = desk.claims_to_match()  # with the copies of those, which are matched anew
        desk.forget_lost()
    supply = (_take_up(warehouse, desk, some) for some in in_batches(waiting, _TAKEN_UP))
    with ScoringPool(processes) as pool, uncollected():
        taken = list(islice(supply, _AT_ONCE))
        while taken:
            taken = _match_batch(warehouse, desk, pool, _together(taken), supply)
    _apply_reviews(warehouse, desk)
    return len(waiting)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of claims to be scored, as numbers of ids that are in order: the smaller one is on the left."""

    ids: Sequence[str]
    lefts: Numbers
    rights: Numbers

    def __len__(self) -> int:
        return len(self.lefts)

    def parts(self, size: int, at_hand: Container[str]) -> Iterator[Candidates]:
        """Yield the pairs, so many at a time, those of a claim that is not at hand together: it is loaded for them."""
        is_at_hand = np.array([claim_id in at_hand for claim_id in self.ids], np.bool_)
        loaded = np.where(is_at_hand[self.lefts], self.rights, self.lefts)
        order = np.argsort(loaded, kind="stable")
        for start in range(0, len(self), size):
            some = order[start : start + size]
            yield Candidates(self.ids, self.lefts[some], self.rights[some])

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Candidates:
        """Return pairs of ids, each once."""
        distinct = sorted(set(pairs))
        ids = sorted({claim_id for pair in distinct for claim_id in pair})
        places = {claim_id: place for place, claim_id in enumerate(ids)}
        numbers = np.array([[places[left], places[right]] for left, right in distinct], np.int64).reshape(-1, 2)
        return cls(ids, numbers[:, 0], numbers[:, 1])


@dataclass(frozen=True, slots=True)
class Taken:
    """Claims about to be matched, by id."""

    readings: Mapping[str, Reading]
    story_of: Mapping[str, str]
    days: Mapping[str, date | None]  # on which their articles appeared
    keys: Sequence[Keys]
    review_keys: Mapping[str, str]


def _together(parts: Sequence[Taken]) -> Taken:
    """Return claims that were taken up in parts."""
    return Taken(
        readings={id_: reading for part in parts for id_, reading in part.readings.items()},
        story_of={id_: story_id for part in parts for id_, story_id in part.story_of.items()},
        days={id_: day for part in parts for id_, day in part.days.items()},
        keys=[keys for part in parts for keys in part.keys],
        review_keys={id_: key for part in parts for id_, key in part.review_keys.items()},
    )


def _take_up(warehouse: Warehouse, desk: Matching, batch: Sequence[tuple[str, str]]) -> Taken:
    """Return claims, given with their stories, with what others find them by."""
    story_of = dict(batch)
    claims = {claim.id: claim for claim in warehouse.load_claims(claim_ids=list(story_of))}
    versions = {claim.version_id for claim in claims.values()}
    articles = desk.articles_of(versions)
    vectors, contexts = desk.vectors.load_claim_vectors(list(claims)), desk.vectors.load_contexts(sorted(versions))
    readings: dict[str, Reading] = {}
    days: dict[str, date | None] = {}
    keys: list[Keys] = []
    review_keys: dict[str, str] = {}
    for id_, claim in claims.items():
        article_id, days[id_] = articles[claim.version_id]
        told = find_words(claim)
        keys.append(find_keys(claim, story_of[id_], days[id_], told))
        review_keys[id_] = review_key(claim, article_id)
        readings[id_] = read_claim(claim, vectors[id_], contexts.get(claim.version_id), told)
    return Taken(readings, story_of, days, keys, review_keys)


def _match_batch(
    warehouse: Warehouse, desk: Matching, pool: ScoringPool, taken: Taken, supply: Iterator[Taken]
) -> list[Taken]:
    """Match some claims with one another and with all that were matched before; return the next ones of the supply.

    These are taken up part by part between the others' stories, so that the processes that score do not wait for them.
    """
    story_of = taken.story_of
    stories = sorted(Counter(story_of.values()).items())
    capped: list[Skipped] = []
    following: list[Taken] = []

    def batches() -> Iterator[Batch]:
        for copies in Candidates.of(desk.take_copies(list(story_of))).parts(_ACROSS, taken.readings):
            yield _batch(warehouse, desk, copies, taken.readings, surely=True)
        for across in Candidates.of(desk.candidates(list(story_of), WINDOW_DAYS, BUCKET)).parts(
            _ACROSS, taken.readings
        ):
            yield _batch(warehouse, desk, across, taken.readings)
        for some in by_size(stories, _COMPARED):
            yield _batch(warehouse, desk, _within_stories(desk, some, taken, capped), taken.readings)
            if len(following) < _AT_ONCE:
                following.extend(islice(supply, 1))

    with desk.saving():
        desk.save_keys(taken.keys, taken.days, story_of, taken.review_keys)
        for matches in pool.score(batches()):
            desk.save_matches(matches)
        desk.save_capped([story_id for story_id, _ in stories], capped)
    return [*following, *islice(supply, _AT_ONCE - len(following))]


def _within_stories(desk: Matching, stories: Sequence[str], taken: Taken, capped: list[Skipped]) -> Candidates:
    """Return the pairs of the stories worth scoring, one of each new; add to `capped` where a cap was hit."""
    told, new = desk.load_story_keys(stories), taken.story_of.keys()
    ids = sorted(one.claim_id for keys in told.values() for one in keys)
    at_hand = {id_: taken.readings[id_].vector for id_ in ids if id_ in new}
    vectors = _all_of(ids, at_hand, desk.vectors.load_claim_vectors)
    places = {claim_id: place for place, claim_id in enumerate(ids)}
    is_new = np.array([claim_id in new for claim_id in ids], np.bool_)
    found = [np.zeros((0, 2), np.int64)]
    for story_id, keys in told.items():
        # Of claims that nothing tells apart, one that was matched before stands for the others.
        order = sorted(keys, key=lambda one: (one.claim_id in new, one.claim_id), reverse=True)
        tellings = list({one.telling: one for one in order}.values())
        pairs, left_out = pairs_of_story(tellings, np.stack([vectors[one.claim_id] for one in tellings]))
        if left_out:
            reason = (
                f"{left_out} pairs of claims that are near in meaning were not compared: of each, the nearest {NEAREST}"
            )
            capped.append(Skipped(f"story {story_id}", "match", reason, story_id, MATCHER))
        found.append(np.array([places[one.claim_id] for one in tellings], np.int64)[pairs])
    lefts, rights = np.sort(np.concatenate(found), axis=1).T
    kept = is_new[lefts] | is_new[rights]
    return Candidates(ids, lefts[kept], rights[kept])


def _batch(
    warehouse: Warehouse,
    desk: Matching,
    candidates: Candidates,
    at_hand: Mapping[str, Reading],
    *,
    surely: bool = False,
) -> Batch:
    """Return the pairs with all that is compared of their claims. What is not at hand is loaded."""
    places = np.concatenate([candidates.lefts, candidates.rights])
    used = np.zeros(len(candidates.ids), np.bool_)
    used[places] = True
    ids = [candidates.ids[place] for place in np.flatnonzero(used).tolist()]
    readings = _all_of(ids, at_hand, lambda some: _read(warehouse, desk, some))
    lefts, rights = np.split((np.cumsum(used) - 1)[places], 2)
    return Batch([readings[claim_id] for claim_id in ids], lefts, rights, surely)


def _read(warehouse: Warehouse, desk: Matching, claim_ids: Sequence[str]) -> dict[str, Reading]:
    """Return what is compared of claims that were matched before."""
    claims = warehouse.load_claims(claim_ids=claim_ids)
    contexts = desk.vectors.load_contexts(sorted({claim.version_id for claim in claims}))
    return read_claims(claims, desk.vectors.load_claim_vectors(claim_ids), contexts)


def _all_of(
    ids: Sequence[str], at_hand: Mapping[str, Item], load: Callable[[Sequence[str]], dict[str, Item]]
) -> dict[str, Item]:
    """Return what is at hand of these ids, and what is loaded of the others."""
    held = {id_: at_hand[id_] for id_ in ids if id_ in at_hand}
    missing = [id_ for id_ in ids if id_ not in held]
    return held | load(missing) if missing else held


def _apply_reviews(warehouse: Warehouse, desk: Matching) -> None:
    """Give the matches of pairs that people have judged their verdicts; pairs that never were matches become some."""
    verdicts = {(pair.left_id, pair.right_id): pair.verdict for pair in desk.reviews_to_apply()}
    if not verdicts:
        return
    matches = score_pairs(_batch(warehouse, desk, Candidates.of(verdicts), {}).pairs, all_of_them=True)
    judged = [replace(match, verdict=verdicts[match.left_id, match.right_id], reviewed=True) for match in matches]
    with desk.saving():
        desk.save_matches(judged)
        desk.forget_groups_of([claim_id for pair in verdicts for claim_id in pair])
