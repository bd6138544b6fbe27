"""Writes to an open warehouse. Every function belongs in a transaction of its caller; see store.py.

Rows go in through Arrow, all at once. The Arrow types are taken from the tables, so that no table is described twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

import pyarrow
from duckdb import DuckDBPyConnection

from claims.types import (
    Claim,
    Review,
    Speaker,
    SpeakerLink,
)
from sources.types import Article, Outlet, Page, Skipped, Stage, content_id
from warehouse import rows
from warehouse.lake import holding
from warehouse.rows import Row
from warehouse.sql import query

RunStatus = Literal["done", "failed"]
SPEAKERS = "speakers"
RUN = "run"  # what a run has in hand, by its id, while it lasts


def save_outlets(connection: DuckDBPyConnection, outlets: Iterable[Outlet]) -> None:
    """Store the outlets in place of those held under the same ids."""
    with incoming(connection, "FROM outlets", _unique("outlet_id", map(rows.outlet_row, outlets))):
        connection.execute(query("save_outlets"))


def save_pages(connection: DuckDBPyConnection, pages: Iterable[Page]) -> int:
    """Store the pages; return how many are new, or have other notes than before and are to be read anew."""
    with incoming(connection, "FROM pages", _unique("page_id", map(rows.page_row, pages))):
        connection.execute(query("save_pages"))
    fresh = _number(connection, "SELECT count(*) FROM fresh")
    if fresh:
        connection.execute(query("save_newest"))
    return fresh


def save_extraction(
    connection: DuckDBPyConnection, articles: Sequence[Article], skipped: Iterable[Skipped], extractor: str
) -> int:
    """Store the article versions, each read from its page, and the pages that failed; return how many versions are new.

    Raises ValueError for an article of another extractor: its page would be read again for ever.
    """
    for article in articles:
        if article.extractor != extractor:
            raise ValueError(f"{article.url} was extracted by {article.extractor!r}, not by {extractor!r}")
    shape = "SELECT v.*, a.outlet_id, a.url FROM article_versions AS v, articles AS a"
    with incoming(connection, shape, _unique("page_id", map(rows.version_row, articles))):
        connection.execute(query("save_extraction"))
    connection.execute(query("save_newest"))
    save_skipped(connection, skipped)
    return _number(connection, "SELECT number FROM fresh_count")


def save_claims(
    connection: DuckDBPyConnection,
    version_ids: Sequence[str],
    claims: Iterable[Claim],
    skipped: Sequence[Skipped],
    extractor: str,
) -> int:
    """Store the claims of the versions in place of all that they had; return how many are new.

    Versions without claims count as searched, unless they are among the skipped.
    """
    failed = {item.item_id for item in skipped}
    searched = [{"version_id": id_, "extractor": extractor} for id_ in dict.fromkeys(version_ids)]
    by_id = {claim.id: claim for claim in claims}
    held = _number(
        connection, "SELECT count(*) FROM claims WHERE claim_id IN (SELECT unnest($ids::VARCHAR[]))", ids=list(by_id)
    )
    # What another extractor finds of a claim may differ though its place does not: it is matched anew, as if it had
    # changed stories.
    connection.execute(
        "UPDATE claim_keys SET story_id = '' WHERE claim_id IN (SELECT unnest($ids::VARCHAR[])) AND claim_id NOT IN ("
        "SELECT claim_id FROM claims SEMI JOIN (FROM version_attributions WHERE extractor = $extractor) "
        "USING (version_id))",
        {"ids": list(by_id), "extractor": extractor},
    )
    with incoming(connection, "FROM version_attributions", searched):
        connection.execute(query("forget_claims"))
    append(connection, "version_attributions", [row for row in searched if row["version_id"] not in failed])
    append(connection, "claims", [rows.claim_row(claim) for claim in by_id.values()])
    hops = rows.parts("claim_id", ((claim.id, claim.hops) for claim in by_id.values()), rows.hop_row)
    quantities = rows.parts("claim_id", ((claim.id, claim.quantities) for claim in by_id.values()), rows.quantity_row)
    dates = rows.parts("claim_id", ((claim.id, claim.dates) for claim in by_id.values()), rows.date_row)
    hedges = rows.parts("claim_id", ((claim.id, rows.hedge_rows(claim)) for claim in by_id.values()), dict)
    mentions = rows.parts("claim_id", ((claim.id, claim.mentions) for claim in by_id.values()), rows.mention_row)
    append(connection, "hops", hops)
    append(connection, "quantities", quantities)
    append(connection, "date_mentions", dates)
    append(connection, "hedges", hedges)
    append(connection, "mentions", mentions)
    save_skipped(connection, skipped)
    return len(by_id) - held


def save_skipped(connection: DuckDBPyConnection, skipped: Iterable[Skipped]) -> None:
    """Store the skipped items in place of those held under the same key, stage and item."""
    with incoming(connection, "FROM skipped", _unique("skipped_id", map(rows.skipped_row, skipped))):
        connection.execute(query("save_skipped"))


def forget_skipped(connection: DuckDBPyConnection, stage: Stage, below: str) -> None:
    """Delete what the stage had skipped under keys that begin with `below`."""
    connection.execute(
        "DELETE FROM skipped WHERE stage = $stage AND starts_with(item_key, $below)", {"stage": stage, "below": below}
    )


def save_speakers(
    connection: DuckDBPyConnection, speakers: Iterable[Speaker], links: Iterable[SpeakerLink], fingerprint: str
) -> None:
    """Store who speaks in which claims, in place of all that was held of it."""
    connection.execute("DELETE FROM speaker_links")
    connection.execute("DELETE FROM speakers")
    append(connection, "speakers", map(rows.speaker_row, speakers))
    append(connection, "speaker_links", map(rows.speaker_link_row, links))
    save_fingerprint(connection, SPEAKERS, fingerprint)


def save_fingerprint(connection: DuckDBPyConnection, name: str, fingerprint: str) -> None:
    """Store what a derivation was computed from."""
    connection.execute("DELETE FROM derivations WHERE name = ?", [name])
    connection.execute("INSERT INTO derivations VALUES (?, ?)", [name, fingerprint])


def save_reviews(connection: DuckDBPyConnection, reviews: Iterable[Review]) -> None:
    """Store the reviews. Of several of one pair, held ones among them, the latest stays."""
    latest = {review.id: review for review in sorted(reviews, key=lambda review: review.reviewed_at)}
    with incoming(connection, "FROM reviews", map(rows.review_row, latest.values())):
        connection.execute(query("save_reviews"))


def start_run(connection: DuckDBPyConnection, now: datetime, version: str) -> str:
    """Record a run that starts now; return its id. One that is running by its row alone was killed: it failed."""
    running = [id_ for (id_,) in connection.execute("SELECT run_id FROM runs WHERE status = 'running'").fetchall()]
    with holding(connection, RUN, running) as killed:
        connection.execute(
            "UPDATE runs SET status = 'failed' WHERE run_id IN (SELECT unnest($ids::VARCHAR[]))", {"ids": killed}
        )
    earlier = _number(connection, "SELECT count(*) FROM runs")
    run_id = content_id(now.isoformat(), version, str(earlier))
    connection.execute(
        "INSERT INTO runs (run_id, started_at, status, sayso_version, counts) VALUES (?, ?, 'running', ?, MAP {})",
        [run_id, rows.utc(now), version],
    )
    return run_id


def finish_run(
    connection: DuckDBPyConnection, run_id: str, now: datetime, status: RunStatus, counts: Mapping[str, int]
) -> None:
    """Record that the run ended now, and what the warehouse then held."""
    connection.execute(
        "UPDATE runs SET finished_at = $now, status = $status, counts = map($names::VARCHAR[], $numbers::BIGINT[]) "
        "WHERE run_id = $run_id",
        {
            "run_id": run_id,
            "now": rows.utc(now),
            "status": status,
            "names": list(counts),
            "numbers": list(counts.values()),
        },
    )


def _unique(key: str, items: Iterable[Row]) -> list[Row]:
    """Return the rows without those whose key an earlier one has."""
    found: dict[str, Row] = {}
    for row in items:
        found.setdefault(row[key], row)
    return list(found.values())


def append(connection: DuckDBPyConnection, table: str, items: Iterable[Row]) -> None:
    """Insert the rows into the table."""
    with incoming(connection, f"FROM {table}", items):
        connection.execute(f"INSERT INTO {table} BY NAME FROM incoming")


@contextmanager
def incoming(connection: DuckDBPyConnection, shape: str, items: Iterable[Row]) -> Iterator[None]:
    """Let SQL see the rows as the table `incoming`, with the columns that the query `shape` has."""
    schema = connection.sql(f"{shape} LIMIT 0").to_arrow_table().schema
    listed = list(items)
    columns = {name: [row[name] for row in listed] for name in schema.names}
    connection.register("incoming", pyarrow.Table.from_pydict(columns, schema=schema))
    yield
    # Where the block raises, the caller's transaction takes `incoming` back with the rest.
    connection.unregister("incoming")


def _number(connection: DuckDBPyConnection, sql: str, **parameters: object) -> int:
    [(number,)] = connection.execute(sql, parameters or None).fetchall()
    return int(number)
