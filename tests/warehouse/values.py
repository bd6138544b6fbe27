"""Values for the warehouse's tests: strategies for every dataclass, and a small hand-made data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import strategies as st

from claims import types as c
from claims.review import make_review
from sources import follow as f
from sources import types as s
from warehouse import Warehouse

EXTRACTOR = "extractor 1"
ATTRIBUTOR = "attributor 1"
NOON = datetime(2025, 11, 20, 12, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
ids = st.binary(min_size=8, max_size=8).map(bytes.hex)
moments = st.datetimes(timezones=st.just(UTC))
statuses = st.integers(0, 999)
spans = st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1)).map(lambda pair: c.Span(*sorted(pair)))


def one_of(literal: object) -> st.SearchStrategy[str]:
    return st.sampled_from(get_args(literal))


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def tuples_of(strategy: st.SearchStrategy, **bounds: object) -> st.SearchStrategy:
    return st.lists(strategy, max_size=4, **bounds).map(tuple)


outlets = st.builds(
    s.Outlet,
    id=ids,
    name=texts,
    kind=one_of(s.OutletKind),
    country=texts,
    language=texts,
    aliases=tuples_of(texts),
    domains=tuples_of(texts),
    feeds=tuples_of(texts),
    synthetic=st.booleans(),
    stands_in_for=maybe(texts),
)
notes = st.builds(
    s.PageNotes,
    title=maybe(texts),
    byline=maybe(texts),
    published=maybe(moments),
    modified=maybe(moments),
    language=maybe(texts),
    synthetic=st.booleans(),
)
places = st.builds(s.Place, file=texts, offset=st.integers(0, 2**63 - 1), length=st.integers(0, 2**63 - 1))
# Of a page that is archived the warehouse keeps the place, and no body.
pages = st.builds(
    s.Page,
    id=ids,
    outlet_id=ids,
    url=texts,
    fetched_at=moments,
    media_type=st.sampled_from(["text/html", "text/plain"]),
    body=st.binary(max_size=50),
    notes=notes,
    place=maybe(places),
).map(lambda page: replace(page, body=b"") if page.place else page)
articles = st.builds(
    s.Article,
    id=ids,
    version_id=ids,
    page_id=ids,
    outlet_id=ids,
    url=texts,
    title=texts,
    byline=texts,
    published=maybe(moments),
    modified=maybe(moments),
    language=texts,
    kind=one_of(s.ArticleKind),
    completeness=one_of(s.Completeness),
    synthetic=st.booleans(),
    text=texts,
    extractor=st.just(EXTRACTOR),
    section=texts,
    credit=texts,
)
feeds = st.builds(
    f.FollowedFeed,
    outlet_id=ids,
    url=texts,
    purpose=st.sampled_from(["feed", "sitemap"]),
    next_at=maybe(moments),
    checked_at=maybe(moments),
    read_at=maybe(moments),
    changed_at=maybe(moments),
    status=statuses,
    failures=st.integers(0, 99),
    failure=texts,
    etag=texts,
    last_modified=texts,
    digest=texts,
    conditional=st.booleans(),
    items=st.integers(0, 2**31 - 1),
    newest=maybe(moments),
)
addresses = st.builds(
    f.Address,
    outlet_id=ids,
    url=texts,
    found_at=moments,
    next_at=maybe(moments),
    first_fetched_at=maybe(moments),
    checked_at=maybe(moments),
    checks=st.integers(0, 99),
    status=statuses,
    failures=st.integers(0, 99),
    failure=texts,
    etag=texts,
    last_modified=texts,
    gone_at=maybe(moments),
)
sightings = st.builds(
    f.Sighting, address_id=ids, found_in=texts, title=texts, published=maybe(moments), seen_at=moments
)
fetches = st.builds(
    f.Fetch,
    outlet_id=ids | st.just(""),
    url=texts,
    final_url=texts,
    purpose=one_of(s.Purpose),
    fetched_at=moments,
    status=statuses,
    failure=texts,
    reason=texts,
    page_id=maybe(ids),
    place=maybe(places),
)
skipped = st.builds(s.Skipped, key=texts, stage=one_of(s.Stage), reason=texts, item_id=texts, maker=texts)
hops = st.builds(
    c.Hop,
    role=one_of(c.HopRole),
    source_type=one_of(c.SourceType),
    name=texts,
    span=maybe(spans),
    outlet_id=maybe(ids),
    anonymity=maybe(texts),
)
numbers = st.floats(allow_nan=False)
quantities = st.builds(c.Quantity, span=spans, text=texts, value=numbers, unit=texts, bound=one_of(c.Bound))
dates = st.builds(c.DateMention, span=spans, text=texts, day=st.dates())
mentions = st.builds(c.Mention, span=spans, text=texts, kind=one_of(c.MentionKind))
claims = st.builds(
    c.Claim,
    id=ids,
    version_id=ids,
    outlet_id=ids,
    text=texts,
    start=st.integers(0, 2**31 - 1),
    end=st.integers(0, 2**31 - 1),
    fragments=tuples_of(spans),
    wording=texts,
    kind=one_of(c.ClaimKind),
    cue=texts,
    cue_span=maybe(spans),
    cue_class=one_of(c.CueClass),
    polarity=one_of(c.Polarity),
    hops=tuples_of(hops),
    quantities=tuples_of(quantities),
    dates=tuples_of(dates),
    extractor=texts,
    hedges=tuples_of(spans),
    mentions=tuples_of(mentions),
    nested_in=maybe(ids),
)
stories = st.builds(c.Story, id=ids, title=texts, version_ids=tuples_of(ids), first_published=maybe(moments))
groups = st.builds(
    c.ClaimGroup, id=ids, story_id=ids, canonical_id=ids, claim_ids=tuples_of(ids, min_size=1, unique=True)
)
matches = st.builds(
    c.Match,
    id=ids,
    left_id=ids,
    right_id=ids,
    score=st.floats(0, 1),
    verdict=one_of(c.Verdict),
    reason=texts,
    features=tuples_of(st.builds(c.Feature, name=texts, value=numbers, contribution=numbers)),
    matcher=texts,
    reviewed=st.booleans(),
)
reviews = st.builds(
    c.Review,
    id=ids,
    left_key=ids,
    right_key=ids,
    left_wording=texts,
    right_wording=texts,
    verdict=st.sampled_from(["same", "different"]),
    reviewed_at=moments,
)
copies = st.builds(
    c.Copy,
    version_id=ids,
    origin_id=ids,
    passages=tuples_of(
        st.builds(c.CopiedPassage, span=spans, origin_span=spans, words=st.integers(0, 99), edits=st.integers(0, 99))
    ),
    share=st.floats(0, 1),
    credited=st.booleans(),
    whole=st.booleans(),
)
provenance = st.builds(
    c.Provenance,
    group_id=ids,
    first_claim_id=ids,
    origins=tuples_of(texts),
    takings=tuples_of(
        st.builds(
            c.Taking, claim_id=ids, from_claim_id=maybe(ids), from_outlet_id=maybe(texts), how=one_of(c.TakingKind)
        )
    ),
)
relay_checks = st.builds(
    c.RelayCheck,
    claim_id=ids,
    relay_id=ids,
    checked_id=maybe(ids),
    verdict=one_of(c.RelayVerdict),
    found=maybe(st.builds(c.Passage, version_id=ids, span=spans, text=texts, claim_id=maybe(ids))),
)
speakers = st.builds(c.Speaker, id=ids, name=texts, spellings=tuples_of(texts), roles=tuples_of(texts))
speaker_links = st.builds(
    c.SpeakerLink,
    claim_id=ids,
    speaker_id=ids,
    verdict=st.sampled_from(["same", "unsure"]),
    score=st.floats(0, 1),
    evidence=texts,
)


def changes(claim_ids: st.SearchStrategy[str]) -> st.SearchStrategy[c.Change]:
    """Changes of every kind, whose sides are passages of these claims."""
    passage = st.builds(c.Passage, version_id=ids, span=spans, text=texts, claim_id=claim_ids)
    details = {
        "left": passage,
        "right": passage,
        "left_class": one_of(c.CueClass),
        "right_class": one_of(c.CueClass),
        "left_value": numbers,
        "right_value": numbers,
        "unit": texts,
        "certain": st.booleans(),
        "left_day": st.dates(),
        "right_day": st.dates(),
        "left_relays": tuples_of(texts),
        "right_relays": tuples_of(texts),
    }
    return st.one_of(
        st.builds(kind, **{field.name: details[field.name] for field in fields(kind)}) for kind in get_args(c.Change)
    )


@dataclass(frozen=True)
class Small:
    """One story: a wire's piece, an outlet that relays it, and one whose text is cut off."""

    outlets: tuple[s.Outlet, ...]
    pages: tuple[s.Page, ...]
    articles: tuple[s.Article, ...]
    claims: tuple[c.Claim, ...]
    stories: tuple[c.Story, ...]
    groups: tuple[c.ClaimGroup, ...]
    matches: tuple[c.Match, ...]
    changes: tuple[c.Change, ...]
    relay_checks: tuple[c.RelayCheck, ...]
    speakers: tuple[c.Speaker, ...]
    speaker_links: tuple[c.SpeakerLink, ...]
    copies: tuple[c.Copy, ...] = ()
    provenance: tuple[c.Provenance, ...] = ()
    reviews: tuple[c.Review, ...] = ()


def page_of(outlet: s.Outlet, name: str, body: str, hours: int = 0, **others: object) -> s.Page:
    url = f"https://{outlet.domains[0]}/{name}"
    return s.Page(
        id=s.content_id(outlet.id, url, body.encode()),
        outlet_id=outlet.id,
        url=url,
        fetched_at=NOON + timedelta(hours=hours),
        media_type="text/plain",
        body=body.encode(),
        **others,
    )


def article_of(page: s.Page, *, published: datetime | None = NOON, **others: object) -> s.Article:
    """Read the page as it is: the first line is the title."""
    title, _, text = page.body.decode().partition("\n")
    article_id = s.content_id(page.url)
    article = s.Article(
        id=article_id,
        version_id=s.content_id(article_id, title, text),
        page_id=page.id,
        outlet_id=page.outlet_id,
        url=page.url,
        title=title,
        byline="",
        published=published,
        modified=None,
        language="en",
        kind="news",
        completeness="complete",
        synthetic=False,
        text=text,
        extractor=EXTRACTOR,
    )
    return replace(article, **others)


def span_of(article: s.Article, words: str) -> c.Span:
    """Where the words stand in the article."""
    start = article.text.index(words)
    return c.Span(start, start + len(words))


def claim_of(article: s.Article, wording: str, *hops_before: c.Hop, **others: object) -> c.Claim:
    """The claim that stands in the article in these words."""
    start = article.text.index(wording)
    end = start + len(wording)
    return replace(
        c.Claim(
            id=s.content_id(article.version_id, f"{start}-{end}"),
            version_id=article.version_id,
            outlet_id=article.outlet_id,
            text=wording,
            start=start,
            end=end,
            fragments=(c.Span(start, end),),
            wording=wording,
            kind="indirect",
            cue="say",
            cue_span=None,
            cue_class="neutral",
            polarity="affirmed",
            hops=(*hops_before, c.Hop("publisher", "outlet", article.outlet_id, None, article.outlet_id)),
            quantities=(),
            dates=(),
            extractor=ATTRIBUTOR,
        ),
        **others,
    )


def small() -> Small:
    wire = s.Outlet("wire", "The Wire", "wire", "GB", "en", domains=("wire.example",))
    post = s.Outlet("post", "The Post", "newspaper", "US", "en", domains=("post.example",))
    mail = s.Outlet("mail", "The Mail (stand-in)", "newspaper", "US", "en", domains=("mail.example",), synthetic=True)
    told = page_of(
        wire, "plan", "Plan\n“The plan has 28 points,” officials said. It may cost Kyiv €5 million, they said."
    )
    relayed = page_of(post, "plan", "Scheme\nOfficials said “the plan has 20 points”, The Wire reported.", 1)
    cut = page_of(mail, "plan", "Row\nWe like the plan, a man said. To read on", 2)
    article_told = article_of(told)
    article_relayed = article_of(relayed, published=NOON + timedelta(hours=1))
    article_cut = article_of(cut, published=None, completeness="truncated")
    officials = c.Hop("speaker", "collective", "officials")
    through_wire = c.Hop("relay", "outlet", "Wire", c.Span(46, 54), "wire")
    points = c.Quantity(c.Span(14, 23), "28 points", 28.0, "point", "exact")
    quote = claim_of(article_told, "“The plan has 28 points,”", officials, kind="direct", quantities=(points,))
    start = article_told.text.index("may")
    costs = claim_of(
        article_told,
        "It may cost Kyiv €5 million",
        officials,
        hedges=(c.Span(start, start + 3),),
        mentions=(c.Mention(c.Span(start + 9, start + 13), "Kyiv", "place"),),
    )
    echo = claim_of(article_relayed, "“the plan has 20 points”", officials, through_wire, kind="direct")
    man = c.Hop("speaker", "anonymous", "a man", None, None, "who would not give his name")
    liked = claim_of(article_cut, "We like the plan", man)
    story = c.Story(
        s.content_id(article_told.id),
        "Plan",
        (article_told.version_id, article_relayed.version_id, article_cut.version_id),
        NOON,
    )
    shared = c.ClaimGroup(s.content_id(quote.id), story.id, quote.id, (quote.id, echo.id))
    alone = tuple(c.ClaimGroup(s.content_id(claim.id), story.id, claim.id, (claim.id,)) for claim in (costs, liked))
    left, right = sorted((quote.id, echo.id))
    match = c.Match(
        s.content_id(left, right), left, right, 0.9, "same", "Same words.", (c.Feature("words", 0.8, 2.2),), "matcher 1"
    )
    known = c.Speaker(s.content_id("Officials", ""), "Officials", ("Officials", "officials"), ("planners",))
    links = (
        *(c.SpeakerLink(one.id, known.id, "same", 0.9, "Same word.") for one in (quote, costs, echo)),
        c.SpeakerLink(liked.id, known.id, "unsure", 0.4, "Who it is goes unsaid."),
    )
    taken = c.CopiedPassage(span_of(article_relayed, "the plan has 20 points"), c.Span(1, 23), words=5, edits=1)
    here = c.Passage(quote.version_id, c.Span(14, 16), "28", quote.id)
    there = c.Passage(echo.version_id, c.Span(29, 31), "20", echo.id)
    return Small(
        outlets=(mail, post, wire),
        pages=(told, relayed, cut),
        articles=(article_told, article_relayed, article_cut),
        claims=(quote, costs, echo, liked),
        stories=(story,),
        groups=(shared, *alone),
        matches=(match,),
        changes=(c.QuantityChanged(here, there, 28.0, 20.0, "point"),),
        relay_checks=(
            c.RelayCheck(
                echo.id, "wire", "wire", "altered", c.Passage(quote.version_id, c.Span(14, 23), "28 points", quote.id)
            ),
        ),
        speakers=(known,),
        speaker_links=links,
        copies=(c.Copy(echo.version_id, quote.version_id, (taken,), share=0.5, credited=True, whole=False),),
        provenance=(
            c.Provenance(shared.id, quote.id, ("wire",), (c.Taking(echo.id, quote.id, None, "relay"),)),
            *(
                c.Provenance(group.id, group.canonical_id, (outlet,), ())
                for group, outlet in zip(alone, ("wire", "mail"), strict=True)
            ),
        ),
        reviews=(
            make_review(
                (costs, liked), {one.version_id: one.id for one in (article_told, article_cut)}, "different", NOON
            ),
        ),
    )


def save_matching(
    warehouse: Warehouse,
    *,
    stories: Sequence[c.Story] = (),
    matches: Sequence[c.Match] = (),
    groups: Sequence[c.ClaimGroup] = (),
    changes: Sequence[c.Change] = (),
    relay_checks: Sequence[c.RelayCheck] = (),
    speakers: Sequence[c.Speaker] = (),
    speaker_links: Sequence[c.SpeakerLink] = (),
    copies: Sequence[c.Copy] = (),
    provenance: Sequence[c.Provenance] = (),
) -> None:
    """Save what matching finds, in place of all that was held of it, by the saves that matching makes."""
    desk = warehouse.matching
    with desk.saving():
        desk.forget_all()
        desk.save_stories(stories, ())
        desk.save_matches(matches)
        desk.save_groups(groups, changes, provenance)
        desk.save_copies(sorted({copy.version_id for copy in copies}), copies)
        desk.save_story_findings([story.id for story in stories], [group.id for group in groups], relay_checks)
        desk.note_settled([story.id for story in stories])
    warehouse.save_speakers(speakers, speaker_links, "fingerprint")


def fill(warehouse: Warehouse, data: Small) -> None:
    """Save all of it, stage by stage."""
    warehouse.save_reading(data.outlets, data.pages, [], below="")
    warehouse.save_extraction(data.articles, [], EXTRACTOR)
    warehouse.save_claims([article.version_id for article in data.articles], data.claims, [], ATTRIBUTOR)
    save_matching(
        warehouse,
        stories=data.stories,
        matches=data.matches,
        groups=data.groups,
        changes=data.changes,
        relay_checks=data.relay_checks,
        speakers=data.speakers,
        speaker_links=data.speaker_links,
        copies=data.copies,
        provenance=data.provenance,
    )
    warehouse.save_reviews(data.reviews)
