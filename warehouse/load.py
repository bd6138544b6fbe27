"""Reads dataclasses from an open warehouse or snapshot: every function takes a connection, read-only or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args

from duckdb import DuckDBPyConnection

from claims.naming import Spoken
from claims.types import (
    Change,
    Claim,
    ClaimGroup,
    CopiedPassage,
    Copy,
    Feature,
    Match,
    Passage,
    Provenance,
    RelayCheck,
    Review,
    Span,
    Speaker,
    SpeakerLink,
    Story,
    Taking,
)
from sources.types import Article, Outlet, Page, PageNotes, Place, Skipped
from sources.urls import article_url
from warehouse.claim_columns import claims_of
from warehouse.connect import records
from warehouse.rows import Row, aware
from warehouse.sql import query

_CHANGES: Mapping[str, type[Change]] = {kind.kind: kind for kind in get_args(Change)}


def load_outlets(connection: DuckDBPyConnection) -> tuple[Outlet, ...]:
    """Return all outlets, by id."""
    return tuple(_outlet(row) for row in records(connection, "FROM outlets ORDER BY outlet_id"))


def load_pages_to_extract(
    connection: DuckDBPyConnection,
    extractor: str,
    archive: Collection[str] | None = None,
    chosen: Collection[str] | None = None,
) -> list[str]:
    """Return the ids of the pages that wait for the extractor, or of those chosen that it has not dealt with."""
    parameters = {"extractor": extractor, "archive": _listed(archive), "chosen": _listed(chosen)}
    return [row["page_id"] for row in records(connection, query("pages_to_extract"), parameters)]


def load_pages(connection: DuckDBPyConnection, page_ids: Iterable[str]) -> list[Page]:
    """Return these pages, by id; the body of one that is archived is empty."""
    chosen = {"page_ids": list(page_ids)}
    sql = "FROM pages WHERE page_id IN (SELECT unnest($page_ids::VARCHAR[])) ORDER BY page_id"
    return [_page(row) for row in records(connection, sql, chosen)]


def load_versions_to_attribute(
    connection: DuckDBPyConnection, extractor: str, chosen: Collection[str] | None = None
) -> list[str]:
    """Return the ids of the article versions that wait for the extractor, or of those of the pages chosen, in order."""
    found = records(connection, query("versions_to_attribute"), {"extractor": extractor, "chosen": _listed(chosen)})
    return [row["version_id"] for row in found]


def _listed(ids: Collection[str] | None) -> list[str] | None:
    return None if ids is None else list(ids)


def load_articles(
    connection: DuckDBPyConnection, version_ids: Iterable[str] | None = None, *, latest: bool = True
) -> tuple[Article, ...]:
    """Return these versions, or the newest one of each article, or all versions of all, by version id."""
    if version_ids is not None:
        return tuple(_articles(connection, list(version_ids)))
    return tuple(_articles(connection, _latest(connection) if latest else _all_versions(connection)))


def load_claims(
    connection: DuckDBPyConnection, version_ids: Iterable[str] | None = None, *, claim_ids: Iterable[str] | None = None
) -> tuple[Claim, ...]:
    """Return the claims of these ids, of the versions, or of each article's newest, by version and place in it."""
    if claim_ids is not None:
        chosen = {"version_ids": list(version_ids or ()), "claim_ids": list(claim_ids)}
    else:
        chosen = {"version_ids": _latest(connection) if version_ids is None else list(version_ids), "claim_ids": []}
    return tuple(claims_of(connection.sql(query("load_claims"), params=chosen).to_arrow_table()))


def load_spoken(connection: DuckDBPyConnection) -> list[Spoken]:
    """Return what claims of newest versions say of their speakers, of those that are persons with names."""
    found = connection.execute(query("spoken")).fetchall()
    return [
        Spoken(claim_id, version_id, name, None if start is None else Span(start, end))
        for claim_id, version_id, name, start, end in found
    ]


def load_article_history(connection: DuckDBPyConnection, url: str) -> list[Row]:
    """Return the versions of the article that has this URL, in any spelling, or was fetched from it, earliest first."""
    named = records(connection, query("article_of_url"), {"urls": [url, article_url(url)]})
    sql = "FROM article_history WHERE article_id = $article_id ORDER BY version"
    return [row for one in named for row in records(connection, sql, one)]


def load_standing_steps(connection: DuckDBPyConnection, article_id: str) -> list[Row]:
    """Return what became of an article's claims from version to version."""
    sql = """
        SELECT step.* FROM standing_steps AS step JOIN standings USING (standing_id)
        WHERE article_id = $article_id ORDER BY step.version, standing_id
    """
    return records(connection, sql, {"article_id": article_id})


def load_stories(connection: DuckDBPyConnection) -> tuple[Story, ...]:
    """Return all stories, by id."""
    return tuple(
        Story(row["story_id"], row["title"], tuple(row["version_ids"]), aware(row["first_published"]))
        for row in records(connection, query("load_stories"))
    )


def load_groups(
    connection: DuckDBPyConnection,
    story_ids: Iterable[str] | None = None,
    *,
    claim_ids: Iterable[str] | None = None,
) -> tuple[ClaimGroup, ...]:
    """Return all claim groups, or those of these stories, or those that these claims are in, by id."""
    chosen = {
        "story_ids": None if story_ids is None else list(story_ids),
        "claim_ids": None if claim_ids is None else list(claim_ids),
    }
    return tuple(
        ClaimGroup(row["group_id"], row["story_id"], row["canonical_claim_id"], tuple(row["claim_ids"]))
        for row in records(connection, query("load_groups"), chosen)
    )


def load_changes(connection: DuckDBPyConnection, group_ids: Iterable[str] | None = None) -> tuple[Change, ...]:
    """Return all changes, or those in these groups, by claim group, and within one in the order of their saving."""
    sql = """
        FROM changes WHERE $group_ids IS NULL OR group_id IN (SELECT unnest($group_ids::VARCHAR[]))
        ORDER BY group_id, position
    """
    chosen = {"group_ids": None if group_ids is None else list(group_ids)}
    return tuple(_change(row) for row in records(connection, sql, chosen))


def load_matches(connection: DuckDBPyConnection, match_ids: Iterable[str] | None = None) -> tuple[Match, ...]:
    """Return all matches, or those of these ids, with their evidence, by id."""
    chosen = None if match_ids is None else list(match_ids)
    return tuple(_match(row) for row in records(connection, query("load_matches"), {"match_ids": chosen}))


def load_unsure_pairs(connection: DuckDBPyConnection, story_id: str | None = None) -> tuple[str, ...]:
    """Return the ids of the matches that wait for a reviewer, of all stories or of one, most valuable first."""
    found = records(
        connection,
        "SELECT match_id FROM unsure_pairs WHERE $story_id IS NULL OR story_id = $story_id",
        {"story_id": story_id},
    )
    return tuple(row["match_id"] for row in found)


def load_reviews(connection: DuckDBPyConnection) -> tuple[Review, ...]:
    """Return all verdicts of reviewers, earliest first."""
    return tuple(
        Review(row.pop("review_id"), **{**row, "reviewed_at": row["reviewed_at"].replace(tzinfo=UTC)})
        for row in records(connection, "FROM reviews ORDER BY reviewed_at, review_id")
    )


def load_copies(connection: DuckDBPyConnection, version_ids: Iterable[str] | None = None) -> tuple[Copy, ...]:
    """Return all copies, or those that these versions are, by article version, its origins in their order."""
    chosen = {"version_ids": None if version_ids is None else list(version_ids)}
    return tuple(_copy(row) for row in records(connection, query("load_copies"), chosen))


def load_provenance(connection: DuckDBPyConnection, group_ids: Iterable[str] | None = None) -> tuple[Provenance, ...]:
    """Return where all claim groups, or these, come from, by claim group."""
    chosen = {"group_ids": None if group_ids is None else list(group_ids)}
    return tuple(_provenance(row) for row in records(connection, query("load_provenance"), chosen))


def load_relay_checks(connection: DuckDBPyConnection, claim_ids: Iterable[str] | None = None) -> tuple[RelayCheck, ...]:
    """Return all relay checks, or those of these claims, by claim and relay."""
    chosen = {"claim_ids": None if claim_ids is None else list(claim_ids)}
    sql = """
        FROM relay_checks WHERE $claim_ids IS NULL OR claim_id IN (SELECT unnest($claim_ids::VARCHAR[]))
        ORDER BY claim_id, relay_id
    """
    return tuple(
        RelayCheck(row["claim_id"], row["relay_id"], row["checked_id"], row["verdict"], _passage("found", row))
        for row in records(connection, sql, chosen)
    )


def load_speakers(connection: DuckDBPyConnection) -> tuple[Speaker, ...]:
    """Return all speakers, by id."""
    return tuple(
        Speaker(row["speaker_id"], row["name"], tuple(row["spellings"]), tuple(row["roles"]))
        for row in records(connection, "FROM speakers ORDER BY speaker_id")
    )


def load_speaker_links(connection: DuckDBPyConnection) -> tuple[SpeakerLink, ...]:
    """Return who the speakers of claims are, by claim and speaker."""
    return tuple(SpeakerLink(**row) for row in records(connection, "FROM speaker_links ORDER BY claim_id, speaker_id"))


def load_skipped(connection: DuckDBPyConnection) -> tuple[Skipped, ...]:
    """Return all skipped items, by key and stage."""
    return tuple(
        Skipped(row["item_key"], row["stage"], row["reason"], row["item_id"], row["maker"])
        for row in records(connection, "FROM skipped ORDER BY item_key, stage, item_id")
    )


def load_counts(connection: DuckDBPyConnection) -> dict[str, int]:
    """Return what is held, in the order of the pipeline; claims and relays are those of articles' newest versions."""
    return {row["name"]: row["number"] for row in records(connection, query("counts"))}


def load_makers(connection: DuckDBPyConnection) -> tuple[tuple[str, str], ...]:
    """Return (stage, name and version) of the extractors and models that made what is held."""
    return tuple((row["stage"], row["maker"]) for row in records(connection, query("makers")))


def load_last_run_at(connection: DuckDBPyConnection) -> datetime | None:
    """Return when the last finished run ended, None where none has."""
    sql = "SELECT finished_at FROM runs WHERE finished_at IS NOT NULL ORDER BY rowid DESC LIMIT 1"
    return next((aware(row["finished_at"]) for row in records(connection, sql)), None)


def load_claims_digest(connection: DuckDBPyConnection) -> str:
    """Return what differs where the claims of articles' newest versions do."""
    [row] = records(connection, query("claims_digest"))
    return f"{row['claims']} {row['ids']}"


def load_fingerprint(connection: DuckDBPyConnection, derivation: str) -> str:
    """Return what the derivation was last computed from, "" where it never was."""
    found = records(connection, "SELECT fingerprint FROM derivations WHERE name = $name", {"name": derivation})
    return str(found[0]["fingerprint"]) if found else ""


def _latest(connection: DuckDBPyConnection) -> list[str]:
    return [row["version_id"] for row in records(connection, "SELECT version_id FROM stg_latest_versions")]


def _all_versions(connection: DuckDBPyConnection) -> list[str]:
    return [row["version_id"] for row in records(connection, "SELECT version_id FROM article_versions")]


def _articles(connection: DuckDBPyConnection, version_ids: list[str]) -> list[Article]:
    found = records(connection, query("load_articles"), {"version_ids": version_ids})
    return [
        Article(**{**row, "published": aware(row["published"]), "modified": aware(row["modified"])}) for row in found
    ]


def _outlet(row: Row) -> Outlet:
    return Outlet(
        id=row["outlet_id"],
        name=row["name"],
        kind=row["kind"],
        country=row["country"],
        language=row["language"],
        aliases=tuple(row["aliases"]),
        domains=tuple(row["domains"]),
        feeds=tuple(row["feeds"]),
        synthetic=row["synthetic"],
        stands_in_for=row["stands_in_for"],
    )


def _page(row: Row) -> Page:
    return Page(
        id=row["page_id"],
        outlet_id=row["outlet_id"],
        url=row["url"],
        fetched_at=row["fetched_at"].replace(tzinfo=UTC),
        media_type=row["media_type"],
        body=row["body"],
        notes=PageNotes(
            title=row["note_title"],
            byline=row["note_byline"],
            published=aware(row["note_published"]),
            modified=aware(row["note_modified"]),
            language=row["note_language"],
            synthetic=row["note_synthetic"],
        ),
        place=place(row),
    )


def place(row: Row) -> Place | None:
    """Return where the row's answer lies in the archive, None where it was not archived."""
    if row["archived_in"] is None:
        return None
    return Place(row["archived_in"], row["archive_offset"], row["archive_length"])


def _match(row: Row) -> Match:
    return Match(
        id=row["match_id"],
        left_id=row["left_claim_id"],
        right_id=row["right_claim_id"],
        score=row["score"],
        verdict=row["verdict"],
        reason=row["reason"],
        features=tuple(Feature(f["name"], f["value"], f["contribution"]) for f in row["features"]),
        matcher=row["matcher"],
        reviewed=row["reviewed"],
    )


def _copy(row: Row) -> Copy:
    passages = tuple(
        CopiedPassage(_spanned("span", part), _spanned("origin", part), part["words"], part["edits"])
        for part in row["passages"]
    )
    return Copy(row["version_id"], row["origin_id"], passages, row["share"], row["credited"], row["whole"])


def _provenance(row: Row) -> Provenance:
    takings = tuple(Taking(t["claim_id"], t["from_claim_id"], t["from_outlet_id"], t["how"]) for t in row["takings"])
    return Provenance(row["group_id"], row["first_claim_id"], tuple(row["origins"]), takings)


def _change(row: Row) -> Change:
    kind = _CHANGES[row["kind"]]
    values: dict[str, Any] = {"left": _passage("left", row), "right": _passage("right", row)}
    for field in fields(kind):
        if field.name not in values:
            value = row[field.name]
            values[field.name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)


def _passage(name: str, row: Row) -> Passage | None:
    span = _span(name, row)
    if span is None:
        return None
    return Passage(row[f"{name}_version_id"], span, row[f"{name}_text"], row[f"{name}_claim_id"])


def _span(name: str, row: Row) -> Span | None:
    return None if row[f"{name}_start"] is None else _spanned(name, row)


def _spanned(name: str, row: Row) -> Span:
    return Span(row[f"{name}_start"], row[f"{name}_end"])
