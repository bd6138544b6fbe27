"""Real texts → others of the same build: words, names and numbers exchanged for others that are used alike.

Syntax, cues, function words, quotation marks and paragraphs stay, so that attribution has its real work; of the other
words a share goes, each for another one with the same ending that real texts have about as often. So what an article
says makes little sense, and is about something else: without that, a hundred thousand articles of a thousand texts
would all be copies of one another. One rewording serves a whole event: its articles keep their words in common.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from benchmarks.operations.texts import Telling
from claims.cues import cue_forms, word_set
from claims.tokens import STOP_WORDS

# Shares of an event's words that are others than in the real text. Two events made of one real article have 0.4 same
# claims in a hundred with these, and in the thirty days within which claims are compared a text is used some fifteen
# times: 6 in a hundred, as claims of BASIL's real stories have 5 in others. With .4, .7 and .7 it would be 70, and
# groups of claims would reach from day to day for ever.
WORDS, NAMES, NUMBERS = 0.9, 0.95, 0.95

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_MID_SENTENCE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_ENDINGS = ("ing", "ings", "ly", "ed", "tion", "tions", "ity", "ment", "al", "er", "ers", "ies", "s", "y")
_NAME = "Name"
_SHORT = 3  # letters; shorter words are mostly function words, or parts of abbreviations
_DAYS = 31  # numbers up to this may be days, ages or counts; others are changed
_YEAR = re.compile(r"(?:19|20)\d\d")
_CALENDAR = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday today yesterday tomorrow"
)
_NUMERALS = word_set("one two three four five six seven eight nine ten hundred thousand million billion percent")


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that are used alike, with their frequencies added up."""

    words: tuple[str, ...]
    rising: tuple[int, ...]

    def draw(self, chance: random.Random) -> str:
        return self.words[bisect_left(self.rising, chance.randint(1, self.rising[-1]))]


class Lexicon:
    """The words of real texts by how they are used: names, and others by their endings."""

    def __init__(self, texts: Iterable[str]) -> None:
        used: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        for text in texts:
            used.update(token for token in _TOKEN.findall(text) if not token[0].isdigit())
            capital.update(_MID_SENTENCE.findall(text))
        self.names = frozenset(word for word, number in capital.items() if number > used[word.lower()])
        self._kept = STOP_WORDS | _CALENDAR | _NUMERALS | {word for word in cue_forms() if word.isalpha()}
        by_use: dict[str, dict[str, int]] = defaultdict(dict)
        for word, number in sorted(used.items()):
            use = self.use(word)
            if use == _NAME or word.islower():
                by_use[use][word] = number
        self._by_use = {use: _Words(tuple(found), tuple(accumulate(found.values()))) for use, found in by_use.items()}

    def use(self, word: str) -> str:
        """Return how a word is used; "" for one that always stays."""
        lower = word.lower().replace("’", "'")
        if lower in self._kept or "'" in lower or len(lower) < _SHORT or word.isupper():
            return ""
        if word in self.names:
            return _NAME
        return next((ending for ending in _ENDINGS if lower.endswith(ending)), "other")

    def another(self, use: str, chance: random.Random) -> str | None:
        """Return a word used so, frequent ones more often; None where there is none."""
        found = self._by_use.get(use)
        return found.draw(chance) if found else None


class Rewording:
    """Exchanges words, the same one always for the same other one."""

    def __init__(self, lexicon: Lexicon, chance: random.Random, share: float = 1.0) -> None:
        self._lexicon, self._chance, self._share = lexicon, chance, share
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return the text in other words."""
        return _TOKEN.sub(lambda found: self._exchanged(found[0]), text)

    def told(self, telling: Telling) -> Telling:
        """Return the article in other words."""
        return Telling(self(telling.title), tuple(map(self, telling.paragraphs)))

    def _exchanged(self, token: str) -> str:
        key = token if token in self._lexicon.names else token.lower()
        if token not in {key, key.capitalize()}:
            return token  # "NATO", "iPhone"
        if key not in self._known:
            self._known[key] = self._number(key) if key[0].isdigit() else self._word(key)
        other = self._known[key]
        return other[:1].upper() + other[1:] if token[0].isupper() else other

    def _number(self, digits: str) -> str:
        stays = not digits.isdigit() or int(digits) <= _DAYS or _YEAR.fullmatch(digits)
        if stays or self._chance.random() >= NUMBERS * self._share:
            return digits
        return str(self._chance.randint(10 ** (len(digits) - 1), 10 ** len(digits) - 1))

    def _word(self, word: str) -> str:
        use = self._lexicon.use(word)
        share = NAMES if use == _NAME else WORDS
        if not use or self._chance.random() >= share * self._share:
            return word
        return self._lexicon.another(use, self._chance) or word


def shortened(paragraphs: Sequence[str], chance: random.Random, dropped: float, moved: float) -> tuple[str, ...]:
    """Return the paragraphs, some left out and some gone behind the next one; the first stays where it is."""
    kept = [paragraphs[0], *(one for one in paragraphs[1:] if chance.random() >= dropped)]
    for at in range(1, len(kept) - 1):
        if chance.random() < moved:
            kept[at], kept[at + 1] = kept[at + 1], kept[at]
    return tuple(kept)
