"""Articles → stories: single-pass clustering in the order of publication (Allan et al. 1998).

An article joins the open story whose articles it is closest to on average, or begins one. Since later articles never
change where earlier ones went, a story grows from run to run and keeps its id, and new articles are placed without
looking at more than the days before them. What has no date comes last (`claims.undated`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from claims.article_vector import ArticleVector, Order, order_of, prepare
from claims.closeness import DEFAULT, Floats, Query, Setting, lay_out
from claims.encoder import Encoder, load_encoder
from claims.types import Story
from claims.undated import Members, gather
from sources.types import Article, content_id

__all__ = [
    "WINDOW",
    "ArticleVector",
    "Clustering",
    "cluster_articles",
    "cluster_stories",
    "needed_since",
    "needed_until",
    "prepare",
    "publication_order",
]

WINDOW = DEFAULT.window

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clustering:
    """What new articles have changed."""

    stories: tuple[Story, ...]  # those that are new or have other versions than before, whole, earliest first
    gone: tuple[str, ...]  # ids of earlier stories that are no more, sorted: their versions are in the stories above


def cluster_articles(articles: Iterable[Article], encoder: Encoder | None = None) -> tuple[Story, ...]:
    """Put every article version into exactly one story, without anything known before. Loads the encoder if need be."""
    by_id = {article.version_id: article for article in articles}
    encoder = encoder or load_encoder()
    return cluster_stories([prepare(article, encoder) for article in by_id.values()]).stories


def needed_since(new: Iterable[ArticleVector], setting: Setting = DEFAULT) -> datetime | None:
    """Return from which day of publication on `cluster_stories` needs what is known; None where nothing new is dated.

    It needs: every version of that day (`published`, or else `modified`) or a later one, up to the day that
    `needed_until` says; every version of an article
    that has new versions; and of each story that one of these is in, all other versions. New versions of articles that
    are already held can be left out here, unless they are earlier than those held. What is undated could belong
    anywhere: stories of undated articles, or, for new undated articles, dated ones from further back, can be given
    as many as are to be compared with them.
    """
    days = [vector.day for vector in new if vector.day]
    return min(days) - setting.window if days else None


def needed_until(new: Iterable[ArticleVector], setting: Setting = DEFAULT) -> datetime | None:
    """Return up to which day of publication `cluster_stories` needs what is known; None where nothing new is dated.

    What appeared later is left as it is, and only the stories that are needed anyway are asked whether they go on.
    """
    days = [vector.day for vector in new if vector.day]
    return max(days) + 2 * setting.window if days else None


def cluster_stories(
    new: Iterable[ArticleVector],
    earlier: Iterable[tuple[ArticleVector, str]] = (),
    setting: Setting = DEFAULT,
) -> Clustering:
    """Put new article versions into stories, given those known (`needed_since`) with the ids of their stories.

    All versions of an article are in the story of its first one, by which alone it is compared; articles of one story
    are in one language. Dated articles are placed in the order of publication: each joins the open story to whose
    articles it is closest on average, if that is at least `setting.join`, the story that began first among equals; a
    story is open until `setting.window` after its first article. Undated ones then join or begin stories without
    moving any dated one.

    The order in which things are given never matters, and what is already known changes nothing. Where all new
    articles come after those known in the order of publication, the dated stories are those that all together would
    have given. Where some come late, articles from the earliest new one to two windows after the latest new one are
    placed anew, but for those in stories that go on after that. So only this differs from placing all together: what
    is further than that from a late article stays as it was, even where a chain of moves would have reached it; and
    undated articles, which stay with those that they were put together with when they came.

    Takes about a millisecond for each article to place where 20,000 are in its window, and some .3 s to load these;
    memory grows with the articles given, by some 4 kB each beside their vectors.
    """
    known = {vector.version_id: (vector, story) for vector, story in earlier}
    added = {vector.version_id: vector for vector in new if vector.version_id not in known}
    histories: dict[str, Members] = defaultdict(list)
    for vector in sorted([*(vector for vector, _ in known.values()), *added.values()], key=_order):
        histories[vector.article_id].append(vector)
    firsts = [history[0] for history in histories.values()]
    homes = {first.article_id: known[first.version_id][1] for first in firsts if first.version_id in known}
    by_language: dict[str, Members] = defaultdict(list)
    for first in firsts:
        by_language[first.language].append(first)
    groups = [group for those in by_language.values() for group in _group(those, homes, setting)] if added else []
    stories = [[version for first in group for version in histories[first.article_id]] for group in groups]
    return _changes(stories, {version_id: story for version_id, (_, story) in known.items()})


def publication_order(article: Article) -> Order:
    """Return a key that sorts article versions earliest first: by publication, modification and id; undated last."""
    return order_of(article.published, article.modified, article.id, article.version_id)


def _order(vector: ArticleVector) -> Order:
    return vector.order


def _changes(stories: Sequence[Members], before: Mapping[str, str]) -> Clustering:
    """Return the stories that have other versions than one had before, and which are no more."""
    held: dict[str, set[str]] = defaultdict(set)
    for version_id, story_id in before.items():
        held[story_id].add(version_id)
    kept: set[str] = set()
    changed: list[Members] = []
    for members in stories:
        was = before.get(members[0].version_id)
        if was is not None and held[was] == {member.version_id for member in members}:
            kept.add(was)
        else:
            changed.append(sorted(members, key=_order))
    found = [_story(members) for members in sorted(changed, key=lambda members: members[0].order)]
    moved = {before[version] for story in found for version in story.version_ids if version in before}
    return Clustering(tuple(found), tuple(sorted(moved - kept - {story.id for story in found})))


def _story(members: Members) -> Story:
    first = members[0]
    return Story(content_id(first.article_id), first.title, tuple(one.version_id for one in members), first.published)


def _group(firsts: Sequence[ArticleVector], homes: Mapping[str, str], setting: Setting) -> list[Members]:
    """Return the articles of one language in stories: of each its first version, in order; homes has those known."""
    dated = [vector for vector in firsts if vector.day]
    days = np.array([(vector.day - _EPOCH) // _TICK for vector in dated if vector.day], np.int64)
    free = _free(dated, days, homes, setting)
    numbers = _place(dated, days, free, homes, setting)
    stories: list[Members] = [[] for _ in range(max(numbers, default=-1) + 1)]
    places: dict[str, set[int]] = defaultdict(set)  # what dated stories the dated articles of an earlier one are in now
    for vector, number in zip(dated, numbers, strict=True):
        stories[number].append(vector)
        if vector.article_id in homes:
            places[homes[vector.article_id]].add(number)
    fresh = {dated[row].article_id for row in free}
    loose: dict[str, Members] = defaultdict(list)
    for vector in firsts[len(dated) :]:
        home = homes.get(vector.article_id, "")
        if len(places[home]) == 1 and home:
            stories[min(places[home])].append(vector)
        elif home and not places[home]:
            loose[home].append(vector)
        else:  # new, or its story was broken up
            loose[f"alone {vector.article_id}"].append(vector)
            fresh.add(vector.article_id)
    return gather(stories, list(loose.values()), fresh, setting) if loose else stories


def _free(dated: Sequence[ArticleVector], days: Ints, homes: Mapping[str, str], setting: Setting) -> list[int]:
    """Return the numbers of the articles to be placed: the new ones, and where one came late, those after it."""
    new = [row for row, vector in enumerate(dated) if vector.article_id not in homes]
    if not new:
        return []
    end = days[new[-1]] + 2 * (setting.window // _TICK)
    later = dated[int(np.searchsorted(days, end, side="right")) :]
    going_on = {homes[vector.article_id] for vector in later}
    return [row for row in range(new[0], len(dated)) if homes.get(dated[row].article_id) not in going_on]


def _place(
    dated: Sequence[ArticleVector], days: Ints, free: Sequence[int], homes: Mapping[str, str], setting: Setting
) -> list[int]:
    """Return the number of each article's story, which are numbered as they begin; all but the free keep theirs."""
    window = setting.window // _TICK
    starts = np.searchsorted(days, days - window)
    shelf = lay_out(dated, free) if free else None
    queries = [Query(row, int(starts[row]), row) for row in free]
    lines = iter(shelf.compare(queries, setting.words)) if shelf else iter(())
    to_place: Set[int] = set(free)
    numbers, begun = np.zeros(len(dated), np.int64), np.zeros(len(dated), np.int64)
    kept: dict[str, int] = {}
    count = 0
    for row, vector in enumerate(dated):
        if row in to_place:
            query, closeness = next(lines)
            number = _closest(closeness, numbers[query.start : row], begun, days[row] - window, setting.join)
        else:
            number = kept.setdefault(homes[vector.article_id], count)
        if number is None:
            number = count
        if number == count:
            begun[count] = days[row]
            count += 1
        numbers[row] = number
    return [int(number) for number in numbers]


def _closest(closeness: Floats, numbers: Ints, begun: Ints, since: int, enough: float) -> int | None:
    """Return the open story whose articles are closest on average, or None where none of them is close enough."""
    if not len(numbers):
        return None
    least = int(numbers.min())
    sizes = np.bincount(numbers - least)
    totals = np.bincount(numbers - least, closeness)
    is_open = (sizes > 0) & (begun[least : least + len(sizes)] >= since)
    means = np.where(is_open, totals / np.maximum(sizes, 1), -1.0)
    best = int(means.argmax())
    return least + best if means[best] >= enough else None
