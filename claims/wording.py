"""A claim → its quoted sentences and its words outside quotations, and what of them differs in meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from claims.cues import AUXILIARIES, NEGATIONS, word_set
from claims.quote import ANY_MARK, MARKS, quoted_spans
from claims.split import split_sentences
from claims.tokens import stems, words
from claims.types import Claim, Span

# A quotation of fewer words within a paraphrase is a borrowed word, and is compared with the paraphrase around it.
BORROWED = 3
# "Not only X" affirms X, "or not" leaves it open.
_EMPHASES = word_set("alone just merely only simply solely")
_ALTERNATIVES = word_set("or if why")
_NEGATIONS = NEGATIONS | word_set("nobody none nothing")
_NOT = "¬"
# What comes and goes with a negation: "wants a deal", "does not want any deal".
_COMPANIONS = AUXILIARIES | word_set("a all always an any even ever longer some still the yet") | {_NOT}
_CONTRACTED = {"can't": "cann't", "won't": "willn't"}


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """A sentence, or what is quoted of one."""

    span: Span  # in the article version, without quotation marks where it is not the quotation's only sentence
    text: str  # of a sentence that its cue interrupts, only what is quoted
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between one pair of quotation marks."""

    span: Span  # with the marks
    text: str


def quotations(claim: Claim, texts: Mapping[str, str]) -> tuple[Quotation, ...]:
    """Return the quotations of a claim in order; borrowed words do not count."""
    article = texts[claim.version_id]
    return tuple(Quotation(span, span.of(article)) for span in _quotations(claim, texts))


def borrowed(claim: Claim, texts: Mapping[str, str]) -> tuple[Quotation, ...]:
    """Return the words in quotation marks that are too few for a quotation."""
    article, kept = texts[claim.version_id], {*_quotations(claim, texts)}
    return tuple(Quotation(span, span.of(article)) for span in _marked(claim, texts) if span not in kept)


def quoted_sentences(claim: Claim, texts: Mapping[str, str]) -> tuple[QuotedSentence, ...]:
    """Return the quoted sentences of a claim in order; borrowed words do not count as quotations.

    A sentence that its cue interrupts ("We knew," she said, "and we paid") is one.
    """
    article = texts[claim.version_id]
    found: list[QuotedSentence] = []
    for quotation in _quotations(claim, texts):
        sentences = _sentences(article, quotation)
        for number, span in enumerate(sentences if len(sentences) > 1 else [quotation]):
            text = span.of(article)
            if number == 0 and found and _goes_on(found[-1].text, text):
                text = f"{found[-1].text.rstrip(MARKS)} {text.lstrip(MARKS)}"
                span = Span(found.pop().span.start, span.end)  # noqa: PLW2901 - the sentence that goes on
            found.append(QuotedSentence(span, text, words(text)))
    return tuple(found)


def _goes_on(before: str, after: str) -> bool:
    """Tell whether a quotation goes on with the sentence that the one before it left off with."""
    return before.rstrip(MARKS + " ").endswith((",", "–", "—")) and after.lstrip(MARKS)[:1].islower()


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


def count_negations(told: Sequence[str]) -> int:
    """Return how many negations a telling has, given as folded words: where two have as many, they differ in none."""
    if _NEGATIONS.isdisjoint(told) and not any("n't" in word for word in told):
        return 0
    return _with_negations(told).count(_NOT)


def _with_negations(told: Sequence[str]) -> list[str]:
    """Return the words with one mark for each negation, parted from its verb."""
    found: list[str] = []
    for number, word in enumerate(told):
        written_out = _CONTRACTED.get(word, word)
        if word in _NEGATIONS or "n't" in written_out:
            verb, contracted, _ = written_out.partition("n't")
            is_open = _EMPHASES.intersection(told[number + 1 : number + 2]) or (
                _ALTERNATIVES.intersection(told[max(0, number - 1) : number])
            )
            found += [verb] if contracted else ["can"] if word == "cannot" else []
            found.append(word if is_open else _NOT)
        else:
            found.append(word)
    return found


def _quotations(claim: Claim, texts: Mapping[str, str]) -> list[Span]:
    """Return the claim's quotations with their marks, as spans of the article version."""
    article, spans = texts[claim.version_id], _marked(claim, texts)
    if claim.kind == "direct" or not stems(words(_around(claim, article, spans))):
        return spans
    return [span for span in spans if len(words(span.of(article))) >= BORROWED]


def _marked(claim: Claim, texts: Mapping[str, str]) -> list[Span]:
    """Return all that stands in quotation marks, with them."""
    if ANY_MARK.isdisjoint(claim.wording):
        return []
    return [
        Span(fragment.start + span.start, fragment.start + span.end)
        for fragment in claim.fragments
        for span in quoted_spans(fragment.of(texts[claim.version_id]))
    ]


def _around(claim: Claim, article: str, spans: Sequence[Span]) -> str:
    """Return what a claim says outside the spans."""
    parts: list[str] = []
    for fragment in claim.fragments:
        at = fragment.start
        for span in spans:
            if fragment.start <= span.start < fragment.end:
                parts.append(article[at : span.start])
                at = span.end
        parts.append(article[at : fragment.end])
    return " ".join(parts)


def _sentences(text: str, quotation: Span) -> list[Span]:
    """Return the sentences inside a quotation's marks."""
    quoted = quotation.of(text)
    inner = quoted.strip(MARKS)
    start = quotation.start + len(quoted) - len(quoted.lstrip(MARKS))
    return [
        Span(start + sentence[0].start, start + sentence[-1].end)
        for paragraph in split_sentences(inner)
        for sentence in paragraph
    ]
