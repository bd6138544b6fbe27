"""The errors of the ingestion benchmark, beside those of the attribution benchmark that it shares.

SaysoError
└── BenchmarkError
    ├── DataMissing       the folder of research data, or a file of it, is not there
    └── NoPages           a folder holds no HTML page
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.attribution.errors import BenchmarkError

__all__ = ["BenchmarkError", "DataMissing", "NoPages"]


class DataMissing(BenchmarkError):
    """The folder of research data, or a file of it, is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not there; name the folder of research data that holds pages/ground-truth.json and pages/html/ "
            "by --data or SAYSO_DATA"
        )
        self.path = path


class NoPages(BenchmarkError):
    """A folder holds no HTML page."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} holds no HTML page; files named .html or .html.gz are read")
        self.path = path
