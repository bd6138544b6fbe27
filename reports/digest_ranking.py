"""Findings → those worth an editor's eye, in the order of how much they matter.

Pure. The weights are in digest_weights.toml.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from claims.tokens import STOP_WORDS, stems, words
from claims.types import Passage
from sources.types import content_id

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "quote_altered": "quotation altered",
        "quote_altered_slightly": "quotation altered slightly",
        "quote_merged": "quotations merged",
        "polarity": "negated on one side",
        "quantity": "numbers conflict",
        "withdrawn": "claim withdrawn",
        "attribution_removed": "attribution removed",
        "relay_altered": "relay altered",
        "relay_not_found": "relay not found",
        "single_anonymous": "one anonymous source",
        "named_to_anonymous": "named, then anonymous",
        "deleted": "article taken down",
        "date": "dates conflict",
        "speaker": "speaker differs",
        "quantity_unsure": "numbers may conflict",
        "anonymous_to_named": "anonymous, then named",
        "hedge": "hedged on one side",
        "cue": "attribution differs",
        "quote_cut": "quotation cut",
        "wording": "wording differs",
        "quote_paraphrased": "quoted and paraphrased",
        "relay": "relay differs",
    }
)
_DENIALS = frozenset({"no", "not", "never", "nor", "none", "nobody", "nothing", "neither", "cannot", "without"})
SPEAKERS: Mapping[str, str] = MappingProxyType(
    {
        "official": "named official",
        "named": "named person",
        "role": "role",
        "organisation": "organisation",
        "other": "other source",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found, by the ids of what it rests on; empty where it has no such thing."""

    kind: str  # one of LABELS
    at: datetime
    story_id: str = ""
    story: str = ""
    group_id: str = ""
    left_claim_id: str = ""  # the earlier of two tellings
    right_claim_id: str = ""
    left_text: str = ""  # what of them differs
    right_text: str = ""
    other: str = ""  # the outlet relayed, or the one that has a claim from its anonymous source
    found: Passage | None = None  # in that outlet's own text; its claim, where it is one, is the other telling
    later_version_id: str = ""  # of an article that no longer has the claim
    url: str = ""
    title: str = ""
    outlet_id: str = ""
    outlets: int = 1  # that tell the claim
    speaker: str = "other"  # one of SPEAKERS

    @property
    def id(self) -> str:
        """Return an id that depends on what was found and on nothing else: a feed knows by it what it has shown."""
        texts = (self.left_text, self.right_text, self.other, self.later_version_id, self.url)
        return content_id("finding", self.kind, self.left_claim_id, self.right_claim_id, *texts)


@dataclass(frozen=True, slots=True)
class Weights:
    """What digest_weights.toml says."""

    kinds: Mapping[str, float]
    speakers: Mapping[str, float]
    reach: float
    reach_at_most: float
    per_story: int
    least: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A finding, its score, how that came about, and what else the same two tellings differ in."""

    finding: Finding
    score: float
    weighed: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The findings to show, and how many others there are."""

    ranked: tuple[Ranked, ...]
    capped: int  # left out since their story has enough
    beyond: int  # left out since there are enough


@cache
def default_weights() -> Weights:
    """Return the weights of digest_weights.toml."""
    return read_weights(files("reports").joinpath("digest_weights.toml").read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """Return the weights of a TOML file. Raises ValueError where it is not what Weights says."""
    table = tomllib.loads(text)
    if set(table) != {field.name for field in fields(Weights)}:
        raise ValueError(f"weights are {', '.join(field.name for field in fields(Weights))}; received {sorted(table)}")
    for name, known in (("kinds", LABELS), ("speakers", SPEAKERS)):
        if set(table[name]) != set(known):
            raise ValueError(f"[{name}] are {', '.join(known)}; received {sorted(table[name])}")
    return Weights(**table)


def rank(findings: Sequence[Finding], weights: Weights, limit: int) -> Ranking:
    """Return the findings that matter most, no more than `limit`, and of one story no more than the weights say.

    Of all that two tellings differ in, the heaviest is shown, and the rest named beside it. The order is by score, then
    the latest, then by id, so that it does not depend on the order of what comes in.
    """
    together = defaultdict[tuple[str, ...], list[tuple[float, Finding]]](list)
    for finding in dict.fromkeys(findings):
        score = score_of(finding, weights)
        if weights.kinds[finding.kind] > 0 and score >= weights.least:
            together[_place(finding)].append((score, finding))
    heaviest: list[tuple[float, Finding, tuple[str, ...]]] = []
    for members in together.values():
        (score, finding), *rest = sorted(members, key=_order)
        labels = {LABELS[other.kind] for _, other in rest} - {LABELS[finding.kind]}
        heaviest.append((score, finding, tuple(sorted(labels))))
    heaviest.sort(key=lambda item: _order(item[:2]))
    shown, of_story, capped = [], Counter[str](), 0
    for score, finding, also in heaviest:
        if of_story[finding.story_id] >= weights.per_story:
            capped += 1
            continue
        of_story[finding.story_id] += 1
        shown.append(Ranked(finding, score, _weighed(finding, score, weights), also))
    return Ranking(tuple(shown[:limit]), capped, max(0, len(shown) - limit))


def score_of(finding: Finding, weights: Weights) -> float:
    """Return kind × speaker × reach, to two places."""
    return round(weights.kinds[finding.kind] * weights.speakers[finding.speaker] * _reach(finding, weights), 2)


def is_slight(left: str, right: str) -> bool:
    """Tell whether two wordings have the same words of meaning, endings aside, and the same negations."""
    return _telling_words(left) == _telling_words(right)


def with_cap(weights: Weights, per_story: int) -> Weights:
    """Return the weights with another number of findings a story."""
    return replace(weights, per_story=per_story)


def _telling_words(text: str) -> Counter[str]:
    found = words(text)
    denials = [word for word in found if word in _DENIALS or word.endswith("n't")]
    return Counter(denials) + Counter(stems(word for word in found if word not in STOP_WORDS))


def _reach(finding: Finding, weights: Weights) -> float:
    return min(weights.reach_at_most, 1 + weights.reach * max(0, finding.outlets - 1))


def _place(finding: Finding) -> tuple[str, ...]:
    """Return what findings about the same two tellings have in common; any other finding stands for itself."""
    other = finding.right_claim_id or (finding.found.claim_id if finding.found else "")
    return tuple(sorted((finding.left_claim_id, other))) if finding.left_claim_id and other else (finding.id,)


def _order(item: tuple[float, Finding]) -> tuple[float, float, str]:
    score, finding = item
    return (-score, -finding.at.timestamp(), finding.id)


def _weighed(finding: Finding, score: float, weights: Weights) -> str:
    tellers = "1 outlet" if finding.outlets == 1 else f"{finding.outlets} outlets"
    return (
        f"Weight {score:g}: {LABELS[finding.kind]} {weights.kinds[finding.kind]:g}"
        f" × {SPEAKERS[finding.speaker]} {weights.speakers[finding.speaker]:g}"
        f" × {tellers} {_reach(finding, weights):g}"
    )
