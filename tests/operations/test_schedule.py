"""When jobs are run, and what becomes of those that come late."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from flows.schedule import ABOUT, DEFAULT_CRON, JOBS, OFF, Planned, is_overtaken, planned, wait_before_start
from tests.support import ROOT, Sayso

pytestmark = pytest.mark.xdist_group("prefect")  # which takes seconds to be imported

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)


def test_a_job_has_its_default_unless_another_line_is_chosen() -> None:
    found = {one.job: one for one in planned({"match": "0 * * * *", "digest": OFF}, "Europe/Berlin")}
    assert found["match"] == Planned("match", "0 * * * *", "Europe/Berlin")
    assert not found["digest"].on
    assert found["ingest"].cron == DEFAULT_CRON["ingest"]
    assert tuple(found) == JOBS


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        pytest.param(None, False, id="nothing has run"),
        pytest.param(NOON - timedelta(minutes=1), False, id="the last run began before this one was due"),
        pytest.param(NOON, True, id="another began when this was due"),
        pytest.param(NOON + timedelta(hours=9), True, id="after a night the first has done the work of all"),
    ],
)
def test_a_late_run_is_overtaken_by_one_that_began_after_it_was_due(
    started: datetime | None, *, expected: bool
) -> None:
    assert is_overtaken(NOON, started) is expected


@pytest.mark.parametrize(("failures", "seconds"), [(1, 1), (2, 2), (3, 4), (6, 32), (9, 256), (10, 300), (1_000, 300)])
def test_the_wait_before_a_new_start_doubles_up_to_five_minutes(failures: int, seconds: int) -> None:
    assert wait_before_start(failures) == timedelta(seconds=seconds)


def test_the_schedule_is_shown_in_the_users_time_zone_over_the_change_of_the_clock(tmp_path: Path) -> None:
    (tmp_path / "sayso.toml").write_text(
        'timezone = "Europe/Berlin"\nnow = 2026-03-28T12:00:00Z\n'
        '[schedule]\ndigest = "0 7 * * *"\nrecheck = "5 4 * * 1"\n'
    )
    command = [sys.executable, "-m", "flows", "serve", "--json"]
    shown = json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout)
    jobs = {job["job"]: job for job in shown["jobs"]}
    assert jobs["digest"]["next"] == ["2026-03-29T07:00:00+02:00", "2026-03-30T07:00:00+02:00"]
    assert jobs["recheck"]["next"][0] == "2026-03-30T04:05:00+02:00"
    assert jobs["report"]["next"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('timezone = "Mars/Olympus"', "no such time zone", id="zone"),
        pytest.param('[schedule]\ningest = "often"', "schedule.ingest is no cron line: received 'often'", id="cron"),
        pytest.param('[schedule]\nsleep = "* * * * *"', "schedule.sleep", id="job"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_told_in_one_line(
    sayso: Sayso, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "sayso.toml").write_text(text)
    result = sayso("serve", "--show", cwd=tmp_path)
    assert result.returncode == 1
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_prefect_yaml_has_the_default_schedule() -> None:
    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    assert [one["entrypoint"] for one in deployed] == [f"flows.deployments.{job}" for job in JOBS]
    for one, job in zip(deployed, JOBS, strict=True):
        assert one["description"] == ABOUT[job]
        assert [schedule["cron"] for schedule in one["schedules"]] == [DEFAULT_CRON[job]] * (DEFAULT_CRON[job] != OFF)
        assert one["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
