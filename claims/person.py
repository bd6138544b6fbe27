"""Names → persons: names that are surely one person's are one, and a name that may be another's is placed unsurely.

The surest pairs come first, and no join makes one person of two clearly different names: no chain of weak links makes
one of John, Jon and Joan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

from claims.likeness import SAME, UNSURE
from claims.namepairs import Judgement, judge, judged_pairs
from claims.naming import Named, Use, ranked_spellings
from claims.office import Role

_COMPARED = 12  # names of a person, the most frequent ones, with which another is compared before it joins them
_RIVAL = 0.1  # share of the articles of a name's best match from which another match makes it ambiguous
_MOST_ROLES = 20
_NEVER_SURE = SAME - 0.05


@dataclass(frozen=True, eq=False)
class Person:
    """Names that are surely one person's, most articles first."""

    names: tuple[Named, ...]

    @cached_property
    def name(self) -> str:
        """Return the spelling that most articles have."""
        return ranked_spellings(self.uses)[0]

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Return all uses of its names."""
        return tuple(use for name in self.names for use in name.uses)

    @cached_property
    def articles(self) -> frozenset[str]:
        """Return the ids of the articles that have it speak."""
        return frozenset().union(*(name.articles for name in self.names))

    @cached_property
    def stories(self) -> frozenset[str]:
        """Return the ids of the stories in which it speaks."""
        return frozenset(use.story_id for use in self.uses)

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """Return its roles, those of its most frequent names first."""
        return tuple({role.key: role for name in self.names for role in name.roles}.values())[:_MOST_ROLES]


@dataclass(frozen=True, slots=True)
class Placed:
    """The person to whom a name belongs, or whom it most likely means."""

    name: Named
    person: Person
    verdict: Literal["same", "unsure"]
    judgement: Judgement  # against the person's names


def place(names: Sequence[Named]) -> tuple[Placed, ...]:
    """Return for each full name whose it is, persons with most articles first. Names come most articles first."""
    pairs = judged_pairs(names)
    unclear = _ambiguous(names, pairs)
    group = {number: [number] for number in range(len(names))}
    for (left, right), judgement in sorted(pairs.items(), key=lambda item: (-item[1].score, item[0])):
        mine, other = group[left], group[right]
        clear = judgement.agreed or not unclear & {left, right}
        if judgement.score >= SAME and clear and mine is not other and _alike(names, mine, other):
            mine[:] = sorted((*mine, *other))
            group.update((number, mine) for number in other)
    return _settle(names, pairs, unclear, group)


def _alike(names: Sequence[Named], left: Sequence[int], right: Sequence[int]) -> bool:
    """Tell whether no name of one group is clearly another than one of the other group."""
    return all(
        judge(names[one], names[other]).score >= UNSURE for one in left[:_COMPARED] for other in right[:_COMPARED]
    )


def _ambiguous(names: Sequence[Named], pairs: Mapping[tuple[int, int], Judgement]) -> set[int]:
    """Return the names that are the same as two that differ: George Bush, beside George W. and George H. W."""
    same: dict[int, list[int]] = defaultdict(list)
    for (left, right), judgement in pairs.items():
        if judgement.score >= SAME:
            same[left].append(right)
            same[right].append(left)
    return {number for number, others in same.items() if _has_rivals(names, sorted(others)[:_COMPARED])}


def _has_rivals(names: Sequence[Named], others: Sequence[int]) -> bool:
    least = _RIVAL * len(names[others[0]].articles)
    rivals = [names[other] for other in others if len(names[other].articles) >= least]
    return any(judge(one, other).score < UNSURE for one, other in combinations(rivals, 2))


def _settle(
    names: Sequence[Named],
    pairs: Mapping[tuple[int, int], Judgement],
    unclear: set[int],
    group: Mapping[int, Sequence[int]],
) -> tuple[Placed, ...]:
    """Make each group a person but where it may be another's, with the most frequent and clear ones first."""
    near: dict[int, list[int]] = defaultdict(list)
    for left, right in sorted(pairs):
        near[left].append(right)
        near[right].append(left)
    placed: dict[int, Placed] = {}

    def order(members: Sequence[int]) -> tuple[bool, int, int]:
        alone = len(members) == 1 and members[0] in unclear
        return alone, -len(frozenset().union(*(names[number].articles for number in members))), members[0]

    for members in sorted({id(members): members for members in group.values()}.values(), key=order):
        likely = [
            (pairs[min(one, other), max(one, other)].score, -other, one)
            for one in members
            for other in near[one]
            if other in placed and placed[other].verdict == "same" and _alike(names, members, group[other])
        ]
        if likely:
            score, nearest, one = max(likely)
            unsure = Judgement(min(score, _NEVER_SURE), judge(names[one], names[-nearest]).reason)
            person = placed[-nearest].person
            placed.update((number, Placed(names[number], person, "unsure", unsure)) for number in members)
        else:
            person = Person(tuple(names[number] for number in members))
            placed.update((one, Placed(names[one], person, "same", _within(names[one], person))) for one in members)
    return tuple(placed.values())


def _within(name: Named, person: Person) -> Judgement:
    """Return how a name goes with the one that its person is called by, or else with the one most like it."""
    called = next(other for other in person.names if any(use.name == person.name for use in other.uses))
    if name is called:
        return Judgement(1.0, "")
    direct = judge(name, called)
    if direct.score >= SAME:
        return direct
    nearest = max((judge(name, other) for other in person.names if other is not name), key=lambda found: found.score)
    return nearest if nearest.score > direct.score else direct
