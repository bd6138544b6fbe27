"""Lays out who took a claim from whom: a graph in layers, from left to right. Pure; equal input, equal drawing.

The layers are those of Sugiyama, Tagawa and Toda (1981): what was taken stands to the right of all that it was taken
from; an arrow over several layers goes through free places in those between, so that it crosses no box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from reports.measure import BOLD, shorten_name, shorten_to

NodeKind = Literal["first", "origin", "taken", "named"]

WIDTH, HEIGHT = 248, 46  # of a box, in pixels of the drawing
COLUMN_GAP, ROW_GAP, LANE = 56, 14, 18  # between boxes; what an arrow takes that passes a layer
MARGIN = 8
LABEL_SIZE, NOTE_SIZE = 13, 11
_PADDING = 12
_HEAD = 7  # length of an arrow's head
_SWEEPS = 2


@dataclass(frozen=True, slots=True)
class Node:
    """A box: an outlet that tells a claim, or one that is only named."""

    id: str
    label: str
    note: str  # the second line
    kind: NodeKind


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow: the target took it from the source."""

    source: str
    target: str
    how: str


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A box in its place, with its text cut to fit."""

    node: Node
    label: str
    note: str
    x: float
    y: float
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class PlacedEdge:
    """An arrow as two SVG paths, its line and its head."""

    edge: Edge
    line: str
    head: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph laid out."""

    width: float
    height: float
    nodes: tuple[PlacedNode, ...]  # as given
    edges: tuple[PlacedEdge, ...]


@dataclass(slots=True)
class _Slot:
    """A place in a layer: a box's, or one that an arrow goes through."""

    height: float
    before: list[_Slot]  # where its arrows come from, one layer to the left
    y: float = 0

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def lay_out_graph(nodes: Sequence[Node], edges: Sequence[Edge]) -> Drawing:
    """Return the drawing of a graph; the order of the nodes, earliest first, decides where nothing else does.

    Arrows from a node to itself, or from or to one that is not given, are left out. Where arrows run in a circle, one
    of them points to the left.
    """
    known = {node.id: node for node in nodes}
    drawn = [
        edge
        for edge in dict.fromkeys(edges)
        if edge.source != edge.target and edge.source in known and edge.target in known
    ]
    forward = _without_circles(list(known), drawn)
    layer_of = _layers(list(known), forward)
    slots, ways = _slots(list(known), forward, layer_of)
    height = _stack(slots)
    boxes = {key: slot for key, slot in ways.items() if isinstance(key, str)}
    x_of = {key: MARGIN + layer_of[key] * (WIDTH + COLUMN_GAP) for key in known}
    return Drawing(
        width=2 * MARGIN + len(slots) * (WIDTH + COLUMN_GAP) - COLUMN_GAP if slots else 0,
        height=height + MARGIN if slots else 0,
        nodes=tuple(_place(node, x_of[key], boxes[key][0].y) for key, node in known.items()),
        edges=tuple(_arrow(edge, forward[edge], ways, layer_of) for edge in drawn),
    )


def _place(node: Node, x: float, y: float) -> PlacedNode:
    room = WIDTH - 2 * _PADDING
    return PlacedNode(
        node, shorten_name(node.label, room, LABEL_SIZE * BOLD), shorten_to(node.note, room, NOTE_SIZE), x, y
    )


def _without_circles(ids: Sequence[str], edges: Sequence[Edge]) -> dict[Edge, tuple[str, str]]:
    """Return the ends of each arrow as it counts for the layers: turned round where it would close a circle."""
    after: dict[str, list[Edge]] = defaultdict(list)
    for one in edges:
        after[one.source].append(one)
    ends: dict[Edge, tuple[str, str]] = {}
    done: set[str] = set()
    targets = {one.target for one in edges}
    for start in sorted(ids, key=lambda key: key in targets):  # where nothing arrives first; else as given
        if start in done:
            continue
        path, waiting = {start}, [(start, iter(after[start]))]
        while waiting:
            at, rest = waiting[-1]
            edge = next(rest, None)
            if edge is None:
                path.discard(at)
                done.add(at)
                waiting.pop()
                continue
            ends[edge] = (edge.target, at) if edge.target in path else (at, edge.target)
            if edge.target not in path and edge.target not in done:
                path.add(edge.target)
                waiting.append((edge.target, iter(after[edge.target])))
    return {one: ends[one] for one in edges}


def _layers(ids: Sequence[str], forward: Mapping[Edge, tuple[str, str]]) -> dict[str, int]:
    """Return each node's layer: one more than the farthest of those that arrows come from."""
    arriving: dict[str, set[str]] = {key: set() for key in ids}
    leaving: dict[str, set[str]] = {key: set() for key in ids}
    for source, target in forward.values():
        arriving[target].add(source)
        leaving[source].add(target)
    layer = dict.fromkeys(ids, 0)
    open_ends = {key: len(found) for key, found in arriving.items()}
    ready = [key for key in ids if not open_ends[key]]
    while ready:
        at = ready.pop()
        for target in leaving[at]:
            layer[target] = max(layer[target], layer[at] + 1)
            open_ends[target] -= 1
            if not open_ends[target]:
                ready.append(target)
    return layer


def _slots(
    ids: Sequence[str], forward: Mapping[Edge, tuple[str, str]], layer_of: Mapping[str, int]
) -> tuple[list[list[_Slot]], dict[str | tuple[str, str], list[_Slot]]]:
    """Return the places by layer, and those of each box, and of each pair of boxes on the way between them."""
    layers: list[list[_Slot]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    ways: dict[str | tuple[str, str], list[_Slot]] = {}
    for key in ids:
        slot = _Slot(HEIGHT, [])
        layers[layer_of[key]].append(slot)
        ways[key] = [slot]
    for source, target in dict.fromkeys(forward.values()):
        way = [ways[source][0]]
        for layer in range(layer_of[source] + 1, layer_of[target]):
            way.append(_Slot(LANE, [way[-1]]))
            layers[layer].append(way[-1])
        ways[target][0].before.append(way[-1])
        ways[source, target] = way[1:]
    return layers, ways


def _stack(layers: Sequence[list[_Slot]]) -> float:
    """Give every place its height in the drawing, near those that it has arrows from; return where the lowest ends."""
    lowest = 0.0
    for layer in layers:
        for _ in range(_SWEEPS):
            layer.sort(key=lambda slot: fmean(one.middle for one in slot.before) if slot.before else slot.middle)
        free = float(MARGIN)
        for slot in layer:
            wanted = fmean(one.middle for one in slot.before) - slot.height / 2 if slot.before else free
            slot.y = max(free, wanted)
            free = slot.y + slot.height + ROW_GAP
        lowest = max(lowest, free - ROW_GAP)
    return lowest


def _arrow(
    edge: Edge,
    ends: tuple[str, str],
    ways: Mapping[str | tuple[str, str], Sequence[_Slot]],
    layer_of: Mapping[str, int],
) -> PlacedEdge:
    """Return an arrow from the right side of one box to the left side of the other; one turned round points back."""
    source, target = ends
    turned = edge.source != source
    left = MARGIN + layer_of[source] * (WIDTH + COLUMN_GAP) + WIDTH
    right = MARGIN + layer_of[target] * (WIDTH + COLUMN_GAP)
    begin, end = ways[source][0].middle, ways[target][0].middle
    x, y = float(left + _HEAD * turned), begin
    line = f"M{_n(x)} {_n(y)}"
    for step, slot in enumerate(ways[source, target], layer_of[source] + 1):
        enter = MARGIN + step * (WIDTH + COLUMN_GAP)
        line += _curve(x, y, enter, slot.middle) + f"H{enter + WIDTH}"
        x, y = enter + WIDTH, slot.middle
    stop = right - _HEAD * (not turned)
    line += _curve(x, y, stop, end)
    tip, foot, at = (left, left + _HEAD, begin) if turned else (right, stop, end)
    return PlacedEdge(edge, line, f"M{tip} {_n(at)}L{foot} {_n(at - 4)}V{_n(at + 4)}Z")


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    bend = _n((x + to_x) / 2)
    return f"C{bend} {_n(y)} {bend} {_n(to_y)} {_n(to_x)} {_n(to_y)}"


def _n(number: float) -> str:
    return f"{round(number, 1):g}"
