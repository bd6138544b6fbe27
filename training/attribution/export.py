"""A fitted network → int8 ONNX, small and fast on a CPU.

The graph is written out node by node with the operators that onnxruntime has for transformers (`com.microsoft`): a
traced network, quantised afterwards, comes out a fifth slower. Matrices are kept in 8 bits with a scale for each
column, symmetric around zero; activations are quantised as they come, with one scale for each window.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.attribution.network import HEADS, Tagger

MICROSOFT = "com.microsoft"
Array = np.ndarray


class _Graph:
    """Collects nodes and weights; each method returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def put(self, name: str, array: Array) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], output, domain=domain, **attributes))
        return output

    def linear(self, hidden: str, name: str, weight: Array, bias: Array) -> str:
        """Multiply by a torch weight, [out, in], in 8 bits, and add the bias."""
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / 127
        whole = np.clip(np.round(weight / scale[:, None]), -127, 127).astype(np.int8).T
        inputs = [
            hidden,
            self.put(f"{name}.weight", whole),
            self.put(f"{name}.scale", scale.astype(np.float32)),
            self.put(f"{name}.zero", np.zeros(len(scale), np.int8)),
            self.put(f"{name}.bias", bias),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, f"{name}.out", MICROSOFT)

    def rows(self, ids: str, name: str, table: Array) -> str:
        """Look rows of a table up, kept in 8 bits with a scale for each row."""
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
        whole = np.clip(np.round(table / scale), -127, 127).astype(np.int8)
        row = self.node("Gather", [self.put(f"{name}.rows", whole), ids], f"{name}.row")
        factor = self.node("Gather", [self.put(f"{name}.scale", scale.astype(np.float32)), ids], f"{name}.factor")
        return self.node("Mul", [self.node("Cast", [row], f"{name}.cast", to=TensorProto.FLOAT), factor], f"{name}.out")

    def skip_norm(self, hidden: str, skipped: str, name: str, weight: Array, bias: Array) -> str:
        # Ten times as fast as onnxruntime's SkipLayerNormalization, which does both in one.
        both = self.node("Add", [hidden, skipped], f"{name}.sum")
        inputs = [both, self.put(f"{name}.weight", weight), self.put(f"{name}.bias", bias)]
        return self.node("LayerNormalization", inputs, f"{name}.out", epsilon=1e-12)


def build(tagger: Tagger) -> onnx.ModelProto:
    """Return the network as an ONNX model: ids and features, [1, pieces] → tags, queries and keys."""
    state = {name: tensor.detach().float().numpy() for name, tensor in tagger.state_dict().items()}
    graph = _Graph()
    words = graph.rows("ids", "words", state["words.weight"])
    features = graph.node("Gather", [graph.put("features.table", state["features.weight"]), "features"], "feature")
    places = state["positions.weight"] + state["kind"]
    count = graph.node("Shape", ["ids"], "count", start=1)
    zero = graph.put("zero", np.zeros(1, np.int64))
    place = graph.node("Slice", [graph.put("positions.table", places), zero, count], "place")
    hidden = graph.node("Add", [graph.node("Add", [features, place], "placed"), words], "embedded")
    inputs = [hidden, graph.put("norm.weight", state["norm.weight"]), graph.put("norm.bias", state["norm.bias"])]
    hidden = graph.node("LayerNormalization", inputs, "normed", epsilon=1e-12)
    for number in range(len(tagger.layers)):
        hidden = _layer(graph, hidden, f"layers.{number}", state)
    for name, head in (("queries", "query"), ("keys", "key")):
        graph.node("Identity", [graph.linear(hidden, head, state[f"{head}.weight"], state[f"{head}.bias"])], name)
    # What decides the tags stays exact; it is next to no work.
    product = graph.node("MatMul", [hidden, graph.put("tag.weight", state["tag.weight"].T)], "tag.out")
    graph.node("Add", [product, graph.put("tag.bias", state["tag.bias"])], "tags")
    return _model(graph)


def _layer(graph: _Graph, hidden: str, name: str, state: dict[str, Array]) -> str:
    def linear(inputs: str, part: str) -> str:
        return graph.linear(inputs, f"{name}.{part}", state[f"{name}.{part}.weight"], state[f"{name}.{part}.bias"])

    def skip_norm(inputs: str, skipped: str, part: str) -> str:
        weight, bias = state[f"{name}.{part}.weight"], state[f"{name}.{part}.bias"]
        return graph.skip_norm(inputs, skipped, f"{name}.{part}", weight, bias)

    packed = linear(hidden, "query_key_value")
    parts = [f"{name}.{part}" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [packed], parts, f"{name}.split", axis=2, num_outputs=3))
    attended = graph.node("MultiHeadAttention", parts, f"{name}.attended", MICROSOFT, num_heads=HEADS)
    hidden = skip_norm(hidden, linear(attended, "attention_out"), "attention_norm")
    wide = graph.node("FastGelu", [linear(hidden, "wide")], f"{name}.gelu", MICROSOFT)
    return skip_norm(hidden, linear(wide, "narrow"), "norm")


def _model(graph: _Graph) -> onnx.ModelProto:
    whole = helper.make_graph(
        graph.nodes,
        "attribution",
        [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "pieces"]) for name in ("ids", "features")],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "pieces", None])
            for name in ("tags", "queries", "keys")
        ],
        graph.weights,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=9, producer_name="sayso")


def export(tagger: Tagger, target: Path) -> None:
    """Write the network as a file."""
    target.write_bytes(build(tagger).SerializeToString())
