"""An attribution → its chain: speaker ← relays ← publisher.

Who spoke first is not always whom the grammar makes the source: "Reuters reported, citing two officials, that …" and
"Tass quoted him as saying" name an outlet there, and the one it has it from beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from claims.cast import read_cast
from claims.cues import read_cue, word_set
from claims.identify import identify
from claims.outlet_words import (
    AS_REPORTED,
    ASIDE,
    GIVES_TO,
    LEADS_TO_OUTLET,
    LONGEST_ORIGIN,
    NAMED_OUTLETS,
    OPENS_CITING,
    OPENS_WITH,
    ORDINARY,
    ORIGIN,
    OUTLET_WORDS,
    QUOTED,
    REPORTS,
    SAID_IN,
    SAME_OCCASION,
    SECOND,
    SECOND_KINDS,
    TELLERS,
    UNNAMED_OUTLETS,
)
from claims.scene import Identity, Scene, mentions_in, surname_of
from claims.types import Attribution, Hop, Span
from sources.registry import Mention, Registry
from sources.types import Article, Outlet

_GAP = 160  # characters between source, cue and content within which an outlet named is a station on the way
_TAIL = 200  # characters after an attribution in which the outlet that relays it may follow

_OF_A_REPORT = word_set("reported that which cited in by from on")
_PASSES_NOTHING_ON = word_set("refusal denial question request")
_PERSONS = ("named_person", "role", "anonymous", "collective")


def open_scene(article: Article, registry: Registry) -> Scene:
    """Read what chains of an article need to be known beforehand: whom and which outlets its text names."""
    mentions = registry.mentions(article.text)
    cast = read_cast(article.text, tuple((mention.start, mention.end) for mention in mentions))
    scene = Scene(article.text, cast, ())
    outlets = tuple(m for m in mentions if not surname_of(scene, article.text[m.start : m.end]))
    return Scene(article.text, cast, outlets)


def build_chain(
    article: Article, attribution: Attribution, registry: Registry, scene: Scene, outer: Sequence[Hop] = ()
) -> tuple[Hop, ...]:
    """Return the hops from the speaker over the relays, in the order of the text, to the publisher, who is always last.

    An outlet that is the source itself is a relay, and there is no speaker then. Relays are the outlets named between
    source, cue and content, right before the cue, or right after the whole: "told Reuters", "Tass quoted him as
    saying", "…, the Journal reported". `outer` is the chain of the claim that holds this one: who told it there passes
    it on. The scene remembers who spoke. Raises sources.errors.UnknownOutlet where the article's outlet is none.
    """
    chain = _Chain(article, attribution, registry, scene)
    publisher = chain.publisher
    hops = [*chain.hops(), *_passed_on(attribution, article.text, outer)]
    itself = {publisher.id, publisher.stands_in_for}
    kept: list[Hop] = []
    for hop in hops:
        if (hop.outlet_id and hop.outlet_id in itself) or any(
            hop.name == other.name and hop.role == other.role for other in kept
        ):
            continue
        kept.append(hop)
    if kept and attribution.source:
        scene.heard(attribution.source.start, Identity(kept[0].source_type, kept[0].name, kept[0].anonymity))
    return (*kept, Hop("publisher", "outlet", publisher.name, None, publisher.id))


def _passed_on(attribution: Attribution, text: str, outer: Sequence[Hop]) -> Iterator[Hop]:
    """Yield who passes on what a claim holds of another: persons and outlets, unless they only ask or refuse."""
    if attribution.outer is None or not outer:
        return
    cue = attribution.outer.cue
    if cue and read_cue(cue.of(text))[1] in _PASSES_NOTHING_ON:
        return
    for hop in outer[:-1]:
        if hop.source_type in _PERSONS or hop.source_type == "outlet":
            yield Hop("relay", hop.source_type, hop.name, hop.span, hop.outlet_id, hop.anonymity)


class _Chain:
    """What the text says around one attribution."""

    def __init__(self, article: Article, attribution: Attribution, registry: Registry, scene: Scene) -> None:
        self.text = article.text
        self.publisher = registry.get(article.outlet_id)
        self.attribution = attribution
        self.registry = registry
        self.scene = scene
        self.parts = _parts(attribution)
        self.tail = self._tail()

    def hops(self) -> list[Hop]:
        """Return the speaker, if there is one, and the relays."""
        source = self.attribution.source
        relays = [*self._relays()]
        if source is None:
            return [*(hop for hop in self._inherited() if all(hop.name != one.name for one in relays)), *relays]
        if outlets := self._as_outlets(source):
            origin = self._origin(source)
            return [*([self._speaker(origin)] if origin else []), *_ordered([*outlets, *relays])]
        return [self._speaker(source), *relays, *self._tellers()]

    def _as_outlets(self, source: Span) -> list[Hop]:
        """Return the outlets that a source is: "CNN and NBC", "the newspaper", "local media"; none for others."""
        own = mentions_in(self.scene, source.start, source.end)
        if own and (_is_outlet(self.text, source, own) or ORIGIN.search(self.text, source.start, source.end)):
            return [self._outlet(mention) for mention in own]
        whole = (source.start, source.end)
        for match, hop in self._described_in(source):
            if match.span() == whole:
                return [hop]
        if source.of(self.text).lower() == "it":  # "Reuters reported it. It added that …"
            last = self.scene.last_heard(source.start, "document", "organisation", "outlet")
            return [self._heard(last.name, source)] if last and last.source_type == "outlet" else []
        return [self._by_kind(source)] if self._unnamed(source) else []

    def _speaker(self, span: Span) -> Hop:
        aside = ASIDE.search(self.text, span.start, span.end)
        named = aside and self._names_outlet(aside.end(), span.end)
        who = identify(self.scene, Span(span.start, aside.start()) if aside and named else span)
        return Hop("speaker", who.source_type, who.name, span, anonymity=who.anonymity)

    def _names_outlet(self, start: int, end: int) -> bool:
        return bool(mentions_in(self.scene, start, end)) or any(self._described_in(Span(start, end)))

    def _inherited(self) -> list[Hop]:
        """Return who goes on speaking where an attribution names no source: the one who spoke last, or an outlet."""
        at = self.attribution.content[0].start
        near = [who for place, who in self.scene.spoken if at - 600 <= place <= at + _TAIL]
        if not near:
            return []
        if near[-1].source_type == "outlet":
            return [self._heard(near[-1].name)]
        return [Hop("speaker", near[-1].source_type, near[-1].name, anonymity=near[-1].anonymity)]

    def _origin(self, source: Span) -> Span | None:
        """Return whom the outlet has it from: "citing two officials", "quoted him as saying", "from sources"."""
        cue = self.attribution.cue
        if cue and cue.of(self.text).lower().split()[-1] in ("quoted", "quotes", "cited", "cites", "quoting", "citing"):
            match = QUOTED.match(self.text, cue.end, min(len(self.text), cue.end + LONGEST_ORIGIN))
            if match:
                return Span(*match.span("who"))
        opening = self.scene.cast.sentence_start(source.start)
        if match := OPENS_CITING.match(self.text, opening, source.start):
            return Span(*match.span("who"))
        windows = [source, *self._gaps(), self.tail]
        if cue and source.end <= cue.start:
            windows.insert(1, Span(source.end, min(len(self.text), cue.end + 3)))
        for window in windows:
            stretch = Span(window.start, min(len(self.text), window.end + 1))
            if match := ORIGIN.search(self.text, stretch.start, stretch.end):
                return Span(*(match.span("who") if match["who"] else match.span("from")))
        return None

    def _relays(self) -> Iterator[Hop]:
        """Yield the outlets on the way, in the order of the text."""
        found = [self._outlet(mention) for mention in self._mentions() if self._is_station(mention)]
        found += [*self._told_in_content()]
        found += [hop for hop in self._described() if not any(_near(hop, other) for other in found)]
        found += [hop for hop in self._further(found) if not any(_near(hop, other) for other in found)]
        if not found and self._same_occasion():
            last = [who for _, who in self.scene.spoken if who.source_type == "outlet"]
            found = [self._heard(last[-1].name)] if last else []
        for hop in found:
            if hop.span:
                self.scene.heard(hop.span.start, Identity("outlet", hop.name))
        yield from _ordered(found)

    def _told_in_content(self) -> Iterator[Hop]:
        """Yield the outlet that a content opens with: "declined | to tell Le Figaro why …"."""
        start = self.attribution.content[0].start
        lead = re.compile(r"to (?:tell|inform|say to|speak to|talk to)\s").match(self.text, start)
        if (
            lead
            and (found := mentions_in(self.scene, lead.end(), lead.end() + 60))
            and found[0].start <= lead.end() + 1
        ):
            yield self._outlet(found[0])

    def _mentions(self) -> Iterator[Mention]:
        windows = [*self._leads(), *self._gaps(), self.tail]
        if self.attribution.source:
            windows.append(self.attribution.source)
        seen: set[int] = set()
        for window in windows:
            for mention in mentions_in(self.scene, window.start, window.end):
                inside = any(part.start <= mention.start < part.end for part in self.attribution.content)
                if not inside and mention.start not in seen:
                    seen.add(mention.start)
                    yield mention

    def _leads(self) -> list[Span]:
        """Return what stands before the cue, and before all of it."""
        starts = dict.fromkeys(part.start for part in (self.attribution.cue, self.parts[0]) if part)
        return [Span(max(0, start - _TAIL), start) for start in starts]

    def _is_station(self, mention: Mention) -> bool:
        source = self.attribution.source
        if source and source.start <= mention.start < source.end:
            return self._gives_to(mention.start, source)
        if any(gap.start <= mention.start and mention.end <= gap.end for gap in self._gaps()):
            return True
        if mention.end <= (self.attribution.cue or self.parts[0]).start:
            return self._leads_in(mention.start, mention.end)
        return mention.start >= self.tail.start and self._follows(mention.start, mention.end)

    def _leads_in(self, begin: int, end: int) -> bool:
        """Tell "Tass quoted him as saying", "A Bloomberg report citing …" and "In an interview with Axios, he said"."""
        cue = self.attribution.cue
        between = self.text[end : cue.start] if cue else "."
        if set(re.findall(r"\w+", between.lower())) <= OUTLET_WORDS and "." not in between:
            return True
        first, start = self.parts[0].start, self.scene.cast.sentence_start(begin)
        if end > first or self.scene.cast.sentence_start(first) != start:
            return False
        if AS_REPORTED.fullmatch(self.text, start, begin):
            return REPORTS.match(self.text, end) is not None
        return OPENS_WITH.fullmatch(self.text, start, begin) is not None

    def _gives_to(self, start: int, source: Span) -> bool:
        """Tell "people who spoke to Reuters" and "documents seen by Reuters" from "a Reuters correspondent"."""
        before = self.text[source.start : start]
        if re.search(r"[A-Z][\w’'-]+\sof\s$", before):  # "Ann Lee of Bloomberg"
            return True
        return GIVES_TO.search(before) is not None

    def _follows(self, start: int, end: int) -> bool:
        """Tell whether an outlet right after the attribution relays it: ", Reuters reported", " on"."""
        lead = self.text[self.tail.start : start]
        cue = self.attribution.cue
        told = cue is not None and cue.end == self.tail.start
        if told and SAID_IN.fullmatch(lead):
            return True
        if not LEADS_TO_OUTLET.fullmatch(lead):
            return False
        return told or bool(lead.strip(" ,–—-")) or REPORTS.match(self.text, end) is not None

    def _further(self, found: Sequence[Hop]) -> Iterator[Hop]:
        """Yield the outlet that has it from one of those: "told state television, Reuters reported"."""
        ends = [hop.span.end for hop in found if hop.span and self.tail.start <= hop.span.start < self.tail.end]
        if ends:
            for mention in mentions_in(self.scene, max(ends), self.tail.end):
                lead = self.text[max(ends) : mention.start]
                reports = REPORTS.match(self.text, mention.end) or lead.strip(" ,")
                if LEADS_TO_OUTLET.fullmatch(lead) and reports:
                    yield self._outlet(mention)
                return

    def _described(self) -> Iterator[Hop]:
        """Yield outlets on the way that are not named as the registry has them: "the agency", "state television"."""
        for window in (*self._gaps(), self.tail):
            for match, hop in self._described_in(window):
                if window is not self.tail or self._follows(match.start(), match.end()):
                    yield hop
                    break
        first, source = self.parts[0].start, self.attribution.source
        opening = Span(max(self.scene.cast.sentence_start(first), first - _TAIL), first)
        yield from (hop for match, hop in self._described_in(opening) if self._leads_in(*match.span()))
        if source:
            yield from (hop for match, hop in self._described_in(source) if self._gives_to(match.start(), source))

    def _described_in(self, window: Span) -> Iterator[tuple[re.Match[str], Hop]]:
        for match in SECOND.finditer(self.text, window.start, window.end):
            kinds = SECOND_KINDS.get(match["noun"], ())
            before = mentions_in(self.scene, max(0, match.start() - 1_500), match.start())
            fitting = [m for m in before if not kinds or self.registry.get(m.outlet_id).kind in kinds]
            if chosen := fitting or before:
                outlet = self.registry.get(chosen[-1].outlet_id)
                yield match, Hop("relay", "outlet", outlet.name, Span(*match.span()), outlet.id)
                return
            if earlier := self.scene.last_heard(match.start(), "outlet"):  # one that the registry does not have
                yield match, Hop("relay", "outlet", earlier.name, Span(*match.span()))
                return
        known: list[Hop] = []
        for match in ORDINARY.finditer(self.text, window.start, window.end):
            if named := self._ordinary(match):
                known.append(Hop("relay", "outlet", named.name, Span(*match.span()), named.id))
                yield match, known[-1]
        for pattern in (NAMED_OUTLETS, UNNAMED_OUTLETS):
            for match in pattern.finditer(self.text, window.start, window.end):
                groups = match.groupdict()
                name = groups.get("name") or groups.get("called") or groups.get("agency") or match[0]
                hop = Hop("relay", "outlet", re.sub(r"^(?:[Tt]he|[Aa]) ", "", name), Span(*match.span()))
                if not any(_near(hop, other) for other in known):
                    yield match, hop

    def _ordinary(self, match: re.Match[str]) -> Outlet | None:
        """Return whom "the Times" means: one that the text names in full, or, of "The Times", that of the country."""
        last = match[0].split()[-1]
        full = {mention.outlet_id for mention in self.scene.outlets} - {self.publisher.id}
        told = [one for one in map(self.registry.get, sorted(full)) if one.name.split()[-1] == last]
        if len(told) == 1:
            return told[0]
        named = self.registry.by_name(match[0]) if match[0].startswith("The") else None  # "swam in the Atlantic"
        if named is None or named.country == self.publisher.country:
            return named
        namesakes = (one for one in self.registry.outlets if one.name.split()[-1] == last)
        return named if all(one is named for one in namesakes) else None

    def _tellers(self) -> Iterator[Hop]:
        """Yield who else is said to have told of it: "X said …, according to two aides"."""
        match = TELLERS.match(self.text, self.tail.start, min(len(self.text), self.tail.end + 1))
        if match is None or mentions_in(self.scene, *match.span("who")):
            return
        span = Span(*match.span("who"))
        source = self.attribution.source
        if source and span.start < source.end and source.start < span.end:
            return
        who = identify(self.scene, span)
        if who.source_type != "unknown" and not match["who"].startswith("what"):
            yield Hop("relay", who.source_type, who.name, span, anonymity=who.anonymity)

    def _same_occasion(self) -> bool:
        start, end = self.parts[0].start, self.tail.end
        return SAME_OCCASION.search(self.text, max(0, start - 80), end) is not None

    def _unnamed(self, source: Span) -> bool:
        return UNNAMED_OUTLETS.fullmatch(self.text, source.start, source.end) is not None

    def _by_kind(self, source: Span) -> Hop:
        return Hop("relay", "outlet", re.sub(r"^(?:[Tt]he|[Aa]) ", "", source.of(self.text)), source)

    def _heard(self, name: str, span: Span | None = None) -> Hop:
        """Return the relay that an outlet is which was heard before."""
        outlet = self.registry.by_name(name)
        return Hop("relay", "outlet", name, span, outlet.id if outlet else None)

    def _outlet(self, mention: Mention) -> Hop:
        outlet = self.registry.get(mention.outlet_id)
        return Hop("relay", "outlet", outlet.name, Span(mention.start, mention.end), outlet.id)

    def _gaps(self) -> list[Span]:
        return [
            Span(left.end, right.start)
            for left, right in pairwise(self.parts)
            if left.end < right.start <= left.end + _GAP
        ]

    def _tail(self) -> Span:
        start = max(part.end for part in self.parts)
        said = re.compile(r"\s(?:as saying|as telling)(?: on \w+day)?").match(self.text, start)
        start = said.end() if said else start
        end = min(len(self.text), start + _TAIL)
        stop = re.compile(r"\n|[.!?](?=\s)").search(self.text, start, end)
        return Span(start, stop.start() if stop else end)


def _near(left: Hop, right: Hop) -> bool:
    """Tell whether two hops are one outlet: "the newspaper Le Monde" names it twice."""
    if left.outlet_id and left.outlet_id == right.outlet_id:
        return True
    return bool(
        left.span and right.span and left.span.start <= right.span.end + 1 and right.span.start <= left.span.end + 1
    )


def _parts(attribution: Attribution) -> list[Span]:
    """Return source, cue and content in the order of the text."""
    named = [part for part in (attribution.source, attribution.cue) if part]
    return sorted([*named, *attribution.content])


def _ordered(hops: Sequence[Hop]) -> list[Hop]:
    """Return relays in the order of the text, each outlet once."""
    named = {hop.outlet_id or hop.name: hop for hop in reversed(hops)}
    return sorted(named.values(), key=lambda hop: hop.span.start if hop.span else -1)


def _is_outlet(text: str, source: Span, own: list[Mention]) -> bool:
    """Tell "the Wall Street Journal", "CNN and NBC" and "a Reuters report" from "a Reuters correspondent"."""
    starts, ends = [source.start, *(mention.end for mention in own)], [*(mention.start for mention in own), source.end]
    beside = " ".join(text[start:end] for start, end in zip(starts, ends, strict=True))
    beside = ORIGIN.sub(" ", beside)
    return set(re.findall(r"[\w-]+", beside.lower())) <= OUTLET_WORDS | _OF_A_REPORT
