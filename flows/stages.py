"""The stages of a run as plain functions: load → pure step → save.

Each save is one transaction and each stage takes up only what is not yet in the warehouse, so that a run killed
anywhere is finished by the next one. `plan` puts the stages in order; whoever runs the steps (a loop, or Prefect)
adds nothing to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from claims.derive import derive_stories
from claims.errors import ClaimsError
from claims.extract import EXTRACTOR as ATTRIBUTOR
from claims.extract import extract_claims
from claims.match import MATCHER
from claims.types import Claim
from flows.settings import Settings
from sources.errors import UnreadablePage
from sources.extract import EXTRACTOR, extract
from sources.read import read_folder
from sources.registry import Registry, load_registry
from sources.types import Article, Page, Skipped, content_id
from warehouse import Warehouse

VERSION = version("sayso")
# Prefect's history stays readable, and its overhead small, with few tasks a flow.
MAX_BATCHES = 8

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Step:
    """One unit of work of a run."""

    stage: str
    do: Callable[[], int]  # returns how many items were new
    items: int = 1  # how many it processes
    total: int = 1  # how many the run's steps of this stage process together


def open_registry(settings: Settings, warehouse: Warehouse) -> Registry:
    """Return the packaged registry, the settings' overlays, and the outlets that earlier runs brought in."""
    registry = load_registry(*settings.outlets)
    known = {outlet.id for outlet in registry.outlets}
    return registry.with_outlets(outlet for outlet in warehouse.load_outlets() if outlet.id not in known)


def read(warehouse: Warehouse, settings: Settings, folder: Path, outlet_id: str | None = None) -> int:
    """Read a folder's files into pages; return how many were new. What it had skipped before is tried again."""
    registry = open_registry(settings, warehouse)
    reading = read_folder(folder, registry, now=settings.clock(), outlet_id=outlet_id)
    below = f"{(folder.parent if folder.is_file() else folder).as_posix()}/"
    skipped = [replace(item, key=below + item.key) for item in reading.skipped]
    return warehouse.save_reading(reading.registry.outlets, reading.pages, skipped, below=below)


def extract_pages(warehouse: Warehouse, pages: Sequence[Page]) -> int:
    """Extract an article version from each page; return how many versions were new."""
    articles: list[Article] = []
    skipped: list[Skipped] = []
    for page in pages:
        try:
            articles.append(extract(page))
        except UnreadablePage as error:
            skipped.append(Skipped(page.url, "extract", str(error), page.id, EXTRACTOR))
    return warehouse.save_extraction(articles, skipped, EXTRACTOR)


def attribute(warehouse: Warehouse, registry: Registry, articles: Sequence[Article]) -> int:
    """Find the claims of each article version; return how many were new."""
    claims: list[Claim] = []
    skipped: list[Skipped] = []
    for article in articles:
        try:
            claims.extend(extract_claims(article, registry))
        except ClaimsError as error:
            skipped.append(Skipped(article.url, "attribute", str(error), article.version_id, ATTRIBUTOR))
    return warehouse.save_claims([article.version_id for article in articles], claims, skipped, ATTRIBUTOR)


def match(warehouse: Warehouse, registry: Registry) -> int:
    """Derive stories, groups, changes and relay checks anew, unless nothing they rest on has changed.

    Returns the number of claim groups derived, 0 where nothing was.
    """
    articles = warehouse.load_articles()
    claims = warehouse.load_claims()
    fingerprint = content_id(
        VERSION,
        MATCHER,
        *sorted(claim.id for claim in claims),
        *sorted(article.version_id for article in articles),
        *sorted(f"{outlet.id}={outlet.stands_in_for}" for outlet in registry.outlets),
    )
    if fingerprint == warehouse.matching_fingerprint():
        return 0
    findings = list(derive_stories(articles, claims, registry))
    warehouse.save_matching(
        stories=[found.story for found in findings],
        matches=[match for found in findings for match in found.matches],
        groups=[group for found in findings for group in found.groups],
        changes=[change for found in findings for change in found.changes],
        relay_checks=[check for found in findings for check in found.relay_checks],
        fingerprint=fingerprint,
    )
    return sum(len(found.groups) for found in findings)


def plan_ingest(warehouse: Warehouse, settings: Settings, outlet_id: str | None = None) -> Iterator[Step]:
    """Yield the steps from folders to claims. Later steps depend on what earlier ones saved: take them in turn."""
    for folder in settings.folders:
        yield Step(f"read {folder}", partial(read, warehouse, settings, folder, outlet_id))
    pages = warehouse.pages_to_extract(EXTRACTOR)
    yield from _in_batches("extract", pages, settings.batch, lambda batch: extract_pages(warehouse, batch))
    articles = warehouse.versions_to_attribute(ATTRIBUTOR)
    registry = open_registry(settings, warehouse)
    yield from _in_batches("attribute", articles, settings.batch, lambda batch: attribute(warehouse, registry, batch))


def plan_match(warehouse: Warehouse, settings: Settings) -> Iterator[Step]:
    """Yield the one step from claims to stories, groups, changes and relay checks."""
    yield Step("match", lambda: match(warehouse, open_registry(settings, warehouse)))


def _in_batches(
    stage: str, items: Sequence[Item], least: int, process: Callable[[Sequence[Item]], int]
) -> Iterator[Step]:
    size = max(least, -(-len(items) // MAX_BATCHES))
    for start in range(0, len(items), size):
        batch = items[start : start + size]
        yield Step(stage, partial(process, batch), len(batch), len(items))
