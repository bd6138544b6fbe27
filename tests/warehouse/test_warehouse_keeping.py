"""Keeping: files of every earlier schema, compaction, retention, and a warehouse out of the tables of another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sources.follow import Fetch
from tests.support import warehouse_rows
from tests.warehouse import values
from warehouse import NewerSchema, Snapshot, Warehouse, WarehouseError, WarehouseLocked
from warehouse.compact import Compacted, Retention, pays
from warehouse.fill import make_from_arrow, make_from_parquet
from warehouse.sql import migrations

NOON = datetime(2025, 11, 20, 12, tzinfo=UTC)
SCHEMAS = [number for number, _, _ in migrations()]
# A value of each type of column, in SQL; texts that are keys of one another are equal.
FILLING = {"INTEGER": "0", "BIGINT": "2", "DOUBLE": "0.5", "BOOLEAN": "true", "DATE": "DATE '2025-11-20'",
           "TIMESTAMP": "TIMESTAMP '2025-11-20 12:00:00'", "BLOB": "'bytes'::BLOB", "VARCHAR": "'x'",
           "VARCHAR[]": "['x', 'y']", "BIGINT[]": "[1, 2]", "FLOAT[]": "[0.5]",
           "MAP(VARCHAR, BIGINT)": "MAP {'claims': 1}",
           'STRUCT("start" INTEGER, "end" INTEGER)[]': "[{'start': 0, 'end': 1}]",
           'STRUCT("name" VARCHAR, "value" DOUBLE, contribution DOUBLE)[]':
               "[{'name': 'x', 'value': 0.5, 'contribution': 0.5}]"}  # fmt: skip


def of_schema(path: Path, schema: int) -> dict[str, list[dict]]:
    """Make a file as the sayso of that schema had it, with a row in each table; return the rows."""
    with duckdb.connect(path) as connection:
        for number, name, text in migrations():
            if number <= schema:
                connection.execute(text)
                connection.execute("INSERT INTO migrations VALUES (?, ?, TIMESTAMP '2025-11-20')", [number, name])
        tables = [
            name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        ]
        for table in tables:
            if table != "migrations":
                columns = connection.execute(
                    "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
                    [table],
                ).fetchall()
                connection.execute(f"INSERT INTO {table} SELECT {', '.join(FILLING[kind] for _, kind in columns)}")
        return {table: connection.sql(f"FROM {table}").to_arrow_table().to_pylist() for table in tables}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_warehouse_of_every_schema_keeps_what_it_has(tmp_path, schema):
    path = tmp_path / "warehouse.duckdb"
    before = of_schema(path, schema)
    assert len(before) > 15
    with Warehouse.open(path) as warehouse:
        for table, rows in before.items():
            kept = warehouse._connection.sql(f"FROM {table}").to_arrow_table().to_pylist()
            for row in rows:
                assert any(row.items() <= found.items() for found in kept), (table, row, kept)
        values.fill(warehouse, values.small())
        warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as snapshot:
        assert snapshot.schema_number() == SCHEMAS[-1]
        assert {claim.id for claim in values.small().claims} <= {claim.id for claim in snapshot.load_claims()}


def parquet_of(path: Path, folder: Path) -> dict[str, Path]:
    folder.mkdir()
    with duckdb.connect(path, read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        for table in tables:
            pq.write_table(connection.sql(f"FROM {table}").to_arrow_table(), folder / f"{table}.parquet")
    return {table: folder / f"{table}.parquet" for table in tables}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_tables_of_every_schema_become_a_warehouse(tmp_path, schema):
    of_schema(tmp_path / "old.duckdb", schema)
    tables = parquet_of(tmp_path / "old.duckdb", tmp_path / "tables")
    assert make_from_parquet(tmp_path / "new.duckdb", schema, tables) == len(tables) - 1 + schema
    Warehouse.open(tmp_path / "old.duckdb").close()
    assert warehouse_rows(tmp_path / "new.duckdb") == warehouse_rows(tmp_path / "old.duckdb")
    assert columns_and_keys(tmp_path / "new.duckdb") == columns_and_keys(tmp_path / "old.duckdb")


def test_a_warehouse_made_as_a_whole_is_added_to_like_any_other(tmp_path):
    with Warehouse.open(tmp_path / "old.duckdb") as warehouse:
        values.fill(warehouse, values.small())
    tables = parquet_of(tmp_path / "old.duckdb", tmp_path / "tables")
    new = tmp_path / "new.duckdb"
    (tmp_path / ".new.duckdb.imported").write_bytes(b"left by an import that was killed")
    make_from_parquet(new, SCHEMAS[-1], tables)
    with duckdb.connect(new) as connection:
        more = "SELECT 'more' || range AS claim_id, 'ab'::BLOB AS vector, 'some' AS encoder FROM range({})"
        # Row groups of the file are half as large as DuckDB's: the first of these rows fill one up, the others several.
        for rows in (100_000, 200_000):
            connection.execute("DELETE FROM claim_vectors WHERE encoder = 'some'")
            connection.execute(f"INSERT INTO claim_vectors BY NAME {more.format(rows)}")
            connection.execute("CHECKPOINT")
            assert connection.sql("FROM claim_vectors WHERE encoder = 'some'").count("*").fetchall() == [(rows,)]
        connection.execute("DELETE FROM claim_vectors WHERE encoder = 'some'")
    assert warehouse_rows(new) == warehouse_rows(tmp_path / "old.duckdb")
    assert not list(tmp_path.glob(".new*"))


def test_tables_are_written_at_once_and_come_to_the_same(tmp_path):
    with Warehouse.open(tmp_path / "old.duckdb") as warehouse:
        values.fill(warehouse, values.small())
    tables = {
        name: pq.read_table(path) for name, path in parquet_of(tmp_path / "old.duckdb", tmp_path / "tables").items()
    }
    for threads in (1, 3):
        streams = {
            name: pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=1))
            for name, table in tables.items()
        }
        rows = make_from_arrow(tmp_path / f"{threads}.duckdb", SCHEMAS[-1], streams, threads)
        assert rows == sum(table.num_rows for table in tables.values())
        assert warehouse_rows(tmp_path / f"{threads}.duckdb") == warehouse_rows(tmp_path / "old.duckdb")


def columns_and_keys(path: Path) -> tuple[list, list]:
    with duckdb.connect(path, read_only=True) as connection:
        columns = "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()"
        keys = "SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints()"
        columns_of, keys_of = (connection.execute(f"{sql} ORDER BY ALL").fetchall() for sql in (columns, keys))
    assert ("hops", "PRIMARY KEY", ["claim_id", "position"]) in keys_of
    return columns_of, keys_of


def test_no_warehouse_is_made_of_tables_with_an_id_twice(tmp_path):
    of_schema(tmp_path / "old.duckdb", 1)
    tables = parquet_of(tmp_path / "old.duckdb", tmp_path / "tables")
    once = pq.read_table(tables["migrations"])
    pq.write_table(pa.concat_tables([once, once]), tables["migrations"])
    with pytest.raises(WarehouseError, match=r"could not be made: .*[Dd]uplicate"):
        make_from_parquet(tmp_path / "new.duckdb", 1, tables)
    assert not (tmp_path / "new.duckdb").exists()


def test_nothing_is_made_of_tables_that_do_not_fit_or_in_place_of_another(tmp_path):
    of_schema(tmp_path / "old.duckdb", 1)
    tables = parquet_of(tmp_path / "old.duckdb", tmp_path / "tables")
    new = tmp_path / "new.duckdb"
    with pytest.raises(NewerSchema, match="has schema 9999"):
        make_from_parquet(new, 9999, tables)
    with pytest.raises(WarehouseError, match=r"not the tables of a warehouse of schema 2: missing are \['hedges'"):
        make_from_parquet(new, 2, tables)
    tables["claims"].write_bytes(b"no Parquet")
    with pytest.raises(WarehouseError, match="could not be made"):
        make_from_parquet(new, 1, tables)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.duckdb", "tables"]
    with pytest.raises(WarehouseError, match="is there already and stays"):
        make_from_parquet(tmp_path / "old.duckdb", 1, tables)


def test_compacting_keeps_every_row_and_frees_space(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with Warehouse.open(path) as warehouse:
        values.fill(warehouse, values.small())
        warehouse._connection.execute("CREATE TABLE big AS SELECT md5(range::VARCHAR) AS a FROM range(300_000)")
        warehouse._connection.execute("CHECKPOINT")
        warehouse._connection.execute("DROP TABLE big")
    before = warehouse_rows(path)
    with Warehouse.open(path) as warehouse:
        done = warehouse.compact(Retention(), NOON)
    assert (done.bodies, done.fetches) == (0, 0)
    assert path.stat().st_size == done.bytes_after < done.bytes_before
    assert warehouse_rows(path) == before
    assert [file.name for file in tmp_path.iterdir()] == ["warehouse.duckdb"]
    with Warehouse.open(path) as warehouse:
        assert warehouse.audit() == ()
        values.fill(warehouse, values.small())


@pytest.mark.parametrize(
    ("size", "free", "expected"),
    [(0, 0, False), (100 << 20, 63 << 20, False), (100 << 20, 64 << 20, True), (40 << 30, 9 << 30, False),
     (40 << 30, 10 << 30, True)],
    ids=["an empty file", "little to be freed", "much of a small file", "little of a large file", "a quarter of it"],
)  # fmt: skip
def test_a_file_is_worth_writing_anew_for_64_mib_and_a_quarter_of_it(size, free, expected):
    assert pays(size, free) is expected


def test_compacting_only_if_it_pays_lets_go_and_leaves_the_file_where_little_is_free(tmp_path):
    data, path = values.small(), tmp_path / "warehouse.duckdb"
    with Warehouse.open(path) as warehouse:
        values.fill(warehouse, data)
    file = path.stat().st_ino
    with Warehouse.open(path) as warehouse:
        done = warehouse.compact(Retention(pages=1), NOON + timedelta(days=30), if_it_pays=True)
        assert (done.bodies, done.bytes_before) == (3, done.bytes_after)
        assert {page.body for page in warehouse.load_pages(page.id for page in data.pages)} == {b""}
    assert path.stat().st_ino == file


def test_compacting_that_fails_or_is_killed_leaves_the_file(tmp_path, monkeypatch):
    path = tmp_path / "warehouse.duckdb"
    with Warehouse.open(path) as warehouse:
        values.fill(warehouse, values.small())
    before = warehouse_rows(path)

    class Killed(BaseException):
        pass

    def dying(self: Path, target: Path) -> Path:
        raise Killed

    with Warehouse.open(path) as warehouse, monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dying)
        with pytest.raises(Killed):
            warehouse.compact(Retention(), NOON)
    assert warehouse_rows(path) == before
    leftover = tmp_path / ".warehouse.duckdb.compacted"
    leftover.unlink()
    leftover.mkdir()
    with Warehouse.open(path) as warehouse, pytest.raises(WarehouseError, match="could not be compacted and stays"):
        warehouse.compact(Retention(), NOON)
    leftover.rmdir()
    with Warehouse.open(path) as warehouse:
        with pytest.raises(WarehouseLocked):
            Warehouse.open(path)
        assert isinstance(warehouse.compact(Retention(), NOON), Compacted)
    assert warehouse_rows(path) == before


def fetched(hours: int, page_id: str | None = None, url: str = "https://wire.example/feed") -> Fetch:
    return Fetch("wire", url, url, "feed", NOON + timedelta(hours=hours), 200, "", "", page_id, None)


def test_retention_lets_go_bodies_and_requests_that_nothing_needs(tmp_path):
    data = values.small()
    path = tmp_path / "warehouse.duckdb"
    needed = fetched(0, data.pages[0].id)
    last, alone = fetched(48), fetched(0, url="https://wire.example/other")
    with Warehouse.open(path) as warehouse:
        values.fill(warehouse, data)
        with warehouse.ingestion.saving():
            warehouse.ingestion.save_fetches([needed, fetched(1), fetched(2), last, alone])
        late = NOON + timedelta(days=30)
        assert warehouse.compact(Retention(pages=1000, fetches=1000), late).bodies == 0
    with Warehouse.open(path) as warehouse:
        done = warehouse.compact(Retention(pages=29, fetches=29), late)
        assert (done.bodies, done.fetches) == (3, 2)
    with Warehouse.open(path) as warehouse:
        held = {id_ for (id_,) in warehouse._connection.execute("SELECT fetch_id FROM fetches").fetchall()}
        assert held == {needed.id, last.id, alone.id}
        assert {page.body for page in warehouse.load_pages(page.id for page in data.pages)} == {b""}
        assert warehouse.pages_to_extract("another extractor") == []
        assert set(warehouse.load_claims()) == set(data.claims)
        assert warehouse.audit() == ()
