"""What the scheduled jobs do: maintenance keeps the warehouse in order, and what is wrong is told of."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import duckdb
import pytest

from flows.jobs import compacted_line, maintain, raise_alerts
from flows.settings import Settings
from flows.status import judge_audits
from flows.verdict import State
from tests.support import SEEDS, warehouse_rows
from warehouse import AuditFailed, Warehouse, WarehouseLocked
from warehouse.compact import Compacted

# Apprise loads all of its services, some of which import what Python is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning")

LATER = datetime(2099, 1, 1, tzinfo=UTC)
OLD_REQUESTS = """
INSERT INTO fetches BY NAME
SELECT 'old-' || range AS fetch_id, 'post' AS outlet_id, 'https://post.example/feed' AS url, url AS final_url,
       'feed' AS purpose, TIMESTAMP '2025-11-01' + to_hours(range) AS fetched_at, 200 AS status,
       '' AS failure, '' AS reason
FROM range(5)
"""


class Inbox:
    """A local server that takes what Apprise's json:// posts."""

    def __init__(self) -> None:
        self.posted: list[str] = []
        posted = self.posted

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                posted.append(f"{body['title']}\n{body['message']}")
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    made = Inbox()
    with made.server:
        Thread(target=made.server.serve_forever).start()
        yield made
        made.server.shutdown()


@pytest.fixture
def out(tmp_path: Path, seeded: Path) -> Path:
    """A copy of what a run wrote."""
    shutil.copytree(seeded / "out", tmp_path / "out")
    return tmp_path / "out"


def settings(out: Path, **others: object) -> Settings:
    return Settings(**{"out": out, "folders": (SEEDS,), "now": LATER, **others})  # type: ignore[arg-type]


def execute(out: Path, sql: str) -> None:
    with duckdb.connect(str(out / "warehouse.duckdb")) as connection:
        connection.execute(sql)


@pytest.mark.slow
def test_where_all_is_in_order_maintenance_changes_nothing_and_says_so(out: Path) -> None:
    before = warehouse_rows(out / "warehouse.duckdb")
    number = len(before["skipped"])
    assert maintain(settings(out)) == f"nothing new; {number} skipped items on record; no fault found; nothing let go"
    assert warehouse_rows(out / "warehouse.duckdb") == before
    assert warehouse_rows(out / "sayso.duckdb") == before


@pytest.mark.slow
def test_maintenance_lets_go_what_is_not_to_be_kept_and_nothing_else(out: Path) -> None:
    execute(out, OLD_REQUESTS)
    before = warehouse_rows(out / "warehouse.duckdb")
    held = settings(out, keep_fetches=30_000, keep_pages=30_000)
    assert maintain(held).endswith("nothing let go")
    assert warehouse_rows(out / "warehouse.duckdb") == before
    pages = sum(any(isinstance(value, bytes) and value for value in row) for row in before["pages"])
    skipped = len(before["skipped"])
    line = maintain(settings(out, keep_fetches=30, keep_pages=30))
    assert line.endswith(f"no fault found; {pages - skipped} bodies of pages and 4 requests let go")
    after = warehouse_rows(out / "warehouse.duckdb")
    assert len(after["fetches"]) == 1
    emptied = {"pages", "dropped_bodies", "fetches"}
    assert {name for name, rows in after.items() if rows != before[name]} == emptied
    with Warehouse.open(out / "warehouse.duckdb") as warehouse:
        assert warehouse.audit() == ()


@pytest.mark.slow
def test_maintenance_writes_the_file_anew_where_that_frees_enough(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    execute(out, "CREATE TABLE big AS SELECT md5(range::VARCHAR) AS a, md5('a' || range) AS b FROM range(300_000)")
    # Rows after it, so that its space cannot simply be cut off.
    execute(out, "CHECKPOINT; UPDATE article_versions SET text = text; CHECKPOINT; DROP TABLE big; CHECKPOINT")
    path = out / "warehouse.duckdb"
    rows, before = warehouse_rows(path), path.stat()
    assert maintain(settings(out)).endswith("nothing let go")
    assert path.stat().st_ino == before.st_ino
    monkeypatch.setattr("warehouse.compact.WORTH_BYTES", 1 << 20)
    assert re.search(r"nothing let go, [\d,]+ bytes freed$", maintain(settings(out)))
    assert path.stat().st_ino != before.st_ino
    assert path.stat().st_size < before.st_size
    assert warehouse_rows(path) == rows


@pytest.mark.slow
def test_a_fault_is_told_to_the_addresses_once_and_when_it_is_over(out: Path, inbox: Inbox) -> None:
    chosen = settings(out, alert=(inbox.url,))
    execute(out, "INSERT INTO sightings VALUES ('lost', 'feed', '', NULL, now(), now())")
    assert "1 faults found" in maintain(chosen)
    maintain(chosen)
    [told] = inbox.posted
    assert told.startswith("sayso: 1 new alert\nALERT audit_fault: the last run found addresses_that_point_nowhere (1)")
    execute(out, "DELETE FROM sightings")
    assert "no fault found" in maintain(chosen)
    assert inbox.posted[1:] == ["sayso: 1 over\nover: audit_fault: the last run found no fault"]


@pytest.mark.slow
def test_a_fatal_fault_is_told_of_and_nothing_is_let_go(out: Path, inbox: Inbox) -> None:
    execute(out, OLD_REQUESTS)
    execute(out, "UPDATE claims SET text = 'Never said.'")
    snapshot, before = (out / "sayso.duckdb").read_bytes(), warehouse_rows(out / "warehouse.duckdb")["fetches"]
    with pytest.raises(AuditFailed):
        maintain(settings(out, keep_fetches=1, alert=(inbox.url,)))
    [told] = inbox.posted
    assert "ALERT audit_fault: the last run found claims_that_are_not_the_text" in told
    assert "ALERT failed_run" in told
    assert (out / "sayso.duckdb").read_bytes() == snapshot
    assert warehouse_rows(out / "warehouse.duckdb")["fetches"] == before


@pytest.mark.slow
def test_maintenance_waits_for_whoever_has_the_warehouse_open(out: Path) -> None:
    holder = Warehouse.open(out / "warehouse.duckdb")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            holder.close()

    assert maintain(settings(out), pause).endswith("nothing let go")
    assert pauses == [10.0] * 3
    with Warehouse.open(out / "warehouse.duckdb"), pytest.raises(WarehouseLocked):
        maintain(settings(out), pauses.append)
    assert len(pauses) == 3 + 60


def test_alerts_go_to_the_setting_alert_and_not_to_that_of_the_digest(out: Path, inbox: Inbox) -> None:
    execute(out, "UPDATE runs SET status = 'failed'")
    raise_alerts(settings(out, digest=(inbox.url,)))
    assert inbox.posted == []
    assert not (out / "alerts.json").exists()
    raise_alerts(settings(out, alert=(inbox.url,)))
    raise_alerts(settings(out, alert=(inbox.url,)))
    [told] = inbox.posted
    assert told.startswith("sayso: 1 new alert\nALERT failed_run: ")


def test_alerts_that_cannot_be_sent_fail_no_run_and_are_sent_next_time(
    out: Path, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    execute(out, "UPDATE runs SET status = 'failed'")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    raise_alerts(settings(out, alert=(f"json://user:secret@127.0.0.1:{port}",)))
    assert "could not be sent to address 1 (json://…)" in caplog.text
    assert "secret" not in caplog.text
    raise_alerts(settings(out, alert=(inbox.url,)))
    assert len(inbox.posted) == 1


@pytest.mark.parametrize(
    ("findings", "state", "points"),
    [(None, "too little", 0), ({}, "well", 1), ({"ids_twice": 2, "content_twice": 1}, "alert", 1)],
    ids=["nobody has looked", "nothing found", "found"],
)
def test_the_audits_findings_are_judged(findings: dict[str, int] | None, state: State, points: int) -> None:
    found = judge_audits(findings)
    assert (found.state, found.points) == (state, points)
    assert ("content_twice (1), ids_twice (2)" in found.reason) == (state == "alert")


@pytest.mark.parametrize(
    ("done", "line"),
    [
        (Compacted(0, 0, 9, 9), "nothing let go"),
        (Compacted(1_000, 0, 9, 9), "1,000 bodies of pages let go"),
        (Compacted(0, 2, 3_000, 1_000), "2 requests let go, 2,000 bytes freed"),
        (Compacted(1, 2, 3, 4), "1 bodies of pages and 2 requests let go"),
    ],
    ids=["nothing", "bodies", "requests and space", "a file that grew"],
)
def test_what_was_let_go_is_told_in_some_words(done: Compacted, line: str) -> None:
    assert compacted_line(done) == line
