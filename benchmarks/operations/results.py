"""What a run of the operations benchmark measured; what it did not is empty."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.operations.runs import DIRECT, PREFECT, Runs
from benchmarks.operations.scale import Scale, reckon
from benchmarks.operations.usual import Compared


@dataclass(slots=True)
class Results:
    """All figures."""

    about: dict[str, str]
    articles: int = 0  # that runs were over
    runs: dict[str, Runs] = field(default_factory=dict)  # mode → its runs
    compared: Compared | None = None
    scale: Scale | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def overhead(self) -> float | None:
        """Return the seconds that Prefect adds to a run; None where not both kinds were measured."""
        return self.runs[PREFECT].seconds - self.runs[DIRECT].seconds if len(self.runs) > 1 else None


def as_json(results: Results) -> dict[str, Any]:
    """Return the results as JSON values, with what is reckoned from them."""
    reckoned = reckon(results.scale) if results.scale else None
    return {
        "about": results.about,
        "articles": results.articles,
        "runs": {mode: asdict(runs) for mode, runs in results.runs.items()},
        "overhead_seconds": results.overhead,
        "compared": asdict(results.compared) if results.compared else None,
        "scale": asdict(results.scale) if results.scale else None,
        "scale_reckoned": asdict(reckoned) if reckoned else None,
        "notes": results.notes,
    }
