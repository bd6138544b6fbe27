"""What a run of training keeps and says: weights fitted so far, the sums of the files that it ships, its progress."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from claims.network import CARD
from training.bert import Network

WORK = Path("out/training")


def fitted(path: Path, network: Network, work: Callable[[], Network]) -> Network:
    """Return the network with the weights of a file, or do the work and write its weights there."""
    if path.exists():
        tell(f"taking {path}, made before; delete it to fit anew")
        network.load_state_dict(torch.load(path, weights_only=True))
        return network
    made = work()
    torch.save(made.state_dict(), path)
    return made


def write_sums(folder: Path, name: str, version: str, files: tuple[str, ...]) -> None:
    """Write model.json: the model's name and version, and the SHA-256 of its files."""
    sums = {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in files}
    card: dict[str, Any] = {"name": name, "version": version, "sha256": sums}
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def tell(line: str) -> None:
    """Say how far the work is."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {line}\n")
    sys.stderr.flush()
