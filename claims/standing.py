"""The versions of one article, each with its claims → how each claim stands in them: kept, reworded, unsaid, withdrawn.

Each version is compared with the one before it. A claim is found again by its words, or else as the most alike of what
is left (`claims.refind`); one that was gone and comes back goes on where it left off. What changed between two tellings
is what `claims.change` says of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from claims.alignment import SHINGLE, WordedText, align, read_words
from claims.change import compare, passage
from claims.conflict import same_speaker
from claims.refind import out_of_order, same_claims, same_words
from claims.tokens import fold, stems, words
from claims.types import Change, Claim, Hop, Passage, SourceType, Span
from sources.types import Article

# What became of a claim from one version to the next. Of two tellings the first that fits:
#   quote_altered        its quotation differs: altered, cut, merged, or told in the outlet's own words
#   attribution_changed  it has another speaker, cue or relay
#   reworded             its words differ, or what of them is quoted
#   moved                it stands in another order among the article's claims
#   kept                 none of these
# Of a claim that one version alone has, first where it is gone, then where it is new:
#   attribution_removed, attribution_added   its words are in the other version too, where nobody is said to say them
#   joined, parted                           its words are there within another claim
#   content_removed, added                   its words are not there
#   restored                                 an earlier version had it
StepKind = Literal[
    "kept", "moved", "reworded", "quote_altered", "attribution_changed",
    "attribution_removed", "joined", "content_removed",
    "attribution_added", "parted", "added", "restored",
]  # fmt: skip
Fate = Literal["stands", "unattributed", "joined", "withdrawn"]

_QUOTES = frozenset({"quote_altered", "quote_cut", "quote_merged", "quote_paraphrased"})
_VOICES = frozenset({"speaker", "anonymity", "cue", "relay"})
_FATES: Mapping[StepKind, Fate] = {
    "attribution_removed": "unattributed",
    "joined": "joined",
    "content_removed": "withdrawn",
}
_NOBODY: frozenset[SourceType] = frozenset({"unknown", "outlet", "anonymous"})
# Share of a claim's words that stand together in a text for the text to have it.
_HELD = 0.8
_FEWEST = 3  # words of a claim that can be told from what stands anywhere, and of these
_FEWEST_OF_MEANING = 2
_WITHIN = 0.5  # share of a passage within a claim, from which the claim says it


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a claim from one version to the next."""

    kind: StepKind
    number: int  # of the version that it leads to, in the order given, from 0
    version_id: str  # that version's
    before: (
        Passage | None
    )  # the claim in the version before, or in the last that had it; its words where nobody said them
    after: Passage | None  # the same in this version
    changes: tuple[Change, ...] = ()  # left is before


@dataclass(frozen=True, slots=True)
class Standing:
    """One claim through the versions of its article."""

    claim_id: str  # its first telling's
    numbers: tuple[int, ...]  # of the versions in which it stands, in the order given, from 0
    version_ids: tuple[str, ...]  # theirs; a text that came back has one id twice
    claim_ids: tuple[str, ...]  # its telling in each
    steps: tuple[Step, ...]  # one for each version after the first, from the one that it came in to the one it went in
    fate: Fate  # in the last version

    @property
    def changed(self) -> bool:
        """Tell whether anything became of it."""
        return any(step.kind != "kept" for step in self.steps)


@dataclass(slots=True)
class _Thread:
    """A standing while it is put together."""

    tellings: list[tuple[int, Claim]]
    steps: list[Step] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Return the number of the last version that has it."""
        return self.tellings[-1][0]

    @property
    def last(self) -> Claim:
        """Return the last telling."""
        return self.tellings[-1][1]

    def goes_on(self, number: int, claim: Claim, step: Step) -> None:
        """Add a telling and the step to it."""
        self.steps.append(step)
        self.tellings.append((number, claim))


@dataclass(frozen=True, slots=True)
class _Version:
    """A version as it is compared."""

    number: int
    article: Article
    claims: tuple[Claim, ...]  # in the order of the text
    words: WordedText


def standings(versions: Sequence[Article], claims: Mapping[str, Sequence[Claim]]) -> tuple[Standing, ...]:
    """Return the standings of an article's claims, in the order of the versions and their texts.

    `versions` are those of one article, earliest first; a text that comes back after another is a version again.
    `claims` has their claims by version id. Each claim of each version is in exactly one standing.
    """
    texts = {article.version_id: article.text for article in versions}
    threads: list[_Thread] = []
    before: _Version | None = None
    for number, article in enumerate(versions):
        told = tuple(sorted(claims.get(article.version_id, ()), key=_place))
        now = _Version(number, article, told, read_words(article.text))
        if before is None:
            threads = [_Thread([(0, claim)]) for claim in now.claims]
        else:
            _go_on(threads, before, now, texts)
        before = now
    return tuple(_standing(thread, versions) for thread in threads)


def _place(claim: Claim) -> tuple[int, int, Span, str, str]:
    """Return what orders the claims of a text; an id comes last, since it says nothing of the place."""
    return claim.start, claim.end, claim.cue_span or Span(0, 0), claim.wording, claim.id


def _standing(thread: _Thread, versions: Sequence[Article]) -> Standing:
    numbers = tuple(number for number, _ in thread.tellings)
    return Standing(
        claim_id=thread.tellings[0][1].id,
        numbers=numbers,
        version_ids=tuple(claim.version_id for _, claim in thread.tellings),
        claim_ids=tuple(claim.id for _, claim in thread.tellings),
        steps=tuple(thread.steps),
        fate="stands" if numbers[-1] == len(versions) - 1 else _FATES[thread.steps[-1].kind],
    )


def _go_on(threads: list[_Thread], before: _Version, now: _Version, texts: Mapping[str, str]) -> None:
    """Take the threads to the next version: on, to their end, back to life, or begun."""
    standing = sorted((one for one in threads if one.number == before.number), key=lambda one: _place(one.last))
    gone = [one for one in threads if one.number < before.number]
    pairs = same_claims([one.last for one in standing], now.claims)
    moved = out_of_order(pairs)
    for i, j in pairs:
        claim = now.claims[j]
        step = _step(standing[i].last, claim, now, texts, "moved" if (i, j) in moved else "kept")
        standing[i].goes_on(now.number, claim, step)
    stayed, known = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, thread in enumerate(standing):
        if i not in stayed:
            thread.steps.append(_step_out(thread.last, now, texts))
    new = _restore(gone, [claim for j, claim in enumerate(now.claims) if j not in known], now, texts)
    threads.extend(_Thread([(now.number, claim)], [_step_in(claim, before, now, texts)]) for claim in new)


def _restore(gone: Sequence[_Thread], claims: Sequence[Claim], now: _Version, texts: Mapping[str, str]) -> list[Claim]:
    """Let the threads go on that come back in this version, and return the claims that are none of theirs."""
    threads, left = [*gone], [*claims]
    for at in (-1, 0):  # as last told, else as first
        pairs = same_claims([thread.tellings[at][1] for thread in threads], left)
        for i, j in pairs:
            told, changes = threads[i].last, compare(threads[i].last, left[j], texts)
            before, after = passage(told, None, texts), passage(left[j], None, texts)
            step = Step("restored", now.number, now.article.version_id, before, after, changes)
            threads[i].goes_on(now.number, left[j], step)
        threads = [one for one in threads if one.number < now.number]
        found = {j for _, j in pairs}
        left = [claim for j, claim in enumerate(left) if j not in found]
    return left


def _step(left: Claim, right: Claim, now: _Version, texts: Mapping[str, str], otherwise: StepKind) -> Step:
    """Return the step between two tellings of a claim, of the kind given where nothing about it changed."""
    changes = () if left.id == right.id else compare(left, right, texts)
    kinds = {change.kind for change in changes}
    if kinds & _QUOTES:
        kind: StepKind = "quote_altered"
    elif kinds & _VOICES or _is_told_otherwise(left, right, texts):
        kind = "attribution_changed"
    elif left.kind != right.kind or not same_words(left, right):
        kind = "reworded"
    else:
        kind = otherwise
    before, after = passage(left, None, texts), passage(right, None, texts)
    return Step(kind, now.number, now.article.version_id, before, after, changes)


def _is_told_otherwise(left: Claim, right: Claim, texts: Mapping[str, str]) -> bool:
    """Tell whether the cue or the speaker is another one.

    `compare` lets pass what two outlets may well call one thing: another neutral cue, another role, a body in place of
    a person. Within one article somebody chose to write it anew.
    """
    if left.cue and right.cue and left.cue != right.cue:
        return True
    ours, theirs = left.speaker, right.speaker
    if ours is None or theirs is None or {ours.source_type, theirs.source_type} & _NOBODY:
        return False
    if same_speaker(ours, theirs) is False:
        return True
    a, b = set(stems(words(ours.name))), set(stems(words(theirs.name)))
    if ours.source_type == theirs.source_type:
        return ours.source_type == "role" and not (a <= b or b <= a)
    # Where either article names both, a minister's name may stand for the minister.
    return not (a & b or _names(theirs, texts[left.version_id]) or _names(ours, texts[right.version_id]))


def _names(hop: Hop, text: str) -> bool:
    return any(word in fold(text) for word in words(hop.name)[-1:])


def _step_out(claim: Claim, now: _Version, texts: Mapping[str, str]) -> Step:
    """Return the step of a claim into a version that does not have it."""
    kept, within = _found(claim, now)
    kind: StepKind = "content_removed" if kept is None else "joined" if within else "attribution_removed"
    return Step(kind, now.number, now.article.version_id, passage(claim, None, texts), kept)


def _step_in(claim: Claim, before: _Version, now: _Version, texts: Mapping[str, str]) -> Step:
    """Return the step of a claim that no version before had into the first that has it."""
    stood, within = _found(claim, before)
    kind: StepKind = "added" if stood is None else "parted" if within else "attribution_added"
    return Step(kind, now.number, now.article.version_id, stood, passage(claim, None, texts))


def _found(claim: Claim, version: _Version) -> tuple[Passage | None, bool]:
    """Return where a version has the words of a claim that it does not have, and whether within another claim."""
    span = _where(read_words(claim.wording), version.words)
    if span is None or len(stems(words(claim.wording))) < _FEWEST_OF_MEANING:
        return None, False
    within = any(_share_within(span, other) >= _WITHIN for other in version.claims)
    return Passage(version.article.version_id, span, span.of(version.article.text)), within


def _share_within(span: Span, claim: Claim) -> float:
    inside = sum(max(0, min(span.end, part.end) - max(span.start, part.start)) for part in claim.fragments)
    return inside / (span.end - span.start)


def _where(told: WordedText, text: WordedText) -> Span | None:
    """Return where a text has the words together: all of them where they are few, else all but a few."""
    if len(told) < _FEWEST:
        return None
    if len(told) < SHINGLE:
        keys, others = told.keys.tolist(), text.keys.tolist()
        places = (at for at, key in enumerate(others) if key == keys[0] and others[at : at + len(keys)] == keys)
        at = next(places, None)
        return None if at is None else text.span(at, at + len(keys))
    best = max(align(told, text), key=lambda stretch: stretch.same, default=None)
    return text.span(best.origin_start, best.origin_end) if best and best.same >= _HELD * len(told) else None
