"""Scores answers with the exported network; the file that Triton runs.

Export copies this file into the model repository, so of ours it imports only what is
copied with it. Training and evaluation use the same
functions, so what is measured is what is served.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from .overlap import Item, Reading

MAX_TOKENS = 96
MASKED_BATCH = 16
PROCESSOR = ("CPUExecutionProvider",)

_SLOWER = ["SkipLayerNormFusion"]
"""On a processor the fused operator takes five times as long as its two parts."""
_FIELDS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
_STACKED = 18
_SMALL = 1e-6
_TINY = 1e-300

Array = npt.NDArray[np.float64]


def softmax(logits: Array) -> Array:
    """Return each row as probabilities."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def open_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a file, cutting pairs to what the network reads."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    return tokenizer


def verdicts(rows: Array) -> Array:
    """Sum five labels into three: correct, contradictory, otherwise wrong."""
    return np.stack([rows[:, 0], rows[:, 2], rows[:, 1] + rows[:, 3] + rows[:, 4]], axis=1)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over the network's verdict and the word overlap.

    It makes the network less sure where it is too sure, and lets plain overlap speak
    on questions unlike those it was trained on.

    Attributes:
        weights: One row a verdict; columns are three log probabilities, ten overlap
            features, five patterns of overlap and a bias.
    """

    weights: Array

    @classmethod
    def read(cls, path: Path) -> Calibration:
        """Return what training wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.asarray(stored["weights"], dtype=np.float64))

    @classmethod
    def plain(cls) -> Calibration:
        """Return the calibration that leaves the network's verdict as it is."""
        return cls(np.eye(3, _STACKED + 1))

    def apply(self, logits: Array, items: Sequence[Item]) -> Array:
        """Return five probabilities a row.

        Inside a verdict the network alone shares out the probability.
        """
        return self.apply_read(logits, [Reading.of(item) for item in items])

    def apply_read(self, logits: Array, readings: Sequence[Reading]) -> Array:
        """Return the same for items whose words are counted already."""
        network = softmax(logits)
        inputs = np.hstack([_stacked(logits, readings), np.ones((len(readings), 1))])
        factors = softmax(inputs @ self.weights.T) / np.maximum(verdicts(network), _TINY)
        return np.asarray(network * factors[:, [0, 2, 1, 2, 2]])


def stacked_inputs(logits: Array, items: Sequence[Item]) -> Array:
    """Return the calibration's inputs, one row an item, without the bias."""
    return _stacked(logits, [Reading.of(item) for item in items])


def _stacked(logits: Array, readings: Sequence[Reading]) -> Array:
    logged = np.log(np.maximum(verdicts(softmax(logits)), _SMALL))
    return np.hstack([logged, [reading.features() for reading in readings]])


class Scorer:
    """Runs an exported network in this process.

    On a processor answers run one by one: the work lost on padding costs more than a
    batch gains. A network that was written with a mask runs in padded batches of like
    length; that is for a GPU.
    """

    def __init__(
        self,
        folder: Path,
        weights: Path | None = None,
        threads: int = 1,
        providers: Sequence[str] = PROCESSOR,
    ) -> None:
        self._tokenizer = open_tokenizer(folder / "tokenizer.json")
        self._session = open_session(weights or folder / "model.onnx", threads, providers)
        self._inputs = tuple(one.name for one in self._session.get_inputs())
        self._batch = MASKED_BATCH if "attention_mask" in self._inputs else 1
        self.calibration = Calibration.read(folder / "calibration.json")

    def logits(self, items: Sequence[Item]) -> Array:
        """Return five logits an item, in order."""
        return self._logits([Reading.of(item) for item in items])

    def probabilities(self, items: Sequence[Item]) -> Array:
        """Return five calibrated probabilities an item, in order."""
        return self.read([Reading.of(item) for item in items])

    def read(self, readings: Sequence[Reading]) -> Array:
        """Return the same for items whose words are counted already."""
        return self.calibration.apply_read(self._logits(readings), readings)

    def _logits(self, readings: Sequence[Reading]) -> Array:
        encoded = [self._tokenizer.encode_batch_fast([reading.pair()])[0] for reading in readings]
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        logits = np.zeros((len(encoded), 5))
        for at in range(0, len(order), self._batch):
            chosen = order[at : at + self._batch]
            logits[chosen] = self._run([encoded[i] for i in chosen])
        return logits

    def _run(self, encodings: Sequence[Any]) -> Array:
        longest = max(len(encoding.ids) for encoding in encodings)
        fields = np.zeros((len(self._inputs), len(encodings), longest), dtype=np.int64)
        for row, encoding in enumerate(encodings):
            for field, name in zip(fields, self._inputs, strict=True):
                values = getattr(encoding, _FIELDS[name])
                field[row, : len(values)] = values
        return np.asarray(self._session.run(None, dict(zip(self._inputs, fields, strict=True)))[0])


def open_session(
    weights: Path, threads: int = 1, providers: Sequence[str] = PROCESSOR
) -> onnxruntime.InferenceSession:
    """Return a network that is ready to run, set up for many processes side by side."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(weights), options, list(providers), disabled_optimizers=_SLOWER
    )
