"""A folder of claims/models/ → its files, checked, and its network, ready to run. The one door to onnxruntime."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from claims.errors import ModelAltered, ModelMissing

MODELS = Path(__file__).parent / "models"
CARD = "model.json"
VOCABULARY = "vocab.json"


@dataclass(frozen=True, slots=True)
class Card:
    """What model.json says of a folder: the model's name and version, and the SHA-256 of its files."""

    folder: Path
    name: str
    version: str
    sha256: dict[str, str]

    def read(self, file: str) -> bytes:
        """Return a file's content. Raises ModelMissing, or ModelAltered where it is not the one that was shipped."""
        path, expected = self.folder / file, self.sha256.get(file)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise ModelMissing(path) from error
        found = hashlib.sha256(content).hexdigest()
        if found != expected:
            raise ModelAltered(path, f"SHA-256 {expected}", f"{found} ({len(content)} bytes)")
        return content


def read_card(folder: Path) -> Card:
    """Return the card of a model's folder. Raises ModelMissing or ModelAltered."""
    path = folder / CARD
    try:
        card: dict[str, Any] = json.loads(path.read_bytes())
        return Card(folder, str(card["name"]), str(card["version"]), dict(card["sha256"]))
    except FileNotFoundError as error:
        raise ModelMissing(path) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelAltered(path, "a JSON object with name, version and sha256", f"{error!r}") from error


def read_tokenizer(card: Card) -> Tokenizer:
    """Return the folder's tokenizer, which cuts and pads nothing. Raises ModelMissing or ModelAltered."""
    tokenizer = Tokenizer.from_str(card.read(VOCABULARY).decode("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@dataclass(frozen=True, slots=True)
class Network:
    """A network on one thread; it can be used by several threads at once."""

    session: InferenceSession

    def run(self, outputs: Sequence[str], inputs: Mapping[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        """Return the outputs named."""
        return list(self.session.run(outputs, inputs))


def open_network(content: bytes) -> Network:
    """Return the network of an ONNX file's content."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # inputs differ in length, and a pattern is kept for each
    options.log_severity_level = 3
    # Processors without VNNI add products of bytes up in sixteen bits, and cut off what is more: this adds up in 32,
    # for a tenth more time, so that a text has the same claims on all of them (onnxruntime issue 14642).
    options.add_session_config_entry("session.x64quantprecision", "1")
    return Network(InferenceSession(content, options, providers=["CPUExecutionProvider"]))
