"""Records of the training data → batches of pairs. What torch does with them is tried by `make train` alone."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from training.meaning.examples import (
    ARTICLE_START,
    ECB_BATCH,
    STRANGERS,
    STS_BATCH,
    TOPIC_OTHERS,
    TOPIC_PAIRS,
    Belonging,
    Checked,
    Graded,
    Material,
    Pair,
    Post,
    fill,
    read_material,
    rounds,
)

CHECKED = {
    str(number): Checked(f"The bridge has {number} arches.", f"How many arches? {number}") for number in range(9)
}
POSTS = [Post(f"{number} arches, wow", (str(number % 4),)) for number in range(8)]
EVENTS = [[f"Event {number}, told by outlet {outlet}." for outlet in range(3)] for number in range(40)]


def pairs(number: int, topic: str = "", *, alike: bool = True) -> list[Pair]:
    kind = "alike" if alike else "other"
    return [Pair(f"{topic} {kind} {at}", f"{topic} {kind} {at}, again", at % 6, alike, topic) for at in range(number)]


def material() -> Material:
    ecb = [*pairs(100, "fire"), *pairs(200, "fire", alike=False), *pairs(20, "vote"), *pairs(20, "vote", alike=False)]
    return Material(pairs(3 * STS_BATCH + 5), ecb, POSTS, CHECKED, EVENTS)


def batches(count: int = 1, seed: int = 1) -> list[Graded | Belonging]:
    """Return the batches of some rounds."""
    random, held = Random(seed), material()  # noqa: S311
    return [fill(draft, held, random) for drafts in islice(rounds(held, random), count) for draft in drafts]


def of(name: str, found: list[Graded | Belonging]) -> list[Any]:
    return [batch for batch in found if batch.name == name]


def test_the_same_seed_draws_the_same_batches() -> None:
    assert batches(2) == batches(2)
    assert batches(2, seed=1) != batches(2, seed=2)


def test_each_round_draws_anew() -> None:
    found = batches(2)
    first, second = found[: len(found) // 2], found[len(found) // 2 :]
    assert sorted(batch.name for batch in first) == sorted(batch.name for batch in second)
    assert of("sts", first)[0].lefts != of("sts", second)[0].lefts


def test_drawing_leaves_the_material_in_its_order() -> None:
    held = material()
    next(rounds(held, Random(1)))  # noqa: S311
    assert held == material()


def test_graded_pairs_come_in_whole_batches_with_their_likeness() -> None:
    found = of("sts", batches())
    assert [len(batch.lefts) for batch in found] == [STS_BATCH] * 3
    expected = {(pair.left, pair.right): pair.likeness for pair in material().sts}
    for batch in found:
        told = zip(batch.lefts, batch.rights, batch.likeness, strict=True)
        assert all(expected[left, right] == likeness for left, right, likeness in told)


def test_a_batch_of_events_in_common_stays_within_a_topic() -> None:
    found = of("ecb", batches())
    topics = [{text.split()[0] for text in batch.lefts} for batch in found]
    assert all(len(topic) == 1 for topic in topics)
    drawn = TOPIC_PAIRS + int(TOPIC_PAIRS * TOPIC_OTHERS)
    assert topics.count({"fire"}) == drawn // ECB_BATCH, "no more of a topic than its share"
    assert topics.count({"vote"}) == 40 // ECB_BATCH


def test_posts_belong_to_their_checked_claim_among_strangers() -> None:
    [batch] = of("checked", batches())
    assert len(batch.lefts) == len(POSTS)
    assert len(batch.rights) == len(POSTS) + STRANGERS
    for left, right in zip(batch.lefts, batch.rights, strict=False):
        claim = CHECKED[str(int(left.split()[0]) % 4)]
        assert right in {claim.text, claim.title}
    assert not batch.mutual, "one checked claim may have many posts"


def test_posts_of_one_checked_claim_are_no_counterexamples() -> None:
    [batch] = of("checked", batches())
    numbers = [int(text.split()[0]) % 4 for text in batch.lefts]
    expected = {
        (at, other) for at, one in enumerate(numbers) for other, two in enumerate(numbers) if at != other and one == two
    }
    assert len(expected) == 8
    assert set(batch.also) == expected


def test_two_articles_of_one_event_belong_together() -> None:
    found = of("articles", batches())
    assert [len(batch.lefts) for batch in found if batch.mutual] in ([32, 8], [8, 32])
    for batch in found:
        for left, right in zip(batch.lefts, batch.rights, strict=True):
            assert left != right
            assert left.partition(",")[0] == right.partition(",")[0]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    files = {
        "matching/stsnews.train.pairs.jsonl": [{"a": "A ferry sank.", "b": "A boat sank.", "score": 3.8, "label": 0}],
        "matching/ecbplus.train.pairs.jsonl": [
            {"a": "A ferry sank.", "b": "It sank.", "jacc": 0.5, "label": 1, "topic": "7"}
        ],
        "matching/ct20.train.queries.jsonl": [{"query": "it SANK", "qrels": ["4"]}],
        "matching/ct20.corpus.jsonl": [{"id": "4", "text": "A ferry sank.", "title": "Did it sink?"}],
        "stories/neus.train.clusters.jsonl": [
            {"cluster": "one", "title": "Ferry", "text": "sank " * 200},
            {"cluster": "two", "title": "Alone", "text": "No other tells it."},
            {"cluster": "one", "title": "Boat", "text": "It sank."},
        ],
    }
    for name, records in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(map(json.dumps, records)) + "\n", encoding="utf-8")
    return tmp_path


def test_records_are_read(data: Path) -> None:
    found = read_material(data)
    assert found.sts == [Pair("A ferry sank.", "A boat sank.", 3.8, alike=False)]
    assert found.ecb == [Pair("A ferry sank.", "It sank.", 0.5, alike=True, topic="7")]
    assert found.posts == [Post("it SANK", ("4",))]
    assert found.checked == {"4": Checked("A ferry sank.", "Did it sink?")}


def test_an_event_has_the_beginnings_of_two_articles_or_more(data: Path) -> None:
    [articles] = read_material(data).events
    assert articles[1] == "Boat. It sank."
    assert articles[0].startswith("Ferry. sank sank")
    assert len(articles[0]) == ARTICLE_START
