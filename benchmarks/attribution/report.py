"""What was measured, as tables for people and as JSON for programs; progress on standard error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.attribution.floors import Shares
from benchmarks.attribution.polnear import Figure
from benchmarks.attribution.speed import Speed
from benchmarks.attribution.systems import GENDERGAP, GENDERGAP_BARE
from benchmarks.tables import figures_table, print_results

SHOWN = (  # of PolNeAR's figures, in the order of the table
    ("content overlap≥50 %", "all"),
    ("content overlap≥50 %", "reporting"),
    ("relation", "all"),
    ("relation", "reporting"),
    ("content exact", "all"),
)


@dataclass(slots=True)
class Results:
    """What a run measured; what it did not is empty."""

    about: dict[str, str]  # model, machine, versions
    polnear: dict[str, list[Figure]] = field(default_factory=dict)  # by system
    gold: dict[str, Shares] = field(default_factory=dict)  # by part
    floors: dict[str, Shares] = field(default_factory=dict)  # by part
    speed_on: str = ""
    speed: dict[str, Speed] = field(default_factory=dict)  # by system
    memory: dict[str, int] = field(default_factory=dict)  # point → bytes
    notes: list[str] = field(default_factory=list)


def as_json(results: Results) -> dict[str, Any]:
    """Return the results as JSON values, with words per second and ratios worked out."""
    values = asdict(results)
    for system, speed in results.speed.items():
        values["speed"][system] |= {"words_per_second": speed.per_second, "times": ratios(results.speed, system)}
    return values


def ratios(speeds: Mapping[str, Speed], system: str) -> dict[str, float]:
    """Return how many times as fast a system is as GenderGapTracker's method, as shipped and without NER."""
    references = [name for name in (GENDERGAP, GENDERGAP_BARE) if name in speeds]
    return {name: speeds[system].per_second / speeds[name].per_second for name in references}


def show(results: Results) -> None:
    """Print the results on standard output; into a pipe or file without colours, nor wrapped."""
    print_results(results.about, _tables(results), results.notes)


def progress() -> Console:
    """Return a console for progress."""
    return Console(stderr=True, highlight=False)


def _tables(results: Results) -> list[Table]:
    tables = []
    if results.polnear:
        tables.append(_polnear(results.polnear))
    if results.gold:
        tables.append(_gold(results.gold, results.floors))
    if results.speed:
        tables.append(_speed(results.speed, results.speed_on))
    if results.memory:
        tables.append(_memory(results.memory))
    return tables


def _polnear(polnear: Mapping[str, Sequence[Figure]]) -> Table:
    table = figures_table("PolNeAR dev, F1 (95 % interval by document)", "figure", "attributions", *polnear)
    by_system = {name: {(one.measure, one.subset): one for one in figures} for name, figures in polnear.items()}
    for measure, subset in SHOWN:
        cells = [figures[measure, subset] for figures in by_system.values()]
        table.add_row(measure, subset, *(f"{one.f1:.3f} ({one.low:.3f}–{one.high:.3f})" for one in cells))
    return table


def _gold(gold: Mapping[str, Shares], floors: Mapping[str, Shares]) -> Table:
    table = figures_table(
        "Own gold, share of right ones", "aspect", *(head for part in gold for head in (part, "floor"))
    )
    for aspect in dict.fromkeys(aspect for shares in gold.values() for aspect in shares):
        cells = [side.get(part, {}).get(aspect) for part in gold for side in (gold, floors)]
        table.add_row(aspect, *("–" if cell is None else f"{cell:.3f}" for cell in cells))
    return table


def _speed(speeds: Mapping[str, Speed], texts: str) -> Table:
    references = [*ratios(speeds, next(iter(speeds)))]
    table = figures_table(
        f"Words per second of one core, {texts}", "system", "words/s", *(f"× {reference}" for reference in references)
    )
    for system, speed in speeds.items():
        times = ratios(speeds, system).values()
        table.add_row(system, f"{speed.per_second:,.0f}", *(f"{one:,.2f}" for one in times))
    return table


def _memory(peaks: Mapping[str, int]) -> Table:
    table = figures_table("Resident memory of a worker, peak", "after", "MB")
    for point, size in peaks.items():
        table.add_row(point, f"{size / 1e6:,.0f}")
    return table
