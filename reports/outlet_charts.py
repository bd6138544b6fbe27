"""The charts of a page on an outlet: one small series for each figure, so that none needs a colour of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.series import Chart, Point, chart, nice_top
from reports.shares import percent

if TYPE_CHECKING:
    from reports.outlet_page import OutletPage

NONE_HELD = "no articles"


def charts(page: OutletPage) -> tuple[Chart, ...]:
    """Return the series of shares, then that of articles; none where there are less than two months."""
    if len(page.months) < 2:
        return ()
    shares = [
        chart(f"source-{share.source.replace('_', '-')}", share.label, _shares(page, number), top=1, top_text="100 %")
        for number, share in enumerate(page.total.sources)
    ]
    wire = [_share_point(month.label, month.wire_share) for month in page.months]
    relays = [_share_point(month.label, month.relay_reliability, "none checked") for month in page.months]
    numbers = [Point(month.label, float(month.articles) or None, _articles(month.articles)) for month in page.months]
    top = nice_top([point.value or 0 for point in numbers])
    return (
        *shares,
        chart("wire", "wire copy, of all articles", wire, top=1, top_text="100 %"),
        chart("relays", "relays that check out", relays, top=1, top_text="100 %"),
        chart("articles", "articles", numbers, top=top, top_text=f"{top:,.0f}"),
    )


def _shares(page: OutletPage, number: int) -> list[Point]:
    return [_share_point(month.label, month.sources[number].share, "no claims") for month in page.months]


def _share_point(label: str, share: float | None, none: str = NONE_HELD) -> Point:
    return Point(label, share, none if share is None else percent(share))


def _articles(number: int) -> str:
    return f"{number:,}" if number else NONE_HELD
