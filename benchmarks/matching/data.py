"""The folder of research data: records of its files, each line checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.matching.errors import DataMissing, MalformedLine

Record = dict[str, Any]


def research_records(data: Path, name: str, strings: Sequence[str]) -> list[Record]:
    """Return the records of a file of the folder, matching/<name>.jsonl. Raises DataMissing or MalformedLine."""
    if not data.is_dir():
        raise DataMissing(data)
    path = data / "matching" / f"{name}.jsonl"
    if not path.is_file():
        raise DataMissing(path)
    return read_records(path, strings)


def read_records(path: Path, strings: Sequence[str]) -> list[Record]:
    """Return the records of a file; each has the strings named. Raises MalformedLine, and OSError as open does."""
    return list(_records(path, strings))


def _records(path: Path, strings: Sequence[str]) -> Iterator[Record]:
    form = f"a JSON object with the strings {', '.join(strings[:-1])} and {strings[-1]}"
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _record(path, number, line, strings, form)


def _record(path: Path, number: int, line: bytes, strings: Sequence[str], form: str) -> Record:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MalformedLine(path, number, f"byte {error.start + 1} is not UTF-8", form) from error
    except (ValueError, RecursionError) as error:
        raise MalformedLine(path, number, f"this is not JSON ({error})", form) from error
    if not isinstance(fields, dict):
        raise MalformedLine(path, number, "this is no object", form)
    for name in strings:
        if not isinstance(fields.get(name), str):
            raise MalformedLine(path, number, f"{name} is {json.dumps(fields.get(name))[:40]}", form)
    return fields


def write_records(path: Path, records: Sequence[Record]) -> None:
    """Write records as JSON Lines; nobody ever finds half of them under the path's name. A pipe is written as it is."""
    lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    if path.exists() and not path.is_file():
        path.write_text(lines, encoding="utf-8")
        return
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(lines, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
