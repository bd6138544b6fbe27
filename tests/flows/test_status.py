"""`sayso status`, `metrics` and `alert`, on warehouses of real runs: what is told, and with which exit code."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import get_args

import duckdb
import pytest
from prometheus_client.parser import text_string_to_metric_families

from flows.metrics import metrics_text
from flows.status import OutletState, Sizes, Status
from flows.verdict import Detector, State, Verdict
from flows.watching import look
from tests.flows.web import FEED, HOUR, NOW, SAID, STORY, World, article, feed
from tests.sources.server import status, text
from tests.support import Sayso
from warehouse import Warehouse

DAY = timedelta(days=1)
Samples = dict[tuple[str, tuple[str, ...]], float]


def samples(exposition: str) -> Samples:
    """Return what an independent parser reads, by name and the values of labels."""
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
    }


def dated(*hours_ago: float) -> str:
    """Return a feed's items, each with its time."""
    items = "".join(
        f"<item><title>S</title><link>{STORY}-{age}</link>"
        f"<pubDate>{(NOW - age * HOUR).strftime('%a, %d %b %Y %H:%M:%S GMT')}</pubDate></item>"
        for age in hours_ago
    )
    return f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>"


@pytest.mark.parametrize("command", [("status",), ("status", "--json")])
def test_where_nothing_has_run_it_says_so(sayso: Sayso, tmp_path: Path, command: tuple[str, ...]) -> None:
    result = sayso(*command)
    assert (result.returncode, result.stderr) == (1, "")
    assert "nothing has run" in result.stdout or json.loads(result.stdout)["state"] == "unknown"
    assert list(tmp_path.iterdir()) == []


def test_metrics_and_alerts_work_where_nothing_has_run(sayso: Sayso) -> None:
    found = samples(sayso("metrics").stdout)
    assert found["sayso_file_size_bytes", ("warehouse",)] == 0
    assert ("sayso_last_run_timestamp_seconds", ()) not in found
    assert sayso("alert").stdout == ""


def test_after_a_run_all_is_well_and_the_run_and_what_was_skipped_are_shown(sayso: Sayso, seeded: Path) -> None:
    result = sayso("status", cwd=seeded)
    assert (result.returncode, result.stderr) == (0, "")
    assert "sayso: well." in result.stdout
    assert re.search(r"done +│ .* claims \+\d+", result.stdout)
    assert re.search(r"extract │ +1 │", result.stdout)
    assert "Nothing waits." in result.stdout
    found = json.loads(sayso("status", "--json", cwd=seeded).stdout)
    assert found["counts"]["claims"] == found["runs"][0]["fresh"]["claims"]
    assert found["behind"]["claims_to_match"] == 0


def test_metrics_are_what_the_snapshot_holds(sayso: Sayso, seeded: Path, tmp_path: Path) -> None:
    found = samples(sayso("metrics", cwd=seeded).stdout)
    with duckdb.connect(str(seeded / "out/sayso.duckdb"), read_only=True) as connection:
        articles = connection.execute("SELECT outlet_id, count(*) FROM articles GROUP BY ALL").fetchall()
    assert {(name, labels): n for (name, labels), n in found.items() if name == "sayso_articles"} == {
        ("sayso_articles", (outlet,)): n for outlet, n in articles
    }
    written = tmp_path / "sayso.prom"
    assert sayso("metrics", "--out", str(written), cwd=seeded).stdout == ""
    assert samples(written.read_text()).keys() == found.keys()
    assert list(tmp_path.glob(".*")) == []


def test_every_detector_is_alive_in_the_metrics(sayso: Sayso, seeded: Path) -> None:
    found = samples(sayso("metrics", cwd=seeded).stdout)
    detectors = set(get_args(Detector))
    for name in ("sayso_detector_evaluated_timestamp_seconds", "sayso_detector_points"):
        assert {labels[0] for each, labels in found if each == name} == detectors
    subjects = Counter(labels[0] for each, labels in found if each == "sayso_detector_subjects")
    assert subjects == dict.fromkeys(detectors, len(get_args(State)))
    assert found["sayso_detector_points", ("failed_run",)] == 1


def test_labels_are_escaped_and_names_follow_the_conventions() -> None:
    hostile = 'a"b\\c\nsayso_running 7\n'
    outlets = (OutletState(hostile, hostile, 3, 4, 1, NOW, NOW, None),)
    alerts = (Verdict("silent_outlet", hostile, "alert", hostile, 1),)
    exposition = metrics_text(Status(NOW, None, None, Sizes(1, 2, 3, 4, 5), outlets=outlets, verdicts=alerts))
    found = samples(exposition)
    assert found["sayso_articles", (hostile,)] == 3
    assert found["sayso_running", ()] == 0
    assert found["sayso_alert", ("silent_outlet", hostile)] == 1
    for family in text_string_to_metric_families(exposition):
        assert re.fullmatch(r"sayso_[a-z_]+", family.name)
        assert (family.type, bool(family.documentation)) == ("gauge", True)
        assert not family.name.endswith(("_total", "_count", "_sum", "_bucket")), "a gauge is no counter"


def test_a_feed_that_has_failed_for_a_day_is_an_alert_until_it_answers(world: World, sayso: Sayso) -> None:
    def told(command: str) -> tuple[int, str]:
        settings = {"SAYSO_OUT": str(world.settings.out), "SAYSO_NOW": world.now.isoformat()}
        result = sayso(command, env=settings)
        assert result.stderr == ""
        return result.returncode, result.stdout

    world.put(FEED, status(503), status(503), status(503), status(503), feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID))
    world.run()
    assert told("status")[0] == 0
    for _ in range(3):
        world.run(later=12 * HOUR)
    code, shown = told("status")
    assert code == 4
    assert "failing_feed http://post.example/feed.xml" in shown
    assert "some fail" in shown
    assert told("alert")[1].startswith("ALERT failing_feed")
    assert told("alert")[1] == ""
    world.run(later=12 * HOUR)
    assert told("status")[0] == 0
    assert told("alert")[1] == "over: failing_feed http://post.example/feed.xml: it answers\n"


def test_an_outlet_that_has_gone_silent_is_told_of(world: World) -> None:
    """Sixteen days in which it names something every six hours, then four days of nothing."""
    world.more = {"per_outlet": 1}
    for day in range(0, 17, 4):
        items = dated(*(0.5 - 24 * day + 6 * number for number in range(16)))
        world.put(FEED, text(items, "application/rss+xml"))
        world.run(later=4 * DAY if day else 0 * DAY)
    [outlet] = look(world.settings).outlets
    assert outlet.silence is not None
    assert outlet.silence.state == "well", outlet.silence.reason
    world.run(later=4 * DAY)
    [outlet] = look(world.settings).outlets
    assert outlet.silence is not None
    assert outlet.silence.state == "alert", outlet.silence.reason
    assert "nothing new for 4 days" in outlet.silence.reason


def test_how_far_behind_it_is(world: World) -> None:
    urls = [f"{STORY}-{number}" for number in range(5)]
    world.more = {"per_outlet": 2}
    world.put(FEED, feed(*urls))
    for url in urls:
        world.put(url, article(url[-1], *SAID))
    world.run()
    behind = look(world.settings).behind
    assert behind is not None
    assert (behind.addresses_due, behind.due_since, behind.feeds_due, behind.pages_to_extract) == (3, NOW, 0, 0)
    assert behind.claims_to_match > 0
    world.now += HOUR
    behind = look(world.settings).behind
    assert behind is not None
    assert (behind.feeds_due, behind.rechecks_due) == (1, 2)


def test_a_failed_run_that_has_published_nothing_is_seen_and_a_killed_one_too(world: World) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID))
    world.run()
    for ended, expected in (("failed", "failed"), (None, "killed")):
        world.now += HOUR
        with Warehouse.open(world.settings.warehouse) as warehouse:
            run_id = warehouse.start_run(world.now, "1")
            if ended == "failed":
                warehouse.finish_run(run_id, world.now, "failed", {})
        found = look(world.settings)
        assert found.runs[0].status == expected
        assert [alert.detector for alert in found.alerts] == ["failed_run"]


def test_while_a_run_writes_the_snapshot_is_told_of(world: World, sayso: Sayso) -> None:
    world.put(FEED, feed(STORY))
    world.put(STORY, article("Plan for peace", *SAID))
    world.run()
    with Warehouse.open(world.settings.warehouse):
        found = look(world.settings)
    assert found.running is not None
    assert found.runs[0].status == "done"


def test_reasons_that_differ_in_addresses_and_numbers_are_one(world: World) -> None:
    urls = [f"{STORY}-{number}" for number in range(3)]
    world.put(FEED, feed(*urls))
    for url in urls:
        world.put(url, status(404))
    world.run()
    [skipped] = look(world.settings).skipped
    assert (skipped.stage, skipped.items, skipped.newest) == ("fetch", 3, NOW)
    assert "status 404" in skipped.reason


def test_a_file_that_is_no_warehouse_cannot_be_told_of(sayso: Sayso, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/sayso.duckdb").write_text("nothing of the kind")
    result = sayso("status")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
