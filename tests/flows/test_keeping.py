"""Commands for what is kept, and the document on opening snapshots, as a user would try them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.support import ROOT, Sayso, warehouse_rows

OPENING = (ROOT / "docs" / "open.md").read_text(encoding="utf-8")


@pytest.fixture
def out(tmp_path: Path, seeded: Path) -> Path:
    """A copy of what a run wrote."""
    shutil.copytree(seeded / "out", tmp_path / "out")
    return tmp_path / "out"


def test_runs_are_listed_and_an_earlier_one_can_be_asked(sayso: Sayso, out: Path) -> None:
    [run] = json.loads(sayso("runs", "--json").stdout)
    assert (run["status"], run["held"], run["findings"]) == ("done", True, {})
    assert run["published_in"] == run["run_id"]
    assert run["run_id"] in sayso("runs").stdout
    asked = sayso("sql", "SELECT count(*) AS n FROM runs", "--json", "--at", run["run_id"][:8])
    assert json.loads(asked.stdout) == [{"n": 1}]
    nobody = sayso("sql", "SELECT 1", "--at", "last-7")
    assert nobody.returncode == 1
    assert f"held are {run['run_id']} (" in nobody.stderr


def test_a_query_may_take_so_long(sayso: Sayso, out: Path) -> None:
    endless = "SELECT sum(hash(a.range + b.range)) FROM range(10_000_000) AS a, range(10_000_000) AS b"
    stopped = sayso("sql", endless, "--timeout", "0.2")
    assert stopped.returncode == 1
    assert "stopped after 0.2 s: ask for less, or give it longer with --timeout" in stopped.stderr


def test_an_audit_says_what_is_wrong_what_it_means_and_what_to_do(sayso: Sayso, out: Path) -> None:
    good = sayso("audit", "--json")
    assert good.returncode == 0
    assert {tuple(audit["findings"]) for audit in json.loads(good.stdout)} == {()}
    with duckdb.connect(out / "warehouse.duckdb") as connection:
        connection.execute("UPDATE claims SET text = '\x1b[31mNever said.' WHERE start_offset = 0 OR true")
        [(number,)] = connection.execute("SELECT count(*) FROM claims").fetchall()
    bad = sayso("audit")
    assert bad.returncode == 1
    assert "Means: reports would put words into an outlet's mouth." in bad.stdout
    assert f"{number:,} in all" in bad.stdout
    assert "\x1b" not in bad.stdout


def test_what_is_fatal_stops_publishing_and_the_last_snapshot_stays(sayso: Sayso, out: Path) -> None:
    with duckdb.connect(out / "warehouse.duckdb") as connection:
        connection.execute("UPDATE claims SET text = 'Never said.'")
    before = (out / "sayso.duckdb").read_bytes()
    result = sayso("match", "--direct")
    assert result.returncode == 1
    assert (
        "nothing was published, the last snapshot stays: the audit found claims_that_are_not_the_text ("
        in result.stderr
    )
    assert (out / "sayso.duckdb").read_bytes() == before
    assert [run["status"] for run in json.loads(sayso("runs", "--json").stdout)] == ["done", "failed"]


def test_what_is_not_fatal_is_published_and_told(sayso: Sayso, out: Path) -> None:
    with duckdb.connect(out / "warehouse.duckdb") as connection:
        connection.execute("INSERT INTO sightings VALUES ('lost', 'feed', '', NULL, now(), now())")
    result = sayso("match", "--direct")
    assert result.returncode == 0, result.stderr
    assert "Wrong: addresses_that_point_nowhere 1. `sayso audit` says what that means" in result.stdout
    found = sayso("sql", "SELECT audit, item_id FROM audit_findings", "--json")
    assert json.loads(found.stdout) == [{"audit": "addresses_that_point_nowhere", "item_id": "lost"}]


def test_a_whole_export_becomes_the_same_warehouse(sayso: Sayso, out: Path) -> None:
    assert sayso("export", "whole", "--whole").returncode == 0
    there = sayso("import", "whole")
    assert (there.returncode, "is there already and stays" in there.stderr) == (1, True)
    result = sayso("import", "whole", env={"SAYSO_OUT": "again"})
    assert result.returncode == 0, result.stderr
    assert warehouse_rows(out.parent / "again/warehouse.duckdb") == warehouse_rows(out / "warehouse.duckdb")
    assert sayso("audit", env={"SAYSO_OUT": "again"}).returncode == 0
    claims = out.parent / "whole" / "claims.parquet"
    content = bytearray(claims.read_bytes())
    content[len(content) // 2] ^= 1
    claims.write_bytes(content)
    spoilt = sayso("import", "whole", env={"SAYSO_OUT": "third"})
    assert (spoilt.returncode, "claims.parquet is not as it was written" in spoilt.stderr) == (1, True)
    assert sayso("export", "views").returncode == 0
    part = sayso("import", "views", env={"SAYSO_OUT": "third"})
    assert (part.returncode, "not of the whole" in part.stderr) == (1, True)
    none = sayso("import", "nowhere", env={"SAYSO_OUT": "third"})
    assert (none.returncode, "has no export.json" in none.stderr) == (1, True)
    assert not (out.parent / "third").exists()


def test_compacting_keeps_every_row(sayso: Sayso, out: Path) -> None:
    before = warehouse_rows(out / "warehouse.duckdb")
    done = json.loads(sayso("compact", "--json").stdout)
    assert done["bytes_after"] == (out / "warehouse.duckdb").stat().st_size
    assert warehouse_rows(out / "warehouse.duckdb") == before


@pytest.mark.parametrize("command", ["audit", "compact"])
def test_where_there_is_no_warehouse_none_is_made(sayso: Sayso, tmp_path: Path, command: str) -> None:
    result = sayso(command)
    assert (result.returncode, "there is no warehouse at" in result.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", OPENING, flags=re.DOTALL))
def test_the_documents_python_runs(seeded: Path, code: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=seeded, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "'The Wall Street Journal', 'verified'" in result.stdout


@pytest.mark.parametrize("command", re.findall(r"^\$ sayso (.*)$", OPENING, flags=re.MULTILINE))
def test_the_documents_commands_run(sayso: Sayso, out: Path, command: str) -> None:
    result = sayso(*shlex.split(command))
    assert result.returncode == 0, result.stderr
