"""The floors under the figures, in floors.json: part → figure → the least that it may be."""

from __future__ import annotations

from pathlib import Path

from benchmarks.attribution.floors import Below, Shares, below_measured, load_floors
from benchmarks.operations.results import Results
from benchmarks.operations.runs import PREFECT
from benchmarks.operations.scale import ARTICLES

PATH = Path(__file__).parent / "floors.json"
AT = 1_000  # articles of a run: floors say nothing of fewer
_LEAST = 0.001  # seconds, so that a run with Prefect that was faster by chance divides nothing by zero


def figures(results: Results) -> dict[str, Shares]:
    """Return the figures that floors can stand under; more is better."""
    known: dict[str, Shares] = {}
    if results.overhead is not None and results.articles >= AT:
        known["overhead"] = {"20 s ÷ overhead": 20 / max(_LEAST, results.overhead)}
    if PREFECT in results.runs and results.articles >= AT:
        known["report"] = {"180 s ÷ run": 180 / results.runs[PREFECT].seconds}
    if results.compared:
        both = results.compared.times, results.compared.processor_times
        known["usual"] = {"× the usual parts": min(both)}
    if results.scale and results.scale.articles >= ARTICLES:
        known["scale"] = {
            "8 h ÷ rounds": 8 * 3600 / results.scale.seconds, "8 GB ÷ peak": 8e9 / results.scale.peak_bytes,
        }  # fmt: skip
    return known


def below_floors(results: Results, path: Path = PATH) -> list[Below]:
    """Return what was measured and is below its floor; what was not is left alone."""
    return below_measured(figures(results), load_floors(path))
