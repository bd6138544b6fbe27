"""A web server on this machine that serves any host name, well or badly, and remembers what it was asked."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from types import TracebackType
from typing import cast

import h2.config
import h2.connection
import h2.events

from sources.connect import Outside

PUBLIC = "5.6.7.8"  # where every host is, as far as the fetcher can tell; nothing is ever sent there


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    at: float  # time.monotonic()
    host: str
    path: str
    headers: Mapping[str, str]  # names in lower case


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path is answered with. `send` writes something other than a proper answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    send: Callable[[Handler], None] | None = None


def text(body: str | bytes, media_type: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    """Return a proper answer; `last_modified="…"` is the header Last-Modified."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return Answer(200, body.encode() if isinstance(body, str) else body, {"Content-Type": media_type, **named})


def status(code: int, **headers: str) -> Answer:
    return Answer(code, b"", {name.replace("_", "-").title(): value for name, value in headers.items()})


def redirect(to: str, code: int = 302) -> Answer:
    return Answer(code, b"moved", {"Location": to})


def bomb(size: int) -> Answer:
    """Return a page that unpacks to `size` bytes of nothing."""
    return Answer(200, gzip.compress(bytes(size)), {"Content-Encoding": "gzip"})


def reset(*, after: bytes = b"") -> Answer:
    """Return an answer that ends in a connection reset, after these raw bytes."""

    def send(handler: Handler) -> None:
        handler.wfile.write(after)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.close_connection = True

    return Answer(send=send)


def raw(*pieces: bytes, pause: float = 0.0) -> Answer:
    """Return an answer of raw bytes, with a pause (seconds) before each piece, after which the connection closes."""

    def send(handler: Handler) -> None:
        handler.close_connection = True
        for piece in pieces:
            if pause and handler.home.closing.wait(pause):
                return
            handler.wfile.write(piece)
            handler.wfile.flush()

    return Answer(send=send)


def half(body: bytes, said: int) -> Answer:
    """Return an answer that says it has more bytes than come."""
    return raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % said, body)


def silent() -> Answer:
    """Return an answer that never comes."""
    return raw(b"", pause=60)


def dripping() -> Answer:
    """Return an answer that comes byte by byte, for 15 seconds and more."""
    return raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1500\r\n\r\n", *[b"x"] * 1500, pause=0.01)


class Server:
    """Answers by host and path; a list of answers is gone through, the last one staying. Anything else is a 404."""

    def __init__(self, tls: SSLContext | None = None) -> None:
        self.answers: dict[tuple[str, str], Answer | list[Answer]] = {}
        self.asked: list[Asked] = []
        self.most_at_once: Counter[str] = Counter()  # by host
        self.closing = threading.Event()
        self._at_once: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._http = _Http(self)
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self.port: int = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def put(self, url: str, *answers: Answer) -> None:
        """Answer a URL ("north.example/a") with these, one after the other."""
        host, _, path = url.partition("/")
        self.answers[host, f"/{path}"] = list(answers)

    def outside(self, addresses: Mapping[str, list[str]] | None = None) -> Outside:
        """Return a world in which every host has a public address and is this server, whatever the port.

        `addresses` has those of the hosts that are elsewhere; one without addresses is not known to DNS.
        """

        def resolve(host: str, port: int) -> list[str]:
            found = (addresses or {}).get(host, [PUBLIC])
            if not found:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return found

        def detour(address: str, port: int) -> tuple[str, int]:
            return "127.0.0.1", self.port

        return Outside(resolve, detour)

    def paths(self, host: str) -> list[str]:
        return [asked.path for asked in self.asked if asked.host == host]

    def times(self, host: str) -> list[float]:
        return sorted(asked.at for asked in self.asked if asked.host == host)

    def receive(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            self._at_once[asked.host] += 1
            self.most_at_once[asked.host] = max(self.most_at_once[asked.host], self._at_once[asked.host])
            answers = self.answers.get((asked.host, asked.path), status(404))
            if isinstance(answers, Answer):
                return answers
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def answered(self, host: str) -> None:
        with self._lock:
            self._at_once[host] -= 1


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, home: Server) -> None:
        self.home = home
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that break off are what is tested."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    @property
    def home(self) -> Server:
        return cast(_Http, self.server).home

    def do_GET(self) -> None:
        at = time.monotonic()
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "").partition(":")[0]
        answer = self.home.receive(Asked(at, host, self.path, headers))
        if answer.send is not None:
            try:
                answer.send(self)
            finally:
                self.home.answered(host)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status not in {204, 304} and "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(len(answer.body)))
        self.home.answered(host)  # before the end is sent, so that the next request is never counted with this one
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Keep quiet."""


class Http2:
    """Serves HTTP/2 alone, one connection after the other: bodies by path, None for one that breaks off."""

    def __init__(self, tls: SSLContext, bodies: Mapping[str, bytes | None]) -> None:
        self._tls = tls
        self._bodies = bodies
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Http2:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                accepted, _ = self._socket.accept()
            except OSError:  # closed
                return
            with self._tls.wrap_socket(accepted, server_side=True) as connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        state.initiate_connection()
        connection.sendall(state.data_to_send())
        while data := connection.recv(65_535):
            for event in state.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    fields = {bytes(name): bytes(value) for name, value in event.headers}
                    if not self._answer(state, event.stream_id, fields[b":path"].decode()):
                        connection.sendall(state.data_to_send())
                        return
            connection.sendall(state.data_to_send())

    def _answer(self, state: h2.connection.H2Connection, stream: int, path: str) -> bool:
        body = self._bodies[path]
        state.send_headers(stream, [(":status", "200"), ("server", "h2"), ("content-length", str(len(body or b"abc")))])
        state.send_data(stream, body or b"a", end_stream=body is not None)
        return body is not None
