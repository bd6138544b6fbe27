"""Scored pairs → clusters: average linkage, in which no chain of weak links can make a giant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush


def average_linkage(
    items: Sequence[str], strengths: Mapping[tuple[str, str], float], threshold: float
) -> tuple[tuple[str, ...], ...]:
    """Merge the two closest clusters for as long as the mean strength over all their pairs reaches the threshold.

    Items are unique ids; strengths (0 to 1, pairs in any order, each once) count as 0 where a pair is missing, so
    that two clusters joined by one strong link among many missing ones stay apart (UPGMA: Sokal and Michener 1958).
    Every item is in exactly one cluster; members and clusters come in the order of the ids, whatever the order of
    the items. Time is O(p log p) in the number of pairs p for clusters of bounded size.
    """
    members = {item: [item] for item in items}
    totals: dict[str, dict[str, float]] = {item: {} for item in items}
    for (left, right), strength in sorted(strengths.items()):
        totals[left][right] = totals[right][left] = strength
    queue = [(-strength, min(pair), max(pair)) for pair, strength in strengths.items() if strength >= threshold]
    heapify(queue)
    while queue:
        negative, left, right = heappop(queue)
        if -negative != _mean(members, totals, left, right):
            continue  # one of the two has grown since: its newer mean stands elsewhere in the queue
        _merge(members, totals, left, right)
        for other in totals[left]:
            mean = _mean(members, totals, left, other)
            if mean >= threshold:
                heappush(queue, (-mean, min(left, other), max(left, other)))
    return tuple(sorted(tuple(sorted(cluster)) for cluster in members.values()))


def _mean(members: Mapping[str, list[str]], totals: Mapping[str, dict[str, float]], left: str, right: str) -> float:
    if right not in totals.get(left, ()):
        return -1.0
    return totals[left][right] / (len(members[left]) * len(members[right]))


def _merge(members: dict[str, list[str]], totals: dict[str, dict[str, float]], left: str, right: str) -> None:
    """Put the right cluster into the left one, whose name stays."""
    members[left] += members.pop(right)
    for other, total in totals.pop(right).items():
        del totals[other][right]
        if other != left:
            totals[left][other] = totals[other][left] = totals[left].get(other, 0.0) + total
