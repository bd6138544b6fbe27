"""Writes a report as JSON: the records of reports/types.py, described by reports/report.schema.json."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from reports.moments import moment_in_iso
from reports.safe import SURROGATE, UNSAFE
from reports.types import ReportView

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SCHEMA = "sayso-report/1"


def to_json(view: ReportView) -> str:
    """Return what the report says as JSON, described by report.schema.json."""
    return json_document(SCHEMA, view)


def json_document(schema: str, view: DataclassInstance) -> str:
    r"""Return records as JSON, keys in their order, under the name of the schema that describes them.

    Text is kept as the outlets wrote it. Controls, bidi controls and lone surrogates stand as \uXXXX, where they
    do no harm to whoever looks at the file.
    """
    document = {"schema": schema} | _fields(view)
    return _harmless(json.dumps(document, ensure_ascii=False, indent=2, default=_encode, allow_nan=False) + "\n")


def json_line(value: object) -> str:
    """Return records as JSON on one line, which takes a third of the bytes and a tenth of the time."""
    return _harmless(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_encode, allow_nan=False))


def json_size(value: object) -> int:
    """Return how many characters `json_line` makes of records: what they weigh before they are laid out."""
    return len(json_line(value))


def around_stories(view: ReportView) -> tuple[str, str]:
    """Return the JSON of a report before its stories and after them, which stand one a line and a comma between."""
    document = {"schema": SCHEMA} | _fields(view)
    names = list(document)
    place = names.index("stories")
    before = [f"{json_line(name)}:{json_line(document[name])}" for name in names[:place]]
    after = [f"{json_line(name)}:{json_line(document[name])}" for name in names[place + 1 :]]
    return "{" + ",\n".join(before) + ',\n"stories":[\n', "\n]" + "".join(",\n" + one for one in after) + "}\n"


def _harmless(text: str) -> str:
    return SURROGATE.sub(_escaped, UNSAFE.sub(_escaped, text))


def _fields(record: DataclassInstance) -> dict[str, object]:
    return {name: getattr(record, name) for name in _names(type(record))}


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _encode(value: object) -> object:
    if isinstance(value, datetime):
        return moment_in_iso(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    raise TypeError(f"no JSON form for {value!r}; the records hold text, numbers, times and tuples of records")


def _escaped(char: re.Match[str]) -> str:
    return f"\\u{ord(char[0]):04x}"
