"""The rules of the house are checked, and the checks can fail."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import ROOT

PACKAGES = ("sources", "claims", "warehouse", "reports", "flows")


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("sources/types.py", "import claims.types"),
        ("claims/types.py", "import warehouse"),
        ("warehouse/planted.py", "import reports"),
        ("reports/planted.py", "import warehouse"),
        ("warehouse/planted.py", "import flows.settings"),
        ("claims/planted.py", "import prefect"),
        ("claims/planted.py", "import duckdb"),
        ("flows/planted.py", "import duckdb"),
        ("flows/planted.py", "import trafilatura"),
        ("sources/planted.py", "import trafilatura"),
        ("flows/planted.py", "import prefect"),
        ("sources/planted.py", "import fastwarc"),
        ("sources/planted.py", "import isal"),
        ("reports/planted.py", "import apprise"),
        ("flows/planted.py", "import ray"),
    ],
)
def test_a_planted_import_breaks_a_contract(tmp_path: Path, module: str, line: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


def test_the_lock_files_hold_hashes_and_no_addresses() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text, path
        pinned = re.findall(r"^\S+==\S+.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, flags=re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, flags=re.MULTILINE)), path


def test_the_wheel_ships_sql_templates_and_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped <= names
    assert {Path(name).suffix for name in shipped} >= {".py", ".sql", ".j2", ".toml", ".css"}
