"""The warehouse benchmark: what it makes up is whole, and its parts measure what they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow
import pytest
from typer.testing import CliRunner, Result

from benchmarks.attribution.floors import load_floors
from benchmarks.warehouse import floors, load, marts, publishing, rerun, rivals, shapes
from benchmarks.warehouse.__main__ import Part, app
from benchmarks.warehouse.errors import Unequal
from benchmarks.warehouse.load import Loaded
from benchmarks.warehouse.marts import Mart
from benchmarks.warehouse.plots import draw
from benchmarks.warehouse.publishing import Published
from benchmarks.warehouse.rerun import Rerun
from benchmarks.warehouse.results import Results, Size, as_json
from benchmarks.warehouse.rivals import DUCKDB, POSTGRESQL, SQLITE, Compared
from benchmarks.warehouse.synthetic import make
from warehouse.connect import open_reader

CLAIMS, BATCH = 2_000, 900
Bench = Callable[..., Result]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run's folder with a warehouse of two thousand claims, in three batches, that has nothing to do."""
    out = tmp_path_factory.mktemp("made")
    settings = rerun.settings(out)
    found = load.load(out / "warehouse.duckdb", make(CLAIMS, batch=BATCH))
    assert found.claims == CLAIMS
    load.settle(out / "warehouse.duckdb", settings)
    return out


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Return a function that runs the command in this process."""
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_what_is_made_up_is_whole(made: Path) -> None:
    assert load.count_faults(made / "warehouse.duckdb") == (0, "")


def test_the_same_seed_makes_the_same() -> None:
    first, again = list(make(300, batch=200)), list(make(300, batch=200))
    assert [tables.keys() for tables in first] == [tables.keys() for tables in again]
    assert all(
        table.equals(more[name]) for tables, more in zip(first, again, strict=True) for name, table in tables.items()
    )
    other = next(make(300, seed=1, batch=200))
    assert not other["claims"].equals(first[0]["claims"])


def test_every_table_that_runs_fill_has_rows(made: Path) -> None:
    connection = open_reader(made / "warehouse.duckdb")
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    empty = {name for (name,) in tables if not connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]}  # type: ignore[index]
    connection.close()
    # What only people, runs or audits write.
    assert empty.isdisjoint(next(make(300)))


def test_claims_are_as_frequent_as_was_measured() -> None:
    tables = next(make(20_000))
    kinds = pyarrow.compute.value_counts(tables["claims"]["kind"]).to_pylist()
    shares = {row["values"]: row["counts"] / 20_000 for row in kinds}
    assert shares == pytest.approx(shapes.KINDS, abs=0.02)
    assert tables["quantities"].num_rows / 20_000 == pytest.approx(shapes.QUANTITIES, abs=0.02)
    assert tables["claims"].num_rows / tables["article_versions"].num_rows == pytest.approx(shapes.CLAIMS[0], rel=0.1)
    lengths = pyarrow.compute.utf8_length(tables["claims"]["text"])
    assert 95 < pyarrow.compute.mean(lengths).as_py() < 117


def test_tables_come_back_as_they_went_in(made: Path) -> None:
    batches = list(make(CLAIMS, batch=BATCH))
    connection = open_reader(made / "warehouse.duckdb")
    for name in ("claims", "hops", "changes", "claim_vectors", "match_evidence"):
        wanted = pyarrow.concat_tables([tables[name] for tables in batches])
        columns = ", ".join(f'"{column}"' for column in wanted.column_names)
        held = connection.sql(f"SELECT {columns} FROM {name}").to_arrow_table().cast(wanted.schema)
        by_id = [
            (column, "ascending") for column in wanted.column_names if column.endswith("id") or column == "position"
        ]
        assert held.sort_by(by_id).to_pylist() == wanted.sort_by(by_id).to_pylist(), name
    connection.close()


def test_every_mart_answers(made: Path) -> None:
    names = marts.names(made / "warehouse.duckdb")
    assert {"who_said_what", "claims_by_outlet", "omissions"} <= set(names)
    found = {name: marts.run(made / "warehouse.duckdb", name) for name in ("claims_by_outlet", "omissions", "firsts")}
    assert shapes.OUTLETS // 2 < found["claims_by_outlet"].rows <= shapes.OUTLETS
    assert all(one.rows and one.peak_bytes for one in found.values())


def test_sqlite_gives_the_same_answers(made: Path) -> None:
    found = rivals.measure(made / "warehouse.duckdb", lambda _: None, postgresql=False)
    assert [one.mart for one in found] == list(rivals.MARTS)
    assert all(one.rows and set(one.seconds) == {DUCKDB, SQLITE} for one in found)


def test_other_answers_count_for_nothing(made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "prelude.sql").write_text((rivals.FOLDER / "prelude.sql").read_text())
    (tmp_path / "claims_by_outlet.sql").write_text("SELECT outlet_id, 1, 1, 1, 1, 1, 1, 1 FROM outlets")
    monkeypatch.setattr(rivals, "FOLDER", tmp_path)
    with pytest.raises(Unequal, match="claims_by_outlet: SQLite answers otherwise"):
        rivals.measure(made / "warehouse.duckdb", lambda _: None, postgresql=False)


def test_a_run_has_nothing_to_do_and_a_snapshot_is_read_while_others_are_published(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = rerun.run(made, report=False)
    assert run.fresh == 0
    assert {"read", "compare", "encode", "place", "match", "settle", "link", "publish"} <= set(run.steps)
    monkeypatch.setattr(publishing, "_ALONE", 0.1)
    monkeypatch.setattr(publishing, "_ROUNDS", 1)
    found = publishing.measure(made / "warehouse.duckdb", made / "other.duckdb")
    assert len(found.seconds) == 2
    assert found.median_query <= found.slowest_query


def test_the_command_measures_and_writes_its_figures(bench: Bench, tmp_path: Path) -> None:
    done = bench("--claims", 1_000, "--only", "load", "--json", tmp_path / "a.json", "--plot", tmp_path / "a.svg")
    assert done.exit_code == 0, done.output
    figures = json.loads((tmp_path / "a.json").read_text())["sizes"]["1000"]
    assert figures["loaded"]["claims"] == 1_000
    assert figures["claims_per_second"] == pytest.approx(1_000 / figures["loaded"]["seconds"])
    assert "loading, claims a second" in done.stdout
    assert "Marts" not in done.stdout
    assert ET.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")  # noqa: S314 - written by this test


def test_help_says_what_there_is(bench: Bench) -> None:
    told = bench("--help").stdout
    for shown in (*Part, "--claims", "--plot", "--check", "Examples:", "Exit codes:"):
        assert shown in told


@pytest.mark.parametrize(("arguments", "told"), [(("--only", "weather"), "weather"), (("--claims", "0"), "--claims")])
def test_wrong_usage_is_told(bench: Bench, arguments: tuple[str, ...], told: str) -> None:
    done = bench(*arguments)
    assert (done.exit_code, told in done.stderr) == (2, True)


SIZE = Size(
    Loaded(1_000_000, 9_000_000, 10.0, 15.0, 5.0, 2_000_000_000, 900_000_000),
    [Mart("claims_told", 10, 0.5, 0.2, 0.4, 0.3, 300_000_000), Mart("omissions", 20, 3.0, 2.0, 0.1, 2.5, 700_000_000)],
    Published((1.0, 2.5), 2_000_000_000, 9, 0.1, 0.3, 0.1, 0.2),
    Rerun(6.0, 1.0, {"link": 2.0, "between": 4.0}, 500_000_000, 0),
    [Compared("claims_told", 10, {DUCKDB: 0.1, SQLITE: 1.0, POSTGRESQL: 0.05})],
)


def test_floors_stand_under_the_slowest_and_the_least() -> None:
    assert floors.figures(SIZE) == {
        "load": {"claims a second": 100_000.0},
        "marts": {"1 s ÷ slowest": 0.5},
        "publish": {"5 s ÷ slowest": 2.0},
        "rerun": {"10 s ÷ run": 2.0},
        "rivals": {"× SQLite": 10.0, "× PostgreSQL": 0.5},
    }
    told = [str(one) for one in floors.below_floors(Results({}, {floors.AT: SIZE}))]
    assert told == ["marts, 1 s ÷ slowest: 0.500, floor 1.000", "rivals, × PostgreSQL: 0.500, floor 1.000"]
    assert floors.below_floors(Results({}, {1_000: SIZE})) == []
    assert set(load_floors(floors.PATH)) == set(floors.figures(SIZE))


def test_the_picture_shows_each_figure_at_its_size() -> None:
    small = replace(SIZE, loaded=replace(SIZE.loaded, claims=10_000, file_bytes=31_000_000))
    results = Results({"machine": "a < b"}, {10_000: small, 1_000_000: SIZE})
    root = ET.fromstring(draw(results))  # noqa: S314 - ours
    told = {element.text for element in root.iter() if element.text}
    assert {"File, GB", "Marts, s", "Peak memory, GB", "0.031", "2", "1,000,000", "machine a < b"} <= told
    assert as_json(results)["sizes"]["1000000"]["claims_per_second"] == 100_000.0
