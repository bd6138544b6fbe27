"""What comes of a request: for each way in which a server or a network can be bad, one outcome."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from sources.connect import Outside
from sources.errors import (
    BadAnswer,
    FetchError,
    HalfBody,
    RedirectLoop,
    RefusedAddress,
    SaysoError,
    TooLarge,
    TooSlow,
    Unreachable,
)
from sources.fetch import AGENT, OPEN, Fetcher, Limits, Request, user_agent
from sources.inflate import Body
from sources.types import Response
from tests.sources import server as web
from tests.sources.server import PUBLIC, Answer, Server

PATIENT = Limits(redirects=4)
IMPATIENT = Limits(read=0.3, total=0.6)  # for servers that are too slow; others get the time that they need
OK_HEAD = b"HTTP/1.1 200 OK\r\n"


def world(port: int | dict[str, int], *lookups: list[str]) -> Outside:
    """Return a world in which DNS answers so, one time after the other, and an address is a port of this machine."""
    answers = list(lookups) or [[PUBLIC]]

    def resolve(host: str, at: int) -> list[str]:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def detour(address: str, at: int) -> tuple[str, int]:
        return "127.0.0.1", port if isinstance(port, int) else port[address]

    return Outside(resolve, detour)


def fetch(server: Server, url: str = "http://north.example/a", limits: Limits = PATIENT, **more: Any) -> Response:
    with Fetcher(outside=server.outside(), limits=limits) as fetcher:
        return fetcher.get(url, **more)


FAULTS: list[tuple[str, Answer, type[FetchError], str]] = [
    ("a reset before the answer", web.reset(), Unreachable, "network"),
    ("a reset within the head", web.reset(after=b"HTTP/1.1 200"), Unreachable, "network"),
    ("a reset within the body", web.reset(after=OK_HEAD + b"Content-Length: 9\r\n\r\nabc"), HalfBody, "network"),
    ("closed without an answer", web.raw(), Unreachable, "network"),
    ("half a body", web.half(b"abc", 9), HalfBody, "network"),
    (
        "half a chunked body",
        web.raw(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
        HalfBody,
        "network",
    ),
    (
        "half a gzip stream",
        Answer(200, gzip.compress(b"abc" * 99)[:-9], {"Content-Encoding": "gzip"}),
        HalfBody,
        "network",
    ),
    ("no answer at all", web.silent(), TooSlow, "network"),
    ("a body byte by byte", web.dripping(), TooSlow, "network"),
    ("a head byte by byte", web.raw(OK_HEAD, *[b"X"] * 6000, pause=0.01), TooSlow, "network"),
    ("too many bytes, as its head says", Answer(200, b"x" * 2001), TooLarge, "content"),
    ("too many bytes without saying", web.raw(OK_HEAD + b"\r\n", b"x" * 2001), TooLarge, "content"),
    ("a gzip bomb", web.bomb(50_000_000), TooLarge, "content"),
    ("Brotli, unasked", Answer(200, b"abc", {"Content-Encoding": "br"}), BadAnswer, "content"),
    ("gzip within gzip", Answer(200, b"abc", {"Content-Encoding": "gzip, gzip"}), BadAnswer, "content"),
    ("plain text called gzip", Answer(200, b"abcdef", {"Content-Encoding": "gzip"}), BadAnswer, "content"),
    ("no HTTP", web.raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), BadAnswer, "content"),
    ("an endless head", web.raw(OK_HEAD, b"X: " + b"y" * 300_000), BadAnswer, "content"),
    ("a 304 that nobody asked for", web.status(304), BadAnswer, "content"),
    ("a redirect to itself", web.redirect("/a"), RedirectLoop, "content"),
    ("a redirect to no URL", web.redirect("http://south.example:b/"), BadAnswer, "content"),
    ("a redirect to a file", web.redirect("file:///etc/passwd"), RefusedAddress, "refused"),
    ("a redirect to this machine", web.redirect("http://127.0.0.1/"), RefusedAddress, "refused"),
    ("a redirect to a service's port", web.redirect("http://south.example:6379/"), RefusedAddress, "refused"),
]


@pytest.mark.parametrize(("answer", "error", "kind"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_is_an_error_of_its_kind(server: Server, answer: Answer, error: type[FetchError], kind: str) -> None:
    server.put("north.example/a", answer)
    with pytest.raises(error) as caught:
        fetch(server, limits=IMPATIENT if error is TooSlow else Limits(), largest=2000)
    assert type(caught.value) is error
    assert caught.value.kind == kind
    assert "north.example" in str(caught.value)


def test_a_response_is_handed_on_as_it_came(server: Server) -> None:
    headers = {"Content-Type": "text/html; charset=windows-9999", "ETag": '"\xe9"', "X-Twice": "1"}
    server.put("north.example/a", Answer(203, "Füße".encode(), headers))
    response = fetch(server)
    assert response.url == response.final_url == "http://north.example/a"
    assert response.status == 203
    assert response.body == "Füße".encode()
    assert response.header("content-type") == "text/html; charset=windows-9999"
    assert response.header("etag") == '"\xe9"'
    assert response.redirects == ()
    assert datetime.now(UTC) - response.fetched_at < timedelta(minutes=1)


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 403, 404, 410, 418, 429, 500, 503])
def test_any_status_is_a_response(server: Server, status: int) -> None:
    server.put("north.example/a", web.status(status))
    assert fetch(server).status == status


def test_validators_go_out_as_they_came_and_a_304_comes_back(server: Server) -> None:
    server.put("north.example/a", web.status(304))
    assert fetch(server, etag='"\xe9"', last_modified="Mon, 17 Nov 2025 09:00:00 GMT").status == 304
    [asked] = server.asked
    assert asked.headers["if-none-match"] == '"\xe9"'
    assert asked.headers["if-modified-since"] == "Mon, 17 Nov 2025 09:00:00 GMT"


def test_a_validator_cannot_smuggle_a_header(server: Server) -> None:
    with pytest.raises(BadAnswer):
        fetch(server, etag='"a"\r\nCookie: b')
    assert server.asked == []


def test_the_agent_is_honest_and_nothing_is_remembered(server: Server) -> None:
    server.put("north.example/a", web.text("a", set_cookie="id=1; Path=/"))
    with Fetcher("https://newsroom.example/bot", outside=server.outside()) as fetcher:
        fetcher.get("http://user:word@north.example/a#part")
        fetcher.get("http://north.example/a")
    for asked in server.asked:
        assert asked.headers["user-agent"].startswith(f"{AGENT}/")
        assert asked.headers["user-agent"].endswith(" (+https://newsroom.example/bot)")
        assert set(asked.headers) == {"host", "user-agent", "accept", "accept-encoding"}


@pytest.mark.parametrize("contact", ["a\r\nCookie: b", "ä@newsroom.example"])
def test_a_contact_is_one_line_of_ascii(contact: str) -> None:
    with pytest.raises(SaysoError, match="contact"):
        user_agent(contact)


def test_proxies_of_the_environment_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.put("north.example/a", web.text("a"))
    assert fetch(server).body == b"a"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda body: gzip.compress(body[:5]) + gzip.compress(body[5:])),
        ("GZIP", lambda body: gzip.compress(body) + b"\0\0rest"),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("identity", bytes),
    ],
)
def test_a_packed_body_is_unpacked(server: Server, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = b"Officials said on Monday." * 40
    server.put("north.example/a", Answer(200, pack(body), {"Content-Encoding": encoding}))
    assert fetch(server, largest=len(body)).body == body


@given(st.binary(max_size=300), st.integers(1, 9), st.integers(1, 400), st.sampled_from(["", "gzip", "deflate"]))
def test_unpacking_in_any_pieces_gives_the_same_and_never_more(body: bytes, size: int, largest: int, name: str) -> None:
    packed = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[name](body)
    taken = Body(name, largest)
    within = all(taken.add(packed[at : at + size]) for at in range(0, len(packed), size))
    assert within == (max(len(body), len(packed)) <= largest)
    if within:
        assert taken.end() == body
    assert taken.so_far() == body[: len(taken.so_far())]
    assert len(taken.so_far()) <= largest


def test_a_bomb_is_never_unpacked_whole() -> None:
    body = Body("gzip", 1000)
    assert not body.add(gzip.compress(bytes(50_000_000)))
    assert len(body._kept) == 1001


def test_of_a_large_robots_txt_the_beginning_is_kept(server: Server) -> None:
    server.put("north.example/robots.txt", Answer(200, b"x" * 5_000_000))
    with Fetcher(outside=server.outside()) as fetcher:
        response = fetcher.fetch(Request("http://north.example/robots.txt", "robots", largest=1000))
    assert response.body == b"x" * 1000


def test_redirects_are_followed_and_told(server: Server) -> None:
    server.put("north.example/a", web.redirect("//south.example/b?x=1#c", 301))
    server.put("south.example/b?x=1", web.redirect("../caf\xc3\xa9", 308))
    server.put("south.example/caf%C3%A9", web.text("here"))
    response = fetch(server)
    assert response.url == "http://north.example/a"
    assert response.final_url == "http://south.example/caf%C3%A9"
    assert response.redirects == ("http://south.example/b?x=1",)
    assert response.body == b"here"


def test_endless_redirects_end(server: Server) -> None:
    for number in range(9):
        server.put(f"north.example/{number}", web.redirect(f"/{number + 1}"))
    with pytest.raises(RedirectLoop, match="more than 4 times"):
        fetch(server, "http://north.example/0")
    assert len(server.asked) == 5


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://north.example/",
            "file:///etc/passwd",
            "gopher://north.example/",
            "javascript:alert(1)",
            "north.example",
        ),
        *(
            "",
            "north.example",
            "http://",
            "http:///a",
            "http://north.example:22/",
            "http://north.example:99999/",
            "http://[::1/",
        ),
        *("http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://127.0.0.1/", "http://[::1]/"),
        *("http://[::ffff:7f00:1]/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/"),
        *(
            "http://0x7f.1./",
            "http://１２７.0.0.1/",
            "http://127。0。0。1/",
            "http://a b/",
            "http://a..b/",
            "http://-a.example/",
        ),
        *("http://" + "a" * 64 + ".example/", "http://user@10.0.0.1/", "http://north.example%00.evil.example/"),
    ],
)
def test_a_url_that_is_not_fetched_is_refused_before_anything_is_asked(server: Server, url: str) -> None:
    with pytest.raises(RefusedAddress):
        fetch(server, url)
    assert server.asked == []


def test_with_leave_private_addresses_are_fetched(server: Server) -> None:
    server.put("127.0.0.1/a", web.text("mine"))
    with Fetcher(allow_private=True) as fetcher:
        assert fetcher.get(f"http://127.0.0.1:{server.port}/a").body == b"mine"


@pytest.mark.parametrize("addresses", [["10.0.0.1"], [PUBLIC, "127.0.0.1"], ["::ffff:127.0.0.1"], ["not an address"]])
def test_all_addresses_of_a_host_must_be_public(server: Server, addresses: list[str]) -> None:
    server.put("north.example/a", web.redirect("http://inside.example/secret"))
    outside = server.outside({"inside.example": addresses})
    with Fetcher(outside=outside) as fetcher, pytest.raises(RefusedAddress, match=r"inside\.example"):
        fetcher.get("http://north.example/a")
    assert server.paths("inside.example") == []


def test_dns_has_no_second_say(server: Server) -> None:
    """A host that is public when it is checked, and private when it is connected to, gets no connection."""
    server.put("north.example/a", Answer(200, b"a", {"Connection": "close"}))
    # An address other than the checked one would be a KeyError.
    with Fetcher(outside=world({PUBLIC: server.port}, [PUBLIC], ["127.0.0.1"])) as fetcher:
        assert fetcher.get("http://north.example/a").body == b"a"
        with pytest.raises(RefusedAddress):
            fetcher.get("http://north.example/a")


def test_a_host_unknown_to_dns_and_one_that_refuses_are_unreachable(server: Server) -> None:
    with Fetcher(outside=server.outside({"none.example": []})) as fetcher, pytest.raises(Unreachable, match="address"):
        fetcher.get("http://none.example/")
    with Fetcher(outside=world(9)) as fetcher, pytest.raises(Unreachable, match="connection"):
        fetcher.get("http://north.example/")


def test_the_next_address_is_tried(server: Server) -> None:
    outside = world({"5.6.7.8": 9, "5.6.7.9": server.port}, ["5.6.7.8", "5.6.7.9"])
    server.put("north.example/a", web.text("a"))
    with Fetcher(outside=outside) as fetcher:
        assert fetcher.get("http://north.example/a").body == b"a"


def test_threads_may_share_a_fetcher(server: Server) -> None:
    for number in range(20):
        server.put(f"h{number}.example/", web.text(str(number)))
    bodies: dict[int, bytes] = {}
    with Fetcher(outside=server.outside()) as fetcher:

        def get(number: int) -> None:
            bodies[number] = fetcher.get(f"http://h{number}.example/").body

        threads = [threading.Thread(target=get, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert bodies == {number: str(number).encode() for number in range(20)}


def test_a_request_stops_when_its_gate_says_so(server: Server) -> None:
    class Closing:
        def turn(self, url: str) -> AbstractContextManager[None]:
            return OPEN.turn(url)

        def stopped(self) -> bool:
            return bool(server.asked)

    server.put("north.example/a", web.silent())
    begun = time.monotonic()
    with Fetcher(outside=server.outside()) as fetcher, pytest.raises(Unreachable, match="stopped"):
        fetcher.fetch(Request("http://north.example/a"), Closing())
    assert time.monotonic() - begun < 15  # of 20 s that a server may take between two pieces


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for north.example that no authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "north.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("north.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "north.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    return path


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


def serving(certificate: Path, *protocols: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(protocols)
    return context


def test_tls_is_checked_against_the_name_not_the_address(certificate: Path) -> None:
    with Server(tls=serving(certificate, "http/1.1")) as server:
        server.put("north.example/a", web.text("a"))
        with Fetcher(outside=server.outside(), tls=trusting(certificate)) as fetcher:
            assert fetcher.get("https://north.example/a").body == b"a"
            with pytest.raises(Unreachable, match="certificate"):
                fetcher.get("https://south.example/a")
        with Fetcher(outside=server.outside()) as fetcher, pytest.raises(Unreachable, match="certificate"):
            fetcher.get("https://north.example/a")


def test_a_server_without_tls_is_unreachable_by_https(server: Server) -> None:
    with pytest.raises(Unreachable, match="no connection"):
        fetch(server, "https://north.example/a")


def test_http_2_is_spoken(certificate: Path) -> None:
    with (
        web.Http2(serving(certificate, "h2"), {"/a": b"over two", "/half": None}) as server,
        Fetcher(outside=world(server.port), tls=trusting(certificate)) as fetcher,
    ):
        response = fetcher.get("https://north.example/a")
        assert (response.status, response.body) == (200, b"over two")
        assert response.header("server") == "h2"
        with pytest.raises(HalfBody):
            fetcher.get("https://north.example/half")
