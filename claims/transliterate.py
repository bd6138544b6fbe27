"""Name → keys that spellings of it share: Dmitry, Dmitri and Dmitriy come out as one.

English outlets spell names from other scripts by several systems (BGN/PCGN, ISO 9, ICAO, the passport's own). The rules
undo what these differ in, one after the other, as phonetic keys do (Soundex, Metaphone), but keep the vowels: without
them John, Jane and Joan are one name. Measured beside it, `rigour` 2.6 knows more names, but also takes Kovács and
Kovač for one, and costs 40 MB and six seconds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 60  # letters of one word of a name that are looked at

_SPECIAL = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ŋ": "n"}
)
# In this order. Y, i and j stand for one another but at the head of a name, where Ian and Jan are two.
_RULES = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"^(?:ye|ie)", "e"),  # Yeltsin, Eltsin
        (r"^y(?=[aou])", "j"),  # Yulia, Julia
        (r"tch", "ch"),
        (r"sch", "sh"),
        (r"dzh|dj", "j"),
        (r"ph", "f"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"dh", "d"),
        (r"ck", "k"),
        (r"tz", "ts"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"q", "k"),
        (r"ou|oo", "u"),
        (r"(?<=.)[yj]", "i"),
        (r"(?<=[aeiou])h(?![aeiou])", ""),  # Sarah, Sara; John, Jon
        (r"(.)\1+", r"\1"),
    )
)
_COARSE = str.maketrans({"f": "p", "g": "k", "c": "k", "z": "s"})
_HARD_C = re.compile(r"c(?!h)")
_VOWELS = re.compile(r"(?<=.)[aeiouh]")
_REPEATED = re.compile(r"(.)\1+")


def latin(word: str) -> str:
    """Return a word in lower case without accents: "Kovač" → "kovac"; letters of other scripts stay.

    >>> latin("Škripek"), latin("Wałęsa"), latin("O’Neill")
    ('skripek', 'walesa', 'oneill')
    """
    bare = unicodedata.normalize("NFKD", word).casefold().translate(_SPECIAL)
    return "".join(letter for letter in bare if letter.isalnum())


@lru_cache(maxsize=65_536)
def spelled(word: str) -> str:
    """Return the key that transliterations of one name share; of a word as `latin` returns it.

    >>> spelled("dmitriy") == spelled("dmitri"), spelled("zelenskyy"), spelled("wadephul")
    (True, 'zelenski', 'vadeful')
    """
    key = word[:LONGEST]
    for pattern, letters in _RULES:
        key = pattern.sub(letters, key)
    return key


@lru_cache(maxsize=65_536)
def sounds(word: str) -> frozenset[str]:
    """Return the keys of which two spellings share one where they sound alike: Muammar and Moammar.

    C is k, and u and o are one in words of five letters or more; q is k or g (Qaddafi), but g is not k: Gerber, Kerber.
    """
    readings = {_HARD_C.sub("k", spelled(reading)) for reading in (word, word.replace("q", "g"))}
    return frozenset(key.replace("u", "o") if len(key) >= 5 else key for key in readings)


@lru_cache(maxsize=65_536)
def skeleton(word: str) -> str:
    """Return the consonants alone, hard and soft, f and p as one: "vdpl" of Wadephul and Wadipol.

    Far too coarse to decide by itself; it says where to look, and what a common role may settle.
    """
    return _REPEATED.sub(r"\1", _VOWELS.sub("", spelled(word)).translate(_COARSE))
