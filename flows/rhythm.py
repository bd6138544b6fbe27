"""Has an outlet gone silent? Judged by its own rhythm, not by a fixed number of days.

What an outlet publishes by hour of the day, on working days and at weekends, gives how many items a silence would have
had. By the time-rescaling theorem (E. N. Brown et al., "The time-rescaling theorem and its application to neural spike
train data analysis", Neural Computation 2002) such counts between two items are exponential with mean 1 where items
come by chance; where they come in batches, the tail is longer, and the outlet's own 99th percentile says how much. The
limit is such that all followed outlets together pass it by chance once in four months.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from flows.verdict import State, Verdict

HISTORY = timedelta(days=56)  # that a rhythm is read from
LEAST_HISTORY, LEAST_ITEMS = timedelta(days=14), 20
FALSE_ALARMS = 0.25  # a month of 30 days, of all outlets together
SHORTEST_SILENCE = timedelta(hours=2)

_OFTEN = 99  # percentile of the gaps
_SHRUNK = 4.0  # hours' worth of the overall rate that each hour of the day starts with
_UNCLEAR = 0.7  # of the limit


def judge_silence(
    outlet_id: str, items: Sequence[datetime], since: datetime, until: datetime, *, outlets: int
) -> Verdict:
    """Return whether the outlet has gone silent, of so many that are followed.

    `items` are the times of its items since it has been followed or HISTORY began (`since`), in order; `until` is when
    its feeds were last read. All are aware.
    """
    count = len(items)
    if until - since < LEAST_HISTORY or count < LEAST_ITEMS:
        reason = f"{count} items in {_span(until - since)}; {LEAST_ITEMS} in {LEAST_HISTORY.days} days tell a rhythm"
        return Verdict("silent_outlet", outlet_id, "too little", reason, count)
    missing, limit = missing_items([item.timestamp() for item in items], since.timestamp(), until.timestamp(), outlets)
    silent = until - items[-1]
    state: State = "well"
    if silent >= SHORTEST_SILENCE and missing > _UNCLEAR * limit:
        state = "alert" if missing > limit else "unclear"
    reason = (
        f"nothing new for {_span(silent)} (since {items[-1]:%Y-%m-%d %H:%M} UTC), in which it publishes "
        f"{missing:.1f} items as a rule; up to {limit:.1f} may be missing by chance"
    )
    return Verdict("silent_outlet", outlet_id, state, reason, count)


def missing_items(items: Sequence[float], since: float, until: float, outlets: int) -> tuple[float, float]:
    """Return how many items would have come since the last one, and how many may be missing by chance.

    Times are seconds since 1970, in order; there are at least two items.
    """
    times = np.asarray(items, dtype=np.float64)
    first = int(since // 3600)
    slots = _slots(first, int(until // 3600) + 1 - first)
    hours = np.bincount(slots, minlength=48)
    found = np.bincount(slots[np.clip((times // 3600).astype(np.int64) - first, 0, len(slots) - 1)], minlength=48)
    mean = len(times) / len(slots)
    rates = (found + _SHRUNK * mean) / (hours + _SHRUNK)  # items an hour
    expected = np.concatenate([[0.0], np.cumsum(rates[slots])])
    edges = np.arange(len(slots) + 1) + first
    at = np.interp(np.append(times, until) / 3600, edges, expected)
    gaps = np.diff(at[:-1])
    batches = max(1.0, float(np.percentile(gaps, _OFTEN)) / math.log(100 / (100 - _OFTEN)))
    a_month = len(times) / max((until - since) / (30 * 86400), 1e-9)
    return float(at[-1] - at[-2]), batches * math.log(max(a_month * outlets / FALSE_ALARMS, math.e))


@lru_cache(maxsize=8)  # all outlets that have been followed for long have the same hours
def _slots(first: int, hours: int) -> NDArray[np.int64]:
    """Return the hour of the day of each hour since 1970, UTC, and 24 more at weekends; 1970 began on a Thursday."""
    every = np.arange(first, first + hours)
    weekend = (every // 24 + 3) % 7 >= 5
    return np.asarray(every % 24 + 24 * weekend, dtype=np.int64)


def _span(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
