"""Aligns an answer's tokens with its references' in a lower layer of a network.

What lies near in the lower layers depends little on the questions that the network learnt:
"goes into the air" lies near "evaporates" in any subject. Pure; export copies this file
beside the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from .wording import is_stop_word

LAYER: Final = 3
"""The layer whose tokens are aligned, counted from the embeddings."""

ALIGNED: Final = 12
_LIGHT: Final = 0.15
"""Weight of a token that carries little meaning, beside 1 of any other."""
_SAME: Final = 0.75
"""Cosine from which two tokens say the same."""
_WORST_SHARE: Final = 4

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens as a network's lower layers see them.

    Attributes:
        vectors: Shape (tokens, width), each of length 1.
        weights: Shape (tokens,): how much of the meaning each carries.
    """

    vectors: Vector
    weights: Vector

    @classmethod
    def of(cls, hidden: Vector, tokens: Sequence[str]) -> Tokens:
        """Scale what a layer gave; a stop word or a sign weighs little.

        Args:
            hidden: Shape (tokens, width).
            tokens: Their texts.
        """
        sizes = np.linalg.norm(hidden, axis=1, keepdims=True)
        light = [is_stop_word(token) or not any(map(str.isalnum, token)) for token in tokens]
        weights = np.where(np.array(light, dtype=bool), np.float32(_LIGHT), np.float32(1.0))
        return cls(hidden / np.maximum(sizes, np.float32(1e-9)), weights.astype(np.float32))

    def nearest_in(self, other: Tokens) -> Vector:
        """Return the cosine of each token with the one of the other most like it."""
        if not len(self.weights) or not len(other.weights):
            return np.zeros(len(self.weights), dtype=np.float32)
        return np.asarray((self.vectors @ other.vectors.T).max(axis=1))


def aligned(question: Tokens, references: Sequence[Tokens], answer: Tokens) -> list[float]:
    """Return twelve features of how an answer's tokens meet the references'.

    Seven of the reference that it meets best: how much of the reference the answer
    covers, the reverse, the harmonic mean of both, coverage of what the question does
    not say already, of the worst quarter, and the first and the fourth by counting
    tokens that say the same. Then, over all references: best coverage, best coverage of
    the new, how much the answer repeats the question, and how much of its new and of
    all its tokens some reference has.
    """
    rows = [_met(question, reference, answer) for reference in references]
    some = np.max([answer.nearest_in(reference) for reference in references], axis=0)
    new = answer.weights * _new(answer, question)
    return [
        *max(rows, key=lambda row: row[2]),
        max(row[0] for row in rows),
        max(row[3] for row in rows),
        _mean(answer.nearest_in(question), answer.weights),
        _mean(some, new),
        _mean(some, answer.weights),
    ]


def _met(question: Tokens, reference: Tokens, answer: Tokens) -> list[float]:
    met = reference.nearest_in(answer)
    new = reference.weights * _new(reference, question)
    covered = _mean(met, reference.weights)
    backed = _mean(answer.nearest_in(reference), answer.weights)
    same = (met > _SAME).astype(np.float32)
    return [
        covered,
        backed,
        2.0 * covered * backed / max(covered + backed, 1e-9),
        _mean(met, new),
        _worst(met, reference.weights),
        _mean(same, reference.weights),
        _mean(same, new),
    ]


def _new(text: Tokens, question: Tokens) -> Vector:
    return np.maximum(np.float32(1.0) - text.nearest_in(question), np.float32(0.0))


def _worst(met: Vector, weights: Vector) -> float:
    heavy = np.sort(met[weights >= 1.0])
    return float(heavy[: max(1, len(heavy) // _WORST_SHARE)].mean()) if len(heavy) else 0.0


def _mean(values: Vector, weights: Vector) -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total > 1e-9 else 0.0
