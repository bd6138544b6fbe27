"""A round over feeds that have not changed, on a server of this machine: what is asked and sent, how long it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.run import run_plans
from flows.settings import Settings, load_settings
from flows.stages import Step, Wanted, plan_ingest
from sources.connect import Outside

FEEDS = 60
ITEMS = 30  # a feed
PUBLIC = "5.6.7.8"  # where the hosts are, as far as sayso can tell; nothing is sent there
NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round over unchanged feeds took."""

    feeds: int
    requests: int
    bodies: int  # answers with a body
    seconds: float  # of the whole run: opening the warehouse, asking, saving, publishing
    polling: float  # seconds of asking and saving alone

    def __str__(self) -> str:
        return (
            f"a round over {self.feeds} unchanged feeds: {self.requests} requests, {self.bodies} bodies, "
            f"{self.seconds:.1f} s, {self.polling:.1f} s of it asking"
        )


@dataclass
class _Counts:
    requests: int = 0
    bodies: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def measure(feeds: int = FEEDS) -> Round:
    """Read the feeds once, then again when nothing has changed; return what the second round took."""
    counts = _Counts()
    with TemporaryDirectory() as folder, _server(counts) as port:
        outside = Outside(lambda _host, _port: [PUBLIC], lambda _address, _port: ("127.0.0.1", port))
        settings = _settings(Path(folder), feeds)
        _run(settings, outside, NOW)
        counts.requests = counts.bodies = 0
        start = time.perf_counter()
        polling = _run(settings, outside, NOW + timedelta(minutes=30))
        return Round(feeds, counts.requests, counts.bodies, time.perf_counter() - start, polling)


def _settings(folder: Path, feeds: int) -> Settings:
    entries = [
        f'[[outlets]]\nid = "outlet-{n}"\nname = "Outlet number {n}"\nkind = "website"\ncountry = ""\nlanguage = "en"\n'
        f'domains = ["outlet-{n}.example"]\nfeeds = ["http://outlet-{n}.example/feed.xml"]\n'
        for n in range(feeds)
    ]
    overlay = folder / "outlets.toml"
    overlay.write_text("\n".join(entries), encoding="utf-8")
    (folder / "none").mkdir()
    ids = tuple(f"outlet-{n}" for n in range(feeds))
    # No article is fetched: the feeds alone are what is measured.
    return load_settings(
        folders=(folder / "none",), outlets=(overlay,), out=folder / "out", follow=ids, per_outlet=1, hosts=32
    )


def _run(settings: Settings, outside: Outside, now: datetime) -> float:
    """Run an ingestion at this time; return the seconds of its polling."""
    polling = 0.0

    def execute(step: Step) -> int:
        nonlocal polling
        start = time.perf_counter()
        done = 0 if step.stage == "fetch" else step.do()
        polling += time.perf_counter() - start if step.stage == "poll" else 0.0
        return done

    plan = partial(plan_ingest, wanted=Wanted(), outside=replace(outside, now=lambda: now))
    run_plans(settings.model_copy(update={"now": now}), (plan,), execute, report=False)
    return polling


@contextmanager
def _server(counts: _Counts) -> Iterator[int]:
    """Serve feeds that never change and no robots.txt; give the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer with the feed, or that it has not changed."""
            with counts.lock:
                counts.requests += 1
            host = self.headers["Host"].partition(":")[0]
            if self.path == "/robots.txt":
                self._answer(404)
            elif self.headers.get("If-None-Match") == '"1"':
                self._answer(304)
            else:
                items = "".join(
                    f"<item><title>Item {n}</title><link>http://{host}/{n}</link></item>" for n in range(ITEMS)
                )
                with counts.lock:
                    counts.bodies += 1
                self._answer(200, f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>".encode())

        def _answer(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("ETag", '"1"')
            self.send_header("Content-Type", "application/rss+xml")
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
