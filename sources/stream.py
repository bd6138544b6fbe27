"""Archives of others → responses → pages, one in memory at a time: WARC files, CC-NEWS segments, WACZ."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, cast
from urllib.parse import urlsplit

from sources.errors import DamagedRecord, UnreadablePage
from sources.read import LARGEST_FILE
from sources.registry import Registry
from sources.salvage import OversizedRecord, take_records
from sources.types import Page, Response, Skipped, content_id
from sources.unpack import unpack_body
from sources.urls import clean_url
from sources.warc import Head, Record, check_digest, parse_head

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz")

_HTML = {"text/html", "application/xhtml+xml"}
_LONGEST_HEAD = 1 << 16  # bytes of an HTTP response's head
_MOST_TOLD = 5  # of what is counted, as many are named
_MOST_COUNTED = 1000  # and so many are told apart
# Records that accompany others; a file has about one a response.
_BESIDE = {"warcinfo", "request", "metadata"}
_ZIP_ENTRY = re.compile(r"archive/[^/]+\.warc(?:\.gz|\.zst)?", re.IGNORECASE)


def read_responses(path: Path, largest: int = LARGEST_FILE) -> Iterator[Response | Skipped]:
    """Yield the HTML pages that an archive holds as responses with status 200, in its order, bodies decoded.

    A record that cannot be used is skipped by itself: damaged, torn, of more than `largest` bytes as it lies there or
    unpacked. What is no page (images, redirects, revisits, …) is counted, and told at each file's end as one Skipped
    for each reason. A WACZ is read from the zip as it is; its files have its name before their own.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) == b"PK\x03\x04":
                yield from _read_zip(file, path.name, largest)
            else:
                yield from _read_warc(file, path.name, path.stat().st_size, largest)
    except OSError as error:
        yield Skipped(path.name, "read", f"cannot be read: {error.strerror or error}")


def pages_of(responses: Iterable[Response | Skipped], registry: Registry) -> Iterator[Page | Skipped]:
    """Yield the responses of known outlets as pages, and what was skipped as it is.

    An outlet is known by the domain of the URL. How many responses each other domain has is told at the end.
    """
    for item in of_outlets(responses, registry):
        if isinstance(item, Skipped):
            yield item
        else:
            try:
                yield page_of(*item)
            except UnreadablePage as error:
                yield Skipped(item[0].final_url, "read", str(error))


def of_outlets(
    responses: Iterable[Response | Skipped], registry: Registry, outlet_id: str | None = None
) -> Iterator[tuple[Response, str] | Skipped]:
    """Yield the responses of known outlets with the outlet's id, and what was skipped as it is.

    An outlet is known by the domain of the URL; `outlet_id` is that of all others. Without one, how many responses each
    other domain has is told at the end.
    """
    strangers = _Tally()
    for response in responses:
        if isinstance(response, Skipped):
            yield response
        elif outlet := registry.by_domain(response.final_url):
            yield response, outlet.id
        elif outlet_id is not None:
            yield response, outlet_id
        else:
            strangers.add(_host(response.final_url))
    if strangers:
        yield Skipped("pages of no known outlet", "read", f"{strangers}; add their domains to an outlets file")


def page_of(response: Response, outlet_id: str) -> Page:
    """Return a response as an outlet's page, under the URL that answered.

    Raises UnreadablePage for a status other than 200, what is no HTML, an empty body, and a URL that is no web address.
    """
    url = clean_url(response.final_url)
    if response.status != 200:
        raise UnreadablePage(f"the server answered with status {response.status}; a page has 200")
    if (media_type := media_type_of(response)) not in _HTML:
        raise UnreadablePage(f"of type {media_type or 'unknown'!r}, and no HTML")
    if not response.body.strip():
        raise UnreadablePage("the page is empty")
    if url is None:
        raise UnreadablePage(f"{response.final_url[:200]!r} is no address of the web")
    return Page(
        id=content_id(outlet_id, url, response.body),
        outlet_id=outlet_id,
        url=url,
        fetched_at=response.fetched_at,
        media_type="text/html",
        body=response.body,
    )


def media_type_of(response: Response) -> str:
    """Return the media type in lower case, without parameters; where none is named, text/html for what begins so."""
    return _media_type(response.header("content-type")) or ("text/html" if _begins_as_html(response.body) else "")


def _media_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()


def _begins_as_html(body: bytes) -> bool:
    return re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", body[:1024], re.IGNORECASE) is not None


def _read_warc(file: BinaryIO, name: str, size: int, largest: int) -> Iterator[Response | Skipped]:
    taking = _Taking(largest)
    yield from take_records(file, name, size, taking.take)
    yield from taking.counted(name)


def _read_zip(file: BinaryIO, name: str, largest: int) -> Iterator[Response | Skipped]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if _ZIP_ENTRY.fullmatch(entry.filename)]
            if not entries:
                yield Skipped(name, "read", "a zip file without archive/….warc.gz, so no WACZ")
            for entry in entries:
                inner = f"{name}/{entry.filename}"
                with archive.open(entry) as opened:
                    yield from _read_warc(cast(BinaryIO, _Entry(opened)), inner, entry.file_size, largest)
    except (*_ZIP_ERRORS, OSError) as error:
        yield Skipped(name, "read", f"a damaged or encrypted zip file ({error}); what is left of it is left")


_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError)


class _Entry:
    """A file within a zip file, as a file; damage of the zip file is told as damage of a record."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._file.read(size)
        except _ZIP_ERRORS as error:
            raise DamagedRecord(f"the zip file is damaged ({error})") from error

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        try:
            return self._file.seek(offset, whence)
        except _ZIP_ERRORS as error:
            raise DamagedRecord(f"the zip file is damaged ({error})") from error

    def tell(self) -> int:
        return self._file.tell()


class _Taking:
    """Takes responses from records, and counts what is none."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._kinds, self._statuses, self._types = _Tally(), _Tally(), _Tally()

    def take(self, record: Record) -> Response | None:
        """Return a record's response. Raises UnreadablePage and DamagedRecord, as `take_records` has them raised."""
        length = record.length
        wanted = record.kind == "response" and self._is_http(record)
        if record.kind != "response" and record.kind not in _BESIDE:
            self._kinds.add(record.kind)
        start = record.read(_LONGEST_HEAD) if wanted and length <= self._largest else b""
        head = parse_head(start)
        if wanted and head is not None:
            wanted = self._is_page(head, start[head.length :])
        if length > self._largest:
            # Images and films too: reading through what claims to be so large is what takes the time.
            raise OversizedRecord(f"a record of {length:,} bytes, more than the {self._largest:,} that are read")
        if not wanted:
            return None
        block = start + record.read(length - len(start))
        if len(block) < length:
            raise DamagedRecord(f"the file ends after {len(block):,} of the record's {length:,} bytes")
        if head is None:
            raise UnreadablePage("a record that says it is an HTTP response, and is none")
        check_digest(record.field("warc-block-digest"), block)
        return _response(record, head, block[head.length :], self._largest)

    def counted(self, name: str) -> Iterator[Skipped]:
        """Yield what was counted, as one Skipped for each reason."""
        for tally, what in (
            (self._kinds, "records that are no responses"),
            (self._statuses, "responses with another status than 200"),
            (self._types, "responses that are no HTML"),
        ):
            if tally:
                yield Skipped(f"{name}: {what}", "read", str(tally))

    def _is_http(self, record: Record) -> bool:
        is_http = record.field("content-type").replace(" ", "").lower().startswith("application/http")
        if not is_http and record.field("warc-target-uri").strip("<> ").lower().startswith("http"):
            return True  # old writers leave the type out
        if not is_http:
            self._types.add(_media_type(record.field("content-type")) or "no HTTP")
        return is_http

    def _is_page(self, head: Head, start: bytes) -> bool:
        if head.status != 200:
            self._statuses.add(str(head.status))
            return False
        header = next((value for name, value in head.headers if name == "content-type"), "")
        media_type = _media_type(header) or ("text/html" if _begins_as_html(start) else "no type")
        if media_type not in _HTML:
            self._types.add(media_type)
            return False
        return True


def _response(record: Record, head: Head, body: bytes, largest: int) -> Response:
    url = record.field("warc-target-uri").strip().removeprefix("<").removesuffix(">")  # WARC/1.0 had it in brackets
    transfer, content = (_joined(head, name) for name in ("transfer-encoding", "content-encoding"))
    try:
        at = datetime.fromisoformat(record.field("warc-date"))
        # WARC dates are UTC; an offset, which they never have, is believed.
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnreadablePage(f"a record of the date {record.field('warc-date')[:40]!r}") from error
    if clean_url(url) is None:
        raise UnreadablePage(f"a record of the URL {url[:200]!r}, which is no address of the web")
    return Response(
        url=url,
        final_url=url,
        status=head.status,
        headers=head.headers,
        body=unpack_body(body, transfer, content, largest),
        fetched_at=at,
    )


def _joined(head: Head, name: str) -> str:
    return ",".join(value for known, value in head.headers if known == name)


class _Tally:
    """Counts things by name, a bounded number of names."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, name: str) -> None:
        known = name in self._counts or len(self._counts) < _MOST_COUNTED
        self._counts[name[:100] if known else "others"] += 1

    def __bool__(self) -> bool:
        return bool(self._counts)

    def __str__(self) -> str:
        told = self._counts.most_common(_MOST_TOLD)
        rest = self._counts.total() - sum(count for _, count in told)
        parts = [f"{name} {count:,}" for name, count in told] + ([f"others {rest:,}"] if rest else [])
        return f"{self._counts.total():,}: {', '.join(parts)}"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "no host"
    except ValueError:
        return "no host"
