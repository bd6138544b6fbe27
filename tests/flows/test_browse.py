"""`sayso browse`: what it serves, to whom, and that a verdict given in a browser is applied."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from flows.browse import HEADERS, Shelf, allowed_hosts, listen, make_server
from flows.settings import load_settings
from tests.flows.test_site import open_in
from tests.reports.hostile import make_hostile
from tests.support import ROOT, Sayso
from warehouse import Warehouse

TOKEN = "sesame-sesame"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Served:
    """A running server."""

    cwd: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        """Return the answer; a header's name has _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answer = Answer(
            response.status,
            {k.lower(): v for k, v in response.getheaders()},
            response.read().decode("utf-8", "replace"),
        )
        connection.close()
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def enter(self) -> tuple[str, str, str]:
        """Return the session's cookie, its form token and the match of the pair that is shown."""
        cookie = self.get(f"/enter?token={TOKEN}").headers["set-cookie"].partition(";")[0]
        page = self.get("/review.html", Cookie=cookie).body
        return cookie, found(r'name="form" value="([^"]+)"', page), found(r'name="match" value="([^"]+)"', page)

    def post(self, cookie: str, fields: dict[str, str], **headers: str) -> Answer:
        given = {
            "Cookie": cookie, "Origin": self.url, "Content_Type": "application/x-www-form-urlencoded", **headers,
        }  # fmt: skip
        return self.ask("POST", "/verdict", urlencode(fields), **{k: v for k, v in given.items() if v})


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, text
    return match[1]


@contextmanager
def serving(cwd: Path, token: str | None = TOKEN) -> Iterator[Served]:
    settings = load_settings(out=cwd / "out")
    shelf = Shelf(settings, review=token is not None)
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    server = make_server(settings, shelf, allowed_hosts("127.0.0.1", port, ["reader.example"]), token)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield Served(cwd, port)
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
        shelf.close()


@pytest.fixture(scope="module")
def served(seeded: Path) -> Iterator[Served]:
    """Serve the seeds with reviewing; tests only read."""
    with serving(seeded) as server:
        yield server


@pytest.fixture
def own(seeded: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve a copy of the seeds with reviewing."""
    shutil.copytree(seeded / "out", tmp_path / "out")
    with serving(tmp_path) as server:
        yield server


def reviews(cwd: Path) -> list[tuple[str, str]]:
    with Warehouse.open(cwd / "out/warehouse.duckdb") as warehouse:
        return [(review.left_wording, review.verdict) for review in warehouse.load_reviews()]


def test_pages_and_their_headers(served: Served) -> None:
    answer = served.get("/index.html")
    assert answer.status == 200
    assert "Europe blindsided" in answer.body
    assert served.get("/").headers["location"] == "/index.html"
    for path in ("/index.html", "/review.html", "/no.html", "/site.js", "/api/search?q=plan"):
        headers = served.get(path).headers
        assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS
        assert "unsafe" not in headers["content-security-policy"]
        assert "server" not in headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/claims/", 404),
        ("GET", "/claims", 404),
        ("GET", "/claims/nothing.html", 404),
        ("GET", "/outlets/wsj-stand-in.p2.html", 404),
        ("GET", "/outlets/wsj-stand-in.html", 200),
        ("GET", "/outlets/..%2f..%2fsayso.duckdb", 404),
        ("GET", "/../out/sayso.duckdb", 404),
        ("GET", "/sayso.duckdb", 404),
        ("GET", "/site.css.html", 404),
        ("GET", "/index.p0.html", 404),
        ("GET", "/index.p99999999999999.html", 404),
        ("GET", "/stories/%00.html", 404),
        ("GET", "/stories/'%20OR%201=1--.html", 404),
        ("GET", "/docs", 404),
        ("GET", "/openapi.json", 404),
        ("GET", "/verdict", 405),
        ("POST", "/index.html", 405),
        ("PUT", "/claims/x.html", 405),
        ("DELETE", "/review.html", 405),
        ("HEAD", "/index.html", 200),
        ("GET", "/search.html?q=" + "a" * 201, 400),
        ("GET", "/search.html?q=%27%3B%20DROP%20TABLE%20claims%3B--", 200),
        ("GET", "/search.html?q=%00%ff%ed%a0%80", 200),
        ("GET", "/api/search?q=%25", 200),
    ],
)
def test_addresses(served: Served, method: str, path: str, status: int) -> None:
    answer = served.ask(method, path)
    assert answer.status == status
    assert answer.headers["x-frame-options"] == "DENY"
    if method == "GET" and status == 404:
        assert "There is no such page" in answer.body


def test_every_page_of_the_site_is_served(served: Served) -> None:
    with duckdb.connect(str(served.cwd / "out/sayso.duckdb"), read_only=True) as connection:
        for sql, kind in (
            ("SELECT claim_id FROM claims USING SAMPLE 10", "claims"),
            ("SELECT group_id FROM claim_groups USING SAMPLE 10", "claims"),
            ("SELECT story_id FROM stories", "stories"),
            ("SELECT speaker_id FROM speakers", "speakers"),
        ):
            for (id_,) in connection.execute(sql).fetchall():
                assert served.get(f"/{kind}/{id_}.html").status == 200, (kind, id_)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""]
)
def test_other_names_are_not_answered(served: Served, host: str) -> None:
    answer = served.get("/index.html", Host=host)
    assert answer.status == 421
    assert "Europe blindsided" not in answer.body


@pytest.mark.parametrize("host", ["localhost:{}", "127.0.0.1:{}", "LOCALHOST:{}", "[::1]:{}", "reader.example:{}"])
def test_own_names_are_answered(served: Served, host: str) -> None:
    assert served.get("/index.html", Host=host.format(served.port)).status == 200


def test_the_search_finds_parts_of_words_and_words_nearly_right(served: Served, browser: Browser) -> None:
    page, logged, requested = open_in(browser, f"{served.url}/index.html")
    for asked in ("dredg", "DREDGE", "dregde"):
        page.get_by_role("searchbox").fill(asked)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(f"“{asked}”")  # not the answer to the last question any more
        expect(page.locator("#results a", has_text="dredge").first).to_be_visible()
    page.locator("#results a").first.click()
    page.locator("details:has(.evidence) > summary").first.click()
    page.locator(".evidence > summary").locator("visible=true").first.click()
    expect(page.locator(".passage").locator("visible=true").first).to_be_visible()
    assert logged == []
    assert all(url.startswith(served.url) for url in requested)
    page.context.close()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"form": ""}, 403),
        ({"form": "guessed"}, 403),
        ({"form": None}, 403),
        ({"cookie": ""}, 403),
        ({"cookie": "sayso_session=guessed"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "https://{host}"}, 403),
        ({"origin": "http://{host}.evil.example"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
        ({"host": "evil.example"}, 421),
        ({"type": "text/plain"}, 400),
        ({"type": "multipart/form-data; boundary=x"}, 400),
        ({"verdict": "maybe"}, 400),
        ({"verdict": "same", "match": "no-such-match"}, 409),
        ({"filler": "x" * 5000}, 413),
    ],
)
def test_forged_verdicts_are_refused(served: Served, change: dict[str, str | None], status: int) -> None:
    cookie, form, match = served.enter()
    fields = {"form": form, "match": match, "verdict": "same"}
    fields |= {k: v for k, v in change.items() if k in {"form", "verdict", "match", "filler"} and v is not None}
    if "form" in change and change["form"] is None:
        del fields["form"]
    headers = {}
    if "origin" in change:
        headers["Origin"] = str(change["origin"]).format(host=f"127.0.0.1:{served.port}")
    if "host" in change:
        headers["Host"] = str(change["host"])
    if "type" in change:
        headers["Content_Type"] = str(change["type"])
    answer = served.post(str(change.get("cookie", cookie)), fields, **headers)
    assert answer.status == status, answer.body
    assert reviews(served.cwd) == []


def test_a_verdict_in_the_address_is_refused(served: Served) -> None:
    cookie, form, match = served.enter()
    asked = urlencode({"form": form, "match": match, "verdict": "same"})
    assert served.get(f"/verdict?{asked}", Cookie=cookie).status == 405
    assert reviews(served.cwd) == []


def test_the_cookie_is_strict_and_out_of_scripts_reach(served: Served) -> None:
    cookie = served.get(f"/enter?token={TOKEN}").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    for wrong in ("", "x", TOKEN[:-1], "%ed%a0%80"):
        answer = served.get(f"/enter?token={wrong}")
        assert answer.status == 403
        assert "set-cookie" not in answer.headers
    assert "What the matcher weighs" not in served.get("/review.html").body


def test_without_a_token_all_is_read_only(seeded: Path) -> None:
    with serving(seeded, token=None) as server:
        assert "Review" not in server.get("/index.html").body
        for path in ("/review.html", "/enter", "/enter?token=", "/enter?token=None"):
            assert server.get(path).status == 403
        answer = server.post("", {"verdict": "same"})
        assert answer.status == 403
        assert "Nothing can be changed here" in answer.body


def enter_in(browser: Browser, server: Served) -> tuple[Page, list[str], list[str]]:
    page, logged, requested = open_in(browser, f"{server.url}/enter?token={TOKEN}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Same claim, or different ones?")
    return page, logged, requested


def test_verdicts_by_mouse_and_by_keys_are_applied_by_the_next_match(
    own: Served, browser: Browser, sayso: Sayso
) -> None:
    page, logged, requested = enter_in(browser, own)
    first = page.locator("input[name=match]").get_attribute("value")
    page.get_by_role("button", name="Skip").click()
    expect(page.locator("input[name=match]")).not_to_have_value(str(first))
    second = page.locator("input[name=match]").get_attribute("value")
    page.get_by_role("button", name="Same").click()
    expect(page.locator("input[name=match]")).not_to_have_value(str(second))
    third = page.locator("input[name=match]").get_attribute("value")
    expect(page.get_by_label("the keys s, d and k give verdicts")).to_be_visible()  # the script has run
    page.keyboard.press("d")
    expect(page.locator("input[name=match]")).not_to_have_value(str(third))
    fourth = page.locator("input[name=match]").get_attribute("value")
    page.get_by_label("the keys s, d and k give verdicts").uncheck()
    page.keyboard.press("s")
    page.wait_for_timeout(300)
    assert page.locator("input[name=match]").get_attribute("value") == fourth
    assert len({first, second, third, fourth}) == 4
    assert [verdict for _, verdict in reviews(own.cwd)] == ["same", "different"]
    assert logged == []
    assert all(url.startswith(own.url) for url in requested)
    page.context.close()
    result = sayso("match", "--direct", cwd=own.cwd)
    assert result.returncode == 0, result.stderr
    with duckdb.connect(str(own.cwd / "out/sayso.duckdb"), read_only=True) as connection:
        applied = connection.execute(
            "SELECT match_id, verdict FROM matches WHERE reviewed ORDER BY verdict DESC"
        ).fetchall()
    assert applied == [(second, "same"), (third, "different")]


def test_a_locked_warehouse_loses_nothing(own: Served) -> None:
    cookie, form, match = own.enter()
    code = (
        "import sys, time; from pathlib import Path; from warehouse import Warehouse\n"
        "with Warehouse.open(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(own.cwd / "out/warehouse.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "open\n"
        answer = own.post(cookie, {"form": form, "match": match, "verdict": "different"})
        holder.stdin.close()
        holder.wait(20)
    assert answer.status == 409
    assert "“different” is not saved" in answer.body
    assert f"process {holder.pid}" in answer.body
    assert found(r'name="match" value="([^"]+)"', answer.body) == match
    assert reviews(own.cwd) == []
    again = own.post(cookie, {"form": form, "match": match, "verdict": "different"})
    assert again.status == 303
    assert len(reviews(own.cwd)) == 1


def test_a_new_snapshot_is_shown_and_a_lost_one_stays(own: Served) -> None:
    assert "Renamed by a test" not in own.get("/outlets.html").body
    with Warehouse.open(own.cwd / "out/warehouse.duckdb") as warehouse:
        warehouse.save_reading([], [], [], below="nothing")
        warehouse.publish(own.cwd / "out/sayso.duckdb")
    changed = own.cwd / "changed.duckdb"
    shutil.copy(own.cwd / "out/sayso.duckdb", changed)
    with duckdb.connect(str(changed)) as connection:
        connection.execute("UPDATE outlets SET name = 'Renamed by a test' WHERE outlet_id = 'unnamed-outlet'")
    changed.replace(own.cwd / "out/sayso.duckdb")
    assert "Renamed by a test" in own.get("/outlets.html").body
    (own.cwd / "out/sayso.duckdb").unlink()
    assert "Renamed by a test" in own.get("/outlets.html").body
    (own.cwd / "out/sayso.duckdb").write_text("no database")
    assert own.get("/outlets.html").status == 503


def test_hostile_texts_stay_text(tmp_path: Path, browser: Browser) -> None:
    with serving(make_hostile(tmp_path)) as server:
        for path in ("index.html", "search.html?q=script", "search.html?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E"):
            page, logged, requested = open_in(browser, f"{server.url}/{path}")
            assert page.locator("main img, main iframe, main base, main script, main object").count() == 0
            assert page.evaluate("window.__pwned") is None
            assert logged == []
            assert all(url.startswith(server.url) for url in requested)
            page.context.close()


def test_a_taken_port_is_one_line(sayso: Sayso, seeded: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = sayso("browse", "--port", str(port), cwd=seeded)
    assert result.returncode == 1
    assert f"cannot listen at 127.0.0.1, port {port}" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_short_token_and_no_snapshot_are_refused(sayso: Sayso) -> None:
    assert sayso("browse", "--token", "short").returncode == 2
    result = sayso("browse", "--port", "0")
    assert result.returncode == 1
    assert "run `sayso run` first" in result.stderr


def test_ctrl_c_ends_it_cleanly(seeded: Path) -> None:
    command = [sys.executable, "-m", "flows", "browse", "--port", "0", "--review"]
    with subprocess.Popen(command, cwd=seeded, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "Serving out/sayso.duckdb at http://127.0.0.1:" in process.stdout.readline()
        address = process.stdout.readline().removeprefix("Review at ").strip()
        host, _, path = address.removeprefix("http://").partition("/")
        deadline = time.monotonic() + 20
        while True:
            connection = http.client.HTTPConnection(host, timeout=20)
            try:
                connection.request("GET", f"/{path}")
                assert connection.getresponse().status == 303
                break
            except ConnectionError:
                assert time.monotonic() < deadline
            finally:
                connection.close()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == "Ended.\n"
    assert err == ""
