"""Figures by size → small charts in one SVG, both axes in powers of ten."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import median

from benchmarks.warehouse.results import Results, Size, slower

_WIDTH, _HEIGHT = 430, 300  # of one chart
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 36, 34, 46
_COLOURS = ("#1b6ca8", "#c8553d", "#5a7d2b")
Points = Sequence[tuple[float, float]]  # claims, figure


@dataclass(frozen=True, slots=True)
class Chart:
    """Some series over the number of claims, with what the vertical axis counts."""

    title: str
    series: Mapping[str, Points]


def draw(results: Results) -> str:
    """Return an SVG of how file, loading, marts and memory grow; the figures stand as text beside their points."""
    charts = _charts(results.sizes)
    rows = -(-len(charts) // 2)
    body = "\n".join(
        f'<g transform="translate({place % 2 * _WIDTH} {place // 2 * _HEIGHT})">\n' + "\n".join(_chart(one)) + "\n</g>"
        for place, one in enumerate(charts)
    )
    told = escape("; ".join(f"{name} {value}" for name, value in results.about.items()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _WIDTH} {rows * _HEIGHT + 24}" '
        'font-family="sans-serif" font-size="11" fill="#222222">\n'
        f"<title>The warehouse at ten thousand to ten million claims</title>\n"
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n'
        f'<text x="12" y="{rows * _HEIGHT + 14}" font-size="9" fill="#666666">{told}</text>\n</svg>\n'
    )


def _charts(sizes: Mapping[int, Size]) -> list[Chart]:
    loaded = [(found.loaded.claims, found) for found in sizes.values()]
    with_marts = [(claims, found) for claims, found in loaded if found.marts]
    found = [
        Chart("File, GB", {"file": [(claims, it.loaded.file_bytes / 1e9) for claims, it in loaded]}),
        Chart("Loading, claims a second", {"all tables": [(claims, it.loaded.per_second) for claims, it in loaded]}),
    ]
    if with_marts:
        seconds = [(claims, sorted(map(slower, it.marts))) for claims, it in with_marts]
        slowest = [(claims, times[-1]) for claims, times in seconds]
        middle = [(claims, median(times)) for claims, times in seconds]
        found.append(Chart("Marts, s", {"slowest": slowest, "median": middle}))
    memory = {"loading": [(claims, it.loaded.peak_bytes / 1e9) for claims, it in loaded]}
    if with_marts:
        most = [(claims, max(mart.peak_bytes for mart in it.marts) / 1e9) for claims, it in with_marts]
        memory["hungriest mart"] = most
    found.append(Chart("Peak memory, GB", memory))
    return found


def _chart(chart: Chart) -> Iterator[str]:
    xs, ys = ([point[axis] for points in chart.series.values() for point in points] for axis in (0, 1))
    across, up = _scale(xs, _LEFT, _WIDTH - _RIGHT), _scale(ys, _HEIGHT - _BOTTOM, _TOP)
    yield f'<text x="{_LEFT}" y="18" font-size="13" font-weight="bold">{escape(chart.title)}</text>'
    for power in range(across.least, across.most + 1):
        x = across.place(10.0**power)
        yield f'<path d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#e4e4e4"/>'
        yield f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{10**power:,}</text>'
    for power in range(up.least, up.most + 1):
        y = up.place(10.0**power)
        yield f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#e4e4e4"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,.6g}</text>'
    yield f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 12}" text-anchor="middle">claims</text>'
    for place, (name, points) in enumerate(chart.series.items()):
        yield from _line(name, [(across.place(x), up.place(y), y) for x, y in points], place)


def _line(name: str, points: Sequence[tuple[float, float, float]], nth: int) -> Iterator[str]:
    colour = _COLOURS[nth]
    path = " ".join(f"{'L' if place else 'M'}{x:.1f} {y:.1f}" for place, (x, y, _) in enumerate(points))
    yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
    for x, y, value in points:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
        place = f'x="{x:.1f}" y="{y - 7:.1f}" text-anchor="middle" font-size="9"'
        yield f'<text {place} fill="{colour}">{_told(value)}</text>'
    yield f'<text x="{_WIDTH - _RIGHT}" y="{18 + 13 * nth}" text-anchor="end" fill="{colour}">{escape(name)}</text>'


def _told(value: float) -> str:
    """Return the number in three digits, without an exponent."""
    return f"{float(f'{value:.3g}'):,.6g}" if value >= 1 else f"{value:.3g}"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Powers of ten, between two places."""

    least: int
    most: int
    begin: float
    end: float

    def place(self, value: float) -> float:
        """Return where a value stands."""
        return self.begin + (math.log10(value) - self.least) / (self.most - self.least) * (self.end - self.begin)


def _scale(values: Sequence[float], begin: float, end: float) -> _Scale:
    least = math.floor(math.log10(min(values)) + 1e-9)
    return _Scale(least, max(least + 1, math.ceil(math.log10(max(values)) - 1e-9)), begin, end)
