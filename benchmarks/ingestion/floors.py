"""The floors under the figures, in floors.json: part → figure → the least that it may be; higher is better."""

from __future__ import annotations

from pathlib import Path

from benchmarks.attribution.floors import Below, Shares, below_measured, load_floors
from benchmarks.ingestion.results import Results
from benchmarks.ingestion.systems import SAYSO

PATH = Path(__file__).parent / "floors.json"


def shares(results: Results) -> dict[str, Shares]:
    """Return the figures of what was measured that floors can stand under."""
    found: dict[str, Shares] = {}
    if results.body:
        own = results.body[SAYSO].all.f1
        above = {f"above {name}": own - one.all.f1 for name, one in results.body.items() if name != SAYSO}
        found["body"] = {"F1": own, **above}
    if results.kept:
        found["pages"] = {"kept": results.kept.share_kept, "published": results.kept.share_right}
    if results.speed:
        own = results.speed[SAYSO].per_second
        found["speed"] = {f"× {name}": own / one.per_second for name, one in results.speed.items() if name != SAYSO}
    if results.stored:
        found["store"] = {"× trafilatura fast": results.stored.ratio}
    if results.round:
        found["feeds"] = {"without a body": 1 - results.round.bodies / results.round.feeds}
    if results.streamed:
        found["memory"] = {"600 MB ÷ peak": 600e6 / results.streamed.peak}
    return found


def below_floors(results: Results, path: Path = PATH) -> list[Below]:
    """Return what was measured and is below its floor; floors of figures that were not are left alone."""
    return below_measured(shares(results), load_floors(path))
