"""The errors of the attribution benchmark.

SaysoError
└── BenchmarkError
    ├── DataMissing       the folder of research data, or a file of it, is not there
    ├── ScorerMissing     the scorer beside that folder is not there
    ├── MalformedLine     a line of a JSON Lines file is no record of the form expected
    └── WorkerFailed      the process whose memory is measured ended without a result
"""

from __future__ import annotations

from pathlib import Path

from sources.errors import SaysoError


class BenchmarkError(SaysoError):
    """Something could not be measured."""


class DataMissing(BenchmarkError):
    """The folder of research data, or a file of it, is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not there; name the folder of research data that holds attribution/polnear_dev.jsonl by --data "
            "or SAYSO_DATA, or leave both out to measure on the project's own gold alone"
        )
        self.path = path


class ScorerMissing(BenchmarkError):
    """The scorer beside the folder of research data is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"the scorer {path} is not there; it is no part of this project and stands beside the folder of research "
            "data; leave --data and SAYSO_DATA out to measure on the project's own gold alone"
        )
        self.path = path


class MalformedLine(BenchmarkError):
    """A line of a JSON Lines file is no record of the form expected."""

    def __init__(self, path: Path, line: int, found: str, wanted: str) -> None:
        super().__init__(f"{path}, line {line}: {found}; each line is {wanted}")
        self.path = path
        self.line = line


class WorkerFailed(BenchmarkError):
    """The process whose memory is measured ended without a result."""

    def __init__(self, code: int, told: str) -> None:
        super().__init__(
            f"the process whose memory is measured ended with exit code {code}: {told or 'it said nothing'}"
        )
        self.code = code
