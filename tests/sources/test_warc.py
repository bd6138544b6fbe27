"""Responses become records that other tools read, and come back as they were."""

from __future__ import annotations

import gzip
import io
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from sources.errors import DamagedRecord
from sources.members import pack_member, unpack_member
from sources.types import Response
from sources.warc import Archived, check_digest, parse_head, read_record, write_info, write_record

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAGE = Response(
    url="http://post.example/plan",
    final_url="https://www.post.example/world/plan-1234?id=7",
    status=200,
    headers=(
        ("content-type", "text/html; charset=utf-8"),
        ("content-encoding", "gzip"),
        ("transfer-encoding", "chunked"),
        ("content-length", "9999"),
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2"),
    ),
    body="<html><p>Vorschläge".encode(),
    fetched_at=NOON,
    redirects=("https://post.example/plan", "https://www.post.example/plan"),
)

texts = st.text() | st.text("abc:/?=%\r\n\t \0é€\ud800", max_size=20)
responses = st.builds(
    Response,
    url=texts,
    final_url=texts,
    status=st.integers(0, 1000) | st.sampled_from([200, 304, 404]),
    headers=st.lists(st.tuples(texts, texts) | st.sampled_from(PAGE.headers)).map(tuple),
    body=st.binary() | st.sampled_from([b"\r\n\r\n", b"WARC/1.1\r\n\r\n", b"\0" * 100_000]),
    fetched_at=st.datetimes(timezones=st.just(UTC)),
    redirects=st.lists(texts).map(tuple),
)
archived = st.builds(Archived, responses, texts, st.sampled_from(["feed", "sitemap", "homepage", "robots", "article"]))


@given(archived)
def test_what_is_written_is_read(given_response: Archived) -> None:
    assert read_record(write_record(given_response)) == given_response


@given(archived)
def test_warcio_reads_every_record_and_finds_its_digests_right(given_response: Archived) -> None:
    response = given_response.response
    # warcio reads as HTTP what has a URL of HTTP.
    given_response = replace(given_response, response=replace(response, final_url=f"http://{response.final_url}"))
    plain = pack_member(write_info("a.warc.gz", NOON)) + pack_member(write_record(given_response))
    [info, record] = [
        (found.rec_type, found.content_stream().read(), found.digest_checker.passed)
        for found in ArchiveIterator(io.BytesIO(plain), check_digests=True)
    ]
    assert info[0] == "warcinfo"
    assert record == ("response", given_response.response.body, True)


def test_a_record_names_what_a_replay_needs_in_fields_of_its_own() -> None:
    plain = write_record(Archived(PAGE, "post", "article"))
    [record] = ArchiveIterator(io.BytesIO(pack_member(plain)))
    fields, headers = record.rec_headers, record.http_headers
    assert fields["WARC-Target-URI"] == PAGE.final_url
    assert fields["WARC-Date"] == "2026-11-25T12:00:00Z"
    assert (fields["Sayso-Outlet"], fields["Sayso-Purpose"], fields["Sayso-Url"]) == ("post", "article", PAGE.url)
    assert fields.get_header("Sayso-Exact") is None
    assert headers.get_statuscode() == "200"
    assert headers["X-Archive-Orig-content-encoding"] == "gzip"
    assert headers["X-Archive-Orig-content-length"] == "9999"
    assert headers["Content-Length"] == str(len(PAGE.body))
    assert headers.get_header("transfer-encoding") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<html>", b"<HTML>"),  # the body
        (b"a=1", b"a=2"),  # the head
        (b"response\r\n", b"response\r\nContent-Length: 7\r\n"),
        (b"HTTP/1.1", b"JUNK/1.1"),
        (b"Sayso-Purpose: article", b"Sayso-Purpose: arsenal"),
        (b"WARC-Date: 2026", b"WARC-Date: 20x6"),
        (b"WARC/1.1", b"WERC/1.1"),
        (b"Sayso-Outlet", b'Sayso-Exact: {"url": 7}\r\nSayso-Outlet'),
        (b"Sayso-Outlet", b"Sayso-Exact: [\r\nSayso-Outlet"),
    ],
)
def test_a_record_that_was_changed_is_refused(old: bytes, new: bytes) -> None:
    plain = write_record(Archived(PAGE, "post", "article"))
    assert old in plain
    with pytest.raises(DamagedRecord):
        read_record(plain.replace(old, new, 1))


def test_a_record_of_another_kind_is_no_response() -> None:
    assert read_record(write_info("a.warc.gz", NOON)) is None


@given(st.binary())
def test_whatever_is_read_gives_a_record_or_says_that_it_is_damaged(junk: bytes) -> None:
    for plain in (junk, b"WARC/1.1\r\n" + junk, write_record(Archived(PAGE, "post", "article"))[:-10] + junk):
        with suppress(DamagedRecord):
            read_record(plain)


@given(st.binary())
def test_a_member_is_a_gzip_file_that_says_how_long_it_is(plain: bytes) -> None:
    member = pack_member(plain)
    assert gzip.decompress(member) == unpack_member(member, len(plain)) == plain
    assert int.from_bytes(member[16:20], "little") == len(member)


@pytest.mark.parametrize(
    "member",
    [b"", b"\x1f\x8b", pack_member(b"abc")[:-1], pack_member(b"abc") * 2, pack_member(b"abc")[:-8] + bytes(8)],
)
def test_what_is_no_whole_member_is_refused(member: bytes) -> None:
    with pytest.raises(DamagedRecord):
        unpack_member(member, 100)


def test_a_member_is_unpacked_within_bounds() -> None:
    with pytest.raises(DamagedRecord, match="more than 100 bytes"):
        unpack_member(pack_member(bytes(101)), 100)


@pytest.mark.parametrize(
    ("stated", "fits"),
    [
        ("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", True),
        ("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE6", False),
        ("sha1:a9993e364706816aba3e25717850c26c9cd0d89d", True),
        ("SHA-1:A9993E364706816ABA3E25717850C26C9CD0D89D", True),
        ("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", True),
        ("sha256:", False),
        ("blake3:whatever", True),
        ("", True),
    ],
)
def test_digests_are_compared_in_either_spelling(stated: str, *, fits: bool) -> None:
    with nullcontext() if fits else pytest.raises(DamagedRecord):
        check_digest(stated, b"abc")


@pytest.mark.parametrize(
    ("block", "status", "headers"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", 200, (("a", "b"),)),
        (b"HTTP/1.0 404\nA:b\n\nbody", 404, (("a", "b"),)),
        (b"HTTP/2 200\r\n\r\n", 200, ()),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n  c\r\n\r\n", 200, (("a", "b c"),)),
        (b"HTTP/1.1 200 OK\r\njunk\r\n: x\r\nA: \xe9\r\n\r\n", 200, (("", "x"), ("a", "é"))),
    ],
)
def test_heads_are_read_as_servers_write_them(block: bytes, status: int, headers: object) -> None:
    head = parse_head(block)
    assert head is not None
    assert (head.status, head.headers) == (status, headers)


@pytest.mark.parametrize(
    "block", [b"", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b\r\n", b"<html>", b"HTTP/1.1 abc\r\n\r\n"]
)
def test_what_is_no_http_has_no_head(block: bytes) -> None:
    assert parse_head(block) is None
