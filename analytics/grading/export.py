"""Writes a trained network as ONNX, in fp32 and in int8.

Only training imports this module: it needs torch and onnx.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from analytics.grading import scorer
from analytics.grading.network import CrossEncoder, encoder_folder
from analytics.grading.scorer import Calibration

OPSET = 17
FP32 = "model.fp32.onnx"
SERVED_NAME = "model.onnx"

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export_fp32(network: CrossEncoder, folder: Path) -> Path:
    """Write the network with dynamic batch and length; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FP32
    example = tuple(torch.ones(2, 8, dtype=torch.int64) for _ in _INPUTS)
    torch.onnx.export(
        network.eval(),
        example,
        str(path),
        input_names=list(_INPUTS),
        output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in _INPUTS},
        opset_version=OPSET,
        dynamo=False,
    )
    shutil.copy2(encoder_folder() / "tokenizer.json", folder / "tokenizer.json")
    return path


def quantise(fp32: Path, target: Path) -> None:
    """Write the network with int8 weights, one scale a channel.

    The narrowing half of the first feed-forward layer stays in fp32: its inputs have
    outliers that one scale cannot hold, and it alone makes a third of the verdicts that
    int8 changes. The other layers' halves would cost more time than they save verdicts.
    """
    quantize_dynamic(
        fp32,
        target,
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=_narrowing(fp32)[:1],
    )


def _narrowing(path: Path) -> list[str]:
    """Return the narrowing halves' names, from the first layer on."""
    graph = onnx.load(path).graph
    shapes = {weight.name: list(weight.dims) for weight in graph.initializer}
    return [
        node.name
        for node in graph.node
        for shape in (shapes.get(name, []) for name in node.input)
        if node.op_type == "MatMul" and len(shape) == 2 and shape[0] > shape[1]
    ]


def write_calibration(calibration: Calibration, folder: Path) -> None:
    """Write what turns logits into probabilities beside the weights."""
    stored = {"weights": [[round(float(w), 5) for w in row] for row in calibration.weights]}
    text = json.dumps(stored, indent=1) + "\n"
    (folder / "calibration.json").write_text(text, encoding="utf-8")


def copy_scorer(folder: Path) -> None:
    """Put the scorer's source beside the weights: Triton imports nothing of ours."""
    shutil.copy2(Path(scorer.__file__), folder / "scorer.py")
