"""Builds a coverage diff by hand: one story in an invented town, told by four outlets that differ in every way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from claims.types import (
    AnonymityChanged,
    Claim,
    ClaimGroup,
    ClaimKind,
    CoverageDiff,
    CueChanged,
    CueClass,
    DateChanged,
    GroupDiff,
    Hop,
    OnlyIn,
    OutletCoverage,
    Passage,
    PolarityChanged,
    QuantityChanged,
    QuoteAltered,
    QuoteParaphrased,
    RelayChanged,
    RelayCheck,
    SourceType,
    Span,
    SpeakerChanged,
    Story,
    WordingChanged,
)
from reports import Report
from sources.types import Article, Outlet, Skipped, content_id

MADE = datetime(2025, 11, 21, 6, 30, tzinfo=UTC)

GAZETTE = Outlet("harbour-gazette", "Harbour Gazette", "newspaper", "NL", "en")
WIRE = Outlet("coast-wire", "Coast Wire", "wire", "NL", "en")
STAR = Outlet("evening-star", "Evening Star", "newspaper", "NL", "en")
LEDGER = Outlet(
    "daily-ledger-stand-in",
    "The Daily Ledger (stand-in)",
    "newspaper",
    "NL",
    "en",
    synthetic=True,
    stands_in_for="daily-ledger",
)


def article_of(outlet: Outlet, title: str, text: str, hour: int = 9, **fields: object) -> Article:
    url = f"https://{outlet.id}.example/{hour}/bridge"
    version = content_id(url, title, text)
    base = Article(
        id=content_id(url),
        version_id=version,
        page_id=content_id(outlet.id, url, text),
        outlet_id=outlet.id,
        url=url,
        title=title,
        byline="City desk",
        published=datetime(2025, 11, 20, hour, tzinfo=UTC),
        modified=None,
        language="en",
        kind="news",
        completeness="complete",
        synthetic=outlet.synthetic,
        text=text,
        extractor="trafilatura/2",
    )
    return replace(base, **fields)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Source:
    """A speaker or relay as an article names it."""

    name: str
    source_type: SourceType = "named_person"
    outlet_id: str | None = None
    anonymity: str | None = None


def span_in(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def claim_in(
    article: Article,
    wording: str,
    speaker: Source | None,
    cue: str,
    relay: Source | None = None,
    kind: ClaimKind = "indirect",
    cue_class: CueClass = "neutral",
) -> Claim:
    text = article.text
    span = span_in(text, wording)
    hops = [
        Hop(role, source.source_type, source.name, span_in(text, source.name), source.outlet_id, source.anonymity)
        for role, source in (("speaker", speaker), ("relay", relay))
        if source
    ]
    hops.append(Hop("publisher", "outlet", article.outlet_id, outlet_id=article.outlet_id))
    return Claim(
        id=content_id(article.version_id, str(span)),
        version_id=article.version_id,
        outlet_id=article.outlet_id,
        text=wording,
        start=span.start,
        end=span.end,
        fragments=(span,),
        wording=wording,
        kind=kind,
        cue=cue,
        cue_span=Span(text.index(cue, span.end), text.index(cue, span.end) + len(cue)),
        cue_class=cue_class,
        polarity="negated" if " not " in wording else "affirmed",
        hops=tuple(hops),
        quantities=(),
        dates=(),
        extractor="cues/1",
    )


def group_of(*claims: Claim) -> ClaimGroup:
    return ClaimGroup(content_id(claims[0].id), "story-1", claims[0].id, tuple(claim.id for claim in claims))


def passage_of(claim: Claim) -> Passage:
    return Passage(claim.version_id, Span(claim.start, claim.end), claim.text, claim.id)


GAZETTE_ARTICLE = article_of(
    GAZETTE,
    "Harbour bridge to stay shut until spring",
    "The harbour bridge was closed to all traffic on Thursday after an inspection.\n\n"
    "“We will not reopen the bridge before every cable has been tested,” Mayor Ana Ruiz said at the quayside. "
    "She spoke for ten minutes and took no questions, while behind her workers put up the first fences.\n\n"
    "The repairs will cost 600,000 euros, the port authority said.\n\n"
    "Two of the bridge’s cables are badly corroded, inspectors told the Daily Ledger.\n\n"
    "The work begins on 2 March, Ruiz said in a letter to residents.",
)
LEDGER_ARTICLE = article_of(
    LEDGER,
    "Cables under the harbour bridge are corroded, inspectors find",
    "Two of the harbour bridge’s cables show corrosion, two inspectors said. They asked not to be named because "
    "the report has not been published.\n\n"
    "“We will not reopen the bridge until all cables have been tested,” Mayor Ana Ruiz said.\n\n"
    "The repairs will cost 800,000 euros, the port authority suggested.",
    hour=7,
)
WIRE_ARTICLE = article_of(
    WIRE,
    "Norhaven closes harbour bridge",
    "Norhaven’s bridge stays closed until its cables have been tested, Mayor Ana Ruiz confirmed.\n\n"
    "Two ferries will run every ten minutes instead, the port authority said.\n\n"
    "The work does not begin on 9 March, a city official said.",
    hour=8,
)
WIRE_BLOG = article_of(
    WIRE,
    "Live: bridge closed",
    "10:02 Traffic is at a standstill on both banks, police said.",
    hour=10,
    kind="live_blog",
    modified=datetime(2025, 11, 20, 18, 40, tzinfo=UTC),
)
STAR_ARTICLE = article_of(
    STAR,
    "What the closed bridge means for you",
    "“We will not reopen the bridge before every cable has been tested,” Mayor Ana Ruiz said.",
    hour=11,
    completeness="truncated",
    byline="",
)

RUIZ = Source("Ana Ruiz")
PORT = Source("the port authority", "organisation")
PLEDGE = "“We will not reopen the bridge before every cable has been tested,”"


def harbour_diff() -> CoverageDiff:
    """Return the story with a change of every kind, a relay check, a stand-in, a live blog and a cut-off text."""
    pledge = claim_in(GAZETTE_ARTICLE, PLEDGE, RUIZ, "said", kind="direct")
    pledge_star = claim_in(STAR_ARTICLE, PLEDGE, RUIZ, "said", kind="direct")
    ledger_words = "“We will not reopen the bridge until all cables have been tested,”"
    pledge_ledger = claim_in(LEDGER_ARTICLE, ledger_words, RUIZ, "said", kind="direct")
    wire_words = "Norhaven’s bridge stays closed until its cables have been tested"
    pledge_wire = claim_in(WIRE_ARTICLE, wire_words, RUIZ, "confirmed", cue_class="factive")
    cost = claim_in(GAZETTE_ARTICLE, "The repairs will cost 600,000 euros", PORT, "said")
    cost_ledger = claim_in(
        LEDGER_ARTICLE, "The repairs will cost 800,000 euros", PORT, "suggested", cue_class="distancing"
    )
    ledger = Source("the Daily Ledger", "outlet", "daily-ledger")
    cables = claim_in(
        GAZETTE_ARTICLE,
        "Two of the bridge’s cables are badly corroded",
        Source("inspectors", "collective"),
        "told",
        relay=ledger,
    )
    unnamed = Source("two inspectors", "anonymous", anonymity="because the report has not been published")
    cables_ledger = claim_in(LEDGER_ARTICLE, "Two of the harbour bridge’s cables show corrosion", unnamed, "said")
    begin = claim_in(GAZETTE_ARTICLE, "The work begins on 2 March", RUIZ, "said")
    official = Source("a city official", "role")
    begin_wire = claim_in(WIRE_ARTICLE, "The work does not begin on 9 March", official, "said")
    ferries = claim_in(WIRE_ARTICLE, "Two ferries will run every ten minutes instead", PORT, "said")
    traffic = claim_in(WIRE_BLOG, "Traffic is at a standstill on both banks", Source("police", "organisation"), "said")
    left, letter = passage_of(pledge), passage_of(begin)
    articles = (
        (WIRE, (WIRE_ARTICLE, WIRE_BLOG)),
        (LEDGER, (LEDGER_ARTICLE,)),
        (STAR, (STAR_ARTICLE,)),
        (GAZETTE, (GAZETTE_ARTICLE,)),
    )
    return CoverageDiff(
        story=Story(
            id="5707e0a1b2c3d4e5",
            title=LEDGER_ARTICLE.title,
            version_ids=tuple(article.version_id for _, held in articles for article in held),
            first_published=LEDGER_ARTICLE.published,
        ),
        coverage=tuple(OutletCoverage(outlet, held) for outlet, held in articles),
        shared=(
            GroupDiff(
                group_of(pledge, pledge_star, pledge_ledger, pledge_wire),
                (pledge, pledge_star, pledge_ledger, pledge_wire),
                (
                    QuoteAltered(left, passage_of(pledge_ledger)),
                    WordingChanged(left, passage_of(pledge_wire)),
                    QuoteParaphrased(left, passage_of(pledge_wire)),
                    CueChanged(left, passage_of(pledge_wire), "neutral", "factive"),
                ),
            ),
            GroupDiff(
                group_of(cost, cost_ledger),
                (cost, cost_ledger),
                (
                    QuantityChanged(passage_of(cost), passage_of(cost_ledger), 600_000, 800_000, "EUR"),
                    CueChanged(passage_of(cost), passage_of(cost_ledger), "neutral", "distancing"),
                ),
            ),
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
                group_of(begin, begin_wire),
                (begin, begin_wire),
                (
                    DateChanged(letter, passage_of(begin_wire), date(2026, 3, 2), date(2026, 3, 9)),
                    PolarityChanged(letter, passage_of(begin_wire)),
                    SpeakerChanged(letter, passage_of(begin_wire)),
                ),
            ),
        ),
        only=(
            OnlyIn(group_of(ferries), (ferries,), (GAZETTE.id, LEDGER.id), (STAR.id,)),
            OnlyIn(group_of(traffic), (traffic,), (GAZETTE.id, LEDGER.id), (STAR.id,)),
        ),
        relay_checks=(
            RelayCheck(cables.id, "daily-ledger", LEDGER.id, "reworded", passage_of(cables_ledger)),
            RelayCheck(begin.id, "sea-radio", None, "not_held", None),
        ),
    )


def harbour_report() -> Report:
    return Report(
        title="How four outlets told the bridge closure",
        made=MADE,
        diffs=(harbour_diff(),),
        skipped=(Skipped("inbox/broken.html", "read", "not HTML: the file begins with 4 zero bytes"),),
        versions=(("sayso", "0.1.0"), ("extractor", "cues/1"), ("matcher", "rapidfuzz/1")),
    )


def empty_report() -> Report:
    return Report("Nothing yet", MADE, (), (), ())
