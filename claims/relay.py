"""“X, according to Y” → what Y itself says: the claim, among Y's own claims or in a sentence of its own voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from claims.change import compare, passage
from claims.cues import polarity, word_set
from claims.day import find_dates
from claims.match import score_pair
from claims.quantity import find_quantities
from claims.split import split_sentences
from claims.tokens import words
from claims.types import Change, Claim, Hop, Passage, RelayCheck, RelayVerdict, Span
from sources.registry import Registry
from sources.types import Article, content_id

_ALTERING = frozenset({"quote_altered", "quantity", "date", "polarity", "speaker", "anonymity"})
_REWORDING = frozenset({"wording", "quote_paraphrased"})
# What an outlet says in its own voice has no speaker and no cue that another could change.
_OF_THE_CHAIN = frozenset({"speaker", "anonymity", "cue", "relay"})
# Amounts in words: "several" elements that become "many" are more than another wording.
_AMOUNTS = word_set(
    "all any both dozens each every few half hundreds many millions most none numerous several some thousands"
)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One story's articles by outlet, their claims and texts by version."""

    articles: Mapping[str, Sequence[Article]]
    claims: Mapping[str, Sequence[Claim]]
    texts: Mapping[str, str]


def check_relays(claims: Sequence[Claim], articles: Sequence[Article], registry: Registry) -> tuple[RelayCheck, ...]:
    """Check each relay of one story's claims against what the relay itself published in that story.

    `articles` are the story's, `claims` all that were found in them. Where no article of the relay is there,
    those of the first outlet that stands in for it are looked into. The claim most like the one relayed counts, or,
    failing that, the sentence of the outlet's own voice. Left out are relays that are no outlet of the registry, and
    an outlet that names itself, or the one that it stands in for. Checks come in the order of the claims and their
    hops.

    The verdict is "altered" where a quotation, number, date, polarity or speaker differs, "reworded" where only words
    do, and "verified" where none do: another cue, or a speaker whom one side leaves out, is no alteration.
    """
    shelf = _shelve(claims, articles)
    return tuple(
        _check(claim, relay.outlet_id, shelf, registry)
        for claim in claims
        for relay in claim.relays
        if relay.outlet_id is not None and claim.outlet_id not in _places(relay.outlet_id, registry)
    )


def _places(relay_id: str, registry: Registry) -> tuple[str, ...]:
    """Return where to look for what an outlet says: itself, then its stand-ins."""
    return relay_id, *(outlet.id for outlet in registry.stand_ins(relay_id))


def _shelve(claims: Iterable[Claim], articles: Iterable[Article]) -> _Shelf:
    by_outlet: dict[str, list[Article]] = defaultdict(list)
    for article in sorted(articles, key=lambda article: article.version_id):
        by_outlet[article.outlet_id].append(article)
    by_version: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_version[claim.version_id].append(claim)
    texts = {article.version_id: article.text for held in by_outlet.values() for article in held}
    return _Shelf(by_outlet, by_version, texts)


def _check(claim: Claim, relay_id: str, shelf: _Shelf, registry: Registry) -> RelayCheck:
    for checked_id in _places(relay_id, registry):
        held = shelf.articles.get(checked_id)
        if held:
            verdict, found = _look_up(claim, held, shelf)
            return RelayCheck(claim.id, relay_id, checked_id, verdict, found)
    return RelayCheck(claim.id, relay_id, None, "not_held", None)


def _look_up(claim: Claim, held: Sequence[Article], shelf: _Shelf) -> tuple[RelayVerdict, Passage | None]:
    """Return what becomes of the claim when these articles are looked into, and the passage found."""
    attributed = [other for article in held for other in shelf.claims.get(article.version_id, ())]
    original = _most_like(claim, attributed)
    if original is not None:
        changes = [
            change for change in compare(original, claim, shelf.texts) if not _is_left_out(change, original, claim)
        ]
        return _verdict(original, claim, changes), passage(original, None, shelf.texts)
    said = [sentence for article in held for sentence in _own_voice(article, shelf.claims.get(article.version_id, ()))]
    original = _most_like(claim, said)
    if original is not None:
        changes = [change for change in compare(original, claim, shelf.texts) if change.kind not in _OF_THE_CHAIN]
        own = Passage(original.version_id, Span(original.start, original.end), original.text)
        return _verdict(original, claim, changes), own
    return "not_found", None


def _most_like(claim: Claim, others: Sequence[Claim]) -> Claim | None:
    """Return the other claim that is the same with the highest score, or None where none is the same."""
    scored = [(score_pair(claim, other), other) for other in others]
    same = [(-match.score, other.id, other) for match, other in scored if match.verdict == "same"]
    return min(same, key=lambda found: found[:2])[2] if same else None


def _own_voice(article: Article, attributed: Sequence[Claim]) -> Iterator[Claim]:
    """Yield the sentences that hold nothing attributed, each as a claim that nobody but the publisher makes."""
    for paragraph in split_sentences(article.text):
        for sentence in paragraph:
            span = Span(sentence[0].start, sentence[-1].end)
            if not any(claim.start < span.end and span.start < claim.end for claim in attributed):
                yield _statement(article, span)


def _statement(article: Article, span: Span) -> Claim:
    text = span.of(article.text)
    return Claim(
        id=content_id(article.version_id, f"{span.start}-{span.end}"),
        version_id=article.version_id,
        outlet_id=article.outlet_id,
        text=text,
        start=span.start,
        end=span.end,
        fragments=(span,),
        wording=text,
        kind="indirect",
        cue="",
        cue_span=None,
        cue_class="none",
        polarity=polarity(text, negated_cue=False),
        hops=(Hop("publisher", "outlet", article.outlet_id, None, article.outlet_id),),
        quantities=find_quantities(article.text, span.start, span.end),
        dates=find_dates(article.text, span.start, span.end, article.published.date() if article.published else None),
        extractor="",
    )


def _verdict(original: Claim, relayed: Claim, changes: Sequence[Change]) -> RelayVerdict:
    kinds = {change.kind for change in changes}
    if kinds & _ALTERING or ("wording" in kinds and _amounts_differ(original.wording, relayed.wording)):
        return "altered"
    return "reworded" if kinds & _REWORDING else "verified"


def _is_left_out(change: Change, original: Claim, relayed: Claim) -> bool:
    return change.kind == "speaker" and (original.speaker is None or relayed.speaker is None)


def _amounts_differ(left: str, right: str) -> bool:
    ours, theirs = _AMOUNTS.intersection(words(left)), _AMOUNTS.intersection(words(right))
    return bool(ours - theirs and theirs - ours)
