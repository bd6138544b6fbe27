"""The network's scores of a window → attributions, as spans of pieces.

Tags are decoded by Viterbi's algorithm under the rules of BIO. Each content and source is then given to the cue that
its pieces point at, and each cue to the source that the cue itself points at; where the two disagree, their log
probabilities are added up. One attribution has one cue at most, one source at most and any number of contents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
POINTER = 128  # dimensions of a query or key
_SOURCE, _CUE, _CONTENT = 1, 2, 3
_FORBIDDEN = -1e4

Piece = tuple[int, int]  # a run of pieces, end-exclusive


@dataclass(frozen=True, slots=True)
class Weights:
    """How the evidence is weighed; chosen on PolNeAR's dev part."""

    outside: float = 0.0  # added to the score of O: more of it means fewer, surer attributions
    content: float = 0.5  # the least mean probability that a content's pieces are of one, below which it is dropped
    cue: float = 0.5  # the same of a cue's surest piece
    tagged: float = 2.0  # log odds that a source is one that the tags have too
    linked: float = 1.0  # weight of what the source's pieces point at, against what the cue points at
    sourceless: float = 0.0  # log odds that a cue has no source


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of one window of n pieces."""

    tags: NDArray[np.float32]  # [n, 7]
    queries: NDArray[np.float32]  # [n, 3 × POINTER]: to the cue, from a cue to its source's first and last piece
    keys: NDArray[np.float32]  # [n, 3 × POINTER]


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution in pieces of its window."""

    content: tuple[Piece, ...]
    cue: Piece | None
    source: Piece | None
    sureness: float = 0.0  # the mean probability that its content's pieces are of one


def decode(scores: Scores, parted: NDArray[np.bool_], weights: Weights = WEIGHTS) -> list[Found]:
    """Return the attributions of a window, in the order of their contents.

    parted is True at the pieces that are no text ([CLS], [SEP]): no span holds one.
    """
    spans = read_tags(best_tags(scores.tags, parted, weights.outside))
    contents = [(begin, end) for role, begin, end in spans if role == _CONTENT]
    cues = [(begin, end) for role, begin, end in spans if role == _CUE]
    sources = [(begin, end) for role, begin, end in spans if role == _SOURCE]
    if not contents:
        return []
    if not cues:
        return _sure(scores, [Found((content,), None, None) for content in contents], weights)
    heads = [begin for begin, _ in cues]
    owners = _pointed(scores, contents, heads).argmax(axis=1)
    to_source = _pointed(scores, sources, heads)
    asking = [number for number in range(len(cues)) if number in owners]
    chosen = _sources(scores, parted, [heads[number] for number in asking], sources, to_source[:, asking], weights)
    found = [
        Found(tuple(content for content, owner in zip(contents, owners, strict=True) if owner == number), cue, source)
        for number, cue, source in zip(asking, (cues[number] for number in asking), chosen, strict=True)
    ]
    return _sure(scores, sorted(found, key=lambda one: one.content), weights)


def _sure(scores: Scores, found: Sequence[Found], weights: Weights) -> list[Found]:
    """Return the attributions whose content and cue the tags are sure enough of."""
    chances = np.exp(_log_softmax(scores.tags))
    content, cue = chances[:, 2 * _CONTENT - 1 :].sum(axis=1), chances[:, 2 * _CUE - 1 : 2 * _CUE + 1].sum(axis=1)
    sure: list[Found] = []
    for one in found:
        mean = float(np.concatenate([content[begin:end] for begin, end in one.content]).mean())
        cued = one.cue is None or cue[one.cue[0] : one.cue[1]].max() >= weights.cue
        if cued and mean >= weights.content:
            sure.append(replace(one, sureness=mean))
    return sure


def best_tags(emissions: NDArray[np.float32], parted: NDArray[np.bool_], outside: float) -> list[int]:
    """Return the best sequence of tags that BIO allows (Viterbi 1967), O where a piece is no text.

    A tag that opens a span, or O, may follow every tag; I-x follows B-x and I-x alone. Plain numbers: seven tags are
    too few for numpy to gain anything.
    """
    scores = emissions.astype(np.float64)
    scores[:, 0] += outside
    greedy = np.where(parted, 0, scores.argmax(axis=1))
    before = np.concatenate([[0], greedy[:-1]])
    inside = (greedy > 0) & (greedy % 2 == 0)
    if not (inside & (before != greedy) & (before != greedy - 1)).any():
        tags: list[int] = greedy.tolist()  # the best tag of each piece alone, where BIO allows the sequence
        return tags
    return _viterbi(scores.tolist(), parted)


def _viterbi(rows: list[list[float]], parted: NDArray[np.bool_]) -> list[int]:
    best = [0.0] + [_FORBIDDEN] * (len(TAGS) - 1)
    back: list[list[int]] = []
    for row, no_text in zip(rows, parted.tolist(), strict=True):
        top = max(best)
        leader = best.index(top)
        after, came = [top + row[0]] + [_FORBIDDEN] * (len(TAGS) - 1), [leader] * len(TAGS)
        if not no_text:
            for begin in range(1, len(TAGS), 2):
                after[begin] = top + row[begin]
                inside = begin if best[begin] >= best[begin + 1] else begin + 1
                after[begin + 1], came[begin + 1] = best[inside] + row[begin + 1], inside
        best = after
        back.append(came)
    tag = best.index(max(best))
    tags: list[int] = []
    for came in reversed(back):
        tags.append(tag)
        tag = came[tag]
    return tags[::-1]


def read_tags(tags: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the spans that tags mark, as (role, begin, end): role 1 is a source, 2 a cue, 3 a content."""
    spans: list[tuple[int, int, int]] = []
    for at, tag in enumerate(tags):
        role = (tag + 1) // 2
        if tag and tag % 2 == 0 and spans and spans[-1][0] == role and spans[-1][2] == at:
            spans[-1] = (role, spans[-1][1], at + 1)
        elif tag:
            spans.append((role, at, at + 1))
    return spans


def _log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def _pointed(scores: Scores, spans: Sequence[Piece], heads: Sequence[int]) -> NDArray[np.float32]:
    """Return for each span (rows) and cue (columns) the log probability that the span belongs to the cue."""
    if not spans:
        return np.zeros((0, len(heads)), np.float32)
    keys = scores.keys[list(heads), :POINTER]
    pieces = _log_softmax(scores.queries[:, :POINTER] @ keys.T / np.sqrt(POINTER))
    return np.stack([pieces[begin:end].mean(axis=0) for begin, end in spans])


def _sources(  # noqa: PLR0913, PLR0917 - the scores, and what they are asked
    scores: Scores,
    parted: NDArray[np.bool_],
    heads: Sequence[int],
    tagged: Sequence[Piece],
    linked: NDArray[np.float32],
    weights: Weights,
) -> list[Piece | None]:
    """Return the source of each cue: one that the tags have, one that only the cue points at, or none."""
    rows = list(heads)
    first, last = (
        _log_softmax(
            scores.queries[rows, part * POINTER : (part + 1) * POINTER]
            @ scores.keys[:, part * POINTER : (part + 1) * POINTER].T
            / np.sqrt(POINTER)
        )
        for part in (1, 2)
    )
    chosen: list[Piece | None] = []
    for number in range(len(rows)):
        options: list[tuple[float, Piece | None]] = [
            (float(first[number, 0] + last[number, 0]) + weights.sourceless, None)
        ]
        for at, (begin, end) in enumerate(tagged):
            pointed = float(first[number, begin] + last[number, end - 1])
            options.append((pointed + weights.tagged + weights.linked * float(linked[at, number]), (begin, end)))
        begin, end = int(first[number].argmax()), int(last[number].argmax()) + 1
        if 0 < begin < end and not parted[begin:end].any():
            options.append((float(first[number, begin] + last[number, end - 1]), (begin, end)))
        chosen.append(max(options, key=lambda option: option[0])[1])
    return chosen
