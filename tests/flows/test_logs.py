"""The log: a line of JSON for each event, which no text that was ingested can forge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.logs import CannotLog, logging_to, note, noted, warn
from flows.stages import Step
from tests.support import Sayso


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_run_logs_its_start_its_steps_and_its_end(sayso: Sayso, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/empty\x1b[31m\n{}.txt").write_text("")
    result = sayso("ingest", "mine", "--direct", env={"SAYSO_LOG": "run.jsonl"})
    assert result.returncode == 0, result.stderr
    told = lines(tmp_path / "run.jsonl")
    events = [str(line["event"]) for line in told]
    assert (events[0], events[-1]) == ("run started", "run done")
    assert events.count("item skipped") == 1
    steps = [line for line in told if line["event"] == "step done"]
    stages = [step["stage"] for step in steps]
    assert (stages[0], stages[-1], "compare" in stages) == ("read mine", "publish", True)
    assert all(isinstance(step["seconds"], float) and step["run"] == told[0]["run"] for step in steps)
    [skipped] = [line for line in told if line["event"] == "item skipped"]
    assert (skipped["level"], skipped["stage"], skipped["key"]) == ("warning", "read", "mine/empty\x1b[31m\n{}.txt")
    assert "\x1b" not in (tmp_path / "run.jsonl").read_text()
    sayso("ingest", "mine", "--direct", env={"SAYSO_LOG": "run.jsonl"})
    again = [line["event"] for line in lines(tmp_path / "run.jsonl")[len(told) :]]
    assert "item skipped" not in again, "what was skipped before is no news"


def test_the_log_goes_to_standard_error_and_nothing_is_logged_unasked(sayso: Sayso, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/empty.txt").write_text("")
    logged = sayso("ingest", "mine", "--direct", env={"SAYSO_LOG": "-"})
    assert [json.loads(line)["event"] for line in logged.stderr.splitlines()][-1] == "run done"
    assert sayso("ingest", "mine", "--direct").stderr == ""


def test_a_failed_step_is_logged_with_its_error(tmp_path: Path) -> None:
    def fail(step: Step) -> int:
        raise ValueError(f"no\n{step.stage}")

    with logging_to(str(tmp_path / "log")), pytest.raises(ValueError, match="no"):
        noted(fail, "r1")(Step("match", lambda: 0))
    [line] = lines(tmp_path / "log")
    assert (line["event"], line["level"], line["error"]) == ("step failed", "error", "ValueError: no\nmatch")


@given(st.text())
def test_no_text_makes_a_line_of_its_own_or_steers_a_terminal(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("log") / "log"
    with logging_to(str(path)):
        warn("item skipped", key=text, reason=f'"}}\n{{"event": "run done"}}{text}\x7f\x85\u2028')
        note("run done", new={text: 1})
    written = path.read_bytes()
    assert written.count(b"\n") == 2
    assert all(byte == 0x0A or 0x20 <= byte < 0x7F for byte in written)
    assert [json.loads(line)["event"] for line in written.splitlines()] == ["item skipped", "run done"]
    assert json.loads(written.splitlines()[0])["key"] == text


def test_a_file_that_the_system_moves_away_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with logging_to(str(path)):
        note("first")
        path.rename(tmp_path / "log.1")
        note("second")
    assert [line["event"] for line in lines(tmp_path / "log.1") + lines(path)] == ["first", "second"]


def test_a_log_that_cannot_be_written_ends_the_run_in_one_line(sayso: Sayso, tmp_path: Path) -> None:
    with pytest.raises(CannotLog, match="name a file"), logging_to(str(tmp_path / "none/log")):
        pass
    result = sayso("match", "--direct", env={"SAYSO_LOG": str(tmp_path / "none/log")})
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
