"""Figures → tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rich.table import Table

from benchmarks.tables import figures_table, print_results
from benchmarks.warehouse.marts import Mart
from benchmarks.warehouse.results import Results, Size
from benchmarks.warehouse.rivals import DUCKDB


def show(results: Results) -> None:
    """Print the results on standard output; into a pipe or file without colours, nor wrapped."""
    print_results(results.about, _tables(results.sizes), results.notes)


def _tables(sizes: Mapping[int, Size]) -> Iterator[Table]:
    yield _growth(sizes)
    if any(found.marts for found in sizes.values()):
        yield _marts(sizes, "Marts, fetched whole, s", lambda mart: f"{mart.fetched_seconds:.3f}")
        yield _marts(sizes, "Marts, all columns aggregated, s", lambda mart: f"{mart.aggregated_seconds:.3f}")
        yield _marts(sizes, "Marts, processor time of fetching, s", lambda mart: f"{mart.processor_seconds:.3f}")
        yield _marts(sizes, "Marts, rows", lambda mart: f"{mart.rows:,}")
        yield _marts(sizes, "Marts, peak memory, MB", lambda mart: f"{mart.peak_bytes / 1e6:,.0f}")
    for size, found in sizes.items():
        if found.rerun:
            yield _rerun(size, found)
        if found.rivals:
            yield _rivals(size, found)


def _growth(sizes: Mapping[int, Size]) -> Table:
    table = figures_table("A warehouse of synthetic claims", "", *(f"{size:,}" for size in sizes))
    rows: dict[str, Callable[[Size], str]] = {
        "rows of all tables": lambda it: f"{it.loaded.rows:,}",
        "loading, s": lambda it: f"{it.loaded.seconds:,.1f}",
        "  processor time, s": lambda it: f"{it.loaded.processor_seconds:,.1f}",
        "loading, claims a second": lambda it: f"{it.loaded.per_second:,.0f}",
        "file, MB": lambda it: f"{it.loaded.file_bytes / 1e6:,.0f}",
        "file, bytes a claim": lambda it: f"{it.loaded.file_bytes / it.loaded.claims:,.0f}",
        "peak memory of loading, MB": lambda it: f"{it.loaded.peak_bytes / 1e6:,.0f}",
        "slowest mart, s": lambda it: (
            f"{max(it.slowest.fetched_seconds, it.slowest.aggregated_seconds):.2f}" if it.slowest else "–"
        ),
        "a snapshot, s": lambda it: ", ".join(f"{one:.2f}" for one in it.published.seconds) if it.published else "–",
        "a reader's slowest query meanwhile, s": lambda it: _queries(it, beside=True),
        "  while nothing is published, s": lambda it: _queries(it, beside=False),
        "a run with nothing to do, s": lambda it: f"{it.rerun.seconds:.2f}" if it.rerun else "–",
    }
    for name, cell in rows.items():
        table.add_row(name, *(cell(found) for found in sizes.values()))
    return table


def _queries(found: Size, *, beside: bool) -> str:
    it = found.published
    if not it:
        return "–"
    slowest, middle = (it.slowest_query, it.median_query) if beside else (it.alone_slowest_query, it.alone_median_query)
    return f"{slowest:.3f} (median {middle:.3f})"


def _marts(sizes: Mapping[int, Size], title: str, cell: Callable[[Mart], str]) -> Table:
    measured = {size: {mart.name: mart for mart in found.marts} for size, found in sizes.items() if found.marts}
    table = figures_table(title, "mart", *(f"{size:,}" for size in measured))
    for name in dict.fromkeys(name for marts in measured.values() for name in marts):
        table.add_row(name, *(cell(marts[name]) if name in marts else "–" for marts in measured.values()))
    return table


def _rerun(size: int, found: Size) -> Table:
    table = figures_table(f"A run with nothing to do, {size:,} claims", "step", "s")
    if found.rerun:
        for step, seconds in found.rerun.steps.items():
            table.add_row(step, f"{seconds:.2f}")
    return table


def _rivals(size: int, found: Size) -> Table:
    systems = list(found.rivals[0].seconds)
    heads = [system if system == DUCKDB else f"{system}, s (×)" for system in systems]
    table = figures_table(f"The same rows elsewhere, {size:,} claims", "mart", "rows", *heads)
    for one in found.rivals:
        cells = [
            f"{seconds:.3f}" if system == DUCKDB else f"{seconds:.3f} (× {seconds / one.seconds[DUCKDB]:.1f})"
            for system, seconds in one.seconds.items()
        ]
        table.add_row(one.mart, f"{one.rows:,}", *cells)
    return table
