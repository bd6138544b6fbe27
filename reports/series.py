"""A small time series → the geometry of a bar chart, for SVG; the figures themselves stand in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 96
LEFT, RIGHT, TOP, BOTTOM = 4, 4, 16, 16  # room for the labels above and below the bars
THINNEST, THICKEST = 1.0, 28.0
GAP = 0.25  # of a bar's place


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a series: None is a gap, which is not the same as nought."""

    label: str  # "November 2025"
    value: float | None
    text: str  # the value in words: "12 %"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, or the mark of a gap, in the chart's coordinates."""

    x: str
    y: str
    width: str
    height: str
    middle: str  # of the bar, from the left
    label: str
    text: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart that is ready to be drawn."""

    id: str
    title: str
    described: str  # all of it in words, for who does not see it
    bars: tuple[Bar, ...]
    width: int
    height: int
    base: str  # where the bars stand
    top: str  # what the highest point of the scale is: "100 %"
    top_y: str
    first: str
    last: str
    last_text: str


def chart(id_: str, title: str, points: Sequence[Point], *, top: float, top_text: str) -> Chart:
    """Return the chart of the points on a scale from 0 to `top`; higher values are cut off there."""
    room = WIDTH - LEFT - RIGHT
    place = room / max(1, len(points))
    width = min(THICKEST, max(THINNEST, place * (1 - GAP)))
    bars = []
    for number, point in enumerate(points):
        share = 0.0 if point.value is None or top <= 0 else min(1.0, max(0.0, point.value / top))
        height = share * (HEIGHT - TOP - BOTTOM)
        x = LEFT + number * place + (place - width) / 2
        y, middle = HEIGHT - BOTTOM - height, x + width / 2
        bars.append(
            Bar(
                x=_short(x),
                y=_short(y),
                width=_short(width),
                height=_short(height),
                middle=_short(middle),
                label=point.label,
                text=point.text,
                missing=point.value is None,
            )
        )
    return Chart(
        id=id_,
        title=title,
        described="; ".join(f"{point.label}: {point.text}" for point in points) or "no data",
        bars=tuple(bars),
        width=WIDTH,
        height=HEIGHT,
        base=_short(HEIGHT - BOTTOM),
        top=top_text,
        top_y=_short(TOP),
        first=points[0].label if points else "",
        last=points[-1].label if len(points) > 1 else "",
        last_text=points[-1].text if points else "",
    )


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return all months from "2025-11" to "2026-02", both included."""
    year, month = map(int, first.split("-"))
    found = [first]
    while found[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year:04d}-{month:02d}")
    return tuple(found)


def nice_top(values: Sequence[float]) -> float:
    """Return 1, 2 or 5 times a power of ten that no value exceeds; 1 for none."""
    highest = max(values, default=0.0)
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if factor * step >= highest:
                return factor * step
        step *= 10


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
