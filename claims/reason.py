"""A scored pair → why, in one sentence: the strongest evidence for and against, and the one word that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf

from rapidfuzz.distance import LCSseq

from claims.conflict import agreeing_quantities, conflicting_dates, conflicting_quantities
from claims.features import MOST_NUMBERS, SHORT_QUOTATION, days_inside, longest_run
from claims.reading import Reading
from claims.tokens import words
from claims.types import Claim, Feature

_REASONS = 3
_FAR, _NEAR = 0.5, 0.75  # nearness of meaning
_TELLING = 3.0  # log-odds that what cannot both be right counts for here: it is told, however little it weighs


def explain(left: Reading, right: Reading, features: tuple[Feature, ...]) -> str:
    """Return the strongest evidence in words, the most telling first."""
    said = {feature.name: feature for feature in features}
    ranked = sorted(_phrases(left, right, said), key=lambda phrase: -abs(phrase[0]))
    return "; ".join([text for _, text in ranked[:_REASONS]] + _substitution(left, right))


def _phrases(left: Reading, right: Reading, said: Mapping[str, Feature]) -> Iterator[tuple[float, str]]:
    """Yield each piece of evidence that is there, with its log-odds."""
    yield from _wording_phrases(left, right, said)
    if said["other_quotation"].value:
        yield said["other_quotation"].contribution, "other words quoted"
    if said["numbers_conflict"].value:
        pairs = conflicting_quantities(left.claim.quantities[:MOST_NUMBERS], right.claim.quantities[:MOST_NUMBERS])
        yield _TELLING, ", ".join(f"{a.text} against {b.text}" for a, b in pairs)
    if said["numbers_agree"].value:
        agreeing = agreeing_quantities(left.claim.quantities[:MOST_NUMBERS], right.claim.quantities[:MOST_NUMBERS])
        yield said["numbers_agree"].contribution, f"both say {', '.join(quantity.text for quantity in agreeing)}"
    if said["dates_conflict"].value:
        days = conflicting_dates(days_inside(left.claim), days_inside(right.claim))
        yield _TELLING, ", ".join(f"{a.text} against {b.text}" for a, b in days)
    if said["negation"].value:
        yield _TELLING, "negated on one side only"
    yield from _speaker_phrase(left.claim, right.claim, said)
    if said["substance"].value < 1:
        yield said["substance"].contribution, "little text to go by"


def _wording_phrases(left: Reading, right: Reading, said: Mapping[str, Feature]) -> Iterator[tuple[float, str]]:
    run = longest_run(left.quoted, right.quoted)
    shared, fewer = len(left.content & right.content), min(len(left.content), len(right.content))
    meaning = said["meaning"]
    if left.words == right.words:
        yield inf, f"same {_counted(len(left.words), 'word')}"
    elif run >= SHORT_QUOTATION:
        whole = run == max(len(left.quoted), len(right.quoted))
        weight = said["quotation"].contribution + said["quoted_alike"].contribution
        yield weight, f"same {run}-word quotation" if whole else f"{run} quoted words in a row"
    else:
        names = ("shared_words", "shared_rarity", "contained", "token_set")
        weight = sum(said[name].contribution for name in names)
        yield weight, f"{shared} of {_counted(fewer, 'content word')} shared"
        if meaning.value >= _NEAR:
            yield meaning.contribution, "much the same meaning"
        elif meaning.value < _FAR:
            yield meaning.contribution, "another meaning"


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


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
