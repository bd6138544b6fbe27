"""Moves whole warehouses between a file and a lake, and keeps a lake tidy."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.connect import CATALOG, open_writer, remove_file, transaction
from warehouse.errors import LakeError, WarehouseError
from warehouse.lake import Lake, attach, masked, open_lake, turn
from warehouse.migrate import migrate
from warehouse.publish import flush

_OTHER = "other"  # the name under which SQL knows what rows are moved from
# Of these tables each side has rows of its own: what its schema and views are.
_OWN = ("migrations", "derivations")
_TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = $name AND NOT internal ORDER BY table_name"


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows were moved."""

    tables: int  # that had any
    rows: int


def move_to_lake(file: Path, lake: Lake) -> Moved:
    """Copy all rows of a warehouse file into a lake that has none yet, all at once or not at all.

    The file is brought to the newest schema first, and otherwise left as it is. Raises LakeError where the lake has
    rows, WarehouseError where the file is none, or what arrived is not what was sent.
    """
    if not file.exists():
        raise WarehouseError(f"there is no warehouse file at {file} to move")
    _bring_up_to_date(file)
    connection = open_writer(lake)
    try:
        migrate(connection, lake)
        attach(connection, file, _OTHER, "TYPE duckdb, READ_ONLY")
        with transaction(connection):
            for table in _tables(connection, CATALOG):
                if table not in _OWN and connection.execute(f'FROM "{table}" LIMIT 1').fetchall():
                    raise LakeError(
                        f"{lake} has rows already, in {table} for one: a file moves into an empty lake alone"
                    )
            return _copy(connection)
    finally:
        connection.close()


def move_to_file(lake: Lake, file: Path) -> Moved:
    """Copy all rows of a lake into a new warehouse file, which gets its name when it is whole.

    Nobody saves meanwhile. Raises WarehouseError where there is such a file already, or what arrived is not what was
    sent.
    """
    if file.exists():
        raise WarehouseError(f"{file} exists already: name a new file to move the shared warehouse to")
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    remove_file(partial)
    try:
        connection = open_writer(partial)
        try:
            migrate(connection, partial)
            open_lake(lake, connection, _OTHER)
            with transaction(connection):
                moved = _copy(connection)
        finally:
            connection.close()
        flush(partial)
        partial.rename(file)
        flush(file.parent)
    except BaseException:
        with suppress(OSError):
            remove_file(partial)
        raise
    return moved


def tidy_lake(lake: Lake, days: int) -> None:
    """Merge small Parquet files, let states of more than so many days ago go, and delete what only those needed.

    Whoever reads by a copy of the catalogue that is older finds files gone. Raises LakeError.
    """
    connection = open_writer(lake)
    ago = f"now() - INTERVAL {int(days)} DAY"
    try:
        for call in (
            f"ducklake_expire_snapshots('{CATALOG}', older_than => {ago})",
            f"ducklake_rewrite_data_files('{CATALOG}')",
            f"ducklake_merge_adjacent_files('{CATALOG}')",
            f"ducklake_cleanup_old_files('{CATALOG}', older_than => {ago})",
            # What a killed save had written and not committed, but not what one is writing now.
            f"ducklake_delete_orphaned_files('{CATALOG}', older_than => now() - INTERVAL {max(1, int(days))} DAY)",
        ):
            with turn(connection):
                # What they return has times with zones, for which Python would need pytz.
                connection.execute(f"SELECT count(*) FROM {call}").fetchall()  # noqa: S608 - one of the above
    except duckdb.Error as error:
        raise LakeError(f"{lake} could not be tidied: {masked(str(error))}") from error
    finally:
        connection.close()


def _bring_up_to_date(file: Path) -> None:
    connection = open_writer(file)
    try:
        migrate(connection, file)
    finally:
        connection.close()


def _copy(connection: DuckDBPyConnection) -> Moved:
    """Copy all rows of the other side's tables into the open warehouse's; compare what arrived with what was sent."""
    tables = rows = 0
    for table in _tables(connection, _OTHER):
        condition = "WHERE name <> 'views'" if table == "derivations" else ""
        if table != "migrations":
            connection.execute(f'INSERT INTO "{table}" BY NAME FROM {_OTHER}.main."{table}" {condition}')
            sent = _content(connection, f'{_OTHER}.main."{table}"', condition)
            arrived = _content(connection, f'"{table}"', condition)
            if sent != arrived:
                raise WarehouseError(f"{table} arrived with other rows than were sent: {arrived}, not {sent}")
            tables += sent[0] > 0
            rows += sent[0]
    return Moved(tables, rows)


def _content(connection: DuckDBPyConnection, table: str, condition: str) -> tuple[int, int | None]:
    """Return how many rows there are, and the sum of their hashes."""
    [(number, total)] = connection.execute(
        f"SELECT count(*), sum(hash(t)::HUGEINT) FROM {table} AS t {condition}"  # noqa: S608
    ).fetchall()
    return number, total


def _tables(connection: DuckDBPyConnection, name: str) -> list[str]:
    return [table for (table,) in connection.execute(_TABLES, {"name": name}).fetchall()]
