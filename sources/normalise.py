"""Characters → text in sayso's one form, fixed before anything is stored: spans are offsets into it.

The form: paragraphs joined by one blank line ("\\n\\n"), no other line break; within a paragraph single spaces, none
at either end; Unicode NFC; no control, soft-hyphen, zero-width-space, byte-order or bidirectional-control characters.
The zero-width joiner and non-joiner stay: Persian, Hindi and emoji are spelt with them. Words and punctuation stay as
they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from unicodedata import normalize

_PARAGRAPH_BREAK = "\n\n"
# Lines of a hard-wrapped text are shorter than this, paragraphs that stand on one line are longer.
_WRAP_WIDTH = 100
# Controls that are no white space; soft hyphen; bidirectional controls; Mongolian vowel separator; zero-width space;
# word joiner and invisible operators; byte order mark; interlinear annotation; noncharacters; lone surrogates, which
# JSON can spell; tag characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def one_line(text: str) -> str:
    """Return a text as one line of the form above: a title, a byline or a paragraph."""
    return " ".join(normalize("NFC", _INVISIBLE.sub("", text)).split())


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return paragraphs as one text of the form above; empty ones are left out."""
    return _PARAGRAPH_BREAK.join(filter(None, map(one_line, paragraphs)))


def split_paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a plain text.

    Blank lines part them. A single line break parts them too where a line of the block is longer than 100 characters;
    in a block of shorter lines it is taken for a wrapped line.
    """
    for filled, block in groupby(map(one_line, text.splitlines()), bool):
        lines = list(block)
        if not filled:
            continue
        if max(map(len, lines)) > _WRAP_WIDTH:
            yield from lines
        else:
            yield " ".join(lines)
