"""Draws tables and how their ids refer to one another: trees from left to right. Pure; equal input, equal drawing.

Each table stands to the right of the one that its first reference leads to, and an elbow joins them. Its other
references are told in words within its box: drawn as lines, half of all would cross the picture to claims and outlets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

_WIDTH, _HEADER, _LINE, _FOOT = 236, 26, 17, 7  # of a box, in pixels of the drawing
_COLUMN_GAP, _ROW_GAP, _MARGIN = 44, 12, 16
_LONERS_A_ROW = 4
_STYLE = """
svg { font-family: system-ui, 'DejaVu Sans', sans-serif; background: #fff; }
.box { fill: #fff; stroke: #9aa7b5; }
.head { fill: #e8eef5; }
.owner .head { fill: #1f4e79; }
.name { font-size: 13px; font-weight: 600; fill: #16324f; }
.owner .name { fill: #fff; }
.column { font-size: 11px; fill: #2d3a47; }
.target { font-size: 11px; fill: #9a4a00; }
.count { font-size: 11px; fill: #5c6b7a; }
.owner .count { fill: #d5e3f0; }
.line { fill: none; stroke: #5c6b7a; stroke-width: 1.2; }
"""


@dataclass(frozen=True, slots=True)
class IdColumn:
    """A column that holds ids."""

    name: str
    refers_to: str | None  # the table whose rows they are of; None for the table's own


@dataclass(frozen=True, slots=True)
class Entity:
    """A table with those of its columns that hold ids, in their order, and how many others it has."""

    name: str
    ids: tuple[IdColumn, ...]
    others: int

    @property
    def parent(self) -> str | None:
        """The table that its first reference leads to."""
        return next((one.refers_to for one in self.ids if one.refers_to not in (None, self.name)), None)


Children = Mapping[str, Sequence[Entity]]


@dataclass(frozen=True, slots=True)
class _Box:
    entity: Entity
    x: float
    y: float
    owner: bool

    @property
    def height(self) -> float:
        return _height(self.entity)


def draw_entities(entities: Sequence[Entity]) -> str:
    """Return the drawing as SVG, with those first whose tables are the most; tables that refer to none come last.

    A table whose references go round in a circle stands as if it had none.
    """
    children = _children(entities)
    inner = {child.name for below in children.values() for child in below}
    roots = sorted(
        (one for one in entities if one.name not in inner), key=lambda one: (-_size(one, children), one.name)
    )
    boxes: list[_Box] = []
    for root in roots:
        if children[root.name]:
            boxes += _moved_up(_tree(root, children, _MARGIN, 0), boxes)
    boxes += _moved_up(list(_loners([one for one in roots if not children[one.name]])), boxes)
    width = max((box.x + _WIDTH for box in boxes), default=0) + _MARGIN
    height = _below(boxes) - _ROW_GAP + _MARGIN
    placed = {box.entity.name: box for box in boxes}
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
            f'height="{height:g}" role="img" aria-label="Tables and how their ids refer to one another">',
            f"<style>{_STYLE}</style>",
            f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>',
            *(_elbow(placed[name], placed[child.name]) for name, below in children.items() for child in below),
            *map(_drawn, boxes),
            "</svg>\n",
        ]
    )


def _children(entities: Sequence[Entity]) -> Children:
    """Return the tables that stand beside each: not those that are their own ancestors, or refer to an unknown one."""
    parents = {one.name: one.parent for one in entities}
    children: dict[str, list[Entity]] = {one.name: [] for one in entities}
    for entity in entities:
        above, seen = entity.parent, {entity.name}
        while above is not None and above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above is None and entity.parent is not None:
            children[entity.parent].append(entity)
    return children


def _size(entity: Entity, children: Children) -> int:
    return 1 + sum(_size(child, children) for child in children[entity.name])


def _tree(entity: Entity, children: Children, x: float, y: float) -> list[_Box]:
    """Place a table with all to its right, small trees above large ones."""
    below = children[entity.name]
    boxes = [_Box(entity, x, y, owner=bool(below))]
    for child in sorted(below, key=lambda one: (_size(one, children), one.name)):
        boxes += _tree(child, children, x + _WIDTH + _COLUMN_GAP, _below(boxes[1:], y))
    return boxes


def _moved_up(boxes: Sequence[_Box], others: Sequence[_Box]) -> list[_Box]:
    """Return the boxes as far up as they can stand below the others of their columns."""
    columns = {box.x for box in boxes}
    down = (
        max(
            _below([one for one in others if one.x == x], _MARGIN) - min(one.y for one in boxes if one.x == x)
            for x in columns
        )
        if columns
        else 0
    )
    return [replace(box, y=box.y + down) for box in boxes]


def _below(boxes: Sequence[_Box], otherwise: float = _MARGIN) -> float:
    """Return where a box may begin that stands below all of these."""
    return max((box.y + box.height + _ROW_GAP for box in boxes), default=otherwise)


def _loners(entities: Sequence[Entity]) -> Iterator[_Box]:
    top: float = 0
    ordered = sorted(entities, key=lambda one: one.name)
    for start in range(0, len(ordered), _LONERS_A_ROW):
        row = ordered[start : start + _LONERS_A_ROW]
        for place, entity in enumerate(row):
            yield _Box(entity, _MARGIN + place * (_WIDTH + _COLUMN_GAP), top, owner=False)
        top += max(map(_height, row)) + _ROW_GAP


def _height(entity: Entity) -> float:
    return _HEADER + _LINE * len(entity.ids) + _FOOT if entity.ids else _HEADER


def _elbow(parent: _Box, child: _Box) -> str:
    start, middle, end = parent.x + _WIDTH, child.x - _COLUMN_GAP / 2, child.x
    out, across = parent.y + _HEADER / 2, child.y + _HEADER / 2
    return f'<path class="line" d="M{start:g} {out:g}H{middle:g}V{across:g}H{end:g}"/>'


def _drawn(box: _Box) -> str:
    x, y, entity = box.x, box.y, box.entity
    name = escape(entity.name)
    more = f"+{entity.others}" if entity.others else ""
    parts = [
        f'<g class="{"owner" if box.owner else "other"}">',
        f'<rect class="box" x="{x:g}" y="{y:g}" width="{_WIDTH}" height="{box.height:g}" rx="4"/>',
        f'<path class="head" d="M{x + 0.5:g} {y + _HEADER:g}V{y + 4.5:g}q0 -4 4 -4H{x + _WIDTH - 4.5:g}q4 0 4 4'
        f'V{y + _HEADER:g}z"/>',
        f'<text class="name" x="{x + 9:g}" y="{y + 17.5:g}">{name}</text>',
        f'<text class="count" x="{x + _WIDTH - 9:g}" y="{y + 17.5:g}" text-anchor="end">{more}</text>',
    ]
    for number, column in enumerate(entity.ids):
        line = y + _HEADER + _LINE * number + 15
        parts.append(f'<text class="column" x="{x + 9:g}" y="{line:g}">{escape(column.name)}</text>')
        if column.refers_to is not None:
            parts.append(
                f'<text class="target" x="{x + _WIDTH - 9:g}" y="{line:g}" text-anchor="end">'
                f"→ {escape(column.refers_to)}</text>"
            )
    return "\n".join([*parts, "</g>"])
