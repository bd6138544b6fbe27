"""Articles of one story → which are copies of which: wire copy, near-copies, and passages taken over.

Texts that share shingles are found through an index that keeps the likeliest origins of each shingle only (Broder 1997
for shingles, Smith, Cordell and Mullen 2015 for the index), so that a bulletin on thousands of sites costs no more
than as many look-ups. What was copied is then read off an alignment of the two texts (`claims.alignment`).

Words inside quotation marks are no evidence of copying: two outlets that quote one speech have its words in common and
need not know of each other. They belong to a copy's passages where the words around them were copied as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.alignment import Flags, Stretch, WordedText, align, read_words
from claims.cluster import publication_order
from claims.types import CopiedPassage, Copy
from sources.registry import Registry
from sources.types import Article

# Share of a copy's words, and of those that it does not quote, from which it is wire copy or a near-copy.
WHOLE = 0.5
# Words in a row, less the edits among them, that make a passage in an article of its own. More than a sentence (news
# has 22 words in one on average): outlets that tell of one statement may word a sentence alike on their own.
PASSAGE = 25
# The same in wire copy, where the question is only how far it goes; also the least that a bulletin of a line or two
# has to have, which is a copy only where nearly all of it is.
_PIECE = 8
_NEARLY_ALL = 0.8
# Texts that the index keeps for a shingle: the likeliest origins. Later ones are copies themselves.
_KEPT = 8
# Shingles that two texts must share to be compared: the least that _PIECE words have.
_SHARED = 4
# Texts that share nearly as much as the one that shares most are the same text: the likeliest origin counts.
_AS_MUCH = 0.75
# Articles with the same text that are looked at, and origins that one article may be pieced together from.
_SAME_TEXT = 8
_ORIGINS = 4

# A credit that says no more than "an agency"; in a byline, less will do.
_AGENCY = re.compile(r"\b(?:news|press|wire)\s(?:agency|agencies)\b|\b(?:news|wire)\sservices?\b", re.IGNORECASE)
_AGENCY_BYLINE = re.compile(r"\b(?:agency|agencies|wires?|wire\s(?:services?|reports?))\b", re.IGNORECASE)
_BYLINE_PARTS = re.compile(r"\s*(?:[,;/|&•·]|\band\b|\bby\b|\bvia\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Piece:
    """An article with what tells whom it may be copied from."""

    article: Article
    outlet: str  # stand-ins go by the outlet that they stand in for
    wire: bool
    credits: frozenset[str]  # the outlets that it names, itself left out
    agency: bool  # it names an agency without saying which


@dataclass(slots=True)
class _Library:
    """The distinct texts of a story, the likeliest origins first, and the articles that have them."""

    texts: list[WordedText]
    articles: list[list[_Piece]]  # by text, likeliest origin first
    shared: Mapping[int, Mapping[int, int]]  # for each text, the others that share enough shingles with it: how many


def find_copies(articles: Sequence[Article], registry: Registry) -> tuple[Copy, ...]:
    """Return which of one story's article versions are copies, wholly or in passages, of another outlet's.

    The later one copies the earlier; but a wire that an article names is its origin even where it is dated later, and
    so is any outlet named where one of the two is undated. Of several that have the same text a wire counts before
    others, then one that is credited, then the earliest; an article pieced together from several has a copy for each.
    No chain of copies leads back to where it began. Copies come in the order of their article's publication.
    """
    pieces = [_piece(article, registry) for article in {article.version_id: article for article in articles}.values()]
    library = _read(pieces)
    at = {piece.article.version_id: number for number, held in enumerate(library.articles) for piece in held}
    taken: dict[str, list[str]] = {}
    copies: list[Copy] = []
    aligned: dict[tuple[int, int], tuple[Stretch, ...]] = {}
    for piece in sorted(pieces, key=lambda piece: publication_order(piece.article)):
        found = list(_copies_of(piece, at[piece.article.version_id], library, taken, aligned))
        if found:
            taken[piece.article.version_id] = [copy.origin_id for copy in found]
            copies += found
    return tuple(copies)


def _piece(article: Article, registry: Registry) -> _Piece:
    outlet = registry.known(article.outlet_id)
    own = {outlet.id, outlet.stands_in_for}
    byline = [registry.by_name(part) for part in _BYLINE_PARTS.split(article.byline) if part]
    named = {mention.outlet_id for text in (article.byline, article.text) for mention in registry.mentions(text)}
    named |= {outlet.id for outlet in byline if outlet}
    return _Piece(
        article=article,
        outlet=outlet.stands_in_for or outlet.id,
        wire=outlet.kind == "wire",
        credits=frozenset(named - own),
        agency=outlet.kind != "wire"
        and not any(registry.get(name).kind == "wire" for name in named)
        and bool(_AGENCY_BYLINE.search(article.byline) or _AGENCY.search(article.text)),
    )


def _read(pieces: Sequence[_Piece]) -> _Library:
    """Read each distinct text once, and find those that share shingles."""
    credited = {name for piece in pieces for name in piece.credits}
    articles: dict[str, list[_Piece]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda piece: _likelihood(piece, credited)):
        articles[piece.article.text].append(piece)
    texts = [read_words(text) for text in articles]
    return _Library(texts, list(articles.values()), _shared(texts))


def _likelihood(piece: _Piece, credited: set[str]) -> tuple[object, ...]:
    """Return a key that sorts the likeliest origins first: wires, outlets that others name, the earliest."""
    return not piece.wire, not _names(credited, piece), publication_order(piece.article)


def _shared(texts: Sequence[WordedText]) -> Mapping[int, Mapping[int, int]]:
    """Return for each text the ones that share shingles with it, of each shingle the first few texts, and how many."""
    own = [np.unique(text.shingles[text.own]) for text in texts]
    number = np.repeat(np.arange(len(texts)), [len(shingles) for shingles in own])
    shingle = np.concatenate([np.empty(0, dtype=np.uint64), *own])
    order = np.argsort(shingle, kind="stable")
    shingle, number = shingle[order], number[order]
    begins = np.flatnonzero(np.concatenate(([True], shingle[1:] != shingle[:-1]))) if len(shingle) else order
    sizes = np.diff(np.append(begins, len(shingle)))
    first, size = np.repeat(begins, sizes), np.repeat(sizes, sizes)
    pairs, counts = _tally(
        number[rows] * len(texts) + number[first[rows] + step]
        for step in range(_KEPT)
        for rows in [np.flatnonzero((size > step) & (size > 1))]
    )
    shared: dict[int, dict[int, int]] = defaultdict(dict)
    enough = counts >= _SHARED
    for pair, count in zip(pairs[enough].tolist(), counts[enough].tolist(), strict=True):
        text, other = divmod(pair, len(texts))
        shared[text][other] = count
    return shared


def _tally(batches: Iterable[NDArray[np.int64]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct values of all batches with how often each comes; one batch at a time is held."""
    tallies = [np.unique(batch, return_counts=True) for batch in batches]
    values, places = np.unique(np.concatenate([values for values, _ in tallies]), return_inverse=True)
    counts = np.zeros(len(values), dtype=np.int64)
    np.add.at(counts, places, np.concatenate([counts for _, counts in tallies]))
    return values, counts


def _copies_of(
    piece: _Piece,
    number: int,
    library: _Library,
    taken: Mapping[str, Sequence[str]],
    aligned: dict[tuple[int, int], tuple[Stretch, ...]],
) -> Iterator[Copy]:
    """Yield the copies that an article is: from the likeliest origin first, then from others for what is left."""
    text = library.texts[number]
    left = ~text.quoted
    shares = {number: len(text), **library.shared.get(number, {})}
    candidates = {
        other: origin for other in shares if (origin := _origin(piece, library.articles[other], taken)) is not None
    }
    for _ in range(_ORIGINS):
        shares = {other: shares[other] for other in candidates if shares[other] >= _SHARED}
        if not shares:
            return
        chosen = _likeliest(piece, shares, candidates)
        origin = candidates.pop(chosen)
        if (number, chosen) not in aligned:
            aligned[number, chosen] = align(text, library.texts[chosen])
        kept, whole = _telling(text, aligned[number, chosen], left)
        if kept:
            yield Copy(
                version_id=piece.article.version_id,
                origin_id=origin.article.version_id,
                passages=tuple(_passages(text, library.texts[chosen], kept)),
                share=sum(stretch.words for stretch in kept) / len(text),
                credited=_credits(piece, origin),
                whole=whole,
            )
        for stretch in kept:
            left[stretch.start : stretch.end] = False
        if left.sum() < PASSAGE:
            return
        open_ = text.shingles[text.own & left[: len(text.own)]]
        shares = {other: library.texts[other].holds(open_) for other in candidates}


def _origin(piece: _Piece, held: Sequence[_Piece], taken: Mapping[str, Sequence[str]]) -> _Piece | None:
    """Return the likeliest of the articles with one text that this one may be copied from."""
    possible = [
        other
        for other in held[:_SAME_TEXT]
        if other.outlet != piece.outlet and _comes_before(other, piece) and not _leads_to(other, piece, taken)
    ]
    return min(possible, key=lambda other: _preference(piece, other), default=None)


def _comes_before(origin: _Piece, copy: _Piece) -> bool:
    undated = any((it.article.published or it.article.modified) is None for it in (origin, copy))
    credited = _credits(copy, origin)
    if credited != _credits(origin, copy) and (undated or (origin if credited else copy).wire):
        return credited
    if undated and origin.wire != copy.wire:
        return origin.wire
    return publication_order(origin.article) < publication_order(copy.article)


def _credits(piece: _Piece, other: _Piece) -> bool:
    return _names(piece.credits, other) or (piece.agency and other.wire)


def _names(credited: Iterable[str], other: _Piece) -> bool:
    return other.article.outlet_id in credited or other.outlet in credited


def _leads_to(origin: _Piece, copy: _Piece, taken: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether the origin is, over any steps, itself taken from the copy."""
    waiting, seen = [origin.article.version_id], set[str]()
    while waiting:
        version_id = waiting.pop()
        if version_id == copy.article.version_id:
            return True
        if version_id not in seen:
            seen.add(version_id)
            waiting += taken.get(version_id, ())
    return False


def _preference(piece: _Piece, origin: _Piece) -> tuple[object, ...]:
    return not origin.wire, not _credits(piece, origin), publication_order(origin.article)


def _likeliest(piece: _Piece, shares: Mapping[int, int], candidates: Mapping[int, _Piece]) -> int:
    """Return the text to compare next: of those that share about the most, the likeliest origin's."""
    enough = _AS_MUCH * max(shares.values())
    close = [other for other, share in shares.items() if share >= enough]
    return min(close, key=lambda other: _preference(piece, candidates[other]))


def _telling(text: WordedText, stretches: Iterable[Stretch], left: Flags) -> tuple[list[Stretch], bool]:
    """Return the stretches that are long enough to tell of a copy, and whether they make up a whole one.

    Words count that are not quoted and not accounted for by another origin.
    """
    pieces = [(it, int(left[it.start : it.end].sum())) for it in stretches if it.same >= _PIECE]
    evidence = sum(min(it.own, count) - it.edits for it, count in pieces)
    told = sum(it.words for it, _ in pieces) / max(1, len(text))
    share = min(told, sum(count for _, count in pieces) / max(1, int((~text.quoted).sum())))
    if (evidence >= PASSAGE and share >= WHOLE) or (evidence >= _PIECE and share >= _NEARLY_ALL):
        return [it for it, _ in pieces], True
    return [it for it, count in pieces if min(it.own, count) - it.edits >= PASSAGE], False


def _passages(text: WordedText, source: WordedText, stretches: Iterable[Stretch]) -> Iterator[CopiedPassage]:
    for stretch in stretches:
        yield CopiedPassage(
            text.span(stretch.start, stretch.end),
            source.span(stretch.origin_start, stretch.origin_end),
            stretch.words,
            stretch.edits,
        )
