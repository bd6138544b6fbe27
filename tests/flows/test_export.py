"""`sayso export`: every table in every form, whole or not at all, in bounded memory."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.export import MANIFEST, STAGING, ExportForm, Wish, export, file_name, write_csv, write_jsonl, write_parquet
from tests.support import ROOT, Sayso
from tests.warehouse.values import fill as fill_small
from tests.warehouse.values import small
from warehouse import QueryFailed, Snapshot, Warehouse
from warehouse.export import Stream, stream, stream_sql


def quiet(_: str, __: int) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with a small snapshot."""
    made = tmp_path_factory.mktemp("export")
    with Warehouse.open(made / "out/warehouse.duckdb") as warehouse:
        fill_small(warehouse, small())
        warehouse.publish(made / "out/sayso.duckdb")
    return made


def held(folder: Path, sql: str) -> pa.Table:
    with Snapshot.open(folder / "out/sayso.duckdb") as snapshot:
        return snapshot.query(sql)


def names(folder: Path) -> set[str]:
    with Snapshot.open(folder / "out/sayso.duckdb") as snapshot:
        return {table.name for table in snapshot.schema()}


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_every_table_and_mart_is_a_file(sayso: Sayso, folder: Path, tmp_path: Path, form: str) -> None:
    result = sayso("export", str(tmp_path / "out"), "--format", form, "--json", cwd=folder)
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    wanted = {name for name in names(folder) if not name.startswith("stg_")}
    assert {file["name"] for file in told["files"]} == wanted
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.{form}" for name in wanted} | {MANIFEST}
    with Snapshot.open(folder / "out/sayso.duckdb") as snapshot:
        for file in told["files"]:
            path = tmp_path / "out" / file["file"]
            assert path.stat().st_size == file["bytes"]
            assert rows_in(path) == file["rows"] == snapshot.query(f"FROM {file['name']}").num_rows, file
    assert (told["format"], told["folder"]) == (form, str(tmp_path / "out"))


def rows_in(path: Path) -> int:
    if path.suffix == ".parquet":
        return pq.read_metadata(path).num_rows
    text = path.read_bytes().decode()
    return (
        len(text.splitlines()) if path.suffix == ".jsonl" else len(list(csv.reader(io.StringIO(text, newline="")))) - 1
    )


def test_parquet_has_every_value_as_it_is(sayso: Sayso, folder: Path, tmp_path: Path) -> None:
    assert sayso("export", str(tmp_path / "out"), cwd=folder).returncode == 0
    with Snapshot.open(folder / "out/sayso.duckdb") as snapshot:
        for path in (tmp_path / "out").glob("*.parquet"):
            rows, known = pq.read_table(path).to_pylist(), snapshot.query(f"FROM {path.stem}").to_pylist()
            # What a view leaves in no order is sorted.
            assert rows == known or sorted(map(repr, rows)) == sorted(map(repr, known)), path.stem
    column = pq.read_metadata(tmp_path / "out/claims.parquet").row_group(0).column(0)
    assert column.compression == "ZSTD"


def test_csv_is_what_sql_prints_but_for_bytes(sayso: Sayso, folder: Path, tmp_path: Path) -> None:
    result = sayso("export", str(tmp_path / "out"), "--format", "csv", cwd=folder)
    assert "Left out, being bytes: article_vectors.vector, claim_vectors.vector, pages.body" in result.stdout
    for name, asked in (
        ("claims", "FROM claims"),
        ("pages", "SELECT * EXCLUDE (body) FROM pages"),
        ("claims_told", "FROM claims_told ORDER BY group_id"),
    ):
        printed = sayso("sql", asked, "--csv", cwd=folder).stdout
        text = (tmp_path / f"out/{name}.csv").read_bytes().decode()
        assert text.count("\r\n") == text.count("\n") >= 2
        assert text.replace("\r\n", "\n") == printed


def test_json_lines_have_times_in_utc_bytes_and_nested_values(sayso: Sayso, folder: Path, tmp_path: Path) -> None:
    only = ("--only", "pages", "--only", "outlets", "--only", "match_evidence", "--only", "date_mentions")
    assert sayso("export", str(tmp_path / "out"), "--format", "jsonl", *only, cwd=folder).returncode == 0
    assert {path.stem for path in (tmp_path / "out").iterdir()} == {*only[1::2], "export"}

    def lines(name: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in (tmp_path / f"out/{name}.jsonl").read_text().splitlines()]

    bodies = {row["page_id"]: row["body"] for row in held(folder, "FROM pages").to_pylist()}
    assert {row["page_id"]: b64decode(str(row["body"])) for row in lines("pages")} == bodies
    assert lines("pages")[0]["fetched_at"] == "2025-11-20T12:00:00Z"
    assert lines("outlets")[0]["domains"] == ["mail.example"]
    assert lines("match_evidence")[0]["features"] == [{"name": "words", "value": 0.8, "contribution": 2.2}]


@pytest.mark.parametrize("form", list(ExportForm))
def test_equal_snapshots_give_equal_files(folder: Path, tmp_path: Path, form: ExportForm) -> None:
    with Snapshot.open(folder / "out/sayso.duckdb") as snapshot:
        for name in "ab":
            export(snapshot, Wish(tmp_path / name, form), quiet)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_the_list_of_files_says_what_they_hold(sayso: Sayso, folder: Path, tmp_path: Path) -> None:
    sayso("export", str(tmp_path / "out"), "--format", "csv", "--only", "pages", cwd=folder)
    told = json.loads((tmp_path / "out" / MANIFEST).read_text())
    [file] = told["files"]
    assert (told["format"], file["file"], file["left_out"]) == ("csv", "pages.csv", ["body"])
    assert file["comment"]
    assert all(column["comment"] and column["type"] for column in file["columns"])
    assert "body" not in {column["name"] for column in file["columns"]}


def test_claims_as_linked_data(sayso: Sayso, seeded: Path, tmp_path: Path) -> None:
    result = sayso("export", str(tmp_path / "out"), "--format", "jsonld", "--json", cwd=seeded)
    assert result.returncode == 0, result.stderr
    lines = [json.loads(line) for line in (tmp_path / "out/claims.jsonl").read_text().splitlines()]
    graph = json.loads((tmp_path / "out/claims.jsonld").read_text())["@graph"]
    groups = held(seeded, "FROM claims_told").to_pylist()
    assert [{**line, "@context": None} for line in lines] == [{"@context": None, **node} for node in graph]
    assert {node["identifier"]: node["text"] for node in graph} == {row["group_id"]: row["claim"] for row in groups}
    told = {row["group_id"]: row["tellings"] for row in groups}
    parts = {node["identifier"]: sum(len(one["hasPart"]) for one in node["appearance"]) for node in graph}
    assert parts == told
    assert {file["rows"] for file in json.loads(result.stdout)["files"]} == {len(graph)}
    names = {node["author"]["name"] for node in graph if "author" in node}
    assert {"Dmitry Peskov", "Marco Rubio"} <= names


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--only", "claim"), 1, "no table or view is called 'claim'; there are addresses, "),
        (("--only", "../x"), 1, "no table or view is called '../x'"),
        (("--format", "jsonld", "--only", "claims"), 2, "--only"),
        (("--format", "xlsx"), 2, "xlsx"),
    ],
)
def test_what_there_is_not_is_refused(
    sayso: Sayso, folder: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = sayso("export", str(tmp_path / "out"), *arguments, cwd=folder)
    assert (result.returncode, result.stdout) == (code, "")
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


def test_a_folder_in_use_is_left_alone(sayso: Sayso, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for more in ((), ("--replace",)):
        result = sayso("export", str(tmp_path), *more, cwd=folder)
        assert result.returncode == 1
        assert "1 file already" in result.stderr or "mine.txt" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert sayso("export", str(tmp_path / "mine.txt"), cwd=folder).returncode == 1


def test_an_earlier_export_is_replaced_when_asked_for(sayso: Sayso, folder: Path, tmp_path: Path) -> None:
    assert sayso("export", str(tmp_path), cwd=folder).returncode == 0
    assert "--replace" in sayso("export", str(tmp_path), "--format", "csv", cwd=folder).stderr
    assert (
        sayso("export", str(tmp_path), "--format", "csv", "--only", "claims", "--replace", cwd=folder).returncode == 0
    )
    assert {path.name for path in tmp_path.iterdir()} == {"claims.csv", MANIFEST}
    (tmp_path / "mine.txt").write_text("mine")
    assert "'mine.txt'" in sayso("export", str(tmp_path), "--replace", cwd=folder).stderr


def test_what_a_killed_export_left_is_no_obstacle(sayso: Sayso, folder: Path, tmp_path: Path) -> None:
    (tmp_path / STAGING).mkdir()
    (tmp_path / STAGING / "claims.csv").write_text("torn")
    assert sayso("export", str(tmp_path), "--only", "claims", cwd=folder).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"claims.parquet", MANIFEST}


@pytest.mark.parametrize("replace", [False, True])
def test_a_failed_export_leaves_nothing_and_takes_nothing(folder: Path, tmp_path: Path, *, replace: bool) -> None:
    with Snapshot.open(folder / "out/sayso.duckdb") as snapshot:
        if replace:
            export(snapshot, Wish(tmp_path / "out", only=("claims",)), quiet)
        before = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

        def break_off(doing: str, _: int) -> None:
            if doing.startswith("hops  "):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            export(snapshot, Wish(tmp_path / "out", only=("claims", "hops"), replace=replace), break_off)
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert (tmp_path / "out").exists() == replace


def test_a_folder_that_cannot_be_written_to_is_named(sayso: Sayso, folder: Path) -> None:
    result = sayso("export", "/proc/export", cwd=folder)
    assert result.returncode == 1
    assert "/proc/export could not be written" in result.stderr


def test_names_of_tables_become_names_of_files() -> None:
    assert file_name("claims_told") == "claims_told"
    assert file_name("../../etc/x y") == "%2E%2E%2F%2E%2E%2Fetc%2Fx%20y"


def test_a_table_with_an_odd_name_is_exported_under_a_harmless_one(folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.duckdb"
    odd.write_bytes((folder / "out/sayso.duckdb").read_bytes())
    with duckdb.connect(str(odd)) as connection:
        connection.execute('CREATE TABLE "../x"" y" AS SELECT \'=1\' AS "=a", NULL::DOUBLE AS b')
    with Snapshot.open(odd) as snapshot:
        export(snapshot, Wish(tmp_path / "out", ExportForm.csv, ('../x" y',)), quiet)
    assert (tmp_path / "out/%2E%2E%2Fx%22%20y.csv").read_bytes() == b"'=a,b\r\n'=1,\r\n"


def test_values_of_every_type_can_be_written(tmp_path: Path) -> None:
    schema = pa.schema(
        [
            ("zoned", pa.timestamp("us", tz="Europe/Berlin")),
            ("nested", pa.list_(pa.struct([("at", pa.timestamp("us")), ("raw", pa.binary())]))),
            ("map", pa.map_(pa.string(), pa.float64())),
            ("text", pa.string()),
        ]
    )
    row = {
        "zoned": datetime(2025, 11, 20, 12, tzinfo=UTC),
        "nested": [{"at": datetime(2025, 1, 2, 3, 4, 5, 6), "raw": b"\x00\xff"}],  # noqa: DTZ001
        "map": [("a", float("nan"))],
        "text": "\x1b \U000e0067\u202e",
    }
    batch = pa.RecordBatch.from_pylist([row], schema=schema)
    with (tmp_path / "x.jsonl").open("wb") as file:
        assert list(write_jsonl(Stream(schema, iter([batch])), file)) == [1]
    line = (tmp_path / "x.jsonl").read_text(encoding="utf-8")
    assert line.isascii()
    assert json.loads(line) == {
        "zoned": "2025-11-20T12:00:00Z",
        "nested": [{"at": "2025-01-02T03:04:05.000006Z", "raw": "AP8="}],
        "map": {"a": "nan"},
        "text": "\x1b \U000e0067\u202e",
    }


def test_an_empty_table_is_a_file_with_its_columns(tmp_path: Path) -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.int64())])
    for name, write in (("x.parquet", write_parquet), ("x.csv", write_csv), ("x.jsonl", write_jsonl)):
        with (tmp_path / name).open("wb") as file:
            assert list(write(Stream(schema, iter([])), file)) == []
    assert pq.read_table(tmp_path / "x.parquet").column_names == ["a", "b"]
    assert (tmp_path / "x.csv").read_bytes() == b"a,b\r\n"
    assert (tmp_path / "x.jsonl").read_bytes() == b""


def test_many_small_batches_become_few_row_groups(tmp_path: Path) -> None:
    schema = pa.schema([("a", pa.int64())])
    batches = (pa.RecordBatch.from_pydict({"a": range(8_192)}, schema=schema) for _ in range(40))
    with (tmp_path / "x.parquet").open("wb") as file:
        list(write_parquet(Stream(schema, batches), file))
    metadata = pq.read_metadata(tmp_path / "x.parquet")
    assert (metadata.num_rows, metadata.num_row_groups) == (40 * 8_192, 3)


def test_a_query_that_fails_on_the_way_says_so(folder: Path) -> None:
    with Snapshot.open(folder / "out/sayso.duckdb") as snapshot:
        sql = "SELECT if(i < 500_000, i, error('no such row')) AS i FROM range(1_000_000) AS numbers(i)"
        failing = stream_sql(snapshot._connection, sql, rows=1_024)
        with pytest.raises(QueryFailed, match="no such row"):
            list(failing.batches)
        with pytest.raises(QueryFailed, match="nothing"):
            snapshot.stream("nothing")


def test_views_that_do_not_sort_are_sorted(folder: Path) -> None:
    with Snapshot.open(folder / "out/sayso.duckdb") as snapshot:
        batches = stream(snapshot._connection, "stg_tellings").batches
        rows = [tuple(row.values()) for batch in batches for row in batch.to_pylist()]
    assert rows == sorted(rows, key=lambda row: [(value is None, value) for value in row])


HUNGRY = """
import resource, sys
from pathlib import Path
from flows.export import ExportForm, Wish, export
from warehouse import Snapshot
with Snapshot.open(Path(sys.argv[1])) as snapshot:
    export(snapshot, Wish(Path(sys.argv[2]), ExportForm(sys.argv[3]), ("small",)), lambda *_: None)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    export(snapshot, Wish(Path(sys.argv[2] + "2"), ExportForm(sys.argv[3]), ("large",)), lambda *_: None)
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_a_large_table_is_never_held_whole(folder: Path, tmp_path: Path, form: str) -> None:
    copy = tmp_path / "large.duckdb"
    copy.write_bytes((folder / "out/sayso.duckdb").read_bytes())
    rows = 800_000 if form == "parquet" else 100_000
    with duckdb.connect(str(copy)) as connection:
        for name, number in (("small", rows // 10), ("large", rows)):
            connection.execute(
                f"CREATE TABLE {name} AS SELECT i, md5(i::VARCHAR) || repeat('x', 400) AS t FROM range({number}) n(i)"
            )
    command = [sys.executable, "-c", HUNGRY, str(copy), str(tmp_path / "out"), form]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    # The texts alone are 345, or 43 megabytes.
    assert int(result.stdout) < (100 if form == "parquet" else 15), result.stdout
