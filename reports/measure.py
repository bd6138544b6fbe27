"""How wide a text is when it is drawn, about: a drawing has no browser to ask."""

from __future__ import annotations

import unicodedata

from reports.held import STAND_IN
from reports.safe import clean

BOLD = 1.1  # what letters are wider in bold
_NARROW = frozenset("iljftr.,:;'’‘|!()[] ·/")
_BROAD = frozenset("mwMW@%—…&")


def width_of(text: str, size: float) -> float:
    """Return about how many pixels wide the text is in a sans-serif of this size; rather more than less."""
    return sum(map(_em, text)) * size


def shorten_to(text: str, width: float, size: float) -> str:
    """Return the text, on one line, as it is where it fits, else its beginning and an ellipsis."""
    line = " ".join(clean(text).split())
    if width_of(line, size) <= width:
        return line
    room, kept = width - width_of("…", size), 0
    for kept, char in enumerate(line):  # noqa: B007 - where it ends counts
        room -= _em(char) * size
        if room < 0:
            break
    while kept > 0 and unicodedata.combining(line[kept]):  # an accent stays with its letter
        kept -= 1
    return line[:kept].rstrip() + "…"


def shorten_name(name: str, width: float, size: float) -> str:
    """Return an outlet's name likewise; a stand-in's keeps the mark that says so at its end."""
    if not name.endswith(STAND_IN):
        return shorten_to(name, width, size)
    return shorten_to(name.removesuffix(STAND_IN), width - width_of(STAND_IN, size), size) + STAND_IN


def _em(char: str) -> float:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0.0
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 1.05
    if char in _NARROW:
        return 0.4
    if char in _BROAD or not char.isascii():
        return 1.05
    return 0.75 if char.isupper() else 0.63
