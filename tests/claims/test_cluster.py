from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.cluster import WINDOW, cluster_stories
from sources.types import Article, content_id
from tests.claims.build import DAY, article

PLAN = "The Kremlin said it was holding no negotiations with Washington on a plan to end the war in Ukraine."
PLAN_AGAIN = "No negotiations with Washington on a Ukraine plan, the Kremlin said, as the war enters another winter."
OUTAGE = "The Kremlin said that it has no comment on power cuts in Ukraine after an attack on substations."
HARBOUR = "The council voted to dredge the inner harbour so that the larger ferry can dock at low tide."

TEXTS = (PLAN, PLAN_AGAIN, HARBOUR, "", "The", "Kremlin ferry", PLAN + HARBOUR)
ARTICLES = st.lists(
    st.builds(
        article,
        st.sampled_from(TEXTS),
        outlet_id=st.sampled_from(["alpha", "beta"]),
        published=st.sampled_from([None, DAY, DAY + timedelta(days=2), DAY + timedelta(days=9)]),
        language=st.sampled_from(["en", "de"]),
        url=st.sampled_from(["", "https://alpha.example/one"]),
    ),
    max_size=10,
    unique_by=lambda told: told.version_id,
)


def stories(*articles: Article) -> list[set[str]]:
    return [set(story.version_ids) for story in cluster_stories(articles)]


def test_articles_on_one_event_form_a_story() -> None:
    first, second = article(PLAN, title="Kremlin: no talks"), article(PLAN_AGAIN, outlet_id="beta", published=None)
    other = article(HARBOUR, published=DAY + timedelta(hours=1))
    plan, harbour = cluster_stories([other, second, first])
    assert plan.version_ids == (first.version_id, second.version_id)
    assert (plan.id, plan.title, plan.first_published) == (content_id(first.id), "Kremlin: no talks", DAY)
    assert harbour.version_ids == (other.version_id,)


@pytest.mark.parametrize(
    ("later", "together"),
    [
        ({"published": DAY + WINDOW}, True),
        ({"published": DAY + WINDOW + timedelta(seconds=1)}, False),
        ({"published": None}, True),
        ({"text": OUTAGE}, True),
        ({"text": OUTAGE, "published": None}, False),
        ({"language": "de"}, False),
        ({"text": HARBOUR}, False),
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
    (story,) = cluster_stories([new, old])
    assert story.version_ids == (old.version_id, new.version_id)


def test_a_later_article_changes_neither_the_stories_nor_their_ids() -> None:
    early = [article(PLAN), article(PLAN_AGAIN, outlet_id="beta"), article(HARBOUR)]
    late = article(PLAN + " " + HARBOUR, outlet_id="gamma", published=DAY + timedelta(days=1))
    before, after = cluster_stories(early), cluster_stories([*early, late])
    assert [story.id for story in before] == [story.id for story in after]


def test_nothing_makes_no_story() -> None:
    assert cluster_stories([]) == ()


@given(ARTICLES.flatmap(lambda articles: st.tuples(st.just(articles), st.permutations(articles))))
def test_every_version_is_in_exactly_one_story_whatever_the_order(both: tuple[list[Article], list[Article]]) -> None:
    articles, shuffled = both
    found = cluster_stories(articles)
    assert sorted(version for story in found for version in story.version_ids) == sorted(
        told.version_id for told in articles
    )
    assert found == cluster_stories(shuffled)
    assert len({story.id for story in found}) == len(found)


def test_stories_come_earliest_first() -> None:
    late = article(PLAN, published=datetime(2025, 11, 22, tzinfo=UTC))
    early = article(HARBOUR, published=datetime(2025, 11, 19, tzinfo=UTC))
    assert stories(late, early) == [{early.version_id}, {late.version_id}]
