"""The two ways into the DuckDB files: Warehouse writes one, Snapshot reads what was published of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow
from duckdb import DuckDBPyConnection

from claims.naming import Spoken
from claims.types import (
    Change,
    Claim,
    ClaimGroup,
    Copy,
    Match,
    Provenance,
    RelayCheck,
    Review,
    Speaker,
    SpeakerLink,
    Story,
)
from sources.types import Article, Outlet, Page, Skipped
from warehouse import load, save
from warehouse.ask import MacroInfo, TableInfo, ask, describe, describe_macros
from warehouse.audit import Audit, Finding, Findings, look, look_after_a_run
from warehouse.compact import Compacted, Retention, compact
from warehouse.connect import open_reader, open_writer, records, transaction
from warehouse.errors import LakeError, NoSnapshot, WarehouseError
from warehouse.export import Stream, stream, stream_query
from warehouse.history import Comparison, History, load_histories, save_comparisons
from warehouse.ingestion import Ingestion
from warehouse.lake import Lake, alone, holding, is_shared, masked
from warehouse.matching import Matching
from warehouse.migrate import check_readable, migrate, schema_number
from warehouse.publish import publish
from warehouse.rows import Row
from warehouse.save import RunStatus
from warehouse.snapshots import list_runs
from warehouse.sql import query


class _File:
    """An open DuckDB file, and what can be loaded from either kind."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load_outlets(self) -> tuple[Outlet, ...]:
        """Return all outlets, by id."""
        return load.load_outlets(self._connection)

    def load_articles(self, version_ids: Iterable[str] | None = None, *, latest: bool = True) -> tuple[Article, ...]:
        """Return these versions, or the newest one of each article, or all versions of all, by version id."""
        return load.load_articles(self._connection, version_ids, latest=latest)

    def load_claims(
        self, version_ids: Iterable[str] | None = None, *, claim_ids: Iterable[str] | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims of these ids, of the versions, or of each article's newest, by version and place in it."""
        return load.load_claims(self._connection, version_ids, claim_ids=claim_ids)

    def load_spoken(self) -> list[Spoken]:
        """Return what claims of newest versions say of their speakers, of those that are persons with names."""
        return load.load_spoken(self._connection)

    def load_stories(self) -> tuple[Story, ...]:
        """Return all stories, by id."""
        return load.load_stories(self._connection)

    def load_groups(self, story_ids: Iterable[str] | None = None) -> tuple[ClaimGroup, ...]:
        """Return all claim groups, or those of these stories, by id."""
        return load.load_groups(self._connection, story_ids)

    def load_changes(self) -> tuple[Change, ...]:
        """Return all changes, by claim group, and within one in the order in which they were saved."""
        return load.load_changes(self._connection)

    def load_relay_checks(self, claim_ids: Iterable[str] | None = None) -> tuple[RelayCheck, ...]:
        """Return all relay checks, or those of these claims, by claim and relay."""
        return load.load_relay_checks(self._connection, claim_ids)

    def load_speakers(self) -> tuple[Speaker, ...]:
        """Return all speakers, by id."""
        return load.load_speakers(self._connection)

    def load_speaker_links(self) -> tuple[SpeakerLink, ...]:
        """Return who the speakers of claims are, by claim and speaker."""
        return load.load_speaker_links(self._connection)

    def load_matches(self, match_ids: Iterable[str] | None = None) -> tuple[Match, ...]:
        """Return all matches, or those of these ids, with their evidence, by id."""
        return load.load_matches(self._connection, match_ids)

    def load_unsure_pairs(self, story_id: str | None = None) -> tuple[str, ...]:
        """Return the ids of the matches that wait for a reviewer, of all stories or of one, most valuable first."""
        return load.load_unsure_pairs(self._connection, story_id)

    def load_reviews(self) -> tuple[Review, ...]:
        """Return all verdicts of reviewers, earliest first."""
        return load.load_reviews(self._connection)

    def load_copies(self, version_ids: Iterable[str] | None = None) -> tuple[Copy, ...]:
        """Return all copies, or those that these versions are, by article version, its origins in their order."""
        return load.load_copies(self._connection, version_ids)

    def load_provenance(self, group_ids: Iterable[str] | None = None) -> tuple[Provenance, ...]:
        """Return where all claim groups, or these, come from, by claim group."""
        return load.load_provenance(self._connection, group_ids)

    def load_skipped(self) -> tuple[Skipped, ...]:
        """Return all skipped items, by key and stage."""
        return load.load_skipped(self._connection)


class Warehouse(_File):
    """What runs write: a file, which has one writer at a time, or a lake, which many machines write.

    Each save is one transaction, whole or not at all.
    """

    def __init__(self, connection: DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._in_hand = ExitStack()
        self._shared = is_shared(connection)  # cannot be asked once the catalogue has gone

    @classmethod
    def open(cls, place: Path | Lake) -> Self:
        """Open the file or lake, or make it, and bring its schema and views up to date.

        Raises WarehouseLocked, WarehouseCorrupt, NotAWarehouse, NewerSchema, LakeError, or WarehouseError.
        """
        connection = open_writer(place)
        try:
            migrate(connection, place)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def close(self) -> None:
        """Close the file or lake; what the run had in hand is free for others."""
        self._in_hand.close()
        super().close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it. Raises LakeError where a lake could not be asked: its catalogue may go at any moment."""
        super().__exit__(kind, error, trace)
        if self._shared and isinstance(error, duckdb.Error):
            raise LakeError(f"the shared warehouse could not be asked: {masked(str(error))}") from error

    @property
    def is_shared(self) -> bool:
        """Tell whether other machines may be writing it too."""
        return self._shared

    def alone(self, stage: str) -> AbstractContextManager[None]:
        """Be the one machine that has the stage in hand, for the block: wait for others, however long."""
        return alone(self._connection, stage)

    def taking(self, stage: str, ids: Iterable[str]) -> AbstractContextManager[list[str]]:
        """Take in hand, for the block, those of the ids that no other machine has in this stage; yield them."""
        return holding(self._connection, stage, ids)

    def start_run(self, now: datetime, version: str) -> str:
        """Record a run of this version of sayso that starts now; return its id."""
        with transaction(self._connection):
            run_id = save.start_run(self._connection, now, version)
            self._in_hand.enter_context(self.taking(save.RUN, [run_id]))
            return run_id

    def finish_run(self, run_id: str, now: datetime, status: RunStatus, counts: Mapping[str, int]) -> None:
        """Record that the run ended now, and what the warehouse then held."""
        with transaction(self._connection):
            save.finish_run(self._connection, run_id, now, status, counts)

    def save_reading(
        self, outlets: Iterable[Outlet], pages: Iterable[Page], skipped: Iterable[Skipped], *, below: str
    ) -> int:
        """Store what was read; return how many pages are new or have other notes than before.

        The skipped items take the place of all that reading had skipped under keys that begin with `below`.
        """
        with transaction(self._connection):
            save.save_outlets(self._connection, outlets)
            fresh = save.save_pages(self._connection, pages)
            save.forget_skipped(self._connection, "read", below)
            save.save_skipped(self._connection, skipped)
            return fresh

    def pages_to_extract(
        self, extractor: str, archive: Collection[str] | None = None, chosen: Collection[str] | None = None
    ) -> list[str]:
        """Return the ids of the pages that no extractor has read or given up, with others of their articles.

        Of pages `chosen`, those that this one has not. Where the archive's files are named, none of another machine's.
        """
        return load.load_pages_to_extract(self._connection, extractor, archive, chosen)

    def load_pages(self, page_ids: Iterable[str]) -> list[Page]:
        """Return these pages, by id; the body of one that is archived is empty, and its place says where it lies."""
        return load.load_pages(self._connection, page_ids)

    def save_extraction(self, articles: Sequence[Article], skipped: Sequence[Skipped], extractor: str) -> int:
        """Store the article versions that the extractor read from pages, and the pages that it could not read.

        Returns how many versions are new. What an earlier extractor made of the same pages goes, with its claims.
        """
        with transaction(self._connection):
            return save.save_extraction(self._connection, articles, skipped, extractor)

    def versions_to_attribute(self, extractor: str, chosen: Collection[str] | None = None) -> list[str]:
        """Return the ids of the versions in which nobody has looked for claims, with the others of their articles.

        Of pages `chosen`, the versions in which this extractor has not.
        """
        return load.load_versions_to_attribute(self._connection, extractor, chosen)

    def save_claims(
        self, version_ids: Sequence[str], claims: Sequence[Claim], skipped: Sequence[Skipped], extractor: str
    ) -> int:
        """Store the claims that the extractor found in the versions, in place of all that they had.

        Returns how many claims are new. Versions among the skipped count as failed, the others as searched.
        """
        with transaction(self._connection):
            return save.save_claims(self._connection, version_ids, claims, skipped, extractor)

    def claims_digest(self) -> str:
        """Return what differs where the claims of articles' newest versions do. No claim is loaded for it."""
        return load.load_claims_digest(self._connection)

    def speakers_fingerprint(self) -> str:
        """Return the fingerprint that speakers were last saved with, "" where they never were."""
        return load.load_fingerprint(self._connection, save.SPEAKERS)

    def save_speakers(self, speakers: Sequence[Speaker], links: Sequence[SpeakerLink], fingerprint: str) -> None:
        """Store who speaks in which claims, in place of all that was held of it."""
        with transaction(self._connection):
            save.save_speakers(self._connection, speakers, links, fingerprint)

    def histories_to_compare(self, maker: str) -> tuple[History, ...]:
        """Return the articles whose versions or claims are others than those compared by this maker, by id."""
        return load_histories(self._connection, maker)

    def save_comparisons(self, comparisons: Iterable[Comparison]) -> None:
        """Store comparisons of versions in place of those held of the same articles."""
        save_comparisons(self._connection, comparisons)

    @property
    def ingestion(self) -> Ingestion:
        """Return what ingestion reads and writes here."""
        return Ingestion(self._connection)

    @property
    def matching(self) -> Matching:
        """Return what matching reads and writes here."""
        return Matching(self._connection)

    def save_reviews(self, reviews: Iterable[Review]) -> None:
        """Store verdicts of reviewers. Of several on one pair, held ones among them, the latest stays."""
        with transaction(self._connection):
            save.save_reviews(self._connection, reviews)

    def counts(self) -> dict[str, int]:
        """Return how many outlets (with articles), pages, articles, claims, … are held. Raises WarehouseError."""
        try:
            return load.load_counts(self._connection)
        except duckdb.Error as error:  # after a full disk nothing can be asked of what is open
            raise WarehouseError(f"the warehouse cannot be read: {error}") from error

    def audit(self) -> tuple[tuple[str, str], ...]:
        """Return (problem, id) of all that the audits find wrong, sorted."""
        return tuple(sorted({(finding.problem, finding.item_id) for finding in look(self._connection)}))

    def findings(self, chosen: Sequence[Audit] | None = None) -> tuple[Finding, ...]:
        """Return all that these audits, or all, find wrong, by audit. Raises WarehouseError."""
        return look(self._connection, chosen)

    def look_after_a_run(self, run_id: str) -> Findings:
        """Carry out all audits for the run, where anything has changed since the last; store and return what they find.

        Raises WarehouseError.
        """
        return look_after_a_run(self._connection, run_id)

    def publish(self, snapshot: Path, *, run_id: str = "", keep: int = 1, state: str = "") -> bool:
        """Put a copy of the warehouse in place of the snapshot, at once; return False where nothing has changed.

        With the run's id, the last `keep` snapshots are kept. Who has an old one open keeps reading it. Raises
        WarehouseError.
        """
        return publish(self._connection, snapshot, run_id=run_id, keep=keep, state=state)

    def compact(self, keep: Retention, now: datetime, *, if_it_pays: bool = False) -> Compacted:
        """Let go what is older than it is kept, and write the file anew without free space; then only close this.

        With `if_it_pays`, only where there is enough free space. Raises WarehouseError; the file is then as it was.
        """
        return compact(self._connection, keep, now, if_it_pays=if_it_pays)

    def list_runs(self, snapshot: Path) -> None:
        """Write the list of runs beside the snapshot anew. Raises OSError."""
        list_runs(self._connection, snapshot)


class Snapshot(_File):
    """A published copy, read-only and with no way out of it: no other file, no network, no extension, no setting."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the snapshot.

        Raises NoSnapshot, WarehouseCorrupt, NotAWarehouse, NewerSchema, OlderSchema, or WarehouseError.
        """
        if not path.exists():
            raise NoSnapshot(path)
        connection = open_reader(path)
        try:
            check_readable(connection, path)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def last_run_at(self) -> datetime | None:
        """Return when the last finished run ended, None where none has."""
        return load.load_last_run_at(self._connection)

    def schema_number(self) -> int:
        """Return the number of the newest migration that the snapshot's file has had."""
        return schema_number(self._connection, Path())

    def makers(self) -> tuple[tuple[str, str], ...]:
        """Return (stage, name and version) of the extractors and models that made what is held."""
        return load.load_makers(self._connection)

    def article_history(self, url: str) -> list[Row]:
        """Return the rows of `article_history` of the article under this URL, earliest first; none where none is."""
        return load.load_article_history(self._connection, url)

    def standing_steps(self, article_id: str) -> list[Row]:
        """Return the rows of `standing_steps` of an article's claims, by version."""
        return load.load_standing_steps(self._connection, article_id)

    def rows(self, name: str, **parameters: object) -> list[Row]:
        """Return the rows of the named query, queries/<name>.sql, each by column name. Times have no zone: UTC."""
        return records(self._connection, query(name), parameters or None)

    def count(self, name: str, **parameters: object) -> int:
        """Return how many rows the named query has."""
        counted = f"SELECT count(*) AS number FROM ({query(name).rstrip().removesuffix(';')})"  # noqa: S608 - our query
        [row] = records(self._connection, counted, parameters or None)
        return int(row["number"])

    def stream(self, name: str) -> Stream:
        """Return all rows of a table or view, some at a time, for what is too large to be held whole.

        Nothing else can be asked until it has ended. Raises QueryFailed, at once or on the way.
        """
        return stream(self._connection, name)

    def stream_rows(self, name: str) -> Stream:
        """Return the rows of the named query, queries/<name>.sql, some at a time; otherwise like `stream`."""
        return stream_query(self._connection, name)

    def query(self, sql: str, *, seconds: float | None = None) -> pyarrow.Table:
        """Return the answer to one query in DuckDB's SQL, which may take so long. Raises QueryRefused or QueryFailed.

        QueryStopped, a QueryFailed, where it takes longer, or the answer has more than a gibibyte.
        """
        return ask(self._connection, sql, seconds=seconds)

    def schema(self) -> tuple[TableInfo, ...]:
        """Return all tables, then all views, by name, with the comments on them and their columns."""
        return describe(self._connection)

    def macros(self) -> tuple[MacroInfo, ...]:
        """Return all table macros, by name, with what they are given and the columns of what they give."""
        return describe_macros(self._connection)
