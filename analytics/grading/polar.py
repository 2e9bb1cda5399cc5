"""Tells where an answer says yes to what its reference says no to, or the reverse.

Export copies this file beside the weights, so it imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

OFTEN: Final = (0.00006, 0.02029, 0.00007)
"""Share of the right, contradictory and otherwise wrong training answers that `denies`: none of
8,276, 60 of 2,981 and none of 6,929, each with half a one more. All 260 that can be are of
questions for yes or no."""

_FIRST: Final = re.compile(r"\W*(?:(yes|yeah|yep)|no|nope)\b", re.IGNORECASE)


def denies(references: Sequence[str], answer: str) -> bool:
    """Return whether every reference begins with yes and the answer with no, or the reverse."""
    said = _FIRST.match(answer)
    wanted = [_FIRST.match(reference) for reference in references]
    return said is not None and all(one and bool(one[1]) != bool(said[1]) for one in wanted)
