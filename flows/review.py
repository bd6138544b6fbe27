"""`sayso review`: people's verdicts on pairs of claims that the matcher is unsure of."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from rich.console import Console
from rich.text import Text

from claims.review import make_review, review_id, review_key
from claims.types import Claim, Match, Review
from claims.worddiff import diff_words
from flows.reporting import UnknownStory
from flows.show import escape_controls, printable
from sources.errors import SaysoError
from sources.types import Article
from warehouse import Snapshot, Warehouse

ReviewVerdict = Literal["same", "different"]

# Pairs loaded at once: a person stops long before all of them.
_BATCH = 100
# Characters shown before and after a claim.
_AROUND = 200
_KEYS = "s same   d different   k skip   q quit"
_VERDICT_OF: dict[str, ReviewVerdict] = {"s": "same", "d": "different"}


class UnknownPair(SaysoError):
    """Ids that are no match's, and no two claims'."""


@dataclass(frozen=True, slots=True)
class Side:
    """One claim of a pair, and where it stands."""

    claim: Claim
    article: Article
    outlet: str  # its name

    @property
    def key(self) -> str:
        """Return what a review knows the claim by."""
        return review_key(self.claim, self.article.id)

    @property
    def before(self) -> str:
        """Return what the article says before the claim, up to it."""
        lead = _spaced(self.article.text[: self.claim.start])
        return lead if len(lead) <= _AROUND else f"… {lead[-_AROUND:].partition(' ')[2]}"

    @property
    def after(self) -> str:
        """Return what the article says after the claim, from it on."""
        rest = _spaced(self.article.text[self.claim.end :])
        return rest if len(rest) <= _AROUND else f"{rest[:_AROUND].rpartition(' ')[0]} …"


@dataclass(frozen=True, slots=True)
class Pair:
    """A match, and both its claims."""

    match: Match
    left: Side
    right: Side


def waiting_pairs(warehouse: Warehouse | Snapshot, limit: int, story_id: str | None = None) -> list[Pair]:
    """Return the unsure pairs that nobody has judged, most valuable first. Raises UnknownStory."""
    if story_id is not None and story_id not in {story.id for story in warehouse.load_stories()}:
        raise UnknownStory(f'no story has the id {story_id!r}; `sayso sql "FROM stories"` lists those there are')
    judged = {review.id for review in warehouse.load_reviews()}
    waiting = (
        pair
        for pair in _pairs(warehouse, warehouse.load_unsure_pairs(story_id))
        # The same words twice in one article cannot be told apart by a review.
        if pair.left.key != pair.right.key and review_id(pair.left.key, pair.right.key) not in judged
    )
    return list(islice(waiting, limit))


def one_pair(warehouse: Warehouse | Snapshot, match_id: str) -> Pair | None:
    """Return the pair of a match, None where the match is not held."""
    return next(_pairs(warehouse, [match_id]), None) if warehouse.load_matches([match_id]) else None


def judge(warehouse: Warehouse, ids: Sequence[str], verdict: ReviewVerdict, now: datetime) -> Review:
    """Save the verdict on a match, given by its id, or on two claims, by theirs; return the review.

    Raises UnknownPair, or SameTelling where the claims cannot be told apart.
    """
    claims = _claims_of(warehouse, ids)
    articles = warehouse.load_articles(claim.version_id for claim in claims)
    review = make_review(claims, {article.version_id: article.id for article in articles}, verdict, now)
    warehouse.save_reviews([review])
    return review


def judge_pair(warehouse: Warehouse, pair: Pair, verdict: ReviewVerdict, now: datetime) -> None:
    """Save the verdict on a pair that is already loaded."""
    article_of = {side.article.version_id: side.article.id for side in (pair.left, pair.right)}
    warehouse.save_reviews([make_review((pair.left.claim, pair.right.claim), article_of, verdict, now)])


def judge_in_turn(
    pairs: Sequence[Pair], ask: Callable[[], str], save: Callable[[Pair, ReviewVerdict], object], console: Console
) -> int:
    """Show one pair after the other and save each verdict at once; return how many there were.

    ask: waits for a key. Any key but those shown is asked for again; the end of input quits.
    """
    saved = 0
    for number, pair in enumerate(pairs, 1):
        show_pair(console, pair, f"{number} of {len(pairs)}")
        console.print(_KEYS, style="bold")
        key = _key(ask)
        if key == "q":
            break
        if key in _VERDICT_OF:
            save(pair, _VERDICT_OF[key])
            saved += 1
    return saved


def show_pair(console: Console, pair: Pair, progress: str) -> None:
    """Print both claims with what stands around them, the words that differ, the score and the reason."""
    console.print()
    console.print(_text((f"{progress}  ", "bold"), f"{pair.match.score:.2f}  {pair.match.reason}"))
    for side in (pair.left, pair.right):
        speaker = side.claim.speaker.name if side.claim.speaker else "nobody named"
        day = f"{side.article.published:%Y-%m-%d %H:%M}" if side.article.published else "no date"
        console.print()
        console.print(_text((side.outlet, "bold"), f"  {speaker}  {day}"))
        console.print(_text(side.before, (_spaced(side.claim.text), "bold"), side.after))
        console.print(_text((side.article.url, "dim")), soft_wrap=True)
    console.print()
    console.print(_difference(pair.left.claim.wording, pair.right.claim.wording))


def pair_record(pair: Pair) -> dict[str, Any]:
    """Return the pair as JSON has it."""
    return {
        "match_id": pair.match.id,
        "score": pair.match.score,
        "reason": pair.match.reason,
        "left": _side_record(pair.left),
        "right": _side_record(pair.right),
        "features": [dataclasses.asdict(feature) for feature in pair.match.features],
        "matcher": pair.match.matcher,
    }


def json_lines(reviews: Sequence[Review]) -> str:
    """Return the reviews as JSON Lines, the latest last."""
    records = ({**dataclasses.asdict(review), "reviewed_at": review.reviewed_at.isoformat()} for review in reviews)
    return "".join(f"{escape_controls(json.dumps(record, ensure_ascii=False))}\n" for record in records)


def _pairs(warehouse: Warehouse | Snapshot, match_ids: Sequence[str]) -> Iterator[Pair]:
    """Yield the pairs in the order of the ids, some loaded at once; those whose claims have gone are left out."""
    outlets = {outlet.id: outlet.name for outlet in warehouse.load_outlets()}
    for start in range(0, len(match_ids), _BATCH):
        batch = match_ids[start : start + _BATCH]
        matches = {match.id: match for match in warehouse.load_matches(batch)}
        claim_ids = {id_ for match in matches.values() for id_ in (match.left_id, match.right_id)}
        claims = {claim.id: claim for claim in warehouse.load_claims(claim_ids=sorted(claim_ids))}
        version_ids = {claim.version_id for claim in claims.values()}
        articles = {article.version_id: article for article in warehouse.load_articles(sorted(version_ids))}
        for match_id in batch:
            match = matches[match_id]
            left, right = (
                Side(claim, articles[claim.version_id], outlets.get(claim.outlet_id, claim.outlet_id))
                for claim in (claims[match.left_id], claims[match.right_id])
            )
            yield Pair(match, left, right)


def _claims_of(warehouse: Warehouse, ids: Sequence[str]) -> tuple[Claim, Claim]:
    if len(ids) == 1:
        matches = warehouse.load_matches(ids)
        if not matches:
            raise UnknownPair(f"no match has the id {ids[0]!r}; `sayso review --json` lists the pairs that wait")
        ids = (matches[0].left_id, matches[0].right_id)
    claims = {claim.id: claim for claim in warehouse.load_claims(claim_ids=ids)}
    missing = [id_ for id_ in ids if id_ not in claims]
    if missing:
        raise UnknownPair(f'no claim has the id {missing[0]!r}; `sayso sql "FROM who_said_what"` lists those there are')
    if ids[0] == ids[1]:
        raise UnknownPair(f"claim {ids[0]!r} was given twice; a verdict is on two")
    return claims[ids[0]], claims[ids[1]]


def _key(ask: Callable[[], str]) -> str:
    """Return the next of the keys that mean something."""
    while True:
        try:
            key = ask().strip().lower()[:1]
        except EOFError:
            return "q"
        if key in {"s", "d", "k", "q"}:
            return key


def _difference(left: str, right: str) -> Text:
    """Return both wordings in one, as wdiff writes it: what only the left one has, what only the right one has."""
    parts: list[str | tuple[str, str]] = []
    for piece in diff_words(_spaced(left), _spaced(right)):
        match piece.kind:
            case "equal":
                parts.append(piece.left)
            case "removed":
                parts.append((f"[-{piece.left}-]", "red"))
            case "added":
                parts.append((f"{{+{piece.right}+}}", "green"))
    return _text(*parts)


def _side_record(side: Side) -> dict[str, Any]:
    return {
        "claim_id": side.claim.id,
        "wording": side.claim.wording,
        "before": side.before,
        "after": side.after,
        "speaker": side.claim.speaker.name if side.claim.speaker else None,
        "kind": side.claim.kind,
        "outlet_id": side.article.outlet_id,
        "outlet": side.outlet,
        "url": side.article.url,
        "title": side.article.title,
        "published": side.article.published.isoformat() if side.article.published else None,
    }


def _text(*parts: str | tuple[str, str]) -> Text:
    """Return the parts, some with a style, harmless to a terminal."""
    plain = (part if isinstance(part, tuple) else (part, "") for part in parts)
    return Text.assemble(*((printable(text), style) for text, style in plain), overflow="fold")


def _spaced(text: str) -> str:
    """Return the text in one line, with one space for all white space in a row."""
    return re.sub(r"\s+", " ", text)
