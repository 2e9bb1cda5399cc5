"""Writes what the Chinese grader serves beside its sources.

Only training imports this module: it needs torch, transformers and onnx.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic

from analytics.grading.chinese.alignment import Encoder
from analytics.grading.chinese.encoder import build_encoder, write_tokenizer
from analytics.grading.chinese.scorer import Calibrations
from analytics.grading.graph import write_states

LAYERS: Final = range(6)
MODEL, TOKENIZER, CENTRE = "model.onnx", "tokenizer.json", "centre.npy"
FOREST, CALIBRATION = "forest.npz", "calibration.json"
FP32: Final = "model.fp32.onnx"


def export_encoder(folder: Path, texts: Iterable[str]) -> None:
    """Write the tokenizer, the encoder in int8 and the middle of its hidden states.

    Seven bits a weight: a processor without VNNI adds pairs of products in sixteen bits,
    and must not overflow where another does not.

    Args:
        folder: Where to; what is there already is kept.
        texts: Whose mean hidden state is the middle.
    """
    if (folder / CENTRE).is_file():
        return
    kept = write_tokenizer(folder / TOKENIZER)
    write_states(build_encoder(kept, LAYERS), folder / FP32)
    quantize_dynamic(
        folder / FP32,
        folder / MODEL,
        op_types_to_quantize=["MatMul", "Gather"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    encoder = Encoder(folder)
    means = [encoder.states(text).mean(axis=0) for text in texts if text.strip()]
    np.save(folder / CENTRE, np.mean(means, axis=0).astype(np.float32))


def write_calibrations(calibrations: Calibrations, path: Path) -> None:
    """Write them as JSON."""
    stored = asdict(calibrations) | {"questions": sorted(calibrations.questions)}
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
