"""Makes honest probabilities of what a network and the overlap of words say.

A network is right more often on questions that it was trained on, so it is believed more
there: the calibration knows those questions, with the references that they had, by their
digests and has weights for each case. On others it is believed the more, the more of
their words it was trained on. Export copies this file beside the weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from .alignment import ALIGNED
from .familiarity import Familiarity
from .marks import decided
from .overlap import COUNTED, Item

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

VERDICTS: Final = 3
STACKED: Final = VERDICTS + COUNTED + ALIGNED + VERDICTS + 1
"""Log probabilities of the verdicts, counts of overlap, aligned tokens; then the first
once more times the question's familiarity, and that familiarity."""
EVEN: Final = (1.0,) * VERDICTS
"""Each verdict counts by its probability alone."""
_SMALL: Final = 1e-6
_TINY: Final = 1e-300
_DIGEST_LENGTH: Final = 16


def softmax(logits: Array) -> Array:
    """Return each row as probabilities."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def verdicts(rows: Array) -> Array:
    """Sum five labels into three: correct, contradictory, otherwise wrong."""
    return np.stack([rows[:, 0], rows[:, 2], rows[:, 1] + rows[:, 3] + rows[:, 4]], axis=1)


def stacked(logits: Array, features: Array, familiar: Array) -> Array:
    """Return the inputs of a calibration, shape (answers, `STACKED`).

    Args:
        logits: Of a network, shape (answers, 5).
        features: Counts of overlap and aligned tokens, one row an answer.
        familiar: Known share of each answer's question, 0 to 1, shape (answers,).
    """
    logged = np.log(np.maximum(verdicts(softmax(logits)), _SMALL))
    share = familiar[:, None]
    return np.hstack([logged, features, logged * share, share])


@lru_cache(maxsize=4_096)
def digests(question: str, references: tuple[str, ...]) -> frozenset[str]:
    """Return what a question is known by: its words with those of any of its references.

    Case and spacing do not count. A reference is needed, because "Why?" asks another
    thing each time.
    """
    plain = (" ".join(text.lower().split()) for text in (question, *references))
    asked, *given = plain
    return frozenset(_digest(f"{asked}\n{one}") for one in given)


def choose(rows: Array, decision: Sequence[float]) -> Labels:
    """Return the verdict that each row of three probabilities is labelled by."""
    return np.array([decided(row, decision) for row in rows.tolist()], dtype=np.int64)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over the network's verdict, overlap and aligned tokens.

    It makes the network less sure where it is too sure, and lets plain overlap speak
    on questions unlike those it was trained on.

    Attributes:
        fresh: For questions that the network never saw, one row a verdict; columns are
            the inputs and a bias.
        known: The same for questions that it was trained on.
        questions: Digests of those, one with each reference.
        decision: How much each verdict counts when a label is chosen for a question that
            was not learnt; a rare one would else never be. Probabilities are not
            changed by it.
        familiarity: Of the words of the questions that it was trained on.
    """

    fresh: Array
    known: Array
    questions: frozenset[str] = frozenset()
    decision: tuple[float, ...] = EVEN
    familiarity: Familiarity = field(default_factory=Familiarity)

    @classmethod
    def read(cls, path: Path) -> Calibration:
        """Return what training wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        fresh, known = (np.asarray(stored[name], dtype=np.float64) for name in ("fresh", "known"))
        return cls(
            fresh,
            known,
            frozenset(stored["questions"]),
            tuple(stored["decision"]),
            Familiarity.read(stored["familiarity"]),
        )

    @classmethod
    def plain(cls) -> Calibration:
        """Return the calibration that leaves the network's verdict as it is."""
        weights = np.eye(VERDICTS, STACKED + 1)
        return cls(weights, weights)

    def to_plain(self) -> dict[str, Any]:
        """Return what `read` reads, with five places of each weight."""
        weights = {name: np.round(getattr(self, name), 5).tolist() for name in ("fresh", "known")}
        return weights | {
            "decision": list(self.decision),
            "questions": sorted(self.questions),
            "familiarity": self.familiarity.to_plain(),
        }

    def knows(self, item: Item) -> bool:
        """Return whether the network was trained on an item's question."""
        question, references, _ = item
        return not self.questions.isdisjoint(digests(question, tuple(references)))

    def decision_on(self, item: Item) -> tuple[float, ...]:
        """Return how much each verdict counts when the label of an item is chosen.

        On questions that it knows, the network finds the rare verdict by itself.
        """
        return EVEN if self.knows(item) else self.decision

    def apply(self, logits: Array, features: Array, items: Sequence[Item]) -> Array:
        """Return five probabilities a row.

        Inside a verdict the network alone shares out the probability.
        """
        network = softmax(logits)
        familiar = np.array([self.familiarity.share(item) for item in items])
        ones = np.ones((len(logits), 1))
        inputs = np.hstack([stacked(logits, features, familiar), ones])
        known = np.array([self.knows(item) for item in items])
        scores = np.where(known[:, None], inputs @ self.known.T, inputs @ self.fresh.T)
        factors = softmax(scores) / np.maximum(verdicts(network), _TINY)
        return np.asarray(network * factors[:, [0, 2, 1, 2, 2]])
