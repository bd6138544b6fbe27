"""gzip files of many members, one a record: leapt through by their stated lengths, and read within bounds.

isal is imported here alone: Intel's and ARM's processors pack with it in a fifth of zlib's time, and unpack in half.
"""

from __future__ import annotations

import os
import re
import struct
from collections import deque
from typing import BinaryIO, cast

from isal import isal_zlib

from sources.errors import DamagedRecord, TornRecord

# A member's head as it is written here: no time, so that the same bytes give the same member, and one extra field
# (RFC 1952 §2.3.1.1), "sl", the skip lengths that WARC 0.9 recommended: of the member, packed and plain. Other readers
# pass it by.
_HEAD = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff" + struct.pack("<H2sH", 12, b"sl", 8)
_LENGTHS = struct.Struct("<II")
_HEAD_LENGTH = len(_HEAD) + _LENGTHS.size
_TRAILER = struct.Struct("<II")  # CRC-32 and length of what was packed

_CHUNK = 1 << 14  # bytes; what is left of a chunk behind a member is copied, so that many small ones cost its square
_LEVEL = 2  # pages of news pack to .236 of their size in .3 ms; zlib needs 1.3 ms to come to .229
_GZIP = 31  # zlib's window bits
_BROKEN = cast(type[Exception], isal_zlib.error)
_MAGIC = re.compile(rb"\x1f\x8b\x08")
_BOMB, _RATIO = 64_000_000, 200  # a member that unpacks to more bytes than both; deflate can do 1032 to 1, prose 10


def pack_member(plain: bytes) -> bytes:
    """Return bytes as one gzip member that states its own length."""
    deflate = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
    packed = deflate.compress(plain) + deflate.flush()
    lengths = _LENGTHS.pack(_HEAD_LENGTH + len(packed) + _TRAILER.size, len(plain))
    return _HEAD + lengths + packed + _TRAILER.pack(isal_zlib.crc32(plain), len(plain))


def unpack_member(member: bytes, largest: int) -> bytes:
    """Return what was packed. Raises DamagedRecord if it is not one whole member of at most `largest` plain bytes."""
    inflate = isal_zlib.decompressobj(_GZIP)
    try:
        plain = inflate.decompress(member, largest + 1)
    except _BROKEN as error:
        raise DamagedRecord(f"not a whole gzip member ({error})") from error
    if len(plain) > largest:
        raise DamagedRecord(f"a record of more than {largest:,} bytes")
    if not inflate.eof or inflate.unused_data:
        raise DamagedRecord("not one whole gzip member")
    return plain


def member_length(file: BinaryIO, offset: int) -> int:
    """Return the length in bytes that the member at an offset states.

    Raises TornRecord where the file ends before the member does, DamagedRecord where no member of ours begins.
    """
    file.seek(offset)
    head = file.read(_HEAD_LENGTH)
    if not head.startswith(_HEAD[: len(head)]):
        raise DamagedRecord("no record begins here")
    if len(head) < _HEAD_LENGTH:
        raise TornRecord(f"the file ends after {len(head)} bytes of the record")
    length, _ = _LENGTHS.unpack_from(head, len(_HEAD))
    held = os.fstat(file.fileno()).st_size - offset
    if length <= _HEAD_LENGTH + _TRAILER.size:
        raise DamagedRecord(f"the record says that it is {length} bytes long")
    if length > held:
        raise TornRecord(f"the file ends after {held:,} of the record's {length:,} bytes")
    return int(length)


def read_member(file: BinaryIO, offset: int) -> bytes:
    """Return the member at an offset, as it lies there. Raises as `member_length` does."""
    length = member_length(file, offset)
    file.seek(offset)
    return file.read(length)


def find_member(file: BinaryIO, offset: int, largest: int) -> int | None:
    """Return the first offset from this one on at which a member of ours lies: another one or the end is behind it, or,
    where what is behind it is damaged, it is whole itself, of at most `largest` plain bytes.
    """
    while (offset := _find(file, offset, re.compile(re.escape(_HEAD)))) >= 0:
        try:
            file.seek(offset + member_length(file, offset))
            if not _HEAD.startswith(file.read(len(_HEAD))):
                unpack_member(read_member(file, offset), largest)
        except DamagedRecord:
            offset += 1
            continue
        return offset
    return None


def find_warc_member(file: BinaryIO, offset: int) -> int | None:
    """Return the first offset from this one on at which anybody's gzip member begins that holds a WARC record."""
    while (offset := _find(file, offset, _MAGIC)) >= 0:
        file.seek(offset)
        try:
            start = isal_zlib.decompressobj(_GZIP).decompress(file.read(4096), 5)
        except _BROKEN:
            start = b""
        if start == b"WARC/":
            return offset
        offset += 1
    return None


def find_plain_record(file: BinaryIO, offset: int) -> int | None:
    """Return the first offset from this one on at which it says "WARC/1.0", or the like, and a field follows."""
    found = _find(file, offset, re.compile(rb"WARC/[01]\.\d\d?\r?\n[A-Za-z]"))
    return None if found < 0 else found


def _find(file: BinaryIO, offset: int, pattern: re.Pattern[bytes]) -> int:
    """Return where a pattern of at most 32 bytes is first found from an offset on, -1 where it is not."""
    file.seek(offset)
    window = b""
    while chunk := file.read(_CHUNK):
        window += chunk
        if found := pattern.search(window):
            return offset + found.start()
        offset += max(0, len(window) - 32)
        window = window[-32:]
    return -1


class Members:
    """The plain bytes of a gzip file from an offset on, to be read once, in order.

    `read` gives at most so many bytes, none at the end. It raises DamagedRecord where a member is damaged, torn or a
    bomb, after all that came before it has been given.
    """

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._next = offset  # where in the file the next chunk begins
        self._pending = b""  # read, and not unpacked yet
        self._inflate: isal_zlib.Decompress | None = None
        self._position = 0
        self._starts: deque[tuple[int, int]] = deque([(0, offset)])  # of members: among the plain bytes, in the file

    def tell(self) -> int:
        """Return how many plain bytes were given."""
        return self._position

    def offset_of(self, position: int) -> int:
        """Return where in the file the member begins that holds this plain byte. To be asked in rising order."""
        while len(self._starts) > 1 and self._starts[1][0] <= position:
            self._starts.popleft()
        return self._starts[0][1]

    def read(self, size: int = -1) -> bytes:
        """Return at most so many plain bytes."""
        while True:
            if not self._pending:
                self._file.seek(self._next)
                self._pending = self._file.read(_CHUNK)
                self._next += len(self._pending)
            if not self._pending:
                if self._inflate is not None:
                    raise TornRecord("the file ends within a gzip member")
                return b""
            if plain := self._unpacked(max(size, 0) or _CHUNK):
                self._position += len(plain)
                return plain

    def _unpacked(self, size: int) -> bytes:
        if self._inflate is None:
            self._inflate = isal_zlib.decompressobj(_GZIP)
            if self._starts[-1][0] == self._position:  # the first one, or an empty one before this
                self._starts.pop()
            self._starts.append((self._position, self._next - len(self._pending)))
        try:
            plain = self._inflate.decompress(self._pending, size)
        except _BROKEN as error:
            raise DamagedRecord(f"a damaged gzip member ({error})") from error
        if self._inflate.eof:
            self._pending, self._inflate = self._inflate.unused_data, None
        else:
            self._pending = self._inflate.unconsumed_tail
        begun, offset = self._starts[-1]
        unpacked = self._position + len(plain) - begun
        if unpacked > max(_BOMB, _RATIO * (self._next - len(self._pending) - offset)):
            raise DamagedRecord(f"a gzip member that unpacks to {unpacked:,} bytes and more, {_RATIO} times its own")
        return plain
