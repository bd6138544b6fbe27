"""Two versions of a text → what was added, removed, changed and moved, in whole words.

Paragraphs come first: those that stayed as they are by a longest common subsequence, those that only stand elsewhere by
their words, and of the rest the pairs that are most alike in order (as Myers and Hunt–McIlroy do for lines, and
`git diff --word-diff` within them). Only what is left is compared word by word. So a text of 100,000 words of which a
few paragraphs changed takes a fraction of a second.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import Literal, NamedTuple
from unicodedata import normalize

from rapidfuzz.distance import Indel

from sources.subsequence import in_common

EditKind = Literal["added", "removed", "changed", "moved"]

_REVERSED: dict[EditKind, EditKind] = {"added": "removed", "removed": "added"}

_LARGEST = 40_000_000  # pairs of words of two paragraphs up to which their order counts for how alike they are
# Pairs of paragraphs between two that stayed, up to which each is compared with each.
_MOST_PAIRS = 2_500
_ALIKE = 0.5  # share of the words of both, in order, from which a paragraph is another's new version
_ALONE = 0.3  # the same where no other could be
_REPARTED = 0.8  # the same for several paragraphs that together are other ones
_MOVED_WORDS = 4  # fewer are a heading or a mark, that can stand anywhere

_PARAGRAPH = re.compile(r"[^\s\n](?:[^\n]*[^\s\n])?")
_WORD = re.compile(
    r"\d+(?:[.,:]\d+)+\w*|\w[\w\u0300-\u036f\u00ad]*(?:['’]\w[\w\u0300-\u036f\u00ad]*)*|-{2,3}|\.{3}|''|``|\S"
)
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff"),
        "…": "...",
    }
)
_PAIRED = re.compile(r"''")
_DASHES = re.compile(r"-{2,3}")
_LOOSE_SPACE = re.compile(r"(?<!\w) | (?!\w)")  # white space that parts no words
_SHORTENED = 160  # characters of a passage that a snippet shows


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: new[new_start:new_end] stands where old[old_start:old_end] stood, in code points.

    Added words have an empty range in the old text, removed ones in the new. A moved paragraph has the same words in
    both ranges, but for typography; all that is no edit comes in the same order in both texts.
    """

    kind: EditKind
    old_start: int
    old_end: int
    new_start: int
    new_end: int
    trivial: bool = False  # nothing but white space and the typography of quotation marks, dashes and dots


class _Stretch(NamedTuple):
    """old[start:end] is new[new_start:new_end], to the character; of no width where it only parts what is around."""

    start: int
    end: int
    new_start: int
    new_end: int


class _Part(NamedTuple):
    """A paragraph or word: where it stands, and what it is but for typography."""

    start: int
    end: int
    key: str


def edits(old: str, new: str) -> tuple[Edit, ...]:
    """Return the edits that turn the old text into the new one, in the order of the new.

    Neither their old nor their new ranges overlap, and they begin and end between words. What is left of the old text
    without their old ranges is what is left of the new one without their new ranges, character by character. From the
    new text to the old one the edits are the same, the other way round.
    """
    if old == new:
        return ()
    backwards = (len(new), new) < (len(old), old)  # of several ways that are as short, the same one in both directions
    found = [_reversed(edit) for edit in _edits(new, old)] if backwards else _edits(old, new)
    return tuple(sorted(found, key=lambda edit: (edit.new_start, edit.new_end, edit.old_start)))


def _reversed(edit: Edit) -> Edit:
    kind = _REVERSED.get(edit.kind, edit.kind)
    return Edit(kind, edit.new_start, edit.new_end, edit.old_start, edit.old_end, edit.trivial)


def _edits(old: str, new: str) -> list[Edit]:
    before, after = _parts(_PARAGRAPH, old), _parts(_PARAGRAPH, new)
    kept = in_common([one.key for one in before], [one.key for one in after])
    moved = _moved(before, after, kept)
    pairs = _versions(before, after, kept, moved)
    stretches = [stretch for ours, theirs in pairs for stretch in _stretches(old, new, ours, theirs)]
    moves = [(before[i], after[j]) for i, j in moved]
    found = [Edit("moved", ours.start, ours.end, theirs.start, theirs.end) for ours, theirs in moves]
    return [*found, *_between(old, new, stretches, moves)]


def snippet(old: str, new: str, edit: Edit, around: int = 60) -> str:
    """Return the edit on one line with up to `around` characters of the new text on either side.

    >>> was, now = "They met on Monday.", "They met on Tuesday."
    >>> snippet(was, now, edits(was, now)[0])
    'They met on [-Monday-]{+Tuesday+}.'
    """
    removed, added = old[edit.old_start : edit.old_end], new[edit.new_start : edit.new_end]
    if edit.kind == "moved":
        return f"moved: {_shortened(added)}"
    change = (f"[-{_shortened(removed)}-]" if removed else "") + (f"{{+{_shortened(added)}+}}" if added else "")
    outer = added or removed  # white space at its ends stands outside the brackets, and is as good as that around
    left = new[max(0, edit.new_start - around) : edit.new_start] + outer[: len(outer) - len(outer.lstrip())]
    right = outer[len(outer.rstrip()) :] + new[edit.new_end : edit.new_end + around]
    if edit.new_start > around:
        left = "…" + left.partition(" ")[2]
    if edit.new_end + around < len(new):
        right = right.rpartition(" ")[0] + "…"
    return " ".join((left + change + right).split())


def _shortened(text: str) -> str:
    """Return a passage on one line, of a long one its beginning and end."""
    line = " ".join(text.split())
    if len(line) <= _SHORTENED:
        return line or text
    half = _SHORTENED // 2
    return f"{line[:half].rpartition(' ')[0]} … {line[-half:].partition(' ')[2]}"


def _parts(form: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> list[_Part]:
    found = form.finditer(text, start, len(text) if end is None else end)
    return [_Part(*match.span(), _fold_word(match[0]) if form is _WORD else _fold(match[0])) for match in found]


@lru_cache(maxsize=1 << 16)
def _fold_word(word: str) -> str:
    return _fold(word)


def _fold(text: str) -> str:
    """Return the text without what is trivial."""
    plain = _PAIRED.sub('"', normalize("NFC", text).translate(_TYPOGRAPHY))
    return _LOOSE_SPACE.sub("", " ".join(_DASHES.sub("-", plain).split()))


def _moved(before: Sequence[_Part], after: Sequence[_Part], kept: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the paragraphs that stand elsewhere with the same words."""
    stayed, stood = {i for i, _ in kept}, {j for _, j in kept}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place in reversed(range(len(after))):
        if place not in stood and len(_WORD.findall(after[place].key)) >= _MOVED_WORDS:
            places[after[place].key].append(place)
    return [
        (place, places[one.key].pop())
        for place, one in enumerate(before)
        if place not in stayed and places.get(one.key)
    ]


def _versions(
    before: Sequence[_Part],
    after: Sequence[_Part],
    kept: Sequence[tuple[int, int]],
    moved: Sequence[tuple[int, int]],
) -> Iterator[tuple[_Part, _Part]]:
    """Yield the pairs of paragraphs that stayed and, between them, those that are an old and a new version of one."""
    gone, come = {i for i, _ in moved}, {j for _, j in moved}
    for (i, j), (k, m) in pairwise([(-1, -1), *kept, (len(before), len(after))]):
        ours = [before[at] for at in range(i + 1, k) if at not in gone]
        theirs = [after[at] for at in range(j + 1, m) if at not in come]
        if len(ours) == k - i - 1 and len(theirs) == m - j - 1 and _are_parted_otherwise(ours, theirs):
            yield _joined(ours), _joined(theirs)
        else:
            yield from _alike(ours, theirs)
        if k < len(before):
            yield before[k], after[m]


def _are_parted_otherwise(ours: Sequence[_Part], theirs: Sequence[_Part]) -> bool:
    """Tell whether nearly the same words make up other paragraphs."""
    if len(ours) == len(theirs) or not ours or not theirs:
        return False
    left, right = ([word for one in side for word in _WORD.findall(one.key)] for side in (ours, theirs))
    return _likeness(left, right) >= _REPARTED


def _joined(parts: Sequence[_Part]) -> _Part:
    return _Part(parts[0].start, parts[-1].end, "")


def _alike(ours: Sequence[_Part], theirs: Sequence[_Part]) -> list[tuple[_Part, _Part]]:
    """Return the pairs, ascending on both sides, that are most alike in sum (Needleman and Wunsch 1970).

    Of very many paragraphs the first half of one side is compared with that of the other, and so on.
    """
    if not ours or not theirs:
        return []
    if len(ours) * len(theirs) > _MOST_PAIRS:
        half, other = len(ours) // 2, len(theirs) // 2
        return _alike(ours[:half], theirs[:other]) + _alike(ours[half:], theirs[other:])
    left, right = ([_WORD.findall(one.key) for one in side] for side in (ours, theirs))
    best = [[(0.0, False)] * (len(right) + 1) for _ in range(len(left) + 1)]  # and whether the first two are a pair
    for a in reversed(range(len(left))):
        for b in reversed(range(len(right))):
            alike = _likeness(left[a], right[b], _ALONE if len(left) == len(right) == 1 else _ALIKE)
            skipped, paired = max(best[a + 1][b][0], best[a][b + 1][0]), best[a + 1][b + 1][0] + alike
            best[a][b] = (paired, True) if alike and paired >= skipped else (skipped, False)
    pairs: list[tuple[_Part, _Part]] = []
    a = b = 0
    while a < len(left) and b < len(right):
        if best[a][b][1]:
            pairs.append((ours[a], theirs[b]))
            a, b = a + 1, b + 1
        elif best[a + 1][b][0] >= best[a][b + 1][0]:
            a += 1
        else:
            b += 1
    return pairs


def _likeness(left: Sequence[str], right: Sequence[str], least: float = 0) -> float:
    """Return the share of the words of both that they have in common in order, of very many in any; 0 below `least`."""
    if len(left) * len(right) <= _LARGEST:
        return Indel.normalized_similarity(left, right, score_cutoff=least)
    share = 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))
    return share if share >= least else 0


def _stretches(old: str, new: str, ours: _Part, theirs: _Part) -> Iterator[_Stretch]:
    """Yield what two versions of a paragraph have in common; their ends part it from what is around."""
    if old[ours.start : ours.end] == new[theirs.start : theirs.end]:
        yield _Stretch(ours.start, ours.end, theirs.start, theirs.end)
        return
    yield _Stretch(ours.start, ours.start, theirs.start, theirs.start)
    before, after = _parts(_WORD, old, ours.start, ours.end), _parts(_WORD, new, theirs.start, theirs.end)
    runs = _runs(in_common([one.key for one in before], [one.key for one in after]))
    spans = [
        _Stretch(before[i].start, before[i + size - 1].end, after[j].start, after[j + size - 1].end)
        for i, j, size in runs
    ]
    worth = _worthwhile(spans, ours, theirs)
    for (i, j, size), span in zip(runs, spans, strict=True):
        if span not in worth:
            continue
        if old[span.start : span.end] == new[span.new_start : span.new_end]:
            yield span
        else:
            for a, b in zip(before[i : i + size], after[j : j + size], strict=True):
                yield from _same_word(old, new, a, b)
    yield _Stretch(ours.end, ours.end, theirs.end, theirs.end)


def _runs(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return pairs of places as runs: where each begins on both sides, and how long it is."""
    runs: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if runs and (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]) == (i, j):
            runs[-1] = (*runs[-1][:2], runs[-1][2] + 1)
        else:
            runs.append((i, j, 1))
    return runs


def _worthwhile(spans: Sequence[_Stretch], ours: _Part, theirs: _Part) -> set[_Stretch]:
    """Return the runs that are longer than what differs before them, or after them.

    An "of" between two rewritten passages is chance, and a reader does better with one passage (Fraser 2006).
    """
    last = _Stretch(ours.end, ours.end, theirs.end, theirs.end)
    kept = [_Stretch(ours.start, ours.start, theirs.start, theirs.start)]
    for span in (*spans, last):
        while len(kept) > 1 and _is_chance(kept[-2], kept[-1], span):
            kept.pop()
        kept.append(span)
    return {*kept}


def _is_chance(before: _Stretch, span: _Stretch, after: _Stretch) -> bool:
    length = span.end - span.start
    changed_before = max(span.start - before.end, span.new_start - before.new_end)
    changed_after = max(after.start - span.end, after.new_start - span.new_end)
    return length <= changed_before and length <= changed_after


def _same_word(old: str, new: str, ours: _Part, theirs: _Part) -> Iterator[_Stretch]:
    """Yield a word that both have; of one that differs in typography only its ends."""
    if old[ours.start : ours.end] == new[theirs.start : theirs.end]:
        yield _Stretch(ours.start, ours.end, theirs.start, theirs.end)
    else:
        yield _Stretch(ours.start, ours.start, theirs.start, theirs.start)
        yield _Stretch(ours.end, ours.end, theirs.end, theirs.end)


def _between(old: str, new: str, stretches: Sequence[_Stretch], moves: Sequence[tuple[_Part, _Part]]) -> Iterator[Edit]:
    """Yield an edit for what differs between each two stretches, leaving out what was moved."""
    gone, come = sorted(ours[:2] for ours, _ in moves), sorted(theirs[:2] for _, theirs in moves)
    first, last = _Stretch(0, 0, 0, 0), _Stretch(len(old), len(old), len(new), len(new))
    for before, after in pairwise([first, *stretches, last]):
        ours = _without(gone, before.end, after.start)
        theirs = _without(come, before.new_end, after.new_start)
        # The ends of the pieces that have no counterpart are the gap's.
        ends = (after.start, after.start), (after.new_start, after.new_start)
        for a, b in zip_longest(ours, theirs):
            edit = _edit(old, new, a or ends[0], b or ends[1])
            if edit:
                yield edit


def _without(holes: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return the range without the holes that lie in it, as ranges."""
    inside = holes[bisect_left(holes, (start, start)) : bisect_left(holes, (end, end))]
    edges = [start, *(edge for hole in inside for edge in hole), end]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _edit(old: str, new: str, ours: tuple[int, int], theirs: tuple[int, int]) -> Edit | None:
    """Return the edit of one range into another, less the white space with which both begin or end."""
    (start, end), (new_start, new_end) = ours, theirs
    while start < end and new_start < new_end and old[start] == new[new_start] and old[start].isspace():
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1] and old[end - 1].isspace():
        end, new_end = end - 1, new_end - 1
    was, now = old[start:end], new[new_start:new_end]
    if was == now:
        return None
    added = not was or (was.isspace() and not now.isspace() and now)
    removed = not now or (now.isspace() and not was.isspace())
    kind: EditKind = "added" if added else "removed" if removed else "changed"
    return Edit(kind, start, end, new_start, new_end, _fold(was) == _fold(now))
