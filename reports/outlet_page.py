"""What an outlet's reporting rests on, month by month, as the records that every format shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from types import MappingProxyType
from typing import Literal

from claims.types import Passage
from claims.worddiff import Piece, diff_words
from reports.as_json import json_document
from reports.as_markdown import lay_out_markdown
from reports.moments import month_in_words
from reports.outlet_charts import charts
from reports.page import Frame, PageHead, lay_out
from reports.quoted import Cited, Evidential, Quoted, cite_passage, quote_claim
from reports.series import months_between
from reports.types import OutletRef, Version
from reports.view import VERDICT_TEXT

SCHEMA = "sayso-outlet/1"
SHOWN = 100  # findings of one kind, and articles of one month, that a page lists

FindingKind = Literal["single_anonymous", "relay", "altered", "withdrawn", "unattributed", "copy", "deleted"]

# What a claim rests on, in the order in which it is shown.
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "named_person": "named persons",
        "role": "roles (“the minister”)",
        "organisation": "organisations",
        "collective": "collectives (“officials”)",
        "anonymous": "anonymous sources",
        "document": "documents",
        "outlet": "other media",
        "unknown": "nobody named",
    }
)
FINDINGS: Mapping[FindingKind, tuple[str, str]] = MappingProxyType(
    {
        "altered": ("Quotations printed otherwise than by others", "The words inside quotation marks differ."),
        "relay": ("“According to …”", "What the outlet says it has from others, and what those have themselves."),
        "single_anonymous": (
            "Claims on one anonymous source",
            "One independent source that nobody names, however many outlets carry it.",
        ),
        "withdrawn": ("Withdrawn claims", "They stood in a version of the article and then no longer."),
        "unattributed": ("Claims that lost their speaker", "They stand in a later version, and no longer say whose."),
        "copy": ("Copied articles", "Wire copy, and near-copies of another outlet’s text."),
        "deleted": ("Articles taken down", "The address gave a page, and now answers 404 or 410."),
    }
)


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is known of one article, in its newest version."""

    article_id: str
    version_id: str
    title: str
    url: str
    published: datetime | None
    complete: bool
    stand_in: bool
    versions: int
    sources: Mapping[str, int]  # kind of source → claims
    copy: bool
    wire: bool
    shared: int  # claims that other outlets tell too
    first: int  # of those, the ones of which it is the likely first carrier
    story_id: str = ""  # "" where it is in none yet
    story: str = ""  # its title


@dataclass(frozen=True, slots=True)
class OutletFinding:
    """One thing that should be known of a claim or an article."""

    kind: FindingKind
    published: datetime | None  # the article
    title: str
    url: str
    claim_id: str | None = None
    other_claim_id: str | None = None
    other: str = ""  # the outlet on the other side, or the origin
    outlets: int = 0
    detail: str = ""  # a relay's verdict, who altered a quotation, how a copy is credited, the words that are left
    found: Passage | None = None
    at: datetime | None = None  # when it was found


@dataclass(frozen=True, slots=True)
class OutletFile:
    """All that a page on an outlet is made from."""

    outlet: OutletRef
    kind: str
    country: str
    made: datetime
    versions: tuple[tuple[str, str], ...]
    articles: tuple[ArticleFacts, ...]
    findings: tuple[OutletFinding, ...]
    by: Evidential


@dataclass(frozen=True, slots=True)
class SourceShare:
    """How many claims rest on one kind of source."""

    source: str
    label: str
    claims: int
    share: float | None  # 0 to 1; None where there are no claims


@dataclass(frozen=True, slots=True)
class Period:
    """The figures of a month, of the articles without a date, or of all."""

    month: str  # "2025-11", "undated" or "all"
    label: str
    articles: int
    complete: int
    versions: int
    claims: int
    median_claims: float | None  # an article
    sources: tuple[SourceShare, ...]
    single_anonymous: int
    copies: int
    wire: int
    wire_share: float | None  # of the articles
    relays: int
    relays_held: int  # of which the relayed outlet, or a stand-in, is held
    relays_good: int  # of these, verified or reworded
    relay_reliability: float | None
    altered: int
    shared: int
    first: int
    withdrawn: int
    unattributed: int
    deleted: int


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """One article and what it rests on."""

    title: str
    url: str
    version_id: str
    archived: str
    published: datetime | None
    complete: bool
    stand_in: bool
    versions: int
    claims: int
    anonymous: int
    wire: bool
    story_id: str  # "" where it is in none yet
    story: str  # its title


@dataclass(frozen=True, slots=True)
class MonthList:
    """The articles of one month."""

    month: str
    label: str
    articles: tuple[ListedArticle, ...]
    more: int


@dataclass(frozen=True, slots=True)
class FoundView:
    """One finding with its evidence."""

    text: str
    published: datetime | None
    at: datetime | None
    title: str
    url: str
    quoted: Quoted | None
    other: Quoted | None
    found: Cited | None
    pieces: tuple[Piece, ...]  # from the other's words to the outlet's own


@dataclass(frozen=True, slots=True)
class FindingList:
    """All findings of one kind, latest first."""

    kind: FindingKind
    label: str
    told: str
    total: int
    found: tuple[FoundView, ...]


@dataclass(frozen=True, slots=True)
class OutletPage:
    """All that a page on an outlet says."""

    outlet: OutletRef
    kind: str
    country: str
    made: datetime
    versions: tuple[Version, ...]
    has_stand_ins: bool
    total: Period
    months: tuple[Period, ...]  # earliest first, those without articles included
    undated: Period | None
    findings: tuple[FindingList, ...]
    lists: tuple[MonthList, ...]  # latest first


def build_outlet_page(file: OutletFile) -> OutletPage:
    """Return all that the page says. Pure: equal files give equal pages."""
    articles, findings = defaultdict(list), defaultdict(list)
    for article in file.articles:
        articles[_month(article.published)].append(article)
    for finding in file.findings:
        findings[_month(finding.published)].append(finding)
    dated = sorted({*articles, *findings} - {"undated"})
    months = months_between(dated[0], dated[-1]) if dated else ()
    has_undated = "undated" in articles or "undated" in findings
    total = _period("all", "All", file.articles, file.findings)
    return OutletPage(
        outlet=file.outlet,
        kind=file.kind,
        country=file.country,
        made=file.made,
        versions=tuple(Version(name, version) for name, version in file.versions),
        has_stand_ins=file.outlet.stand_in or _has_stand_in(file),
        total=total,
        months=tuple(_period(one, month_in_words(one), articles[one], findings[one]) for one in months),
        undated=_period("undated", "Undated", articles["undated"], findings["undated"]) if has_undated else None,
        findings=_finding_lists(file),
        lists=tuple(
            _month_list(one, articles[one], file.by)
            for one in (*reversed(months), *(["undated"] if has_undated else []))
            if articles[one]
        ),
    )


def outlet_to_html(page: OutletPage, frame: Frame | None = None) -> str:
    """Return what the page says as an HTML page, self-contained or one of a site."""
    head = PageHead(page.outlet.name, page.made, page.versions, page.has_stand_ins)
    return lay_out("outlet.html.j2", head, frame=frame, styles=("profiles.css",), profile=page, charts=charts(page))


def outlet_to_markdown(page: OutletPage) -> str:
    """Return what the page says as Markdown."""
    return lay_out_markdown("outlet.md.j2", profile=page)


def outlet_to_json(page: OutletPage) -> str:
    """Return what the page says as JSON, described by outlet.schema.json."""
    return json_document(SCHEMA, page)


def _month(published: datetime | None) -> str:
    return "undated" if published is None else f"{published.astimezone(UTC):%Y-%m}"


def _has_stand_in(file: OutletFile) -> bool:
    evidence = file.by.held.articles.values()
    return any(article.stand_in for article in file.articles) or any(article.synthetic for article in evidence)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _period(month: str, name: str, articles: Sequence[ArticleFacts], findings: Sequence[OutletFinding]) -> Period:
    counts = Counter[str]()
    for article in articles:
        counts.update(article.sources)
    claims = sum(counts.values())
    found = Counter(finding.kind for finding in findings)
    verdicts = Counter(finding.detail for finding in findings if finding.kind == "relay")
    held, good = found["relay"] - verdicts["not_held"], verdicts["verified"] + verdicts["reworded"]
    wire = sum(article.wire for article in articles)
    return Period(
        month=month,
        label=name,
        articles=len(articles),
        complete=sum(article.complete for article in articles),
        versions=sum(article.versions for article in articles),
        claims=claims,
        median_claims=float(median(sum(one.sources.values()) for one in articles)) if articles else None,
        sources=tuple(
            SourceShare(source, name, counts[source], _share(counts[source], claims))
            for source, name in SOURCES.items()
        ),
        single_anonymous=found["single_anonymous"],
        copies=sum(article.copy for article in articles),
        wire=wire,
        wire_share=_share(wire, len(articles)),
        relays=found["relay"],
        relays_held=held,
        relays_good=good,
        relay_reliability=_share(good, held),
        altered=found["altered"],
        shared=sum(article.shared for article in articles),
        first=sum(article.first for article in articles),
        withdrawn=found["withdrawn"],
        unattributed=found["unattributed"],
        deleted=found["deleted"],
    )


def _month_list(month: str, articles: Sequence[ArticleFacts], by: Evidential) -> MonthList:
    listed = tuple(
        ListedArticle(
            title=one.title,
            url=one.url,
            version_id=one.version_id,
            archived=by.archived.get(one.version_id, ""),
            published=one.published,
            complete=one.complete,
            stand_in=one.stand_in,
            versions=one.versions,
            claims=sum(one.sources.values()),
            anonymous=one.sources.get("anonymous", 0),
            wire=one.wire,
            story_id=one.story_id,
            story=one.story,
        )
        for one in articles[-SHOWN:][::-1]
    )
    label = "Undated" if month == "undated" else month_in_words(month)
    return MonthList(month, label, listed, max(0, len(articles) - SHOWN))


def _finding_lists(file: OutletFile) -> tuple[FindingList, ...]:
    kept: dict[FindingKind, list[OutletFinding]] = defaultdict(list)
    for finding in file.findings:
        kept[finding.kind].append(finding)
    lists = []
    for kind, (label, told) in FINDINGS.items():
        # Latest first, undated last; sorted() keeps the order of the rest.
        latest = sorted(kept[kind], key=lambda one: one.published.timestamp() if one.published else 0.0, reverse=True)
        lists.append(
            FindingList(kind, label, told, len(latest), tuple(_found_view(one, file.by) for one in latest[:SHOWN]))
        )
    return tuple(lists)


def _found_view(finding: OutletFinding, by: Evidential) -> FoundView:
    claim = by.held.claims.get(finding.claim_id or "")
    other = by.held.claims.get(finding.other_claim_id or "")
    theirs = other.wording if other else finding.found.text if finding.found else None
    return FoundView(
        text=_in_words(finding),
        published=finding.published,
        at=finding.at,
        title=finding.title,
        url=finding.url,
        quoted=quote_claim(claim, by) if claim else None,
        other=quote_claim(other, by) if other else None,
        found=cite_passage(finding.found, by) if finding.found else None,
        pieces=diff_words(theirs, claim.wording) if claim and theirs is not None else (),
    )


def _in_words(finding: OutletFinding) -> str:
    other, detail = finding.other, finding.detail
    match finding.kind:
        case "single_anonymous":
            told = f"from {other}; told by " + (
                "this outlet alone" if finding.outlets == 1 else f"{finding.outlets} outlets"
            )
        case "relay":
            told = f"according to {other}: {VERDICT_TEXT[detail]}"  # type: ignore[index]
        case "altered":
            told = f"otherwise than {other}; " + (f"altered by {detail}" if detail else "who altered it is not known")
        case "withdrawn":
            told = "no longer in the article"
        case "unattributed":
            told = f"left without a speaker: {detail}" if detail else "left without a speaker"
        case "copy":
            told = f"the text of {other}, {detail}"
        case "deleted":
            told = f"answers {detail}"
    return told
