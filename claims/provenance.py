"""A claim group → who took the claim from whom, who had it first, and how many had it independently of one another.

Every telling but those of independent sources is taken: from an outlet that it names, from a text that it copies, or
from what the same outlet told before. Followed to their ends, these takings lead to the group's origins. Counting
origins, and not outlets, is what tells corroboration from repetition (Dong, Berti-Equille and Srivastava 2009 on
copying between sources).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz

from claims.cluster import publication_order
from claims.tokens import fold
from claims.types import Claim, ClaimGroup, CopiedPassage, Copy, Hop, Provenance, Span, Taking, TakingKind
from sources.registry import Registry
from sources.types import Article

# Share of a claim that has to lie in a copied passage: passages end where words were changed.
_INSIDE = 0.5
# What stands between two outlets of which the first has it from the second, and the second from the first.
_HAS_IT_FROM = re.compile(
    r"\b(?:cit(?:ing|ed|es)|quot(?:ing|ed|es)|referring to|(?:picked up|learned|heard|obtained|taken|comes?|came) from"
    r"|attribut(?:ing|ed|es) (?:it|this|that|the \w+) to)\b",
    re.IGNORECASE,
)
_PASSED_ON_BY = re.compile(
    r"\b(?:according to|as (?:cited|quoted|relayed|reported) by|(?:relayed|picked up|carried|cited|quoted) by)\b",
    re.IGNORECASE,
)
# Words between two outlets up to which they belong to one chain.
_ONE_SENTENCE = re.compile(r"[^.!?\n]{0,200}")


@dataclass(frozen=True, slots=True)
class _Source:
    """What a telling was taken from: a claim of the group or, where none is known, an outlet."""

    claim_id: str | None
    outlet_id: str | None
    how: TakingKind


@dataclass(slots=True)
class _Ledger:
    """A group's tellings, earliest first, and what was found to be taken from what."""

    tellings: Sequence[Claim]
    articles: Mapping[str, Article]
    registry: Registry
    by_outlet: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    by_version: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    rank: dict[str, int] = field(default_factory=dict)
    sources: dict[str, list[_Source]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for rank, claim in enumerate(self.tellings):
            self.by_outlet[self.outlet(claim.outlet_id)].append(claim)
            self.by_version[claim.version_id].append(claim)
            self.rank[claim.id] = rank

    def outlet(self, name: str) -> str:
        """Return the id by which an outlet goes here: a stand-in by the outlet that it stands in for."""
        known = self.registry.by_name(name)
        return (known.stands_in_for or known.id) if known else fold(name).removeprefix("the ")

    def is_later(self, source: _Source, *, than: Claim) -> bool:
        """Tell whether a telling is dated after one that was taken from it."""
        return source.claim_id is not None and self.rank[source.claim_id] > self.rank[than.id]

    def take(self, claim: Claim, source: _Source) -> bool:
        """Note what a telling was taken from, unless it is, over any steps, the telling that was taken from it."""
        if source.claim_id is not None and self._leads_to(source.claim_id, claim.id):
            return False
        if source not in self.sources[claim.id]:
            self.sources[claim.id].append(source)
        return True

    def _leads_to(self, claim_id: str, end: str) -> bool:
        waiting, seen = [claim_id], set[str]()
        while waiting:
            at = waiting.pop()
            if at == end:
                return True
            if at not in seen:
                seen.add(at)
                waiting += [it.claim_id for it in self.sources.get(at, ()) if it.claim_id is not None]
        return False


def trace_group(
    group: ClaimGroup,
    claims: Mapping[str, Claim],
    articles: Mapping[str, Article],
    copies: Mapping[str, Sequence[Copy]],
    registry: Registry,
) -> Provenance:
    """Return who took a group's claim from whom, its likely first carrier, and its independent sources.

    `claims` are by id, `articles` by version id, `copies` (those of `claims.copied.find_copies`) by the version id of
    the copy. A telling is taken

    - as "copy" where it lies in a copied passage: from the origin's telling, or the outlet where it has none here;
    - as "relay" where it names outlets: from each one's first telling or, where none of it is here, from the outlet.
      "Reuters, citing the Journal" is one source: from Reuters, or from the Journal where Reuters tells nothing here;
    - else as "repeat" where its outlet has told the claim before: from its first telling.

    A relay named in copied words is the origin's: the copy alone counts, unless the origin does not tell the claim.
    Where two tellings would be taken from each other, the later one is taken from the earlier, and the earlier one
    from the outlet that it names. No taking leads back to where it began.
    """
    tellings = sorted((claims[claim_id] for claim_id in group.claim_ids), key=lambda claim: _order(claim, articles))
    ledger = _Ledger(tellings, articles, registry)
    wanted = [(claim, source) for claim in tellings for source in _wanted(claim, copies, ledger)]
    for claim, source in sorted(wanted, key=lambda pair: ledger.is_later(pair[1], than=pair[0])):
        if not ledger.take(claim, source) and source.claim_id is not None:
            ledger.take(claim, _Source(None, claims[source.claim_id].outlet_id, source.how))
    for told in ledger.by_outlet.values():
        for claim in told[1:]:
            if not ledger.sources[claim.id]:
                ledger.take(claim, _Source(told[0].id, None, "repeat"))
    carriers = _carriers(ledger)
    return Provenance(
        group_id=group.id,
        first_claim_id=next(iter(carriers.values()))[0].id,
        origins=tuple(name for _, name in carriers.values()),
        takings=tuple(
            Taking(claim.id, source.claim_id, source.outlet_id, source.how)
            for claim in tellings
            for source in ledger.sources[claim.id]
        ),
    )


def _order(claim: Claim, articles: Mapping[str, Article]) -> tuple[object, ...]:
    return publication_order(articles[claim.version_id]), claim.start, claim.end, claim.id


def _carriers(ledger: _Ledger) -> dict[str, tuple[Claim, str]]:
    """Return for each origin its earliest telling, or of those taken from it the earliest one, and its name."""
    carriers: dict[str, tuple[Claim, str]] = {}
    for claim in ledger.tellings:
        sources = ledger.sources[claim.id]
        names = [source.outlet_id for source in sources if source.outlet_id is not None]
        for name in names if sources else [claim.outlet_id]:
            carriers.setdefault(ledger.outlet(name), (claim, name))
    return carriers


def _wanted(claim: Claim, copies: Mapping[str, Sequence[Copy]], ledger: _Ledger) -> list[_Source]:
    """Return what a telling shows, or says, that it was taken from."""
    copied = _copied(claim, copies, ledger)
    if copied and copied.claim_id is not None:
        return [copied]
    return list(_relayed(claim, ledger)) or ([copied] if copied else [])


def _copied(claim: Claim, copies: Mapping[str, Sequence[Copy]], ledger: _Ledger) -> _Source | None:
    """Return where the words were copied from: the origin's telling, over further copies if need be, or its outlet."""
    version_id, span = claim.version_id, Span(claim.start, claim.end)
    outlet_id: str | None = None
    seen = {version_id}
    while (step := _step(version_id, span, copies)) and step[0] not in seen:
        version_id, span = step
        seen.add(version_id)
        outlet_id = ledger.articles[version_id].outlet_id if version_id in ledger.articles else outlet_id
        told = [other for other in ledger.by_version.get(version_id, ()) if _overlap(other, span)]
        if told:
            best = min(told, key=lambda other: (-fuzz.ratio(fold(other.wording), fold(claim.wording)), other.start))
            return _Source(best.id, None, "copy")
    return _Source(None, outlet_id, "copy") if outlet_id else None


def _step(version_id: str, span: Span, copies: Mapping[str, Sequence[Copy]]) -> tuple[str, Span] | None:
    """Return the version and the passage there that most of the span was copied from."""
    inside = [
        (shared, copy.origin_id, part)
        for copy in copies.get(version_id, ())
        for part in copy.passages
        if (shared := min(span.end, part.span.end) - max(span.start, part.span.start))
        >= _INSIDE * (span.end - span.start)
    ]
    if not inside:
        return None
    _, origin_id, part = max(inside, key=lambda found: found[0])  # of equals the likelier origin, which comes first
    return origin_id, _counterpart(span, part)


def _counterpart(span: Span, part: CopiedPassage) -> Span:
    """Return where about the span lies in the origin: as far from the passage's ends as in the copy."""
    before = max(0, span.start - part.span.start)
    after = max(0, part.span.end - span.end)
    start = min(part.origin_span.start + before, part.origin_span.end - after)
    end = max(part.origin_span.start + before, part.origin_span.end - after)
    return Span(max(start, part.origin_span.start), min(max(end, start + 1), part.origin_span.end))


def _overlap(claim: Claim, span: Span) -> bool:
    return claim.start < span.end and span.start < claim.end


def _relayed(claim: Claim, ledger: _Ledger) -> Iterator[_Source]:
    """Yield the outlets that a telling names, of a chain of them the nearest that tells the claim, or the farthest."""
    text = ledger.articles[claim.version_id].text
    own = ledger.outlet(claim.outlet_id)
    for chain in chains_of_relays(claim, text):
        outlets = [(name, outlet) for name, outlet in _outlets(chain, ledger) if outlet != own]
        if not outlets:
            continue
        held = [ledger.by_outlet[outlet][0] for _, outlet in outlets if outlet in ledger.by_outlet]
        yield _Source(held[0].id, None, "relay") if held else _Source(None, outlets[-1][0], "relay")


def _outlets(hops: Iterable[Hop], ledger: _Ledger) -> Iterator[tuple[str, str]]:
    """Yield for each hop its id or name, and the id by which the outlet goes here."""
    for hop in hops:
        name = hop.outlet_id or hop.name
        known = ledger.registry.by_name(name)
        yield known.id if known else name, ledger.outlet(name)


def chains_of_relays(claim: Claim, text: str) -> tuple[tuple[Hop, ...], ...]:
    """Return the outlets that a claim came through, those in one chain together, the nearest to the reader first.

    Two outlets are in one chain where the words between them say that one has it from the other: "Reuters reported,
    citing the Journal", "the Journal reported, according to Reuters". Others, as in "told CNN and NBC", stand side by
    side. Persons who pass a claim on are no outlets.
    """
    outlets = [hop for hop in claim.relays if hop.source_type == "outlet"]
    chains: list[tuple[Hop, ...]] = [(hop,) for hop in outlets[:1]]
    for before, hop in pairwise(outlets):
        between = text[before.span.end : hop.span.start] if before.span and hop.span else ""
        said = between if _ONE_SENTENCE.fullmatch(between) else ""
        if _PASSED_ON_BY.search(said):
            chains[-1] = (hop, *chains[-1])
        elif _HAS_IT_FROM.search(said):
            chains[-1] = (*chains[-1], hop)
        else:
            chains.append((hop,))
    return tuple(chains)
