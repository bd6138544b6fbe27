"""Files of records → files of predictions, in the forms that ../shared/score/matching.py reads. All ids are written."""

from __future__ import annotations

from pathlib import Path

from benchmarks.matching.data import read_records, write_records
from benchmarks.matching.retrieval import CORPUS_STRINGS, QUERY_STRINGS, ask, corpus_of, shelf_of
from benchmarks.matching.sentences import PAIR_STRINGS, scores
from benchmarks.matching.stories import clusters, prepare_all
from benchmarks.matching.stories import read_records as read_articles

FORMS = {"pairs": 1, "retrieve": 2, "clusters": 1}  # form → files that it reads
_DIGITS = 9


def predict(form: str, sources: list[Path], target: Path) -> int:
    """Write the predictions of a form, and return how many. Raises MalformedLine, and OSError as open does."""
    match form:
        case "pairs":
            return predict_pairs(sources[0], target)
        case "retrieve":
            return predict_retrieval(sources[0], sources[1], target)
        case _:
            return predict_clusters(sources[0], target)


def predict_pairs(source: Path, target: Path) -> int:
    """Write {id, score} for each record {id, a, b}, or of two outlets' quotations {id, a, b, outlet_a, outlet_b}."""
    records = read_records(source, PAIR_STRINGS)
    found = scores(records) if records else ()
    return _write(
        target, [{"id": it["id"], "score": round(float(one), _DIGITS)} for it, one in zip(records, found, strict=True)]
    )


def predict_retrieval(corpus_path: Path, queries_path: Path, target: Path) -> int:
    """Write {id, ranked} for each query {id, query}: ids of records {id, text, title?}, best first."""
    corpus, queries = corpus_of(read_records(corpus_path, CORPUS_STRINGS)), read_records(queries_path, QUERY_STRINGS)
    ranked = ask(shelf_of(corpus), [query["query"] for query in queries])
    rows = [
        {"id": it["id"], "ranked": [corpus.ids[n] for n in found]} for it, found in zip(queries, ranked, strict=True)
    ]
    return _write(target, rows)


def predict_clusters(source: Path, target: Path) -> int:
    """Write {id, cluster} for each article {id, title, text, date?, outlet?}."""
    source.open("rb").close()  # says so where it is not there, as the other forms do
    records = read_articles(source)
    found = clusters(prepare_all(records)) if records else []
    return _write(target, [{"id": it.id, "cluster": one} for it, one in zip(records, found, strict=True)])


def _write(target: Path, rows: list[dict[str, object]]) -> int:
    write_records(target, rows)
    return len(rows)
