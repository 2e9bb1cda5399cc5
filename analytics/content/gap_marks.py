"""Marks of gaps in a text, [1] for the first, and what may stand in a gap."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

GAP_MARK = re.compile(r"\[(\d{1,2})\]")

Filling = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^\S[^\n]*$")]
"""What may stand in a gap; one line."""

Fillings = Annotated[tuple[Filling, ...], AfterValidator(lambda said: tuple(sorted(said)))]
"""Some of them, whose order says nothing."""


def marked_gaps(text: str) -> list[int]:
    """Return the numbers of the gaps that a text marks, in its order."""
    return [int(found) for found in GAP_MARK.findall(text)]
