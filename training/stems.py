"""Make claims/models/stems.json: `python -m training.stems [--data DIR]`.

Counts in how many texts of PolNeAR and NeuS (training parts) each stem of claims.tokens stands. Only counts of stems
that three texts or more have go into the file.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from claims.idf import TABLE
from claims.tokens import stems, words

TEXTS = ("attribution/polnear_train.jsonl", "stories/neus.train.clusters.jsonl")
LEAST = 3


def count_stems(texts: Iterator[str]) -> tuple[int, Counter[str]]:
    """Return how many texts there are, and in how many each stem stands."""
    documents, counts = 0, Counter[str]()
    for text in texts:
        documents += 1
        counts.update(set(stems(words(text))))
    return documents, counts


def read_texts(data: Path) -> Iterator[str]:
    """Yield the texts, titles included."""
    for name in TEXTS:
        for line in (data / name).read_text("utf-8").splitlines():
            record = json.loads(line)
            yield f"{record.get('title', '')}\n{record['text']}"


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(prog="python -m training.stems", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("SAYSO_DATA"), required="SAYSO_DATA" not in os.environ
    )
    documents, counts = count_stems(read_texts(parser.parse_args().data))
    kept = {stem: number for stem, number in sorted(counts.items()) if number >= LEAST and not stem[0].isdigit()}
    content = json.dumps({"documents": documents, "stems": kept}, ensure_ascii=False, separators=(",", ":"))
    TABLE.write_text(content + "\n", "utf-8")


if __name__ == "__main__":
    main()
