"""Two tellings → what differs in whose words they are said to be: speaker, anonymity, cue, relays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from claims.conflict import same_name
from claims.cues import word_set
from claims.function_words import PRONOUNS
from claims.person_name import ORGANISATIONS
from claims.tokens import stems, words
from claims.types import (
    AnonymityChanged,
    Change,
    Claim,
    CueChanged,
    CueClass,
    Hop,
    Passage,
    RelayChanged,
    SourceType,
    Span,
    SpeakerChanged,
)

_IDENTIFIED: frozenset[SourceType] = frozenset({"named_person", "organisation"})
_UNNAMED: frozenset[SourceType] = frozenset({"anonymous", "collective"})
# "An official", "two aides": whoever it is goes unnamed.
_INDEFINITE = re.compile(r"\s*(?:an?|one|another|two|three|four|five|several|some|a\s+few|multiple)\s", re.IGNORECASE)
_SPOKEN_FOR = re.compile(r".*\b(?:spokes(?:man|woman|person)|lawyer|attorney|representative) (?:for|of) (?P<whom>.+)")
# How far around a claim, in characters, a name makes it doubtful that somebody else is its speaker.
_AROUND = 300
_RELAYED = 160

# Cues that the lexicon files with the neutral ones, since all that follows is content, but that vouch for it.
_VOUCHING = word_set("find show conclude prove establish discover determine")
_VOUCHING_PHRASES = ("point out", "make clear", "rule out")
# Forms that are not in the lexicon, by what they add to "said".
_FURTHER: Mapping[str, CueClass] = {
    **dict.fromkeys(
        word_set("boasted boasts bragged brags fumed fumes raged thundered ranted scoffed sneered gushed protested"),
        "assertive",
    ),
    **dict.fromkeys(word_set("reckons reckoned reckon feels felt"), "belief"),
}
_NOTHING: frozenset[CueClass] = frozenset({"none"})


def passage(claim: Claim, span: Span | None, texts: Mapping[str, str]) -> Passage:
    """Return the passage of the claim's article version that the span covers, or the whole claim where it is None."""
    span = span or Span(claim.start, claim.end)
    return Passage(claim.version_id, span, span.of(texts[claim.version_id]), claim.id)


def voice_changes(left: Claim, right: Claim, texts: Mapping[str, str], *, same_words: bool) -> Iterator[Change]:
    """Yield what differs in the speaker, then in the cue. With other words, another speaker may be another claim's."""
    yield from _speaker(left, right, texts, same_words=same_words)
    yield from _cue(left, right, texts)


def relay_changes(left: Claim, right: Claim, texts: Mapping[str, str]) -> Iterator[Change]:
    """Yield that the outlets between speaker and publisher differ, if they do."""
    ours, theirs = _outlets(left), _outlets(right)
    if ours != theirs and not (_are_named(left, right, texts) and _are_named(right, left, texts)):
        passages = passage(left, _relay_span(left), texts), passage(right, _relay_span(right), texts)
        yield RelayChanged(*passages, ours, theirs)


def _speaker(left: Claim, right: Claim, texts: Mapping[str, str], *, same_words: bool) -> Iterator[Change]:
    ours, theirs = (claim.speaker for claim in (left, right))
    ours, theirs = (hop if hop and hop.source_type != "outlet" else None for hop in (ours, theirs))
    passages = passage(left, ours.span if ours else None, texts), passage(right, theirs.span if theirs else None, texts)
    if ours is None or theirs is None:
        told, other = (ours, right) if ours else (theirs, left)
        if told and same_words and _is_dropped(told, other, passages, texts):
            yield SpeakerChanged(*passages)
    elif _is_unnamed_on_one_side(ours, theirs, passages):
        yield AnonymityChanged(*passages)
    elif (
        same_words
        and _is_another(ours, theirs, passages)
        and not (_is_near(ours, right, texts) or _is_near(theirs, left, texts))
    ):
        yield SpeakerChanged(*passages)


def _is_dropped(told: Hop, other: Claim, passages: tuple[Passage, Passage], texts: Mapping[str, str]) -> bool:
    """Tell whether a speaker is missing on the other side, which does not name the speaker around the claim either."""
    if told.source_type not in _IDENTIFIED | _UNNAMED | {"role"} or (other.cue_span and not other.relays):
        return False
    return _mentions(told, passages) and not _is_near(told, other, texts)


def _is_another(ours: Hop, theirs: Hop, passages: tuple[Passage, Passage]) -> bool:
    if ours.source_type == theirs.source_type == "role":
        return _speak_for_others(ours, theirs)
    return (
        ours.source_type == theirs.source_type
        and ours.source_type in _IDENTIFIED
        and not same_name(ours, theirs)
        and _mentions(ours, passages[:1])
        and _mentions(theirs, passages[1:])
        and not _shares_name(ours, theirs)
        and _is_general(ours) == _is_general(theirs)
    )


def _speak_for_others(ours: Hop, theirs: Hop) -> bool:
    """Tell "a spokesman for the city" from "a spokesman for the railway"."""
    whom = [found["whom"] for hop in (ours, theirs) if (found := _SPOKEN_FOR.fullmatch(hop.name))]
    return len(whom) == 2 and set(stems(words(whom[0]))).isdisjoint(stems(words(whom[1])))


def _is_general(hop: Hop) -> bool:
    """Tell "the union", which may be what the other side calls by its name."""
    name = hop.name.removeprefix("the ")
    return hop.source_type == "organisation" and name.islower() and name in ORGANISATIONS


def _shares_name(ours: Hop, theirs: Hop) -> bool:
    return ours.source_type == "organisation" and bool(set(stems(words(ours.name))) & set(stems(words(theirs.name))))


def _mentions(hop: Hop, passages: tuple[Passage, ...]) -> bool:
    """Tell whether the hop's own name is there, and not a pronoun or a role that was resolved to it."""
    name = words(hop.name)
    return hop.span is None or any(name[-1] in words(found.text) for found in passages if name)


def _is_near(hop: Hop, claim: Claim, texts: Mapping[str, str]) -> bool:
    """Tell whether the other article names the hop around the claim: then it may be its speaker after all."""
    around = texts[claim.version_id][max(0, claim.start - _AROUND) : claim.end + _AROUND]
    return not set(words(hop.name)[-1:]).isdisjoint(words(around))


def _is_unnamed_on_one_side(ours: Hop, theirs: Hop, passages: tuple[Passage, Passage]) -> bool:
    """Tell whether somebody named stands on one side and, on the other, somebody or a group without a name."""
    for named, unnamed, found, other in ((ours, theirs, *passages), (theirs, ours, *passages[::-1])):
        if _is_named(named, found) and _is_unnamed(unnamed, other):
            return words(named.name)[-1:] != words(unnamed.name)[-1:]
    return False


def _is_named(hop: Hop, found: Passage) -> bool:
    if hop.source_type == "named_person":
        return _mentions(hop, (found,))
    return hop.source_type == "organisation" and hop.name.removeprefix("the ")[:1].isupper()


def _is_unnamed(hop: Hop, found: Passage) -> bool:
    """Tell whether a source goes unnamed: "officials", "a senior councillor"; a pronoun may stand for anybody."""
    told = words(hop.name) if hop.span is None else words(found.text)
    if not stems(told) or (len(told) == 1 and told[0] in PRONOUNS):
        return False
    if hop.source_type in _UNNAMED:
        return True
    return hop.source_type in {"role", "unknown"} and _INDEFINITE.match(found.text) is not None


def _cue(left: Claim, right: Claim, texts: Mapping[str, str]) -> Iterator[Change]:
    ours, theirs = cue_strength(left), cue_strength(right)
    if _lays_down(left) != _lays_down(right):
        return
    known = _NOTHING.isdisjoint({ours, theirs}) or _is_told_freely(left) or _is_told_freely(right)
    if ours != theirs and known:
        yield CueChanged(passage(left, left.cue_span, texts), passage(right, right.cue_span, texts), ours, theirs)


def _lays_down(claim: Claim) -> bool:
    """Tell whether a document speaks: its cue says what it lays down ("calls for"), not how it is said."""
    return claim.speaker is not None and claim.speaker.source_type == "document"


def _is_told_freely(claim: Claim) -> bool:
    """Tell whether a claim goes on in a speaker's words with nothing around it that says so."""
    return not claim.cue and not claim.relays and claim.speaker is not None and claim.speaker.span is None


def cue_strength(claim: Claim) -> CueClass:
    """Return what a claim's cue says of the content, "none" where the cue is not known.

    A finding vouches for what it finds, although all that follows it is content.
    """
    if claim.cue in _FURTHER:
        return _FURTHER[claim.cue]
    if claim.cue in _VOUCHING or claim.cue in _VOUCHING_PHRASES:
        return "factive"
    return claim.cue_class


def _are_named(left: Claim, right: Claim, texts: Mapping[str, str]) -> bool:
    """Tell whether the right article names all relays of the left claim around its own, in the same words."""
    around = texts[right.version_id][max(0, right.start - _RELAYED) : right.end + _RELAYED].casefold()
    named = [hop.span.of(texts[left.version_id]).casefold() for hop in left.relays if hop.span]
    return len(named) == len(left.relays) and all(name in around for name in named)


def _outlets(claim: Claim) -> tuple[str, ...]:
    return tuple(hop.outlet_id or hop.name for hop in claim.relays)


def _relay_span(claim: Claim) -> Span | None:
    return next((hop.span for hop in claim.relays if hop.span), None)
