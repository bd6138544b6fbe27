"""A WARC file of others → its records, one in memory at a time, going on behind damage where that can be.

`.warc`, `.warc.gz` and `.warc.zst` are told apart by how they begin, not by their names.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, TypeVar

from sources.errors import DamagedRecord, TornRecord, UnreadablePage
from sources.members import Members, find_plain_record, find_warc_member
from sources.types import Skipped
from sources.warc import Record, open_zstd, records

MOST_DAMAGES = 100  # in one file; then the rest is left

_ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")  # a frame; the dictionary that may come before all frames
_BOMB, _RATIO = 64_000_000, 200  # as in members.py

Taken = TypeVar("Taken")


class OversizedRecord(UnreadablePage):
    """A record of more bytes than are read; it is passed over, as far as it can be without unpacking it."""


def take_records(
    file: BinaryIO, name: str, size: int, take: Callable[[Record], Taken | None]
) -> Iterator[Taken | Skipped]:
    """Yield what `take` makes of each record, leaving out None.

    `take` may read the record's block. Where it raises UnreadablePage, that record is skipped; where it raises
    DamagedRecord, or something else stands where a record should, reading goes on at the next place that looks like
    one. Each Skipped names the file and the offset of its record. `size` is the file's, in bytes.
    """
    offset: int | None = 0
    damages = 0
    try:
        file.seek(0)
        start = file.read(4)
        form = _Zstd if start in _ZSTD else _Gzip if start[:2] == b"\x1f\x8b" else _Plain
        while offset is not None:
            source = form(file, size, offset)
            try:
                offset = yield from _take(source, name, take)
            except DamagedRecord as error:
                damages += 1
                begun = source.begun
                offset = source.find(begun + 1) if damages < MOST_DAMAGES else None
                then = f"reading goes on at byte {offset}" if offset is not None else "the rest of the file is left"
                yield Skipped(f"{name}#{begun}", "read", f"{error}, in this record or behind it; {then}")
    except (OSError, DamagedRecord) as error:
        yield Skipped(name, "read", f"cannot be read: {error}")


class _Plain:
    """The bytes of a file from an offset on."""

    def __init__(self, file: BinaryIO, size: int, offset: int) -> None:
        self.begun = offset  # where in the file the record begins that is being read
        self._file, self._size, self._offset = file, size, offset
        self._given = 0
        self._last = b""
        file.seek(offset)

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self._given += len(part)
        self._last = (self._last + part[-4:])[-4:]
        return part

    def tell(self) -> int:
        return self._given

    def offset_of(self, position: int) -> int:
        """Return where in the file the record begins that begins at this position of the plain bytes."""
        return self._offset + position

    def check_end(self) -> None:
        """Raise TornRecord where the file does not end as a record does."""
        if self._last not in {b"", b"\r\n\r\n"} and not self._last.endswith(b"\n\n"):
            raise TornRecord("the file ends within a record")

    def find(self, offset: int) -> int | None:
        """Return the first offset from this one on at which a record seems to begin."""
        return find_plain_record(self._file, offset)

    def leaps(self, record: Record) -> bool:
        """Tell whether to look for the next record rather than read to this one's end."""
        return record.length > self._size - self.begun


class _Gzip(Members):
    """The plain bytes of a gzip file from an offset on. An offset is that of a record's member."""

    def __init__(self, file: BinaryIO, size: int, offset: int) -> None:  # noqa: ARG002 - all are made alike
        super().__init__(file, offset)
        self.begun = offset

    def check_end(self) -> None:
        """Do nothing: what is missing at the end was told by `read`."""

    def find(self, offset: int) -> int | None:
        return find_warc_member(self._file, offset)

    def leaps(self, record: Record) -> bool:  # noqa: ARG002
        return True


class _Zstd(_Plain):
    """The plain bytes of a Zstandard file. Offsets are those among the plain bytes; behind damage nothing is found."""

    def __init__(self, file: BinaryIO, size: int, offset: int) -> None:
        super().__init__(file, size, offset)
        self._plain = open_zstd(file)

    def read(self, size: int = -1) -> bytes:
        part = self._plain.read(size)
        self._given += len(part)
        self._last = (self._last + part[-4:])[-4:]
        if self._given > max(_BOMB, _RATIO * self._size):
            raise DamagedRecord(f"it unpacks to {self._given:,} bytes and more, {_RATIO} times its own")
        return part

    def find(self, offset: int) -> int | None:  # noqa: ARG002
        return None

    def leaps(self, record: Record) -> bool:  # noqa: ARG002
        return False


def _take(
    source: _Plain | _Gzip, name: str, take: Callable[[Record], Taken | None]
) -> Generator[Taken | Skipped, None, int | None]:
    """Yield what `take` makes of the records; return where to go on, None at the end."""
    for record in records(source):
        source.begun = source.offset_of(record.position)
        try:
            if (taken := take(record)) is not None:
                yield taken
        except UnreadablePage as error:
            yield Skipped(f"{name}#{source.begun}", "read", str(error))
            leap = isinstance(error, OversizedRecord) and source.leaps(record)
            # A file packed as one member has no other to leap to: then it is read through.
            if leap and (following := source.find(source.begun + 1)) is not None:
                return following
    source.check_end()
    return None
