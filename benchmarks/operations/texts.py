"""The real texts that articles are made of: BASIL's events, each told by three outlets, and PolNeAR's articles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.matching.data import read_records
from benchmarks.operations.errors import DataMissing

EVENTS = Path("stories/basil.dev.clusters.jsonl")
ALONE = Path("attribution/polnear_train.jsonl")

_SENTENCE = re.compile(r"(?<=[a-z0-9)”\"’'][.?!]|[.?!][”\"])\s+(?=[A-Z“\"])")
_SENTENCES = 2  # of a paragraph, where a text comes without its paragraphs: what news sites have


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as an outlet wrote it."""

    title: str
    paragraphs: tuple[str, ...]  # at least one


@dataclass(frozen=True, slots=True)
class RealEvent:
    """An event, with one real article about it or several."""

    tellings: tuple[Telling, ...]


def load_events(data: Path) -> tuple[list[RealEvent], list[RealEvent]]:
    """Return the events that several outlets tell, and those of which there is one article alone.

    Raises DataMissing or MalformedLine.
    """
    for path in (data, data / EVENTS, data / ALONE):
        if not path.exists():
            raise DataMissing(path)
    several: dict[str, list[Telling]] = defaultdict(list)
    for record in read_records(data / EVENTS, ("cluster", "title", "text")):
        several[record["cluster"]] += _tellings(record["title"], record["text"])
    alone = (_tellings(record["title"], record["text"]) for record in read_records(data / ALONE, ("title", "text")))
    return _events(several.values()), _events(alone)


def _events(found: Iterable[list[Telling]]) -> list[RealEvent]:
    return [RealEvent(tuple(tellings)) for tellings in found if tellings]


def _tellings(title: str, text: str) -> list[Telling]:
    """Return the article, or nothing where it has no text."""
    paragraphs = split_paragraphs(text)
    return [Telling(title.strip(), paragraphs)] if paragraphs else []


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Return a text's lines; of a text in one line its sentences, two at a time."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) != 1:
        return tuple(lines)
    sentences = _SENTENCE.split(lines[0])
    return tuple(" ".join(sentences[at : at + _SENTENCES]) for at in range(0, len(sentences), _SENTENCES))
