"""Contents in which somebody else is said to report → the attributions inside them.

A content goes through the model once more, as a text of its own. What an outlet merely wraps ("Officials said it
rained, Reuters reported") is unwrapped: the officials' claim stands by itself, and Reuters is a station of its chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from claims.cues import cue_forms, read_cue, word_set
from claims.settle import settled
from claims.tagger import Tagger
from claims.tidy import MARKS, WORD, tidied
from claims.types import Attribution, Span

_SHORTEST = 4  # words in a content that may hold another attribution: "officials said it rained"
# Classes of cues that report; what somebody thinks or wants inside what somebody says is no relay of words.
_REPORTING = word_set("neutral assertive factive distancing denial refusal question")
_TELLING = word_set(
    "say tell report announce claim deny confirm warn insist admit acknowledge write state ask promise pledge allege "
    "accuse describe mention reveal testify quote cite declare argue vow explain reply recount concede disclose refuse "
    "decline note indicate believe view show find"
)
_FINITE = word_set("past present participle")
# Before a noun ("the report"), or the speaker itself ("I said"): no other voice.
_NO_SUBJECTS = word_set("i we you to the a an his her its their our my your this these those of in any no some be")
_THAT = re.compile(r"that\s+")
_LEAD = 12  # characters before it: "But officials said"
_WRAPPED = 0.5  # share of a content's words that lie in what it wraps
_RELATIVE = re.compile(
    r"(?P<content>\b(?:the|a|an|his|her|their|its)\s(?:(?!(?:that|which|the|a|an)\b)[\w’'-]+\s){1,8})(?:that|which)\s"
    r"(?P<source>(?:(?:[Tt]he|[Ss]everal|[Ss]ome|[Mm]any|[\w’'-]+)\s){0,4}(?:reports|media|newspapers?|outlets|agenc(?:y|ies)))\s"
    r"(?P<cue>(?:had\s|have\s|has\s)?(?:mentioned|reported|described|cited|published|revealed|quoted))\b"
)


def nested_in(text: str, outer: Sequence[Attribution], tagger: Tagger) -> list[Attribution]:
    """Return the attributions inside the contents of others, each with the one that holds it.

    What wraps them, and they, are told apart by `unwrapped`.
    """
    found = _inside_of(text, outer, tagger)
    deeper = _inside_of(text, found, tagger) if found else []  # what he wrote her that the guards had told him
    clauses = [one for holder in outer for one in _relative_clauses(text, holder)]
    taken = {one.cue for one in clauses}
    return [*(one for one in (*found, *deeper) if one.cue not in taken), *clauses]


def _inside_of(text: str, outer: Sequence[Attribution], tagger: Tagger) -> list[Attribution]:
    found: list[Attribution] = []
    for holder in outer:
        if _may_hold(text, holder):
            place = _inside(text, holder)
            tagged = (
                settled(text, tidy)
                for one in tagger.tag_part(place.of(text), place.start)
                if (tidy := tidied(text, one, ()))
            )
            found += [
                replace(one, outer=holder) for one in tagged if _reports(text, one, place, thoughts=_follows(holder))
            ]
    return found


def unwrapped(text: str, outer: Sequence[Attribution], nested: Sequence[Attribution]) -> list[Attribution]:
    """Return all attributions, those without their wrapper that an outlet or another teller only wraps."""
    held: dict[Attribution, list[Attribution]] = {}
    for one in nested:
        if one.outer:
            held.setdefault(one.outer, []).append(one)
    result: list[Attribution] = []
    for one in outer:
        inside = held.get(one, [])
        if inside and _follows(one) and _opens(one, inside) and _share(text, one, inside) >= _WRAPPED:
            result += [replace(other, outer=None) for other in inside]
        else:
            result += [one, *(other for other in inside if not _thinks(text, other))]
    top = set(outer)
    return [*result, *(one for one in nested if one.outer not in top)]


def _thinks(text: str, one: Attribution) -> bool:
    return one.cue is not None and read_cue(one.cue.of(text))[1] == "belief"


def _follows(one: Attribution) -> bool:
    """Tell whether source and cue come after the content: "…, Reuters reported"."""
    last = one.content[-1].end
    return one.cue is not None and one.source is not None and min(one.cue.start, one.source.start) >= last


def _opens(one: Attribution, inside: Sequence[Attribution]) -> bool:
    """Tell whether what is told begins with who tells it, or what: "Officials said …", no "… as they believed …"."""
    starts = (span.start for other in inside for span in (*other.content, *(p for p in (other.source,) if p)))
    return min(starts) <= one.content[0].start + _LEAD


def _share(text: str, one: Attribution, inside: Sequence[Attribution]) -> float:
    words = [match.start() for part in one.content for match in WORD.finditer(text, part.start, part.end)]
    spans = [span for other in inside for span in (*other.content, *(p for p in (other.source, other.cue) if p))]
    covered = sum(any(span.start <= at < span.end for span in spans) for at in words)
    return covered / max(1, len(words))


def _may_hold(text: str, one: Attribution) -> bool:
    """Tell whether a content is worth the model's time: it has a verb of telling in a form that a subject takes."""
    words = [word.lower() for part in one.content for word in WORD.findall(part.of(text))]
    if len(words) < _SHORTEST:
        return False
    thoughts = _follows(one)
    return any(
        form.form in _FINITE and (form.cue.lemma in _TELLING or (thoughts and form.cue.cue_class == "belief"))
        for before, word in pairwise(["", *words])
        if before not in _NO_SUBJECTS
        for form in cue_forms().get(word, ())
    )


def _inside(text: str, one: Attribution) -> Span:
    """Return a content's whole stretch, without the marks that quote all of it: what is inside reads as a text."""
    start, end = one.content[0].start, one.content[-1].end
    first_cue = min((part.start for part in (one.cue, one.source) if part and part.start > start), default=end)
    end = min(end, max(first_cue, one.content[0].end))
    start = that.end() if (that := _THAT.match(text, start, end)) else start
    if text[start] in MARKS and text[end - 1] in MARKS:
        start, end = start + 1, end - 1
    return Span(start, end)


def _reports(text: str, found: Attribution, holder: Span, *, thoughts: bool) -> bool:
    """Tell whether an attribution found inside a content is one that reports, and not the content itself."""
    if found.source is None or found.cue is None or found.cue.of(text).lower().startswith("to "):
        return False
    if not all(holder.start <= part.start and part.end <= holder.end for part in (*found.content, found.source)):
        return False
    cue_class = read_cue(found.cue.of(text))[1]
    return cue_class in _REPORTING or (thoughts and cue_class == "belief")


def _relative_clauses(text: str, holder: Attribution) -> Iterator[Attribution]:
    """Yield what media are said to have told of in a relative clause: "the plan that several reports mentioned"."""
    for part in holder.content:
        for match in _RELATIVE.finditer(text, part.start, part.end):
            start, end = match.span("content")
            content = Span(start, end - len(match["content"]) + len(match["content"].rstrip()))
            yield Attribution((content,), Span(*match.span("source")), Span(*match.span("cue")), holder)
