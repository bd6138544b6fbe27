"""The errors of the operations benchmark, beside those of the attribution benchmark that it shares.

SaysoError
└── BenchmarkError
    ├── DataMissing       the folder of research data, or a file of it, is not there
    ├── NoTemplates       no page of the research data could be filled with other articles
    ├── NotInstalled      a package that a part of the benchmark needs is not installed
    ├── OtherRounds       a folder holds the rounds of another number of articles
    ├── RunFailed         a process that was measured ended with an error
    ├── Unequal           two runs over the same pages did not find the same
    └── MalformedLine     a line of a JSON Lines file is no record of the form expected
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.attribution.errors import BenchmarkError, MalformedLine

__all__ = [
    "BenchmarkError", "DataMissing", "MalformedLine", "NoTemplates", "NotInstalled", "OtherRounds", "RunFailed",
    "Unequal",
]  # fmt: skip


class DataMissing(BenchmarkError):
    """The folder of research data, or a file of it, is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not there; name the folder of research data that holds stories/, attribution/ and pages/ by "
            "--data or SAYSO_DATA"
        )
        self.path = path


class NoTemplates(BenchmarkError):
    """No page of the research data could be filled with other articles."""

    def __init__(self, pages: int) -> None:
        super().__init__(
            f"none of {pages} pages gives back an article that is put into it in the place of its own; "
            "pages/html/ and pages/ground-truth.json are those of the article-extraction-benchmark"
        )


class NotInstalled(BenchmarkError):
    """A package that a part of the benchmark needs is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(f"the usual parts need {package}, which is not installed; make extractors peers installs it")
        self.package = package


class OtherRounds(BenchmarkError):
    """A folder holds the rounds of another number of articles."""

    def __init__(self, path: Path, held: int, wanted: int) -> None:
        super().__init__(
            f"{path} holds rounds of {held:,} articles, not of {wanted:,}; name another folder, or --articles {held}"
        )


class RunFailed(BenchmarkError):
    """A process that was measured ended with an error."""

    def __init__(self, command: Sequence[str], code: int, told: str) -> None:
        super().__init__(f"{' '.join(command)} ended with exit code {code}: {told or 'it said nothing'}")
        self.code = code


class Unequal(BenchmarkError):
    """Two runs over the same pages did not find the same."""

    def __init__(self, found: Mapping[str, Mapping[str, int]]) -> None:
        told = "; ".join(f"{mode}: {dict(counts)}" for mode, counts in found.items())
        super().__init__(f"runs over the same pages found different numbers, so that their times say nothing: {told}")
