"""Text → words to compare: folded, so that typography, case and British or American spelling make no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from claims.cues import word_set

_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "\u00ad": None,  # soft hyphen
    }
)
# A number keeps its separators (1,200; 3.5; 7:30); an apostrophe stays inside its word; a hyphen parts two words.
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\W_]+")
_CAPITAL = re.compile(r"\b[A-Z][a-z]+")
_LONG_NAME = re.compile(r"\b[A-Z][a-z]+(?: (?:of |for |the |and )*[A-Z][a-z]+){2,}")
_ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

_SPELLINGS = (
    (re.compile(r"(?<=\w{3})our(?=(?:s|ed|ing|ite|ites|able|er|ers|ful|hood)?$)"), "or"),
    (re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)"), "iz"),
    (re.compile(r"(?<=\w{2})ys(?=(?:e|ed|es|ing)$)"), "yz"),
    (re.compile(r"(?<=\w{3})tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=\w{3})ence(?=s?$)"), "ense"),
    (re.compile(r"(?<=[aeiou][^aeiou][aeiou])ll(?=(?:ed|er|ers|ing)$)"), "l"),
    (re.compile(r"(?<=program)me(?=s?$)"), ""),
)
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ies|ied|ed|es|s|e|y)$")

# Function words, and the words of reporting that every news text has.
STOP_WORDS = word_set(
    """
    a about above after again against all also although am among an and any are aren't as at be because been before
    being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during
    each either else ever few for from further get gets got had hadn't has hasn't have haven't having he he'd he'll
    he's her here here's hers herself him himself his how how's however i i'd i'll i'm i've if in into is isn't it it's
    its itself just let let's like may me might more most much must my myself neither no nor not now of off on once one
    only onto or other our ours ourselves out over own per quite rather same shall she she'd she'll she's should
    shouldn't since so some still such than that that's the their theirs them themselves then there there's these they
    they'd they'll they're they've this those though through thus to too toward towards under until up upon us very was
    wasn't we we'd we'll we're we've were weren't what what's when when's where where's whether which while who who's
    whom whose why will with within without won't would wouldn't yet you you'd you'll you're you've your yours yourself
    according add added adding adds asked comment comments confirmed day days deny earlier explained explaining friday
    late later latest monday month months mr mrs ms new news said saturday say saying says spokesman spokeswoman
    spokesperson state stated statement statements sunday tell telling thursday today told tomorrow tuesday wednesday
    week weeks year years yesterday
    """
)


def fold(text: str) -> str:
    """Return the text in lower case with straight quotation marks and plain hyphens; lengths may change."""
    if text.isascii():
        return text.replace("`", "'").lower()
    return unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY).casefold()


@lru_cache(maxsize=16)  # a claim's words are asked for several times in a row
def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text in order; numbers lose their thousands separators, acronyms their dots.

    >>> words("The U.S. “28-point plan” would cost Labour 1,200 roubles")
    ('the', 'us', '28', 'point', 'plan', 'would', 'cost', 'labor', '1200', 'roubles')
    """
    folded = fold(text)
    if "," in folded:
        folded = _THOUSANDS.sub("", folded)
    if "." in folded:
        folded = _ACRONYM.sub(lambda found: found[0].replace(".", ""), folded)
    return tuple(map(_spelling, _WORD.findall(folded)))


def shorten(text: str) -> str:
    """Return the text with names of three words and more cut to their initials: articles have the one or the other.

    >>> shorten("kept out of the North Atlantic Treaty Organization for years")
    'kept out of the NATO for years'
    """
    return _LONG_NAME.sub(lambda found: "".join(word[0] for word in _CAPITAL.findall(found[0])), text)


def stems(tokens: Iterable[str]) -> tuple[str, ...]:
    """Return the content words (no stop words) cut to rough stems: "talks", "talked", "talk's" → "talk"."""
    return tuple(stem(word) for word in tokens if word not in STOP_WORDS)


@lru_cache(maxsize=65_536)
def _spelling(word: str) -> str:
    base, *ending = word.partition("'")
    for pattern, american in _SPELLINGS:
        base = pattern.sub(american, base)
    return "".join((base, *ending))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the rough stem of a folded word: "talks" and "talked" → "talk"."""
    return word if word[0].isdigit() else _ENDING.sub("", word.removesuffix("'s"))
