"""Fixtures that run the command as a user would."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path

import hypothesis
import pytest
from duckdb import DuckDBPyConnection
from playwright.sync_api import Browser, sync_playwright

from flows.cli import main
from tests.reports.conftest import CHROMIUM, QUIET
from tests.sources.server import Server
from tests.support import SEEDS, Sayso
from warehouse import Lake, Warehouse, connect, store

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("sayso", deadline=None)
hypothesis.settings.load_profile("sayso")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes after their parameter: packed ones hold the time, and workers must agree on every name."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def blank_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have new warehouses of this process begin as copies of one without rows, which saves half a second each.

    Commands in processes of their own make theirs from nothing, and so does tests/warehouse/test_warehouse_opening.py.
    """
    blank = tmp_path_factory.mktemp("blank") / "blank.duckdb"
    with Warehouse.open(blank):
        pass

    def open_copy(place: Path | Lake) -> DuckDBPyConnection:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connect, "_write_blank", partial(shutil.copyfile, blank))
            return connect.open_writer(place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "open_writer", open_copy)
        yield


@pytest.fixture
def sayso(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sayso:
    """Return a function that runs the command in an empty working directory.

    It runs in this process, which saves seconds of importing each time; `seeded` and the tests of Prefect and of
    killed runs start the real one.
    """

    def run(
        *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        stdout, stderr, code = io.StringIO(), io.StringIO(), 0
        with monkeypatch.context() as patch, redirect_stdout(stdout), redirect_stderr(stderr):
            patch.chdir(cwd or tmp_path)
            patch.setattr(sys, "argv", ["sayso", *arguments])
            for name, value in {"SAYSO_FOLDERS": str(SEEDS), **(env or {})}.items():
                patch.setenv(name, value)
            try:
                main()
            except SystemExit as exit_:
                code = int(exit_.code or 0)
        return subprocess.CompletedProcess(arguments, code, stdout.getvalue(), stderr.getvalue())

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


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a running web server that serves any host name."""
    with Server() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail(f"these tests need {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()
