"""The claims of a text are the same in every process, however Python orders its sets there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
from benchmarks.gold import PARTS, gold_registry, load_passages
from claims.extract import extract_claims
from tests.claims.build import article

# Several passages in one text: they name many persons, whom pronouns and roles may mean.
passages = [passage["text"] for part in PARTS for passage in load_passages(part)]
registry = gold_registry()
for start in range(0, len(passages), 8):
    text = "\\n\\n".join(passages[start : start + 8])
    for claim in extract_claims(article(text, outlet_id=registry.outlets[0].id), registry):
        print(claim)
"""


def test_claims_are_the_same_in_every_process() -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    one, other = (run.communicate()[0].splitlines() for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert len(one) > 300
    assert one == other
