"""How a search compares words: without case and accents, forgiving slips of the finger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from reports.safe import clean


def fold(text: str) -> str:
    """Return the text as the search compares it: without case and accents."""
    parts = unicodedata.normalize("NFKD", clean(text))
    return "".join(char for char in parts if not unicodedata.combining(char)).lower()


def has_words(text: str, words: Sequence[str]) -> bool:
    """Return whether the text has all of the words, or such as a slip of the finger makes of them."""
    told = re.findall(r"\w+", text)

    def near(word: str) -> bool:
        slips = 2 if len(word) >= 8 else 1
        return len(word) >= 4 and any(OSA.distance(word, other, score_cutoff=slips) <= slips for other in told)

    return all(word in text or near(word) for word in words)
