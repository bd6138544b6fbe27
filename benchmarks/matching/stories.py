"""Articles → stories, measured: B-cubed F1 (Bagga and Baldwin 1998) with the product's one setting for all sets.

`python -m benchmarks.matching.stories` prints the dev sets' figures beside two references of the same run: average
linkage over TF-IDF of words, and over embeddings alone, each at the threshold that is best on the very set.
`--sweep` prints what other settings of `claims.closeness.Setting` give, on NeuS's training part (in eight parts as
large as its dev part) and the dev sets; `--predict IN OUT` writes the clusters of a file of records.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution.errors import DataMissing, MalformedLine
from claims.article_vector import ArticleVector, prepare
from claims.closeness import DEFAULT, Setting
from claims.cluster import cluster_stories
from claims.encoder import load_encoder
from claims.tokens import stems, words
from sources.types import Article, content_id

DEV = ("neus.val", "basil.dev", "newswcl50", "ecbplus.dev")
TRAIN = "neus.train"
PARTS = 8  # of the training set, each about as large as a dev set
_FORM = "a JSON object with the strings id, title and text, and a date (YYYY-MM-DD) or none"

Matrix = NDArray[np.float64]


class BCubed(NamedTuple):
    """Figures of one clustering, each 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Record:
    """An article with the story that it belongs to, where that is known."""

    id: str
    cluster: str | None
    article: Article


@dataclass(frozen=True, slots=True)
class Prepared:
    """A set of records, ready to be clustered."""

    name: str
    records: tuple[Record, ...]
    vectors: tuple[ArticleVector, ...]  # of the records

    @property
    def truth(self) -> list[str]:
        """Return the gold cluster of each record; one without is its own."""
        return [record.cluster or f"alone {record.id}" for record in self.records]


def read_records(path: Path) -> list[Record]:
    """Return the records of a file. Raises DataMissing or MalformedLine."""
    if not path.is_file():
        raise DataMissing(path)
    with path.open(encoding="utf-8") as lines:
        return [_record(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _record(path: Path, number: int, line: str) -> Record:
    try:
        fields = json.loads(line)
        return Record(fields["id"], fields.get("cluster"), _article(fields, number))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise MalformedLine(path, number, f"{error!r}", _FORM) from error


def _article(fields: Mapping[str, Any], number: int) -> Article:
    """Return a record's article. NewsWCL50 writes its line breaks as a backslash and an n; BASIL has an id twice."""
    title, text = (str(fields.get(name) or "").replace("\\n", "\n").strip() for name in ("title", "text"))
    published = datetime.fromisoformat(fields["date"]) if fields.get("date") else None
    article_id = content_id(str(fields["id"]), str(number))
    return Article(
        id=article_id, version_id=content_id(article_id, title, text), page_id=article_id,
        outlet_id=fields.get("outlet") or "", url=f"https://stories.example/{article_id}", title=title, byline="",
        published=published and (published if published.tzinfo else published.replace(tzinfo=UTC)), modified=None,
        language="en", kind="news", completeness="complete", synthetic=False, text=text, extractor="benchmark",
    )  # fmt: skip


def load_set(data: Path, name: str) -> Prepared:
    """Read and prepare a set of the folder of research data. Raises DataMissing or MalformedLine."""
    records = read_records(data / "stories" / f"{name}.clusters.jsonl")
    return Prepared(name, tuple(records), prepare_all(records))


def prepare_all(records: Iterable[Record]) -> tuple[ArticleVector, ...]:
    """Return the vector of each record's article."""
    encoder = load_encoder()
    return tuple(prepare(record.article, encoder) for record in records)


def clusters(vectors: Sequence[ArticleVector], setting: Setting = DEFAULT) -> list[str]:
    """Return the story of each article."""
    stories = cluster_stories(vectors, setting=setting).stories
    found = {version_id: story.id for story in stories for version_id in story.version_ids}
    return [found[vector.version_id] for vector in vectors]


def predict_clusters(source: Path, target: Path) -> int:
    """Write {id, cluster} for each record {id, title, text, date?, outlet?}; return how many.

    Raises DataMissing or MalformedLine.
    """
    records = read_records(source)
    found = clusters(prepare_all(records))
    lines = [json.dumps({"id": record.id, "cluster": cluster}) for record, cluster in zip(records, found, strict=True)]
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def b_cubed(truth: Sequence[str], said: Sequence[str]) -> BCubed:
    """Return the figures as the scorer beside the data reckons them."""
    true_sizes, said_sizes, both = Counter(truth), Counter(said), Counter(zip(truth, said, strict=True))
    precision = sum(count * count / said_sizes[pair[1]] for pair, count in both.items()) / len(truth)
    recall = sum(count * count / true_sizes[pair[0]] for pair, count in both.items()) / len(truth)
    return BCubed(precision, recall, 2 * precision * recall / (precision + recall))


def references(prepared: Prepared) -> dict[str, BCubed]:
    """Return the figures of average linkage over words and over embeddings, each at its best threshold."""
    vectors = np.stack([vector.vector for vector in prepared.vectors]).astype(np.float64)
    cosines = {"TF-IDF words": _word_cosines(prepared.records), "embedding": vectors @ vectors.T}
    return {
        name: max((b_cubed(prepared.truth, said) for said in _cuts(matrix)), key=lambda figures: figures.f1)
        for name, matrix in cosines.items()
    }


def _word_cosines(records: Sequence[Record]) -> Matrix:
    """Return the cosines of TF-IDF vectors of all stems, by the set's own document frequencies, [n, n]."""
    counts = [Counter(stems(words(f"{record.article.title}\n{record.article.text}"))) for record in records]
    documents = Counter(stem for count in counts for stem in count)
    columns = {stem: column for column, stem in enumerate(documents)}
    matrix = np.zeros((len(counts), len(columns)))
    for row, count in enumerate(counts):
        for stem, times in count.items():
            matrix[row, columns[stem]] = (1 + log(times)) * log((1 + len(counts)) / documents[stem])
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return np.asarray(matrix @ matrix.T)


def _cuts(cosines: Matrix) -> Iterator[list[str]]:
    """Yield the clusters of average linkage at thresholds from .80 down to .10, in steps of .01."""
    means, sizes = cosines.copy(), np.ones(len(cosines))
    np.fill_diagonal(means, -1.0)
    labels = np.arange(len(cosines))
    for hundredths in range(80, 9, -1):
        while True:
            left, right = divmod(int(means.argmax()), len(means))
            if means[left, right] < hundredths / 100:
                break
            merged = (means[left] * sizes[left] + means[right] * sizes[right]) / (sizes[left] + sizes[right])
            means[left], means[:, left] = merged, merged
            means[right], means[:, right], means[left, left] = -1.0, -1.0, -1.0
            sizes[left] += sizes[right]
            labels[labels == right] = left
        yield [str(label) for label in labels]


def in_parts(prepared: Prepared) -> list[Prepared]:
    """Return a large set in parts, with whole stories in each: how dense a set is changes which threshold is best."""
    part_of = {name: place % PARTS for place, name in enumerate(sorted(set(prepared.truth), key=content_id))}
    picks = [[row for row, name in enumerate(prepared.truth) if part_of[name] == part] for part in range(PARTS)]
    return [
        Prepared(
            f"{prepared.name} {part}",
            tuple(prepared.records[row] for row in rows),
            tuple(prepared.vectors[row] for row in rows),
        )
        for part, rows in enumerate(picks)
    ]


def measure(data: Path) -> dict[str, dict[str, BCubed]]:
    """Return for each dev set the figures of sayso and of the references."""
    return {
        name: {"sayso": b_cubed(prepared.truth, clusters(prepared.vectors)), **references(prepared)}
        for name in DEV
        for prepared in [load_set(data, name)]
    }


def sweep(data: Path) -> Iterator[tuple[Setting, dict[str, float]]]:
    """Yield settings around the product's with the F1 that each gives; the training set's is the mean of its parts."""
    sets = {TRAIN: in_parts(load_set(data, TRAIN))} | {name: [load_set(data, name)] for name in DEV}
    for setting in _settings():
        yield (
            setting,
            {
                name: float(np.mean([b_cubed(part.truth, clusters(part.vectors, setting)).f1 for part in parts]))
                for name, parts in sets.items()
            },
        )


def _settings() -> Iterator[Setting]:
    yield DEFAULT
    for share in (0.3, 0.4, 0.5, 0.6):
        for crowding in (0.0, 0.15, 0.25):
            for join in (0.28, 0.30, 0.32, 0.34, 0.36, 0.38, 0.40, 0.42):
                yield replace(DEFAULT, words=share, crowding=crowding, join_undated=join, join=join - 0.03)


def main() -> int:
    """Print the figures, or write clusters."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching.stories", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("SAYSO_DATA"), help="the folder of research data")
    parser.add_argument("--sweep", action="store_true", help="try other settings")
    parser.add_argument("--predict", type=Path, nargs=2, metavar=("IN", "OUT"), help="write clusters; measure nothing")
    options = parser.parse_args()
    if options.predict:
        predict_clusters(*options.predict)
        return 0
    if options.data is None:
        parser.error("name the folder of research data by --data or SAYSO_DATA")
    if options.sweep:
        for setting, found in sweep(options.data):
            told = "  ".join(f"{name} {f1:.4f}" for name, f1 in found.items())
            values = f"words {setting.words:.2f} crowding {setting.crowding:.2f} join {setting.join:.2f}"
            sys.stdout.write(f"{values} undated {setting.join_undated:.2f}  {told}\n")
            sys.stdout.flush()
        return 0
    for name, figures in measure(options.data).items():
        for system, (precision, recall, f1) in figures.items():
            sys.stdout.write(f"{name:12} {system:13} precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
