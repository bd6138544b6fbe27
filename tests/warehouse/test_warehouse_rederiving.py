"""What waits for a newer extractor or model: at once what nobody has made, some at a time what an older one has."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sources.types import Page, Skipped
from tests.warehouse import values
from tests.warehouse.values import ATTRIBUTOR, EXTRACTOR
from warehouse import Warehouse

NEWER, MODEL = "extractor 2", "attributor 2"
DATA = values.small()
TOLD, RELAYED, CUT = DATA.pages
VERSIONS = [article.version_id for article in DATA.articles]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "warehouse.duckdb"
    with Warehouse.open(path) as opened:
        values.fill(opened, DATA)
    return path


@pytest.fixture
def warehouse(filled: Path, tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(Path(shutil.copy(filled, tmp_path))) as opened:
        yield opened


def waiting(warehouse: Warehouse, most: int = 100, extractor: str = NEWER, attributor: str = MODEL) -> list[str]:
    return warehouse.ingestion.pages_to_rederive(extractor, attributor, most)


@pytest.mark.parametrize(
    ("extractor", "attributor"),
    [(NEWER, MODEL), (NEWER, ATTRIBUTOR), (EXTRACTOR, MODEL)],
    ids=["both newer", "newer extractor", "newer model"],
)
def test_what_an_older_one_has_made_waits_apart_the_latest_fetched_first(warehouse, extractor, attributor):
    assert waiting(warehouse, 100, extractor, attributor) == [CUT.id, RELAYED.id, TOLD.id]
    assert waiting(warehouse, 2, extractor, attributor) == [CUT.id, RELAYED.id]
    assert waiting(warehouse, 0, extractor, attributor) == []
    assert warehouse.pages_to_extract(extractor) == []
    assert warehouse.versions_to_attribute(attributor) == []


def test_what_these_have_made_does_not_wait(warehouse):
    assert waiting(warehouse, 100, EXTRACTOR, ATTRIBUTOR) == []


def test_what_has_been_made_anew_or_given_up_waits_no_more(warehouse):
    [cut] = [article for article in DATA.articles if article.page_id == CUT.id]
    warehouse.save_extraction([replace(cut, extractor=NEWER)], [], NEWER)
    assert waiting(warehouse) == [CUT.id, RELAYED.id, TOLD.id]
    warehouse.save_claims([cut.version_id], [], [], MODEL)
    assert waiting(warehouse) == [RELAYED.id, TOLD.id]
    warehouse.save_extraction([], [Skipped(TOLD.url, "extract", "no text", TOLD.id, NEWER)], NEWER)
    warehouse.save_claims([VERSIONS[0]], [], [Skipped(TOLD.url, "attribute", "odd", VERSIONS[0], MODEL)], MODEL)
    assert waiting(warehouse) == [RELAYED.id]
    assert DATA.articles[0] in warehouse.load_articles()


def test_a_page_that_an_older_extractor_could_not_read_is_one_article(warehouse):
    broken = values.page_of(DATA.outlets[1], "broken", "nothing", 5)
    warehouse.save_reading([], [broken], [], below="")
    assert warehouse.pages_to_extract(EXTRACTOR) == [broken.id]
    warehouse.save_extraction([], [Skipped(broken.url, "extract", "no text", broken.id, EXTRACTOR)], EXTRACTOR)
    assert waiting(warehouse, 1) == [broken.id]
    assert waiting(warehouse, 2) == [broken.id, CUT.id]


@pytest.fixture
def edited(warehouse: Warehouse) -> Page:
    """A second page of the article that CUT is the first of, which nobody has read yet."""
    page = values.page_of(DATA.outlets[0], "plan", "Row\nWe like the plan, a man said. So do we.", 9)
    warehouse.save_reading([], [page], [], below="")
    return page


def test_all_pages_and_versions_of_an_article_are_made_by_one_extractor_and_model(warehouse, edited):
    assert warehouse.pages_to_extract(EXTRACTOR) == [edited.id]
    assert warehouse.pages_to_extract(NEWER) == sorted([CUT.id, edited.id])
    both = [values.article_of(page, published=None, extractor=NEWER) for page in (CUT, edited)]
    warehouse.save_extraction(both, [], NEWER)
    assert warehouse.versions_to_attribute(ATTRIBUTOR) == [both[1].version_id]
    assert warehouse.versions_to_attribute(MODEL) == sorted(one.version_id for one in both)
    warehouse.save_claims([one.version_id for one in both], [], [], ATTRIBUTOR)
    assert waiting(warehouse, 1) == sorted([CUT.id, edited.id])
    assert warehouse.versions_to_attribute(MODEL, chosen=[edited.id]) == [both[1].version_id]


def test_a_page_whose_bytes_are_gone_is_not_read_again_and_its_claims_are_found_anew(warehouse):
    warehouse._connection.execute("INSERT INTO dropped_bodies SELECT page_id, fetched_at FROM pages")
    assert waiting(warehouse, 100, NEWER, ATTRIBUTOR) == []
    assert waiting(warehouse, 100, NEWER, MODEL) == [CUT.id, RELAYED.id, TOLD.id]


def test_pages_of_another_machines_archive_are_left_to_it(warehouse):
    warehouse._connection.execute(
        "UPDATE pages SET archived_in = CASE WHEN page_id = ? THEN 'mine' ELSE 'other' END", [TOLD.id]
    )
    assert warehouse.ingestion.pages_to_rederive(NEWER, ATTRIBUTOR, 100, ["mine"]) == [TOLD.id]
