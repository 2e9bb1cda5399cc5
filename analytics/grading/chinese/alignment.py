"""Compares texts piece by piece in the hidden states of a small encoder.

Export copies this file beside the weights. The encoder is not trained: it knows from
its own training which pieces mean alike, in some hundred languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from ..sessions import open_session  # noqa: TID252 -- served without the house
from .overlap import Item

MAX_TOKENS: Final = 160
TEXT_CHARS: Final = 600
REFERENCES_READ: Final = 8
FEATURES: Final = 8
_KEPT_TEXTS: Final = 256
_SMALL: Final = 1e-6

Array32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Texture:
    """A text in hidden states, each of length one.

    Attributes:
        pieces: One row a piece; none for an empty text.
        whole: Their mean.
    """

    pieces: Array32
    whole: Array32


class Encoder:
    """Runs the exported encoder in this process, one text at a time."""

    def __init__(self, folder: Path, weights: Path | None = None, threads: int = 1) -> None:
        self._tokenizer = open_tokenizer(folder / "tokenizer.json")
        self._session = open_session(weights or folder / "model.onnx", threads)
        centre = folder / "centre.npy"
        self._centre = np.load(centre) if centre.is_file() else np.float32(0.0)
        self.known = lru_cache(_KEPT_TEXTS)(self.texture)
        """`texture` for texts that come again, as questions and references do."""

    def texture(self, text: str) -> Texture:
        """Return a text in hidden states from which what all texts share is taken."""
        pieces = self.states(text) - self._centre
        return Texture(_unit(pieces), _unit(pieces.mean(axis=0) if len(pieces) else pieces.sum(0)))

    def states(self, text: str) -> Array32:
        """Return the hidden state of each piece, without the marks at both ends."""
        ids = self._tokenizer.encode(text[:TEXT_CHARS]).ids
        feed = {"input_ids": np.array([ids], dtype=np.int64)}
        return np.asarray(self._session.run(None, feed)[0][0, 1:-1], dtype=np.float32)

    def align(self, item: Item) -> list[float]:
        """Return how well an answer's pieces match those of what is right.

        The best of the references counts, for each number by itself.
        """
        question, references, answer = item
        said, asked = self.texture(answer), self.known(question)
        if not len(said.pieces):
            return [0.0] * FEATURES
        per = [_matched(self.known(one), said, asked) for one in references[:REFERENCES_READ]]
        echoed = float((said.pieces @ asked.pieces.T).max(axis=1, initial=0.0).mean())
        best = np.array(per).max(axis=0).tolist()
        return [*best, echoed, float(said.whole @ asked.whole)]


def open_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a file, cutting texts to what the encoder reads."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _matched(wanted: Texture, said: Texture, asked: Texture) -> Sequence[float]:
    """Return recall, precision, recall of what is new, the worst of both, and the whole."""
    if not len(wanted.pieces):
        return [0.0] * (FEATURES - 2)
    alike = wanted.pieces @ said.pieces.T
    recall, precision = alike.max(axis=1), alike.max(axis=0)
    given = (wanted.pieces @ asked.pieces.T).max(axis=1, initial=0.0)
    new = np.maximum(1.0 - given, 0.0) + 1e-3
    return [
        float(recall.mean()),
        float(precision.mean()),
        float((recall * new).sum() / new.sum()),
        float(recall.min()),
        float(precision.min()),
        float(wanted.whole @ said.whole),
    ]


def _unit(rows: Any) -> Array32:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), _SMALL))
