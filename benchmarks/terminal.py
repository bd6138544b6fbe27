"""What the benchmarks' command lines share: telling what goes on, ending plainly, naming the machine."""

from __future__ import annotations

import json
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer

from benchmarks.attribution.errors import MalformedLine
from benchmarks.attribution.report import progress
from sources.errors import SaysoError


def machine() -> str:
    """Return the processor's name, on Linux with what it is sold as."""
    cpus = Path("/proc/cpuinfo")
    named = re.search(r"^model name\s*: (.*)", cpus.read_text("utf-8"), re.MULTILINE) if cpus.exists() else None
    return named[1] if named else f"{platform.system()} {platform.machine()}"


def tell(what: str) -> None:
    """Say on standard error what goes on."""
    progress().print(f"sayso: {what}", markup=False, soft_wrap=True)


def fail(what: str, code: int) -> NoReturn:
    """Say what went wrong, and end with the exit code."""
    tell(what)
    raise typer.Exit(code)


def write_json(path: Path | None, values: Mapping[str, Any]) -> None:
    """Write the figures there as JSON, where a path is given."""
    if path:
        path.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what a person can do something about into one line and an exit code."""
    try:
        yield
    except MalformedLine as error:
        fail(str(error), 2)
    except SaysoError as error:
        fail(str(error), 1)
    except OSError as error:
        fail(f"{error.filename or 'a file'}: {error.strerror or error}", 1)
    except KeyboardInterrupt:
        sys.exit(130)
