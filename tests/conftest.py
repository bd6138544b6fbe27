"""Fixtures that run the command as a user would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support import SEEDS, Sayso


@pytest.fixture
def sayso(tmp_path: Path) -> Sayso:
    """Return a function that runs the command in an empty working directory, as a user would."""

    def run(
        *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flows", *arguments],
            cwd=cwd or tmp_path,
            env={**os.environ, "SAYSO_FOLDERS": str(SEEDS), **(env or {})},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working directory in which `sayso run --direct` has read the seeds once; tests only read it."""
    cwd = tmp_path_factory.mktemp("seeded")
    subprocess.run(
        [sys.executable, "-m", "flows", "run", "--direct"],
        cwd=cwd,
        env={**os.environ, "SAYSO_FOLDERS": str(SEEDS)},
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    )
    return cwd
