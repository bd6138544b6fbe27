"""`sayso schema` and the reference that it writes: docs/ has what the seeds give, and every example runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.reference import Answer, entities_of, marts_as_markdown, schema_as_markdown, write_reference
from reports.entities import IdColumn
from tests.support import ROOT, Sayso
from warehouse import ColumnInfo, Example, MacroInfo, ParameterInfo, Snapshot, TableInfo


@pytest.fixture(scope="module")
def written(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    with Snapshot.open(seeded / "out/sayso.duckdb") as snapshot:
        write_reference(snapshot, folder)
    return folder


@pytest.mark.parametrize("name", ["schema.md", "schema.svg", "marts.md"])
def test_the_reference_in_docs_is_that_of_the_seeds(written: Path, name: str) -> None:
    made = (written / name).read_text(encoding="utf-8")
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made, "after `make run`: sayso schema --out docs"


def test_most_examples_find_something_in_the_seeds(written: Path) -> None:
    parts = (written / "marts.md").read_text(encoding="utf-8").split("\n## ")[1:]
    empty = {part.split("\n")[0] for part in parts if part.rstrip().endswith("No rows.")}
    # The seeds have no edited or deleted articles, no feeds, and no story of three outlets that a fourth passes over.
    assert empty == {
        "article_history",
        "blind_spots",
        "claims_withdrawn",
        "deleted_articles",
        "edits_that_matter",
        "feed_health",
    }


def test_every_id_refers_to_a_table(seeded: Path) -> None:
    with Snapshot.open(seeded / "out/sayso.duckdb") as snapshot:
        tables = snapshot.schema()
    told = {(one.name, column.name) for one in entities_of(tables) for column in one.ids}
    ids = {
        (table.name, column.name)
        for table in tables
        for column in table.columns
        if table.kind == "table" and column.name.endswith(("_id", "_ids"))
    }
    # An item is a page, an article version, a feed or an address.
    assert {one for one in ids - told if one[1] != "item_id"} == {("skipped", "skipped_id")}


def table(name: str, *columns: str, kind: str = "table") -> TableInfo:
    return TableInfo(name, kind, "Things.", tuple(ColumnInfo(one, "VARCHAR", "It.") for one in columns))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "columns", "ids"),
    [
        ("claims", ["claim_id", "nested_in", "text"], [("claim_id", None), ("nested_in", "claims")]),
        ("pairs", ["left_claim_id", "right_claim_id"], [("left_claim_id", "claims"), ("right_claim_id", "claims")]),
        ("lists", ["claim_ids", "claims"], [("claim_ids", "claims")]),
        (
            "copies",
            ["version_id", "origin_id"],
            [("version_id", "article_versions"), ("origin_id", "article_versions")],
        ),
        ("checks", ["relay_id", "number"], [("relay_id", "outlets")]),
        ("others", ["item_id", "subclaim_id"], []),
    ],
)
def test_what_an_id_refers_to(name, columns, ids):
    tables = [table("claims", "claim_id"), table("article_versions", "version_id"), table("outlets", "outlet_id")]
    found = entities_of(
        [*(one for one in tables if one.name != name), table(name, *columns), table("v", "claim_id", kind="view")]
    )
    [entity] = [one for one in found if one.name == name]
    assert entity.ids == tuple(IdColumn(*one) for one in ids)
    assert entity.others == len(columns) - len(ids)
    assert "v" not in {one.name for one in found}


HOSTILE = "a|b <img src=x onerror=alert(1)> [c](javascript:d) *e* _f_ `g`\u202e\n# h \\"


def test_what_articles_say_is_no_markup() -> None:
    answer = Answer(Example("v", "What?", "FROM v"), ("a", "b"), ((HOSTILE, None), ([1, 2], True)))
    lines = marts_as_markdown([table("v", "a", kind="view")], (), (answer,)).splitlines()
    [hostile] = [line for line in lines if "onerror" in line]
    assert hostile == (r"| a\|b \<img src=x onerror=alert(1)\> \[c\](javascript:d) \*e\* \_f\_ \`g\` \# h \\ |  |")
    assert "| 1, 2 | true |" in lines


def test_a_long_cell_is_cut() -> None:
    answer = Answer(Example("v", "What?", "FROM v"), ("a",), (("x" * 500,),))
    assert f"| {'x' * 99}… |" in marts_as_markdown([table("v", "a", kind="view")], (), (answer,))


def test_a_macro_shows_how_it_is_asked() -> None:
    given = (ParameterInfo("left_id", "One.", optional=False), ParameterInfo("since", "Then.", optional=True))
    macro = MacroInfo("diff", "What differs?", given, (ColumnInfo("a", "VARCHAR", "A."),))
    text = schema_as_markdown([table("claims", "claim_id")], [macro])
    assert "`FROM diff(left_id, since := …)`" in text
    assert "| since | may be left out; Then. |" in text


def test_the_schema_command_tells_of_macros(sayso: Sayso, seeded: Path) -> None:
    listed = json.loads(sayso("schema", "--json", cwd=seeded).stdout)
    [diff] = [one for one in listed if one["name"] == "coverage_diff"]
    assert diff["kind"] == "macro"
    assert [(one["name"], one["optional"]) for one in diff["parameters"]] == [
        ("left_id", False),
        ("right_id", False),
        ("since", True),
        ("before", True),
    ]
    assert {one["kind"] for one in listed} == {"table", "view", "macro"}
    shown = sayso("schema", "coverage_diff", cwd=seeded).stdout
    assert "FROM coverage_diff(left_id, right_id, since := …, before := …)" in shown


def test_the_reference_is_of_all(sayso: Sayso, seeded: Path, tmp_path: Path) -> None:
    assert sayso("schema", "claims", "--out", str(tmp_path / "a"), cwd=seeded).returncode == 2
    assert sayso("schema", "--json", "--out", str(tmp_path / "a"), cwd=seeded).returncode == 2
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused = sayso("schema", "--out", str(tmp_path / "file"), cwd=seeded)
    assert refused.returncode == 1
    assert "could not be written" in refused.stderr
