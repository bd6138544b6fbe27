"""`sayso versions`: what it shows of an article, for people and for programs, and what it refuses."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from claims.types import Hop
from flows.comparing import AT_ONCE, COMPARER, compare
from sources.types import Article, Outlet
from tests.support import Sayso
from tests.warehouse import values
from warehouse import Snapshot, Warehouse

URL = "https://post.example/plan"
POST = Outlet("post", "The Post", "newspaper", "US", "en", domains=("post.example",))
BODIES = (
    "Plan\nThe plan has 28 points, officials said.\n\nThe talks have failed for good, a source said.",
    "Plan\nThe plan has 20 points, officials said.\n\nThe talks have failed for good, a source said.",
    "Peace plan\nThe plan has 20 points, officials said.",
)
TOLD = {
    "The plan has 28 points": Hop("speaker", "collective", "officials"),
    "The plan has 20 points": Hop("speaker", "collective", "officials"),
    "The talks have failed for good": Hop("speaker", "anonymous", "a source"),
}
# Steers a terminal, turns the direction of writing, or is markup or a picture to what prints it.
STEERS = "\x1b[31m\x1b]0;title\x07\x9b2J\u202e\u2066\u200f\x08\r"
MARKUP = "[/bold] [red]red[/red] :100: [link=https://bad.example]x[/link]"


def build(folder: Path, bodies: Sequence[str] = BODIES, *, url: str = URL) -> None:
    """Make a snapshot of one article that had these titles and texts, one an hour, with their claims."""
    with Warehouse.open(folder / "out" / "warehouse.duckdb") as warehouse:
        name = url.partition("post.example/")[2]
        pages = [values.page_of(POST, name, body, hours) for hours, body in enumerate(bodies)]
        articles = [values.article_of(page) for page in pages]
        warehouse.save_reading([POST], pages, [], below="")
        warehouse.save_extraction(articles, [], values.EXTRACTOR)
        claims = [claim for article in articles for claim in told(article)]
        warehouse.save_claims([one.version_id for one in articles], claims, [], values.ATTRIBUTOR)
        compare(warehouse)
        warehouse.publish(folder / "out" / "sayso.duckdb")


def told(article: Article) -> list[values.c.Claim]:
    return [values.claim_of(article, words, hop) for words, hop in TOLD.items() if words in article.text]


def lines(sayso: Sayso, *arguments: str) -> list[str]:
    result = sayso("versions", *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout.splitlines()


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split("[│┃]", line)[1:-1]]


def test_versions_edits_and_claims_are_shown(sayso, tmp_path):
    build(tmp_path)
    shown = lines(sayso, URL)
    assert shown[0] == URL
    tables = [cells(line) for line in shown if line.startswith(("│", "┃"))]
    lengths = [str(len(body.partition("\n")[2])) for body in BODIES]
    assert tables == [
        ["version", "fetched", "headline", "characters", "complete"],
        ["1", "2025-11-20 12:00", "Plan", lengths[0], "complete"],
        ["2", "2025-11-20 13:00", "Plan", lengths[1], "complete"],
        ["3", "2025-11-20 14:00", "Peace plan", lengths[2], "complete"],
        ["version", "claim", "before", "after"],
        ["2", "reworded", "The plan has 28 points", "The plan has 20 points"],
        ["3", "content removed", "The talks have failed for good", ""],
    ]
    second, third = shown.index("Version 2"), shown.index("Version 3")
    assert shown[second + 1].startswith("  text: The plan has [-28-]{+20+} points, officials said.")
    assert shown[second + 2] == ""
    assert shown[third + 1] == "  title: [-Plan-]{+Peace plan+}"
    assert shown[third + 2] == (
        "  text: The plan has 20 points, officials said. [-The talks have failed for good, a source said.-]"
    )


def test_json_is_whole(sayso, tmp_path):
    build(tmp_path)
    found = json.loads("\n".join(lines(sayso, URL, "--json")))
    assert list(found) == ["url", "versions", "edits", "claims"]
    assert found["url"] == URL
    [first, _, last] = found["versions"]
    assert (first["version"], first["title"], first["completeness"]) == (1, "Plan", "complete")
    assert last["first_fetched_at"] == last["last_fetched_at"] == "2025-11-20T14:00:00"
    assert [(edit["version"], edit["part"], edit["kind"], edit["old"], edit["new"]) for edit in found["edits"]] == [
        (2, "text", "changed", "28", "20"),
        (3, "title", "changed", "Plan", "Peace plan"),
        (3, "text", "removed", "\n\nThe talks have failed for good, a source said.", ""),
    ]
    kinds = [(step["version"], step["kind"], step["version_id"]) for step in found["claims"]]
    ids = [version["version_id"] for version in found["versions"]]
    assert sorted(kinds) == [
        (2, "kept", ids[1]),
        (2, "reworded", ids[1]),
        (3, "content_removed", ids[2]),
        (3, "kept", ids[2]),
    ]


def test_an_article_of_one_version(sayso, tmp_path):
    build(tmp_path, BODIES[:1])
    shown = lines(sayso, URL)
    assert shown[-1] == "No other version is held."
    assert [line for line in shown if line.startswith(("Version", "Claims"))] == []
    found = json.loads("\n".join(lines(sayso, URL, "--json")))
    assert (len(found["versions"]), found["edits"], found["claims"]) == (1, [], [])


def test_typography_alone_is_said_to_be_that(sayso, tmp_path):
    build(tmp_path, ["Plan\n“We agree”, he said.", 'Plan\n"We agree", he said.'])
    assert "  nothing but typography" in lines(sayso, URL)
    assert all(edit["trivial"] for edit in json.loads("\n".join(lines(sayso, URL, "--json")))["edits"])


def test_another_spelling_of_the_url_will_do(sayso, tmp_path):
    build(tmp_path)
    assert lines(sayso, "http://www.post.example/plan/?utm_source=feed") == lines(sayso, URL)


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize("url", ["https://post.example/none", "plan", "", f"https://post.example/{STEERS}", "[/bold]"])
def test_an_unknown_url_is_one_line_on_standard_error(sayso, tmp_path, url, options):
    build(tmp_path, BODIES[:1])
    result = sayso("versions", url, *options)
    assert (result.returncode, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    assert line.startswith(f"sayso: no article is held under {'' if STEERS in url else url}")
    assert "finds its URL" in line
    assert not steering(result.stderr)


def test_without_a_snapshot_it_says_so(sayso):
    result = sayso("versions", URL)
    assert result.returncode == 1
    assert "run `sayso run` first" in result.stderr


def steering(text: str) -> list[str]:
    """What of the text is no writing."""
    return [char for char in text if char != "\n" and unicodedata.category(char).startswith("C")]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_what_an_article_says_cannot_steer_the_terminal(sayso, tmp_path, options):
    build(
        tmp_path,
        [
            f"Plan {STEERS} A\nThe plan has 28 points, officials said. {STEERS} Before {STEERS}",
            f"Plan {STEERS} B\nThe plan has 20 points, officials said. {STEERS} After {STEERS}",
            f"Plan {STEERS} B\nThe plan has 20 points, officials said. {STEERS} After {STEERS} And {STEERS} more",
        ],
    )
    shown = "\n".join(lines(sayso, URL, *options))
    assert not steering(shown)
    if options:
        assert STEERS in json.loads(shown)["versions"][0]["title"]


def test_what_an_article_says_is_no_markup_and_no_picture(sayso, tmp_path):
    url = "https://post.example/plan[/bold]:100:"
    build(tmp_path, [f"Plan {MARKUP}\nIt is so.", f"New plan {MARKUP}\nIt is so. {MARKUP}"], url=url)
    shown = "\n".join(lines(sayso, url))
    assert shown.splitlines()[0] == url
    assert shown.count(MARKUP) == 3  # in both headlines and in the text that was added


def test_a_claim_that_holds_a_table_cell_open_stays_in_its_cell(sayso, tmp_path, monkeypatch):
    monkeypatch.setitem(TOLD, "[bold]We\x1b[2J agree", Hop("speaker", "collective", "officials"))
    build(tmp_path, ["Plan\n[bold]We\x1b[2J agree, officials said.", "Plan\nNobody said a word of it."])
    shown = lines(sayso, URL)
    assert cells(shown[-2])[:3] == ["2", "content removed", "[bold]We [2J agree"]


def test_more_articles_than_are_saved_at_once_are_all_compared(tmp_path):
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        pages = [
            values.page_of(POST, f"{number}", f"Plan\nIt has {points} points, he said.", hours)
            for number in range(AT_ONCE + 3)
            for hours, points in enumerate((number, number + 1))
        ]
        warehouse.save_reading([POST], pages, [], below="")
        warehouse.save_extraction([values.article_of(page) for page in pages], [], values.EXTRACTOR)
        assert compare(warehouse) == AT_ONCE + 3
        assert warehouse.histories_to_compare(COMPARER) == ()
        assert compare(warehouse) == 0
        warehouse.publish(tmp_path / "sayso.duckdb")
        assert warehouse.audit() == ()
    with Snapshot.open(tmp_path / "sayso.duckdb") as snapshot:
        [row] = snapshot.query(
            "SELECT count(*) AS edits, count(DISTINCT article_id) AS articles FROM edits"
        ).to_pylist()
    assert row == {"edits": AT_ONCE + 3, "articles": AT_ONCE + 3}


def test_what_is_outdated_goes_though_nothing_is_to_be_compared(tmp_path):
    with Warehouse.open(tmp_path / "warehouse.duckdb") as warehouse:
        pages = [values.page_of(POST, "plan", body, hours) for hours, body in enumerate(BODIES[:2])]
        articles = [values.article_of(page) for page in pages]
        warehouse.save_reading([POST], pages, [], below="")
        warehouse.save_extraction(articles, [], values.EXTRACTOR)
        assert compare(warehouse) == 1
        same = [values.article_of(pages[0], page_id=page.id, extractor="extractor 2") for page in pages]
        warehouse.save_extraction(same, [], "extractor 2")
        assert compare(warehouse) == 0
        assert warehouse.audit() == ()
