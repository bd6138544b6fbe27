"""What is decided of a shared warehouse without one: how it is named, and how its tables' text is rewritten."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.settings import SettingsError, load_settings
from warehouse import Lake, LakeError, sql
from warehouse.connect import open_writer
from warehouse.lake import masked, without_column_comments, without_compression, without_keys
from warehouse.migrate import migrate

NAMED = {
    "plain": ("dbname=sayso host=db.example user=me", "dbname=sayso host=db.example user=me", ""),
    "password": ("dbname=sayso password=geheim host=h", "dbname=sayso host=h", "geheim"),
    "quoted": (r"dbname='my lake' password='it\'s \\ x'", "dbname='my lake'", "it's \\ x"),
    "blanks": ("  dbname = sayso   user = me ", "dbname=sayso user=me", ""),
    "empty value": ("dbname=sayso options=''", "dbname=sayso options=''", ""),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_names_a_lake(name: str) -> None:
    text, catalogue, password = NAMED[name]
    lake = Lake.parse(f"ducklake:postgres:{text}", "/data")
    assert lake == Lake(catalogue, "/data", password)
    assert password == "" or password not in f"{lake} {lake!r}"


@pytest.mark.parametrize(
    "text",
    [
        "", "ducklake:", "ducklake:postgres:", "ducklake:sqlite:x.db", "ducklake:postgres:host=h",
        "ducklake:postgres:dbname=x and more", "ducklake:postgres:dbname='open", "ducklake:postgres://u:geheim@h/db",
        "postgres:dbname=x password=geheim", "ducklake:postgres:host=h password='ge heim geheim'",
        "ducklake:postgres:host=h PassWord = geheim", "ducklake:postgres:postgresql://u:p@geheim@h/db",
    ],
)  # fmt: skip
def test_what_names_none(text: str) -> None:
    with pytest.raises(LakeError, match="dbname=NAME") as raised:
        Lake.parse(text)
    assert "heim" not in str(raised.value)


@given(st.text(min_size=1).filter(lambda text: "\x00" not in text))
def test_any_password_is_read_and_shown_nowhere(password: str) -> None:
    quoted = password.replace("\\", "\\\\").replace("'", "\\'")
    text = f"dbname=x password='{quoted}' host=h"
    lake = Lake.parse(f"ducklake:postgres:{text}")
    assert lake.password == password
    assert lake.catalogue == "dbname=x host=h"
    assert masked(text) == "dbname=x password=*** host=h"


def test_the_settings_name_what_was_wrong_without_the_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAYSO_WAREHOUSE", "ducklake:postgres:host=h password=geheim")
    with pytest.raises(SettingsError, match="host=h") as raised:
        load_settings()
    assert "geheim" not in str(raised.value)


def test_settings_of_a_lake_and_of_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(out=Path("here")).warehouse == Path("here/warehouse.duckdb")
    assert load_settings(out=Path("here"), warehouse=Path("a.duckdb")).snapshot == Path("here/sayso.duckdb")
    monkeypatch.setenv("SAYSO_WAREHOUSE", "ducklake:postgres:dbname=x")
    monkeypatch.setenv("SAYSO_WAREHOUSE_DATA", "/data")
    assert load_settings().warehouse == Lake("dbname=x", "/data")
    assert load_settings(out=Path("here")).snapshot == Path("here/sayso.ducklake")


def columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal "
        "AND table_name IN (SELECT table_name FROM duckdb_tables()) ORDER BY table_name, column_index"
    ).fetchall()


def test_migrations_without_keys_make_the_same_columns(tmp_path: Path) -> None:
    keyed = open_writer(tmp_path / "keyed.duckdb")
    migrate(keyed, tmp_path / "keyed.duckdb")
    keyless = open_writer(tmp_path / "keyless.duckdb")
    for _, _, text in sql.migrations():
        shared = without_compression(without_keys(text))
        assert "PRIMARY KEY" not in shared
        assert "COMPRESSION" not in shared
        keyless.execute(shared)
    # A key of several columns makes them NOT NULL; on a lake nothing does.
    lax = [row[:3] + row[4:] for row in columns(keyless)]
    assert lax == [row[:3] + row[4:] for row in columns(keyed)]
    assert keyless.execute(
        "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
    ).fetchall() == [(0,)]
    keyed.close()
    keyless.close()


@pytest.mark.parametrize("text", sql.views(), ids=lambda text: text.split("VIEW ")[1].split()[0])
def test_views_without_comments_on_columns(text: str) -> None:
    rest = without_column_comments(text)
    assert "COMMENT ON COLUMN" not in rest
    assert rest.count("COMMENT ON VIEW") == text.count("COMMENT ON VIEW") == 1
    assert text.startswith(rest.split("COMMENT ON")[0])
