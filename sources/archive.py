"""The archive: every response that came, in the order in which they came, in WARC files that any WARC tool reads.

Files are called sayso-20261125-0001.warc.gz after the day (UTC) of their first response and a counter, so their names
sort in the order of writing. Where a warehouse rests on the archives of several machines, a label of the archive's own
follows (sayso-20261125-0001-5f0c2a9e.warc.gz), so that no name stands for two files. One process writes at a time; any
number read meanwhile.

A record is written by one call of the system before `append` returns: a killed process loses none that was appended,
and after `sync` neither does a machine that loses power. What a kill leaves of the record being written is cut off when
the archive is next opened. Any other damage is left as it is, for a person to look at: writing goes on in a new file,
and readers pass over it and say so.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from sources.errors import ArchiveError, ArchiveLocked, ArchiveUnwritable, DamagedRecord, TornRecord
from sources.members import find_member, member_length, pack_member, read_member, unpack_member
from sources.types import Place, Purpose, Response, Skipped
from sources.warc import Archived, read_record, write_info, write_record

LARGEST_FILE = 1_000_000_000  # bytes; a file is closed before it grows larger
LARGEST_BODY = 64_000_000  # bytes; sitemaps may have 50 MB (sitemaps.org)

_LARGEST_RECORD = 2 * LARGEST_BODY  # bytes; a body with all that stands before it
_NAME = re.compile(r"sayso-(\d{8})-(\d{4})(-[0-9a-f]{8})?\.warc\.gz")
_LOCK = ".lock"
_LABEL = ".label"


class ArchiveReader:
    """An archive to read from, also while another process writes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, place: Place) -> Archived:
        """Return the response at a place. Raises ArchiveError, naming the file, where it is not there or damaged."""
        path = self.folder / place.file
        if not _NAME.fullmatch(place.file):
            raise ArchiveError(f"{place.file!r} is no file of an archive; they are called sayso-20261125-0001.warc.gz")
        try:
            with path.open("rb") as file:
                member = read_member(file, place.offset)
            archived = _unpacked(member) if len(member) == place.length else None
        except DamagedRecord as error:
            raise DamagedRecord(f"{path}, byte {place.offset}: {error}") from error
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error
        if archived is None:
            raise DamagedRecord(f"{path}, byte {place.offset}: no response of {place.length:,} bytes lies there")
        return archived

    def walk(self, after: Place | None = None) -> Iterator[tuple[Place, Archived] | Skipped]:
        """Yield the responses after this place, or all, in the order in which they were written.

        What is damaged is skipped, with file and offset, and the next whole record follows. What the last file ends
        with and is no whole record yet is left out: it is being written, or was when its writer was killed.
        """
        file, offset = (after.file, after.offset + after.length) if after else (self._following(""), 0)
        while file is not None:
            offset = yield from self._walk_file(file, offset)
            following = self._following(file)
            if following is not None:
                # It may have grown between the two looks. With a successor it grows no more: a torn end is damage.
                offset = yield from self._walk_file(file, offset)
                yield from self._torn_end(file, offset)
            file, offset = following, 0

    def _following(self, name: str) -> str | None:
        """Return the name of the file after this one, None where there is none (yet)."""
        return min((known for known in self.names() if known > name), default=None)

    def names(self) -> list[str]:
        """Return the names of the archive's files, in no order. Raises ArchiveError where the folder cannot be read."""
        try:
            return [name for name in os.listdir(self.folder) if _NAME.fullmatch(name)]  # noqa: PTH208 - names alone
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ArchiveError(f"{self.folder} cannot be read: {error.strerror}") from error

    def _walk_file(self, name: str, offset: int) -> Generator[tuple[Place, Archived] | Skipped, None, int]:
        """Yield what lies in a file from an offset on; return where what is whole ends."""
        try:
            with (self.folder / name).open("rb") as file:
                while offset < _size(file):
                    try:
                        member = read_member(file, offset)
                        archived = _unpacked(member)
                    except DamagedRecord as error:
                        found = find_member(file, offset + 1, _LARGEST_RECORD)
                        if found is None and isinstance(error, TornRecord):
                            return offset
                        end = _size(file) if found is None else found
                        yield Skipped(f"{name}#{offset}", "read", f"{error}; {end - offset:,} bytes are passed over")
                        offset = end
                        continue
                    place = Place(name, offset, len(member))
                    offset += len(member)
                    if archived is not None:
                        yield place, archived
        except OSError as error:
            yield Skipped(name, "read", f"cannot be read: {error.strerror}")
        return offset

    def _torn_end(self, name: str, offset: int) -> Iterator[Skipped]:
        with suppress(OSError):  # told of by the walk before
            size = (self.folder / name).stat().st_size
            if offset < size:
                yield Skipped(
                    f"{name}#{offset}", "read", f"the file ends with {size - offset:,} bytes of a torn record"
                )


class Archive(ArchiveReader):
    """An archive to write to; `open` it, in a `with` statement or with a `close` at the end."""

    def __init__(self, folder: Path, lock: int, largest_file: int, label: str) -> None:
        super().__init__(folder)
        self._label = label
        self._lock = lock
        self._largest_file = largest_file
        self._name = ""  # of the file that is written to, "" before the first
        self._file = -1  # its descriptor, -1 where the next response begins a new one
        self._size = 0

    @classmethod
    def open(cls, folder: Path, *, largest_file: int = LARGEST_FILE, labelled: bool = False) -> Self:
        """Make the folder where it is missing, keep other writers out, and cut off what a kill left of a record.

        With `labelled`, the names of new files have the archive's own label.
        Raises ArchiveLocked while it is open elsewhere, ArchiveUnwritable where it cannot be written to.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise _unwritable(folder, error) from error
        try:
            _take(lock, folder)
            archive = cls(folder, lock, largest_file, _label(folder) if labelled else "")
            archive._resume()
        except BaseException:
            os.close(lock)
            raise
        return archive

    def append(self, response: Response, outlet_id: str, purpose: Purpose) -> Place:
        """Write a response behind all others and return its place. `fetched_at` is aware.

        Raises ArchiveUnwritable, naming the file, for a full disk and the like, and for a body of over 64 MB. The file
        then ends with the last whole record, and the next call tries again.
        """
        if self._lock < 0:
            raise ArchiveUnwritable(f"{self.folder} is closed; open the archive again")
        plain = write_record(Archived(response, outlet_id, purpose))
        if len(response.body) > LARGEST_BODY or len(plain) > _LARGEST_RECORD:
            raise ArchiveUnwritable(
                f"{response.url[:200]} has a body of {len(response.body):,} bytes and a record of {len(plain):,}; "
                f"the archive takes bodies of up to {LARGEST_BODY:,} and records of up to {_LARGEST_RECORD:,}"
            )
        member = pack_member(plain)
        day = max(response.fetched_at.astimezone(UTC).date().isoformat().replace("-", ""), self._day)
        if self._file < 0 or day > self._day or self._is_full(len(member)):
            self._begin(day)
        if self._size == 0:  # also where a kill or a full disk kept a file empty
            self._write(pack_member(write_info(self._name, response.fetched_at)))
        offset = self._size
        self._write(member)
        return Place(self._name, offset, len(member))

    def sync(self) -> None:
        """Return when all that was appended is on the disk. Raises ArchiveUnwritable."""
        if self._file >= 0:
            try:
                os.fsync(self._file)
            except OSError as error:
                raise _unwritable(self.folder / self._name, error) from error

    def close(self) -> None:
        """Sync, and let others write. Closing twice does nothing."""
        if self._lock < 0:
            return
        try:
            self._end_file()
        finally:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _day(self) -> str:
        return self._name[6:14]

    def _is_full(self, length: int) -> bool:
        return self._size + length > self._largest_file and self._size > 0

    def _resume(self) -> None:
        """Go on in the last file, where it is whole or can be made so."""
        self._name = max(self.names(), default="")
        if not self._name:
            return
        path = self.folder / self._name
        try:
            with path.open("r+b") as file:
                end = _whole_end(file)
                if end is None:
                    return
                if end < _size(file):
                    file.truncate(end)
            self._file, self._size = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC), end
        except OSError as error:
            raise _unwritable(path, error) from error

    def _begin(self, day: str) -> None:
        """Begin a new file of this day."""
        self._end_file()
        counter = int(self._name[15:19]) + 1 if day == self._day else 1
        name = f"sayso-{day}-{counter:04}{self._label}.warc.gz"
        path = self.folder / name
        if counter > 9999:
            raise ArchiveUnwritable(f"{self.folder} has 9,999 files of {day}, the most of one day")
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
            self._name, self._size = name, 0
            _sync_folder(self.folder)
        except OSError as error:
            raise _unwritable(path, error) from error

    def _end_file(self) -> None:
        if self._file < 0:
            return
        try:
            self.sync()
        finally:
            os.close(self._file)
            self._file = -1

    def _write(self, member: bytes) -> None:
        rest = memoryview(member)
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError as error:
            self._take_back()
            raise _unwritable(self.folder / self._name, error) from error
        self._size += len(member)

    def _take_back(self) -> None:
        """Cut off what was written of a record; where not even that works, never write behind it."""
        try:
            os.ftruncate(self._file, self._size)
        except OSError:
            os.close(self._file)
            self._file = -1


def _unpacked(member: bytes) -> Archived | None:
    return read_record(unpack_member(member, _LARGEST_RECORD))


def _whole_end(file: BinaryIO) -> int | None:
    """Return where the whole records of a file end that has nothing else or, behind them, a torn one; else None.

    The records are leapt through by their lengths, and the last one is unpacked.
    """
    offset, last, size = 0, 0, _size(file)
    try:
        while offset < size:
            last, offset = offset, offset + member_length(file, offset)
    except TornRecord:
        if find_member(file, offset + 1, _LARGEST_RECORD) is not None or _ends_a_member(file, offset):
            return None
    except DamagedRecord:
        return None
    try:
        if offset:
            _unpacked(read_member(file, last))
    except DamagedRecord:
        return None
    return offset


def _ends_a_member(file: BinaryIO, offset: int) -> bool:
    """Tell whether what looks torn is whole after all, and its length that which is damaged."""
    file.seek(offset)
    try:
        unpack_member(file.read(_LARGEST_RECORD), _LARGEST_RECORD)
    except DamagedRecord:
        return False
    return True


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _label(folder: Path) -> str:
    """Return what the names of this archive's files end with, chosen once. Raises ArchiveUnwritable."""
    path = folder / _LABEL
    try:
        if not path.exists():
            path.write_text(f"-{secrets.token_hex(4)}", encoding="ascii")
        label = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveUnwritable(f"{path}, which tells this archive from others, cannot be used: {error}") from error
    if not re.fullmatch("-[0-9a-f]{8}", label):
        raise ArchiveUnwritable(f"{path} holds {label[:20]!r}, not a hyphen and 8 hexadecimal digits: remove it")
    return label


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
    except OSError as error:
        if error.errno not in {errno.EAGAIN, errno.EACCES}:
            raise _unwritable(folder / _LOCK, error) from error
        holder = os.pread(lock, 20, 0).decode("ascii", "replace") or "unknown"
        raise ArchiveLocked(
            f"{folder} is being written by process {holder}, and has one writer at a time: wait until it ends"
        ) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> ArchiveUnwritable:
    return ArchiveUnwritable(
        f"{path} cannot be written: {error.strerror}; make room or give rights there, and go on: nothing is lost of "
        "what was archived before"
    )
