"""The picture of tables: where each stands, what it tells, and that hardly anything can break it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from reports.entities import Entity, IdColumn, draw_entities

SVG = "{http://www.w3.org/2000/svg}"
OUTLETS = Entity("outlets", (IdColumn("outlet_id", None),), 4)
ARTICLES = Entity("articles", (IdColumn("article_id", None), IdColumn("outlet_id", "outlets")), 1)
CLAIMS = Entity(
    "claims", (IdColumn("claim_id", None), IdColumn("article_id", "articles"), IdColumn("said_in_id", "claims")), 0
)
RUNS = Entity("runs", (), 3)
ALL = (RUNS, CLAIMS, OUTLETS, ARTICLES)


def boxes(drawing: str) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right and bottom of each table's box."""
    found = {}
    for group in ElementTree.fromstring(drawing).iter(f"{SVG}g"):  # noqa: S314 - our own
        box, name = group.find(f"{SVG}rect").attrib, group.find(f"{SVG}text").text
        x, y = float(box["x"]), float(box["y"])
        found[name] = (x, y, x + float(box["width"]), y + float(box["height"]))
    return found


def test_a_table_stands_to_the_right_of_the_one_that_it_refers_to():
    placed = boxes(draw_entities(ALL))
    assert placed["outlets"][2] < placed["articles"][0]
    assert placed["articles"][2] < placed["claims"][0]
    assert placed["runs"][1] > placed["outlets"][3]
    assert draw_entities(ALL).count('class="line"') == 2


def test_what_each_box_tells():
    drawing = draw_entities(ALL)
    assert re.findall(r">→ (\w+)<", drawing) == ["outlets", "articles", "claims"]
    assert re.findall(r'class="count"[^>]*>([^<]*)<', drawing) == ["+4", "+1", "", "+3"]


def test_a_circle_of_references_stands_by_itself():
    left = Entity("left", (IdColumn("right_id", "right"),), 0)
    right = Entity("right", (IdColumn("left_id", "left"),), 0)
    drawing = draw_entities((left, right))
    assert set(boxes(drawing)) == {"left", "right"}
    assert 'class="line"' not in drawing


def test_nothing_to_draw_is_an_empty_picture():
    assert boxes(draw_entities(())) == {}


names = st.sampled_from("abcdefgh")
columns = st.builds(IdColumn, name=st.text(min_size=1, max_size=5).filter(str.isprintable), refers_to=names | st.none())
entities = st.lists(
    st.builds(Entity, name=names, ids=st.lists(columns, max_size=3).map(tuple), others=st.integers(0, 20)),
    unique_by=lambda one: one.name,
)


@given(entities)
def test_every_table_has_a_box_and_none_covers_another(found):
    drawing = draw_entities(found)
    placed = boxes(drawing)
    assert set(placed) == {one.name for one in found}
    edges = list(placed.values())
    for place, one in enumerate(edges):
        for other in edges[place + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    root = ElementTree.fromstring(drawing)  # noqa: S314 - our own
    assert all(one[2] <= float(root.get("width")) and one[3] <= float(root.get("height")) for one in edges)
    assert draw_entities(found) == drawing


@pytest.mark.parametrize("longest", ["found_version_id → article_versions", "from_version_id → article_versions"])
def test_names_fit_their_boxes(browser: Browser, longest):
    name, target = longest.split(" → ")
    page = browser.new_page()
    page.set_content(draw_entities((Entity("a", (IdColumn(name, target),), 12),)))
    texts = page.evaluate(
        "[...document.querySelectorAll('.column, .target')].map(e => e.getBBox()).map(b => [b.x, b.x + b.width])"
    )
    page.close()
    [(_, end_of_name), (start_of_target, _)] = texts
    assert end_of_name < start_of_target
