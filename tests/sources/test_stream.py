"""Archives of others give their pages one by one, whatever else is in them and however they are damaged."""

from __future__ import annotations

import gc
import gzip
import io
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sources.archive import Archive
from sources.errors import UnreadablePage
from sources.registry import Registry
from sources.salvage import MOST_DAMAGES
from sources.stream import page_of, pages_of, read_responses
from sources.types import Outlet, Page, Response, Skipped, content_id
from sources.unpack import join_chunks, unpack_body

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
POST = Outlet("post", "The Post", "newspaper", "GB", "en", domains=("post.example",))
REGISTRY = Registry((POST,))
HTML = "text/html; charset=utf-8"


def html(number: int, size: int = 300) -> bytes:
    words = " ".join(f"word{number}x{position}" for position in range(size // 10))
    return f"<!doctype html><html><p>Page {number}: {words}</p></html>".encode()


def record(
    block: bytes,
    *,
    kind: str = "response",
    url: str = "https://post.example/1",
    date: str = "2026-11-25T12:00:00Z",
    length: int | str | None = None,
    more: str = "",
    content_type: str = "application/http; msgtype=response",
) -> bytes:
    stated = len(block) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
        f"WARC-Date: {date}\r\nWARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\n{more}"
        f"Content-Length: {stated}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(body: bytes, *, status: str = "200 OK", media_type: str = HTML, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n{more}\r\n".encode() + body


def page_record(number: int, **options: str) -> bytes:
    return record(answer(html(number)), url=f"https://post.example/{number}", **options)


def read(path: Path, content: bytes | list[bytes], **options: int) -> tuple[list[Response], list[Skipped]]:
    path.write_bytes(content if isinstance(content, bytes) else b"".join(content))
    found = list(read_responses(path, **options))
    responses = [item for item in found if isinstance(item, Response)]
    return responses, [item for item in found if isinstance(item, Skipped)]


def numbers(responses: list[Response]) -> list[int]:
    assert all(one.body == html(int(one.url.rpartition("/")[2])) for one in responses)
    return [int(one.url.rpartition("/")[2]) for one in responses]


def plain(parts: list[bytes]) -> bytes:
    return b"".join(parts)


def each_packed(parts: list[bytes]) -> bytes:
    return b"".join(map(gzip.compress, parts))


def all_packed(parts: list[bytes]) -> bytes:
    return gzip.compress(b"".join(parts))


def zstd(parts: list[bytes]) -> bytes:
    packed = io.BytesIO()
    writer = ZstdWriter(packed)
    for part in parts:
        writer.write(part)
        writer.finish()
    writer.close()
    return packed.getvalue()


def brotli(body: bytes) -> bytes:
    packed = io.BytesIO()
    writer = BrotliWriter(packed)
    writer.write(body)
    writer.close()
    return packed.getvalue()


FORMS = [plain, each_packed, all_packed, zstd]
Form = Callable[[list[bytes]], bytes]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_its_pages(tmp_path: Path, form: Form) -> None:
    responses, skipped = read(tmp_path / "a.warc", form([page_record(number) for number in range(20)]))
    assert (numbers(responses), skipped) == (list(range(20)), [])
    assert responses[3] == Response(
        "https://post.example/3", "https://post.example/3", 200, (("content-type", HTML),), html(3), NOON
    )


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # warcio's own
def test_what_warcio_writes_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "warcio"}))
        for number in range(3):
            headers = StatusAndHeaders("200 OK", [("Content-Type", HTML)], protocol="HTTP/1.1")
            url = f"https://post.example/{number}"
            response = writer.create_warc_record(url, "response", io.BytesIO(html(number)), http_headers=headers)
            asked = StatusAndHeaders("GET / HTTP/1.1", [])
            request = writer.create_warc_record(url, "request", http_headers=asked)
            writer.write_request_response_pair(request, response)
    del writer, request, response
    gc.collect()
    found = list(read_responses(tmp_path / "a.warc.gz"))
    assert numbers([item for item in found if isinstance(item, Response)]) == [0, 1, 2]
    assert len(found) == 3


def test_our_own_archive_is_a_warc_file_too(tmp_path: Path) -> None:
    response = Response(
        "https://post.example/1", "https://post.example/1", 200, (("content-type", HTML),), html(1), NOON
    )
    with Archive.open(tmp_path) as archive:
        place = archive.append(response, "post", "article")
    [found] = read_responses(tmp_path / place.file)
    assert isinstance(found, Response)
    assert (found.url, found.body, found.fetched_at) == (response.url, response.body, response.fetched_at)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_wacz_is_read_without_being_unpacked(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w", method) as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data-0.warc.gz", each_packed([page_record(0), page_record(1)]))
        archive.writestr("archive/data-1.warc", plain([page_record(2), page_record(3)[:-50]]))
        archive.writestr("pages/pages.jsonl", "{}")
    found = list(read_responses(tmp_path / "a.wacz"))
    assert numbers([item for item in found if isinstance(item, Response)]) == [0, 1, 2]
    [skipped] = [item for item in found if isinstance(item, Skipped)]
    assert skipped.key == f"a.wacz/archive/data-1.warc#{len(page_record(2))}"
    assert list(tmp_path.iterdir()) == [tmp_path / "a.wacz"]


def test_damaged_zip_files_are_told_of(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("archive/data.warc.gz", each_packed([page_record(number) for number in range(5)]))
    content = whole.getvalue()
    for broken in (content[:-30], content[:60] + bytes(20) + content[80:], b"PK\x03\x04" + bytes(100)):
        _, skipped = read(tmp_path / "a.wacz", broken)
        assert skipped
    assert read(tmp_path / "a.wacz", content)[1] == []


def test_a_zip_file_of_something_else_is_told_of(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.writestr("notes.txt", "")
    [skipped] = read_responses(tmp_path / "a.wacz")
    assert isinstance(skipped, Skipped)
    assert "no WACZ" in skipped.reason


def test_what_is_no_page_is_counted_by_reason(tmp_path: Path) -> None:
    images = [record(answer(b"x", media_type="image/jpeg")) for _ in range(3)]
    others = [
        record(answer(b"", status="404 Not Found")),
        record(answer(b"", status="301 Moved")),
        record(b"", kind="revisit"),
        record(b"a", kind="request", content_type="application/http; msgtype=request"),
        record(b"a", kind="metadata", content_type="text/plain"),
        record(b"2026", url="dns:post.example", content_type="text/dns"),
    ]
    responses, skipped = read(tmp_path / "a.warc.gz", each_packed([*images, *others, page_record(1)]))
    assert numbers(responses) == [1]
    assert [(item.key, item.reason) for item in skipped] == [
        ("a.warc.gz: records that are no responses", "1: revisit 1"),
        ("a.warc.gz: responses with another status than 200", "2: 404 1, 301 1"),
        ("a.warc.gz: responses that are no HTML", "4: image/jpeg 3, text/dns 1"),
    ]


@pytest.mark.parametrize(
    ("block", "body"),
    [
        (answer(gzip.compress(html(1)), more="Content-Encoding: gzip\r\n"), html(1)),
        (answer(html(1), more="Content-Encoding: gzip\r\n"), html(1)),  # taken off, and the header left
        (answer(zlib.compress(html(1)), more="Content-Encoding: deflate\r\n"), html(1)),
        (answer(zlib.compress(html(1))[2:-4], more="Content-Encoding: deflate\r\n"), html(1)),
        (answer(html(1), more="Content-Encoding: deflate\r\n"), html(1)),
        (answer(brotli(html(1)), more="content-encoding: br\r\n"), html(1)),
        (answer(html(1), more="content-encoding: br\r\n"), html(1)),
        (answer(zstd([html(1)]), more="content-encoding: zstd\r\n"), html(1)),
        (answer(gzip.compress(gzip.compress(html(1))), more="Content-Encoding: gzip, gzip\r\n"), html(1)),
        (answer(html(1), more="Content-Encoding: identity\r\n"), html(1)),
        (answer(b"5\r\n<html\r\n1;x=y\r\n>\r\n0\r\n\r\n", more="Transfer-Encoding: chunked\r\n"), b"<html>"),
        (answer(b"5\r\n<html\r\nffff\r\n>", more="Transfer-Encoding: chunked\r\n"), b"<html>"),
        (answer(html(1), more="Transfer-Encoding: chunked\r\n"), html(1)),
        (answer(html(1), media_type="application/xhtml+xml"), html(1)),
        (b"HTTP/1.1 200 OK\n\n" + html(1), html(1)),
    ],
)
def test_encodings_are_taken_off(tmp_path: Path, block: bytes, body: bytes) -> None:
    responses, skipped = read(tmp_path / "a.warc", record(block))
    assert [one.body for one in responses] == [body]
    assert skipped == []


# What is wrong with the second of three records, and what the reason says.
HOSTILE = {
    "gzip bomb": (record(answer(gzip.compress(bytes(50_000_000)), more="Content-Encoding: gzip\r\n")), "unpacks to"),
    "brotli bomb": (record(answer(brotli(bytes(50_000_000)), more="Content-Encoding: br\r\n")), "unpacks to"),
    "zstd bomb": (record(answer(zstd([bytes(50_000_000)]), more="Content-Encoding: zstd\r\n")), "unpacks to"),
    "half a gzip body": (record(answer(gzip.compress(html(1))[:-9], more="Content-Encoding: gzip\r\n")), "not gzip"),
    "unknown encoding": (record(answer(html(1), more="Content-Encoding: rot13\r\n")), "rot13"),
    "packed often": (record(answer(html(1), more="Content-Encoding: gzip\r\n" * 100)), "100 times"),
    "large": (record(answer(bytes(1_500_000))), "a record of 1,500,0"),
    "no http": (record(b"junk"), "is none"),
    "no head's end": (record(b"HTTP/1.1 200 OK\r\nA: b"), "is none"),
    "endless head": (record(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50_000 + b"\r\n"), "is none"),
    "no date": (record(answer(html(1)), date="yesterday"), "date"),
    "no url": (record(answer(html(1)), url="https://"), "address"),
    "wrong digest": (record(answer(html(1)), more="WARC-Block-Digest: sha1:" + "a" * 32 + "\r\n"), "digest"),
    "no length": (record(answer(html(1))).replace(b"Content-Length", b"Content-Strength"), "Content-Length"),
    "negative length": (record(answer(html(1)), length=-1), "Content-Length"),
    "length of words": (record(answer(html(1)), length="many"), "Content-Length"),
    "length beyond all": (record(answer(html(1)), length=10**30), "Content-Length"),
    "length of an exabyte": (record(answer(html(1)), length=10**17), "100,000,000,000,000,000"),
    "length too short": (record(answer(html(1)), length=100), ""),
    "junk between": (b"junk " * 1000, ""),
    "endless field": (b"WARC/1.0\r\nA: " + b"b" * 5_000_000 + b"\r\n\r\n\r\n\r\n", ""),
    "zeros": (bytes(100_000), ""),
}


@pytest.mark.parametrize("form", [plain, each_packed])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_record_costs_itself_alone(tmp_path: Path, name: str, form: Form) -> None:
    hostile, reason = HOSTILE[name]
    begun = time.monotonic()
    responses, skipped = read(tmp_path / "a.warc", form([page_record(5), hostile, page_record(6)]), largest=1_000_000)
    told = [item for item in skipped if "#" in item.key]
    # What has no head is told of twice: behind the record before it, and where it is looked for again.
    assert len(told) == (2 if name == "endless field" else 1)
    assert told[0].key.startswith("a.warc#")
    assert reason in told[0].reason
    assert {5, 6} <= {int(one.url.rpartition("/")[2]) for one in responses}
    assert time.monotonic() - begun < 20


def test_a_record_that_is_too_large_in_a_file_packed_as_one_is_read_through(tmp_path: Path) -> None:
    large = record(answer(bytes(1_500_000)))
    content = all_packed([page_record(1), large, page_record(2)])
    responses, skipped = read(tmp_path / "a.warc.gz", content, largest=1_000_000)
    assert numbers(responses) == [1, 2]
    assert len(skipped) == 1


def test_a_bomb_that_claims_to_be_a_film_is_leapt_over(tmp_path: Path) -> None:
    length = 300_000_000
    head = record(answer(b"", media_type="video/mp4"), length=length)[:-4]
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = pack.compress(head) + b"".join(pack.compress(bytes(1_000_000)) for _ in range(300)) + pack.flush()
    for last in ([page_record(2)], []):
        content = b"".join([gzip.compress(page_record(1)), bomb, *map(gzip.compress, last)])
        responses, skipped = read(tmp_path / "a.warc.gz", content)
        assert numbers(responses) == [1, *([2] if last else [])]
        assert "300,000,000" in skipped[0].reason


@pytest.mark.parametrize("form", FORMS)
def test_a_truncated_file_gives_what_is_whole_and_says_where_it_ends(tmp_path: Path, form: Form) -> None:
    parts = [page_record(number) for number in range(5)]
    whole = form(parts)
    last = len(form(parts[:-1])) if form in {plain, each_packed} else 0
    for end in {
        len(whole) - 1,
        len(whole) - 20,
        last + 40 if last else len(whole) - 3,
        last + 2 if last else len(whole) - 4,
    }:
        responses, skipped = read(tmp_path / "a.warc", whole[:end])
        assert len(skipped) == 1, end
        found = numbers(responses)
        assert found == list(range(len(found)))
        if last:
            assert len(found) >= 4
            previous = len(form(parts[:-2]))
            assert skipped[0].key in {f"a.warc#{last}", f"a.warc#{previous}"}


def test_a_file_damaged_all_over_is_given_up(tmp_path: Path) -> None:
    parts = [part for number in range(300) for part in (page_record(number), b"junk")]
    responses, skipped = read(tmp_path / "a.warc", parts)
    assert len(skipped) == MOST_DAMAGES
    assert skipped[-1].reason.endswith("the rest of the file is left")
    assert numbers(responses) == list(range(MOST_DAMAGES))


@pytest.mark.parametrize("content", [b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"junk", b"PK\x03\x04", b"\x1f\x8b\x08" * 100])
def test_what_is_no_archive_is_told_of(tmp_path: Path, content: bytes) -> None:
    responses, skipped = read(tmp_path / "a.warc.gz", content)
    assert responses == []
    assert len(skipped) == 1
    assert skipped[0].key.startswith("a.warc.gz")


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    [skipped] = read_responses(tmp_path / "none.warc.gz")
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "cannot be read: No such file or directory"


def test_an_empty_file_has_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "a.warc.gz", b"") == ([], [])


@settings(max_examples=150)
@given(
    st.sampled_from(FORMS),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=20)), min_size=1, max_size=5),
    st.integers(0, 10_000),
)
def test_mutated_files_give_responses_or_reasons(
    tmp_path_factory: pytest.TempPathFactory, form: Form, changes: list[tuple[int, bytes]], end: int
) -> None:
    parts = [page_record(1), record(answer(gzip.compress(html(2)), more="Content-Encoding: gzip\r\n")), page_record(3)]
    content = bytearray(form(parts))
    for offset, some in changes:
        content[offset % len(content) : offset % len(content) + len(some)] = some
    read(tmp_path_factory.mktemp("mutated") / "a.warc.gz", bytes(content[: max(end, 1)]))


@settings(max_examples=150)
@given(
    st.lists(
        st.binary()
        | st.sampled_from(
            [b"WARC/1.0\r\n", b"WARC-Type: response\r\n", b"Content-Length: 5\r\n", b"\r\n", b"HTTP/1.1 200"]
        )
        | st.sampled_from([b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b"PK\x03\x04", page_record(1)])
    )
)
def test_invented_files_give_responses_or_reasons(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("invented") / "a.warc.gz"
    read(path, parts)
    read(path, each_packed(parts))


@given(st.binary(), st.sampled_from(["", "chunked", "gzip, chunked"]), st.sampled_from(["", "gzip", "br", "zstd"]))
def test_invented_bodies_are_unpacked_or_refused(body: bytes, transfer: str, content: str) -> None:
    with suppress(UnreadablePage):
        assert len(unpack_body(body, transfer, content, 1000)) <= 1000


@given(st.lists(st.binary(min_size=1)))
def test_chunks_are_joined(parts: list[bytes]) -> None:
    chunked = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    assert join_chunks(chunked) == b"".join(parts)


def response(url: str = "https://www.post.example/1", **changes: object) -> Response:
    given_: dict[str, object] = {"status": 200, "headers": (("content-type", HTML),), "body": html(1)} | changes
    return Response(url=url, final_url=url, fetched_at=NOON, **given_)  # type: ignore[arg-type]


def test_a_response_becomes_the_page_of_its_outlet() -> None:
    page = page_of(response("https://WWW.post.example/1?utm_source=x#top"), "post")
    url = "https://www.post.example/1"
    assert page == Page(content_id("post", url, html(1)), "post", url, NOON, "text/html", html(1))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": 404}, "status 404"),
        ({"status": 304}, "status 304"),
        ({"headers": (("content-type", "application/pdf"),)}, "application/pdf"),
        ({"headers": (), "body": b"%PDF"}, "unknown"),
        ({"body": b""}, "empty"),
        ({"body": b" \n"}, "empty"),
        ({"url": "ftp://post.example/"}, "no address"),
    ],
)
def test_what_is_no_page_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(UnreadablePage, match=reason):
        page_of(response(**changes), "post")  # type: ignore[arg-type]


def test_html_without_a_type_is_a_page() -> None:
    assert page_of(response(headers=(), body=b"\xef\xbb\xbf \n<!DOCTYPE HTML><p>"), "post").media_type == "text/html"


def test_pages_of_known_outlets_are_kept_and_strangers_counted_by_domain() -> None:
    skipped = Skipped("a", "read", "b")
    strangers = [response(f"https://{host}.example/") for host in ("herald", "herald", "times")]
    found = list(pages_of([response(), skipped, *strangers, response(body=b" ")], REGISTRY))
    assert found == [
        page_of(response(), "post"),
        skipped,
        Skipped("https://www.post.example/1", "read", "the page is empty"),
        Skipped(
            "pages of no known outlet",
            "read",
            "3: herald.example 2, times.example 1; add their domains to an outlets file",
        ),
    ]
