"""The commands that fetch: what they ask for, print, refuse, and exit with."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import duckdb
import pytest

from sources.archive import Archive
from sources.types import Response
from tests.flows.web import FEED, HOUR, NOW, OUTLETS, SAID, STORY, article, feed
from tests.sources.server import Server, raw, redirect, status, text
from tests.support import Sayso

FRONT = (
    "<html lang='en-GB'><head><title>The Bugle | Home</title><meta property='og:site_name' content='The Bugle'>"
    "<link rel='alternate' type='application/rss+xml' href='/rss.xml'>"
    "<link rel='alternate' type='application/rss+xml' href='/broken.xml'></head><body><p>News</p></body></html>"
)


@pytest.fixture
def here(server: Server) -> str:
    """Return the address of the server by which nothing needs to be injected."""
    server.put("127.0.0.1/plan", article("Plan for peace", *SAID))
    server.put("127.0.0.1/second", article("Second", *SAID[1:]))
    return f"http://127.0.0.1:{server.port}"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(OUTLETS)
    return {
        "SAYSO_PRIVATE": "true",
        "SAYSO_OUTLETS": str(overlay),
        "SAYSO_DELAY": "0",
        "SAYSO_NOW": NOW.isoformat(),
        "SAYSO_FOLDERS": str(tmp_path / "none"),
    }


@pytest.fixture
def named(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every host name lead to the server."""
    for module in ("flows.stages", "flows.cli_outlets"):
        monkeypatch.setattr(f"{module}.Outside", lambda **_: server.outside())


def ask(cwd: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(cwd / "sayso.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    "command",
    [["run"], ["ingest"], ["replay"], ["retry"], ["outlets"], ["outlets", "find"], ["outlets", "check"],
     ["outlets", "add"]],
    ids=" ".join,
)  # fmt: skip
def test_help_has_examples(sayso: Sayso, command: list[str]) -> None:
    result = sayso(*command, "--help")
    assert result.returncode == 0
    assert f"  sayso {' '.join(command)}" in result.stdout


def test_an_article_is_ingested_by_its_url(sayso: Sayso, tmp_path: Path, env: dict[str, str], here: str) -> None:
    result = sayso("ingest", f"{here}/plan", "--outlet", "post", "--direct", env=env)
    assert result.returncode == 0, result.stderr
    assert "fetch 1" in result.stdout
    assert ask(tmp_path / "out", "SELECT outlet_id, title FROM article_versions JOIN articles USING (article_id)") == [
        ("post", "Plan for peace")
    ]
    assert "Nothing was new" in sayso("ingest", f"{here}/plan", "--outlet", "post", "--direct", env=env).stdout


def test_articles_are_ingested_by_a_list_of_urls(
    sayso: Sayso, tmp_path: Path, env: dict[str, str], here: str, server: Server
) -> None:
    (tmp_path / "urls.txt").write_text(f"# to read\n{here}/plan\n\n{here}/second  # later\n{here}/plan\n")
    result = sayso("ingest", "--urls", "urls.txt", "--outlet", "herald", "--direct", env=env)
    assert result.returncode == 0, result.stderr
    assert "fetch 2" in result.stdout
    assert server.paths("127.0.0.1").count("/plan") == 1
    (tmp_path / "urls.txt").write_text(f"{here}/plan\nno address\n")
    refused = sayso("ingest", "--urls", "urls.txt", "--outlet", "herald", "--direct", env=env)
    assert refused.returncode == 1
    assert "no address" in refused.stderr
    assert sayso("ingest", "--urls", "gone.txt", "--direct", env=env).returncode == 1


REFUSED = [
    (["ingest", "http://stranger.example/plan", "--direct"], 1, "--outlet"),
    (["ingest", "http://stranger.example/plan", "--outlet", "posst", "--direct"], 1, "post"),
    (["ingest", "articles.warc.gz", "--outlet", "posst", "--direct"], 1, "post"),
    (["ingest", "--direct"], 1, "nothing to read"),
    (["replay", "--direct"], 1, "nothing has been fetched"),
    (["retry", "--stage", "fetsh"], 2, "fetch"),
    (["outlets", "check", "posst"], 1, "post"),
    (["outlets", "add"], 2, "URL"),
    (["outlets", "add", "post.example"], 1, "known already"),
    (["outlets", "add", "bugle.example"], 1, "http"),
    (["outlets", "fly"], 2, "fly"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_refusals_say_what_would_work(
    sayso: Sayso, tmp_path: Path, env: dict[str, str], arguments: list[str], code: int, message: str
) -> None:
    write_archive(tmp_path / "articles", STORY)
    next((tmp_path / "articles").glob("*.warc.gz")).rename(tmp_path / "articles.warc.gz")
    result = sayso(*arguments, env=env)
    assert (result.returncode, result.stdout) == (code, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def write_archive(folder: Path, *urls: str) -> None:
    with Archive.open(folder) as archive:
        for number, url in enumerate(urls):
            body = article(f"Plan {number}", *SAID[number:]).body
            headers = (("content-type", "text/html; charset=utf-8"),)
            archive.append(Response(url, url, 200, headers, body, NOW - HOUR), "post", "article")


def test_the_articles_of_an_archive_file_are_ingested(sayso: Sayso, tmp_path: Path, env: dict[str, str]) -> None:
    write_archive(tmp_path / "made", STORY, "http://herald.example/plan", "http://stranger.example/plan")
    [file] = (tmp_path / "made").glob("*.warc.gz")
    result = sayso("ingest", str(file), "--direct", "--strict", env=env)
    assert result.returncode == 3, "the stranger's page is on record"
    found = "SELECT outlet_id, url FROM articles ORDER BY ALL"
    known = [("herald", "http://herald.example/plan"), ("post", STORY)]
    assert ask(tmp_path / "out", found) == known
    assert ask(tmp_path / "out", "SELECT reason LIKE '%stranger.example%' FROM skipped") == [(True,)]
    again = sayso("ingest", str(file), "--outlet", "post", "--direct", env=env)
    assert again.returncode == 0, again.stderr
    assert ask(tmp_path / "out", found) == [*known, ("post", "http://stranger.example/plan")]


def test_an_archive_file_for_an_unknown_outlet_leaves_nothing_behind(
    sayso: Sayso, tmp_path: Path, env: dict[str, str]
) -> None:
    write_archive(tmp_path / "made", "http://stranger.example/plan")
    [file] = (tmp_path / "made").glob("*.warc.gz")
    assert sayso("ingest", str(file), "--outlet", "posst", "--direct", env=env).returncode == 1
    assert sayso("ingest", str(file), "--outlet", "post", "--direct", env=env).returncode == 0


def test_what_failed_is_tried_again_at_once_after_retry(
    sayso: Sayso, tmp_path: Path, env: dict[str, str], here: str, server: Server
) -> None:
    server.put("127.0.0.1/plan", status(500), article("Plan for peace", *SAID))
    command = ("ingest", f"{here}/plan", "--outlet", "post", "--direct")
    failed = sayso(*command, env=env)
    assert (failed.returncode, failed.stdout.count("500")) == (0, 1)
    waiting = {**env, "SAYSO_FOLLOW": "post"}
    assert sayso("ingest", "--direct", env=waiting).returncode == 0
    assert server.paths("127.0.0.1").count("/plan") == 1, "it waits"
    retried = sayso("retry", "--stage", "fetch", env=env)
    assert retried.stdout == "1 item will be tried again by the next `sayso run`.\n"
    assert sayso("ingest", "--direct", env=waiting).returncode == 0
    assert ask(tmp_path / "out", "SELECT title FROM article_versions") == [("Plan for peace",)]
    assert ask(tmp_path / "out", "SELECT count(*) FROM skipped WHERE stage = 'fetch'") == [(0,)]


def test_a_replay_gives_the_same_claims_with_nobody_to_ask(sayso: Sayso, tmp_path: Path, env: dict[str, str]) -> None:
    with Server() as server:
        url = f"http://127.0.0.1:{server.port}"
        server.put("127.0.0.1/plan", article("Plan for peace", *SAID))
        server.put("127.0.0.1/second", article("Second", *SAID[1:]))
        ran = sayso("ingest", f"{url}/plan", f"{url}/second", "--outlet", "post", "--direct", env=env)
        assert ran.returncode == 0, ran.stderr
    asked = len(server.asked)
    replayed = sayso("replay", "--direct", env=env)
    assert replayed.returncode == 0, replayed.stderr
    assert len(server.asked) == asked
    for table in ("claims", "hops", "article_versions", "addresses"):
        sql = f"FROM {table} ORDER BY ALL"
        assert ask(tmp_path / "out/replayed", sql) == ask(tmp_path / "out", sql), table
    assert ask(tmp_path / "out", "SELECT count(*) > 3 FROM claims") == [(True,)]
    assert (tmp_path / "out/replayed/report.html").exists()
    again = sayso("replay", "--direct", env=env)
    assert again.returncode == 1
    assert "--out" in again.stderr


def test_outlets_are_found_as_a_table_and_as_json(sayso: Sayso, env: dict[str, str]) -> None:
    assert "The Post" in sayso("outlets", "find", "post.example", env=env).stdout
    [found] = json.loads(sayso("outlets", "find", "POST.example", "--json", env=env).stdout)
    assert (found["id"], found["feeds"]) == ("post", [FEED])
    assert len(json.loads(sayso("outlets", "--json", env=env).stdout)) > 100
    assert json.loads(sayso("outlets", "find", "no such outlet", "--json", env=env).stdout) == []


@pytest.fixture
def feeds(tmp_path: Path, env: dict[str, str], server: Server) -> dict[str, str]:
    """Return the environment of an overlay with feeds on this machine, good and bad ones."""
    at = f"http://127.0.0.1:{server.port}"
    paths = ("broken", "good", "page", "sitemap")
    urls = ", ".join(f'"{at}/{path}.xml"' for path in paths)
    overlay = tmp_path / "feeds.toml"
    overlay.write_text(
        OUTLETS.replace(f'"{FEED}"', urls).replace('"http://herald.example/news-sitemap.xml"', f'"{at}/good.xml"')
    )
    dated = "<link>http://post.example/a</link><pubDate>Wed, 19 Nov 2025 12:00:00 GMT</pubDate>"
    rss = f"<rss version='2.0'><channel><item>{dated}</item></channel></rss>"
    server.put("127.0.0.1/good.xml", text(rss, "text/xml"))
    server.put("127.0.0.1/broken.xml", raw(b""))
    server.put("127.0.0.1/page.xml", text("<html><body>No feed</body></html>"))
    server.put(
        "127.0.0.1/sitemap.xml",
        text("<urlset><url><loc>http://post.example/a</loc><lastmod>2025-11-20</lastmod></url></urlset>", "text/xml"),
    )
    return {**env, "SAYSO_OUTLETS": str(overlay)}


def test_feeds_are_checked_and_those_that_fail_come_first(
    sayso: Sayso, tmp_path: Path, feeds: dict[str, str], server: Server
) -> None:
    result = sayso("outlets", "check", "post", "herald", "--json", env=feeds)
    assert result.returncode == 0, result.stderr
    checks = [
        (check["outlet_id"], check["url"].rpartition("/")[2], check["status"], check["items"], bool(check["failure"]))
        for check in json.loads(result.stdout)
    ]
    assert checks == [
        ("post", "broken.xml", 0, 0, True),
        ("post", "page.xml", 200, 0, True),
        ("herald", "good.xml", 200, 1, False),
        ("post", "good.xml", 200, 1, False),
        ("post", "sitemap.xml", 200, 1, False),
    ]
    assert server.paths("127.0.0.1").count("/good.xml") == 1, "asked for once, and told of each"
    assert not (tmp_path / "out").exists()
    table = sayso("outlets", "check", "post", "--strict", env=feeds)
    assert table.returncode == 3
    assert "24 h" in table.stdout
    assert "4 feeds, 2 of them failing" in table.stdout
    assert sayso("outlets", "check", "herald", "--strict", env=feeds).returncode == 0


@pytest.mark.usefixtures("named")
def test_an_outlet_is_proposed_and_added(sayso: Sayso, tmp_path: Path, env: dict[str, str], server: Server) -> None:
    server.put("bugle.example/", text(FRONT))
    server.put("bugle.example/rss.xml", feed("http://bugle.example/a"))
    server.put("bugle.example/feed", redirect("http://bugle.example/rss.xml"))
    server.put("bugle.example/broken.xml", status(500))
    proposed = sayso("outlets", "add", "http://bugle.example/", env=env)
    assert proposed.returncode == 0, proposed.stderr
    [entry] = tomllib.loads(proposed.stdout)["outlets"]
    assert (entry["id"], entry["country"], entry["domains"]) == ("the-bugle", "GB", ["bugle.example"])
    assert entry["feeds"] == ["http://bugle.example/rss.xml"]
    assert server.paths("bugle.example").count("/robots.txt") == 1
    overlay = Path(env["SAYSO_OUTLETS"])
    before = overlay.read_text()
    added = sayso("outlets", "add", "http://bugle.example/", "--to", str(overlay), env=env)
    assert added.returncode == 0, added.stderr
    assert overlay.read_text() == f"{before.strip()}\n\n{proposed.stdout}"
    assert "The Bugle" in sayso("outlets", "find", "bugle", env=env).stdout
    held = overlay.read_text()
    again = sayso("outlets", "add", "http://www.bugle.example/", "--to", str(overlay), env=env)
    assert again.returncode == 1
    assert "the-bugle" in again.stderr
    assert overlay.read_text() == held
    new = tmp_path / "new" / "outlets.toml"
    server.put("clarion.example/", text(FRONT.replace("Bugle", "Clarion")))
    assert sayso("outlets", "add", "http://clarion.example/", "--to", str(new), env=env).returncode == 0
    assert tomllib.loads(new.read_text())["outlets"][0]["id"] == "the-clarion"


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (status(404), "404"),
        (raw(b""), "bugle.example"),
        (text(""), "bugle.example"),
        (text(b"\x00\xff\x00", "application/octet-stream"), "bugle.example"),
        (text(FRONT.replace("Bugle", "Post")), "post"),
    ],
    ids=["missing", "silent", "empty", "binary", "a known name"],
)
def test_what_cannot_be_proposed_is_refused(
    sayso: Sayso, env: dict[str, str], server: Server, answer: object, message: str
) -> None:
    server.put("bugle.example/", answer)  # type: ignore[arg-type]
    result = sayso("outlets", "add", "http://bugle.example/", env=env)
    assert (result.returncode, result.stdout) == (1, "")
    assert message in result.stderr


@pytest.mark.usefixtures("named")
def test_an_overlay_that_is_broken_is_left_as_it_is(sayso: Sayso, tmp_path: Path, env: dict[str, str]) -> None:
    overlay = tmp_path / "broken.toml"
    overlay.write_text("[[outlets]\n")
    result = sayso("outlets", "add", "http://bugle.example/", "--to", str(overlay), env=env)
    assert result.returncode == 1
    assert "broken.toml" in result.stderr
    assert overlay.read_text() == "[[outlets]\n"


@pytest.mark.usefixtures("named")
def test_a_followed_outlet_is_run_through_to_the_report(
    sayso: Sayso, tmp_path: Path, env: dict[str, str], server: Server
) -> None:
    (tmp_path / "none").mkdir()
    server.put("post.example/feed.xml", feed(STORY))
    server.put("post.example/2025/11/20/plan", article("Plan for peace", *SAID))
    result = sayso("run", "--direct", "--strict", env={**env, "SAYSO_FOLLOW": "post"})
    assert result.returncode == 0, result.stdout
    assert "fetch 1" in result.stdout
    assert (tmp_path / "out/report.html").exists()
