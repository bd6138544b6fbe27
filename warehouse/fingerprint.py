"""Tells whether a warehouse has changed, by a hash of its rows in any order."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from sources.types import content_id

AUDIT, SNAPSHOT = "audit", "snapshot"  # what the table derivations calls what is made of all else
# What says when runs were and what they found, not what the warehouse holds.
_APART = ("runs", "migrations", "audit_findings")
# Their rows' ids are hashes of them, and they are most of the bytes.
_HASHED_ALREADY = ("pages.body", "article_versions.text")


def fingerprint(connection: DuckDBPyConnection) -> str:
    """Return a hash of all rows but those of runs, migrations and findings; equal rows in any order give the same.

    Reads every table: a second for a million claims.
    """
    return content_id(*(f"{table} {_hash(connection, table, columns)}" for table, columns in _tables(connection)))


def load_fingerprint(connection: DuckDBPyConnection, name: str) -> str:
    """Return the fingerprint that the derivation was last saved with, "" where it never was."""
    found = connection.execute("SELECT fingerprint FROM derivations WHERE name = ?", [name]).fetchall()
    return str(found[0][0]) if found else ""


def _tables(connection: DuckDBPyConnection) -> list[tuple[str, list[str]]]:
    """Return the tables that count, each with the columns that do, by name."""
    found = connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() AS c "
        "SEMI JOIN (FROM duckdb_tables() WHERE NOT temporary) AS t USING (database_name, table_name) "
        "WHERE database_name = current_database() AND NOT list_contains($apart, table_name) "
        "AND NOT list_contains($hashed, table_name || '.' || column_name) "
        "GROUP BY table_name ORDER BY table_name",
        {"apart": list(_APART), "hashed": list(_HASHED_ALREADY)},
    ).fetchall()
    return [(table, columns) for table, columns in found]


def _hash(connection: DuckDBPyConnection, table: str, columns: list[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    others = f"WHERE name NOT IN ('{AUDIT}', '{SNAPSHOT}')" if table == "derivations" else ""
    [(number, total)] = connection.execute(
        f'SELECT count(*), sum(hash({names})::HUGEINT) FROM "{table}" {others}'  # noqa: S608
    ).fetchall()
    return f"{number} {total}"
