"""Dataclasses → rows: dicts by column name, as the tables have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar, get_args

from claims.types import (
    Change,
    Claim,
    ClaimGroup,
    CopiedPassage,
    Copy,
    DateMention,
    Feature,
    Hop,
    Match,
    Mention,
    Passage,
    Provenance,
    Quantity,
    RelayCheck,
    Review,
    Span,
    Speaker,
    SpeakerLink,
    Story,
    Taking,
)
from sources.follow import Address, Fetch, FollowedFeed, Sighting
from sources.types import Article, Outlet, Page, Place, Skipped, content_id

Row = dict[str, Any]
Part = TypeVar("Part")

# What a claim has several of, each kind in a table of its own.
_CLAIM_PARTS = ("hops", "quantities", "dates", "hedges", "mentions")
# What only some kinds of changes have, each in a column of its name.
_NO_DETAILS: Row = {
    field.name: None for kind in get_args(Change) for field in fields(kind) if field.name not in ("left", "right")
}


def utc(moment: datetime | None) -> datetime | None:
    """Return the moment in UTC, without its zone, as TIMESTAMP columns have it."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"times need a zone; {moment.isoformat()} has none")
    return moment.astimezone(UTC).replace(tzinfo=None)


def aware(moment: datetime | None) -> datetime | None:
    """Return the moment of a TIMESTAMP column with its zone, UTC."""
    return moment and moment.replace(tzinfo=UTC)


def outlet_row(outlet: Outlet) -> Row:
    """Return the row of `outlets`."""
    return {"outlet_id": outlet.id, **_values(outlet, "id")}


def page_row(page: Page) -> Row:
    """Return the row of `pages`."""
    notes = {f"note_{name}": value for name, value in _values(page.notes).items()}
    return {
        "page_id": page.id,
        **_values(page, "id", "notes", "place"),
        "body": b"" if page.place else page.body,
        **notes,
        **place_columns(page.place),
        "fetched_at": utc(page.fetched_at),
        "note_published": utc(page.notes.published),
        "note_modified": utc(page.notes.modified),
    }


def place_columns(place: Place | None) -> Row:
    """Return the columns that say where something lies in the archive."""
    return {
        "archived_in": place.file if place else None,
        "archive_offset": place.offset if place else None,
        "archive_length": place.length if place else None,
    }


def feed_row(feed: FollowedFeed) -> Row:
    """Return the row of `feeds`."""
    return {"feed_id": feed.id, **_moments(feed)}


def address_row(address: Address) -> Row:
    """Return the row of `addresses`."""
    return {"address_id": address.id, **_moments(address)}


def sighting_row(sighting: Sighting) -> Row:
    """Return the row of `sightings`."""
    seen_at = utc(sighting.seen_at)
    return {**_moments(sighting), "first_seen": seen_at, "last_seen": seen_at}


def fetch_row(fetch: Fetch) -> Row:
    """Return the row of `fetches`."""
    return {"fetch_id": fetch.id, **_moments(fetch), **place_columns(fetch.place)}


def version_row(article: Article) -> Row:
    """Return the row of `article_versions`, with the article's outlet_id and url besides."""
    return {
        "article_id": article.id,
        **_values(article, "id"),
        "published": utc(article.published),
        "modified": utc(article.modified),
    }


def skipped_row(skipped: Skipped) -> Row:
    """Return the row of `skipped`."""
    return {
        "skipped_id": content_id(skipped.key, skipped.stage, skipped.item_id),
        "item_key": skipped.key,
        **_values(skipped, "key"),
    }


def claim_row(claim: Claim) -> Row:
    """Return the row of `claims`."""
    return {
        "claim_id": claim.id,
        **_values(claim, "id", "start", "end", "cue_span", "fragments", *_CLAIM_PARTS),
        "start_offset": claim.start,
        "end_offset": claim.end,
        "fragments": [{"start": span.start, "end": span.end} for span in claim.fragments],
        **_span("cue", claim.cue_span),
    }


def hop_row(hop: Hop) -> Row:
    """Return the row of `hops`, without the claim and the position."""
    return {**_values(hop, "span"), **_span("span", hop.span)}


def quantity_row(quantity: Quantity) -> Row:
    """Return the row of `quantities`, without the claim and the position."""
    return {**_values(quantity, "span"), **_span("span", quantity.span)}


def date_row(mention: DateMention) -> Row:
    """Return the row of `date_mentions`, without the claim and the position."""
    return {**_values(mention, "span"), **_span("span", mention.span)}


def hedge_rows(claim: Claim) -> tuple[Row, ...]:
    """Return the rows of `hedges`, without the claim and the position."""
    shifted = (Span(span.start - claim.start, span.end - claim.start) for span in claim.hedges)
    words = (span.of(claim.text) for span in shifted)
    return tuple({"text": text, **_span("span", span)} for text, span in zip(words, claim.hedges, strict=True))


def mention_row(mention: Mention) -> Row:
    """Return the row of `mentions`, without the claim and the position."""
    return {**_values(mention, "span"), **_span("span", mention.span)}


def story_row(story: Story, *, stale: bool = False) -> Row:
    """Return the row of `stories`; stale: its claims are yet to be put into groups, and copies to be looked for."""
    return {
        "story_id": story.id,
        "title": story.title,
        "first_published": utc(story.first_published),
        "stale": stale,
        "changed": stale,
    }


def match_row(match: Match) -> Row:
    """Return the row of `matches`."""
    return {
        "match_id": match.id,
        "left_claim_id": match.left_id,
        "right_claim_id": match.right_id,
        **_values(match, "id", "left_id", "right_id", "features"),
    }


def feature_row(feature: Feature) -> Row:
    """Return the row of `match_features`, without the match and the position."""
    return _values(feature)


def group_row(group: ClaimGroup) -> Row:
    """Return the row of `claim_groups`."""
    return {"group_id": group.id, "story_id": group.story_id, "canonical_claim_id": group.canonical_id}


def relay_check_row(check: RelayCheck) -> Row:
    """Return the row of `relay_checks`."""
    return {**_values(check, "found"), **_passage("found", check.found)}


def speaker_row(speaker: Speaker) -> Row:
    """Return the row of `speakers`."""
    return {"speaker_id": speaker.id, **_values(speaker, "id")}


def speaker_link_row(link: SpeakerLink) -> Row:
    """Return the row of `speaker_links`."""
    return _values(link)


def copy_rows(copies: Iterable[Copy]) -> Iterator[Row]:
    """Yield the rows of `copies`: the origins of each copy in the order in which they are given."""
    origins: Counter[str] = Counter()
    for copy in copies:
        position = origins[copy.version_id]
        origins[copy.version_id] += 1
        yield {**_values(copy, "passages"), "position": position, "edited": copy.edited}


def copied_passage_row(passage: CopiedPassage) -> Row:
    """Return the row of `copied_passages`, without the copy, the origin and the position."""
    return {
        **_values(passage, "span", "origin_span"),
        **_span("span", passage.span),
        **_span("origin", passage.origin_span),
    }


def copied_passage_rows(copies: Iterable[Copy]) -> Iterator[Row]:
    """Yield the rows of `copied_passages`."""
    for copy in copies:
        for row in parts("version_id", [(copy.version_id, copy.passages)], copied_passage_row):
            yield {"origin_id": copy.origin_id, **row}


def provenance_row(provenance: Provenance) -> Row:
    """Return the row of `provenance`."""
    return {**_values(provenance, "takings"), "independent_sources": provenance.independent_sources}


def taking_row(taking: Taking) -> Row:
    """Return the row of `takings`, without the claim group and the position."""
    return _values(taking)


def review_row(review: Review) -> Row:
    """Return the row of `reviews`."""
    return {"review_id": review.id, **_values(review, "id"), "reviewed_at": utc(review.reviewed_at)}


def parts(owner: str, owned: Iterable[tuple[str, Sequence[Part]]], to_row: Callable[[Part], Row]) -> Iterator[Row]:
    """Yield a row for each part of each owner, with the owner's id in the column `owner` and its place from 0."""
    for owner_id, items in owned:
        for position, item in enumerate(items):
            yield {owner: owner_id, "position": position, **to_row(item)}


def change_rows(changes: Iterable[Change], group_of: Mapping[str, str]) -> list[Row]:
    """Return the rows of `changes`. Each change lies between two claims of one group; group_of: claim id → group id.

    Raises ValueError for a change whose right side is no claim of a group.
    """
    rows: list[Row] = []
    positions: dict[str, int] = {}
    for change in changes:
        group_id = group_of.get(change.right.claim_id or "")
        if group_id is None:
            raise ValueError(f"a change leads to claim {change.right.claim_id!r}, which is in none of the claim groups")
        position = positions[group_id] = positions.get(group_id, -1) + 1
        rows.append(
            {
                "group_id": group_id,
                "position": position,
                "kind": change.kind,
                **_NO_DETAILS,
                **_values(change, "left", "right"),
                **_passage("left", change.left),
                **_passage("right", change.right),
            }
        )
    return rows


def _moments(record: Any) -> Row:
    """Return the record's fields, times as TIMESTAMP columns have them."""
    values = _values(record)
    return {name: utc(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _values(record: Any, *left_out: str) -> Row:
    """Return the record's fields under their own names, which most columns have too."""
    return {field.name: getattr(record, field.name) for field in fields(record) if field.name not in left_out}


def _span(name: str, span: Span | None) -> Row:
    start, end = (None, None) if span is None else (span.start, span.end)
    return {f"{name}_start": start, f"{name}_end": end}


def _passage(name: str, passage: Passage | None) -> Row:
    values = dict.fromkeys(("version_id", "text", "claim_id")) if passage is None else _values(passage, "span")
    row: Row = {f"{name}_{field}": value for field, value in values.items()}
    return row | _span(name, None if passage is None else passage.span)
