"""Stories, their articles and versions, what these tell, and the words: all of one batch, as numpy arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow
from numpy.typing import NDArray

from benchmarks.warehouse import shapes
from benchmarks.warehouse.columns import Flags, Hashes, Numbers, drawn, joined, mixed, within
from claims.idf import load_table

SEED = 13
PHRASES = 300_000  # different ones, so that packing finds little more in common than in prose
NUMBERS, PLACES, HEDGES, DATES = 4_000, 2_000, ("may", "reportedly", "appears to", "could"), 365
UNITS = ("people", "USD", "%", "", "year", "point")
DAY = 86_400_000_000  # microseconds
BEGIN = 20_089 * DAY  # 2025-01-01
_FUNCTION_WORDS = ("the", "of", "to", "and", "a", "in", "that", "on", "for", "with", "by", "as", "its", "is", "was")


@dataclass(frozen=True, slots=True)
class Words:
    """All pieces that texts are made of, and where each kind of them begins."""

    pieces: pyarrow.Array
    lengths: Numbers  # in code points
    starts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Articles:
    """Articles in the order of their stories, and their versions in the order of their articles."""

    story: Numbers  # of each article, from 0
    first: Numbers  # of each story, the place of its first article
    outlet: Numbers
    published: Numbers  # microseconds
    told: Numbers  # how many facts each has in all versions
    begin: Numbers  # where its facts begin
    article: Numbers  # of each version
    count: Numbers  # of claims of each version
    newest: Flags  # of each version


@dataclass(frozen=True, slots=True)
class Facts:
    """What articles tell, in their order: one value a fact and article; its versions have them in common."""

    group: Numbers  # what is the same claim, from 0
    seed: Hashes  # what decides on its words
    varied: Flags
    kind: Numbers
    cue: Numbers
    source: Numbers  # number of the source type, -1 where nobody says it
    person: Numbers  # where the source is a named person; from 0 those of all stories, then those of each
    relay: Numbers  # number of the outlet, -1 where there is none, -2 for a person
    phrases: Numbers  # of the claim
    quantity: Numbers  # number of the amount that it begins with, -1 where there is none
    mention: Numbers
    hedge: Numbers
    date: Numbers


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of versions, and of the claims in them with their places."""

    version: pyarrow.Array
    length: Numbers  # of each version, in code points
    paragraph: pyarrow.Array  # of each claim, with what stands before it
    claim: pyarrow.Array
    start: Numbers  # of each claim in its version's text
    end: Numbers
    cue_start: Numbers
    cue_end: Numbers
    speaker_start: Numbers
    part_start: Numbers  # [claims, 4]: where the amount, the name, the hedge and the date stand, of those that have one
    part_end: Numbers


@cache
def common_words() -> Words:
    """Return pieces that all batches have in common: phrases, with and without a space before them, cues and marks."""
    random = np.random.default_rng(SEED)
    stems, counts = zip(*sorted(load_table().stems.items()), strict=True)
    weights = np.array(counts, float)
    stem = random.choice(np.array(stems, object), (PHRASES, 3), p=weights / weights.sum())
    word = np.where(
        random.random((PHRASES, 3)) < 0.5, random.choice(np.array(_FUNCTION_WORDS, object), (PHRASES, 3)), stem
    )
    phrases = [" ".join(row) for row in word]
    amounts = [f"{number:,} {UNITS[number % len(UNITS)]}".strip() for number in range(2, NUMBERS + 2)]
    kinds = {
        "phrase": [f" {one}" for one in phrases],
        "first": phrases,
        "amount": amounts,
        "place": [f" {stems[(7 * number) % len(stems)].title()}" for number in range(PLACES)],
        "hedge": [f" {one}" for one in HEDGES],
        "date": [f" on {np.datetime64('2025-01-01') + day}" for day in range(DATES)],
        "cue": [sentence for _, sentence, _ in shapes.CUES.values()],
        "open": ["“", " “"],
        "close": ["”"],
        "end": [".\n\n"],
        "nothing": [""],
    }
    starts: dict[str, int] = {}
    pieces: list[str] = []
    for kind, found in kinds.items():
        starts[kind] = len(pieces)
        pieces += found
    array = pyarrow.array(pieces)
    return Words(array, pyarrow.compute.utf8_length(array).to_numpy().astype(np.int64), starts)


def make_articles(random: np.random.Generator, claims: int, when: tuple[float, float]) -> Articles:
    """Return articles with so many claims in all their versions, published within these shares of the time."""
    mean, deviation = shapes.CLAIMS
    shape = mean**2 / (deviation**2 - mean)
    sizes = np.arange(1, shapes.LARGEST + 1)
    weights = 1 / sizes**shapes.SKEW
    story_sizes = random.choice(sizes, claims // 11 + 8, p=weights / weights.sum())
    story = np.repeat(np.arange(len(story_sizes)), story_sizes)[: claims // 4 + 50]
    told = random.negative_binomial(shape, shape / (shape + mean), len(story)).astype(np.int64)
    edited = (random.random(len(story)) < shapes.OTHER_VERSION) & (told > 1)
    cost = told * (1 + edited) - edited
    enough = int(np.searchsorted(np.cumsum(cost), claims)) + 1
    story, told, edited = story[:enough], told[:enough], edited[:enough]
    told[-1] = claims - int(cost[: enough - 1].sum())
    edited[-1] = False
    first = np.flatnonzero(np.diff(story, prepend=-1))
    begun = (when[0] + (when[1] - when[0]) * random.random(len(first))) * shapes.DAYS * DAY
    later = random.exponential(0.7 * DAY, len(story))
    later[first] = 0
    article = np.repeat(np.arange(len(story)), 1 + edited)
    newest = np.concatenate([np.diff(article) > 0, [True]])
    shrunk = random.random(len(story)) < 0.4  # of the edited ones, where the later version has one claim less
    less = edited[article] & (newest == shrunk[article])
    outlet = (shapes.OUTLETS * random.random(len(story)) ** 2).astype(np.int64)
    published = (BEGIN + begun[story] + later).astype(np.int64)
    return Articles(
        story=story, first=first, outlet=outlet, published=published // 1_000_000 * 1_000_000, told=told,
        begin=np.cumsum(told) - told, article=article, count=told[article] - less, newest=newest,
    )  # fmt: skip


def make_facts(random: np.random.Generator, articles: Articles, number: int, public: Numbers) -> Facts:
    """Return what the articles of a batch tell; public: those persons of all stories who may speak in it."""
    total = int(articles.told.sum())
    story = np.repeat(articles.story, articles.told)
    sizes = np.bincount(articles.story)
    shared = (random.random(total) < shapes.SHARED) & (sizes[story] > 1)
    facts = (5 + 1.5 * sizes**0.7).astype(np.int64)
    which = (facts[story] * random.random(total) ** 2).astype(np.int64)
    key = np.where(shared, story * 1_000 + which, -1 - np.arange(total))
    group = np.unique(key, return_inverse=True)[1].astype(np.int64)
    seed = mixed(SEED, number, group)

    def of_group(purpose: int) -> NDArray[np.float64]:
        return mixed(purpose, seed).astype(np.float64) / 2.0**64

    def some(purpose: int, share: float, choices: int) -> Numbers:
        found = of_group(purpose)
        return np.where(found < share, (found / share * choices).astype(np.int64), -1)

    def which_of(purpose: int, shares: list[float]) -> Numbers:
        return np.searchsorted(np.cumsum(shares[:-1]), of_group(purpose), side="right").astype(np.int64)

    varied = random.random(total) < shapes.VARIED
    cast = story * shapes.CAST + (of_group(5) * shapes.CAST).astype(np.int64)
    known = public[(len(public) * of_group(6) ** 2).astype(np.int64)]
    person = np.where(of_group(7) < shapes.PUBLIC_SHARE, known, shapes.PUBLIC + cast)
    source = which_of(3, list(shapes.SOURCES.values()))
    relay = np.where(random.random(total) < shapes.RELAYED_BY_OUTLET, random.integers(0, shapes.OUTLETS, total), -2)
    quantity = some(8, shapes.QUANTITIES, NUMBERS)
    other = varied & (random.random(total) < 0.2) & (quantity >= 0)
    phrases = np.clip(np.exp(shapes.CONTENT[0] + shapes.CONTENT[1] * _normal(of_group(1))), 1, 40).astype(np.int64)
    kind = which_of(2, list(shapes.KINDS.values()))
    return Facts(
        group=group, seed=mixed(seed), varied=varied,
        kind=np.where(varied & (random.random(total) < 0.3), drawn(random, [*shapes.KINDS.values()], total), kind),
        cue=drawn(random, [share for *_, share in shapes.CUES.values()], total),
        source=np.where(random.random(total) < shapes.NO_SPEAKER, -1, source),
        person=person, relay=np.where(random.random(total) < shapes.RELAYED, relay, -1),
        phrases=np.maximum(phrases, 4 * (quantity >= 0)),
        quantity=np.where(other, random.integers(0, NUMBERS, total), quantity),
        mention=np.where(phrases > 1, some(9, shapes.MENTIONS, PLACES), -1),
        hedge=np.where(phrases > 2, some(10, shapes.HEDGES, len(HEDGES)), -1),
        date=np.where(phrases > 3, some(11, shapes.DATES, DATES), -1),
    )  # fmt: skip


def _normal(uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values that are spread about as a normal distribution's (a logistic one's, of the same deviation)."""
    kept = np.clip(uniform, 1e-9, 1 - 1e-9)
    spread: NDArray[np.float64] = np.log(kept / (1 - kept)) * (np.sqrt(3) / np.pi)
    return spread


def fact_of_claims(articles: Articles) -> Numbers:
    """Return the fact that each claim is, for the claims of all versions in their order."""
    return np.repeat(articles.begin[articles.article], articles.count) + within(articles.count)


def write(articles: Articles, facts: Facts, names: pyarrow.Array, number: int) -> Texts:
    """Return texts; each claim is a paragraph of its own, and each text begins with one that has no claim.

    names: what the articles call each fact's source.
    """
    words = common_words()
    fact = fact_of_claims(articles)
    version = np.repeat(np.arange(len(articles.article)), articles.count)
    # Paragraphs: for each version its first one, then one a claim.
    lead = np.cumsum(articles.count + 1) - (articles.count + 1)
    paragraphs = len(fact) + len(articles.article)
    is_claim = np.ones(paragraphs, np.bool_)
    is_claim[lead] = False
    told = np.zeros(paragraphs, np.int64)
    told[is_claim] = fact
    seed = mixed(SEED + 1, number, told)
    seed[lead] = mixed(SEED + 2, number, articles.article)
    filled = 6 + (seed % np.uint64(2 * shapes.FILL - 11)).astype(np.int64)
    content = np.where(is_claim, facts.phrases[told], 0)
    size = filled + content + 6  # end of what comes before, source, cue, two quotation marks, end
    place, at = within(size), np.repeat(np.arange(paragraphs), size)
    inside = place - np.repeat(filled, size) - 3  # from 0 in the claim, with its quotation marks
    kind, of = facts.kind[told], told[at]
    half = np.where(kind == 2, content // 2, 0)
    opens = half[at]
    last = content[at] + 1
    nth = inside - (inside > opens)
    drawn_from = np.where(inside < 0, seed[at], facts.seed[of])
    position = np.where(inside < 0, place, nth)
    own = facts.varied[of] & (mixed(7, seed[at], position) % np.uint64(6) == 0)
    phrase = (mixed(np.where(own, seed[at], drawn_from), position) % np.uint64(PHRASES)).astype(np.int64)
    quoted = (kind > 0)[at]
    begins = (place == 0) | (nth == 0) & (inside >= 0) | quoted & (inside == opens + 1)
    start = words.starts
    piece = np.where(begins, start["first"], start["phrase"]) + phrase
    for nth_place, (name, values) in enumerate(
        (("amount", facts.quantity), ("place", facts.mention), ("hedge", facts.hedge), ("date", facts.date))
    ):
        here = (nth == nth_place) & (inside >= 0) & (values[of] >= 0) & is_claim[at]
        piece = np.where(here, start[name] + values[of], piece)
    mark = (inside == opens) & is_claim[at]
    piece = np.where(mark, np.where(quoted, start["open"] + (kind == 2)[at], start["nothing"]), piece)
    closing = inside == last
    piece = np.where(closing, np.where(quoted & is_claim[at], start["close"], start["nothing"]), piece)
    piece = np.where((inside < 0) & (inside >= -3) & ~is_claim[at], start["nothing"], piece)
    named = is_claim[at]
    piece = np.where(named & (inside == -3), start["end"], piece)
    piece = np.where(named & (inside == -2), len(words.pieces) + of, piece)
    piece = np.where(named & (inside == -1), start["cue"] + facts.cue[of], piece)
    piece = np.where(~named & (inside == 0), start["nothing"], piece)
    piece = np.where(inside == last + 1, start["end"], piece)
    laid = _Laid(piece, size, filled, content, half, is_claim, lead, version)
    return _located(words, names, laid)


@dataclass(frozen=True, slots=True)
class _Laid:
    """Pieces in the order of the texts, and what paragraphs are made of them."""

    piece: Numbers
    size: Numbers  # of each paragraph, in pieces
    filled: Numbers  # those before its source
    content: Numbers  # those of its claim
    half: Numbers  # those of its claim before a quotation mark
    is_claim: Flags  # whether it has one
    lead: Numbers  # of each version, its first paragraph
    version: Numbers  # of each claim


def _located(words: Words, names: pyarrow.Array, laid: _Laid) -> Texts:
    """Return the texts of the pieces, and where claims, cues and sources stand in them."""
    piece, size, filled, content, version = laid.piece, laid.size, laid.filled, laid.content, laid.version
    pool = pyarrow.concat_arrays([words.pieces, names])
    lengths = np.concatenate([words.lengths, pyarrow.compute.utf8_length(names).to_numpy().astype(np.int64)])[piece]
    written = pool.take(pyarrow.array(piece))
    end = np.cumsum(lengths)
    begin = end - lengths
    last = np.cumsum(size)
    ends = last[np.append(laid.lead[1:] - 1, len(size) - 1)]
    starts = np.concatenate([[0], ends[:-1]])
    paragraphs = np.flatnonzero(laid.is_claim)
    first = (last - size + filled + 3)[paragraphs]
    after = first + content[paragraphs] + 2
    offset = begin[starts][version]
    at = np.repeat(first, after - first) + within(after - first)
    nth = np.arange(4)
    part = np.minimum(first[:, None] + nth + (nth >= laid.half[paragraphs][:, None]), len(begin) - 1)
    return Texts(
        version=joined(written, ends), length=end[ends - 1] - begin[starts],
        paragraph=joined(written, last).take(pyarrow.array(paragraphs)),
        claim=joined(written.take(pyarrow.array(at)), np.cumsum(after - first)),
        start=begin[first] - offset, end=end[after - 1] - offset, cue_start=begin[first - 1] - offset,
        cue_end=end[first - 1] - offset, speaker_start=begin[first - 2] - offset,
        part_start=begin[part] - offset[:, None], part_end=end[part] - offset[:, None],
    )  # fmt: skip
