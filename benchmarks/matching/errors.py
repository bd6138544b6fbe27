"""The errors of the matching benchmark, beside those of the attribution benchmark that it shares.

SaysoError
└── BenchmarkError
    ├── DataMissing       the folder of research data, or a file of it, is not there
    ├── NotInstalled      a package that a part of the benchmark needs is not installed
    ├── MalformedLine     a line of a JSON Lines file is no record of the form expected
    └── WorkerFailed      the process whose time and memory are measured ended without a result
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.attribution.errors import BenchmarkError, MalformedLine, WorkerFailed

__all__ = ["BenchmarkError", "DataMissing", "MalformedLine", "NotInstalled", "WorkerFailed"]


class DataMissing(BenchmarkError):
    """The folder of research data, or a file of it, is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not there; name the folder of research data that holds matching/ and stories/ by --data or "
            "SAYSO_DATA, or leave both out to measure what needs none"
        )
        self.path = path


class NotInstalled(BenchmarkError):
    """A package that a part of the benchmark needs is not installed."""

    def __init__(self, what: str, package: str) -> None:
        super().__init__(f"{what} needs {package}, which is not installed; make peers installs it")
        self.package = package
