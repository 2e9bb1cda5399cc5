"""Asks a forest of decision trees that was grown elsewhere; numpy is enough for it.

Export copies this file beside the weights, so it imports nothing of ours.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
_LEAF = -1


@dataclass(frozen=True, slots=True)
class Forest:
    """All trees' nodes in one row, each tree's root first.

    Attributes:
        roots: The node at which each tree begins.
        feature: Which number a node asks about.
        threshold: The left child follows where the number is at most this.
        left, right: The children; -1 at a leaf.
        value: What each node gives, one row a node.
    """

    roots: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: npt.NDArray[np.float16]

    @classmethod
    def read(cls, path: Path) -> Forest:
        """Return the forest that `write` stored."""
        with np.load(path) as stored:
            return cls(**{name: stored[name] for name in stored.files})

    def write(self, path: Path) -> None:
        """Store the forest, compressed."""
        np.savez_compressed(path, **asdict(self))

    def ask(self, rows: Array) -> Array:
        """Return the mean of the trees' answers, one row for each of the given."""
        given = [self._ask_one(row) for row in rows.astype(np.float32)]
        return np.array(given).reshape(len(rows), self.value.shape[1])

    def _ask_one(self, row: npt.NDArray[np.float32]) -> Array:
        at = self.roots
        while (inner := self.left[at] != _LEAF).any():
            goes_left = row[self.feature[at]] <= self.threshold[at]
            at = np.where(inner, np.where(goes_left, self.left[at], self.right[at]), at)
        return np.asarray(self.value[at].mean(axis=0, dtype=np.float64))
