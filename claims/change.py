"""Two tellings of one claim → every difference between them that a reader should know of, each with both passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from claims.clash import clashes
from claims.conflict import conflicting_dates
from claims.denial import are_opposites, hedged, opposed
from claims.meaning import differences
from claims.quote_change import borrowed_words, is_paraphrased, paraphrase, quote_changes, quoted_versions
from claims.quoting import is_altered
from claims.telling import Telling, read_telling
from claims.types import (
    Change,
    Claim,
    DateChanged,
    DateMention,
    HedgeChanged,
    PolarityChanged,
    QuantityChanged,
    QuoteAltered,
    QuoteParaphrased,
    WordingChanged,
)
from claims.voice import passage, relay_changes, voice_changes
from claims.wording import quotations

__all__ = ["compare", "is_altered_quotation", "passage"]

_WEEK = 7


def compare(left: Claim, right: Claim, texts: Mapping[str, str]) -> tuple[Change, ...]:
    """Return all changes between two tellings, those of the words first.

    `texts` has the text of both article versions by version id. A passage is what changed, at its smallest: the
    quoted sentence, the number, the cue; where one side has no such thing, that side's passage is the whole claim.
    Typography, spelling and grammar are no change, nor is a whole sentence or clause that one side leaves out.
    """
    if left.wording == right.wording:
        return (
            *voice_changes(left, right, texts, same_words=True),
            *_days(left, right, texts),
            *relay_changes(left, right, texts),
        )
    ours, theirs = read_telling(left, texts), read_telling(right, texts)
    pairs = quoted_versions(ours, theirs)
    denied = opposed(left, right, (ours.text, theirs.text))
    numbers = [*_numbers(ours, theirs)]
    in_words = _in_words(ours, theirs, negated=denied is not None, unsure=any(not one.certain for one in numbers))
    reworded = isinstance(in_words, WordingChanged)
    return (
        *quote_changes(ours, theirs, pairs),
        *([in_words] if in_words else []),
        *voice_changes(left, right, texts, same_words=bool(pairs) or not reworded or _are_alike(ours, theirs)),
        *numbers,
        *_days(left, right, texts),
        *([PolarityChanged(ours.passage(denied[0]), theirs.passage(denied[1]))] if denied else []),
        *_hedges(ours, theirs),
        *relay_changes(left, right, texts),
    )


def is_altered_quotation(left: str, right: str) -> bool:
    """Tell whether two bare quotations of one utterance differ otherwise than by cuts, typography and marked edits.

    Words left out inside are an alteration, whole sentences too, unless dots mark them.
    """
    return is_altered(left, right)


def _in_words(
    ours: Telling, theirs: Telling, *, negated: bool, unsure: bool
) -> QuoteParaphrased | WordingChanged | QuoteAltered | PolarityChanged | None:
    """Return what differs outside quotations, and in words borrowed for a paraphrase: "unsafe" for "safe" negates.

    A negation that is a change by itself is none of words; nor are the words around a number that counts from another
    base ("halved from 900,000").
    """
    if is_paraphrased(ours, theirs) or is_paraphrased(theirs, ours):
        return QuoteParaphrased(*paraphrase(ours, theirs))
    if unsure:
        return None
    denies = (ours.claim.cue_class == "denial") != (theirs.claim.cue_class == "denial")
    reworded = differences(ours.told, theirs.told, negations=not (negated or denies))
    if reworded is None:
        return None
    only, other = reworded
    if len(only) == len(other) == 1 and are_opposites(only[0].stem, other[0].stem):
        return PolarityChanged(ours.passage(only[0].span), theirs.passage(other[0].span))
    return borrowed_words(ours, theirs, reworded) or WordingChanged(
        ours.around(reworded[0]), theirs.around(reworded[1])
    )


def _are_alike(ours: Telling, theirs: Telling) -> bool:
    """Tell whether half of the words of meaning of the side that has fewer are the other's too."""
    a, b = ({word.stem for word in side.told.words} for side in (ours, theirs))
    return 2 * len(a & b) >= min(len(a), len(b)) > 0


def _numbers(ours: Telling, theirs: Telling) -> Iterator[QuantityChanged]:
    for a, b, certain in clashes(ours.figures, theirs.figures):
        yield QuantityChanged(ours.passage(a.span), theirs.passage(b.span), a.value, b.value, a.unit or b.unit, certain)


def _days(left: Claim, right: Claim, texts: Mapping[str, str]) -> Iterator[DateChanged]:
    for inside in (True, False):  # what the claim is about, and when it was made
        for day, other in conflicting_dates(_dates(left, inside=inside), _dates(right, inside=inside)):
            if day.text.casefold() == other.text.casefold() and (
                abs((day.day - other.day).days) == _WEEK or (inside and _is_quoted(left, day, texts))
            ):
                continue  # "Monday" may look back or ahead; a quoted "tonight" is the night on which it was said
            yield DateChanged(passage(left, day.span, texts), passage(right, other.span, texts), day.day, other.day)


def _is_quoted(claim: Claim, day: DateMention, texts: Mapping[str, str]) -> bool:
    return any(one.span.start <= day.span.start < one.span.end for one in quotations(claim, texts))


def _dates(claim: Claim, *, inside: bool) -> list[DateMention]:
    """Return the dates inside the claim's content, or those outside, which date its cue."""
    return [
        mention
        for mention in claim.dates
        if any(part.start <= mention.span.start < part.end for part in claim.fragments) is inside
    ]


def _hedges(ours: Telling, theirs: Telling) -> Iterator[HedgeChanged]:
    if found := hedged(ours.claim, theirs.claim, (ours.text, theirs.text)):
        yield HedgeChanged(ours.passage(found[0]), theirs.passage(found[1]))
