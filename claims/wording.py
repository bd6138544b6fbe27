"""A claim → its quoted sentences and its words outside quotations, and what of them differs in meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from rapidfuzz.distance import LCSseq

from claims.cues import AUXILIARIES, NEGATIONS, word_set
from claims.quote import quoted_spans
from claims.split import split_sentences
from claims.tokens import stem, stems, words
from claims.types import Claim, Span

# A quotation of fewer words within a paraphrase is a borrowed word, and is compared with the paraphrase around it.
BORROWED = 3
# Share of the shorter sentence's words, in order, from which two quoted sentences are two versions of one.
RELATED = 0.6

# Words that another telling may add, drop or change with its grammar: articles, forms of "be", "have" and "will",
# pronouns, the words that join a content to its cue.
_LIGHT = word_set(
    """
    a also am an and are as be been being comment did do does had has have having he her here him his i in is it its me
    my of on our s say said saying she so such that the their them then there these they this those to us was we were
    what whether which who will would you your
    """
)
# "Not only X" affirms X, "or not" leaves it open.
_EMPHASES = word_set("alone just merely only simply solely")
_ALTERNATIVES = word_set("or if why")
_NEGATIONS = NEGATIONS | word_set("nobody none nothing")
_NOT = "¬"
# What comes and goes with a negation: "wants a deal", "does not want any deal".
_COMPANIONS = AUXILIARIES | word_set("a all always an any even ever longer some still the yet") | {_NOT}
_CONTRACTED = {"can't": "cann't", "won't": "willn't"}
_BACKSHIFTED = {"could": "can", "might": "may"}
_PRONOUNS = word_set("he it she they this that these those we i")
_MARKS = "\"“”„«»‘’'`"
_CLAUSE = re.compile(r"[,;:.!?](?=\s|$)|[–—]|\s-+\s|\n")
_EDITED = re.compile(r"\[[^\]]{0,200}\]|\.\.\.|…")


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """A sentence, or what is quoted of one."""

    span: Span  # in the article version, without quotation marks where it is not the quotation's only sentence
    text: str
    words: tuple[str, ...]


def quoted_sentences(claim: Claim, texts: Mapping[str, str]) -> tuple[QuotedSentence, ...]:
    """Return the quoted sentences of a claim in order; borrowed words do not count as quotations."""
    found: list[QuotedSentence] = []
    for quotation in _quotations(claim, texts):
        sentences = _sentences(texts[claim.version_id], quotation)
        for span in sentences if len(sentences) > 1 else [quotation]:
            text = span.of(texts[claim.version_id])
            found.append(QuotedSentence(span, text, words(text)))
    return tuple(found)


def unquoted(claim: Claim, texts: Mapping[str, str]) -> str:
    """Return the claim's text outside quotations, without numbers and dates; each fragment ends in a line end."""
    article = texts[claim.version_id]
    gaps = [*_quotations(claim, texts), *(q.span for q in claim.quantities), *(d.span for d in claim.dates)]
    parts: list[str] = []
    for fragment in claim.fragments:
        position = fragment.start
        for gap in sorted(gap for gap in gaps if fragment.start <= gap.start < fragment.end):
            parts.append(article[position : gap.start])
            position = max(position, gap.end)
        parts += [article[position : fragment.end], "\n"]
    return "".join(parts)


def is_altered(left: QuotedSentence, right: QuotedSentence) -> bool:
    """Tell whether the words differ otherwise than by leaving some out at either end, or where the text marks it."""
    if _is_part(left.words, right.words):
        return False
    if _EDITED.search(left.text) or _EDITED.search(right.text):
        kept = [words(_EDITED.sub(" ", sentence.text)) for sentence in (left, right)]
        return LCSseq.similarity(*kept) < min(map(len, kept))
    return True


def are_related(left: QuotedSentence, right: QuotedSentence) -> bool:
    """Tell whether two quoted sentences are two versions of one."""
    return LCSseq.similarity(left.words, right.words) >= RELATED * min(len(left.words), len(right.words))


def differ_in_meaning(left: str, right: str, *, negations: bool = True) -> bool:
    """Tell whether words of meaning differ: grammar and typography aside, and whole clauses left out at either end.

    What a pronoun at the beginning stands for may be missing too. With negations=False, these do not count either.
    """
    tellings = [(_clauses(text, negations=negations), words(text)[:1]) for text in (left, right)]
    (shorter, first), (longer, _) = sorted(tellings, key=lambda telling: sum(map(len, telling[0])))
    ends = [0, *accumulate(map(len, longer))]
    told, whole = [*chain(*shorter)], [*chain(*longer)]
    begins = range(len(whole)) if _PRONOUNS.intersection(first) else ends
    return not any(whole[begin : begin + len(told)] == told and begin + len(told) in ends for begin in begins)


def differ_in_negation(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether one of two tellings, as folded words, negates what the other affirms.

    It does where the two, laid side by side, differ by a negation and otherwise by auxiliaries and the like, before
    content words that both have: what only one of them tells may be negated as it likes.
    """
    ours, theirs = _with_negations(left), _with_negations(right)
    if ours.count(_NOT) == theirs.count(_NOT):
        return False
    begin = other_begin = 0
    for block in LCSseq.editops(ours, theirs).as_matching_blocks():
        changed = ours[begin : block.a] + theirs[other_begin : block.b]
        after = ours[block.a : block.a + block.size]
        if changed.count(_NOT) % 2 and _COMPANIONS.issuperset(changed) and stems(after):
            return True
        begin, other_begin = block.a + block.size, block.b + block.size
    return False


def _with_negations(told: Sequence[str]) -> list[str]:
    """Return the words with one mark for each negation, parted from its verb."""
    found: list[str] = []
    for number, word in enumerate(told):
        verb, contracted, _ = _CONTRACTED.get(word, word).partition("n't")
        if word in _NEGATIONS or contracted:
            is_open = _EMPHASES.intersection(told[number + 1 : number + 2]) or (
                _ALTERNATIVES.intersection(told[max(0, number - 1) : number])
            )
            found += [verb] if contracted else ["can"] if word == "cannot" else []
            found.append(word if is_open else _NOT)
        else:
            found.append(word)
    return found


def _clauses(text: str, *, negations: bool) -> list[list[str]]:
    light = _LIGHT if negations else _LIGHT | NEGATIONS
    told = [[_uncontracted(word) for word in words(clause)] for clause in _CLAUSE.split(text)]
    return [[stem(_BACKSHIFTED.get(word, word)) for word in clause if word not in light] for clause in told]


def _uncontracted(word: str) -> str:
    return "not" if word.endswith("n't") else word


def _is_part(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether the words of one stand in the other, in a row."""
    shorter, longer = sorted((left, right), key=len)
    return f" {' '.join(shorter)} " in f" {' '.join(longer)} "


def _quotations(claim: Claim, texts: Mapping[str, str]) -> list[Span]:
    """Return the claim's quotations with their marks, as spans of the article version."""
    article = texts[claim.version_id]
    spans = [
        Span(fragment.start + span.start, fragment.start + span.end)
        for fragment in claim.fragments
        for span in quoted_spans(fragment.of(article))
    ]
    return [span for span in spans if claim.kind == "direct" or len(words(span.of(article))) >= BORROWED]


def _sentences(text: str, quotation: Span) -> list[Span]:
    """Return the sentences inside a quotation's marks."""
    quoted = quotation.of(text)
    inner = quoted.strip(_MARKS)
    start = quotation.start + len(quoted) - len(quoted.lstrip(_MARKS))
    return [
        Span(start + sentence[0].start, start + sentence[-1].end)
        for paragraph in split_sentences(inner)
        for sentence in paragraph
    ]
