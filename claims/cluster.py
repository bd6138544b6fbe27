"""Articles → stories: single-pass clustering of TF-IDF vectors in the order of publication (Allan et al. 1998).

An article joins the story whose articles it is most like on average, or begins one. Since later articles never change
where earlier ones went, a story grows from run to run and keeps its id.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import log, sqrt

from claims.tokens import stems, words
from claims.types import Story
from sources.types import Article, content_id

# A story is open for this long after its first article: an event and its aftermath, not a whole saga.
WINDOW = timedelta(days=4)
# Mean cosine to a story's articles from which an article joins it: between what is best for whole articles (BASIL)
# and for their first sentences (AllSides).
JOIN = 0.19
# The same where either has no date: nothing else keeps apart what is years apart.
JOIN_UNDATED = 0.28
# Documents that a word's frequency is smoothed with: in a small collection, the story's own words are frequent
# and would otherwise count for nothing.
PRIOR_DOCUMENTS = 1000
TITLE_WEIGHT = 2
# Heaviest words of an article by which stories to compare it with are found.
KEYS = 16

_LAST = datetime.max.replace(tzinfo=UTC)
Vector = Mapping[str, float]
# word → day → numbers of the stories that began on it and have an article with the word among its keys
_Index = defaultdict[str, defaultdict[date | None, set[int]]]


@dataclass(slots=True)
class _Open:
    """A story in the making: the sum of its articles' unit vectors."""

    language: str
    begun: datetime | None
    articles: list[str] = field(default_factory=list)
    total: dict[str, float] = field(default_factory=dict)

    def add(self, article_id: str, vector: Vector) -> None:
        self.articles.append(article_id)
        for word, weight in vector.items():
            self.total[word] = self.total.get(word, 0.0) + weight

    def likeness(self, vector: Vector) -> float:
        """Return the mean cosine of the vector to the articles."""
        return sum(weight * self.total.get(word, 0.0) for word, weight in vector.items()) / len(self.articles)


def cluster_stories(articles: Sequence[Article]) -> tuple[Story, ...]:
    """Put every article version into exactly one story, all versions of an article into the same one.

    Articles of one story are in one language and, where they are dated, at most WINDOW later than its first one;
    undated ones come last and may join any, but have to be more like it. The result does not depend on the order
    given: stories and the versions in them are sorted by publication, then by id; undated ones last.
    """
    versions: dict[str, list[Article]] = defaultdict(list)
    for article in sorted({article.version_id: article for article in articles}.values(), key=publication_order):
        versions[article.id].append(article)
    newest = {article_id: history[-1] for article_id, history in versions.items()}
    vectors = _vectors(newest)
    stories = [
        [version for article_id in story.articles for version in versions[article_id]]
        for story in _single_pass([history[0] for history in versions.values()], vectors)
    ]
    return tuple(_story(sorted(members, key=publication_order)) for members in stories)


def publication_order(article: Article) -> tuple[datetime, datetime, str, str]:
    """Return a key that sorts article versions earliest first: by publication, modification and id; undated last."""
    published = article.published or article.modified or _LAST
    return published, article.modified or published, article.id, article.version_id


def _story(versions: Sequence[Article]) -> Story:
    first = versions[0]
    return Story(content_id(first.id), first.title, tuple(version.version_id for version in versions), first.published)


def _single_pass(firsts: Sequence[Article], vectors: Mapping[str, Vector]) -> list[_Open]:
    stories: list[_Open] = []
    index: _Index = defaultdict(lambda: defaultdict(set))
    for article in sorted(firsts, key=publication_order):
        vector = vectors[article.id]
        keys = sorted(vector, key=lambda word: (-vector[word], word))[:KEYS]
        begun = article.published or article.modified
        likeness = {
            number: stories[number].likeness(vector)
            for number in sorted(_candidates(index, keys, begun))
            if stories[number].language == article.language and _is_open(stories[number].begun, begun)
        }
        alike = [number for number in likeness if likeness[number] >= _enough(stories[number].begun, begun)]
        best = max(alike, key=likeness.__getitem__, default=None)
        if best is None:
            best = len(stories)
            stories.append(_Open(article.language, begun))
        stories[best].add(article.id, vector)
        for word in keys:
            index[word][_day(stories[best].begun)].add(best)
    return stories


def _candidates(index: _Index, keys: Sequence[str], published: datetime | None) -> set[int]:
    """Return the stories with one of the keys that began on a day from which the article can join them."""
    within = {None, *(_day(published - timedelta(days)) for days in range(WINDOW.days + 1))} if published else None
    return {
        number
        for word in keys
        for day in (index[word].keys() if within is None else index[word].keys() & within)
        for number in index[word][day]
    }


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _is_open(begun: datetime | None, published: datetime | None) -> bool:
    return begun is None or published is None or published - begun <= WINDOW


def _enough(begun: datetime | None, published: datetime | None) -> float:
    return JOIN if begun and published else JOIN_UNDATED


def _vectors(articles: Mapping[str, Article]) -> dict[str, Vector]:
    """Return for each article its unit vector of (1 + log tf) x idf over the stems of its title and text."""
    counts = {
        article_id: Counter(stems(words(article.title)) * TITLE_WEIGHT + stems(words(article.text)))
        for article_id, article in articles.items()
    }
    documents = Counter(word for count in counts.values() for word in count)
    size = len(articles) + PRIOR_DOCUMENTS
    return {
        article_id: _unit({word: (1 + log(n)) * log(size / documents[word]) for word, n in count.items()})
        for article_id, count in counts.items()
    }


def _unit(vector: Vector) -> Vector:
    norm = sqrt(sum(weight * weight for weight in vector.values()))
    return {word: weight / norm for word, weight in vector.items()}
