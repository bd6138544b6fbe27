"""Views on what matching stores: the answers that the hand-made story of tests/warehouse/week.py must give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from claims import types as c
from tests.warehouse import values
from tests.warehouse.week import (
    ARTICLES,
    ASKED,
    CHANGES,
    CLAIMS,
    DATA,
    DIED,
    DIED_POST,
    FAILED,
    FAILED_ECHO,
    MATCHES,
    MINISTER,
    NAME_OF,
    OUTLETS,
    PAGES,
    PROVENANCE,
    SOURCE,
    STORY,
    VOW,
    VOWED,
    VOWED_POST,
    claim,
    group,
)
from warehouse import Snapshot, Warehouse

NOON = datetime(2025, 11, 20, 12)  # noqa: DTZ001 - as the warehouse has it: in UTC, without saying so


def published(data: values.Small, folder: Path) -> Path:
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, data)
        # The groups of this data are given by hand, with few matches.
        assert {problem for problem, _ in warehouse.audit()} <= {"telling that no match joins to its claim group"}
        warehouse.publish(folder / "sayso.duckdb")
    return folder / "sayso.duckdb"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with Snapshot.open(published(DATA, tmp_path_factory.mktemp("matching"))) as opened:
        yield opened


def rows(snapshot: Snapshot, view: str) -> list[dict]:
    """All rows of a view, in its own order where it has one, with claim groups by their names above."""
    found = snapshot.query(f"FROM {view}").to_pylist()
    return [{**row, "group_id": NAME_OF[row["group_id"]]} if "group_id" in row else row for row in found]


def url(id_: str) -> str:
    return f"https://{id_}.example/plan"


def test_stg_whether_told(snapshot):
    presence = {(row["group_id"], row["outlet_id"]): row["presence"] for row in rows(snapshot, "stg_whether_told")}
    told = {
        "vow": {"wire", "post"},
        "died": {"wire", "post", "mail", "echo"},
        "failed": {"wire", "echo"},
        "asked": {"post"},
        "hurt": {"post"},
    }
    unknown = {(name, "sun") for name in told} | {("vow", "mail")}  # it prints the words, whoever says them there
    assert presence == {
        (name, id_): "told" if id_ in outlets else "unknown" if (name, id_) in unknown else "absent"
        for name, outlets in told.items()
        for id_ in OUTLETS
    }


@pytest.mark.parametrize(
    ("printed", "presence"),
    [
        ("we WILL never accept\na plan drawn up: so it went", "unknown"),  # eight in a row
        ("will never accept a plan drawn up", "absent"),  # seven
        ("will never accept a plan; drawn up without", "unknown"),
        ("never accept a plan by others drawn up without us", "absent"),
        ("wewill never accept a plan drawn uploads", "absent"),  # words, not letters
    ],
)
def test_whoever_prints_eight_quoted_words_does_not_pass_over_them(tmp_path, printed, presence):
    page = values.page_of(OUTLETS["mail"], "plan", f"mail title\n{printed}")
    article = values.article_of(page)
    kept = (ARTICLES["wire"], article)
    data = replace(
        DATA,
        pages=(PAGES["wire"], page),
        articles=kept,
        claims=(VOWED,),
        stories=(replace(STORY, version_ids=tuple(one.version_id for one in kept)),),
        groups=(group(VOWED),),
        **dict.fromkeys(("matches", "changes", "relay_checks", "copies", "provenance"), ()),
    )
    with Snapshot.open(published(data, tmp_path)) as opened:
        found = opened.query("SELECT presence FROM coverage_matrix WHERE outlet_id = 'mail'").to_pylist()
        omitted = opened.query("FROM omissions").num_rows
    assert (found, omitted) == ([{"presence": presence}], int(presence == "absent"))


def test_who_comes_to_tell_the_claim_echoes_it_no_more(tmp_path):
    told_by_mail = claim("mail", VOW, MINISTER)
    groups = [group(VOWED, VOWED_POST, told_by_mail), *DATA.groups[1:]]
    changed = replace(DATA, claims=(*DATA.claims, told_by_mail), groups=tuple(groups), changes=(), provenance=())
    for data, echoes in ((DATA, [("vow", "mail")]), (changed, [])):
        with Snapshot.open(published(data, tmp_path)) as opened:
            assert [(row["group_id"], row["outlet_id"]) for row in rows(opened, "echoes")] == echoes


def test_omissions(snapshot):
    found = rows(snapshot, "omissions")
    assert {(row["group_id"], row["outlet_id"]) for row in found} == {
        *(("failed", id_) for id_ in ("post", "mail")),
        *(("asked", id_) for id_ in ("wire", "mail", "echo")),
        *(("hurt", id_) for id_ in ("wire", "mail", "echo")),
        ("vow", "echo"),
    }
    assert sorted(len(row["told_by_ids"]) for row in found) == [1, 1, 1, 1, 1, 1, 2, 2, 2]
    assert next(row for row in found if (row["group_id"], row["outlet_id"]) == ("failed", "post")) == {
        "story_id": STORY.id,
        "story": "A week of plans",
        "group_id": "failed",
        "claim": "Talks failed",
        "outlet_id": "post",
        "outlet": "The Post",
        "told_by_ids": ["echo", "wire"],
        "told_by": ["The Echo", "The Wire"],
        "tellings": 2,
        "independent_sources": 1,
        "first_seen": NOON,
        "url": url("wire"),
        "synthetic": True,
    }
    # What does The Wire say that The Post does not?
    [row] = snapshot.query("SELECT claim FROM omissions WHERE outlet_id = 'post' AND 'wire' IN told_by_ids").to_pylist()
    assert row == {"claim": "Talks failed"}


def test_altered_quotes(snapshot):
    assert rows(snapshot, "altered_quotes") == [
        {
            "story_id": STORY.id,
            "group_id": "vow",
            "kind": "quote_altered",
            "left_outlet_id": "wire",
            "left_outlet": "The Wire",
            "left_speaker": "the minister",
            "left_quote": VOW,
            "left_url": url("wire"),
            "left_published": NOON,
            "right_outlet_id": "post",
            "right_outlet": "The Post",
            "right_speaker": "the minister",
            "right_quote": VOW.replace("never", "not"),
            "right_url": url("post"),
            "right_published": NOON + timedelta(hours=1),
            "altered_by": "The Post",
            "left_claim_id": VOWED.id,
            "right_claim_id": VOWED_POST.id,
            "synthetic": False,
        }
    ]


VOW_FROM_POST = c.Taking(VOWED.id, VOWED_POST.id, None, "relay")


@pytest.mark.parametrize(
    ("takings", "altered_by"),
    [
        ((), None),
        ((VOW_FROM_POST,), "The Wire"),
        ((replace(VOW_FROM_POST, from_claim_id=None, from_outlet_id="post"),), "The Wire"),
        ((c.Taking(VOWED_POST.id, None, "wire", "relay"),), "The Post"),
        ((c.Taking(VOWED_POST.id, None, "nowhere", "relay"),), None),
    ],
)
@pytest.mark.parametrize("kind", [c.QuoteAltered, c.QuoteCut, c.QuoteMerged])
def test_who_altered_a_quote_is_who_has_it_from_the_other(tmp_path, kind, takings, altered_by):
    change = kind(CHANGES[0].left, CHANGES[0].right)
    data = replace(DATA, changes=(change,), provenance=(replace(PROVENANCE[0], takings=takings), *PROVENANCE[1:]))
    with Snapshot.open(published(data, tmp_path)) as opened:
        assert opened.query("SELECT kind, altered_by FROM altered_quotes").to_pylist() == [
            {"kind": kind.kind, "altered_by": altered_by}
        ]


def test_number_conflicts(snapshot):
    sure, unsure = rows(snapshot, "number_conflicts")
    assert sure == {
        "story_id": STORY.id,
        "group_id": "died",
        "certain": True,
        "unit": "people",
        "left_value": 600.0,
        "right_value": 500.0,
        "left_outlet_id": "wire",
        "left_outlet": "The Wire",
        "left_passage": "600 people",
        "left_wording": "600 people had died",
        "left_url": url("wire"),
        "left_published": NOON,
        "right_outlet_id": "post",
        "right_outlet": "The Post",
        "right_passage": "500 people",
        "right_wording": "500 people had died",
        "right_url": url("post"),
        "right_published": NOON + timedelta(hours=1),
        "left_claim_id": DIED.id,
        "right_claim_id": DIED_POST.id,
        "synthetic": False,
    }
    assert (unsure["certain"], unsure["right_outlet"], unsure["right_published"]) == (False, "The Mail", None)


def test_single_anonymous_source(snapshot):
    failed, asked = rows(snapshot, "single_anonymous_source")
    assert failed == {
        "story_id": STORY.id,
        "group_id": "failed",
        "claim": "Talks failed",
        "speakers": ["a source"],
        "reasons": ["who feared for his job"],
        "origin_id": "wire",
        "origin": "The Wire",
        "outlet_ids": ["echo", "wire"],
        "outlets": ["The Echo", "The Wire"],
        "tellings": 2,
        "first_seen": NOON,
        "url": url("wire"),
        "synthetic": True,
    }
    assert (asked["group_id"], asked["speakers"], asked["origin"]) == ("asked", ["an aide"], "The Post")


@pytest.mark.parametrize(
    ("speakers", "origins", "listed"),
    [
        ([SOURCE, SOURCE], ("wire",), True),
        ([SOURCE, None], ("wire",), True),  # the other says only that The Wire reports it
        ([SOURCE, None], ("Agence Nulle",), True),
        ([SOURCE, SOURCE], ("wire", "echo"), False),
        ([SOURCE, MINISTER], ("wire",), False),
        ([SOURCE, c.Hop("speaker", "collective", "officials")], ("wire",), False),
        ([SOURCE, c.Hop("speaker", "unknown", "he")], ("wire",), True),
        ([None, None], ("wire",), False),
        ([MINISTER, MINISTER], ("wire",), False),
    ],
)
def test_what_rests_on_a_single_anonymous_source(tmp_path, speakers, origins, listed):
    claims = tuple(
        replace(claim, hops=(*([speaker] if speaker else []), claim.hops[-1]))
        for claim, speaker in zip((FAILED, FAILED_ECHO), speakers, strict=True)
    )
    data = replace(
        DATA,
        claims=(*claims, *(claim for claim in CLAIMS if claim not in (FAILED, FAILED_ECHO))),
        provenance=(replace(PROVENANCE[2], origins=origins),),
    )
    with Snapshot.open(published(data, tmp_path)) as opened:
        found = opened.query("SELECT origin_id FROM single_anonymous_source").to_pylist()
    assert found == ([{"origin_id": origins[0]}] if listed else [])


def test_relay_reliability(snapshot):
    assert [tuple(row.values()) for row in rows(snapshot, "relay_reliability")] == [
        # outlet_id, outlet, relays, verified, reworded, altered, not_found, not_held, held, checks_out, synthetic
        ("post", "The Post", 3, 0, 0, 1, 1, 1, 2, 0.0, False),
        ("echo", "The Echo", 2, 1, 1, 0, 0, 0, 2, 1.0, True),
        ("mail", "The Mail", 1, 0, 0, 0, 0, 1, 0, None, False),
    ]


def test_claims_are_told_once_or_again(snapshot):
    """Both views together have what stg_matched_claims has."""
    shape = "SELECT group_id, claim_id, outlet_id, outlet, seen, synthetic FROM"
    found = {
        name: snapshot.query(f"{shape} stg_{name} ORDER BY ALL").to_pylist() for name in ("told_once", "told_again")
    }
    assert all(found.values())
    both = sorted((row for part in found.values() for row in part), key=lambda row: tuple(map(str, row.values())))
    assert both == snapshot.query(f"{shape} stg_matched_claims ORDER BY ALL").to_pylist()
    assert len({row["group_id"] for row in found["told_once"]}) == len(found["told_once"])
    assert not {row["group_id"] for row in found["told_once"]} & {row["group_id"] for row in found["told_again"]}


def test_claims_told(snapshot):
    found = rows(snapshot, "claims_told")
    assert next(row for row in found if row["group_id"] == "died") == {
        "story_id": STORY.id,
        "group_id": "died",
        "claim": "600 people had died",
        "kind": "indirect",
        "speakers": ["the minister"],
        "outlet_ids": ["echo", "mail", "post", "wire"],
        "outlets": ["The Echo", "The Mail", "The Post", "The Wire"],
        "tellings": 4,
        "independent_sources": 2,
        "first_outlet": "The Wire",
        "first_seen": NOON,
        "synthetic": True,
    }
    widest = sorted(found, key=lambda row: -len(row["outlet_ids"]))
    assert {row["group_id"] for row in widest[1:3]} == {"vow", "failed"}


def test_claims_told_without_provenance(tmp_path):
    with Snapshot.open(published(replace(DATA, provenance=()), tmp_path)) as opened:
        found = opened.query("SELECT independent_sources, first_outlet FROM claims_told").to_pylist()
    assert found == [{"independent_sources": None, "first_outlet": None}] * 5


def test_who_took_from_whom(snapshot):
    found = {(row["outlet_id"], row["group_id"]): row for row in rows(snapshot, "who_took_from_whom")}
    assert found["post", "vow"] == {
        "story_id": STORY.id,
        "group_id": "vow",
        "outlet_id": "post",
        "outlet": "The Post",
        "how": "relay",
        "from_outlet_id": "wire",
        "from_outlet": "The Wire",
        "wording": VOWED_POST.wording,
        "from_wording": VOW,
        "published": NOON + timedelta(hours=1),
        "from_published": NOON,
        "minutes_later": 60,
        "url": url("post"),
        "from_url": url("wire"),
        "claim_id": VOWED_POST.id,
        "from_claim_id": VOWED.id,
        "synthetic": False,
    }
    sources = {key: (row["how"], row["from_outlet_id"], row["from_outlet"]) for key, row in found.items()}
    assert sources == {
        ("post", "vow"): ("relay", "wire", "The Wire"),
        ("echo", "died"): ("copy", "wire", "The Wire"),
        ("mail", "died"): ("relay", "Agence Nulle", "Agence Nulle"),
        ("echo", "failed"): ("relay", "wire", "The Wire"),
    }
    assert found["mail", "died"]["minutes_later"] is None


def test_copied_articles(snapshot):
    whole, partly = rows(snapshot, "copied_articles")
    assert whole == {
        "outlet_id": "echo",
        "outlet": "The Echo",
        "title": "echo title",
        "url": url("echo"),
        "published": NOON + timedelta(hours=3),
        "origin_outlet_id": "wire",
        "origin_outlet": "The Wire",
        "origin_title": "wire title",
        "origin_url": url("wire"),
        "origin_published": NOON,
        "wire": True,
        "whole": True,
        "credited": True,
        "share": 0.8,
        "edited": 0.25,
        "passages": 2,
        "words": 8,
        "version_id": ARTICLES["echo"].version_id,
        "origin_id": ARTICLES["wire"].version_id,
        "synthetic": True,
    }
    assert (partly["outlet_id"], partly["whole"], partly["synthetic"]) == ("post", False, False)


def test_wire_copy(snapshot):
    assert [tuple(row.values()) for row in rows(snapshot, "wire_copy")] == [
        # outlet_id, outlet, articles, copies, wire_copies, credited, partly, the shares, edited, synthetic
        ("echo", "The Echo", 1, 1, 1, 1, 0, 1.0, 1.0, 0.25, True),
        ("mail", "The Mail", 1, 0, 0, 0, 0, 0.0, 0.0, None, False),
        ("post", "The Post", 1, 0, 0, 0, 1, 0.0, 0.0, None, False),
        ("sun", "The Sun", 1, 0, 0, 0, 0, 0.0, 0.0, None, False),
        ("wire", "The Wire", 1, 0, 0, 0, 0, 0.0, 0.0, None, False),
    ]


def test_unsure_pairs(snapshot):
    found = snapshot.query("FROM unsure_pairs").to_pylist()
    # The most tellings at stake; then the least sure; last those that are together already. Reviewed ones are settled.
    assert [row["match_id"] for row in found] == [MATCHES[place].id for place in (1, 2, 5, 3)]
    assert [row["joined"] for row in found] == [False, False, False, True]
    assert found[1]["value"] == pytest.approx(1.585, abs=0.001)  # log2(1 + 1 × 2), at .5
    assert found[3]["value"] == 0
    sides = {found[1][f"{side}_claim_id"]: side for side in ("left", "right")}
    asked = sides[ASKED.id]
    assert {name: found[1][f"{asked}_{name}"] for name in ("outlet_id", "outlet", "speaker", "wording", "url")} == {
        "outlet_id": "post",
        "outlet": "The Post",
        "speaker": "an aide",
        "wording": "He was asked in vain",
        "url": url("post"),
    }
    assert (found[1]["story_id"], found[1]["score"], found[1]["reason"]) == (STORY.id, 0.5, "Alike.")
