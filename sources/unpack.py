"""A body as it lies in an archive → as its sender wrote it, without transfer and content encodings, within bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain

from sources.errors import SaysoError, UnreadablePage
from sources.inflate import Body
from sources.warc import unpack_brotli, unpack_zstd

_MOST_ENCODINGS = 5  # RFC 9110 sets no bound; nobody sends more than two
_CHUNK = re.compile(rb"\s*([0-9a-fA-F]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")
_STARTS = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


def unpack_body(body: bytes, transfer: str, content: str, largest: int) -> bytes:
    """Return a body without the encodings that its Transfer-Encoding and Content-Encoding headers name.

    Archives differ in what they take off before they write, mostly leaving the header: a body that does not begin as
    chunked or packed bytes do is taken as it is. Raises UnreadablePage for an encoding that is not known, a body that
    is damaged, and one of over `largest` bytes.
    """
    if "chunked" in transfer.lower():
        body = join_chunks(body)
    names = [name for name in re.split(r"[,\s]+", content.lower()) if name not in {"", "identity", "none", "utf-8"}]
    # A transfer encoding beside "chunked" was put on last, so it comes off first.
    names += [name for name in re.split(r"[,\s]+", transfer.lower()) if name in _UNPACKERS]
    if len(names) > _MOST_ENCODINGS:
        raise UnreadablePage(f"a body packed {len(names)} times")
    for name in reversed(names):
        body = _unpack(name, body, largest)
    if len(body) > largest:
        raise UnreadablePage(f"a body of more than {largest:,} bytes, the most that is read")
    return body


def join_chunks(body: bytes) -> bytes:
    """Return the data of a chunked body (RFC 9112 §7.1), or the body as it is where it does not begin with a chunk.

    What is missing at the end is let go, as browsers do: the page is there but for its last words.
    """
    parts: list[bytes] = []
    offset = 0
    while found := _CHUNK.match(body, offset):
        length = int(found[1], 16)
        if length == 0:
            return b"".join(parts)
        parts.append(body[found.end() : found.end() + length])
        offset = found.end() + length
    return b"".join(parts) if parts and _ends_a_chunk(body, offset) else body


def _ends_a_chunk(body: bytes, offset: int) -> bool:
    return offset >= len(body) or body[offset : offset + 1] in b"\r\n"


def _unpack(name: str, body: bytes, largest: int) -> bytes:
    if name not in _UNPACKERS:
        raise UnreadablePage(f"a body in the content encoding {name[:40]!r}; {', '.join(_UNPACKERS)} can be read")
    if not body or not body.startswith(_STARTS.get(name, b"")):
        return body
    try:
        plain = _UNPACKERS[name](body, largest)
    except SaysoError as error:
        if name in _STARTS or not _looks_plain(body):
            raise UnreadablePage(f"a body that is not {name}, as its headers say: {error}") from error
        return body
    if len(plain) > largest:
        raise UnreadablePage(f"a body that unpacks to more than {largest:,} bytes, the most that is read")
    return plain


def _looks_plain(body: bytes) -> bool:
    """Tell whether a body is markup already; deflate and Brotli have no mark to know them by."""
    return body[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _inflate(name: str) -> Callable[[bytes, int], bytes]:
    def unpack(body: bytes, largest: int) -> bytes:
        collected = Body(name, largest)
        if not collected.add(body):
            raise UnreadablePage(f"it unpacks to more than {largest:,} bytes")
        return collected.end()

    return unpack


_UNPACKERS = dict(
    chain(
        ((name, _inflate(name)) for name in ("gzip", "x-gzip", "deflate")),
        [("br", unpack_brotli), ("zstd", unpack_zstd)],
    )
)
