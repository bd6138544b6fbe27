"""What the tables of one batch of the synthetic warehouse are made from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow

from benchmarks.warehouse import shapes
from benchmarks.warehouse.columns import Hashes, Numbers, mixed
from benchmarks.warehouse.layout import Articles, Facts, Texts

OUTLETS = tuple(f"outlet-{number:02}" for number in range(shapes.OUTLETS))
Tables = dict[str, pyarrow.Table]


@dataclass(frozen=True, slots=True)
class Batch:
    """What the tables of one batch are made from."""

    number: int
    random: np.random.Generator
    articles: Articles
    facts: Facts
    texts: Texts
    fact: Numbers  # of each claim
    version: Numbers  # of each claim
    article_ids: pyarrow.Array
    version_ids: pyarrow.Array
    claim_ids: pyarrow.Array
    claim_hashes: Hashes
    newest: Numbers  # the claims of articles' newest versions
    person: Numbers  # of each claim, -1 where no person speaks
    tables: Tables = field(default_factory=dict)


def ids(kind: int, number: int, many: int) -> Hashes:
    """Return distinct ids of a kind of thing in the batch of a number."""
    return mixed(kind << 56 | number << 32 | np.arange(many))
