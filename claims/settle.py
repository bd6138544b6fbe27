"""Attributions as PolNeAR marks them → as claims are made of: who said it, with which cue, and what.

PolNeAR takes "Tass | quoted | him as saying that …" for Tass's words about him. Here he is the source, Tass a station
on the way (chain.py finds it). What a refusal refuses, and what a question is about, belongs to the content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.cues import read_cue
from claims.tidy import MARKS, sentence_ends, trimmed
from claims.types import Attribution, Span

_LONGEST = 120  # characters of whom an outlet quotes
_TO = re.compile(r"\bto\s+\w+(?:\s+(?:on|about))?$")
_ABOUT = re.compile(r"\b(?:about|regarding|concerning|whether|why|how)$")
_IN_A = re.compile(r"\s(?:in|on|during|at|from|through)\s(?:an?|the|his|her|their|its)\s\w")
_QUOTES = re.compile(r"\b(?:quot(?:ed|es|ing)|cit(?:ed|es|ing))\b")
_AS_SAYING = re.compile(
    r"\s?(?P<who>[^;\n]{2,120}?),?\s(?P<as>(?:(?:also|further|later|separately)\s)?"
    r"as\s(?:saying|telling|stating|writing|having said))\b"
)
_LAST_NAMED = re.compile(
    r",\s(?P<who>(?:(?:the|a|an|his|her|its|their)\s)?[^,]{2,60}(?:,\s[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3})?),?$"
)
_SCENE = re.compile(
    r",\s(?:amid\b|(?:(?:a|one|two|three|four|just)\s){0,2}(?:day|week|month|year|hour)s?\s(?:after|before)\b)"
)
_CONTRAST = re.compile(
    r",\s(?:while|whereas)\s(?P<source>(?:[\w’'-]+\s){0,5}?[\w’'-]+)\s"
    r"(?P<cue>(?:has |have |had )?[a-z]+)\s(?P<content>that\s)"
)
_TEACHES = re.compile(r"(?:citing|quoting|according to)\b")
_SAID_AFTER = re.compile(r",?\s(?P<cue>(?:has |have |had )?(?:said|told|announced|confirmed|warned|added|reported))\b")


def settled(text: str, one: Attribution) -> Attribution:
    """Return an attribution in the form that claims have."""
    for step in (
        _quoted_as_saying,
        _cited,
        _named_at_the_end,
        _shorter_cue,
        _with_its_subject,
        _near_its_cue,
        _quoted_whole,
        _ended,
    ):
        one = step(text, one)
    return _trimmed(text, one)


def _trimmed(text: str, one: Attribution) -> Attribution:
    """Return an attribution whose spans have no space at their ends, and whose content is more than a "that"."""
    content = tuple(span for part in one.content if (span := trimmed(text, part)))
    kept = tuple(part for part in content if part.of(text).lower() not in ("that", "what")) or content or one.content
    source = trimmed(text, one.source) if one.source else None
    cue = trimmed(text, one.cue) if one.cue else None
    return replace(one, content=kept, source=source, cue=cue)


def merged(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions; two of one source whose contents abut are one, cut where the model was of two minds."""
    result: list[Attribution] = []
    for one in sorted(found, key=lambda one: one.content[0].start):
        before = result[-1] if result else None
        if before and before.source and before.source == one.source and _abut(text, before, one):
            content = (*before.content[:-1], Span(before.content[-1].start, one.content[0].end), *one.content[1:])
            result[-1] = replace(one, content=content)
        else:
            result.append(one)
    return result


def _abut(text: str, before: Attribution, one: Attribution) -> bool:
    last, first = before.content[-1].end, one.content[0].start
    return last <= first and not text[last:first].strip() and "\n" not in text[last:first]


def contrasted(text: str, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Yield the attributions; one whose content runs on into another's is two: "…, while officials said that …"."""
    for one in found:
        last = one.content[-1]
        match = None if text[last.start] in MARKS else _CONTRAST.search(text, last.start, last.end)
        if match is None or read_cue(match["cue"])[1] == "none":
            yield one
            continue
        yield replace(one, content=(*one.content[:-1], Span(last.start, match.start())))
        rest = (Span(match.start("content"), last.end),)
        yield Attribution(rest, Span(*match.span("source")), Span(*match.span("cue")), one.outer)


def parted(text: str, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Yield the attributions; a quotation that opens anew in a later paragraph is one of its own, without a cue."""
    for one in found:
        at = next(
            (n for n in range(1, len(one.content)) if _opens_anew(text, one.content[n - 1], one.content[n])), None
        )
        if at is None:
            yield one
            continue
        yield replace(one, content=one.content[:at])
        for rest in one.content[at:]:
            yield Attribution((rest,), one.source, None, one.outer)


def _opens_anew(text: str, before: Span, after: Span) -> bool:
    closed = text[before.end - 1] in MARKS and text[before.start] in MARKS
    return closed and text[after.start] in MARKS and "\n" in text[before.end : after.start]


def _quoted_as_saying(text: str, one: Attribution) -> Attribution:
    """Read "Tass quoted him as saying …", "“…,” Tass quoted him as saying" and "he was quoted by Tass as saying …"."""
    cue = one.cue
    if cue is None or not _QUOTES.search(cue.of(text)):
        return one
    begins = cue.start if one.source is None else min(cue.start, one.source.start)
    after_cue = max(part.end for part in (cue, one.source) if part and part.end <= cue.end + _LONGEST)
    before = [part for part in one.content if part.end <= begins]
    passive = re.search(r"\b(?:was|were|is|are|been|being)\s(?:\w+\s)?(?:quoted|cited)", cue.of(text))
    if passive:
        after = one.content[-1] if one.content[-1].start >= begins else None
        who = before[-1] if before and before[-1].end - before[-1].start <= _LONGEST and after else None
        said = re.compile(r"\s?as saying\s*(?:that\b)?").search(text, cue.start, min(len(text), after_cue + 40))
        if who and after and said and text[who.start] not in MARKS:
            start = said.end() - (4 if said[0].endswith("that") else 0)
            told = trimmed(text, Span(start, max(start, after.end)))
            return replace(one, source=who, content=(told,)) if told else one
        return one
    match = _AS_SAYING.match(text, cue.end, min(len(text), cue.end + _LONGEST + 40))
    if match is None:
        return one
    who = Span(*match.span("who"))
    rest = [part for part in one.content if part.end > match.end("as")]
    content = before + [Span(max(part.start, match.end("as")), part.end) for part in rest]
    clean = [span for part in content if (span := trimmed(text, part))]
    return replace(one, source=who, content=tuple(clean)) if clean else one


def _cited(text: str, one: Attribution) -> Attribution:
    """Read "a Bloomberg report citing people familiar with the matter said …": the people are the source."""
    if one.cue is None or len(one.content) < 2:
        return one
    one = replace(one, content=tuple(part for part in one.content if part.of(text) != "what") or one.content)
    cue = one.cue.of(text) if one.cue else ""
    kept = [
        part
        for part in one.content
        if not re.search(r"\b(?:citing|cited|quoting)\s$", text[max(0, part.start - 8) : part.start])
    ]
    if not kept or len(kept) == len(one.content):
        return one
    who = next(part for part in one.content if part not in kept)
    rest = re.compile(r"[^,;.\n]{0,60}(?=[,;.\n]|$)").match(text, who.end)
    if rest and not any(part.start < rest.end() and who.end < part.end for part in kept):
        who = Span(who.start, rest.end())
    return replace(one, content=tuple(kept), source=who if _QUOTES.search(cue) else one.source)


def _named_at_the_end(text: str, one: Attribution) -> Attribution:
    """Read "…, the ministry | said, according to Keystone" and "…, the governor, | was quoted as saying by …"."""
    if (
        one.cue is None
        or one.source is None
        or len(one.content) != 1
        or one.content[0].end > min(one.cue.start, one.source.start)
    ):
        return one
    content = one.content[0]
    match = _LAST_NAMED.search(text, max(content.start, content.end - _LONGEST), content.end)
    if match is None or match.start() <= content.start:
        return one
    who, what = Span(*match.span("who")), Span(content.start, match.start())
    if "as saying" in one.cue.of(text) and one.cue.start - content.end < 4:
        return replace(one, source=who, content=(what,))
    said = _SAID_AFTER.match(text, content.end, one.cue.start)
    return replace(one, source=who, cue=Span(*said.span("cue")), content=(what,)) if said else one


def _near_its_cue(text: str, one: Attribution) -> Attribution:
    """Drop unquoted scraps that stand apart from the rest: "Doubts grew over | the plan | after Europe asked why …"."""
    if one.cue is None or len(one.content) < 2:
        return one
    parts = sorted([*one.content, one.cue, *([one.source] if one.source else [])])
    kept = tuple(
        part
        for part in one.content
        if text[part.start] in MARKS
        or (not _apart(text, part, parts) and not _TEACHES.match(text, part.start, part.end))
    )
    return replace(one, content=kept) if kept else one


def _apart(text: str, part: Span, parts: Sequence[Span]) -> bool:
    """Tell whether more than two words, or a line's end, stand between a piece and its neighbours on both sides."""
    at = parts.index(part)
    gaps = [text[other.end : part.start] for other in parts[max(0, at - 1) : at]]
    if gaps and re.fullmatch(r"[.!?]\s+", gaps[0]):
        return True
    gaps += [text[part.end : other.start] for other in parts[at + 1 : at + 2]]
    return all("\n" in gap or len(re.findall(r"\w+", gap)) > 2 for gap in gaps)


def _quoted_whole(text: str, one: Attribution) -> Attribution:
    """Leave "that" out before what is a quotation as a whole."""
    first = one.content[0]
    that = re.compile(r"that\s+(?=[\"“‘])").match(text, first.start, first.end)
    if that is None or text[first.end - 1] not in MARKS or len(re.findall(r"[\"“”]", first.of(text))) > 2:
        return one
    return replace(one, content=(Span(that.end(), first.end), *one.content[1:]))


def _ended(text: str, one: Attribution) -> Attribution:
    """End an unquoted content where its sentence ends, or the writer goes on to set the scene: ", a day after …"."""
    last = one.content[-1]
    if text[last.start] in MARKS or text[last.end - 1] in MARKS:
        return one
    scene = _SCENE.search(text, last.start, last.end)
    stop = scene.start() if scene else None
    if stop is None and not re.match(r"[.!?]|\s*$", text[last.end : last.end + 2]):
        stop = next((end.start for end in sentence_ends(text, last.start, last.end - 1)), None)
    if stop is None or stop <= last.start:
        return one
    return replace(one, content=(*one.content[:-1], Span(last.start, stop)))


def _shorter_cue(text: str, one: Attribution) -> Attribution:
    """Leave the occasion out of a cue: "said | in a statement carried by …"."""
    if one.cue is None:
        return one
    match = _IN_A.search(text, one.cue.start, one.cue.end)
    if match is None or match.start() == one.cue.start or read_cue(text[one.cue.start : match.start()])[1] == "none":
        return one
    return replace(one, cue=Span(one.cue.start, match.start()))


def _with_its_subject(text: str, one: Attribution) -> Attribution:
    """Put what it is about into the content: "refused | to comment on …", "asked | about …"."""
    if one.cue is None or one.content[0].start < one.cue.end or text[one.cue.end : one.content[0].start].strip():
        return one
    refused = read_cue(one.cue.of(text))[1] == "refusal"
    match = (_TO if refused else _ABOUT).search(text, one.cue.start, one.cue.end)
    if match is None or match.start() == one.cue.start:
        return one
    content = (Span(match.start(), one.content[0].end), *one.content[1:])
    cue = Span(one.cue.start, one.cue.start + len(text[one.cue.start : match.start()].rstrip()))
    return replace(one, cue=cue, content=content)
