"""Scores answers with the exported network; the file that Triton runs.

Export copies this file into the model repository, so of ours it imports only what is
copied with it. Training and evaluation use the same
functions, so what is measured is what is served.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from .alignment import ALIGNED, Tokens, aligned
from .calibration import Array, Calibration
from .overlap import Item, Reading, without_introduction
from .sessions import PROCESSOR, open_session
from .short_answers import as_meant, looked_at
from .spelling import Spelling

MAX_TOKENS = 96
MASKED_BATCH = 16
LOGITS, TOKENS = "logits", "tokens"
"""What a network gives: of a pair of texts, and of each token of one text."""

_FIELDS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
_KEPT_TEXTS = 512


def open_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a file, cutting pairs to what the network reads."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    return tokenizer


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
        self._aligns = TOKENS in {one.name for one in self._session.get_outputs()}
        self._only_asked = onnxruntime.RunOptions()
        self._only_asked.only_execute_path_to_fetches = True
        self._kept_tokens = lru_cache(_KEPT_TEXTS)(self._tokens)
        self._spelling = Spelling(self._tokenizer.get_vocab())
        self.calibration = Calibration.read(folder / "calibration.json")

    def logits(self, items: Sequence[Item]) -> Array:
        """Return five logits an item, in order."""
        return self._logits([self.reading(item) for item in items])

    def features(self, items: Sequence[Item]) -> Array:
        """Return the overlap and the aligned tokens of each item, in order."""
        return self._features([self.reading(item) for item in items])

    def probabilities(self, items: Sequence[Item]) -> Array:
        """Return five calibrated probabilities an item, in order."""
        return self.read([self.reading(item) for item in items])

    def reading(self, item: Item) -> Reading:
        """Return an item with its words counted, its answer read as it is meant."""
        question, references, answer = item
        said = self._spelling.respelt(answer, (question, *references))
        return Reading.of((question, references, as_meant(question, references, said)))

    def read(self, readings: Sequence[Reading]) -> Array:
        """Return the same for items whose words are counted already."""
        rows = self.by_network(readings)
        for row, item in zip(rows, (reading.item for reading in readings), strict=True):
            seen = looked_at(item, row.tolist(), known=self.calibration.knows(item))
            if seen is not None:
                row[:] = seen
        return rows

    def by_network(self, readings: Sequence[Reading]) -> Array:
        """Return five calibrated probabilities an item, by the network alone."""
        items = [reading.item for reading in readings]
        return self.calibration.apply(self._logits(readings), self._features(readings), items)

    def _logits(self, readings: Sequence[Reading]) -> Array:
        encoded = [self._tokenizer.encode_batch_fast([reading.pair()])[0] for reading in readings]
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        logits = np.zeros((len(encoded), 5))
        for at in range(0, len(order), self._batch):
            chosen = order[at : at + self._batch]
            logits[chosen] = self._run(LOGITS, [encoded[i] for i in chosen])
        return logits

    def _features(self, readings: Sequence[Reading]) -> Array:
        rows = [[*reading.features(), *self._aligned(reading.item)] for reading in readings]
        return np.array(rows, dtype=np.float64)

    def _aligned(self, item: Item) -> list[float]:
        """Return the aligned tokens; a network for a GPU gives no tokens, so none."""
        if not self._aligns:
            return [0.0] * ALIGNED
        question, references, answer = item
        asked, *known = (self._kept_tokens(text) for text in (question, *references))
        return aligned(asked, known, self._tokens(without_introduction(answer)))

    def _tokens(self, text: str) -> Tokens:
        encoding = self._tokenizer.encode(text)
        [hidden] = self._run(TOKENS, [encoding])
        return Tokens.of(hidden[1:-1], encoding.tokens[1:-1])

    def _run(self, output: str, encodings: Sequence[Any]) -> Any:
        longest = max(len(encoding.ids) for encoding in encodings)
        fields = np.zeros((len(self._inputs), len(encodings), longest), dtype=np.int64)
        for row, encoding in enumerate(encodings):
            for field, name in zip(fields, self._inputs, strict=True):
                values = getattr(encoding, _FIELDS[name])
                field[row, : len(values)] = values
        given = dict(zip(self._inputs, fields, strict=True))
        return self._session.run([output], given, self._only_asked)[0]
