from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.article_vector import TERMS, ArticleVector, prepare
from claims.closeness import Setting
from claims.cluster import WINDOW, Clustering, cluster_articles, cluster_stories, needed_since, needed_until
from claims.encoder import load_encoder, pack, unpack
from sources.types import Article, content_id
from tests.claims.build import DAY, article

PLAN = "The Kremlin said it was holding no negotiations with Washington on a plan to end the war in Ukraine."
PLAN_AGAIN = "No negotiations with Washington on a Ukraine plan, the Kremlin said, as the war enters another winter."
HARBOUR = "The council voted to dredge the inner harbour so that the larger ferry can dock at low tide."

State = dict[str, str]  # version id → story id


def stories(*articles: Article) -> list[set[str]]:
    return [set(story.version_ids) for story in cluster_articles(articles)]


# Whole articles, through the encoder.


def test_articles_on_one_event_form_a_story() -> None:
    first, second = article(PLAN, title="Kremlin: no talks"), article(PLAN_AGAIN, outlet_id="beta", published=None)
    other = article(HARBOUR, published=DAY + timedelta(hours=1))
    plan, harbour = cluster_articles([other, second, first])
    assert plan.version_ids == (first.version_id, second.version_id)
    assert (plan.id, plan.title, plan.first_published) == (content_id(first.id), "Kremlin: no talks", DAY)
    assert harbour.version_ids == (other.version_id,)


@pytest.mark.parametrize(
    ("later", "together"),
    [
        ({"published": DAY + WINDOW}, True),
        ({"published": DAY + WINDOW + timedelta(microseconds=1)}, False),
        ({"published": None}, True),
        ({"published": None, "modified": DAY + 2 * WINDOW}, False),
        ({"text": PLAN_AGAIN}, True),
        ({"language": "de"}, False),
        ({"text": HARBOUR}, False),
        ({"text": ""}, False),
        ({"text": "The"}, False),
    ],
)
def test_what_keeps_articles_apart(later: dict[str, object], *, together: bool) -> None:
    first = article(PLAN)
    second = replace(article(PLAN, outlet_id="beta"), **later)
    assert (len(stories(first, second)) == 1) is together


def test_versions_of_an_article_stay_together_even_where_the_text_is_another() -> None:
    url = "https://alpha.example/live"
    old = article(PLAN, url=url)
    new = article(HARBOUR, url=url, modified=DAY + timedelta(days=20))
    (story,) = cluster_articles([new, old])
    assert story.version_ids == (old.version_id, new.version_id)


def test_nothing_makes_no_story() -> None:
    assert cluster_articles([]) == ()
    assert cluster_stories([]) == Clustering((), ())


def test_stories_come_earliest_first() -> None:
    late = article(PLAN, published=datetime(2025, 11, 22, tzinfo=UTC))
    early = article(HARBOUR, published=datetime(2025, 11, 19, tzinfo=UTC))
    assert stories(late, early) == [{early.version_id}, {late.version_id}]


@pytest.mark.parametrize("text", [PLAN, HARBOUR, "", "The", "Zürich 600,000 900,000", PLAN * 200])
def test_an_article_is_prepared_by_itself(text: str) -> None:
    told = article(text, title="The plan")
    vector = prepare(told, load_encoder())
    assert (vector.version_id, vector.article_id, vector.language) == (told.version_id, told.id, told.language)
    assert len(vector.terms) == len(set(vector.terms)) == len(vector.weights) <= TERMS
    assert list(vector.weights) == sorted(vector.weights, reverse=True)
    assert sum(weight**2 for weight in vector.weights) == pytest.approx(1, abs=1e-6)
    assert [float(np.float32(weight)) for weight in vector.weights] == list(vector.weights)
    assert np.array_equal(unpack(pack(vector.vector)), vector.vector)


def test_rare_words_tell_most() -> None:
    vector = prepare(article("The president said that the president would dredge the harbour."), load_encoder())
    assert vector.terms[:2] == ("dredg", "harbor")


# What comes one by one, and what comes late: made-up vectors, which take no encoder.

TOPICS = np.eye(4, 6, dtype=np.float32)
WORDS = ("plan", "ferry", "trial", "flood")
# What the examples are made for, however the product is tuned.
SETTING = Setting(words=0.5, join=0.33, join_undated=0.36, crowding=0.15)


def cluster(new: Iterable[ArticleVector], earlier: Iterable[tuple[ArticleVector, str]] = ()) -> Clustering:
    return cluster_stories(new, earlier, SETTING)


def made(
    number: int, day: float | None, main: int, other: int, part: float, *, language: str = "en", of: int | None = None
) -> ArticleVector:
    """Return an article on a topic, with a part of another topic; of says which article it is a version of."""
    direction = TOPICS[main] * (1 - part) + TOPICS[other] * part + np.float32(0.2)
    weights = {WORDS[main]: 1 - part} | ({WORDS[other]: part} if part and other != main else {})
    length = sqrt(sum(weight**2 for weight in weights.values()))
    heaviest = sorted(weights, key=lambda word: (-weights[word], word))
    return ArticleVector(
        version_id=f"version {number}",
        article_id=content_id(str(number if of is None else of)),
        language=language,
        title=f"title {number}",
        published=None if day is None else DAY + timedelta(days=day),
        modified=None,
        terms=tuple(heaviest),
        weights=tuple(float(np.float32(weights[word] / length)) for word in heaviest),
        vector=unpack(pack(direction)),
    )


DAYS: st.SearchStrategy[float | None] = st.integers(0, 40).map(lambda halves: halves / 2)
DAYS_OR_NONE = DAYS | st.none()


@st.composite
def made_articles(draw: st.DrawFn, days: st.SearchStrategy[float | None] = DAYS_OR_NONE) -> list[ArticleVector]:
    """Return up to 16 versions, some of them of one article."""
    kinds = st.tuples(days, st.integers(0, 3), st.integers(0, 3), st.sampled_from([0.0, 0.2, 0.35, 0.45]))
    return [
        made(
            number, *kind, language=draw(st.sampled_from(["en", "en", "de"])), of=draw(st.sampled_from([None, None, 0]))
        )
        for number, kind in enumerate(draw(st.lists(kinds, max_size=16)))
    ]


def after(state: State, changes: Clustering) -> State:
    """Return the stories as they are after a change."""
    new = state | {version: story.id for story in changes.stories for version in story.version_ids}
    assert set(changes.gone) <= set(state.values())
    assert not set(changes.gone) & set(new.values())
    return new


def told_of(vectors: Iterable[ArticleVector], state: State) -> list[tuple[ArticleVector, str]]:
    return [(vector, state[vector.version_id]) for vector in vectors if vector.version_id in state]


def batch(vectors: Sequence[ArticleVector]) -> State:
    return after({}, cluster(vectors))


def step_by_step(vectors: Sequence[ArticleVector], cuts: Iterable[int]) -> State:
    """Return the stories of articles that came in several parts."""
    state: State = {}
    start = 0
    for end in [*sorted(cuts), len(vectors)]:
        state = after(state, cluster(vectors[start:end], told_of(vectors, state)))
        start = max(start, end)
    return state


def check_is_sound(vectors: Sequence[ArticleVector], state: State) -> None:
    """Every version is in a story, all of an article in one, which is named after its first article."""
    assert set(state) == {vector.version_id for vector in vectors}
    members: dict[str, list[ArticleVector]] = defaultdict(list)
    for vector in vectors:
        members[state[vector.version_id]].append(vector)
    assert sum(len({one.article_id for one in them}) for them in members.values()) == len(
        {vector.article_id for vector in vectors}
    )
    for story_id, them in members.items():
        assert story_id == content_id(min(them, key=lambda one: one.order).article_id)


@given(made_articles(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(vectors: list[ArticleVector], random: object) -> None:
    found = cluster(vectors)
    check_is_sound(vectors, after({}, found))
    shuffled = vectors.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert cluster(shuffled) == found
    half = vectors[: len(vectors) // 2]
    earlier = told_of(half, batch(half))
    assert cluster(shuffled, earlier[::-1]) == cluster(vectors, earlier)


@given(made_articles(DAYS), st.lists(st.integers(0, 16), max_size=3))
def test_in_the_order_of_publication_it_comes_to_the_same_as_all_together(
    vectors: list[ArticleVector], cuts: list[int]
) -> None:
    vectors.sort(key=lambda vector: vector.order)
    assert step_by_step(vectors, [min(cut, len(vectors)) for cut in cuts]) == batch(vectors)


@given(made_articles(DAYS), made_articles(DAYS))
def test_what_comes_late_comes_to_the_same_where_all_that_follows_is_placed_anew(
    known: list[ArticleVector], new: list[ArticleVector]
) -> None:
    new = [replace(vector, version_id=f"new {vector.version_id}", article_id=vector.article_id[::-1]) for vector in new]
    last = max((vector.published for vector in new if vector.published), default=DAY)
    known = [vector for vector in known if vector.published and vector.published <= last + 2 * WINDOW]
    state = batch(known)
    assert after(state, cluster(new, told_of(known, state))) == batch([*known, *new])


@given(made_articles(), st.lists(st.integers(0, 16), max_size=3))
def test_whatever_comes_when_stories_stay_sound_and_a_second_time_changes_nothing(
    vectors: list[ArticleVector], cuts: list[int]
) -> None:
    state = step_by_step(vectors, [min(cut, len(vectors)) for cut in cuts])
    check_is_sound(vectors, state)
    assert cluster(vectors, told_of(vectors, state)) == Clustering((), ())


@given(made_articles())
def test_undated_articles_never_move_dated_ones(vectors: list[ArticleVector]) -> None:
    first = {vector.article_id: vector for vector in sorted(vectors, key=lambda one: one.order, reverse=True)}
    dated = [vector for vector in vectors if first[vector.article_id].day]
    alone, beside = batch(dated), batch(vectors)
    assert {version: beside[version] for version in alone} == alone


@given(made_articles(DAYS), st.integers(0, 16), st.booleans())
def test_what_is_needed_is_enough(vectors: list[ArticleVector], cut: int, late: bool) -> None:  # noqa: FBT001
    if not late:
        vectors.sort(key=lambda vector: vector.order)
    known, new = vectors[:cut], vectors[cut:]
    state = batch(known)
    since, until = needed_since(new), needed_until(new)
    ids = {vector.article_id for vector in new}
    near = {
        state[vector.version_id]
        for vector in known
        if vector.article_id in ids or (since and until and vector.day and since <= vector.day <= until)
    }
    loaded = [vector for vector in known if state[vector.version_id] in near]
    assert cluster(new, told_of(loaded, state)) == cluster(new, told_of(known, state))


@given(made_articles(DAYS))
def test_it_is_what_comparing_each_with_each_gives(vectors: list[ArticleVector]) -> None:
    """The naive reference: every pair, in plain Python."""
    firsts: dict[str, ArticleVector] = {}
    for vector in sorted(vectors, key=lambda one: one.order):
        firsts.setdefault(vector.article_id, vector)
    found: list[list[ArticleVector]] = []
    for vector in firsts.values():
        is_open = [story for story in found if can_join(vector, story[0])]
        best = max(is_open, key=lambda story: mean_closeness(vector, story), default=None)
        if best is None or mean_closeness(vector, best) < SETTING.join:
            found.append([vector])
        else:
            best.append(vector)
    story_of = {vector.article_id: content_id(story[0].article_id) for story in found for vector in story}
    assert batch(vectors) == {vector.version_id: story_of[vector.article_id] for vector in vectors}


def can_join(vector: ArticleVector, first: ArticleVector) -> bool:
    assert vector.published
    assert first.published
    return vector.language == first.language and vector.published - first.published <= WINDOW


def mean_closeness(vector: ArticleVector, story: Sequence[ArticleVector]) -> float:
    total = 0.0
    for other in story:
        weights = dict(zip(other.terms, other.weights, strict=True))
        words = sum(w * weights.get(term, 0.0) for term, w in zip(vector.terms, vector.weights, strict=True))
        total += (words + float(vector.vector @ other.vector)) / 2
    return round(total / len(story), 5)


def test_a_late_article_takes_over_what_follows_it() -> None:
    """Two stories' worth of an event become one where an article turns up that began before both, and both are near."""
    known = [made(1, 3, 0, 1, 0.45), made(2, 6, 0, 1, 0.0)]
    state = batch(known)
    late = made(3, 2.5, 0, 1, 0.2)
    found = cluster([late], told_of(known, state))
    assert [story.version_ids for story in found.stories] == [("version 3", "version 1", "version 2")]
    assert found.gone == tuple(sorted(set(state.values())))


@given(made_articles(DAYS), st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 3)))
def test_stories_that_go_on_two_windows_after_a_late_article_stay(
    known: list[ArticleVector], late: tuple[int, int, int]
) -> None:
    state = batch(known)
    new = made(99, late[0] / 2, late[1], late[2], 0.35)
    end = DAY + timedelta(days=late[0] / 2) + 2 * WINDOW
    firsts = {vector.article_id: vector for vector in sorted(known, key=lambda one: one.order, reverse=True)}
    going_on = {state[vector.version_id] for vector in firsts.values() if vector.published and vector.published > end}
    found = after(state, cluster([new], told_of(known, state)))
    assert {version: found[version] for version, story in state.items() if story in going_on} == {
        version: story for version, story in state.items() if story in going_on
    }


def test_a_chain_of_moves_stops_at_a_story_that_goes_on() -> None:
    """The late article takes 1 away from 2, which then begins a story; all together, 3 would have joined that."""
    known = [made(1, 4.5, 0, 1, 0.35), made(2, 7, 1, 1, 0.0), made(3, 9.5, 0, 1, 0.35)]
    late = made(9, 1, 0, 0, 0.0)
    state = batch(known)
    moved = after(state, cluster([late], told_of(known, state)))
    assert moved["version 1"] == moved["version 9"]
    assert moved["version 3"] == state["version 3"] != moved["version 2"]
    assert batch([*known, late])["version 3"] == moved["version 2"]


def test_an_undated_story_joins_a_dated_one_that_comes_later() -> None:
    undated, dated = made(1, None, 0, 0, 0.0), made(2, 1, 0, 0, 0.0)
    state = batch([undated])
    found = cluster([dated], told_of([undated], state))
    assert [story.version_ids for story in found.stories] == [("version 2", "version 1")]
    assert found.gone == (state["version 1"],)


def test_dated_stories_of_one_topic_do_not_merge_through_an_undated_article() -> None:
    vectors = [made(1, 0, 0, 0, 0.0), made(2, 20, 0, 0, 0.0), made(3, None, 0, 0, 0.0)]
    assert sorted(len(story.version_ids) for story in cluster(vectors).stories) == [1, 2]


@pytest.mark.parametrize(("neighbours", "together"), [(0, True), (1, True), (5, False)])
def test_where_it_is_crowded_undated_articles_have_to_be_closer(neighbours: int, *, together: bool) -> None:
    """Two articles at .37, and as many at .35 from either, of other years, as neighbours are wanted."""
    pair = [directed(1, None, 0.9327, 1, 0.3607), directed(2, None, 0.9327, 1, -0.3607)]
    others = [directed(10 + number, 10 * number, 0.7505, 2 + number, 0.6609) for number in range(neighbours)]
    state = batch([*pair, *others])
    assert (state["version 1"] == state["version 2"]) is together


@pytest.mark.parametrize("seed", range(10))
def test_undated_articles_are_merged_by_average_linkage(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The naive reference: the means of all pairs of clusters anew after every merger."""
    monkeypatch.setattr("claims.undated.NEARLY", 0.0)
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(12, 8)).astype(np.float32) + 0.5
    vectors = [
        replace(made(number, None, 0, 0, 0.0), terms=(), weights=(), vector=unpack(pack(direction)))
        for number, direction in enumerate(directions)
    ]
    found = [[number] for number in range(len(vectors))]
    closeness = scaled_closeness(vectors)
    while len(found) > 1:
        pairs = [(left, right) for left in found for right in found if left[0] < right[0]]
        left, right = max(pairs, key=lambda pair: closeness[np.ix_(*pair)].mean())
        if closeness[np.ix_(left, right)].mean() < SETTING.join_undated:
            break
        found = [cluster for cluster in found if cluster not in (left, right)] + [sorted(left + right)]
    stories = cluster(vectors).stories
    assert sorted(sorted(int(version.split()[1]) for version in story.version_ids) for story in stories) == sorted(
        found
    )


def scaled_closeness(vectors: Sequence[ArticleVector]) -> np.ndarray:
    """Return the closeness of each to each, less what its five nearest neighbours take beyond .3 each."""
    closeness = np.array([[float(left.vector @ right.vector) / 2 for right in vectors] for left in vectors])
    others = closeness - 2 * np.eye(len(vectors))
    crowd = np.sort(np.maximum(others, 0.3), axis=1)[:, -5:].mean(axis=1) - 0.3
    return np.asarray(closeness - SETTING.crowding * (crowd[:, None] + crowd[None]))


def directed(number: int, day: float | None, first: float, axis: int, other: float) -> ArticleVector:
    """Return an article without words, of a direction with two components."""
    direction = np.zeros(8, np.float32)
    direction[[0, axis]] = first, other
    return replace(made(number, day, 0, 0, 0.0), terms=(), weights=(), vector=unpack(pack(direction)))


@pytest.mark.parametrize("day", [0.0, None])
def test_a_bulletin_on_a_thousand_sites_is_one_story(day: float | None) -> None:
    (story,) = cluster([made(number, day, 0, 1, 0.2) for number in range(1000)]).stories
    assert len(story.version_ids) == 1000
