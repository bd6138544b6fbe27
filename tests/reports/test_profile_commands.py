"""`sayso speaker`, `sayso outlet` and `sayso digest` on the seeds, on made-up weeks, and on hostile text."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import feedparser
import pytest

from flows.digest import build_digest_file
from flows.notify import CannotNotify, send
from flows.profiles import Candidate, SeveralSpeakers, UnknownSpeaker, candidates, find_speaker
from reports.digest_ranking import default_weights
from reports.safe import clean
from tests.flows.test_versions import build as build_versions
from tests.reports.conftest import OpenPage
from tests.reports.hostile import LONG, STORABLE
from tests.support import Sayso
from tests.warehouse import values
from warehouse import Snapshot

NOW = "2025-11-21T09:00Z"
# Apprise loads all of its services, some of which import what Python is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PESKOV = "fa4b1e3f8ae5fbf1"


def known(number: int, name: str, *spellings: str, roles: tuple[str, ...] = ()) -> Candidate:
    return Candidate(f"id{number}", name, spellings or (name,), roles, 9 - number, known=True)


JOSE = known(1, "José Álvarez", "José Álvarez", "Jose Alvarez", roles=("Minister",))
MARIA = known(2, "María Álvarez")
BEN = known(3, "بنيامين نتنياهو", "Benjamin Netanyahu")
SMITHS = known(4, "Smith’s Bakery")
KREMLIN = Candidate("id5", "the Kremlin", ("the Kremlin", "The Kremlin"), (), 3, known=False)
OFFICE = Candidate("id6", "the Kremlin press office", ("the Kremlin press office",), (), 2, known=False)
ALVAREZ = Candidate("id7", "Álvarez", ("Álvarez",), (), 1, known=False)
ALL = (JOSE, MARIA, BEN, SMITHS, KREMLIN, OFFICE)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("José Álvarez", JOSE),
        ("jose alvarez", JOSE),
        ("JOSE", JOSE),
        ("alvarez, jose".replace(",", ""), JOSE),
        ("mar alv", MARIA),
        ("netanyahu", BEN),
        ("بنيامين", BEN),
        ("smith's", SMITHS),
        ("Kremlin", KREMLIN),
        ("the kremlin", KREMLIN),
        ("press", OFFICE),
        ("id6", OFFICE),
    ],
)
def test_a_speaker_is_found_by_name(asked: str, found: Candidate) -> None:
    assert find_speaker(asked, ALL) is found


def test_a_name_of_several_lists_them_with_their_ids() -> None:
    with pytest.raises(SeveralSpeakers) as error:
        find_speaker("alvarez", (*ALL, ALVAREZ))
    assert "  id1  José Álvarez (Minister, 8 quotations)\n  id2  María Álvarez" in str(error.value)


@pytest.mark.parametrize("asked", ["Zzyzx", "", "   ", "…"])
def test_an_unknown_name_says_what_would_work(asked: str) -> None:
    with pytest.raises(UnknownSpeaker, match="speakers_quoted"):
        find_speaker(asked, ALL)


def test_a_name_that_is_nearly_right_is_proposed() -> None:
    with pytest.raises(UnknownSpeaker, match=r"did you mean '?.*José Álvarez'"):
        find_speaker("Josee Alvares", ALL)


def test_printed_names_that_differ_in_case_alone_are_one() -> None:
    rows = [
        {"speaker_id": None, "name": name, "spellings": [name], "roles": [], "claims": n}
        for n, name in ((3, "the Kremlin"), (2, "The Kremlin"), (1, "Kremlin"))
    ]
    [one] = candidates(rows)
    assert (one.name, one.claims, one.spellings) == ("the Kremlin", 6, ("the Kremlin", "The Kremlin", "Kremlin"))


def test_the_seeds_speaker(sayso: Sayso, seeded: Path) -> None:
    page = json.loads(sayso("speaker", "dmitry PÉSKOV", "--format", "json", cwd=seeded).stdout)
    assert page["schema"] == "sayso-speaker/1"
    assert page["id"] == PESKOV
    assert page["claims"] == page["direct"] + page["mixed"] + page["indirect"]
    altered = [
        variant["quoted"]["cited"]["outlet"]["id"]
        for story in page["stories"]
        for said in story["said"]
        for variant in said["variants"]
        if any(change["kind"] == "quote_altered" for change in variant["changes"])
    ]
    assert altered == ["northern-herald-stand-in"]
    by_id = json.loads(sayso("speaker", PESKOV, "--format", "json", cwd=seeded).stdout)
    assert by_id == page


def test_several_and_unknown_speakers_are_exit_code_1(sayso: Sayso, seeded: Path) -> None:
    several = sayso("speaker", "officials", cwd=seeded)
    assert (several.returncode, several.stdout) == (1, "")
    assert "American officials (13 quotations)" in several.stderr
    unknown = sayso("speaker", "Peskow Dmitri", cwd=seeded)
    assert unknown.returncode == 1
    assert "Dmitry Peskov" in unknown.stderr
    assert sayso("outlet", "northern-heralt-stand-in", cwd=seeded).returncode == 1


def test_the_seeds_outlet(sayso: Sayso, seeded: Path) -> None:
    page = json.loads(sayso("outlet", "northern-herald-stand-in", "--format", "json", cwd=seeded).stdout)
    [month] = page["months"]
    assert month["month"] == "2025-11"
    assert {**month, "month": "all", "label": "All"} == page["total"]
    assert (month["articles"], month["relays"], month["relays_good"], month["altered"]) == (2, 2, 1, 1)
    claims = json.loads(
        sayso("sql", "FROM claims_by_outlet WHERE outlet_id = 'northern-herald-stand-in'", "--json", cwd=seeded).stdout
    )[0]
    assert month["claims"] == claims["claims"]


@pytest.mark.parametrize("outlet", ["unnamed-outlet", "capital-broadcasting-stand-in", "politico"])
def test_every_outlet_has_a_page_also_one_of_which_nothing_is_held(sayso: Sayso, seeded: Path, outlet: str) -> None:
    for form in ("html", "md", "json"):
        result = sayso("outlet", outlet, "--format", form, cwd=seeded)
        assert result.returncode == 0, result.stderr
        assert ("No article of this outlet is held." in result.stdout) is (outlet == "politico" and form != "json")


def test_the_seeds_digest_begins_with_the_altered_quotation(sayso: Sayso, seeded: Path, open_page: OpenPage) -> None:
    arguments = ("digest", "--since", "7d", "--now", NOW)
    digest = json.loads(sayso(*arguments, "--format", "json", cwd=seeded).stdout)
    first = digest["items"][0]
    assert (first["kind"], first["label"]) == ("quote_altered", "quotation altered")
    assert "“currently no” became “no longer any”" in first["sentence"]
    kinds = {item["kind"] for item in digest["items"]}
    assert {"relay_altered", "named_to_anonymous", "quantity", "polarity"} <= kinds
    assert "wording" not in kinds or digest["items"][-1]["kind"] == "wording"
    for form in ("md", "text", "rss"):
        shown = sayso(*arguments, "--format", form, cwd=seeded).stdout
        for item in digest["items"]:
            assert item["sentence"].split(":")[0] in shown.replace("\\", "")
    assert sayso(*arguments, cwd=seeded).stdout == sayso(*arguments, cwd=seeded).stdout
    assert not feedparser.parse(sayso(*arguments, "--format", "rss", cwd=seeded).stdout).bozo
    opened = open_page(sayso(*arguments, "--format", "html", cwd=seeded).stdout)
    assert opened.page.locator(".finding").count() == len(digest["items"])
    opened.assert_quiet()


@pytest.mark.parametrize(
    ("now", "since", "found"),
    [
        ("2025-11-20T20:00Z", "1h", False),
        ("2025-11-20T20:01Z", "2w", False),  # two texts, and what is between them
        ("2025-11-20T20:06Z", "1h", True),
        ("2025-11-20T20:05:59Z", "2w", False),
        ("2025-11-20T21:06Z", "1h", False),
        ("2025-11-21T05:06:00+09:00", "1h", True),
    ],
)
def test_the_window_counts_back_from_now(seeded: Path, now: str, since: str, found: bool) -> None:  # noqa: FBT001
    with Snapshot.open(seeded / "out/sayso.duckdb") as snapshot:
        moment = datetime.fromisoformat(now)
        file = build_digest_file(snapshot, default_weights(), since=since, limit=99, now=moment)
        kinds = {one.finding.kind for one in file.ranking.ranked}
        assert ("quote_altered" in kinds) is found
        assert file.until == moment.astimezone(UTC)
        made = snapshot.last_run_at()
        assert made is not None
        plain = build_digest_file(snapshot, default_weights(), since="24h", limit=99)
        assert (plain.since, plain.until) == (made - timedelta(hours=24), made)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--since", "soon"], 1, "24h"),
        (["--since", "7d", "--now", "today"], 2, "2025-11-21T09:00Z"),
        (["--since", "7d", "--now", "2025-11-21T09:00"], 2, "zone"),
        (["--limit", "0"], 2, "limit"),
        (["--per-story", "0"], 2, "per-story"),
        (["--format", "pdf"], 2, "rss"),
    ],
)
def test_wrong_usage_is_told(sayso: Sayso, seeded: Path, arguments: list[str], code: int, says: str) -> None:
    result = sayso("digest", *arguments, cwd=seeded)
    assert result.returncode == code
    assert says in result.stderr


def test_limit_and_cap(sayso: Sayso, seeded: Path) -> None:
    arguments = ("digest", "--since", "7d", "--now", NOW, "--format", "json")
    one = json.loads(sayso(*arguments, "--limit", "1", cwd=seeded).stdout)
    assert len(one["items"]) == 1
    assert one["beyond"] > 0
    capped = json.loads(sayso(*arguments, "--per-story", "1", cwd=seeded).stdout)
    stories = [item["story_id"] for item in capped["items"]]
    assert len(stories) == len(set(stories)) == 2


class Inbox(HTTPServer):
    """A server that keeps what is posted to it, and answers with a status."""

    def __init__(self, status: int) -> None:
        self.posted: list[dict[str, object]] = []
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                inbox.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"json://user:secret@127.0.0.1:{self.server_port}/hook"


@pytest.fixture
def inbox(request: pytest.FixtureRequest) -> Iterator[Inbox]:
    server = Inbox(getattr(request, "param", 200))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_digest_is_sent(sayso: Sayso, seeded: Path, inbox: Inbox) -> None:
    result = sayso("digest", "--since", "7d", "--now", NOW, "--send", inbox.url, cwd=seeded)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "Sent to 1 address.\n")
    [message] = inbox.posted
    assert str(message["title"]).startswith("sayso: ")
    assert "QUOTATION ALTERED" in str(message["message"])
    assert "secret" not in result.stderr


def test_nothing_is_sent_where_nothing_was_found(sayso: Sayso, seeded: Path, inbox: Inbox) -> None:
    result = sayso("digest", "--since", "1h", "--now", "2001-01-01T00:00Z", "--send", inbox.url, cwd=seeded)
    assert (result.returncode, inbox.posted) == (0, [])
    assert "nothing sent" in result.stderr


@pytest.mark.parametrize("inbox", [500], indirect=True)
def test_a_digest_that_cannot_be_sent_is_exit_code_1(sayso: Sayso, seeded: Path, inbox: Inbox) -> None:
    result = sayso("digest", "--since", "7d", "--now", NOW, "--send", inbox.url, cwd=seeded)
    assert result.returncode == 1
    assert "could not be sent to address 1 (json://…)" in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.parametrize("url", ["nonsense", "nonsense://secret", "", "secret"])
def test_an_address_of_no_service_sends_nothing(inbox: Inbox, url: str) -> None:
    with pytest.raises(CannotNotify, match="address 2") as error:
        send("title", "text", [inbox.url, url])
    assert "secret" not in str(error.value)
    assert inbox.posted == []


def test_without_apprise_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(CannotNotify, match=r"sayso\[notify\]"):
        send("title", "text", ["json://localhost"])


@pytest.mark.slow
def test_hostile_names_and_texts_do_nothing_on_the_command_line(sayso: Sayso, hostile: Path) -> None:
    for form in ("html", "md", "json", "rss", "text"):
        result = sayso("digest", "--since", "52w", "--limit", "500", "--format", form, cwd=hostile)
        assert result.returncode == 0, result.stderr
        assert clean(result.stdout) == result.stdout
        if form == "rss":
            assert not feedparser.parse(result.stdout).bozo
    for number in (0, 41, 47):
        for form in ("html", "md", "json"):
            result = sayso("outlet", f"hostile-{number}-b", "--format", form, cwd=hostile)
            assert result.returncode == 0, result.stderr
            assert clean(result.stdout) == result.stdout
    for name, text in STORABLE:
        result = sayso("speaker", "--", text, cwd=hostile)
        assert result.returncode in {0, 1}, name
        assert clean(result.stdout) == result.stdout
        assert "Traceback" not in result.stderr
        assert len(result.stderr) < 5_000, name
    assert LONG not in sayso("speaker", "w", cwd=hostile).stderr


def test_a_withdrawn_claim_is_in_the_digest_and_on_the_outlets_page(sayso: Sayso, tmp_path: Path) -> None:
    build_versions(tmp_path)
    moment = (values.NOON + timedelta(hours=5)).isoformat()
    digest = json.loads(sayso("digest", "--since", "1d", "--now", moment, "--format", "json").stdout)
    [item] = [item for item in digest["items"] if item["kind"] == "withdrawn"]
    assert item["sentence"] == "The Post has taken this claim of a source out of the article."
    [side] = item["sides"]
    assert side["wording"] == "The talks have failed for good"
    assert item["url"] == side["cited"]["url"] == "https://post.example/plan"
    assert item["later_version_id"] != side["cited"]["version_id"]
    early = json.loads(sayso("digest", "--since", "1h", "--now", values.NOON.isoformat(), "--format", "json").stdout)
    assert early["items"] == []
    page = json.loads(sayso("outlet", "post", "--format", "json").stdout)
    assert (page["total"]["withdrawn"], page["total"]["versions"], page["total"]["articles"]) == (1, 3, 1)
    [found] = next(one["found"] for one in page["findings"] if one["kind"] == "withdrawn")
    assert found["quoted"]["wording"] == "The talks have failed for good"
