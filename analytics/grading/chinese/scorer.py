"""Scores Chinese answers with the exported grader; the file that Triton runs.

Export copies this file into the model repository, so of ours it imports only what is
copied with it. Training and evaluation use the same functions, so what is measured is
what is served.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ..marks import score_of  # noqa: TID252 -- served without the house
from .alignment import Encoder
from .forest import Forest
from .overlap import Item, Reading, similarity
from .short_answers import as_meant, looked_at

__all__ = [
    "FULL_FROM",
    "Calibration",
    "Calibrations",
    "ChineseScorer",
    "Item",
    "Scored",
    "features",
    "fingerprint",
    "similarity",
]

FULL_FROM: Final = 0.85
"""Least share of the marks that counts as right: nine tenths, rounded."""

Array = npt.NDArray[np.float64]

_SMALL: Final = 1e-3
_CONTRADICTORY, _IRRELEVANT, _NON_DOMAIN = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns the forest's answer into what may be believed.

    Attributes:
        temperature: Above 1 where the forest is too sure, below 1 where it is not
            sure enough.
        stretch, shift: The expected share of the marks times the one plus the other:
            a mean of trees shrinks from both ends.
    """

    temperature: float
    stretch: float
    shift: float

    def verdicts(self, given: Array) -> Array:
        """Return the probabilities of full marks, some and none, one row an answer."""
        some = 1.0 - given[:, 0] - given[:, 1]
        told = np.maximum(np.stack([given[:, 0], some, given[:, 1]], axis=1), _SMALL)
        told = told ** (1.0 / self.temperature)
        return np.asarray(told / told.sum(axis=1, keepdims=True))

    def shares(self, given: Array) -> Array:
        """Return the expected share of the marks, 0 to 1."""
        return np.asarray(np.clip(self.stretch * given[:, 2] + self.shift, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Calibrations:
    """One for questions that were trained on, one for all others: of those it knows less.

    Attributes:
        questions: Fingerprints of those that were trained on.
    """

    seen: Calibration
    new: Calibration
    questions: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> Calibrations:
        """Return what training wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        seen, new = (Calibration(**stored[name]) for name in ("seen", "new"))
        return cls(seen, new, frozenset(stored["questions"]))

    def of(self, question: str) -> Calibration:
        """Return the one for answers to a question."""
        return self.seen if self.knows(question) else self.new

    def knows(self, question: str) -> bool:
        """Return whether a question was trained on."""
        return fingerprint(question) in self.questions


def fingerprint(question: str) -> str:
    """Return what tells a question from others without its words."""
    return hashlib.sha256("".join(question.split()).encode()).hexdigest()[:16]


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
    def of(cls, verdicts: Array, shares: Array, readings: Sequence[Reading]) -> Scored:
        """Give what earns nothing the one of three names that the reading shows."""
        probabilities = np.zeros((len(readings), 5))
        probabilities[:, :2] = verdicts[:, :2]
        for row, reading in enumerate(readings):
            probabilities[row, _nothing(reading)] = verdicts[row, 2]
        return cls(probabilities, shares)


class ChineseScorer:
    """Runs the exported encoder and forest in this process."""

    def __init__(self, folder: Path, weights: Path | None = None, threads: int = 1) -> None:
        self._encoder = Encoder(folder, weights, threads)
        self._forest = Forest.read(folder / "forest.npz")
        self._calibrations = Calibrations.read(folder / "calibration.json")

    def scored(self, items: Sequence[Item]) -> Scored:
        """Return calibrated probabilities and shares, in order."""
        readings = [Reading.of((q, given, as_meant(q, given, said))) for q, given, said in items]
        scored = self.by_forest(readings)
        for row, reading in enumerate(readings):
            known = self._calibrations.knows(reading.item[0])
            said = looked_at(reading.item, scored.probabilities[row].tolist(), known=known)
            if said is not None:
                scored.probabilities[row] = said
                scored.shares[row] = score_of(said)
        return scored

    def by_forest(self, readings: Sequence[Reading]) -> Scored:
        """Return the same by the forest alone."""
        if not readings:
            return Scored(np.zeros((0, 5)), np.zeros(0))
        given = self._forest.ask(np.array([features(one, self._encoder) for one in readings]))
        rows = [
            (calibration.verdicts(row)[0], calibration.shares(row)[0])
            for calibration, row in zip(
                (self._calibrations.of(reading.item[0]) for reading in readings),
                given[:, None],
                strict=True,
            )
        ]
        verdicts, shares = (np.array(column) for column in zip(*rows, strict=True))
        return Scored.of(verdicts, shares, readings)


def features(reading: Reading, encoder: Encoder) -> list[float]:
    """Return all that the forest is asked about one answer."""
    return [*reading.features(), *encoder.align(reading.item)]


def _nothing(reading: Reading) -> int:
    if not reading.item[2].strip():
        return _NON_DOMAIN
    return _CONTRADICTORY if reading.contradicts else _IRRELEVANT
