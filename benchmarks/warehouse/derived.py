"""What follows from the articles and claims of a batch, as Arrow tables: vectors, stories, groups, matches, …"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow
import pyarrow.compute

from benchmarks.warehouse import shapes
from benchmarks.warehouse.batch import OUTLETS, Batch, Tables, ids
from benchmarks.warehouse.columns import Numbers, blobs, chosen, drawn, hexes, lists, moments, where, within
from claims.encoder import WIDTH, load_encoder
from claims.idf import load_table
from claims.match import MATCHER

_EVIDENCE = 4_096  # different ones


@dataclass(frozen=True, slots=True)
class Grouped:
    """The claims of newest versions by their groups: one value a telling, each group's in the order of publication."""

    claim: Numbers
    group: Numbers  # from 0
    position: Numbers
    begin: Numbers  # of each telling, where its group begins
    size: Numbers  # of its group
    story: Numbers
    outlet: Numbers
    start: Numbers  # of each group, where it begins


def tables(made: Batch) -> Tables:
    """Return all tables of a batch that matching and comparing would fill."""
    grouped = _group(made)
    return (
        _stories(made)
        | _vectors(made)
        | _groups(made, grouped)
        | _matches(made, grouped)
        | _changes(made, grouped)
        | _provenance(made, grouped)
        | _relay_checks(made, grouped)
        | _copies(made)
        | _history(made)
        | _echoes(made, grouped)
    )


def _group(made: Batch) -> Grouped:
    claim = made.newest
    article = made.articles.article[made.version[claim]]
    group = made.facts.group[made.fact[claim]]
    order = np.lexsort((claim, made.articles.published[article], group))
    claim, article, group = (
        claim[order],
        article[order],
        np.unique(group[order], return_inverse=True)[1].astype(np.int64),
    )
    start = np.flatnonzero(np.diff(group, prepend=-1))
    size = np.bincount(group)
    return Grouped(
        claim=claim, group=group, position=within(size), begin=start[group], size=size[group],
        story=made.articles.story[article], outlet=made.articles.outlet[article], start=start,
    )  # fmt: skip


def _of(made: Batch, claims: Numbers) -> pyarrow.Array:
    return made.claim_ids.take(pyarrow.array(claims))


def _stories(made: Batch) -> Tables:
    articles = made.articles
    version = np.flatnonzero(articles.newest)
    story = articles.story
    order = np.lexsort((articles.published, story))
    titles = made.tables["article_versions"]["title"].combine_chunks().take(pyarrow.array(version[articles.first]))
    return {
        "stories": pyarrow.table({
            "story_id": _story_ids(made), "title": titles,
            "first_published": moments(articles.published[articles.first]), "stale": [False] * len(articles.first),
            "changed": [False] * len(articles.first),
        }),
        "story_versions": pyarrow.table({
            "story_id": _story_ids(made).take(pyarrow.array(story)), "position": within(np.bincount(story)),
            "version_id": made.version_ids.take(pyarrow.array(version[order])),
        }),
    }  # fmt: skip


def _story_ids(made: Batch) -> pyarrow.Array:
    return hexes(ids(20, made.number, len(made.articles.first)))


def _vectors(made: Batch) -> Tables:
    """Return what claims and articles are found by: with random directions, which pack as badly as real ones."""
    claim, random, encoder = made.newest, made.random, load_encoder().name
    article = made.articles.article[made.version[claim]]
    quoted = np.where(made.facts.kind[made.fact[claim]] > 0, shapes.QUOTED, 0)
    newest = np.flatnonzero(made.articles.newest)
    stems = list(load_table().stems)
    terms = random.integers(0, len(stems), len(newest) * shapes.TERMS)
    size = np.full(len(newest), shapes.TERMS)
    weights = pyarrow.array(random.random(len(terms)).astype(np.float32))
    return {
        "claim_vectors": pyarrow.table({
            "claim_id": _of(made, claim), "vector": _directions(random, len(claim)), "encoder": [encoder] * len(claim),
        }),
        "claim_keys": pyarrow.table({
            "claim_id": _of(made, claim), "day": pyarrow.array(
                made.articles.published[article].astype("datetime64[us]").astype("datetime64[D]")),
            "story_id": _story_ids(made).take(pyarrow.array(made.articles.story[article])),
            "telling": hexes(ids(21, made.number, len(claim))), "review_key": hexes(ids(22, made.number, len(claim))),
            "rare": lists(pyarrow.array(random.integers(0, 1 << 62, len(claim) * shapes.RARE)),
                          np.full(len(claim), shapes.RARE)),
            "quoted": lists(pyarrow.array(random.integers(0, 1 << 62, int(quoted.sum()))), quoted),
        }),
        "article_vectors": pyarrow.table({
            "version_id": made.version_ids.take(pyarrow.array(newest)), "vector": _directions(random, len(newest)),
            "terms": lists(chosen(stems, terms), size), "weights": lists(weights, size),
            "encoder": [encoder] * len(newest),
        }),
    }  # fmt: skip


def _directions(random: np.random.Generator, number: int) -> pyarrow.Array:
    return blobs(np.frombuffer(random.bytes(number * WIDTH), np.int8).reshape(number, WIDTH))


def _group_ids(made: Batch, grouped: Grouped) -> pyarrow.Array:
    return hexes(ids(23, made.number, len(grouped.start)))


def _groups(made: Batch, grouped: Grouped) -> Tables:
    group_ids = _group_ids(made, grouped)
    return {
        "claim_groups": pyarrow.table({
            "group_id": group_ids,
            "story_id": _story_ids(made).take(pyarrow.array(grouped.story[grouped.start])),
            "canonical_claim_id": _of(made, grouped.claim[grouped.start]),
        }),
        "group_claims": pyarrow.table({
            "group_id": group_ids.take(pyarrow.array(grouped.group)), "position": grouped.position,
            "claim_id": _of(made, grouped.claim),
        }),
    }  # fmt: skip


def _matches(made: Batch, grouped: Grouped) -> Tables:
    """Return a match of each telling with its group's first one, and pairs beside that are unsure."""
    others = np.flatnonzero(grouped.position > 0)
    beside = np.flatnonzero(made.random.random(len(grouped.claim) - 1) < shapes.UNSURE_PAIRS)
    same_story = grouped.story[beside] == grouped.story[beside + 1]
    beside = beside[same_story & (grouped.group[beside] != grouped.group[beside + 1])]
    left = np.concatenate([grouped.claim[grouped.begin[others]], grouped.claim[beside]])
    right = np.concatenate([grouped.claim[others], grouped.claim[beside + 1]])
    swapped = made.claim_hashes[left] > made.claim_hashes[right]
    left, right = np.where(swapped, right, left), np.where(swapped, left, right)
    same = np.arange(len(left)) < len(others)
    match_ids = hexes(ids(24, made.number, len(left)))
    score = np.round(np.where(same, 0.8, 0.4) + 0.2 * made.random.random(len(left)), 6)
    words = made.random.integers(3, 30, len(left))
    reasons = [f"same {number} words; same speaker" for number in range(30)]
    evidence = _evidence().take(pyarrow.array(made.random.integers(0, _EVIDENCE, len(left))))
    return {
        "matches": pyarrow.table({
            "match_id": match_ids, "left_claim_id": _of(made, left), "right_claim_id": _of(made, right), "score": score,
            "verdict": np.where(same, "same", "unsure"), "reason": chosen(reasons, words),
            "matcher": [MATCHER] * len(left), "reviewed": [False] * len(left),
        }),
        "match_evidence": pyarrow.table({"match_id": match_ids, "features": evidence}),
    }  # fmt: skip


@cache
def _evidence() -> pyarrow.Array:
    random = np.random.default_rng(_EVIDENCE)
    pieces = _EVIDENCE * len(shapes.FEATURES)
    features = pyarrow.StructArray.from_arrays(
        [
            chosen(shapes.FEATURES, np.tile(np.arange(len(shapes.FEATURES)), _EVIDENCE)),
            pyarrow.array(random.random(pieces) * (random.random(pieces) < 0.6)),
            pyarrow.array(np.round(random.normal(0, 1, pieces), 4)),
        ],
        ["name", "value", "contribution"],
    )
    return lists(features, np.full(_EVIDENCE, len(shapes.FEATURES)))


def _changes(made: Batch, grouped: Grouped) -> Tables:
    telling = np.flatnonzero((grouped.position > 0) & (made.random.random(len(grouped.claim)) < shapes.CHANGED))
    number = len(telling)
    right, left = grouped.claim[telling], grouped.claim[grouped.begin[telling]]
    counts = np.bincount(grouped.group[telling], minlength=len(grouped.start))
    kinds = list(shapes.CHANGES)
    kind = drawn(made.random, list(shapes.CHANGES.values()), number)
    amount, day, cue, relay = (kind == kinds.index(name) for name in ("quantity", "date", "cue", "relay"))
    values = [pyarrow.array(made.random.integers(2, 4_000, number).astype(float)) for _ in range(2)]
    days = pyarrow.array(np.datetime64("2025-01-01") + made.random.integers(0, shapes.DAYS, number))
    classes = chosen(["neutral", "distancing", "factive"], made.random.integers(0, 3, number))
    relays = lists(chosen(OUTLETS, made.random.integers(0, len(OUTLETS), number)), np.ones(number, np.int64))
    text = made.texts
    sides = {
        f"{side}_{name}": values
        for side, claim in (("left", left), ("right", right))
        for name, values in {
            "version_id": made.version_ids.take(pyarrow.array(made.version[claim])), "claim_id": _of(made, claim),
            "start": text.start[claim], "end": text.end[claim], "text": text.claim.take(pyarrow.array(claim)),
        }.items()
    }  # fmt: skip
    return {
        "changes": pyarrow.table({
            "group_id": _group_ids(made, grouped).take(pyarrow.array(grouped.group[telling])),
            "position": within(counts), "kind": chosen(kinds, kind), **sides,
            "left_class": where(cue, classes), "right_class": where(cue, classes),
            "left_value": where(amount, values[0]), "right_value": where(amount, values[1]),
            "unit": where(amount, chosen(["people"], np.zeros(number, np.int64))), "left_day": where(day, days),
            "right_day": where(day, days), "left_relays": where(relay, relays), "right_relays": where(relay, relays),
            "certain": where(amount, pyarrow.array(made.random.random(number) < 0.5)),
        })
    }  # fmt: skip


def _provenance(made: Batch, grouped: Grouped) -> Tables:
    number = len(grouped.start)
    size = grouped.size[grouped.start]
    independent = 1 + (made.random.random(number) * np.minimum(size - 1, 3)).astype(np.int64)
    origin = np.repeat(grouped.outlet[grouped.start], independent) + within(independent)
    telling = np.flatnonzero((grouped.position > 0) & (made.random.random(len(grouped.claim)) < shapes.TAKEN))
    group_ids = _group_ids(made, grouped)
    held = made.random.random(len(telling)) < 0.9
    first = grouped.begin[telling]
    return {
        "provenance": pyarrow.table({
            "group_id": group_ids, "first_claim_id": _of(made, grouped.claim[grouped.start]),
            "origins": lists(chosen(OUTLETS, origin % len(OUTLETS)), independent), "independent_sources": independent,
        }),
        "takings": pyarrow.table({
            "group_id": group_ids.take(pyarrow.array(grouped.group[telling])),
            "position": within(np.bincount(grouped.group[telling], minlength=number)),
            "claim_id": _of(made, grouped.claim[telling]),
            "from_claim_id": where(held, _of(made, grouped.claim[first])),
            "from_outlet_id": where(~held, chosen(OUTLETS, grouped.outlet[first])),
            "how": chosen(list(shapes.HOW), drawn(made.random, list(shapes.HOW.values()), len(telling))),
        }),
    }  # fmt: skip


def _relay_checks(made: Batch, grouped: Grouped) -> Tables:
    telling = np.flatnonzero(made.facts.relay[made.fact[grouped.claim]] >= 0)
    verdicts = list(shapes.VERDICTS)
    verdict = drawn(made.random, list(shapes.VERDICTS.values()), len(telling))
    found = np.isin(verdict, [verdicts.index(name) for name in ("verified", "altered", "reworded")])
    relay = chosen(OUTLETS, made.facts.relay[made.fact[grouped.claim[telling]]])
    source = grouped.claim[grouped.begin[telling]]
    return {
        "relay_checks": pyarrow.table({
            "claim_id": _of(made, grouped.claim[telling]), "relay_id": relay,
            "checked_id": where(verdict != verdicts.index("not_held"), relay), "verdict": chosen(verdicts, verdict),
            "found_version_id": where(found, made.version_ids.take(pyarrow.array(made.version[source]))),
            "found_claim_id": where(found, _of(made, source)), "found_start": where(found, made.texts.start[source]),
            "found_end": where(found, made.texts.end[source]),
            "found_text": where(found, made.texts.claim.take(pyarrow.array(source))),
        })
    }  # fmt: skip


def _copies(made: Batch) -> Tables:
    articles, random = made.articles, made.random
    origin = articles.first[articles.story]
    later = np.flatnonzero((articles.outlet != articles.outlet[origin]) & (random.random(len(origin)) < shapes.COPIED))
    newest = np.flatnonzero(articles.newest)
    copy, source = newest[later], newest[origin[later]]
    length = np.minimum(made.texts.length[copy], made.texts.length[source]) // 2
    copy_ids, source_ids = (made.version_ids.take(pyarrow.array(it)) for it in (copy, source))
    twice = np.repeat(np.arange(len(later)), 2)
    nth = within(np.full(len(later), 2))
    start = nth * length[twice]
    return {
        "copies": pyarrow.table({
            "version_id": copy_ids, "origin_id": source_ids, "position": np.zeros(len(later), np.int64),
            "share": np.round(random.random(len(later)), 3),
            "edited": np.round(0.2 * random.random(len(later)), 3), "credited": random.random(len(later)) < 0.6,
            "whole": random.random(len(later)) < 0.7,
        }),
        "copied_passages": pyarrow.table({
            "version_id": copy_ids.take(pyarrow.array(twice)), "origin_id": source_ids.take(pyarrow.array(twice)),
            "position": nth, "span_start": start, "span_end": start + length[twice], "origin_start": start,
            "origin_end": start + length[twice], "words": length[twice] // 6, "edits": np.zeros(len(twice), np.int64),
        }),
    }  # fmt: skip


def _history(made: Batch) -> Tables:
    """Return what comparing finds: of each edited article, that its last paragraph, with a claim, came or went."""
    articles, texts = made.articles, made.texts
    new = np.flatnonzero(articles.newest & (np.bincount(articles.article) > 1)[articles.article])
    old = new - 1
    begin = np.cumsum(articles.count) - articles.count
    grown = articles.count[new] > articles.count[old]
    longer = np.where(grown, new, old)
    last = begin[longer] + articles.count[longer] - 1
    paragraph = texts.paragraph.take(pyarrow.array(last))
    empty = chosen([""], np.zeros(len(new), np.int64))
    shorter = np.minimum(texts.length[old], texts.length[new])
    number = np.zeros(len(new), np.int64)
    article_ids = made.article_ids.take(pyarrow.array(articles.article[new]))
    version_ids = [made.version_ids.take(pyarrow.array(it)) for it in (old, new)]
    return {
        "comparisons": pyarrow.table({"article_id": article_ids, "fingerprint": empty}),
        "edits": pyarrow.table({
            "article_id": article_ids, "from_version_id": version_ids[0], "to_version_id": version_ids[1],
            "position": number, "part": ["text"] * len(new), "kind": np.where(grown, "added", "removed"),
            "trivial": [False] * len(new), "old_start": shorter, "old_end": texts.length[old], "new_start": shorter,
            "new_end": texts.length[new], "old_text": pyarrow.compute.if_else(pyarrow.array(grown), empty, paragraph),
            "new_text": pyarrow.compute.if_else(pyarrow.array(grown), paragraph, empty),
        }),
        **_standings(made, old, new, begin),
    }  # fmt: skip


def _standings(made: Batch, old: Numbers, new: Numbers, begin: Numbers) -> Tables:
    count = made.articles.count
    total = np.maximum(count[old], count[new])
    pair, nth = np.repeat(np.arange(len(new)), total), within(total)
    held = [nth < count[it][pair] for it in (old, new)]
    claims = [np.minimum(begin[it][pair] + nth, len(made.fact) - 1) for it in (old, new)]
    both = held[0] & held[1]
    lengths = np.where(both, 2, 1)
    which = np.repeat(np.arange(len(pair)), lengths)
    later = (within(lengths) == 1) | ~held[0][which]
    listed = np.where(later, claims[1][which], claims[0][which])
    standing_ids = _of(made, np.where(held[0], claims[0], claims[1]))
    stepped = np.flatnonzero(held[0])
    wording = made.texts.claim.take(pyarrow.array(claims[0][stepped]))
    stays = held[1][stepped]
    return {
        "standings": pyarrow.table({
            "standing_id": standing_ids,
            "article_id": made.article_ids.take(pyarrow.array(made.articles.article[new][pair])),
            "claim_ids": lists(_of(made, listed), lengths),
            "version_ids": lists(made.version_ids.take(pyarrow.array(made.version[listed])), lengths),
            "fate": np.where(held[1], "stands", "withdrawn"),
        }),
        "standing_steps": pyarrow.table({
            "standing_id": standing_ids.take(pyarrow.array(stepped)),
            "version_id": made.version_ids.take(pyarrow.array(new[pair][stepped])),
            "version": np.full(len(stepped), 2), "kind": np.where(stays, "kept", "content_removed"),
            "before_text": wording, "after_text": where(stays, wording),
            "changes": lists(pyarrow.array([], pyarrow.string()), np.zeros(len(stepped), np.int64)),
        }),
    }  # fmt: skip


def _echoes(made: Batch, grouped: Grouped) -> Tables:
    """Return, of some groups, an outlet that has an article on the story and does not tell the claim."""
    order = np.lexsort((made.random.random(len(grouped.claim)), grouped.story))
    beside = np.empty_like(order)
    beside[order] = np.roll(order, -1)
    some = np.flatnonzero(
        (made.random.random(len(grouped.claim)) < shapes.ECHOED)
        & (grouped.story[beside] == grouped.story)
        & (grouped.story[grouped.begin] == grouped.story)
    )
    told = grouped.group * len(OUTLETS) + grouped.outlet
    found = np.setdiff1d(grouped.group[some] * len(OUTLETS) + grouped.outlet[beside[some]], told)
    group, outlet = np.divmod(found, len(OUTLETS))
    return {
        "echoes": pyarrow.table({
            "group_id": _group_ids(made, grouped).take(pyarrow.array(group)), "outlet_id": chosen(OUTLETS, outlet),
        })
    }  # fmt: skip
