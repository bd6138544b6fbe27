"""Puts a change into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from claims.types import (
    AnonymityChanged,
    Change,
    Claim,
    CueChanged,
    CueClass,
    DateChanged,
    HedgeChanged,
    Hop,
    Passage,
    PolarityChanged,
    QuantityChanged,
    QuoteAltered,
    QuoteCut,
    QuoteMerged,
    QuoteParaphrased,
    RelayChanged,
    SpeakerChanged,
    WordingChanged,
)
from reports.held import Held
from reports.moments import day_in_words
from reports.types import ChangeView

# Kinds whose two sides are short enough to name; the wordings show the others.
_SIDES_IN_LABEL = frozenset(
    kind.kind
    for kind in (AnonymityChanged, DateChanged, PolarityChanged, QuoteParaphrased, RelayChanged, SpeakerChanged)
)

Trait = Callable[[Claim, Held], str]

# The order in which changes are shown: what was said, who said it and how, the words alone.
KIND_LABELS: Mapping[str, str] = MappingProxyType(
    {
        QuoteAltered.kind: "quote altered",
        QuoteMerged.kind: "quotes merged",
        QuantityChanged.kind: "number differs",
        DateChanged.kind: "date differs",
        PolarityChanged.kind: "polarity differs",
        SpeakerChanged.kind: "speaker differs",
        AnonymityChanged.kind: "anonymity differs",
        CueChanged.kind: "attribution differs",
        HedgeChanged.kind: "hedge differs",
        RelayChanged.kind: "relay differs",
        QuoteCut.kind: "quote cut",
        QuoteParaphrased.kind: "quote and paraphrase",
        WordingChanged.kind: "wording differs",
    }
)

# How far a cue commits its writer to the content, from doubt to fact (the factive verbs of Kiparsky and Kiparsky
# 1970 presuppose it). The other classes say something else and are not softer or stronger than these.
_STRENGTH: Mapping[CueClass, int] = MappingProxyType(
    {"distancing": 0, "belief": 0, "neutral": 1, "assertive": 2, "factive": 3}
)


def describe_changes(changes: tuple[Change, ...], held: Held) -> tuple[ChangeView, ...]:
    """Return the changes in words, each once, in the order of KIND_LABELS."""
    order = list(KIND_LABELS)
    views = dict.fromkeys(describe_change(change, held) for change in changes)
    return tuple(sorted(views, key=lambda view: order.index(view.kind)))


def describe_change(change: Change, held: Held) -> ChangeView:
    """Return one change in words: "number differs: 600,000 / 800,000 (people)"."""
    left, right = _sides(change, held)
    label = KIND_LABELS[change.kind]
    match change:
        case CueChanged(left_class=before, right_class=after):
            label = f"attribution {_direction(before, after)}: {left} → {right}"
        case QuantityChanged(unit=unit, certain=certain):
            label = label if certain else "number may differ"
            label = f"{label}: {left} / {right}" + (f" ({unit})" if unit else "")
        case _ if change.kind in _SIDES_IN_LABEL:
            label = f"{label}: {left} / {right}"
    return ChangeView(change.kind, label, left, right)


def source_type_in_words(hop: Hop) -> str:
    """Return "named person" for "named_person"."""
    return hop.source_type.replace("_", " ")


def _sides(change: Change, held: Held) -> tuple[str, str]:
    match change:
        case QuantityChanged():
            return number_in_figures(change.left_value), number_in_figures(change.right_value)
        case DateChanged():
            return day_in_words(change.left_day), day_in_words(change.right_day)
        case QuoteAltered() | QuoteCut() | QuoteMerged() | HedgeChanged():
            return change.left.text, change.right.text
        case RelayChanged():
            return _relays(change.left_relays, held), _relays(change.right_relays, held)
    trait = _TRAITS.get(change.kind)
    return (_read(trait, change.left, held), _read(trait, change.right, held)) if trait else ("", "")


def _read(trait: Trait, passage: Passage, held: Held) -> str:
    claim = held.claim_of(passage)
    return passage.text if claim is None else trait(claim, held)


def _direction(before: CueClass, after: CueClass) -> str:
    difference = _STRENGTH[after] - _STRENGTH[before] if {before, after} <= _STRENGTH.keys() else 0
    if difference == 0:
        return "differs"
    return "softer" if difference < 0 else "stronger"


def number_in_figures(value: float) -> str:
    """Return "600,000" for 600000.0."""
    return f"{value:,.15g}"


def _relays(ids: tuple[str, ...], held: Held) -> str:
    return ", ".join(held.outlet(relay).name for relay in ids) or "no relay"


def _speaker(claim: Claim, _: Held) -> str:
    return claim.speaker.name if claim.speaker else "nobody named"


def _speaker_and_type(claim: Claim, held: Held) -> str:
    name = _speaker(claim, held)
    return f"{name} ({source_type_in_words(claim.speaker)})" if claim.speaker else name


def _cue(claim: Claim, held: Held) -> str:
    return held.cue_of(claim) or "no cue"


def _polarity(claim: Claim, _: Held) -> str:
    return claim.polarity


def _quoting(claim: Claim, _: Held) -> str:
    return {"direct": "quoted", "mixed": "quoted in part", "indirect": "paraphrased"}[claim.kind]


# What a change of this kind is about, read off the claim on either side.
_TRAITS: Mapping[str, Trait] = MappingProxyType(
    {
        SpeakerChanged.kind: _speaker,
        AnonymityChanged.kind: _speaker_and_type,
        CueChanged.kind: _cue,
        PolarityChanged.kind: _polarity,
        QuoteParaphrased.kind: _quoting,
    }
)
