"""WARC records (ISO 28500:2017, WARC/1.1) ↔ responses. fastwarc is imported here alone; it reads what anybody wrote.

A response is written as any WARC tool reads it: a head and a body without encodings, what was taken off or no longer
holds standing in the head as X-Archive-Orig-…. What a replay needs beyond that are fields of ours:

Sayso-Outlet, Sayso-Purpose     whose response it is and what it was asked for
Sayso-Url, Sayso-Redirect       what was asked for and the URLs on the way; WARC-Target-URI is what answered
Sayso-Exact                     all of it as JSON, where what stands above reads back otherwise: odd characters mostly
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Protocol, cast, get_args
from urllib.parse import quote
from uuid import uuid4

from fastwarc.stream_io import BrotliReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord

from sources.errors import DamagedRecord
from sources.types import Purpose, Response

Fields = tuple[tuple[str, str], ...]  # names in lower case, in the order in which they stand

_LONGEST_HEAD = 1 << 15  # bytes of the named fields of a record of others
_LONGEST_OWN_HEAD = 1 << 26
_ORIGINAL = "x-archive-orig-"
_TAKEN_OFF = {"content-encoding", "transfer-encoding", "content-length"}
_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")  # what no header's name has (RFC 9110 §5.6.2)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?!\d)[^\n]*")
_SOFTWARE = "software: sayso\r\nformat: WARC File Format 1.1\r\n"


@dataclass(frozen=True, slots=True)
class Archived:
    """A response with whose it is and what it was asked for."""

    response: Response
    outlet_id: str
    purpose: Purpose


class Source(Protocol):
    """What records are read from: plain bytes, in order."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes, none at the end."""

    def tell(self) -> int:
        """Return how many bytes were given."""


class Record:
    """One record, to be read before the next one is asked for."""

    def __init__(self, record: WarcRecord) -> None:
        self._record = record
        self.position = record.stream_pos  # bytes from the source's beginning to the record's
        self.fields: Fields = tuple((name.lower(), value) for name, value in record.headers.to_tuples())
        self.kind = self.field("warc-type").lower() or "untyped"  # "response", "revisit", …

    def field(self, name: str) -> str:
        """Return the first field of this name (lower case), "" where there is none."""
        return next((value for known, value in self.fields if known == name), "")

    @property
    def length(self) -> int:
        """Bytes of the block, as the record states them. Raises DamagedRecord where it does not, or absurdly."""
        stated = self.field("content-length").strip()
        if not re.fullmatch(r"[0-9]{1,18}", stated):
            raise DamagedRecord(f"its Content-Length is {stated[:40]!r}")
        return int(stated)

    def read(self, size: int) -> bytes:
        """Return the block's next bytes: as many as asked for, fewer at its end."""
        parts = []
        while size > 0 and (part := _guarded(self._record.reader.read, size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def records(source: Source, longest_head: int = _LONGEST_HEAD) -> Iterator[Record]:
    """Yield a source's records in order. Raises DamagedRecord where something else begins than a record."""
    iterator = _guarded(
        ArchiveIterator, cast(Any, source), parse_http=False, stream_detect=False, max_header_len=longest_head
    )
    while (record := _guarded(next, iterator, None)) is not None:
        yield _guarded(Record, record)


def write_info(file: str, now: datetime) -> bytes:
    """Return the warcinfo record with which a file begins. `now` is aware."""
    fields = [("WARC-Filename", file), ("Content-Type", "application/warc-fields")]
    return _record("warcinfo", now, fields, _SOFTWARE.encode())


def write_record(archived: Archived) -> bytes:
    """Return a response as a record. `fetched_at` is aware."""
    without_body = replace(archived, response=replace(archived.response, body=b""))  # which always reads back as it was
    exact = [] if read_record(_response_record(without_body, ())) == without_body else [_exact(archived)]
    return _response_record(archived, exact)


def read_record(plain: bytes) -> Archived | None:
    """Return the response of a record that `write_record` wrote, None for a record of another kind.

    Raises DamagedRecord where it is none, or where a digest does not fit.
    """
    record = next(records(io.BytesIO(plain), _LONGEST_OWN_HEAD), None)
    if record is None:
        raise DamagedRecord("no WARC record")
    block = record.read(record.length)
    if len(block) < record.length:
        raise DamagedRecord(f"the block has {len(block)} of {record.length} bytes")
    if record.kind != "response":
        return None
    head = parse_head(block)
    if head is None:
        raise DamagedRecord("no HTTP response")
    body = block[head.length :]
    check_digest(record.field("warc-block-digest"), block)
    check_digest(record.field("warc-payload-digest"), body)
    try:
        exact = record.field("sayso-exact")
        return _from_exact(json.loads(exact), body) if exact else _from_fields(record, head, body)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DamagedRecord(f"a response that sayso did not write ({error})") from error


@dataclass(frozen=True, slots=True)
class Head:
    """What comes before the body of an HTTP response."""

    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case
    length: int  # bytes, with the empty line


def parse_head(block: bytes) -> Head | None:
    """Return the head with which a block begins, None where it is no HTTP response or does not end."""
    ended = _HEAD_ENDS.search(block)
    status = _STATUS.match(block)
    if status is None or ended is None or status.end() > ended.end():
        return None
    headers: list[tuple[str, str]] = []
    for line in block[status.end() : ended.start()].split(b"\n")[1:]:
        name, colon, value = _text(line).partition(":")
        if line[:1] in b" \t" and headers:  # a folded line (RFC 9112 §5.2)
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {_text(line).strip()}")
        elif colon:
            headers.append((name.strip().lower(), value.strip(" \t\r")))
    return Head(int(status[1]), tuple(headers), ended.end())


def check_digest(stated: str, content: bytes) -> None:
    """Raise DamagedRecord if a digest, such as "sha1:3I42…", is not the content's. None, or one unknown, fits all.

    The value may be in base 32, as is the custom, or hexadecimal.
    """
    algorithm, _, value = stated.partition(":")
    name = algorithm.lower().replace("-", "")
    if name not in {"md5", "sha1", "sha256", "sha512"}:
        return
    digest = hashlib.new(name, content, usedforsecurity=False).digest()
    if value.lower() != digest.hex() and value.upper().rstrip("=") != base64.b32encode(digest).decode().rstrip("="):
        raise DamagedRecord(f"its bytes do not have the digest {stated[:100]}")


def unpack_brotli(body: bytes, largest: int) -> bytes:
    """Return a Brotli body's first `largest` bytes and at most one more. Raises DamagedRecord where it is none."""
    return _read_packed(_guarded(BrotliReader, io.BytesIO(body)), largest)


def unpack_zstd(body: bytes, largest: int) -> bytes:
    """Return a Zstandard body's first `largest` bytes and at most one more. Raises DamagedRecord where it is none."""
    return _read_packed(_guarded(ZstdReader, io.BytesIO(body)), largest)


def open_zstd(file: Any) -> Source:
    """Return the plain bytes of a Zstandard file, which may begin with its dictionary."""
    return cast(Source, _guarded(ZstdReader, file))


def _read_packed(reader: Any, largest: int) -> bytes:
    kept = bytearray()
    while len(kept) <= largest and (part := _guarded(reader.read, min(1 << 16, largest + 1 - len(kept)))):
        kept += part
    return bytes(kept)


def _guarded(call: Any, *arguments: Any, **options: Any) -> Any:
    """Call into fastwarc, which tells of malformed input by errors of several kinds."""
    try:
        return call(*arguments, **options)
    except (OSError, ValueError, RuntimeError, OverflowError, EOFError, MemoryError) as error:
        raise DamagedRecord(f"no WARC record can be read here ({error})") from error


def _response_record(archived: Archived, more: Sequence[tuple[str, str]]) -> bytes:
    response = archived.response
    block = _head(response) + response.body
    fields = [
        ("WARC-Target-URI", _field(response.final_url)),
        ("Content-Type", "application/http; msgtype=response"),
        ("Sayso-Outlet", _field(archived.outlet_id)),
        ("Sayso-Purpose", _field(archived.purpose)),
        *([("Sayso-Url", _field(response.url))] if response.url != response.final_url else []),
        *(("Sayso-Redirect", _field(url)) for url in response.redirects),
        *more,
    ]
    return _record("response", response.fetched_at, fields, block)


def _record(kind: str, at: datetime, fields: Sequence[tuple[str, str]], block: bytes) -> bytes:
    head = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Date", _date(at)),
        *fields,
        ("WARC-Block-Digest", _digest(block)),
        ("Content-Length", str(len(block))),
    ]
    lines = "".join(f"{name}: {value}\r\n" for name, value in head)
    return b"WARC/1.1\r\n" + lines.encode("ascii") + b"\r\n" + block + b"\r\n\r\n"


def _head(response: Response) -> bytes:
    phrase = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else ""
    lines = [f"HTTP/1.1 {min(max(response.status, 100), 999)} {phrase}"]
    for name, value in response.headers:
        kept = _TOKEN.sub("-", name) or "-"
        lines.append(f"{'X-Archive-Orig-' if kept in _TAKEN_OFF else ''}{kept}: {_CONTROL.sub(' ', value)}")
    lines += [f"content-length: {len(response.body)}", "", ""]
    return "\r\n".join(lines).encode("utf-8", "replace")


def _from_fields(record: Record, head: Head, body: bytes) -> Archived:
    final_url = record.field("warc-target-uri")
    headers = tuple((name.removeprefix(_ORIGINAL), value) for name, value in head.headers[:-1])
    redirects = tuple(value for name, value in record.fields if name == "sayso-redirect")
    at = datetime.fromisoformat(record.field("warc-date"))
    response = Response(
        record.field("sayso-url") or final_url, final_url, head.status, headers, body, at.astimezone(UTC), redirects
    )
    return Archived(response, record.field("sayso-outlet"), _purpose(record.field("sayso-purpose")))


def _exact(archived: Archived) -> tuple[str, str]:
    response = archived.response
    said = {
        "outlet": archived.outlet_id,
        "purpose": archived.purpose,
        "url": response.url,
        "final_url": response.final_url,
        "status": response.status,
        "headers": response.headers,
        "redirects": response.redirects,
        "fetched_at": _date(response.fetched_at),
    }
    return "Sayso-Exact", json.dumps(said, separators=(",", ":"))  # in ASCII, line breaks escaped


def _from_exact(said: dict[str, Any], body: bytes) -> Archived:
    response = Response(
        url=str(said["url"]),
        final_url=str(said["final_url"]),
        status=int(said["status"]),
        headers=tuple((str(name), str(value)) for name, value in said["headers"]),
        body=body,
        fetched_at=datetime.fromisoformat(said["fetched_at"]).astimezone(UTC),
        redirects=tuple(map(str, said["redirects"])),
    )
    return Archived(response, str(said["outlet"]), _purpose(said["purpose"]))


def _purpose(name: str) -> Purpose:
    if name not in get_args(Purpose):
        raise ValueError(f"the purpose {name!r}")
    return cast(Purpose, name)


def _date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _digest(content: bytes) -> str:
    # SHA-1 in base 32 is what every WARC tool compares; it guards against accidents, not against forgers.
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def _field(text: str) -> str:
    """Return a text as a field's value: visible ASCII, what is none percent-encoded."""
    return quote(text, safe=_VISIBLE, errors="replace")


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
