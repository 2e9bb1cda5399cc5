"""Keeps what a large network thinks of answers, so that it is asked of each only once.

Only training imports this module: it needs torch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from analytics.grading.calibration import softmax
from analytics.grading.network import CrossEncoder
from analytics.grading.overlap import Item
from analytics.grading.training import predict

View = tuple[float, ...]
"""Probabilities of the five labels."""


class Views:
    """The views of one teacher, in a file that holds no text.

    Args:
        path: Of the file.
        teacher: Loads the teacher; without one it is not asked anything new.
    """

    def __init__(self, path: Path, teacher: Callable[[], CrossEncoder] | None = None) -> None:
        self._path = path
        self._teacher = teacher
        self._known = _read(path)

    @classmethod
    def of_weights(cls, weights: Path, teacher: Callable[[], CrossEncoder]) -> Views:
        """Return the views of weights that are there, kept beside them.

        Views that are older than the weights are of another network, and forgotten.
        """
        path = views_of(weights)
        if path.is_file() and path.stat().st_mtime < weights.stat().st_mtime:
            path.unlink()
        return cls(path, teacher)

    def of(self, items: Sequence[Item]) -> list[View | None]:
        """Return the view of each item, in order; what is new is asked and kept.

        Of what a teacher that is gone was not asked, there is none.
        """
        digests = [_digest(item) for item in items]
        new = {d: item for d, item in zip(digests, items, strict=True) if d not in self._known}
        if new and self._teacher is not None:
            rows = softmax(predict(self._teacher(), list(new.values())))
            self._known.update(zip(new, map(tuple, rows.tolist()), strict=True))
            self._keep()
        return [self._known.get(digest) for digest in digests]

    def _keep(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(".partial.npz")
        np.savez_compressed(
            partial,
            digests=np.array(list(self._known), dtype=np.uint64),
            views=np.array(list(self._known.values()), dtype=np.float32),
        )
        partial.replace(self._path)


def views_of(weights: Path) -> Path:
    """Return where the views of a teacher are kept beside its weights."""
    return weights.with_suffix(".views.npz")


def _read(path: Path) -> dict[int, View]:
    if not path.is_file():
        return {}
    with np.load(path) as kept:
        rows = map(tuple, kept["views"].tolist())
        return dict(zip(kept["digests"].tolist(), rows, strict=True))


def _digest(item: Item) -> int:
    """Return 64 bits that tell an item from all others."""
    question, references, answer = item
    text = json.dumps([question, list(references), answer])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
