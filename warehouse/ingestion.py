"""What ingestion takes up and puts down: followed feeds, addresses of articles, and every answer of a server."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from duckdb import DuckDBPyConnection

from sources.follow import ASKED_FOR, RECHECKS, Address, Fetch, FollowedFeed, Sighting
from sources.types import Outlet, Page, Place, Skipped, Stage
from warehouse import rows
from warehouse.connect import records, transaction
from warehouse.load import place
from warehouse.save import incoming, save_outlets, save_pages, save_skipped
from warehouse.sql import query

Record = TypeVar("Record", FollowedFeed, Address)


class Ingestion:
    """What ingestion reads and writes of an open warehouse. Whoever writes does so within `saving`."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    def saving(self) -> AbstractContextManager[None]:
        """Save all of a block's writes, or, where it raises, none. Raises WarehouseError where DuckDB fails."""
        return transaction(self._connection)

    def load_feeds(self, feed_ids: Iterable[str] | None = None) -> dict[str, FollowedFeed]:
        """Return the feeds of these ids, or all, by id."""
        sql = "FROM feeds WHERE $ids IS NULL OR feed_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY feed_id"
        found = records(self._connection, sql, {"ids": None if feed_ids is None else list(feed_ids)})
        return {row["feed_id"]: _record(FollowedFeed, row) for row in found}

    def load_addresses(self, address_ids: Iterable[str]) -> dict[str, Address]:
        """Return the addresses of these ids, by id."""
        sql = "FROM addresses WHERE address_id IN (SELECT unnest($ids::VARCHAR[]))"
        return {
            row["address_id"]: _record(Address, row)
            for row in records(self._connection, sql, {"ids": list(address_ids)})
        }

    def due_addresses(
        self, now: datetime, most: int, outlet_ids: Iterable[str], looks: int = len(RECHECKS)
    ) -> tuple[Address, ...]:
        """Return the addresses to ask for now, those never fetched first, then those due longest.

        Those that these outlets' feeds name, and those that a person asked for; at most so many of one outlet. `looks`
        says how often an article is looked at again.
        """
        chosen: dict[str, object] = {
            "now": rows.utc(now),
            "most": most,
            "outlets": list(outlet_ids),
            "asked_for": ASKED_FOR,
            "looks": looks,
        }
        return tuple(_record(Address, row) for row in records(self._connection, query("due_addresses"), chosen))

    def pages_to_rederive(
        self, extractor: str, attributor: str, most: int, archive: Collection[str] | None = None
    ) -> list[str]:
        """Return the ids of all pages of so many articles that another extractor or model has made, the latest first.

        Where the archive's files are named, those alone count as what can be read again.
        """
        makers = {"extractor": extractor, "attributor": attributor}
        files = None if archive is None else list(archive)
        found = records(self._connection, query("articles_to_rederive"), {**makers, "most": most, "archive": files})
        return [page_id for row in found for page_id in row["page_ids"]]

    def last_robots(self) -> dict[str, Place]:
        """Return where the last answer for each robots.txt lies, by its URL, of those that were answered last."""
        sql = """
            SELECT url, archived_in, archive_offset, archive_length FROM fetches WHERE purpose = 'robots'
            QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, fetch_id) = 1
        """
        found = ((row["url"], place(row)) for row in records(self._connection, sql))
        return {url: known for url, known in found if known is not None}

    def last_place(self, archive: Collection[str] | None = None) -> Place | None:
        """Return the place of the last answer that is known here, of these files or all; None where none is."""
        sql = (
            "FROM fetches WHERE archived_in IS NOT NULL "
            "AND ($archive IS NULL OR archived_in IN (SELECT unnest($archive::VARCHAR[]))) "
            "ORDER BY archived_in DESC, archive_offset DESC LIMIT 1"
        )
        chosen = {"archive": None if archive is None else list(archive)}
        return next((place(row) for row in records(self._connection, sql, chosen)), None)

    def save_feeds(self, feeds: Iterable[FollowedFeed]) -> None:
        """Store the feeds in place of those held under the same ids."""
        self._replace("feeds", "feed_id", map(rows.feed_row, feeds))

    def save_addresses(self, addresses: Iterable[Address]) -> None:
        """Store the addresses in place of those held under the same ids."""
        self._replace("addresses", "address_id", map(rows.address_row, addresses))

    def add_feeds(self, feeds: Iterable[FollowedFeed]) -> int:
        """Store those feeds that are not held; return how many that are."""
        return self._add("feeds", "feed_id", map(rows.feed_row, feeds))

    def add_addresses(self, addresses: Iterable[Address]) -> int:
        """Store those addresses that are not held; return how many that are."""
        return self._add("addresses", "address_id", map(rows.address_row, addresses))

    def save_sightings(self, sightings: Iterable[Sighting]) -> None:
        """Store where addresses were named; of those that were named there before only the last time changes."""
        unique: dict[tuple[str, str], rows.Row] = {}
        for row in map(rows.sighting_row, sightings):
            held = unique.setdefault((row["address_id"], row["found_in"]), row)
            held["last_seen"] = max(held["last_seen"], row["last_seen"])
        with incoming(self._connection, "FROM sightings", unique.values()):
            self._connection.execute(query("save_sightings"))

    def save_fetches(self, fetches: Iterable[Fetch]) -> None:
        """Store the requests' outcomes."""
        self._replace("fetches", "fetch_id", map(rows.fetch_row, fetches))

    def save_pages(self, outlets: Iterable[Outlet], pages: Iterable[Page]) -> int:
        """Store pages and whose they are; return how many are new."""
        save_outlets(self._connection, outlets)
        return save_pages(self._connection, pages)

    def save_skipped(self, settled: Iterable[str], skipped: Iterable[Skipped]) -> None:
        """Store skipped items; what was skipped of the feeds and addresses of the ids `settled` goes."""
        self._connection.execute(
            "DELETE FROM skipped WHERE stage IN ('poll', 'fetch') AND item_id IN (SELECT unnest($ids::VARCHAR[]))",
            {"ids": list(settled)},
        )
        save_skipped(self._connection, skipped)

    def retry(self, now: datetime, stages: Iterable[Stage], keys: Iterable[str] = ()) -> int:
        """Let items that were skipped in these stages be tried again, all or those under these keys; return how many.

        Feeds and addresses among them are due now. What is skipped again comes back.
        """
        parameters = {"stages": list(stages), "keys": list(keys), "now": rows.utc(now)}
        [(number,)] = self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE retried AS SELECT skipped_id, item_id FROM skipped "
            "WHERE stage IN (SELECT unnest($stages::VARCHAR[])) "
            "AND (len($keys) = 0 OR item_key IN (SELECT unnest($keys::VARCHAR[])))",
            {name: parameters[name] for name in ("stages", "keys")},
        ).fetchall()
        self._connection.execute(
            "UPDATE feeds SET next_at = NULL, failures = 0, etag = '', last_modified = '' "
            "WHERE feed_id IN (SELECT item_id FROM retried)"
        )
        self._connection.execute(
            "UPDATE addresses SET next_at = $now, failures = 0 WHERE address_id IN (SELECT item_id FROM retried)",
            {"now": parameters["now"]},
        )
        self._connection.execute("DELETE FROM skipped WHERE skipped_id IN (SELECT skipped_id FROM retried)")
        self._connection.execute("DROP TABLE retried")
        return int(number)

    def _add(self, table: str, key: str, found: Iterable[rows.Row]) -> int:
        """Insert the rows whose keys are not held, the first of each; return how many those are."""
        unique: dict[str, rows.Row] = {}
        for row in found:
            unique.setdefault(row[key], row)
        with incoming(self._connection, f"FROM {table}", unique.values()):
            [(added,)] = self._connection.execute(
                f"INSERT INTO {table} BY NAME FROM incoming ANTI JOIN {table} USING ({key})"
            ).fetchall()
        return int(added)

    def _replace(self, table: str, key: str, found: Iterable[rows.Row]) -> None:
        """Insert the rows in place of those of the same keys; of several of one key the last counts."""
        unique = {row[key]: row for row in found}
        with incoming(self._connection, f"FROM {table}", unique.values()):
            self._connection.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM incoming)")  # noqa: S608
            self._connection.execute(f"INSERT INTO {table} BY NAME FROM incoming")


def _record(kind: type[Record], row: dict[str, Any]) -> Record:
    """Return the row as the dataclass whose fields it has."""
    values = {field.name: row[field.name] for field in fields(kind)}
    aware: dict[str, Any] = {
        name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for name, value in values.items()
    }
    return kind(**aware)
