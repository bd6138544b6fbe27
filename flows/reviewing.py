"""Reviewing in a browser: pairs are shown from the snapshot, verdicts go into the warehouse, one by one."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from claims.review import review_id
from claims.worddiff import diff_words
from flows.review import Pair, ReviewVerdict, Side, judge_pair, one_pair, waiting_pairs
from flows.settings import Settings
from reports import site
from sources.errors import SaysoError
from warehouse import Snapshot, Warehouse

_SHOWN = 1_000  # pairs looked through for one that waits


class GonePair(SaysoError):
    """A pair that the snapshot does not have, or no warehouse to keep a verdict in."""


class Desk:
    """What waits for a verdict, and where verdicts go. The warehouse is open only while one is saved."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._judged: set[str] = set()  # ids of reviews that the snapshot may not have yet

    def next_pair(self, snapshot: Snapshot, skipped: Set[str], match_id: str = "") -> tuple[site.PairView | None, int]:
        """Return the pair of this match, or else the first that waits, and how many wait, skipped ones too."""
        waiting = [pair for pair in waiting_pairs(snapshot, _SHOWN) if _review_of(pair) not in self._judged]
        asked = [pair for pair in waiting if pair.match.id == match_id]
        open_ = [pair for pair in waiting if pair.match.id not in skipped]
        pair = next(iter((*asked, *open_)), None)
        return (None if pair is None else _view(pair)), len(waiting)

    def judge(self, snapshot: Snapshot, match_id: str, verdict: ReviewVerdict) -> None:
        """Save the verdict on the pair as the snapshot shows it. Raises GonePair, WarehouseLocked or WarehouseError."""
        pair = one_pair(snapshot, match_id)
        if pair is None:
            raise GonePair("this pair is no longer there; the next one follows")
        place = self._settings.warehouse
        if isinstance(place, Path) and not place.exists():
            raise GonePair(f"there is no warehouse at {place} to keep it in")
        with Warehouse.open(place) as warehouse:
            judge_pair(warehouse, pair, verdict, self._settings.clock())
        self._judged.add(_review_of(pair))


def _review_of(pair: Pair) -> str:
    return review_id(pair.left.key, pair.right.key)


def _view(pair: Pair) -> site.PairView:
    return site.PairView(
        match_id=pair.match.id,
        score=pair.match.score,
        reason=pair.match.reason,
        left=_side(pair.left),
        right=_side(pair.right),
        pieces=diff_words(pair.left.claim.wording, pair.right.claim.wording),
        features=tuple((feature.name, feature.value, feature.contribution) for feature in pair.match.features),
    )


def _side(side: Side) -> site.PairSide:
    return site.PairSide(
        claim_id=side.claim.id,
        outlet=site.outlet_ref(side.article.outlet_id, side.outlet, stand_in=side.article.synthetic),
        speaker=side.claim.speaker.name if side.claim.speaker else "",
        before=side.before,
        after=side.after,
        wording=side.claim.text,
        title=side.article.title,
        url=side.article.url,
        published=side.article.published,
        language=side.article.language,
    )
