"""Text → windows of word pieces: what the network of tagger.py reads, in training as at run time.

A window is a run of whole paragraphs, joined by separators, as many as fit; a paragraph too long for one is cut
between sentences where it can be. The pieces are lower-case (the vocabulary is BERT's uncased one), so each carries a
feature with what that loses: its letter case, whether it stands inside a quotation or is one of its marks, and whether
it opens a paragraph. Quotation marks of all styles look the same to the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from claims.quote import quoted_spans
from claims.types import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

LONGEST = 256  # pieces in a window at most, with [CLS] and a [SEP] after each paragraph
USUAL = 128  # pieces to which paragraphs are packed at run time: attention costs less, and dev scores a little better
CASES = 4  # lower, Capitalised, UPPER, no letters
QUOTING = 4  # outside, inside, opening mark, closing mark
FEATURES = CASES * QUOTING * 2  # × opens a paragraph

_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛`´", "'"))
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # no text, and the tokenizer refuses it
_HALF = re.compile(r"[\ud800-\udfff]")
_DOUBLED = re.compile(r"''|``")
_BREAK = re.compile(r"[^\S\n]*\n\s*")
_WRAPPED_AT = 40  # characters: shorter lines are headings and lists, no wrapped prose
_TERMINAL = '.!?:;"”’)]…'


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of text as the network reads it; the arrays have one entry a piece."""

    ids: NDArray[np.int64]
    features: NDArray[np.int64]  # 0 to FEATURES - 1
    starts: NDArray[np.int64]  # code points into the text; -1 for [CLS] and [SEP]
    ends: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one paragraph, or of a part of one that is too long."""

    ids: NDArray[np.int64]
    features: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    def shifted(self, by: int) -> Pieces:
        """Return the pieces as they stand in a text that holds theirs from `by` on."""
        return replace(self, starts=self.starts + by, ends=self.ends + by)

    def part(self, begin: int, end: int) -> Pieces:
        """Return some of the pieces."""
        return Pieces(self.ids[begin:end], self.features[begin:end], self.starts[begin:end], self.ends[begin:end])


def split_paragraphs(text: str) -> Iterator[Span]:
    """Yield the paragraphs of a text, in order: lines, but lines that a blank line parts if others are only wrapped."""
    start = 0
    wrapped = re.search(r"\n[^\S\n]*\n", text) is not None
    for gap in _BREAK.finditer(text):
        if gap.start() <= start:
            start = max(start, gap.end())
            continue
        if _is_soft(text, start, gap, wrapped=wrapped):
            continue
        yield Span(start, gap.start())
        start = gap.end()
    end = len(text)
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start, end)


def _is_soft(text: str, start: int, gap: re.Match[str], *, wrapped: bool) -> bool:
    """Tell a line break that only wraps a paragraph from one that ends it."""
    if gap[0].count("\n") > 1 or text[gap.start() - 1] in _TERMINAL or gap.end() >= len(text):
        return False
    line = gap.start() - max(start, text.rfind("\n", start, gap.start()) + 1)
    return line >= _WRAPPED_AT and (wrapped or text[gap.end()].islower())


def encode(text: str, tokenizer: Tokenizer) -> Iterator[Pieces]:
    """Yield the pieces of each paragraph, in parts that fit a window; one paragraph is held in memory at a time."""
    quotes = quoted_spans(text)
    quoting = _quoting(text, quotes)
    plain = _plain(text, quotes)
    for span in split_paragraphs(text):
        # One by one: a batch is spread over threads of the tokenizer's own, which costs more than it saves.
        encoding = tokenizer.encode(span.of(plain), add_special_tokens=False)
        if encoding.ids:
            offsets = np.array(encoding.offsets, dtype=np.int64) + span.start
            ids = np.array(encoding.ids, dtype=np.int64)
            features = _features(text, span, offsets, quoting)
            yield from _fitting(Pieces(ids, features, offsets[:, 0], offsets[:, 1]), text)


def pack(paragraphs: Iterable[Pieces], tokenizer: Tokenizer, limits: Iterator[int]) -> Iterator[Window]:
    """Yield windows of consecutive paragraphs; each takes its limit, in pieces, from an iterator."""
    opener, closer = (_special(tokenizer, token) for token in ("[CLS]", "[SEP]"))
    held: list[Pieces] = []
    size, limit = 1, next(limits)
    for paragraph in paragraphs:
        if held and size + len(paragraph) + 1 > limit:
            yield _window([opener, *held])
            held, size, limit = [], 1, next(limits)
        held += [paragraph, closer]
        size += len(paragraph) + 1
    if held:
        yield _window([opener, *held])


def _window(parts: Sequence[Pieces]) -> Window:
    return Window(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.starts for part in parts]),
        np.concatenate([part.ends for part in parts]),
    )


def _special(tokenizer: Tokenizer, token: str) -> Pieces:
    nowhere = np.array([-1])
    return Pieces(np.array([tokenizer.token_to_id(token)], dtype=np.int64), np.array([0]), nowhere, nowhere)


def _plain(text: str, quotes: Sequence[Span]) -> str:
    """Return the text with quotation marks of one style, character by character, so that offsets stay."""
    plain = text.translate(_MARKS if text.isascii() or not _HALF.search(text) else _MARKS | _SURROGATES)
    if "''" in plain:
        plain = _DOUBLED.sub('" ', plain)
    singles = [span for span in quotes if text[span.start] in "‘'"]
    if not singles:
        return plain
    characters = list(plain)
    for span in singles:
        characters[span.start] = characters[span.end - 1] = '"'
    return "".join(characters)


def _quoting(text: str, quotes: Sequence[Span]) -> bytearray:
    """Return, for each character, whether it is outside (0) or inside (1) a quotation or opens (2) or closes (3) it."""
    states = bytearray(len(text))
    for span in quotes:
        states[span.start : span.end] = bytes([1]) * (span.end - span.start)
        states[span.start] = 2
        if text[span.end - 1] in "\"“”„«»‘’'`":
            states[span.end - 1] = 3
    return states


def _features(text: str, span: Span, offsets: NDArray[np.int64], quoting: bytearray) -> NDArray[np.int64]:
    shouted = span.of(text).isupper()  # an all-caps bulletin says nothing by its capitals
    features = [_case(text[start:end], shouted=shouted) * QUOTING + quoting[start] for start, end in offsets.tolist()]
    features[0] += CASES * QUOTING
    return np.array(features, dtype=np.int64)


def _case(piece: str, *, shouted: bool) -> int:
    if piece.islower() or (shouted and piece.isupper()):
        return 0
    if not piece[:1].isalpha():
        return 3
    return 2 if len(piece) > 1 and piece.isupper() else 1


def _fitting(pieces: Pieces, text: str) -> Iterator[Pieces]:
    """Yield the pieces in parts that fit a window, cut after the last sentence that ends in each."""
    longest = LONGEST - 2
    begin = 0
    while len(pieces) - begin > longest:
        end = begin + longest
        ends = (at for at in range(end - 1, begin + longest // 4, -1) if _ends_sentence(text, int(pieces.ends[at])))
        end = next((at + 1 for at in ends), end)
        yield pieces.part(begin, end)
        begin = end
    yield pieces.part(begin, len(pieces))


def _ends_sentence(text: str, end: int) -> bool:
    return text[end - 1 : end] in tuple('.!?"”') and text[end : end + 1].isspace()
