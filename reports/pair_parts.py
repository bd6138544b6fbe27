"""A story of two outlets → the parts that it is laid out in: one, or several where it is long. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from reports.pair_types import PairArticle, PairClaim, PairOnly, PairStory, QuantityConflict
from reports.parts import Weigh, cuts, in_words
from reports.types import RelayView, Telling

T = TypeVar("T")
Section = Literal["heads", "shared", "quantities", "relays", "only"]


@dataclass(frozen=True, slots=True)
class PairPart:
    """A story, or some of its articles and claims with all that the report says of these."""

    story: PairStory  # as much of it as is laid out here
    whole: PairStory
    number: int  # from 1
    last: int
    sections: tuple[Section, ...]  # what is laid out here: what has content, or nowhere has any

    @property
    def claims(self) -> str:
        """Return the numbers of the claims told here: "12", "12 to 40"; "" where there are none."""
        return in_words([claim.number for claim in claims_of(self.story)])

    @property
    def all_claims(self) -> int:
        """Return how many claims the whole story has."""
        return len(claims_of(self.whole))

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """Return the claims of either outlet that are shown here."""
        return tuple(telling.claim_id for claim in claims_of(self.story) for telling in tellings_of(claim))


def claims_of(story: PairStory) -> tuple[PairClaim | PairOnly, ...]:
    """Return the claims of a story by number."""
    return (*story.shared, *story.only_left, *story.only_right)


def tellings_of(claim: PairClaim | PairOnly) -> tuple[Telling, ...]:
    """Return every telling of a claim."""
    if isinstance(claim, PairOnly):
        return claim.tellings
    return (claim.reference, *claim.again, *(one.telling for one in claim.comparisons))


def whole_pair(story: PairStory) -> PairPart:
    """Return the story as one part."""
    return PairPart(story, story, 1, 1, ("heads", "shared", "quantities", "relays", "only"))


def split_pair(story: PairStory, most: int, weigh: Weigh) -> list[PairPart]:
    """Return the story in parts that weigh at most so much, or hold one article or claim alone.

    Articles come first, then claims by number. With a claim goes all that is said of it, and its part lists the
    articles that it is from once more, so that links to these never leave the part.
    """
    articles = {one.article.version_id: weigh(one) for one in (*story.left_articles, *story.right_articles)}
    said = _Said(story)
    weights = list(articles.values())
    for claim in claims_of(story):
        with_it = said.of(claim)
        weights.append(sum(map(weigh, with_it)) + sum(articles.get(id_, 0) for id_ in _articles_of(with_it)))
    found = cuts(weights, most)
    return [_part(story, said, number, len(found), cut) for number, cut in enumerate(found, 1)]


Item = PairClaim | PairOnly | QuantityConflict | RelayView


class _Said:
    """What a story has beside each claim: number conflicts, relay checks."""

    def __init__(self, story: PairStory) -> None:
        number_of = {telling.claim_id: claim.number for claim in claims_of(story) for telling in tellings_of(claim)}
        self.conflicts: dict[int, list[QuantityConflict]] = {}
        self.checks: dict[int, list[RelayView]] = {}  # 0: of claims that are not in the report
        for conflict in story.quantities:
            self.conflicts.setdefault(conflict.number, []).append(conflict)
        for check in story.relay_checks:
            self.checks.setdefault(number_of.get(check.claim_id, 0), []).append(check)

    def of(self, claim: PairClaim | PairOnly) -> list[Item]:
        return [claim, *self.conflicts.get(claim.number, ()), *self.checks.get(claim.number, ())]


def _articles_of(items: Sequence[Item]) -> set[str]:
    return {version_id for item in items for version_id in _cited(item)}


def _cited(item: Item) -> Iterator[str]:
    if isinstance(item, QuantityConflict):
        yield from (item.left.evidence.version_id, item.right.evidence.version_id)
    elif not isinstance(item, RelayView):  # its passages have no link to an article's record
        yield from (telling.evidence.version_id for telling in tellings_of(item))


def _part(story: PairStory, said: _Said, number: int, last: int, cut: tuple[int, int]) -> PairPart:
    every = (*story.left_articles, *story.right_articles)
    own = {one.article.version_id for one in _within(every, cut, 0)}
    shared = _within(story.shared, cut, len(every))
    only_left = _within(story.only_left, cut, len(every) + len(story.shared))
    only_right = _within(story.only_right, cut, len(every) + len(story.shared) + len(story.only_left))
    here: tuple[PairClaim | PairOnly, ...] = (*shared, *only_left, *only_right)
    items = [item for claim in here for item in said.of(claim)]
    if number == last:
        items += said.checks.get(0, ())
    shown = own | _articles_of(items)
    numbers = {claim.number for claim in shared}
    kinds = (replace(entry, claims=tuple(one for one in entry.claims if one in numbers)) for entry in story.kinds)
    told = replace(
        story,
        left_articles=_shown(story.left_articles, shown),
        right_articles=_shown(story.right_articles, shown),
        kinds=tuple(entry for entry in kinds if entry.claims),
        shared=shared,
        quantities=tuple(item for item in items if isinstance(item, QuantityConflict)),
        relay_checks=tuple(item for item in items if isinstance(item, RelayView)),
        only_left=only_left,
        only_right=only_right,
    )
    has: dict[Section, tuple[object, object]] = {
        "heads": (shown, every),
        "shared": (shared, story.shared),
        "quantities": (told.quantities, story.quantities),
        "relays": (told.relay_checks, story.relay_checks),
        "only": (only_left + only_right, story.only_left + story.only_right),
    }
    sections = tuple(name for name, (here_, all_) in has.items() if here_ or (number == 1 and not all_))
    return PairPart(told, story, number, last, sections)


def _within(items: tuple[T, ...], cut: tuple[int, int], before: int) -> tuple[T, ...]:
    return items[max(cut[0] - before, 0) : max(cut[1] - before, 0)]


def _shown(articles: tuple[PairArticle, ...], version_ids: set[str]) -> tuple[PairArticle, ...]:
    return tuple(one for one in articles if one.article.version_id in version_ids)
