"""Writes a trained network as ONNX, in fp32 and in int8.

Only training imports this module: it needs torch and onnx.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertModel

from analytics.grading.alignment import LAYER
from analytics.grading.calibration import Calibration
from analytics.grading.encoders import encoder_folder
from analytics.grading.errors import GradingError
from analytics.grading.graph import write_bert
from analytics.grading.network import CrossEncoder
from analytics.grading.served import copy_sources

FP32 = "model.fp32.onnx"
SERVED_NAME = "model.onnx"

_OPSET = 17
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class TooShallow(GradingError):
    """Say that a network has not the layer whose tokens are aligned."""


def export_fp32(network: CrossEncoder, folder: Path) -> Path:
    """Write the network and its tokenizer; return the network's file.

    A BERT is written for a processor, one answer at a time. Another encoder is written
    as torch traces it, with a mask: it is for a GPU, which takes padded batches.

    Raises:
        TooShallow: A BERT of so few layers that its tokens cannot be aligned.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FP32
    network.eval()
    if isinstance(network.encoder, BertModel):
        if (has := network.encoder.config.num_hidden_layers) < LAYER:
            raise TooShallow(
                f"the network has {has} of the {LAYER} layers that the alignment of its tokens "
                f"needs: train it again with layers = {LAYER} or more in its recipe, or 0 for all"
            )
        write_bert(network.encoder, network.head, path, lower=LAYER)
    else:
        write_masked(network, path)
    shutil.copy2(encoder_folder(network.kind.name) / "tokenizer.json", folder / "tokenizer.json")
    return path


def quantise(fp32: Path, target: Path) -> None:
    """Write the network with int8 weights, one scale a channel; activations as they come."""
    quantize_dynamic(
        fp32,
        target,
        op_types_to_quantize=["MatMul", "Gather"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def write_calibration(calibration: Calibration, folder: Path) -> None:
    """Write what turns logits into probabilities beside the weights."""
    text = json.dumps(calibration.to_plain(), indent=1) + "\n"
    (folder / "calibration.json").write_text(text, encoding="utf-8")


def copy_scorer(folder: Path) -> None:
    """Put the sources that serve beside the weights."""
    copy_sources(folder)


def write_masked(network: CrossEncoder, path: Path) -> None:
    """Write any encoder as torch traces it, for padded batches under a mask."""
    network.eval()
    example = tuple(torch.ones(2, 8, dtype=torch.int64) for _ in _INPUTS)
    torch.onnx.export(
        network,
        example,
        str(path),
        input_names=list(_INPUTS),
        output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in _INPUTS},
        opset_version=_OPSET,
        dynamo=False,
    )
