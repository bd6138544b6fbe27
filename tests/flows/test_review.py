"""`sayso review`: what it shows, what it saves, what it refuses."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from dataclasses import replace
from pathlib import Path

import pytest

from claims.types import Feature, Match, Review
from flows.review import judge_in_turn, judge_pair, waiting_pairs
from flows.show import stdout
from sources.types import content_id
from tests.support import ROOT, Sayso
from tests.warehouse import values
from warehouse import Warehouse

STEERS = "\x1b[31m\u202e\x9b"
SMALL = values.small()
QUOTE, COSTS, ECHO, LIKED = SMALL.claims


def match(left: values.c.Claim, right: values.c.Claim, score: float, verdict: str = "unsure") -> Match:
    first, second = sorted((left.id, right.id))
    features = (Feature("words", 0.8, 2.2),)
    return Match(content_id(first, second), first, second, score, verdict, "Half the words shared.", features, "m 1")


SURE = match(QUOTE, ECHO, 0.9, "same")
FIRST, SECOND, THIRD = match(COSTS, ECHO, 0.5), match(QUOTE, LIKED, 0.45), match(COSTS, LIKED, 0.4)
DATA = replace(SMALL, matches=(SURE, FIRST, SECOND, THIRD), reviews=())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory whose warehouse has three unsure pairs."""
    with Warehouse.open(tmp_path / "out" / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, DATA)
    return tmp_path


def reviews(folder: Path) -> tuple[Review, ...]:
    with Warehouse.open(folder / "out" / "warehouse.duckdb") as warehouse:
        return warehouse.load_reviews()


def listed(sayso: Sayso, *options: str) -> list[str]:
    result = sayso("review", "--json", *options)
    assert result.returncode == 0, result.stderr
    return [pair["match_id"] for pair in json.loads(result.stdout)]


def test_help_has_examples(sayso: Sayso) -> None:
    result = sayso("review", "--help")
    assert result.returncode == 0
    assert "  sayso review --limit 5 --json" in result.stdout


def test_pairs_as_json(sayso: Sayso, folder: Path) -> None:
    found = json.loads(sayso("review", "--json").stdout)
    assert {pair["match_id"] for pair in found} == {FIRST.id, SECOND.id, THIRD.id}
    pair = next(pair for pair in found if pair["match_id"] == FIRST.id)
    sides = {pair[side]["claim_id"]: pair[side] for side in ("left", "right")}
    assert sides[ECHO.id] == {
        "claim_id": ECHO.id,
        "wording": "“the plan has 20 points”",
        "before": "Officials said ",
        "after": ", The Wire reported.",
        "speaker": "officials",
        "kind": "direct",
        "outlet_id": "post",
        "outlet": "The Post",
        "url": "https://post.example/plan",
        "title": "Scheme",
        "published": "2025-11-20T13:00:00+00:00",
    }
    assert {key: pair[key] for key in ("score", "reason", "features", "matcher")} == {
        "score": 0.5,
        "reason": "Half the words shared.",
        "features": [{"name": "words", "value": 0.8, "contribution": 2.2}],
        "matcher": "m 1",
    }


def test_limit_and_story(sayso: Sayso, folder: Path) -> None:
    everything = listed(sayso)
    assert listed(sayso, "--limit", "2") == everything[:2]
    assert listed(sayso, "--story", SMALL.stories[0].id) == everything
    result = sayso("review", "--story", "nope")
    assert (result.returncode, result.stdout) == (1, "")
    assert "'nope'" in result.stderr


def test_elsewhere_than_on_a_terminal_pairs_are_only_shown(sayso: Sayso, folder: Path) -> None:
    result = sayso("review", "--limit", "1")
    assert result.returncode == 0, result.stderr
    assert "1 of 1" in result.stdout
    assert "`sayso review ID same`" in result.stdout
    assert reviews(folder) == ()


@pytest.mark.parametrize("ids", [(FIRST.id,), (ECHO.id, COSTS.id), (COSTS.id, ECHO.id)])
@pytest.mark.parametrize("verdict", ["same", "different"])
def test_one_verdict(sayso: Sayso, folder: Path, ids: tuple[str, ...], verdict: str) -> None:
    result = sayso("review", *ids, verdict, env={"SAYSO_NOW": "2025-11-21T00:00:00Z"})
    assert result.returncode == 0, result.stderr
    assert "next `sayso match` applies" in result.stdout
    [review] = reviews(folder)
    assert review.verdict == verdict
    assert {review.left_wording, review.right_wording} == {ECHO.wording, COSTS.wording}
    assert review.reviewed_at.isoformat() == "2025-11-21T00:00:00+00:00"
    assert FIRST.id not in listed(sayso)
    assert len(listed(sayso)) == 2


def test_a_verdict_can_be_given_on_claims_that_the_matcher_never_paired(sayso: Sayso, folder: Path) -> None:
    assert sayso("review", LIKED.id, ECHO.id, "same").returncode == 0
    assert len(reviews(folder)) == 1
    assert len(listed(sayso)) == 3


def test_the_later_verdict_replaces_the_earlier(sayso: Sayso, folder: Path) -> None:
    for hour, verdict in enumerate(("same", "different")):
        sayso("review", FIRST.id, verdict, env={"SAYSO_NOW": f"2025-11-21T0{hour}:00:00Z"})
    assert [review.verdict for review in reviews(folder)] == ["different"]


def test_export(sayso: Sayso, folder: Path) -> None:
    assert sayso("review", "--export", "-").stdout == ""
    sayso("review", FIRST.id, "same", env={"SAYSO_NOW": "2025-11-21T00:00:00Z"})
    sayso("review", SECOND.id, "different", env={"SAYSO_NOW": "2025-11-22T00:00:00Z"})
    printed = sayso("review", "--export", "-").stdout
    lines = [json.loads(line) for line in printed.splitlines()]
    assert [(line["verdict"], line["reviewed_at"]) for line in lines] == [
        ("same", "2025-11-21T00:00:00+00:00"),
        ("different", "2025-11-22T00:00:00+00:00"),
    ]
    assert {lines[0]["left_wording"], lines[0]["right_wording"]} == {ECHO.wording, COSTS.wording}
    assert set(lines[0]) == set(Review.__slots__)
    result = sayso("review", "--export", "verdicts.jsonl")
    assert (result.returncode, result.stdout) == (0, "")
    assert (folder / "verdicts.jsonl").read_text(encoding="utf-8") == printed


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nope", "same"], 1, "'nope'"),
        ([QUOTE.id, "nope", "same"], 1, "'nope'"),
        ([QUOTE.id, QUOTE.id, "same"], 1, "twice"),
        ([FIRST.id], 2, "same or different"),
        ([FIRST.id, "maybe"], 2, "same or different"),
        (["same"], 2, "same or different"),
        (["a", "b", "c", "same"], 2, "same or different"),
        ([FIRST.id, "same", "--json"], 2, "exclude each other"),
        (["--json", "--export", "-"], 2, "exclude each other"),
        (["--limit", "0"], 2, "limit"),
        (["--export", "/proc/verdicts.jsonl"], 1, "/proc/verdicts.jsonl"),
    ],
)
def test_refusals_say_what_would_work(
    sayso: Sayso, folder: Path, arguments: list[str], code: int, message: str
) -> None:
    result = sayso("review", *arguments)
    assert (result.returncode, result.stdout) == (code, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert reviews(folder) == ()


def test_while_something_else_writes_it_says_so(sayso: Sayso, folder: Path) -> None:
    with Warehouse.open(folder / "out" / "warehouse.duckdb"):
        result = sayso("review", "--json")
    assert (result.returncode, result.stdout) == (1, "")
    assert "warehouse.duckdb" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_without_pairs_it_says_so(sayso: Sayso) -> None:
    assert sayso("review").stdout == "No pair of claims waits for a verdict.\n"
    assert sayso("review", "--json").stdout == "[]\n"


def test_pairs_whose_claims_have_gone_are_left_out(sayso: Sayso, folder: Path) -> None:
    with Warehouse.open(folder / "out" / "warehouse.duckdb") as warehouse:
        warehouse.save_claims([LIKED.version_id], [], [], values.ATTRIBUTOR)
    assert listed(sayso) == [FIRST.id]


def test_what_articles_say_cannot_steer_the_terminal(sayso: Sayso, tmp_path: Path) -> None:
    text = f"{STEERS}Officials{STEERS} said the{STEERS} plan [bold]has\n\n20 points{STEERS}, it seems."
    page = values.page_of(SMALL.outlets[1], "plan", f"Ti{STEERS}tle\n{text}", 1)
    article = values.article_of(page)
    claim = values.claim_of(
        article,
        f"the{STEERS} plan [bold]has\n\n20 points",
        values.c.Hop("speaker", "role", f"offi{STEERS}cials"),
    )
    group = replace(SMALL.groups[0], canonical_id=QUOTE.id, claim_ids=(QUOTE.id, claim.id))
    pair = replace(match(QUOTE, claim, 0.5), reason=f"Al{STEERS}ike.")
    data = replace(
        DATA,
        outlets=(SMALL.outlets[0], replace(SMALL.outlets[1], name=f"The {STEERS}Post"), SMALL.outlets[2]),
        pages=(*SMALL.pages, page),
        articles=(*SMALL.articles, article),
        claims=(*(one for one in SMALL.claims if one is not ECHO), claim),
        groups=(group, *SMALL.groups[1:]),
        matches=(pair,),
        **dict.fromkeys(("changes", "relay_checks", "copies", "provenance", "speaker_links", "speakers"), ()),
    )
    with Warehouse.open(tmp_path / "out" / "warehouse.duckdb") as warehouse:
        values.fill(warehouse, data)
    for arguments in ((), ("--json",), (pair.id, "same"), ("--export", "-")):
        shown = sayso("review", *arguments)
        assert shown.returncode == 0, shown.stderr
        assert "20 points" in shown.stdout
        assert "[bold]" in shown.stdout
        assert not set(STEERS).difference("[31m").intersection(shown.stdout)


@pytest.mark.parametrize(
    ("keys", "verdicts"),
    [
        ("sdk", ["same", "different"]),
        ("q", []),
        ("sq", ["same"]),
        ("xS\x1b[Ad", ["same", "different"]),
        ("", []),
        ("kkk", []),
        ("ssss", ["same", "same", "same"]),
    ],
)
def test_keys(folder: Path, keys: str, verdicts: list[str]) -> None:
    pressed = iter(keys)

    def ask() -> str:
        try:
            return next(pressed)
        except StopIteration:
            raise EOFError from None

    with Warehouse.open(folder / "out" / "warehouse.duckdb") as warehouse:
        pairs = waiting_pairs(warehouse, 10)
        saved = judge_in_turn(
            pairs, ask, lambda pair, verdict: judge_pair(warehouse, pair, verdict, values.NOON), stdout()
        )
        assert saved == len(verdicts)
        left = {pair.match.id for pair in waiting_pairs(warehouse, 10)}
        assert sorted(review.verdict for review in warehouse.load_reviews()) == sorted(verdicts)
    assert len(left) == len(pairs) - len(verdicts)


def test_on_a_terminal_one_key_is_one_verdict(folder: Path) -> None:
    screen, terminal = pty.openpty()
    command = [sys.executable, "-m", "flows", "review"]
    env = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=folder, stdin=terminal, stdout=terminal, stderr=terminal, env=env) as process:
        os.close(terminal)
        try:
            for number, key in ((1, "s"), (2, "k"), (3, "q")):
                shown = until("q quit", screen)
                assert f"{number} of 3" in shown
                while termios.tcgetattr(screen)[3] & termios.ECHO:  # what is typed before it waits is thrown away
                    time.sleep(0.01)
                os.write(screen, key.encode())
            assert "1 verdict saved." in until("what was decided.", screen)
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()
            os.close(screen)
    assert [review.verdict for review in reviews(folder)] == ["same"]


def until(words: str, screen: int) -> str:
    """Read from the terminal until the words stand there; return what stands there since the last time."""
    shown, end = "", time.monotonic() + 60
    while words not in shown:
        assert time.monotonic() < end, shown
        if select.select([screen], [], [], 1)[0]:
            shown += os.read(screen, 65_536).decode(errors="replace")
    return shown
