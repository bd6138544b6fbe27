"""The resident memory of a worker: a fresh process that loads the model and reads articles, then one of 2 MB.

`python -m benchmarks.attribution.memory` is that process: it reads passages as JSON on standard input and prints its
peaks in bytes. On Linux a peak is the VmHWM of /proc: getrusage's begins with the memory of the process that started
this one, which with the peers loaded is more than a worker ever needs.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.attribution.errors import WorkerFailed
from benchmarks.gold import article_of, gold_registry
from claims.extract import LONGEST_TEXT, extract_claims
from claims.tagger import load_tagger

ROOT = Path(__file__).resolve().parents[2]
_STATUS = Path("/proc/self/status")


def measure(passages: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return point → peak in bytes of a worker that reads passages (id, published, text). Raises WorkerFailed."""
    return dict(json.loads(run_worker("benchmarks.attribution.memory", stdin=json.dumps(passages))))


def run_worker(module: str, *arguments: str, stdin: str = "") -> str:
    """Return what a module prints that is run in a process of its own. Raises WorkerFailed."""
    worker = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    if worker.returncode:
        raise WorkerFailed(worker.returncode, worker.stderr.strip().rpartition("\n")[2])
    return worker.stdout


def peak() -> int:
    """Return the most bytes that this process has held resident."""
    if _STATUS.exists() and (found := re.search(r"^VmHWM:\s*(\d+) kB", _STATUS.read_text(), re.MULTILINE)):
        return int(found[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def long_passage(passages: Sequence[dict[str, Any]], length: int = LONGEST_TEXT) -> dict[str, Any]:
    """Return the passages' texts one after the other, over and over, as one of so many characters."""
    parts, characters = [], 0
    for passage in cycle(passages):
        if characters >= length:
            break
        parts.append(passage["text"])
        characters += len(passage["text"]) + 2
    return {**passages[0], "text": "\n\n".join(parts)[:length]}


def _read(passages: Sequence[dict[str, Any]]) -> dict[str, int]:
    registry = gold_registry()
    load_tagger()
    peaks = {"model loaded": peak()}
    for passage in passages:
        extract_claims(article_of(passage), registry)
    peaks[f"{len(passages)} articles"] = peak()
    extract_claims(article_of(long_passage(passages)), registry)
    peaks["2 MB article"] = peak()
    return peaks


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_read(json.load(sys.stdin))))
