"""Quoted sentences of two tellings → which are versions of one another, and what was done to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from claims.cues import word_set
from claims.tokens import STOP_WORDS, words
from claims.transliterate import sounds
from claims.types import Span
from claims.verbs import lemma
from claims.wording import Quotation, QuotedSentence

# Share of the shorter sentence's words, in order, from which two quoted sentences are two versions of one.
RELATED = 0.6
_MOST = 100  # sentences
_ALONE = 0.5  # the same where either side quotes nothing else
# So many words of a quotation within a paraphrase are a few that stay quoted, and no cut.
A_FEW = 4
# Share of the words, content words alone, from which a sentence whose order was changed is still a version.
_REORDERED = 0.7

_EDIT = re.compile(r"\[[^\]]{0,200}\]|\.\s?\.\s?\.|…")
_DOTS = re.compile(r"\.\s?\.\s?\.|…")
_PARENTHESIS = re.compile(r"\([^)]{0,80}\)")  # an editor's addition, as in "(Libyan strongman Muammar) al-Qaddafi"
# "do not" and "don't" are one spelling or the other.
_CONTRACTIONS = (
    (re.compile(r"\bcan't\b"), "can not"),
    (re.compile(r"\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"\b(he|she|it|that|there|what|who|here|where)'s\b"), r"\1 is"),
    (re.compile(r"\blet's\b"), "let us"),
)
_TITLES = {
    "sen": "senator", "gen": "general", "gov": "governor", "rep": "representative", "dr": "doctor", "prof": "professor",
    "lt": "lieutenant", "col": "colonel", "percent": "%", "ok": "okay", "usa": "us",
}  # fmt: skip
_ONES = {
    word: value
    for value, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        ),
        start=1,
    )
}
_TENS = dict(
    zip(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), range(20, 100, 10), strict=True)
)
_TENS_AND_ONES = re.compile(rf"\b(?P<tens>{'|'.join(_TENS)})(?:\s(?P<ones>{'|'.join([*_ONES][:9])}))?\b")
_FILLERS = word_set("uh um er ah")
_EDIT_MARK = "…"
_MARKS = "\"“”„«»‘’'`"
_FITTED = 2  # words
_OVERLAP = 4  # words with which one quotation ends and the other begins
_PARTICLES = word_set("al el")
_NAME = 5  # letters from which two words that sound alike are one name

Runs = tuple[tuple[str, ...], ...]  # the words between marked edits


@lru_cache(maxsize=4096)
def quoted_words(text: str) -> tuple[str, ...]:
    """Return the words of a quotation, so that typography, spelling and contractions make no difference.

    Numbers below a hundred are digits: "eleven" and "11" are one word.
    """
    plain = " ".join(words(text.replace("&", " and ")))
    for pattern, spelled in _CONTRACTIONS:
        plain = pattern.sub(spelled, plain)
    plain = _TENS_AND_ONES.sub(lambda found: str(_TENS[found["tens"]] + _ONES.get(found["ones"] or "", 0)), plain)
    return tuple(
        str(_ONES[word]) if word in _ONES and word != "one" else _TITLES.get(word, word)
        for word in plain.split()
        if word not in _FILLERS
    )


def is_altered(left: str, right: str) -> bool:
    """Tell whether the words of two versions of a quotation differ otherwise than by a cut at either end.

    What the text marks as an edit, in brackets or by dots, is no difference: the words around it must be the other
    side's. Where both sides have more at the same end, one of them was worded otherwise there.
    """
    ours, theirs = _runs(left), _runs(right)
    forms = ((ours, theirs), (_fitted(left, ours, theirs), theirs), (ours, _fitted(right, theirs, ours)))
    return not any(_agree(a, b) for a, b in forms)


def _agree(left: Runs, right: Runs) -> bool:
    """Tell whether nothing differs but what is cut, or marked as edited."""
    ours, theirs = _all(left), _all(right)
    if _stand_in(left, theirs) or _stand_in(right, ours) or not _differ_inside(left, right):
        return True
    return any(
        a[-size:] == b[:size]
        for a, b in ((ours, theirs), (theirs, ours))
        for size in range(_OVERLAP, min(len(a), len(b)))
    )


def is_part(left: str, right: str) -> bool:
    """Tell whether the left one is the right one with words left out: at an end, or inside where dots mark it."""
    ours, theirs = _runs(left), _all(_runs(right))
    if sum(map(len, ours)) >= len(theirs) or not _stand_in(ours, theirs):
        return False
    whole = tuple(theirs[: len(ours[0])]) == ours[0] and tuple(theirs[-len(ours[-1]) :]) == ours[-1]
    return not whole or _DOTS.search(left) is not None  # brackets put other words in, and leave none out


def _runs(text: str) -> Runs:
    """Return the words between a quotation's marked edits."""
    return tuple(run for piece in _EDIT.split(_PARENTHESIS.sub(_EDIT_MARK, text)) if (run := quoted_words(piece)))


def _all(runs: Runs) -> list[str]:
    return [word for run in runs for word in run]


def _stand_in(runs: Runs, told: Sequence[str]) -> bool:
    """Tell whether the runs follow one another in the words told, the first and the last one cut as may be."""
    whole, at = f" {' '.join(told)} ", 0
    for run in runs:
        found = whole.find(f" {' '.join(run)} ", at)
        if found < 0:
            return False
        at = found + len(" ".join(run)) + 1
    return True


def _differ_inside(left: Runs, right: Runs) -> bool:
    """Tell whether the words differ elsewhere than at marked edits, and at the ends otherwise than by a cut."""
    ours, theirs = _all(left), _all(right)
    our_edges, their_edges = _edges(left), _edges(right)
    for here, there in _steps(ours, theirs):
        a, b = ours[here.start : here.end], theirs[there.start : there.end]
        at_end = here.start == there.start == 0 or (here.end == len(ours) and there.end == len(theirs))
        marked = (not a and here.start in our_edges) or (not b and there.start in their_edges)
        if at_end:  # one side marks that it leaves something out there, and goes on elsewhere
            marked |= not {here.start, here.end}.isdisjoint(our_edges - {0, len(ours)})
            marked |= not {there.start, there.end}.isdisjoint(their_edges - {0, len(theirs)})
        if _is_other(a, b) and not marked and not (at_end and _are_other_sentences(a, b)):
            return True
    return False


def _steps(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[Span, Span]]:
    """Yield what differs between two rows of words, side by side."""
    at = there = 0
    for block in LCSseq.editops(ours, theirs).as_matching_blocks():
        if block.a > at or block.b > there:
            yield Span(at, block.a), Span(there, block.b)
        at, there = block.a + block.size, block.b + block.size


def _fitted(text: str, runs: Runs, others: Runs) -> Runs:
    """Return the runs with the other side's form of a verb that a quotation of part of a sentence begins with.

    A writer who goes on with "ending Medicare" where the speaker said "would end Medicare" fits it into the sentence.
    """
    if not runs or not text.lstrip(_MARKS)[:1].islower():
        return runs
    forms = {lemma(word): word for run in others for word in run}
    first = tuple(forms.get(lemma(word), word) if at < _FITTED else word for at, word in enumerate(runs[0]))
    return (first, *runs[1:])


def _is_other(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell two wordings from one that is spelled or spaced in two ways: "paid into", "paid in to"; Qaddafi, Gadhafi."""
    a, b = ("".join(word for word in side if word not in _PARTICLES) for side in (ours, theirs))
    return a != b and (min(len(a), len(b)) < _NAME or not sounds(a) & sounds(b))


def _are_other_sentences(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether both sides go on, or begin, with so many words that are not alike that each was cut elsewhere."""
    return min(len(ours), len(theirs)) > A_FEW and not related(ours, theirs)


def _edges(runs: Runs) -> set[int]:
    """Return where in all words a run ends and an edit stands, and both ends of the whole."""
    edges, at = {0}, 0
    for run in runs:
        at += len(run)
        edges.add(at)
    return edges


def are_related(left: QuotedSentence, right: QuotedSentence) -> bool:
    """Tell whether two quoted sentences are two versions of one."""
    ours, theirs = quoted_words(left.text), quoted_words(right.text)
    return related(ours, theirs)


def related(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether two sentences, as words, share enough of them, in order or else enough words of meaning."""
    least = min(len(ours), len(theirs))
    if not least or len(set(ours) & set(theirs)) < 0.5 * min(len(set(ours)), len(set(theirs))):
        return False
    if LCSseq.similarity(ours, theirs) >= RELATED * least:
        return True
    content = [Counter(word for word in side if word not in STOP_WORDS) for side in (ours, theirs)]
    smaller = min(sum(side.values()) for side in content)
    return smaller >= 3 and sum((content[0] & content[1]).values()) >= _REORDERED * smaller


def versions(
    left: Sequence[QuotedSentence], right: Sequence[QuotedSentence]
) -> list[tuple[QuotedSentence, QuotedSentence]]:
    """Return pairs of quoted sentences that are, word for word or nearly, the same, each sentence in one pair at most.

    Those that are not altered come together first, then those that are most alike. Of very many sentences the first
    are compared.
    """
    left, right = left[:_MOST], right[:_MOST]
    ranked = sorted(
        (
            is_altered(ours.text, theirs.text),
            -LCSseq.normalized_similarity(ours.words, theirs.words),
            abs(i - j),
            i,
            j,
        )
        for i, ours in enumerate(left)
        for j, theirs in enumerate(right)
        if are_related(ours, theirs) or (len(left) == len(right) == 1 and _are_alike(ours.words, theirs.words))
    )
    pairs: dict[int, int] = {}
    for *_, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(left[i], right[j]) for i, j in sorted(pairs.items())]


def _are_alike(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether two sentences, each all that its side quotes, have enough in common for two versions of one."""
    least = min(len(ours), len(theirs))
    return least > A_FEW - 1 and LCSseq.similarity(ours, theirs) >= _ALONE * least


def is_edited(text: str) -> bool:
    """Tell whether a quotation marks that words were left out or put in."""
    return _EDIT.search(text) is not None


def is_cut(ours: QuotedSentence, theirs: QuotedSentence, left: Sequence[Quotation], right: Sequence[Quotation]) -> bool:
    """Tell whether of two versions of a sentence one leaves out a part, which its side does not quote elsewhere."""
    for short, long, side in ((ours, theirs, left), (theirs, ours, right)):
        if is_part(short.text, long.text):
            told = " ".join(word for quotation in side for word in quoted_words(quotation.text))
            return f" {' '.join(quoted_words(long.text))} " not in f" {told} "
    return False


def merged(split: Sequence[Quotation], whole: Sequence[Quotation], text: str) -> Iterator[tuple[Span, Quotation, bool]]:
    """Yield where one side's running quotation puts together two that the other side's text keeps apart.

    With the passage of the two stands the running one, and whether words were put in to join them.
    """
    for first, second in pairwise(split):
        tail, head = quoted_words(first.text)[-3:], quoted_words(second.text)[:3]
        if not tail or not head or not _are_apart(text[first.span.end : second.span.start]):
            continue
        seam = re.compile(
            rf"\b{' '.join(map(re.escape, tail))} (?P<joint>(?:\S+ ){{0,2}}){' '.join(map(re.escape, head))}\b"
        )
        for quotation in whole:
            found = None if _EDIT.search(quotation.text) else seam.search(" ".join(quoted_words(quotation.text)))
            if found:
                yield Span(first.span.start, second.span.end), quotation, bool(found["joint"])


_SENTENCE_END = re.compile(r"[.!?][”\"’']?\s+(?=[\"“‘']?\w)|\n")
_LEAD_IN = 4  # words: "He added:", "She went on to say:"


def _are_apart(between: str) -> bool:
    """Tell whether more stands between two quotations than who says them: another sentence, or another quotation."""
    if any(mark in between for mark in '“"'):
        return True
    _, *more = _SENTENCE_END.split(between)
    return any(len(words(sentence)) > _LEAD_IN for sentence in more)
