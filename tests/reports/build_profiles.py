"""Pages on a speaker and an outlet, and digests, built by hand from one story in an invented town."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from claims.types import Claim, Passage
from reports.digest import Digest, DigestFile, build_digest
from reports.digest_ranking import Finding, default_weights, rank
from reports.held import outlet_ref
from reports.outlet_page import ArticleFacts, OutletFile, OutletFinding, OutletPage, build_outlet_page
from reports.quoted import Evidential, evidential
from reports.speaker_page import Saying, SpeakerFile, SpeakerPage, build_speaker_page
from sources.types import content_id
from tests.reports.build_diff import GAZETTE, LEDGER, MADE, WIRE, Source, article_of, claim_in, passage_of

RUIZ = Source("Ana Ruiz", "named_person")
VOW = "“We will not reopen the bridge before every cable has been tested,”"
OUTLETS = (GAZETTE, WIRE, LEDGER)


def build(text: str = "") -> tuple[tuple[Claim, ...], Evidential]:
    """Return four tellings of a vow and what they stand in; `text` stands in titles, words and names."""
    words = (VOW, VOW, VOW.replace("every cable has", "all cables have"), "that the bridge stays shut")
    outlets = tuple(replace(one, name=f"{one.name}{text}") for one in OUTLETS)
    speakers = (RUIZ, RUIZ, replace(RUIZ, name=f"Ana Ruíz{text}"), Source(f"a source{text}", "anonymous"))
    articles = [
        article_of(outlet, f"Bridge{text}", f"{words[n]} said {speakers[n].name}. {text}", 8 + n)
        for n, outlet in enumerate((outlets[1], outlets[0], outlets[2], outlets[0]))
    ]
    articles[3] = replace(articles[3], published=None)
    claims = tuple(
        replace(claim_in(article, words[n], speakers[n], "said"), kind="indirect" if n == 3 else "direct")
        for n, article in enumerate(articles)
    )
    archived = {articles[0].version_id: f"sayso-1.warc.gz{text}, byte 42"}
    return claims, evidential(claims, tuple(articles), outlets, archived)


def speaker_page(text: str = "") -> SpeakerPage:
    claims, by = build(text)
    seen = [datetime(2025, 11, 20, 8 + n, tzinfo=UTC) for n in range(4)]
    sayings = tuple(
        Saying(
            claim.id, n < 3, f"named Ana Ruiz{text}", "story", f"The bridge{text}", "group" if n < 3 else "", seen[n]
        )
        for n, claim in enumerate(claims)
    )
    alone = replace(claims[3], id="other")
    by = evidential((*claims, alone), tuple(by.held.articles.values()), OUTLETS, by.archived)
    name = f"Ana Ruiz{text}"
    file = SpeakerFile(
        id="0123456789abcdef",
        name=name,
        spellings=(name, f"Ana Ruíz{text}"),
        roles=(f"Mayor{text}",),
        made=MADE,
        versions=(("sayso", "1"),),
        sayings=sayings,
        others={"group": (*(claim.id for claim in claims[:3]), "other")},
        by=by,
    )
    return build_speaker_page(file)


def facts(number: int, published: datetime | None, text: str = "", **sources: int) -> ArticleFacts:
    return ArticleFacts(
        article_id=content_id("article", str(number)),
        version_id=content_id("version", str(number)),
        title=f"Article {number}{text}",
        url=f"https://harbour-gazette.example/{number}",
        published=published,
        complete=number % 3 > 0,
        stand_in=False,
        versions=1 + number % 2,
        sources=sources,
        copy=number % 4 == 0,
        wire=number % 4 == 0,
        shared=2,
        first=number % 2,
    )


def outlet_page(text: str = "", months: int = 3) -> OutletPage:
    """Return the page of an outlet with articles in its first and last month, and one without a date."""
    claims, by = build(text)
    here, there = passage_of(claims[2]), passage_of(claims[1])
    first = datetime(2024, 11, 30, 23, 59, tzinfo=UTC)
    last = first + timedelta(days=30 * (months - 1) + 1)
    middle = [first + timedelta(days=30 * number) for number in range(2, months - 1)]
    articles = tuple(
        facts(number, day, text, named_person=2 + number % 5, anonymous=number % 3, outlet=1)
        for number, day in enumerate((first, *middle, last, last, None), 1)
    )
    same: dict[str, object] = {"title": f"Bridge{text}", "url": f"https://harbour-gazette.example/9{text}"}
    findings = (
        OutletFinding(
            "altered", first, claim_id=claims[2].id, other_claim_id=claims[1].id, other=f"Wire{text}", **same
        ),  # type: ignore[arg-type]
        OutletFinding(
            "relay", first, claim_id=claims[2].id, other=f"Wire{text}", detail="reworded", found=there, **same
        ),  # type: ignore[arg-type]
        OutletFinding("relay", last, claim_id=claims[0].id, other="Wire", detail="not_found", **same),  # type: ignore[arg-type]
        OutletFinding("relay", last, claim_id=claims[0].id, other="Star", detail="not_held", **same),  # type: ignore[arg-type]
        OutletFinding("single_anonymous", None, claim_id=claims[3].id, other=f"Wire{text}", outlets=3, **same),  # type: ignore[arg-type]
        OutletFinding("withdrawn", last, claim_id=claims[0].id, at=MADE, **same),  # type: ignore[arg-type]
        OutletFinding("unattributed", last, claim_id=claims[0].id, detail=here.text, at=MADE, **same),  # type: ignore[arg-type]
        OutletFinding("copy", last, other=f"Wire{text}", detail="credited", **same),  # type: ignore[arg-type]
        OutletFinding("deleted", last, detail="410", at=MADE, **same),  # type: ignore[arg-type]
    )
    outlet = outlet_ref(replace(GAZETTE, name=f"Harbour Gazette{text}"))
    return build_outlet_page(OutletFile(outlet, "newspaper", "NL", MADE, (("sayso", "1"),), articles, findings, by))


def findings(text: str = "") -> tuple[tuple[Finding, ...], Evidential]:
    """Return a finding of each shape: of two tellings, of a telling and a passage, of one telling, of an article."""
    claims, by = build(text)
    wire, gazette, ledger, shut = claims
    at = MADE - timedelta(hours=2)
    place: dict[str, object] = {"story_id": "story", "story": f"The bridge{text}", "outlets": 3}
    pair: dict[str, object] = {"left_claim_id": wire.id, "right_claim_id": ledger.id}
    own: Passage = passage_of(gazette)
    return (
        Finding(
            "quote_altered", at, left_text=wire.wording, right_text=ledger.wording, speaker="official", **pair, **place
        ),  # type: ignore[arg-type]
        Finding("wording", at, **pair, **place),  # type: ignore[arg-type]
        Finding("relay_altered", at, left_claim_id=shut.id, other=f"Gazette{text}", found=own, **place),  # type: ignore[arg-type]
        Finding("single_anonymous", at, left_claim_id=shut.id, other=f"Wire{text}", **place),  # type: ignore[arg-type]
        Finding("withdrawn", at, left_claim_id=gazette.id, later_version_id="0" * 16, **place),  # type: ignore[arg-type]
        Finding(
            "deleted", at, url=f"https://coast-wire.example/1{text}", title=f"Bridge{text}", outlet_id="coast-wire"
        ),
    ), by


def digest(text: str = "", limit: int = 20) -> Digest:
    found, by = findings(text)
    ranking = rank(found, default_weights(), limit)
    return build_digest(DigestFile(MADE, MADE - timedelta(days=1), MADE, (("sayso", "1"),), ranking, by))
