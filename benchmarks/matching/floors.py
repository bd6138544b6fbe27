"""The floors under the figures, in floors.json: part → figure → the least that it may be; higher is better."""

from __future__ import annotations

from pathlib import Path

from benchmarks.attribution.floors import Below, Shares, below_measured, load_floors
from benchmarks.matching import own
from benchmarks.matching.results import Results

PATH = Path(__file__).parent / "floors.json"

__all__ = ["PATH", "Below", "Shares", "below_floors", "load_floors", "shares"]


def shares(results: Results) -> dict[str, Shares]:
    """Return the figures of what was measured that floors can stand under."""
    found: dict[str, Shares] = {}
    if results.pairs:
        found["pairs"] = {name: systems["sayso"] for name, systems in results.pairs.items() if "sayso" in systems}
    if results.retrieve:
        found["retrieve"] = {"MAP@5": results.retrieve["sayso"].map5, "above MiniLM": _above(results)}
    if results.stories:
        found["stories"] = {name: systems["sayso"].f1 for name, systems in results.stories.items()}
    if results.altered:
        found["quotes"] = {"one utterance": results.quotes["sayso"], "altered F1": results.altered.f1}
    if results.recall:
        recall = results.recall
        found["recall"] = {
            "same": recall.same.share,
            "same or unsure": recall.same_or_unsure.share,
            "quotations across stories": recall.quotations.share,
        }
    for part, gold in results.gold.items():
        found[f"gold, {part}"] = own.figures(gold)
    return {part: figures for part, figures in found.items() if figures}


def _above(results: Results) -> float:
    """Return how far MAP@5 is above that of the embedding alone, MiniLM's where it is there."""
    alone = [one.map5 for name, one in results.retrieve.items() if name.endswith(" cosine")]
    return results.retrieve["sayso"].map5 - max(alone, default=0.0)


def below_floors(results: Results, path: Path = PATH) -> list[Below]:
    """Return what was measured and is below its floor; floors of parts and figures that were not are left alone."""
    return below_measured(shares(results), load_floors(path))
