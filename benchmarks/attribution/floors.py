"""The floors under the figures on the project's own gold: read, and compared. They stand in floors.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).parent / "floors.json"

Shares = dict[str, float]  # aspect → share of right ones, 0 to 1


@dataclass(frozen=True, slots=True)
class Below:
    """An aspect of a part of the gold that is below its floor; it is not measured where share is None."""

    part: str
    aspect: str
    share: float | None
    floor: float

    def __str__(self) -> str:
        share = "not measured" if self.share is None else f"{self.share:.3f}"
        return f"{self.part}, {self.aspect}: {share}, floor {self.floor:.3f}"


def load_floors(path: Path = PATH) -> dict[str, Shares]:
    """Return part → aspect → floor."""
    return dict(json.loads(path.read_text(encoding="utf-8"))["floors"])


def below(shares: dict[str, Shares], floors: dict[str, Shares]) -> list[Below]:
    """Return what is below its floor, in the floors' order."""
    measured = [
        Below(part, aspect, shares.get(part, {}).get(aspect), floor)
        for part, aspects in floors.items()
        for aspect, floor in aspects.items()
    ]
    return [one for one in measured if one.share is None or one.share < one.floor]


def below_measured(shares: dict[str, Shares], floors: dict[str, Shares]) -> list[Below]:
    """Return what is below its floor; floors of parts and figures that were not measured are left alone."""
    measured = {
        part: {name: floor for name, floor in figures.items() if name in shares[part]}
        for part, figures in floors.items()
        if part in shares
    }
    return below(shares, measured)
