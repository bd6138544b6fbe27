"""Figures → plots: how probabilities compare with what is so, and how time and memory grow. Needs matplotlib.

`python -m benchmarks.matching.plots JSON… DIR` plots time and memory of files that `--only scale --json` wrote.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.matching.errors import NotInstalled
from benchmarks.matching.own import Calibration, PartFigures
from benchmarks.matching.results import Results
from benchmarks.matching.scale import Scale

RELIABILITY, SCALE = "reliability.png", "matching-scale.svg"
_SAME_EACH_TIME = {"svg.hashsalt": SCALE}


def plot(results: Results, folder: Path) -> list[Path]:
    """Write the plots that the results have figures for; return their paths. Raises NotInstalled."""
    try:
        matplotlib: Any = import_module("matplotlib")
        matplotlib.use("Agg")
        matplotlib.rcParams.update(_SAME_EACH_TIME)
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
        for name, one in {"hand-made pairs": found.hand_made, "all pairs that are scored": found.scored}.items():
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
    for label, took in {
        "candidates + scores + groups": [it.bar_seconds for it in scale],
        "processor time, with changes and provenance": [it.processor_seconds for it in scale],
        "one new article": [it.new_article_seconds for it in scale],
    }.items():
        seconds.plot(claims, took, marker="o", label=label)
    seconds.set(xscale="log", yscale="log", xlabel="claims", ylabel="seconds")
    seconds.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1))
    memory.plot(claims, [it.peak_bytes / 1e9 for it in scale], marker="o")
    memory.set(xscale="log", ylim=(0, None), xlabel="claims", ylabel="peak memory of all processes, GB")
    return figure


def _save(figure: Any, pyplot: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=120, metadata={"Date": None} if path.suffix == ".svg" else None)
    pyplot.close(figure)


def read_scale(paths: Sequence[Path]) -> list[Scale]:
    """Return the sizes that were measured, the smallest first; of the same size, that of the last file."""
    names = [item.name for item in fields(Scale)]
    told = [one for path in paths for one in json.loads(path.read_text("utf-8"))["scale"]]
    found = {one["claims"]: Scale(**{name: one[name] for name in names}) for one in told}
    return [found[claims] for claims in sorted(found)]


if __name__ == "__main__":
    *read, to = map(Path, sys.argv[1:])
    plot(Results({}, scale=read_scale(read)), to)
