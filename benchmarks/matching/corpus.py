"""The articles of BASIL's dev part and NewsWCL50 in a warehouse: extracted, encoded, in the stories of the gold.

Made once for each state of extractor, encoder and data, and kept as a DuckDB file in a folder of its own; the file is
written under another name first, so that nobody finds half of it.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.matching.errors import DataMissing
from benchmarks.matching.stories import Record, read_records
from claims.encoder import load_encoder
from claims.extract import EXTRACTOR, extract_claims
from claims.types import Claim, Story
from flows.matching import encode
from sources.registry import Registry, load_registry
from sources.types import Article, Outlet, Page, content_id
from warehouse import Warehouse

SETS = ("basil.dev", "newswcl50")
CACHE = Path(tempfile.gettempdir()) / "sayso-benchmarks"
_FETCHED = datetime(2026, 1, 1, tzinfo=UTC)
_PROGRESS = 50  # articles


def stored_corpus(data: Path, tell: Callable[[str], None], cache: Path = CACHE) -> Path:
    """Return the warehouse with all claims, made if it is not there yet. Raises DataMissing or MalformedLine."""
    paths = [data / "stories" / f"{name}.clusters.jsonl" for name in SETS]
    for path in paths:
        if not path.is_file():
            raise DataMissing(path if data.is_dir() else data)
    state = content_id(EXTRACTOR, load_encoder().name, *(path.read_bytes() for path in paths))
    target = cache / f"corpus-{state}.duckdb"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        for old in cache.glob(f"{partial.name}*"):
            old.unlink()
        with Warehouse.open(partial) as warehouse:
            fill(warehouse, [record for path in paths for record in read_records(path)], tell)
        partial.replace(target)
    return target


def fill(warehouse: Warehouse, records: Sequence[Record], tell: Callable[[str], None]) -> None:
    """Store the records' articles with their claims, vectors, and gold clusters as stories."""
    articles = [record.article for record in records]
    registry = _registry(articles)
    warehouse.save_reading(registry.outlets, map(page_of, articles), [], below="benchmarks")
    warehouse.save_extraction(articles, [], articles[0].extractor)
    claims: list[Claim] = []
    for number, article in enumerate(articles):
        if number % _PROGRESS == 0:
            tell(f"extracting claims: article {number} of {len(articles)}")
        claims += extract_claims(article, registry)
    warehouse.save_claims([article.version_id for article in articles], claims, [], EXTRACTOR)
    tell(f"encoding {len(claims):,} claims")
    encode(warehouse)
    desk = warehouse.matching
    with desk.saving():
        desk.save_stories(gold_stories(records), [])


def _registry(articles: Sequence[Article]) -> Registry:
    """Return the registry with the sets' own names of outlets."""
    registry = load_registry()
    known = {outlet.id for outlet in registry.outlets}
    names = sorted({article.outlet_id for article in articles} - known)
    return registry.with_outlets(Outlet(name, name.upper(), "newspaper", "US", "en", synthetic=True) for name in names)


def page_of(article: Article) -> Page:
    """Return a page that the article could have been read from."""
    body = f"{article.title}\n\n{article.text}".encode("utf-8", "replace")
    return Page(article.page_id, article.outlet_id, article.url, _FETCHED, "text/plain", body)


def gold_stories(records: Sequence[Record]) -> list[Story]:
    """Return the gold clusters as stories."""
    by_cluster: dict[str, list[Article]] = defaultdict(list)
    for record in records:
        by_cluster[record.cluster or record.id].append(record.article)
    return [
        Story(content_id(name), members[0].title, tuple(one.version_id for one in members), members[0].published)
        for name, members in by_cluster.items()
    ]
