"""Scores Chinese answers with the exported network; the file that Triton runs.

Export copies this file into the model repository, so it imports nothing of ours: only
numpy, onnxruntime and tokenizers. Training and evaluation use the same functions, so
what is measured is what is served.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

MAX_TOKENS: Final = 160
QUESTION_CHARS: Final = 48
TEXT_CHARS: Final = 400
REFERENCES_SHOWN: Final = 2

SHARES: Final = np.array([0.0, 0.0, 0.0, *(mark / 10 for mark in range(1, 11))])
"""Share of the marks of each of the network's outputs.

The first three earn nothing: contradictory, irrelevant, non-domain. Then one to ten
tenths of the marks.
"""
VERDICT_OF: Final = np.array([2, 2, 2, *(1 for _ in range(1, 9)), 0, 0])
"""The verdict of each output: 0 from nine tenths on, 1 for less, 2 for nothing."""
LABEL_OF: Final = np.array([2, 3, 4, *(1 for _ in range(1, 9)), 0, 0])
"""The label of each output, as an index of correct, partial, contradictory, …"""

Array = npt.NDArray[np.float64]

Item = tuple[str, Sequence[str], str]
"""A question, its reference answers and a student's answer."""

_INPUTS: Final = 24
_SMALL: Final = 1e-6
_TINY: Final = 1e-300
_MOST: Final = 0.8
_ENOUGH: Final = 8
_TOKEN: Final = re.compile(r"[a-z]+|\d+|[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[a-z]+|\d+")
_LONG_GAP: Final = re.compile(r"\s+")
_NEGATION: Final = re.compile(r"[不没無无非未否勿]|n't|\bnot?\b")
_NOT_NEGATION: Final = re.compile(r"不仅|不但|不断|不同|无论|不管|不妨|非常|未来|没错|无序|差不多")
_DENIES: Final = re.compile(r"不正确|不对|错误|错|不能|不可以|不是|不行|否|不会|不一定|不成立")
_AFFIRMS: Final = re.compile(r"正确|对的|^对|可以|能够|能|是的|行|成立|会")
_FIRST_WORDS: Final = 24


def tokens(text: str) -> list[str]:
    """Return the Chinese characters, Latin words and numbers of a text, in order."""
    return _TOKEN.findall(text.lower())


def grams(text: str, size: int) -> Counter[tuple[str, ...]]:
    """Return how often each run of so many tokens occurs in a text."""
    found = tokens(text)
    return Counter(tuple(found[i : i + size]) for i in range(len(found) - size + 1))


def similarity(reference: str, answer: str) -> float:
    """Return the overlap of two texts, 0 to 1, by single tokens and by pairs."""
    return 0.4 * _dice(reference, answer, 1) + 0.6 * _dice(reference, answer, 2)


def rank_references(references: Sequence[str], answer: str) -> list[int]:
    """Return the references' indices, the nearest to the answer first."""
    scores = [similarity(reference, answer) for reference in references]
    return sorted(range(len(references)), key=lambda i: (-scores[i], i))


def text_pair(item: Item) -> tuple[str, str]:
    """Return the two texts that the network reads for one answer."""
    question, references, answer = item
    shown = [references[i] for i in rank_references(references, answer)[:REFERENCES_SHOWN]]
    tail = _squeezed(question)[-QUESTION_CHARS:]
    return _squeezed(answer)[:TEXT_CHARS], " | ".join([tail, *map(_squeezed, shown)])


def polarity(text: str) -> int:
    """Return whether a text first denies (-1), first affirms (1) or neither (0)."""
    start = _squeezed(text)[:_FIRST_WORDS]
    denied, affirmed = _DENIES.search(start), _AFFIRMS.search(start)
    if denied and (not affirmed or denied.start() <= affirmed.start()):
        return -1
    return 1 if affirmed else 0


def negations(text: str) -> int:
    """Return how many words of a text negate."""
    return len(_NEGATION.findall(_NOT_NEGATION.sub("", text.lower())))


def lexical_features(item: Item) -> list[float]:
    """Return how an answer overlaps with the nearest reference and with the question."""
    question, references, answer = item
    nearest = references[rank_references(references, answer)[0]]
    wanted, said, asked = (
        [grams(text, size) for size in (1, 2, 3)] for text in (nearest, answer, question)
    )
    covered = [_share(w, s) for w, s in zip(wanted, said, strict=True)]
    news = _share(wanted[1] - asked[1], said[1])
    latin = Counter(_LATIN.findall(nearest.lower()))
    lengths = math.log1p(said[0].total()), math.log1p(wanted[0].total())
    turned = float(polarity(nearest) * polarity(answer) < 0)
    odd = float(negations(nearest) % 2 != negations(answer) % 2)
    return [
        *covered,
        *(_share(s, w) for w, s in zip(wanted[:2], said[:2], strict=True)),
        news,
        _share(said[0], asked[0]),
        _share(said[1], asked[1]),
        max(_share(grams(reference, 2), said[1]) for reference in references),
        _share(latin, Counter(_LATIN.findall(answer.lower()))),
        lengths[0],
        lengths[0] - lengths[1],
        turned,
        float(polarity(nearest) * polarity(answer) > 0),
        odd,
        odd * covered[0],
        odd * float(covered[0] >= _MOST),
        float(len(tokens(nearest)) >= _ENOUGH and covered[0] >= _MOST and covered[2] <= 1 - _MOST),
        float(bool(said[1]) and _share(said[1], asked[1]) >= _MOST and news <= 1 - _MOST),
        float(not said[0]),
        math.log(len(references)),
    ]


def softmax(logits: Array) -> Array:
    """Return each row as probabilities."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def verdicts(rows: Array) -> Array:
    """Sum the network's outputs into three: full marks, some, none."""
    return np.stack([rows[:, verdict == VERDICT_OF].sum(axis=1) for verdict in range(3)], axis=1)


def stacked_inputs(logits: Array, items: Sequence[Item]) -> Array:
    """Return the calibration's inputs, one row an item, without the bias."""
    logged = np.log(np.maximum(verdicts(softmax(logits)), _SMALL))
    return np.hstack([logged, [lexical_features(item) for item in items]])


def open_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a file, cutting pairs to what the network reads."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    return tokenizer


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over the network's verdict and the overlap of characters.

    Attributes:
        weights: One row a verdict; columns are three log probabilities, the lexical
            features and a bias.
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
        return cls(np.eye(3, _INPUTS + 1))

    def apply(self, logits: Array, items: Sequence[Item]) -> Array:
        """Return a probability for each output; inside a verdict the network decides."""
        network = softmax(logits)
        inputs = np.hstack([stacked_inputs(logits, items), np.ones((len(items), 1))])
        factors = softmax(inputs @ self.weights.T) / np.maximum(verdicts(network), _TINY)
        return np.asarray(network * factors[:, VERDICT_OF])


@dataclass(frozen=True, slots=True)
class Scored:
    """What the scorer makes of some answers, one row each.

    Attributes:
        probabilities: Of correct, partial, contradictory, irrelevant and non-domain.
        shares: The expected share of the marks, 0 to 1.
    """

    probabilities: Array
    shares: Array

    @classmethod
    def of(cls, outputs: Array) -> Scored:
        """Return what probabilities of the network's outputs come to."""
        labels = [outputs[:, label == LABEL_OF].sum(axis=1) for label in range(5)]
        return cls(np.stack(labels, axis=1), outputs @ SHARES)


class ChineseScorer:
    """Runs the exported network in this process."""

    def __init__(self, folder: Path, weights: Path | None = None, threads: int = 1) -> None:
        self._tokenizer = open_tokenizer(folder / "tokenizer.json")
        self._session = _session(weights or folder / "model.onnx", threads)
        self.calibration = Calibration.read(folder / "calibration.json")

    def logits(self, items: Sequence[Item]) -> Array:
        """Return the network's logits, one row an item, in order."""
        encoded = self._tokenizer.encode_batch([text_pair(item) for item in items])
        return np.vstack([self._run(one) for one in encoded]) if encoded else np.zeros((0, 13))

    def scored(self, items: Sequence[Item]) -> Scored:
        """Return calibrated probabilities and shares, in order, by one run."""
        return Scored.of(self.calibration.apply(self.logits(items), items))

    def probabilities(self, items: Sequence[Item]) -> Array:
        """Return five calibrated probabilities an item, in order."""
        return self.scored(items).probabilities

    def shares(self, items: Sequence[Item]) -> Array:
        """Return the expected share of the marks of each item, 0 to 1, in order."""
        return self.scored(items).shares

    def _run(self, encoding: Any) -> Array:
        fields = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask}
        feed = {name: np.array([ids], dtype=np.int64) for name, ids in fields.items()}
        return np.asarray(self._session.run(None, feed)[0], dtype=np.float64)


def _session(weights: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(weights), options, ["CPUExecutionProvider"])


def _squeezed(text: str) -> str:
    return _LONG_GAP.sub(" ", text).strip()


def _dice(left: str, right: str, size: int) -> float:
    one, other = grams(left, size), grams(right, size)
    total = one.total() + other.total()
    return 2.0 * (one & other).total() / total if total else 0.0


def _share(part: Counter[Any], whole: Counter[Any]) -> float:
    return (part & whole).total() / part.total() if part.total() else 0.0
