"""Triton's entry to the grader: texts in; label, score and their reasons out."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).parent

# The stub ignores PYTHONPATH, and any numpy it finds by itself may be too new for it.
for _folder in reversed(os.environ.get("SIGNPOST_SITE_PACKAGES", "").split(os.pathsep)):
    if _folder:
        sys.path.insert(0, _folder)
sys.path.insert(0, str(HERE))

import numpy as np  # noqa: E402
import triton_python_backend_utils as pb_utils  # noqa: E402
from grading.front import Front, RefusedRequest  # noqa: E402

INPUTS = ("QUESTION", "REFERENCES", "ANSWER", "LANGUAGE")


class TritonPythonModel:
    """Grades the answers of the requests that Triton has queued."""

    def initialize(self, args):
        """Open the weights that lie beside this file."""
        threading.Thread(target=_end_with_server, args=(os.getppid(),), daemon=True).start()
        parameters = json.loads(args["model_config"]).get("parameters", {})
        providers = parameters.get("providers", {}).get("string_value", "CPUExecutionProvider")
        self._front = Front(HERE, providers.split(","))
        # A version that cannot answer must not become ready, and the first takes longest.
        self._front.answer("Why?", '["Because."]', "Because.", "en")
        # A kept version is a model of its own, such as `grader-2`; its folder is the version.
        self._name = f"{args['model_name'].partition('-')[0]}:{args['model_version']}".encode()

    def execute(self, requests):
        """Return one response a request; a broken request fails alone."""
        return [self._respond(request) for request in requests]

    def _respond(self, request):
        try:
            answers = [self._front.answer(*row) for row in _rows(request)]
        except (RefusedRequest, UnicodeDecodeError) as error:
            refusal = pb_utils.TritonError(str(error), pb_utils.TritonError.INVALID_ARG)
            return pb_utils.InferenceResponse(error=refusal)
        return pb_utils.InferenceResponse(_tensors(answers, self._name))


def _tensors(answers, name):
    most = max(len(one.similarities) for one in answers)
    padded = [[*one.similarities, *[0.0] * (most - len(one.similarities))] for one in answers]
    texts = {
        "LABEL": [one.label.encode() for one in answers],
        "EVIDENCE": [one.evidence.encode() for one in answers],
        "MODEL": [name for _ in answers],
    }
    return [
        *(
            pb_utils.Tensor(of, np.array(values, dtype=np.object_)[:, None])
            for of, values in texts.items()
        ),
        pb_utils.Tensor("SCORE", np.array([[one.score] for one in answers], np.float32)),
        pb_utils.Tensor("PROBABILITIES", np.array([o.probabilities for o in answers], np.float32)),
        pb_utils.Tensor("SIMILARITIES", np.array(padded, np.float32)),
        pb_utils.Tensor("NEAREST_REFERENCE", np.array([[o.nearest] for o in answers], np.int32)),
    ]


def _end_with_server(server):
    """End this process when its server was killed: nobody else would."""
    while os.getppid() == server:
        time.sleep(1.0)
    os._exit(1)


def _rows(request):
    columns = [pb_utils.get_input_tensor_by_name(request, name) for name in INPUTS]
    texts = [b"" if column is None else column.as_numpy().reshape(-1) for column in columns]
    count = len(texts[0])
    texts = [column if len(column) else [b""] * count for column in texts]
    return [tuple(text.decode("utf-8") for text in row) for row in zip(*texts, strict=True)]
