"""The floor: quotation marks, and the nearest "said NAME" or "NAME said" beside them, by regular expression.

No paper: it is what a script of ten lines would do, so whatever a system adds shows against it. Only direct quotations
of three words or more are found. A name is a run of capitalised words or a personal pronoun.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

_QUOTATION = re.compile(r"“[^“”\n]+”|\"[^\"\n]+\"")
_NAME = r"(?P<source>(?:(?:[A-Z][\w.’'-]*)(?: (?:[A-Z][\w.’'-]*))*)|[Hh]e|[Ss]he|[Tt]hey)"
_VERB = r"(?P<cue>said|says|told|added|wrote|tweeted|asked|argued|claimed|explained|stated|noted|continued)"
_SAID = (re.compile(rf"\b{_VERB} {_NAME}"), re.compile(rf"\b{_NAME} {_VERB}\b"))
_REACH = 120  # characters on each side of a quotation in which its speaker is looked for
_FEWEST_WORDS = 3


def load() -> Callable[[str], list[dict[str, list[list[int]]]]]:
    """Return the finder; there is no model to load."""
    return find


def find(text: str) -> list[dict[str, list[list[int]]]]:
    """Return an attribution for each quotation of three words or more; source and cue are empty where none is near."""
    return [
        {**_nearest(text, *quotation.span()), "content": [list(quotation.span())]}
        for quotation in _QUOTATION.finditer(text)
        if len(quotation[0].split()) >= _FEWEST_WORDS
    ]


def _nearest(text: str, start: int, end: int) -> dict[str, list[list[int]]]:
    """Return the source and cue closest to the quotation at start:end, within its paragraph."""
    candidates = chain(_before(text, start), _after(text, end))
    _, said = min(candidates, key=lambda candidate: candidate[0], default=(0, None))
    if said is None:
        return {"source": [], "cue": []}
    return {"source": [list(said.span("source"))], "cue": [list(said.span("cue"))]}


def _before(text: str, start: int) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield (distance in characters, match) for what stands before the quotation."""
    low = max(text.rfind("\n", 0, start) + 1, start - _REACH)
    for pattern in _SAID:
        yield from ((start - said.end(), said) for said in pattern.finditer(text, low, start))


def _after(text: str, end: int) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield (distance in characters, match) for what stands after the quotation."""
    line_end = text.find("\n", end)
    high = min(len(text) if line_end < 0 else line_end, end + _REACH)
    for pattern in _SAID:
        yield from ((said.start() - end, said) for said in pattern.finditer(text, end, high))
