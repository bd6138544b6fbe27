"""Views: the answers that a small, hand-made data set must give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sources.types import content_id
from tests.warehouse import values
from warehouse import Snapshot, Warehouse

DATA = values.small()
QUOTE, COSTS, ECHO, LIKED = DATA.claims
SHARED = content_id(QUOTE.id)
NOON = datetime(2025, 11, 20, 12)  # noqa: DTZ001 - as the warehouse has it: in UTC, without saying so


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder: Path = tmp_path_factory.mktemp("views")
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, DATA)
        warehouse.publish(folder / "sayso.duckdb")
    with Snapshot.open(folder / "sayso.duckdb") as opened:
        yield opened


def test_stg_latest_versions(snapshot):
    rows = snapshot.query("FROM stg_latest_versions ORDER BY fetched_at").to_pylist()
    assert len(rows) == 3
    assert rows[2] == {
        "version_id": DATA.articles[2].version_id,
        "article_id": DATA.articles[2].id,
        "outlet_id": "mail",
        "outlet": "The Mail (stand-in)",
        "url": "https://mail.example/plan",
        "title": "Row",
        "byline": "",
        "published": None,
        "modified": None,
        "fetched_at": NOON + timedelta(hours=2),
        "language": "en",
        "kind": "news",
        "completeness": "truncated",
        "synthetic": True,
        "text": "We like the plan, a man said. To read on",
    }


def test_who_said_what(snapshot):
    rows = {row["claim_id"]: row for row in snapshot.query("FROM who_said_what").to_pylist()}
    assert rows.keys() == {QUOTE.id, COSTS.id, ECHO.id, LIKED.id}
    assert rows[ECHO.id] == {
        "claim_id": ECHO.id,
        "group_id": SHARED,
        "speaker": "officials",
        "speaker_id": DATA.speakers[0].id,
        "known_as": "Officials",
        "source_type": "collective",
        "anonymity": None,
        "relays": ["The Wire"],
        "relay_ids": ["wire"],
        "publisher": "The Post",
        "outlet_id": "post",
        "cue": "say",
        "cue_class": "neutral",
        "kind": "direct",
        "polarity": "affirmed",
        "wording": "“the plan has 20 points”",
        "title": "Scheme",
        "url": "https://post.example/plan",
        "published": NOON + timedelta(hours=1),
        "synthetic": False,
    }
    assert rows[LIKED.id]["known_as"] is None  # it is not sure who he is
    assert rows[LIKED.id]["relays"] == []
    assert rows[LIKED.id]["anonymity"] == "who would not give his name"
    assert rows[LIKED.id]["synthetic"]


def test_claims_by_outlet(snapshot):
    rows = snapshot.query("FROM claims_by_outlet").to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        # outlet_id, outlet, articles, claims, direct, indirect, mixed, anonymous, relayed, synthetic
        ("wire", "The Wire", 1, 2, 1, 1, 0, 0, 0, False),
        ("mail", "The Mail (stand-in)", 1, 1, 0, 1, 0, 1, 0, True),
        ("post", "The Post", 1, 1, 1, 0, 0, 0, 1, False),
    ]


def test_claims_by_outlet_counts_outlets_without_claims(tmp_path):
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.save_reading(DATA.outlets, DATA.pages[:1], [], below="")
        warehouse.save_extraction(DATA.articles[:1], [], values.EXTRACTOR)
        warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as opened:
        [row] = opened.query("FROM claims_by_outlet").to_pylist()
    assert (row["outlet_id"], row["articles"], row["claims"], row["direct"]) == ("wire", 1, 0, 0)


def test_coverage_matrix(snapshot):
    rows = snapshot.query("SELECT * EXCLUDE (story_id) FROM coverage_matrix ORDER BY group_id, outlet_id").to_pylist()
    groups = {group.id: group.claim_ids for group in DATA.groups}
    assert [row["outlet_id"] for row in rows] == ["mail", "post", "wire"] * 3
    presence = {(groups[row["group_id"]][0], row["outlet_id"]): row["presence"] for row in rows}
    assert presence == {
        (QUOTE.id, "mail"): "unknown",  # its text is cut off
        (QUOTE.id, "post"): "told",
        (QUOTE.id, "wire"): "told",
        (COSTS.id, "mail"): "unknown",
        (COSTS.id, "post"): "absent",
        (COSTS.id, "wire"): "told",
        (LIKED.id, "mail"): "told",
        (LIKED.id, "post"): "absent",
        (LIKED.id, "wire"): "absent",
    }
    assert next(row for row in rows if (row["group_id"], row["outlet_id"]) == (SHARED, "post")) == {
        "group_id": SHARED,
        "claim": "“The plan has 28 points,”",
        "outlet_id": "post",
        "outlet": "The Post",
        "presence": "told",
        "tellings": 1,
        "wording": "“the plan has 20 points”",
        "synthetic": False,
    }


def test_relay_reports(snapshot):
    assert snapshot.query("FROM relay_reports").to_pylist() == [
        {
            "claim_id": ECHO.id,
            "outlet_id": "post",
            "outlet": "The Post",
            "relay_id": "wire",
            "relay": "The Wire",
            "verdict": "altered",
            "reported": "“the plan has 20 points”",
            "found": "28 points",
            "checked_id": "wire",
            "checked": "The Wire",
            "url": "https://post.example/plan",
            "found_url": "https://wire.example/plan",
            "published": NOON + timedelta(hours=1),
            "synthetic": False,
        }
    ]


def test_speakers_quoted(snapshot):
    rows = snapshot.query("SELECT * EXCLUDE (speaker_id) FROM speakers_quoted ORDER BY claims DESC").to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        # speaker, outlet_id, outlet, claims, direct, spellings, synthetic
        ("Officials", "wire", "The Wire", 2, 1, ["officials"], False),
        ("Officials", "post", "The Post", 1, 1, ["officials"], False),
    ]


def test_speakers_quoted_has_every_spelling_of_an_outlet_once(tmp_path):
    spelled = [replace(claim.hops[0], name=name) for claim, name in ((QUOTE, "Officials"), (COSTS, "officials"))]
    claims = [replace(claim, hops=(hop, *claim.hops[1:])) for claim, hop in zip(DATA.claims, spelled, strict=False)]
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, replace(DATA, claims=(*claims, *DATA.claims[2:])))
        warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as opened:
        [row] = opened.query("FROM speakers_quoted WHERE outlet_id = 'wire'").to_pylist()
    assert (row["claims"], row["spellings"]) == (2, ["Officials", "officials"])


def test_quote_variants(snapshot):
    rows = snapshot.query("SELECT * EXCLUDE (story_id) FROM quote_variants ORDER BY quote").to_pylist()
    assert rows == [
        {
            "group_id": SHARED,
            "quote": "The plan has 28 points",
            "outlets": ["The Wire"],
            "tellings": 1,
            "canonical": True,
            "variants": 2,
            "synthetic": False,
        },
        {
            "group_id": SHARED,
            "quote": "the plan has 20 points",
            "outlets": ["The Post"],
            "tellings": 1,
            "canonical": False,
            "variants": 2,
            "synthetic": False,
        },
    ]


@pytest.mark.parametrize(
    ("wordings", "quotes"),
    [
        (["“We agreed.”", '"we agreed," ', "„We agreed“"], ["We agreed"]),
        (["“We  didn’t agree”", "“We didn't agree”"], ["We didn't agree"]),
        (["“We agreed”", "“We agree”"], ["We agree", "We agreed"]),
        (["“We agreed,” “on all of it.”", "they agreed “on all of it”"], ["We agreed, on all of it", "on all of it"]),
        (["We agreed without marks"], ["We agreed without marks"]),
        (["“We” and “they” agreed"], ["We they"]),
        (["“We agreed”, they say, “on all of it"], ["We agreed"]),  # a mark that nothing closes
        (["““We agreed” on all of it"], ["We agreed"]),  # one with nothing behind it
        (["We agreed on “all"], ["We agreed on “all"]),
    ],
)
def test_which_quotes_are_variants(tmp_path, wordings, quotes):
    page = values.page_of(DATA.outlets[1], "quotes", "Quotes\n" + "\n".join(wordings))
    article = values.article_of(page)
    claims = [values.claim_of(article, wording, kind="direct") for wording in wordings]
    group = replace(DATA.groups[0], canonical_id=claims[0].id, claim_ids=tuple(claim.id for claim in claims))
    data = replace(
        DATA, pages=(page,), articles=(article,), claims=claims, groups=(group,), changes=(), relay_checks=()
    )
    data = replace(data, speakers=(), speaker_links=())
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, data)
        warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as opened:
        found = opened.query("SELECT quote FROM quote_variants ORDER BY quote").to_pylist()
    assert [row["quote"] for row in found] == quotes
