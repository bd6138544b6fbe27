"""Labelled pairs of texts → features and labels, one set after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from claims.cues import polarity
from claims.encoder import Encoder
from claims.extract import claim_kind
from claims.features import Pairs, all_features
from claims.quantity import find_quantities
from claims.reading import read_claim
from claims.table import Table
from claims.types import Claim, Span
from sources.types import content_id


@dataclass(frozen=True, slots=True)
class Examples:
    """One set of pairs."""

    name: str
    features: NDArray[np.float64]  # [pairs, features], in the order of `names`
    labels: NDArray[np.int64]  # 1: the same
    names: tuple[str, ...]
    notion: str = ""  # of sameness; sets of one notion share an intercept

    def part(self, chosen: NDArray[np.int64]) -> Examples:
        """Return the pairs with these numbers."""
        return Examples(self.name, self.features[chosen], self.labels[chosen], self.names, self.notion)


def claim_of_text(text: str) -> Claim:
    """Return a claim that says the text, by nobody: what a sentence by itself can be compared as."""
    return Claim(
        id=content_id(text),
        version_id="",
        outlet_id="",
        text=text,
        start=0,
        end=len(text),
        fragments=(Span(0, len(text)),),
        wording=text,
        kind=claim_kind(text),
        cue="",
        cue_span=None,
        cue_class="none",
        polarity=polarity(text, negated_cue=False),
        hops=(),
        quantities=find_quantities(text, 0, len(text)),
        dates=(),
        extractor="",
    )


def read_records(path: Path) -> list[dict[str, object]]:
    """Return the records of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def examples_of(
    name: str,
    pairs: Sequence[tuple[Claim, Claim]],
    labels: Iterable[int],
    encoder: Encoder,
    texts: Mapping[str, str] | None = None,
) -> Examples:
    """Return the features of pairs of claims; texts, by version id, are those of the articles around them."""
    wordings = list(dict.fromkeys(claim.wording for pair in pairs for claim in pair))
    vectors = dict(zip(wordings, encoder.encode(wordings), strict=True))
    around = texts or {}
    contexts = dict(zip(around, encoder.encode(list(around.values())), strict=True))
    claims = {claim.id: claim for pair in pairs for claim in pair}
    places = {claim_id: place for place, claim_id in enumerate(claims)}
    readings = [read_claim(it, vectors[it.wording], contexts.get(it.version_id)) for it in claims.values()]
    lefts, rights = (np.array([places[pair[side].id] for pair in pairs]) for side in (0, 1))
    columns = all_features(Pairs(Table(readings), lefts, rights))
    names = tuple(columns)
    return Examples(name, np.stack(list(columns.values()), axis=1), np.array(list(labels)), names, name)


def text_pairs(records: Iterable[dict[str, object]]) -> list[tuple[Claim, Claim]]:
    """Return the pairs of records with texts a and b."""
    return [(claim_of_text(str(record["a"])), claim_of_text(str(record["b"]))) for record in records]


def quotation_pairs(records: Iterable[dict[str, object]]) -> list[tuple[Claim, Claim]]:
    """Return the pairs of records whose texts a and b are quotations without their marks."""
    return [(claim_of_text(f"“{record['a']}”"), claim_of_text(f"“{record['b']}”")) for record in records]
