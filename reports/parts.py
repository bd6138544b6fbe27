"""A story → the parts that it is laid out in: one, or several of about one size where it is long. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from typing import Any, Literal

from reports.types import ArticleView, KindEntry, OnlyList, OutletView, RelayView, StoryView

Section = Literal["articles", "shared", "relays", "matrix", "only"]
Weigh = Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class StoryPart:
    """A story, or some of its articles and claims with all that the report says of these.

    The counts are the whole story's, and so are the outlets, which are the columns of the coverage matrix.
    """

    story: StoryView
    number: int  # from 1
    last: int
    listed: tuple[OutletView, ...]  # with the articles listed here
    sections: tuple[Section, ...]  # what is laid out here: what has content, or nowhere has any

    @property
    def claims(self) -> str:
        """Return the numbers of the claims told here: "12", "12 to 40"; "" where there are none."""
        return in_words([row.number for row in self.story.matrix])


def in_words(numbers: Sequence[int]) -> str:
    """Return ascending numbers by the first and the last: "12", "12 to 40"; "" where there are none."""
    if not numbers:
        return ""
    return f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def whole(story: StoryView) -> StoryPart:
    """Return the story as one part."""
    return StoryPart(story, 1, 1, story.outlets, ("articles", "shared", "relays", "matrix", "only"))


def split(story: StoryView, most: int, weigh: Weigh) -> list[StoryPart]:
    """Return the story in parts that weigh at most so much, or hold one article or claim alone.

    Articles come first, then claims by number; with a claim goes all that is said of it, so that links between a
    claim, its row in the matrix and its relay checks never leave their part.
    """
    articles = [(entry, article) for entry in story.outlets for article in entry.articles]
    relays = relays_by_number(story)
    weights = [weigh(article) for _, article in articles] + list(claim_weights(story, relays, weigh))
    places = cuts(weights, most)
    return [
        _part(story, number, len(places), articles[begin:end], _numbers(begin, end, len(articles)), relays)
        for number, (begin, end) in enumerate(places, 1)
    ]


def cuts(weights: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Return where parts begin and end that weigh at most so much, or hold one item alone: few, of about one weight."""
    sums = list(accumulate(weights, initial=0))
    even = -(-sums[-1] // max(1, -(-sums[-1] // most))) + max(weights, default=0)
    found, begin = [], 0
    while begin < len(weights):
        end = max(begin + 1, bisect_right(sums, sums[begin] + min(most, even)) - 1)
        found.append((begin, end))
        begin = end
    return found or [(0, 0)]


def _numbers(begin: int, end: int, articles: int) -> range:
    """Return the numbers of the claims among these items, of which so many are articles."""
    return range(max(begin - articles, 0) + 1, max(end - articles, 0) + 1)


def relays_by_number(story: StoryView) -> dict[int, list[RelayView]]:
    """Return the relay checks by the number of their claim; those of claims in no group go with the last one."""
    number_of = {claim_id: row.number for row in story.matrix for cell in row.cells for claim_id in cell.claim_ids}
    found: dict[int, list[RelayView]] = {}
    for check in story.relay_checks:
        found.setdefault(number_of.get(check.claim_id, len(story.matrix)), []).append(check)
    return found


def claim_weights(story: StoryView, relays: dict[int, list[RelayView]], weigh: Weigh) -> Iterator[int]:
    """Yield what each claim weighs, by number, with all that is said of it."""
    only = [claim for found in story.only for claim in found.claims]
    for row, claim in zip(story.matrix, (*story.shared, *only), strict=True):
        yield weigh(row) + weigh(claim) + sum(map(weigh, relays.get(row.number, ())))


def _part(  # noqa: PLR0913, PLR0917 - what a part is made of
    story: StoryView,
    number: int,
    last: int,
    articles: Sequence[tuple[OutletView, ArticleView]],
    numbers: range,
    relays: dict[int, list[RelayView]],
) -> StoryPart:
    told = {len(story.matrix)} if number == last else set()
    here = some_claims(story, numbers, relays, told)
    listed = tuple(
        replace(entry, articles=tuple(article for _, article in found))
        for entry, found in groupby(articles, key=lambda pair: pair[0])
    )
    has: dict[Section, tuple[object, object]] = {
        "articles": (listed, story.outlets),
        "shared": (here.shared, story.shared),
        "relays": (here.relay_checks, story.relay_checks),
        "matrix": (here.matrix, story.matrix),
        "only": (here.only, story.only),
    }
    sections = tuple(name for name, (own, all_) in has.items() if own or (number == 1 and not all_))
    return StoryPart(here, number, last, listed, sections)


def some_claims(
    story: StoryView, numbers: range, relays: dict[int, list[RelayView]], checked: Collection[int] = ()
) -> StoryView:
    """Return the story with these of its claims alone, and their relay checks; `checked`: those of these, too."""
    kinds = (replace(entry, claims=tuple(claim for claim in entry.claims if claim in numbers)) for entry in story.kinds)
    of_one = (
        replace(found, claims=tuple(one for one in found.claims if one.number in numbers)) for found in story.only
    )
    return replace(
        story,
        matrix=story.matrix[numbers.start - 1 : numbers.stop - 1],
        kinds=tuple(filter(_has_claims, kinds)),
        shared=story.shared[numbers.start - 1 : numbers.stop - 1],
        relay_checks=tuple(check for one in sorted({*numbers, *checked}) for check in relays.get(one, ())),
        only=tuple(filter(_has_claims, of_one)),
    )


def _has_claims(entry: KindEntry | OnlyList) -> bool:
    return bool(entry.claims)
