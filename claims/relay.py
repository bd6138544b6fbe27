"""“X, according to Y” → what Y itself says: the claim, among Y's own claims or in a sentence of its own voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from heapq import nsmallest
from typing import NamedTuple

from claims.change import compare, passage
from claims.cues import polarity, word_set
from claims.day import find_dates
from claims.hedge import find_hedges
from claims.match import ordered, read_claims, score_readings
from claims.quantity import find_quantities
from claims.reading import Reading
from claims.split import split_sentences
from claims.tokens import stems, words
from claims.types import (
    Change,
    Claim,
    HedgeChanged,
    Hop,
    Passage,
    QuantityChanged,
    QuoteParaphrased,
    RelayCheck,
    RelayVerdict,
    Span,
    SpeakerChanged,
    WordingChanged,
)
from sources.registry import Registry
from sources.types import Article, content_id

_ALTERING = frozenset({"quote_altered", "quote_merged", "date", "polarity", "anonymity"})
# Probability of being one claim from which the relay has said it: less than elsewhere, since the claim names the relay.
_ENOUGH = 0.4
# What an outlet says in its own voice has no speaker and no cue that another could change.
_OF_THE_CHAIN = frozenset({"speaker", "anonymity", "cue", "relay"})
# Amounts in words: "several" elements that become "many" are more than another wording.
_AMOUNTS = word_set(
    "all any both dozens each every few half hundreds many millions most none numerous several some thousands"
)
# Claims or sentences of an outlet that one relayed claim is scored against: those with the most words in common.
_MOST = 50
# Characters around a claim that may count when it is compared: the paragraphs that it stands between.
_AROUND = 500

_Looked = tuple[RelayVerdict, Passage | None]


class _Held:
    """What one outlet published in a story, and what became of it elsewhere.

    What was found for a telling is kept, since a bulletin, and what it relays, stands on many sites.
    """

    def __init__(
        self, articles: Sequence[Article], told: Mapping[str, Sequence[Claim]], texts: Mapping[str, str]
    ) -> None:
        self._whole = all(article.completeness == "complete" for article in articles)
        self._told = [(article, told.get(article.version_id, ())) for article in articles]
        self._texts = texts
        self._originals: dict[object, Claim | None] = {}
        self._looked: dict[object, _Looked] = {}

    def look_up(self, relayed: Claim) -> _Looked:
        """Return what becomes of a relayed claim when the outlet is looked into, and the passage found."""
        text = self._texts[relayed.version_id]
        telling = _telling(relayed)
        spot = telling, text[max(0, relayed.start - _AROUND) : relayed.end + _AROUND]
        if telling not in self._originals:
            self._originals[telling] = self._original(relayed)
        if spot not in self._looked:
            original = self._originals[telling]
            self._looked[spot] = self._lost if original is None else _compared(original, relayed, self._texts)
        return self._looked[spot]

    @property
    def _lost(self) -> _Looked:
        return ("not_found" if self._whole else "not_held"), None

    def _original(self, relayed: Claim) -> Claim | None:
        """Return the claim most like the one relayed or, failing that, the sentence of the outlet's own voice."""
        return _most_like(relayed, self._attributed) or _most_like(relayed, self._own_voice)

    @cached_property
    def _attributed(self) -> list[_Worded]:
        return [_worded(claim) for _, claims in self._told for claim in claims]

    @cached_property
    def _own_voice(self) -> list[_Worded]:
        return [_worded(said) for article, claims in self._told for said in _own_voice(article, claims)]


class _Worded(NamedTuple):
    """A claim, and the stems by which those that come into question are chosen."""

    claim: Claim
    stems: frozenset[str]


def check_relays(claims: Sequence[Claim], articles: Sequence[Article], registry: Registry) -> tuple[RelayCheck, ...]:
    """Check each relay of one story's claims against what the relay itself published in that story.

    `articles` are the story's, `claims` all that were found in them. Where no article of the relay is there,
    those of the first outlet that stands in for it are looked into. The claim most like the one relayed counts, or,
    failing that, the sentence of the outlet's own voice. Left out are relays that are no outlet of the registry, by
    id or name, and an outlet that names itself, or the one that it stands in for. Of several outlets that a claim came
    through, each is checked for what it says itself. Checks come in the order of the claims and their hops.

    The verdict is "altered" where a quotation, number, date, polarity or speaker differs or a hedge was lost,
    "reworded" where only words do, and "verified" where none do: another cue, a speaker whom one side leaves out, or a
    quotation cut short is no alteration. What is not found in a text that was cut off is "not held", not "not found".
    """
    held = _held(claims, articles)
    return tuple(
        _check(claim, relay_id, held, registry)
        for claim in claims
        for relay_id in _relays(claim, registry)
        if claim.outlet_id not in _places(relay_id, registry)
    )


def _relays(claim: Claim, registry: Registry) -> Iterable[str]:
    """Return the registry's outlets that the claim came through, each once, in the order of the hops."""
    return dict.fromkeys(relay_id for hop in claim.relays if (relay_id := _outlet_id(hop, registry)) is not None)


def _outlet_id(hop: Hop, registry: Registry) -> str | None:
    if hop.outlet_id is not None or hop.source_type != "outlet":
        return hop.outlet_id
    named = registry.by_name(hop.name)
    return named.id if named else None


def _places(relay_id: str, registry: Registry) -> tuple[str, ...]:
    """Return where to look for what an outlet says: itself, then its stand-ins."""
    return relay_id, *(outlet.id for outlet in registry.stand_ins(relay_id))


def _held(claims: Iterable[Claim], articles: Sequence[Article]) -> dict[str, _Held]:
    by_outlet: dict[str, list[Article]] = defaultdict(list)
    for article in sorted(articles, key=lambda article: article.version_id):
        by_outlet[article.outlet_id].append(article)
    by_version: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_version[claim.version_id].append(claim)
    texts = {article.version_id: article.text for article in articles}
    return {outlet_id: _Held(published, by_version, texts) for outlet_id, published in by_outlet.items()}


def _check(claim: Claim, relay_id: str, held: Mapping[str, _Held], registry: Registry) -> RelayCheck:
    for checked_id in _places(relay_id, registry):
        if checked_id in held:
            verdict, found = held[checked_id].look_up(claim)
            return RelayCheck(claim.id, relay_id, checked_id if verdict != "not_held" else None, verdict, found)
    return RelayCheck(claim.id, relay_id, None, "not_held", None)


def _compared(original: Claim, relayed: Claim, texts: Mapping[str, str]) -> tuple[RelayVerdict, Passage]:
    """Return what became of the relay's own claim, or sentence, on the way, and where it stands."""
    found, changes = passage(original, None, texts), compare(original, relayed, texts)
    if not original.extractor:  # a sentence of the outlet's own voice is no claim that was found
        found = replace(found, claim_id=None)
        changes = tuple(change for change in changes if change.kind not in _OF_THE_CHAIN)
    return _verdict(original, relayed, changes), found


def _telling(claim: Claim) -> tuple[object, ...]:
    """Return all of a claim that counts when it is scored against others."""
    return (
        *(claim.wording, claim.kind, claim.cue, claim.polarity),
        claim.speaker and (claim.speaker.source_type, claim.speaker.name),
        tuple((quantity.value, quantity.unit, quantity.bound) for quantity in claim.quantities),
        tuple(mention.day for mention in claim.dates),
    )


def _most_like(claim: Claim, others: Sequence[_Worded]) -> Claim | None:
    """Return the other claim that is most surely the same, or None where none is enough like it."""
    if len(others) > _MOST:
        own = _worded(claim).stems
        others = nsmallest(_MOST, others, key=lambda other: (-len(own & other.stems), other.claim.id))
    by_id = {other.claim.id: other.claim for other in others}
    matches = score_readings(ordered(_reading(claim), _reading(other)) for other in by_id.values())
    same = [
        (-match.score, match.left_id if match.left_id in by_id else match.right_id)
        for match in matches
        if match.score >= _ENOUGH
    ]
    return by_id[min(same)[1]] if same else None


@lru_cache(maxsize=4096)
def _reading(claim: Claim) -> Reading:
    """Return what of the claim is compared: the same claims of a relay are looked at for each that came through it."""
    return read_claims([claim])[claim.id]


def _worded(claim: Claim) -> _Worded:
    return _Worded(claim, frozenset(stems(words(claim.wording))))


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
        hedges=find_hedges(article.text, span.start, span.end),
    )


def _verdict(original: Claim, relayed: Claim, changes: Iterable[Change]) -> RelayVerdict:
    weights = {_weight(change, original, relayed) for change in changes}
    if "altered" in weights:
        return "altered"
    return "reworded" if "reworded" in weights else "verified"


def _weight(change: Change, original: Claim, relayed: Claim) -> RelayVerdict:
    """Return the verdict that one change alone would come to."""
    if isinstance(change, QuantityChanged):
        return "altered" if change.certain else "reworded"
    if isinstance(change, SpeakerChanged):
        return "altered" if original.speaker and relayed.speaker else "verified"
    if isinstance(change, HedgeChanged):  # "reportedly" is what a relay may well add
        return "altered" if original.hedges and not relayed.hedges else "verified"
    if isinstance(change, WordingChanged):
        return "altered" if _amounts_differ(original.wording, relayed.wording) else "reworded"
    if isinstance(change, QuoteParaphrased):
        return "reworded"
    return "altered" if change.kind in _ALTERING else "verified"


def _amounts_differ(left: str, right: str) -> bool:
    ours, theirs = _AMOUNTS.intersection(words(left)), _AMOUNTS.intersection(words(right))
    return bool(ours - theirs and theirs - ours)
