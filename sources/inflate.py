"""A body as it comes in: its content encoding is taken off bit by bit, never more of it than may be kept."""

from __future__ import annotations

import zlib

from sources.errors import BadAnswer, HalfBody

ACCEPTED = "gzip, deflate"  # what a request asks for; Brotli would take a library more for a tenth of the bytes
_GZIP, _ZLIB, _RAW = 31, 15, -15  # window bits, as zlib wants them to be told these formats


class Body:
    """Collects a body's chunks, unpacked. `add` says False when there is more than `largest` bytes, sent or unpacked.

    `encoding` is the Content-Encoding header. Raises BadAnswer where it is none that was asked for.
    """

    def __init__(self, encoding: str, largest: int) -> None:
        self._encodings = [
            name for name in encoding.lower().replace(" ", "").split(",") if name not in {"", "identity"}
        ]
        if len(self._encodings) > 1 or not {"gzip", "x-gzip", "deflate"}.issuperset(self._encodings):
            raise BadAnswer(f"its Content-Encoding is {encoding[:100]!r}; {ACCEPTED} or none was asked for")
        self._largest = largest
        self._sent = 0
        self._kept = bytearray()
        self._start = b""  # of what is packed, until there is enough to tell how
        self._unpack: zlib._Decompress | None = None

    def add(self, chunk: bytes) -> bool:
        """Take one more chunk; return whether the body is within bounds still.

        Raises BadAnswer if it is not packed as its headers say.
        """
        self._sent += len(chunk)
        if self._encodings:
            try:
                self._inflate(chunk)
            except zlib.error as error:
                raise BadAnswer(f"not {self._encodings[0]}, as its Content-Encoding says: {error}") from error
        else:
            self._kept += chunk
        return max(self._sent, len(self._kept)) <= self._largest

    def end(self) -> bytes:
        """Return the whole body. Raises HalfBody where a packed one lacks its end."""
        if (self._start and self._unpack is None) or (self._unpack is not None and not self._unpack.eof):
            raise HalfBody(f"its {self._encodings[0]} stream breaks off after {self._sent} bytes")
        return bytes(self._kept)

    def so_far(self) -> bytes:
        """Return the beginning of the body, at most `largest` bytes."""
        return bytes(self._kept[: self._largest])

    def _inflate(self, chunk: bytes) -> None:
        while chunk and len(self._kept) <= self._largest:
            if self._unpack is None or self._unpack.eof:
                chunk, self._start = self._start + chunk, b""
                if len(chunk) < 2:
                    self._start = chunk
                    return
                # After the end there may be another member of a gzip file; all else there is dropped, as browsers do.
                if self._unpack is not None and not chunk.startswith(b"\x1f\x8b"):
                    return
                self._unpack = zlib.decompressobj(_window(self._encodings[0], chunk))
            self._kept += self._unpack.decompress(chunk, self._largest + 1 - len(self._kept))
            chunk = self._unpack.unused_data if self._unpack.eof else self._unpack.unconsumed_tail


def _window(encoding: str, start: bytes) -> int:
    """Return zlib's window bits. "deflate" is zlib's format by the RFC, and bare with some servers."""
    if encoding != "deflate":
        return _GZIP
    return _ZLIB if start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0 else _RAW
