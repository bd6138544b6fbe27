"""Looks for what should not be in a warehouse: rows that point nowhere, spans that are not the text, ids held twice.

Each audit is a file of audits/: a query for bad rows, (problem, id), under a head that says what is wrong, what that
means and what to do, and why it is fatal where it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import duckdb
from duckdb import DuckDBPyConnection

from claims.match import MATCHER
from claims.score import load_weights
from sources.types import content_id
from warehouse import sql
from warehouse.connect import transaction
from warehouse.errors import WarehouseError
from warehouse.fingerprint import AUDIT, fingerprint, load_fingerprint
from warehouse.save import append, save_fingerprint

DAYS = 30  # claims of articles further apart are not matched (flows.matching.WINDOW_DAYS), unless of one story
KEPT = 100  # findings of an audit that a run stores; their number is stored whole
_HEAD = re.compile(r"-- Wrong: (.+)\n-- Means: (.+)\n-- Do: (.+)\n(?:-- Fatal: (.+)\n)?")


@dataclass(frozen=True, slots=True)
class Audit:
    """A query for what should not be there."""

    name: str  # "claims_that_are_not_the_text"
    wrong: str
    means: str
    remedy: str
    fatal: str  # why nothing is published while it finds something; empty where that does not matter
    query: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that an audit found wrong."""

    audit: str
    problem: str
    item_id: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What the audits found at the end of a run."""

    counts: Mapping[str, int]  # audit → number, of those that found any
    state: str  # the fingerprint of what was looked at


@cache
def audits() -> tuple[Audit, ...]:
    """Return all audits, by name."""
    return tuple(_read(name, text) for name, text in sql.audits())


def _read(name: str, text: str) -> Audit:
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"audits/{name}.sql begins with no `-- Wrong:`, `-- Means:` and `-- Do:`")
    wrong, means, remedy, fatal = head.groups(default="")
    return Audit(name, wrong, means, remedy, fatal, text)


def look(connection: DuckDBPyConnection, chosen: Sequence[Audit] | None = None) -> tuple[Finding, ...]:
    """Return all that these audits, or all, find wrong, by audit, problem and id. Raises WarehouseError."""
    return tuple(
        Finding(audit.name, problem, item_id)
        for audit in (audits() if chosen is None else chosen)
        for problem, item_id in sorted(_rows(connection, audit))
    )


def look_after_a_run(connection: DuckDBPyConnection, run_id: str) -> Findings:
    """Store what all audits find wrong, in place of what was found before; return how many things each found.

    What is as it was when the last run looked is not looked at again. Raises WarehouseError.
    """
    state = fingerprint(connection)
    looked_at = content_id(state, *(audit.query for audit in audits()))
    if load_fingerprint(connection, AUDIT) == looked_at:
        counts = _counts_of_last_run(connection)
    else:
        found = look(connection)
        counts = Counter(finding.audit for finding in found)
        _store(connection, found, looked_at)
    with transaction(connection):
        connection.execute(
            "UPDATE runs SET findings = map($names::VARCHAR[], $numbers::BIGINT[]) WHERE run_id = $run_id",
            {"run_id": run_id, "names": list(counts), "numbers": list(counts.values())},
        )
    return Findings(dict(counts), state)


def _rows(connection: DuckDBPyConnection, audit: Audit) -> list[tuple[str, str]]:
    weights = load_weights()
    known = {"days": DAYS, "matcher": MATCHER, "same": weights.same, "unsure": weights.unsure}
    parameters = {name: value for name, value in known.items() if f"${name}" in audit.query}
    try:
        return connection.execute(audit.query, parameters or None).fetchall()
    except duckdb.Error as error:
        raise WarehouseError(f"the audit {audit.name} could not be carried out: {error}") from error


def _store(connection: DuckDBPyConnection, found: Sequence[Finding], looked_at: str) -> None:
    position: Counter[str] = Counter()
    rows = []
    for one in found:
        if position[one.audit] < KEPT:
            place = position[one.audit]
            rows.append({"audit": one.audit, "position": place, "problem": one.problem, "item_id": one.item_id})
        position[one.audit] += 1
    with transaction(connection):
        connection.execute("DELETE FROM audit_findings")
        append(connection, "audit_findings", rows)
        save_fingerprint(connection, AUDIT, looked_at)


def _counts_of_last_run(connection: DuckDBPyConnection) -> dict[str, int]:
    found = connection.execute(
        "SELECT findings FROM runs WHERE findings IS NOT NULL ORDER BY rowid DESC LIMIT 1"
    ).fetchall()
    return dict(found[0][0]) if found else {}
