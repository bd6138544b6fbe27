"""What goes into the warehouse comes out of it as it was, whatever its text, times and gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.types import Span
from sources.types import content_id
from tests.warehouse import values
from warehouse import Snapshot, Warehouse

quick = settings(max_examples=20, deadline=None)
# Each example publishes a snapshot.
thorough = settings(max_examples=8, deadline=None)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path_factory.mktemp("round_trips") / "warehouse.duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory):
    return tmp_path_factory.mktemp("published") / "sayso.duckdb"


@quick
@given(st.lists(values.outlets, max_size=5, unique_by=lambda outlet: outlet.id))
def test_outlets(warehouse, outlets):
    warehouse.save_reading(outlets, [], [], below="")
    loaded = {outlet.id: outlet for outlet in warehouse.load_outlets()}
    assert [loaded[outlet.id] for outlet in outlets] == outlets


@quick
@given(st.lists(values.pages, max_size=5, unique_by=lambda page: page.id), values.ids)
def test_pages(warehouse, pages, extractor):
    warehouse.save_reading([], pages, [], below="")
    assert {page.id for page in pages} <= set(warehouse.pages_to_extract(extractor))
    assert warehouse.load_pages(page.id for page in pages) == sorted(pages, key=lambda page: page.id)


@quick
@given(
    st.lists(values.articles, max_size=5, unique_by=(lambda a: a.id, lambda a: a.version_id, lambda a: a.page_id)),
    st.datetimes(timezones=st.just(values.UTC)),
)
def test_articles(warehouse, articles, fetched_at):
    pages = [
        values.s.Page(article.page_id, article.outlet_id, article.url, fetched_at, "text/html", b"")
        for article in articles
    ]
    warehouse.save_reading([], pages, [], below="")
    warehouse.save_extraction(articles, [], values.EXTRACTOR)
    for latest in (True, False):
        loaded = {article.version_id: article for article in warehouse.load_articles(latest=latest)}
        assert [loaded[article.version_id] for article in articles] == articles


@quick
@given(st.lists(values.claims, max_size=5, unique_by=lambda claim: claim.id))
def test_claims_come_in_the_order_of_the_text(warehouse, claims):
    claims = [replace(claim, id=content_id(claim.version_id, claim.id)) for claim in claims]
    versions = sorted({claim.version_id for claim in claims})
    warehouse.save_claims(versions, claims, [], values.ATTRIBUTOR)
    in_order = sorted(claims, key=lambda claim: (claim.version_id, claim.start, claim.end, claim.id))
    assert warehouse.load_claims(versions) == tuple(in_order)


@thorough
@given(st.data())
def test_everything_that_follows_from_matching(warehouse, published, data):
    stories = data.draw(st.lists(values.stories, max_size=4, unique_by=lambda story: story.id))
    groups = data.draw(
        st.lists(values.groups, min_size=1, max_size=4, unique_by=(lambda g: g.id, lambda g: g.claim_ids))
    )
    group_of = {claim_id: group.id for group in groups for claim_id in group.claim_ids}
    changes = data.draw(st.lists(values.changes(st.sampled_from(sorted(group_of))), max_size=6))
    changes.sort(key=lambda change: group_of[change.right.claim_id])
    checks = data.draw(
        st.lists(values.relay_checks, max_size=4, unique_by=lambda check: (check.claim_id, check.relay_id))
    )
    speakers = data.draw(st.lists(values.speakers, max_size=4, unique_by=lambda speaker: speaker.id))
    links = data.draw(
        st.lists(values.speaker_links, max_size=4, unique_by=lambda link: (link.claim_id, link.speaker_id))
    )
    copies = data.draw(st.lists(values.copies, max_size=4, unique_by=lambda copy: (copy.version_id, copy.origin_id)))
    provenance = data.draw(st.lists(values.provenance, max_size=4, unique_by=lambda origin: origin.group_id))
    values.save_matching(
        warehouse,
        stories=stories,
        groups=groups,
        changes=changes,
        relay_checks=checks,
        speakers=speakers,
        speaker_links=links,
        copies=copies,
        provenance=provenance,
    )
    warehouse.publish(published)
    with Snapshot.open(published) as snapshot:
        assert snapshot.load_stories() == tuple(sorted(stories, key=lambda story: story.id))
        assert snapshot.load_groups() == tuple(sorted(groups, key=lambda group: group.id))
        assert snapshot.load_changes() == tuple(changes)
        assert snapshot.load_relay_checks() == tuple(sorted(checks, key=lambda check: (check.claim_id, check.relay_id)))
        assert snapshot.load_speakers() == tuple(sorted(speakers, key=lambda speaker: speaker.id))
        assert snapshot.load_speaker_links() == tuple(sorted(links, key=lambda link: (link.claim_id, link.speaker_id)))
        assert snapshot.load_copies() == tuple(sorted(copies, key=lambda copy: copy.version_id))
        assert snapshot.load_provenance() == tuple(sorted(provenance, key=lambda origin: origin.group_id))


@thorough
@given(st.lists(values.matches, max_size=4, unique_by=lambda match: match.id))
def test_matches_with_their_evidence(warehouse, published, matches):
    values.save_matching(warehouse, matches=matches)
    warehouse.publish(published)
    with Snapshot.open(published) as snapshot:
        assert snapshot.load_matches() == tuple(sorted(matches, key=lambda match: match.id))
        scored = snapshot.query("FROM matches ORDER BY match_id").to_pylist()
        evidence = snapshot.query("FROM match_features ORDER BY match_id, position").to_pylist()
    matches.sort(key=lambda match: match.id)
    assert [tuple(row.values()) for row in scored] == [
        (m.id, m.left_id, m.right_id, m.score, m.verdict, m.reason, m.matcher, m.reviewed) for m in matches
    ]
    assert [tuple(row.values()) for row in evidence] == [
        (m.id, place, f.name, f.value, f.contribution) for m in matches for place, f in enumerate(m.features)
    ]


@quick
@given(st.lists(values.reviews, max_size=4, unique_by=lambda review: review.id))
def test_reviews(warehouse, reviews):
    warehouse.save_reviews(reviews)
    loaded = {review.id: review for review in warehouse.load_reviews()}
    assert [loaded[review.id] for review in reviews] == reviews


@thorough
@given(values.skipped)
def test_skipped(warehouse, published, skipped):
    warehouse.save_reading([], [], [skipped], below="")
    warehouse.publish(published)
    with Snapshot.open(published) as snapshot:
        assert skipped in snapshot.load_skipped()


def test_times_in_other_zones_are_the_same_moments(warehouse):
    data = values.small()
    moscow = data.articles[0].published.astimezone(timezone(timedelta(hours=3)))
    warehouse.save_reading([], data.pages, [], below="")
    warehouse.save_extraction([replace(data.articles[0], published=moscow)], [], values.EXTRACTOR)
    [loaded] = [a for a in warehouse.load_articles() if a.id == data.articles[0].id]
    assert loaded == data.articles[0]
    assert loaded.published.tzinfo is values.UTC


def test_a_time_without_zone_is_refused(warehouse):
    page = replace(values.small().pages[0], fetched_at=datetime(2025, 11, 20))  # noqa: DTZ001
    with pytest.raises(ValueError, match=r"times need a zone; 2025-11-20T00:00:00 has none"):
        warehouse.save_reading([], [page], [], below="")


def test_spans_count_code_points(warehouse):
    page = values.page_of(values.small().outlets[0], "emoji", "😀\n😀 “Да”, he said. ̈a")
    article = values.article_of(page)
    claim = values.claim_of(article, "“Да”")
    assert (claim.start, claim.end) == (2, 6)
    warehouse.save_reading(values.small().outlets, [page], [], below="")
    warehouse.save_extraction([article], [], values.EXTRACTOR)
    warehouse.save_claims([article.version_id], [claim], [], values.ATTRIBUTOR)
    assert (claim.id, "claim that is not the text") not in {(id_, problem) for problem, id_ in warehouse.audit()}
    shifted = replace(claim, id=content_id("shifted"), start=3, end=7, fragments=(Span(3, 7),))
    warehouse.save_claims([article.version_id], [shifted], [], values.ATTRIBUTOR)
    assert ("claim that is not the text", shifted.id) in warehouse.audit()
