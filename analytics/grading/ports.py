"""What the rest of the house needs of a grader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from analytics.grading.types import Grade, GradingRequest


class Grader(Protocol):
    """Grades free-text answers."""

    async def grade(self, requests: Sequence[GradingRequest]) -> Sequence[Grade]:
        """Return one grade for each request, in order.

        Raises:
            PermanentGradingError: A request can never be graded: hold it for a teacher.
            GraderUnavailable: The grader cannot answer now: retry the same requests.
        """
        ...
