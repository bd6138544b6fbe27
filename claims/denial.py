"""Two tellings → what one affirms and the other negates, and what one weakens and the other states: with the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.cues import AUXILIARIES, word_set
from claims.tokens import STOP_WORDS, words
from claims.types import Claim, Span
from claims.verbs import lemma
from claims.wording import differ_in_negation

_NEGATION = re.compile(
    r"\b(?:not|never|no\s+longer|no(?![\s-]one\b)|cannot|neither)\b|(?<=n)['’]t\b|(?<=\wn)['’]t\b", re.IGNORECASE
)
# Who negates by being nobody: what he does is not laid at the other side's door.
_NOBODY = re.compile(
    r"\b(?:no\s?one|no-one|nobody|none|nothing|without|fail(?:s|ed)?|den(?:y|ies|ied)"
    r"|rarely|seldom|hardly|barely|scarcely|refus\w+|declin\w+|reject\w+|rul(?:e|ed|es|ing)\s+out|lack\w*|unable|avoid\w*"
    r"|instead\s+of|rather\s+than|far\s+from|yet\s+to|stopped\s+short|impossible|prevent\w*)\b",
    re.IGNORECASE,
)
_ANY = re.compile(r"\b(?:no|not|never|neither|nor|none|nothing|nobody|cannot)\b|n['’]t\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\s+(?:only|just|merely|simply|solely|alone|least|(?:more|less|fewer|later)\s+than|doubt)\b", re.IGNORECASE
)
_OPEN_BEFORE = re.compile(r"\b(?:or|if|why|whether\s+or)\s+$", re.IGNORECASE)
_NOT_PART = word_set("not never no cannot neither nor n't")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?](?=[\s”\"’'])|\n")
_CLAUSE_END = re.compile(
    r"[.!?](?=[\s”\"’'])|\n|[,;:—–](?=\s)|\s(?:that|which|who|whom|but|because|although|while)(?=\s)"
)
# Between a negation and what it negates: "not yet been", "never again".
_BETWEEN = AUXILIARIES | STOP_WORDS | word_set("always any even ever longer yet still fully immediately")
_SCOPE = 2  # words of meaning after a negation that it negates
_ENOUGH = 0.4  # share of the smaller side's words of meaning from which both tell the same thing
_MODAL = re.compile(
    r"\b(?:will|would|is|are|was|were|has|have|had|shall|can|could|may|might|must|did|does|do)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)


# Words that another prefix than "un-" or "non-" negates: it is part of many others ("insure", "discount").
_NEGATED = frozenset(
    map(
        lemma,
        word_set(
            "disagree disapprove dishonest disloyal disqualified dissatisfied illegal illegitimate impossible improper "
            "inaccurate inactive inadequate incapable incomplete incorrect ineffective ineligible insecure "
            "insufficient invalid irregular irresponsible"
        ),
    )
)


@dataclass(frozen=True, slots=True)
class _Said:
    stem: str
    span: Span
    negated: bool


def opposed(left: Claim, right: Claim, texts: tuple[str, str]) -> tuple[Span | None, Span | None] | None:
    """Return the words by which one side negates what the other affirms, None where they do not differ in that.

    Each span is the negated or affirmed verb; None stands for the whole claim. A denial is a negation by its cue: where
    one side denies what the other says not to be so, they agree.
    """
    if (left.cue_class == "denial") != (right.cue_class == "denial"):
        return None
    if not any(_ANY.search(claim.wording) for claim in (left, right)):
        return None
    ours, theirs = _said(left, texts[0]), _said(right, texts[1])
    for negating, affirming, swapped in ((ours, theirs, False), (theirs, ours, True)):
        if any(_NOBODY.search(claim.wording) for claim in (left, right)):
            break
        if pair := _negated_on_one_side(negating, affirming):
            found = (pair[0], pair[1])
            return (found[1], found[0]) if swapped else found
    if differ_in_negation(_based(left.wording), _based(right.wording)):
        return _negation_span(left, texts[0]), _negation_span(right, texts[1])
    return None


def are_opposites(left: str, right: str) -> bool:
    """Tell whether one of two stems is the other with a negating prefix: "unsaf" and "saf", "illegal" and "legal"."""
    return any(
        negated == prefix + plain and (prefix in ("un", "non") or negated in _NEGATED)
        for negated, plain in ((left, right), (right, left))
        for prefix in ("un", "non", "dis", "il", "im", "in", "ir")
    )


def _based(wording: str) -> list[str]:
    """Return the words of a wording, verbs and nouns as stems of their base forms."""
    return [word if word in STOP_WORDS or _ANY.fullmatch(word) else lemma(word) for word in words(wording)]


def _negated_on_one_side(negating: Sequence[_Said], affirming: Sequence[_Said]) -> tuple[Span, Span] | None:
    """Return the first verb that one side negates while the other, negating nothing, has it."""
    negated = [one for one in negating if one.negated]
    if not negated or any(one.negated for one in affirming):
        return None
    known = {one.stem: one for one in affirming}
    shared = {one.stem for one in negating} & set(known)
    least = min(len({one.stem for one in negating}), len(known))
    if len(shared) < max(min(2, least), _ENOUGH * least):
        return None
    first = negated[0]
    if any(one.stem == first.stem and not one.negated for one in negating):
        return None  # "not going away, it is going alcohol-free": the other may have the second alone
    if first.stem not in known or sum(one.stem in known for one in negated) * 2 < len(negated[:_SCOPE]):
        return None
    return first.span, known[first.stem].span


def _said(claim: Claim, text: str) -> list[_Said]:
    """Return the words of meaning with their spans; those right after a negation are negated, its words included."""
    found: list[_Said] = []
    for part in claim.fragments:
        marks = [
            match
            for match in _NEGATION.finditer(text, part.start, part.end)
            if not _OPEN.match(text, match.end())
            and not _OPEN_BEFORE.search(text, max(0, match.start() - 12), match.start())
        ]
        starts = {match.end(): match.start() for match in marks}
        pending, opened = 0, 0
        ends = sorted(starts)
        for match in _WORD.finditer(text, part.start, part.end):
            while ends and ends[0] <= match.start():
                opened, pending = starts[ends.pop(0)], _SCOPE
            if pending and _SENTENCE_END.search(text, opened, match.start()):
                pending = 0
            stem = _stem_of(match[0])
            if not stem:
                continue
            span = Span(opened, match.end()) if pending == _SCOPE else Span(match.start(), match.end())
            found.append(_Said(stem, span, pending > 0))
            pending = max(0, pending - 1)
    return found


def _negation_span(claim: Claim, text: str) -> Span | None:
    found = [match for part in claim.fragments for match in _NEGATION.finditer(text, part.start, part.end)]
    return Span(found[0].start(), found[0].end()) if len(found) == 1 else None


def hedged(left: Claim, right: Claim, texts: tuple[str, str]) -> tuple[Span | None, Span | None] | None:
    """Return the words by which one side weakens what the other states, None where both do or neither does.

    On the side that states it the span is the verb; None stands for the whole claim.
    """
    if bool(left.hedges) == bool(right.hedges):
        return None
    weak, strong, swapped = (left, right, False) if left.hedges else (right, left, True)
    weak_text, strong_text = texts if not swapped else texts[::-1]
    told = {one.stem: one for one in _said(strong, strong_text)}
    for hedge in weak.hedges:
        if hedge.of(weak_text).lower() == "could" and re.search(r"\bcan\b", strong.wording):
            continue  # "could" is the past of "can"
        around = list(_clause_stems(weak, weak_text, hedge))
        after = next((stem for stem, start in around if start >= hedge.end), "")
        shared = sum(stem in told for stem, _ in around)
        if after in told or (shared and shared * 3 >= len(around)):
            stated = _with_modal(told[after].span, strong, strong_text) if after in told else None
            return (stated, hedge) if swapped else (hedge, stated)
    return None


def _clause_stems(claim: Claim, text: str, hedge: Span) -> Iterator[tuple[str, int]]:
    """Yield the words of meaning of the clause that a hedge stands in, with their places."""
    part = next(part for part in claim.fragments if part.start <= hedge.start < part.end)
    ends = [  # commas around "I think" are no ends
        match
        for match in _CLAUSE_END.finditer(text, part.start, part.end)
        if not (match[0] == "," and hedge.start - 2 <= match.start() <= hedge.end)
    ]
    start = max([part.start, *(match.end() for match in ends if match.end() <= hedge.start)])
    stop = min([part.end, *(match.start() for match in ends if match.start() >= hedge.end)])
    for match in _WORD.finditer(text, start, stop):
        stem = _stem_of(match[0])
        if stem and not hedge.start <= match.start() < hedge.end:
            yield stem, match.start()


@lru_cache(maxsize=65_536)
def _stem_of(token: str) -> str:
    """Return the stem of a word of meaning, "" for auxiliaries, negations and the like."""
    form = words(token)
    return "" if not form or form[0] in _BETWEEN or form[0] in _NOT_PART else lemma(form[0])


def _with_modal(verb: Span, claim: Claim, text: str) -> Span:
    """Return a verb with the auxiliary before it: "would come"."""
    part = next(part for part in claim.fragments if part.start <= verb.start < part.end)
    modal = _MODAL.search(text, max(part.start, verb.start - 24), verb.start)
    return Span(modal.start(), verb.end) if modal else verb
