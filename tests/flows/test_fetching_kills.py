"""An ingestion killed anywhere is finished by the next one, which asks for nothing that had come whole."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from sources.archive import ArchiveReader
from tests.flows.killing import NEVER
from tests.flows.web import FEED, SAID, STORY, article, feed
from tests.sources.server import Server, redirect, reset, status, text
from tests.support import ROOT, Rows

INDEX = "http://herald.example/news-sitemap.xml"
ELSEWHERE = "http://elsewhere.example/plan"
# Where a record lies depends on how often feeds were asked for, and on which host answered first.
BESIDE = {
    "pages": "archived_in, archive_offset, archive_length",
    "fetches": "fetch_id, archived_in, archive_offset, archive_length",
}
PASSING = {"runs", "migrations", "derivations"}  # times of this clock, and what a run did at its end


def put_web(server: Server) -> None:
    """Serve two feeds, and behind them articles that come, move, fail and break off."""

    def put(url: str, *answers: object) -> None:
        server.put(url.removeprefix("http://"), *answers)  # type: ignore[arg-type]

    schema = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    listed = "<lastmod>2025-11-20</lastmod>"
    urls = [f"{STORY}-{number}" for number in range(5)]
    put(FEED, feed(*urls, ELSEWHERE, etag='"1"'))
    for number, url in enumerate(urls[:3]):
        put(url, article(f"Plan {number}", *SAID[number:], SAID[0]))
    put(urls[3], status(500))
    put(urls[4], reset())
    put(ELSEWHERE, redirect("http://herald.example/moved"))
    put("http://herald.example/moved", article("Moved", *SAID))
    put(
        INDEX,
        text(
            f"<sitemapindex {schema}><sitemap><loc>http://herald.example/s.xml</loc>{listed}</sitemap></sitemapindex>"
        ),
    )
    put(
        "http://herald.example/s.xml",
        text(
            f"<urlset {schema}><url><loc>http://herald.example/a</loc>{listed}</url>"
            f"<url><loc>http://herald.example/b</loc>{listed}</url></urlset>"
        ),
    )
    put("http://herald.example/a", article("A plan", *SAID[1:]))
    put("http://herald.example/b", text("<html><body></body></html>"))  # fmt: skip


@dataclass
class Ended:
    """How a child ended."""

    code: int
    events: int
    seconds: float


@dataclass
class Ingestions:
    """Ingestions in children, what one clean one comes to, and the server that they ask."""

    server: Server
    run: Callable[[Path, str], Ended]
    clean: Rows
    events: int
    seconds: float

    def asked(self) -> Counter[str]:
        counts = Counter(f"http://{one.host}{one.path}" for one in self.server.asked)
        self.server.asked.clear()
        return counts


@pytest.fixture(scope="module")
def ingestions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingestions]:
    with Server() as server:
        put_web(server)
        command = [sys.executable, "-m", "tests.flows.killing", str(server.port)]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

            def run(folder: Path, when: str) -> Ended:
                assert process.stdin is not None
                assert process.stdout is not None
                folder.mkdir(exist_ok=True)
                print(folder, when, file=process.stdin, flush=True)
                code, events, seconds = process.stdout.readline().split()
                return Ended(int(code), int(events), float(seconds))

            folder = tmp_path_factory.mktemp("kills") / "clean"
            run(folder, NEVER)  # the first child is slower
            shutil.rmtree(folder)
            ended = run(folder, NEVER)
            assert ended.code == 0
            server.asked.clear()
            yield Ingestions(server, run, rows(folder), ended.events, ended.seconds)
            process.stdin.close()  # type: ignore[union-attr]


def rows(folder: Path) -> Rows:
    """Return what every table holds, but for where in the archive, and each outcome of a request once."""
    with duckdb.connect(str(folder / "out/warehouse.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL").fetchall()
        return {
            table: connection.execute(
                f"SELECT DISTINCT * {f'EXCLUDE ({BESIDE[table]})' if table in BESIDE else ''} FROM {table} ORDER BY ALL"
            ).fetchall()
            for (table,) in found
            if table not in PASSING
        }


def kill_and_finish(ingestions: Ingestions, folder: Path, when: str) -> bool:
    """Kill an ingestion at a moment and let another one finish it; tell whether it was still under way."""
    ingestions.server.asked.clear()
    killed = ingestions.run(folder, when)
    assert killed.code in {0, -signal.SIGKILL, -signal.SIGALRM}, when
    first = ingestions.asked()
    archived = [item[1] for item in ArchiveReader(folder / "out/archive").walk() if isinstance(item, tuple)]
    whole = {one.response.url for one in archived if one.purpose in {"article", "robots"}}
    finished = ingestions.run(folder, NEVER)
    assert finished.code == 0, when
    second = ingestions.asked()
    assert not whole & second.keys(), when
    articles = {url for url in first | second if not url.endswith((".xml", ".txt"))}
    assert max(first[url] for url in articles) <= 1, when
    assert max(second[url] for url in articles) <= 1, when
    assert rows(folder) == ingestions.clean, when
    shutil.rmtree(folder)
    return killed.code != 0


@pytest.mark.xdist_group("kills")
def test_the_clean_ingestion_is_worth_killing(ingestions: Ingestions) -> None:
    assert {table: len(ingestions.clean[table]) for table in ("feeds", "addresses", "pages", "article_versions")} == {
        "feeds": 3, "addresses": 8, "pages": 6, "article_versions": 5,
    }  # fmt: skip
    assert len(ingestions.clean["claims"]) > 5
    assert sorted(ingestions.clean["skipped"])
    assert ingestions.events > 100


@pytest.mark.xdist_group("kills")
@pytest.mark.parametrize("eighth", range(8))
def test_a_killed_ingestion_is_finished_by_the_next(ingestions: Ingestions, tmp_path: Path, eighth: int) -> None:
    """Kill at a random event of each eighth of the ingestion."""
    low, high = (ingestions.events * part // 8 for part in (eighth, eighth + 1))
    fatal = random.Random(eighth).randint(low + 1, high)  # noqa: S311 - a seed is wanted
    assert kill_and_finish(ingestions, tmp_path / "killed", str(fatal))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_two_hundred_killed_ingestions_are_finished(ingestions: Ingestions, tmp_path: Path, seed: int) -> None:
    """Kill at random events and at random times, 10 for each seed."""
    chance = random.Random(f"kills {seed}")  # noqa: S311 - a seed is wanted
    for number in range(10):
        event, moment = chance.randint(1, ingestions.events), chance.uniform(0.01, ingestions.seconds)
        when = f"{moment:.3f}s" if number % 2 else str(event)
        kill_and_finish(ingestions, tmp_path / str(number), when)
