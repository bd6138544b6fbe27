"""The layouts of graph and timeline: nothing overlaps, everything is drawn once, equal input gives equal drawings."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.graph import HEIGHT, LABEL_SIZE, MARGIN, WIDTH, Edge, Node, lay_out_graph
from reports.held import STAND_IN
from reports.measure import BOLD, shorten_name, shorten_to, width_of
from reports.timeline import LABEL_SIZE as MARK_LABEL
from reports.timeline import MARK, Moment, Row, lay_out_timeline
from reports.timeline import WIDTH as CHART

NOON = datetime(2025, 11, 20, 12, tzinfo=UTC)


def node(key: str, label: str = "") -> Node:
    return Node(key, label or key, "20 Nov", "taken")


def edges(*pairs: str) -> list[Edge]:
    return [Edge(pair[0], pair[1], "relay") for pair in pairs]


@pytest.mark.parametrize(
    ("arrows", "layers"),
    [
        ((), {"a": 0, "b": 0, "c": 0, "d": 0}),
        (("ab", "bc", "cd"), {"a": 0, "b": 1, "c": 2, "d": 3}),
        (("ab", "ac", "ad"), {"a": 0, "b": 1, "c": 1, "d": 1}),
        (("ab", "bc", "ac"), {"a": 0, "b": 1, "c": 2, "d": 0}),
        (("ab", "ba"), {"a": 0, "b": 1, "c": 0, "d": 0}),
        (("ab", "bc", "ca"), {"a": 0, "b": 1, "c": 2, "d": 0}),
        (("da", "ab"), {"d": 0, "a": 1, "b": 2, "c": 0}),
        (("aa", "xb", "bx"), {"a": 0, "b": 0, "c": 0, "d": 0}),
    ],
)
def test_what_was_taken_stands_right_of_what_it_was_taken_from(arrows: tuple[str, ...], layers: dict[str, int]) -> None:
    drawing = lay_out_graph([node(key) for key in "abcd"], edges(*arrows))
    columns = sorted({placed.x for placed in drawing.nodes})
    assert {placed.node.id: columns.index(placed.x) for placed in drawing.nodes} == layers


def test_an_arrow_over_a_layer_passes_beside_the_boxes() -> None:
    drawing = lay_out_graph([node(key) for key in "abc"], edges("ab", "bc", "ac"))
    [b] = [placed for placed in drawing.nodes if placed.node.id == "b"]
    [way] = [placed.line for placed in drawing.edges if placed.edge == Edge("a", "c", "relay")]
    [y] = [float(found) for found in re.findall(r"([\d.]+)H", way)]
    assert not b.y <= y <= b.y + HEIGHT


def test_nothing_to_draw_is_no_drawing() -> None:
    assert lay_out_graph([], edges("ab")).width == 0


KEYS = st.sampled_from("abcdefghij")
LABELS = st.text(max_size=60) | st.sampled_from(["", "שלום עולם", "新聞社" * 9, "é\u0301" * 40, "W" * 50])


@settings(max_examples=80)
@given(st.dictionaries(KEYS, LABELS, max_size=10), st.lists(st.tuples(KEYS, KEYS), max_size=25))
def test_any_graph_is_drawn_whole_and_without_overlaps(labels: dict[str, str], pairs: list[tuple[str, str]]) -> None:
    nodes = [node(key, label) for key, label in labels.items()]
    arrows = [Edge(source, target, "copy") for source, target in pairs]
    drawing = lay_out_graph(nodes, arrows)
    assert [placed.node for placed in drawing.nodes] == nodes
    drawn = {edge for edge in arrows if edge.source != edge.target and {edge.source, edge.target} <= set(labels)}
    assert len(drawing.edges) == len(drawn) and {placed.edge for placed in drawing.edges} == drawn  # noqa: PT018
    for one, other in combinations(drawing.nodes, 2):
        assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT
    for placed in drawing.nodes:
        assert placed.x >= MARGIN
        assert placed.x + WIDTH <= drawing.width
        assert placed.y + HEIGHT <= drawing.height
        assert placed.x + 12 + width_of(placed.label, LABEL_SIZE * BOLD) <= placed.x + WIDTH
    assert lay_out_graph(nodes, arrows) == drawing


def test_two_hundred_who_copy_one_are_drawn_in_order() -> None:
    nodes = [node(f"n{number}") for number in range(200)]
    drawing = lay_out_graph(nodes, [Edge("n0", f"n{number}", "copy") for number in range(1, 200)])
    heights = [placed.y for placed in drawing.nodes[1:]]
    assert heights == sorted(heights)


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("Coast Wire", 300, "Coast Wire"),
        ("  Coast\n Wire ", 300, "Coast Wire"),
        ("The Harbour Gazette and Evening Post", 110, "The Harbour…"),
        ("a\u202eb\x1b", 300, "ab"),
        ("", 10, ""),
        ("e\u0301e\u0301e\u0301", 23, "e\u0301…"),
    ],
)
def test_long_texts_are_cut(text: str, width: float, short: str) -> None:
    assert shorten_to(text, width, 13) == short


@given(st.text(max_size=80), st.floats(60, 400))
def test_a_cut_text_fits(text: str, width: float) -> None:
    assert width_of(shorten_to(text, width, 13), 13) <= width


def test_a_cut_name_still_says_that_it_is_a_stand_in() -> None:
    assert shorten_name("The very long name of a daily" + STAND_IN, 180, 13).endswith("… (stand-in)")
    assert shorten_name("Gazette", 180, 13) == "Gazette"


def moment(at: datetime | None, label: str = "", *, day_only: bool = False) -> Moment:
    return Moment(str(at), at, day_only, label, bool(label), "told")


MOMENTS = st.builds(
    moment,
    st.none() | st.datetimes(timezones=st.just(UTC)) | st.integers(0, 5_000).map(lambda n: NOON + timedelta(minutes=n)),
    st.sampled_from(["", "first with 1", "first with 1,234"]),
    day_only=st.booleans(),
)


@settings(max_examples=80)
@given(st.lists(st.builds(Row, st.text(max_size=60), st.lists(MOMENTS, max_size=12).map(tuple)), max_size=6))
def test_any_timeline_is_drawn_whole_and_without_overlaps(rows: list[Row]) -> None:
    chart = lay_out_timeline(rows)
    assert [tuple(mark.moment for mark in row.moments) for row in chart.rows] == [row.moments for row in rows]
    for row in chart.rows:
        for mark in row.moments:
            assert row.y < mark.y < row.y + row.height
            assert 0 <= mark.x <= mark.end <= CHART
            assert mark.label_x >= 0
            assert mark.label_x + mark.label_width <= CHART + MARK
        for one, other in combinations(row.moments, 2):
            if one.y == other.y:
                (_, a), (b, _) = sorted([extent(one), extent(other)])
                assert a <= b
    for one, other in zip(chart.ticks, chart.ticks[1:], strict=False):
        assert other.x - one.x >= width_of(one.day, 12) / 2 + width_of(other.day, 12) / 2
    assert lay_out_timeline(rows) == chart


def extent(mark: object) -> tuple[float, float]:
    first, last = mark.x - MARK, mark.end + MARK  # type: ignore[attr-defined]
    if mark.moment.label:  # type: ignore[attr-defined]
        first = min(first, mark.label_x)  # type: ignore[attr-defined]
        last = max(last, mark.label_x + width_of(mark.moment.label, MARK_LABEL))  # type: ignore[attr-defined]
    return first, last


@pytest.mark.parametrize(
    ("span", "ticks"),
    [
        (timedelta(0), ["20 Nov 2025 11:50", "11:55", "12:00", "12:05", "12:10"]),
        (timedelta(hours=9), ["20 Nov 2025 12:00", "14:00", "16:00", "18:00", "20:00"]),
        (timedelta(hours=20), ["20 Nov 2025 12:00", "18:00", "21 Nov 2025 00:00", "06:00"]),
        (timedelta(days=6), ["22 Nov 2025", "24 Nov 2025", "26 Nov 2025"]),
    ],
)
def test_the_axis_counts_in_steps_that_people_use(span: timedelta, ticks: list[str]) -> None:
    chart = lay_out_timeline([Row("Post", (moment(NOON), moment(NOON + span)))])
    assert [f"{tick.day} {tick.time}".strip() for tick in chart.ticks] == ticks


def test_time_runs_from_left_to_right_and_what_has_none_stands_apart() -> None:
    row = Row("Post", (moment(None, "first with 2"), moment(NOON), moment(NOON + timedelta(hours=1))))
    chart = lay_out_timeline([row, Row("Bare", (moment(NOON.replace(hour=0), day_only=True),))])
    undated, early, late = chart.rows[0].moments
    assert chart.undated_x is not None
    assert early.x < late.x < chart.undated_x < undated.x
    [day] = chart.rows[1].moments
    assert day.x < early.x < day.end
