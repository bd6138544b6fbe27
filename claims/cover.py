"""A story's articles, claims and groups → the coverage diff of its outlets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from claims.change import compare
from claims.cluster import publication_order
from claims.tokens import words
from claims.types import Claim, ClaimGroup, CoverageDiff, GroupDiff, OnlyIn, OutletCoverage, RelayCheck, Story
from claims.wording import quoted_sentences
from sources.registry import Registry
from sources.types import Article

# Quoted words in a row that, where another outlet prints them too, show that it does not pass over the quotation.
RUN = 8

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is compared: the outlets' latest articles and the claims in these."""

    outlets: tuple[str, ...]  # in the order asked for
    named: bool
    articles: tuple[Article, ...]  # earliest first
    claims: tuple[Claim, ...]  # in the order of the articles and their texts
    order: Mapping[str, int]  # claim id → its number in claims


def coverage_diff(  # noqa: PLR0913, PLR0917 - what is compared, and by what
    story: Story,
    articles: Sequence[Article],
    claims: Sequence[Claim],
    groups: Sequence[ClaimGroup],
    relay_checks: Sequence[RelayCheck],
    registry: Registry,
    outlets: Sequence[str] | None = None,
) -> CoverageDiff:
    """Compare the outlets of one story: all that have an article in it, or the two or more named.

    What is given may hold more than this story and these outlets. Of each article the latest version counts, and
    with it only its claims. The reference of a shared group is its canonical telling or, where outlets are named, the
    telling of the first named one that has it, its earliest. (Where the canonical telling is in an older version, the
    earliest one stands in.) Its changes are those of one telling of another outlet
    after the other.

    Order: coverage by outlet id, articles earliest first. Shared groups: most outlets first, then as their earliest
    tellings follow one another; tellings after the reference: likewise. Groups of one outlet: by outlet id, then as
    in its articles. Relay checks: as given.

    A named outlet without an article in the story is covered with none, and its silence is unknown, not an omission.
    So is that of an outlet whose articles have RUN words of the quotation in a row, whatever became of them there.
    Raises UnknownOutlet for an outlet that the registry lacks.
    """
    scope = _scope(story, articles, claims, outlets)
    coverage = tuple(
        OutletCoverage(
            registry.get(outlet_id), tuple(article for article in scope.articles if article.outlet_id == outlet_id)
        )
        for outlet_id in sorted(scope.outlets)
    )
    told = sorted(_told(groups, scope), key=lambda carried: scope.order[carried[1][0].id])
    texts = {article.version_id: article.text for article in scope.articles}
    shared = [_group_diff(group, tellings, scope, texts) for group, tellings in told if _width(tellings) > 1]
    runs = {covered.outlet.id: printed_runs(article.text for article in covered.articles) for covered in coverage}
    whole = {covered.outlet.id for covered in coverage if covered.articles and covered.complete}
    only = [
        _only_in(group, tellings, coverage, texts, runs, whole) for group, tellings in told if _width(tellings) == 1
    ]
    grouped = {claim.id for _, tellings in told for claim in tellings}
    return CoverageDiff(
        story=story,
        coverage=coverage,
        shared=tuple(sorted(shared, key=lambda diff: -_width(diff.tellings))),
        only=tuple(sorted(only, key=lambda found: found.tellings[0].outlet_id)),
        # A claim whose group began in another story is compared there, and so is what is checked of it.
        relay_checks=tuple(check for check in relay_checks if check.claim_id in grouped),
    )


def _scope(story: Story, articles: Sequence[Article], claims: Sequence[Claim], outlets: Sequence[str] | None) -> _Scope:
    versions = set(story.version_ids)
    history = sorted((article for article in articles if article.version_id in versions), key=publication_order)
    latest = sorted({article.id: article for article in history}.values(), key=publication_order)
    chosen = tuple(dict.fromkeys(outlets if outlets is not None else (article.outlet_id for article in latest)))
    kept = tuple(article for article in latest if article.outlet_id in chosen)
    place = {article.version_id: number for number, article in enumerate(kept)}
    counted = {claim.id: claim for claim in claims if claim.version_id in place}.values()
    ordered = sorted(counted, key=lambda claim: (place[claim.version_id], claim.start, claim.end, claim.id))
    order = {claim.id: number for number, claim in enumerate(ordered)}
    return _Scope(chosen, outlets is not None, kept, tuple(ordered), order)


def _told(groups: Sequence[ClaimGroup], scope: _Scope) -> Iterator[tuple[ClaimGroup, tuple[Claim, ...]]]:
    """Yield the groups with a telling in scope, and these tellings as they follow one another."""
    for group in groups:
        numbers = sorted(scope.order[claim_id] for claim_id in group.claim_ids if claim_id in scope.order)
        if numbers:
            yield group, tuple(scope.claims[number] for number in numbers)


def _width(tellings: Sequence[Claim]) -> int:
    return len({claim.outlet_id for claim in tellings})


def _group_diff(group: ClaimGroup, tellings: tuple[Claim, ...], scope: _Scope, texts: Mapping[str, str]) -> GroupDiff:
    if scope.named:
        reference = min(tellings, key=lambda claim: scope.outlets.index(claim.outlet_id))
    else:
        reference = next((claim for claim in tellings if claim.id == group.canonical_id), tellings[0])
    others = tuple(claim for claim in tellings if claim is not reference)
    changes = tuple(
        change
        for claim in others
        if claim.outlet_id != reference.outlet_id
        for change in compare(reference, claim, texts)
    )
    return GroupDiff(group, (reference, *others), changes)


def _only_in(  # noqa: PLR0913, PLR0917 - what is known of the outlets, worked out once a story
    group: ClaimGroup,
    tellings: tuple[Claim, ...],
    coverage: Sequence[OutletCoverage],
    texts: Mapping[str, str],
    runs: Mapping[str, Set[Run]],
    whole: Set[str],
) -> OnlyIn:
    quoted = quoted_runs(tellings, texts)
    others = [covered for covered in coverage if covered.outlet.id != tellings[0].outlet_id]
    absent = {
        covered.outlet.id
        for covered in others
        if covered.outlet.id in whole and quoted.isdisjoint(runs[covered.outlet.id])
    }
    return OnlyIn(
        group,
        tellings,
        absent_from=tuple(covered.outlet.id for covered in others if covered.outlet.id in absent),
        unknown_for=tuple(covered.outlet.id for covered in others if covered.outlet.id not in absent),
    )


def quoted_runs(claims: Iterable[Claim], texts: Mapping[str, str]) -> Set[Run]:
    """Return the runs of RUN words in what the claims quote; texts by version."""
    return _runs(sentence.words for claim in claims for sentence in quoted_sentences(claim, texts))


def printed_runs(texts: Iterable[str]) -> Set[Run]:
    """Return the runs of RUN words in the texts: a quotation of which they have one is not passed over."""
    return _runs(words(text) for text in texts)


def _runs(texts: Iterable[Sequence[str]]) -> Set[Run]:
    """Return the runs of RUN words in the texts."""
    return {tuple(told[begin : begin + RUN]) for told in texts for begin in range(len(told) - RUN + 1)}
