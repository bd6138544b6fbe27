"""Text → its meaning, as a unit vector: what is said in other words lies close by (Reimers and Gurevych 2019).

claims/models/meaning/ holds the network (int8 ONNX), its vocabulary, and model.json with the SHA-256 of both. Each text
goes through the network alone: dynamic quantisation scales by the largest value of a call, so that what shares a call
with a text would change its vector. No vector can tell "12 killed" from "40 killed": numbers, names and negations are
compared by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.network import MODELS, Network, open_network, read_card, read_tokenizer

MODEL = MODELS / "meaning"
WIDTH = 384  # dimensions of a vector
LONGEST = 128  # word pieces of a text that count, the first ones
_LONGEST_TEXT = 4_000  # characters that are cut into pieces at all

Vectors = NDArray[np.float32]  # [texts, WIDTH], each row of length 1


@dataclass(frozen=True, slots=True)
class Encoder:
    """A loaded model. It can be used by several threads at once."""

    name: str  # with its version, as rows carry it
    tokenizer: Tokenizer
    network: Network

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector for each text, [texts, WIDTH], which depends on that text alone."""
        known: dict[str, Vectors] = {}
        for text in texts:
            if text not in known:
                known[text] = self._encode(text)
        return np.stack([known[text] for text in texts]) if texts else np.zeros((0, WIDTH), np.float32)

    def _encode(self, text: str) -> Vectors:
        ids = self.tokenizer.encode(text[:_LONGEST_TEXT]).ids
        if len(ids) > LONGEST:
            ids = [*ids[: LONGEST - 1], ids[-1]]
        [vector] = self.network.run(("vector",), {"ids": np.array([ids], np.int64)})
        return unpack(pack(vector[0]))


@cache
def load_encoder(folder: Path = MODEL) -> Encoder:
    """Return the model of a folder. Raises ModelMissing or ModelAltered."""
    card = read_card(folder)
    return Encoder(f"{card.name}/{card.version}", read_tokenizer(card), open_network(card.read("encoder.onnx")))


def pack(vector: Vectors) -> bytes:
    """Return a vector's direction in WIDTH signed bytes, the longest component 127."""
    scale = 127 / max(float(np.abs(vector).max()), 1e-9)
    return np.round(vector * scale).astype(np.int8).tobytes()


def unpack(packed: bytes) -> Vectors:
    """Return the unit vector of a packed direction."""
    vector = np.frombuffer(packed, np.int8).astype(np.float32)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def unpack_all(packed: Sequence[bytes]) -> Vectors:
    """Return the unit vectors of packed directions, [n, WIDTH]."""
    vectors = np.frombuffer(b"".join(packed), np.int8).reshape(-1, WIDTH).astype(np.float32)
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / lengths, np.float32)


def directions(vectors: Vectors) -> tuple[Vectors, NDArray[np.float64]]:
    """Return the packed directions of unit vectors, [n, WIDTH], as whole numbers, and their lengths.

    Products of such vectors are exact: whole numbers that a float32 holds, in whichever order they are added up.
    """
    scales = 127 / np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-9)
    whole = np.round(vectors * scales[:, None]).astype(np.float32)
    return whole, np.maximum(np.sqrt(np.einsum("ij,ij->i", whole, whole).astype(np.float64)), 1.0)
