"""PolNeAR records → windows with labels, the examples that the network learns from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from claims.window import LONGEST, Pieces, Window, encode, pack

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

IGNORED = -100  # no label: torch's convention
ROLES = ("source", "cue", "content")
SHORTEST_LIMIT = 128


@dataclass(frozen=True, slots=True)
class Document:
    """A record with its text already in pieces; attributions as the record has them."""

    doc_id: str
    text: str
    attributions: list[dict[str, Any]]
    paragraphs: list[Pieces]
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Example:
    """A window and what is to be learnt of it; all arrays have one entry a piece."""

    window: Window
    tags: NDArray[np.int64]  # index into decode.TAGS
    cues: NDArray[np.int64]  # the first piece of the cue that this piece belongs to, or IGNORED
    first: NDArray[np.int64]  # at the first piece of a cue: where its source starts, 0 for none; IGNORED elsewhere
    last: NDArray[np.int64]  # the same for the source's last piece
    labelled: bool


def read_documents(path: Path, tokenizer: Tokenizer) -> list[Document]:
    """Read a file of records, one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return [
        Document(record["doc_id"], record["text"], record["attributions"], list(encode(record["text"], tokenizer)))
        for record in records
    ]


def read_texts(paths: Sequence[Path], tokenizer: Tokenizer) -> list[Document]:
    """Read articles without labels, for a smaller network to learn from what a larger one says of them."""
    documents: list[Document] = []
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                text = f"{record.get('title') or ''}\n\n{record['text']}".strip()
                documents.append(Document(str(record["id"]), text, [], list(encode(text, tokenizer)), labelled=False))
    return documents


def windows_of(document: Document, tokenizer: Tokenizer, random: Random | None) -> Iterator[Window]:
    """Yield a document's windows, packed to limits drawn at random, or as at run time where random is None."""
    limits = iter(lambda: random.randint(SHORTEST_LIMIT, LONGEST) if random else LONGEST, None)
    return pack(document.paragraphs, tokenizer, limits)


def examples_of(document: Document, tokenizer: Tokenizer, random: Random | None) -> Iterator[Example]:
    """Yield a document's windows with their labels."""
    roles, owners, begins = _by_character(document)
    for window in windows_of(document, tokenizer, random):
        yield _label(window, document, roles, owners, begins)


def _by_character(document: Document) -> tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.bool_]]:
    """Return for each character its role (0 none, then as in ROLES), its attribution, and if a span starts."""
    size = len(document.text) + 1
    roles, owners = np.zeros(size, np.int8), np.full(size, -1, np.int32)
    begins = np.zeros(size, np.bool_)
    for number, attribution in enumerate(document.attributions):
        for role, name in enumerate(ROLES, start=1):
            for start, end in attribution[name]:
                free = roles[start:end] == 0
                roles[start:end][free] = role
                owners[start:end][free] = number
                begins[start] = True
    return roles, owners, begins


def _label(
    window: Window,
    document: Document,
    roles: NDArray[np.int8],
    owners: NDArray[np.int32],
    begins: NDArray[np.bool_],
) -> Example:
    size = len(window.ids)
    tags, cues = np.zeros(size, np.int64), np.full(size, IGNORED)
    first, last = np.full(size, IGNORED), np.full(size, IGNORED)
    before = (0, -1)
    owner_of = np.full(size, -1)
    heads: dict[int, int] = {}
    for at in range(size):
        start, end = int(window.starts[at]), int(window.ends[at])
        role, owner = (int(roles[start]), int(owners[start])) if start >= 0 else (0, -1)
        if role:
            opens = (role, owner) != before or bool(begins[start:end].any())
            tags[at] = 2 * role - 1 + (not opens)
            owner_of[at] = owner
            if role == ROLES.index("cue") + 1:
                heads.setdefault(owner, at)
        before = (role, owner)
    for at in range(size):
        cues[at] = heads.get(int(owner_of[at]), IGNORED)
    for owner, head in heads.items():
        source = document.attributions[owner]["source"]
        if not source:
            first[head] = last[head] = 0
            continue
        start, end = source[0]
        inside = np.flatnonzero((window.starts >= start) & (window.ends <= end) & (window.starts >= 0))
        if len(inside):
            first[head], last[head] = inside[0], inside[-1]
    return Example(window, tags, cues, first, last, document.labelled)
