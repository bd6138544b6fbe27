"""A fitted sentence encoder → int8 ONNX, as `training.graph` writes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx

from claims.encoder import LONGEST
from training.bert import WIDTH
from training.graph import Graph, state_of
from training.meaning.network import SentenceEncoder


def build(network: SentenceEncoder) -> onnx.ModelProto:
    """Return the network as an ONNX model: ids, [1, pieces] → vector, [1, WIDTH], of length 1."""
    state = state_of(network)
    graph = Graph()
    words = graph.rows("ids", "words", state["words.weight"])
    place = graph.places("ids", (state["positions.weight"] + state["kind"])[:LONGEST])
    hidden = graph.norm(graph.node("Add", [words, place], "embedded"), "norm", state, "normed")
    for number in range(len(network.layers)):
        hidden = graph.layer(hidden, f"layers.{number}", state)
    graph.node("ReduceMean", [hidden, graph.put("axes", np.array([1], np.int64))], "pooled", keepdims=0)
    graph.node("LpNormalization", ["pooled"], "vector", axis=-1, p=2)
    return graph.model("sentence", ("ids",), ("vector",), (1, WIDTH))


def export(network: SentenceEncoder, target: Path) -> None:
    """Write the network as a file."""
    target.write_bytes(build(network).SerializeToString())
