"""Columns of claims, as queries/load_claims.sql has them, → claims.

A column at a time: matching a million claims loads each several times, and a row at a time takes four times as long.
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

_NONE = -1  # in a column of numbers; all numbers of claims but the values of quantities are 0 or more


def claims_of(table: pyarrow.Table) -> Iterator[Claim]:
    """Yield the claims of the table's rows, in order."""
    columns = {name: _whole(table[name]) for name in table.column_names}
    parts = {
        "fragments": _parts(columns["fragments"], lambda part: _spans(part, "start", "end")),
        "hops": _parts(columns["hops"], _hops),
        "quantities": _parts(columns["quantities"], _quantities),
        "dates": _parts(columns["dates"], _dates),
        "hedges": _parts(columns["hedges"], _spans),
        "mentions": _parts(columns["mentions"], _mentions),
    }
    plain = {"id": "claim_id", "start": "start_offset", "end": "end_offset"}
    cue_spans = _spans_of(_values(columns["cue_start"]), _values(columns["cue_end"]))
    values = parts | {"cue_span": cue_spans}
    return map(
        Claim,
        *(
            values[field.name] if field.name in values else _values(columns[plain.get(field.name, field.name)])
            for field in fields(Claim)
        ),
    )


def _hops(part: pyarrow.StructArray) -> Iterator[Hop]:
    names = ("role", "source_type", "name")
    return map(Hop, *_fields(part, *names), _spans(part), *_fields(part, "outlet_id", "anonymity"))


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


def _whole(column: pyarrow.ChunkedArray) -> pyarrow.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
