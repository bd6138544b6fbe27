"""The seed stories, whose claims a careful reader has put into groups → pairs of all of a story's claims."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.gold import place
from claims.article_vector import told_first
from claims.extract import extract_claims
from claims.types import Claim, Span
from sources.errors import UnreadablePage
from sources.extract import extract
from sources.read import read_folder
from sources.registry import load_registry
from sources.types import Article

SEEDS = Path(__file__).parents[2] / "seeds"
_READ_AT = datetime(2025, 11, 21, 9, tzinfo=UTC)

Pairs = list[tuple[Claim, Claim]]


def seed_pairs(folder: Path = SEEDS / "us-peace-plan") -> tuple[Pairs, list[int], dict[str, str]]:
    """Return the pairs of claims of different outlets, whether they are in one expected group, and the texts."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    reading = read_folder(folder, load_registry(), now=_READ_AT)
    names = {path.read_bytes(): path.name for path in folder.iterdir()}
    articles = dict(_articles(reading.pages, names))
    claims = {file: extract_claims(article, reading.registry) for file, article in articles.items()}
    group_of = {
        (telling["file"], place(articles[telling["file"]].text, telling["text"])): group["id"]
        for group in expected["groups"]
        for telling in group["tellings"]
    }
    pairs: Pairs = []
    labels: list[int] = []
    for (file, ours), (other, theirs) in combinations(claims.items(), 2):
        for left in ours:
            for right in theirs:
                known = group_of.get((file, Span(left.start, left.end)))
                pairs.append((left, right))
                labels.append(int(known is not None and known == group_of.get((other, Span(right.start, right.end)))))
    texts = {article.version_id: told_first(article) for article in articles.values()}
    return pairs, labels, texts


def _articles(pages: tuple[Any, ...], names: Mapping[bytes, str]) -> Iterator[tuple[str, Article]]:
    for page in pages:
        try:
            yield names[page.body], extract(page)
        except UnreadablePage:
            continue  # one of the pages is there to be unreadable
