"""A claim as its article prints it, with its passage, its article's version, and its place in the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from claims.types import Claim, ClaimKind, Passage
from reports.evidence import claim_evidence, passage_evidence
from reports.held import Held, mark, outlet_ref
from reports.types import Evidence, OutletRef
from sources.types import Article, Outlet

NOBODY = "nobody named"


@dataclass(frozen=True, slots=True)
class Evidential:
    """Claims, articles and outlets, by id, and where in the archive the articles' pages lie."""

    held: Held
    archived: Mapping[str, str]  # version id → "file, byte 123"


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage in its article: the words around it, the article, its version, and the archive's record of it."""

    outlet: OutletRef
    title: str
    url: str
    version_id: str
    published: datetime | None
    archived: str  # "file, byte 123"; "" where the article was read from a folder
    language: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Quoted:
    """A claim as one article prints it."""

    claim_id: str
    source: str  # who says it, as printed; "" where nobody is named
    wording: str
    kind: ClaimKind
    cue: str  # as printed: "confirmed"; "" where there is none
    cited: Cited


def evidential(
    claims: tuple[Claim, ...], articles: tuple[Article, ...], outlets: tuple[Outlet, ...], archived: Mapping[str, str]
) -> Evidential:
    """Return look-up tables over these claims, articles and outlets."""
    held = Held(
        articles={article.version_id: article for article in articles},
        claims={claim.id: claim for claim in claims},
        outlets={outlet.id: outlet_ref(outlet) for outlet in outlets},
    )
    return Evidential(held, archived)


def quote_claim(claim: Claim, by: Evidential) -> Quoted:
    """Return the claim with its evidence."""
    evidence = claim_evidence(claim, by.held)
    source = claim.hops[0].name if claim.hops and claim.hops[0].role != "publisher" else ""
    cited = _cite(claim.version_id, claim.outlet_id, evidence, by)
    return Quoted(claim.id, source, claim.wording, claim.kind, by.held.cue_of(claim), cited)


def cite_passage(passage: Passage, by: Evidential) -> Cited:
    """Return the passage with its evidence."""
    article = by.held.articles.get(passage.version_id)
    return _cite(passage.version_id, article.outlet_id if article else "", passage_evidence(passage, by.held), by)


def has_stand_in(cited: Cited, by: Evidential) -> bool:
    """Tell whether the article or its outlet is no real one."""
    article = by.held.articles.get(cited.version_id)
    return cited.outlet.stand_in or bool(article and article.synthetic)


def _cite(version_id: str, outlet_id: str, evidence: Evidence, by: Evidential) -> Cited:
    article = by.held.articles.get(version_id)
    outlet = by.held.outlet(outlet_id)
    if article and article.synthetic and not outlet.stand_in:  # a test page under a real outlet's name is marked too
        outlet = OutletRef(outlet.id, mark(outlet.name), stand_in=True)
    return Cited(
        outlet=outlet,
        title=article.title if article else "",
        url=article.url if article else "",
        version_id=version_id,
        published=article.published if article else None,
        archived=by.archived.get(version_id, ""),
        language=article.language if article else "",
        evidence=evidence,
    )
