"""Text → attributions (source, cue, content), nested ones with the one whose content holds them.

The model of tagger.py finds the outermost attributions as PolNeAR marks them (Newell et al. 2018): a content holds its
complementiser ("that", "whether"), its quotation marks and what is inside them, but no comma or full stop outside them;
a source holds its article, titles and asides; a cue holds its auxiliaries ("has not said"). PolNeAR is broader than
claims are: fears that nobody is said to have, a gesture, a comment of which nothing is told are left out here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.cues import read_cue, takes_nouns, word_set
from claims.nest import nested_in, unwrapped
from claims.quote import quoted_spans
from claims.settle import contrasted, merged, parted, settled
from claims.tagger import Tagger
from claims.tidy import MARKS, WORD, completed, sentence_ends, tidied, trimmed
from claims.types import Attribution, Span

_AS = re.compile(r",\s(?:as|so)\s$")
_IT = re.compile(r"(?:it|them|this)(?:,|$)")
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|I|[Mm]y)\b")
_NEXT_SENTENCE = re.compile(r"[^\S\n]*(?P<sentence>[A-Z][^\n]{10,400}?[.!?])(?=\s|$)")
SURE = 0.7  # the least mean probability of a content; a cue of saying with its source may be less sure
_COMPLEMENTISERS = word_set("that whether if how why what who where when to")
_EMPTY = word_set("the a an this that it them him her so what")
_LONGEST_CITED = 4  # words of whom an outlet has it from: "citing two senior officials"
_SHORTEST_CLAUSE = 4  # words: "it would rain today", where a verb takes a clause alone: "added", not "added two seats"
_PARENTHETICAL = re.compile(
    r",\s(?P<source>(?:(?!(?:and|but|which|who|as|if|when|while|where)\b)[\w’'.-]+\s){1,7})(?P<cue>said|told)\b(?P<to>[^,.;\n]{0,40}),\s(?=[a-z])"
)
_REACH = 400  # characters of a sentence before and after what is told in passing
_MOST_BEFORE = 8  # attributions back among which the holder of a nested one is looked for
_LONGEST_HEADING = 100  # characters


def find_attributions(text: str, tagger: Tagger) -> tuple[Attribution, ...]:
    """Return the attributions of an English news text, by the place of their contents, the holding one first.

    Takes time linear in the text's length.
    """
    marked = [completed(text, settled(text, one)) for one in merged(text, _tagged(text, tagger))]
    outer = [*parted(text, [one for one in marked if is_claim(text, one)])]
    outer += _parenthetical(text, outer)
    nested = [one for one in nested_in(text, outer, tagger) if is_claim(text, one)]
    found = [*contrasted(text, [*_without_asides(text, unwrapped(text, outer, nested))])]
    found += _free_speech(text, found)
    unique = {(one.content, one.source, one.cue): one for one in reversed(_anchored(found))}
    return tuple(sorted(unique.values(), key=lambda one: (one.content[0].start, depth(one))))


def depth(one: Attribution) -> int:
    """Return how many attributions hold this one."""
    return 0 if one.outer is None else 1 + depth(one.outer)


def _anchored(found: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions, each nested one with its holder as that is now: rules may have cut or joined it."""
    top = dict.fromkeys(one for one in found if one.outer is None)
    holders = sorted(top, key=lambda one: one.content[0].start)
    starts = [one.content[0].start for one in holders]
    result = list(top)
    for one in dict.fromkeys(found):
        if one.outer is None:
            continue
        if one.outer.outer is not None:  # a chain of three: by its outermost
            result.append(replace(one, outer=replace(one.outer, outer=_holder(one.outer, holders, starts))))
        elif holder := _holder(one, holders, starts):
            result.append(replace(one, outer=holder))
    known = set(result)
    return [one for one in result if one.outer is None or one.outer in known]


def _holder(one: Attribution, holders: Sequence[Attribution], starts: Sequence[int]) -> Attribution | None:
    """Return the attribution whose content, from its first to its last piece, holds another's."""
    begin, end = one.content[0].start, one.content[-1].end
    for holder in reversed(holders[max(0, bisect_right(starts, begin) - _MOST_BEFORE) : bisect_right(starts, begin)]):
        if end <= holder.content[-1].end and (holder.content, holder.cue) != (one.content, one.cue):
            return holder
    return None


def outermost(text: str, tagger: Tagger) -> list[Attribution]:
    """Return the attributions of a text as PolNeAR marks them, in its order, none inside another's content."""
    return [one for one in _tagged(text, tagger) if one.sureness >= SURE]


def _tagged(text: str, tagger: Tagger) -> list[Attribution]:
    quotes = quoted_spans(text)
    found = [tidy for tagged in tagger.tag(text) if (tidy := tidied(text, tagged, quotes))]
    return _continued(text, sorted(found, key=lambda one: one.content))


def is_claim(text: str, one: Attribution) -> bool:
    """Tell whether somebody is said to say, ask or think something, and what.

    Fears that nobody is said to have are none, nor are gestures and what somebody merely likes, knows or speaks about.
    """
    content = one.content[0]
    quoted = text[content.start] in MARKS
    words = [word.lower() for part in one.content for word in WORD.findall(part.of(text))]
    if not words or (not quoted and len(words) == 1 and words[0] in _EMPTY):
        return False
    if one.cue is None:
        return quoted or one.source is not None
    _, cue_class, _ = read_cue(one.cue.of(text))
    if one.sureness < SURE and (cue_class in ("none", "belief") or one.source is None):
        return False
    clause = words[0] in _COMPLEMENTISERS or any(mark in part.of(text) for part in one.content for mark in '"“‘')
    if cue_class == "none":
        clause = clause and words[0] != "to"
        return (clause or ":" in one.cue.of(text)) and one.source is not None and not _is_heading(text, content.start)
    if one.source is None:
        return quoted or cue_class != "belief"
    cites = len(words) <= _LONGEST_CITED and one.cue.of(text).lower() in ("citing", "quoting", "cited", "quoted")
    return clause or (not cites and (len(words) >= _SHORTEST_CLAUSE or takes_nouns(one.cue.of(text))))


def _is_heading(text: str, at: int) -> bool:
    """Tell whether a place lies in a line without an end: "European concerns about the American plan"."""
    end = text.find("\n", at)
    line = text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)].rstrip()
    return len(line) <= _LONGEST_HEADING and line[-1:] not in tuple('.!?:;"”’')


def _parenthetical(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """Return what is told in passing and was overlooked: "They were shocked, two officials told Reuters, because …"."""
    cues = sorted(one.cue for one in found if one.cue)
    result: list[Attribution] = []
    for match in _PARENTHETICAL.finditer(text):
        cue = Span(*match.span("cue"))
        at = bisect_left(cues, cue)
        if any(known.start <= cue.start < known.end for known in cues[max(0, at - 1) : at + 1]):
            continue
        before = [end.end for end in sentence_ends(text, max(0, match.start() - _REACH), match.start())]
        stop = next(sentence_ends(text, match.end(), match.end() + _REACH), None)
        if (
            (match.start() > _REACH and not before)
            or stop is None
            or (result and match.start() < result[-1].content[-1].end)
        ):
            continue
        start = before[-1] if before else 0
        source = trimmed(text, Span(*match.span("source")))
        parts = [trimmed(text, Span(start, match.start())), trimmed(text, Span(match.end(), stop.start))]
        content = tuple(part for part in parts if part)
        if source and len(content) == 2 and not any(mark in text[start : stop.start] for mark in MARKS[:3]):
            result.append(Attribution(content, source, cue))
    return result


def _without_asides(text: str, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Yield the attributions, those that an aside cut in two whole again: "that the plan, as they understood it, …"."""
    held: Attribution | None = None
    for one in sorted(found, key=lambda one: one.content[0].start):
        aside = (
            held
            and one.source
            and _AS.search(text, max(0, one.source.start - 6), one.source.start)
            and _IT.match(text, one.content[0].start, one.content[0].end)
            and held.content[-1].end <= one.source.start < held.content[-1].end + 8
        )
        if held and aside:
            end = one.content[-1].end
            held = replace(held, content=(*held.content[:-1], Span(held.content[-1].start, end)))
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _continued(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """Give a quotation without cue or source, right after another attribution, that one's source."""
    result: list[Attribution] = []
    for one in found:
        before = result[-1] if result else None
        inherits = before is not None and before.source and not (one.cue or one.source) and _goes_on(text, before, one)
        result.append(replace(one, source=before.source) if before and inherits else one)
    return result


def _goes_on(text: str, before: Attribution, one: Attribution) -> bool:
    if text[one.content[0].start] not in MARKS:
        return False
    last = max(part.end for part in (before.cue, before.source, *before.content) if part)
    return last <= one.content[0].start and not WORD.search(text, last, one.content[0].start)


def _is_according(text: str, one: Attribution) -> bool:
    return one.cue is not None and "according" in one.cue.of(text).lower()


def _free_speech(text: str, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Yield sentences that go on in a speaker's first person, with neither cue nor marks: "… we continue to work"."""
    ends = sorted(
        max(part.end for part in (one.cue, one.source, *one.content) if part)
        for one in found
        if one.source and not _is_according(text, one)
    )
    spans = sorted(part for one in found for part in one.content)
    for end in ends:
        stop = re.compile(r"[.!?][”\"’]?").match(text, end)
        following = _NEXT_SENTENCE.match(text, stop.end()) if stop else None
        if following is None:
            continue
        sentence = Span(*following.span("sentence"))
        told = any(span.start < sentence.end and sentence.start < span.end for span in spans)
        if (
            not told
            and _FIRST_PERSON.search(text, sentence.start, sentence.end)
            and not set(MARKS[:6]) & set(following[0])
        ):
            yield Attribution((sentence,))
