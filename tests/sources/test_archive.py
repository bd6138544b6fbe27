"""The archive keeps what was appended, whatever happens to process, disk and file; readers read meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from sources.archive import LARGEST_BODY, Archive, ArchiveReader
from sources.errors import ArchiveError, ArchiveLocked, ArchiveUnwritable, DamagedRecord
from sources.types import Place, Response, Skipped
from sources.warc import Archived
from tests.support import ROOT

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def page(number: int = 0, *, at: datetime = NOON, size: int = 100) -> Response:
    body = f"<html>{number} ".encode() + os.urandom(size)
    url = f"https://post.example/{number}"
    return Response(url, url, 200, (("content-type", "text/html"),), body, at)


def fill(folder: Path, count: int = 5, **options: int) -> list[tuple[Place, Archived]]:
    with Archive.open(folder, **options) as archive:
        pages = [page(number) for number in range(count)]
        return [(archive.append(one, "post", "article"), Archived(one, "post", "article")) for one in pages]


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


def test_what_was_appended_is_read_by_place_and_in_order(tmp_path: Path) -> None:
    written = fill(tmp_path / "deep" / "archive")
    reader = ArchiveReader(tmp_path / "deep" / "archive")
    assert list(reader.walk()) == written
    assert [reader.read(place) for place, _ in written] == [archived for _, archived in written]
    for number, (place, _) in enumerate(written):
        assert list(reader.walk(place)) == written[number + 1 :]
    assert [place.file for place, _ in written] == ["sayso-20261125-0001.warc.gz"] * 5


def test_an_archive_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert list(ArchiveReader(tmp_path / "none").walk()) == []
    with Archive.open(tmp_path / "opened") as archive:
        archive.sync()
        assert list(archive.walk()) == []
    assert files(tmp_path / "opened") == []


def test_opening_again_goes_on_in_the_last_file(tmp_path: Path) -> None:
    written = fill(tmp_path) + fill(tmp_path)
    assert list(ArchiveReader(tmp_path).walk()) == written
    assert len(files(tmp_path)) == 1


def test_a_file_is_closed_before_it_grows_too_large(tmp_path: Path) -> None:
    written = fill(tmp_path, 20, largest_file=3000)
    assert list(ArchiveReader(tmp_path).walk()) == written
    assert len(files(tmp_path)) > 3
    assert max(path.stat().st_size for path in files(tmp_path)) <= 3000


def test_each_day_has_files_of_its_own_and_names_never_go_back(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        places = [archive.append(page(at=NOON + timedelta(days=day)), "post", "feed") for day in (0, 1, 0, 2)]
    days = [place.file[6:14] for place in places]
    assert days == ["20261125", "20261126", "20261126", "20261127"]
    assert [found[0] for found in ArchiveReader(tmp_path).walk() if not isinstance(found, Skipped)] == places


def test_warcio_reads_the_files_and_each_begins_with_its_warcinfo(tmp_path: Path) -> None:
    written = fill(tmp_path, 20, largest_file=3000)
    bodies = []
    for path in files(tmp_path):
        with path.open("rb") as file:
            kinds = []
            for record in ArchiveIterator(file, check_digests="raise"):
                kinds.append(record.rec_type)
                if record.rec_type == "response":
                    bodies.append(record.content_stream().read())
        assert kinds[0] == "warcinfo"
        assert set(kinds[1:]) == {"response"}
    assert bodies == [archived.response.body for _, archived in written]


def test_readers_see_what_a_writer_appends_meanwhile(tmp_path: Path) -> None:
    reader = ArchiveReader(tmp_path)
    last: Place | None = None
    with Archive.open(tmp_path, largest_file=2000) as archive:
        for number in range(10):
            place = archive.append(page(number), "post", "article")
            assert [found[0] for found in reader.walk(last) if not isinstance(found, Skipped)] == [place]
            last = place


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with Archive.open(tmp_path), pytest.raises(ArchiveLocked, match=f"process {os.getpid()}"):
        Archive.open(tmp_path)
    Archive.open(tmp_path).close()


def test_a_closed_archive_takes_nothing(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path)
    archive.append(page(), "post", "article")
    archive.close()
    archive.close()
    with pytest.raises(ArchiveUnwritable, match="closed"):
        archive.append(page(), "post", "article")


def test_a_body_that_is_too_large_is_refused_and_the_next_one_taken(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        with pytest.raises(ArchiveUnwritable, match="64,000,000"):
            archive.append(replace(page(), body=bytes(LARGEST_BODY + 1)), "post", "sitemap")
        place = archive.append(page(), "post", "sitemap")
    assert [found[0] for found in ArchiveReader(tmp_path).walk() if not isinstance(found, Skipped)] == [place]


def test_the_torn_end_of_a_file_is_cut_off_wherever_it_is_torn(tmp_path: Path) -> None:
    written = fill(tmp_path, 3)
    [path] = files(tmp_path)
    whole, last = path.read_bytes(), written[-1][0]
    for end in (*range(last.offset + 1, last.offset + 40), len(whole) - 9, len(whole) - 1):
        path.write_bytes(whole[:end])
        assert list(ArchiveReader(tmp_path).walk()) == written[:-1]
        more = fill(tmp_path, 1)
        assert more[0][0].offset == last.offset
        assert list(ArchiveReader(tmp_path).walk()) == written[:-1] + more
        assert files(tmp_path) == [path]


@pytest.mark.parametrize("end", [0, 1, 30, 100])
def test_a_file_torn_in_its_first_record_begins_anew(tmp_path: Path, end: int) -> None:
    fill(tmp_path, 1)
    [path] = files(tmp_path)
    path.write_bytes(path.read_bytes()[:end])
    written = fill(tmp_path, 2)
    assert list(ArchiveReader(tmp_path).walk()) == written
    with path.open("rb") as file:
        assert [record.rec_type for record in ArchiveIterator(file)] == ["warcinfo", "response", "response"]


def zeros(path: Path, last: Place) -> None:  # what a machine that lost power leaves of blocks not written
    with path.open("r+b") as file:
        file.seek(last.offset)
        file.write(bytes(last.length))


def wrong_length(path: Path, last: Place) -> None:
    with path.open("r+b") as file:
        file.seek(last.offset + 16)
        file.write((last.length + 1000).to_bytes(4, "little"))


def flipped(path: Path, last: Place) -> None:
    with path.open("r+b") as file:
        file.seek(last.offset + last.length // 2)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 0xFF]))


def junk_behind(path: Path, last: Place) -> None:
    with path.open("ab") as file:
        file.write(b"junk" * 100)


@pytest.mark.parametrize("harm", [zeros, wrong_length, flipped, junk_behind])
def test_other_damage_is_left_alone_told_of_and_written_behind_in_a_new_file(
    tmp_path: Path, harm: Callable[[Path, Place], None]
) -> None:
    written = fill(tmp_path)
    [path] = files(tmp_path)
    harm(path, written[-1][0])
    harmed = path.read_bytes()
    more = fill(tmp_path, 2)
    found = list(ArchiveReader(tmp_path).walk())
    kept = written if harm is junk_behind else written[:-1]
    assert [item for item in found if not isinstance(item, Skipped)] == kept + more
    [skipped] = [item for item in found if isinstance(item, Skipped)]
    assert skipped.key.startswith(f"{path.name}#")
    assert path.read_bytes() == harmed
    assert more[0][0].file == "sayso-20261125-0002.warc.gz"


@pytest.mark.parametrize("harm", [zeros, wrong_length, flipped])
def test_damage_within_a_file_costs_one_record(tmp_path: Path, harm: Callable[[Path, Place], None]) -> None:
    written = fill(tmp_path)
    harm(files(tmp_path)[0], written[2][0])
    found = list(ArchiveReader(tmp_path).walk())
    assert [item for item in found if not isinstance(item, Skipped)] == written[:2] + written[3:]
    assert len(found) == 5
    with pytest.raises(DamagedRecord, match=r"0001.warc.gz, byte \d+"):
        ArchiveReader(tmp_path).read(written[2][0])


def test_a_torn_end_is_told_of_once_the_file_has_a_successor(tmp_path: Path) -> None:
    first = fill(tmp_path, 2)
    path = files(tmp_path)[0]
    second = fill(tmp_path, 1, largest_file=1)
    path.write_bytes(path.read_bytes()[:-3])
    [kept, skipped, last] = ArchiveReader(tmp_path).walk()
    assert (kept, last) == (first[0], second[0])
    assert isinstance(skipped, Skipped)
    assert "torn" in skipped.reason


@pytest.mark.parametrize(
    "place",
    [
        Place("../../etc/passwd", 0, 10),
        Place("sayso-20261125-0001.warc", 0, 10),
        Place("sayso-20261125-0002.warc.gz", 0, 10),
        Place("sayso-20261125-0001.warc.gz", 0, 100),  # the warcinfo record, were it so long
        Place("sayso-20261125-0001.warc.gz", 5, 100),
        Place("sayso-20261125-0001.warc.gz", 10**9, 100),
    ],
)
def test_a_place_where_no_response_lies_is_refused_by_name(tmp_path: Path, place: Place) -> None:
    fill(tmp_path)
    with pytest.raises(ArchiveError, match="sayso-20261125"):
        ArchiveReader(tmp_path).read(place)


WRITER = """
import os, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from sources.archive import Archive
from sources.errors import ArchiveUnwritable
from sources.types import Response

def page(number):
    url = f"https://post.example/{number}"
    return Response(url, url, 200, (), b"%d " % number + os.urandom(200_000), datetime(2026, 11, 25, tzinfo=UTC))

archive = Archive.open(Path(sys.argv[1]))
"""


def run(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER + code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("wait", [0.0, 0.013, 0.05, 0.11])
def test_a_killed_writer_loses_nothing_that_append_returned(tmp_path: Path, wait: float) -> None:
    writer = run("for n in range(100_000): archive.append(page(n), 'post', 'article'); print(n, flush=True)", tmp_path)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "0\n"
    time.sleep(wait)
    writer.send_signal(signal.SIGKILL)
    said = 1 + len([line for line in writer.communicate()[0].splitlines() if line])
    more = fill(tmp_path, 1)
    found = [item for item in ArchiveReader(tmp_path).walk() if not isinstance(item, Skipped)]
    numbers = [archived.response.body.partition(b" ")[0] for _, archived in found[:-1]]
    assert numbers == [b"%d" % number for number in range(len(numbers))]
    assert said <= len(numbers) <= said + 1
    assert found[-1] == more[0]
    assert len(list(ArchiveReader(tmp_path).walk())) == len(found)


def test_a_full_disk_is_named_and_leaves_whole_records(tmp_path: Path) -> None:
    writer = run(
        """
resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))
for n in range(10):
    try:
        archive.append(page(n), 'post', 'article')
    except ArchiveUnwritable as error:
        print(error)
""",
        tmp_path,
    )
    said = writer.communicate()[0]
    assert writer.returncode == 0
    assert said.count("sayso-20261125-0001.warc.gz cannot be written: File too large") == 7
    assert len(list(ArchiveReader(tmp_path).walk())) == 3
    with files(tmp_path)[0].open("rb") as file:
        assert len(list(ArchiveIterator(file))) == 4
    assert len(list(ArchiveReader(tmp_path).walk())) + 1 == len(list(walk_after(tmp_path)))


def walk_after(folder: Path) -> Iterator[object]:
    """Walk after one more response was appended."""
    fill(folder, 1)
    return ArchiveReader(folder).walk()


def test_a_disk_on_which_not_even_the_torn_end_can_be_cut_off_gets_a_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(descriptor: int, data: memoryview) -> int:
        if len(data) < 200:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[:150])

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    write = os.write
    with Archive.open(tmp_path) as archive:
        first = archive.append(page(0), "post", "article")
        with monkeypatch.context() as patch:
            patch.setattr("os.write", half)
            patch.setattr("os.ftruncate", fail)
            with pytest.raises(ArchiveUnwritable, match=r"0001\.warc\.gz cannot be written: No space left"):
                archive.append(page(1), "post", "article")
        second = archive.append(page(2), "post", "article")
    assert second.file == "sayso-20261125-0002.warc.gz"
    found = list(ArchiveReader(tmp_path).walk())
    assert [item[0] for item in found if not isinstance(item, Skipped)] == [first, second]
    assert len(found) == 3


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveUnwritable, match="file/archive cannot be written"):
        Archive.open(tmp_path / "file" / "archive")


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=4), st.integers(0, 5000))
@example([(1729, 226), (1036, 73)], 3251)  # a record whole between two that are damaged, the later one where it begins
def test_whatever_is_changed_the_rest_is_read(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], end: int
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    written = fill(folder, 6)
    [path] = files(folder)
    content = bytearray(path.read_bytes())
    for offset, byte in changes:
        content[offset % len(content)] = byte
    path.write_bytes(content[: max(end, 1)])
    more = fill(folder, 1)
    found = [item for item in ArchiveReader(folder).walk() if not isinstance(item, Skipped)]
    assert found[-1:] == more
    # A byte that says nothing, such as gzip's operating system, can change without harm.
    touched = [offset % len(content) for offset, _ in changes]
    for place, archived in written:
        whole = range(place.offset, place.offset + place.length)
        if whole.stop <= end and not any(offset in whole for offset in touched):
            assert (place, archived) in found
