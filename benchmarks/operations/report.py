"""Figures → tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.table import Table

from benchmarks.operations.floors import AT
from benchmarks.operations.results import Results
from benchmarks.operations.runs import Runs
from benchmarks.operations.scale import Round, Scale, reckon
from benchmarks.operations.usual import Compared
from benchmarks.tables import figures_table, print_results


def show(results: Results) -> None:
    """Print the results on standard output; into a pipe or file without colours, nor wrapped."""
    print_results(results.about, _tables(results), results.notes)


def _tables(results: Results) -> Iterator[Table]:
    if results.runs:
        yield _runs(results)
    if results.compared:
        yield _compared(results.compared)
    if results.scale:
        yield _growth(results.scale)
        yield _steps(results.scale)


def _runs(results: Results) -> Table:
    table = figures_table(f"HTML → report, {results.articles:,} articles", "", *results.runs)
    rows: dict[str, Callable[[Runs], str]] = {
        "on the wall, s, median": lambda it: f"{it.seconds:,.1f}",
        "  each round": lambda it: ", ".join(f"{took.seconds:,.1f}" for took in it.took),
        "processor time, s, median": lambda it: f"{it.processor_seconds:,.1f}",
        "peak memory, MB": lambda it: f"{it.peak_bytes / 1e6:,.0f}",
    }
    for name, cell in rows.items():
        table.add_row(name, *map(cell, results.runs.values()))
    for name in next(iter(results.runs.values())).counts:
        table.add_row(name, *(f"{runs.counts[name]:,}" for runs in results.runs.values()))
    if results.overhead is not None:
        table.add_row("Prefect's overhead, s", f"{results.overhead:,.1f}")
    return table


def _compared(found: Compared) -> Table:
    usual, sayso = found.usual, found.sayso
    table = figures_table(f"Beside the usual parts, {usual.pages:,} articles", "", "on the wall, s", "processor, s")
    for name, part in usual.parts.items():
        table.add_row(f"usual: {name}", f"{part.seconds:,.1f}", f"{part.processor_seconds:,.1f}")
    table.add_row("usual, all of it", f"{usual.seconds:,.1f}", f"{usual.processor_seconds:,.1f}")
    table.add_row("sayso run --direct, whole process", f"{sayso.seconds:,.1f}", f"{sayso.processor_seconds:,.1f}")
    table.add_row("sayso is faster, times", f"{found.times:.1f}", f"{found.processor_times:.1f}")
    more, times = usual.at(AT), found.times_at(AT)
    table.add_row(f"usual, reckoned for {AT:,} articles", f"{more.seconds:,.1f}", f"{more.processor_seconds:,.1f}")
    table.add_row("  sayso is faster, times", f"{times[0]:.1f}", f"{times[1]:.1f}")
    table.add_row("texts, quotes of the usual parts", f"{usual.articles:,}", f"{usual.quotes:,}")
    table.add_row("articles, claims of sayso", f"{sayso.counts['articles']:,}", f"{sayso.counts['claims']:,}")
    return table


def _growth(found: Scale) -> Table:
    points = found.points()
    more = reckon(found)
    heads = [f"{one.articles:,}" for one in points] + ([f"{more.articles:,}, reckoned"] if more else [])
    table = figures_table("HTML → matched warehouse, articles", "", *heads)

    def row(name: str, cell: Callable[[Scale], str], reckoned: str = "") -> None:
        table.add_row(name, *map(cell, points), *([reckoned] if more else []))

    row("on the wall, s", lambda it: f"{it.seconds:,.0f}", f"{more.seconds:,.0f}" if more else "")
    row("  articles a second", lambda it: f"{it.articles / it.seconds:.1f}",
        f"{more.articles / more.seconds:.1f}" if more else "")  # fmt: skip
    row("  last round, s an article", lambda it: f"{it.rounds[-1].seconds / it.rounds[-1].articles:.3f}")
    row("processor time, s", lambda it: f"{sum(one.processor_seconds for one in it.rounds):,.0f}")
    row("peak memory, MB", lambda it: f"{it.peak_bytes / 1e6:,.0f}", f"{more.peak_bytes / 1e6:,.0f}" if more else "")
    row("file, MB", lambda it: f"{it.rounds[-1].file_bytes / 1e6:,.0f}",
        f"{more.file_bytes / 1e6:,.0f}" if more else "")  # fmt: skip
    row("archive, MB", lambda it: f"{it.rounds[-1].archive_bytes / 1e6:,.0f}")
    for name in found.rounds[-1].counts:
        row(name, lambda it, name=name: f"{it.rounds[-1].counts[name]:,}")  # type: ignore[misc]
    return table


def _steps(found: Scale) -> Table:
    rounds = [one.rounds[-1] for one in found.points()]
    table = figures_table(
        "A round's stages, s", "after articles", *(f"{one.held:,} ({one.articles:,} new)" for one in rounds)
    )
    names = dict.fromkeys(name for one in rounds for name in one.steps)
    for name in names:
        table.add_row(name, *(f"{one.steps.get(name, 0):.1f}" for one in rounds))
    table.add_row("the process's start and end", *(f"{_outside(one):.1f}" for one in rounds))
    return table


def _outside(one: Round) -> float:
    return one.seconds - sum(one.steps.values())
