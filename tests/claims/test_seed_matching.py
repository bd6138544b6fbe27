"""The seed folder, read, extracted and matched, against what a careful reader found in it (expected.json)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from claims.change import compare
from claims.cluster import cluster_articles
from claims.derive import StoryFindings, derive_stories
from claims.extract import extract_claims
from claims.types import Claim
from sources.errors import UnreadablePage
from sources.extract import extract
from sources.read import read_folder
from sources.registry import load_registry
from sources.types import Article
from tests.support import SEEDS

FOLDER = SEEDS / "us-peace-plan"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))


def cases(named: Iterator[tuple[str, Any]]) -> list[Any]:
    """Return one parameter for each named case."""
    return [pytest.param(value, id=name) for name, value in named]


def change_cases() -> Iterator[tuple[str, Any]]:
    """Yield all changes expected between two tellings as one case."""
    for group in EXPECTED["groups"]:
        pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for change in group["changes"]:
            pairs.setdefault((change["left"]["file"], change["right"]["file"]), []).append(change)
        for (left, right), changes in pairs.items():
            yield f"{group['id']}: {Path(left).stem} → {Path(right).stem}", changes


def relay_cases() -> Iterator[tuple[str, Any]]:
    """Yield each expected relay check as a case."""
    for check in EXPECTED["relay_checks"]:
        yield f"{Path(check['file']).stem} → {check['relay']}: {check['verdict']}", check


@dataclass(frozen=True)
class Seeds:
    """What the folder comes to."""

    articles: Mapping[str, Article]  # by file
    claims: Mapping[tuple[str, int, int], Claim]  # by file and span
    findings: tuple[StoryFindings, ...]

    def spot(self, place: Mapping[str, Any]) -> tuple[str, int, int]:
        """Return the file and span of a text in expected.json."""
        told = place["text"] if isinstance(place["text"], str) else place["text"]["text"]
        nth = 1 if isinstance(place["text"], str) else place["text"]["nth"]
        text, start = self.articles[place["file"]].text, -1
        for _ in range(nth):
            start = text.index(told, start + 1)
        return place["file"], start, start + len(told)

    def claim(self, place: Mapping[str, Any]) -> Claim:
        """Return the claim that stands there; fails where the extractor found another one, or none."""
        spot = self.spot(place)
        near = [
            f"{claim.text!r}"
            for (file, start, end), claim in self.claims.items()
            if file == spot[0] and start < spot[2] and spot[1] < end
        ]
        assert spot in self.claims, f"extracted instead: {near}"
        return self.claims[spot]


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    """Read, extract and match the folder once for all cases."""
    reading = read_folder(SEEDS, load_registry(), now=datetime(2025, 11, 21, 9, tzinfo=UTC))
    files = {path.read_bytes(): path.name for path in FOLDER.iterdir()}
    articles: dict[str, Article] = {}
    for page in reading.pages:
        try:
            articles[files[page.body]] = extract(page)
        except UnreadablePage:
            assert files[page.body] == "broken.html"
    claims = [(file, claim) for file, told in articles.items() for claim in extract_claims(told, reading.registry)]
    stories = cluster_articles([*articles.values()])
    findings = derive_stories(stories, [*articles.values()], [claim for _, claim in claims], reading.registry)
    return Seeds(articles, {(file, claim.start, claim.end): claim for file, claim in claims}, tuple(findings))


def test_stories(seeds: Seeds) -> None:
    files = {article.version_id: file for file, article in seeds.articles.items()}
    found = [[files[version] for version in finding.story.version_ids] for finding in seeds.findings]
    assert sorted(map(sorted, found)) == sorted(map(sorted, EXPECTED["stories"]))


@pytest.mark.parametrize("group", cases((group["id"], group) for group in EXPECTED["groups"]))
def test_groups(seeds: Seeds, group: Mapping[str, Any]) -> None:
    expected = {seeds.claim(telling).id for telling in group["tellings"]}
    found = [set(found.claim_ids) for finding in seeds.findings for found in finding.groups]
    assert [members for members in found if members & expected] == [expected]


def test_no_other_claim_is_shared(seeds: Seeds) -> None:
    """Groups of several outlets hold only what the careful reader put together."""
    expected = [{seeds.spot(telling) for telling in group["tellings"]} for group in EXPECTED["groups"]]
    spots = {claim.id: spot for spot, claim in seeds.claims.items()}
    found = [{spots[claim_id] for claim_id in group.claim_ids} for it in seeds.findings for group in it.groups]
    shared = [members for members in found if len({file for file, _, _ in members}) > 1]
    assert [members for members in shared if not any(members <= tellings for tellings in expected)] == []


@pytest.mark.parametrize("changes", cases(change_cases()))
def test_changes(seeds: Seeds, changes: list[Mapping[str, Any]]) -> None:
    left, right = seeds.claim(changes[0]["left"]), seeds.claim(changes[0]["right"])
    texts = {article.version_id: article.text for article in seeds.articles.values()}
    found = {change.kind: change for change in compare(left, right, texts)}
    assert sorted(found) == sorted(change["kind"] for change in changes)
    for change in changes:
        details = {name: value for name, value in change.items() if name not in {"kind", "left", "right"}}
        as_json = json.loads(json.dumps(asdict(found[change["kind"]]), default=str))
        assert {name: as_json[name] for name in details} == details


@pytest.mark.parametrize("check", cases(relay_cases()))
def test_relay_checks(seeds: Seeds, check: Mapping[str, Any]) -> None:
    claim = seeds.claim(check)
    found = {(it.claim_id, it.relay_id): it for finding in seeds.findings for it in finding.relay_checks}
    result = found[claim.id, check["relay"]]
    assert (result.verdict, result.checked_id) == (check["verdict"], check["checked"])
    if check["found"] is None:
        assert result.found is None
    else:
        assert result.found is not None
        file, start, end = seeds.spot(check["found"])
        assert (result.found.version_id, result.found.span.start, result.found.span.end) == (
            seeds.articles[file].version_id,
            start,
            end,
        )


def test_every_relay_to_an_outlet_of_the_registry_is_checked(seeds: Seeds) -> None:
    expected = [(*seeds.spot(check), check["relay"]) for check in EXPECTED["relay_checks"]]
    spots = {claim.id: spot for spot, claim in seeds.claims.items()}
    found = [(*spots[check.claim_id], check.relay_id) for it in seeds.findings for check in it.relay_checks]
    assert sorted(found) == sorted(expected)
