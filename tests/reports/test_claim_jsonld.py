"""Claims as linked data: the terms that schema.org has for these types, and nothing that a page could stumble over."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from reports.claim_jsonld import Source, ToldArticle, ToldClaim, ToldPassage, claim_line, claim_node, claims_graph

# Of schema.org's vocabulary: the properties that these types have there, of their own or by inheritance, and what each
# may hold.
THING = {"identifier": {"Text"}, "name": {"Text"}, "url": {"URL"}, "disambiguatingDescription": {"Text"}}
CREATIVE_WORK = THING | {
    "text": {"Text"},
    "headline": {"Text"},
    "inLanguage": {"Text"},
    "creditText": {"Text"},
    "datePublished": {"DateTime"},
    "dateModified": {"DateTime"},
    "author": {"Person", "Organization"},
    "publisher": {"Person", "Organization"},
    "hasPart": {"CreativeWork", "Quotation"},
}
VOCABULARY: dict[str, dict[str, set[str]]] = {
    "CreativeWork": CREATIVE_WORK,
    "Quotation": CREATIVE_WORK,
    "NewsArticle": CREATIVE_WORK,
    "Claim": CREATIVE_WORK | {"appearance": {"NewsArticle"}, "firstAppearance": {"NewsArticle"}},
    "Person": THING,
    "Organization": THING,
}

TOLD = datetime(2025, 11, 20, 9, 30, tzinfo=UTC)
GAZETTE = ToldArticle(
    "v1", "gazette", "Harbour Gazette", False, False,
    "https://gazette.example/a", "Bridge", "City desk", TOLD, None, "en",
)  # fmt: skip
LEDGER = replace(
    GAZETTE, version_id="v2", outlet_id="ledger", outlet="Ledger", outlet_stand_in=True, stand_in=True, url="file:a.txt"
)
MAYOR = Source("the mayor", "named_person", "s1", "Anna Berg")
FIRST = ToldPassage("c1", GAZETTE, "“It will stand,”", "direct", MAYOR, (), canonical=False, first_told=False)
SECOND = ToldPassage(
    "c2", LEDGER, "that it would stand", "indirect", MAYOR, ("The Wire",), canonical=True, first_told=True
)
AGAIN = replace(FIRST, claim_id="c3", wording="it will stand")
CLAIM = ToldClaim("g1", (FIRST, SECOND, AGAIN))


def check(node: Any, allowed: set[str]) -> None:
    """See that a node is of an allowed type, and has that type's properties alone, each with a value it may have."""
    if not isinstance(node, dict):
        assert isinstance(node, str)
        assert node
        if "URL" in allowed:
            assert node.startswith(("https://", "http://"))
        if "DateTime" in allowed:
            assert datetime.fromisoformat(node).tzinfo is not None
        assert allowed & {"Text", "URL", "DateTime"}
        return
    kind = node["@type"]
    assert kind in allowed
    for name, value in node.items():
        if name == "@id":
            assert value.startswith("urn:sayso:")
        elif name != "@type":
            for one in value if isinstance(value, list) else [value]:
                check(one, VOCABULARY[kind][name])


def test_a_claim_says_who_says_it_and_who_tells_it() -> None:
    node = claim_node(CLAIM)
    check(node, {"Claim"})
    assert node["@id"] == "urn:sayso:claim:g1"
    assert node["text"] == "that it would stand"
    assert node["author"] == {"@type": "Person", "@id": "urn:sayso:speaker:s1", "name": "Anna Berg"}
    assert node["creditText"] == "the mayor, through The Wire"
    assert node["firstAppearance"]["@id"] == "urn:sayso:article-version:v2"
    gazette, ledger = node["appearance"]
    assert gazette["url"] == "https://gazette.example/a"
    assert gazette["headline"] == "Bridge"
    assert gazette["datePublished"] == "2025-11-20T09:30:00Z"
    assert "dateModified" not in gazette
    assert [(part["@type"], part["text"]) for part in gazette["hasPart"]] == [
        ("Quotation", "“It will stand,”"),
        ("Quotation", "it will stand"),
    ]
    assert [(part["@type"], part["text"]) for part in ledger["hasPart"]] == [("CreativeWork", "that it would stand")]
    assert ledger["publisher"]["name"] == "Ledger (stand-in)"
    assert "stand-in" in ledger["disambiguatingDescription"]
    assert "disambiguatingDescription" not in gazette
    assert "url" not in ledger


@pytest.mark.parametrize(
    ("source", "author", "credit"),
    [
        (Source("Anna Berg", "named_person"), {"@type": "Person", "name": "Anna Berg"}, "Anna Berg"),
        (Source("the mayor", "role"), {"@type": "Person", "name": "the mayor"}, "the mayor"),
        (Source("City Hall", "organisation"), {"@type": "Organization", "name": "City Hall"}, "City Hall"),
        (Source("The Wire", "outlet"), {"@type": "Organization", "name": "The Wire"}, "The Wire"),
        (Source("two officials", "anonymous"), None, "two officials"),
        (Source("officials", "collective"), None, "officials"),
        (Source("a leaked memo", "document"), None, "a leaked memo"),
        (Source("", "unknown"), None, None),
        (None, None, None),
    ],
)
def test_who_says_it_is_a_person_an_organisation_or_words(
    source: Source | None, author: dict[str, str] | None, credit: str | None
) -> None:
    node = claim_node(ToldClaim("g1", (replace(FIRST, source=source),)))
    check(node, {"Claim"})
    assert (node.get("author"), node.get("creditText")) == (author, credit)


def test_without_a_canonical_or_first_telling_the_earliest_stands() -> None:
    node = claim_node(ToldClaim("g1", (AGAIN, replace(SECOND, canonical=False, first_told=False))))
    assert (node["text"], node["firstAppearance"]["@id"]) == ("it will stand", "urn:sayso:article-version:v1")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:a.txt", "https://a@b.example/", "", "data:text/html,x"])
def test_an_address_that_is_none_of_the_web_is_left_out(url: str) -> None:
    node = claim_node(ToldClaim("g1", (replace(FIRST, article=replace(GAZETTE, url=url)),)))
    assert "url" not in node["appearance"][0]


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "<!--", "]]>", "a\u2028b\u2029c", "a\x00\x1b[31m\u202eb", "\ud800", "&amp;"],
)
def test_any_text_can_stand_in_a_script_element(text: str) -> None:
    line = claim_line(ToldClaim("g1", (replace(FIRST, wording=text),)))
    assert json.loads(line)["text"] == text
    assert not set(line.rstrip("\n")) & set("<>&\n\u2028\u2029\x00\x1b\u202e\ud800")


def test_a_line_and_the_graph_have_the_same_nodes() -> None:
    claims = [CLAIM, ToldClaim("g2", (FIRST,))]
    graph = json.loads("".join(claims_graph(claims)))
    lines = [json.loads(claim_line(claim)) for claim in claims]
    assert graph["@context"] == "https://schema.org"
    assert [{"@context": "https://schema.org", **node} for node in graph["@graph"]] == lines
    assert json.loads("".join(claims_graph([]))) == {"@context": "https://schema.org", "@graph": []}
