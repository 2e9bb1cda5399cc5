"""Tells where an answer opens with another choice than its reference: yes for no, B for A.

Export copies this file beside the weights, so it imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

OFTEN: Final = (0.00006, 0.02465, 0.00007)
"""Share of the right, contradictory and otherwise wrong training answers that choose otherwise:
none of 8,276, 73 of 2,981 and none of 6,929, each with half a one more."""

_YES_OR_NO: Final = re.compile(r"\W*(?:(yes|yeah|yep)|no|nope)\b", re.IGNORECASE)
_LETTER: Final = re.compile(
    r"\W*(?:(?:option|letter|line|graph|curve|point|it\s+is|it's|its)\s+)?"
    r"(?P<letter>[b-h]|a(?=\W*$|[.,:;)]|\s+(?:is|because)\b))\b(?!'|\s*(?:and|or|,|&|/)\s*[a-h]\b)",
    re.IGNORECASE,
)


def chooses_otherwise(references: Sequence[str], answer: str) -> bool:
    """Return whether every reference opens with one choice, and the answer with another.

    Choices are yes and no, and letters that name what a question offers.
    """
    for read in (_yes_or_no, _letter):
        wanted = {read(reference) for reference in references}
        if len(wanted) == 1 and "" not in wanted and (said := read(answer)):
            return said not in wanted
    return False


def _yes_or_no(text: str) -> str:
    found = _YES_OR_NO.match(text)
    return "" if not found else "yes" if found[1] else "no"


def _letter(text: str) -> str:
    found = _LETTER.match(text)
    return found["letter"].upper() if found else ""
