"""What comparing the versions of articles takes up and puts down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from claims.standing import Standing
from sources.edits import Edit
from warehouse.connect import records, transaction
from warehouse.save import append
from warehouse.sql import query


@dataclass(frozen=True, slots=True)
class History:
    """An article of several versions, earliest first, that is to be compared."""

    article_id: str
    version_ids: tuple[str, ...]
    fingerprint: str  # of the versions and their claims


@dataclass(frozen=True, slots=True)
class Revision:
    """What was edited from one version of an article to the next, with the words."""

    from_version_id: str
    to_version_id: str
    edits: tuple[tuple[str, Edit, str, str], ...]  # part ("title" or "text"), edit, old words, new words


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing an article's versions has found."""

    history: History
    revisions: tuple[Revision, ...]
    standings: tuple[Standing, ...]


def load_histories(connection: DuckDBPyConnection, maker: str) -> tuple[History, ...]:
    """Return the articles whose versions or claims are others than those compared by this maker, by id."""
    found = records(connection, query("articles_to_compare"), {"maker": maker})
    return tuple(History(row["article_id"], tuple(row["version_ids"]), row["fingerprint"]) for row in found)


def save_comparisons(connection: DuckDBPyConnection, comparisons: Iterable[Comparison]) -> None:
    """Store comparisons in place of those held of the same articles, in one transaction.

    What is held of articles that have one version by now goes too.
    """
    found = list(comparisons)
    with transaction(connection):
        _forget(connection, [one.history.article_id for one in found])
        append(connection, "comparisons", [
            {"article_id": one.history.article_id, "fingerprint": one.history.fingerprint} for one in found
        ])  # fmt: skip
        append(connection, "edits", [row for one in found for row in _edit_rows(one)])
        append(connection, "standings", [row for one in found for row in _standing_rows(one)])
        append(connection, "standing_steps", [row for one in found for row in _step_rows(one)])


def _forget(connection: DuckDBPyConnection, article_ids: list[str]) -> None:
    connection.execute(query("outdated_comparisons"), {"article_ids": article_ids})
    connection.execute(query("forget_comparisons"))


def _edit_rows(comparison: Comparison) -> Iterable[dict[str, object]]:
    for revision in comparison.revisions:
        for position, (part, edit, old, new) in enumerate(revision.edits):
            yield {
                "article_id": comparison.history.article_id,
                "from_version_id": revision.from_version_id,
                "to_version_id": revision.to_version_id,
                "position": position,
                "part": part,
                "kind": edit.kind,
                "trivial": edit.trivial,
                "old_start": edit.old_start,
                "old_end": edit.old_end,
                "new_start": edit.new_start,
                "new_end": edit.new_end,
                "old_text": old,
                "new_text": new,
            }


def _standing_rows(comparison: Comparison) -> Iterable[dict[str, object]]:
    for standing in comparison.standings:
        yield {
            "standing_id": standing.claim_id,
            "article_id": comparison.history.article_id,
            "claim_ids": list(standing.claim_ids),
            "version_ids": list(standing.version_ids),
            "fate": standing.fate,
        }


def _step_rows(comparison: Comparison) -> Iterable[dict[str, object]]:
    for standing in comparison.standings:
        for step in standing.steps:
            yield {
                "standing_id": standing.claim_id,
                "version_id": step.version_id,
                "version": step.number + 1,
                "kind": step.kind,
                "before_text": step.before and step.before.text,
                "after_text": step.after and step.after.text,
                "changes": [change.kind for change in step.changes],
            }
