"""Two texts → the passages that they have in common, over small edits, wherever they stand in either.

Anchors are runs of the same words, at least a shingle long (Broder 1997); neighbouring runs are joined where but a few
words between them differ, as passim does (Smith, Cordell and Mullen 2015). Unlike a longest common subsequence this
finds paragraphs that were put in another order, and takes time linear in the lengths.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from claims.quote import quoted_spans
from claims.tokens import words
from claims.types import Span

# Words of an anchor: five are rarely the same by chance, and seldom all edited.
SHINGLE = 5
# Words in a row that an editor may have changed inside one passage; more of them end it.
GAP = 8
# Places of one shingle in a text that are looked at, the first ones: a refrain of a thousand lines is no longer work.
_PLACES = 4

# As claims.tokens.words takes a text apart; a soft hyphen stays inside its word.
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’‘‛`´\u00ad][^\W\d_]+)*|[^\W_]+",
)
_MULTIPLIER = 0x9E3779B97F4A7C15  # 2**64 / golden ratio, odd: Fibonacci hashing (Knuth, vol. 3, 6.4)

Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class WordedText:
    """A text as words: where each stands, what it is (64 bits of its folded form), and whether it is quoted."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    keys: Hashes
    quoted: Flags

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def shingles(self) -> Hashes:
        """Return a hash of each run of SHINGLE words, by the place of its first word."""
        hashes = np.zeros(max(0, len(self) - SHINGLE + 1), dtype=np.uint64)
        for offset in range(SHINGLE):
            hashes = hashes * np.uint64(_MULTIPLIER) + self.keys[offset : offset + len(hashes)]
        return hashes

    @cached_property
    def own(self) -> Flags:
        """Tell of each shingle whether none of its words is quoted: two that quote one speech share no text by that."""
        own = np.ones(len(self.shingles), dtype=np.bool_)
        for offset in range(SHINGLE):
            own &= ~self.quoted[offset : offset + len(own)]
        return own

    @cached_property
    def places(self) -> Mapping[int, Sequence[int]]:
        """Return where each shingle stands: the first few places."""
        found: dict[int, tuple[int, ...]] = {}
        for place, shingle in enumerate(self.shingles.tolist()):
            held = found.get(shingle, ())
            if len(held) < _PLACES:
                found[shingle] = (*held, place)
        return found

    @cached_property
    def sorted_shingles(self) -> Hashes:
        """Return the distinct shingles in ascending order."""
        return np.unique(self.shingles)

    def holds(self, shingles: Hashes) -> int:
        """Return how many of the shingles the text has."""
        if not len(self.shingles):
            return 0
        places = np.searchsorted(self.sorted_shingles, shingles)
        return int((self.sorted_shingles[np.minimum(places, len(self.sorted_shingles) - 1)] == shingles).sum())

    def span(self, first: int, end: int) -> Span:
        """Return the characters from one word up to another, exclusive."""
        return Span(int(self.starts[first]), int(self.ends[end - 1]))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that two texts share: copy[start:end] is origin[origin_start:origin_end] but for the edits."""

    start: int
    end: int
    origin_start: int
    origin_end: int
    same: int  # words in runs that are the same in both
    own: int  # of these, the ones that neither text quotes
    edits: int  # words put in, left out or replaced between those runs, where single words may be the same as well

    @property
    def words(self) -> int:
        """Return how many words of the copy it holds."""
        return self.end - self.start


def read_words(text: str) -> WordedText:
    """Return the text as words; linear in its length."""
    found = [(*match.span(), _key(match[0])) for match in _WORD.finditer(text)]
    starts, ends, keys = zip(*found, strict=True) if found else ((), (), ())
    begins = np.array(starts, dtype=np.int64)
    depth = np.zeros(len(found) + 1, dtype=np.int64)
    quotations = quoted_spans(text)
    np.add.at(depth, np.searchsorted(begins, [span.start for span in quotations]), 1)
    np.add.at(depth, np.searchsorted(begins, [span.end for span in quotations]), -1)
    return WordedText(
        begins, np.array(ends, dtype=np.int64), np.array(keys, dtype=np.uint64), np.cumsum(depth[: len(found)]) > 0
    )


def align(copy: WordedText, origin: WordedText) -> tuple[Stretch, ...]:
    """Return the stretches of the copy that the origin has too, in the order of the copy; they do not overlap there."""
    found: list[Stretch] = []
    for start, origin_start, length in _runs(copy, origin):
        run = _stretch(copy, origin, start, origin_start, length)
        joined = _join(copy, origin, found[-1], run) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(run)
    return tuple(found)


def _runs(copy: WordedText, origin: WordedText) -> list[tuple[int, int, int]]:
    """Return (place in the copy, place in the origin, words) of runs of the same words, longest first choice.

    Of several places in the origin the one where the run is longest counts, then the one that goes on from the last.
    """
    ours, theirs = copy.keys.tolist(), origin.keys.tolist()
    runs: list[tuple[int, int, int]] = []
    at, beyond = 0, 0
    shingles = copy.shingles.tolist()
    while at < len(shingles):
        places = origin.places.get(shingles[at], ())
        lengths = [(_same(ours, theirs, at, place), place >= beyond, -abs(place - beyond), place) for place in places]
        length, *_, place = max(lengths, default=(0, 0))
        if length < SHINGLE:  # none, or another one of the same hash
            at += 1
            continue
        runs.append((at, place, length))
        at, beyond = at + length, place + length
    return runs


def _same(ours: Sequence[int], theirs: Sequence[int], at: int, place: int) -> int:
    """Return how many words are the same from two places on."""
    length, most = 0, min(len(ours) - at, len(theirs) - place)
    while length < most and ours[at + length] == theirs[place + length]:
        length += 1
    return length


def _stretch(copy: WordedText, origin: WordedText, start: int, origin_start: int, length: int) -> Stretch:
    quoted = copy.quoted[start : start + length] | origin.quoted[origin_start : origin_start + length]
    return Stretch(
        start, start + length, origin_start, origin_start + length, length, length - int(quoted.sum()), edits=0
    )


def _join(copy: WordedText, origin: WordedText, before: Stretch, run: Stretch) -> Stretch | None:
    """Return the two as one where a few words at most lie between them on both sides, or None."""
    overlap = max(0, before.origin_end - run.origin_start)
    if overlap and overlap < run.words:  # the copy has put a word in that the origin has next to it
        start, origin_start = run.start + overlap, run.origin_start + overlap
        run = _stretch(copy, origin, start, origin_start, run.words - overlap)
    between, origin_between = run.start - before.end, run.origin_start - before.origin_end
    if between > GAP or not 0 <= origin_between <= GAP:
        return None
    edits = Levenshtein.distance(
        copy.keys[before.end : run.start].tolist(), origin.keys[before.origin_end : run.origin_start].tolist()
    )
    return Stretch(
        before.start,
        run.end,
        before.origin_start,
        run.origin_end,
        before.same + run.same,
        before.own + run.own,
        before.edits + edits,
    )


@lru_cache(maxsize=1 << 18)
def _key(word: str) -> int:
    folded = " ".join(words(word))
    return int.from_bytes(blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest())
