"""Pages of docs/ that are made from what there is (commands, settings, model cards): `python -m tests.manual`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from typer.main import get_command

from flows.cli import app
from flows.settings import Settings
from tests.support import ROOT

WIDTH = 100


def commands_page() -> str:
    """Return the page of all commands with their help."""
    group = get_command(app)
    parts = ["# Commands\n\nWhat `sayso COMMAND --help` says; `make docs` wrote this page.\n"]
    parts += [_section(f"sayso {name}".strip(), command) for name, command in [("", group), *_commands(group, "")]]
    return "\n".join(parts)


def settings_page() -> str:
    """Return the page of all settings."""
    rows = [
        f"| `{name}` | {field.description} | `SAYSO_{name.upper()}` |" for name, field in Settings.model_fields.items()
    ]
    head = (
        "# Settings\n\nKeys of `sayso.toml` in the working directory; variables of the environment go before them. "
        "Paths are\njoined as in `PATH`. The README has the defaults. `make docs` wrote this page.\n"
    )
    return "\n".join([head, "| setting | what it is | variable |", "| --- | --- | --- |", *rows, ""])


def model_card(model: str) -> str:
    """Return the page of a model's card, which lies beside the model."""
    card: Path = ROOT / "claims/models" / model / "MODEL_CARD.md"
    return card.read_text(encoding="utf-8").replace("(../meaning/MODEL_CARD.md)", "(model-meaning.md)")


def _commands(group: click.Command, before: str) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in sorted(getattr(group, "commands", {}).items()):
        full = f"{before} {name}".strip()
        found += [(full, command), *_commands(command, full)]
    return found


def _section(name: str, command: click.Command) -> str:
    with click.Context(command, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH) as context:
        return f"## {name}\n\n```text\n{command.get_help(context).strip()}\n```\n"


PAGES = {
    "commands.md": commands_page,
    "settings.md": settings_page,
    **{f"model-{model}.md": partial(model_card, model) for model in ("attribution", "matching", "meaning")},
}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        path: Path = ROOT / "docs" / name
        path.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
