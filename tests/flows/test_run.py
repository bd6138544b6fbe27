"""`sayso run`: from the seed folder to warehouse, snapshot and report."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from flows import linking
from tests.support import SEEDS, Sayso, warehouse_rows
from warehouse import Warehouse

SEED_TEXT = SEEDS / "us-peace-plan" / "peskov-28-point-plan.txt"


@pytest.mark.parametrize(
    ("relay", "source_type", "source", "content"),
    [
        (
            "politico-eu",
            "anonymous",
            "informed sources",
            "Ukrainian and European officials were shocked after the announcement of Witkoff's plan, especially as "
            "they believed that Trump had begun to realize Putin's lack of seriousness in reaching a settlement",
        ),
        (
            "wsj",
            "collective",
            "European officials",
            "that the general framework of that plan, as they understood it, included many elements that had long "
            "been considered unacceptable",
        ),
    ],
)
def test_the_seed_articles_relays_are_stored_with_exact_spans(
    seeded: Path, relay: str, source_type: str, source: str, content: str
) -> None:
    """The chain, and for content, source and relay the very characters of the article that say so."""
    with duckdb.connect(str(seeded / "out/sayso.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            """
            SELECT c.text, speaker.source_type, c.start_offset, c.end_offset, v.text,
                   speaker.span_start, speaker.span_end, relay.span_start, relay.span_end
            FROM claims c
            JOIN hops speaker ON speaker.claim_id = c.claim_id AND speaker.role = 'speaker'
            JOIN hops relay ON relay.claim_id = c.claim_id AND relay.role = 'relay'
            JOIN article_versions v USING (version_id)
            WHERE c.outlet_id = 'unnamed-outlet' AND relay.outlet_id = ?
            """,
            [relay],
        ).fetchall()
    assert len(rows) == 1
    text, stored_type, start, end, article, speaker_start, speaker_end, relay_start, relay_end = rows[0]
    assert text.removeprefix("that ") == content.removeprefix("that ")
    assert article[start:end] == text
    assert stored_type == source_type
    assert article[speaker_start:speaker_end] == source
    assert article[relay_start:relay_end] in {"the European edition of Politico", "the Wall Street Journal"}


def test_the_report_shows_both_relays(seeded: Path) -> None:
    report = (seeded / "out/report.md").read_text(encoding="utf-8")
    assert "informed sources (anonymous) ← Politico Europe ← Unnamed outlet" in report
    assert "European officials (collective) ← The Wall Street Journal ← Unnamed outlet" in report


def test_a_second_run_changes_nothing_and_says_so(sayso: Sayso, tmp_path: Path) -> None:
    first = sayso("run", "--direct")
    assert first.returncode == 0, first.stderr
    assert "New in this run" in first.stdout
    assert "Skipped https://www.valley-courier.example/2025/11/20/world/plan-in-brief.html, read as" in first.stdout
    rows = warehouse_rows(tmp_path / "out/warehouse.duckdb")
    report = (tmp_path / "out/report.json").read_text()
    second = sayso("run", "--direct")
    assert "Nothing was new." in second.stdout
    assert warehouse_rows(tmp_path / "out/warehouse.duckdb") == rows
    assert warehouse_rows(tmp_path / "out/sayso.duckdb") == rows
    unlike = {"made"}
    assert {k: v for k, v in json.loads(report).items() if k not in unlike} == {
        k: v for k, v in json.loads((tmp_path / "out/report.json").read_text()).items() if k not in unlike
    }


def test_stages_run_one_by_one_give_the_same_as_run(sayso: Sayso, tmp_path: Path, seeded: Path) -> None:
    for command in (["ingest", "--direct"], ["match", "--direct"], ["report"]):
        result = sayso(*command)
        assert result.returncode == 0, result.stderr
    assert warehouse_rows(tmp_path / "out/warehouse.duckdb") == warehouse_rows(seeded / "out/warehouse.duckdb")
    assert (tmp_path / "out/report.html").exists()


def test_small_batches_give_the_same_as_one(sayso: Sayso, tmp_path: Path, seeded: Path) -> None:
    assert sayso("run", "--direct", env={"SAYSO_BATCH": "1"}).returncode == 0
    assert warehouse_rows(tmp_path / "out/warehouse.duckdb") == warehouse_rows(seeded / "out/warehouse.duckdb")


@pytest.mark.parametrize("threads", [1, 3])
def test_however_many_threads_give_the_same(sayso: Sayso, tmp_path: Path, seeded: Path, threads: int) -> None:
    assert sayso("run", "--direct", env={"SAYSO_THREADS": str(threads)}).returncode == 0
    assert warehouse_rows(tmp_path / "out/warehouse.duckdb") == warehouse_rows(seeded / "out/warehouse.duckdb")


def test_speakers_are_the_same_however_many_articles_are_read_at_once(
    tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(seeded / "out/warehouse.duckdb", path)
    monkeypatch.setattr(linking, "_READ", 1)
    with Warehouse.open(path) as warehouse:
        found = warehouse.load_speakers(), warehouse.load_speaker_links()
        warehouse.save_speakers([], [], "")
        assert linking.link(warehouse) == len(found[0]) > 1
        assert (warehouse.load_speakers(), warehouse.load_speaker_links()) == found


def test_a_speaker_whom_one_outlet_misspells_is_known_by_the_others_name(seeded: Path) -> None:
    with duckdb.connect(str(seeded / "out/sayso.duckdb"), read_only=True) as connection:
        [(speaker, known_as)] = connection.execute(
            "SELECT speaker, known_as FROM who_said_what WHERE outlet_id = 'unnamed-outlet' AND speaker LIKE 'Joh%'"
        ).fetchall()
    assert (speaker, known_as) == ("Johan Wadipol", "Johann Wadephul")


def test_a_text_too_long_for_an_article_is_skipped_and_says_so(sayso: Sayso, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "dump.txt").write_text("The mayor said the bridge was closed.\n\n" * 60_000, encoding="utf-8")
    assert sayso("run", "--direct", str(folder), "--outlet", "reuters").returncode == 0
    skipped = warehouse_rows(tmp_path / "out/sayso.duckdb")["skipped"]
    assert ["attribute" in row and any("2,000,000" in str(value) for value in row) for row in skipped] == [True]


@pytest.mark.slow
def test_an_article_that_joins_later_gives_the_same_as_one_run(sayso: Sayso, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for file in sorted((SEEDS / "us-peace-plan").iterdir()):
        if file.name != "wsj.html":
            (folder / file.name).write_bytes(file.read_bytes())
    env = {"SAYSO_FOLDERS": str(folder)}
    assert sayso("run", "--direct", env=env).returncode == 0
    (folder / "wsj.html").write_bytes((SEEDS / "us-peace-plan/wsj.html").read_bytes())
    assert sayso("run", "--direct", env=env).returncode == 0
    at_once = tmp_path / "at-once"
    at_once.mkdir()
    assert sayso("run", "--direct", env=env, cwd=at_once).returncode == 0
    assert warehouse_rows(tmp_path / "out/warehouse.duckdb") == warehouse_rows(at_once / "out/warehouse.duckdb")
