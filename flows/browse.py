"""`sayso browse`: the pages of a site, made on request from the published snapshot; and reviewing.

Only requests for the names that it listens under are answered, so that no other site's name can be pointed at it (DNS
rebinding). What changes something is a POST that must bring the session's cookie (SameSite=Strict), the session's form
token and this server's own Origin.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Lock
from urllib.parse import parse_qs

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.base import RequestResponseEndpoint

from flows.library import Library
from flows.reviewing import Desk
from flows.settings import Settings
from reports import site
from reports.page import FRAMED_POLICY, Frame
from sources.errors import SaysoError
from warehouse import Snapshot

COOKIE = "sayso_session"
LONGEST_QUESTION = 200
LARGEST_FORM = 4096
SESSIONS = 64
# Nothing but this server's own files; a page can neither be framed nor send a form elsewhere.
HEADERS = {
    "Content-Security-Policy": f"{FRAMED_POLICY}; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it, browsers send no Origin that could be checked.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TYPES = {"css": "text/css", "js": "text/javascript"}
_TITLES = {
    400: "That cannot be answered",
    403: "Not allowed",
    404: "There is no such page",
    405: "Not done this way",
    409: "Not saved",
    413: "Too much at once",
    421: "Not the name of this server",
    503: "There is nothing to show yet",
}
_DETAILS = {
    404: "Nothing is held under this address; it may have gone with a newer snapshot. The search may find it.",
    405: "This address takes another kind of request.",
}


class PortTaken(SaysoError):
    """An address that cannot be listened at."""


@dataclass
class Session:
    """A browser that gave the token."""

    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    skipped: set[str] = field(default_factory=set)


class Shelf:
    """The library of the snapshot that is published now; one request at a time uses it."""

    def __init__(self, settings: Settings, *, review: bool) -> None:
        self._path = settings.snapshot
        self._review = review
        self._lock = Lock()
        self._opened: tuple[object, Snapshot, Library] | None = None

    @contextmanager
    def use(self) -> Iterator[tuple[Snapshot, Library]]:
        """Give the snapshot and its pages; raises WarehouseError where there is none that can be read."""
        with self._lock:
            yield self._newest()

    def close(self) -> None:
        """Close the snapshot."""
        with self._lock:
            if self._opened:
                self._opened[1].close()
                self._opened = None

    def _newest(self) -> tuple[Snapshot, Library]:
        try:
            stat = self._path.stat()
            stamp: object = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        except OSError:
            stamp = None
        if self._opened and (stamp is None or self._opened[0] == stamp):
            return self._opened[1:]
        snapshot = Snapshot.open(self._path)
        if self._opened:
            self._opened[1].close()
        self._opened = (stamp, snapshot, Library(snapshot, live=True, review=self._review))
        return self._opened[1:]


def serve(  # noqa: PLR0913 - what the command line has
    settings: Settings,
    host: str,
    port: int,
    names: Sequence[str],
    *,
    review: bool,
    token: str | None,
    say: Callable[[str], object],
) -> None:
    """Serve until Ctrl-C. Raises PortTaken, or WarehouseError where there is no snapshot to begin with."""
    secret = token or (secrets.token_urlsafe(24) if review else None)
    shelf = Shelf(settings, review=secret is not None)
    with shelf.use():
        pass
    listening = listen(host, port)
    port = listening.getsockname()[1]
    hosts = allowed_hosts(host, port, names)
    address = f"http://{_bracketed(host)}:{port}/"
    say(f"Serving {settings.snapshot} at {address}; Ctrl-C ends it.")
    if not _is_loopback(host):
        say("Whoever reaches this machine can read it, and nothing is encrypted on the way.")
    if secret is not None:
        say(f"Review at {address}enter?token={secret}" if token is None else f"Review at {address}review.html")
    server = make_server(settings, shelf, hosts, secret)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # how it ends
    finally:
        listening.close()
        shelf.close()
    say("Ended.")


def make_server(settings: Settings, shelf: Shelf, hosts: frozenset[str], secret: str | None) -> uvicorn.Server:
    """Return the server, quiet, for a socket that it is given."""
    return uvicorn.Server(
        uvicorn.Config(
            Server(settings, shelf, hosts, secret).app(),
            access_log=False,
            log_level="warning",
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=3,
            proxy_headers=False,
        )
    )


def allowed_hosts(host: str, port: int, names: Sequence[str]) -> frozenset[str]:
    """Return the values of the Host header that are answered."""
    known = {host, *names} | ({"localhost", "127.0.0.1", "::1"} if _is_loopback(host) else set())
    if host in {"", "0.0.0.0", "::"}:  # noqa: S104 - only compared
        known |= {"localhost", "127.0.0.1", "::1", socket.gethostname()}
    hosts = {f"{_bracketed(name.lower())}:{port}" for name in known if name}
    return frozenset(hosts | ({_bracketed(name.lower()) for name in known if name} if port == 80 else set()))


class Server:
    """Answers requests. Without a secret nobody can review."""

    def __init__(self, settings: Settings, shelf: Shelf, hosts: frozenset[str], secret: str | None) -> None:
        self._shelf = shelf
        self._hosts = hosts
        self._secret = secret
        self._desk = Desk(settings)
        self._assets = site.assets()
        self._sessions: dict[str, Session] = {}

    def app(self) -> FastAPI:
        """Return the application."""
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        read: list[tuple[str, Callable[..., object]]] = [
            ("/", self.start),
            ("/api/search", self.find),
            ("/search.html", self.search),
            ("/enter", self.enter),
            ("/review.html", self.review),
        ]
        for path, answer in read:
            app.add_api_route(path, answer, methods=["GET", "HEAD"], response_model=None)
        app.add_api_route("/enter", self.enter_by_form, methods=["POST"], response_model=None)
        app.add_api_route("/verdict", self.judge, methods=["POST"], response_model=None)
        app.add_api_route("/{address:path}", self.page, methods=["GET", "HEAD"], response_model=None)
        app.add_exception_handler(StarletteHTTPException, self._tell)
        app.add_exception_handler(RequestValidationError, self._misread)
        app.middleware("http")(self._guard)
        return app

    def start(self) -> Response:
        """Lead to the start page."""
        return RedirectResponse("/index.html", 307)

    def find(self, q: str = "") -> Response:
        """Answer a search as JSON."""
        with self._shelf.use() as (_, library):
            hits = library.search(_question(q))
        found = [{"kind": hit.kind, "href": f"/{hit.href}", "text": hit.text, "note": hit.note} for hit in hits]
        return JSONResponse({"q": q, "hits": found})

    def search(self, q: str = "") -> Response:
        """Answer a search as a page."""
        asked = _question(q)
        with self._shelf.use() as (_, library):
            return HTMLResponse(site.search_page(self._frame(), asked, library.search(asked)))

    def enter(self, token: str = "") -> Response:
        """Begin to review, by the address that was printed."""
        return self._begin(token)

    async def enter_by_form(self, request: Request) -> Response:
        """Begin to review, by the form that asks for the token."""
        self._check_origin(request)
        return self._begin((await _form(request)).get("token", ""))

    def review(self, request: Request) -> Response:
        """Show the pair that waits for a verdict."""
        session = self._session(request)
        if self._secret is None:
            raise HTTPException(403, _READ_ONLY)
        return HTMLResponse(site.enter_page(self._frame()), 403) if session is None else self._pair(session)

    async def judge(self, request: Request) -> Response:
        """Take a verdict."""
        self._check_origin(request)
        session = self._session(request)
        if session is None:
            raise HTTPException(403, _READ_ONLY if self._secret is None else _NO_SESSION)
        form = await _form(request)
        if not _same(form.get("form", ""), session.form_token):
            raise HTTPException(403, "The form is not one of this session: open the page anew and judge again.")
        return await run_in_threadpool(self._decide, session, form.get("match", ""), form.get("verdict", ""))

    def page(self, address: str) -> Response:
        """Show the page of a site under its address."""
        if address == "verdict":
            raise HTTPException(405, headers={"Allow": "POST"})
        if address in self._assets:
            return Response(self._assets[address], media_type=_TYPES[address.rpartition(".")[2]])
        with self._shelf.use() as (_, library):
            text = library.page(address)
        if text is None:
            raise HTTPException(404)
        return HTMLResponse(text)

    def _begin(self, given: str) -> Response:
        if self._secret is None:
            raise HTTPException(403, _READ_ONLY)
        if not _same(given, self._secret):
            return HTMLResponse(site.enter_page(self._frame(), "That is not the token." if given else ""), 403)
        while len(self._sessions) >= SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
        key = secrets.token_urlsafe(32)
        self._sessions[key] = Session()
        response = RedirectResponse("/review.html", 303)
        response.set_cookie(self._cookie, key, httponly=True, samesite="strict", path="/")
        return response

    def _decide(self, session: Session, match_id: str, verdict: str) -> Response:
        match verdict:
            case "skip":
                session.skipped.add(match_id)
            case "same" | "different":
                try:
                    with self._shelf.use() as (snapshot, _):
                        self._desk.judge(snapshot, match_id, verdict)
                except SaysoError as error:
                    problem = f"The verdict “{verdict}” is not saved: {error}."
                    return self._pair(session, 409, match_id, problem)
            case _:
                raise HTTPException(400, "A verdict is same, different or skip.")
        return RedirectResponse("/review.html", 303)

    def _pair(self, session: Session, status: int = 200, match_id: str = "", problem: str = "") -> Response:
        with self._shelf.use() as (snapshot, _):
            pair, waiting = self._desk.next_pair(snapshot, session.skipped, match_id)
        text = site.review_page(self._frame(), pair, waiting=waiting, form_token=session.form_token, problem=problem)
        return HTMLResponse(text, status)

    def _frame(self, root: str = "") -> Frame:
        crumbs = ((f"{root}index.html", "Stories"),)
        return Frame(root, live=True, review=self._secret is not None, crumbs=crumbs)

    @property
    def _cookie(self) -> str:
        # Cookies know no ports: two servers on one machine must not sign each other's readers out.
        return f"{COOKIE}_{min(self._hosts).rpartition(':')[2]}"

    def _session(self, request: Request) -> Session | None:
        return self._sessions.get(request.cookies.get(self._cookie, "")) if self._secret is not None else None

    def _check_origin(self, request: Request) -> None:
        """Refuse what another site's page sends, and what is not said to come from one of this server's."""
        scheme, _, host = request.headers.get("origin", "").lower().partition("://")
        if scheme != "http" or host not in self._hosts:
            raise HTTPException(403, "The request does not come from a page of this server.")

    async def _guard(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        if request.headers.get("host", "").lower() not in self._hosts:
            response = self._problem(421, "This server answers only to the names it was started for (`--name`).")
        else:
            try:
                response = await call_next(request)
            except SaysoError as error:
                response = self._problem(503, str(error))
        response.headers.update(HEADERS)
        return response

    async def _tell(self, request: Request, error: Exception) -> Response:
        del request
        if not isinstance(error, StarletteHTTPException):
            raise error
        what = _DETAILS.get(error.status_code, error.detail)
        return self._problem(error.status_code, what, error.headers)

    async def _misread(self, request: Request, error: Exception) -> Response:
        del request, error
        return self._problem(400, "The address has something in it that cannot be read.")

    def _problem(self, status: int, what: str, headers: Mapping[str, str] | None = None) -> Response:
        title = _TITLES.get(status, "That failed")
        # Links from the root: the address that failed may have any depth.
        return HTMLResponse(site.problem_page(self._frame("/"), title, what), status, headers=headers)


_READ_ONLY = "Nothing can be changed here: reviewing is on where `sayso browse` was started with --review or --token."
_NO_SESSION = "Reviewing needs the token: open the address that `sayso browse` printed, in this browser."


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _question(q: str) -> str:
    if len(q) > LONGEST_QUESTION:
        raise HTTPException(400, f"A search takes up to {LONGEST_QUESTION} characters.")
    return q


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form, each once. It is small, or refused."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(400, "A form was expected.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise HTTPException(413, f"A form takes up to {LARGEST_FORM} bytes here.")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=8)
    return {name: values[0] for name, values in fields.items()}


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises PortTaken."""
    try:
        [family, _, _, _, address] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address, family=family, backlog=64)
    except OSError as error:
        raise PortTaken(
            f"cannot listen at {host}, port {port}: {error.strerror or error}; choose another with --port or --host"
        ) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
