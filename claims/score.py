"""Two claims → the probability that they are the same claim, as a sum of weighed features, and the reason in words.

A score depends on its two claims alone, so that it stays the same whatever else a story holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, inf, log

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from claims.conflict import agreeing_quantities, conflicting_quantities, same_speaker
from claims.quote import quoted_parts
from claims.tokens import stems, words
from claims.types import Claim, Feature, Verdict
from claims.wording import differ_in_negation

# From SAME on, two tellings are put into one group: of quotations on one event (BASIL), .95 of these pairs are of one
# utterance, and .83 of such pairs are found. Between the two, a reader would have to look: no group is built on such
# a pair, but it is kept to be looked at.
SAME = 0.6
UNSURE = 0.35


@dataclass(frozen=True, slots=True)
class Weight:
    """What one feature adds to the log-odds: weight x (value - reference)."""

    weight: float
    reference: float  # the value that speaks neither for nor against

    def contribution(self, value: float) -> float:
        """Return the log-odds that the value adds."""
        return self.weight * (value - self.reference)


# Set by hand, near a logistic regression on news sentence pairs (MRPC, STS) and on quotations (BASIL).
# All values lie between 0 and 1. In the text compared, numbers are masked: they have features of their own.
BIAS = -0.4
WEIGHTS: Mapping[str, Weight] = {
    "token_set": Weight(1.0, 0.7),  # rapidfuzz: the words of one in the other, in any order
    "token_sort": Weight(3.0, 0.6),  # rapidfuzz: all words, in any order
    "partial": Weight(0.5, 0.7),  # rapidfuzz: the shorter within the longer
    "ratio": Weight(2.5, 0.5),  # rapidfuzz: all characters, in order
    "shared_words": Weight(3.0, 0.5),  # Dice coefficient of the content words
    "contained": Weight(1.0, 0.6),  # share of the smaller one's content words
    "substance": Weight(6.0, 1.0),  # content words shared, up to 3: little text is little evidence
    "length": Weight(2.0, 0.7),  # words of the shorter to words of the longer
    "run": Weight(1.5, 0.3),  # longest run of words that both have, up to 12
    "quotation": Weight(3.5, 0.0),  # longest run of quoted words that both have, up to 12
    "other_quotation": Weight(-1.0, 0.0),  # 1: both quote at some length, and nothing alike
    "numbers_agree": Weight(0.5, 0.0),  # 1: some number in both, and none that excludes another
    "numbers_conflict": Weight(-1.5, 0.0),  # 1: two numbers of one unit exclude each other
    "negation": Weight(-0.7, 0.0),  # 1: negated on one side only
    "same_speaker": Weight(0.8, 0.0),
    "other_speaker": Weight(-1.6, 0.0),
}
TEXT_SCORERS = {
    "token_set": fuzz.token_set_ratio,
    "token_sort": fuzz.token_sort_ratio,
    "partial": fuzz.partial_ratio,
    "ratio": fuzz.ratio,
}

_BEST_QUOTATION = WEIGHTS["quotation"].contribution(1.0)
_BEST_EVIDENCE = sum(WEIGHTS[name].contribution(1.0) for name in ("run", "numbers_agree", "same_speaker"))

# Words of a claim that are compared, the first ones: some scorers take time quadratic in the length.
LONGEST = 500

_ENOUGH_WORDS = 3
_LONG_RUN = 12
_SHORT_QUOTATION = 4
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a claim is compared."""

    claim: Claim
    text: str  # folded words, numbers masked
    words: tuple[str, ...]
    content: frozenset[str]  # stems, without numbers
    quoted: tuple[str, ...]  # words inside quotation marks


def read_claim(claim: Claim) -> Reading:
    """Return what of the claim is compared, so that it is worked out once for many pairs."""
    told = words(claim.wording)[:LONGEST]
    return Reading(
        claim=claim,
        text=" ".join("#" if word[0].isdigit() else word for word in told),
        words=told,
        content=frozenset(stem for stem in stems(told) if not stem[0].isdigit()),
        quoted=tuple(word for part in quoted_parts(claim.wording) for word in words(part))[:LONGEST],
    )


def could_match(left: Reading, right: Reading, text_scores: Mapping[str, float]) -> bool:
    """Tell whether a pair could be more than different if all that takes longer to work out spoke for it.

    An upper bound of the score that spares most pairs `weigh`, and never one that is the same or unsure.
    """
    values = {**text_scores, **_overlap(left, right)}
    log_odds = BIAS + sum(WEIGHTS[name].contribution(value) for name, value in values.items())
    quotation = _BEST_QUOTATION if left.quoted and right.quoted else 0.0
    return log_odds + _BEST_EVIDENCE + quotation >= log(UNSURE / (1 - UNSURE))


def weigh(left: Reading, right: Reading, text_scores: Mapping[str, float]) -> tuple[Feature, ...]:
    """Return all features of a pair in the order of WEIGHTS; the text scores (0 to 1) are those of TEXT_SCORERS."""
    values = {
        **text_scores,
        **_overlap(left, right),
        **_runs(left, right),
        **_evidence(left.claim, right.claim),
        "negation": float(differ_in_negation(left.words, right.words)),
    }
    return tuple(Feature(name, values[name], weight.contribution(values[name])) for name, weight in WEIGHTS.items())


def probability(features: tuple[Feature, ...]) -> float:
    """Return the score, 0 to 1: the logistic function of BIAS plus all contributions."""
    return 1 / (1 + exp(-BIAS - sum(feature.contribution for feature in features)))


def verdict_of(score: float) -> Verdict:
    """Return what a score comes to."""
    if score >= SAME:
        return "same"
    return "unsure" if score >= UNSURE else "different"


def explain(left: Reading, right: Reading, features: tuple[Feature, ...]) -> str:
    """Return the strongest evidence for and against in words, and the one word that differs where it is but one."""
    said = {feature.name: feature for feature in features}
    ranked = sorted(_phrases(left, right, said), key=lambda phrase: -abs(phrase[0]))
    return "; ".join([text for _, text in ranked[:_REASONS]] + _substitution(left, right))


def longest_run(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Return the length in words of the longest run within a longest common subsequence."""
    return max((block.size for block in LCSseq.editops(left, right).as_matching_blocks()), default=0)


def _overlap(left: Reading, right: Reading) -> dict[str, float]:
    shared = len(left.content & right.content)
    smaller, larger = sorted((len(left.content), len(right.content)))
    shorter, longer = sorted((len(left.words), len(right.words)))
    return {
        "shared_words": 2 * shared / max(1, smaller + larger),
        "contained": shared / max(1, smaller),
        "substance": min(shared / _ENOUGH_WORDS, 1.0),
        "length": shorter / max(1, longer),
    }


def _runs(left: Reading, right: Reading) -> dict[str, float]:
    quoted = longest_run(left.quoted, right.quoted)
    both_quote = min(len(left.quoted), len(right.quoted)) >= _SHORT_QUOTATION
    return {
        "run": min(longest_run(left.words, right.words) / _LONG_RUN, 1.0),
        "quotation": min(quoted / _LONG_RUN, 1.0),
        "other_quotation": float(both_quote and quoted < _SHORT_QUOTATION - 1),
    }


def _evidence(left: Claim, right: Claim) -> dict[str, float]:
    conflict = bool(conflicting_quantities(left.quantities, right.quantities))
    agree = not conflict and bool(agreeing_quantities(left.quantities, right.quantities))
    speakers = same_speaker(left.speaker, right.speaker)
    return {
        "numbers_agree": float(agree),
        "numbers_conflict": float(conflict),
        "same_speaker": float(speakers is True),
        "other_speaker": float(speakers is False),
    }


def _phrases(left: Reading, right: Reading, said: Mapping[str, Feature]) -> Iterator[tuple[float, str]]:
    """Yield each piece of evidence that is there, with its log-odds."""
    run = longest_run(left.quoted, right.quoted)
    shared, smaller = len(left.content & right.content), min(len(left.content), len(right.content))
    if left.words == right.words:
        yield inf, f"same {_quantity(len(left.words), 'word')}"
    elif run >= _SHORT_QUOTATION:
        whole = run == max(len(left.quoted), len(right.quoted))
        yield said["quotation"].contribution, f"same {run}-word quotation" if whole else f"{run} quoted words in a row"
    else:
        weight = said["shared_words"].contribution + said["contained"].contribution + said["token_set"].contribution
        yield weight, f"{shared} of {_quantity(smaller, 'content word')} shared"
    if said["other_quotation"].value:
        yield said["other_quotation"].contribution, "other words quoted"
    if said["numbers_conflict"].value:
        pairs = conflicting_quantities(left.claim.quantities, right.claim.quantities)
        yield said["numbers_conflict"].contribution, ", ".join(f"{a.text} against {b.text}" for a, b in pairs)
    if said["numbers_agree"].value:
        agreeing = agreeing_quantities(left.claim.quantities, right.claim.quantities)
        yield said["numbers_agree"].contribution, f"both say {', '.join(quantity.text for quantity in agreeing)}"
    if said["negation"].value:
        yield said["negation"].contribution, "negated on one side only"
    yield from _speaker_phrase(left.claim, right.claim, said)
    if said["substance"].value < 1:
        yield said["substance"].contribution, "little text to go by"


def _speaker_phrase(left: Claim, right: Claim, said: Mapping[str, Feature]) -> Iterator[tuple[float, str]]:
    if said["other_speaker"].value:
        yield said["other_speaker"].contribution, "another speaker"
    if said["same_speaker"].value and left.speaker and right.speaker:
        alike = set(words(left.speaker.name)) & set(words(right.speaker.name))
        exact = words(left.speaker.name) == words(right.speaker.name)
        text = "same speaker" if exact else ("speaker named otherwise" if alike else "speaker spelled differently")
        yield said["same_speaker"].contribution, text


def _substitution(left: Reading, right: Reading) -> list[str]:
    changes = [step for step in LCSseq.opcodes(left.words, right.words) if step.tag != "equal"]
    removed = [word for step in changes for word in left.words[step.src_start : step.src_end]]
    added = [word for step in changes for word in right.words[step.dest_start : step.dest_end]]
    return [f"'{added[0]}' for '{removed[0]}'"] if len(removed) == len(added) == 1 else []


def _quantity(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
