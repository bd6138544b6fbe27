"""A fitted network → int8 ONNX, small and fast on a CPU.

The graph is written out node by node with the operators that onnxruntime has for transformers (`com.microsoft`): a
traced network, quantised afterwards, comes out a fifth slower. Matrices are kept in 8 bits with a scale for each
column, symmetric around zero; activations are quantised as they come, with one scale for each text or window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.bert import HEADS, Encoder

MICROSOFT = "com.microsoft"
Array = np.ndarray
State = Mapping[str, Array]


class Graph:
    """Collects nodes and weights; each method returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def put(self, name: str, array: Array) -> str:
        """Keep a weight."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        """Add an operator with one output, which it is named after."""
        self.nodes.append(helper.make_node(operator, inputs, [output], output, domain=domain, **attributes))
        return output

    def linear(self, hidden: str, name: str, state: State) -> str:
        """Multiply by a torch weight, [out, in], in 8 bits, and add the bias."""
        weight = state[f"{name}.weight"]
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / 127
        whole = np.clip(np.round(weight / scale[:, None]), -127, 127).astype(np.int8).T
        inputs = [
            hidden,
            self.put(f"{name}.weight", whole),
            self.put(f"{name}.scale", scale.astype(np.float32)),
            self.put(f"{name}.zero", np.zeros(len(scale), np.int8)),
            self.put(f"{name}.bias", state[f"{name}.bias"]),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, f"{name}.out", MICROSOFT)

    def rows(self, ids: str, name: str, table: Array) -> str:
        """Look rows of a table up, kept in 8 bits with a scale for each row."""
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
        whole = np.clip(np.round(table / scale), -127, 127).astype(np.int8)
        row = self.node("Gather", [self.put(f"{name}.rows", whole), ids], f"{name}.row")
        factor = self.node("Gather", [self.put(f"{name}.scale", scale.astype(np.float32)), ids], f"{name}.factor")
        return self.node("Mul", [self.node("Cast", [row], f"{name}.cast", to=TensorProto.FLOAT), factor], f"{name}.out")

    def places(self, ids: str, table: Array) -> str:
        """Look up the rows of the first places, as many as there are ids."""
        count = self.node("Shape", [ids], "count", start=1)
        zero = self.put("zero", np.zeros(1, np.int64))
        return self.node("Slice", [self.put("positions.table", table), zero, count], "place")

    def norm(self, hidden: str, name: str, state: State, output: str) -> str:
        """Normalise each piece's row."""
        inputs = [hidden, *(self.put(f"{name}.{end}", state[f"{name}.{end}"]) for end in ("weight", "bias"))]
        return self.node("LayerNormalization", inputs, output, epsilon=1e-12)

    def skip_norm(self, hidden: str, skipped: str, name: str, state: State) -> str:
        """Add what a part of the layer makes of its input to that input, and normalise."""
        # Ten times as fast as onnxruntime's SkipLayerNormalization, which does both in one.
        return self.norm(self.node("Add", [hidden, skipped], f"{name}.sum"), name, state, f"{name}.out")

    def layer(self, hidden: str, name: str, state: State) -> str:
        """Add one `bert.Layer`."""
        packed = self.linear(hidden, f"{name}.query_key_value", state)
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        self.nodes.append(helper.make_node("Split", [packed], parts, f"{name}.split", axis=2, num_outputs=3))
        attended = self.node("MultiHeadAttention", parts, f"{name}.attended", MICROSOFT, num_heads=HEADS)
        attended = self.linear(attended, f"{name}.attention_out", state)
        hidden = self.skip_norm(hidden, attended, f"{name}.attention_norm", state)
        wide = self.node("FastGelu", [self.linear(hidden, f"{name}.wide", state)], f"{name}.gelu", MICROSOFT)
        return self.skip_norm(hidden, self.linear(wide, f"{name}.narrow", state), f"{name}.norm", state)

    def model(
        self, name: str, inputs: Sequence[str], outputs: Sequence[str], shape: Sequence[str | int | None]
    ) -> onnx.ModelProto:
        """Return all of it as a model: inputs are whole numbers, [1, pieces], outputs floats of the shape."""
        whole = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(one, TensorProto.INT64, [1, "pieces"]) for one in inputs],
            [helper.make_tensor_value_info(one, TensorProto.FLOAT, shape) for one in outputs],
            self.weights,
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(whole, opset_imports=opsets, ir_version=9, producer_name="sayso")


def state_of(network: Encoder) -> dict[str, Array]:
    """Return a network's weights by name."""
    return {name: tensor.detach().float().numpy() for name, tensor in network.state_dict().items()}
