"""Matching in a warehouse, a part at a time, against all at once: nothing is lost, left over or found twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.keys import Keys
from claims.review import make_review
from claims.types import Claim, ClaimGroup, Hop
from flows import matching, settling
from sources.registry import Registry
from sources.types import Article, Outlet, OutletKind, Page, content_id
from tests.claims import build
from tests.claims.build import DAY
from warehouse import Matching, StoredVectors, Warehouse

EXTRACTOR = "test/1"
SLOW = pytest.mark.slow


def outlet(id_: str, kind: OutletKind = "newspaper", **others: object) -> Outlet:
    return Outlet(id_, id_.title(), kind, "BE", "en", aliases=(id_.title(),), domains=(f"{id_}.example",), **others)


REGISTRY = Registry(
    (*map(outlet, ("alpha", "beta", "gamma", "delta", "epsilon")), outlet("wire", "wire"), outlet("journal"))
)


@dataclass(frozen=True)
class Piece:
    """An article with its claims, and the page that it was read from."""

    article: Article
    claims: tuple[Claim, ...]
    page: Page


def piece(  # one argument for each thing that a test is about
    outlet_id: str,
    lead: str,
    *told: str,
    hours: float | None = 0,
    title: str = "",
    relays: Sequence[Hop] = (),
    fetched: int = 0,
    byline: str = "",
) -> Piece:
    """Return an article in which Ann Brewer says what is told; a title makes its address, so that it has versions."""
    text = "\n\n".join([lead, *(f"Ann Brewer said {words}." for words in told)])
    article = build.article(
        text,
        outlet_id=outlet_id,
        title=title,
        published=None if hours is None else DAY + timedelta(hours=hours),
        url=f"https://{outlet_id}.example/{title.partition(':')[0]}" if title else "",
    )
    article = replace(article, byline=byline)
    claims = tuple(
        build.claim(words, within=article, outlet_id=outlet_id, speaker="Ann Brewer", relays=relays) for words in told
    )
    body = f"{title}\n{text}".encode()
    page = Page(article.page_id, outlet_id, article.url, DAY + timedelta(days=2, hours=fetched), "text/plain", body)
    return Piece(article, claims, page)


HARBOUR = (
    "The town council voted on Tuesday to dredge the inner harbour so that the larger ferry can dock at low tide. The "
    "harbour master welcomed the dredging. Fishermen fear for the mussel beds. The dredger is due from Rotterdam."
)
FERRY = (
    "Larger ferries will soon dock at low tide in town: the council voted for dredging the inner harbour. The harbour "
    "master was pleased, the mussel fishermen were not. A dredger comes from Rotterdam."
)
DEBATE = (
    "On Monday the town council debated dredging the inner harbour, so that larger ferries could dock at low tide, as "
    "the harbour master hopes. Mussel fishermen protested on the quay. A dredger from Rotterdam would work at night."
)
STABBING = (
    "A man was stabbed outside a nightclub in Bradford on Saturday night and died in hospital from his injuries. "
    "Detectives closed two streets and searched the bins behind the club. Officers in white suits examined the "
    "pavement until dawn. Neighbours laid flowers at the door, and the club cancelled its programme for the weekend. "
    "A post-mortem examination will take place in Leeds."
)
FINAL = (
    "The striker scored twice in the second half as United beat City in the cup final before a record crowd. The "
    "goalkeeper was sent off after the break. Fans invaded the pitch, and the trophy was dented on the team bus. The "
    "coach leaves in summer for a club in Spain, which has paid a fee for him."
)
VOW = "“nobody will be allowed to fish for mussels inside the harbour walls again”"
DONE = "the dredging would be finished before the ferry arrives in spring"
BRIDGE = "every single bridge across the river would be inspected before Christmas"

WIRE = piece("wire", HARBOUR, VOW, DONE, hours=2, title="Dredging")
COPY = piece("gamma", HARBOUR, VOW, DONE, hours=5, title="Harbour to be dredged", byline="Wire")
ALTERED = piece("alpha", FERRY, VOW.replace("fish", "dig"), hours=4, relays=[build.relay("wire")], title="Ferries")
EARLY = piece("beta", DEBATE, DONE.replace("spring", "May"), hours=-20, title="Debate")
CLUB = piece("delta", STABBING, BRIDGE, hours=8, title="Stabbing")
CUP = piece("epsilon", FINAL, BRIDGE.replace("inspected", "checked"), hours=200, title="Final")
UNDATED = piece("journal", FERRY + " So it goes.", VOW, hours=None, relays=[build.relay("wire")], title="Mussels")
ALL = (WIRE, COPY, ALTERED, EARLY, CLUB, CUP, UNDATED)
DATED = ALL[:-1]

# What follows from the articles alone, in whatever order they came. The others say besides which of several claims
# that nothing tells apart stands for them: that is the one that came first.
FINDINGS = (
    *("stories", "story_versions", "claim_groups", "group_claims", "changes", "copies", "copied_passages"),
    *("relay_checks", "provenance", "takings", "echoes", "reviews"),
)
PASSING = ("runs", "migrations")
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Callable[[], Warehouse]]:
    """Return a function that makes an empty warehouse."""
    opened: list[Warehouse] = []

    def make() -> Warehouse:
        opened.append(Warehouse.open(tmp_path / f"{len(opened)}.duckdb"))
        return opened[-1]

    yield make
    for warehouse in opened:
        warehouse.close()


def ingest(warehouse: Warehouse, pieces: Sequence[Piece], registry: Registry = REGISTRY) -> None:
    warehouse.save_reading(registry.outlets, [one.page for one in pieces], [], below="")
    warehouse.save_extraction([one.article for one in pieces], [], EXTRACTOR)
    claims = [claim for one in pieces for claim in one.claims]
    warehouse.save_claims([one.article.version_id for one in pieces], claims, [], EXTRACTOR)


def derive(warehouse: Warehouse, registry: Registry = REGISTRY) -> tuple[int, int, int, int]:
    return (
        matching.encode(warehouse),
        matching.place(warehouse, registry),
        matching.match(warehouse),
        settling.settle(warehouse, registry),
    )


def rows(warehouse: Warehouse, *tables: str) -> Rows:
    connection = warehouse._connection
    names = tables or [
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary"
        ).fetchall()
        if name not in PASSING
    ]
    return {name: connection.execute(f'FROM "{name}" ORDER BY ALL').fetchall() for name in sorted(names)}


def check(warehouse: Warehouse) -> None:
    """Check that nothing is stale, left over or left out."""
    assert warehouse.audit() == ()
    left_over = {
        "stale": "FROM stories WHERE stale OR changed",
        "unplaced": "SELECT version_id FROM stg_latest_versions ANTI JOIN story_versions USING (version_id)",
        "superseded": "SELECT version_id FROM story_versions ANTI JOIN stg_latest_versions USING (version_id)",
        "unmatched": "SELECT claim_id FROM claims SEMI JOIN stg_latest_versions USING (version_id) "
        "ANTI JOIN claim_keys USING (claim_id)",
        "ungrouped": "SELECT claim_id FROM claims SEMI JOIN stg_latest_versions USING (version_id) "
        "ANTI JOIN group_claims USING (claim_id)",
        "in two groups": "SELECT claim_id FROM group_claims GROUP BY claim_id HAVING count(*) > 1",
        "gone": "SELECT claim_id FROM claim_keys ANTI JOIN claims USING (claim_id)",
        "matched with what is gone": "FROM matches WHERE left_claim_id NOT IN (SELECT claim_id FROM claim_keys) "
        "OR right_claim_id NOT IN (SELECT claim_id FROM claim_keys)",
        "in another story": "SELECT claim_id FROM claim_keys AS k JOIN claims USING (claim_id) "
        "JOIN story_versions AS s USING (version_id) WHERE s.story_id <> k.story_id",
        "copied from another story": "FROM copies AS c JOIN story_versions AS a USING (version_id) "
        "JOIN story_versions AS b ON b.version_id = c.origin_id WHERE a.story_id <> b.story_id",
    }
    connection = warehouse._connection
    assert {name: found for name, sql in left_over.items() if (found := connection.execute(sql).fetchall())} == {}


def at_once(warehouse: Warehouse, pieces: Sequence[Piece], registry: Registry = REGISTRY) -> Warehouse:
    ingest(warehouse, pieces, registry)
    derive(warehouse, registry)
    check(warehouse)
    return warehouse


def one_by_one(warehouse: Warehouse, pieces: Sequence[Piece]) -> Warehouse:
    for one in pieces:
        at_once(warehouse, [one])
    return warehouse


def groups_of(warehouse: Warehouse) -> set[frozenset[str]]:
    return {frozenset(group.claim_ids) for group in warehouse.load_groups()}


# All at once, and again.


def test_what_comes_of_a_few_articles(files: Callable[[], Warehouse]) -> None:
    warehouse = at_once(files(), ALL)
    stories = {frozenset(story.version_ids) for story in warehouse.load_stories()}
    harbour = frozenset(one.article.version_id for one in (WIRE, COPY, ALTERED, EARLY, UNDATED))
    assert stories == {harbour, *(frozenset({one.article.version_id}) for one in (CLUB, CUP))}
    vow = {one.claims[0].id for one in (WIRE, COPY, ALTERED, UNDATED)}
    done = {WIRE.claims[1].id, COPY.claims[1].id, EARLY.claims[0].id}
    bridge = {CLUB.claims[0].id, CUP.claims[0].id}  # across stories
    assert groups_of(warehouse) == {frozenset(vow), frozenset(done), frozenset(bridge)}
    copies = {(copy.version_id, copy.origin_id) for copy in warehouse.load_copies()}
    assert (COPY.article.version_id, WIRE.article.version_id) in copies
    verdicts = {(check.claim_id, check.relay_id): check.verdict for check in warehouse.load_relay_checks()}
    assert verdicts == {(ALTERED.claims[0].id, "wire"): "altered", (UNDATED.claims[0].id, "wire"): "verified"}
    assert any(change.kind == "quote_altered" for change in warehouse.load_changes())


def test_what_was_done_is_not_done_again(files: Callable[[], Warehouse]) -> None:
    warehouse = at_once(files(), ALL)
    before = rows(warehouse)
    assert derive(warehouse) == (0, 0, 0, 0)
    ingest(warehouse, ALL)
    assert derive(warehouse) == (0, 0, 0, 0)
    assert rows(warehouse) == before


def test_an_empty_warehouse_comes_to_nothing(files: Callable[[], Warehouse]) -> None:
    warehouse = files()
    assert derive(warehouse) == (0, 0, 0, 0)
    check(warehouse)


# One after the other.


@pytest.mark.parametrize(
    "order",
    [
        range(5, -1, -1),
        (3, 1, 0, 2, 5, 4),
        *(pytest.param(order, marks=SLOW) for order in (range(6), (4, 2, 5, 1, 3, 0), (1, 3, 5, 0, 2, 4))),
    ],
    ids=str,
)
def test_one_by_one_comes_to_the_same_as_all_at_once(files: Callable[[], Warehouse], order: Sequence[int]) -> None:
    whole, parts = at_once(files(), DATED), one_by_one(files(), [DATED[number] for number in order])
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)
    assert between_tellings(parts) == between_tellings(whole)


def between_tellings(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """Return which tellings were found to be the same, or may be: copies count as one."""
    return warehouse._connection.execute(
        """
        SELECT DISTINCT least(l.telling, r.telling), greatest(l.telling, r.telling), m.verdict
        FROM matches AS m JOIN claim_keys AS l ON l.claim_id = left_claim_id
        JOIN claim_keys AS r ON r.claim_id = right_claim_id
        WHERE l.telling <> r.telling ORDER BY ALL
        """
    ).fetchall()


def test_without_copies_not_even_matches_depend_on_the_order(files: Callable[[], Warehouse]) -> None:
    pieces = (ALTERED, EARLY, CLUB, CUP, piece("gamma", HARBOUR, VOW, DONE.replace("spring", "June"), hours=7))
    whole, parts = at_once(files(), pieces), one_by_one(files(), pieces[::-1])
    assert rows(parts) == rows(whole)


def test_an_undated_article_that_comes_last_is_placed_among_the_newest(files: Callable[[], Warehouse]) -> None:
    """It may join another story than with all at once (`needed_since`), but is not left alone."""
    pieces = (WIRE, COPY, ALTERED, UNDATED)
    parts = one_by_one(files(), pieces)
    (undated,) = [one.article.version_id for one in pieces if one.article.published is None]
    (story,) = [story for story in parts.load_stories() if undated in story.version_ids]
    assert len(story.version_ids) > 1


def test_what_is_told_in_two_stories_has_one_provenance_whoever_comes_last(files: Callable[[], Warehouse]) -> None:
    origin = replace(piece("wire", STABBING, BRIDGE, hours=1), claims=())  # in its own voice
    copied = piece("gamma", STABBING, BRIDGE, hours=3, byline="Wire")
    other = piece("epsilon", FINAL, BRIDGE.replace("inspected", "checked"), hours=200)
    last = piece("alpha", HARBOUR, BRIDGE.replace("inspected", "checked"), hours=210)  # matched with the other alone
    pieces = (origin, copied, other, last)
    whole, parts = at_once(files(), pieces), one_by_one(files(), pieces)
    assert {len(group) for group in groups_of(whole)} == {3}
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)


def test_the_same_words_years_later_are_another_claim(files: Callable[[], Warehouse]) -> None:
    told = "they were appealing for witnesses to come forward"
    pieces = piece("alpha", STABBING, told), piece("beta", FINAL, told, hours=24 * 3_000)
    assert {len(group) for group in groups_of(at_once(files(), pieces))} == {1}


# Articles and claims that change.


def test_a_new_version_takes_the_place_of_the_old_one(files: Callable[[], Warehouse]) -> None:
    updated = piece("wire", HARBOUR + " It rained.", VOW, hours=2, title="Dredging", fetched=5)
    updated = replace(updated, article=replace(updated.article, id=WIRE.article.id))
    parts = at_once(files(), DATED)
    at_once(parts, [updated])
    whole = at_once(files(), [*DATED, updated])
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)
    assert WIRE.claims[0].id not in {claim_id for group in groups_of(parts) for claim_id in group}


REWRITTEN = piece("wire", FINAL, "the coach would leave for Spain in summer", hours=2, title="Dredging", fetched=5)


def test_a_first_article_that_is_rewritten_leaves_its_story_to_the_others(files: Callable[[], Warehouse]) -> None:
    whole = at_once(files(), [WIRE, ALTERED, REWRITTEN])
    parts = at_once(files(), [WIRE, ALTERED])
    at_once(parts, [REWRITTEN])
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)


def read_anew(warehouse: Warehouse, pieces: Sequence[Piece], extractor: str) -> None:
    """Let another extractor read the pages and find the claims."""
    warehouse.save_extraction([replace(one.article, extractor=extractor) for one in pieces], [], extractor)
    claims = [replace(claim, extractor=extractor) for one in pieces for claim in one.claims]
    warehouse.save_claims([one.article.version_id for one in pieces], claims, [], extractor)


def moved(one: Piece) -> Piece:
    """Return the piece as an extractor reads it that finds another address, and so another article."""
    url = one.article.url + "/amp"
    article = replace(one.article, id=content_id(url), url=url)
    article = replace(article, version_id=content_id(article.id, article.title, article.text))
    claims = tuple(
        replace(claim, id=content_id(article.version_id, claim.id), version_id=article.version_id)
        for claim in one.claims
    )
    return Piece(article, claims, one.page)


@pytest.mark.parametrize(
    "lost",
    [
        1,
        4,
        *(pytest.param(number, marks=SLOW) for number in (2, 3, 5)),
    ],
)
def test_an_article_that_is_no_more_leaves_nothing_behind(files: Callable[[], Warehouse], lost: int) -> None:
    # What is left of the lost article is another one, in another language, which shares no story with the others.
    pieces = list(DATED)
    stray = moved(pieces[lost])
    pieces[lost] = replace(stray, article=replace(stray.article, language="de"), claims=())
    parts = at_once(files(), DATED)
    read_anew(parts, pieces, "test/2")
    derive(parts)
    check(parts)
    whole = files()
    ingest(whole, pieces)
    read_anew(whole, pieces, "test/2")
    derive(whole)
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)


def test_claims_that_are_found_with_other_spans_take_the_place_of_the_old_ones(
    files: Callable[[], Warehouse],
) -> None:
    again = [replace(one, claims=tuple(replace(it, id=content_id(it.id)) for it in one.claims)) for one in DATED]
    parts = at_once(files(), DATED)
    read_anew(parts, again, "test/2")
    derive(parts)
    check(parts)
    whole = files()
    ingest(whole, again)
    read_anew(whole, again, "test/2")
    derive(whole)
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)


def test_vectors_of_what_is_no_more_are_forgotten(files: Callable[[], Warehouse]) -> None:
    warehouse = at_once(files(), [CLUB])
    read_anew(warehouse, [replace(moved(CLUB), claims=())], "test/2")
    derive(warehouse)
    for table, held in (("claim_vectors", "claims"), ("article_vectors", "article_versions")):
        key = "claim_id" if held == "claims" else "version_id"
        assert warehouse._connection.execute(f"FROM {table} ANTI JOIN {held} USING ({key})").fetchall() == []


@pytest.mark.parametrize("change", [{"polarity": "negated"}, {"hops": (Hop("publisher", "outlet", "alpha"),)}])
def test_claims_that_keep_their_ids_and_have_other_speakers_are_matched_anew(
    files: Callable[[], Warehouse], change: dict[str, object]
) -> None:
    again = [
        replace(one, claims=tuple(replace(it, **change) for it in one.claims)) if one is ALTERED else one
        for one in DATED
    ]
    parts = at_once(files(), DATED)
    read_anew(parts, again, "test/2")
    derive(parts)
    whole = files()
    ingest(whole, again)
    read_anew(whole, again, "test/2")
    derive(whole)
    assert rows(parts) == rows(whole)


def test_a_date_that_is_corrected_counts(files: Callable[[], Warehouse]) -> None:
    late = replace(WIRE, article=replace(WIRE.article, published=DAY + timedelta(days=40)))
    parts, whole = at_once(files(), [WIRE, ALTERED]), files()
    for warehouse in (parts, whole):
        ingest(warehouse, [WIRE, ALTERED])
        read_anew(warehouse, [late, ALTERED], "test/2")
        derive(warehouse)
    assert rows(parts, *FINDINGS) == rows(whole, *FINDINGS)


def test_claims_that_are_found_after_their_article_was_placed_are_put_into_groups(
    files: Callable[[], Warehouse],
) -> None:
    parts = at_once(files(), [replace(CLUB, claims=())])
    at_once(parts, [CLUB])
    assert rows(parts, *FINDINGS) == rows(at_once(files(), [CLUB]), *FINDINGS)


@pytest.mark.parametrize("lost", [0, *(pytest.param(number, marks=SLOW) for number in (1, 2))])
def test_a_telling_keeps_its_keys_when_a_copy_of_it_is_lost(files: Callable[[], Warehouse], lost: int) -> None:
    warehouse = files()
    for name in "abcd":
        told = [
            piece(id_, lead, BRIDGE, hours=number, title=f"{id_} {name}")
            for number, (id_, lead) in enumerate((("alpha", HARBOUR), ("delta", STABBING), ("epsilon", FINAL)))
        ]
        one_by_one(warehouse, told)
        gone = told[lost].article
        at_once(warehouse, [piece(gone.outlet_id, "Nothing.", title=f"{gone.title}: new", fetched=5)])
    without = "SELECT telling FROM claim_keys GROUP BY telling HAVING count(*) FILTER (len(rare) > 0) <> 1"
    assert warehouse._connection.execute(without).fetchall() == []


# Other makers.


def test_another_matcher_derives_all_anew(files: Callable[[], Warehouse], monkeypatch: pytest.MonkeyPatch) -> None:
    parts = at_once(files(), DATED)
    for module in ("flows.matching", "claims.match"):
        monkeypatch.setattr(f"{module}.MATCHER", "other/2")
    number = sum(len(one.claims) for one in DATED)
    assert derive(parts)[1:3] == (len(DATED), number)
    check(parts)
    assert rows(parts) == rows(at_once(files(), DATED))
    assert {match.matcher for match in parts.load_matches()} == {"other/2"}


def with_outlet(changed: Outlet) -> Registry:
    return Registry(tuple(changed if one.id == changed.id else one for one in REGISTRY.outlets))


STAND_IN = outlet("gamma", synthetic=True, stands_in_for="wire")
RELAYED = piece("alpha", FERRY, DONE, hours=4, relays=[Hop("relay", "outlet", "News Wire")], title="Ferries")
RENAMED = replace(outlet("wire", "wire"), aliases=("Wire", "News Wire"))


@pytest.mark.parametrize(
    "changed",
    [
        STAND_IN,
        RENAMED,
    ],
    ids=["stand-in", "alias"],
)
def test_another_registry_settles_all_anew(files: Callable[[], Warehouse], changed: Outlet) -> None:
    registry = with_outlet(changed)
    pieces = (WIRE, RELAYED, COPY, EARLY, CLUB)
    parts = at_once(files(), pieces)
    ingest(parts, pieces, registry)
    derive(parts, registry)
    check(parts)
    whole = rows(at_once(files(), pieces, registry), *FINDINGS)
    assert whole != rows(at_once(files(), pieces), *FINDINGS)
    assert rows(parts, *FINDINGS) == whole


# Killed.


class Killed(BaseException):
    """What a killed run ends with here: nothing may catch it."""


STEPS: tuple[tuple[type, str], ...] = (
    *((StoredVectors, step) for step in ("save_article_vectors", "save_claim_vectors")),
    *((Matching, step) for step in ("begin", "forget_superseded", "save_stories", "unmatch", "forget_lost")),
    *((Matching, step) for step in ("save_keys", "take_copies", "save_matches", "save_copies", "save_groups")),
    *((Matching, step) for step in ("save_story_findings", "note_settled")),
)
UPDATE = piece("alpha", FERRY + " It rained.", VOW.replace("fish", "dig"), hours=4, title="Ferries", fetched=9)


def kill_at(patch: pytest.MonkeyPatch, owner: type, step: str, *, after: bool) -> None:
    """Let a run be killed before or after a step."""
    original = getattr(owner, step)

    def killing(*args: object, **kwargs: object) -> object:
        if after:
            original(*args, **kwargs)
        raise Killed

    patch.setattr(owner, step, killing)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a warehouse with some articles matched and others read."""
    path = tmp_path_factory.mktemp("begun") / "warehouse.duckdb"
    with Warehouse.open(path) as warehouse:
        at_once(warehouse, (COPY, ALTERED, CLUB))
        ingest(warehouse, (WIRE, EARLY, CUP, UPDATE))
    return path


@pytest.fixture(scope="module")
def finished(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Return what it comes to without being killed."""
    path = tmp_path_factory.mktemp("finished") / "warehouse.duckdb"
    shutil.copy(begun, path)
    with Warehouse.open(path) as warehouse:
        derive(warehouse)
        check(warehouse)
        return rows(warehouse)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("owner", "step"), STEPS)
def test_what_is_killed_is_finished_by_the_next_run(
    tmp_path: Path,
    begun: Path,
    finished: Rows,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    step: str,
    when: str,
) -> None:
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(begun, path)
    with Warehouse.open(path) as warehouse, monkeypatch.context() as patch:
        kill_at(patch, owner, step, after=when == "after")
        with pytest.raises(Killed):
            derive(warehouse)
    with Warehouse.open(path) as warehouse:
        derive(warehouse)
        check(warehouse)
        assert rows(warehouse) == finished


@pytest.mark.parametrize("number", [1, 2, 3])
def test_between_two_steps_nothing_is_lost(tmp_path: Path, begun: Path, finished: Rows, number: int) -> None:
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(begun, path)
    with Warehouse.open(path) as warehouse:
        steps = (
            lambda: matching.encode(warehouse),
            lambda: matching.place(warehouse, REGISTRY),
            lambda: matching.match(warehouse),
        )
        for step in steps[:number]:
            step()
    with Warehouse.open(path) as warehouse:
        derive(warehouse)
        assert rows(warehouse) == finished


@pytest.mark.parametrize("size", [1, 2])
def test_small_batches_come_to_the_same(
    tmp_path: Path, begun: Path, finished: Rows, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(begun, path)
    monkeypatch.setattr(settling, "_SETTLED", size)
    for name in ("_ENCODED", "_TAKEN_UP", "_AT_ONCE", "_COMPARED", "_ACROSS"):
        monkeypatch.setattr(matching, name, size * (10 if name == "_ENCODED" else 1))
    with Warehouse.open(path) as warehouse:
        derive(warehouse)
        check(warehouse)
        found = rows(warehouse)
    assert found == finished


def watch_groups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which each claim is added whose group is saved from now on."""
    saved: list[str] = []
    save_groups = Matching.save_groups

    def saving(desk: Matching, groups: Sequence[ClaimGroup], *rest: Any) -> None:
        saved.extend(claim_id for group in groups for claim_id in group.claim_ids)
        save_groups(desk, groups, *rest)

    monkeypatch.setattr(Matching, "save_groups", saving)
    return saved


def test_a_group_that_reaches_into_a_later_story_is_made_once(
    tmp_path: Path, begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(begun, path)
    monkeypatch.setattr(settling, "_SETTLED", 1)  # each story by itself
    with Warehouse.open(path) as warehouse:
        matching.encode(warehouse)
        matching.place(warehouse, REGISTRY)
        matching.match(warehouse)
        saved = watch_groups(monkeypatch)
        settling.settle(warehouse, REGISTRY)
        groups = warehouse.load_groups()
        version_of = {claim.id: claim.version_id for claim in warehouse.load_claims()}
        story_of = warehouse.matching.stories_of(list(version_of.values()))
    assert any(len({story_of[version_of[id_]] for id_ in group.claim_ids}) > 1 for group in groups)
    assert saved
    assert len(saved) == len(set(saved))


# Reviews.

ARTICLE_OF = {one.article.version_id: one.article.id for one in (*ALL, UPDATE)}


def review(warehouse: Warehouse, left: Claim, right: Claim, verdict: str, hours: int = 0) -> None:
    judged = make_review((left, right), ARTICLE_OF, verdict, DAY + timedelta(days=9, hours=hours))
    warehouse.save_reviews([judged])
    derive(warehouse)
    check(warehouse)


def together(warehouse: Warehouse, left: Claim, right: Claim) -> bool:
    return any({left.id, right.id} <= group for group in groups_of(warehouse))


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_a_verdict_holds_whatever_comes_later(files: Callable[[], Warehouse], verdict: str) -> None:
    # The one pair was the same, the other different.
    left, right = (CLUB.claims[0], CUP.claims[0]) if verdict == "different" else (CLUB.claims[0], EARLY.claims[0])
    warehouse = at_once(files(), DATED[:-1] if verdict == "same" else DATED)
    accepted = verdict == "same"
    assert together(warehouse, left, right) is not accepted
    review(warehouse, left, right, verdict)
    assert together(warehouse, left, right) is accepted
    before = rows(warehouse)
    assert derive(warehouse) == (0, 0, 0, 0)
    assert rows(warehouse) == before
    at_once(warehouse, [UNDATED])
    assert together(warehouse, left, right) is accepted
    pieces = [*DATED, UNDATED]
    again = [replace(one, claims=tuple(replace(it, id=content_id(it.id)) for it in one.claims)) for one in pieces]
    read_anew(warehouse, [one for one in again if one.article.id in held(warehouse)], "test/2")
    derive(warehouse)
    check(warehouse)
    left, right = replace(left, id=content_id(left.id)), replace(right, id=content_id(right.id))
    assert together(warehouse, left, right) is accepted
    other = "different" if accepted else "same"
    review(warehouse, left, right, other, hours=1)
    assert together(warehouse, left, right) is not accepted


def held(warehouse: Warehouse) -> set[str]:
    return {article.id for article in warehouse.load_articles()}


def test_a_verdict_that_came_first_holds_when_the_articles_come(files: Callable[[], Warehouse]) -> None:
    warehouse = files()
    review(warehouse, CLUB.claims[0], CUP.claims[0], "different")
    one_by_one(warehouse, [CLUB, CUP])
    assert not together(warehouse, CLUB.claims[0], CUP.claims[0])


def test_the_unsure_join_no_group(files: Callable[[], Warehouse], monkeypatch: pytest.MonkeyPatch) -> None:
    def doubtful(desk: Matching, matches: Sequence[object]) -> None:
        original(desk, [replace(match, verdict="unsure", score=0.99) for match in matches])

    original = Matching.save_matches
    with monkeypatch.context() as patch:
        patch.setattr(Matching, "save_matches", doubtful)
        warehouse = at_once(files(), DATED)
    assert {len(group) for group in groups_of(warehouse)} == {1}
    assert warehouse.load_changes() == ()


# Many.


def test_a_bulletin_on_hundreds_of_sites_has_a_match_for_each(files: Callable[[], Warehouse]) -> None:
    sites = [outlet(f"site{number}") for number in range(300)]
    registry = Registry((*REGISTRY.outlets, *sites))
    lead = piece("wire", HARBOUR, VOW, DONE, title="Dredging")
    copies = [piece(site.id, HARBOUR, VOW, DONE, hours=1, title=site.id) for site in sites]
    warehouse = at_once(files(), [lead, *copies], registry)
    assert {len(group) for group in groups_of(warehouse)} == {301}
    assert len(warehouse.load_matches()) == 2 * 300
    assert {one.independent_sources for one in warehouse.load_provenance()} == {1}


# Candidates, in SQL.

CLAIM_KEYS = st.lists(
    st.tuples(
        st.none() | st.integers(1, 9),  # day
        st.sampled_from("ABC"),  # story
        st.lists(st.integers(0, 5), max_size=4, unique=True),  # rare words
        st.lists(st.integers(100, 102), max_size=2, unique=True),  # runs of quoted words
        st.booleans(),  # fresh
    ),
    max_size=14,
)


@dataclass(frozen=True)
class Row:
    """A claim's keys, as the query has them."""

    id: str
    day: int | None
    story: str
    rare: frozenset[int]
    quoted: frozenset[int]
    fresh: bool


def slow_candidates(held: Sequence[Row], days: int, bucket: int) -> list[tuple[str, str]]:
    """Compare all with all, as the query's head says; buckets count what lies within reach of what is fresh."""
    fresh_days = [row.day for row in held if row.fresh and row.day is not None]
    near = [
        row
        for row in held
        if not fresh_days or row.day is None or min(fresh_days) - days <= row.day <= max(fresh_days) + days
    ]

    def is_key(words: frozenset[int], runs: frozenset[int]) -> bool:
        return sum(words <= row.rare and runs <= row.quoted for row in near) <= bucket

    def worth_scoring(left: Row, right: Row) -> bool:
        words = map(frozenset, combinations(left.rare & right.rare, 2))
        runs = (frozenset({run}) for run in left.quoted & right.quoted)
        return any(is_key(pair, frozenset()) for pair in words) or any(is_key(frozenset(), run) for run in runs)

    return sorted(
        (left.id, right.id)
        for left, right in combinations(sorted(held, key=lambda row: row.id), 2)
        if left.fresh or right.fresh
        if left.story != right.story
        if left.day is None or right.day is None or abs(left.day - right.day) <= days
        if worth_scoring(left, right)
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matching]:
    with Warehouse.open(tmp_path_factory.mktemp("candidates") / "warehouse.duckdb") as warehouse:
        yield warehouse.matching


def fill(desk: Matching, held: Sequence[Row]) -> list[str]:
    """Store the keys in place of all others; return which are fresh."""
    with desk.saving():
        desk.forget_all()
        desk.save_keys(
            [Keys(row.id, row.id, tuple(row.rare), tuple(row.quoted)) for row in held],
            {row.id: row.day and date(2025, 11, row.day) for row in held},
            {row.id: row.story for row in held},
            {row.id: row.id for row in held},
        )
    return [row.id for row in held if row.fresh]


def rows_of(told: Sequence[tuple[int | None, str, list[int], list[int], bool]]) -> list[Row]:
    return [
        Row(f"{number:02}", day, story, frozenset(rare), frozenset(quoted), fresh)
        for number, (day, story, rare, quoted, fresh) in enumerate(told)
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CLAIM_KEYS, st.integers(0, 4), st.integers(2, 5))
def test_candidates_are_those_of_the_slow_way(
    desk: Matching, told: list[tuple[int | None, str, list[int], list[int], bool]], days: int, bucket: int
) -> None:
    held = rows_of(told)
    if any(row.fresh and row.day is None for row in held):  # see below
        held = [replace(row, day=None if row.day is None else row.day) for row in held if not row.fresh or row.day]
    assert desk.candidates(fill(desk, held), days, bucket) == slow_candidates(held, days, bucket)


def test_an_undated_claim_is_compared_whatever_else_is_new(desk: Matching) -> None:
    old = (1, "A", [1, 2], [], False)
    undated, dated = (None, "B", [1, 2], [], True), (20, "C", [], [100], True)
    alone, beside = rows_of([old, undated]), rows_of([old, undated, dated])
    assert desk.candidates(fill(desk, alone), 4, 50) == [("00", "01")]
    assert desk.candidates(fill(desk, beside), 4, 50) == [("00", "01")]


@pytest.mark.parametrize(("count", "bucket", "found"), [(5, 5, 10), (6, 5, 0)])
def test_what_more_than_a_bucket_have_is_no_key(desk: Matching, count: int, bucket: int, found: int) -> None:
    held = rows_of([(1, f"story {number}", [1, 2, 3], [], True) for number in range(count)])
    assert len(desk.candidates(fill(desk, held), 30, bucket)) == found


def test_which_claims_come_first_decides_on_a_bucket_that_overflows(desk: Matching) -> None:
    """What was found before a bucket was full stays; what comes then is compared with none of it."""
    found = set()
    for order in permutations(range(3)):
        held = rows_of([(1, f"story {number}", [1, 2], [], number == order[-1]) for number in range(3)])
        assert desk.candidates(fill(desk, held), 30, 2) == []
        early = [replace(row, fresh=row.id == f"{order[1]:02}") for row in held if row.id != f"{order[-1]:02}"]
        found.update(desk.candidates(fill(desk, early), 30, 2))
    assert found == {("00", "01"), ("00", "02"), ("01", "02")}
