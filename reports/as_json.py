"""Writes a report as JSON: the records of reports/types.py, described by reports/report.schema.json."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import datetime

from reports.moments import moment_in_iso
from reports.safe import SURROGATE, UNSAFE
from reports.types import ReportView

SCHEMA = "sayso-report/1"


def to_json(view: ReportView) -> str:
    r"""Return what the report says as JSON, keys in the order of the records.

    Text is kept as the outlets wrote it. Controls, bidi controls and lone surrogates stand as \uXXXX, where they
    do no harm to whoever looks at the file.
    """
    document = {"schema": SCHEMA} | asdict(view)
    text = json.dumps(document, ensure_ascii=False, indent=2, default=_encode, allow_nan=False) + "\n"
    return SURROGATE.sub(_escaped, UNSAFE.sub(_escaped, text))


def _encode(value: object) -> str:
    if isinstance(value, datetime):
        return moment_in_iso(value)
    raise TypeError(f"no JSON form for {value!r}; the records hold text, numbers, times and tuples of records")


def _escaped(char: re.Match[str]) -> str:
    return f"\\u{ord(char[0]):04x}"
