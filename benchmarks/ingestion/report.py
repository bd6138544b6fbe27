"""Figures → tables for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from benchmarks.ingestion.quality import Body, Kept
from benchmarks.ingestion.results import Results
from benchmarks.ingestion.speed import REFERENCE, Rate
from benchmarks.tables import figures_table, print_results


def show(results: Results) -> None:
    """Print the results on standard output; into a pipe or file without colours, nor wrapped."""
    runs = map(str, filter(None, (results.stored, results.round, results.streamed)))
    print_results(results.about, _tables(results), [*_told(results.kept), *runs, *results.notes])


def _tables(results: Results) -> Iterator[Table]:
    if results.body:
        yield _body(results.body)
    if results.kept:
        yield _kept(results.kept)
    if results.speed:
        yield _speed(results.speed)


def _body(body: dict[str, Body]) -> Table:
    columns = ("precision", "recall", "F1", "F1, one half", "the other")
    table = figures_table("The article's text, shingles of four words", "system", *columns)
    for name, one in body.items():
        figures = (*one.all, *(half.f1 for half in one.halves))
        table.add_row(name, *(f"{figure:.4f}" for figure in figures))
    return table


def _kept(kept: Kept) -> Table:
    table = figures_table("Pages that are articles", "", "share", "right", "of")
    right = kept.pages - len(kept.refused)
    table.add_row("became an article", f"{kept.share_kept:.3f}", str(right), str(kept.pages))
    table.add_row("day of publication", f"{kept.share_right:.3f}", str(kept.right), str(kept.days))
    return table


def _told(kept: Kept | None) -> list[str]:
    return (
        [*(f"refused: {one}" for one in kept.refused), *(f"another day: {one}" for one in kept.wrong)] if kept else []
    )


def _speed(speed: dict[str, Rate]) -> Table:
    table = figures_table("Speed of one core", "system", "pages a second", f"× {REFERENCE}")
    for name, one in speed.items():
        table.add_row(name, f"{one.per_second:.1f}", f"{one.per_second / speed[REFERENCE].per_second:.2f}")
    return table
