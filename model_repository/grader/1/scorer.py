"""Scores answers with the exported network; the file that Triton runs.

Export copies this file into the model repository, so it imports nothing of ours:
only numpy, onnxruntime and tokenizers. Training and evaluation use the same
functions, so what is measured is what is served.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

MAX_TOKENS = 96
QUESTION_WORDS = 24
ANSWER_WORDS = 80
REFERENCES_SHOWN = 2
MICRO_BATCH = 1

_STACKED = 18
_ENOUGH = 4
_MOST = 0.8
_SMALL = 1e-6
_TINY = 1e-300

Array = npt.NDArray[np.float64]

_WORD = re.compile(r"\w+", re.UNICODE)
_SUFFIXES = ("ingly", "edly", "ing", "ies", "ied", "ed", "es", "ly", "s")
_NEGATION_WORDS = """
no not never none neither nor cannot without n't dont doesnt didnt isnt arent wasnt wont cant
couldnt wouldnt shouldnt hasnt havent
"""
_STOP_WORDS = """
a an the and or but if of to in on at by for with from as is are was were be been being am it
its this that these those they them their there he she his her you your we our i my me so then
than do does did have has had will would can could should may might because when what which
who how why into out up down about also just very more most some any all each
"""
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_STOP = frozenset(_STOP_WORDS.split())

Item = tuple[str, Sequence[str], str]
"""A question, its reference answers and a student's answer."""


def words(text: str) -> list[str]:
    """Return the lower-case words of a text without apostrophes."""
    return _WORD.findall(text.lower().replace("'", "").replace("\u2019", ""))


def light_stem(word: str) -> str:
    """Cut a common English ending; cheap, for overlap counts only."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def content(text: str) -> list[str]:
    """Return the stems of a text's words that carry meaning."""
    return [light_stem(word) for word in words(text) if word not in _STOP]


def _dice(left: Counter[str], right: Counter[str]) -> float:
    total = left.total() + right.total()
    return 2.0 * (left & right).total() / total if total else 0.0


def _trigrams(text: str) -> Counter[str]:
    squeezed = f" {' '.join(words(text))} "
    return Counter(squeezed[i : i + 3] for i in range(len(squeezed) - 2))


def similarity(reference: str, answer: str) -> float:
    """Return the overlap of two texts, 0 to 1, by stems and by trigrams."""
    by_stem = _dice(Counter(content(reference)), Counter(content(answer)))
    return 0.6 * by_stem + 0.4 * _dice(_trigrams(reference), _trigrams(answer))


def rank_references(references: Sequence[str], answer: str) -> list[int]:
    """Return the references' indices, the nearest to the answer first."""
    scores = [similarity(reference, answer) for reference in references]
    return sorted(range(len(references)), key=lambda i: (-scores[i], i))


def text_pair(item: Item) -> tuple[str, str]:
    """Return the two texts that the network reads for one answer."""
    question, references, answer = item
    shown = [references[i] for i in rank_references(references, answer)[:REFERENCES_SHOWN]]
    tail = " ".join(question.split()[-QUESTION_WORDS:])
    return " ".join(answer.split()[:ANSWER_WORDS]), " | ".join([tail, *shown])


def _share(part: Counter[str], whole: Counter[str]) -> float:
    return (part & whole).total() / part.total() if part.total() else 0.0


def _negated(text: str) -> bool:
    return any(word in _NEGATIONS for word in words(text))


def lexical_features(item: Item) -> list[float]:
    """Return the ten overlap features of the lexical floor."""
    question, references, answer = item
    nearest = references[rank_references(references, answer)[0]]
    said, asked, wanted = (Counter(content(text)) for text in (answer, question, nearest))
    best = max(_share(Counter(content(reference)), said) for reference in references)
    pairs = [Counter(itertools.pairwise(w)) for w in (content(nearest), content(answer))]
    shared = (pairs[0] & pairs[1]).total() / max(pairs[0].total(), 1)
    lengths = math.log1p(said.total()), math.log1p(wanted.total())
    return [
        _share(wanted, said),
        _share(said, wanted),
        _share(wanted - asked, said),
        _share(said, asked),
        best,
        _dice(_trigrams(nearest), _trigrams(answer)),
        shared,
        lengths[0],
        lengths[0] - lengths[1],
        float(_negated(nearest) != _negated(answer)),
    ]


def pattern_features(item: Item) -> list[float]:
    """Return how an answer overlaps in ways that a right one seldom does.

    In order: a negation too many or too few, weighed by the overlap; the same where
    nearly all else is said; the reference's words without its order; the question's
    words and no others; how many references there are.
    """
    question, references, answer = item
    nearest = references[rank_references(references, answer)[0]]
    wanted, said = content(nearest), content(answer)
    asked = Counter(content(question))
    covered = _share(Counter(wanted), Counter(said))
    news = _share(Counter(wanted) - asked, Counter(said))
    pairs = [Counter(itertools.pairwise(some)) for some in (wanted, said)]
    ordered = (pairs[0] & pairs[1]).total() / max(pairs[0].total(), 1)
    turned = float(_negated(nearest) != _negated(answer))
    scrambled = len(wanted) >= _ENOUGH and covered >= _MOST and ordered <= 1 - _MOST
    parroted = bool(said) and _share(Counter(said), asked) >= _MOST and news <= 1 - _MOST
    return [
        turned * covered,
        turned * float(covered >= _MOST),
        float(scrambled),
        float(parroted),
        math.log(len(references)),
    ]


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
        network = softmax(logits)
        inputs = np.hstack([stacked_inputs(logits, items), np.ones((len(items), 1))])
        factors = softmax(inputs @ self.weights.T) / np.maximum(verdicts(network), _TINY)
        return np.asarray(network * factors[:, [0, 2, 1, 2, 2]])


def stacked_inputs(logits: Array, items: Sequence[Item]) -> Array:
    """Return the calibration's inputs, one row an item, without the bias."""
    logged = np.log(np.maximum(verdicts(softmax(logits)), _SMALL))
    said = [[*lexical_features(item), *pattern_features(item)] for item in items]
    return np.hstack([logged, said])


class Scorer:
    """Runs the exported network in this process.

    Answers are run in small batches of like length: on a CPU the work lost on padding
    costs more than a larger batch gains.
    """

    def __init__(self, folder: Path, weights: Path | None = None, threads: int = 1) -> None:
        self._tokenizer = open_tokenizer(folder / "tokenizer.json")
        self._session = _session(weights or folder / "model.onnx", threads)
        self.calibration = Calibration.read(folder / "calibration.json")

    def logits(self, items: Sequence[Item]) -> Array:
        """Return five logits an item, in order."""
        encoded = self._tokenizer.encode_batch([text_pair(item) for item in items])
        order = sorted(range(len(items)), key=lambda i: len(encoded[i].ids))
        logits = np.zeros((len(items), 5))
        for at in range(0, len(order), MICRO_BATCH):
            chosen = order[at : at + MICRO_BATCH]
            logits[chosen] = self._run([encoded[i] for i in chosen])
        return logits

    def probabilities(self, items: Sequence[Item]) -> Array:
        """Return five calibrated probabilities an item, in order."""
        return self.calibration.apply(self.logits(items), items)

    def _run(self, encodings: Sequence[Any]) -> Array:
        longest = max(len(encoding.ids) for encoding in encodings)
        fields = np.zeros((3, len(encodings), longest), dtype=np.int64)
        for row, e in enumerate(encodings):
            fields[:, row, : len(e.ids)] = (e.ids, e.attention_mask, e.type_ids)
        names = ("input_ids", "attention_mask", "token_type_ids")
        return np.asarray(self._session.run(None, dict(zip(names, fields, strict=True)))[0])


def _session(weights: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(weights), options, ["CPUExecutionProvider"])
