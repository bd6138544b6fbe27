"""Article version → what stories are found by: its most telling words, and the direction of its meaning.

A version is prepared once and by itself: how rare a word is stands in a table that was counted beforehand
(`claims.idf`), so that what else is held changes no vector.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import log, sqrt

import numpy as np

from claims.encoder import Encoder, Vectors
from claims.idf import idf
from claims.tokens import stems, words
from sources.types import Article

# Stems of a version that count, the heaviest ones. On the dev data 32 and all of them do as well.
TERMS = 48
TITLE_WEIGHT = 2  # a word of the title counts as often
NUMBER_RARITY = 5.0  # that of a middling word: the table has no numbers, and they are no rare words

_LAST = datetime.max.replace(tzinfo=UTC)

Order = tuple[datetime, datetime, str, str]


@dataclass(frozen=True, slots=True)
class ArticleVector:
    """An article version as stories are clustered by it."""

    version_id: str
    article_id: str
    language: str  # ISO 639-1; "" where it could not be told
    title: str
    published: datetime | None
    modified: datetime | None
    terms: tuple[str, ...] = field(repr=False)  # at most TERMS stems, heaviest first
    weights: tuple[float, ...] = field(repr=False, compare=False)  # of the terms: 32-bit floats, squares add up to 1
    vector: Vectors = field(repr=False, compare=False)  # [WIDTH], length 1: title and beginning

    @property
    def day(self) -> datetime | None:
        """Return when it was published or, where that is not known, modified."""
        return self.published or self.modified

    @property
    def order(self) -> Order:
        """Return the key of publication_order."""
        return order_of(self.published, self.modified, self.article_id, self.version_id)


def order_of(published: datetime | None, modified: datetime | None, article_id: str, version_id: str) -> Order:
    """Return a key that sorts versions earliest first: by publication, modification and id; undated last."""
    day = published or modified or _LAST
    return day, modified or day, article_id, version_id


def prepare(article: Article, encoder: Encoder) -> ArticleVector:
    """Return the vector of an article version, which depends on that version and on nothing else."""
    telling = telling_terms(article.title, article.text)
    [vector] = encoder.encode([told_first(article)])
    return ArticleVector(
        version_id=article.version_id,
        article_id=article.id,
        language=article.language,
        title=article.title,
        published=article.published,
        modified=article.modified,
        terms=tuple(telling),
        weights=tuple(telling.values()),
        vector=vector,
    )


def told_first(article: Article) -> str:
    """Return the text whose beginning says what an article is about: the title, then the text."""
    return f"{article.title}\n{article.text}"


def telling_terms(title: str, text: str) -> dict[str, float]:
    """Return the heaviest stems with their weights, heaviest first: (1 + log tf) x idf, cut to TERMS and to length 1.

    Weights are rounded to what a 32-bit float holds, so that they are the same again when they come from a database.
    """
    counts = Counter(_stems(text))
    for stem in _stems(title):
        counts[stem] += TITLE_WEIGHT
    weights = {stem: (1 + log(count)) * _rarity(stem) for stem, count in counts.items()}
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    length = sqrt(sum(weight * weight for _, weight in heaviest))
    return {sys.intern(stem): float(np.float32(weight / length)) for stem, weight in heaviest}


def _stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text's content words, without single letters: what is left of "Korea 's" or of a list."""
    return tuple(stem for stem in stems(words(text)) if len(stem) > 1 or stem.isdigit())


def _rarity(stem: str) -> float:
    return NUMBER_RARITY if stem[0].isdigit() else idf(stem)
