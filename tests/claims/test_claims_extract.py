"""Articles become claims whose texts and spans agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import UnsupportedLanguage
from claims.extract import EXTRACTOR, claim_kind, extract_claims
from sources.errors import SaysoError, UnknownOutlet
from sources.registry import Registry
from sources.types import Article, Outlet

REGISTRY = Registry(
    (
        Outlet("gazette", "The Gazette", "newspaper", "GB", "en", aliases=("Gazette",)),
        Outlet("reuters", "Reuters", "wire", "GB", "en", aliases=("Reuters",)),
    )
)
ARTICLE = Article(
    id="a",
    version_id="v",
    page_id="p",
    outlet_id="gazette",
    url="https://gazette.example/a",
    title="Title",
    byline="",
    published=datetime(2025, 11, 20, 9, tzinfo=UTC),
    modified=None,
    language="en",
    kind="news",
    completeness="complete",
    synthetic=True,
    text="“At least 12 ships left,” Ann Lee told Reuters on Wednesday, “and we saw none return.”",
    extractor="test/1",
)


def test_a_claim_holds_what_the_article_says() -> None:
    (claim,) = extract_claims(ARTICLE, REGISTRY)
    assert claim.text == ARTICLE.text[claim.start : claim.end] == ARTICLE.text
    assert claim.wording == "“At least 12 ships left,” “and we saw none return.”"
    assert (claim.version_id, claim.outlet_id, claim.extractor) == ("v", "gazette", EXTRACTOR)
    assert (claim.kind, claim.cue, claim.cue_class, claim.polarity) == ("direct", "tell", "neutral", "affirmed")
    assert claim.cue_span is not None
    assert claim.cue_span.of(ARTICLE.text) == "told"
    assert [(one.value, one.unit, one.bound) for one in claim.quantities] == [(12, "ship", "at_least")]
    assert [one.day for one in claim.dates] == [date(2025, 11, 19)]
    assert claim.speaker is not None
    assert claim.speaker.name == "Ann Lee"
    assert [relay.outlet_id for relay in claim.relays] == ["reuters"]


def test_the_same_version_gives_the_same_claims_and_another_one_other_ids() -> None:
    assert extract_claims(ARTICLE, REGISTRY) == extract_claims(ARTICLE, REGISTRY)
    (claim,) = extract_claims(ARTICLE, REGISTRY)
    (other,) = extract_claims(replace(ARTICLE, version_id="w"), REGISTRY)
    assert claim.id != other.id


def test_a_day_is_resolved_where_the_article_was_published() -> None:
    late = datetime(2025, 11, 20, 23, 30, tzinfo=UTC)
    (claim,) = extract_claims(replace(ARTICLE, published=late, text="Lee said today that it rained."), REGISTRY)
    assert [one.day for one in claim.dates] == [date(2025, 11, 20)]
    (claim,) = extract_claims(replace(ARTICLE, published=None, text="Lee said today that it rained."), REGISTRY)
    assert claim.dates == ()


@pytest.mark.parametrize(
    ("wording", "kind"),
    [
        ("“We go.”", "direct"),
        ("“We go,” “and you stay.”", "direct"),
        ("that “we go”", "mixed"),
        ("that they go", "indirect"),
        ("", "indirect"),
    ],
)
def test_kinds(wording: str, kind: str) -> None:
    assert claim_kind(wording) == kind


@pytest.mark.parametrize("language", ["de", "fr"])
def test_other_languages_are_refused(language: str) -> None:
    with pytest.raises(UnsupportedLanguage, match=f"{language!r}.*reads en only") as raised:
        extract_claims(replace(ARTICLE, language=language), REGISTRY)
    assert isinstance(raised.value, SaysoError)
    assert (raised.value.language, raised.value.supported) == (language, ("en",))


def test_an_unknown_language_is_tried() -> None:
    assert len(extract_claims(replace(ARTICLE, language=""), REGISTRY)) == 1


def test_an_outlet_outside_the_registry_is_an_error() -> None:
    with pytest.raises(UnknownOutlet, match="gazete"):
        extract_claims(replace(ARTICLE, outlet_id="gazete"), REGISTRY)


PIECES = [
    "said", "adding", "according to", "told", "Reuters", "reported", "Ann Lee", "he", "they", "officials",
    "that", "who", "on condition of anonymity", "the", "sources", "12 ships", "$5bn", "Nov. 3", "Thursday", ",",
    ".", "“", "”", '"', "\n\n",
]  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=50).map(" ".join) | st.text(max_size=80))
def test_any_text_gives_claims_that_agree_with_it(text: str) -> None:
    claims = extract_claims(replace(ARTICLE, text=text), REGISTRY)
    assert len({claim.id for claim in claims}) == len(claims)
    for claim in claims:
        assert claim.text == text[claim.start : claim.end]
        assert claim.fragments[0].start == claim.start
        assert claim.fragments[-1].end == claim.end
        assert claim.hops[-1].role == "publisher"
        assert all(hop.name for hop in claim.hops)
        for hop in claim.hops:
            assert hop.span is None or 0 <= hop.span.start < hop.span.end <= len(text)
        for quantity in claim.quantities:
            assert claim.start <= quantity.span.start < quantity.span.end <= claim.end


@pytest.mark.parametrize(
    "piece",
    ["Lee said “a” ", "he said a. ", "they said a. ", "Reuters said a, ", "A.B.C. ", "Lee ", "of a source who said "],
)
def test_a_flood_of_claims_is_read_to_its_end(piece: str) -> None:
    text = piece * 3_000
    assert all(claim.end <= len(text) for claim in extract_claims(replace(ARTICLE, text=text), REGISTRY))
