"""What a run does as lines of JSON, one an event: for programs that gather logs. Rotation is the system's business.

A line is an event's name, which stands in the code, and its fields as JSON escapes them: whatever an article or server
says, it can make no line of its own and steer no terminal.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler

from flows.stages import Step
from sources.errors import SaysoError

STANDARD_ERROR = "-"  # in the setting `log`

_logger = logging.getLogger("sayso")
_logger.propagate = False  # Prefect has a handler at the root, and events without their fields say little
_logger.addHandler(logging.NullHandler())  # where no log is wanted, Python would print warnings


class CannotLog(SaysoError):
    """The log's file cannot be written."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """Return {"at", "level", "event", …fields}; "error" has the type and text of an exception."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        # JSON leaves DEL as it is, alone among the characters that steer a terminal.
        return json.dumps(line, ensure_ascii=True, default=str).replace("\x7f", "\\u007f")


@contextmanager
def logging_to(target: str) -> Iterator[None]:
    """Write the events of the block to a file, at its end, or to standard error (-); "" writes none.

    A file that the system moves away is made anew, as logrotate wants it. Raises CannotLog.
    """
    if not target:
        yield
        return
    try:
        handler = logging.StreamHandler(sys.stderr) if target == STANDARD_ERROR else WatchedFileHandler(target, "a")
    except OSError as error:
        raise CannotLog(f"log = {target!r} cannot be written: {error.strerror}; name a file, or - ") from error
    handler.setFormatter(JsonLines())
    level = _logger.level
    _logger.addHandler(handler)
    _logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        _logger.removeHandler(handler)
        _logger.setLevel(level)
        handler.close()


def note(event: str, **fields: object) -> None:
    """Log that something happened, with its fields."""
    _logger.info(event, extra={"fields": fields})


def warn(event: str, **fields: object) -> None:
    """Log something that a person may have to look at."""
    _logger.warning(event, extra={"fields": fields})


def noted(execute: Callable[[Step], int], run_id: str) -> Callable[[Step], int]:
    """Return `execute` so that it logs the end of each step, with what was new and how long it took, or its error."""

    def execute_and_note(step: Step) -> int:
        begun = time.monotonic()
        fields: dict[str, object] = {"run": run_id, "stage": step.stage, "items": step.items}
        try:
            fresh = execute(step)
        except BaseException:
            seconds = round(time.monotonic() - begun, 3)
            _logger.exception("step failed", extra={"fields": {**fields, "seconds": seconds}})
            raise
        note("step done", **fields, new=fresh, seconds=round(time.monotonic() - begun, 3))
        return fresh

    return execute_and_note
