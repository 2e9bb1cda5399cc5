"""Triton's entry to the grader: texts in, probabilities out."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

# The stub ignores PYTHONPATH, and any numpy it finds by itself may be too new for it.
for _folder in reversed(os.environ.get("SIGNPOST_SITE_PACKAGES", "").split(os.pathsep)):
    if _folder:
        sys.path.insert(0, _folder)
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np  # noqa: E402
import scorer  # noqa: E402
import triton_python_backend_utils as pb_utils  # noqa: E402


class TritonPythonModel:
    """Grades the answers of the requests that Triton has queued."""

    def initialize(self, args):
        """Open the weights that lie beside this file."""
        threading.Thread(target=_end_with_server, args=(os.getppid(),), daemon=True).start()
        self._scorer = scorer.Scorer(Path(__file__).parent)

    def execute(self, requests):
        """Return one response a request; a broken request fails alone."""
        return [self._respond(request) for request in requests]

    def _respond(self, request):
        try:
            items = _items(request)
        except (ValueError, TypeError, UnicodeDecodeError) as error:
            refusal = pb_utils.TritonError(str(error), pb_utils.TritonError.INVALID_ARG)
            return pb_utils.InferenceResponse(error=refusal)
        probabilities = self._scorer.probabilities(items).astype(np.float32)
        nearest = [[scorer.rank_references(item[1], item[2])[0]] for item in items]
        return pb_utils.InferenceResponse(
            [
                pb_utils.Tensor("PROBABILITIES", probabilities),
                pb_utils.Tensor("NEAREST_REFERENCE", np.asarray(nearest, dtype=np.int32)),
            ]
        )


def _end_with_server(server):
    """End this process when its server was killed: nobody else would."""
    while os.getppid() == server:
        time.sleep(1.0)
    os._exit(1)


def _items(request):
    names = ("QUESTION", "REFERENCES", "ANSWER")
    columns = [pb_utils.get_input_tensor_by_name(request, name).as_numpy() for name in names]
    rows = zip(*(column.reshape(-1) for column in columns), strict=True)
    return [_item(*(text.decode("utf-8") for text in row)) for row in rows]


def _item(question, references, answer):
    texts = json.loads(references)
    if not texts or not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
        raise ValueError("REFERENCES must be a JSON array of one or more strings")
    return question, texts, answer
