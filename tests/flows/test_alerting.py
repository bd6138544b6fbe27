"""Alerts: told of once when they begin, once when they are over, and again where they could not be sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from flows.alerting import BadAlertState, News, Told, news, read_told, tell
from flows.notify import CannotNotify
from flows.verdict import Detector, State, Verdict

# Apprise loads all of its services, some of which import what Python is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning")

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)


def silent(outlet: str, state: State, reason: str = "nothing new", detector: Detector = "silent_outlet") -> Verdict:
    return Verdict(detector, outlet, state, reason, 9)


STOOD = {"silent_outlet post": Told("2025-11-19T12:00:00+00:00", "nothing new")}


@pytest.mark.parametrize(
    ("told", "verdicts", "begun", "over", "standing"),
    [
        ({}, [silent("post", "well")], [], [], []),
        ({}, [silent("post", "unclear")], [], [], []),
        ({}, [silent("post", "too little")], [], [], []),
        ({}, [silent("post", "alert")], ["silent_outlet post"], [], ["silent_outlet post"]),
        (STOOD, [silent("post", "alert")], [], [], ["silent_outlet post"]),
        (STOOD, [silent("post", "unclear")], [], [], ["silent_outlet post"]),
        (STOOD, [silent("post", "too little")], [], [], ["silent_outlet post"]),
        (STOOD, [silent("post", "well")], [], ["silent_outlet post"], []),
        (STOOD, [], [], ["silent_outlet post"], []),
        (
            STOOD,
            [silent("post", "well"), silent("herald", "alert")],
            ["silent_outlet herald"],
            ["silent_outlet post"],
            ["silent_outlet herald"],
        ),
        (
            STOOD,
            [silent("post", "alert"), silent("post", "alert", detector="unknown_speakers"), silent("", "alert")],
            ["unknown_speakers post", "silent_outlet"],
            [],
            ["silent_outlet", "silent_outlet post", "unknown_speakers post"],
        ),
    ],
)
def test_what_is_new(
    told: dict[str, Told], verdicts: list[Verdict], begun: list[str], over: list[str], standing: list[str]
) -> None:
    found = news(told, verdicts, NOW)
    assert [verdict.key for verdict in found.begun] == begun
    assert [key for key, _ in found.over] == over
    assert sorted(found.standing) == standing


def test_what_servers_say_makes_no_line_of_its_own() -> None:
    text = news({}, [silent("post", "alert", "503\nover: all\x1b[2J\u202e")], NOW).text
    assert text.count("\n") == 0
    assert "\x1b" not in text


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[str], list[int]]]:
    """Serve as Apprise's json:// service; give its address, what is posted, and the statuses to answer with."""
    posted: list[str] = []
    statuses: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = statuses.pop(0) if statuses else 200
            if status == 200:
                posted.append(f"{body['title']}\n{body['message']}")
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever).start()
        yield f"json://127.0.0.1:{server.server_port}", posted, statuses
        server.shutdown()


def test_a_condition_is_sent_once_and_once_when_it_is_over(
    tmp_path: Path, inbox: tuple[str, list[str], list[int]]
) -> None:
    url, posted, _ = inbox
    states: list[State] = ["well", "alert", "alert", "unclear", "alert", "well", "well"]
    for state in states:
        tell(tmp_path, [silent("post", state)], NOW, [url])
    assert posted == [
        "sayso: 1 new alert\nALERT silent_outlet post: nothing new",
        "sayso: 1 over\nover: silent_outlet post: nothing new",
    ]
    assert read_told(tmp_path / "alerts.json") == {}


def test_what_could_not_be_sent_is_sent_next_time(tmp_path: Path, inbox: tuple[str, list[str], list[int]]) -> None:
    url, posted, statuses = inbox
    statuses.append(500)
    with pytest.raises(CannotNotify):
        tell(tmp_path, [silent("post", "alert")], NOW, [url])
    tell(tmp_path, [silent("post", "alert")], NOW, [url])
    assert len(posted) == 1


def test_without_an_address_it_is_told_to_who_asked(tmp_path: Path) -> None:
    def told() -> News:
        return tell(tmp_path, [silent("post", "alert"), silent("herald", "alert")], NOW, [])

    assert told().title == "sayso: 2 new alerts"
    assert told().text == ""


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', '{"a": {"since": "x"}}', "\x00"])
def test_a_damaged_file_is_told_of(tmp_path: Path, content: str) -> None:
    (tmp_path / "alerts.json").write_text(content)
    with pytest.raises(BadAlertState, match="remove it"):
        tell(tmp_path, [], NOW, [])
