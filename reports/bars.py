"""Draws charts as inline SVG: every value is written beside its bar, and nothing is told by colour alone.

Pure. What comes in is cleaned and escaped; colours come from the page's classes. A page that shows a chart gives the
same figures in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

from markupsafe import Markup

from reports.safe import clean

WIDTH = 360  # units; a phone shows one as a pixel
_BAR, _BARS = 13, 17  # a bar's height, and from one bar to the next
_HEAD = 18  # for the label over a group's bars
_GAP = 9  # between groups
_ROOM = 236  # for the longest bar; what is left holds its value
_KEY = 18  # for a series' letter
_NAME = 44  # characters of a name


@dataclass(frozen=True, slots=True)
class Bar:
    """One value, and how it is written."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class BarGroup:
    """What is compared: one bar for each series."""

    label: str
    bars: tuple[Bar, ...]


def grouped_bars(ident: str, title: str, description: str, series: Sequence[str], groups: Sequence[BarGroup]) -> Markup:
    """Return horizontal bars in groups. The series are lettered A, B, …, and each bar carries its letter and value.

    The first series has filled bars, the others outlined ones. `ident` is the beginning of the ids in the SVG.
    """
    largest = max((bar.value for group in groups for bar in group.bars), default=0) or 1
    parts = [_legend(number, name) for number, name in enumerate(series)]
    top = len(series) * _BARS + _GAP
    for group in groups:
        parts.append(_text(0, top + 12, group.label, "chart-label"))
        top += _HEAD
        for number, bar in enumerate(group.bars):
            parts.append(_bar(number, top, bar, largest))
            top += _BARS
        top += _GAP
    return _fill(
        '<svg class="chart" role="img" aria-labelledby="{ident}-title {ident}-desc" viewBox="0 0 {width} {height}">'
        '<title id="{ident}-title">{title}</title><desc id="{ident}-desc">{description}</desc>{parts}</svg>',
        ident=clean(ident),
        width=WIDTH,
        height=top,
        title=clean(title),
        description=clean(description),
        parts=Markup("").join(parts),
    )


def _legend(number: int, name: str) -> Markup:
    top = number * _BARS
    short = shorten(clean(name), _NAME, placeholder=" …") or clean(name)[:_NAME]
    sample = _letter(number, top + 11) + _rect(number, top, _BAR * 2)
    return sample + _text(_KEY + _BAR * 2 + 6, top + 11, short, "chart-name")


def _bar(number: int, top: float, bar: Bar, largest: float) -> Markup:
    length = _ROOM * max(0.0, bar.value) / largest
    drawn = _letter(number, top + 11) + _rect(number, top, length)
    return drawn + _text(_KEY + length + 5, top + 11, bar.label, "chart-value")


def _rect(number: int, top: float, length: float) -> Markup:
    if length <= 0:
        return Markup()
    # An outline is drawn half outside: the inset keeps bars of one value equally long.
    return _fill(
        '<rect class="chart-bar series-{number}" x="{x}" y="{y}" width="{width}" height="{height}"/>',
        number=number + 1,
        x=_KEY + 0.75,
        y=round(top + 0.75, 2),
        width=round(max(0.5, length - 1.5), 1),
        height=_BAR - 1.5,
    )


def _letter(number: int, base: float) -> Markup:
    return _text(0, base, chr(ord("A") + number), "chart-key")


def _text(left: float, base: float, text: str, name: str) -> Markup:
    return _fill(
        '<text class="{name}" x="{x}" y="{y}">{text}</text>',
        name=name,
        x=round(left, 1),
        y=round(base, 1),
        text=clean(text),
    )


def _fill(template: str, **parts: object) -> Markup:
    """Return the template, a constant, with the parts in it, escaped where they are not markup."""
    filled: Markup = Markup(template).format(**parts)  # noqa: S704 - our own markup
    return filled
