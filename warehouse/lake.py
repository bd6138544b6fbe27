"""The shared warehouse: DuckLake, whose catalogue lies in PostgreSQL and whose rows lie in Parquet files.

Its tables are those of the DuckDB file, and so is all SQL that is run on them. What differs stands here: how it is
opened, that it has no keys (`without_keys`), and how machines wait for each other (`waiting`).

**Saves go one after the other.** Two writers that add the same row at once do not disturb each other in DuckLake, and
the row would be there twice. So a transaction that began before another one was committed may not commit (`open_lake`
allows no second try): that alone keeps rows single, whatever else goes wrong. For saves not to fail on that, each waits
for its turn first: a lock in the catalogue's database, which goes with the connection of a process that is killed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.util import find_spec
from math import inf
from pathlib import Path
from typing import Self

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.errors import LakeBusy, LakeError

SCHEME = "ducklake:"
# The name under which the catalogue's database is known to SQL besides, for its locks.
LOCKS = "locks"
_KNOWN = "ducklake:postgres:dbname=NAME host=HOST user=USER"
_PAIR = re.compile(r"\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s']+))(?=\s|$)")
_PATIENCE = 600.0  # seconds that a save waits for those of others
_GLANCE = "1s"  # a wait in PostgreSQL cannot be interrupted from the keyboard: it is taken in such bits
_TURN = "sayso save"
# A clause that ends a column, or a line of its own that ends the table.
_KEY_OF_TABLE = re.compile(r",\s*PRIMARY KEY \([^)]*\)")
_COLUMN_COMMENT = re.compile(r"^COMMENT ON COLUMN .*? IS '(?:[^']|'')*';\n", re.MULTILINE)
_COMPRESSION = re.compile(r" USING COMPRESSION \w+")
_KEY_OF_COLUMN = re.compile(r"\bPRIMARY KEY\b")


@dataclass(frozen=True, slots=True)
class Lake:
    """A shared warehouse: where its catalogue is, and the folder or s3:// URL of its Parquet files.

    The folder is "" where the catalogue knows it already. The password is never part of what is shown.
    """

    catalogue: str  # libpq's key=value pairs, without the password
    data: str
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str, data: str = "") -> Self:
        """Return the lake of `ducklake:postgres:dbname=… host=…`. Raises LakeError, which shows no password."""
        kind, _, rest = text.removeprefix(SCHEME).partition(":")
        pairs: dict[str, str] = {}
        end = 0
        for match in _PAIR.finditer(rest):
            if match.start() != end:
                break
            pairs[match[1]] = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3]
            end = match.end()
        if not text.startswith(SCHEME) or kind != "postgres" or rest[end:].strip() or "dbname" not in pairs:
            raise LakeError(
                f"{masked(text)!r} names no shared warehouse; it takes the form of {_KNOWN!r}, "
                "with spaces between what libpq takes as key=value"
            )
        password = pairs.pop("password", "")
        return cls(" ".join(f"{key}={_value(value)}" for key, value in pairs.items()), data, password)

    def __str__(self) -> str:
        return f"{SCHEME}postgres:{self.catalogue}"


def masked(text: str) -> str:
    """Return the text with what may be a password in it replaced."""
    text = re.sub(r"(?i)(password\s*=\s*)('(?:[^'\\]|\\.)*'?|\S+)", r"\1***", text)
    return re.sub(r"(://[^:/@\s]*:)\S*@", r"\1***@", text)


def without_keys(migration: str) -> str:
    """Return a migration as DuckLake takes it: columns of primary keys are NOT NULL, and nothing makes keys unique."""
    return _KEY_OF_COLUMN.sub("NOT NULL", _KEY_OF_TABLE.sub("", migration))


def without_compression(migration: str) -> str:
    """Return a migration that leaves it to Parquet how columns are compressed."""
    return _COMPRESSION.sub("", migration)


def without_column_comments(view: str) -> str:
    """Return a view's text without the comments on its columns, which DuckLake has for tables alone."""
    return _COLUMN_COMMENT.sub("", view)


def open_lake(lake: Lake, connection: DuckDBPyConnection, name: str) -> None:
    """Attach the lake for writing under the name, and make it where its database is empty. Raises LakeError."""
    for extension in ("postgres_scanner", "ducklake", *_more_extensions(lake)):
        load_extension(connection, extension)
    options = "" if not lake.data else f"(DATA_PATH {literal(_data_path(lake))})"
    try:
        # See the module's head. DuckLake would look whether both have changed the same files, and go on otherwise.
        connection.execute("SET ducklake_max_retry_count = 0")
        # Few rows would go into PostgreSQL instead, where snapshots do not have them.
        connection.execute("SET ducklake_default_data_inlining_row_limit = 0")
        if lake.password:  # as a secret it is shown nowhere
            connection.execute(f"CREATE SECRET (TYPE postgres, PASSWORD {literal(lake.password)})")
        connection.execute(f"ATTACH {literal(lake.catalogue)} AS {LOCKS} (TYPE postgres)")
        with waiting(connection, _TURN):
            connection.execute(f"ATTACH {literal(f'ducklake:postgres:{lake.catalogue}')} AS {name} {options}")
    except duckdb.Error as error:
        raise _explain(lake, str(error)) from error


def attach(connection: DuckDBPyConnection, path: Path, name: str, options: str) -> None:
    """Attach the DuckDB file under the name, a constant."""
    connection.execute(f"ATTACH {literal(str(path.resolve()))} AS {name} ({options})")


def load_extension(connection: DuckDBPyConnection, name: str) -> None:
    """Load a DuckDB extension from its package, else one that was installed into DuckDB. Raises LakeError."""
    package = f"duckdb_extension_{name}"
    source = name
    if find_spec(package):
        file = files(package) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        source = str(file)
    try:
        connection.execute(f"LOAD {literal(source)}")
    except duckdb.Error as error:
        raise LakeError(
            f"a shared warehouse needs DuckDB's extension {name}, and there is none for DuckDB {duckdb.__version__}: "
            "`make lake` sets up an environment that has it (docs/shared-warehouse.md); "
            f"DuckDB says: {str(error).splitlines()[0]}"
        ) from error


def is_shared(connection: DuckDBPyConnection) -> bool:
    """Tell whether the open warehouse is a lake."""
    found = connection.execute("FROM duckdb_databases() WHERE database_name = $name", {"name": LOCKS}).fetchall()
    return bool(found)


@contextmanager
def turn(connection: DuckDBPyConnection) -> Iterator[None]:
    """Have the block's transaction wait for those of other machines; a file has one writer anyway."""
    if not is_shared(connection):
        yield
        return
    with waiting(connection, _TURN):
        yield


@contextmanager
def waiting(connection: DuckDBPyConnection, name: str, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock of this name for the block, once nobody else does. Raises LakeBusy after so many seconds.

    The block must not ask for a lock that it holds already: each is asked for by a connection of its own.
    """
    with _locking(connection) as locks:
        until = time.monotonic() + patience
        while not _locked(locks, name):
            if time.monotonic() > until:
                raise LakeBusy(name, patience)
        yield


@contextmanager
def alone(connection: DuckDBPyConnection, stage: str) -> Iterator[None]:
    """Be the one machine that has this stage in hand, after however long a wait; a file is one process's anyway."""
    if not is_shared(connection):
        yield
        return
    with waiting(connection, stage, inf):
        yield


@contextmanager
def holding(connection: DuckDBPyConnection, stage: str, ids: Iterable[str]) -> Iterator[list[str]]:
    """Take those of the ids in hand that no other machine has in this stage, and yield them; of a file's, all."""
    wanted = list(ids)
    if not is_shared(connection):
        yield wanted
        return
    with _locking(connection) as locks:
        _begin(locks)
        yield [id_ for id_, got in zip(wanted, _try_locks(locks, stage, wanted), strict=True) if got]


def _try_locks(locks: DuckDBPyConnection, stage: str, ids: list[str]) -> list[bool]:
    names = ", ".join(literal(f"{stage} {id_}") for id_ in ids)
    if not names:
        return []
    sql = f"""
        SELECT place, pg_try_advisory_xact_lock(hashtextextended(name, 0)) AS got
        FROM unnest(ARRAY[{names}]) WITH ORDINALITY AS wanted(name, place)
    """  # noqa: S608 - literals
    return [got for _, got in sorted(_ask(locks, sql))]


@contextmanager
def _locking(connection: DuckDBPyConnection) -> Iterator[DuckDBPyConnection]:
    """Open a connection whose transaction has locks; they go with it, however it ends."""
    locks = connection.cursor()
    try:
        yield locks
    finally:
        with suppress(duckdb.Error):  # PostgreSQL may have gone, and the locks with it
            locks.execute("ROLLBACK")
        locks.close()


def _begin(locks: DuckDBPyConnection) -> None:
    locks.execute("BEGIN")
    # The connection waits idle, as long as the stage takes.
    _tell(locks, f"SET LOCAL lock_timeout = '{_GLANCE}'; SET LOCAL idle_in_transaction_session_timeout = 0")


def _locked(locks: DuckDBPyConnection, name: str) -> bool:
    _begin(locks)
    try:
        _ask(locks, f"SELECT pg_advisory_xact_lock(hashtextextended({literal(name)}, 0)) IS NULL AS waited")
    except duckdb.Error as error:
        locks.execute("ROLLBACK")
        if "lock timeout" in str(error):
            return False
        raise
    return True


def _ask(locks: DuckDBPyConnection, sql: str) -> list[tuple[object, bool]]:
    return locks.execute(f"FROM postgres_query('{LOCKS}', {literal(sql)})").fetchall()


def _tell(locks: DuckDBPyConnection, sql: str) -> None:
    locks.execute(f"CALL postgres_execute('{LOCKS}', {literal(sql)})")


def _more_extensions(lake: Lake) -> tuple[str, ...]:
    return ("httpfs",) if lake.data.startswith("s3://") else ()


def _data_path(lake: Lake) -> str:
    return lake.data if "://" in lake.data else f"{Path(lake.data).resolve()}/"


def _explain(lake: Lake, detail: str) -> LakeError:
    said = masked(detail.strip().splitlines()[0])
    if "DATA_PATH parameter" in detail:
        return LakeError(f"{lake} has its files elsewhere than in {lake.data!r}, the setting `warehouse_data`: {said}")
    if "data path" in detail.lower() or "data_path" in detail.lower():
        return LakeError(f"{lake} is empty: say with the setting `warehouse_data` where its files are to lie. {said}")
    return LakeError(f"{lake} could not be opened: {said}")


def _value(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return text if re.fullmatch(r"[^\s'\\=]+", text) else f"'{quoted}'"


def literal(text: str) -> str:
    """Return the text as SQL has it where it takes no parameters: ATTACH takes none before DuckDB 2.0."""
    return "'" + text.replace("'", "''") + "'"
