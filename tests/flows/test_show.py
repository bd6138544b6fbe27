"""What is printed is text: no markup, no picture codes, no control characters, no formulas, and no JSON that lies."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from flows import show
from flows.run import Outcome
from flows.show import FORMULA_STARTS
from flows.stages import Step
from sources.types import Skipped

MARKUP = "[bold]x[/bold] [/] [link=https://evil.example/]y[/link] :warning: :100:"


def test_brackets_and_picture_codes_are_text_in_tables(capsys: pytest.CaptureFixture[str]) -> None:
    show.show_rows([MARKUP], [[MARKUP]], title=MARKUP)
    assert capsys.readouterr().out.count(MARKUP) == 3


def test_brackets_and_picture_codes_are_text_in_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    evil = f"{MARKUP}\x1b[31m\nWrote /etc/passwd\u202e"
    outcome = Outcome({"outlets": 1}, {f"read {evil}": 1}, (Skipped(evil, "read", evil),), (Path(evil),), {})
    show.show_outcome(outcome)
    shown = capsys.readouterr().out
    assert shown.count(MARKUP) == 2
    assert shown.count(str(Path(MARKUP))) == 1
    assert not {"\x1b", "\u202e"} & set(shown)
    # A line break in a name makes no line of its own.
    assert not any(line.startswith("Wrote /etc") for line in shown.splitlines())


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, do: Callable[[], None]) -> str:
    """Return what is written to a terminal."""
    screen = io.StringIO()

    def console(**options: object) -> Console:
        return Console(
            file=screen, force_terminal=True, width=200, **{k: v for k, v in options.items() if k != "stderr"}
        )

    monkeypatch.setattr(show, "Console", console)
    do()
    return screen.getvalue()


def test_progress_shows_names_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> None:
        with show.progress_bars() as execute:
            execute(Step(f"read {MARKUP}\x1b]0;owned\x07", lambda: 0))
        with show.progress_bar(1) as tell:
            tell(f"{MARKUP}\x1b]0;owned\x07", 1)

    screen = on_a_terminal(monkeypatch, run)
    assert MARKUP in screen
    assert "\x1b]0;" not in screen
    assert "\x07" not in screen


@given(st.text())
def test_json_with_controls_escaped_is_the_same_json(text: str) -> None:
    escaped = show.escape_controls(json.dumps({"text": text}, ensure_ascii=False))
    assert json.loads(escaped) == {"text": text}
    assert show.printable(escaped) == escaped


@pytest.mark.parametrize("char", ["\U000e0067", "\U00100000", "\U000f0000", "\u200d", "\x7f", "\x9b", "\ue000"])
def test_characters_that_are_escaped_keep_their_meaning(char: str) -> None:
    escaped = show.escape_controls(json.dumps(char, ensure_ascii=False))
    assert escaped.isascii()
    assert json.loads(escaped) == char


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_no_cell_of_csv_is_a_formula(texts: list[str]) -> None:
    table = pa.table({"a": [text.encode("utf-8", "replace").decode() for text in texts]})
    _, *rows = csv.reader(io.StringIO(show.as_csv(table), newline=""))
    assert not any(cell.startswith(FORMULA_STARTS) for row in rows for cell in row)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_every_start_of_a_formula_is_defused(start: str) -> None:
    assert not show.csv_cells([f"{start}1+1"])[0].startswith(FORMULA_STARTS)
    assert show.csv_cells([-1.5, -2, None, True]) == ["-1.5", "-2", "", "true"]
