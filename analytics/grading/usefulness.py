"""Which answers teach most when a teacher marks them. Pure.

Uncertainty times density (Settles and Craven 2008): an answer that the grader is
unsure of and that many others resemble. Each choice makes its like less useful, so
that five questions ask about five things.
"""

from collections.abc import Sequence

import numpy as np

from analytics.grading.likeness import likeness


def uncertainty(confidence: float | None) -> float:
    """Return how unsure a grader was, 0 to 1; one who said nothing knows nothing."""
    return 1.0 if confidence is None else 1.0 - confidence


def most_useful(texts: Sequence[str], unsure: Sequence[float], count: int) -> tuple[int, ...]:
    """Return the places of the answers to ask about, the most useful first."""
    alike = likeness(texts)
    worth = np.asarray(unsure, dtype=np.float64) * alike.mean(axis=1) if texts else np.zeros(0)
    chosen: list[int] = []
    for _ in range(min(count, len(texts))):
        best = int(worth.argmax())
        if worth[best] <= 0:
            break
        chosen.append(best)
        worth = worth * (1.0 - alike[best])
        worth[best] = 0.0
    return tuple(chosen)
