"""What `compare` finds between two tellings, against what an editor sees in the gold pairs (tests/gold/pairs).

Scored are pairs that are the same claim: those of different claims are never compared. A change is found where the kind
is the editor's (each kind counts once a pair) and, in a second figure, where both its passages touch the editor's too.
Numbers are scored by themselves: conflicts that are certain, and, beside them, those that may be none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.matching.pairs import GoldChange, ReadPair
from claims.change import compare, is_altered_quotation
from claims.types import Change, QuantityChanged, Span


@dataclass(slots=True)
class Tally:
    """How many were found, how many of these are right, and how many there are."""

    found: int = 0
    right: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        """Return the share of right ones among the found, 1 where none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the wanted that were found, 1 where none is wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both: 2 × right / (found + wanted)."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


@dataclass(slots=True)
class Scores:
    """What a part of the gold comes to."""

    kinds: Tally = field(default_factory=Tally)  # micro, over pairs and kinds
    places: Tally = field(default_factory=Tally)  # likewise, with both passages touching the editor's
    by_kind: dict[str, Tally] = field(default_factory=dict)
    certain: Tally = field(default_factory=Tally)  # quantity conflicts, one by one
    uncertain: Tally = field(default_factory=Tally)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)  # pair, kind, "extra" or "missed"


def figures(scores: Scores) -> dict[str, float]:
    """Return the figures that have floors."""
    return {
        "changes F1": scores.kinds.f1,
        "changes F1, passages touching": scores.places.f1,
        "quantity precision": scores.certain.precision,
        "quantity recall": scores.certain.recall,
    }


def score(pairs: Iterable[ReadPair]) -> Scores:
    """Compare the two tellings of each pair that is the same claim, and count."""
    scores = Scores()
    for pair in pairs:
        if pair.gold.same:
            found = compare(pair.left, pair.right, pair.texts)
            _count_kinds(scores, pair, found)
            _count_quantities(scores, pair, found)
    return scores


def score_altered(pairs: Iterable[tuple[str, str, bool]]) -> Tally:
    """Count which pairs of bare quotations of one utterance, with whether they are altered, are found to be so."""
    tally = Tally()
    for left, right, altered in pairs:
        found = is_altered_quotation(left, right)
        _add(tally, found, found and altered, altered)
    return tally


def report(scores: Scores) -> Iterator[str]:
    """Yield the figures as lines of text."""
    yield _line("changes", scores.kinds)
    yield _line("  passages touching", scores.places)
    for kind, tally in sorted(scores.by_kind.items()):
        yield _line(f"  {kind}", tally)
    yield _line("quantity conflicts", scores.certain)
    yield _line("  not certain", scores.uncertain)


def _line(name: str, tally: Tally) -> str:
    counts = f"{tally.right} right of {tally.found} found, {tally.wanted} wanted"
    return f"{name:<22} P {tally.precision:.3f}  R {tally.recall:.3f}  F1 {tally.f1:.3f}  ({counts})"


def _count_kinds(scores: Scores, pair: ReadPair, found: Sequence[Change]) -> None:
    wanted = pair.gold.changes
    placed = {gold.kind for gold in wanted for change in found if change.kind == gold.kind and _touch(gold, change)}
    got, asked = {change.kind for change in found}, {gold.kind for gold in wanted}
    _add(scores.kinds, len(got), len(got & asked), len(asked))
    _add(scores.places, len(got), len(placed), len(asked))
    for kind in got | asked:
        _add(scores.by_kind.setdefault(kind, Tally()), kind in got, kind in got & asked, kind in asked)
    scores.wrong += [(pair.gold.id, kind, "extra" if kind in got else "missed") for kind in sorted(got ^ asked)]


def _count_quantities(scores: Scores, pair: ReadPair, found: Sequence[Change]) -> None:
    """Count each pair of numbers; one whose certainty is wrong is a wrong one and a missed one."""
    for certain, tally in ((True, scores.certain), (False, scores.uncertain)):
        got = [change for change in found if isinstance(change, QuantityChanged) and change.certain is certain]
        asked = [gold for gold in pair.gold.changes if gold.kind == "quantity" and gold.certain is certain]
        right = sum(any(_touch(gold, change) for change in got) for gold in asked)
        _add(tally, len(got), right, len(asked))


def _touch(gold: GoldChange, change: Change) -> bool:
    return _meet(gold.left, change.left.span) and _meet(gold.right, change.right.span)


def _meet(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end


def _add(tally: Tally, found: int, right: int, wanted: int) -> None:
    tally.found += found
    tally.right += right
    tally.wanted += wanted
