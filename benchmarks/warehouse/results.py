"""What a run of the warehouse benchmark measured; what it did not is empty."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.warehouse.load import Loaded
from benchmarks.warehouse.marts import Mart
from benchmarks.warehouse.publishing import Published
from benchmarks.warehouse.rerun import Rerun
from benchmarks.warehouse.rivals import Compared


@dataclass(slots=True)
class Size:
    """What was measured of a warehouse of one size."""

    loaded: Loaded
    marts: list[Mart] = field(default_factory=list)
    published: Published | None = None
    rerun: Rerun | None = None
    rivals: list[Compared] = field(default_factory=list)

    @property
    def slowest(self) -> Mart | None:
        """Return the mart that takes longest, by the slower of its two ways."""
        return max(self.marts, key=slower, default=None)


@dataclass(slots=True)
class Results:
    """Figures by size: the number of claims that was asked for."""

    about: dict[str, str]
    sizes: dict[int, Size] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def slower(mart: Mart) -> float:
    """Return the seconds of the slower way to ask for a mart."""
    return max(mart.fetched_seconds, mart.aggregated_seconds)


def as_json(results: Results) -> dict[str, Any]:
    """Return the results as JSON values, with rates."""
    sizes = {
        str(size): asdict(found) | {"claims_per_second": found.loaded.per_second}
        for size, found in results.sizes.items()
    }
    return {"about": results.about, "sizes": sizes, "notes": results.notes}
