"""Records of the training data → batches of pairs of texts, the examples that the network learns from.

A batch comes from one set of data, so that its pairs are hard to tell apart. Two sets have graded pairs: sentences and
how much they say the same. In the other two each text belongs to one of the batch, and all others are counterexamples.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

GRADED_LONGEST, CHECKED_LONGEST, ARTICLE_LONGEST = 64, 96, 56  # word pieces that are read of a text
STS_BATCH, ECB_BATCH, CHECKED_BATCH, ARTICLE_BATCH = 32, 24, 32, 32
TOPIC_PAIRS, TOPIC_OTHERS = 90, 1.2  # of ECB+: pairs of a topic that share an event, and how many others for each
STRANGERS = 16  # checked claims that no post of the batch is about
CLAIM_SHARE = 0.7  # of checked claims that are read as their text; the others as their title
ARTICLES = 1500  # pairs in a round
ARTICLE_START = 400  # characters


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences; how much they say the same is in units of the data set."""

    left: str
    right: str
    likeness: float
    alike: bool
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A claim as somebody posted it, and the ids of the checked claims that it is."""

    text: str
    checked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim that somebody checked."""

    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learnt from."""

    sts: Sequence[Pair]
    ecb: Sequence[Pair]
    posts: Sequence[Post]
    checked: Mapping[str, Checked]
    events: Sequence[Sequence[str]]  # for each the beginnings of its articles, two or more


@dataclass(frozen=True, slots=True)
class Graded:
    """Pairs of texts and how alike they are."""

    name: str
    lefts: list[str]
    rights: list[str]
    longest: int
    likeness: list[float]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Each left text belongs to the right one of its number, and to no other; there may be more on the right."""

    name: str
    lefts: list[str]
    rights: list[str]
    longest: int
    also: list[tuple[int, int]]  # (left, right) that belong together too, and are no counterexample
    mutual: bool  # whether each right also belongs to its left, and to no other


Batch = Graded | Belonging
Draft = tuple[str, Sequence[Any]]  # a batch to be: the name of its set, and the records


def read_material(data: Path) -> Material:
    """Read the four sets."""
    matching = data / "matching"
    events: dict[str, list[str]] = {}
    for record in read_records(data / "stories" / "neus.train.clusters.jsonl"):
        events.setdefault(record["cluster"], []).append(f"{record['title']}. {record['text']}"[:ARTICLE_START])
    return Material(
        sts=[
            Pair(record["a"], record["b"], record["score"], bool(record["label"]))
            for record in read_records(matching / "stsnews.train.pairs.jsonl")
        ],
        ecb=[
            Pair(record["a"], record["b"], record["jacc"], bool(record["label"]), record["topic"])
            for record in read_records(matching / "ecbplus.train.pairs.jsonl")
        ],
        posts=[
            Post(record["query"], tuple(record["qrels"]))
            for record in read_records(matching / "ct20.train.queries.jsonl")
        ],
        checked={
            record["id"]: Checked(record["text"], record["title"])
            for record in read_records(matching / "ct20.corpus.jsonl")
        },
        events=[articles for articles in events.values() if len(articles) > 1],
    )


def rounds(material: Material, random: Random) -> Iterator[list[Draft]]:
    """Yield without end what there is in a round, each set cut into batches, in random order."""
    sts, posts = list(material.sts), list(material.posts)
    while True:
        random.shuffle(sts)
        drafts: list[Draft] = [("sts", part) for part in _cut(sts, STS_BATCH, whole=True)]
        for pairs in _by_topic(material.ecb, random):
            random.shuffle(pairs)
            drafts += [("ecb", part) for part in _cut(pairs, ECB_BATCH, whole=True)]
        random.shuffle(posts)
        drafts += [("checked", part) for part in _cut(posts, CHECKED_BATCH)]
        events = random.sample(material.events, min(len(material.events), ARTICLES))
        drafts += [("articles", part) for part in _cut(events, ARTICLE_BATCH)]
        random.shuffle(drafts)
        yield drafts


def fill(draft: Draft, material: Material, random: Random) -> Batch:
    """Return a draft's batch, with texts drawn at random where a record has several."""
    name, records = draft
    if name == "checked":
        return _checked(records, material, random)
    if name == "articles":
        drawn = [random.sample(articles, 2) for articles in records]
        lefts, rights = ([articles[side] for articles in drawn] for side in (0, 1))
        return Belonging(name, lefts, rights, ARTICLE_LONGEST, also=[], mutual=True)
    lefts, rights = [pair.left for pair in records], [pair.right for pair in records]
    return Graded(name, lefts, rights, GRADED_LONGEST, [pair.likeness for pair in records])


def _checked(posts: Sequence[Post], material: Material, random: Random) -> Belonging:
    rights: list[str] = []
    for post in posts:
        claim = material.checked[random.choice(post.checked)]
        rights.append(claim.text if random.random() < CLAIM_SHARE else claim.title)
    everything = list(material.checked.values())
    rights += [random.choice(everything).text for _ in range(STRANGERS)]
    also = [
        (number, other)
        for number, post in enumerate(posts)
        for other, another in enumerate(posts)
        if number != other and not set(post.checked).isdisjoint(another.checked)
    ]
    return Belonging("checked", [post.text for post in posts], rights, CHECKED_LONGEST, also, mutual=False)


def _by_topic(pairs: Sequence[Pair], random: Random) -> list[list[Pair]]:
    """Return for each topic some of its pairs that share an event, and about as many that do not."""
    topics: dict[str, list[Pair]] = {}
    for pair in pairs:
        topics.setdefault(pair.topic, []).append(pair)
    found: list[list[Pair]] = []
    for members in topics.values():
        alike, others = ([pair for pair in members if pair.alike is wanted] for wanted in (True, False))
        random.shuffle(alike)
        random.shuffle(others)
        number = min(len(alike), TOPIC_PAIRS)
        found.append(alike[:number] + others[: int(number * TOPIC_OTHERS)])
    return found


def _cut(records: Sequence[Any], size: int, *, whole: bool = False) -> list[Sequence[Any]]:
    """Return the records in parts of a size, without a smaller one at the end where only whole ones will do."""
    return [records[at : at + size] for at in range(0, len(records) - (size - 1 if whole else 0), size)]


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
