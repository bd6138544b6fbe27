"""Figures → tables for people; progress on standard error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.table import Table

from benchmarks.matching import changes
from benchmarks.matching.own import Calibration, PartFigures
from benchmarks.matching.recall import Recall, RecallFigures
from benchmarks.matching.results import Results
from benchmarks.matching.scale import SORTED_WORDS, Scale
from benchmarks.matching.speed import REFERENCE, Rate
from benchmarks.tables import figures_table, print_results


def show(results: Results) -> None:
    """Print the results on standard output; into a pipe or file without colours, nor wrapped."""
    print_results(results.about, _tables(results), results.notes)


def _tables(results: Results) -> Iterator[Table]:
    if results.pairs:
        yield _by_system("Pairs, average precision", results.pairs)
    if results.quotes and results.altered:
        yield _by_system("Quotations of BASIL dev, one utterance, average precision", {"BASIL": results.quotes})
        yield _altered(results.altered)
    if results.retrieve:
        table = figures_table("Claims for a tweet, CheckThat-2020 dev", "system", "MAP@5", "P@1", "R@20")
        for name, one in results.retrieve.items():
            table.add_row(name, *(f"{value:.3f}" for value in one))
        yield table
    if results.stories:
        figures = {name: {it: one.f1 for it, one in systems.items()} for name, systems in results.stories.items()}
        yield _by_system("Articles in stories, B-cubed F1", figures)
    if results.gold:
        yield _gold(results.gold)
        yield _kinds(results.gold)
        yield from (_reliability(part, one) for part, one in results.gold.items())
    if results.recall:
        yield _recall(results.recall)
    if results.speed:
        yield _speed(results.speed)
    if results.scale:
        yield from _scale(results.scale)


def _by_system(title: str, figures: Mapping[str, Mapping[str, float]]) -> Table:
    systems = dict.fromkeys(name for one in figures.values() for name in one)
    table = figures_table(title, "system", *figures)
    for system in systems:
        cells = [one.get(system) for one in figures.values()]
        table.add_row(system, *("–" if cell is None else f"{cell:.3f}" for cell in cells))
    return table


def _altered(tally: changes.Tally) -> Table:
    table = figures_table(
        "Quotations of one utterance: altered?", "", "precision", "recall", "F1", "right", "found", "wanted"
    )
    table.add_row("sayso", *_tally(tally))
    return table


def _tally(tally: changes.Tally) -> list[str]:
    shares = [f"{value:.3f}" for value in (tally.precision, tally.recall, tally.f1)]
    return [*shares, *(str(number) for number in (tally.right, tally.found, tally.wanted))]


def _gold(gold: Mapping[str, PartFigures]) -> Table:
    table = figures_table("Own gold", "figure", *(f"{part} ({one.pairs} pairs)" for part, one in gold.items()))
    parts = gold.values()
    table.add_row("one claim or two, average precision", *(f"{one.average_precision:.3f}" for one in parts))
    table.add_row("  token_set_ratio", *(f"{one.token_set:.3f}" for one in parts))
    table.add_row("  verdict right", *(f"{one.accuracy:.3f}" for one in parts))
    for name, values in {
        "calibration error, hand-made pairs": [one.hand_made for one in parts],
        "calibration error, all pairs that are scored": [one.scored for one in parts],
    }.items():
        table.add_row(name, *(_calibration(one) for one in values))
    for name in ("changes F1", "changes F1, passages touching", "quantity precision", "quantity recall"):
        table.add_row(name, *(f"{changes.figures(one.changes)[name]:.3f}" for one in parts))
    return table


def _calibration(one: Calibration) -> str:
    return f"{one.error:.3f} (noise {one.noise:.3f}, {one.pairs:,} pairs)"


def _kinds(gold: Mapping[str, PartFigures]) -> Table:
    table = figures_table("Changes by kind, F1 (wanted)", "kind", *gold)
    kinds = sorted({kind for one in gold.values() for kind in one.changes.by_kind})
    for kind in kinds:
        tallies = [one.changes.by_kind.get(kind) for one in gold.values()]
        table.add_row(kind, *(f"{it.f1:.3f} ({it.wanted})" if it else "–" for it in tallies))
    return table


def _reliability(part: str, one: PartFigures) -> Table:
    heads = ("pairs", "said", "true")
    table = figures_table(
        f"Reliability, {part}: hand-made pairs, and all that are scored",
        "probability",
        *heads,
        *(f"{head}, all" for head in heads),
    )
    for number, (ours, all_) in enumerate(zip(one.hand_made.bins, one.scored.bins, strict=True)):
        cells = [
            cell
            for it in (ours, all_)
            for cell in (str(it.pairs), *(f"{value:.2f}" if it.pairs else "–" for value in it[1:]))
        ]
        table.add_row(f"{number / 10:.1f}–{(number + 1) / 10:.1f}", *cells)
    return table


def _recall(found: RecallFigures) -> Table:
    title = f"Candidates against brute force, {found.claims:,} claims in {found.stories} stories"
    table = figures_table(title, "pairs", "recall", "found", "wanted", "candidates", "all pairs")
    rows: dict[str, Recall] = {
        "within stories: same": found.same,
        "within stories: same or unsure": found.same_or_unsure,
        "across stories: eight quoted words in common": found.quotations,
        "across stories: near, and the same": found.near_same,
        "across stories: near, same or unsure": found.near_same_or_unsure,
    }
    for name, one in rows.items():
        numbers = (one.found, one.wanted, one.candidates, one.all_pairs)
        table.add_row(name, f"{one.share:.4f}", *(f"{number:,}" for number in numbers))
    return table


def _speed(speed: Mapping[str, Rate]) -> Table:
    table = figures_table("Speed of one core", "work", "a second", f"× {REFERENCE}", "of", "words each")
    for name, rate in speed.items():
        times = rate.per_second / speed[REFERENCE].per_second
        pairs = name == REFERENCE or name.startswith("pairs")
        ratio = f"{times:.4f}" if pairs else "–"
        table.add_row(name, f"{rate.per_second:,.0f}", ratio, f"{rate.number:,}", f"{rate.words:.1f}")
    return table


def _scale(scale: list[Scale]) -> Iterator[Table]:
    table = figures_table("Synthetic claims, all new, then one article more", "", *(f"{it.claims:,}" for it in scale))
    table.add_row("articles", *(f"{it.articles:,}" for it in scale))
    table.add_row("stories", *(f"{it.stories:,}" for it in scale))
    table.add_row("processes that score", *(str(it.processes) for it in scale))
    table.add_row("pairs", *(f"{it.pairs:,}" for it in scale))
    table.add_row("matches kept", *(f"{it.matches:,}" for it in scale))
    table.add_row("groups", *(f"{it.groups:,}" for it in scale))
    table.add_row("candidates + scores + groups, s", *(f"{it.bar_seconds:,.1f}" for it in scale))
    table.add_row("  candidates + scores, s", *(f"{it.match_seconds:,.1f}" for it in scale))
    table.add_row("  groups, s", *(f"{it.group_seconds:,.1f}" for it in scale))
    table.add_row("with changes and provenance, s", *(f"{it.match_seconds + it.settle_seconds:,.1f}" for it in scale))
    table.add_row("  processor time, s", *(f"{it.processor_seconds:,.1f}" for it in scale))
    table.add_row("load of the machine", *(f"{it.load:.1f}" for it in scale))
    table.add_row(f"{SORTED_WORDS:,} words sorted, s", *(f"{it.reference_seconds:.3f}" for it in scale))
    table.add_row("one new article, s", *(f"{it.new_article_seconds:.2f}" for it in scale))
    table.add_row("peak memory of all processes, GB", *(f"{it.peak_bytes / 1e9:.2f}" for it in scale))
    table.add_row("file, GB", *(f"{it.file_bytes / 1e9:.2f}" for it in scale))
    yield table
    phases = figures_table("Where the time goes, s", "phase", *(f"{it.claims:,}" for it in scale))
    for phase in dict.fromkeys(name for it in scale for name in it.phases):
        phases.add_row(phase, *(f"{it.phases.get(phase, 0.0):,.1f}" for it in scale))
    yield phases
