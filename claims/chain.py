"""An attribution → its chain: speaker ← relay outlets ← publisher."""

from __future__ import annotations

import re
from itertools import pairwise

from claims.cues import word_set
from claims.identify import full_name, identify
from claims.types import Attribution, Hop, Span
from sources.registry import Mention, Registry
from sources.types import Article

_GAP = 160  # characters between source, cue and content within which an outlet named is a station on the way
_TAIL = 200  # characters after an attribution in which the outlet that relays it may follow

# What may stand before the outlet that relays a claim: ", according to what", ", as", " in an interview with".
_LEADS_TO_OUTLET = re.compile(
    r"[\s,]*(?:according to(?: what)?|as|per|via|(?:as )?(?:quoted|cited|reported|carried) (?:by|in)|to|with|by"
    r"|(?:in|during) (?:an? |his |her |their )?(?:\w+ )?(?:interview|statement|comments?|remarks|report|article)"
    r"(?: (?:with|to|in|by|from|for|published (?:in|by)))?)?\s*"
)
_REPORTS = re.compile(
    r"(?:[’']s)?\s+(?:\w+\s+)?(?:reported|reports|said|says|wrote|writes|quoted|cited|has reported)\b"
)
# Words beside an outlet's name that leave the source the outlet itself: "a Reuters report", "Tass news agency".
_OUTLET_WORDS = word_set(
    "a an the news agency agencies newspaper paper daily magazine website channel broadcaster network report reports "
    "article story edition television tv radio state state-run russian american british german french s "
    "and or both"
)
_UNNAMED_OUTLETS = re.compile(
    r"\b(?:(?:several|some|many|various|local|state|independent|foreign)\s+|[A-Z]\w+\s+){0,3}"
    r"(?:media(?: outlets| reports)?|news agenc(?:y|ies)|newspapers|news outlets|broadcasters|(?:press|news) reports)\b"
)


def build_chain(article: Article, attribution: Attribution, registry: Registry) -> tuple[Hop, ...]:
    """Return the hops from the speaker over the relays, in the order of the text, to the publisher, who is always last.

    An outlet that is the source itself is a relay, and there is no speaker then. Relays are the outlets named between
    source, cue and content, right before the cue, or right after the whole: "told Reuters", "Tass quoted him as
    saying", "…, the Journal reported". Raises sources.errors.UnknownOutlet where the article's outlet is none.
    """
    text, source = article.text, attribution.source
    mentions = _mentions_around(text, attribution, registry)
    publisher = registry.get(article.outlet_id)
    relays = [mention for mention in mentions if _relays(text, mention, attribution)]
    hops: list[Hop] = []
    own = [mention for mention in mentions if source and source.start <= mention.start < source.end]
    unnamed = _unnamed_outlet(text, attribution)
    if own and source and _is_outlet(text, source, own):
        relays = [*own, *(mention for mention in relays if mention not in own)]
    elif unnamed and unnamed == source:
        hops.append(Hop("relay", "outlet", unnamed.of(text), unnamed))
    elif source:
        who = identify(text, source)
        hops.append(Hop("speaker", who.source_type, who.name, source, anonymity=who.anonymity))
        if unnamed:
            hops.append(Hop("relay", "outlet", unnamed.of(text), unnamed))
    itself = (publisher.id, publisher.stands_in_for)
    named = {mention.outlet_id: mention for mention in reversed(relays) if mention.outlet_id not in itself}
    for mention in sorted(named.values(), key=lambda mention: mention.start):
        outlet = registry.get(mention.outlet_id)
        hops.append(Hop("relay", "outlet", outlet.name, Span(mention.start, mention.end), outlet.id))
    return (*hops, Hop("publisher", "outlet", publisher.name, None, publisher.id))


def _parts(attribution: Attribution) -> list[Span]:
    """Return source, cue and content in the order of the text."""
    named = [part for part in (attribution.source, attribution.cue) if part]
    return sorted([*named, *attribution.content])


def _mentions_around(text: str, attribution: Attribution, registry: Registry) -> list[Mention]:
    """Return the outlets named in the source, before the cue, in the gaps and right after the attribution."""
    parts = _parts(attribution)
    before = attribution.cue or parts[0]
    windows = [Span(max(0, before.start - _TAIL), before.start), *_gaps(attribution), _tail(text, attribution)]
    if attribution.source:
        windows.append(attribution.source)
    found = {
        Mention(window.start + mention.start, window.start + mention.end, mention.outlet_id)
        for window in windows
        for mention in registry.mentions(window.of(text))
        if not _is_surname(text, window.of(text)[mention.start : mention.end], registry)
        and not any(part.start <= window.start + mention.start < part.end for part in attribution.content)
    }
    return sorted(found, key=lambda mention: mention.start)


def _is_surname(text: str, name: str, registry: Registry) -> bool:
    """Tell whether a text has an outlet's name as the surname of a person: "Michael Bloomberg"."""
    person = full_name(text, name)
    return person is not None and all(len(name) == mention.end - mention.start for mention in registry.mentions(person))


def _gaps(attribution: Attribution) -> list[Span]:
    return [
        Span(left.end, right.start)
        for left, right in pairwise(_parts(attribution))
        if left.end < right.start <= left.end + _GAP
    ]


def _tail(text: str, attribution: Attribution) -> Span:
    start = max(part.end for part in _parts(attribution))
    end = min(len(text), start + _TAIL)
    stop = re.compile(r"\n|[.!?](?=\s)").search(text, start, end)
    return Span(start, stop.start() if stop else end)


def _relays(text: str, mention: Mention, attribution: Attribution) -> bool:
    if any(gap.start <= mention.start and mention.end <= gap.end for gap in _gaps(attribution)):
        return True
    cue = attribution.cue
    if cue and mention.end <= cue.start:  # "Tass quoted him as saying", "Bloomberg reported, citing officials, that"
        return not text[mention.end : cue.start].strip()
    tail = _tail(text, attribution)
    lead = text[tail.start : mention.start]
    if mention.start < tail.start or not _LEADS_TO_OUTLET.fullmatch(lead):
        return False
    told = cue is not None and cue.end == tail.start
    return told or bool(lead.strip(" ,")) or _REPORTS.match(text, mention.end) is not None


def _is_outlet(text: str, source: Span, own: list[Mention]) -> bool:
    """Tell "the Wall Street Journal", "CNN and NBC" and "a Reuters report" from "a Reuters correspondent"."""
    starts, ends = [source.start, *(mention.end for mention in own)], [*(mention.start for mention in own), source.end]
    beside = " ".join(text[start:end] for start, end in zip(starts, ends, strict=True))
    return set(re.findall(r"[\w-]+", beside.lower())) <= _OUTLET_WORDS


def _unnamed_outlet(text: str, attribution: Attribution) -> Span | None:
    """Return the outlets that are named by their kind only: "American media", "state news agencies"."""
    source = attribution.source
    if source and (match := _UNNAMED_OUTLETS.fullmatch(text, source.start, source.end)):
        return Span(match.start(), match.end())
    tail = _tail(text, attribution)
    match = _UNNAMED_OUTLETS.search(text, tail.start, tail.end)
    if match and _LEADS_TO_OUTLET.fullmatch(text[tail.start : match.start()]) and _REPORTS.match(text, match.end()):
        return Span(match.start(), match.end())
    return None
