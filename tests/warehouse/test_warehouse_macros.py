"""Table macros: what they answer of the hand-made story of week.py, and that nothing they are given does harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from claims import types as c
from tests.warehouse import values
from tests.warehouse.week import ARTICLES, DATA, DIED, DIED_POST, FAILED, GROUPS, NAME_OF, STORY, VOWED, VOWED_POST
from warehouse import QueryFailed, QueryRefused, Snapshot, Warehouse, sql

BERG = c.Speaker("berg", "Ánna Berg", ("Ánna Berg",), ("minister",))
LINKS = tuple(c.SpeakerLink(one.id, BERG.id, "same", 0.9, "Her office.") for one in (VOWED, VOWED_POST))
# What people, or those who would do harm, may give in place of a text.
HOSTILE = [
    "''",
    "' '",
    "'%'",
    "'_'",
    "'.*'",
    "'[('",
    "'\\'",
    "''''",
    "'''; DROP TABLE outlets; --'",
    "chr(8238)",
    "chr(0)",
    "repeat('a', 100000)",
    "NULL",
    "12",
    "[1, 2]",
    "{'a': 1}",
    "DATE '2025-11-20'",
    "(SELECT NULL::VARCHAR)",
    "'zz'::BLOB",
]
OF_TEXTS = ["attention_to", "claims_about", "claims_of", "compare_quotes", "outlet_profile", "told_in", "trace_claim"]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder: Path = tmp_path_factory.mktemp("macros")
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, replace(DATA, speakers=(BERG,), speaker_links=LINKS))
        warehouse.publish(folder / "sayso.duckdb")
    with Snapshot.open(folder / "sayso.duckdb") as opened:
        yield opened


def rows(snapshot: Snapshot, question: str) -> list[tuple]:
    """What is answered, as sorted rows, with claim groups by their names."""
    found = snapshot.query(question).to_pylist()
    return sorted(
        (
            tuple(NAME_OF.get(value, value) if isinstance(value, str) else value for value in row.values())
            for row in found
        ),
        key=str,
    )


def test_coverage_diff(snapshot):
    question = "SELECT group_id, told_by, left_presence, right_presence FROM coverage_diff"
    assert rows(snapshot, f"{question}('wire', 'post')") == [
        ("asked", "right only", "absent", "told"),
        ("died", "both", "told", "told"),
        ("failed", "left only", "told", "absent"),
        ("hurt", "right only", "absent", "told"),
        ("vow", "both", "told", "told"),
    ]
    # The Mail prints the words of the vow; the Sun's text is cut off.
    assert ("vow", "not known", "told", "unknown") in rows(snapshot, f"{question}('wire', 'mail')")
    assert {row[1] for row in rows(snapshot, f"{question}('wire', 'sun')")} == {"not known"}
    assert rows(snapshot, f"{question}('wire', 'nowhere')") == []
    assert rows(snapshot, f"{question}('wire', 'wire')") == []


def test_a_window_chooses_by_when_one_of_the_two_published(snapshot):
    later, noon = (f"TIMESTAMP '{(values.NOON + timedelta(minutes=m)):%Y-%m-%d %H:%M}'" for m in (30, 0))
    question = "SELECT group_id FROM coverage_diff('wire', 'post'"
    assert rows(snapshot, f"{question}, since := {later})") == [("asked",), ("died",), ("hurt",), ("vow",)]
    assert rows(snapshot, f"{question}, before := {later})") == [("died",), ("failed",), ("vow",)]
    assert rows(snapshot, f"{question}, since := {noon}, before := {noon})") == []
    assert len(rows(snapshot, f"{question}, since := '2025-11-20')")) == 5
    assert rows(snapshot, f"{question}, since := NULL)") == []
    # What the Wire told earlier, it did not leave out.
    told = rows(
        snapshot,
        f"SELECT told_by FROM coverage_diff('post', 'wire', since := {later}) WHERE group_id = '{GROUPS['vow'].id}'",
    )
    assert told == [("both",)]


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("Anna Berg", 2),  # whatever the accents
        ("berg", 2),
        ("BERG", 2),
        ("ber", 0),
        ("minister", 7),  # as printed
        ("Berg Anna", 0),
    ],
)
def test_claims_of(snapshot, name, claims):
    assert snapshot.query(f"FROM claims_of('{name}')").num_rows == claims


@pytest.mark.parametrize(
    ("words", "claims"),
    [
        ("died", {"wire", "post", "mail", "echo"}),
        ("PEOPLE HAD", {"wire", "post", "echo"}),
        ("die", set()),
        ("had people", set()),
    ],
)
def test_claims_about(snapshot, words, claims):
    assert {row[0] for row in rows(snapshot, f"SELECT outlet_id FROM claims_about('{words}')")} == claims


def test_claims_about_shows_what_stands_around(snapshot):
    [row] = snapshot.query("FROM claims_about('600 people') WHERE outlet_id = 'wire'").to_pylist()
    text = ARTICLES["wire"].text
    assert row["text_before"] + row["claim"] + row["text_after"] == text[max(0, DIED.start - 120) : DIED.end + 120]
    assert (row["claim"], row["speaker"], row["group_id"]) == (DIED.text, "the minister", GROUPS["died"].id)


@pytest.mark.parametrize(("story", "tellings"), [(STORY.id, 10), ("week of", 10), ("WEEK", 10), ("sweek", 0)])
def test_told_in(snapshot, story, tellings):
    assert snapshot.query(f"FROM told_in('{story}')").num_rows == tellings


@pytest.mark.parametrize("what", [GROUPS["died"].id, DIED_POST.id, "people HAD"])
def test_trace_claim(snapshot, what):
    assert rows(snapshot, f"SELECT group_id, outlet_id, first, how, from_outlet FROM trace_claim('{what}')") == [
        ("died", "echo", False, "copy", "The Wire"),
        ("died", "mail", False, "relay", "Agence Nulle"),
        ("died", "post", False, None, None),
        ("died", "wire", True, None, None),
    ]


def test_compare_quotes(snapshot):
    for one in (GROUPS["vow"].id, VOWED_POST.id):
        assert rows(snapshot, f"SELECT outlet_id, canonical, left_out, put_in FROM compare_quotes('{one}')") == [
            ("post", False, ["never"], ["not"]),
            ("wire", True, [], []),
        ]
    assert rows(snapshot, f"FROM compare_quotes('{FAILED.id}')") == []  # a paraphrase


def test_outlet_profile(snapshot):
    assert snapshot.query("SELECT * EXCLUDE (outlet) FROM outlet_profile('post')").to_pylist() == [
        {
            "outlet_id": "post",
            "articles": 1,
            "claims": 4,
            "quoted_share": 0.25,
            "anonymous_share": 0.25,
            "reasoned_share": 1.0,
            "relayed_share": 0.25,
            "copied_share": 0.0,
            "wire_share": 0.0,
            "relays": 3,
            "relays_held": 2,
            "checks_out": 0.0,
            "shared_claims": 2,
            "first_share": 0.0,
            "minutes_ahead": None,
            "synthetic": False,
        }
    ]
    [(claims, relays)] = rows(snapshot, "SELECT claims, relays FROM outlet_profile('sun')")
    assert (claims, relays) == (0, None)


def test_attention_to(snapshot):
    question = "SELECT outlet_id, articles, of_all, share FROM attention_to"
    assert rows(snapshot, f"{question}('TALKS')") == [
        ("echo", 1, 1, 1.0),
        ("post", 0, 1, 0.0),
        ("sun", 1, 1, 1.0),
        ("wire", 1, 1, 1.0),
    ]
    assert rows(snapshot, f"{question}('talks', before := TIMESTAMP '2025-11-20 13:00')") == [("wire", 1, 1, 1.0)]
    assert sum(row[1] for row in rows(snapshot, f"{question}('')")) == 0


@pytest.mark.parametrize("argument", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("macro", OF_TEXTS)
def test_a_hostile_text_finds_nothing_and_does_no_harm(snapshot, macro, argument):
    found = snapshot.query(f"FROM {macro}({argument})").to_pylist()
    assert [row for row in found if macro != "attention_to" or row["articles"]] == []
    assert snapshot.query("SELECT count(*) AS n FROM outlets").to_pylist() == [{"n": len(DATA.outlets)}]


@pytest.mark.parametrize("argument", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_outlet_has_no_coverage(snapshot, argument):
    assert snapshot.query(f"FROM coverage_diff({argument}, 'wire')").num_rows == 0
    assert snapshot.query(f"FROM coverage_diff('wire', {argument})").num_rows == 0


@pytest.mark.parametrize("argument", ["'soon'", "12", "[1]"])
def test_a_time_that_is_none_is_refused(snapshot, argument):
    with pytest.raises(QueryFailed, match=r"(?i)timestamp|cast"):
        snapshot.query(f"FROM coverage_diff('wire', 'post', since := {argument})")


def test_macros_reach_nothing_but_the_snapshot(snapshot, tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(QueryRefused, match="reach nothing but the snapshot"):
        snapshot.query(f"FROM told_in((SELECT a FROM '{tmp_path}/a.csv'))")


def test_every_macro_says_what_it_takes_and_gives(snapshot):
    macros = {macro.name: macro for macro in snapshot.macros()}
    assert sorted([*OF_TEXTS, "coverage_diff"]) == sorted(macros)
    for macro in macros.values():
        assert re.search(r"\? One row .*\.$", macro.comment), macro.name
        assert [one.name for one in (*macro.parameters, *macro.columns) if not one.comment.endswith(".")] == []
        assert [one.name for one in macro.columns if not re.fullmatch(r"[a-z]+(_[a-z]+)*", one.name)] == []
    diff = macros["coverage_diff"]
    assert diff.call == "coverage_diff(left_id, right_id, since := …, before := …)"
    assert [(one.name, one.optional) for one in diff.parameters] == [
        ("left_id", False),
        ("right_id", False),
        ("since", True),
        ("before", True),
    ]
    assert ("first_seen", "TIMESTAMP") in [(column.name, column.type) for column in diff.columns]


def test_each_macro_begins_with_its_question_and_its_grain():
    assert [text for text in sql.macros() if not re.match(r"-- [^\n]+\?\n-- Grain: one row ", text)] == []


def test_every_mart_and_macro_has_an_example():
    texts = (*sql.views(), *sql.macros())
    names = {re.search(r"^CREATE OR REPLACE (?:VIEW|MACRO) (\w+)", text, re.MULTILINE)[1] for text in texts}
    assert {example.name for example in sql.examples()} == {name for name in names if not name.startswith("stg_")}
    assert [one.name for one in sql.examples() if not one.question.endswith("?") or one.name not in one.query] == []


def test_a_changed_macro_is_put_up_anew(tmp_path, monkeypatch):
    path = tmp_path / "warehouse.duckdb"
    Warehouse.open(path).close()
    changed = tuple(text.replace("What is told in a story", "What was told in a story") for text in sql.macros())
    monkeypatch.setattr(sql, "macros", lambda: changed)
    Warehouse.open(path).close()
    with Snapshot.open(path) as opened:
        assert "What was told in a story" in {m.name: m.comment for m in opened.macros()}["told_in"]
