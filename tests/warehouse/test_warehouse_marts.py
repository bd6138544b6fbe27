"""Marts over outlets, stories, speakers and time: the answers that the hand-made story of week.py must give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from claims import types as c
from sources.types import Outlet
from tests.warehouse import values
from tests.warehouse.week import (
    ARTICLES,
    CHANGES,
    DATA,
    DIED,
    DIED_POST,
    FAILED,
    HURT,
    NAME_OF,
    OUTLETS,
    STORY,
    VOWED,
    VOWED_POST,
    passage,
)
from warehouse import Snapshot, Warehouse

NOON = datetime(2025, 11, 20, 12)  # noqa: DTZ001 - as the warehouse has it: in UTC, without saying so
HOUR = timedelta(hours=1)
MINISTER = c.Speaker("minister", "Anna Berg", ("Anna Berg", "the minister"), ("minister",))
LINKS = tuple(
    c.SpeakerLink(one.id, MINISTER.id, "same", 0.9, "Her office.") for one in (VOWED, VOWED_POST, DIED, DIED_POST)
)
SPOKEN = replace(DATA, speakers=(MINISTER,), speaker_links=LINKS)


def published(data: values.Small, folder: Path) -> Path:
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, data)
        warehouse.publish(folder / "sayso.duckdb")
    return folder / "sayso.duckdb"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with Snapshot.open(published(SPOKEN, tmp_path_factory.mktemp("marts"))) as opened:
        yield opened


def rows(snapshot: Snapshot, question: str) -> list[tuple]:
    return [
        tuple(NAME_OF.get(value, value) if isinstance(value, str) else value for value in row.values())
        for row in snapshot.query(question).to_pylist()
    ]


def asked(data: values.Small, folder: Path, question: str) -> list[tuple]:
    with Snapshot.open(published(data, folder)) as opened:
        return rows(opened, question)


# What claims rest on


def test_each_claim_rests_on_one_kind_of_source(snapshot):
    assert rows(snapshot, "SELECT source, count(*) FROM stg_sourced_claims GROUP BY ALL ORDER BY ALL") == [
        ("anonymous", 3),  # the aide too, of whom it is said why he goes unnamed
        ("role", 7),
    ]


@pytest.mark.parametrize(
    ("hops", "source", "relayed"),
    [
        ((), "unknown", False),
        ((c.Hop("relay", "outlet", "The Wire", None, "wire"),), "outlet", True),
        (
            (c.Hop("speaker", "document", "a letter"), c.Hop("relay", "outlet", "The Wire", None, "wire")),
            "document",
            True,
        ),
        ((c.Hop("speaker", "named_person", "Ann", None, None, "asked for it"),), "anonymous", False),
        ((c.Hop("speaker", "role", "a"), c.Hop("speaker", "anonymous", "b")), "role", False),  # the first one counts
    ],
)
def test_what_a_claim_rests_on(tmp_path, hops, source, relayed):
    claim = replace(VOWED, hops=(*hops, VOWED.hops[-1]))
    data = values.Small(
        **{
            **dict.fromkeys(DATA.__dataclass_fields__, ()),
            "outlets": DATA.outlets,
            "pages": DATA.pages,
            "articles": DATA.articles,
            "claims": (claim,),
        }
    )
    assert asked(data, tmp_path, "SELECT source, relayed FROM stg_sourced_claims") == [(source, relayed)]


def test_anonymity_by_outlet(snapshot):
    assert rows(snapshot, "FROM anonymity_by_outlet ORDER BY outlet_id") == [
        # outlet_id, outlet, claims, anonymous, own, reasoned, anonymous_share, reasoned_share, synthetic
        ("echo", "The Echo", 2, 1, 1, 1, 0.5, 1.0, True),
        ("mail", "The Mail", 1, 0, 0, 0, 0.0, None, False),
        ("post", "The Post", 4, 1, 1, 1, 0.25, 1.0, False),
        ("wire", "The Wire", 3, 1, 1, 0, 1 / 3, 0.0, False),
    ]


def test_sourcing_by_month(snapshot):
    columns = "outlet_id, month, articles, claims, role, anonymous, relayed, direct, named_share"
    question = f"SELECT {columns} FROM sourcing_by_month"
    november = date(2025, 11, 1)
    assert rows(snapshot, f"{question} ORDER BY outlet_id") == [
        ("echo", november, 1, 2, 1, 1, 1, 0, 0.0),
        ("mail", None, 1, 1, 1, 0, 0, 0, 0.0),  # its page does not say when
        ("post", november, 1, 4, 3, 1, 1, 1, 0.0),
        ("wire", november, 1, 3, 2, 1, 0, 1, 0.0),
    ]
    [(counted, claims)] = rows(
        snapshot,
        "SELECT sum(named_person + role + organisation + collective + anonymous + document + other_media + unknown), "
        "sum(claims) FROM sourcing_by_month",
    )
    assert counted == claims == len(DATA.claims)


def test_cue_verbs(tmp_path):
    denied = replace(DIED_POST, cue="deny", cue_class="denial")
    data = replace(SPOKEN, claims=tuple(denied if one is DIED_POST else one for one in DATA.claims))
    found = asked(data, tmp_path, "FROM cue_verbs ORDER BY outlet_id, speaker, cue")
    assert found == [
        # outlet_id, outlet, speaker_id, speaker, cue, cue_class, claims, share, synthetic
        ("echo", "The Echo", None, "the minister", "say", "neutral", 1, 1.0, True),
        ("mail", "The Mail", None, "the minister", "say", "neutral", 1, 1.0, False),
        ("post", "The Post", MINISTER.id, "Anna Berg", "deny", "denial", 1, 0.5, False),
        ("post", "The Post", MINISTER.id, "Anna Berg", "say", "neutral", 1, 0.5, False),
        ("post", "The Post", None, "the minister", "say", "neutral", 1, 1.0, False),
        ("wire", "The Wire", MINISTER.id, "Anna Berg", "say", "neutral", 2, 1.0, False),
    ]


def test_speakers_by_reach(snapshot):
    assert rows(snapshot, "FROM speakers_by_reach") == [
        # claims, different_claims, direct, articles, outlets, countries, stories, first, last, synthetic
        (MINISTER.id, "Anna Berg", ["minister"], 4, 2, 2, 2, 2, 1, 1, NOON, NOON + HOUR, False)
    ]


def test_an_unsure_speaker_reaches_nobody(tmp_path):
    unsure = replace(SPOKEN, speaker_links=tuple(replace(one, verdict="unsure") for one in LINKS))
    with Snapshot.open(published(unsure, tmp_path)) as opened:
        assert opened.query("FROM speakers_by_reach").num_rows == 0
        assert opened.query("FROM cue_verbs WHERE speaker_id IS NOT NULL").num_rows == 0


def test_names_mentioned(tmp_path):
    place = c.Mention(values.span_of(ARTICLES["wire"], "Talks"), "Oslo", "place")
    naming = (replace(FAILED, mentions=(place, place)), replace(HURT, mentions=(place,)))
    data = replace(DATA, claims=tuple({one.id: one for one in (*DATA.claims, *naming)}.values()))
    assert asked(data, tmp_path, "FROM names_mentioned") == [
        # name, kind, claims, articles, outlets, first, last, synthetic
        ("Oslo", "place", 2, 2, 2, NOON, NOON + HOUR, False)
    ]


# Stories and time


def test_coverage_by_country(snapshot):
    assert rows(snapshot, "FROM coverage_by_country") == [
        # language, country, outlets, articles, complete, claims, stories, first, last, synthetic
        ("en", "GB", 5, 5, 4, 10, 1, NOON, NOON + 4 * HOUR, True)
    ]


def test_attention_by_day(snapshot):
    assert rows(snapshot, "SELECT outlet_id, articles, claims, stories FROM attention_by_day ORDER BY outlet_id") == [
        ("echo", 1, 2, 1),
        ("post", 1, 4, 1),
        ("sun", 1, 0, 1),
        ("wire", 1, 3, 1),
    ]  # the Mail's article has no date


def test_story_sizes(snapshot):
    assert rows(snapshot, "FROM story_sizes") == [
        # articles, truncated, outlets, countries, languages, claims, shared_claims, tellings, first, last, synthetic
        (STORY.id, "A week of plans", 5, 1, 5, 1, 1, 5, 3, 10, NOON, NOON + 4 * HOUR, True)
    ]


def with_other_articles(**others: dict) -> values.Small:
    """The week, and one more article of other outlets, in no story."""
    pages, articles, outlets = [], [], []
    for id_, changed in others.items():
        outlet = Outlet(id_, f"The {id_.title()}", "newspaper", "GB", "en", domains=(f"{id_}.example",))
        page = values.page_of(outlet, "other", f"Other\nOf {id_}.")
        outlets.append(outlet)
        pages.append(page)
        articles.append(replace(values.article_of(page), **changed))
    return replace(
        DATA,
        outlets=(*DATA.outlets, *outlets),
        pages=(*DATA.pages, *pages),
        articles=(*DATA.articles, *articles),
    )


def test_blind_spots(tmp_path):
    data = with_other_articles(
        same={},
        later={"published": values.NOON + timedelta(days=1)},
        undated={"published": None},
        foreign={"language": "de"},
    )
    assert asked(data, tmp_path, "FROM blind_spots") == [
        # outlet_id, outlet, story_id, story, outlets, told_by_ids, articles, synthetic
        ("same", "The Same", STORY.id, "A week of plans", 5, sorted(OUTLETS), 1, True)
    ]


def test_a_story_of_two_outlets_is_no_blind_spot(tmp_path):
    narrow = replace(STORY, version_ids=tuple(ARTICLES[id_].version_id for id_ in ("wire", "post")))
    assert asked(replace(with_other_articles(same={}), stories=(narrow,)), tmp_path, "FROM blind_spots") == []


def test_firsts(snapshot):
    found = rows(
        snapshot,
        "SELECT group_id, outlet_id, published, next_outlet_id, next_published, minutes_ahead, outlets, synthetic "
        "FROM firsts ORDER BY outlets, minutes_ahead",
    )
    assert found == [
        ("vow", "wire", NOON, "post", NOON + HOUR, 60, 2, False),
        ("failed", "wire", NOON, "echo", NOON + 3 * HOUR, 180, 2, True),
        ("died", "wire", NOON, "post", NOON + HOUR, 60, 4, True),  # the Mail's has no date
    ]


@pytest.mark.parametrize(
    ("first", "second", "ahead"),
    [
        (values.NOON, values.NOON - HOUR, -60),  # it is the first one since the other names it
        (values.NOON, values.NOON.replace(hour=0), None),  # a day alone
        (values.NOON.replace(hour=0), values.NOON, None),
        (None, values.NOON, None),
        (values.NOON, None, None),
    ],
)
def test_how_far_ahead(tmp_path, first, second, ahead):
    dated = {"wire": replace(ARTICLES["wire"], published=first), "post": replace(ARTICLES["post"], published=second)}
    data = replace(DATA, articles=tuple({**ARTICLES, **dated}.values()))
    with Snapshot.open(published(data, tmp_path)) as opened:
        [(found,)] = rows(opened, "SELECT minutes_ahead FROM firsts WHERE claim LIKE '%We will never%'")
    assert found == ahead


def test_first_carriers(snapshot):
    assert rows(snapshot, "FROM first_carriers ORDER BY outlet_id") == [
        # outlet_id, outlet, shared_claims, first, first_share, minutes_ahead, minutes_behind, synthetic
        ("echo", "The Echo", 2, 0, 0.0, None, 180.0, True),
        ("mail", "The Mail", 1, 0, 0.0, None, None, False),
        ("post", "The Post", 2, 0, 0.0, None, 60.0, False),
        ("wire", "The Wire", 3, 3, 1.0, 60.0, None, False),
    ]


def test_independent_sources(snapshot):
    columns = "group_id, outlets, tellings, independent_sources, origin_ids, relays, copies, repeats"
    question = f"SELECT {columns} FROM independent_sources"
    assert rows(snapshot, f"{question} ORDER BY tellings DESC, group_id") == sorted(
        [
            ("died", 4, 4, 2, ["wire", "post"], 1, 1, 0),
            ("vow", 2, 2, 1, ["wire"], 1, 0, 0),
            ("failed", 2, 2, 1, ["wire"], 1, 0, 0),
            ("asked", 1, 1, 1, ["post"], 0, 0, 0),
            ("hurt", 1, 1, 1, ["post"], 0, 0, 0),
        ],
        key=lambda row: (-row[2], next(id_ for id_, name in NAME_OF.items() if name == row[0])),
    )


# Differences


def test_differences_have_both_sides(snapshot):
    question = "SELECT group_id, kind, left_outlet_id, right_outlet_id FROM differences"
    assert sorted(rows(snapshot, question)) == [
        ("died", "quantity", "wire", "mail"),
        ("died", "quantity", "wire", "post"),
        ("died", "wording", "wire", "mail"),
        ("vow", "quote_altered", "wire", "post"),
    ]


def test_dates_negations_and_hedges_that_differ(tmp_path):
    left, right = passage(DIED, "600"), passage(DIED_POST, "500")
    hedged = replace(DIED, hedges=(values.span_of(ARTICLES["wire"], "had"),))
    more = (
        c.DateChanged(left, right, date(2025, 11, 17), date(2025, 11, 20)),
        c.PolarityChanged(left, right),
        c.HedgeChanged(left, right),
    )
    data = replace(DATA, changes=(*CHANGES, *more), claims=tuple(hedged if one is DIED else one for one in DATA.claims))
    with Snapshot.open(published(data, tmp_path)) as opened:
        dates = rows(
            opened, "SELECT left_day, right_day, days_apart, left_outlet_id, right_outlet_id FROM date_conflicts"
        )
        turned = rows(
            opened,
            "SELECT what, left_passage, left_hedges, right_passage, right_hedges FROM negations_and_hedges "
            "ORDER BY what",
        )
    assert dates == [(date(2025, 11, 17), date(2025, 11, 20), 3, "wire", "post")]
    assert turned == [("hedge", "600", "had", "500", None), ("negation", "600", "had", "500", None)]
