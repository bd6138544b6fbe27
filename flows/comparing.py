"""Versions of an article → what was edited from one to the next, and how its claims stand in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from claims.extract import EXTRACTOR as ATTRIBUTOR
from claims.standing import standings
from claims.types import Claim
from sources.edits import Edit, edits
from sources.types import Article
from warehouse import Warehouse
from warehouse.history import Comparison, History, Revision

COMPARER = f"edits/1 standing/1 {ATTRIBUTOR}"
AT_ONCE = 200  # articles: looking for the claims of each alone would take longer than comparing it


def compare(warehouse: Warehouse) -> int:
    """Compare the versions of articles that have changed since; return how many articles those are.

    Some are saved at a time: a run killed between loses no more than those.
    """
    histories = warehouse.histories_to_compare(COMPARER)
    for start in range(0, max(1, len(histories)), AT_ONCE):  # once even with none: what is outdated goes
        warehouse.save_comparisons(_compared(warehouse, histories[start : start + AT_ONCE]))
    return len(histories)


def revise(old: Article, new: Article) -> Revision:
    """Return what was edited from one version to the next: of the title, then of the text."""
    found: list[tuple[str, Edit, str, str]] = []
    for part, before, after in (("title", old.title, new.title), ("text", old.text, new.text)):
        found += [
            (part, edit, before[edit.old_start : edit.old_end], after[edit.new_start : edit.new_end])
            for edit in edits(before, after)
        ]
    return Revision(old.version_id, new.version_id, tuple(found))


def _compared(warehouse: Warehouse, histories: Sequence[History]) -> list[Comparison]:
    ids = [version_id for history in histories for version_id in history.version_ids]
    found = {article.version_id: article for article in warehouse.load_articles(ids)}
    told: dict[str, list[Claim]] = {version_id: [] for version_id in ids}
    for claim in warehouse.load_claims(ids):
        told[claim.version_id].append(claim)
    return [_comparison(history, [found[id_] for id_ in history.version_ids], told) for history in histories]


def _comparison(history: History, versions: Sequence[Article], told: Mapping[str, Sequence[Claim]]) -> Comparison:
    revisions = tuple(revise(old, new) for old, new in pairwise(versions))
    return Comparison(history, revisions, standings(versions, told))
