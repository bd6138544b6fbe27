"""Settling, a part at a time: claims that are in no group are put into groups, with what follows from these.

What changed is settled anew, and nothing else: matching takes the groups back that its new matches may change, and
those of a copy go here where it is found to be another's. Killed anywhere, it is finished by the next run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from claims.copied import find_copies
from claims.derive import changes_of, in_order, trace_groups
from claims.group import group_claims
from claims.relay import check_relays
from claims.types import Change, ClaimGroup, Copy
from flows.batches import by_size, uncollected
from sources.registry import Registry
from warehouse import Matching, Warehouse

_SETTLED = 100_000  # claims, of whole stories, that are settled in one save

Item = TypeVar("Item")
Copies = Mapping[str, Sequence[Copy]]  # by the version id of the copy, its origins in their order


def settle(warehouse: Warehouse, registry: Registry) -> int:
    """Settle the stories whose claims or articles have changed; return how many groups were made.

    Groups reach beyond a story where matches do: such claims are settled with it.
    """
    desk = warehouse.matching
    batches = list(by_size(desk.stale_stories(), _SETTLED))
    for stories in batches:  # all copies first: a group reaches into stories that come later
        with uncollected():
            _trace_copies(warehouse, registry, desk, desk.changed_among(stories))
    number = 0
    for stories in batches:
        with uncollected():
            number += _settle(warehouse, registry, desk, stories)
    return number


def _trace_copies(warehouse: Warehouse, registry: Registry, desk: Matching, stories: Sequence[str]) -> None:
    """Find the copies within stories anew, and take back the groups of claims whose origin may be another now."""
    versions = desk.versions_of(stories)
    articles, story_of = warehouse.load_articles(versions), desk.stories_of(versions)
    members = _grouped(articles, lambda article: story_of[article.version_id]).values()
    found = _grouped((copy for some in members for copy in find_copies(some, registry)), lambda copy: copy.version_id)
    held = _grouped(warehouse.load_copies(versions), lambda copy: copy.version_id)
    changed = {id_ for id_ in versions if found.get(id_) != held.get(id_)}
    if changed:
        with desk.saving():
            desk.save_copies(sorted(changed), [copy for id_ in sorted(changed) for copy in found.get(id_, ())])
            desk.forget_groups_of(desk.claims_of(sorted(_resting_on(changed, found))))


def _resting_on(changed: Iterable[str], copies: Copies) -> set[str]:
    """Return the versions given, and those that are, over any steps, copies of them."""
    copied_by = _grouped((copy for some in copies.values() for copy in some), lambda copy: copy.origin_id)
    waiting, reached = list(changed), set[str]()
    while waiting:
        version_id = waiting.pop()
        if version_id not in reached:
            reached.add(version_id)
            waiting += [copy.version_id for copy in copied_by.get(version_id, ())]
    return reached


def _settle(warehouse: Warehouse, registry: Registry, desk: Matching, stories: Sequence[str]) -> int:
    """Group the claims of the stories that are in no group, and all that matches lead to; return how many are new.

    Groups that come out as they are held stay, with all that rests on them.
    """
    changed = desk.changed_among(stories)
    tellings = desk.together(desk.ungrouped(stories))
    claims = warehouse.load_claims(claim_ids=sorted({*desk.claims_in(changed), *tellings}))
    copies = _copies_from(warehouse, {claim.version_id for claim in claims})
    used = {claim.version_id for claim in claims} | {copy.origin_id for copy in copies}
    versions = sorted({*desk.versions_of(changed), *used})
    articles, story_of = warehouse.load_articles(versions), desk.stories_of(versions)
    to_group = [claim for claim in in_order(claims, articles) if claim.id in tellings]
    grouped = group_claims(to_group, desk.matches_among(list(tellings)), story_of, tellings)
    held = set(desk.groups_of(tellings))
    groups = [group for group in grouped if group not in held]
    known = _changes_held(desk, held.difference(grouped))
    told = _grouped(claims, lambda claim: story_of[claim.version_id])
    published = _grouped(articles, lambda article: story_of[article.version_id])
    checks = [
        check for story in changed for check in check_relays(told.get(story, []), published.get(story, []), registry)
    ]
    with desk.saving():
        desk.save_groups(
            groups,
            changes_of(groups, claims, articles, known),
            trace_groups(groups, claims, articles, copies, registry),
        )
        desk.save_story_findings(changed, [group.id for group in groups], checks)
        desk.note_settled(stories)
    return len(groups)


def _changes_held(desk: Matching, groups: Collection[ClaimGroup]) -> Mapping[tuple[str, str], Sequence[Change]]:
    """Return the changes that are held between the canonical tellings of the groups and the others, by both ids."""
    canonical_of = {id_: group.canonical_id for group in groups for id_ in group.claim_ids}
    found: dict[tuple[str, str], list[Change]] = {(canonical, id_): [] for id_, canonical in canonical_of.items()}
    for change in desk.changes_in(group.id for group in groups):
        if change.right.claim_id is not None:
            found[canonical_of[change.right.claim_id], change.right.claim_id].append(change)
    return found


def _copies_from(warehouse: Warehouse, version_ids: Iterable[str]) -> list[Copy]:
    """Return what the versions are copies of, what these are, and so on."""
    found: list[Copy] = []
    waiting, seen = set(version_ids), set[str]()
    while waiting:
        some = warehouse.load_copies(sorted(waiting))
        found += some
        seen |= waiting
        waiting = {copy.origin_id for copy in some} - seen
    return found


def _grouped(items: Iterable[Item], key: Callable[[Item], str]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found
