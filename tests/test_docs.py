"""What the documentation says is run: commands, settings, figures."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command

from claims.types import Change
from flows.cli import app
from flows.settings import Settings
from tests.manual import PAGES
from tests.support import ROOT, SEEDS, Sayso

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = sorted((ROOT / "docs").glob("*.md"))
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


def shown_in(text: str) -> list[str]:
    """Return the `sayso …` lines of a document's console blocks, in order."""
    blocks = re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ sayso")]


def documented_commands() -> list[str]:
    """Return every `sayso …` line of the console blocks of README and docs/, and of the commands' help."""
    shown = [
        command for text in (README, *(path.read_text(encoding="utf-8") for path in DOCS)) for command in shown_in(text)
    ]
    group = get_command(app)
    helps = [group.help or "", *(command.help or "" for command in group.commands.values())]  # type: ignore[attr-defined]
    examples = [line.strip() for text in helps for line in text.splitlines() if line.startswith("  sayso ")]
    return sorted({*shown, *examples})


# What asks servers or needs an archive is tried with some of each in tests/flows/test_cli_ingest.py, `browse` in
# tests/flows/test_browse.py, `serve` in tests/operations/test_serving.py.
ELSEWHERE = re.compile(
    r"sayso (replay|browse|import|compact|serve --port|outlets (add|check)|ingest (https:|--urls|\S*\.warc))"
)


def here(*, runs: bool) -> list[str]:
    """Return the documented command lines that are tried here: those that ingest, or the others."""
    return [
        c
        for c in documented_commands()
        if bool(re.match(r"sayso (run|ingest)\b", c)) == runs and not ELSEWHERE.match(c)
    ]


@pytest.fixture(scope="module")
def at_work(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of a directory in which seeds were read: some of the commands run again and write."""
    return shutil.copytree(seeded, tmp_path_factory.mktemp("at-work") / "seeded")


@pytest.mark.parametrize("command", here(runs=False))
def test_documented_commands_work(sayso: Sayso, at_work: Path, command: str) -> None:
    result = sayso(*shlex.split(command)[1:], cwd=at_work)
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
    for document in (
        *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "seeds/README.md")),
        *DOCS,
    ):
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
            assert (document.parent / target).exists(), f"{document}: {target}"


@pytest.mark.parametrize(("name", "page"), PAGES.items())
def test_the_reference_pages_are_those_of_this_code(name: str, page: Callable[[], str]) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == page(), "run `make docs`"


@pytest.mark.parametrize("change", get_args(Change), ids=lambda change: change.kind)
def test_every_kind_of_change_is_told_of(change: type) -> None:
    says = (change.__doc__ or "").partition(': "')[0].rstrip(".")
    assert f"| `{change.kind}` | {says}" in (ROOT / "docs/changes.md").read_text(encoding="utf-8")


def test_the_documentation_builds_as_a_site(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: PLW1510
    assert (result.returncode, result.stderr) == (0, "")
    pages = {path.stem for path in tmp_path.glob("*.html")} - {"404"}
    assert pages == {path.stem for path in DOCS}
