"""Writes what a training run learnt as a folder that can be served.

Only who exports imports this module: it needs torch and onnx.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import onnx
import torch
from onnxruntime.transformers.float16 import convert_float_to_float16

from analytics.grading.calibration import Calibration
from analytics.grading.encoders import encoder_folder
from analytics.grading.errors import GradingError
from analytics.grading.export import (
    SERVED_NAME,
    export_fp32,
    quantise,
    write_calibration,
    write_masked,
)
from analytics.grading.network import CrossEncoder, build_network
from analytics.grading.recipe import Recipe

Target = Literal["processor", "gpu", "gpu-half"]


class NoSuchRun(GradingError):
    """Say that a file holds no network of the recipe that was named."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one training run left behind.

    Attributes:
        weights: Its checkpoint, or the weights of its best epoch.
        recipe: How it was trained.
        calibration: What was fitted to it; without one its probabilities are raw.
    """

    weights: Path
    recipe: Recipe
    calibration: Path | None = None


def export_run(run: Run, target: Target, folder: Path) -> Path:
    """Write network, tokenizer and calibration; return the network's file.

    For a processor the weights are int8 and answers run one by one; for a GPU they are
    fp32 or fp16 and answers run in padded batches, under a mask.

    Raises:
        NoSuchRun: The weights are none, or are of another recipe.
        TooShallow: For a processor, a network that has not the layer whose tokens are aligned.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network, path = trained_network(run), folder / SERVED_NAME
    if target == "processor":
        quantise(export_fp32(network, folder), path)
    else:
        write_masked(network, path)
        shutil.copy2(
            encoder_folder(run.recipe.encoder) / "tokenizer.json", folder / "tokenizer.json"
        )
    if target == "gpu-half":
        _halve(path)
    if run.calibration is None:
        write_calibration(Calibration.plain(), folder)
    else:
        shutil.copy2(run.calibration, folder / "calibration.json")
    return path


def trained_network(run: Run) -> CrossEncoder:
    """Return what a run learnt, ready to be asked.

    Raises:
        NoSuchRun: The weights are none, or are of another recipe.
    """
    try:
        saved = torch.load(run.weights, map_location="cpu", weights_only=True)
        network = build_network(run.recipe, traced=True)
        network.load_state_dict(saved["network"])
    except (OSError, RuntimeError, KeyError, TypeError) as error:
        raise NoSuchRun(
            f"{run.weights} holds no {run.recipe.encoder} of this recipe: {error}"
        ) from error
    network = network.merge()
    network.eval()
    return network


def _halve(path: Path) -> None:
    """Keep weights and sums in fp16; what goes in and comes out stays as it was."""
    onnx.save(convert_float_to_float16(onnx.load(path), keep_io_types=True), path)
