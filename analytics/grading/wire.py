"""What goes to Triton and what comes back, as tensors."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import numpy as np
import orjson
from tritonclient.grpc import aio

from analytics.grading.evidence import Evidence
from analytics.grading.labels import LABELS
from analytics.grading.marks import confidence_of
from analytics.grading.types import Grade, GradingRequest

MODEL: Final = "grader"
INPUTS: Final = ("QUESTION", "REFERENCES", "ANSWER", "LANGUAGE")
OUTPUTS: Final = (
    "LABEL",
    "SCORE",
    "PROBABILITIES",
    "SIMILARITIES",
    "EVIDENCE",
    "NEAREST_REFERENCE",
    "MODEL",
)


class Lane(IntEnum):
    """Who waits for a grade, by Triton's priority: the smaller goes first."""

    LIVE = 1
    BULK = 2


def tensors_of(request: GradingRequest) -> list[aio.InferInput]:
    """Return the inputs of one answer; a lone surrogate becomes a question mark."""
    references = orjson.dumps([_bytes(text).decode() for text in request.references])
    texts = (request.question, references, request.answer, request.language)
    raw = (text if isinstance(text, bytes) else _bytes(text) for text in texts)
    return [_tensor(name, text) for name, text in zip(INPUTS, raw, strict=True)]


def grade_of(result: aio.InferResult) -> Grade:
    """Return what the model said of one answer."""
    label, score, rows, similarities, evidence, nearest, model = (
        result.as_numpy(name)[0] for name in OUTPUTS
    )
    probabilities = _clipped(rows)
    found = Evidence.from_plain(orjson.loads(evidence[0]))
    named = LABELS[LABELS.index(label[0].decode())]
    return Grade(
        label=named,
        score=_clipped(score)[0],
        confidence=confidence_of(probabilities, named),
        probabilities=probabilities,
        nearest_reference=int(nearest[0]),
        covered=found.covered,
        missing=found.missing,
        model=model[0].decode(),
        contradicted=found.contradicted,
        similarities=_clipped(similarities),
        reference_spans=found.reference,
        answer_spans=found.answer,
    )


def _clipped(values: Any) -> tuple[float, ...]:
    return tuple(min(max(value, 0.0), 1.0) for value in values.tolist())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")


def _tensor(name: str, text: bytes) -> aio.InferInput:
    tensor = aio.InferInput(name, [1, 1], "BYTES")
    tensor.set_data_from_numpy(np.array([[text]], dtype=np.object_))
    return tensor
