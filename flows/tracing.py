"""Snapshot → what a trace is made from: a claim found by its id or by free text, and all that is held of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from claims.change import compare
from claims.cluster import publication_order
from claims.encoder import load_encoder, unpack_all
from claims.match import ordered, read_claims, score_readings
from claims.retrieve import lay_out
from claims.types import Claim, ClaimGroup, Copy, Provenance, Story
from flows.reporting import NEVER
from flows.stages import VERSION
from flows.story_report import load_records
from reports.tracing_types import CandidateGroup, StandingRecord, StepRecord, TracedClaim, TraceReport
from sources.errors import SaysoError
from sources.types import Article
from warehouse import Snapshot

# How near a claim is, by the score of claims/retrieve.py. Measured on the dev queries of CheckThat-2020 among 2,700
# claims: of best answers that are right 73 percent reach LIKELY and 85 percent NEAR; where no right one is held, 5 and
# 19 percent of the best do.
LIKELY, NEAR = 0.8, 0.7
_ID = re.compile(r"[0-9a-f]{16}")
_GONE = frozenset({"unattributed", "withdrawn"})
_MOST_GONE = 1_000  # claims that went from a story's articles that are compared with the one traced
_INSIDE = 0.5  # share of a telling that has to lie in a copied passage


class UnknownClaim(SaysoError):
    """An id that neither a claim nor a claim group has."""


class NothingAsked(SaysoError):
    """A question without a word."""


def load_trace(snapshot: Snapshot, asked: str, limit: int) -> TraceReport:
    """Return the trace of the claim or claim group of this id or, failing an id, of the claim nearest to this text.

    `limit` is how many claims are named that may be meant. Where none is near, none is traced. Raises UnknownClaim for
    an id that is not held, and NothingAsked.
    """
    asked = " ".join(asked.split())
    if not any(char.isalnum() for char in asked):
        raise NothingAsked("nothing was asked; give a claim's id, or what is claimed, in your words")
    held = _Held(snapshot)
    empty = TraceReport(
        made=snapshot.last_run_at() or NEVER,
        versions=(("sayso", VERSION), *snapshot.makers()),
        asked=asked,
        how="text",
        outlets=snapshot.load_outlets(),
        candidates=(),
        candidate_articles=(),
        searched=0,
        found=None,
    )
    if asked in held.groups:
        return replace(empty, how="group", found=held.trace(held.groups[asked], ()))
    if _ID.fullmatch(asked):
        return replace(empty, how="claim", found=held.trace_claim(asked))
    return held.search(empty, limit)


class _Held:
    """What a snapshot holds, loaded when it is needed."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.groups = {group.id: group for group in snapshot.load_groups()}
        self.stories = {story.id: story for story in snapshot.load_stories()}

    def search(self, empty: TraceReport, limit: int) -> TraceReport:
        """Return the claims nearest to the text that is asked for, a claim a group, and the trace of the nearest."""
        encoder = load_encoder()
        rows = self.snapshot.rows("claims_to_search", encoder=encoder.name)
        rows = [row for row in rows if row["group_id"] in self.groups]
        if not rows:
            return empty
        shelf = lay_out([[row["wording"] for row in rows]], [unpack_all([row["vector"] for row in rows])])
        scores = shelf.scores(empty.asked, encoder.encode([empty.asked])[0])
        best: dict[str, tuple[str, float]] = {}
        for number in np.argsort(-scores, kind="stable").tolist():
            if scores[number] < NEAR or len(best) == limit:
                break
            best.setdefault(rows[number]["group_id"], (rows[number]["claim_id"], float(scores[number])))
        claims = {
            claim.id: claim for claim in self.snapshot.load_claims((), claim_ids=[one for one, _ in best.values()])
        }
        candidates = tuple(
            CandidateGroup(
                group_id=group_id,
                claim=claims[claim_id],
                story_id=self.groups[group_id].story_id,
                story_title=self._story(self.groups[group_id]).title,
                score=score,
                sureness="likely" if score >= LIKELY else "doubtful",
            )
            for group_id, (claim_id, score) in best.items()
        )
        return replace(
            empty,
            searched=len(rows),
            candidates=candidates,
            candidate_articles=self.snapshot.load_articles({one.claim.version_id for one in candidates}),
            found=self.trace(self.groups[candidates[0].group_id], ()) if candidates else None,
        )

    def trace_claim(self, claim_id: str) -> TracedClaim:
        """Return the trace of a claim's group; of a claim that its article no longer has, that of the same claim."""
        if group := next((one for one in self.groups.values() if claim_id in one.claim_ids), None):
            return self.trace(group, ())
        claims = self.snapshot.load_claims((), claim_ids=[claim_id])
        if not claims:
            raise UnknownClaim(
                f"neither a claim nor a claim group has the id {claim_id}; "
                "`sayso trace` with some of its words finds it"
            )
        [record] = load_records(self.snapshot, [claims[0].version_id])
        standing = next((one for one in self._standings([record.article_id]) if claim_id in one.claim_ids), None)
        later = standing.claim_ids if standing else ()
        if group := next((one for one in self.groups.values() if set(later) & set(one.claim_ids)), None):
            return self.trace(group, ())
        if later:  # of its tellings in the article's versions the last one stands for all
            claims = self.snapshot.load_claims((), claim_ids=later[-1:])
        story = self._story_of(record.article_id)
        if story is not None:
            told = self.snapshot.load_claims(story.version_ids)
            if same := _most_like(claims[0], told):
                group = next((one for one in self.groups.values() if same in one.claim_ids), None)
                if group:
                    return self.trace(group, claims)
        return self._traced(None, story, claims, claims, [record.article_id])

    def trace(self, group: ClaimGroup, gone: Sequence[Claim]) -> TracedClaim:
        """Return all that is held of a group's claim, tellings that went from the story's articles too."""
        story = self._story(group)
        tellings = self.snapshot.load_claims((), claim_ids=group.claim_ids)
        return self._traced(group, story, tellings, gone)

    def _traced(
        self,
        group: ClaimGroup | None,
        story: Story | None,
        tellings: Sequence[Claim],
        gone: Sequence[Claim],
        article_ids: Iterable[str] = (),
    ) -> TracedClaim:
        """Return all that is held of these tellings; articles of these ids count beside the story's."""
        articles = self.snapshot.load_articles(story.version_ids if story else ())
        standings = self._standings(sorted({*article_ids, *(article.id for article in articles)}))
        canonical = next((one for one in tellings if group and one.id == group.canonical_id), tellings[0])
        went = {one.id: one for one in (*gone, *self._gone(canonical, standings))}
        told = {one.id: one for one in tellings} | went
        known = {one.version_id: one for one in articles}
        missing = {one.version_id for one in told.values()} - set(known)
        known |= {one.version_id: one for one in self.snapshot.load_articles(missing)}
        texts = {key: article.text for key, article in known.items()}
        in_order = sorted(
            told.values(), key=lambda one: (publication_order(known[one.version_id]), one.start, one.end, one.id)
        )
        first = in_order[0]
        others = [one for one in in_order[1:] if one.outlet_id != first.outlet_id]
        own = [one for one in standings if set(one.claim_ids) & set(told)]
        versions = set(known) | {key for one in own for key in one.version_ids}
        versions |= {step.version_id for one in own for step in one.steps}
        silent = _silent(articles, {one.outlet_id for one in tellings})
        copies = self._copies(in_order)
        return TracedClaim(
            group=group,
            story_id=story.id if story else "",
            story_title=story.title if story else "",
            tellings=tuple(in_order),
            gone=frozenset(went),
            articles=tuple(known.values()),
            changes=tuple(change for one in others for change in compare(first, one, texts)),
            provenance=self._provenance(group),
            copies=copies,
            relay_checks=tuple(check for check in self.snapshot.load_relay_checks() if check.claim_id in told),
            standings=tuple(own),
            records=load_records(self.snapshot, versions),
            silent=tuple(key for key, complete in silent.items() if complete),
            unknown=tuple(key for key, complete in silent.items() if not complete),
        )

    def _provenance(self, group: ClaimGroup | None) -> Provenance | None:
        known = self.snapshot.load_provenance() if group else ()
        return next((one for one in known if group and one.group_id == group.id), None)

    def _copies(self, tellings: Sequence[Claim]) -> tuple[Copy, ...]:
        """Return the copies with passages that hold a telling, with these passages alone."""
        versions = {one.version_id for one in tellings}
        found = []
        for copy in self.snapshot.load_copies():
            if copy.version_id in versions:
                told = [one for one in tellings if one.version_id == copy.version_id]
                parts = tuple(
                    part
                    for part in copy.passages
                    if any(
                        min(one.end, part.span.end) - max(one.start, part.span.start) >= _INSIDE * (one.end - one.start)
                        for one in told
                    )
                )
                if parts:
                    found.append(replace(copy, passages=parts))
        return tuple(found)

    def _standings(self, article_ids: Sequence[str]) -> list[StandingRecord]:
        return [
            StandingRecord(
                claim_ids=tuple(row["claim_ids"]),
                version_ids=tuple(row["version_ids"]),
                fate=row["fate"],
                steps=tuple(StepRecord(**step) for step in row["steps"]),
            )
            for row in self.snapshot.rows("standings_of_articles", article_ids=list(article_ids))
        ]

    def _gone(self, claim: Claim, standings: Iterable[StandingRecord]) -> list[Claim]:
        """Return the last tellings of what went from the articles and was the same claim."""
        ids = [one.claim_ids[-1] for one in standings if one.fate in _GONE][:_MOST_GONE]
        lost = self.snapshot.load_claims((), claim_ids=ids) if ids else ()
        return [one for one in lost if one.id != claim.id and _same(claim, one)]

    def _story(self, group: ClaimGroup) -> Story:
        return self.stories[group.story_id]

    def _story_of(self, article_id: str) -> Story | None:
        newest = {article.version_id for article in self.snapshot.load_articles() if article.id == article_id}
        return next((one for one in self.stories.values() if newest & set(one.version_ids)), None)


def _same(left: Claim, right: Claim) -> bool:
    return _most_like(left, [right]) is not None


def _most_like(claim: Claim, others: Sequence[Claim]) -> str | None:
    """Return the id of the other claim that is most surely the same, None where none is."""
    readings = read_claims([claim, *others])
    pairs = [ordered(readings[claim.id], readings[one.id]) for one in others if one.id != claim.id]
    same = [match for match in score_readings(pairs) if match.verdict == "same"]
    if not same:
        return None
    best = min(same, key=lambda match: (-match.score, match.id))
    return best.right_id if best.left_id == claim.id else best.left_id


def _silent(articles: Iterable[Article], tellers: set[str]) -> Mapping[str, bool]:
    """Return the outlets that do not tell the claim, each with whether all of its articles were read whole."""
    whole: dict[str, bool] = {}
    for article in articles:
        if article.outlet_id not in tellers:
            whole[article.outlet_id] = whole.get(article.outlet_id, True) and article.completeness == "complete"
    return dict(sorted(whole.items()))
