"""Where the seeds' claims come from, against what a careful reader found (expected.json): wire copy, and origins.

The groups are the expected ones, not the matcher's, so that what fails here is provenance alone.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from claims.copied import find_copies
from claims.extract import extract_claims
from claims.provenance import trace_group
from claims.types import Claim, ClaimGroup, Copy, Provenance
from sources.errors import UnreadablePage
from sources.extract import extract
from sources.read import read_folder
from sources.registry import Registry, load_registry
from sources.types import Article
from tests.support import SEEDS

FOLDER = SEEDS / "us-peace-plan"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))


@dataclass(frozen=True)
class Seeds:
    """What the folder comes to."""

    registry: Registry
    articles: Mapping[str, Article]  # by file
    claims: Mapping[tuple[str, int, int], Claim]  # by file and span
    copies: tuple[Copy, ...]

    def claim(self, telling: Mapping[str, str]) -> Claim:
        """Return the claim of a telling in expected.json."""
        start = self.articles[telling["file"]].text.index(telling["text"])
        return self.claims[telling["file"], start, start + len(telling["text"])]

    def trace(self, group: Mapping[str, Any]) -> Provenance:
        """Return where an expected group comes from."""
        told = [self.claim(telling) for telling in group["tellings"]]
        copies: dict[str, list[Copy]] = defaultdict(list)
        for copy in self.copies:
            copies[copy.version_id].append(copy)
        return trace_group(
            ClaimGroup(group["id"], "story", told[0].id, tuple(claim.id for claim in told)),
            {claim.id: claim for claim in told},
            {article.version_id: article for article in self.articles.values()},
            copies,
            self.registry,
        )


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    """Read and extract the folder once for all cases."""
    reading = read_folder(SEEDS, load_registry(), now=datetime(2025, 11, 21, 9, tzinfo=UTC))
    files = {path.read_bytes(): path.name for path in FOLDER.iterdir()}
    articles: dict[str, Article] = {}
    for page in reading.pages:
        try:
            articles[files[page.body]] = extract(page)
        except UnreadablePage:
            assert files[page.body] == "broken.html"
    claims = {
        (file, claim.start, claim.end): claim
        for file, article in articles.items()
        for claim in extract_claims(article, reading.registry)
    }
    return Seeds(reading.registry, articles, claims, find_copies([*articles.values()], reading.registry))


def test_wire_copy(seeds: Seeds) -> None:
    files = {article.version_id: file for file, article in seeds.articles.items()}
    found = [
        {"file": files[copy.version_id], "from": files[copy.origin_id], "edited": copy.edited > 0}
        for copy in seeds.copies
    ]
    assert found == EXPECTED["wire_copy"]
    assert all(copy.whole and copy.credited for copy in seeds.copies)


@pytest.mark.parametrize("group", [pytest.param(group, id=group["id"]) for group in EXPECTED["groups"]])
def test_independent_sources(seeds: Seeds, group: Mapping[str, Any]) -> None:
    provenance = seeds.trace(group)
    assert provenance.independent_sources == group["independent_sources"], provenance.origins


ORIGINS = {
    "no-negotiations": [
        "unnamed-outlet",
        "tass",
        "meridian-press-agency-stand-in",
        "northern-herald-stand-in",
        "ledger-weekly-stand-in",
    ],
    "shocked": ["politico-eu-stand-in"],
    "troops": ["wsj-stand-in", "meridian-press-agency-stand-in"],
    "not-informed": ["wsj-stand-in", "unnamed-outlet"],
}


@pytest.mark.parametrize(("name", "origins"), ORIGINS.items(), ids=ORIGINS)
def test_origins(seeds: Seeds, name: str, origins: list[str]) -> None:
    (group,) = [group for group in EXPECTED["groups"] if group["id"] == name]
    assert list(seeds.trace(group).origins) == origins
