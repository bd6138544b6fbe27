"""Builds a report on two outlets by hand, out of the story of tests/reports/build_diff.py."""

from __future__ import annotations

from dataclasses import replace

from claims.types import (
    AnonymityChanged,
    CoverageDiff,
    CueChanged,
    GroupDiff,
    OnlyIn,
    OutletCoverage,
    QuantityChanged,
    QuoteAltered,
    RelayChanged,
    RelayCheck,
    Story,
    WordingChanged,
)
from reports.pair_types import ArchiveRecord, HeldArticle, Left, PairReport, StoryAlone, Window
from tests.reports.build_diff import (
    GAZETTE,
    GAZETTE_ARTICLE,
    LEDGER,
    LEDGER_ARTICLE,
    MADE,
    PLEDGE,
    PORT,
    RUIZ,
    Source,
    article_of,
    claim_in,
    group_of,
    passage_of,
)

FERRY_ARTICLE = article_of(
    GAZETTE, "Ferries in winter", "The ferries will sail", hour=15, completeness="truncated", kind="live_blog"
)
MARKET_ARTICLE = article_of(LEDGER, "Market moves to the quay", "The market moves", hour=16, published=None, byline="")
EVER = Window(None, None, "all articles held")


def bridge_diff() -> CoverageDiff:
    """Return the Gazette's and the Ledger's part in the story: three shared claims, one of each alone."""
    pledge = claim_in(GAZETTE_ARTICLE, PLEDGE, RUIZ, "said", kind="direct")
    pledge_ledger = claim_in(
        LEDGER_ARTICLE,
        "“We will not reopen the bridge until all cables have been tested,”",
        RUIZ,
        "said",
        kind="direct",
    )
    cost = claim_in(GAZETTE_ARTICLE, "The repairs will cost 600,000 euros", PORT, "said")
    cost_ledger = claim_in(
        LEDGER_ARTICLE, "The repairs will cost 800,000 euros", PORT, "suggested", cue_class="distancing"
    )
    cables = claim_in(
        GAZETTE_ARTICLE,
        "Two of the bridge’s cables are badly corroded",
        Source("inspectors", "collective"),
        "told",
        relay=Source("the Daily Ledger", "outlet", "daily-ledger"),
    )
    unnamed = Source("two inspectors", "anonymous", anonymity="because the report has not been published")
    cables_ledger = claim_in(LEDGER_ARTICLE, "Two of the harbour bridge’s cables show corrosion", unnamed, "said")
    begin = claim_in(GAZETTE_ARTICLE, "The work begins on 2 March", RUIZ, "said")
    report = claim_in(LEDGER_ARTICLE, "the report has not been published", None, "said")
    return CoverageDiff(
        story=Story(
            "5707e0a1b2c3d4e5",
            LEDGER_ARTICLE.title,
            (LEDGER_ARTICLE.version_id, GAZETTE_ARTICLE.version_id),
            LEDGER_ARTICLE.published,
        ),
        coverage=(OutletCoverage(LEDGER, (LEDGER_ARTICLE,)), OutletCoverage(GAZETTE, (GAZETTE_ARTICLE,))),
        shared=(  # as their earliest tellings follow one another, which is the Ledger's order
            GroupDiff(
                group_of(cables, cables_ledger),
                (cables, cables_ledger),
                (
                    WordingChanged(passage_of(cables), passage_of(cables_ledger)),
                    AnonymityChanged(passage_of(cables), passage_of(cables_ledger)),
                    RelayChanged(passage_of(cables), passage_of(cables_ledger), ("daily-ledger",), ()),
                ),
            ),
            GroupDiff(
                group_of(pledge, pledge_ledger),
                (pledge, pledge_ledger),
                (QuoteAltered(passage_of(pledge), passage_of(pledge_ledger)),),
            ),
            GroupDiff(
                group_of(cost, cost_ledger),
                (cost, cost_ledger),
                (
                    CueChanged(passage_of(cost), passage_of(cost_ledger), "neutral", "distancing"),
                    QuantityChanged(passage_of(cost), passage_of(cost_ledger), 600_000, 800_000, "EUR"),
                ),
            ),
        ),
        only=(
            OnlyIn(group_of(report), (report,), (GAZETTE.id,), ()),
            OnlyIn(group_of(begin), (begin,), (), (LEDGER.id,)),
        ),
        relay_checks=(
            RelayCheck(cables.id, "daily-ledger", LEDGER.id, "reworded", passage_of(cables_ledger)),
            RelayCheck(begin.id, "sea-radio", None, "not_held", None),
        ),
    )


def pair_report() -> PairReport:
    """Return a report with something in each of its parts."""
    held = [
        HeldArticle(GAZETTE_ARTICLE, 2, 2, ArchiveRecord("20251120-1.warc.gz", 1_024, 512)),
        HeldArticle(LEDGER_ARTICLE, 1, 1, None),
        HeldArticle(FERRY_ARTICLE, 1, 1, None),
        HeldArticle(MARKET_ARTICLE, 1, 1, None),
    ]
    return PairReport(
        left=GAZETTE,
        right=LEDGER,
        window=EVER,
        made=MADE,
        versions=(("sayso", "0.1.0"), ("matching", "additive/1")),
        articles=tuple(held),
        left_out={GAZETTE.id: Left(3, 1), LEDGER.id: Left(0, 0)},
        diffs=(bridge_diff(),),
        alone=(
            StoryAlone("f1", FERRY_ARTICLE.title, GAZETTE.id, (held[2],), 2),
            StoryAlone("m1", MARKET_ARTICLE.title, LEDGER.id, (held[3],), 0),
        ),
        speakers={},
    )


def two_pair_stories() -> PairReport:
    """Return a report with a second story, which has but the first one's first claim."""
    report = pair_report()
    diff = report.diffs[0]
    other = replace(
        diff, story=replace(diff.story, id="other", title="Another story"), shared=(), only=(), relay_checks=()
    )
    return replace(report, diffs=(diff, other))
