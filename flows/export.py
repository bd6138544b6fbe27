"""`sayso export`: tables, views and claims of a snapshot as files that other programs read.

All files are written under a folder of their own inside the one that was named, and put in place when the last of them
is whole. `export.json` lists them: what they hold, and what was left out.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from flows import show
from flows.listing import UnknownTable
from flows.reporting import NEVER
from flows.settings import VERSION
from reports.claim_jsonld import Source, ToldArticle, ToldClaim, ToldPassage, claim_line, claims_graph
from reports.moments import moment_in_iso
from sources.errors import SaysoError
from warehouse import Snapshot, TableInfo
from warehouse.export import Stream
from warehouse.rows import aware

MANIFEST = "export.json"
STAGING = ".export.partial"
STAGED_VIEWS = "stg_"  # views that only other views are made of
# Parquet is compressed and read a row group at a time: a group holds so many rows or bytes, whichever it has first.
GROUP_ROWS, GROUP_BYTES = 131_072, 64 * 2**20
CLAIMS = "claims_with_tellings"

Tell = Callable[[str, int], None]  # what is being written, and how many more files are done


class ExportForm(StrEnum):
    """Forms of an export."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"
    jsonld = "jsonld"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported, where to, and as what."""

    out: Path
    form: ExportForm = ExportForm.parquet
    only: tuple[str, ...] = ()  # tables and views; all tables and marts where none is named
    replace: bool = False  # an earlier export in the same folder
    whole: bool = False  # all tables and no views, with what `sayso import` needs


class UnreadableExport(SaysoError):
    """A folder that nothing can be imported from."""


class UnwritableExport(SaysoError):
    """A folder that an export cannot be written to, or must not."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export."""

    name: str  # the table's or view's
    kind: str  # table, view or claims
    file: str
    rows: int
    bytes: int
    left_out: tuple[str, ...] = ()  # columns
    sha256: str = ""  # of a whole export's files


@dataclass(frozen=True, slots=True)
class Export:
    """All that was written."""

    format: str
    made: str  # when the snapshot's last run ended
    sayso: str  # version
    files: tuple[ExportedFile, ...]
    schema: int = 0  # the snapshot's
    whole: bool = False


def export(snapshot: Snapshot, wish: Wish, tell: Tell) -> Export:
    """Write all tables and marts, or those named, or all claims as linked data, into a folder.

    Raises UnknownTable, UnwritableExport, or QueryFailed; the folder is then as it was.
    """
    form = wish.form
    chosen = _wished(snapshot, wish)
    made = moment_in_iso(snapshot.last_run_at() or NEVER)
    with _staged(wish.out, replace=wish.replace) as folder:
        if form is ExportForm.jsonld:
            files = _write_claims(snapshot, folder, tell)
        else:
            files = [_write_table(snapshot, table, form, folder, tell) for table in chosen]
        if wish.whole:
            files = [replace(file, sha256=checksum(folder / file.file)) for file in files]
        done = Export(form.value, made, VERSION, tuple(files), snapshot.schema_number(), wish.whole)
        (folder / MANIFEST).write_text(_manifest(done, chosen), encoding="utf-8", newline="\n")
    return done


def count_files(snapshot: Snapshot, wish: Wish) -> int:
    """Return how many files an export will have. Raises UnknownTable."""
    return 2 if wish.form is ExportForm.jsonld else len(_wished(snapshot, wish))


def checksum(path: Path) -> str:
    """Return the file's SHA-256, hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wished(snapshot: Snapshot, wish: Wish) -> list[TableInfo]:
    tables = snapshot.schema()
    return [table for table in tables if table.kind == "table"] if wish.whole else _chosen(tables, wish.only)


def _chosen(tables: Iterable[TableInfo], only: Sequence[str]) -> list[TableInfo]:
    known = {table.name: table for table in tables}
    for name in only:
        if name not in known:
            raise UnknownTable(f"no table or view is called {name!r}; there are " + ", ".join(known))
    if only:
        return [known[name] for name in dict.fromkeys(only)]
    return [table for table in known.values() if not (table.kind == "view" and table.name.startswith(STAGED_VIEWS))]


def _write_table(snapshot: Snapshot, table: TableInfo, form: ExportForm, folder: Path, tell: Tell) -> ExportedFile:
    stream = snapshot.stream(table.name)
    path = folder / f"{file_name(table.name)}.{form.value}"
    rows = 0
    left_out: tuple[str, ...] = ()
    tell(table.name, 0)
    with path.open("wb") as file:
        if form is ExportForm.csv:
            left_out = tuple(field.name for field in stream.schema if pa.types.is_binary(field.type))
        for rows in _WRITERS[form](stream, file, left_out):
            tell(f"{table.name}  {rows:,} rows", 0)
    tell(table.name, 1)
    return ExportedFile(table.name, table.kind, path.name, rows, path.stat().st_size, left_out)


def file_name(table: str) -> str:
    """Return a table's name as that of a file: letters, digits and _ are kept, all else is percent-encoded."""
    return quote(table, safe="").replace(".", "%2E")


def write_parquet(stream: Stream, file: IO[bytes], _: Sequence[str] = ()) -> Iterator[int]:
    """Write Parquet, compressed with zstd; yield how many rows are written."""
    rows = 0
    with pq.ParquetWriter(file, stream.schema, compression="zstd") as writer:
        for table in _groups(stream):
            writer.write_table(table)
            rows += table.num_rows
            yield rows


def write_csv(stream: Stream, file: IO[bytes], left_out: Sequence[str] = ()) -> Iterator[int]:
    """Write CSV as RFC 4180 has it, with cells as in `sayso sql --csv`; yield how many rows are written."""
    rows = 0
    names = [name for name in stream.schema.names if name not in left_out]
    with io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(show.csv_cells(names))
        for batch in stream.batches:
            writer.writerows(map(show.csv_cells, show.rows_of(batch.select(names))))
            rows += batch.num_rows
            yield rows


def write_jsonl(stream: Stream, file: IO[bytes], _: Sequence[str] = ()) -> Iterator[int]:
    """Write an object a line: times are ISO 8601 in UTC, bytes base64; yield how many rows are written."""
    rows = 0
    names = stream.schema.names
    for batch in stream.batches:
        for row in show.rows_of(batch):
            record = {name: show.plain(value, _leaf) for name, value in zip(names, row, strict=True)}
            file.write(f"{show.escape_controls(json.dumps(record, ensure_ascii=False))}\n".encode())
        rows += batch.num_rows
        yield rows


_WRITERS = {ExportForm.parquet: write_parquet, ExportForm.csv: write_csv, ExportForm.jsonl: write_jsonl}


def _leaf(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):  # times of the warehouse have no zone, and are UTC
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment.isoformat().replace("+00:00", "Z")
    return str(value)


def _groups(stream: Stream) -> Iterator[pa.Table]:
    """Yield the batches, joined to row groups."""
    held: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in stream.batches:
        held.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.Table.from_batches(held, stream.schema)
            held, rows, size = [], 0, 0
    if held:
        yield pa.Table.from_batches(held, stream.schema)


def _write_claims(snapshot: Snapshot, folder: Path, tell: Tell) -> list[ExportedFile]:
    """Write all claims twice: a line each, and as one graph."""
    lines, graph = folder / "claims.jsonl", folder / "claims.jsonld"
    number = 0

    def counted() -> Iterator[ToldClaim]:
        nonlocal number
        for number, claim in enumerate(told_claims(snapshot.stream_rows(CLAIMS)), 1):
            if number % 1_000 == 0:
                tell(f"claims  {number:,}", 0)
            yield claim

    files = []
    for path, texts in ((lines, map(claim_line, counted())), (graph, claims_graph(counted()))):
        number = 0
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(texts)
        tell("claims", 1)
        files.append(ExportedFile("claims", "claims", path.name, number, path.stat().st_size))
    return files


def told_claims(stream: Stream) -> Iterator[ToldClaim]:
    """Yield the claims of rows of queries/claims_with_tellings.sql."""
    rows = (row for batch in stream.batches for row in batch.to_pylist())
    for group_id, tellings in groupby(rows, key=lambda row: row["group_id"]):
        yield ToldClaim(group_id, tuple(map(_telling, tellings)))


def _telling(row: dict[str, Any]) -> ToldPassage:
    article = ToldArticle(
        version_id=row["version_id"],
        outlet_id=row["outlet_id"],
        outlet=row["outlet"],
        outlet_stand_in=row["outlet_synthetic"],
        stand_in=row["synthetic"],
        url=row["url"],
        title=row["title"],
        byline=row["byline"],
        published=aware(row["published"]),
        modified=aware(row["modified"]),
        language=row["language"],
    )
    source = None
    if row["speaker"] is not None:
        source = Source(row["speaker"], row["source_type"], row["speaker_id"], row["known_as"])
    return ToldPassage(
        claim_id=row["claim_id"],
        article=article,
        wording=row["wording"],
        kind=row["kind"],
        source=source,
        relays=tuple(row["relays"]),
        canonical=row["canonical"],
        first_told=row["first_told"],
    )


def _manifest(done: Export, tables: Iterable[TableInfo]) -> str:
    """Return what was written, with what each table and column means, as JSON."""
    known = {table.name: table for table in tables}
    record = asdict(done)
    for file in record["files"]:
        table = known.get(file["name"]) if file["kind"] != "claims" else None
        if table:
            file["comment"] = table.comment
            file["columns"] = [asdict(column) for column in table.columns if column.name not in file["left_out"]]
    return show.escape_controls(json.dumps(record, ensure_ascii=False, indent=2)) + "\n"


@contextmanager
def _staged(out: Path, *, replace: bool) -> Iterator[Path]:
    """Give a folder whose files are put into `out` once all are whole. Raises UnwritableExport."""
    earlier = _earlier(out, replace=replace)
    made = not out.exists()
    staging = out / STAGING
    try:
        shutil.rmtree(staging, ignore_errors=True)  # of an export that was killed
        staging.mkdir(parents=True)
        yield staging
        fresh = sorted((path.name for path in staging.iterdir()), key=lambda name: (name == MANIFEST, name))
        for name in earlier - set(fresh):
            (out / name).unlink(missing_ok=True)
        for name in fresh:
            (staging / name).replace(out / name)
        staging.rmdir()
    except BaseException as error:
        with suppress(OSError):
            shutil.rmtree(staging, ignore_errors=True)
            if made:
                out.rmdir()
        if isinstance(error, OSError):
            raise UnwritableExport(
                f"{out} could not be written: {error.strerror or error}; make room there, or name another folder"
            ) from error
        raise


def _earlier(out: Path, *, replace: bool) -> set[str]:
    """Return the files of an earlier export in the folder, which may be replaced. Raises UnwritableExport."""
    try:
        found = {path.name for path in out.iterdir()} - {STAGING}
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise UnwritableExport(f"{out} cannot be used: {error.strerror}; name a new or an empty folder") from error
    if not found:
        return found
    what = f"{len(found)} file{'' if len(found) == 1 else 's'}"
    if not replace:
        raise UnwritableExport(
            f"{out} holds {what} already; name a new or an empty folder, or replace an earlier export with --replace"
        )
    others = sorted(found - _listed_in(out / MANIFEST))
    if others:
        raise UnwritableExport(
            f"{out} holds what no earlier export has written, such as {others[0]!r}, and is left alone: "
            "name a new folder"
        )
    return found


def _listed_in(manifest: Path) -> set[str]:
    """Return the files of which an earlier export says that it wrote them, itself included."""
    try:
        files = json.loads(manifest.read_text(encoding="utf-8"))["files"]
        return {MANIFEST, *(str(file["file"]) for file in files)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
