"""Prefect's defaults, and a server of its own for a run where none is named.

Prefect would start one, too, but only once the run asks something of it, and its own way has the run's process import
the whole server. This one comes up while the run imports Prefect's client. Of Prefect, only settings are imported here.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.serve import HOST, die_with_parent, end_process, is_healthy
from sources.errors import SaysoError

# Prefect reads these when it is imported. Quiet and offline, unless whoever runs it has set otherwise.
for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what ends a run is raised, and told in one line
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    # Whole seconds: Prefect cuts off the rest, and with 0 it looks without a pause, which takes a core.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}.items():
    os.environ.setdefault(_name, _value)


def _close_stderr() -> None:
    """Keep DuckDB's binding from listing, after Python's end, the objects that Prefect's threads still hold then.

    Registered before Prefect is imported, and so run after all that Prefect does at exit.
    """
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


atexit.register(_close_stderr)

# What Prefect gives the servers that it starts for a run: no pages, no schedules, no clearing up.
_FOR_A_RUN = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
_COMMAND = (
    "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app", "--log-level", "error", "--lifespan", "on",
)  # fmt: skip
_LOOK_EVERY = 0.05  # seconds


class ServerFailed(SaysoError):
    """The run's own Prefect server did not come up."""


@contextmanager
def temporary_server() -> Iterator[Callable[[], None]]:
    """Have a Prefect server until the end, unless Prefect is set to use one; yield what waits until it answers.

    What it yields raises ServerFailed.
    """
    from prefect.context import refresh_global_settings_context  # noqa: PLC0415  # Prefect takes seconds to import
    from prefect.settings import get_current_settings  # noqa: PLC0415

    chosen = get_current_settings()
    if chosen.api.url is not None or not chosen.server.ephemeral.enabled:
        yield lambda: None
        return
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, *_COMMAND, "--host", HOST, "--port", str(port)],
        env=os.environ | chosen.to_environment_variables(exclude_unset=True) | _FOR_A_RUN,
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread only
    )
    try:
        os.environ["PREFECT_API_URL"] = f"http://{HOST}:{port}/api"
        refresh_global_settings_context()  # for all threads, those of Prefect's client too
        yield lambda: _wait_for(process, port, chosen.server.ephemeral.startup_timeout_seconds)
        _send_what_is_left()
    finally:
        del os.environ["PREFECT_API_URL"]
        end_process(process)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_healthy(port):
        if process.poll() is not None:
            raise ServerFailed(
                f"the Prefect server of the run ended with {process.returncode} before it answered: see what "
                "PREFECT_HOME has, or run with --direct"
            )
        if time.monotonic() > deadline:
            raise ServerFailed(
                f"the Prefect server of the run does not answer after {seconds:.0f} s; --direct needs none"
            )
        time.sleep(_LOOK_EVERY)


def _send_what_is_left() -> None:
    """Have Prefect's client send its last events; where the server is gone first, it tries again and again at exit."""
    from prefect.events.worker import EventsWorker  # noqa: PLC0415

    EventsWorker.drain_all()
