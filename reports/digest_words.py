"""Says in a sentence what a finding is, and why it is worth a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from types import MappingProxyType

from claims.tokens import fold
from claims.worddiff import Piece
from reports.digest_ranking import Finding, is_slight

SHOWN = 120  # code points of a passage in a sentence
_EDGES = " \t\n,.;:“”„«»\"'‘’"  # what stands at the ends of words that differ, and is none of them


_TWO: Mapping[str, str] = MappingProxyType(
    {
        "quote_altered": "{later} quotes {speaker} in other words than {earlier}: {swap}.",
        "quote_altered_slightly": "{later} quotes {speaker} in slightly other words than {earlier}: {swap}.",
        "quote_merged": "{later} and {earlier} part the words of {speaker} otherwise: one quotation here is two there.",
        "quote_cut": "{later} and {earlier} quote {speaker} at different length.",
        "quantity": "{later} has {after} where {earlier} has {before}; both cannot be right.",
        "quantity_unsure": "{later} has {after} where {earlier} has {before}; both may be right after all.",
        "date": "{later} has {after} where {earlier} has {before}; both days cannot be right.",
        "polarity": "{later} and {earlier} contradict each other: one affirms what the other negates.",
        "named_to_anonymous": "{earlier} names {whose}; {later} does not, and writes “{whose_later}”.",
        "anonymous_to_named": "{later} names {whose_later}; {earlier} does not, and writes “{whose}”.",
        "speaker": "{later} has this from {whose_later}, {earlier} from {whose}.",
        "cue": "{later} writes “{cue_later}” of {speaker}, {earlier} “{cue}”.",
        "hedge": "{later} and {earlier} are not equally sure of this.",
        "wording": "{later} words this otherwise than {earlier}.",
    }
)

_PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we", "who"})


@dataclass(frozen=True, slots=True)
class Told:
    """The names of who tells, and of whom they quote; "" where nobody is named."""

    left: str
    right: str
    left_speaker: str
    right_speaker: str
    left_cue: str
    right_cue: str


def sentence(finding: Finding, told: Told, pieces: Sequence[Piece] = ()) -> str:
    """Return one sentence, or two short ones. `pieces` lead from the earlier telling's words to the later one's."""
    if finding.right_claim_id:
        return _of_two(finding, told, pieces)
    return _of_one(finding, told)


def _of_two(finding: Finding, told: Told, pieces: Sequence[Piece]) -> str:
    left, right = told.left, told.right
    return _TWO.get(finding.kind, _TWO["wording"]).format(
        later=right,
        earlier=f"another article of {left}" if left == right else left,  # an outlet may tell a claim in two articles
        speaker=_whom(told),
        before=_cut(finding.left_text),
        after=_cut(finding.right_text),
        swap=_swap(pieces),
        whose=_cut(told.left_speaker) or "nobody named",
        whose_later=_cut(told.right_speaker) or "nobody named",
        cue=told.left_cue or "no cue",
        cue_later=told.right_cue or "no cue",
    )


def _whom(told: Told) -> str:
    """Return who is quoted, by a name rather than by a pronoun."""
    names = [name for name in (told.left_speaker, told.right_speaker) if name]
    return next((name for name in names if fold(name) not in _PRONOUNS), "its source" if names else "nobody named")


def _of_one(finding: Finding, told: Told) -> str:
    outlet, speaker = told.left, told.left_speaker or "nobody named"
    match finding.kind:
        case "withdrawn":
            said = f"{outlet} has taken this claim of {speaker} out of the article."
        case "attribution_removed":
            said = f"{outlet} still tells this, and no longer says that it is a claim of {speaker}."
        case "relay_altered":
            said = f"{outlet} says that it has this from {finding.other}, which says something else."
        case "relay_not_found":
            said = f"{outlet} says that it has this from {finding.other}; no article of it that is held has it."
        case "single_anonymous":
            who = f"“{_cut(told.left_speaker)}”" if told.left_speaker else "unnamed"
            said = f"{finding.outlets} outlets carry this on one anonymous source: {who}, in {finding.other}."
        case "deleted":
            said = f"{outlet} has taken the article “{_cut(finding.title)}” down."
        case _:
            said = f"{outlet} tells this."
    return said


def _swap(pieces: Sequence[Piece]) -> str:
    """Return the most telling words that differ, “currently no” became “no longer any”, or that some do.

    Words of meaning tell more than small ones, words in place of others more than words put in or left out, and those
    more inside than at either end, where one side may only quote less.
    """
    steps: list[tuple[bool, bool, bool, int, str, str]] = []
    removed = ""
    for number, piece in enumerate(pieces):
        follows = number + 1 < len(pieces) and pieces[number + 1].kind == "added"
        if piece.kind == "removed" and follows:
            removed = piece.left
        elif piece.kind != "equal":
            before, after = (removed or piece.left).strip(_EDGES), piece.right.strip(_EDGES)
            at_end = number - bool(removed) == 0 or number == len(pieces) - 1
            if any(map(str.isalnum, before + after)):
                steps.append((is_slight(before, after), not (before and after), at_end, number, before, after))
            removed = ""
    if not steps:
        return "the words differ"
    *_, before, after = min(steps)
    if before and after:
        return f"“{_cut(before)}” became “{_cut(after)}”"
    return f"“{_cut(before)}” is missing" if before else f"“{_cut(after)}” was put in"


def _cut(text: str) -> str:
    return shorten(text, SHOWN, placeholder=" …") or text[:SHOWN]
