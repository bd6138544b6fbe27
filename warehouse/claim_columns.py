"""Columns of claims, as queries/load_claims.sql has them, → claims.

A column at a time: matching a million claims loads each twice and more, and rows take half as long again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import pairwise, repeat
from typing import Any, TypeVar

import pyarrow
import pyarrow.types

from claims.types import Claim, DateMention, Hop, Mention, Quantity, Span

Part = TypeVar("Part")

_COLUMNS = {"id": "claim_id", "start": "start_offset", "end": "end_offset"}  # others have the names of the fields
_NONE = -1  # in a column of numbers; all numbers of claims but the values of quantities are 0 or more


def claims_of(table: pyarrow.Table) -> Iterator[Claim]:
    """Yield the claims of the table's rows, in order."""
    columns = {name: table[name].combine_chunks() for name in table.column_names}
    made = {
        "fragments": _parts(columns["fragments"], lambda part: _spans(part, "start", "end")),
        "hops": _parts(columns["hops"], _hops),
        "quantities": _parts(columns["quantities"], _quantities),
        "dates": _parts(columns["dates"], _dates),
        "hedges": _parts(columns["hedges"], _spans),
        "mentions": _parts(columns["mentions"], _mentions),
        "cue_span": _spans_of(_values(columns["cue_start"]), _values(columns["cue_end"])),
    }
    names = [field.name for field in fields(Claim)]
    return map(Claim, *(made[name] if name in made else _values(columns[_COLUMNS.get(name, name)]) for name in names))


def _hops(part: pyarrow.StructArray) -> Iterator[Hop]:
    named, known = _fields(part, "role", "source_type", "name"), _fields(part, "outlet_id", "anonymity")
    return map(Hop, *named, _spans(part), *known)


def _quantities(part: pyarrow.StructArray) -> Iterator[Quantity]:
    return map(Quantity, _spans(part), *_fields(part, "text", "value", "unit", "bound"))


def _dates(part: pyarrow.StructArray) -> Iterator[DateMention]:
    return map(DateMention, _spans(part), *_fields(part, "text", "day"))


def _mentions(part: pyarrow.StructArray) -> Iterator[Mention]:
    return map(Mention, _spans(part), *_fields(part, "text", "kind"))


def _parts(
    column: pyarrow.ListArray, make: Callable[[pyarrow.StructArray], Iterator[Part]]
) -> Iterator[tuple[Part, ...]]:
    """Yield what each row has a list of."""
    offsets = column.offsets.to_pylist()
    first, last = offsets[0], offsets[-1]
    if first == last:
        return repeat((), len(column))
    made = tuple(make(column.values.slice(first, last - first)))
    return (made[start - first : end - first] for start, end in pairwise(offsets))


def _spans(part: pyarrow.StructArray, start: str = "span_start", end: str = "span_end") -> Iterator[Span | None]:
    return _spans_of(*_fields(part, start, end))


def _spans_of(starts: list[Any], ends: list[Any]) -> Iterator[Span | None]:
    return (None if start is None else Span(start, end) for start, end in zip(starts, ends, strict=True))


def _fields(part: pyarrow.StructArray, *names: str) -> list[list[Any]]:
    return [_values(part.field(name)) for name in names]


def _values(column: pyarrow.Array) -> list[Any]:
    """Return what `to_pylist` does, which makes an object for each value first."""
    if pyarrow.types.is_integer(column.type) and column.null_count:
        return [None if value == _NONE else value for value in column.fill_null(_NONE).to_numpy().tolist()]
    if pyarrow.types.is_date(column.type):
        return list(column.to_pylist())  # NumPy has no days without a time
    return list(column.to_numpy(zero_copy_only=False).tolist())
