"""Articles without a date → stories, by average linkage (UPGMA: Sokal and Michener 1958) under two rules.

Dated stories take undated articles in but never merge with one another, and what was one story stays one. Since no
window keeps apart what is years apart, closeness is scaled by how crowded it is around either side (Zelnik-Manor and
Perona 2004; as CSLS in Conneau et al. 2018): two texts that are as close to many others must be closer to each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain

import numpy as np

from claims.article_vector import ArticleVector
from claims.closeness import Floats, Query, Setting, directions, lay_out

# Neighbours whose mean closeness tells how crowded it is around an article, and the least that each counts as: what
# articles on one subject have. Where few are held, there is nothing else to tell it by.
CROWD = 5
UNCROWDED = 0.3
# Neighbours of an article with which it may begin to merge: the closest.
NEIGHBOURS = 16
# What is less close than the closest by no more than this may merge before it: else thousands of near-copies, all as
# close to one another, would be compared anew after every merger.
NEARLY = 0.01

Members = list[ArticleVector]
Edge = tuple[int, int]  # numbers of two units with articles that are close, the smaller first


def gather(stories: Sequence[Members], loose: Sequence[Members], fresh: Set[str], setting: Setting) -> list[Members]:
    """Return the dated stories, in their order, with what has joined each of them, and then the undated ones.

    All are of one language. `loose` has undated stories, those with new articles alone being of one article each;
    `fresh` has the ids of all articles that are new or have moved. Only pairs with one of these are compared, for what
    did not merge before does not merge now, unless something new has come between. Articles that are the same but for
    their title count as one.
    """
    shown, copies = _without_copies(loose, fresh)
    units = [*stories, *shown]
    edges, crowd = _neighbours(units, len(stories), fresh, setting)
    places = _merge(units, len(stories), edges, crowd, setting)
    gathered: dict[int, Members] = defaultdict(list)
    for number, members in enumerate(units):
        gathered[places[number]] += [*members, *copies.get(number - len(stories), ())]
    return [gathered[number] for number in sorted(gathered)]


def _without_copies(loose: Sequence[Members], fresh: Set[str]) -> tuple[list[Members], dict[int, Members]]:
    """Return the units without new ones that say the same as an earlier one, and these copies by the number of that."""
    shown: list[Members] = []
    copies: dict[int, Members] = defaultdict(list)
    numbers: dict[tuple[object, ...], int] = {}
    for members in loose:
        first = members[0]
        if first.article_id not in fresh:
            shown.append(members)
            continue
        content = (first.terms, first.weights, first.vector.tobytes())
        if content in numbers:
            copies[numbers[content]].append(first)
        else:
            numbers[content] = len(shown)
            shown.append(members)
    return shown, copies


def _neighbours(
    units: Sequence[Members], stories: int, fresh: Set[str], setting: Setting
) -> tuple[list[Edge], dict[str, float]]:
    """Return which units are close enough to begin to merge, and how crowded it is around their undated articles.

    A new dated article is compared with the undated ones alone; the rest only where one of these is new or close to it.
    """
    edges: set[Edge] = set()
    crowd: dict[str, float] = {}
    owners = [number for number, members in enumerate(units) for _ in members]
    articles = [article for members in units for article in members]
    undated = next((place for place, owner in enumerate(owners) if owner >= stories), len(articles))
    moved = [place for place in range(undated) if articles[place].article_id in fresh]
    columns = [*(articles[place] for place in moved), *articles[undated:]]
    for row, closeness in _lines(columns, range(len(moved)), len(moved), setting):
        edges.update(_edges(owners[moved[row]], owners[undated:], closeness, setting))
    if any(article.article_id in fresh for article in articles[undated:]):
        rows = list(range(undated, len(articles)))
    else:
        close = {right for _, right in edges}
        rows = [place for place in range(undated, len(articles)) if owners[place] in close]
    for row, closeness in _lines(articles, rows, 0, setting):
        closeness[row] = 0.0
        crowd[articles[row].version_id] = _crowd(closeness)
        if articles[row].article_id in fresh:
            edges.update(_edges(owners[row], owners, closeness, setting))
    return sorted(edges), crowd


def _lines(
    articles: Sequence[ArticleVector], rows: Sequence[int], start: int, setting: Setting
) -> Iterator[tuple[int, Floats]]:
    """Yield for each row its closeness to the articles from start on."""
    if rows and start < len(articles):
        shelf = lay_out(articles, rows)
        for query, closeness in shelf.compare([Query(row, start, len(articles)) for row in rows], setting.words):
            yield query.row, closeness


def _edges(owner: int, owners: Sequence[int], closeness: Floats, setting: Setting) -> Iterator[Edge]:
    nearest = range(len(closeness))
    if len(closeness) > NEIGHBOURS:
        nearest = np.argpartition(closeness, -NEIGHBOURS)[-NEIGHBOURS:].tolist()
    for column in nearest:
        other = owners[column]
        if other != owner and closeness[column] >= setting.join_undated:
            yield min(owner, other), max(owner, other)


def _crowd(closeness: Floats) -> float:
    nearest = closeness if len(closeness) <= CROWD else np.partition(closeness, -CROWD)[-CROWD:]
    return UNCROWDED + float(np.maximum(nearest - UNCROWDED, 0.0).sum()) / CROWD


@dataclass(slots=True)
class _Unit:
    """Articles that stay together: the sums of their unit vectors, and of how crowded it is around each."""

    size: int
    direction: Floats  # [width]
    terms: dict[str, float]
    crowd: float

    def closeness(self, other: _Unit, setting: Setting) -> float:
        """Return the mean over all pairs, scaled by crowding; rounded, so that near-copies are merged as equals."""
        fewer, more = sorted((self.terms, other.terms), key=len)
        words = sum(weight * more.get(word, 0.0) for word, weight in fewer.items())
        meaning = float(self.direction @ other.direction)
        mean = (setting.words * words + (1 - setting.words) * meaning) / (self.size * other.size)
        crowd = self.crowd / self.size + other.crowd / other.size
        return round(mean - setting.crowding * (crowd - 2 * UNCROWDED), 4)

    def take(self, other: _Unit) -> None:
        """Add the articles of the other, which is no unit any more."""
        self.size += other.size
        self.direction = self.direction + other.direction
        self.crowd += other.crowd
        fewer, more = sorted((self.terms, other.terms), key=len)
        for word, weight in fewer.items():
            more[word] = more.get(word, 0.0) + weight
        self.terms = more


def _unit(members: Iterable[ArticleVector], crowd: Mapping[str, float]) -> _Unit:
    members = list(members)
    terms: dict[str, float] = {}
    for article in members:
        for word, weight in zip(article.terms, article.weights, strict=True):
            terms[word] = terms.get(word, 0.0) + weight
    numbers = directions(members).astype(np.float64)
    lengths = np.maximum(np.linalg.norm(numbers, axis=1, keepdims=True), 1.0)
    crowded = sum(crowd.get(article.version_id, UNCROWDED) for article in members)
    return _Unit(len(members), (numbers / lengths).sum(axis=0), terms, crowded)


def _merge(
    units: Sequence[Members], stories: int, edges: Sequence[Edge], crowd: Mapping[str, float], setting: Setting
) -> list[int]:
    """Merge the two closest units for as long as they are close enough; return the number that each has gone into.

    A pair's mean lies between those of the pairs that it was merged from. So what stands in the queue from before a
    merger is no less than what is true now, and it is enough to look again at what comes to the top.
    """
    gone = list(range(len(units)))
    sums = {number: _unit(units[number], crowd) for number in set(chain.from_iterable(edges))}

    def place(number: int) -> int:
        while gone[number] != number:
            gone[number] = number = gone[gone[number]]
        return number

    queue = [
        (-sums[left].closeness(sums[right], setting), left, right, sums[left].size + sums[right].size)
        for left, right in edges
    ]
    heapify(queue)
    while queue:
        negative, left, right, size = heappop(queue)
        if -negative < setting.join_undated:
            break
        left, right = sorted((place(left), place(right)))
        if left == right or right < stories:
            continue
        if size != sums[left].size + sums[right].size:
            now = sums[left].closeness(sums[right], setting)
            if queue and -queue[0][0] - NEARLY > now:
                heappush(queue, (-now, left, right, sums[left].size + sums[right].size))
                continue
            if now < setting.join_undated:
                continue
        sums[left].take(sums.pop(right))
        gone[right] = left
    return [place(number) for number in range(len(units))]
