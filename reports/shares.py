"""Writes shares of a whole as percentages."""

from __future__ import annotations


def percent(share: float | None) -> str:
    """Return "98 %", and "–" for None: of nothing there are no shares.

    A share that is not all is never told as all, and one that is not none never as none.
    """
    if share is None:
        return "–"
    whole = round(share * 100)
    if whole == 100 and share < 1:
        return "99 %"
    return "under 1 %" if whole == 0 and share > 0 else f"{whole} %"
