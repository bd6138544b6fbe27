"""The seeds hold together: the manifest names every page, stand-ins say so, and expected.json quotes what is there."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest
import trafilatura
from lxml import html

from claims.types import Bound, Change, ClaimKind, CueClass, HopRole, Polarity, RelayVerdict, SourceType
from sources.types import ArticleKind, Completeness, OutletKind, Stage

FOLDER = Path(__file__).parent.parent / "seeds" / "us-peace-plan"
SEED = "peskov-28-point-plan.txt"
SEED_SHA256 = "6cbfebb95484ab7b72a46478ec3fca8b792e5c8c370beef66cece05f395d9270"
DISCLAIMER = "Stand-in page written for the sayso project; not a real article."

MANIFEST: dict[str, Any] = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
OUTLETS = {outlet["id"]: outlet for outlet in MANIFEST["outlets"]}
PAGES = {page["file"]: page for page in MANIFEST["pages"]}
SKIPPED = {skipped["file"] for skipped in EXPECTED["skipped"]}
STAND_INS = sorted(file for file in PAGES if file.endswith(".html"))

LITERALS = {
    "kind": {*get_args(ArticleKind), *get_args(ClaimKind), *(change.kind for change in get_args(Change))},
    "completeness": set(get_args(Completeness)),
    "stage": set(get_args(Stage)),
    "cue_class": set(get_args(CueClass)),
    "left_class": set(get_args(CueClass)),
    "right_class": set(get_args(CueClass)),
    "polarity": set(get_args(Polarity)),
    "role": set(get_args(HopRole)),
    "source_type": set(get_args(SourceType)),
    "bound": set(get_args(Bound)),
    "verdict": set(get_args(RelayVerdict)),
}


def article_text(file: str) -> str:
    """Return the text of a page that expected.json quotes from."""
    body = (FOLDER / file).read_bytes()
    if file.endswith(".txt"):
        return body.decode("utf-8")
    text = trafilatura.extract(body, fast=True, include_comments=False)
    assert text is not None, f"{file}: no article text"
    return str(text)


TEXTS = {file: article_text(file) for file in PAGES if file not in SKIPPED}


def records(node: object) -> Iterator[dict[str, Any]]:
    """Yield every object in a JSON document."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from records(child)


def quoted(attribution: dict[str, Any]) -> Iterator[str | dict[str, Any]]:
    """Yield what an attribution quotes from the seed article, each as "text" or {"text", "nth"}."""
    yield from (attribution[part] for part in ("source", "cue") if attribution[part] is not None)
    yield from attribution["content"]
    yield from (hop["text"] for hop in attribution["chain"] if "text" in hop)


def passages() -> Iterator[tuple[str, str, int | None]]:
    """Yield (file, text, nth) of everything that expected.json quotes; nth is None where the text occurs once."""
    for attribution in EXPECTED["attributions"]:
        for part in quoted(attribution):
            yield (SEED, part, None) if isinstance(part, str) else (SEED, part["text"], part["nth"])
    yield from ((SEED, item["text"], None) for item in EXPECTED["not_attributions"])
    for record in records([EXPECTED["groups"], EXPECTED["relay_checks"]]):
        if "file" in record:
            yield record["file"], record["text"], None


def test_the_seed_article_is_kept_byte_for_byte() -> None:
    assert sha256((FOLDER / SEED).read_bytes()).hexdigest() == SEED_SHA256
    assert "synthetic" not in PAGES[SEED]


def test_the_manifest_names_every_page_once_and_nothing_else() -> None:
    beside = {"manifest.toml", "expected.json"}
    assert sorted(page["file"] for page in MANIFEST["pages"]) == sorted(
        path.name for path in FOLDER.iterdir() if path.name not in beside
    )


def test_the_manifests_outlets_are_whole_and_told_apart() -> None:
    assert len(OUTLETS) == len(MANIFEST["outlets"])
    assert {outlet["kind"] for outlet in OUTLETS.values()} <= set(get_args(OutletKind))
    domains = [domain for outlet in OUTLETS.values() for domain in outlet.get("domains", ())]
    assert len(set(domains)) == len(domains)
    assert all(domain.endswith(".example") for domain in domains)


def test_every_outlet_but_the_unnamed_one_is_a_stand_in_and_says_so() -> None:
    stand_ins = {name for name, outlet in OUTLETS.items() if outlet.get("synthetic", False)}
    assert set(OUTLETS) - stand_ins == {"unnamed-outlet"}
    assert all(OUTLETS[name]["name"].endswith(" (stand-in)") for name in stand_ins)


def test_pages_were_fetched_at_fixed_times_of_those_two_days() -> None:
    assert all(isinstance(page["fetched"], datetime) for page in MANIFEST["pages"])
    assert {page["fetched"].date() for page in MANIFEST["pages"]} == {date(2025, 11, 20), date(2025, 11, 21)}


@pytest.mark.parametrize("file", STAND_INS)
def test_a_stand_in_page_says_so_to_people_and_in_the_manifest(file: str) -> None:
    assert PAGES[file]["synthetic"] is True
    assert DISCLAIMER.encode() in (FOLDER / file).read_bytes()


@pytest.mark.parametrize("file", sorted(set(STAND_INS) - SKIPPED))
def test_a_stand_in_pages_addresses_lie_under_example(file: str) -> None:
    """Links are relative; canonical and OpenGraph URLs, and the outlet they lead to, are the expected ones."""
    tree = html.fromstring((FOLDER / file).read_bytes())
    urls = [str(url) for url in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")]
    assert len(urls) == 2
    assert len(set(urls)) == 1
    assert not [link for link in tree.xpath("//a/@href | //img/@src") if urlsplit(str(link)).netloc]
    host = (urlsplit(urls[0]).hostname or "").removeprefix("www.")
    (article,) = (article for article in EXPECTED["articles"] if article["file"] == file)
    assert host in OUTLETS[article["outlet"]]["domains"]


@pytest.mark.parametrize("file", sorted(set(STAND_INS) - SKIPPED))
def test_extraction_keeps_the_story_and_drops_what_surrounds_it(file: str) -> None:
    text = TEXTS[file]
    assert len(text.split()) > (100 if file == "paywalled.html" else 230)
    assert not [word for word in ("cookie", "Stand-in page", "Share", "Subscribe", "Sign up") if word in text]


@pytest.mark.parametrize("file", sorted(SKIPPED))
def test_from_a_broken_page_nothing_can_be_read(file: str) -> None:
    assert trafilatura.extract((FOLDER / file).read_bytes(), fast=True, include_comments=False) is None


def test_every_page_is_expected_as_an_article_or_as_skipped() -> None:
    articles = [article["file"] for article in EXPECTED["articles"]]
    assert sorted([*articles, *SKIPPED]) == sorted(PAGES)
    assert sorted(file for story in EXPECTED["stories"] for file in story) == sorted(articles)
    story = EXPECTED["story"]
    assert (story["pages"], story["articles"]) == (len(PAGES), len(articles))
    assert (story["stories"], story["skipped"]) == (len(EXPECTED["stories"]), len(SKIPPED))


def test_stories_are_listed_in_the_order_of_publication() -> None:
    published = {article["file"]: datetime.fromisoformat(article["published"]) for article in EXPECTED["articles"]}
    for story in EXPECTED["stories"]:
        assert story == sorted(story, key=published.__getitem__)


def test_everything_quoted_stands_in_its_file_as_often_as_stated() -> None:
    wrong = []
    for file, text, nth in passages():
        count = TEXTS[file].count(text)
        if count != 1 if nth is None else not 1 <= nth <= count or count == 1:
            wrong.append((file, text, nth, count))
    assert wrong == []


def test_the_seed_articles_attributions_stand_in_the_order_of_the_text() -> None:
    """Nested ones come after the one around them, which ends later."""
    starts = [TEXTS[SEED].index(attribution["content"][0]) for attribution in EXPECTED["attributions"]]
    assert starts == sorted(starts)


def test_quotation_marks_and_kind_agree() -> None:
    for attribution in EXPECTED["attributions"]:
        in_quotes = [part.startswith('"') and part.endswith('"') for part in attribution["content"]]
        assert attribution["kind"] == ("direct" if all(in_quotes) else "indirect"), attribution["id"]


def test_values_are_those_of_the_types() -> None:
    strays = [
        (key, record[key])
        for record in records(EXPECTED)
        for key, allowed in LITERALS.items()
        if key in record and record[key] not in allowed
    ]
    assert strays == []


def test_chains_run_to_the_publisher_over_outlets() -> None:
    for attribution in EXPECTED["attributions"]:
        *before, publisher = attribution["chain"]
        assert (publisher["role"], publisher["outlet"]) == ("publisher", "unnamed-outlet"), attribution["id"]
        assert [hop["role"] for hop in before] in (["speaker"], ["speaker", "relay"]), attribution["id"]
        assert all("outlet" in hop for hop in before if hop["role"] == "relay"), attribution["id"]


@pytest.mark.parametrize("key", ["attributions", "groups"])
def test_ids_are_unique(key: str) -> None:
    ids = [item["id"] for item in EXPECTED[key]]
    assert len(set(ids)) == len(ids)


def test_groups_are_shared_and_their_changes_lie_between_outlets() -> None:
    outlet_of = {article["file"]: article["outlet"] for article in EXPECTED["articles"]}
    for group in EXPECTED["groups"]:
        tellers = {outlet_of[telling["file"]] for telling in group["tellings"]}
        assert len(tellers) >= 2, group["id"]
        assert 1 <= group["independent_sources"] <= len(tellers), group["id"]
        for change in group["changes"]:
            assert change["left"] in group["tellings"], group["id"]
            assert change["right"] in group["tellings"], group["id"]
            assert outlet_of[change["left"]["file"]] != outlet_of[change["right"]["file"]], group["id"]


def test_every_change_kind_is_among_the_seeds() -> None:
    found = {change["kind"] for group in EXPECTED["groups"] for change in group["changes"]}
    elsewhere = {"hedge", "quote_merged"}  # tests/gold/pairs has them
    assert found == {change.kind for change in get_args(Change)} - elsewhere


def test_every_relay_verdict_is_among_the_seeds_and_has_its_passage() -> None:
    checks = EXPECTED["relay_checks"]
    assert {check["verdict"] for check in checks} == set(get_args(RelayVerdict))
    for check in checks:
        assert (check["found"] is None) == (check["verdict"] in {"not_found", "not_held"})
        assert (check["checked"] is None) == (check["verdict"] == "not_held")
        if check["checked"] is not None:
            assert OUTLETS[check["checked"]].get("stands_in_for", check["checked"]) == check["relay"]


@pytest.mark.parametrize("copy", EXPECTED["wire_copy"], ids=lambda copy: copy["file"])
def test_wire_copy_repeats_the_wires_paragraphs(copy: dict[str, Any]) -> None:
    """Unedited copy has every paragraph; edited copy has some of them, and none of its quotations is changed."""
    wire = TEXTS[copy["from"]].splitlines()
    carried = [paragraph for paragraph in wire if paragraph in TEXTS[copy["file"]].splitlines()]
    assert (len(carried) < len(wire)) is copy["edited"]
    quotations = [
        part
        for line in TEXTS[copy["file"]].replace("“", '"').replace("”", '"').splitlines()
        for part in line.split('"')[1::2]
    ]
    assert quotations
    assert all(quotation in TEXTS[copy["from"]] for quotation in quotations)
