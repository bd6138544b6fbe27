"""Texts → their outermost attributions in the scorer's form, one record at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from benchmarks.attribution.records import Record, read_records
from claims.attribute import outermost
from claims.tagger import load_tagger
from claims.types import Attribution, Span

Spans = list[list[int]]
Found = list[dict[str, Spans]]
Finder = Callable[[str], Found]


def load() -> Finder:
    """Load the model and return sayso's finder. Raises ModelMissing or ModelAltered."""
    tagger = load_tagger()
    return lambda text: [in_form(one) for one in outermost(text, tagger)]


def predict(source: Path, target: Path, finder: Finder) -> Iterator[tuple[Record, Found]]:
    """Write what is found in each text of source to target, and yield it as it goes.

    Nobody ever finds half of it under target's name. Raises MalformedLine, and OSError as open does.
    """
    with _whole(target) as file:
        for record in read_records(source):
            found = finder(record.text)
            file.write(json.dumps({"doc_id": record.doc_id, "attributions": found}, ensure_ascii=False) + "\n")
            yield record, found


@contextmanager
def _whole(target: Path) -> Iterator[IO[str]]:
    """Open a file beside the target that takes its place at the end; a pipe is written to as it is."""
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        return
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def in_form(one: Attribution) -> dict[str, Spans]:
    """Return an attribution as the scorer reads it."""
    return {"source": _spans(one.source), "cue": _spans(one.cue), "content": _spans(*one.content)}


def _spans(*spans: Span | None) -> Spans:
    return [[span.start, span.end] for span in spans if span]
