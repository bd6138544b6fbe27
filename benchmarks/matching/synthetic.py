"""Claims by the million, made up after real ones and the same each time: articles in stories, tellings of facts.

Words come with the frequencies of claims/models/stems.json, half of all words are function words, and quotations and
numbers are as frequent as in claims of 200 real articles. Half of what a story's articles tell is told by several: word
for word, or with words swapped and perhaps another number. Vectors are made without the encoder, from hashed words
projected at random, on top of what all claims, and those of a story, have in common, in shares found in those articles
too. So near copies are near, and about as many pairs of a story as in real ones are near enough to be scored: a third
(in BASIL's dev part, three articles an event, .35; in NewsWCL50, five an event, .44).

How many articles a story has falls with the square of their number: three in five have one, five in six at most three,
one in a hundred fifty or more; four on average. Yet half of all claims are in stories of ten articles and more, and a
quarter in those of fifty and more, where most of the work is: a claim has as many claims near it as its story is large.
Sets of chosen events (BASIL, NewsWCL50, NeuS, ECB+) have three to ten articles an event, and can tell nothing of the
tail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from claims.article_vector import ArticleVector
from claims.encoder import WIDTH, Vectors
from claims.idf import idf, load_table
from claims.tokens import STOP_WORDS, stem
from claims.types import Claim, Hop, Quantity, Span, Story
from sources.types import Article, Page, content_id

EXTRACTOR = "synthetic/1"
SEED = 11
TOLD = 10  # claims of an article
SMALLEST, LARGEST, SKEW = 1, 300, 2.0  # articles of a story, and how fast the number of larger ones falls
OUTLETS = tuple(f"outlet-{number:02}" for number in range(40))
DAYS = 365
_BEGIN = datetime(2025, 1, 1, 12, tzinfo=UTC)
# Shares of a vector: what all claims have in common, some more than others, and what those of a story have; the rest
# is the claim's own words.
COMMON, SPREAD, TOPICAL = 0.37, 0.09, 0.10
_HASHED = 16_384

Random = np.random.Generator
Words = list[str]


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact as an article tells it."""

    told: tuple[str, ...]
    speaker: str
    quoted: tuple[int, int]  # words inside quotation marks, from and to; the same where there are none
    number: int | None  # the number that its first word is


@dataclass(frozen=True, slots=True)
class Made:
    """A story with its articles and claims."""

    story: Story
    pages: tuple[Page, ...]
    articles: tuple[Article, ...]
    article_vectors: tuple[ArticleVector, ...]
    claims: tuple[Claim, ...]
    vectors: Vectors  # of the claims, [claims, WIDTH]


def make(claims: int, seed: int = SEED) -> Iterator[Made]:
    """Yield stories until they hold so many claims, or a few more."""
    number = held = 0
    while held < claims:
        made = make_story(number, (claims - held + TOLD - 1) // TOLD, seed)
        yield made
        held += len(made.claims)
        number += 1


def make_story(number: int, most: int = LARGEST, seed: int = SEED, articles: int | None = None) -> Made:
    """Return the story of a number, which decides on everything in it, with so many articles at most.

    With `articles` it has exactly so many, which tell the same as the first ones of any other number of them would.
    """
    random = np.random.default_rng((seed, number))
    size = max(1, min(most, int(random.choice(*_sizes()))))
    topic = [*random.choice(_vocabulary()[0], 40, p=_vocabulary()[2])]
    names = [_name(random) for _ in range(6)]
    shared = [_fact(random, topic, names) for _ in range(5 + round(1.5 * size**0.7))]
    popular = 1 / np.arange(1, len(shared) + 1) ** 0.7
    popular /= popular.sum()
    begun = _BEGIN + timedelta(days=int(random.integers(DAYS)))
    told = [
        [
            *(_retold(random, shared[fact]) for fact in random.choice(len(shared), TOLD // 2, p=popular)),
            *(_fact(random, topic, names) for _ in range(TOLD - TOLD // 2)),
        ]
        for _ in range(articles or size)
    ]
    centre = _direction(f"story {number}")
    return _put_together(number, random, begun, told, centre)


def one_more(claims: int, seed: int = SEED) -> Iterator[Made]:
    """Yield, for one story after the other of those that `make` yields, an article more, which was not among them."""
    for number, made in enumerate(make(claims, seed)):
        size = len(made.articles)
        grown = make_story(number, seed=seed, articles=size + 1)
        own = [at for at, claim in enumerate(grown.claims) if claim.version_id == grown.articles[-1].version_id]
        yield Made(
            grown.story,
            grown.pages[-1:],
            grown.articles[-1:],
            grown.article_vectors[-1:],
            tuple(grown.claims[at] for at in own),
            grown.vectors[own],
        )


def _put_together(
    number: int, random: Random, begun: datetime, told: Sequence[Sequence[Telling]], centre: Vectors
) -> Made:
    pages, articles, claims, prepared = [], [], [], []
    for place, tellings in enumerate(told):
        published = begun + timedelta(minutes=int(random.integers(3 * 24 * 60)))
        article, found = _article(f"{number}/{place}", str(random.choice(OUTLETS)), published, tellings)
        articles.append(article)
        claims += found
        pages.append(Page(article.page_id, article.outlet_id, article.url, published, "text/plain", b""))
        prepared.append(_article_vector(article, centre))
    versions = tuple(article.version_id for article in sorted(articles, key=lambda it: (it.published, it.id)))
    first = min(articles, key=lambda it: (it.published, it.id))
    story = Story(content_id(first.id), first.title, versions, first.published)
    vectors = np.stack([_vector(telling, centre) for tellings in told for telling in tellings])
    return Made(story, tuple(pages), tuple(articles), tuple(prepared), tuple(claims), vectors)


def _article(key: str, outlet: str, published: datetime, tellings: Sequence[Telling]) -> tuple[Article, list[Claim]]:
    id_ = content_id("synthetic", key)
    version_id = content_id(id_, "version")
    claims: list[Claim] = []
    text = ""
    for telling in tellings:
        wording = _wording(telling)
        claims.append(_claim(version_id, outlet, telling, wording, len(text)))
        text += f"{wording}, {telling.speaker} said.\n\n"
    article = Article(
        id=id_, version_id=version_id, page_id=id_, outlet_id=outlet, url=f"https://synthetic.example/{key}",
        title=f"Story {key}", byline="", published=published, modified=None, language="en", kind="news",
        completeness="complete", synthetic=True, text=text, extractor=EXTRACTOR,
    )  # fmt: skip
    return article, claims


def _claim(version_id: str, outlet: str, telling: Telling, wording: str, start: int) -> Claim:
    end, (first, last) = start + len(wording), telling.quoted
    hops = (Hop("speaker", "named_person", telling.speaker), Hop("publisher", "outlet", outlet, None, outlet))
    quantities: tuple[Quantity, ...] = ()
    if telling.number is not None:
        at = start + (last > first)
        number = str(telling.number)
        quantities = (Quantity(Span(at, at + len(number)), number, float(telling.number), "people", "exact"),)
    return Claim(
        id=content_id(version_id, str(start)), version_id=version_id, outlet_id=outlet, text=wording, start=start,
        end=end, fragments=(Span(start, end),), wording=wording,
        kind="indirect" if first == last else "direct" if (first, last) == (0, len(telling.told)) else "mixed",
        cue="say", cue_span=None, cue_class="neutral", polarity="affirmed", hops=hops, quantities=quantities, dates=(),
        extractor=EXTRACTOR,
    )  # fmt: skip


def _wording(telling: Telling) -> str:
    first, last = telling.quoted
    if first == last:
        return " ".join(telling.told)
    told = telling.told
    return " ".join([*told[:first], f"“{' '.join(told[first:last])}”", *told[last:]])


def _fact(random: Random, topic: Sequence[str], names: Sequence[str]) -> Telling:
    """Return something that somebody says, 3 to 60 words."""
    length = int(np.clip(random.lognormal(2.7, 0.65), 3, 60))
    stop, common = _vocabulary()[3], _vocabulary()
    kinds = random.random(length)
    words = [
        str(random.choice(stop)) if kind < 0.5
        else str(random.choice(topic)) if kind < 0.72
        else names[int(random.integers(len(names)))] if kind < 0.77
        else common[0][int(np.searchsorted(common[1], random.random()))]
        for kind in kinds
    ]  # fmt: skip
    number = int(random.integers(2, 5_000)) if random.random() < 0.07 else None
    if number is not None:
        words[:0] = [str(number), "people"]
    kind, quoted = random.random(), (0, 0)
    if kind < 0.17:
        quoted = (0, len(words))
    elif kind < 0.33 and len(words) > 6:
        start = int(random.integers(1, len(words) - 4))
        quoted = (start, int(random.integers(start + 3, len(words))))
    return Telling(tuple(words), names[int(random.integers(3))], quoted, number)


def _retold(random: Random, fact: Telling) -> Telling:
    """Return the fact as an article tells it: word for word, or with other words and perhaps another number."""
    if random.random() < 0.3:
        return fact
    vocabulary, rising, _, _ = _vocabulary()
    told = list(fact.told)
    for place in np.flatnonzero(random.random(len(told)) < 0.12):
        told[place] = vocabulary[int(np.searchsorted(rising, random.random()))]
    number = fact.number
    if number is not None:
        number += int(random.integers(1, 50)) if random.random() < 0.2 else 0
        told[0] = str(number)
    return Telling(tuple(told), fact.speaker, fact.quoted, number)


@cache
def _sizes() -> tuple[int, int | None, bool, NDArray[np.float64]]:
    """Return the arguments that draw a story's number of articles."""
    weights = np.zeros(LARGEST + 1)
    weights[SMALLEST:] = np.arange(SMALLEST, LARGEST + 1, dtype=np.float64) ** -SKEW
    return LARGEST + 1, None, True, weights / weights.sum()


@cache
def _vocabulary() -> tuple[Words, NDArray[np.float64], NDArray[np.float64], Words]:
    """Return words, their frequencies added up, those of topical words (rare ones more often), and function words."""
    table = load_table().stems
    words = sorted(word for word in table if word.isalpha())
    counts = np.array([table[word] for word in words], np.float64)
    topical = np.sqrt(counts)
    rising = np.cumsum(counts / counts.sum())
    rising[-1] = 1.0
    return words, rising, topical / topical.sum(), sorted(word for word in STOP_WORDS if word.isalpha())


def _name(random: Random) -> str:
    syllables = ("ka", "ro", "vel", "mi", "tan", "so", "bre", "lin", "do", "fa", "her", "us", "nor", "pe", "qui", "zan")
    return " ".join("".join(random.choice(syllables, 3)).capitalize() for _ in range(2))


def _vector(telling: Telling, centre: Vectors) -> Vectors:
    own = np.zeros(WIDTH, np.float32)
    for word in telling.told:
        if word not in STOP_WORDS:
            direction, weight = _word(word.lower())
            own += weight * direction
    own /= max(float(np.linalg.norm(own)), 1e-9)
    common = COMMON + SPREAD * (len(telling.told) % 7 - 3)
    mixed = common**0.5 * _direction("all") + TOPICAL**0.5 * centre + (1 - common - TOPICAL) ** 0.5 * own
    return np.asarray(mixed / np.linalg.norm(mixed), np.float32)


@cache
def _projection() -> Vectors:
    table = np.random.default_rng(SEED).standard_normal((_HASHED, WIDTH)).astype(np.float32)
    return np.asarray(table / np.linalg.norm(table, axis=1, keepdims=True))


@cache
def _word(word: str) -> tuple[Vectors, float]:
    cut = "#" if word[0].isdigit() else stem(word)
    return _projection()[_number(cut) % _HASHED], idf(cut)


@lru_cache(maxsize=4)
def _direction(name: str) -> Vectors:
    found = np.random.default_rng(_number(name)).standard_normal(WIDTH).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found))


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def _article_vector(article: Article, centre: Vectors) -> ArticleVector:
    return ArticleVector(
        version_id=article.version_id, article_id=article.id, language="en", title=article.title,
        published=article.published, modified=None, terms=(article.title.partition("/")[0],), weights=(1.0,),
        vector=centre,
    )  # fmt: skip
