"""Figures → plots: how probabilities compare with what is so, and how time and memory grow. Needs matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.matching.errors import NotInstalled
from benchmarks.matching.own import Calibration, PartFigures
from benchmarks.matching.results import Results
from benchmarks.matching.scale import Scale

RELIABILITY, SCALE = "reliability.png", "scale.png"


def plot(results: Results, folder: Path) -> list[Path]:
    """Write the plots that the results have figures for; return their paths. Raises NotInstalled."""
    try:
        matplotlib: Any = import_module("matplotlib")
        matplotlib.use("Agg")
        pyplot: Any = import_module("matplotlib.pyplot")
    except ModuleNotFoundError as error:
        raise NotInstalled("plotting", "matplotlib") from error
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    if results.gold:
        _save(_reliability(pyplot, results.gold), pyplot, folder / RELIABILITY)
        written.append(folder / RELIABILITY)
    if results.scale:
        _save(_scale(pyplot, results.scale), pyplot, folder / SCALE)
        written.append(folder / SCALE)
    return written


def _reliability(pyplot: Any, gold: Mapping[str, PartFigures]) -> Any:
    figure, axes = pyplot.subplots(1, len(gold), figsize=(5 * len(gold), 5), squeeze=False)
    for axis, (part, found) in zip(axes[0], gold.items(), strict=True):
        axis.plot([0, 1], [0, 1], color="#999999", linewidth=1)
        for name, one in {"hand-made pairs": found.hand_made, "all pairs of events": found.of_events}.items():
            _draw_bins(axis, name, one)
        axis.set(title=f"own gold, {part}", xlabel="probability", ylabel="share that are one claim")
        axis.legend(loc="upper left", frameon=False)
    return figure


def _draw_bins(axis: Any, name: str, one: Calibration) -> None:
    bins = [it for it in one.bins if it.pairs]
    label = f"{name}: error {one.error:.3f} (noise {one.noise:.3f})"
    axis.plot([it.said for it in bins], [it.true for it in bins], marker="o", label=label)


def _scale(pyplot: Any, scale: Sequence[Scale]) -> Any:
    figure, (seconds, memory) = pyplot.subplots(1, 2, figsize=(10, 5))
    claims = [it.claims for it in scale]
    seconds.plot(claims, [it.bar_seconds for it in scale], marker="o", label="candidates + scores + groups")
    seconds.plot(claims, [it.new_article_seconds for it in scale], marker="o", label="one new article")
    seconds.set(xscale="log", yscale="log", xlabel="claims", ylabel="seconds")
    seconds.legend(frameon=False)
    memory.plot(claims, [it.peak_bytes / 1e9 for it in scale], marker="o")
    memory.set(xscale="log", yscale="log", xlabel="claims", ylabel="peak memory, GB")
    return figure


def _save(figure: Any, pyplot: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
