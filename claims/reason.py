"""A scored pair → why, in one sentence: the strongest evidence for and against, and the one word that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import inf

from rapidfuzz.distance import LCSseq

from claims.conflict import agreeing_quantities, conflicting_dates, conflicting_quantities
from claims.features import MOST_NUMBERS, SHORT_QUOTATION, longest_run
from claims.reading import Reading
from claims.tokens import words

Values = Mapping[str, float]  # by feature

_REASONS = 3
_FAR, _NEAR = 0.5, 0.75  # nearness of meaning
_TELLING = 3.0  # log-odds that what cannot both be right counts for here: it is told, however little it weighs


def explain(left: Reading, right: Reading, values: Values, adds: Values) -> str:
    """Return the strongest evidence in words, the most telling first; adds are the log-odds of each feature."""
    ranked = sorted(_phrases(left, right, values, adds), key=lambda phrase: -abs(phrase[0]))
    return "; ".join([text for _, text in ranked[:_REASONS]] + _substitution(left, right))


def _phrases(left: Reading, right: Reading, values: Values, adds: Values) -> Iterator[tuple[float, str]]:
    """Yield each piece of evidence that is there, with its log-odds."""
    yield from _wording_phrases(left, right, values, adds)
    if values["other_quotation"]:
        yield adds["other_quotation"], "other words quoted"
    if values["numbers_conflict"]:
        pairs = conflicting_quantities(left.quantities[:MOST_NUMBERS], right.quantities[:MOST_NUMBERS])
        yield _TELLING, ", ".join(f"{a.text} against {b.text}" for a, b in pairs)
    if values["numbers_agree"]:
        agreeing = agreeing_quantities(left.quantities[:MOST_NUMBERS], right.quantities[:MOST_NUMBERS])
        yield adds["numbers_agree"], f"both say {', '.join(quantity.text for quantity in agreeing)}"
    if values["dates_conflict"]:
        days = conflicting_dates(left.days, right.days)
        yield _TELLING, ", ".join(f"{a.text} against {b.text}" for a, b in days)
    if values["negation"]:
        yield _TELLING, "negated on one side only"
    yield from _speaker_phrase(left, right, values, adds)
    if values["substance"] < 1:
        yield adds["substance"], "little text to go by"


def _wording_phrases(left: Reading, right: Reading, values: Values, adds: Values) -> Iterator[tuple[float, str]]:
    if left.words == right.words:
        yield inf, f"same {_counted(len(left.words), 'word')}"
        return
    run = longest_run(left.quoted, right.quoted) if values["quotation"] else 0
    if run >= SHORT_QUOTATION:
        whole = run == max(len(left.quoted), len(right.quoted))
        weight = adds["quotation"] + adds["quoted_alike"]
        yield weight, f"same {run}-word quotation" if whole else f"{run} quoted words in a row"
    else:
        shared, fewer = len(left.content & right.content), min(len(left.content), len(right.content))
        weight = sum(adds[name] for name in ("shared_words", "shared_rarity", "contained", "token_set"))
        yield weight, f"{shared} of {_counted(fewer, 'content word')} shared"
        if values["meaning"] >= _NEAR:
            yield adds["meaning"], "much the same meaning"
        elif values["meaning"] < _FAR:
            yield adds["meaning"], "another meaning"


def _speaker_phrase(left: Reading, right: Reading, values: Values, adds: Values) -> Iterator[tuple[float, str]]:
    if values["other_speaker"]:
        yield adds["other_speaker"], "another speaker"
    if values["same_speaker"] and left.speaker and right.speaker:
        yield adds["same_speaker"], _how_named(left.speaker.name, right.speaker.name)


@lru_cache(maxsize=65_536)
def _how_named(left: str, right: str) -> str:
    """Return how one speaker's names compare."""
    ours, theirs = words(left), words(right)
    if ours == theirs:
        return "same speaker"
    return "speaker named otherwise" if set(ours) & set(theirs) else "speaker spelled differently"


def _substitution(left: Reading, right: Reading) -> list[str]:
    """Return the one word that stands for another, where the rest is the same."""
    if len(left.words) != len(right.words) or LCSseq.distance(left.words, right.words, score_cutoff=1) != 1:
        return []
    changes = [step for step in LCSseq.opcodes(left.words, right.words) if step.tag != "equal"]
    removed = [word for step in changes for word in left.words[step.src_start : step.src_end]]
    added = [word for step in changes for word in right.words[step.dest_start : step.dest_end]]
    return [f"'{added[0]}' for '{removed[0]}'"]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
