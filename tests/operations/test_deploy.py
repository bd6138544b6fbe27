"""The files of deploy/: what systemd, a builder of images, and the Makefile would say of them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
from typer.main import get_command

from flows.cli import app
from tests.support import ROOT

UNIT, CONTAINERFILE = ROOT / "deploy/sayso.service", ROOT / "deploy/Containerfile"
PLACE = "/opt/sayso"  # where both put the checkout
# systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5), systemd.resource-control(5).
KEYS = {
    "Unit": {"Description", "Documentation", "After", "Before", "Wants", "Requires", "ConditionPathExists"},
    "Service": {
        *("Type", "User", "Group", "WorkingDirectory", "Environment", "EnvironmentFile", "ExecStart", "ExecStartPre"),
        *("Restart", "RestartSec", "KillMode", "KillSignal", "TimeoutStopSec", "OOMPolicy", "MemoryHigh", "MemoryMax"),
        *("StateDirectory", "NoNewPrivileges", "PrivateTmp", "ProtectSystem", "ProtectHome", "ProtectKernelTunables"),
        *("ProtectControlGroups", "RestrictSUIDSGID", "ReadWritePaths", "UMask", "Nice"),
    },
    "Install": {"WantedBy", "RequiredBy", "Alias"},
}
# Of the reference of Dockerfiles, which Containerfiles share.
INSTRUCTIONS = {
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "ONBUILD", "RUN"),
    *("SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
}


def unit(text: str) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#", ";"))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


def faults_of_unit(text: str) -> list[str]:
    """Return what systemd would not know of the unit."""
    parsed = unit(text)
    sections = [f"section {name}" for name in parsed.sections() if name not in KEYS]
    known = [name for name in KEYS if name in parsed]
    return sections + [f"{name}.{key}" for name in known for key in parsed[name] if key not in KEYS[name]]


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Containerfile with what follows each, in order."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in joined.splitlines()]


def test_the_unit_has_sections_and_keys_that_systemd_knows() -> None:
    assert faults_of_unit(UNIT.read_text()) == []
    assert faults_of_unit("[Unit]\nAfterwards=x\n[Services]\n") == ["section Services", "Unit.Afterwards"]


def test_systemd_finds_nothing_wrong_with_the_unit_where_it_is_installed(tmp_path: Path) -> None:
    """Elsewhere the sections and keys above are what is known. What the unit starts is put where it can be found."""
    program = tmp_path / "sayso"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copy = tmp_path / "sayso.service"
    copy.write_text(UNIT.read_text().replace(f"{PLACE}/.venv/bin/sayso", str(program)))
    command = shutil.which("systemd-analyze")
    for text, well in ((copy.read_text(), True), (copy.read_text().replace("KillMode=", "KilMode="), False)):
        copy.write_text(text)
        faults = faults_of_unit(text)
        if command:
            told = subprocess.run([command, "verify", copy], capture_output=True, text=True, check=False).stderr
            faults = [line for line in told.splitlines() if "sayso" in line]
        assert (faults == []) is well, faults


def test_the_unit_starts_a_command_that_there_is_and_may_write_where_it_works() -> None:
    service = unit(UNIT.read_text())["Service"]
    program, command = shlex.split(service["ExecStart"])
    assert program == f"{PLACE}/.venv/bin/sayso"
    assert command in get_command(app).commands  # type: ignore[attr-defined]
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"


def test_the_image_is_made_by_instructions_files_and_commands_that_there_are() -> None:
    found = instructions(CONTAINERFILE.read_text())
    assert found[0][0] == "FROM"
    assert {name for name, _ in found} <= INSTRUCTIONS
    for sources in (arguments.split()[:-1] for name, arguments in found if name in {"COPY", "ADD"}):
        assert [source for source in sources if not (ROOT / source).exists()] == []
    targets = set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    run = " && ".join(arguments for name, arguments in found if name == "RUN")
    made = re.findall(r"(?:^|&&)\s*make\s+(\S+)", run)
    assert made
    assert set(made) <= targets
    assert {"git", "make"} <= set(run.split())


def test_the_image_starts_a_command_that_there_is_as_nobody_in_particular() -> None:
    found = dict(instructions(CONTAINERFILE.read_text()))
    assert found["ENTRYPOINT"] == f'["{found_place(CONTAINERFILE)}/.venv/bin/sayso"]'
    [command, *options] = re.findall(r'"([^"]*)"', found["CMD"])
    known = get_command(app).commands[command]  # type: ignore[attr-defined]
    assert {option for option in options if option.startswith("--")} <= {
        name for parameter in known.params for name in parameter.opts
    }
    assert found["USER"] not in {"", "root", "0"}
    assert found["VOLUME"] == found["WORKDIR"]


def found_place(path: Path) -> str:
    """Return where the checkout is copied to: the folder that is worked in at that time."""
    folder = ""
    for name, arguments in instructions(path.read_text()):
        if name == "WORKDIR":
            folder = arguments
        elif name == "COPY":
            return folder
    pytest.fail("nothing is copied")


@pytest.mark.parametrize("path", [".dockerignore"])
def test_what_is_large_or_secret_stays_out_of_the_image(path: str) -> None:
    kept_out = (ROOT / path).read_text().split()
    assert {".venv", "out"} <= {name.strip("/") for name in kept_out}
