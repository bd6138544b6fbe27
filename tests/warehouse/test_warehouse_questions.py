"""Questions in SQL: what is answered, what is refused, and what a person can ask about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse import values
from warehouse import QueryFailed, QueryRefused, QueryStopped, Snapshot, Warehouse, sql
from warehouse.ask import ask

ANSWERED = [
    ("SELECT name FROM outlets ORDER BY name LIMIT 1", [{"name": "The Mail (stand-in)"}]),
    ("FROM outlets SELECT count(*) AS n", [{"n": 3}]),
    ("WITH wires AS (FROM outlets WHERE kind = 'wire') SELECT outlet_id FROM wires", [{"outlet_id": "wire"}]),
    ("VALUES (1), (2)", [{"col0": 1}, {"col0": 2}]),
    ("(SELECT 1 AS a) UNION ALL (SELECT 2)", [{"a": 1}, {"a": 2}]),
    ("-- a comment\nSELECT 'a;b' AS a; -- another", [{"a": "a;b"}]),
    ("SELECT list_transform([1, 2], lambda x: x + 1) AS a", [{"a": [2, 3]}]),
    ("PIVOT claims ON kind USING count(*) GROUP BY polarity", [{"polarity": "affirmed", "direct": 2, "indirect": 2}]),
]

DESCRIPTIONS = ["DESCRIBE outlets", "DESCRIBE SELECT 1", "SHOW TABLES", "SUMMARIZE claims", "EXPLAIN FROM claims"]

REFUSED = [
    "INSERT INTO outlets SELECT * FROM outlets",
    "WITH a AS (SELECT 1) INSERT INTO derivations SELECT 'a', 'b'",
    "UPDATE outlets SET name = ''",
    "DELETE FROM outlets",
    "DELETE FROM outlets RETURNING *",
    "TRUNCATE outlets",
    "MERGE INTO outlets USING outlets AS o ON false WHEN MATCHED THEN DELETE",
    "DROP TABLE outlets",
    "ALTER TABLE outlets ADD COLUMN a INTEGER",
    "COMMENT ON TABLE outlets IS ''",
    "CREATE TABLE a (a INTEGER)",
    "CREATE TEMP TABLE a AS SELECT 1",
    "CREATE OR REPLACE VIEW who_said_what AS SELECT 1",
    "CREATE SECRET (TYPE s3)",
    "ATTACH '{outside}' AS a",
    "DETACH warehouse",
    "USE memory",
    "COPY outlets TO '{outside}'",
    "COPY outlets FROM '{outside}'",
    "COPY FROM DATABASE warehouse TO memory",
    "EXPORT DATABASE '{outside}'",
    "IMPORT DATABASE '{outside}'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{outside}'",
    "SET threads = 1",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "PRAGMA table_info('outlets')",
    "PRAGMA enable_profiling",
    "CALL pragma_version()",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN",
    "COMMIT",
    "PREPARE a AS SELECT 1",
    "EXECUTE a",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE outlets",
    "",
    " -- nothing but a comment",
    ";",
    "FROM read_csv('{outside}')",
    "FROM read_text('{outside}')",
    "FROM read_blob('{outside}')",
    "FROM read_csv('/etc/passwd')",
    "FROM glob('/etc/*')",
    "FROM sniff_csv('{outside}')",
    "FROM read_parquet('https://example.org/a.parquet')",
    "FROM '{outside}'",
    "FROM read_json('{outside}')",
    "FROM read_ndjson_objects('{outside}')",
    "FROM read_duckdb('{outside}')",
    "FROM parquet_metadata('{outside}')",
    "FROM read_csv('s3://bucket/a.csv')",
    "FROM read_csv('https://attic.example/a.csv')",
    "SELECT content FROM read_text('/proc/self/environ')",
    "FROM duckdb_secrets()",
    "FROM duckdb_extensions()",
    "PRAGMA database_list",
    "SET memory_limit = '1TB'",
    "SET VARIABLE a = 1",
    "CREATE MACRO a() AS 1",
    "EXPLAIN ANALYZE COPY outlets TO '{outside}'",
]

# DuckDB has no answer: a syntax error, a name unknown, or a locked setting.
FAILING = [
    ("SELEC 1", "syntax error"),
    ("FROM nowhere", "nowhere does not exist"),
    ("SELECT nothing FROM outlets", '"nothing" not found'),
    ("SELECT ?", "parameter"),
    ("SELECT error('because')", "because"),
    ("FROM '/etc/passwd'", "does not exist"),
    ("FROM python_variable", "does not exist"),
    ("SELECT getenv('HOME')", "getenv does not exist"),
    ("FROM query('DROP TABLE outlets')", "single SELECT statement"),
    ("FROM sqlite_scan('{outside}', 'a')", "sqlite_scan"),
    ("EXPLAIN ANALYZE DELETE FROM outlets", "read-only"),
    ("EXPLAIN ANALYZE SET threads = 1", "locked"),
    ("FROM enable_logging(storage = 'file', storage_config = {{'path': '{outside}'}})", "locked"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("questions")


@pytest.fixture(scope="module")
def snapshot(folder: Path) -> Iterator[Snapshot]:
    with Warehouse.open(folder / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, values.small())
        warehouse.publish(folder / "sayso.duckdb")
    (folder / "outside.csv").write_text("a\n1\n", encoding="utf-8")
    with Snapshot.open(folder / "sayso.duckdb") as opened:
        yield opened


@pytest.mark.parametrize(("question", "answer"), ANSWERED, ids=[question for question, _ in ANSWERED])
def test_answered(snapshot, question, answer):
    assert snapshot.query(question).to_pylist() == answer


@pytest.mark.parametrize("question", DESCRIPTIONS)
def test_descriptions_are_answered(snapshot, question):
    assert snapshot.query(question).num_rows > 0


def test_columns_of_one_name_are_kept_apart(snapshot):
    assert snapshot.query("SELECT 1 AS a, 2 AS a").schema.names == ["a", "a"]


@pytest.mark.parametrize("question", REFUSED)
def test_refused(snapshot, folder, question):
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(QueryRefused):
        snapshot.query(question.format(outside=folder / "outside.csv"))
    assert sorted(path.name for path in folder.iterdir()) == before
    assert snapshot.query("SELECT count(*) AS n FROM outlets").to_pylist() == [{"n": 3}]


def test_a_refusal_names_what_was_given_and_what_works(snapshot):
    with pytest.raises(QueryRefused, match=r"^DROP is not answered, .*: ask with SELECT, FROM, WITH"):
        snapshot.query("DROP TABLE outlets")
    with pytest.raises(QueryRefused, match=r"^2 statements were given; give one query$"):
        snapshot.query("SELECT 1; SELECT 2")


@pytest.mark.parametrize(("question", "message"), FAILING, ids=[question for question, _ in FAILING])
def test_failing(snapshot, folder, question, message):
    python_variable = snapshot.query("SELECT 1")
    assert python_variable.num_rows == 1
    with pytest.raises(QueryFailed, match=re.escape(message)):
        snapshot.query(question.format(outside=folder / "outside.csv"))
    assert snapshot.query("SELECT count(*) AS n FROM outlets").to_pylist() == [{"n": 3}]


def test_every_table_view_and_column_says_what_it_holds(snapshot):
    silent = [
        f"{table.name}.{column.name}"
        for table in snapshot.schema()
        for column in table.columns
        if not column.comment.endswith(".")
    ]
    assert silent == []
    assert [
        table.name for table in snapshot.schema() if not re.search(r"\bone row\b.*\.$", table.comment, re.IGNORECASE)
    ] == []


def test_names_are_snake_case(snapshot):
    names = [name for table in snapshot.schema() for name in (table.name, *(column.name for column in table.columns))]
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_the_schema_lists_tables_then_views_with_the_types_of_their_columns(snapshot):
    tables = {table.name: table for table in snapshot.schema()}
    assert list(tables) == sorted(tables, key=lambda name: (tables[name].kind, name))
    assert {name for name, table in tables.items() if table.kind == "view"} == {
        "altered_quotes",
        "anonymity_by_outlet",
        "article_history",
        "attention_by_day",
        "blind_spots",
        "claims_by_outlet",
        "claims_told",
        "claims_withdrawn",
        "copied_articles",
        "coverage_by_country",
        "coverage_matrix",
        "cue_verbs",
        "date_conflicts",
        "deleted_articles",
        "differences",
        "edits_that_matter",
        "feed_health",
        "first_carriers",
        "firsts",
        "freshness",
        "independent_sources",
        "match_features",
        "names_mentioned",
        "negations_and_hedges",
        "number_conflicts",
        "omissions",
        "quote_variants",
        "relay_reliability",
        "relay_reports",
        "single_anonymous_source",
        "skipped_by_outlet",
        "sourcing_by_month",
        "speakers_by_reach",
        "speakers_quoted",
        "stg_latest_versions",
        "stg_matched_claims",
        "stg_sourced_claims",
        "stg_telling_changes",
        "stg_tellings",
        "stg_told_again",
        "stg_told_once",
        "stg_versions_fetched_last",
        "stg_whether_told",
        "story_sizes",
        "unsure_pairs",
        "who_said_what",
        "who_took_from_whom",
        "wire_copy",
    }
    columns = {column.name: column.type for column in tables["claims"].columns}
    assert columns["fragments"] == 'STRUCT("start" INTEGER, "end" INTEGER)[]'
    assert columns["claim_id"] == "VARCHAR"


def test_each_view_begins_with_its_question_and_its_grain():
    assert [text for text in sql.views() if not re.match(r"-- [^\n]+\?\n-- Grain: one row ", text)] == []


def test_a_query_that_takes_too_long_is_stopped_and_the_snapshot_answers_on(snapshot):
    endless = "SELECT sum(hash(a.range + b.range)) AS s FROM range(10_000_000) AS a, range(10_000_000) AS b"
    with pytest.raises(QueryStopped, match=r"stopped after 0\.2 s: .* --timeout"):
        snapshot.query(endless, seconds=0.2)
    assert snapshot.query("SELECT 1 AS a", seconds=60).to_pylist() == [{"a": 1}]


def test_an_answer_that_is_too_large_to_hold_is_refused(snapshot):
    with pytest.raises(QueryStopped, match=r"more than 1,000,000 bytes: .*LIMIT 100"):
        ask(snapshot._connection, "FROM range(1_000_000_000_000)", most=1_000_000)
    assert snapshot.query("SELECT 1 AS a").to_pylist() == [{"a": 1}]
