"""Snapshot → what a trace is made from: a claim found by its id or by free text, and all that is held of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache

import numpy as np

from claims.change import compare
from claims.cluster import publication_order
from claims.cover import printed_runs, quoted_runs
from claims.encoder import load_encoder, unpack_all
from claims.match import ordered, read_claims, score_readings
from claims.retrieve import lay_out
from claims.types import Claim, ClaimGroup, Copy, Story
from flows.reporting import Edition, edition_of
from flows.story_files import StoryFile, load_story_files
from reports.tracing_types import Asked, CandidateGroup, TracedClaim, TraceReport
from reports.types import Presence
from sources.errors import SaysoError
from sources.types import Article
from warehouse import Snapshot

# How near a claim is, by the score of claims/retrieve.py. Measured on the dev queries of CheckThat-2020 among 2,700
# claims: of best answers that are right 73 percent reach LIKELY and 85 percent NEAR; where no right one is held, 5 and
# 19 percent of the best do.
LIKELY, NEAR = 0.8, 0.7
_ID = re.compile(r"[0-9a-f]{16}")
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
    empty = trace_report(asked, "text", None, edition_of(snapshot))
    if not _ID.fullmatch(asked):
        return _search(snapshot, empty, limit)
    stories = {story.id: story for story in snapshot.load_stories()}
    if row := next(iter(snapshot.rows("site_story_of", group=asked)), None):
        return replace(empty, how="group", found=_trace_in(snapshot, stories[row["story_id"]], asked))
    row = next(iter(snapshot.rows("site_claims", claim=asked)), None)
    if row is None:
        raise UnknownClaim(
            f"neither a claim nor a claim group has the id {asked}; `sayso trace` with some of its words finds it"
        )
    story = stories[row["story_id"]] if row["story_id"] else lone_story(row["version_id"])
    if row["group_id"]:
        return replace(empty, how="claim", found=_trace_in(snapshot, story, row["group_id"]))
    file = load_story_files(snapshot, [story], {story.id: [asked]})[story.id]
    return replace(empty, how="claim", found=trace_ungrouped(file, asked))


def trace_report(asked: str, how: Asked, found: TracedClaim | None, edition: Edition) -> TraceReport:
    """Return what was found for what was asked, without a search."""
    return TraceReport(
        made=edition.made,
        versions=edition.versions,
        asked=asked,
        how=how,
        outlets=edition.outlets,
        candidates=(),
        candidate_articles=(),
        searched=0,
        found=found,
    )


def lone_story(version_id: str) -> Story:
    """Return what stands for the story of an article that is in none."""
    return Story("", "", (version_id,), None)


def trace_group(file: StoryFile, group_id: str, gone: Sequence[Claim] = ()) -> TracedClaim:
    """Return all that is held of a group's claim, tellings that went from the story's articles too."""
    group = file.groups[group_id]
    return _traced(file, group, [file.claims[claim_id] for claim_id in group.claim_ids], gone)


def trace_ungrouped(file: StoryFile, claim_id: str) -> TracedClaim:
    """Return the trace of the same claim as its article, or its story, has it now; else of this one alone."""
    claim = file.claims[claim_id]
    standing = next((one for one in file.standings if claim_id in one.claim_ids), None)
    later = standing.claim_ids if standing else ()
    for group in file.groups.values():
        if not set(later).isdisjoint(group.claim_ids):
            return trace_group(file, group.id)
    # Of its tellings in the article's versions the last one stands for all.
    claim = file.claims.get(later[-1], claim) if later else claim
    told = [file.claims[key] for group in file.groups.values() for key in group.claim_ids]
    if same := _most_like(claim, told):
        group_id = next(group.id for group in file.groups.values() if same in group.claim_ids)
        return trace_group(file, group_id, [claim])
    return _traced(file, None, [claim], [claim])


def _trace_in(snapshot: Snapshot, story: Story, group_id: str) -> TracedClaim:
    return trace_group(load_story_files(snapshot, [story])[story.id], group_id)


def _search(snapshot: Snapshot, empty: TraceReport, limit: int) -> TraceReport:
    """Return the claims nearest to the text that is asked for, a claim a group, and the trace of the nearest."""
    encoder = load_encoder()
    rows = snapshot.rows("claims_to_search", encoder=encoder.name)
    if not rows:
        return empty
    shelf = lay_out([[row["wording"] for row in rows]], [unpack_all([row["vector"] for row in rows])])
    scores = shelf.scores(empty.asked, encoder.encode([empty.asked])[0])
    best: dict[str, int] = {}  # by group
    for number in np.argsort(-scores, kind="stable").tolist():
        if scores[number] < NEAR or len(best) == limit:
            break
        best.setdefault(rows[number]["group_id"], number)
    claims = {
        claim.id: claim
        for claim in snapshot.load_claims((), claim_ids=[rows[number]["claim_id"] for number in best.values()])
    }
    stories = {story.id: story for story in snapshot.load_stories()} if best else {}
    candidates = tuple(
        CandidateGroup(
            group_id=group_id,
            claim=claims[rows[number]["claim_id"]],
            story_id=rows[number]["story_id"],
            story_title=stories[rows[number]["story_id"]].title,
            score=float(scores[number]),
            sureness="likely" if scores[number] >= LIKELY else "doubtful",
        )
        for group_id, number in best.items()
    )
    nearest = candidates[0] if candidates else None
    return replace(
        empty,
        searched=len(rows),
        candidates=candidates,
        candidate_articles=snapshot.load_articles({one.claim.version_id for one in candidates}),
        found=_trace_in(snapshot, stories[nearest.story_id], nearest.group_id) if nearest else None,
    )


def _traced(file: StoryFile, group: ClaimGroup | None, tellings: Sequence[Claim], gone: Sequence[Claim]) -> TracedClaim:
    """Return all that is held of these tellings."""
    canonical = next((one for one in tellings if group and one.id == group.canonical_id), tellings[0])
    went = {one.id: one for one in (*gone, *_gone(canonical, file))}
    told = {one.id: one for one in tellings} | went
    spoken_of = dict.fromkeys((*file.story.version_ids, *(one.version_id for one in told.values())))
    known = {key: file.articles[key] for key in spoken_of}
    texts = {key: article.text for key, article in known.items()}
    in_order = sorted(
        told.values(), key=lambda one: (publication_order(known[one.version_id]), one.start, one.end, one.id)
    )
    first = in_order[0]
    others = [one for one in in_order[1:] if one.outlet_id != first.outlet_id]
    own = [one for one in file.standings if not told.keys().isdisjoint(one.claim_ids)]
    versions = set(known) | {key for one in own for key in one.version_ids}
    versions |= {step.version_id for one in own for step in one.steps}
    silent = _silent(file.own_articles(), tellings, texts)
    return TracedClaim(
        group=group,
        story_id=file.story.id,
        story_title=file.story.title,
        tellings=tuple(in_order),
        gone=frozenset(went),
        articles=tuple(known.values()),
        changes=tuple(change for one in others for change in compare(first, one, texts)),
        provenance=file.provenance.get(group.id) if group else None,
        copies=_copies(in_order, file.copies),
        relay_checks=tuple(check for check in file.checks if check.claim_id in told),
        standings=tuple(own),
        records=tuple(file.records[key] for key in sorted(versions) if key in file.records),
        silent=tuple(key for key, presence in silent.items() if presence == "absent"),
        words=tuple(key for key, presence in silent.items() if presence == "words"),
        unknown=tuple(key for key, presence in silent.items() if presence == "unknown"),
    )


def _copies(tellings: Sequence[Claim], copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """Return the copies with passages that hold a telling, with these passages alone."""
    found = []
    for copy in copies:
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
    return tuple(sorted(found, key=lambda copy: (copy.version_id, copy.origin_id)))


def _gone(claim: Claim, file: StoryFile) -> list[Claim]:
    """Return the last tellings of what went from the articles and was the same claim."""
    return [one for one in file.gone if one.id != claim.id and _most_like(claim, [one]) is not None]


def _most_like(claim: Claim, others: Sequence[Claim]) -> str | None:
    """Return the id of the other claim that is most surely the same, None where none is."""
    readings = read_claims([claim, *others])
    pairs = [ordered(readings[claim.id], readings[one.id]) for one in others if one.id != claim.id]
    same = [match for match in score_readings(pairs) if match.verdict == "same"]
    if not same:
        return None
    best = min(same, key=lambda match: (-match.score, match.id))
    return best.right_id if best.left_id == claim.id else best.left_id


def _silent(articles: Iterable[Article], tellings: Sequence[Claim], texts: Mapping[str, str]) -> dict[str, Presence]:
    """Return the outlets that do not tell the claim, and what that amounts to."""
    tellers = {one.outlet_id for one in tellings}
    quoted = quoted_runs(tellings, texts)
    own: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if article.outlet_id not in tellers:
            own[article.outlet_id].append(article)
    silent: dict[str, Presence] = {}
    for outlet_id, printed in sorted(own.items()):
        if any(article.completeness != "complete" for article in printed):
            silent[outlet_id] = "unknown"
        elif quoted and not all(quoted.isdisjoint(_runs_of(article.text)) for article in printed):
            silent[outlet_id] = "words"
        else:
            silent[outlet_id] = "absent"
    return silent


@lru_cache(maxsize=256)  # the traces of one story ask for the same articles
def _runs_of(text: str) -> Set[tuple[str, ...]]:
    return printed_runs([text])
