"""A fitted tagger → int8 ONNX, as `training.graph` writes it."""

from __future__ import annotations

from pathlib import Path

import onnx

from training.attribution.network import Tagger
from training.graph import Graph, state_of


def build(tagger: Tagger) -> onnx.ModelProto:
    """Return the network as an ONNX model: ids and features, [1, pieces] → tags, queries and keys."""
    state = state_of(tagger)
    graph = Graph()
    words = graph.rows("ids", "words", state["words.weight"])
    features = graph.node("Gather", [graph.put("features.table", state["features.weight"]), "features"], "feature")
    place = graph.places("ids", state["positions.weight"] + state["kind"])
    hidden = graph.node("Add", [graph.node("Add", [features, place], "placed"), words], "embedded")
    hidden = graph.norm(hidden, "norm", state, "normed")
    for number in range(len(tagger.layers)):
        hidden = graph.layer(hidden, f"layers.{number}", state)
    for name, head in (("queries", "query"), ("keys", "key")):
        graph.node("Identity", [graph.linear(hidden, head, state)], name)
    # What decides the tags stays exact; it is next to no work.
    product = graph.node("MatMul", [hidden, graph.put("tag.weight", state["tag.weight"].T)], "tag.out")
    graph.node("Add", [product, graph.put("tag.bias", state["tag.bias"])], "tags")
    return graph.model("attribution", ("ids", "features"), ("tags", "queries", "keys"), (1, "pieces", None))


def export(tagger: Tagger, target: Path) -> None:
    """Write the network as a file."""
    target.write_bytes(build(tagger).SerializeToString())
