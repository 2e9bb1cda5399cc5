"""The five labels of a grade. Pure; export copies this file beside the weights."""

from __future__ import annotations

from typing import Literal, get_args

GradeLabel = Literal["correct", "partial", "contradictory", "irrelevant", "non_domain"]

LABELS: tuple[GradeLabel, ...] = get_args(GradeLabel)
"""The five labels in the order of every probability vector."""
