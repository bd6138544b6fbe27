"""Looks up by id what a coverage diff holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from claims.types import Claim, CoverageDiff, Passage
from reports.types import OutletRef
from sources.types import Article, Outlet

STAND_IN = " (stand-in)"


@dataclass(frozen=True, slots=True)
class Held:
    """The articles, claims and outlets of one coverage diff, by id."""

    articles: Mapping[str, Article]  # by version id
    claims: Mapping[str, Claim]
    outlets: Mapping[str, OutletRef]  # those covered, and those that a chain names

    def claim_of(self, passage: Passage) -> Claim | None:
        """Return the claim that a passage belongs to, or None where it belongs to none of these."""
        return None if passage.claim_id is None else self.claims.get(passage.claim_id)

    def outlet(self, outlet_id: str) -> OutletRef:
        """Return an outlet under the best name known for it: its own, a chain's, or its id."""
        return self.outlets.get(outlet_id) or OutletRef(outlet_id, outlet_id, stand_in=False)

    def cue_of(self, claim: Claim) -> str:
        """Return the cue as the article has it, or "" where there is none."""
        article = self.articles.get(claim.version_id)
        return claim.cue_span.of(article.text) if article and claim.cue_span else claim.cue


def hold(diff: CoverageDiff) -> Held:
    """Return the look-up tables for one coverage diff."""
    articles = [article for entry in diff.coverage for article in entry.articles]
    return hold_all(articles, tuple(_claims(diff)), [entry.outlet for entry in diff.coverage])


def hold_all(articles: Iterable[Article], claims: Sequence[Claim], outlets: Iterable[Outlet]) -> Held:
    """Return the look-up tables for articles, claims and outlets."""
    covered = {outlet.id: outlet_ref(outlet) for outlet in outlets}
    # Last claim first: where chains name an outlet differently, the first one's name stands.
    named = {ref.id: ref for claim in reversed(claims) for ref in _named_in(claim)}
    return Held(
        articles={article.version_id: article for article in articles},
        claims={claim.id: claim for claim in claims},
        outlets=named | covered,
    )


def outlet_ref(outlet: Outlet) -> OutletRef:
    """Return the outlet's name, marked where it is a stand-in."""
    return OutletRef(outlet.id, mark(outlet.name) if outlet.synthetic else outlet.name, outlet.synthetic)


def mark(name: str) -> str:
    """Return the name with the mark of a stand-in at its end, once."""
    return name.removesuffix(STAND_IN) + STAND_IN


def _claims(diff: CoverageDiff) -> Iterator[Claim]:
    for shared in diff.shared:
        yield from shared.tellings
    for only in diff.only:
        yield from only.tellings


def _named_in(claim: Claim) -> Iterator[OutletRef]:
    for hop in claim.hops:
        if hop.outlet_id:
            yield OutletRef(hop.outlet_id, hop.name, stand_in=False)
