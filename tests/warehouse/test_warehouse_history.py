"""Articles of several versions: which are to be compared, what comparing them leaves, and what views say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from claims.standing import Standing, Step
from claims.types import Claim, Hop, Passage, Span
from sources.edits import Edit
from sources.follow import Address, Fetch, FollowedFeed
from sources.types import Article, Outlet, Skipped
from tests.warehouse import values
from tests.warehouse.values import ATTRIBUTOR, EXTRACTOR, NOON
from warehouse import Snapshot, Warehouse
from warehouse.history import Comparison, History, Revision

HOUR = timedelta(hours=1)
POST = Outlet("post", "The Post", "newspaper", "US", "en", domains=("post.example",))
OFFICIALS = Hop("speaker", "collective", "officials")
BODIES = (
    "Plan\nIt has 28 points, officials said. It is dead, a source said.",
    "Plan\nIt has 20 points, officials said. It is dead, a source said.",
    "The plan\nIt has 20 points, officials said. It is dead.",
)
PAGES = tuple(values.page_of(POST, "plan", body, hours) for hours, body in enumerate(BODIES))
FIRST, SECOND, THIRD = VERSIONS = tuple(values.article_of(page) for page in PAGES)
POINTS = values.claim_of(FIRST, "It has 28 points", OFFICIALS)
POINTS_NOW = values.claim_of(SECOND, "It has 20 points", OFFICIALS)
POINTS_LAST = values.claim_of(THIRD, "It has 20 points", OFFICIALS)
DEAD = values.claim_of(FIRST, "It is dead", Hop("speaker", "anonymous", "a source"))
DEAD_STILL = values.claim_of(SECOND, "It is dead", Hop("speaker", "anonymous", "a source"))
CLAIMS = (POINTS, POINTS_NOW, POINTS_LAST, DEAD, DEAD_STILL)
OTHER = values.article_of(values.page_of(POST, "other", "Other\nOfficials said so."))


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def fill(warehouse: Warehouse, articles: Sequence[Article] = VERSIONS, claims: Sequence[Claim] = CLAIMS) -> None:
    """Save versions of articles, with these of the claims that are theirs."""
    pages = [*PAGES, values.page_of(POST, "other", "Other\nOfficials said so.")]
    warehouse.save_reading([POST], [page for page in pages if page.id in {a.page_id for a in articles}], [], below="")
    warehouse.save_extraction(articles, [], EXTRACTOR)
    for article in articles:
        theirs = [claim for claim in claims if claim.version_id == article.version_id]
        warehouse.save_claims([article.version_id], theirs, [], ATTRIBUTOR)


def rows(warehouse: Warehouse, folder: Path, question: str) -> list[dict]:
    """What the snapshot answers."""
    warehouse.publish(folder / "rows.duckdb")
    with Snapshot.open(folder / "rows.duckdb") as snapshot:
        return snapshot.query(question).to_pylist()


def passage(claim: Claim) -> Passage:
    return Passage(claim.version_id, Span(claim.start, claim.end), claim.text, claim.id)


def standing(fate: str, claims: Sequence[Claim], *steps: Step) -> Standing:
    places = tuple(range(len(claims)))
    return Standing(
        claims[0].id, places, tuple(one.version_id for one in claims), tuple(one.id for one in claims), steps, fate
    )


def compared(history: History) -> Comparison:
    """What comparing the three versions finds, or of other ones nothing."""
    if history.version_ids != tuple(one.version_id for one in VERSIONS):
        return Comparison(history, (), ())
    number = FIRST.text.index("28")
    end = len(SECOND.text)
    revisions = (
        Revision(
            FIRST.version_id,
            SECOND.version_id,
            (("text", Edit("changed", number, number + 2, number, number + 2), "28", "20"),),
        ),
        Revision(
            SECOND.version_id,
            THIRD.version_id,
            (
                ("title", Edit("changed", 0, 4, 0, 8), "Plan", "The plan"),
                ("text", Edit("removed", end - 16, end - 1, end - 16, end - 16), ", a source said", ""),
            ),
        ),
    )
    still = Passage(THIRD.version_id, values.span_of(THIRD, "It is dead"), "It is dead", None)
    standings = (
        standing(
            "stands",
            (POINTS, POINTS_NOW, POINTS_LAST),
            Step("reworded", 1, SECOND.version_id, passage(POINTS), passage(POINTS_NOW)),
            Step("kept", 2, THIRD.version_id, passage(POINTS_NOW), passage(POINTS_LAST)),
        ),
        standing(
            "unattributed",
            (DEAD, DEAD_STILL),
            Step("kept", 1, SECOND.version_id, passage(DEAD), passage(DEAD_STILL)),
            Step("attribution_removed", 2, THIRD.version_id, passage(DEAD_STILL), still),
        ),
    )
    return Comparison(history, revisions, standings)


def compare(warehouse: Warehouse, maker: str = "comparer 1") -> int:
    """Compare what is to be compared; return how many articles that were."""
    histories = warehouse.histories_to_compare(maker)
    warehouse.save_comparisons(map(compared, histories))
    return len(histories)


# What is to be compared


def test_articles_of_several_versions_are_compared_once(warehouse):
    fill(warehouse, [*VERSIONS, OTHER])
    [history] = warehouse.histories_to_compare("comparer 1")
    assert (history.article_id, history.version_ids) == (FIRST.id, tuple(one.version_id for one in VERSIONS))
    assert compare(warehouse) == 1
    assert warehouse.histories_to_compare("comparer 1") == ()
    assert len(warehouse.histories_to_compare("comparer 2")) == 1
    fill(warehouse, [*VERSIONS, OTHER])
    assert compare(warehouse) == 0


def test_an_article_of_one_version_is_not_compared(warehouse):
    fill(warehouse, [FIRST, OTHER])
    assert warehouse.histories_to_compare("comparer 1") == ()


def test_an_article_without_claims_is_compared(warehouse):
    fill(warehouse, claims=())
    assert compare(warehouse) == 1
    assert compare(warehouse) == 0


def test_a_version_more_has_the_article_compared_again(warehouse):
    fill(warehouse, VERSIONS[:2])
    assert compare(warehouse) == 1
    fill(warehouse)
    [history] = warehouse.histories_to_compare("comparer 1")
    assert history.version_ids == tuple(one.version_id for one in VERSIONS)


@pytest.mark.parametrize("claims", [CLAIMS[1:], (*CLAIMS, values.claim_of(THIRD, "It is dead"))])
def test_other_claims_have_the_article_compared_again(warehouse, claims):
    fill(warehouse)
    assert compare(warehouse) == 1
    fill(warehouse, claims=claims)
    assert len(warehouse.histories_to_compare("comparer 1")) == 1


def test_the_order_in_which_claims_are_saved_does_not_matter(warehouse):
    fill(warehouse)
    assert compare(warehouse) == 1
    fill(warehouse, claims=CLAIMS[::-1])
    assert compare(warehouse) == 0


def test_versions_stand_in_the_order_in_which_they_were_last_fetched(warehouse):
    late = replace(PAGES[0], fetched_at=NOON + 9 * HOUR)
    warehouse.save_reading([POST], [late, *PAGES[1:]], [], below="")
    warehouse.save_extraction(VERSIONS[::-1], [], EXTRACTOR)
    [history] = warehouse.histories_to_compare("comparer 1")
    assert history.version_ids == (SECOND.version_id, THIRD.version_id, FIRST.version_id)


# What comparing leaves


def test_what_was_found_is_kept_with_its_words(warehouse, tmp_path):
    fill(warehouse)
    compare(warehouse)
    edits = rows(warehouse, tmp_path, "SELECT to_version_id, position, part, kind, old_text, new_text FROM edits")
    assert sorted(tuple(row.values()) for row in edits) == sorted(
        [
            (SECOND.version_id, 0, "text", "changed", "28", "20"),
            (THIRD.version_id, 0, "title", "changed", "Plan", "The plan"),
            (THIRD.version_id, 1, "text", "removed", ", a source said", ""),
        ]
    )
    standings = rows(warehouse, tmp_path, "SELECT standing_id, claim_ids, fate FROM standings ORDER BY fate")
    assert [tuple(row.values()) for row in standings] == [
        (POINTS.id, [POINTS.id, POINTS_NOW.id, POINTS_LAST.id], "stands"),
        (DEAD.id, [DEAD.id, DEAD_STILL.id], "unattributed"),
    ]


def test_steps_are_loaded_by_version(warehouse, tmp_path):
    fill(warehouse, [*VERSIONS, OTHER])
    compare(warehouse)
    warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as snapshot:
        steps = snapshot.standing_steps(FIRST.id)
        assert snapshot.standing_steps(OTHER.id) == []
    assert [step["version"] for step in steps] == [2, 2, 3, 3]
    [gone] = [step for step in steps if step["kind"] == "attribution_removed"]
    assert gone == {
        "standing_id": DEAD.id,
        "version_id": THIRD.version_id,
        "version": 3,
        "kind": "attribution_removed",
        "before_text": "It is dead",
        "after_text": "It is dead",
        "changes": [],
    }


def test_comparing_again_replaces_what_was_found(warehouse, tmp_path):
    fill(warehouse)
    compare(warehouse)
    tables = ("edits", "standings", "standing_steps")
    once = [rows(warehouse, tmp_path, f"FROM {table} ORDER BY ALL") for table in tables]
    assert compare(warehouse, "comparer 2") == 1
    assert [rows(warehouse, tmp_path, f"FROM {table} ORDER BY ALL") for table in tables] == once
    [history] = warehouse.histories_to_compare("comparer 1")
    warehouse.save_comparisons([Comparison(history, (), ())])
    assert [rows(warehouse, tmp_path, f"FROM {table}") for table in tables] == [[], [], []]
    assert len(rows(warehouse, tmp_path, "FROM comparisons")) == 1


def test_what_is_held_of_other_articles_stays(warehouse, tmp_path):
    newer = values.page_of(POST, "other", "Other\nOfficials said no.", 1)
    fill(warehouse, [*VERSIONS, OTHER])
    compare(warehouse)
    before = rows(warehouse, tmp_path, "FROM standings ORDER BY ALL")
    warehouse.save_reading([POST], [newer], [], below="")
    warehouse.save_extraction([values.article_of(newer)], [], EXTRACTOR)
    assert compare(warehouse) == 1
    assert rows(warehouse, tmp_path, "FROM standings ORDER BY ALL") == before
    assert len(rows(warehouse, tmp_path, "FROM comparisons")) == 2


def test_an_article_that_has_one_version_by_now_is_forgotten(warehouse, tmp_path):
    fill(warehouse)
    compare(warehouse)
    # A newer extractor reads the same from all three pages.
    same = [replace(FIRST, page_id=page.id, extractor="extractor 2") for page in PAGES]
    warehouse.save_extraction(same, [], "extractor 2")
    assert compare(warehouse) == 0
    for table in ("comparisons", "edits", "standings", "standing_steps"):
        assert rows(warehouse, tmp_path, f"FROM {table}") == []
    assert warehouse.audit() == ()


def test_a_comparison_that_fails_leaves_what_was_there(warehouse, tmp_path):
    fill(warehouse)
    compare(warehouse)
    [history] = warehouse.histories_to_compare("comparer 2")

    def failing() -> Iterator[Comparison]:
        yield Comparison(history, (), ())
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        warehouse.save_comparisons(failing())
    assert len(rows(warehouse, tmp_path, "FROM standings")) == 2
    assert compare(warehouse) == 0


# Views


def naive(hours: int) -> datetime:
    """The moment so many hours after noon, as the warehouse has it."""
    return (NOON + hours * HOUR).replace(tzinfo=None)


def test_article_history(warehouse, tmp_path):
    fill(warehouse, [*VERSIONS[:2], replace(THIRD, completeness="truncated"), OTHER])
    found = rows(warehouse, tmp_path, "FROM article_history ORDER BY url, version")
    assert [row["url"].rpartition("/")[2] for row in found] == ["other", "plan", "plan", "plan"]
    assert found[3] == {
        "article_id": FIRST.id,
        "version_id": THIRD.version_id,
        "version": 3,
        "versions": 3,
        "outlet_id": "post",
        "url": "https://post.example/plan",
        "title": "The plan",
        "published": naive(0),
        "modified": None,
        "first_fetched_at": naive(2),
        "last_fetched_at": naive(2),
        "pages": 1,
        "completeness": "truncated",
        "title_changed": True,
        "grown_by": len(THIRD.text) - len(SECOND.text),
    }
    assert [(row["version"], row["versions"], row["title_changed"], row["grown_by"]) for row in found[:3]] == [
        (1, 1, False, None),
        (1, 3, False, None),
        (2, 3, False, 0),
    ]


def test_a_text_that_several_pages_have_is_one_version(warehouse, tmp_path):
    again = replace(PAGES[0], id="again", fetched_at=NOON + 5 * HOUR)
    warehouse.save_reading([POST], [*PAGES[:2], again], [], below="")
    warehouse.save_extraction([*VERSIONS[:2], replace(FIRST, page_id="again")], [], EXTRACTOR)
    found = rows(warehouse, tmp_path, "FROM article_history ORDER BY version")
    assert [(row["pages"], row["first_fetched_at"], row["last_fetched_at"]) for row in found] == [
        (1, naive(1), naive(1)),
        (2, naive(0), naive(5)),
    ]


@pytest.mark.parametrize("id_", [PAGES[0].id, "another page with the same text"])
def test_a_text_that_came_back_is_the_last_version(warehouse, tmp_path, id_):
    back = replace(PAGES[0], id=id_, fetched_at=NOON + 5 * HOUR)
    pages = (*PAGES[:2], back)
    for page in pages:
        warehouse.save_reading([POST], [page], [], below="")
    articles = {page.id: replace(values.article_of(page), page_id=page.id) for page in pages}
    warehouse.save_extraction([*articles.values()], [], EXTRACTOR)
    [history] = warehouse.histories_to_compare("comparer 1")
    assert history.version_ids == (SECOND.version_id, FIRST.version_id)
    assert [article.version_id for article in warehouse.load_articles()] == [FIRST.version_id]


def test_of_versions_fetched_at_once_the_last_is_the_newest(warehouse):
    pages = [replace(page, fetched_at=NOON) for page in PAGES]
    warehouse.save_reading([POST], pages, [], below="")
    warehouse.save_extraction(VERSIONS, [], EXTRACTOR)
    [history] = warehouse.histories_to_compare("comparer 1")
    [latest] = warehouse.load_articles()
    assert history.version_ids[-1] == latest.version_id


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://post.example/plan", 3),  # its canonical URL
        ("http://www.post.example/plan/?utm_source=feed", 3),  # the same in another spelling
        ("https://short.example/1", 3),  # asked for
        ("https://post.example/plan?id=1", 3),  # what that was redirected to
        ("https://post.example/other", 1),  # its canonical URL, though another one was fetched from there too
        ("https://post.example/none", 0),
        ("", 0),
        ("'; DROP TABLE articles --", 0),
    ],
)
def test_an_article_is_found_by_its_url_and_those_that_it_was_fetched_from(warehouse, tmp_path, url, found):
    fill(warehouse, [*VERSIONS, OTHER])
    with warehouse.ingestion.saving():
        warehouse.ingestion.save_fetches(
            [
                Fetch("post", "https://short.example/1", "https://post.example/plan?id=1", "article", NOON, 200,
                      page_id=PAGES[0].id),
                Fetch("post", OTHER.url, OTHER.url, "article", NOON, 200, page_id=PAGES[0].id),
            ]
        )  # fmt: skip
    warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as snapshot:
        history = snapshot.article_history(url)
    assert [row["version"] for row in history] == [*range(1, found + 1)]


def test_claims_withdrawn(warehouse, tmp_path):
    fill(warehouse)
    compare(warehouse)
    assert rows(warehouse, tmp_path, "FROM claims_withdrawn") == [
        {
            "outlet_id": "post",
            "outlet": "The Post",
            "url": "https://post.example/plan",
            "article_id": FIRST.id,
            "claim_id": DEAD.id,
            "claim": "It is dead",
            "version": 3,
            "version_id": THIRD.version_id,
            "found_at": naive(2),
            "what": "attribution removed",
            "after_text": "It is dead",
            "fate": "unattributed",
        }
    ]


def test_a_claim_that_came_back_is_told_as_withdrawn_and_standing(warehouse, tmp_path):
    fill(warehouse)
    [history] = warehouse.histories_to_compare("comparer 1")
    steps = (
        Step("content_removed", 1, SECOND.version_id, passage(POINTS), None),
        Step("restored", 2, THIRD.version_id, passage(POINTS), passage(POINTS_LAST)),
    )
    warehouse.save_comparisons([Comparison(history, (), (standing("stands", (POINTS, POINTS_LAST), *steps),))])
    [row] = rows(warehouse, tmp_path, "FROM claims_withdrawn")
    assert (row["version"], row["what"], row["after_text"], row["fate"]) == (2, "withdrawn", None, "stands")


def address(name: str, **others: object) -> Address:
    return replace(Address("post", f"https://post.example/{name}", NOON, status=200, first_fetched_at=NOON), **others)


def test_deleted_articles(warehouse, tmp_path):
    fill(warehouse)
    gone = address("plan", status=410, gone_at=NOON + 5 * HOUR)
    no_article = address("gallery", status=404, gone_at=NOON + 6 * HOUR)
    unknown = Address("mail", "https://mail.example/a", NOON, status=404, gone_at=NOON)
    desk = warehouse.ingestion
    with desk.saving():
        desk.save_addresses([gone, no_article, unknown, address("there")])
        desk.save_fetches(
            Fetch("post", page.url, page.url, "article", page.fetched_at, 200, page_id=page.id) for page in PAGES
        )
        desk.save_fetches([Fetch("post", gone.url, gone.url, "article", gone.gone_at, 410, "gone", "it is gone")])
    found = rows(warehouse, tmp_path, "FROM deleted_articles")
    assert [row["url"].rpartition("/")[2] for row in found] == ["gallery", "plan", "a"]
    assert (found[0]["article_id"], found[0]["title"]) == (None, None)
    assert found[1] == {
        "outlet_id": "post",
        "outlet": "The Post",
        "url": "https://post.example/plan",
        "article_id": FIRST.id,
        "title": "The plan",  # the last one
        "published": naive(0),
        "first_fetched_at": naive(0),
        "gone_at": naive(5),
        "status": 410,
    }
    assert found[2]["outlet"] == "mail"  # nothing is held of that outlet


def test_feed_health(warehouse, tmp_path):
    warehouse.save_reading([POST], [], [], below="")
    working = FollowedFeed(
        "post", "https://post.example/feed", status=200, checked_at=NOON, changed_at=NOON, items=9, newest=NOON
    )
    failing = FollowedFeed(
        "post", "https://post.example/more", "sitemap", NOON + HOUR, NOON, NOON, NOON - HOUR, 503, 2, "server"
    )
    empty = FollowedFeed("mail", "https://mail.example/feed", status=200, checked_at=NOON, changed_at=NOON + HOUR)
    new = FollowedFeed("post", "https://post.example/new")
    desk = warehouse.ingestion
    with desk.saving():
        desk.save_feeds([working, failing, empty, new])
        desk.save_skipped(
            [],
            [
                Skipped(failing.url, "poll", "it answered with status 503", failing.id),
                Skipped(f"{working.url} (item 2)", "poll", "it has no URL", working.id),
            ],
        )
    found = rows(warehouse, tmp_path, "FROM feed_health")
    assert [(row["url"].rpartition("/")[2], row["state"], row["reason"]) for row in found] == [
        ("new", "new", None),
        ("more", "failing", "it answered with status 503"),
        ("feed", "working", None),
        ("feed", "empty", None),
    ]
    assert found[1] == {
        "outlet_id": "post",
        "outlet": "The Post",
        "url": failing.url,
        "purpose": "sitemap",
        "state": "failing",
        "status": 503,
        "failure": "server",
        "failures": 2,
        "reason": "it answered with status 503",
        "items": 0,
        "newest": None,
        "checked_at": naive(0),
        "changed_at": naive(-1),
        "next_at": naive(1),
    }
    assert found[3]["outlet"] == "mail"


def test_the_views_are_empty_without_anything(warehouse, tmp_path):
    for view in ("article_history", "claims_withdrawn", "deleted_articles", "feed_health"):
        assert rows(warehouse, tmp_path, f"FROM {view}") == []


# What is wrong


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse with comparisons, in which a test leaves nothing behind."""
    with Warehouse.open(tmp_path_factory.mktemp("audited") / "warehouse.duckdb") as opened:
        fill(opened, [*VERSIONS, OTHER])
        compare(opened)
        yield opened


def test_the_audit_finds_nothing_wrong_with_comparisons(audited):
    assert audited.audit() == ()


EDIT = f"UPDATE edits SET %s WHERE to_version_id = '{SECOND.version_id}'"
WRONG = [
    ("DELETE FROM articles", "comparison without article", FIRST.id),
    ("DELETE FROM comparisons", "edit without comparison", SECOND.version_id),
    ("DELETE FROM comparisons", "standing without comparison", DEAD.id),
    (EDIT % "from_version_id = 'lost'", "edit without version", SECOND.version_id),
    (EDIT % "to_version_id = 'lost'", "edit without version", "lost"),
    (EDIT % f"from_version_id = '{OTHER.version_id}'", "edit without version", SECOND.version_id),
    (EDIT % "old_text = '29'", "edit that is not the text", SECOND.version_id),
    (EDIT % "new_text = ''", "edit that is not the text", SECOND.version_id),
    (EDIT % "part = 'title'", "edit outside its text", SECOND.version_id),
    (EDIT % "new_end = 10000", "edit outside its text", SECOND.version_id),
    (EDIT % "old_start = -1", "edit outside its text", SECOND.version_id),
    (EDIT % "old_end = old_start - 1", "edit outside its text", SECOND.version_id),
    (f"DELETE FROM claims WHERE claim_id = '{DEAD_STILL.id}'", "standing without claim", DEAD.id),
    ("UPDATE standings SET version_ids = ['lost', 'lost']", "standing without version", DEAD.id),
    (f"UPDATE standings SET version_ids = ['{OTHER.version_id}']", "standing without version", DEAD.id),
    ("UPDATE standings SET version_ids = version_ids[:1]", "standing under another claim", DEAD.id),
    ("UPDATE standings SET claim_ids = claim_ids[2:]", "standing under another claim", DEAD.id),
    ("UPDATE standings SET claim_ids = [], version_ids = []", "standing under another claim", DEAD.id),
    ("DELETE FROM standings", "step without standing", DEAD.id),
    ("UPDATE standing_steps SET version_id = 'lost'", "step without version", DEAD.id),
]


@pytest.mark.parametrize(("statement", "problem", "id_"), WRONG, ids=[f"{n} {one[1]}" for n, one in enumerate(WRONG)])
def test_the_audit_finds_what_is_wrong_with_comparisons(audited, statement, problem, id_):
    audited._connection.execute("BEGIN")
    audited._connection.execute(statement)
    assert (problem, id_) in audited.audit()
    audited._connection.execute("ROLLBACK")
