"""Matching, a part at a time: what is new is encoded, placed in stories, matched, and put into groups.

Each save is one transaction, and each step takes up what the warehouse says is left to do: a run killed anywhere is
finished by the next one, and a new article costs what it touches, not what is held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date
from typing import TypeVar

import numpy as np

from claims.article_vector import prepare
from claims.candidates import BUCKET, NEAREST, pairs_of_story
from claims.cluster import WINDOW, cluster_stories, needed_since
from claims.copied import find_copies
from claims.derive import changes_of, in_order, trace_groups
from claims.encoder import Encoder, load_encoder
from claims.group import group_claims
from claims.keys import find_keys
from claims.match import MATCHER, promising, read_claims, score_readings
from claims.relay import check_relays
from claims.review import review_key
from claims.types import Match
from sources.registry import Registry
from sources.types import Article, Skipped, content_id
from warehouse import Matching, Warehouse

# Days apart within which claims of different stories are compared.
WINDOW_DAYS = 30
_ENCODED = 2_000  # claims in one save
_MATCHED = 100_000  # claims matched in one save
_SCORED = 50_000  # pairs scored with their claims in memory
_SETTLED = 200  # stories whose groups are settled in one save

Pair = tuple[str, str]
Item = TypeVar("Item")


def encode(warehouse: Warehouse) -> int:
    """Encode the claims and articles that the encoder has not encoded; return how many."""
    encoder, desk = load_encoder(), warehouse.matching
    versions = desk.versions_to_encode(encoder.name)
    for batch in _batches(versions, _ENCODED // 10):
        vectors = [prepare(article, encoder) for article in warehouse.load_articles(batch)]
        with desk.saving():
            desk.save_article_vectors(vectors, encoder.name)
    return len(versions) + _encode_claims(desk, encoder)


def _encode_claims(desk: Matching, encoder: Encoder) -> int:
    number = 0
    while found := desk.claims_to_encode(encoder.name, _ENCODED):
        vectors = encoder.encode([told for _, told in found])
        with desk.saving():
            desk.save_claim_vectors([id_ for id_, _ in found], vectors, encoder.name)
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
    new = [vector for vector, _ in desk.load_article_vectors(desk.versions_to_place())]
    if new:
        undated = any(vector.day is None for vector in new)
        since = needed_since(new)
        newest = desk.newest_day() if undated else None
        if newest:  # what has no date is compared with what is newest
            since = min(since or newest, newest - WINDOW)
        near = desk.placed_near(since, [vector.article_id for vector in new], undated=undated)
        clustering = cluster_stories(new, desk.load_article_vectors(near))
        with desk.saving():
            desk.save_stories(clustering.stories, clustering.gone)
    return len(new)


def match(warehouse: Warehouse) -> int:
    """Match the claims that are new or in other stories than before; return how many."""
    desk = warehouse.matching
    with desk.saving():
        desk.unmatch(desk.claims_gone())
        _, moved = desk.claims_to_match()
        desk.unmatch(moved)
        waiting, _ = desk.claims_to_match()  # with the copies of those, which are matched anew
        desk.forget_lost()
    for batch in _batches(waiting, _MATCHED):
        _match_batch(warehouse, desk, batch)
    _apply_reviews(warehouse, desk)
    return len(waiting)


def _match_batch(warehouse: Warehouse, desk: Matching, batch: Sequence[tuple[str, str]]) -> None:
    """Match some claims, given with their stories, with one another and with all that were matched before."""
    story_of = dict(batch)
    claims = warehouse.load_claims(claim_ids=list(story_of))
    articles = {it.version_id: it for it in warehouse.load_articles({claim.version_id for claim in claims})}
    days = {claim.id: _day(articles[claim.version_id]) for claim in claims}
    with desk.saving():
        desk.save_keys(
            [find_keys(claim, story_of[claim.id], days[claim.id]) for claim in claims],
            days,
            story_of,
            {claim.id: review_key(claim, articles[claim.version_id].id) for claim in claims},
        )
        copies = desk.take_copies(list(story_of))
        within, capped = _within_stories(desk, story_of)
        desk.save_capped(sorted(set(story_of.values())), capped)
        pairs = {*copies, *within, *desk.candidates(list(story_of), WINDOW_DAYS, BUCKET)}
        for part in _batches(sorted(pairs), _SCORED):
            desk.save_matches(list(_score(warehouse, desk, part, frozenset(copies))))


def _within_stories(desk: Matching, story_of: dict[str, str]) -> tuple[set[Pair], list[Skipped]]:
    """Return the pairs worth scoring of each story, one of them among those to be matched, and where a cap was hit."""
    by_story = defaultdict(list)
    for stored in desk.load_story_keys(sorted(set(story_of.values()))):
        by_story[stored.story_id].append(stored)
    found: set[Pair] = set()
    capped: list[Skipped] = []
    for story_id, members in by_story.items():
        members.sort(key=lambda stored: (stored.keys.claim_id in story_of, stored.keys.claim_id))
        tellings = list({stored.keys.telling: stored for stored in reversed(members)}.values())
        ids = [stored.keys.claim_id for stored in tellings]
        vectors = np.stack([stored.vector for stored in tellings])
        pairs, left_out = pairs_of_story([stored.keys for stored in tellings], vectors)
        if left_out:
            reason = (
                f"{left_out} pairs of claims that are near in meaning were not compared: of each, the nearest {NEAREST}"
            )
            capped.append(Skipped(f"story {story_id}", "match", reason, story_id, MATCHER))
        for one, other in pairs:
            left, right = sorted((ids[one], ids[other]))
            if left in story_of or right in story_of:
                found.add((left, right))
    return found, capped


def _score(
    warehouse: Warehouse, desk: Matching, pairs: Sequence[Pair], surely: frozenset[Pair], *, all_of_them: bool = False
) -> Iterator[Match]:
    """Yield the matches of the pairs that are promising, and of those to be scored surely.

    With all_of_them, those that are different are yielded too.
    """
    ids = sorted({claim_id for pair in pairs for claim_id in pair})
    claims = warehouse.load_claims(claim_ids=ids)
    versions = sorted({claim.version_id for claim in claims})
    readings = read_claims(claims, desk.load_claim_vectors(ids), desk.load_contexts(versions))
    both = ((pair, readings[pair[0]], readings[pair[1]]) for pair in pairs)
    chosen = ((left, right) for pair, left, right in both if pair in surely or promising(left, right))
    yield from score_readings(chosen, all_of_them=all_of_them)


def _apply_reviews(warehouse: Warehouse, desk: Matching) -> None:
    """Give the matches of pairs that people have judged their verdicts; pairs that never were matches become some."""
    waiting = desk.reviews_to_apply()
    if not waiting:
        return
    verdicts = {(pair.left_id, pair.right_id): pair.verdict for pair in waiting}
    matches = _score(warehouse, desk, sorted(verdicts), frozenset(verdicts), all_of_them=True)
    scored = {(match.left_id, match.right_id): match for match in matches}
    judged = [replace(scored[pair], verdict=verdict, reviewed=True) for pair, verdict in verdicts.items()]
    with desk.saving():
        desk.save_matches(judged)


def settle(warehouse: Warehouse, registry: Registry) -> int:
    """Put the claims of stale stories into groups, and find what follows from that; return how many groups there are.

    Groups reach beyond a story where matches do: such claims are settled with it.
    """
    desk = warehouse.matching
    number = 0
    for stories in _batches(desk.stale_stories(), _SETTLED):
        number += _settle(warehouse, registry, desk, stories)
    return number


def _settle(warehouse: Warehouse, registry: Registry, desk: Matching, stories: Sequence[str]) -> int:
    tellings = desk.together(stories)
    claims = warehouse.load_claims(claim_ids=list(tellings))
    beside = set(desk.stories_of(sorted({claim.version_id for claim in claims})).values())
    versions = desk.versions_of(sorted({*stories, *beside}))
    articles = warehouse.load_articles(versions)
    story_of = desk.stories_of(versions)
    matches = warehouse.load_matches(desk.match_ids_among(list(tellings)))
    groups = group_claims(in_order(claims, articles), matches, story_of, tellings)
    within = _by_story(articles, lambda article: story_of[article.version_id])
    told = _by_story(claims, lambda claim: story_of[claim.version_id])
    copies = [copy for members in within.values() for copy in find_copies(members, registry)]
    checks = [
        check for story in stories for check in check_relays(told.get(story, []), within.get(story, []), registry)
    ]
    with desk.saving():
        desk.save_groups(
            list(tellings),
            groups,
            changes_of(groups, claims, articles),
            trace_groups(groups, claims, articles, copies, registry),
        )
        settled = set(stories)
        own = [copy for copy in copies if story_of[copy.version_id] in settled]
        desk.save_story_findings(stories, own, checks)
    return len(groups)


def _by_story(items: Iterable[Item], story_of: Callable[[Item], str]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[story_of(item)].append(item)
    return found


def _day(article: Article) -> date | None:
    return article.published.astimezone(UTC).date() if article.published else None


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
