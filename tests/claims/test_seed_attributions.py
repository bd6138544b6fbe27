"""The claims of the seed article against what a careful reader finds in it: seeds/us-peace-plan/expected.json."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from claims.extract import extract_claims
from claims.speaker import canonical_names, link_speakers
from claims.types import Claim, Hop, Span
from sources.extract import extract
from sources.read import read_folder
from sources.registry import load_registry
from sources.types import Article
from tests.support import SEEDS

FOLDER = SEEDS / "us-peace-plan"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
ATTRIBUTIONS: dict[str, dict[str, Any]] = {entry["id"]: entry for entry in EXPECTED["attributions"]}
ASPECTS = ("content", "source", "cue", "kind", "polarity", "chain", "quantities", "dates")


def load() -> tuple[Article, tuple[Claim, ...]]:
    """Return the main article and its claims, each speaker under the name that the story's articles agree on."""
    reading = read_folder(FOLDER, load_registry(), now=datetime(2025, 11, 21, 9, tzinfo=UTC))
    body = (FOLDER / EXPECTED["story"]["main_file"]).read_bytes()
    (page,) = (page for page in reading.pages if page.body == body)
    articles = [extract(page) for page in reading.pages if b"<p>" in page.body or page is body or page.body == body]
    main = next(article for article in articles if article.page_id == page.id)
    by_article = {article.id: extract_claims(article, reading.registry) for article in articles}
    speakers, links = link_speakers([claim for claims in by_article.values() for claim in claims], articles)
    names = canonical_names(speakers, links)
    known = [
        replace(it, hops=(replace(it.hops[0], name=names[it.id]), *it.hops[1:])) if it.id in names else it
        for it in by_article[main.id]
    ]
    return main, tuple(known)


ARTICLE, CLAIMS = load()


def place(quoted: str | dict[str, Any] | None) -> Span | None:
    """Return where the article has a text of expected.json: its only occurrence, or the nth of several."""
    if quoted is None:
        return None
    text, nth = (quoted, 1) if isinstance(quoted, str) else (quoted["text"], quoted["nth"])
    start = [match.start() for match in re.finditer(re.escape(text), ARTICLE.text)][nth - 1]
    return Span(start, start + len(text))


def found(attribution: dict[str, Any]) -> Claim:
    """Return the claim that shares most words with an expected content: at least half of the longer one's."""
    wanted = _words(tuple(span for part in attribution["content"] if (span := place(part))))
    claim = max(CLAIMS, key=lambda claim: (len(wanted & _words(claim.fragments)), -len(_words(claim.fragments))))
    shared = len(wanted & _words(claim.fragments))
    assert shared * 2 >= max(len(wanted), len(_words(claim.fragments))), "no claim has half of these words"
    return claim


def _words(spans: tuple[Span, ...]) -> set[int]:
    return {
        match.start() for span in spans for match in re.compile(r"\w+").finditer(ARTICLE.text, span.start, span.end)
    }


def wanted_hop(entry: dict[str, Any]) -> tuple[str, str, str, Span | None, str | None]:
    """Return an expected hop; a role that the article pairs with a person counts as that person."""
    source_type = "named_person" if "refers_to" in entry else entry["source_type"]
    return (
        entry["role"],
        source_type,
        entry.get("refers_to", entry["name"]),
        place(entry.get("text")),
        entry.get("outlet"),
    )


def shown_hop(hop: Hop) -> tuple[str, str, str, Span | None, str | None]:
    return hop.role, hop.source_type, hop.name, hop.span, hop.outlet_id


def cases() -> list[Any]:
    return [
        pytest.param(attribution, aspect, id=f"{name}: {aspect}")
        for name, attribution in ATTRIBUTIONS.items()
        for aspect in ASPECTS
    ]


@pytest.mark.parametrize(("attribution", "aspect"), cases())
def test_attributions(attribution: dict[str, Any], aspect: str) -> None:
    claim = found(attribution)
    shown: dict[str, tuple[object, object]] = {
        "content": (claim.fragments, tuple(place(part) for part in attribution["content"])),
        "source": (claim.speaker and claim.speaker.span, place(attribution["source"])),
        "cue": (_cue(claim), place(attribution["cue"])),
        "kind": ((claim.kind, claim.cue_class), (attribution["kind"], attribution["cue_class"])),
        "polarity": (claim.polarity, attribution["polarity"]),
        "chain": ([*map(shown_hop, claim.hops)], [*map(wanted_hop, attribution["chain"])]),
        "quantities": (
            [(one.text, one.value, one.unit, one.bound) for one in claim.quantities],
            [(one["text"], one["value"], one["unit"], one["bound"]) for one in attribution["quantities"]],
        ),
        "dates": (
            [(one.text, one.day.isoformat()) for one in claim.dates],
            [(one["text"], one["day"]) for one in attribution["dates"]],
        ),
    }
    assert shown[aspect][0] == shown[aspect][1]


def _cue(claim: Claim) -> Span | None:
    """Return the cue's span without the adverbs before it, which expected.json leaves out."""
    match = re.match(r"(?:\w+ly\s+)*", claim.cue_span.of(ARTICLE.text)) if claim.cue_span else None
    return Span(claim.cue_span.start + match.end(), claim.cue_span.end) if claim.cue_span and match else claim.cue_span


@pytest.mark.parametrize("entry", EXPECTED["not_attributions"], ids=lambda entry: entry["text"][:40])
def test_what_only_looks_like_an_attribution_is_none(entry: dict[str, Any]) -> None:
    assert place(entry["text"]) not in [Span(claim.start, claim.end) for claim in CLAIMS]


def test_nothing_is_found_that_is_not_expected() -> None:
    expected = [
        _words(tuple(span for part in entry["content"] if (span := place(part)))) for entry in EXPECTED["attributions"]
    ]
    assert [claim.text for claim in CLAIMS if not any(_words(claim.fragments) & words for words in expected)] == []


@pytest.mark.parametrize("outlet_id", ["politico-eu", "wsj"])
def test_the_two_relays_stand_with_exact_spans(outlet_id: str) -> None:
    """“… ← informed sources ← Politico Europe” and “… ← European officials ← the Wall Street Journal”."""
    (attribution,) = (
        entry for entry in EXPECTED["attributions"] if any(hop.get("outlet") == outlet_id for hop in entry["chain"])
    )
    (claim,) = (claim for claim in CLAIMS if any(hop.outlet_id == outlet_id for hop in claim.hops))
    assert claim.fragments == tuple(place(part) for part in attribution["content"])
    assert [*map(shown_hop, claim.hops)] == [*map(wanted_hop, attribution["chain"])]
