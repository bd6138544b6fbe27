"""JSON Lines → records, one at a time, each line checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.attribution.errors import MalformedLine

_FORM = "a JSON object with the strings doc_id and text"


@dataclass(frozen=True, slots=True)
class Record:
    """A line's document, and how many bytes of the file the line takes up."""

    doc_id: str
    text: str
    fields: dict[str, Any]  # all of the object, doc_id and text too
    size: int


def read_records(path: Path) -> Iterator[Record]:
    """Yield the records of a file; blank lines are left out. Raises MalformedLine, and OSError as open does."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _record(path, number, line)


def _record(path: Path, number: int, line: bytes) -> Record:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MalformedLine(path, number, f"byte {error.start + 1} is not UTF-8", _FORM) from error
    except (ValueError, RecursionError) as error:
        raise MalformedLine(path, number, f"this is not JSON ({error})", _FORM) from error
    if not isinstance(fields, dict):
        raise MalformedLine(path, number, f"this is {_named(fields)}", _FORM)
    for name in ("doc_id", "text"):
        _check_string(path, number, name, fields)
    return Record(fields["doc_id"], fields["text"], fields, len(line))


def _check_string(path: Path, number: int, name: str, fields: dict[str, Any]) -> None:
    if name not in fields:
        raise MalformedLine(path, number, f"{name} is missing", _FORM)
    value = fields[name]
    if not isinstance(value, str):
        raise MalformedLine(path, number, f"{name} is {_named(value)}", _FORM)
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise MalformedLine(path, number, f"{name} holds half of a surrogate pair, which is no character", _FORM)


def _named(value: object) -> str:
    """Return what JSON calls the kind of a value."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    kinds = {str: "a string", list: "an array", dict: "an object", int: "a number", float: "a number"}
    return kinds[type(value)]
