"""How outlets attribute: on what kinds of sources they rest claims, and with which verbs the same speaker says them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claims.tokens import fold
from claims.types import Claim
from reports.pair_types import ClaimLink, Count, CueRow, CueUse, Voice, VoiceRow

VOICE_LABELS: Mapping[Voice, str] = {
    "named_person": "named person",
    "role": "role, without a name",
    "organisation": "organisation",
    "collective": "collective (“officials”)",
    "anonymous": "anonymous",
    "document": "document",
    "other_media": "other media",
    "nobody_named": "nobody named",
}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A claim, and where the report shows it."""

    claim: Claim
    link: ClaimLink


def voice_of(claim: Claim) -> Voice:
    """Return what kind of source stands first in the chain, its publisher aside."""
    first = next((hop for hop in claim.hops if hop.role != "publisher"), None)
    if first is None or first.source_type == "unknown":
        return "nobody_named"
    return "other_media" if first.source_type == "outlet" else first.source_type


def voice_rows(claims: Sequence[Numbered], left_id: str, right_id: str) -> tuple[VoiceRow, ...]:
    """Return the kinds of sources that either outlet has, in the order of VOICE_LABELS."""
    found: dict[tuple[str, Voice], list[ClaimLink]] = defaultdict(list)
    totals = Counter(one.claim.outlet_id for one in claims)
    for one in claims:
        found[one.claim.outlet_id, voice_of(one.claim)].append(one.link)

    def count(outlet_id: str, voice: Voice) -> Count:
        links = tuple(found[outlet_id, voice])
        return Count(len(links), round(len(links) / max(1, totals[outlet_id]), 4), links)

    rows = (
        VoiceRow(voice, label, count(left_id, voice), count(right_id, voice)) for voice, label in VOICE_LABELS.items()
    )
    return tuple(row for row in rows if row.left.number or row.right.number)


def cue_rows(
    claims: Iterable[Numbered], left_id: str, right_id: str, people: Mapping[str, tuple[str, str]]
) -> tuple[CueRow, ...]:
    """Return the speakers that both outlets have with a cue, those first whose cues differ in kind, then by name.

    A person is known across articles where `people` has the claim; other speakers by what they are called.
    """
    names: dict[str, str] = {}
    told: dict[str, dict[str, list[Numbered]]] = defaultdict(lambda: defaultdict(list))
    for one in claims:
        speaker = one.claim.speaker
        if speaker is None or not one.claim.cue or speaker.source_type in {"anonymous", "unknown"}:
            continue  # two unnamed officials need not be one
        known = people.get(one.claim.id)
        key, name = known or (f"called {fold(speaker.name).removeprefix('the ')}", speaker.name)
        names.setdefault(key, name)
        told[key][one.claim.outlet_id].append(one)
    rows = [
        CueRow(names[key], left, right, {use.cue_class for use in left} != {use.cue_class for use in right})
        for key, sides in told.items()
        if (left := _uses(sides.get(left_id, ()))) and (right := _uses(sides.get(right_id, ())))
    ]
    return tuple(sorted(rows, key=lambda row: (not row.differs, fold(row.speaker), row.speaker)))


def _uses(claims: Iterable[Numbered]) -> tuple[CueUse, ...]:
    found: dict[tuple[str, str], list[Numbered]] = defaultdict(list)
    for one in claims:
        found[one.claim.cue, one.claim.cue_class].append(one)
    uses = [
        CueUse(cue, members[0].claim.cue_class, tuple(one.link for one in members))
        for (cue, _), members in found.items()
    ]
    return tuple(sorted(uses, key=lambda use: (-len(use.claims), use.cue)))
