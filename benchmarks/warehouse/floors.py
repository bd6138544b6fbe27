"""The floors under the figures at a million claims, in floors.json: part → figure → the least that it may be."""

from __future__ import annotations

from pathlib import Path

from benchmarks.attribution.floors import Below, Shares, below_measured, load_floors
from benchmarks.warehouse.results import Results, Size, slower
from benchmarks.warehouse.rivals import DUCKDB, POSTGRESQL, SQLITE

PATH = Path(__file__).parent / "floors.json"
AT = 1_000_000  # claims


def figures(found: Size) -> dict[str, Shares]:
    """Return the figures that floors can stand under; more is better."""
    known: dict[str, Shares] = {"load": {"claims a second": found.loaded.per_second}}
    if found.slowest:
        known["marts"] = {"1 s ÷ slowest": 1 / slower(found.slowest)}
    if found.published:
        known["publish"] = {"5 s ÷ slowest": 5 / max(found.published.seconds)}
    if found.rerun:
        known["rerun"] = {"10 s ÷ run": 10 / (found.rerun.seconds - found.rerun.report_seconds)}
    if found.rivals:
        known["rivals"] = {
            f"× {system}": min(one.seconds[system] / one.seconds[DUCKDB] for one in found.rivals)
            for system in (SQLITE, POSTGRESQL)
            if all(system in one.seconds for one in found.rivals)
        }
    return known


def below_floors(results: Results, path: Path = PATH, at: int = AT) -> list[Below]:
    """Return what was measured and is below its floor; sizes and figures that were not are left alone."""
    found = results.sizes.get(at)
    return below_measured(figures(found), load_floors(path)) if found else []
