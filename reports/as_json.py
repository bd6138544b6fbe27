"""Writes a report as JSON: the records of reports/types.py, described by reports/report.schema.json."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import datetime
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
    document = {"schema": schema} | asdict(view)
    text = json.dumps(document, ensure_ascii=False, indent=2, default=_encode, allow_nan=False) + "\n"
    return SURROGATE.sub(_escaped, UNSAFE.sub(_escaped, text))


def _encode(value: object) -> str:
    if isinstance(value, datetime):
        return moment_in_iso(value)
    raise TypeError(f"no JSON form for {value!r}; the records hold text, numbers, times and tuples of records")


def _escaped(char: re.Match[str]) -> str:
    return f"\\u{ord(char[0]):04x}"
