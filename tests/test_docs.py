"""What the documentation says is run: commands, settings, figures."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from flows.cli import app
from flows.settings import Settings
from tests.support import ROOT, SEEDS, Sayso

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


def documented_commands() -> list[str]:
    """Return every `sayso …` line of the README's console blocks and of the commands' help."""
    blocks = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
    shown = [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ sayso")]
    group = get_command(app)
    helps = [group.help or "", *(command.help or "" for command in group.commands.values())]  # type: ignore[attr-defined]
    examples = [line.strip() for text in helps for line in text.splitlines() if line.startswith("  sayso ")]
    return sorted({*shown, *examples})


# What asks servers or needs an archive is tried with some of each in tests/flows/test_cli_ingest.py, `browse` in
# tests/flows/test_browse.py.
ELSEWHERE = re.compile(r"sayso (replay|browse|outlets (add|check)|ingest (https:|--urls|\S*\.warc))")


def here(*, runs: bool) -> list[str]:
    """Return the documented command lines that are tried here: those that ingest, or the others."""
    ingesting = ("sayso run", "sayso ingest")
    return [c for c in documented_commands() if c.startswith(ingesting) == runs and not ELSEWHERE.match(c)]


@pytest.mark.parametrize("command", here(runs=False))
def test_documented_commands_work(sayso: Sayso, seeded: Path, command: str) -> None:
    result = sayso(*shlex.split(command)[1:], cwd=seeded)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("command", [c for c in here(runs=True) if c != "sayso run"])
def test_documented_runs_work(sayso: Sayso, tmp_path: Path, command: str) -> None:
    (tmp_path / "seeds").symlink_to(SEEDS)
    arguments = shlex.split(command)[1:]
    result = sayso(*arguments, *([] if "--direct" in arguments else ["--direct"]))
    assert result.returncode == (3 if "--strict" in arguments else 0), result.stderr


@pytest.mark.parametrize("command", re.findall(r"^\$ python (-m .*)$", README, flags=re.MULTILINE))
def test_documented_modules_run(command: str) -> None:
    result = subprocess.run([sys.executable, *shlex.split(command)], cwd=ROOT, capture_output=True, text=True)  # noqa: PLW1510
    assert result.returncode == 0, result.stderr


def test_the_readmes_query_gives_the_output_shown(sayso: Sayso, seeded: Path) -> None:
    [(command, shown)] = re.findall(r"```console\n\$ (sayso sql .*?\")\n([^`].*?)```", README, flags=re.DOTALL)
    assert sayso(*shlex.split(command)[1:], cwd=seeded).stdout == shown


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`sayso {command}" in README


@pytest.mark.parametrize(("name", "field"), Settings.model_fields.items())
def test_every_setting_is_in_the_readme(name: str, field: object) -> None:
    assert f"| `{name}` | {field.description} |" in README  # type: ignore[attr-defined]


def test_the_changelog_has_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    [version] = re.findall(r'^version = "(.*)"', project, flags=re.MULTILINE)
    assert f"## {version}" in changelog


def test_links_in_the_documents_lead_somewhere() -> None:
    for document in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "seeds/README.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
            assert ((ROOT / document).parent / target).exists(), f"{document}: {target}"
