"""Two tellings of one claim → every difference between them that a reader should know of, each with both passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from claims.conflict import conflicting_dates, conflicting_quantities, same_speaker
from claims.tokens import stems, words
from claims.types import (
    AnonymityChanged,
    Change,
    Claim,
    CueChanged,
    DateChanged,
    DateMention,
    Hop,
    Passage,
    PolarityChanged,
    QuantityChanged,
    QuoteAltered,
    QuoteParaphrased,
    RelayChanged,
    SourceType,
    Span,
    SpeakerChanged,
    WordingChanged,
)
from claims.wording import (
    QuotedSentence,
    are_related,
    differ_in_meaning,
    differ_in_negation,
    is_altered,
    quoted_sentences,
    unquoted,
)

_IDENTIFIED: frozenset[SourceType] = frozenset({"named_person", "organisation"})
_UNNAMED: frozenset[SourceType] = frozenset({"anonymous", "collective"})
# Share of the words that one side quotes and the other does not, from which the other has them in a paraphrase.
_PARAPHRASED = 0.5
# How far around a claim, in characters, a name makes it doubtful that somebody else is its speaker.
_AROUND = 300


def compare(left: Claim, right: Claim, texts: Mapping[str, str]) -> tuple[Change, ...]:
    """Return all changes between two tellings, those of the words first.

    `texts` has the text of both article versions by version id. A passage is what changed, at its smallest: the
    quoted sentence, the number, the cue; where one side has no such thing, that side's passage is the whole claim.
    Typography, spelling and grammar are no change, nor is a quotation or sentence that one side tells in part.
    """
    return (
        *_words(left, right, texts),
        *_speaker(left, right, texts),
        *_cue(left, right, texts),
        *_facts(left, right, texts),
        *_relays(left, right, texts),
    )


def passage(claim: Claim, span: Span | None, texts: Mapping[str, str]) -> Passage:
    """Return the passage of the claim's article version that the span covers, or the whole claim where it is None."""
    span = span or Span(claim.start, claim.end)
    return Passage(claim.version_id, span, span.of(texts[claim.version_id]), claim.id)


def _words(left: Claim, right: Claim, texts: Mapping[str, str]) -> Iterator[Change]:
    left_quoted, right_quoted = quoted_sentences(left, texts), quoted_sentences(right, texts)
    yield from (
        QuoteAltered(passage(left, ours.span, texts), passage(right, theirs.span, texts))
        for ours, theirs in _versions(left_quoted, right_quoted)
        if is_altered(ours, theirs)
    )
    left_rest, right_rest = unquoted(left, texts), unquoted(right, texts)
    whole = passage(left, None, texts), passage(right, None, texts)
    if _is_paraphrased(left_quoted, right_quoted, right_rest) or _is_paraphrased(right_quoted, left_quoted, left_rest):
        yield QuoteParaphrased(*whole)
    elif differ_in_meaning(left_rest, right_rest, negations=not _is_denied(left, right)):
        yield WordingChanged(*whole)


def _versions(
    left: Sequence[QuotedSentence], right: Sequence[QuotedSentence]
) -> Iterator[tuple[QuotedSentence, QuotedSentence]]:
    """Yield for each quoted sentence of the left the right one's that is, word for word or nearly, the same.

    A sentence that the other side has word for word is no version of another one.
    """
    found = [theirs for theirs in right if any(not is_altered(ours, theirs) for ours in left)]
    for ours in left:
        related = [
            theirs
            for theirs in right
            if are_related(ours, theirs) and not (theirs in found and is_altered(ours, theirs))
        ]
        if related:
            yield ours, min(related, key=lambda theirs: is_altered(ours, theirs))


def _is_paraphrased(quoted: Sequence[QuotedSentence], others: Sequence[QuotedSentence], rest: str) -> bool:
    """Tell whether one side quotes what the other, which quotes less or nothing of it, says in its own words."""
    if not quoted or not others:
        return bool(quoted) and bool(stems(words(rest)))
    lost = {stem for sentence in quoted for stem in stems(sentence.words)}
    lost -= {stem for sentence in others for stem in stems(sentence.words)}
    return bool(lost) and len(lost.intersection(stems(words(rest)))) >= _PARAPHRASED * len(lost)


def _speaker(left: Claim, right: Claim, texts: Mapping[str, str]) -> Iterator[Change]:
    """Yield what differs in the speaker, of the same words alone: who words a thing otherwise may be another one."""
    ours, theirs = left.speaker, right.speaker
    passages = passage(left, ours.span if ours else None, texts), passage(right, theirs.span if theirs else None, texts)
    if not _are_same_words(left, right, texts):
        return
    if ours is None or theirs is None:
        told = ours or theirs
        if told is not None and told.source_type in _IDENTIFIED | _UNNAMED and _mentions(told, passages):
            yield SpeakerChanged(*passages)
    elif _is_unnamed_on_one_side(left, right, passages):
        yield AnonymityChanged(*passages)
    elif (
        ours.source_type == theirs.source_type
        and ours.source_type in _IDENTIFIED
        and same_speaker(ours, theirs) is False
        and _mentions(ours, passages[:1])
        and _mentions(theirs, passages[1:])
        and not _is_near(ours, right, texts)
        and not _is_near(theirs, left, texts)
    ):
        yield SpeakerChanged(*passages)


def _are_same_words(left: Claim, right: Claim, texts: Mapping[str, str]) -> bool:
    """Tell whether the two share a quoted sentence or, where they quote nothing alike, the meaning of their words."""
    ours, theirs = quoted_sentences(left, texts), quoted_sentences(right, texts)
    if any(_versions(ours, theirs)):
        return True
    rest = unquoted(left, texts), unquoted(right, texts)
    return not (ours or theirs) and not differ_in_meaning(*rest, negations=False)


def _mentions(hop: Hop, passages: Sequence[Passage]) -> bool:
    """Tell whether the hop's own name is there, and not a pronoun or a role that was resolved to it."""
    name = words(hop.name)
    return hop.span is None or any(name[-1] in words(found.text) for found in passages if name)


def _is_near(hop: Hop, claim: Claim, texts: Mapping[str, str]) -> bool:
    """Tell whether the other article names the hop around the claim: then it may be its speaker after all."""
    around = texts[claim.version_id][max(0, claim.start - _AROUND) : claim.end + _AROUND]
    return not set(words(hop.name)[-1:]).isdisjoint(words(around))


def _is_unnamed_on_one_side(left: Claim, right: Claim, passages: tuple[Passage, Passage]) -> bool:
    """Tell whether a person stands on one side and, on the other, somebody or a group that the person is not of."""
    hops = [(hop, found) for hop, found in zip((left.speaker, right.speaker), passages, strict=True) if hop]
    named = [(hop, found) for hop, found in hops if hop.source_type == "named_person" and _mentions(hop, [found])]
    unnamed = [hop for hop, _ in hops if hop.source_type in _UNNAMED and stems(words(hop.name))]
    if not named or not unnamed:
        return False
    role = stems(words(f"{named[0][0].name} {named[0][1].text}"))
    return unnamed[0].source_type == "anonymous" or set(stems(words(unnamed[0].name))).isdisjoint(role)


def _cue(left: Claim, right: Claim, texts: Mapping[str, str]) -> Iterator[Change]:
    if left.cue_class != right.cue_class:
        passages = passage(left, left.cue_span, texts), passage(right, right.cue_span, texts)
        yield CueChanged(*passages, left.cue_class, right.cue_class)


def _facts(left: Claim, right: Claim, texts: Mapping[str, str]) -> Iterator[Change]:
    for a, b in conflicting_quantities(left.quantities, right.quantities):
        passages = passage(left, a.span, texts), passage(right, b.span, texts)
        yield QuantityChanged(*passages, a.value, b.value, a.unit or b.unit)
    for inside in (True, False):  # what the claim is about, and when it was made
        for day, other in conflicting_dates(_dates(left, inside=inside), _dates(right, inside=inside)):
            passages = passage(left, day.span, texts), passage(right, other.span, texts)
            yield DateChanged(*passages, day.day, other.day)
    if _is_denied(left, right):
        yield PolarityChanged(passage(left, None, texts), passage(right, None, texts))


def _is_denied(left: Claim, right: Claim) -> bool:
    return differ_in_negation(words(left.wording), words(right.wording))


def _dates(claim: Claim, *, inside: bool) -> list[DateMention]:
    """Return the dates inside the claim's content, or those outside, which date its cue."""
    return [
        mention
        for mention in claim.dates
        if any(part.start <= mention.span.start < part.end for part in claim.fragments) is inside
    ]


def _relays(left: Claim, right: Claim, texts: Mapping[str, str]) -> Iterator[Change]:
    ours, theirs = _outlets(left), _outlets(right)
    if ours != theirs:
        passages = passage(left, _relay_span(left), texts), passage(right, _relay_span(right), texts)
        yield RelayChanged(*passages, ours, theirs)


def _outlets(claim: Claim) -> tuple[str, ...]:
    return tuple(hop.outlet_id or hop.name for hop in claim.relays)


def _relay_span(claim: Claim) -> Span | None:
    return next((hop.span for hop in claim.relays if hop.span), None)
