"""Lays out who published when: outlets as rows, time from left to right, a mark for each article. Pure.

Marks and their labels never overlap: where one would, it goes into another lane of the same row. An article of which
the day alone is known is a bar as long as the day; one without a date stands at the right, apart from the axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from reports.measure import BOLD, shorten_name, width_of

WIDTH = 960  # of the drawing, in pixels
NAMES = 236  # of it, for the outlets' names
UNDATED = 96  # of it, for what has no date, where something has none
LANE, ROW_GAP, AXIS = 22, 8, 46
MARK = 6  # radius of a mark
NAME_SIZE, LABEL_SIZE, TICK_SIZE = 13, 12, 12
_PAD = 46  # of the axis at either end, which is half a tick's label
_TICK_ROOM = 96  # pixels between two ticks, at least

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS = (
    *(_MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR),
    *(_DAY, 2 * _DAY, 5 * _DAY, 10 * _DAY, 30 * _DAY, 90 * _DAY, 365 * _DAY),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_LAST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
_FIRST = int(datetime(1, 1, 1, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True)
class Moment:
    """One article on a row."""

    id: str
    at: datetime | None
    day_only: bool  # the day is known, the hour is not
    label: str  # beside the mark; "" for none
    first: bool  # whether it is the first to tell something
    told: str  # what the mark is, for who points at it


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet and its articles."""

    name: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class PlacedMoment:
    """A mark in its place: a dot at x, or, where the day alone is known, a bar from x to `end`."""

    moment: Moment
    x: float
    end: float
    y: float
    label_x: float
    label_width: float
    label_first: bool  # the label stands left of the mark


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row in its place."""

    name: str  # whole
    short: str
    y: float
    height: float
    moments: tuple[PlacedMoment, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis."""

    x: float
    time: str  # "06:00"; "" where the axis counts days
    day: str  # "20 Nov 2025" where it is the first of its day, else ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A timeline laid out."""

    width: float
    height: float
    rows: tuple[PlacedRow, ...]  # as given
    ticks: tuple[Tick, ...]
    undated_x: float | None  # where the column of what has no date begins


@dataclass(frozen=True, slots=True)
class _Scale:
    """Seconds → pixels."""

    low: int
    high: int
    right: float

    def x(self, second: float) -> float:
        return round(NAMES + _PAD + (second - self.low) / (self.high - self.low) * (self.right - NAMES - 2 * _PAD), 1)


def lay_out_timeline(rows: Sequence[Row]) -> Chart:
    """Return the drawing of a timeline, rows and their moments in the order given."""
    moments = [moment for row in rows for moment in row.moments]
    has_undated = any(moment.at is None for moment in moments)
    right = float(WIDTH - (UNDATED if has_undated else 0))
    scale = _scale(moments, right)
    placed: list[PlacedRow] = []
    y = float(AXIS)
    for row in rows:
        lanes, found = _lanes(row, scale, right, y)
        height = max(1, lanes) * LANE + ROW_GAP
        placed.append(PlacedRow(row.name, shorten_name(row.name, NAMES - 12, NAME_SIZE * BOLD), y, height, found))
        y += height
    return Chart(WIDTH, y + 4, tuple(placed), _ticks(scale) if scale else (), right if has_undated else None)


def _scale(moments: Sequence[Moment], right: float) -> _Scale | None:
    """Return the scale that holds all dated moments, with some room at either end; None where none is dated."""
    seconds = [_second(moment.at) for moment in moments if moment.at]
    if not seconds:
        return None
    seconds += [_second(moment.at) + _DAY for moment in moments if moment.at and moment.day_only]
    low, high = min(seconds), max(seconds)
    room = max(600, (high - low) // 40)
    return _Scale(low - room, high + room, right)


def _lanes(row: Row, scale: _Scale | None, right: float, top: float) -> tuple[int, tuple[PlacedMoment, ...]]:
    """Return how many lanes a row needs, and its moments in them, in the order given."""
    ends: list[list[tuple[float, float]]] = []
    placed: dict[int, PlacedMoment] = {}
    for number in sorted(range(len(row.moments)), key=lambda at: (_order(row.moments[at]), at)):
        moment = row.moments[number]
        x, end = _extent(moment, scale, right)
        width = width_of(moment.label, LABEL_SIZE * BOLD)
        limit = WIDTH if moment.at is None else right
        label_first = bool(moment.label) and end + MARK + 5 + width > limit
        label_x = x - MARK - 5 - width if label_first else end + MARK + 5
        first = (label_x if label_first else x - MARK) - 3
        last = end + MARK + 3 if label_first or not moment.label else label_x + width + 3
        lane = next((at for at, taken in enumerate(ends) if all(last <= a or b <= first for a, b in taken)), len(ends))
        if lane == len(ends):
            ends.append([])
        ends[lane].append((first, last))
        y = top + ROW_GAP / 2 + lane * LANE + LANE / 2
        placed[number] = PlacedMoment(moment, x, end, y, label_x, width, label_first)
    return len(ends), tuple(placed[number] for number in range(len(row.moments)))


def _order(moment: Moment) -> tuple[bool, int]:
    return moment.at is None, _second(moment.at) if moment.at else 0


def _extent(moment: Moment, scale: _Scale | None, right: float) -> tuple[float, float]:
    if moment.at is None or scale is None:
        return right + 2 * MARK, right + 2 * MARK
    second = _second(moment.at)
    return scale.x(second), scale.x(second + _DAY if moment.day_only else second)


def _ticks(scale: _Scale) -> tuple[Tick, ...]:
    most = max(1, int((scale.right - NAMES - 2 * _PAD) // _TICK_ROOM))
    span = scale.high - scale.low
    step = next((step for step in _STEPS if span / step <= most), 365 * _DAY * -(-span // (365 * _DAY * most)))
    ticks: list[Tick] = []
    day = ""
    for second in range(max(-(-scale.low // step) * step, _FIRST), min(scale.high, _LAST) + 1, step):
        at = datetime.fromtimestamp(second, UTC)
        named = f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
        ticks.append(
            Tick(
                scale.x(second),
                f"{at:%H:%M}" if step < _DAY else "",
                named if named != day else "",
            )
        )
        day = named
    return tuple(ticks)


def _second(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0
