"""docs/watching.md: what it shows is what the commands print, numbers and times aside; what it names there is."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import get_args

import pytest
import yaml

from flows.settings import Settings
from flows.verdict import Detector
from tests.support import ROOT, Sayso

PAGE = (ROOT / "docs/watching.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ sayso (.*?)\n(.*?)```", PAGE, flags=re.DOTALL)


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def aside(text: str) -> str:
    """Return the text without what differs from run to run: numbers, units, and the widths of columns."""
    text = re.sub(r"[\d.,]+ (s|minutes|hours|days) ago", "# ago", text)
    text = re.sub(r"[\d.,]+ (bytes|KB|MB|GB|TB)\b", "# bytes", text)
    return re.sub(r"\s+", " ", re.sub(r"\d+", "#", text))


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command for command, _ in SHOWN])
def test_what_is_shown_is_printed(sayso: Sayso, seeded: Path, command: str, shown: str) -> None:
    result = sayso(*shlex.split(command), cwd=seeded)
    printed = aside(result.stdout)
    assert result.returncode == 0, result.stdout
    assert [line for line in shown.splitlines() if aside(line) not in printed] == []


def test_every_detector_is_told_of() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE) == list(get_args(Detector))


def test_metrics_and_events_that_it_names_there_are() -> None:
    metrics, logs = ((ROOT / "flows" / name).read_text() for name in ("metrics.py", "logs.py"))
    assert {name for name in re.findall(r"\bsayso_\w+", PAGE) if f'"{name}"' not in metrics} == set()
    code = logs + (ROOT / "flows/run.py").read_text()
    [listed] = re.findall(r"a line of JSON for each event: (.*?)\.", PAGE, flags=re.DOTALL)
    assert {event for event in re.findall(r"`(.*?)`", listed) if f'"{event}"' not in code} == set()


def test_its_rules_are_yaml_of_prometheus_form() -> None:
    scraping, rules = map(yaml.safe_load, blocks(PAGE, "yaml"))
    assert set(scraping) == {"scrape_configs"}
    assert all(set(rule) == {"alert", "expr"} for group in rules["groups"] for rule in group["rules"])


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_settings_shown_on_a_page_can_be_used(page: Path) -> None:
    for block in blocks(page.read_text(encoding="utf-8"), "toml"):
        found = tomllib.loads(block)
        if "outlets" not in found:  # what is shown there is an overlay, not settings
            assert Settings(**found)
