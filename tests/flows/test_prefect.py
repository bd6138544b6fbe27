"""`sayso run` through Prefect, once a session: a real ephemeral server, its database looked into afterwards."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import SEEDS, Sayso, warehouse_rows

pytestmark = pytest.mark.xdist_group("prefect")


@pytest.fixture(scope="module")
def prefect_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working directory where a flow was killed in mid-run and then run to its end."""
    cwd = tmp_path_factory.mktemp("prefect")
    env = {**os.environ, "SAYSO_FOLDERS": str(SEEDS), "SAYSO_BATCH": "1", "PREFECT_HOME": str(cwd / "home")}
    command = [sys.executable, "-m", "flows", "run"]
    with subprocess.Popen(command, cwd=cwd, env=env, start_new_session=True, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (cwd / "out/warehouse.duckdb").exists():
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    finished = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    (cwd / "stdout.txt").write_text(finished.stdout)
    return cwd


def last_flow_run(cwd: Path, query: str) -> list[tuple[str, ...]]:
    with sqlite3.connect(cwd / "home/prefect.db") as connection:
        [(flow_run_id,)] = connection.execute("SELECT id FROM flow_run ORDER BY created DESC LIMIT 1").fetchall()
        return connection.execute(query, {"id": flow_run_id}).fetchall()


def test_through_prefect_the_warehouse_is_the_same_as_without(prefect_run: Path, seeded: Path) -> None:
    assert warehouse_rows(prefect_run / "out/warehouse.duckdb") == warehouse_rows(seeded / "out/warehouse.duckdb")


def test_every_task_of_the_flow_is_recorded_as_completed(prefect_run: Path) -> None:
    rows = last_flow_run(
        prefect_run, "SELECT name, state_type FROM task_run WHERE flow_run_id = :id ORDER BY start_time"
    )
    stages = [name.split("-")[0] for name, _ in rows]
    assert {state for _, state in rows} == {"COMPLETED"}
    matching = ["encode", "place", "match", "settle", "link"]
    assert list(dict.fromkeys(stages))[-11:] == [
        *("extract", "attribute", "compare", *matching, "audit", "publish", "report"),
    ]
    assert len(rows) <= 21  # some 20: Prefect records about 25 a second


def test_the_summary_is_an_artifact(prefect_run: Path) -> None:
    [(markdown,)] = last_flow_run(
        prefect_run, "SELECT data FROM artifact WHERE flow_run_id = :id AND key = 'sayso-run'"
    )
    assert "| claim groups |" in markdown.replace("_", " ")
    assert (prefect_run / "out/report.html").as_uri() in markdown


def test_progress_and_the_outlets_are_artifacts_in_few_requests(prefect_run: Path) -> None:
    rows = last_flow_run(prefect_run, "SELECT key, type, data FROM artifact WHERE flow_run_id = :id ORDER BY key")
    assert [(key, kind) for key, kind, _ in rows] == [
        ("sayso-outlets", "table"), ("sayso-progress", "progress"), ("sayso-run", "markdown"),
    ]  # fmt: skip
    assert float(rows[1][2]) == 100
    outlets = json.loads(json.loads(rows[0][2]))
    assert {row["silent"] for row in outlets} == {"not followed"}
    assert sum(row["articles"] for row in outlets) == 11


@pytest.mark.slow
def test_a_run_goes_on_where_its_artifacts_cannot_be_written(tmp_path: Path) -> None:
    """In a process of its own: Prefect reads its settings when it is imported."""
    code = (
        "import flows.flow as f\n"
        "def broken(*_, **__): raise ConnectionError('gone')\n"
        "f.create_progress_artifact = f.create_markdown_artifact = f.create_table_artifact = broken\n"
        "from flows.logs import logging_to\n"
        "from flows.run import Outcome\n"
        "from flows.settings import Settings\n"
        "with logging_to('-'):\n"
        "    progress = f._Progress()\n"
        "    progress.reach('match')\n"
        "    progress.end()\n"
        "    f._show_outcome(Settings(), Outcome({}, {}, (), (), {}))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    told = [json.loads(line) for line in result.stderr.splitlines()]
    assert [line["artifact"] for line in told] == ["progress", "progress", "summary"]
    assert {line["event"] for line in told} == {"artifact not written"}


@pytest.mark.parametrize(
    ("arguments", "env", "message"),
    [
        (["gone"], {}, "gone does not exist"),
        ([], {"PREFECT_API_URL": "http://127.0.0.1:1/api"}, "PREFECT_API_URL=http://127.0.0.1:1/api"),
    ],
)
def test_what_ends_a_flow_is_told_in_one_line(
    prefect_run: Path, arguments: list[str], env: dict[str, str], message: str
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "flows", "run", *arguments],
        cwd=prefect_run,
        env={**os.environ, "SAYSO_FOLDERS": str(SEEDS), "PREFECT_HOME": str(prefect_run / "home"), **env},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert result.returncode == 1
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_command_line_starts_without_prefect(sayso: Sayso) -> None:
    """Prefect takes seconds to import; only a run through Prefect pays for it."""
    code = "import sys; import flows.cli; print('prefect' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_the_recorder_of_task_runs_pauses_between_two_looks() -> None:
    """Prefect cuts its pause off to whole seconds; with none it takes a core for as long as the run lasts."""
    code = (
        "import flows.flow; from prefect.settings import get_current_settings as settings; "
        "print(int(settings().server.services.task_run_recorder.flush_interval))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(result.stdout) >= 1
