"""A small web and a place to ingest it into: what the tests of ingestion share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest import mock

import duckdb

from flows.run import run_plans
from flows.settings import Settings
from flows.stages import Wanted, plan_ingest
from sources.fetch import Fetcher, Limits
from tests.sources.server import Answer, Server, text
from tests.support import Rows, warehouse_rows

HOUR = timedelta(hours=1)
NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
OUTLETS = """
[[outlets]]
id = "post"
name = "The Post"
kind = "newspaper"
country = "GB"
language = "en"
domains = ["post.example"]
feeds = ["http://post.example/feed.xml"]

[[outlets]]
id = "herald"
name = "The Herald"
kind = "newspaper"
country = "US"
language = "en"
domains = ["herald.example"]
feeds = ["http://herald.example/news-sitemap.xml"]
"""
FOLLOWED = Wanted()
FEED = "http://post.example/feed.xml"
STORY = "http://post.example/2025/11/20/plan"


def article(title: str, *paragraphs: str, published: str = "2025-11-20T10:00:00Z") -> Answer:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return text(
        f"<html lang=en><head><title>{title}</title><meta property='og:title' content='{title}'>"
        f"<meta property='article:published_time' content='{published}'></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


SAID = (
    "The defence ministry said on Thursday that 600,000 soldiers would serve in the army after the war.",
    "The plan limits the army to that number, European officials said, and leaves open who would guarantee it.",
    "“We were not really being heard,” a senior official told reporters in the capital after the talks had ended.",
)


def feed(*urls: str, **headers: str) -> Answer:
    items = "".join(f"<item><title>Story</title><link>{url}</link><guid>{url}</guid></item>" for url in urls)
    return text(
        f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>", "application/rss+xml", **headers
    )


@dataclass
class World:
    """A place to run in, with a server for the whole web and a clock that stands still."""

    cwd: Path
    server: Server
    now: datetime = NOW
    follow: tuple[str, ...] = ("post",)
    outlets: str = OUTLETS
    limits: Limits = field(default_factory=Limits)
    more: dict[str, object] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        overlay = self.cwd / "outlets.toml"
        overlay.write_text(self.outlets)
        (self.cwd / "none").mkdir(exist_ok=True)
        return Settings(
            **{  # type: ignore[arg-type]
                "folders": (self.cwd / "none",),
                "outlets": (overlay,),
                "out": self.cwd / "out",
                "follow": self.follow,
                "delay": 0.0,
                "now": self.now,
                **self.more,
            }
        )

    def put(self, url: str, *answers: Answer) -> None:
        self.server.put(url.removeprefix("http://"), *answers)

    def run(self, wanted: Wanted = FOLLOWED, *, later: timedelta = timedelta(0)) -> dict[str, int]:
        """Ingest, and return what was new by stage."""
        self.now += later
        self.server.asked.clear()
        outside = replace(self.server.outside(), now=lambda: self.now)
        with mock.patch("flows.fetching.Fetcher", partial(Fetcher, limits=self.limits)):
            outcome = run_plans(
                self.settings,
                (lambda warehouse, settings: plan_ingest(warehouse, settings, wanted, outside),),
                lambda step: step.do(),
                report=False,
            )
        return dict(outcome.fresh)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.settings.snapshot), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    @property
    def rows(self) -> Rows:
        return warehouse_rows(self.settings.warehouse)

    @property
    def asked(self) -> list[str]:
        return [f"http://{asked.host.partition(':')[0]}{asked.path}" for asked in self.server.asked]
