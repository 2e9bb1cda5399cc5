"""Writes a BERT as the operators that ONNX Runtime runs fastest on a processor.

The graph that torch traces spends a fifth of its time on reshaping, masks and exact
shapes. This one is written for a processor, where answers run one by one: there is no
padding, so no mask; attention is one operator; the position table is cut, not gathered.
Only training imports this module: it needs torch and onnx.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper
from torch import nn
from transformers import BertModel

from analytics.grading.scorer import TOKENS

OPSET: Final = 18
IR_VERSION: Final = 8
STATES: Final = "states"
_FUSED: Final = "com.microsoft"

Array32 = npt.NDArray[np.float32]


def write_bert(
    encoder: BertModel, head: nn.Linear, path: Path, *, typed: bool = True, lower: int = 0
) -> None:
    """Write an encoder, the mean of its tokens and a linear head.

    Input: ``input_ids`` and, if `typed`, ``token_type_ids``, int64 of shape
    (batch, length), every text of a batch of the same length. Outputs: ``logits`` and,
    if `lower`, ``tokens`` of shape (batch, length, width), what that many of the lowest
    layers give.
    """
    graph = _Graph.of(encoder)
    hidden = _through(graph, encoder, {lower: TOKENS}, typed=typed)
    mean = graph.add("ReduceMean", hidden, graph.constant(np.array([1])), keepdims=0)
    named = head.state_dict()
    weight, bias = (graph.constant(named[name].float().numpy()) for name in ("weight", "bias"))
    graph.add("Gemm", mean, weight, bias, name="logits", transB=1)
    inputs = ("input_ids", "token_type_ids") if typed else ("input_ids",)
    outputs: dict[str, list[str | int]] = {"logits": ["batch", head.out_features]}
    if lower:
        outputs[TOKENS] = ["batch", "length", encoder.config.hidden_size]
    onnx.save(graph.model(inputs, outputs), path)


def write_states(encoder: BertModel, path: Path) -> None:
    """Write an encoder without a head.

    Input: ``input_ids``, int64 of shape (batch, length). Output: ``states`` of shape
    (batch, length, width), what the last layer gives.
    """
    graph = _Graph.of(encoder)
    _through(graph, encoder, {encoder.config.num_hidden_layers: STATES}, typed=False)
    shape: list[str | int] = ["batch", "length", encoder.config.hidden_size]
    onnx.save(graph.model(("input_ids",), {STATES: shape}), path)


def _through(graph: _Graph, encoder: BertModel, named: Mapping[int, str], *, typed: bool) -> str:
    """Add the embeddings and all layers; what some layers give has a name."""
    hidden = _embedded(graph, typed=typed)
    heads = encoder.config.num_attention_heads
    for layer in range(encoder.config.num_hidden_layers):
        hidden = _layer(graph, f"encoder.layer.{layer}", hidden, heads)
        if name := named.get(layer + 1):
            graph.add("Identity", hidden, name=name)
    return hidden


def _embedded(graph: _Graph, *, typed: bool) -> str:
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    length = graph.add("Shape", "input_ids", start=1, end=2)
    zero = graph.constant(np.array([0]))
    table = graph.weight("embeddings.position_embeddings.weight")
    places = graph.add("Slice", table, zero, length, zero)
    kinds = graph.weights["embeddings.token_type_embeddings.weight"]
    kind = graph.add("Gather", graph.constant(kinds), "token_type_ids") if typed else ""
    summed = graph.add("Add", words, kind or graph.constant(kinds[0]))
    return graph.norm("embeddings.LayerNorm", graph.add("Add", summed, places))


def _layer(graph: _Graph, name: str, hidden: str, heads: int) -> str:
    asked = [
        graph.linear(f"{name}.attention.self.{part}", hidden) for part in ("query", "key", "value")
    ]
    seen = graph.add("MultiHeadAttention", *asked, domain=_FUSED, num_heads=heads)
    seen = graph.linear(f"{name}.attention.output.dense", seen)
    hidden = graph.norm(f"{name}.attention.output.LayerNorm", graph.add("Add", seen, hidden))
    wide = graph.linear(f"{name}.intermediate.dense", hidden)
    narrow = graph.linear(f"{name}.output.dense", graph.add("Gelu", wide, domain=_FUSED))
    return graph.norm(f"{name}.output.LayerNorm", graph.add("Add", narrow, hidden))


@dataclass(slots=True)
class _Graph:
    """Nodes and constants in the making; each method returns its output's name."""

    weights: Mapping[str, Array32]
    epsilon: float
    nodes: list[NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def add(
        self, kind: str, *inputs: str, name: str = "", domain: str = "", **settings: Any
    ) -> str:
        output = name or f"{kind}_{len(self.nodes)}"
        node = helper.make_node(
            kind, list(inputs), [output], name=output, domain=domain, **settings
        )
        self.nodes.append(node)
        return output

    def constant(self, value: npt.NDArray[Any], name: str = "") -> str:
        name = name or f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(self.weights[name], name)

    def linear(self, name: str, hidden: str) -> str:
        weight = self.constant(self.weights[f"{name}.weight"].T, f"{name}.weight")
        product = self.add("MatMul", hidden, weight, name=name)
        return self.add("Add", product, self.weight(f"{name}.bias"))

    def norm(self, name: str, hidden: str) -> str:
        scale, shift = (self.weight(f"{name}.{part}") for part in ("weight", "bias"))
        return self.add("LayerNormalization", hidden, scale, shift, epsilon=self.epsilon)

    @classmethod
    def of(cls, encoder: BertModel) -> _Graph:
        """Return an empty graph with an encoder's weights at hand."""
        if encoder.config.hidden_act != "gelu":
            raise ValueError(f"this graph has no activation {encoder.config.hidden_act!r}")
        weights = {name: tensor.float().numpy() for name, tensor in encoder.state_dict().items()}
        return cls(weights, encoder.config.layer_norm_eps)

    def model(
        self, inputs: Sequence[str], outputs: Mapping[str, Sequence[str | int]]
    ) -> onnx.ModelProto:
        texts = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in inputs
        ]
        made = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
            for name, shape in outputs.items()
        ]
        graph = helper.make_graph(self.nodes, "grader", texts, made, self.constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
