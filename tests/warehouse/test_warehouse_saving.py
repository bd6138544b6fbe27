"""Saving: twice is as good as once, a newer extractor's work replaces an older one's, nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from claims.types import Provenance, Span, Taking
from sources.types import Outlet, Place, Skipped, content_id
from tests.warehouse import values
from tests.warehouse.values import ATTRIBUTOR, EXTRACTOR, NOON
from warehouse import Snapshot, Warehouse

# What the small data set has none of.
NOT_FILLED = {
    *("article_vectors", "claim_keys", "claim_vectors", "date_mentions", "runs", "skipped"),
    *("addresses", "audit_findings", "dropped_bodies", "feeds", "fetches", "sightings"),
    *("comparisons", "echoes", "edits", "standing_steps", "standings"),
}


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def contents(warehouse: Warehouse, folder: Path) -> dict[str, list]:
    """All rows of all tables but the record of migrations."""
    warehouse.publish(folder / "contents.duckdb")
    with Snapshot.open(folder / "contents.duckdb") as snapshot:
        return {
            table.name: snapshot.query(f"FROM {table.name} ORDER BY ALL").to_pylist()
            for table in snapshot.schema()
            if table.kind == "table" and table.name != "migrations"
        }


def test_saving_twice_changes_nothing(warehouse, tmp_path):
    data = values.small()
    values.fill(warehouse, data)
    once = contents(warehouse, tmp_path)
    values.fill(warehouse, data)
    assert contents(warehouse, tmp_path) == once
    assert all(once[table] for table in once if table not in NOT_FILLED)
    assert warehouse.audit() == ()


def test_saves_tell_how_many_items_are_new(warehouse):
    data = values.small()
    versions = [article.version_id for article in data.articles]
    assert warehouse.save_reading(data.outlets, data.pages[:2], [], below="") == 2
    assert warehouse.save_reading(data.outlets, [*data.pages, data.pages[2]], [], below="") == 1
    assert warehouse.save_extraction(data.articles[:1], [], EXTRACTOR) == 1
    assert warehouse.save_extraction(data.articles, [], EXTRACTOR) == 2
    assert warehouse.save_claims(versions, data.claims[:3], [], ATTRIBUTOR) == 3
    assert warehouse.save_claims(versions, data.claims, [], ATTRIBUTOR) == 1
    assert warehouse.save_reading([], [], [], below="") == 0
    assert warehouse.save_extraction([], [], EXTRACTOR) == 0
    assert warehouse.save_claims([], [], [], ATTRIBUTOR) == 0


def test_counts_are_those_of_the_newest_versions(warehouse):
    values.fill(warehouse, values.small())
    assert warehouse.counts() == {
        "outlets": 3,
        "pages": 3,
        "articles": 3,
        "article_versions": 3,
        "claims": 4,
        "relays": 1,
        "stories": 1,
        "claim_groups": 3,
        "skipped": 0,
    }


def test_an_outlet_saved_again_takes_its_new_form(warehouse):
    outlet = Outlet("post", "The Post", "newspaper", "US", "en", aliases=("Post",))
    renamed = replace(outlet, name="The Daily Post", aliases=())
    warehouse.save_reading([outlet], [], [], below="")
    warehouse.save_reading([renamed], [], [], below="")
    assert warehouse.load_outlets() == (renamed,)


def test_each_page_is_offered_to_an_extractor_once(warehouse):
    told, relayed, cut = values.small().pages
    warehouse.save_reading([], [told, relayed, cut], [], below="")
    assert warehouse.pages_to_extract(EXTRACTOR) == sorted([told.id, relayed.id, cut.id])
    failed = Skipped(relayed.url, "extract", "no text", relayed.id, EXTRACTOR)
    warehouse.save_extraction([values.article_of(told)], [failed], EXTRACTOR)
    assert warehouse.pages_to_extract(EXTRACTOR) == [cut.id]
    assert warehouse.pages_to_extract("extractor 2") == [cut.id]
    every = [told.id, relayed.id, cut.id]
    assert warehouse.pages_to_extract("extractor 2", chosen=every) == sorted(every)
    assert warehouse.pages_to_extract(EXTRACTOR, chosen=every[:2]) == []


def test_pages_are_loaded_by_their_ids(warehouse):
    told, relayed, cut = values.small().pages
    warehouse.save_reading([], [told, relayed, cut], [], below="")
    assert warehouse.load_pages([cut.id, told.id, "none"]) == sorted([told, cut], key=lambda page: page.id)
    assert warehouse.load_pages([]) == []


def test_a_page_that_is_archived_is_kept_without_its_body(warehouse, tmp_path):
    page = replace(values.small().pages[0], place=Place("sayso-20251120-0001.warc.gz", 2**40, 900))
    assert warehouse.save_reading([], [page], [], below="") == 1
    assert warehouse.load_pages([page.id]) == [replace(page, body=b"")]
    [row] = contents(warehouse, tmp_path)["pages"]
    place = (row["archived_in"], row["archive_offset"], row["archive_length"])
    assert (row["body"], *place) == (b"", "sayso-20251120-0001.warc.gz", 2**40, 900)


@pytest.mark.parametrize("archived_first", [True, False])
def test_a_page_that_comes_from_a_folder_and_from_a_server_stays_as_it_came_first(warehouse, archived_first):
    page = values.small().pages[0]
    archived = replace(page, place=Place("sayso-20251120-0001.warc.gz", 0, 900), fetched_at=NOON + timedelta(days=1))
    first, second = (archived, page) if archived_first else (page, archived)
    assert warehouse.save_reading([], [first], [], below="") == 1
    assert warehouse.save_reading([], [second], [], below="") == 0
    assert warehouse.load_pages([page.id]) == [replace(archived, body=b"") if archived_first else page]


def test_each_version_is_offered_to_an_attributor_once_even_without_claims(warehouse):
    data = values.small()
    first, second, third = (article.version_id for article in data.articles)
    warehouse.save_reading(data.outlets, data.pages, [], below="")
    warehouse.save_extraction(data.articles, [], EXTRACTOR)
    failed = Skipped(data.articles[1].url, "attribute", "too long", second, ATTRIBUTOR)
    warehouse.save_claims([first, second], [], [failed], ATTRIBUTOR)
    assert warehouse.versions_to_attribute(ATTRIBUTOR) == [third]
    assert warehouse.versions_to_attribute("attributor 2") == [third]
    every = [page.id for page in data.pages]
    assert warehouse.versions_to_attribute("attributor 2", chosen=every) == sorted([first, second, third])
    assert warehouse.versions_to_attribute(ATTRIBUTOR, chosen=every[:2]) == []


def test_what_was_skipped_is_forgotten_once_it_succeeds(warehouse):
    data = values.small()
    page, article = data.pages[0], data.articles[0]
    warehouse.save_reading(data.outlets, [page], [], below="")
    warehouse.save_extraction([], [Skipped(page.url, "extract", "no text", page.id, "extractor 0")], "extractor 0")
    assert warehouse.counts()["skipped"] == 1
    warehouse.save_extraction([article], [], EXTRACTOR)
    assert warehouse.counts()["skipped"] == 0
    failed = Skipped(page.url, "attribute", "too long", article.version_id, "attributor 0")
    warehouse.save_claims([article.version_id], [], [failed], "attributor 0")
    assert warehouse.counts()["skipped"] == 1
    warehouse.save_claims([article.version_id], data.claims[:1], [], ATTRIBUTOR)
    assert warehouse.counts()["skipped"] == 0


def test_reading_a_folder_again_forgets_what_it_had_skipped_there(warehouse):
    keys = ["in/a.html", "in/b.html", "inside/c.html"]
    warehouse.save_reading([], [], [Skipped(key, "read", "unreadable") for key in keys], below="")
    warehouse.save_reading([], [], [Skipped("in/b.html", "read", "still unreadable")], below="in/")
    assert {(item.key, item.reason) for item in warehouse.load_skipped()} == {
        ("in/b.html", "still unreadable"),
        ("inside/c.html", "unreadable"),
    }


def test_two_answers_of_one_url_are_skipped_apart(warehouse):
    url = "https://post.example/plan"
    both = [Skipped(url, "extract", "no text", page_id, EXTRACTOR) for page_id in ("1", "2")]
    warehouse.save_extraction([], both, EXTRACTOR)
    warehouse.save_extraction([], [replace(both[0], reason="still no text")], EXTRACTOR)
    assert {item.reason for item in warehouse.load_skipped()} == {"no text", "still no text"}


def test_a_newer_extractor_replaces_what_the_older_made_of_the_pages(warehouse):
    data = values.small()
    values.fill(warehouse, data)
    page = data.pages[0]
    better = values.article_of(page, extractor="extractor 2")
    better = replace(better, text=better.text + " More.", version_id="fedcba9876543210")
    assert warehouse.save_extraction([better], [], "extractor 2") == 1
    assert [a for a in warehouse.load_articles(latest=False) if a.id == better.id] == [better]
    assert {claim.version_id for claim in warehouse.load_claims()} == {a.version_id for a in data.articles[1:]}
    assert warehouse.versions_to_attribute(ATTRIBUTOR) == [better.version_id]


def test_the_same_text_by_a_newer_extractor_keeps_its_claims_unless_what_they_rest_on_changes(warehouse):
    data = values.small()
    values.fill(warehouse, data)
    told = replace(data.articles[0], extractor="extractor 2", byline="A. Author")
    assert warehouse.save_extraction([told], [], "extractor 2") == 0
    assert told in warehouse.load_articles()
    assert len(warehouse.load_claims([told.version_id])) == 2
    dated = replace(told, published=NOON - timedelta(days=1), extractor="extractor 3")
    assert warehouse.save_extraction([dated], [], "extractor 3") == 0
    assert warehouse.load_claims([told.version_id]) == ()
    assert warehouse.versions_to_attribute(ATTRIBUTOR) == [dated.version_id]


def test_a_newer_attributor_replaces_the_claims(warehouse):
    data = values.small()
    values.fill(warehouse, data)
    article = data.articles[0]
    newer = values.claim_of(article, "28 points", extractor="attributor 2")
    warehouse.save_claims([article.version_id], [newer], [], "attributor 2")
    assert warehouse.load_claims([article.version_id]) == (newer,)
    assert len(warehouse.load_claims()) == 3
    orphans = {f"{part} without claim" for part in ("hop", "number", "date", "hedge", "mention")}
    assert not [problem for problem, _ in warehouse.audit() if problem in orphans]


def test_the_audit_finds_what_points_nowhere(warehouse):
    data = values.small()
    values.fill(warehouse, replace(data, speaker_links=data.speaker_links[:1]))
    assert warehouse.audit() == ()
    lost = replace(data.speaker_links[0], claim_id="lost")
    values.fill(
        warehouse, replace(data, speaker_links=(lost, replace(lost, claim_id=data.claims[0].id, speaker_id="x")))
    )
    nested = replace(data.claims[2], nested_in="lost")
    warehouse.save_claims([nested.version_id], [nested], [], ATTRIBUTOR)
    assert warehouse.audit() == (
        ("claim nested in no claim", nested.id),
        ("speaker link without claim", "lost"),
        ("speaker link without speaker", data.claims[0].id),
    )


def test_the_audit_finds_what_is_wrong_with_matching(warehouse):
    data = values.small()
    quote, costs, echo, _ = data.claims
    [copy] = data.copies
    shared, alone, _ = data.provenance
    lost = Provenance("lost", quote.id, ("wire",), ())
    elsewhere = Provenance(
        alone.group_id,
        quote.id,
        ("wire",),
        (
            Taking(echo.id, None, "wire", "relay"),
            Taking(costs.id, quote.id, None, "copy"),
            Taking(costs.id, costs.id, None, "copy"),
            Taking(costs.id, None, None, "repeat"),
        ),
    )
    beyond = replace(copy.passages[0], span=Span(0, 10_000))
    wrong = replace(
        data,
        copies=(
            replace(copy, passages=(beyond,)),
            replace(copy, origin_id=copy.version_id, passages=()),
            replace(copy, version_id="lost", passages=()),
            replace(copy, origin_id="lost", passages=()),
        ),
        provenance=(shared, lost, elsewhere),
        reviews=(replace(data.reviews[0], id="upside down", left_key="b", right_key="a"),),
    )
    values.fill(warehouse, wrong)
    assert warehouse.audit() == (
        ("copy of itself", copy.version_id),
        ("copy without origin", copy.version_id),
        ("copy without version", "lost"),
        ("first carrier outside its claim group", alone.group_id),
        ("first carrier outside its claim group", "lost"),
        ("passage outside its copy", copy.version_id),
        ("provenance without claim group", "lost"),
        ("review of unordered claims", "upside down"),
        ("taking from itself", costs.id),
        ("taking from nobody", costs.id),
        ("taking from outside its claim group", costs.id),
        ("taking outside its claim group", echo.id),
    )


def test_the_audit_finds_miscounted_origins_and_what_lost_its_owner(warehouse, tmp_path):
    data = values.small()
    values.fill(warehouse, data)
    warehouse.close()
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute("UPDATE provenance SET independent_sources = 2 WHERE group_id = ?", [data.groups[1].id])
        connection.execute("DELETE FROM provenance WHERE group_id = ?", [data.groups[0].id])
        connection.execute("DELETE FROM copies")
    with Warehouse.open(tmp_path / "warehouse.duckdb") as opened:
        assert opened.audit() == (
            ("origins miscounted", data.groups[1].id),
            ("passage without copy", data.copies[0].version_id),
            ("taking without provenance", data.groups[0].id),
        )


def test_of_several_reviews_of_one_pair_the_latest_stays(warehouse):
    [first] = values.small().reviews
    second = replace(first, verdict="same", reviewed_at=NOON + timedelta(hours=1))
    third = replace(first, reviewed_at=NOON + timedelta(hours=2))
    other = replace(first, id="other")
    warehouse.save_reviews([first])
    warehouse.save_reviews([third, second, other])
    assert warehouse.load_reviews() == (other, third)
    warehouse.save_reviews([second])
    assert warehouse.load_reviews() == (other, third)
    again = replace(third, verdict="same")
    warehouse.save_reviews([again])
    assert warehouse.load_reviews() == (other, again)


def test_claims_articles_and_matches_are_loaded_by_their_ids(warehouse):
    data = values.small()
    values.fill(warehouse, data)
    quote, costs, echo, liked = data.claims
    told, relayed, _ = data.articles
    assert set(warehouse.load_claims(claim_ids=[costs.id, liked.id, "none"])) == {costs, liked}
    assert set(warehouse.load_claims([relayed.version_id], claim_ids=[quote.id])) == {quote, echo}
    assert warehouse.load_claims(claim_ids=[]) == warehouse.load_claims([]) == ()
    assert warehouse.load_articles([told.version_id, "none"]) == (told,)
    assert warehouse.load_articles([]) == ()
    assert warehouse.load_matches() == warehouse.load_matches([data.matches[0].id, "none"]) == data.matches
    assert warehouse.load_matches([]) == ()


def test_hedges_are_kept_with_their_words(warehouse, tmp_path):
    data = values.small()
    values.fill(warehouse, data)
    [hedge] = contents(warehouse, tmp_path)["hedges"]
    assert (hedge["claim_id"], hedge["text"]) == (data.claims[1].id, "may")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["older first", "newer first"])
@pytest.mark.parametrize("batches", [1, 2])
def test_a_text_that_two_pages_have_is_one_version_as_its_first_page_has_it(warehouse, order, batches):
    outlet = values.small().outlets[1]
    older = values.page_of(outlet, "plan", "Plan\nText.")
    newer = replace(older, id=content_id("newer"), fetched_at=NOON + timedelta(days=1))
    articles = [values.article_of(older), values.article_of(newer, modified=NOON)]
    warehouse.save_reading([outlet], [older, newer], [], below="")
    chosen = [articles[place] for place in order]
    for batch in [chosen] if batches == 1 else [[article] for article in chosen]:
        warehouse.save_extraction(batch, [], EXTRACTOR)
    assert warehouse.load_articles(latest=False) == (articles[0],)
    assert warehouse.pages_to_extract(EXTRACTOR) == []


def test_the_newest_version_is_that_of_the_page_fetched_last(warehouse):
    outlet = values.small().outlets[1]
    first, second = (values.page_of(outlet, "plan", f"Plan\n{text}", hours) for text, hours in (("A", 0), ("B", 1)))
    back = replace(first, id=content_id("back"), fetched_at=NOON + timedelta(hours=2))
    articles = [values.article_of(page) for page in (first, second, back)]
    warehouse.save_reading([outlet], [first, second, back], [], below="")
    warehouse.save_extraction(articles[:2], [], EXTRACTOR)
    assert [article.text for article in warehouse.load_articles()] == ["B"]
    warehouse.save_extraction(articles[2:], [], EXTRACTOR)
    assert [article.text for article in warehouse.load_articles()] == ["A"]
    assert sorted(article.text for article in warehouse.load_articles(latest=False)) == ["A", "B"]


def test_a_page_whose_notes_change_is_read_anew_and_keeps_its_time(warehouse):
    data = values.small()
    values.fill(warehouse, data)
    page = data.pages[0]
    later = replace(page, fetched_at=NOON + timedelta(days=9))
    assert warehouse.save_reading([], [later], [], below="") == 0
    assert warehouse.pages_to_extract(EXTRACTOR) == []
    noted = replace(later, notes=replace(page.notes, title="A better title"))
    assert warehouse.save_reading([], [noted], [], below="") == 1
    assert warehouse.pages_to_extract(EXTRACTOR) == [page.id]
    assert warehouse.load_pages([page.id]) == [replace(noted, fetched_at=page.fetched_at)]


def test_articles_of_another_extractor_are_refused(warehouse):
    with pytest.raises(ValueError, match=r"was extracted by 'extractor 1', not by 'extractor 2'"):
        warehouse.save_extraction(values.small().articles, [], "extractor 2")
    assert warehouse.load_articles() == ()


def test_another_matcher_starts_over_and_other_outlets_have_all_looked_at_again(warehouse, tmp_path):
    values.fill(warehouse, values.small())
    desk = warehouse.matching
    with desk.saving():
        desk.begin("", "an outlet more")
    assert {story_id for story_id, _ in desk.stale_stories()} == {story.id for story in values.small().stories}
    with desk.saving():
        desk.begin("another", "an outlet more")
    held = contents(warehouse, tmp_path)
    derived = ("stories", "story_versions", "matches", "match_evidence", "claim_groups", "group_claims", "changes")
    derived += ("relay_checks", "copies", "copied_passages", "provenance", "takings", "claim_keys")
    assert [held[table] for table in derived] == [[]] * 13
    assert len(held["reviews"]) == 1  # a person's word is not derived from anything


def test_a_change_outside_the_claim_groups_is_refused_and_nothing_of_the_matching_saved(warehouse, tmp_path):
    data = values.small()
    values.fill(warehouse, data)
    before = contents(warehouse, tmp_path)
    with pytest.raises(ValueError, match="which is in none of the claim groups"):
        values.save_matching(warehouse, changes=data.changes)
    assert contents(warehouse, tmp_path) == before


def test_runs_are_recorded_with_what_they_came_to(warehouse, tmp_path):
    killed = warehouse.start_run(NOON, "0.1.0")
    run = warehouse.start_run(NOON, "0.1.0")
    warehouse.finish_run(run, NOON + timedelta(minutes=1), "done", {"claims": 4, "skipped": 0})
    assert killed != run
    noon = NOON.replace(tzinfo=None)
    rows = {row.pop("run_id"): row for row in contents(warehouse, tmp_path)["runs"]}
    unpublished = {"published_in": None, "findings": None}
    assert rows == {
        killed: {
            "started_at": noon,
            "finished_at": None,
            "status": "failed",
            "sayso_version": "0.1.0",
            "counts": [],
            **unpublished,
        },
        run: {
            "started_at": noon,
            "finished_at": noon + timedelta(minutes=1),
            "status": "done",
            "sayso_version": "0.1.0",
            "counts": [("claims", 4), ("skipped", 0)],
            **unpublished,
        },
    }


def test_a_snapshot_tells_when_it_was_made_and_by_what(warehouse, tmp_path):
    values.fill(warehouse, values.small())
    warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as snapshot:
        assert snapshot.last_run_at() is None
    run = warehouse.start_run(NOON, "0.1.0")
    warehouse.finish_run(run, NOON, "done", warehouse.counts())
    warehouse.publish(tmp_path / "sayso.duckdb")
    with Snapshot.open(tmp_path / "sayso.duckdb") as snapshot:
        assert snapshot.last_run_at() == NOON
        assert snapshot.makers() == (
            ("attribution", ATTRIBUTOR),
            ("extraction", EXTRACTOR),
            ("matching", "matcher 1"),
        )
