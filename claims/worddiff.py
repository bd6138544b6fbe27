"""Two wordings → what stayed, what went and what came, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Literal

from rapidfuzz.distance import LCSseq

from claims.tokens import fold

PieceKind = Literal["equal", "removed", "added"]

# Pairs of words up to which a longest common subsequence is looked for: it takes a bit of memory for each.
_LARGEST = 400_000_000

# White space; a number with its separators; a word with its apostrophes; any other character alone.
_TOKEN = re.compile(r"\s+|\d+(?:[.,:]\d+)+|\w+(?:['’]\w+)*|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters as the left and the right wording have it.

    Removed ones have no right, added ones no left. Equal ones may differ in what is no change of wording: case, white
    space, and the typography of quotation marks and hyphens.
    """

    kind: PieceKind
    left: str
    right: str


def diff_words(left: str, right: str) -> tuple[Piece, ...]:
    """Return the pieces of both wordings in reading order, what was removed before what was added in its place.

    Joining all that is left gives the left wording to the character, and all that is right the right one. White space
    between two changed words goes with them. Neighbouring pieces differ in kind. Of two very long wordings only the
    beginning is compared, up to the first word that differs.
    """
    pieces: list[Piece] = []
    removed = added = ""
    for tag, before, after in _steps(_TOKEN.findall(left), _TOKEN.findall(right)):
        if tag == "equal" and not (before.isspace() and (removed or added)):
            pieces += (*_change(removed, added), Piece("equal", before, after))
            removed = added = ""
        else:
            removed, added = removed + before, added + after
    pieces += _change(removed, added)
    return _join(pieces)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the kind of each step from the old tokens to the new, and the text before and after it."""
    old_keys, new_keys = [_key(token) for token in old], [_key(token) for token in new]
    if len(old) * len(new) <= _LARGEST:
        for step in LCSseq.opcodes(old_keys, new_keys):
            yield step.tag, "".join(old[step.src_start : step.src_end]), "".join(new[step.dest_start : step.dest_end])
    else:
        same = takewhile(lambda pair: pair[0] == pair[1], zip(old_keys, new_keys, strict=False))
        head = sum(1 for _ in same)
        yield "equal", "".join(old[:head]), "".join(new[:head])
        yield "replace", "".join(old[head:]), "".join(new[head:])


def _key(token: str) -> str:
    return " " if token.isspace() else fold(token)


def _change(removed: str, added: str) -> tuple[Piece, ...]:
    """Return the change, with the white space that both sides begin or end with set apart as equal."""
    head = _common_space(removed, added)
    removed, added = removed[len(head) :], added[len(head) :]
    tail = _common_space(removed[::-1], added[::-1])[::-1]
    removed, added = removed[: len(removed) - len(tail)], added[: len(added) - len(tail)]
    return (
        Piece("equal", head, head),
        Piece("removed", removed, ""),
        Piece("added", "", added),
        Piece("equal", tail, tail),
    )


def _common_space(left: str, right: str) -> str:
    return "".join(
        a for a, _ in takewhile(lambda pair: pair[0] == pair[1] and pair[0].isspace(), zip(left, right, strict=False))
    )


def _join(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    runs = groupby((piece for piece in pieces if piece.left or piece.right), key=lambda piece: piece.kind)
    return tuple(_joined(kind, list(run)) for kind, run in runs)


def _joined(kind: PieceKind, run: Sequence[Piece]) -> Piece:
    return Piece(kind, "".join(piece.left for piece in run), "".join(piece.right for piece in run))
